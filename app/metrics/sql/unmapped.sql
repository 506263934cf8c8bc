-- Services that the map does not name, among those with an alert in scope.
SELECT count(DISTINCT service_key) AS services FROM alert WHERE mapped = 0
