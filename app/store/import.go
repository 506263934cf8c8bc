package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"

	"furikaeri/app/incident"
)

// An Import is one file on its way in.
type Import struct {
	Name    string // base name
	Account string
	ReadAt  time.Time
	Rows    Filler                                  // the file's rows, each with Row from 1; Import is set here
	Derive  func(*incident.Incident) incident.Facts // for incidents that are merged; one goroutine
	End     func() (sha256 string, bytes, rows, refused, impossible int64, newest time.Time, err error)
}

// Imported says what an import did.
type Imported struct {
	Number                                   int64
	Rows, Added, Changed, Unchanged, Refused int64
	Impossible                               int64
}

// Import takes a file in as one transaction: all of it, or nothing. Each incident ends up as the merge of all its
// readings (definitions §10), and a reading that says nothing new is not kept again.
func (s *Store) Import(ctx context.Context, in Import) (Imported, error) {
	var out Imported
	s.feed.takeKinds() // those of an import that failed
	err := s.within(ctx, func() (err error) {
		if err := s.conn.QueryRowContext(ctx, `SELECT coalesce(max("import"), 0) + 1 FROM import`).Scan(&out.Number); err != nil {
			return err
		}
		before, err := s.count(ctx, "SELECT count(*) FROM incident WHERE gone = 0")
		if err != nil {
			return err
		}
		read, err := s.write(ctx, "INSERT INTO incident SELECT "+names(columns, "")+" FROM rows_in()", numbered{in.Rows, out.Number})
		if err != nil {
			return err
		}
		sha, bytes, rows, refused, impossible, newest, err := in.End()
		if err != nil {
			return err
		}
		out.Rows, out.Refused, out.Impossible = rows, refused, impossible
		if err := s.join(ctx, &out, in.Derive); err != nil {
			return fmt.Errorf("joining %s with what is there: %w", in.Name, err)
		}
		after, err := s.count(ctx, "SELECT count(*) FROM incident WHERE gone = 0")
		if err != nil {
			return err
		}
		out.Added += after - before
		out.Unchanged = read - out.Added - out.Changed
		if newest.After(in.ReadAt) {
			newest = in.ReadAt
		}
		if err := s.rememberKinds(ctx); err != nil {
			return err
		}
		_, err = s.conn.ExecContext(ctx, "INSERT INTO import VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", out.Number, in.Name, sha, bytes,
			in.Account, in.ReadAt.Unix(), newest.Unix(), rows, out.Added, out.Changed, out.Unchanged, refused, impossible)
		if err != nil {
			return err
		}
		return s.applyMap(ctx)
	})
	if err != nil {
		return out, err
	}
	return out, s.sweep(ctx)
}

// rememberKinds keeps the texts of kinds that are new.
func (s *Store) rememberKinds(ctx context.Context) error {
	kinds := s.feed.takeKinds()
	if len(kinds) == 0 {
		return nil
	}
	if err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE met_kind (kind_id BIGINT, kind VARCHAR)"); err != nil {
		return err
	}
	err := s.fill("temp", "met_kind", func(add func(...driver.Value) error) error {
		for id, text := range kinds {
			if err := add(int64(id), text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keeping alert kinds: %w", err)
	}
	return s.run(ctx, `INSERT INTO kind SELECT kind_id, kind FROM met_kind WHERE kind_id NOT IN (SELECT kind_id FROM kind) ORDER BY kind_id`,
		"DROP TABLE met_kind")
}

// numbered gives the rows of a Filler their import.
type numbered struct {
	Filler
	number int64
}

func (n numbered) Fill(worker any, rows []Row) ([]Row, error) {
	rows, err := n.Filler.Fill(worker, rows)
	for i := range rows {
		rows[i].Import = n.number
	}
	return rows, err
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.conn.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// run executes statements.
func (s *Store) run(ctx context.Context, statements ...string) error {
	for _, q := range statements {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%.60s: %w", q, err)
		}
	}
	return nil
}

// join makes one row an incident again after the rows of an import were added to the table incident. Rows of this
// transaction are marked gone, not deleted: a delete among them would make DuckDB write the whole import once more.
func (s *Store) join(ctx context.Context, out *Imported, derive func(*incident.Incident) incident.Facts) error {
	number := strconv.FormatInt(out.Number, 10)
	joined, err := s.joinNumbers(ctx, number)
	if err != nil {
		return err
	}
	out.Added = joined
	const again = `SELECT key FROM incident WHERE gone = 0 GROUP BY key HAVING count(*) > 1`
	if err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE again AS "+again); err != nil {
		return err
	}
	n, err := s.count(ctx, "SELECT count(*) FROM again")
	if err != nil || n == 0 {
		return err
	}
	err = s.run(ctx,
		`CREATE OR REPLACE TEMP TABLE mine AS
		 SELECT `+names(kept, "i.")+` FROM incident i JOIN again a ON a.key = i.key WHERE i."import" = `+number,
		// What these incidents' older readings are: those in reading, and rows in incident that are a reading themselves.
		`CREATE OR REPLACE TEMP TABLE older AS
		 SELECT `+names(kept, "r.")+`, 0 AS single FROM reading r JOIN again a ON a.key = r.key
		 UNION ALL
		 SELECT `+names(kept, "o.")+`, 1 AS single FROM incident o JOIN again a ON a.key = o.key
		 WHERE o."import" < `+number+` AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.key = o.key AND r.account = o.account AND r.id = o.id
		   AND r."import" = o."import" AND r."row" = o."row")`,
		// A number has met its id: incidents that were two until now.
		`CREATE OR REPLACE TEMP TABLE several AS
		 SELECT o.key FROM incident o JOIN again a ON a.key = o.key WHERE o."import" < `+number+` GROUP BY o.key HAVING count(*) > 1`,
		// A reading that says the same as the one just before it in the order of definitions §10 changes nothing.
		`CREATE OR REPLACE TEMP TABLE same AS
		 SELECT m.key, m.account, m.id FROM (SELECT key, account, id, any_value(ordered_at) AS ordered_at, any_value(content) AS content
		   FROM mine GROUP BY key, account, id HAVING count(*) = 1) m
		 JOIN (SELECT key, account, id, ordered_at, arg_max(content, ("import", "row")) AS content FROM older GROUP BY key, account, id, ordered_at) e
		   ON e.key = m.key AND e.account = m.account AND e.id = m.id AND e.ordered_at = m.ordered_at AND e.content = m.content
		 WHERE m.key NOT IN (SELECT key FROM several)`,
		`UPDATE incident SET gone = 1 WHERE "import" = `+number+` AND key IN (SELECT key FROM same)
		   AND (account, id) IN (SELECT account, id FROM same)`,
		`CREATE OR REPLACE TEMP TABLE todo AS
		 SELECT key, account, id, CAST(row_number() OVER (ORDER BY account, id) AS BIGINT) AS place
		 FROM (SELECT key, account, id, count(*) AS readings FROM mine WHERE (account, id) NOT IN (SELECT account, id FROM same) GROUP BY key, account, id) t
		 WHERE readings > 1 OR (account, id) IN (SELECT account, id FROM older)`,
	)
	if err != nil {
		return err
	}
	todo, err := s.count(ctx, "SELECT count(*) FROM todo")
	if err != nil {
		return err
	}
	// In rounds, so that memory does not grow with the import.
	const round = 8000
	for from := int64(0); from < todo; from += round {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.joinSome(ctx, out, derive, from, from+round); err != nil {
			return err
		}
	}
	doubles, err := s.count(ctx, `SELECT count(*) FROM (SELECT i.account, i.id FROM incident i JOIN again a ON a.key = i.key
		WHERE i.gone = 0 GROUP BY i.account, i.id HAVING count(*) > 1)`)
	if err != nil {
		return err
	}
	if doubles > 0 {
		return fmt.Errorf("%d incidents would stand twice", doubles)
	}
	return s.run(ctx, "DROP TABLE again", "DROP TABLE mine", "DROP TABLE older", "DROP TABLE several", "DROP TABLE same", "DROP TABLE todo")
}

// sweep deletes the rows that an import left behind as gone. They count for nothing, so a crash before it loses nothing.
func (s *Store) sweep(ctx context.Context) error {
	n, err := s.count(ctx, "SELECT count(*) FROM incident WHERE gone = 1")
	if err != nil || n == 0 {
		return err
	}
	return s.run(ctx, "DELETE FROM incident WHERE gone = 1")
}

// joinNumbers gives a row that has only a number the id of the incident of that number in the same account, and returns
// how many incidents from before this import became one with another thereby.
func (s *Store) joinNumbers(ctx context.Context, number string) (joined int64, err error) {
	n, err := s.count(ctx, "SELECT count(*) FROM incident WHERE id LIKE '#%'")
	if err != nil || n == 0 {
		return 0, err
	}
	const ids = `(SELECT account, number, min(id) AS id, arg_min(key, id) AS key FROM incident WHERE number IS NOT NULL AND id NOT LIKE '#%' GROUP BY account, number)`
	for _, q := range []string{
		`UPDATE reading SET id = k.id, key = k.key FROM ` + ids + ` k WHERE reading.id LIKE '#%' AND reading.account = k.account AND reading.number = k.number`,
		`UPDATE incident SET id = k.id, key = k.key FROM ` + ids + ` k WHERE incident.id LIKE '#%' AND incident.account = k.account AND incident.number = k.number`,
	} {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return 0, err
		}
	}
	return s.count(ctx, `SELECT count(*) - count(DISTINCT key) FROM incident WHERE "import" < `+number)
}

// joinSome merges and derives the incidents at places from < place <= to of todo.
func (s *Store) joinSome(ctx context.Context, out *Imported, derive func(*incident.Incident) incident.Facts, from, to int64) error {
	groups, err := s.groups(ctx, out.Number, from, to)
	if err != nil {
		return err
	}
	merged, readings := given{rows: make([]Row, 0, len(groups))}, given{rows: make([]Row, 0, 2*len(groups))}
	for _, g := range groups {
		useful := g.useful()
		m := Row{Reading: incident.Merge(append(append([]incident.Reading{}, g.old...), useful...))}
		m.Facts = derive(&m.Incident)
		merged.rows = append(merged.rows, m)
		if len(g.old)+len(useful) > 1 {
			for _, r := range append(useful, g.single...) {
				readings.rows = append(readings.rows, Row{Reading: r})
			}
		}
		before := Row{}
		if len(g.old) > 0 {
			before.Reading = incident.Merge(append([]incident.Reading{}, g.old...))
			if contentOf(before.Reading) != contentOf(m.Reading) {
				out.Changed++
			}
		}
	}
	some := "SELECT account, id FROM todo WHERE place > " + strconv.FormatInt(from, 10) + " AND place <= " + strconv.FormatInt(to, 10)
	number := strconv.FormatInt(out.Number, 10)
	err = s.run(ctx,
		`DELETE FROM incident WHERE "import" < `+number+` AND (account, id) IN (`+some+`)`,
		`UPDATE incident SET gone = 1 WHERE "import" = `+number+` AND gone = 0 AND (account, id) IN (`+some+`)`,
	)
	if err != nil {
		return err
	}
	if _, err := s.write(ctx, "INSERT INTO incident SELECT "+names(columns, "")+" FROM rows_in()", &merged); err != nil {
		return err
	}
	_, err = s.write(ctx, "INSERT INTO reading SELECT "+names(kept, "")+" FROM rows_in()", &readings)
	return err
}

// contentOf is the content of a reading that is not written.
func contentOf(r incident.Reading) int64 {
	row := Row{Reading: r}
	row.finish()
	return row.hash
}

// A group is one incident's readings: those that were there, and the new ones.
type group struct {
	old, new []incident.Reading
	single   []incident.Reading // those of old that stand in the table incident only
}

// useful are the new readings that do not merely repeat the one just before them in the order of definitions §10.
func (g *group) useful() []incident.Reading {
	all := append([]incident.Reading{}, g.old...)
	out := []incident.Reading{}
	for _, n := range g.new {
		var before *incident.Reading
		for i := range all {
			r := &all[i]
			if r.Order().Equal(n.Order()) && r.Before(&n) && (before == nil || before.Before(r)) {
				before = r
			}
		}
		if before != nil && contentOf(*before) == contentOf(n) {
			continue
		}
		all = append(all, n)
		out = append(out, n)
	}
	return out
}

func (s *Store) groups(ctx context.Context, number, from, to int64) ([]*group, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT `+names(kept, "u.")+`, u.single FROM (
		  SELECT `+names(kept, "o.")+`, o.single FROM older o
		  UNION ALL
		  SELECT `+names(kept, "m.")+`, 0 AS single FROM mine m
		) u JOIN todo t ON t.account = u.account AND t.id = u.id
		WHERE t.place > $1 AND t.place <= $2 ORDER BY t.place, u."import", u."row"`, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := []*group{}
	var last *group
	var key [2]string
	for rows.Next() {
		var single int64
		r, err := scan(func(to ...any) error { return rows.Scan(append(to, &single)...) })
		if err != nil {
			return nil, err
		}
		if k := [2]string{r.Account, r.ID}; last == nil || k != key {
			last, key = &group{}, k
			out = append(out, last)
		}
		if r.Import == number {
			last.new = append(last.new, r)
			continue
		}
		last.old = append(last.old, r)
		if single == 1 {
			last.single = append(last.single, r)
		}
	}
	return out, rows.Err()
}
