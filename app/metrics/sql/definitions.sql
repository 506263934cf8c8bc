-- Handling time by each of the five definitions (definitions section 5; 0 l1, 1 l1-shared, 2 pagerduty, 3 effort,
-- 4 ack-to-resolve), of each unit and of all ('*'). In the period (side 2): seconds, where known, and alerts by basis
-- (0 exact, 1 approximate, 2 upper bound, 3 unknown). On the period's compared days (side 1) and on their partners a year
-- before (side 0): seconds, where known, and alerts of unknown time.
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, definition,
  CAST(coalesce(sum(CASE WHEN side = 2 THEN handling_s END), 0) AS bigint) AS handling_s,
  count(CASE WHEN side = 2 AND basis = 0 THEN 1 END) AS exact,
  count(CASE WHEN side = 2 AND basis = 1 THEN 1 END) AS approximate,
  count(CASE WHEN side = 2 AND basis = 2 THEN 1 END) AS upper_bound,
  count(CASE WHEN side = 2 AND basis = 3 THEN 1 END) AS unknown,
  CAST(coalesce(sum(CASE WHEN side = 1 THEN handling_s END), 0) AS bigint) AS h1,
  CAST(coalesce(sum(CASE WHEN side = 0 THEN handling_s END), 0) AS bigint) AS h0,
  count(CASE WHEN side = 1 AND basis = 3 THEN 1 END) AS unknown1,
  count(CASE WHEN side = 0 AND basis = 3 THEN 1 END) AS unknown0
FROM (
  SELECT a.unit, n.definition, t.side,
    CASE n.definition WHEN 0 THEN f.l1_s WHEN 1 THEN f.l1_shared_s WHEN 2 THEN f.pagerduty_s WHEN 3 THEN f.effort_s ELSE f.ack_to_resolve_s END AS handling_s,
    CASE n.definition WHEN 0 THEN f.l1_basis WHEN 1 THEN f.l1_shared_basis WHEN 2 THEN f.pagerduty_basis WHEN 3 THEN f.effort_basis
      ELSE f.ack_to_resolve_basis END AS basis
  FROM alert a
  JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
  JOIN (
    SELECT day, side FROM compared_day
    UNION ALL
    SELECT DISTINCT p.day, 2 AS side FROM alert p CROSS JOIN q WHERE p.day BETWEEN q.from_day AND q.to_day
  ) t ON t.day = a.day
  CROSS JOIN (VALUES (0), (1), (2), (3), (4)) n(definition)
) v
GROUP BY GROUPING SETS ((unit, definition), (definition))
ORDER BY 1, 2
