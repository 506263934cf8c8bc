package store

import (
	"context"
	"fmt"
	"strings"
)

// partRows is how many rows of an import are piled up at once: it bounds what the database has to hold.
const partRows = 1 << 16

// thriftyMerges is how many incidents a thrifty store merges in one import before it takes the usual memory: what a
// transaction changes stays in memory until its end.
const thriftyMerges = 1 << 15

// many is joinMany that tells done how far it is; nil: nobody.
func (s *Store) many(done func(part, parts int64)) func(context.Context, *Imported, []*Row, []Deriving) (touched, error) {
	return func(ctx context.Context, out *Imported, _ []*Row, derivers []Deriving) (touched, error) {
		return s.joinMany(ctx, out, derivers, func(part, parts int64) {
			if done != nil {
				done(part, parts)
			}
		})
	}
}

// joinMany makes one row an incident again after the rows of an import were added to the table incident. Those whose
// incidents stood there before, or that name one more than once, are joined in parts; done is told how far that is.
func (s *Store) joinMany(ctx context.Context, out *Imported, derivers []Deriving, done func(part, parts int64)) (touched, error) {
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
		`+mine+number+` AND key IN (`+older+number+`)`,
		// Where an incident first stands in the import: rows that lie together are joined together.
		`CREATE OR REPLACE TEMP TABLE met AS
		SELECT i.key, min(i.rowid) AS place FROM incident i JOIN again a ON a.key = i.key WHERE i.gone = 0 AND i."import" = `+number+` GROUP BY i.key`)
	if err != nil {
		return nothing, err
	}
	added, err := s.count(ctx, `SELECT count(*) FROM incident WHERE gone = 0 AND "import" = `+number+` AND key NOT IN (SELECT key FROM met)`)
	if err != nil {
		return nothing, err
	}
	out.Added = added
	var first, last, n int64
	err = s.conn.QueryRowContext(ctx, "SELECT coalesce(min(place), 0), coalesce(max(place), 0), count(*) FROM met").Scan(&first, &last, &n)
	if err != nil || n == 0 {
		return services, err
	}
	parts, merged := (last-first)/partRows+1, int64(0)
	for part := range parts {
		done(part, parts)
		if s.thrifty && merged > thriftyMerges {
			if err := s.limit(ctx, memoryLimit); err != nil {
				return nothing, err
			}
		}
		n, err := s.joinPart(ctx, out, first+part*partRows, derivers)
		if err != nil {
			return nothing, err
		}
		merged += n
	}
	doubles, err := s.count(ctx, `SELECT count(*) FROM (SELECT i.account, i.id FROM incident i JOIN met m ON m.key = i.key
		WHERE i.gone = 0 GROUP BY i.account, i.id HAVING count(*) > 1)`)
	if err != nil {
		return nothing, err
	}
	if doubles > 0 {
		return nothing, fmt.Errorf("%d incidents would stand twice", doubles)
	}
	return services, s.run(ctx, "DROP TABLE met")
}

// joinPart joins the incidents of the temporary table met whose places are the partRows from one on. It returns how many of
// them had to be merged.
func (s *Store) joinPart(ctx context.Context, out *Imported, from int64, derivers []Deriving) (merged int64, err error) {
	err = s.run(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE again AS SELECT key FROM met WHERE place >= %d AND place < %d", from, from+partRows))
	if err != nil {
		return 0, err
	}
	if err := s.pile(ctx, out.Number); err != nil {
		return 0, err
	}
	var added int64
	err = s.conn.QueryRowContext(ctx, `SELECT coalesce(max(place), 0), coalesce(sum(CASE WHEN "rows" = 0 THEN 1 ELSE 0 END), 0) FROM todo`).Scan(&merged, &added)
	if err != nil {
		return 0, err
	}
	out.Added += added
	if err := s.mergePile(ctx, out.Number, merged, out, derivers); err != nil {
		return 0, err
	}
	return merged, s.run(ctx, "DROP TABLE again", "DROP TABLE pile", "DROP TABLE todo")
}

// pile makes the temporary tables todo, the incidents of the keys in again that have to be merged, and pile, their readings,
// and takes their rows out of the table incident. Repeated rows of the import are taken out too.
func (s *Store) pile(ctx context.Context, number int64) error {
	// Rows that stand, of this import and of those before, and where they lie, so that no statement reads the whole table.
	fresh, err := s.lying(ctx, fmt.Sprintf(`@gone = 0 AND @"import" = %d`, number))
	if err != nil {
		return err
	}
	before, err := s.lying(ctx, fmt.Sprintf(`@gone = 0 AND @"import" < %d`, number))
	if err != nil {
		return err
	}
	of := func(condition, table string) string { return strings.ReplaceAll(condition, "@", table) }
	return s.run(ctx,
		`CREATE OR REPLACE TEMP TABLE mine AS
		 SELECT `+names(kept, "i.")+` FROM incident i JOIN again a ON a.key = i.key WHERE `+of(fresh, "i."),
		// What these incidents' older readings are: those in reading, and rows in incident that are a reading themselves.
		`CREATE OR REPLACE TEMP TABLE older AS
		 SELECT `+names(kept, "r.")+`, 0 AS single FROM reading r JOIN again a ON a.key = r.key
		 UNION ALL
		 SELECT `+names(kept, "o.")+`, 1 AS single FROM incident o JOIN again a ON a.key = o.key
		 WHERE `+of(before, "o.")+` AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.key = o.key AND r.account = o.account AND r.id = o.id
		   AND r."import" = o."import" AND r."row" = o."row")`,
		// How many rows an incident was: more than one where a number has met its id.
		`CREATE OR REPLACE TEMP TABLE stood AS
		 SELECT o.account, o.id, count(*) AS "rows" FROM incident o JOIN again a ON a.key = o.key WHERE `+of(before, "o.")+` GROUP BY o.account, o.id`,
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
		// All of the import's: they are merged, or said before.
		`UPDATE incident SET gone = 1 WHERE key IN (SELECT key FROM again) AND `+of(fresh, ""),
		`UPDATE incident SET gone = 1 WHERE key IN (SELECT key FROM again) AND `+of(before, "")+` AND (account, id) IN (SELECT account, id FROM todo)`,
		"DROP TABLE mine", "DROP TABLE same")
}

// lying is a condition on rows of the table incident, in which @ stands for its name, with where those of the keys in again lie.
func (s *Store) lying(ctx context.Context, condition string) (string, error) {
	var first, last int64
	err := s.conn.QueryRowContext(ctx, `SELECT coalesce(min(i.rowid), 0), coalesce(max(i.rowid), 0) FROM incident i JOIN again a ON a.key = i.key
		WHERE `+strings.ReplaceAll(condition, "@", "i.")).Scan(&first, &last)
	return fmt.Sprintf("%s AND @rowid BETWEEN %d AND %d", condition, first, last), err
}
