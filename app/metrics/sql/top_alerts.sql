-- Alert kinds of the period by handling time: the most first, of equals by title.
SELECT t.kind_id, k.kind, t.count, t.manned, t.handling_s
FROM (
  SELECT kind_id, count(*) AS count, CAST(sum(manned) AS bigint) AS manned,
    CAST(coalesce(sum(handling_s), 0) AS bigint) AS handling_s
  FROM alert CROSS JOIN q
  WHERE day BETWEEN q.from_day AND q.to_day
  GROUP BY kind_id
) t JOIN kind k ON k.kind_id = t.kind_id
ORDER BY t.handling_s DESC, k.kind
LIMIT 50
