-- Alerts and handling seconds of each unit, project and alert kind on the days of the period that are compared
-- (n1, h1) and on their partners a year before (n0, h0): what change, breakdown and every "previous" are made of
-- (definitions sections 2 and 8). Unknown handling time is left out of h, its alerts are counted in n.
SELECT a.unit, a.client, a.project, a.kind_id,
  CAST(sum(CASE WHEN d.side = 1 THEN 1 ELSE 0 END) AS bigint) AS n1,
  CAST(coalesce(sum(CASE WHEN d.side = 1 THEN a.handling_s END), 0) AS bigint) AS h1,
  CAST(sum(CASE WHEN d.side = 0 THEN 1 ELSE 0 END) AS bigint) AS n0,
  CAST(coalesce(sum(CASE WHEN d.side = 0 THEN a.handling_s END), 0) AS bigint) AS h0
FROM alert a JOIN compared_day d ON d.day = a.day
GROUP BY a.unit, a.client, a.project, a.kind_id
ORDER BY a.unit, a.client, a.project, a.kind_id
