package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"time"

	"furikaeri/app/incident"
)

// A course derives incidents again along their timelines: those of the temporary table todo, which has the rowids of the table
// incident and what to find their entries by. It goes in rounds, so that what is in memory at once is bounded.
type course struct {
	untold   bool // all incidents, and none has a timeline: there is no table todo
	derivers []Deriving
	share    func([]incident.Stretch) map[string]int64
	from     *sql.Conn // reads; nil for the store's own
}

// A stage is what one round reads: rows of the tables incident and event by the ends of their rowids.
type stage struct {
	first, last int64
	events      bool
	from, until int64
}

// A told is an incident with its timeline, and what follows from it.
type told struct {
	Row
	place     int64 // its rowid
	events    []incident.Event
	intervals []incident.Interval
}

const (
	stageBytes = 96 << 20 // bounds a round
	eventBytes = 1 << 9   // of an entry, without long texts
)

// mark is the first rowid that rows of the table incident written from now on can have.
func (s *Store) mark(ctx context.Context) (int64, error) {
	return s.count(ctx, "SELECT coalesce(max(rowid), -1) + 1 FROM incident")
}

// followImport derives what an import touched along its timelines: the incidents of its entries, those that it gave an id, and
// those of its rows that have entries. Rows that it wrote have a rowid of mark or more.
func (s *Store) followImport(ctx context.Context, number, mark int64, c course) error {
	n, err := s.count(ctx, "SELECT count(*) FROM event")
	if err != nil || n == 0 {
		return err
	}
	by := fmt.Sprint(number)
	err = s.run(ctx, `CREATE OR REPLACE TEMP TABLE told_anew AS
		SELECT key FROM event WHERE "import" = `+by+`
		UNION SELECT key FROM joined_event WHERE "by" = `+by+`
		UNION SELECT was_key FROM joined_event WHERE "by" = `+by+`
		UNION SELECT was_key FROM joined WHERE "by" = `+by+`
		UNION SELECT i.key FROM incident i JOIN joined j ON j."import" = i."import" AND j."row" = i."row" WHERE i.gone = 0 AND j."by" = `+by)
	if err != nil {
		return err
	}
	return s.follow(ctx, mark, c)
}

// follow derives the incidents of the keys in the temporary table told_anew, and those written since mark that have a timeline;
// after it their intervals and everybody's shares are right.
func (s *Store) follow(ctx context.Context, mark int64, c course) error {
	err := s.run(ctx, fmt.Sprintf("CREATE OR REPLACE TEMP TABLE written AS SELECT key FROM incident WHERE gone = 0 AND rowid >= %d", mark),
		"INSERT INTO told_anew SELECT DISTINCT key FROM event WHERE key IN (SELECT key FROM written)", "DROP TABLE written")
	if err != nil {
		return err
	}
	n, err := s.count(ctx, "SELECT count(*) FROM told_anew")
	if err != nil || n == 0 {
		return err
	}
	if err := s.run(ctx, makeTodo+" AND key IN (SELECT key FROM told_anew)", makeWorkers+" WHERE key IN (SELECT key FROM told_anew)"); err != nil {
		return err
	}
	if n, err = s.count(ctx, "SELECT count(*) FROM interval WHERE key IN (SELECT key FROM told_anew)"); err != nil {
		return err
	}
	if n > 0 {
		if err := s.run(ctx, "DELETE FROM interval WHERE key IN (SELECT key FROM told_anew)"); err != nil {
			return err
		}
	}
	if err := s.derive(ctx, c); err != nil {
		return err
	}
	err = s.run(ctx, `UPDATE incident SET gone = 1 WHERE rowid IN (SELECT "row" FROM todo)`,
		"INSERT INTO worker SELECT DISTINCT "+who+" FROM interval WHERE key IN (SELECT key FROM told_anew)", "DROP TABLE told_anew", "DROP TABLE todo")
	if err != nil {
		return err
	}
	return s.shareOut(ctx, c.share)
}

// makeTodo makes the table of a course, for more conditions at its end.
const makeTodo = `CREATE OR REPLACE TEMP TABLE todo AS SELECT rowid AS "row", key, account, id, 2048 + 3 * (length(title) + length(more)) AS bytes
	FROM incident WHERE gone = 0`

// derive writes the rows and the intervals of the incidents in todo.
func (s *Store) derive(ctx context.Context, c course) error {
	ahead := c.from != nil // reading needs a connection of its own for it
	if !ahead {
		c.from = s.conn
	}
	bytes := int64(stageBytes)
	if s.thrifty {
		bytes /= 4
	}
	stages, err := c.plan(ctx, bytes)
	if err != nil {
		return err
	}
	type read struct {
		all []*told
		err error
	}
	next := make(chan read, 1)
	start := func(i int) {
		if i < len(stages) {
			all, err := c.read(ctx, stages[i])
			next <- read{all, err}
		}
	}
	for i := range stages {
		if i == 0 || !ahead {
			start(i)
		}
		r := <-next
		if r.err != nil {
			return r.err
		}
		if ahead {
			go start(i + 1)
		}
		if err := s.writeTold(ctx, c, r.all); err != nil {
			if ahead && i+1 < len(stages) {
				<-next
			}
			return err
		}
	}
	return nil
}

// plan cuts todo into rounds of about bytes.
func (c *course) plan(ctx context.Context, bytes int64) ([]stage, error) {
	out := []stage{}
	if c.untold {
		err := each(ctx, c.from, "SELECT max(rowid), 2048 + 3 * CAST(sum(length(title) + length(more)) AS BIGINT) // count(*) FROM incident WHERE gone = 0 HAVING count(*) > 0", func(v []driver.Value) error {
			last, step := v[0].(int64), max(1, bytes/v[1].(int64))
			for from := int64(0); from <= last; from += step {
				out = append(out, stage{first: from, last: from + step - 1})
			}
			return nil
		})
		return out, err
	}
	err := each(ctx, c.from, fmt.Sprintf(`SELECT min("row"), max("row"), min(first), max(last) FROM (
		SELECT "row", first, last, CAST(sum(bytes) OVER (ORDER BY "row" ROWS UNBOUNDED PRECEDING) AS BIGINT) // %d AS round FROM (
		  SELECT t."row", any_value(t.bytes) + %d * count(e.rowid) AS bytes, min(e.rowid) AS first, max(e.rowid) AS last
		  FROM todo t LEFT JOIN event e ON e.key = t.key GROUP BY t."row"
		) w) r GROUP BY round ORDER BY 1`, bytes, eventBytes), func(v []driver.Value) error {
		st := stage{first: v[0].(int64), last: v[1].(int64)}
		if from, ok := v[2].(int64); ok {
			st.events, st.from, st.until = true, from, v[3].(int64)
		}
		out = append(out, st)
		return nil
	})
	return out, err
}

// read reads the incidents of a round with their timelines.
func (c *course) read(ctx context.Context, st stage) ([]*told, error) {
	among := fmt.Sprintf(`t."row" >= %d AND t."row" <= %d`, st.first, st.last)
	which := `JOIN todo t ON t."row" = i.rowid WHERE ` + among + " AND"
	if c.untold {
		which = "WHERE i.gone = 0 AND"
	}
	rs, places, err := saids(ctx, c.from, "SELECT "+names(kept, "i.")+fmt.Sprintf(", i.rowid FROM incident i %s i.rowid >= %d AND i.rowid <= %d", which, st.first, st.last), 1)
	if err != nil {
		return nil, err
	}
	out := make([]*told, len(rs))
	for i := range rs {
		out[i] = &told{Row: rs[i].row(), place: places[i][0]}
	}
	if !st.events {
		return out, nil
	}
	slices.SortFunc(out, func(a, b *told) int { return cmp.Compare(a.place, b.place) })
	k := 0
	// Its account and incident are those of the incident.
	err = each(ctx, c.from, "SELECT "+names(eventColumns[2:13], "e.")+fmt.Sprintf(`, t."row" FROM event e JOIN todo t ON t.key = e.key AND t.account = e.account AND t.id = e.incident_id
		WHERE e.rowid >= %d AND e.rowid <= %d AND %s ORDER BY t."row"`, st.from, st.until, among), func(v []driver.Value) error {
		for place := v[11].(int64); k < len(out) && out[k].place < place; k++ {
		}
		if k == len(out) {
			return errors.New("an entry has no incident")
		}
		out[k].events = append(out[k].events, eventOf(out[k].Account, out[k].ID, v))
		return nil
	})
	return out, err
}

// writeTold derives the incidents of a round on all cores and writes what follows.
func (s *Store) writeTold(ctx context.Context, c course, all []*told) error {
	err := side(ctx, len(all), func(worker, i int) {
		all[i].Facts, all[i].intervals = c.derivers[worker](&all[i].Incident, all[i].events)
		all[i].events = nil
	})
	if err != nil {
		return err
	}
	if _, err := s.rows.write(ctx, s, "incident", &given[Row]{n: len(all), row: func(i int) Row { return all[i].Row }}); err != nil {
		return err
	}
	stints := []stint{}
	for _, t := range all {
		for _, v := range t.intervals {
			stints = append(stints, stint{v, t.Account, t.ID, t.key()})
		}
	}
	if len(stints) == 0 {
		return nil
	}
	_, err = s.stints.write(ctx, s, "interval", &given[stint]{n: len(stints), row: func(i int) stint { return stints[i] }})
	return err
}

// eventOf is an entry as columns of the table event hold it, from id on.
func eventOf(account, incidentID string, v []driver.Value) incident.Event {
	e := incident.Event{Account: account, IncidentID: incidentID, ID: v[0].(string), At: time.Unix(v[1].(int64), 0).UTC(),
		Type: v[2].(string), AgentType: v[3].(string), AgentID: v[4].(string), AgentName: v[5].(string), Channel: v[6].(string),
		Assignees: unpackPeople(v[7].(string)), Old: v[8].(string), New: v[9].(string)}
	if until, ok := v[10].(int64); ok {
		e.Until = incident.Known(time.Unix(until, 0).UTC())
	}
	return e
}
