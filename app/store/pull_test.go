package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

func day(n int) time.Time { return start.AddDate(0, 0, n) }

// What was pulled whole is noted with the import that brought it, and goes with it.
func TestPullWindows(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	if got, err := s.Windows(t.Context(), "default"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("got %v, %v; want an empty list", got, err)
	}
	first, second := importOf("a", rules(), reading("P1")), importOf("b", rules())
	first.Windows = []store.PullWindow{{What: "log_entries", From: day(0), To: day(2)}, {What: "incidents", From: day(0), To: day(7)}}
	second.Windows = []store.PullWindow{{What: "log_entries", From: day(2), To: day(4)}}
	mustImport(t, s, first)
	mustImport(t, s, second)
	other := importOf("c", rules())
	other.Account, other.Windows = "other", first.Windows
	mustImport(t, s, other)
	done := first.ReadAt
	want := []store.PullWindow{{"incidents", day(0), day(7), done}, {"log_entries", day(0), day(2), done}, {"log_entries", day(2), day(4), done}}
	if got, err := s.Windows(t.Context(), "default"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	undo(t, s)
	undo(t, s)
	if got, err := s.Windows(t.Context(), "default"); err != nil || !reflect.DeepEqual(got, want[:2]) {
		t.Errorf("taken back: got %v, %v; want %v", got, err, want[:2])
	}
	boom := errors.New("torn")
	bad := importOf("d", rules(), reading("P2"))
	bad.Windows = second.Windows
	bad.End = func() (string, int64, int64, int64, int64, time.Time, error) { return "", 0, 0, 0, 0, start, boom }
	if _, err := s.Import(t.Context(), bad); !errors.Is(err, boom) {
		t.Errorf("got %v, want %v", err, boom)
	}
	if got, err := s.Windows(t.Context(), "default"); err != nil || len(got) != 2 {
		t.Errorf("after a failure: got %v, %v; want two windows", got, err)
	}
}

func TestTriggered(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a", rules(), reading("P1"), reading("P2")))
	ids := []string{"P1", "P'; DROP TABLE incident", "P9"}
	for i := range 2500 {
		ids = append(ids, fmt.Sprint("Q", i))
	}
	got, err := s.Triggered(t.Context(), "default", append(ids, "P2"))
	if err != nil || len(got) != 2 || !got["P1"].Equal(reading("P1").TriggeredAt) || got["P2"].IsZero() {
		t.Errorf("got %v, %v; want the two that are there", got, err)
	}
	if got, err := s.Triggered(t.Context(), "other", ids); err != nil || len(got) != 0 {
		t.Errorf("another account: got %v, %v; want none", got, err)
	}
}

// The newest list of an account's teams holds, and goes with its import.
func TestMembers(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	with := func(account string, ms ...store.TeamMember) {
		in := importOf("teams", rules())
		in.Account, in.Members = account, ms
		mustImport(t, s, in)
	}
	yamada, suzuki := incident.Person{ID: "U1", Name: "山田"}, incident.Person{Name: "鈴木"}
	with("default", store.TeamMember{"T1", "一次", suzuki}, store.TeamMember{"T1", "一次", yamada}, store.TeamMember{"", "二次", yamada})
	with("other", store.TeamMember{"T9", "", yamada})
	first := map[string]map[string]bool{"T1": {"U1": true, "山田": true, "鈴木": true}, "一次": {"U1": true, "山田": true, "鈴木": true},
		"二次": {"U1": true, "山田": true}, "T9": {"U1": true, "山田": true}}
	is := func(what string, want map[string]map[string]bool) {
		t.Helper()
		if got, err := s.Members(t.Context()); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v; want %v", what, got, err, want)
		}
	}
	is("first", first)
	rows := lines(t, s, "SELECT count(*) FROM team_member")
	with("default", store.TeamMember{"", "二次", yamada}, store.TeamMember{"T1", "一次", yamada}, store.TeamMember{"T1", "一次", suzuki})
	same(t, "the same once more", lines(t, s, "SELECT count(*) FROM team_member"), rows)
	mustImport(t, s, importOf("no word of teams", rules()))
	is("no word of teams", first)
	with("default", store.TeamMember{"T1", "一次", yamada})
	is("fewer", map[string]map[string]bool{"T1": {"U1": true, "山田": true}, "一次": {"U1": true, "山田": true}, "T9": {"U1": true, "山田": true}})
	in := importOf("nobody", rules())
	in.Members = []store.TeamMember{}
	mustImport(t, s, in)
	is("nobody", map[string]map[string]bool{"T9": {"U1": true, "山田": true}})
	for range 3 {
		undo(t, s)
	}
	is("taken back", first)
}

// What a pull has to ask for again.
func TestIncompleteAndOpenIncidents(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	in := importOf("a", rules(), reading("PWHOLE", resolved(9)), reading("PNONE", resolved(9)), reading("PTORN", resolved(9)), reading("POPEN"), reading("PLATER", triggered(60)),
		reading("#7", numbered(7)), reading("PGONE", triggered(-600), resolved(-500)))
	kind := func(k string, minutes int) func(*incident.Event) {
		return func(e *incident.Event) { e.Type, e.At = k, at(minutes).V }
	}
	mustImport(t, s, withEvents(in, event("PWHOLE", "E1", kind("trigger", 0)), event("PWHOLE", "E2", kind("resolve", 9)),
		event("PTORN", "E3", kind("trigger", 0)), event("POPEN", "E4", kind("trigger", 0)), event("PNOBODY", "E5", kind("trigger", 0))))
	for _, c := range []struct {
		since, until time.Time
		want         []string
	}{{at(0).V, at(60).V, []string{"PNONE", "POPEN", "PTORN"}}, {at(0).V, at(61).V, []string{"PLATER", "PNONE", "POPEN", "PTORN"}}, {at(-900).V, at(0).V, []string{"PGONE"}},
		{at(99).V, at(999).V, []string{}}} {
		if got, err := s.Incomplete(t.Context(), "default", c.since, c.until); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("incomplete from %v: got %q, %v; want %q", c.since, got, err, c.want)
		}
	}
	if got, err := s.OpenIncidents(t.Context(), "default"); err != nil || !slices.Equal(got, []string{"PLATER", "POPEN"}) {
		t.Errorf("open: got %q, %v", got, err)
	}
	if got, err := s.OpenIncidents(t.Context(), "other"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("open of another account: got %q, %v; want an empty list", got, err)
	}
}

func TestIncidentByIDOrNumber(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	other := reading("PB", numbered(7))
	other.Account = "other"
	mustImport(t, s, importOf("a", rules(), reading("PA", numbered(7), titled("it's ; DROP")), other, reading("12", numbered(3)), reading("PC", numbered(12))))
	mustImport(t, s, importOf("b", rules(), reading("PA", resolved(5), titled(""))))
	for what, want := range map[string][]string{"PA": {"PA"}, "7": {"PA", "PB"}, "#7": {"PA", "PB"}, "12": {"12", "PC"}, "#12": {"PC"}, "P'; --": {}, "": {}, "99": {}} {
		got, err := s.Incident(t.Context(), what)
		ids := []string{}
		for _, in := range got {
			ids = append(ids, in.ID)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s: got %q, %v; want %q", what, ids, err, want)
		}
	}
	if got, err := s.Incident(t.Context(), "PA"); err != nil || got[0].Title != "it's ; DROP" || got[0].ResolvedAt != at(5) || got[0].Number.V != 7 {
		t.Errorf("got %+v, %v; want both readings merged", got, err)
	}
}

// Intervals come back as they were derived.
func TestIntervals(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	entry := func(id, kind string, minutes int, who incident.Person) incident.Event {
		return event("P1", id, func(e *incident.Event) {
			e.Type, e.At, e.AgentID, e.AgentName = kind, at(minutes).V, who.ID, who.Name
		})
	}
	yamada, suzuki := incident.Person{ID: "U1", Name: "山田"}, incident.Person{Name: "鈴木"}
	mustImport(t, s, withEvents(importOf("a", rules(), reading("P1", resolved(30)), reading("P2")), entry("E1", "trigger", 0, incident.Person{}),
		entry("E2", "acknowledge", 5, yamada), entry("E3", "annotate", 6, suzuki), entry("E4", "annotate", 8, yamada), entry("E5", "resolve", 30, suzuki)))
	got, err := s.Intervals(t.Context(), "default", "P1")
	want := []incident.Interval{
		{Person: yamada, From: at(5).V, To: at(30), End: incident.ByResolve},
		{Person: suzuki, From: at(6).V, To: at(30), Implicit: true, End: incident.ByResolve},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := s.Intervals(t.Context(), "default", "P2"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("none: got %v, %v; want an empty list", got, err)
	}
	same(t, "l1 and shared", lines(t, s, "SELECT l1_s, l1_shared_s FROM facts WHERE id = 'P1'"), []string{"2940|2940"})
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
