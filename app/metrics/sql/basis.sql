-- How sure the handling time of the period's alerts is: 0 exact, 1 approximate, 2 upper bound, 3 unknown.
SELECT basis, count(*) AS count
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day
GROUP BY basis
ORDER BY basis
