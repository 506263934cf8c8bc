-- Median and 90th percentile of each unit and month, and of all units ('*'), up to that of the period's end, each whole:
-- of the time to the first human acknowledge; of the time to resolve of resolved alerts that were not merged; of the
-- handling time of manned alerts for which it is known. Linear between closest ranks, rank = q(n-1), as Excel's
-- PERCENTILE.INC. Window functions say the same in every database (testdata/*_percentiles.sql, which a test compares
-- with) and take seven times as long; Athena would need those.
SELECT CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, month,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY to_acknowledge_s) AS ack_p50,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY to_acknowledge_s) AS ack_p90,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN merged = 0 THEN to_resolve_s END) AS resolve_p50,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY CASE WHEN merged = 0 THEN to_resolve_s END) AS resolve_p90,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY CASE WHEN manned = 1 THEN handling_s END) AS handling_p50,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY CASE WHEN manned = 1 THEN handling_s END) AS handling_p90
FROM alert CROSS JOIN q
WHERE month <= q.to_month
GROUP BY GROUPING SETS ((unit, month), (month))
ORDER BY 1, 2
