package store_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// state is all that a store holds but its own records of what joined; gone rows count for nothing.
func state(tb testing.TB, s *store.Store) []string {
	tb.Helper()
	out := []string{}
	for _, table := range []string{"incident WHERE gone = 0", "reading", "event", "import", "kind", "service", "excluded", "exclusion", "map_entry",
		"header_mapping", "joined", "joined_event", "interval", "pull_window", "team_member", "setting"} {
		for _, l := range lines(tb, s, "SELECT * FROM "+table+" ORDER BY ALL") {
			out = append(out, strings.Fields(table)[0]+": "+l)
		}
	}
	return out
}

// timeline is an EventFiller of entries that are there already.
type timeline struct {
	mu   sync.Mutex
	rest []incident.Event
	fail error // after the first ones
	n    int
}

func (f *timeline) FillEvents(buf []incident.Event) ([]incident.Event, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n++; f.n > 1 && f.fail != nil {
		return nil, f.fail
	}
	if len(f.rest) == 0 {
		return buf, io.EOF
	}
	n := min(3000, len(f.rest)) // more than DuckDB takes at once
	buf = append(buf, f.rest[:n]...)
	f.rest = f.rest[n:]
	return buf, nil
}

// withEvents is an import that has timelines too.
func withEvents(in store.Import, es ...incident.Event) store.Import {
	in.Events = func(context.Context) (store.EventFiller, error) { return &timeline{rest: es}, nil }
	return in
}

func event(incidentID, id string, more ...func(*incident.Event)) incident.Event {
	e := incident.Event{Account: "default", IncidentID: incidentID, ID: id, At: start, Type: "acknowledge", AgentType: "user", AgentID: "U1", AgentName: "山田", Channel: "web_ui"}
	for _, m := range more {
		m(&e)
	}
	return e
}

// randomEvents are entries of the incidents of a file, by their id or number, some twice, some of incidents that nobody
// knows.
func randomEvents(rnd *rand.Rand, rs []incident.Reading) []incident.Event {
	out := []incident.Event{}
	for _, r := range rs {
		for range rnd.IntN(3) {
			e := event(r.ID, fmt.Sprint("E", rnd.IntN(4)))
			e.Account = r.Account
			if e.Type = []string{"acknowledge", "resolve"}[rnd.IntN(2)]; rnd.IntN(4) == 0 {
				e.IncidentID = fmt.Sprintf("#%d", 100+rnd.IntN(5))
			}
			e.Assignees = []incident.Person{{ID: "U1", Name: "山田"}, {Name: "鈴木"}}[:rnd.IntN(3)]
			out = append(out, e)
		}
	}
	return out
}

func undo(tb testing.TB, s *store.Store) store.ImportRecord {
	tb.Helper()
	got, err := s.Undo(tb.Context(), by(randomRules()))
	if err != nil {
		tb.Fatalf("taking back: %v", err)
	}
	return got
}

// After any imports, taking the last one back leaves everything as it was before it; and the one before that, and so on.
func TestUndoIsAsIfItHadNotBeen(t *testing.T) {
	for seed := range uint64(5) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		w := randomWorld(seed, 40, 2+int(seed%5))
		s := mustOpen(t, t.TempDir())
		if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "決済*", Client: "山田"}}); err != nil {
			t.Fatal(err)
		}
		mustExclude(t, s, store.Exclusion{Service: "決済API", Client: "山田", Reason: "停止"}, store.Exclusion{IncidentID: "P1", Reason: "r"})
		states, derived := [][]string{}, false
		for f := range w {
			states = append(states, state(t, s))
			mustImport(t, s, withEvents(importOf(fmt.Sprint(f), randomRules(), w[f]...), randomEvents(rnd, w[f])...))
			if seed == 3 && f == 1 {
				derived = true
			}
		}
		if derived { // changed rules in between and back change nothing here
			for _, r := range []derive.Rules{rules(), randomRules()} {
				if _, err := s.Rederive(t.Context(), fmt.Sprint(len(r.L2Policies)), by(r)); err != nil {
					t.Fatal(err)
				}
			}
			for i := range states {
				states[i] = append(states[i], "setting: rules|1")
				slices.Sort(states[i])
			}
		}
		for f := len(w) - 1; f >= 0; f-- {
			if rnd.IntN(2) == 0 { // once more, and back
				before := state(t, s)
				mustImport(t, s, withEvents(importOf("more", randomRules(), w[rnd.IntN(len(w))]...), randomEvents(rnd, w[0])...))
				undo(t, s)
				same(t, fmt.Sprintf("seed %d, one more after %d", seed, f), state(t, s), before)
			}
			if got := undo(t, s); got.Name != fmt.Sprint(f) || got.Number != int64(f+1) {
				t.Fatalf("took back %d %s, want %d %d", got.Number, got.Name, f+1, f)
			}
			got := state(t, s)
			if derived {
				slices.Sort(got)
			}
			same(t, fmt.Sprintf("seed %d, back before file %d", seed, f), got, states[f])
		}
		if _, err := s.Undo(t.Context(), by(rules())); !errors.Is(err, store.ErrNothing) {
			t.Errorf("nothing left: got %v, want ErrNothing", err)
		}
		s.Close()
	}
}

// The same for an import that is too large to be joined in memory.
func TestUndoOfALargeImport(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	const n = 70_000
	rs := make([]incident.Reading, n)
	for i := range rs {
		rs[i] = reading(fmt.Sprintf("P%06d", i), numbered(int64(i)), resolved(i%7))
	}
	first := []incident.Reading{reading("#5", numbered(5), priority("P1")), rs[1], rs[2]}
	first[1].Priority = "P3"
	mustImport(t, s, importOf("first", randomRules(), first...))
	before := state(t, s)
	got := mustImport(t, s, importOf("large", randomRules(), append(rs, rs[7])...))
	if want := [4]int64{n - 3, 1, 3, n + 1}; tally(got) != want { // #5 gets a resolve; the priority of P000001 stays
		t.Errorf("got %v, want %v", tally(got), want)
	}
	after := state(t, s)
	undo(t, s)
	same(t, "taken back", state(t, s), before)
	mustImport(t, s, importOf("large", randomRules(), append(rs, rs[7])...))
	same(t, "and again", state(t, s), after)
}

// What is tried counts inside Try, one import after the other, and has never been afterwards.
func TestTry(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a", rules(), reading("P1")))
	before := state(t, s)
	large := make([]incident.Reading, 70_000)
	for i := range large {
		large[i] = reading(fmt.Sprintf("L%d", i))
	}
	inside := func() error {
		if got, want := tally(mustImport(t, s, importOf("b", rules(), reading("P1"), reading("P2", titled("new kind"))))), [4]int64{1, 0, 1, 2}; got != want {
			t.Errorf("first: got %v, want %v", got, want)
		}
		if got, want := tally(mustImport(t, s, withEvents(importOf("c", rules(), reading("P2", titled("new kind")), reading("P3")), event("P3", "E1")))), [4]int64{1, 0, 1, 2}; got != want {
			t.Errorf("second: got %v, want %v", got, want)
		}
		if got, want := tally(mustImport(t, s, importOf("d", rules(), large...))), [4]int64{70_000, 0, 0, 70_000}; got != want {
			t.Errorf("a large one: got %v, want %v", got, want)
		}
		same(t, "inside", lines(t, s, "SELECT count(*) FROM facts"), []string{"70003"})
		if got, err := s.Imports(t.Context()); err != nil || len(got) != 4 {
			t.Errorf("inside: got %d imports, %v; want 4", len(got), err)
		}
		return s.SetMap(t.Context(), []store.MapEntry{{Service: "*", Client: "c"}})
	}
	if err := s.Try(t.Context(), inside); err != nil {
		t.Fatal(err)
	}
	same(t, "after trying", state(t, s), before)
	dry := importOf("dry", rules(), reading("P9"))
	dry.Dry = true
	if got, want := tally(mustImport(t, s, dry)), [4]int64{1, 0, 0, 1}; got != want {
		t.Errorf("dry: got %v, want %v", got, want)
	}
	same(t, "after a dry one", state(t, s), before)
	boom := errors.New("boom")
	if err := s.Try(t.Context(), func() error { return boom }); err != boom {
		t.Errorf("got %v, want boom", err)
	}
	mustImport(t, s, importOf("real", rules(), reading("P4", titled("kind of e"))))
	same(t, "the trial's kinds are forgotten", lines(t, s, "SELECT kind FROM kind ORDER BY 1"), []string{"disk full", "kind of e"})
}

// A file that cannot be read leaves the others of a trial; one that fails half way in does not.
func TestTryAfterAFailure(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	boom := errors.New("line 3: torn")
	bad := func(n int) store.Import {
		rs := make([]incident.Reading, n)
		for i := range rs {
			rs[i] = reading(fmt.Sprintf("B%d", i))
		}
		in := importOf("bad", rules(), rs...)
		in.End = func() (string, int64, int64, int64, int64, time.Time, error) { return "", 0, 0, 0, 0, start, boom }
		return in
	}
	err := s.Try(t.Context(), func() error {
		if _, err := s.Import(t.Context(), bad(3)); !errors.Is(err, boom) {
			t.Errorf("got %v, want %v", err, boom)
		}
		if got := mustImport(t, s, importOf("good", rules(), reading("P1"))); got.Added != 1 || got.Number != 1 {
			t.Errorf("after it: got %+v, want 1 added by number 1", got)
		}
		if _, err := s.Import(t.Context(), bad(70_000)); !errors.Is(err, boom) {
			t.Errorf("got %v, want %v", err, boom)
		}
		if _, err := s.Import(t.Context(), importOf("good", rules(), reading("P2"))); !errors.Is(err, store.ErrTried) {
			t.Errorf("after a large one: got %v, want ErrTried", err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	same(t, "nothing stays", lines(t, s, "SELECT count(*) FROM incident"), []string{"0"})
	mustImport(t, s, importOf("real", rules(), reading("P1")))
}

func TestImports(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	if got, err := s.Imports(t.Context()); err != nil || got == nil || len(got) != 0 {
		t.Errorf("got %v, %v; want an empty list", got, err)
	}
	in := withEvents(importOf("a.json", rules(), reading("P1"), reading("P2")), event("P1", "E1"), event("P1", "E1"), event("P2", "E1"))
	in.Kind = func() string { return "json_incidents" }
	mustImport(t, s, in)
	got, err := s.Imports(t.Context())
	want := store.ImportRecord{Number: 1, Name: "a.json", Kind: "json_incidents", SHA256: "sha of a.json", Bytes: 1000, Account: "default",
		ReadAt: in.ReadAt, Rows: 2, Added: 2, Events: 2}
	if err != nil || len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}
