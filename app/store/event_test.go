package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

const eventsQuery = `SELECT incident_id, id, type, "import" FROM event ORDER BY ALL`

func typed(s string) func(*incident.Event) { return func(e *incident.Event) { e.Type = s } }

// An entry is kept once, as the first import said it.
func TestEventsAreKeptOnce(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	first := mustImport(t, s, withEvents(importOf("a", rules(), reading("P1")), event("P1", "E1"), event("P2", "E1"), event("P1", "E2"), event("P1", "E2", typed("resolve"))))
	again := mustImport(t, s, withEvents(importOf("b", rules()), event("P1", "E1", typed("resolve")), event("P1", "E3")))
	other := event("P1", "E1")
	other.Account = "other"
	third := mustImport(t, s, withEvents(importOf("c", rules()), other))
	if first.Events != 3 || again.Events != 1 || third.Events != 1 {
		t.Errorf("got %d, %d, %d new entries; want 3, 1, 1", first.Events, again.Events, third.Events)
	}
	same(t, "events", lines(t, s, eventsQuery), []string{"P1|E1|acknowledge|1", "P1|E1|acknowledge|3", "P1|E2|acknowledge|1", "P1|E3|acknowledge|2", "P2|E1|acknowledge|1"})
}

// Everything that an entry says comes back.
func TestTimeline(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	full := event("P1", "E1", func(e *incident.Event) {
		e.Assignees = []incident.Person{{ID: "U2", Name: "鈴木"}, {Name: "</script>"}}
		e.Old, e.New, e.Until = "P3", "P1", at(30)
		e.AgentName = "=cmd\x00𠮷"
	})
	late := event("P1", "E0", func(e *incident.Event) { e.At = at(5).V })
	mustImport(t, s, withEvents(importOf("a", rules()), late, full, event("P2", "E9")))
	got, err := s.Timeline(t.Context(), "default", "P1")
	if want := []incident.Event{full, late}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if got, err := s.Timeline(t.Context(), "default", "P404"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("an unknown incident: got %v, %v; want an empty list", got, err)
	}
}

// What knows its incident by number only gets the id, whichever came first.
func TestEventsByNumber(t *testing.T) {
	incidents, entries := importOf("i", rules(), reading("PABC", numbered(7))), func() store.Import {
		return withEvents(importOf("e", rules()), event("#7", "E1"), event("#8", "E1"))
	}
	want := []string{"#8|E1", "PABC|E1"}
	const query = "SELECT incident_id, id FROM event ORDER BY ALL"
	for name, order := range map[string][]store.Import{"entries first": {entries(), incidents}, "incident first": {incidents, entries()}} {
		for i := range order {
			if order[i].Name == "i" {
				order[i].Rows = importOf("i", rules(), reading("PABC", numbered(7))).Rows
			}
		}
		s := mustOpen(t, t.TempDir())
		for _, in := range order {
			mustImport(t, s, in)
		}
		same(t, name, lines(t, s, query), want)
		if got, err := s.Timeline(t.Context(), "default", "PABC"); err != nil || len(got) != 1 {
			t.Errorf("%s: got %d entries of PABC, %v; want 1", name, len(got), err)
		}
		// Said once more by the id, it is the same entry.
		if got := mustImport(t, s, withEvents(importOf("more", rules()), event("PABC", "E1"), event("#7", "E1"))); got.Events != 0 {
			t.Errorf("%s, once more: got %d new, want 0", name, got.Events)
		}
		s.Close()
	}
}

func TestFailingEvents(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	before := state(t, s)
	boom := errors.New("entry 3001: torn")
	es := make([]incident.Event, 5000)
	for i := range es {
		es[i] = event("P1", fmt.Sprint("E", i))
	}
	in := importOf("a", rules(), reading("P1"))
	in.Events = func(context.Context) (store.EventFiller, error) { return &timeline{rest: es, fail: boom}, nil }
	if _, err := s.Import(t.Context(), in); !errors.Is(err, boom) {
		t.Errorf("got %v, want %v", err, boom)
	}
	in = importOf("a", rules(), reading("P1"))
	in.Events = func(context.Context) (store.EventFiller, error) { return nil, boom }
	if _, err := s.Import(t.Context(), in); !errors.Is(err, boom) {
		t.Errorf("got %v, want %v", err, boom)
	}
	same(t, "after failures", state(t, s), before)
	if got := mustImport(t, s, withEvents(importOf("a", rules(), reading("P1")), es...)); got.Events != 5000 || got.Added != 1 {
		t.Errorf("got %d entries, %d incidents; want 5000, 1", got.Events, got.Added)
	}
}

func TestMappings(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	if _, ok, err := s.Mapping(t.Context(), "k"); ok || err != nil {
		t.Errorf("got %v, %v; want none", ok, err)
	}
	const all = `SELECT "key", body, who, written_at, version FROM header_mapping ORDER BY "key"`
	for i, step := range []struct {
		key, body, who string
		want           []string
	}{
		{"k", `[{"a":"b"}]`, "佐伯", []string{`k|[{"a":"b"}]|佐伯|0|1`}},
		{"k", `[{"a":"b"}]`, "堀", []string{`k|[{"a":"b"}]|佐伯|0|1`}}, // nothing new
		{"k", `[]`, "堀", []string{`k|[]|堀|2|2`}},
		{"m", `1`, "", []string{`k|[]|堀|2|2`, `m|1||3|1`}},
		{"k", "", "堀", []string{`m|1||3|1`}},
	} {
		body := []byte(step.body)
		if step.body == "" {
			body = nil
		}
		if err := s.SetMapping(t.Context(), step.key, body, step.who, time.Unix(int64(i), 0)); err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprint("step ", i), lines(t, s, all), step.want)
	}
	if got, ok, err := s.Mapping(t.Context(), "m"); !ok || err != nil || string(got) != "1" {
		t.Errorf("got %q, %v, %v; want 1", got, ok, err)
	}
}
