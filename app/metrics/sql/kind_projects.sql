-- How many projects each alert kind of the period met, and which of them it took the most time in (of equals the first by
-- name).
SELECT kind_id, count(*) AS projects, max(CASE WHEN place = 1 THEN project END) AS project
FROM (
  SELECT kind_id, project, row_number() OVER (PARTITION BY kind_id ORDER BY handling_s DESC, project) AS place
  FROM (
    SELECT kind_id, client, project, coalesce(sum(handling_s), 0) AS handling_s
    FROM alert CROSS JOIN q
    WHERE day BETWEEN q.from_day AND q.to_day
    GROUP BY kind_id, client, project
  ) p
) r
GROUP BY kind_id
ORDER BY kind_id
