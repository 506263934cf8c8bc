-- Incidents of the period to look through, newest first, by the filters of list_filter ('' = all): alert kind, priority, what
-- became of it, and text in title, service, client, number or id. The rows are those that the numbers count.
SELECT count(*) OVER () AS found, a.account, a.id, f.number, f.title, k.kind, a.unit, a.client, a.project, s.service, a.priority, a.triggered_at,
  a.manned, a.merged, a.to_acknowledge_s, a.to_resolve_s, a.to_completion_s, a.handling_s, a.basis, a.completion, a.slo, a.limit_s
FROM (%s) a
JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
JOIN service s ON s.service_key = a.service_key
JOIN kind k ON k.kind_id = a.kind_id
CROSS JOIN q CROSS JOIN list_filter w
WHERE a.day BETWEEN q.from_day AND q.to_day
  AND (w.id = '' OR a.id = w.id)
  AND (w.kind_id = -1 OR a.kind_id = w.kind_id)
  AND (w.priority = '*' OR a.priority = w.priority)
  AND CASE w.state
    WHEN 'manned' THEN a.manned = 1
    WHEN 'auto' THEN a.manned = 0 AND a.merged = 0 AND a.to_resolve_s IS NOT NULL
    WHEN 'judged' THEN a.slo IN ('met', 'missed')
    WHEN 'missed' THEN a.slo = 'missed'
    WHEN 'open' THEN a.to_resolve_s IS NULL
    WHEN 'unknown' THEN a.handling_s IS NULL
    ELSE 1 = 1
  END
  AND (w.search = '' OR lower(f.title) LIKE w.search ESCAPE '!' OR lower(s.service) LIKE w.search ESCAPE '!' OR lower(a.client) LIKE w.search ESCAPE '!'
    OR lower(a.id) LIKE w.search ESCAPE '!' OR CAST(f.number AS varchar) LIKE w.search ESCAPE '!')
ORDER BY a.triggered_at DESC, a.id
LIMIT %d
