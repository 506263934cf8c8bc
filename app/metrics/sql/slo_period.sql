-- Members of the SLO (n) and those that met it in the period, of each unit and priority, and of all units ('*').
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, priority,
  count(*) AS n, CAST(sum(CASE WHEN slo = 'met' THEN 1 ELSE 0 END) AS bigint) AS met
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day AND slo IN ('met', 'missed')
GROUP BY GROUPING SETS ((unit, priority), (priority))
ORDER BY 1, 2
