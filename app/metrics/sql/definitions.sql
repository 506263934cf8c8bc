-- Handling time by each of the five definitions (definitions section 5), of each unit and of all ('*'): in the period (side 2), on
-- its compared days (side 1) and on their partners a year before (side 0). Of each definition: seconds, where known, then
-- alerts by basis: 0 exact, 1 approximate, 2 upper bound, 3 unknown.
SELECT CASE WHEN grouping(a.unit) = 1 THEN '*' ELSE a.unit END AS unit, t.side,
  CAST(coalesce(sum(f.l1_s), 0) AS bigint) AS l1_s,
  count(CASE WHEN f.l1_basis = 0 THEN 1 END) AS l1_0, count(CASE WHEN f.l1_basis = 1 THEN 1 END) AS l1_1,
  count(CASE WHEN f.l1_basis = 2 THEN 1 END) AS l1_2, count(CASE WHEN f.l1_basis = 3 THEN 1 END) AS l1_3,
  CAST(coalesce(sum(f.l1_shared_s), 0) AS bigint) AS l1_shared_s,
  count(CASE WHEN f.l1_shared_basis = 0 THEN 1 END) AS l1_shared_0, count(CASE WHEN f.l1_shared_basis = 1 THEN 1 END) AS l1_shared_1,
  count(CASE WHEN f.l1_shared_basis = 2 THEN 1 END) AS l1_shared_2, count(CASE WHEN f.l1_shared_basis = 3 THEN 1 END) AS l1_shared_3,
  CAST(coalesce(sum(f.pagerduty_s), 0) AS bigint) AS pagerduty_s,
  count(CASE WHEN f.pagerduty_basis = 0 THEN 1 END) AS pagerduty_0, count(CASE WHEN f.pagerduty_basis = 1 THEN 1 END) AS pagerduty_1,
  count(CASE WHEN f.pagerduty_basis = 2 THEN 1 END) AS pagerduty_2, count(CASE WHEN f.pagerduty_basis = 3 THEN 1 END) AS pagerduty_3,
  CAST(coalesce(sum(f.effort_s), 0) AS bigint) AS effort_s,
  count(CASE WHEN f.effort_basis = 0 THEN 1 END) AS effort_0, count(CASE WHEN f.effort_basis = 1 THEN 1 END) AS effort_1,
  count(CASE WHEN f.effort_basis = 2 THEN 1 END) AS effort_2, count(CASE WHEN f.effort_basis = 3 THEN 1 END) AS effort_3,
  CAST(coalesce(sum(f.ack_to_resolve_s), 0) AS bigint) AS ack_to_resolve_s,
  count(CASE WHEN f.ack_to_resolve_basis = 0 THEN 1 END) AS ack_to_resolve_0, count(CASE WHEN f.ack_to_resolve_basis = 1 THEN 1 END) AS ack_to_resolve_1,
  count(CASE WHEN f.ack_to_resolve_basis = 2 THEN 1 END) AS ack_to_resolve_2, count(CASE WHEN f.ack_to_resolve_basis = 3 THEN 1 END) AS ack_to_resolve_3
FROM alert a
JOIN (
  SELECT day, side FROM compared_day
  UNION ALL
  SELECT DISTINCT p.day, 2 AS side FROM alert p CROSS JOIN q WHERE p.day BETWEEN q.from_day AND q.to_day
) t ON t.day = a.day
JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
GROUP BY GROUPING SETS ((a.unit, t.side), (t.side))
ORDER BY 1, 2
