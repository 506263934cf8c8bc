-- Handling time of manned alerts for which it is known. Of each unit and month, and of all units ('*'): the two values between which
-- the median and the 90th percentile lie (linear between closest ranks, rank = q(n-1)), and n.
SELECT unit, month, max(n) AS n,
  max(CASE WHEN 2 * i <= n - 1 AND n - 1 < 2 * i + 2 THEN v END) AS p50_low,
  max(CASE WHEN 2 * i - 2 <= n - 1 AND n - 1 < 2 * i THEN v END) AS p50_high,
  max(CASE WHEN 10 * i <= 9 * (n - 1) AND 9 * (n - 1) < 10 * i + 10 THEN v END) AS p90_low,
  max(CASE WHEN 10 * i - 10 <= 9 * (n - 1) AND 9 * (n - 1) < 10 * i THEN v END) AS p90_high
FROM (
  SELECT unit, month, v, row_number() OVER (PARTITION BY unit, month ORDER BY v) - 1 AS i,
    count(*) OVER (PARTITION BY unit, month) AS n
  FROM (
    SELECT unit, month, handling_s AS v FROM alert CROSS JOIN q WHERE month <= q.to_month AND handling_s IS NOT NULL AND manned = 1
    UNION ALL
    SELECT '*' AS unit, month, handling_s AS v FROM alert CROSS JOIN q WHERE month <= q.to_month AND handling_s IS NOT NULL AND manned = 1
  ) u
) r
GROUP BY unit, month
ORDER BY unit, month
