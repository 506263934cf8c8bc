package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"furikaeri/app/incident"
)

// A stint is an incident.Interval as the table interval holds it.
type stint struct {
	incident.Interval
	account, id string // of the incident
	key         int64
}

// stintColumns is the table interval.
var stintColumns = []column[stint]{
	{name: "account", text: func(v *stint) string { return v.account }},
	{name: "id", text: func(v *stint) string { return v.id }},
	{name: "person_id", text: func(v *stint) string { return v.Person.ID }},
	{name: "person", text: func(v *stint) string { return v.Person.Name }},
	{name: "from_at", num: func(v *stint) (int64, bool) { return v.From.Unix(), true }},
	{name: "to_at", num: func(v *stint) (int64, bool) { return instant(v.To) }},
	{name: "implicit", num: func(v *stint) (int64, bool) { return truth(v.Implicit) }},
	{name: "ran_on", num: func(v *stint) (int64, bool) { return truth(v.RanOn) }},
	{name: "ended_by", num: func(v *stint) (int64, bool) { return place(ends, v.End), true }},
	{name: "key", num: func(v *stint) (int64, bool) { return v.key, true }},
}

// who names a person of the table interval: by id, else by name.
const who = "CASE WHEN person_id <> '' THEN person_id ELSE chr(1) || person END"

// makeWorkers makes the table of people whose time has to be shared out anew, for a condition at its end.
const makeWorkers = "CREATE OR REPLACE TEMP TABLE worker AS SELECT DISTINCT " + who + " AS who FROM interval"

// A portion is what an incident gets of everybody's time.
type portion struct {
	account, id string
	seconds     int64
}

// portionColumns is the temporary table portion.
var portionColumns = []column[portion]{
	{name: "account", text: func(p *portion) string { return p.account }},
	{name: "id", text: func(p *portion) string { return p.id }},
	{name: "key", num: func(p *portion) (int64, bool) { return keyOf(p.account, p.id), true }},
	{name: "seconds", num: func(p *portion) (int64, bool) { return p.seconds, true }},
}

// shareOut shares the time of the people in the temporary table worker out anew, and drops that. An incident's l1-shared is what
// all its people give it, so those who worked beside them are shared out too; their other incidents stay as they are.
func (s *Store) shareOut(ctx context.Context, share func([]incident.Stretch) map[string]int64) error {
	err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE affected AS SELECT DISTINCT key FROM interval WHERE "+who+" IN (SELECT who FROM worker)")
	if err != nil {
		return err
	}
	n, err := s.count(ctx, "SELECT count(*) FROM affected")
	if err != nil {
		return err
	}
	if n > 0 {
		err = s.run(ctx, makeWorkers+" WHERE key IN (SELECT key FROM affected)")
		if err == nil {
			err = s.putPortions(ctx, who+" IN (SELECT who FROM worker)", "incident.key IN (SELECT key FROM affected)", share)
		}
	}
	if err != nil {
		return err
	}
	return s.run(ctx, "DROP TABLE worker", "DROP TABLE affected")
}

// putPortions shares the intervals that fit one condition out, and writes l1-shared into the rows of the table incident that fit
// another. Where it is unknown it stays so.
func (s *Store) putPortions(ctx context.Context, intervals, rows string, share func([]incident.Stretch) map[string]int64) error {
	portions, err := s.portions(ctx, intervals, share)
	if err != nil || len(portions) == 0 {
		return err
	}
	if err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE portion (account VARCHAR, id VARCHAR, key BIGINT, seconds BIGINT)"); err != nil {
		return err
	}
	if _, err := s.portion.write(ctx, s, "portion", &given[portion]{n: len(portions), row: func(i int) portion { return portions[i] }}); err != nil {
		return err
	}
	return s.run(ctx, `UPDATE incident SET l1_shared_s = p.seconds FROM portion p
		WHERE incident.key = p.key AND incident.account = p.account AND incident.id = p.id AND incident.gone = 0 AND `+rows+`
		AND incident.l1_shared_basis <> `+fmt.Sprint(int(incident.Unknown))+" AND incident.l1_shared_s IS DISTINCT FROM p.seconds", "DROP TABLE portion")
}

// portions shares the ended intervals that fit a condition out, each person's on one core.
func (s *Store) portions(ctx context.Context, condition string, share func([]incident.Stretch) map[string]int64) ([]portion, error) {
	work := make(chan []incident.Stretch, 1)
	sums := map[string]int64{}
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range runtime.NumCPU() {
		wait.Go(func() {
			for one := range work {
				parts := share(one)
				mu.Lock()
				for _, st := range one {
					sums[st.Incident] += 0 // also where the share names it not
				}
				for id, seconds := range parts {
					sums[id] += seconds
				}
				mu.Unlock()
			}
		})
	}
	person, one := "", []incident.Stretch{}
	pass := func() {
		if len(one) > 0 {
			work <- one
		}
		one = nil
	}
	err := s.each(ctx, "SELECT "+who+", account, id, from_at, to_at FROM interval WHERE to_at IS NOT NULL AND "+condition+" ORDER BY 1", func(v []driver.Value) error {
		if p := v[0].(string); p != person {
			pass()
			person = p
		}
		one = append(one, incident.Stretch{Incident: v[1].(string) + "\x00" + v[2].(string),
			From: time.Unix(v[3].(int64), 0).UTC(), To: time.Unix(v[4].(int64), 0).UTC()})
		return ctx.Err()
	})
	pass()
	close(work)
	wait.Wait()
	out := make([]portion, 0, len(sums))
	for id, seconds := range sums {
		account, id, _ := strings.Cut(id, "\x00")
		out = append(out, portion{account, id, seconds})
	}
	return out, err
}

// Intervals are the stretches that people of the first line worked on an incident, in the order in which they began; of those
// that began together by the person's id and name.
func (s *Store) Intervals(ctx context.Context, account, incidentID string) ([]incident.Interval, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT person_id, person, from_at, to_at, implicit, ran_on, ended_by FROM interval
		WHERE key = ? AND account = ? AND id = ? ORDER BY from_at, person_id, person, to_at`, keyOf(account, incidentID), account, incidentID)
	if err != nil {
		return nil, fmt.Errorf("reading the intervals of %s: %w", incidentID, damage(err))
	}
	defer rows.Close()
	out := []incident.Interval{}
	for rows.Next() {
		var v incident.Interval
		var from, implicit, ranOn, end int64
		var to *int64
		if err := rows.Scan(&v.Person.ID, &v.Person.Name, &from, &to, &implicit, &ranOn, &end); err != nil {
			return nil, fmt.Errorf("reading the intervals of %s: %w", incidentID, err)
		}
		v.From = time.Unix(from, 0).UTC()
		if to != nil {
			v.To = incident.Known(time.Unix(*to, 0).UTC())
		}
		v.Implicit, v.RanOn = implicit == 1, ranOn == 1
		if end > 0 && end < int64(len(ends)) {
			v.End = ends[end]
		}
		out = append(out, v)
	}
	return out, damage(rows.Err())
}
