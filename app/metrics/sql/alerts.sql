-- The alerts of the period, oldest first: the rows behind every number of a report.
SELECT a.id, f.number, f.title, k.kind, a.unit, a.client, a.project, s.service, a.priority, a.triggered_at, a.month, a.weekday, a.hour,
  a.manned, a.merged, a.to_acknowledge_s, a.to_resolve_s, a.to_completion_s, a.handling_s, a.basis, a.completion, a.slo, a.limit_s,
  a.hand_off_by, a.to_hand_off_s, a.automation_acted,
  CASE WHEN mod(CAST(floor(a.flags / 32.0) AS bigint), 2) = 0 THEN 1 ELSE 0 END AS timeline,
  mod(CAST(floor(a.flags / 16.0) AS bigint), 2) AS untold
FROM alert a JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
JOIN service s ON s.service_key = a.service_key
JOIN kind k ON k.kind_id = a.kind_id
CROSS JOIN q
WHERE a.day BETWEEN q.from_day AND q.to_day
ORDER BY a.triggered_at, a.id
