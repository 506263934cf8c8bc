-- Alerts of each unit, month and priority ('' = none), and of all units ('*'), up to that of the period's end, each whole.
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, month, priority,
  count(*) AS count,
  CAST(sum(manned) AS bigint) AS manned,
  CAST(sum(CASE WHEN manned = 0 AND merged = 0 AND to_resolve_s IS NOT NULL THEN 1 ELSE 0 END) AS bigint) AS auto_recovered,
  CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s
FROM alert CROSS JOIN q
WHERE month <= q.to_month
GROUP BY GROUPING SETS ((unit, month, priority), (month, priority))
ORDER BY 1, 2, 3
