package metrics_test

import (
	"fmt"
	"testing"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// Shares of manned alerts with a timeline: 5 points apart is another measure, less is the same; by definitions that count alike
// from files and log entries always the same; and nothing to compare is no difference.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		name, definition string
		m                metrics.Measured
		want             bool
	}{
		{"all from files", "l1", metrics.Measured{Manned: 100, PreviousManned: 90}, true},
		{"all from log entries", "l1", metrics.Measured{Manned: 100, Timelines: 100, PreviousManned: 90, PreviousTimelines: 90}, true},
		{"files before", "l1", metrics.Measured{Manned: 100, Timelines: 100, PreviousManned: 90}, false},
		{"5 points apart", "l1", metrics.Measured{Manned: 100, Timelines: 100, PreviousManned: 100, PreviousTimelines: 95}, false},
		{"4 points apart", "effort", metrics.Measured{Manned: 100, Timelines: 100, PreviousManned: 100, PreviousTimelines: 96}, true},
		{"PagerDuty's own", "pagerduty", metrics.Measured{Manned: 100, Timelines: 100, PreviousManned: 90}, true},
		{"half unknown before, by any definition", "pagerduty", metrics.Measured{Alerts: 100, PreviousAlerts: 100, PreviousUnknown: 50}, false},
		{"half unknown now", "l1", metrics.Measured{Alerts: 100, Unknown: 50, PreviousAlerts: 100}, false},
		{"half unknown on both sides", "l1", metrics.Measured{Alerts: 100, Unknown: 50, PreviousAlerts: 90, PreviousUnknown: 45}, true},
		{"5 points more unknown", "l1", metrics.Measured{Alerts: 100, Unknown: 5, PreviousAlerts: 100}, false},
		{"4 points more unknown", "l1", metrics.Measured{Alerts: 100, Unknown: 4, PreviousAlerts: 100}, true},
		{"two open ones of ten", "l1", metrics.Measured{Alerts: 10, Unknown: 2, PreviousAlerts: 10}, true},
		{"no alert a year before", "l1", metrics.Measured{Alerts: 10, Unknown: 10}, true},
		{"nothing a year before", "l1", metrics.Measured{Manned: 100, Timelines: 100}, true},
	} {
		n := metrics.Numbers{Definition: c.definition, Measured: c.m}
		if got := n.Alike(); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// March with two manned alerts of which one has a timeline; a year before three without; the recovered one counts for neither.
func TestMeasuredByHand(t *testing.T) {
	told := func(f *incident.Facts) { f.Flags &^= incident.FlagNoHandOffTime }
	n := mustCompute(t, world(t, "2026-04-02 09:00:00",
		alert{id: "A1", at: "2026-03-02 09:00:00", ack: 60, end: 900, person: true, tweak: told},
		alert{id: "A2", at: "2026-03-03 09:00:00", ack: 60, end: 900, person: true},
		alert{id: "A3", at: "2026-03-04 09:00:00", ack: -1, end: 900, tweak: told},
		alert{id: "B1", at: "2025-03-02 09:00:00", ack: 60, end: 900, person: true},
		alert{id: "B2", at: "2025-03-03 09:00:00", ack: 60, end: 900, person: true},
		alert{id: "B3", at: "2025-03-31 09:00:00", ack: 60, end: 900, person: true}), "2026-03")
	equal(t, "measured", n.Measured, metrics.Measured{Alerts: 3, Manned: 2, Timelines: 1, PreviousAlerts: 3, PreviousManned: 3})
	equal(t, "reason", n.Direction.Hours.Reason, metrics.Measure)
}

// One unit of two turns from files to log entries: 10 of 300 manned alerts of the scope have a timeline now, which is less than 5
// points, but all of that unit's do.
func TestAUnitMeasuredDifferently(t *testing.T) {
	told := func(f *incident.Facts) { f.Flags &^= incident.FlagNoHandOffTime }
	list := []alert{}
	add := func(year, n int, unit string, tweak func(*incident.Facts)) {
		for i := range n {
			list = append(list, alert{id: fmt.Sprint(year, unit, i), at: fmt.Sprintf("%d-03-%02d 09:%02d:00", year, 2+i%20, i/20), unit: unit, ack: 60, end: 900, person: true, tweak: tweak})
		}
	}
	add(2026, 290, "U1", nil)
	add(2026, 10, "U2", told)
	add(2025, 290, "U1", nil)
	add(2025, 10, "U2", nil)
	n := mustCompute(t, world(t, "2026-04-02 09:00:00", list...), "2026-03")
	equal(t, "measured", n.Measured, metrics.Measured{Alerts: 300, Manned: 300, Timelines: 10, PreviousAlerts: 300, PreviousManned: 300})
	equal(t, "alike", n.Alike(), false)
}

// March has 20 alerts of 600 s that a person resolved; a year before there were as many, but of half of them nobody
// knows when they ended. What looks like twice the time is what the data lacked: no direction is said.
func TestUnknownOnOneSide(t *testing.T) {
	list := []alert{}
	for i := range 20 {
		list = append(list, alert{id: fmt.Sprint("n", i), at: fmt.Sprintf("2026-03-%02d 09:00:00", 2+i), ack: 60, end: 660, person: true})
		before := alert{id: fmt.Sprint("b", i), at: fmt.Sprintf("2025-03-%02d 09:00:00", 2+i), ack: 60, end: 660, person: true}
		if i%2 == 0 {
			before.end, before.person = -1, false
		}
		list = append(list, before)
	}
	s := world(t, "2026-04-02 09:00:00", list...)
	n := mustCompute(t, s, "2026-03")
	equal(t, "measured", n.Measured, metrics.Measured{Alerts: 20, Manned: 20, PreviousAlerts: 20, PreviousUnknown: 10, PreviousManned: 20})
	equal(t, "change", show(changeOf(t, n, "*").Change), "1")
	equal(t, "reason", fmt.Sprint(n.Alike(), n.AlikeKnown(), " ", n.Direction.Hours.Reason), "false false "+metrics.Measure)
}
