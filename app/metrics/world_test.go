package metrics_test

import (
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// An alert is an incident by the few things that numbers depend on. Minutes and seconds count from its trigger; −1 and ""
// are unknown.
type alert struct {
	id      string
	at      string // local: "2026-03-02 09:00:00"
	unit    string // team
	service string // "" = svc
	title   string // "" = disk full
	prio    string
	ack     int // seconds after the trigger, −1: never
	end     int // seconds after the trigger, −1: open
	person  bool
	merged  bool
	tweak   func(*incident.Facts) // what files cannot say
	more    func(*incident.Incident)
}

func mustZone(tb testing.TB) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

func mustTime(tb testing.TB, local string) time.Time {
	tb.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04:05", local, mustZone(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return at.UTC()
}

func (a alert) incident(tb testing.TB) incident.Incident {
	tb.Helper()
	t0 := mustTime(tb, a.at)
	in := incident.Incident{
		Account: "default", ID: a.id, Title: a.title, Service: a.service, Team: a.unit, Priority: a.prio, TriggeredAt: t0,
		Told: incident.TellsAcknowledge | incident.TellsResolver,
	}
	if a.title == "" {
		in.Title = "disk full"
	}
	if a.service == "" {
		in.Service = "svc"
	}
	if a.ack >= 0 {
		in.AcknowledgedAt = incident.Known(t0.Add(time.Duration(a.ack) * time.Second))
	}
	if a.end >= 0 {
		in.ResolvedAt = incident.Known(t0.Add(time.Duration(a.end) * time.Second))
	}
	if a.person {
		in.ResolvedBy = incident.Person{ID: "U1", Name: "佐伯"}
	}
	if a.merged {
		in.MergedInto = "P0"
	}
	if a.more != nil {
		a.more(&in)
	}
	return in
}

// A file hands rows over to the store.
type file struct{ rows []store.Row }

func (f *file) Worker() any { return nil }

func (f *file) Fill(_ any, rows []store.Row) ([]store.Row, error) {
	if len(f.rows) == 0 {
		return nil, io.EOF
	}
	n := min(2048, len(f.rows))
	rows = append(rows, f.rows[:n]...)
	f.rows = f.rows[n:]
	return rows, nil
}

// serial makes one worker at a time fill.
type serial struct {
	file
	turn chan bool
}

func (s *serial) Fill(w any, rows []store.Row) ([]store.Row, error) {
	s.turn <- true
	defer func() { <-s.turn }()
	return s.file.Fill(w, rows)
}

func mustStore(tb testing.TB) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), tb.TempDir(), store.Options{Command: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func rules(tb testing.TB) derive.Rules {
	return derive.Rules{
		Location: mustZone(tb), L2Policies: map[string]bool{"L2": true},
		Priorities: []derive.PriorityRule{{Urgency: "high", Priority: "P2"}},
	}
}

// put imports alerts as one file; asOf is the newest instant in it.
func put(tb testing.TB, s *store.Store, asOf string, alerts ...alert) {
	tb.Helper()
	d := derive.New(rules(tb))
	rows := []store.Row{}
	for i, a := range alerts {
		in := a.incident(tb)
		in.DropImpossible()
		f := d.Facts(&in)
		if a.tweak != nil {
			a.tweak(&f)
		}
		rows = append(rows, store.Row{Reading: incident.Reading{Incident: in, Row: int64(i + 1)}, Facts: f})
	}
	newest := mustTime(tb, asOf)
	_, err := s.Import(tb.Context(), store.Import{
		Name: "a.csv", Account: "default", ReadAt: newest.AddDate(0, 0, 1), Rows: &serial{file: file{rows}, turn: make(chan bool, 1)},
		Rules: store.Rules{Deriver: func() store.Deriving { return derive.New(rules(tb)).Derive }, Share: derive.Share},
		End: func() (string, int64, int64, int64, int64, time.Time, error) {
			return "ab", 1, int64(len(rows)) + 2, 2, 0, newest, nil
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// world is a store with alerts.
func world(tb testing.TB, asOf string, alerts ...alert) *store.Store {
	tb.Helper()
	s := mustStore(tb)
	put(tb, s, asOf, alerts...)
	return s
}

// limits are the default ones: P4 is measured, without a goal.
func limits() []metrics.Limit {
	goal := 9700
	return []metrics.Limit{
		{Priority: "P1", Limit: 30 * time.Minute, GoalBP: &goal}, {Priority: "P2", Limit: 30 * time.Minute, GoalBP: &goal},
		{Priority: "P3", Limit: 45 * time.Minute, GoalBP: &goal}, {Priority: "P4", Limit: 60 * time.Minute},
	}
}

func mustCompute(tb testing.TB, s *store.Store, period string, change ...func(*metrics.Query)) *metrics.Numbers {
	tb.Helper()
	p, err := incident.ParsePeriod(period, time.April)
	if err != nil {
		tb.Fatal(err)
	}
	q := metrics.Query{Period: p, Zone: mustZone(tb), Limits: limits()}
	for _, c := range change {
		c(&q)
	}
	n, err := metrics.Compute(tb.Context(), s, q)
	if err != nil {
		tb.Fatalf("computing %s: %v", period, err)
	}
	return n
}

// monthOf is the row of a unit and month.
func monthOf(tb testing.TB, n *metrics.Numbers, unit, month string) metrics.Monthly {
	tb.Helper()
	for _, m := range n.Monthly {
		if m.Unit == unit && m.Month == month {
			return m
		}
	}
	tb.Fatalf("no row of %s in %s: %+v", unit, month, n.Monthly)
	return metrics.Monthly{}
}

func changeOf(tb testing.TB, n *metrics.Numbers, unit string) metrics.Change {
	tb.Helper()
	for _, c := range n.Change {
		if c.Unit == unit {
			return c
		}
	}
	tb.Fatalf("no change of %s: %+v", unit, n.Change)
	return metrics.Change{}
}

// partsOf are a unit's parts of its change.
func partsOf(n *metrics.Numbers, unit string) map[string]int64 {
	out := map[string]int64{}
	for _, p := range n.Breakdown {
		if p.Unit == unit {
			out[p.Part] = p.Seconds
		}
	}
	return out
}

func sloOf(tb testing.TB, n *metrics.Numbers, unit, priority string) metrics.SLO {
	tb.Helper()
	for _, s := range n.SLOPeriod {
		if s.Unit == unit && s.Priority == priority {
			return s
		}
	}
	tb.Fatalf("no SLO of %s, %s", unit, priority)
	return metrics.SLO{}
}

// show writes a figure, unknown as null.
func show(v *float64) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(math.Round(*v*1e6) / 1e6)
}

func equal[T comparable](tb testing.TB, what string, got, want T) {
	tb.Helper()
	if got != want {
		tb.Errorf("%s: got %v, want %v", what, got, want)
	}
}
