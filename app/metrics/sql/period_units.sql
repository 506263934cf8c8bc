-- Of each unit in the period: alerts, handling seconds.
SELECT unit, count(*) AS count, CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day
GROUP BY unit
ORDER BY unit
