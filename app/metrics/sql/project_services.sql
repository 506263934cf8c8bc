-- The services of each project in scope, by name.
SELECT DISTINCT a.unit, a.client, a.project, s.service
FROM (SELECT DISTINCT unit, client, project, service_key FROM alert) a JOIN service s ON s.service_key = a.service_key
ORDER BY 2, 3, 1, 4
