-- Handling seconds of each project and month, up to that of the period's end, each whole: the sparkline of a project.
SELECT unit, client, project, month, CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s
FROM alert CROSS JOIN q
WHERE month <= q.to_month
GROUP BY unit, client, project, month
ORDER BY client, project, unit, month
