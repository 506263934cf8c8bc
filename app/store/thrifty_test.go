package store_test

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"testing"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// A store that takes less memory says the same of a file that flows in, of the same with changes, and after one that fails.
func TestThriftyStoreSaysTheSame(t *testing.T) {
	const n = 5000
	first, second := []incident.Reading{}, []incident.Reading{}
	for i := range n {
		id := fmt.Sprintf("P%d", i)
		first = append(first, reading(id, updated(10), served(fmt.Sprintf("S%d", i%7), "svc")))
		switch i % 3 {
		case 0: // as it was
			second = append(second, reading(id, updated(10), served(fmt.Sprintf("S%d", i%7), "svc")))
		case 1:
			second = append(second, reading(id, updated(20), resolved(15), priority("P1")))
		default:
			second = append(second, reading("new "+id))
		}
	}
	of := func(thrifty bool) (tallies [][4]int64, facts []string) {
		s, err := store.Open(t.Context(), t.TempDir(), store.Options{Command: "test", Thrifty: thrifty})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		for i, rs := range [][]incident.Reading{first, second, first} {
			in := importOf(fmt.Sprintf("%d.csv", i), rules(), rs...)
			in.Large = true
			broken := in
			broken.Rows = breaking{in.Rows}
			limit := limitOf(t, s)
			if _, err := s.Import(t.Context(), broken); !errors.Is(err, errBreaking) {
				t.Fatalf("a file that breaks off: got %v, want %v", err, errBreaking)
			}
			if got := limitOf(t, s); got != limit {
				t.Errorf("after a file that breaks off: got a limit of %s, want %s as before", got, limit)
			}
			in = importOf(fmt.Sprintf("%d.csv", i), rules(), rs...)
			in.Large = true
			tallies = append(tallies, tally(mustImport(t, s, in)))
			if got := limitOf(t, s); got != limit {
				t.Errorf("after an import: got a limit of %s, want %s as before", got, limit)
			}
		}
		return tallies, factsOf(t, s)
	}
	want, wantFacts := of(false)
	got, gotFacts := of(true)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("added, changed, unchanged, rows: got %v, want %v", got, want)
	}
	same(t, "facts", gotFacts, wantFacts)
}

func limitOf(t *testing.T, s *store.Store) string {
	t.Helper()
	return lines(t, s, "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'")[0]
}

var errBreaking = errors.New("the file ended too soon")

// breaking is a file that gives rows and then fails.
type breaking struct{ store.Filler }

func (b breaking) Fill(worker any, rows []store.Row) ([]store.Row, error) {
	rows, err := b.Filler.Fill(worker, rows)
	if err == io.EOF {
		err = errBreaking
	}
	return rows, err
}

// A store that spares has less memory and one thread, and says so to nobody who is not thrifty.
func TestThriftyStoreSpares(t *testing.T) {
	for _, c := range []struct {
		thrifty bool
		want    string
	}{{true, "68.6 MiB 1"}, {false, "488.2 MiB same"}} {
		s, err := store.Open(t.Context(), t.TempDir(), store.Options{Command: "test", Thrifty: c.thrifty})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		threads := func() string { return lines(t, s, "SELECT value FROM duckdb_settings() WHERE name = 'threads'")[0] }
		before := threads()
		if err := s.Spare(t.Context(), store.SpareLeast); err != nil {
			t.Fatal(err)
		}
		now := threads()
		if now == before {
			now = "same"
		}
		if got := limitOf(t, s) + " " + now; got != c.want {
			t.Errorf("thrifty %v: got %s, want %s", c.thrifty, got, c.want)
		}
	}
}

// What a question read is forgotten before the next one, by a store that spares alone; its answers are the same.
func TestStoreThatSparesForgetsWhatItRead(t *testing.T) {
	ctx := t.Context()
	want := ""
	for _, spares := range []bool{false, true} {
		dir := t.TempDir()
		s, err := store.Open(ctx, dir, store.Options{Command: "test", Thrifty: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(ctx, "CREATE TABLE much AS SELECT hash(i) AS n FROM range(6000000) t(i)"); err != nil { // 48 MB
			t.Fatal(err)
		}
		s.Close()
		if s, err = store.Open(ctx, dir, store.Options{Command: "test", Thrifty: true}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		if spares {
			if err := s.Spare(ctx, store.SpareLeast); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			got := lines(t, s, "SELECT count(*) || ' ' || bit_xor(n) FROM much")[0]
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("spares %v: got %s, want %s", spares, got, want)
			}
			kept := lines(t, s, "SELECT CAST(sum(memory_usage_bytes) // 1000000 AS VARCHAR) FROM duckdb_memory()")[0]
			if n, err := strconv.Atoi(kept); err != nil || (n <= 24) != spares {
				t.Errorf("spares %v: %s MB are kept (%v)", spares, kept, err)
			}
		}
	}
}

// A store that spares answers what needs more than it keeps, and what it needs stays.
func TestStoreThatSparesKeepsWhatItNeeds(t *testing.T) {
	ctx := t.Context()
	s, err := store.Open(ctx, t.TempDir(), store.Options{Command: "test", Thrifty: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Spare(ctx, store.SpareLeast); err != nil {
		t.Fatal(err)
	}
	if err := s.Exec(ctx, "CREATE TEMP TABLE much AS SELECT hash(i) AS n FROM range(6000000) t(i)"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := lines(t, s, "SELECT count(*) || ' ' || count(DISTINCT n % 1000) FROM much")[0]; got != "6000000 1000" {
			t.Errorf("got %s", got)
		}
	}
	if err := s.Exec(ctx, "SET memory_limit = '30MB'"); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Query(ctx, "SELECT n FROM much ORDER BY n") // is open while the next is asked
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if got := limitOf(t, s); got != "68.6 MiB" {
		t.Errorf("got a limit of %s beside an open answer", got)
	}
}
