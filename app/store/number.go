package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
)

// numberOnly is the condition that an id is a number's, written so that DuckDB skips what cannot have one.
func numberOnly(id string) string { return id + " >= '#' AND " + id + " < '$'" }

// joinNumbers gives what has only a number the id of the incident of that number in the same account: rows, readings and
// entries of timelines that are there. The import's own rows with a number stand in the temporary table numbered, unless
// they are in the table incident already; known tells afterwards which id each number has. What came with earlier imports
// is noted in joined and joined_event.
func (s *Store) joinNumbers(ctx context.Context, number int64) error {
	noted := func(table string) string {
		return fmt.Sprintf(`SELECT o."import", o."row", o.id, o.key FROM %s o JOIN known k ON k.account = o.account AND k."number" = o."number"
			WHERE %s AND o."import" < %d`, table, numberOnly("o.id"), number)
	}
	const eventNumber = "TRY_CAST(substr(e.incident_id, 2) AS BIGINT)"
	return s.run(ctx,
		`CREATE OR REPLACE TEMP TABLE known AS
		 SELECT account, "number", min(id) AS id, arg_min(key, id) AS key FROM (
		   SELECT account, "number", id, key FROM incident WHERE "number" IS NOT NULL AND gone = 0
		   UNION ALL
		   SELECT account, "number", id, key FROM numbered
		 ) t WHERE NOT (`+numberOnly("id")+`) AND (account, "number") IN (
		   SELECT account, "number" FROM incident WHERE gone = 0 AND `+numberOnly("id")+`
		   UNION
		   SELECT account, "number" FROM numbered WHERE `+numberOnly("id")+`
		   UNION
		   SELECT e.account, `+eventNumber+` FROM event e WHERE `+numberOnly("e.incident_id")+`
		 ) GROUP BY account, "number"`,
		fmt.Sprintf(`INSERT INTO joined SELECT %d, "import", "row", id, key FROM (%s UNION %s) t`, number, noted("reading"), noted("(SELECT * FROM incident WHERE gone = 0)")),
		`UPDATE reading SET id = k.id, key = k.key FROM known k WHERE `+numberOnly("reading.id")+` AND reading.account = k.account AND reading."number" = k."number"`,
		`UPDATE incident SET id = k.id, key = k.key FROM known k WHERE `+numberOnly("incident.id")+` AND incident.gone = 0 AND incident.account = k.account AND incident."number" = k."number"`,
		// An entry that its incident has already, by its id, stays as it is: nobody will look for it.
		`CREATE OR REPLACE TEMP TABLE known_event AS
		 SELECT e.key AS was_key, e.hash, e.incident_id AS was, k.id, k.key FROM event e JOIN known k ON k.account = e.account AND k."number" = `+eventNumber+`
		 WHERE `+numberOnly("e.incident_id")+` AND NOT EXISTS (SELECT 1 FROM event t WHERE t.key = k.key AND t.hash = e.hash)`,
		`UPDATE event SET incident_id = k.id, key = k.key FROM known_event k WHERE event.key = k.was_key AND event.hash = k.hash`,
		fmt.Sprintf("INSERT INTO joined_event SELECT %d, key, hash, was, was_key FROM known_event", number),
		"DROP TABLE known_event", "DROP TABLE numbered")
}

// numbersThere says whether anything is known by its number alone.
func (s *Store) numbersThere(ctx context.Context) (bool, error) {
	n, err := s.count(ctx, `SELECT (SELECT count(*) FROM incident WHERE gone = 0 AND `+numberOnly("id")+`) + (SELECT count(*) FROM event WHERE `+numberOnly("incident_id")+`)`)
	return n > 0, err
}

const makeNumbered = "CREATE OR REPLACE TEMP TABLE numbered (account VARCHAR, \"number\" BIGINT, id VARCHAR, key BIGINT)"

// numberFew is joinNumbers for an import whose rows are in memory.
func (s *Store) numberFew(ctx context.Context, number int64, rows []*Row) error {
	need, err := s.numbersThere(ctx)
	if err != nil {
		return err
	}
	for i := range rows {
		need = need || strings.HasPrefix(rows[i].ID, "#")
	}
	if !need {
		return nil
	}
	if err := s.run(ctx, makeNumbered); err != nil {
		return err
	}
	err = s.fill("temp", "numbered", func(add func(...driver.Value) error) error {
		for i := range rows {
			if r := rows[i]; r.Number.OK {
				if err := add(r.Account, r.Number.V, r.ID, r.key()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.joinNumbers(ctx, number); err != nil {
		return err
	}
	type place struct {
		account string
		number  int64
	}
	ids := map[place]string{}
	err = s.each(ctx, `SELECT account, "number", id FROM known`, func(v []driver.Value) error {
		ids[place{v[0].(string), v[1].(int64)}] = v[2].(string)
		return nil
	})
	for i := range rows {
		r := rows[i]
		if !strings.HasPrefix(r.ID, "#") || !r.Number.OK {
			continue
		}
		if id, ok := ids[place{r.Account, r.Number.V}]; ok {
			r.ID = id
		}
	}
	return err
}
