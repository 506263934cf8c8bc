-- Of each project in the period; projects of the scope without an alert in it have a row of zeros.
SELECT unit, client, project,
  CAST(sum(inside) AS bigint) AS count,
  CAST(sum(inside * manned) AS bigint) AS manned,
  CAST(coalesce(sum(inside * handling_s), 0) AS bigint) AS handling_s,
  CAST(coalesce(sum(inside * to_acknowledge_s), 0) AS bigint) AS ack_sum_s,
  count(CASE WHEN inside = 1 THEN to_acknowledge_s END) AS ack_n,
  CAST(coalesce(sum(CASE WHEN inside = 1 AND merged = 0 THEN to_resolve_s END), 0) AS bigint) AS resolve_sum_s,
  count(CASE WHEN inside = 1 AND merged = 0 THEN to_resolve_s END) AS resolve_n,
  CAST(sum(CASE WHEN inside = 1 AND slo IN ('met', 'missed') THEN 1 ELSE 0 END) AS bigint) AS slo_n,
  CAST(sum(CASE WHEN inside = 1 AND slo = 'met' THEN 1 ELSE 0 END) AS bigint) AS slo_met
FROM (
  SELECT a.*, CASE WHEN a.day BETWEEN q.from_day AND q.to_day THEN 1 ELSE 0 END AS inside FROM alert a CROSS JOIN q
) p
GROUP BY unit, client, project
ORDER BY client, project, unit
