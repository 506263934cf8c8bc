-- Members of the SLO (n) and those that met it, of each unit, month and priority, and of all units ('*'), up to the
-- period's end. Who is a member, and who met it: table alert.
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, month, priority,
  count(*) AS n, CAST(sum(CASE WHEN slo = 'met' THEN 1 ELSE 0 END) AS bigint) AS met
FROM alert CROSS JOIN q
WHERE month <= q.to_month AND slo IN ('met', 'missed')
GROUP BY GROUPING SETS ((unit, month, priority), (month, priority))
ORDER BY 1, 2, 3
