package app

import (
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
)

// Every line of definitions §5, "from files": the first that holds.
func TestFileRule(t *testing.T) {
	t0 := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	ack := func(in *incident.Incident) { in.AcknowledgedAt = incident.Known(t0.Add(time.Minute)) }
	end := func(in *incident.Incident) { in.ResolvedAt = incident.Known(t0.Add(time.Hour)) }
	person := func(in *incident.Incident) { in.ResolvedBy = incident.Person{Name: "佐伯"} }
	for _, c := range []struct {
		name string
		set  []func(*incident.Incident)
		want int // 0: none
	}{
		{"nobody", []func(*incident.Incident){end}, 1},
		{"nobody, open", nil, 1},
		{"resolved by a person", []func(*incident.Incident){end, person}, 2},
		{"acknowledged, open", []func(*incident.Incident){ack}, 3},
		{"engaged", []func(*incident.Incident){ack, end, func(in *incident.Incident) { in.Engaged = incident.Known(time.Hour) }}, 4},
		{"acknowledged and resolved", []func(*incident.Incident){ack, end}, 5},
		{"acknowledged at an unknown time", []func(*incident.Incident){end, func(in *incident.Incident) { in.AcknowledgeCount = incident.Known(int64(1)) }}, 6},
		{"no column for it", []func(*incident.Incident){end, func(in *incident.Incident) { in.Told = 0 }}, 0},
	} {
		in := incident.Incident{Account: "default", ID: "P1", TriggeredAt: t0, Told: incident.TellsAcknowledge | incident.TellsResolver}
		for _, set := range c.set {
			set(&in)
		}
		f := derive.New(derive.Rules{Location: time.UTC}).Facts(&in)
		got := 0
		if n := fileRule(&in, &f); n != nil {
			got = *n
		}
		if got != c.want {
			t.Errorf("%s: got rule %d, want %d", c.name, got, c.want)
		}
	}
}
