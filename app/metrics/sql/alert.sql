-- The incidents in scope, one row each, with what depends on more than the incident: unit, client and project by today's
-- map, handling time by the definition in use, and what the SLO makes of it (definitions sections 7 and 8).
-- slo: met, missed, or the first reason that holds for leaving it out. excluded_because: why people agreed it out of the
-- SLO, NULL where they did not; it changes the SLO alone.
CREATE TEMP TABLE alert AS
SELECT j.*,
  CASE
    WHEN excluded_because IS NOT NULL THEN 'excluded'
    WHEN merged = 1 THEN 'merged'
    WHEN straight_to_l2 = 1 THEN 'straight_to_l2'
    WHEN priority = '' THEN 'no_priority'
    WHEN limit_s IS NULL THEN 'no_limit'
    WHEN completion = 'timed_out' THEN 'missed'
    WHEN to_completion_s IS NOT NULL AND human_act = 1 AND to_completion_s <= limit_s THEN 'met'
    WHEN to_completion_s IS NOT NULL AND human_act = 1 THEN 'missed'
    WHEN to_resolve_s IS NULL AND j.as_of - triggered_at > limit_s THEN 'missed'
    WHEN to_resolve_s IS NULL THEN 'open_within_limit'
    WHEN to_completion_s IS NOT NULL THEN 'without_person'
    ELSE 'unknown_completion'
  END AS slo
FROM (
  SELECT f.account, f.id, f.triggered_at, f.day, f.month, f.weekday, f.hour, f.priority, f.kind_id, f.service_key,
    f.manned, f.merged, f.straight_to_l2, f.automation_acted, f.human_act, f.completion, f.hand_off_by,
    f.to_acknowledge_s, f.to_resolve_s, f.to_completion_s, f.to_hand_off_s, f.flags, f.impossible,
    CASE WHEN f.priority_by = 'rule' THEN 1 ELSE 0 END AS by_rule,
    CASE WHEN s.unit <> '' THEN s.unit WHEN f.team <> '' THEN f.team ELSE '–' END AS unit,
    s.client, s.project, s.mapped,
    CASE q.definition WHEN 0 THEN f.l1_s WHEN 1 THEN f.l1_shared_s WHEN 2 THEN f.pagerduty_s
      WHEN 3 THEN f.effort_s ELSE f.ack_to_resolve_s END AS handling_s,
    CASE q.definition WHEN 0 THEN f.l1_basis WHEN 1 THEN f.l1_shared_basis WHEN 2 THEN f.pagerduty_basis
      WHEN 3 THEN f.effort_basis ELSE f.ack_to_resolve_basis END AS basis,
    coalesce(c.limit_s, w.limit_s) AS limit_s, x.reason AS excluded_because, q.as_of
  FROM facts f
  CROSS JOIN q
  JOIN (SELECT v.* FROM service v CROSS JOIN q WHERE q.scope_client = '' OR v.client = q.scope_client) s ON s.service_key = f.service_key
  LEFT JOIN slo_limit w ON w.client = '' AND w.priority = f.priority
  LEFT JOIN slo_limit c ON c.client = s.client AND c.priority = f.priority
  LEFT JOIN excluded x ON x.account = f.account AND x.id = f.id
) j CROSS JOIN q
WHERE q.scope_unit = '' OR j.unit = q.scope_unit
