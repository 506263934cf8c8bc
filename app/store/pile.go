package store

import (
	"context"
	"fmt"
)

// joinMany makes one row an incident again after the rows of an import were added to the table incident.
func (s *Store) joinMany(ctx context.Context, out *Imported, _ []*Row, derivers []Deriving) (touched, error) {
	number := fmt.Sprint(out.Number)
	there, err := s.numbersThere(ctx)
	if err != nil {
		return nothing, err
	}
	if there {
		if err := s.run(ctx, makeNumbered); err != nil {
			return nothing, err
		}
		if err := s.joinNumbers(ctx, out.Number); err != nil {
			return nothing, err
		}
	}
	const mine, older = `SELECT key FROM incident WHERE gone = 0 AND "import" = `, `SELECT key FROM incident WHERE gone = 0 AND "import" < `
	err = s.run(ctx, `CREATE OR REPLACE TEMP TABLE again AS
		`+mine+number+` GROUP BY key HAVING count(*) > 1
		UNION
		`+mine+number+` AND key IN (`+older+number+`)`)
	if err != nil {
		return nothing, err
	}
	added, err := s.count(ctx, `SELECT count(*) FROM incident WHERE gone = 0 AND "import" = `+number+` AND key NOT IN (SELECT key FROM again)`)
	if err != nil {
		return nothing, err
	}
	out.Added = added
	n, err := s.count(ctx, "SELECT count(*) FROM again")
	if err != nil || n == 0 {
		return services, err
	}
	if err := s.pile(ctx, number); err != nil {
		return nothing, err
	}
	var last int64
	err = s.conn.QueryRowContext(ctx, `SELECT coalesce(max(place), 0), coalesce(sum(CASE WHEN "rows" = 0 THEN 1 ELSE 0 END), 0) FROM todo`).Scan(&last, &added)
	if err != nil {
		return nothing, err
	}
	out.Added += added
	if err := s.mergePile(ctx, out.Number, last, out, derivers); err != nil {
		return nothing, err
	}
	doubles, err := s.count(ctx, `SELECT count(*) FROM (SELECT i.account, i.id FROM incident i JOIN again a ON a.key = i.key
		WHERE i.gone = 0 GROUP BY i.account, i.id HAVING count(*) > 1)`)
	if err != nil {
		return nothing, err
	}
	if doubles > 0 {
		return nothing, fmt.Errorf("%d incidents would stand twice", doubles)
	}
	return services, s.run(ctx, "DROP TABLE again", "DROP TABLE pile", "DROP TABLE todo")
}

// pile makes the temporary tables todo, the incidents of the keys in again that have to be merged, and pile, their readings,
// and takes their rows out of the table incident. Repeated rows of the import are taken out too.
func (s *Store) pile(ctx context.Context, number string) error {
	return s.run(ctx,
		`CREATE OR REPLACE TEMP TABLE mine AS
		 SELECT `+names(kept, "i.")+` FROM incident i JOIN again a ON a.key = i.key WHERE i.gone = 0 AND i."import" = `+number,
		// What these incidents' older readings are: those in reading, and rows in incident that are a reading themselves.
		`CREATE OR REPLACE TEMP TABLE older AS
		 SELECT `+names(kept, "r.")+`, 0 AS single FROM reading r JOIN again a ON a.key = r.key
		 UNION ALL
		 SELECT `+names(kept, "o.")+`, 1 AS single FROM incident o JOIN again a ON a.key = o.key
		 WHERE o.gone = 0 AND o."import" < `+number+` AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.key = o.key AND r.account = o.account AND r.id = o.id
		   AND r."import" = o."import" AND r."row" = o."row")`,
		// How many rows an incident was: more than one where a number has met its id.
		`CREATE OR REPLACE TEMP TABLE stood AS
		 SELECT o.account, o.id, count(*) AS "rows" FROM incident o JOIN again a ON a.key = o.key WHERE o.gone = 0 AND o."import" < `+number+` GROUP BY o.account, o.id`,
		// A reading that says the same as the one just before it in the order of definitions §10 changes nothing. The newest by
		// one number, import before row: by a pair of them it would have to stay in memory.
		`CREATE OR REPLACE TEMP TABLE same AS
		 SELECT m.account, m.id FROM (SELECT account, id, any_value(ordered_at) AS ordered_at, any_value(content) AS content
		   FROM mine GROUP BY account, id HAVING count(*) = 1) m
		 JOIN (SELECT account, id, ordered_at, arg_max(content, "import" * 1099511627776 + "row") AS content FROM older GROUP BY account, id, ordered_at) e
		   ON e.account = m.account AND e.id = m.id AND e.ordered_at = m.ordered_at AND e.content = m.content
		 WHERE (m.account, m.id) IN (SELECT account, id FROM stood WHERE "rows" = 1)`,
		`CREATE OR REPLACE TEMP TABLE todo AS
		 SELECT m.account, m.id, coalesce(s."rows", 0) AS "rows", row_number() OVER (ORDER BY m.account, m.id) AS place
		 FROM (SELECT DISTINCT account, id FROM mine) m LEFT JOIN stood s ON s.account = m.account AND s.id = m.id
		 WHERE (m.account, m.id) NOT IN (SELECT account, id FROM same)`,
		// In the order of places, so that a round reads only its own.
		`CREATE OR REPLACE TEMP TABLE pile AS
		 SELECT `+names(kept, "u.")+`, CAST(u.single AS BIGINT) AS single, t."rows", t.place FROM (
		   SELECT `+names(kept, "")+`, single FROM older UNION ALL SELECT `+names(kept, "")+`, 0 AS single FROM mine
		 ) u JOIN todo t ON t.account = u.account AND t.id = u.id ORDER BY t.place`,
		"DROP TABLE older", "DROP TABLE stood",
		`UPDATE incident SET gone = 1 WHERE gone = 0 AND key IN (SELECT key FROM mine) AND (
		   (account, id) IN (SELECT account, id FROM todo) OR "import" = `+number+` AND (account, id) IN (SELECT account, id FROM same))`,
		"DROP TABLE mine", "DROP TABLE same")
}
