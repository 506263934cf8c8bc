-- The imports of the table brought that told of the incidents on the days of the table stretch, oldest first.
SELECT f.account, f.id, b."import"
FROM facts f JOIN brought b ON b.account = f.account AND b.id = f.id
CROSS JOIN stretch w
WHERE f.day BETWEEN w.from_day AND w.to_day AND (w.id = '' OR f.id = w.id AND f.account = w.account)
ORDER BY f.account, f.id, b."import"
