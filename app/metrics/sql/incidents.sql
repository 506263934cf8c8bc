-- The derived facts of the incidents in scope on the days of the table stretch, by trigger, then id. What stands for the alerts is
-- the query of alert.sql.
SELECT a.account, a.id, f.number, f.title, a.kind_id, a.unit, a.client, a.project, s.service, a.priority, f.priority_by,
  a.triggered_at AS t0, a.to_acknowledge_s, f.acknowledged_by, f.hand_off_by, f.to_hand_off_s,
  a.to_resolve_s, f.resolved_by, a.completion, a.to_completion_s,
  f.l1_s, f.l1_basis, f.l1_shared_s, f.l1_shared_basis, f.pagerduty_s, f.pagerduty_basis,
  f.effort_s, f.effort_basis, f.ack_to_resolve_s, f.ack_to_resolve_basis,
  a.manned, a.automation_acted, a.straight_to_l2, f.reopened, f.reopened_in_60, a.slo, a.limit_s, a.excluded_because, a.flags, f."import"
FROM (%s) a
JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
JOIN service s ON s.service_key = a.service_key
CROSS JOIN stretch w
WHERE a.day BETWEEN w.from_day AND w.to_day AND f.day BETWEEN w.from_day AND w.to_day
  AND (w.id = '' OR a.id = w.id AND a.account = w.account)
ORDER BY 12, 2, 1
