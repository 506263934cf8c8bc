-- Incidents with a whole timeline (without flag 32) whose first trigger is older than their record says.
CREATE TEMP TABLE early AS
SELECT f.account, f.id, min(e."at") AS triggered_at
FROM facts f JOIN event e ON e.account = f.account AND e.incident_id = f.id
WHERE e.type = 'trigger' AND e."at" < f.triggered_at AND mod(CAST(floor(f.flags / 32.0) AS bigint), 2) = 0
GROUP BY f.account, f.id
