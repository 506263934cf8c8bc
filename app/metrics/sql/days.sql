-- The days of the period on which the scope has an alert.
SELECT DISTINCT day FROM alert CROSS JOIN q WHERE day BETWEEN q.from_day AND q.to_day ORDER BY day
