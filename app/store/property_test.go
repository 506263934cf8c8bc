package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// A world is what many accounts were read as: files in the order of their imports. Accounts do not touch each other, so
// one store tries many worlds at once.
type world [][]incident.Reading

// randomWorld makes accounts of a few incidents, each read up to six times in files of one world. Texts, instants and
// orders come from small sets, so that readings repeat, contradict and tie.
func randomWorld(seed uint64, accounts, files int) world {
	rnd := rand.New(rand.NewPCG(seed, 1))
	w := make(world, files)
	for a := range accounts {
		for n := range 1 + rnd.IntN(4) {
			in := incident.Incident{Account: fmt.Sprintf("a%03d", a), ID: fmt.Sprintf("P%d", n), Number: incident.Known(int64(100 + n))}
			all := []incident.Reading{}
			for range 1 + rnd.IntN(6) {
				r := randomReading(rnd, in)
				if len(all) > 0 && rnd.IntN(3) == 0 {
					r = all[rnd.IntN(len(all))] // the same once more, as one that knows the id or not
					if r.Number.OK && rnd.IntN(2) == 0 {
						r.ID = in.ID
					}
				}
				all = append(all, r)
				f := rnd.IntN(files)
				w[f] = append(w[f], r)
			}
		}
	}
	for f := range w {
		rnd.Shuffle(len(w[f]), func(i, k int) { w[f][i], w[f][k] = w[f][k], w[f][i] })
	}
	return w
}

func randomReading(rnd *rand.Rand, in incident.Incident) incident.Reading {
	pick := func(texts ...string) string { return texts[rnd.IntN(len(texts))] }
	moment := func() incident.Opt[time.Time] {
		if rnd.IntN(3) == 0 {
			return incident.Opt[time.Time]{}
		}
		return at(60*24*30*rnd.IntN(2) + 15*rnd.IntN(5) - 15)
	}
	r := incident.Reading{Incident: in}
	r.TriggeredAt = start.Add(time.Duration(rnd.IntN(8)/7) * time.Hour)
	switch rnd.IntN(4) {
	case 0:
		r.ID = fmt.Sprintf("#%d", in.Number.V)
	case 1:
		r.Number = incident.Opt[int64]{}
	}
	r.Title, r.Status = pick("disk full", "cpu 97%", ""), pick("", "triggered", "acknowledged", "resolved")
	r.Priority, r.Urgency, r.Team = pick("", "", "P1", "P3"), pick("", "high"), pick("", "Team A")
	r.ServiceID, r.Service = pick("", "S1"), pick("決済API", "決済API 新", "")
	r.Policy, r.MergedInto = pick("", "", "L2"), pick("", "", "", "", "P9")
	r.AcknowledgedAt, r.ResolvedAt, r.UpdatedAt = moment(), moment(), moment()
	if rnd.IntN(2) == 0 {
		r.ResolvedBy = incident.Person{ID: pick("", "U1"), Name: pick("", "山田", "robot")}
		r.Acknowledgers = []incident.Person{{Name: pick("山田", "robot")}, {ID: "U2", Name: "鈴木"}}[:rnd.IntN(3)]
		r.Engaged = incident.Known(time.Duration(rnd.IntN(3)) * time.Minute)
		r.Snoozed = incident.Known(time.Duration(rnd.IntN(2)) * time.Minute)
		r.Told = incident.TellsAcknowledge | incident.TellsResolver
	}
	if rnd.IntN(8) == 0 {
		r.Effort, r.AlertCount = incident.Known(7*time.Minute), incident.Known[int64](3)
	}
	r.DropImpossible()
	return r
}

func randomRules() derive.Rules {
	r := rules()
	r.Automation = map[string]bool{"robot": true}
	r.L2Policies = map[string]bool{"L2": true}
	r.Priorities = []derive.PriorityRule{{Urgency: "high", Priority: "P2"}}
	return r
}

// expected is derive(Merge(all readings)) of every incident, in the order of definitions section 10: the plain way, that
// the store's fast one is held against.
func expected(w world, rules derive.Rules) []string {
	all := []incident.Reading{}
	ids := map[string]string{} // account and number → id
	for f, rs := range w {
		for i, r := range rs {
			r.Import, r.Row = int64(f+1), int64(i+1)
			all = append(all, r)
			if r.Number.OK && !strings.HasPrefix(r.ID, "#") {
				ids[fmt.Sprint(r.Account, "#", r.Number.V)] = r.ID
			}
		}
	}
	by := map[string][]incident.Reading{}
	for _, r := range all {
		if id, ok := ids[r.Account+r.ID]; ok {
			r.ID = id
		}
		by[r.Account+"|"+r.ID] = append(by[r.Account+"|"+r.ID], r)
	}
	d := derive.New(rules)
	out := []string{}
	for _, rs := range by {
		m := incident.Merge(rs)
		out = append(out, factsLine(&m, d.Facts(&m.Incident)))
	}
	slices.Sort(out)
	return out
}

func factsOf(tb testing.TB, s *store.Store) []string {
	tb.Helper()
	out := lines(tb, s, factsQuery)
	slices.Sort(out)
	return out
}

// Whatever comes in whatever files, each incident ends as derive(Merge(all its readings)).
func TestImportEqualsMergingEverything(t *testing.T) {
	for seed := range uint64(6) {
		w := randomWorld(seed, 60, 1+int(seed%6))
		s := mustOpen(t, t.TempDir())
		for f := range w {
			in := importOf(fmt.Sprintf("%d.csv", f), randomRules(), w[f]...)
			mustImport(t, s, in)
			same(t, fmt.Sprintf("seed %d, after file %d of %d", seed, f+1, len(w)), factsOf(t, s), expected(w[:f+1], randomRules()))
		}
		s.Close()
	}
}

// One file after the other, or all rows in one file: the same facts.
func TestOneFileOrMany(t *testing.T) {
	for seed := uint64(100); seed < 104; seed++ {
		w := randomWorld(seed, 60, 5)
		many, one := mustOpen(t, t.TempDir()), mustOpen(t, t.TempDir())
		for f := range w {
			mustImport(t, many, importOf("some.csv", randomRules(), w[f]...))
		}
		mustImport(t, one, importOf("all.csv", randomRules(), slices.Concat(w...)...))
		same(t, fmt.Sprintf("seed %d", seed), factsOf(t, many), factsOf(t, one))
		many.Close()
		one.Close()
	}
}

// Importing every file once more, in its own order, changes no fact where no two readings tie.
func TestEverythingTwice(t *testing.T) {
	w := randomWorld(7, 60, 4)
	n := 0
	for f := range w {
		for i := range w[f] {
			n++
			w[f][i].UpdatedAt = at(60*24*40 + n) // every reading a moment of its own
		}
	}
	s := mustOpen(t, t.TempDir())
	for f := range w {
		mustImport(t, s, importOf("first.csv", randomRules(), w[f]...))
	}
	before := factsOf(t, s)
	for f := range w {
		got := mustImport(t, s, importOf("again.csv", randomRules(), w[f]...))
		if want := int64(len(w[f])); got.Added != 0 || got.Changed != 0 || got.Unchanged != want {
			t.Errorf("file %d once more: got %d added, %d changed, %d unchanged; want 0, 0, %d", f, got.Added, got.Changed, got.Unchanged, want)
		}
	}
	same(t, "everything twice", factsOf(t, s), before)
}

// New rules change exactly the incidents whose facts they change, and the number returned is theirs.
func TestRederiveChangesWhatTheRulesTouch(t *testing.T) {
	w := randomWorld(11, 60, 4)
	s := mustOpen(t, t.TempDir())
	for f := range w {
		mustImport(t, s, importOf("a.csv", randomRules(), w[f]...))
	}
	other := randomRules()
	other.Location = time.UTC
	other.Automation = map[string]bool{"山田": true}
	other.Roster = []derive.Member{{Person: "U1"}}
	for i, step := range []struct {
		hash  string
		rules derive.Rules
	}{{"first", randomRules()}, {"second", other}, {"third", rules()}} {
		before, want := factsOf(t, s), expected(w, step.rules)
		touched := int64(0)
		for k := range want {
			if before[k] != want[k] {
				touched++
			}
		}
		got, err := s.Rederive(t.Context(), step.hash, by(step.rules))
		if err != nil || got != touched {
			t.Fatalf("rules %d: got %d changed, %v; want %d", i, got, err, touched)
		}
		same(t, "after "+step.hash, factsOf(t, s), want)
		if i > 0 && touched == 0 {
			t.Errorf("rules %d touch nothing, want a test that changes something", i)
		}
		got, err = s.Rederive(t.Context(), step.hash, by(step.rules))
		if err != nil || got != -1 {
			t.Errorf("the same rules again: got %d, %v; want −1", got, err)
		}
	}
}
