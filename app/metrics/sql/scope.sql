-- The scope's size over the whole coverage and its units.
SELECT unit, count(*) AS count FROM alert GROUP BY unit ORDER BY unit
