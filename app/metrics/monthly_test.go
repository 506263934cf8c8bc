package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// march is ten alerts of two units; every number below is counted from this list by hand.
func march() []alert {
	return []alert{
		{id: "A1", at: "2026-03-02 09:00:00", unit: "U1", prio: "P2", ack: 120, end: 720, person: true},               // manned, 600
		{id: "A2", at: "2026-03-02 23:30:00", unit: "U1", prio: "P2", ack: 240, end: 2040, person: true},              // manned, 1800, night, over midnight
		{id: "A3", at: "2026-03-03 05:00:00", unit: "U1", prio: "P3", ack: -1, end: 300},                              // recovered; 05:00 is no night
		{id: "A4", at: "2026-03-03 04:59:59", unit: "U1", prio: "P3", ack: -1, end: -1},                               // untouched, night
		{id: "A5", at: "2026-03-10 12:00:00", unit: "U2", ack: -1, end: 60, merged: true},                             // merged, nobody acted
		{id: "A6", at: "2026-03-10 12:00:00", unit: "U2", ack: 600, end: -1},                                          // manned, open: time unknown
		{id: "A7", at: "2026-03-31 23:59:59", unit: "U2", ack: 1, end: 61, person: true},                              // manned, 60, night, the last second of March
		{id: "A8", at: "2026-04-01 00:00:00", unit: "U2", ack: 60, end: 120, person: true},                            // April
		{id: "A9", at: "2026-03-05 10:00:00", unit: "U1", ack: -1, end: 1200, person: true},                           // manned, start unknown: 0
		{id: "A0", at: "2026-03-05 22:00:00", unit: "U1", prio: "P1", ack: 360, end: 420, person: true, merged: true}, // manned, merged, 60, night
	}
}

func describe(m metrics.Monthly) string {
	return fmt.Sprintf("n %d: manned %d auto %d untouched %d merged %d/%d open %d, %d s, ack %d/%d %s %s %s, resolve %d/%d %s %s %s manned %s, handling %s %s, night %d",
		m.Count, m.Manned, m.AutoRecovered, m.UntouchedOpen, m.Merged, m.MergedUnmanned, m.Open, m.HandlingS,
		m.AckSumS, m.AckN, show(m.MTTA), show(m.AckP50), show(m.AckP90),
		m.ResolveSumS, m.ResolveN, show(m.MTTR), show(m.ResolveP50), show(m.ResolveP90), show(m.MTTRManned), show(m.P50), show(m.P90), m.NightCount)
}

func TestMonthlyByHand(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03..2026-04")
	for _, v := range []struct{ unit, month, want string }{
		// A1 A2 A3 A4 A9 A0. Handling 600+1800+0+0+0+60. Acknowledges 120, 240, 360: median 240, p90 at rank 1.8 = 240+0.8·120.
		// Resolves without the merged A0: 300, 720, 1200, 2040: median at rank 1.5 = 960, p90 at 2.7 = 1200+0.7·840; manned
		// (720+2040+1200)/3. Handling of the manned 0, 60, 600, 1800: at rank 1.5 330, at 2.7 600+0.7·1200.
		{"U1", "2026-03", "n 6: manned 4 auto 1 untouched 1 merged 1/0 open 1, 2460 s, ack 720/3 240 240 336, resolve 4260/4 1065 960 1788 manned 1320, handling 330 1440, night 3"},
		// A5 A6 A7. Acknowledges 1, 600: p90 at rank 0.9 = 1+0.9·599. A6's time is unknown and no part of any sum.
		{"U2", "2026-03", "n 3: manned 2 auto 0 untouched 0 merged 1/1 open 1, 60 s, ack 601/2 300.5 300.5 540.1, resolve 61/1 61 61 61 manned 61, handling 60 60, night 1"},
		// Acknowledges 1 120 240 360 600: p90 at rank 3.6 = 360+0.6·240. Resolves 61 300 720 1200 2040. Handling 0 60 60 600 1800.
		{"*", "2026-03", "n 9: manned 6 auto 1 untouched 1 merged 2/1 open 2, 2520 s, ack 1321/5 264.2 240 504, resolve 4321/5 864.2 720 1704 manned 1005.25, handling 60 1320, night 4"},
		{"U2", "2026-04", "n 1: manned 1 auto 0 untouched 0 merged 0/0 open 0, 60 s, ack 60/1 60 60 60, resolve 120/1 120 120 120 manned 120, handling 60 60, night 1"},
		{"U1", "2026-04", "n 0: manned 0 auto 0 untouched 0 merged 0/0 open 0, 0 s, ack 0/0 null null null, resolve 0/0 null null null manned null, handling null null, night 0"},
	} {
		equal(t, v.unit+" "+v.month, describe(monthOf(t, n, v.unit, v.month)), v.want)
	}
	order := ""
	for _, m := range n.Monthly {
		order += m.Unit + m.Month[5:] + " "
	}
	equal(t, "order", order, "*03 *04 U103 U104 U203 U204 ")
	equal(t, "rows", n.Rows, 10)
	equal(t, "as of", n.AsOf, "2026-03-31T15:02:00Z")
}

// The period's end cuts off later months; its beginning does not cut off earlier ones.
func TestMonthsReachFromTheFirstToThePeriodsEnd(t *testing.T) {
	s := world(t, "2026-04-01 00:02:00", march()...)
	n := mustCompute(t, s, "2026-03")
	equal(t, "months of March", len(n.Monthly), 3)
	n = mustCompute(t, s, "2026-04")
	equal(t, "months of April", len(n.Monthly), 6)
	equal(t, "alerts of April", n.Basis.All(), 1)
	n = mustCompute(t, s, "2026-06") // after everything
	equal(t, "months up to June", len(n.Monthly), 6)
	equal(t, "alerts of June", n.Basis.All(), 0)
	n = mustCompute(t, s, "2025-06") // before everything
	equal(t, "months up to June 2025", len(n.Monthly), 0)
}

func TestMonthlyPriorities(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03")
	got := []string{}
	for _, p := range n.MonthlyPriority {
		if p.Unit == "U1" {
			got = append(got, fmt.Sprintf("%s:%d/%d/%d/%d", p.Priority, p.Count, p.Manned, p.AutoRecovered, p.HandlingS))
		}
	}
	// A9 has none; A0 is P1; A1 and A2 are P2; A3 and A4 are P3; nothing is P4, and it has its row all the same.
	equal(t, "U1", fmt.Sprint(got), "[:1/1/0/0 P1:1/1/0/60 P2:2/2/0/2400 P3:2/0/1/0 P4:0/0/0/0]")
}

func TestNoIncidentAtAll(t *testing.T) {
	s := mustStore(t)
	n := mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Alerts = true })
	equal(t, "rows", n.Rows, 0)
	equal(t, "months", len(n.Monthly), 0)
	equal(t, "top", len(n.TopAlerts), 0)
	equal(t, "projects", len(n.Projects), 0)
	equal(t, "sources", len(n.Quality.Sources), 0)
	equal(t, "days without", len(n.Quality.DaysWithoutIncidents), 0) // nothing is covered
	equal(t, "compared", len(n.Period.Compared), 0)
	c := changeOf(t, n, "*")
	equal(t, "change", show(c.Change), "null")
	equal(t, "share", show(n.Shares[0].Share), "null")
	for _, v := range n.SLOPeriod {
		if v.N != 0 || v.Reached != nil || v.Attainment != nil || v.WilsonLow != nil {
			t.Errorf("SLO of nothing: got %+v, want no verdict", v)
		}
	}
}

func TestOneIncident(t *testing.T) {
	n := mustCompute(t, world(t, "2026-03-02 10:00:00", march()[0]), "2026-03")
	equal(t, "month", describe(monthOf(t, n, "U1", "2026-03")),
		"n 1: manned 1 auto 0 untouched 0 merged 0/0 open 0, 600 s, ack 120/1 120 120 120, resolve 720/1 720 720 720 manned 720, handling 600 600, night 0")
	equal(t, "top share", show(n.TopAlerts[0].Share)+show(n.TopAlerts[0].CumulativeShare), "11")
	// Period: 31 days; covered is 2 March alone.
	equal(t, "days without", len(n.Quality.DaysWithoutIncidents), 1) // 1 March; days after as_of are not missing
}

// The definitions count the same alerts differently.
func TestDefinitions(t *testing.T) {
	a := alert{id: "A1", at: "2026-03-02 09:00:00", unit: "U1", ack: 100, end: 1000, person: true, more: func(in *incident.Incident) {
		in.Engaged = incident.Known(500 * time.Second)
		in.Snoozed = incident.Known(200 * time.Second)
		in.Effort = incident.Known(777 * time.Second)
	}}
	s := world(t, "2026-03-02 10:00:00", a)
	for d, want := range []int64{300, 300, 500, 777, 900} { // 500−200, the same, as given, as typed, 1000−100
		n := mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Definition = incident.Definition(d) })
		equal(t, n.Definition, monthOf(t, n, "*", "2026-03").HandlingS, want)
	}
}

func TestHeatmapIsLocal(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03")
	got := ""
	for d, row := range n.Heatmap.Count {
		for h, c := range row {
			if c > 0 {
				got += fmt.Sprintf("%d-%d:%d/%d ", d, h, c, n.Heatmap.HandlingS[d][h])
			}
		}
	}
	// 2 March 2026 is a Monday. A1 Monday 9, A2 Monday 23, A4 Tuesday 4, A3 Tuesday 5, A5 and A6 Tuesday 12, A7 Tuesday 23,
	// A9 Thursday 10, A0 Thursday 22.
	equal(t, "heat map", got, "0-9:1/600 0-23:1/1800 1-4:1/0 1-5:1/0 1-12:2/0 1-23:1/60 3-10:1/0 3-22:1/60 ")
}

func TestQuality(t *testing.T) {
	s := world(t, "2026-04-01 00:02:00", march()...)
	put(t, s, "2026-03-31 23:00:00", march()[0], alert{id: "B1", at: "2026-03-20 09:00:00", service: "other", ack: 5, end: 65, more: func(in *incident.Incident) {
		in.Urgency = "high" // P2 by rule
		in.AcknowledgedAt = incident.Known(in.TriggeredAt.Add(-1))
	}})
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "svc", Client: "C"}}); err != nil {
		t.Fatal(err)
	}
	n := mustCompute(t, s, "2026-03")
	q := n.Quality
	equal(t, "refused", q.RefusedRows, 4)      // two a file
	equal(t, "duplicates", q.DuplicateRows, 1) // A1 once more
	equal(t, "impossible", q.ImpossibleInstants, 1)
	equal(t, "open", q.Open, 2)                 // A4 A6
	equal(t, "unmapped", q.UnmappedServices, 1) // other
	equal(t, "missing", q.PrioritiesMissing, 4) // A5 A6 A7 A9
	equal(t, "by rule", q.PrioritiesByRule, 1)  // B1
	equal(t, "without hand-off time", q.WithoutHandOffTime, 10)
	equal(t, "days", len(q.DaysWithoutIncidents), 31-6) // 2, 3, 5, 10, 20, 31
	equal(t, "sources", len(q.Sources), 2)
	equal(t, "source", fmt.Sprint(q.Sources[0]), "{a.csv ab 2026-04-01T15:02:00Z 12 0}")
	// Exact: A3 A4 A5 and B1, whose acknowledge was impossible and which nobody resolved by name; approximate A9; upper bound
	// A1 A2 A7 A0; unknown A6.
	equal(t, "basis", fmt.Sprint(n.Basis), "{4 1 4 1}")
}
