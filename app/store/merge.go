package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"furikaeri/app/incident"
)

// A said is a reading with its content.
type said struct {
	incident.Reading
	content int64
	packed  string // more
	single  bool   // an older one that stands in the table incident alone
}

func (r *said) row() Row {
	return Row{Reading: r.Reading, packed: r.packed, hash: r.content, finished: true}
}

// A group is one incident's readings: those that were there, and the new ones.
type group struct {
	old, new []said
	rows     int // how many rows of the table incident it is

	// What merge says of it.
	merged  *Row
	useful  []*said // of new
	changed bool    // it was there, and something that it says is not what it was
}

// stays says that nothing has to be written: no new reading says anything new.
func (g *group) stays() bool { return len(g.useful) == 0 && g.rows == 1 }

// merge works out what becomes of the group.
func (g *group) merge(derive Deriving) {
	g.useful = g.news()
	if g.stays() {
		return
	}
	g.merged = &Row{Reading: mergeAll(g.old, g.useful)}
	g.merged.finish()
	g.merged.Facts, _ = derive(&g.merged.Incident, nil)
	if len(g.old) == 0 {
		return
	}
	before := g.old[0].content
	if len(g.old) > 1 {
		before = contentOf(mergeAll(g.old, nil))
	}
	g.changed = before != g.merged.hash
}

func mergeAll(old []said, useful []*said) incident.Reading {
	all := make([]incident.Reading, 0, len(old)+len(useful))
	for i := range old {
		all = append(all, old[i].Reading)
	}
	for _, r := range useful {
		all = append(all, r.Reading)
	}
	return incident.Merge(all)
}

// contentOf is the content of a reading that is not written.
func contentOf(r incident.Reading) int64 {
	row := Row{Reading: r}
	row.finish()
	return row.hash
}

// news are the new readings that do not merely repeat the one just before them in the order of definitions §10.
func (g *group) news() []*said {
	all := make([]*said, 0, len(g.old)+len(g.new))
	for i := range g.old {
		all = append(all, &g.old[i])
	}
	for k := range g.new {
		n := &g.new[k]
		var before *said
		for _, r := range all {
			if r.Order().Equal(n.Order()) && r.Before(&n.Reading) && (before == nil || before.Before(&r.Reading)) {
				before = r
			}
		}
		if before == nil || before.content != n.content {
			all = append(all, n)
		}
	}
	return all[len(g.old):]
}

// readings adds those that have to be kept apart, because the incident is more than one of them.
func (g *group) readings(to []*said) []*said {
	if len(g.old)+len(g.useful) < 2 {
		return to
	}
	for i := range g.old {
		if g.old[i].single {
			to = append(to, &g.old[i])
		}
	}
	return append(to, g.useful...)
}

// side runs work for 0 to n−1 on all cores, each of them with a number of its own.
func side(ctx context.Context, n int, work func(worker, i int)) error {
	var wait sync.WaitGroup
	workers := runtime.NumCPU()
	for w := range workers {
		wait.Go(func() {
			for i := w; i < n && ctx.Err() == nil; i += workers {
				work(w, i)
			}
		})
	}
	wait.Wait()
	return ctx.Err()
}

// A Deriving makes the facts of an incident and the intervals that people worked on it of what is known of it and of its
// timeline, in any order; one goroutine at a time.
type Deriving = func(*incident.Incident, []incident.Event) (incident.Facts, []incident.Interval)

// Rules are how facts follow from what is kept. Both have to be there.
type Rules struct {
	Deriver func() Deriving // makes one for each goroutine
	// Share shares one person's ended intervals out among their incidents, as whole seconds by Stretch.Incident (l1-shared).
	Share func([]incident.Stretch) map[string]int64
}

// derivers are one for every core.
func (r Rules) derivers() []Deriving {
	out := make([]Deriving, runtime.NumCPU())
	for i := range out {
		out[i] = r.Deriver()
	}
	return out
}

// mergeGroups merges all groups on all cores.
func mergeGroups(ctx context.Context, groups []*group, derivers []Deriving) error {
	return side(ctx, len(groups), func(worker, i int) { groups[i].merge(derivers[worker]) })
}

// saids reads rows of the kept columns, each followed by as many whole numbers as more says. DuckDB hands them over one by
// one; understanding them is for all cores.
func (s *Store) saids(ctx context.Context, query string, more int) (rs []said, numbers [][]int64, err error) {
	return saids(ctx, s.conn, query, more)
}

func saids(ctx context.Context, conn *sql.Conn, query string, more int) (rs []said, numbers [][]int64, err error) {
	width := len(kept) + more
	values := []driver.Value{}
	if err := each(ctx, conn, query, func(v []driver.Value) error { values = append(values, v...); return nil }); err != nil {
		return nil, nil, err
	}
	n := len(values) / width
	rs, numbers = make([]said, n), make([][]int64, n)
	errs := make([]error, n)
	err = side(ctx, n, func(_, i int) {
		v := values[i*width : (i+1)*width]
		rs[i], errs[i] = saidOf(v)
		for k := range more {
			numbers[i] = append(numbers[i], v[len(kept)+k].(int64))
		}
	})
	return rs, numbers, errors.Join(append(errs, err)...)
}

// keep writes merged groups: one row an incident, and the readings that it is made of.
func (s *Store) keep(ctx context.Context, incidents []*Row, readings []*said) error {
	if len(incidents) > 0 {
		if _, err := s.rows.write(ctx, s, "incident", &given[Row]{n: len(incidents), row: func(i int) Row { return *incidents[i] }}); err != nil {
			return err
		}
	}
	if len(readings) == 0 {
		return nil
	}
	_, err := s.readings.write(ctx, s, "reading", &given[Row]{n: len(readings), row: func(i int) Row { return readings[i].row() }})
	return err
}

// roundBytes bounds what is in memory at once.
const roundBytes = 64 << 20

// mergePile merges what the temporary table pile holds: readings with their incident's place from 1 to last, "rows" (of the
// table incident that the incident was) and "single" (1: a reading that stands there alone). Those of import number are new.
func (s *Store) mergePile(ctx context.Context, number, last int64, out *Imported, derivers []Deriving) error {
	if last == 0 {
		return nil
	}
	long, err := s.count(ctx, "SELECT CAST(sum(length(title) + length(more)) AS BIGINT) * 3 // count(DISTINCT place) FROM pile")
	if err != nil {
		return err
	}
	round := max(1, int64(s.share(roundBytes))/(rowBytes+long))
	for from := int64(0); from < last; from += round {
		if err := ctx.Err(); err != nil {
			return err
		}
		groups, err := s.groups(ctx, number, from, from+round)
		if err != nil {
			return err
		}
		if err := mergeGroups(ctx, groups, derivers); err != nil {
			return err
		}
		incidents, readings := make([]*Row, 0, len(groups)), make([]*said, 0, 2*len(groups))
		for _, g := range groups {
			if g.stays() { // its row was taken away with those of the others
				g.merged = &Row{Reading: mergeAll(g.old, nil)}
				g.merged.Facts, _ = derivers[0](&g.merged.Incident, nil)
			}
			if g.changed {
				out.Changed++
			}
			incidents = append(incidents, g.merged)
			readings = g.readings(readings)
		}
		if err := s.keep(ctx, incidents, readings); err != nil {
			return err
		}
	}
	return nil
}

// groups reads the incidents at places from < place <= to of pile.
func (s *Store) groups(ctx context.Context, number, from, to int64) ([]*group, error) {
	out := []*group{}
	last := int64(0)
	rs, numbers, err := s.saids(ctx, fmt.Sprintf(`SELECT %s, single, "rows", place FROM pile WHERE place > %d AND place <= %d ORDER BY place, "import", "row"`,
		names(kept, ""), from, to), 3)
	for i, r := range rs {
		single, rows, place := numbers[i][0], numbers[i][1], numbers[i][2]
		r.single = single == 1
		if place != last {
			out, last = append(out, &group{rows: int(rows)}), place
		}
		g := out[len(out)-1]
		if r.Import == number {
			g.new = append(g.new, r)
		} else {
			g.old = append(g.old, r)
		}
	}
	return out, err
}
