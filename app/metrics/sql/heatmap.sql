-- Alerts and handling seconds of the period by weekday (0 = Monday) and hour of the trigger, local time.
SELECT weekday, hour, count(*) AS count, CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s
FROM alert CROSS JOIN q
WHERE day BETWEEN q.from_day AND q.to_day
GROUP BY weekday, hour
ORDER BY weekday, hour
