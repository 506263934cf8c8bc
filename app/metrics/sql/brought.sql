-- Which imports told of an incident, by its readings and by the entries of its timeline. An incident that was read once has
-- its import in facts alone.
CREATE TEMP TABLE brought AS
SELECT account, id, "import" FROM reading
UNION
SELECT account, incident_id AS id, "import" FROM event
