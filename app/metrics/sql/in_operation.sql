-- Projects in operation: mapped, and with an alert in the 90 days up to the last compared day of a side (1 = this
-- period, 0 = a year before), or from-to in the map over that day. Of each unit, and of all units ('*').
SELECT side, CASE WHEN grouping(unit) = 1 THEN '*' ELSE unit END AS unit, count(DISTINCT client || chr(31) || project) AS projects
FROM (
  SELECT e.side, a.unit, a.client, a.project
  FROM alert a CROSS JOIN (SELECT side, max(day) AS last FROM compared_day GROUP BY side) e
  JOIN service s ON s.service_key = a.service_key
  WHERE a.mapped = 1 AND (a.day > e.last - 90 AND a.day <= e.last
    OR (s.from_day IS NOT NULL OR s.until_day IS NOT NULL)
      AND coalesce(s.from_day, e.last) <= e.last AND coalesce(s.until_day, e.last) >= e.last)
  GROUP BY e.side, a.unit, a.client, a.project
) p
GROUP BY GROUPING SETS ((side, unit), (side))
ORDER BY 1, 2
