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

// A piece is what one import brings.
type piece struct {
	rows   []incident.Reading
	events []incident.Event
}

// crew are the people of timelines: of the first line, of the second, known by name alone, and one that is no person.
var crew = []incident.Person{{ID: "U1", Name: "山田"}, {ID: "U2", Name: "鈴木"}, {Name: "高橋"}, {ID: "U9", Name: "二次"}, {Name: "robot"}}

// timelineRules are rules with a first line.
func timelineRules() derive.Rules {
	r := randomRules()
	r.Roster = []derive.Member{{Person: "U1"}, {Person: "鈴木"}, {Person: "高橋"}}
	return r
}

// course is the timeline of an incident; most are complete.
func course(rnd *rand.Rand, in *incident.Incident) []incident.Event {
	out := []incident.Event{}
	add := func(minutes int, kind string, by incident.Person, more ...func(*incident.Event)) {
		e := incident.Event{Account: in.Account, IncidentID: in.ID, ID: fmt.Sprintf("%sE%02d", in.ID, len(out)), Type: kind,
			At: in.TriggeredAt.Add(time.Duration(minutes) * time.Minute), AgentType: "user", AgentID: by.ID, AgentName: by.Name, Channel: "web_ui"}
		for _, m := range more {
			m(&e)
		}
		out = append(out, e)
	}
	if rnd.IntN(8) > 0 {
		add(0, "trigger", incident.Person{Name: "監視"}, func(e *incident.Event) { e.AgentType = "service" })
	}
	t := 0
	for range rnd.IntN(7) {
		t += rnd.IntN(9)
		who, to := crew[rnd.IntN(len(crew))], crew[rnd.IntN(len(crew))]
		kind := []string{"acknowledge", "acknowledge", "acknowledge", "assign", "annotate", "snooze", "unacknowledge", "escalate", "notes"}[rnd.IntN(9)]
		add(t, kind, who, func(e *incident.Event) {
			if kind == "assign" || kind == "escalate" {
				e.Assignees = []incident.Person{to}
			}
		})
	}
	if in.ResolvedAt.OK && rnd.IntN(8) > 0 {
		add(int(in.ResolvedAt.V.Sub(in.TriggeredAt)/time.Minute), "resolve", crew[rnd.IntN(len(crew))])
	}
	return out
}

// courses makes incidents that overlap in time, each with one reading (a second one that says more, at times) and a timeline, and
// deals all of it out over pieces in any order, some of it twice, some of it by number alone.
func courses(seed uint64, incidents, pieces int) []piece {
	rnd := rand.New(rand.NewPCG(seed, 77))
	out := make([]piece, pieces)
	deal := func() *piece { return &out[rnd.IntN(pieces)] }
	for i := range incidents {
		in := incident.Incident{Account: []string{"default", "other"}[rnd.IntN(2)], ID: fmt.Sprintf("P%03d", i), Number: incident.Known(int64(i + 100)),
			Title: "disk full", ServiceID: "S1", Service: "決済API", TriggeredAt: start.Add(time.Duration(rnd.IntN(60)) * time.Minute),
			Told: incident.TellsAcknowledge | incident.TellsResolver}
		in.UpdatedAt = incident.Known(in.TriggeredAt)
		first := in
		if rnd.IntN(5) > 0 {
			in.ResolvedAt = incident.Known(in.TriggeredAt.Add(time.Duration(20+rnd.IntN(60)) * time.Minute))
			in.Status = "resolved"
			in.UpdatedAt = incident.Known(in.ResolvedAt.V.Add(time.Second))
		}
		p := deal()
		p.rows = append(p.rows, incident.Reading{Incident: in})
		if rnd.IntN(2) == 0 {
			first.Priority = "P2"
			if rnd.IntN(2) == 0 {
				first.ID = fmt.Sprintf("#%d", first.Number.V)
			}
			p := deal()
			p.rows = append(p.rows, incident.Reading{Incident: first})
		}
		if rnd.IntN(6) == 0 {
			continue
		}
		whole := deal()
		scattered := rnd.IntN(2) == 0
		for _, e := range course(rnd, &in) {
			for range 1 + rnd.IntN(5)/4 {
				if rnd.IntN(4) == 0 {
					e.IncidentID = fmt.Sprintf("#%d", in.Number.V)
				}
				p := whole
				if scattered {
					p = deal()
				}
				p.events = append(p.events, e)
			}
		}
	}
	return out
}

func (p piece) imported(name string, r derive.Rules) store.Import {
	return withEvents(importOf(name, r, p.rows...), p.events...)
}

const intervalsQuery = "SELECT account, id, person_id, person, from_at, to_at, implicit, ran_on, ended_by FROM interval ORDER BY ALL"

func factsAndIntervals(tb testing.TB, s *store.Store) []string {
	tb.Helper()
	return append(factsOf(tb, s), lines(tb, s, intervalsQuery)...)
}

// told is the plain way: every incident merged and derived with all its entries, then everybody's time shared out.
func told(pieces []piece, rules derive.Rules) []string {
	ids := map[string]string{}
	rows, events := map[string][]incident.Reading{}, map[string]map[string]incident.Event{}
	for _, p := range pieces {
		for _, r := range p.rows {
			if !strings.HasPrefix(r.ID, "#") {
				ids[fmt.Sprint(r.Account, "#", r.Number.V)] = r.ID
			}
		}
	}
	named := func(account, id string) string {
		if known, ok := ids[account+id]; ok {
			id = known
		}
		return account + "\x00" + id
	}
	for n, p := range pieces {
		for i, r := range p.rows {
			id := named(r.Account, r.ID)
			r.Import, r.Row = int64(n+1), int64(i+1)
			_, r.ID, _ = strings.Cut(id, "\x00")
			rows[id] = append(rows[id], r)
		}
		for _, e := range p.events {
			id := named(e.Account, e.IncidentID)
			if events[id] == nil {
				events[id] = map[string]incident.Event{}
			}
			_, e.IncidentID, _ = strings.Cut(id, "\x00")
			events[id][e.ID] = e
		}
	}
	d := derive.New(rules)
	merged, facts := map[string]incident.Reading{}, map[string]incident.Facts{}
	people, shared, intervals := map[incident.Person][]incident.Stretch{}, map[string]int64{}, []string{}
	for id, rs := range rows {
		m := incident.Merge(rs)
		es := []incident.Event{}
		for _, e := range events[id] {
			es = append(es, e)
		}
		slices.SortFunc(es, func(a, b incident.Event) int { return strings.Compare(a.ID, b.ID) })
		f, is := d.Derive(&m.Incident, es)
		merged[id], facts[id] = m, f
		for _, v := range is {
			who, to := v.Person, "∅"
			if who.ID != "" {
				who.Name = ""
			}
			if v.To.OK {
				to = fmt.Sprint(v.To.V.Unix())
				people[who] = append(people[who], incident.Stretch{Incident: id, From: v.From, To: v.To.V})
			}
			intervals = append(intervals, fmt.Sprintf("%s|%s|%s|%s|%d|%s|%d|%d|%s", m.Account, m.ID, v.Person.ID, v.Person.Name, v.From.Unix(), to,
				bit(v.Implicit), bit(v.RanOn), v.End))
		}
	}
	for _, stretches := range people {
		for id, n := range derive.Share(stretches) {
			shared[id] += n
		}
	}
	out := []string{}
	for id, m := range merged {
		f := facts[id]
		if n, ok := shared[id]; ok && f.Handling[incident.L1Shared].Basis != incident.Unknown {
			f.Handling[incident.L1Shared].V = time.Duration(n) * time.Second
		}
		out = append(out, factsLine(&m, f))
	}
	slices.Sort(out)
	slices.Sort(intervals)
	return append(out, intervals...)
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// endNames puts the words for ended_by into lines of intervalsQuery.
func endNames(ls []string) []string {
	names := []string{"", "hand_off", "resolve", "unacknowledge", "timeout", "snooze", "move"}
	out := []string{}
	for _, l := range ls {
		if i := strings.LastIndex(l, "|"); strings.Count(l, "|") == 8 {
			var n int
			fmt.Sscan(l[i+1:], &n)
			l = l[:i+1] + names[n]
		}
		out = append(out, l)
	}
	return out
}

func sorted(ls []string) []string {
	out := slices.Clone(ls)
	slices.Sort(out)
	return out
}

// However entries and incidents come in, every incident ends as derived from all that is known of it, after every import.
func TestTimelinesInAnyOrder(t *testing.T) {
	for seed := range uint64(5) {
		pieces := courses(seed, 40, 1+int(seed%5))
		s := mustOpen(t, t.TempDir())
		for i, p := range pieces {
			mustImport(t, s, p.imported(fmt.Sprint(i), timelineRules()))
			same(t, fmt.Sprintf("seed %d, after piece %d of %d", seed, i+1, len(pieces)), sorted(endNames(factsAndIntervals(t, s))), sorted(told(pieces[:i+1], timelineRules())))
		}
		before := factsAndIntervals(t, s)
		if n := len(lines(t, s, intervalsQuery)); n < 10 {
			t.Errorf("seed %d: got %d intervals, want a test that has some", seed, n)
		}
		for i, p := range pieces { // everything twice
			mustImport(t, s, p.imported(fmt.Sprint("again ", i), timelineRules()))
		}
		same(t, fmt.Sprintf("seed %d, everything twice", seed), factsAndIntervals(t, s), before)
		all := piece{}
		rnd := rand.New(rand.NewPCG(seed, 3))
		for _, i := range rnd.Perm(len(pieces)) {
			all.rows, all.events = append(all.rows, pieces[i].rows...), append(all.events, pieces[i].events...)
		}
		for name, order := range map[string][]piece{"at once": {all}, "incidents first": {{rows: all.rows}, {events: all.events}},
			"entries first": {{events: all.events}, {rows: all.rows}}} {
			other := mustOpen(t, t.TempDir())
			for _, p := range order {
				mustImport(t, other, p.imported(name, timelineRules()))
			}
			same(t, fmt.Sprintf("seed %d, %s", seed, name), factsAndIntervals(t, other), before)
			other.Close()
		}
		s.Close()
	}
}

// Taking imports back leaves every table as it was before them, whatever they did to timelines of others.
func TestUndoOfTimelines(t *testing.T) {
	for seed := uint64(20); seed < 23; seed++ {
		pieces := courses(seed, 40, 4)
		s := mustOpen(t, t.TempDir())
		states := [][]string{}
		for i, p := range pieces {
			states = append(states, state(t, s))
			in := p.imported(fmt.Sprint(i), timelineRules())
			in.Windows = []store.PullWindow{{What: "incidents", From: start, To: start.AddDate(0, 0, i+1)}}
			in.Members = []store.TeamMember{{TeamID: "T", Person: incident.Person{ID: fmt.Sprint("U", i/2)}}}
			mustImport(t, s, in)
		}
		for i := len(pieces) - 1; i >= 0; i-- {
			if _, err := s.Undo(t.Context(), by(timelineRules())); err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("seed %d, back before piece %d", seed, i), state(t, s), states[i])
		}
		s.Close()
	}
}

// New rules change intervals and shares too, and count the incidents whose facts they change.
func TestRederiveTimelines(t *testing.T) {
	for seed := uint64(40); seed < 42; seed++ {
		pieces := courses(seed, 60, 3)
		s := mustOpen(t, t.TempDir())
		for i, p := range pieces {
			mustImport(t, s, p.imported(fmt.Sprint(i), timelineRules()))
		}
		other := timelineRules()
		other.Roster = []derive.Member{{Person: "山田"}}
		for i, r := range []derive.Rules{other, randomRules(), timelineRules()} {
			before := factsOf(t, s)
			got, err := s.Rederive(t.Context(), fmt.Sprint(i), by(r))
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("seed %d, rules %d", seed, i), sorted(endNames(factsAndIntervals(t, s))), sorted(told(pieces, r)))
			want := int64(0)
			for k, l := range factsOf(t, s) {
				if l != before[k] {
					want++
				}
			}
			if got != want || want == 0 {
				t.Errorf("seed %d, rules %d: got %d changed, want %d, and some", seed, i, got, want)
			}
		}
		s.Close()
	}
}

// An incident that was known by its number, with a timeline of its own, leaves no interval behind when it gets its id, though the
// same entries are there by the id already; taking that back brings it again.
func TestNumbersLeaveNoIntervals(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	worked := func(id string) []incident.Event {
		of := func(kind string, minutes int) incident.Event {
			return event(id, "E "+kind, func(e *incident.Event) { e.Type, e.At = kind, at(minutes).V })
		}
		return []incident.Event{of("trigger", 0), of("acknowledge", 4), of("resolve", 9)}
	}
	mustImport(t, s, withEvents(importOf("a", rules(), reading("#7", numbered(7), resolved(9))), slices.Concat(worked("#7"), worked("PABC"))...))
	const intervals = "SELECT id, to_at - from_at FROM interval ORDER BY ALL"
	same(t, "by number", lines(t, s, intervals), []string{"#7|300"})
	before := state(t, s)
	mustImport(t, s, importOf("b", rules(), reading("PABC", numbered(7), resolved(9))))
	same(t, "by id", lines(t, s, intervals), []string{"PABC|300"})
	same(t, "shared", lines(t, s, "SELECT id, l1_s, l1_shared_s FROM facts"), []string{"PABC|300|300"})
	undo(t, s)
	same(t, "taken back", state(t, s), before)
}

// Rows that are written again along their timeline keep their kind, their client and their exclusion.
func TestTimelinesKeepWhatPeopleWrote(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "決済*", Client: "山田商事"}}); err != nil {
		t.Fatal(err)
	}
	mustExclude(t, s, store.Exclusion{IncidentID: "P1", Reason: "停止"})
	mustImport(t, s, importOf("a", rules(), reading("P1", resolved(9)), reading("P2", titled("cpu 97%"), resolved(9))))
	rest := func() []string {
		return slices.Concat(lines(t, s, "SELECT * FROM service ORDER BY ALL"), lines(t, s, "SELECT * FROM excluded ORDER BY ALL"), lines(t, s, "SELECT * FROM kind ORDER BY ALL"),
			lines(t, s, "SELECT f.id, k.kind FROM facts f JOIN kind k ON k.kind_id = f.kind_id ORDER BY ALL"))
	}
	before := rest()
	kind := func(id, kind string, minutes int) incident.Event {
		return event(id, id+kind, func(e *incident.Event) { e.Type, e.At = kind, at(minutes).V })
	}
	mustImport(t, s, withEvents(importOf("b", rules()), kind("P1", "trigger", 0), kind("P1", "acknowledge", 4), kind("P1", "resolve", 9), kind("P2", "trigger", 0),
		kind("P2", "acknowledge", 6), kind("P2", "resolve", 9)))
	same(t, "what people wrote", rest(), before)
	// One person held both from the 6th to the 9th minute.
	same(t, "shared", lines(t, s, "SELECT id, l1_s, l1_shared_s FROM facts ORDER BY id"), []string{"P1|300|210", "P2|180|90"})
}
