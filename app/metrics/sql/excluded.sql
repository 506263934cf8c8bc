-- The alerts of the period that people agreed out of the SLO, oldest first, with the reason of the first exclusion that
-- holds for each.
SELECT a.id, f.number, f.title, a.unit, a.client, a.project, a.priority, a.triggered_at, a.excluded_because
FROM alert a JOIN facts f ON f.account = a.account AND f.id = a.id AND f.day = a.day
CROSS JOIN q
WHERE a.day BETWEEN q.from_day AND q.to_day AND a.slo = 'excluded'
ORDER BY a.triggered_at, a.id
