package store

import (
	"cmp"
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// ErrNothing says that there is no import that could be taken back.
var ErrNothing = errors.New("nothing was imported")

// An Import is one file on its way in.
type Import struct {
	Name    string        // base name
	Kind    func() string // what sort of file it was, as the reader calls it; asked at the end, nil for ""
	Account string
	ReadAt  time.Time
	Rows    Filler // the file's rows, each with Row from 1, and facts derived without a timeline; Import is set here
	Rules   Rules
	// Events gives the entries of timelines; it is called after Rows gave all theirs. nil: there are none.
	Events     func(context.Context) (EventFiller, error)
	End        func() (sha256 string, bytes, rows, refused, impossible int64, newest time.Time, err error)
	Reached    bool         // End's newest is as far as the data reach, however new an entry is
	OriginSure bool         // somebody said that this is the origin, whatever it was called before
	Origin     string       // the PagerDuty account's own name, its sub-domain; "" where nobody tells. An OriginError refuses another than before
	Windows    []PullWindow // what of the API is in with it whole
	Members    []TeamMember // who is in which team, all of the account; nil leaves what is there
	Large      bool         // known to be too long to be joined in memory: not tried then
	// Joining is told how far a long import is joined with what is there; nil: nobody is.
	Joining func(done, total int64)
	Dry     bool // count what it would do, then leave everything as it was; inside Try it counts like any other
}

// Imported says what an import did.
type Imported struct {
	Number                                   int64
	Rows, Added, Changed, Unchanged, Refused int64
	Impossible                               int64
	Events                                   int64 // entries of timelines that were not there
}

// An ImportRecord is a file that went in.
type ImportRecord struct {
	Number                                                       int64
	Name                                                         string
	Kind                                                         string // "" where it went in before kinds were kept
	SHA256                                                       string
	Bytes                                                        int64
	Account                                                      string
	ReadAt                                                       time.Time
	Rows, Added, Changed, Unchanged, Refused, Impossible, Events int64
}

// fewRows and fewBytes are how many rows, and how long, an import may have to be joined in memory. One that is larger flows
// into the database as it is read, and is joined there. Joining in memory costs no second writing, flowing costs no memory.
const (
	fewRows  = 1 << 16
	fewBytes = 160 << 20
	rowBytes = 1 << 11 // of a row, without its long texts
)

// Import takes a file in as one transaction: all of it, or nothing. Each incident ends up as the merge of all its
// readings (definitions §10), and a reading that says nothing new is not kept again.
func (s *Store) Import(ctx context.Context, in Import) (Imported, error) {
	if in.Dry && !s.trying {
		var out Imported
		err := s.Try(ctx, func() (err error) {
			out, err = s.Import(ctx, in)
			return err
		})
		return out, err
	}
	var out Imported
	s.takeKinds() // those of an import that failed
	err := s.within(ctx, func() error { return s.take(ctx, in, &out) })
	if err == nil && !s.trying {
		err = swept(s.sweep(ctx))
	}
	if s.thrifty {
		// Another file may come. Not with ctx, which may be why it failed; where this fails, it is the first error's doing, or what is
		// there is more than that.
		s.limit(context.WithoutCancel(ctx), thriftyLimit)
	}
	return out, err
}

// take is Import inside its transaction.
func (s *Store) take(ctx context.Context, in Import, out *Imported) error {
	err := s.conn.QueryRowContext(ctx, `SELECT coalesce(max("import"), 0) + 1 FROM import`).Scan(&out.Number)
	if err != nil {
		return err
	}
	mark, err := s.mark(ctx)
	if err != nil {
		return err
	}
	rows := numbered{in.Rows, out.Number}
	few, whole := []*Row{}, false
	if !in.Large {
		if few, whole, err = collect(ctx, rows, s.share(fewRows), s.share(fewBytes)); err != nil {
			return err
		}
	}
	join, read := s.joinFew, int64(len(few))
	if !whole {
		join = s.many(in.Joining)
		s.touched = s.trying
		if read, err = s.flow(ctx, &after{rows: few, Filler: rows}); err != nil {
			return err
		}
		few = nil
	}
	sha, bytes, all, refused, impossible, newest, err := in.End()
	if err != nil {
		return err
	}
	s.touched = s.trying
	out.Rows, out.Refused, out.Impossible = all, refused, impossible
	derivers := in.Rules.derivers()
	what, err := join(ctx, out, few, derivers)
	if err != nil {
		return fmt.Errorf("joining %s with what is there: %w", in.Name, err)
	}
	out.Unchanged = read - out.Added - out.Changed
	if in.Events != nil {
		if err := s.takeEvents(ctx, in, out); err != nil {
			return fmt.Errorf("timelines of %s: %w", in.Name, err)
		}
	}
	if err := s.followImport(ctx, out.Number, mark, course{derivers: derivers, share: in.Rules.Share}); err != nil {
		return fmt.Errorf("deriving timelines of %s: %w", in.Name, err)
	}
	if err := s.notePull(ctx, in, out.Number); err != nil {
		return fmt.Errorf("noting what %s holds: %w", in.Name, err)
	}
	if newest, err = s.reached(ctx, in, out, newest); err != nil {
		return err
	}
	kind := ""
	if in.Kind != nil {
		kind = in.Kind()
	}
	if err := s.rememberKinds(ctx, out.Number); err != nil {
		return err
	}
	_, err = s.conn.ExecContext(ctx, `INSERT INTO import ("import", name, sha256, bytes, account, read_at, newest, "rows", added, changed, unchanged,
		refused, impossible, kind, events) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, out.Number, in.Name, sha, bytes,
		in.Account, in.ReadAt.Unix(), newest.Unix(), all, out.Added, out.Changed, out.Unchanged, refused, impossible, kind, out.Events)
	switch {
	case err != nil:
		return err
	case what == services:
		return s.applyMap(ctx)
	case what == incidents:
		return s.applyExclusions(ctx)
	}
	return nil
}

// reached is how far the data of an import reach: to the newest instant of its rows and entries, and never beyond its own.
func (s *Store) reached(ctx context.Context, in Import, out *Imported, newest time.Time) (time.Time, error) {
	if out.Events > 0 && !in.Reached {
		last, err := s.count(ctx, `SELECT max("at") FROM event WHERE "import" = ?`, out.Number)
		if err != nil {
			return newest, err
		}
		if at := time.Unix(last, 0); at.After(newest) {
			newest = at
		}
	}
	if newest.After(in.ReadAt) {
		return in.ReadAt, nil
	}
	return newest, nil
}

// flow writes rows into the table incident as they come, and returns how many they are.
func (s *Store) flow(ctx context.Context, rows Filler) (int64, error) {
	if !s.thrifty {
		return s.rows.write(ctx, s, "incident", rows)
	}
	if err := s.limit(ctx, flowLimit); err != nil {
		return 0, err
	}
	while := readAhead(rows)
	read, err := s.rows.write(ctx, s, "incident", while)
	while.close()
	if err != nil {
		return 0, err // Import sets the limit again
	}
	return read, s.limit(ctx, thriftyLimit)
}

// collect reads rows until there are more than many of them, or they are longer than long in bytes; whole says that these are
// all. They stand in their order.
func collect(ctx context.Context, f Filler, many, long int) (rows []*Row, whole bool, err error) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	full, bytes := false, 0
	for range runtime.NumCPU() {
		wait.Go(func() {
			worker := f.Worker()
			for {
				mu.Lock()
				stop := full || err != nil
				mu.Unlock()
				if stop {
					return
				}
				some, failed := f.Fill(worker, make([]Row, 0, chunkRows))
				for i := range some {
					some[i].finish()
				}
				if failed == nil {
					failed = ctx.Err()
				}
				mu.Lock()
				if failed != nil && failed != io.EOF && err == nil {
					err = failed
				}
				for i := range some {
					rows = append(rows, &some[i])
					bytes += rowBytes + len(some[i].Title) + len(some[i].packed)
				}
				full = full || len(rows) > many || bytes > long
				mu.Unlock()
				if failed != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	if err != nil {
		return nil, false, err
	}
	slices.SortFunc(rows, func(a, b *Row) int { return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.hash, b.hash)) })
	for i := 1; i < len(rows); i++ {
		if rows[i].Row <= rows[i-1].Row { // a source that says several things in one place
			rows[i].Row = rows[i-1].Row + 1
		}
	}
	return rows, !full, nil
}

// after gives rows that were read already before those of a Filler.
type after struct {
	mu   sync.Mutex
	rows []*Row
	Filler
}

func (a *after) Fill(worker any, rows []Row) ([]Row, error) {
	a.mu.Lock()
	if n := min(chunkRows, len(a.rows)); n > 0 {
		for i := range n {
			rows = append(rows, *a.rows[i])
		}
		clear(a.rows[:n])
		if a.rows = a.rows[n:]; len(a.rows) == 0 {
			a.rows = nil // and its memory
		}
		a.mu.Unlock()
		return rows, nil
	}
	a.mu.Unlock()
	return a.Filler.Fill(worker, rows)
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

// Imports are the files that went in, in that order.
func (s *Store) Imports(ctx context.Context) ([]ImportRecord, error) {
	out := []ImportRecord{}
	err := s.each(ctx, `SELECT "import", name, kind, sha256, bytes, account, read_at, "rows", added, changed, unchanged, refused, impossible, events
		FROM import ORDER BY "import"`, func(v []driver.Value) error {
		out = append(out, ImportRecord{
			Number: v[0].(int64), Name: v[1].(string), Kind: v[2].(string), SHA256: v[3].(string), Bytes: v[4].(int64), Account: v[5].(string),
			ReadAt: time.Unix(v[6].(int64), 0).UTC(), Rows: v[7].(int64), Added: v[8].(int64), Changed: v[9].(int64), Unchanged: v[10].(int64),
			Refused: v[11].(int64), Impossible: v[12].(int64), Events: v[13].(int64),
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the imports: %w", err)
	}
	return out, nil
}

// A SweepError is what went wrong after a change was committed, in tidying up: the change is in, and must not be made again.
type SweepError struct{ Err error }

func (e *SweepError) Error() string { return "tidying up after a change: " + e.Err.Error() }

// Unwrap is the cause.
func (e *SweepError) Unwrap() error { return e.Err }

func swept(err error) error {
	if err == nil {
		return nil
	}
	return &SweepError{err}
}

// sweep deletes the rows that are marked gone once they are one in eight. They count for nothing, so a crash before it loses
// nothing. It is done so rarely because a delete makes DuckDB write the whole table anew, and one among new rows makes it
// write those twice.
func (s *Store) sweep(ctx context.Context) error {
	n, err := s.count(ctx, "SELECT count(*) FROM incident WHERE gone = 1")
	if err != nil || n == 0 {
		return err
	}
	all, err := s.count(ctx, "SELECT count(*) FROM incident")
	if err != nil || n*8 < all {
		return err
	}
	return s.run(ctx, "DELETE FROM incident WHERE gone = 1")
}

// takeKinds are the texts of the kinds written since the last call.
func (s *Store) takeKinds() map[uint64]string {
	s.meeting.Lock()
	defer s.meeting.Unlock()
	kinds := s.kinds
	s.kinds = nil
	return kinds
}

// meet finishes rows and remembers their kinds; seen is the goroutine's own memory, so that the shared one is rarely asked.
func (s *Store) meet(seen any, rows []Row) {
	known := seen.(map[uint64]bool)
	for i := range rows {
		r := &rows[i]
		r.finish()
		if r.KindID == 0 || known[r.KindID] { // 0: a reading, nothing was derived from it
			continue
		}
		known[r.KindID] = true
		s.meeting.Lock()
		if s.kinds == nil {
			s.kinds = map[uint64]string{}
		}
		if _, ok := s.kinds[r.KindID]; !ok {
			s.kinds[r.KindID] = strings.Clone(r.Kind)
		}
		s.meeting.Unlock()
	}
}

// rememberKinds keeps the texts of kinds that are new, as met by an import, 0 for none.
func (s *Store) rememberKinds(ctx context.Context, number int64) error {
	kinds := s.takeKinds()
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
	return s.run(ctx, fmt.Sprintf(`INSERT INTO kind (kind_id, kind, "import") SELECT kind_id, kind, %d FROM met_kind
		WHERE kind_id NOT IN (SELECT kind_id FROM kind) ORDER BY kind_id`, number), "DROP TABLE met_kind")
}
