-- Alerts and known handling seconds of the scope in blocks of seven local days, counted back from the period's end: block
-- 0 is its last seven days. The block of the same weekdays a year before is 52 further back (364 days). Blocks without
-- an alert have no row.
SELECT CAST((b.back - mod(b.back, 7)) AS bigint) AS days_back, CAST(count(*) AS bigint) AS n, CAST(coalesce(sum(b.handling_s), 0) AS bigint) AS s
FROM (
  SELECT q.to_day - a.day AS back, a.handling_s FROM alert a CROSS JOIN q WHERE a.day <= q.to_day
) b
GROUP BY 1
ORDER BY 1
