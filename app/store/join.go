package store

import (
	"context"
	"database/sql/driver"
	"fmt"

	"furikaeri/app/incident"
)

// What an import touched beside its own record.
type touched int

const (
	nothing touched = iota
	incidents
	services // one may have another name, be new or be gone
)

// An arrival is an incident that rows of an import name.
type arrival struct {
	group
	key      int64
	fresh    []*Row
	hits     int
	repeated bool    // its one row says what its one reading says
	was      []*said // its rows in the table incident
	rowids   []int64 // and where they stand
}

// alone says that there is nothing to merge.
func (a *arrival) alone() bool { return len(a.old) == 0 && len(a.fresh) == 1 }

// now is the row that has to be written, nil for none.
func (a *arrival) now() *Row {
	switch {
	case a.repeated:
		return nil
	case a.alone():
		return a.fresh[0]
	}
	return a.merged // nil where it stays as it is
}

// few is an import whose rows are in memory, on its way into the table incident.
type few struct {
	s       *Store
	all     []*arrival
	byID    map[[2]string]*arrival
	byRow   map[int64]*arrival
	several map[int64]bool // keys with readings of their own
	need    []int64        // rowids of incidents that have to be read
}

// joinFew merges an import's rows with what is there, and writes what comes of it once. Incidents whose one reading is
// repeated are not even read.
func (s *Store) joinFew(ctx context.Context, out *Imported, rows []*Row, derivers []Deriving) (touched, error) {
	if len(rows) == 0 {
		return nothing, nil
	}
	if err := s.numberFew(ctx, out.Number, rows); err != nil {
		return nothing, err
	}
	f := &few{s: s, byID: make(map[[2]string]*arrival, len(rows)), byRow: make(map[int64]*arrival, len(rows)), several: map[int64]bool{}}
	for i := range rows {
		f.arrive(rows[i])
	}
	if err := f.look(ctx, rows); err != nil {
		return nothing, err
	}
	if err := f.read(ctx); err != nil {
		return nothing, err
	}
	groups := []*group{}
	for _, a := range f.all {
		if a.repeated || a.alone() {
			continue
		}
		for _, r := range a.fresh {
			a.new = append(a.new, said{Reading: r.Reading, content: r.hash, packed: r.packed})
		}
		a.rows = len(a.rowids)
		groups = append(groups, &a.group)
	}
	if err := mergeGroups(ctx, groups, derivers); err != nil {
		return nothing, err
	}
	return f.write(ctx, out)
}

func (f *few) arrive(r *Row) {
	id := [2]string{r.Account, r.ID}
	a := f.byID[id]
	if a == nil {
		a = &arrival{key: r.key()}
		f.byID[id] = a
		f.all = append(f.all, a)
	}
	a.fresh = append(a.fresh, r)
	f.byRow[r.Row] = a
}

// look finds the rows of the table incident that the import's may belong to, and those that are repeated.
func (f *few) look(ctx context.Context, rows []*Row) error {
	s := f.s
	if err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE mine AS SELECT "+names(identity, "")+", "+names(provenance, "")+" FROM incident LIMIT 0"); err != nil {
		return err
	}
	if _, err := s.places.write(ctx, s, "mine", &given[Row]{n: len(rows), row: func(i int) Row { return *rows[i] }}); err != nil {
		return err
	}
	err := s.each(ctx, "SELECT DISTINCT key FROM reading WHERE key IN (SELECT key FROM mine)", func(v []driver.Value) error {
		f.several[v[0].(int64)] = true
		return nil
	})
	if err != nil {
		return err
	}
	type hit struct {
		a     *arrival
		rowid int64
		same  bool
	}
	hits := []hit{}
	err = s.each(ctx, `SELECT i.rowid, m."row", m.ordered_at = i.ordered_at AND m.content = i.content AND m.account = i.account AND m.id = i.id
		FROM incident i JOIN mine m ON m.key = i.key WHERE i.gone = 0`, func(v []driver.Value) error {
		a := f.byRow[v[1].(int64)]
		a.hits++
		hits = append(hits, hit{a, v[0].(int64), v[2].(bool)})
		return nil
	})
	if err != nil {
		return err
	}
	asked := map[int64]bool{}
	for _, h := range hits {
		if h.same && h.a.hits == 1 && !f.several[h.a.key] {
			h.a.repeated = true
			continue
		}
		if !asked[h.rowid] {
			asked[h.rowid] = true
			f.need = append(f.need, h.rowid)
		}
	}
	return nil
}

// rowids makes a temporary table of places in the table incident.
func (s *Store) rowids(ctx context.Context, table string, rowids []int64) error {
	if err := s.run(ctx, "CREATE OR REPLACE TEMP TABLE "+table+" (place BIGINT)"); err != nil {
		return err
	}
	return s.fill("temp", table, func(add func(...driver.Value) error) error {
		for _, r := range rowids {
			if err := add(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// read reads what is there of the incidents that are not merely repeated.
func (f *few) read(ctx context.Context) error {
	s := f.s
	of := func(r *said) *arrival { return f.byID[[2]string{r.Account, r.ID}] } // nil: another incident with the same key
	if len(f.several) > 0 {
		rs, _, err := s.saids(ctx, "SELECT "+names(kept, "")+" FROM reading WHERE key IN (SELECT key FROM mine)", 0)
		if err != nil {
			return err
		}
		for _, r := range rs {
			if a := of(&r); a != nil {
				a.old = append(a.old, r)
			}
		}
	}
	if len(f.need) == 0 {
		return nil
	}
	if err := s.rowids(ctx, "need", f.need); err != nil {
		return err
	}
	rs, places, err := s.saids(ctx, "SELECT "+names(kept, "i.")+", i.rowid FROM incident i JOIN need n ON n.place = i.rowid", 1)
	for i := range rs {
		if a := of(&rs[i]); a != nil {
			a.stood(&rs[i], places[i][0])
		}
	}
	return err
}

// stood notes a row of the table incident.
func (a *arrival) stood(r *said, place int64) {
	a.was = append(a.was, r)
	a.rowids = append(a.rowids, place)
	for i := range a.old {
		if !a.old[i].single && a.old[i].Import == r.Import && a.old[i].Row == r.Row {
			return // what its readings merge to
		}
	}
	one := *r
	one.single = true
	a.old = append(a.old, one)
}

// write takes away what is superseded and adds what is new.
func (f *few) write(ctx context.Context, out *Imported) (touched, error) {
	s := f.s
	drop := []int64{}
	var added []*Row
	var readings []*said
	for _, a := range f.all {
		switch {
		case a.repeated:
			continue
		case len(a.old) == 0:
			out.Added++
		case a.changed:
			out.Changed++
		}
		if now := a.now(); now != nil {
			drop = append(drop, a.rowids...)
			added = append(added, now)
			readings = a.readings(readings)
		}
	}
	if len(added) == 0 {
		return nothing, nil
	}
	what, err := f.touched(ctx)
	if err != nil {
		return nothing, err
	}
	if len(drop) > 0 {
		if err := s.rowids(ctx, "superseded", drop); err != nil {
			return nothing, err
		}
		if err := s.run(ctx, "UPDATE incident SET gone = 1 WHERE rowid IN (SELECT place FROM superseded)", "DROP TABLE superseded"); err != nil {
			return nothing, err
		}
	}
	if err := s.keep(ctx, added, readings); err != nil {
		return nothing, err
	}
	doubles, err := s.count(ctx, `SELECT count(*) FROM (SELECT i.account, i.id FROM incident i WHERE i.gone = 0 AND i.key IN (SELECT key FROM mine)
		GROUP BY i.account, i.id HAVING count(*) > 1)`)
	if err == nil && doubles > 0 {
		err = fmt.Errorf("%d incidents would stand twice", doubles)
	}
	return what, err
}

// touched says whether the table service is still right. It is, if every incident that came, went or changed names a
// service as the table does, and none went back in the order by which the newest name is found.
func (f *few) touched(ctx context.Context) (touched, error) {
	known := map[string]string{}
	err := f.s.each(ctx, "SELECT service_key, service FROM service", func(v []driver.Value) error {
		known[v[0].(string)] = v[1].(string)
		return nil
	})
	if err != nil {
		return nothing, err
	}
	right := func(in *incident.Incident) bool {
		name, ok := known[in.ServiceKey()]
		return ok && (in.Service == name || in.Service == "" && in.ServiceKey() == name)
	}
	for _, a := range f.all {
		now := a.now()
		if now == nil {
			continue
		}
		if !right(&now.Incident) {
			return services, nil
		}
		for i := range a.was {
			w := a.was[i]
			if !right(&w.Incident) || w.ServiceKey() != now.ServiceKey() || now.Before(&w.Reading) {
				return services, nil
			}
		}
	}
	return incidents, nil
}
