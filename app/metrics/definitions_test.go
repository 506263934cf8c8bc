package metrics_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// five sets the handling times in seconds, −1 for unknown, all of one basis but for unknown ones.
func five(b incident.Basis, seconds ...int) func(*incident.Facts) {
	return func(f *incident.Facts) {
		for d, s := range seconds {
			f.Handling[d] = incident.Time{V: time.Duration(s) * time.Second, Basis: b}
			if s < 0 {
				f.Handling[d] = incident.Time{Basis: incident.Unknown}
			}
		}
	}
}

func mustDefinitions(tb testing.TB, s *store.Store, period string, change ...func(*metrics.Query)) *metrics.Definitions {
	tb.Helper()
	p, err := incident.ParsePeriod(period, time.April)
	if err != nil {
		tb.Fatal(err)
	}
	q := metrics.Query{Period: p, Zone: mustZone(tb), Limits: limits()}
	for _, c := range change {
		c(&q)
	}
	d, err := metrics.CompareDefinitions(tb.Context(), s, q)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// Two years of three units; by hand, in seconds (l1, l1-shared, pagerduty, effort, ack-to-resolve):
//
//	2025-03-10 U1 A  exact        600 600 1000 600 900
//	2025-03-11 U2 B  upper-bound  100  -1  200 100 150
//	2026-03-10 U1 C  exact        300 200  700 480 650
//	2026-03-10 U1 D  approximate   60  60   -1  60  60
//	2026-03-11 U2 E  exact        200 200  500 200   -1
//	2026-03-31 U2 F  exact          7   7    7   7   7
//
// as_of is 31 March 2026 and coverage begins on 10 March 2025, so of March 2026 the days from the 10th are compared.
//
// l1 of all: 300+60+200+7 = 567, before 600+100 = 700: 567/700 − 1 = −0.19. l1-shared: 467, before 600, one unknown.
// pagerduty: 700+500+7 = 1,207, one unknown, before 1,200. effort 747, before 700. ack-to-resolve 717, one unknown, before 1,050.
func TestDefinitionsSideBySide(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59",
		alert{id: "A", at: "2025-03-10 09:00:00", unit: "U1", ack: -1, end: 60, tweak: five(incident.Exact, 600, 600, 1000, 600, 900)},
		alert{id: "B", at: "2025-03-11 09:00:00", unit: "U2", ack: -1, end: 60, tweak: five(incident.UpperBound, 100, -1, 200, 100, 150)},
		alert{id: "C", at: "2026-03-10 09:00:00", unit: "U1", ack: -1, end: 60, tweak: five(incident.Exact, 300, 200, 700, 480, 650)},
		alert{id: "D", at: "2026-03-10 10:00:00", unit: "U1", ack: -1, end: 60, tweak: five(incident.Approximate, 60, 60, -1, 60, 60)},
		alert{id: "E", at: "2026-03-11 09:00:00", unit: "U2", ack: -1, end: 60, tweak: five(incident.Exact, 200, 200, 500, 200, -1)},
		alert{id: "F", at: "2026-03-31 09:00:00", unit: "U2", ack: -1, end: 60, tweak: five(incident.Exact, 7, 7, 7, 7, 7)},
	)
	d := mustDefinitions(t, s, "2026-03")
	equal(t, "in use", d.Definition, "l1")
	equal(t, "compared", fmt.Sprint(d.Period.Compared), "[{2026-03-10 2026-03-31 }]")
	got := map[string]string{}
	for _, r := range d.Definitions {
		got[r.Unit+" "+r.Definition] = fmt.Sprintf("%d s of %d, %d unknown, %v; %d < %d %s, unknown %d < %d", r.HandlingS, r.Known, r.Unknown, r.Basis,
			r.Change.HandlingS, r.Change.PreviousHandlingS, show(r.Change.Change), r.Change.Unknown, r.Change.PreviousUnknown)
	}
	for key, want := range map[string]string{
		"* l1":              "567 s of 4, 0 unknown, {3 1 0 0}; 567 < 700 -0.19, unknown 0 < 0",
		"* l1-shared":       "467 s of 4, 0 unknown, {3 1 0 0}; 467 < 600 -0.221667, unknown 0 < 1",
		"* pagerduty":       "1207 s of 3, 1 unknown, {3 0 0 1}; 1207 < 1200 0.005833, unknown 1 < 0",
		"* effort":          "747 s of 4, 0 unknown, {3 1 0 0}; 747 < 700 0.067143, unknown 0 < 0",
		"* ack-to-resolve":  "717 s of 3, 1 unknown, {2 1 0 1}; 717 < 1050 -0.317143, unknown 1 < 0",
		"U1 l1":             "360 s of 2, 0 unknown, {1 1 0 0}; 360 < 600 -0.4, unknown 0 < 0",
		"U2 l1-shared":      "207 s of 2, 0 unknown, {2 0 0 0}; 207 < 0 null, unknown 0 < 1",
		"U2 ack-to-resolve": "7 s of 1, 1 unknown, {1 0 0 1}; 7 < 150 -0.953333, unknown 1 < 0",
	} {
		equal(t, key, got[key], want)
	}
	equal(t, "rows", len(d.Definitions), 15)
	// l1-shared of all: now C, E, F exact and D approximate, before A exact and B unknown. l1: before A exact and B an upper bound.
	equal(t, "basis of both sides, l1", fmt.Sprint(d.Definitions[0].Change.Basis, d.Definitions[0].Change.PreviousBasis), "{3 1 0 0} {1 0 1 0}")
	equal(t, "basis of both sides, l1-shared", fmt.Sprint(d.Definitions[1].Change.Basis, d.Definitions[1].Change.PreviousBasis), "{3 1 0 0} {1 0 0 1}")
	equal(t, "the first", d.Definitions[0].Unit+" "+d.Definitions[0].Definition, "* l1")

	d = mustDefinitions(t, s, "2026-03", func(q *metrics.Query) { q.Unit, q.Definition = "U1", incident.Effort })
	equal(t, "of one unit", fmt.Sprint(d.Definition, " ", len(d.Definitions), " ", d.Definitions[3].Unit, " ", d.Definitions[3].HandlingS), "effort 10 * 540")
	d = mustDefinitions(t, s, "2024-03")
	equal(t, "nothing there", fmt.Sprint(d.Definitions[0].HandlingS, d.Definitions[0].Shares, show(d.Definitions[0].Change.Change)), "0 <nil>null")
}

// Every definition's figures are those that the metrics count by it, whatever the incidents.
func TestDefinitionsAreWhatNumbersSay(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", randomAlerts(11, 1500)...)
	d := mustDefinitions(t, s, "FY2025")
	for def := range incident.Definitions {
		n := mustCompute(t, s, "FY2025", func(q *metrics.Query) { q.Definition = def })
		for _, c := range n.Change {
			for _, r := range d.Definitions {
				if r.Unit != c.Unit || r.Definition != def.String() {
					continue
				}
				equal(t, r.Unit+" "+r.Definition, fmt.Sprint(r.Change.HandlingS, r.Change.PreviousHandlingS), fmt.Sprint(c.HandlingS, c.PreviousHandlingS))
				if r.Unit == "*" {
					equal(t, "basis", r.Basis, n.Basis)
				}
			}
		}
	}
}

// Reports take the rows from Compute; where nobody asks for them there are none.
func TestComputeHasTheDefinitionsWhereAsked(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", randomAlerts(12, 300)...)
	want, err := json.Marshal(mustDefinitions(t, s, "FY2025").Definitions)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(mustCompute(t, s, "FY2025", func(q *metrics.Query) { q.Definitions = true }).Definitions)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "asked", string(got), string(want))
	equal(t, "not asked", len(mustCompute(t, s, "FY2025").Definitions), 0)
}
