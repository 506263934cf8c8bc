-- By unit and of all ('*'): how the handling time of compared days (side 1) and of their partners a year before (side 0) was
-- measured: alerts, those whose time is unknown, manned ones, and those of them whose log entries tell the course (without flag 32). Of
-- the others it follows from what files say.
SELECT CASE WHEN grouping(a.unit) = 1 THEN '*' ELSE a.unit END AS unit, d.side, count(*) AS alerts,
  CAST(sum(CASE WHEN a.handling_s IS NULL THEN 1 ELSE 0 END) AS bigint) AS unknown,
  CAST(sum(a.manned) AS bigint) AS manned,
  CAST(sum(CASE WHEN a.manned = 1 AND mod(CAST(floor(a.flags / 32.0) AS bigint), 2) = 0 THEN 1 ELSE 0 END) AS bigint) AS timelines
FROM alert a JOIN compared_day d ON d.day = a.day
GROUP BY GROUPING SETS ((a.unit, d.side), (d.side))
ORDER BY 1, 2
