-- The alerts of the period that missed their SLO, oldest first. to_completion_s is NULL where it is open or timed out.
SELECT a.id, f.number, f.title, a.unit, a.client, a.project, a.priority, a.triggered_at, a.to_completion_s, a.completion, a.limit_s
FROM alert a JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
CROSS JOIN q
WHERE a.day BETWEEN q.from_day AND q.to_day AND a.slo = 'missed'
ORDER BY a.triggered_at, a.id
