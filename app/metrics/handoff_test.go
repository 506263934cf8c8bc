package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// handed makes the facts those of a timeline in which the alert was handed over by so after so many seconds.
func handed(by string, s int) func(*incident.Facts) {
	return func(f *incident.Facts) {
		f.Flags &^= incident.FlagNoHandOffTime
		f.HandOffBy, f.ToHandOff = by, incident.Known(time.Duration(s)*time.Second)
	}
}

func acted(people, automation bool) func(*incident.Facts) {
	return func(f *incident.Facts) {
		f.Flags &^= incident.FlagNoHandOffTime
		f.Manned, f.AutomationActed = people, automation
	}
}

// Eight alerts of March by hand: six with a timeline. To hand-off 600, 1,200 and 1,500 s (by hand twice, by automation once):
// mean 1,100, median 1,200, p90 at rank 1.8 = 1,200 + 0.8 · 300. The one of April counts for nothing.
func TestHandOffsByHand(t *testing.T) {
	list := []alert{
		{id: "A1", at: "2026-03-02 09:00:00", ack: 60, end: 5000, person: true, tweak: handed("hand", 600)},
		{id: "A2", at: "2026-03-03 09:00:00", ack: 60, end: 5000, person: true, tweak: handed("hand", 1200)},
		{id: "A3", at: "2026-03-04 09:00:00", ack: -1, end: 5000, tweak: handed("automation", 1500)},
		{id: "A4", at: "2026-03-05 09:00:00", ack: -1, end: 5000, tweak: handed("timeout", 1800)},
		{id: "A5", at: "2026-03-06 09:00:00", ack: 60, end: 900, person: true, tweak: acted(true, true)},
		{id: "A6", at: "2026-03-07 09:00:00", ack: -1, end: 900, tweak: acted(false, true)},
		{id: "A7", at: "2026-03-08 09:00:00", ack: 60, end: 900, person: true},
		{id: "A8", at: "2026-03-09 09:00:00", ack: -1, end: 900},
		{id: "A9", at: "2026-04-01 09:00:00", ack: 60, end: 900, person: true, tweak: handed("hand", 60)},
	}
	n := mustCompute(t, world(t, "2026-04-02 09:00:00", list...), "2026-03")
	h := n.HandOffs
	equal(t, "hand-offs", fmt.Sprintf("%d timelines, %d by hand, %d by automation, %d timed out; %d/%d s, mean %s, %s, %s",
		h.Timelines, h.ByHand, h.ByAutomation, h.TimedOut, h.ToHandOffSumS, h.ToHandOffN, show(h.Mean), show(h.P50), show(h.P90)),
		"6 timelines, 2 by hand, 1 by automation, 1 timed out; 3300/3 s, mean 1100, 1200, 1440")
	equal(t, "handled", n.Handled, metrics.Handled{PeopleOnly: 3, AutomationOnly: 1, Both: 1, Nobody: 3})
	equal(t, "without hand-off time", n.Quality.WithoutHandOffTime, 2)
	m := monthOf(t, n, "*", "2026-03")
	equal(t, "month", fmt.Sprint(m.HandedOff, m.HandedByMachine, m.TimedOut, m.PeopleOnly, m.AutomationOnly, m.BothActed, m.Timelines), "2 1 1 3 1 1 6")
}

func TestNoHandOffsAreUnknownNotZeroSeconds(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-02 09:00:00", march()...), "2026-03")
	if h := n.HandOffs; h.Timelines != 0 || h.Mean != nil || h.P50 != nil || h.P90 != nil {
		t.Errorf("got %+v, want no timelines and unknown times", h)
	}
}
