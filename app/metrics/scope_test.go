package metrics_test

import (
	"fmt"
	"testing"

	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

func TestTopAlertsByTimeThenTitle(t *testing.T) {
	auto := alert{id: "Z", at: "2026-03-09 12:00:00", title: "a quiet one", ack: -1, end: 60}
	n := mustCompute(t, world(t, "2026-03-31 12:00:00",
		worked("A", "2026-03-01", "svc", "beta", 100), worked("B", "2026-03-01", "svc", "Alpha", 100), worked("C", "2026-03-01", "svc", "あ", 100),
		worked("D", "2026-03-01", "other", "big 12", 150), worked("E", "2026-03-01", "svc", "big 99", 50), auto,
		worked("F", "2025-03-01", "svc", "big 5", 70), worked("G", "2025-03-02", "svc", "gone", 70)), "2026-03")
	got := []string{}
	for _, k := range n.TopAlerts {
		got = append(got, fmt.Sprint(k.Rank, " ", k.Title, " ", k.Count, "/", k.Manned, " ", k.HandlingS, " ", show(k.Share), " ", show(k.CumulativeShare), " before ", k.PreviousCount, "/", k.PreviousHandlingS))
	}
	want := []string{
		"1 big <n> 2/2 200 0.4 0.4 before 1/70", "2 Alpha 1/1 100 0.2 0.6 before 0/0", "3 beta 1/1 100 0.2 0.8 before 0/0", "4 あ 1/1 100 0.2 1 before 0/0",
		"5 a quiet one 1/0 0 0 1 before 0/0",
	}
	equal(t, "top alerts", fmt.Sprintf("%q", got), fmt.Sprintf("%q", want))
	equal(t, "id", len(n.TopAlerts[0].KindID), 12)
}

func TestTopAlertsAreFifty(t *testing.T) {
	alerts := []alert{}
	for i := range 60 {
		alerts = append(alerts, worked(fmt.Sprint("A", i), "2026-03-01", "svc", "kind "+string(rune('a'+i%26))+string(rune('a'+i/26)), 100+i))
	}
	n := mustCompute(t, world(t, "2026-03-31 12:00:00", alerts...), "2026-03")
	equal(t, "kinds", len(n.TopAlerts), 50)
	last := n.TopAlerts[49]
	equal(t, "the last", last.HandlingS, 110) // 159 down to 110
	// 60 values 100 … 159 sum to 7770; the ten left out 100 … 109 to 1045.
	equal(t, "their share", show(last.CumulativeShare), "0.865508")
}

func TestProjectsWithZeros(t *testing.T) {
	s := world(t, "2026-03-31 12:00:00",
		alert{id: "A", at: "2026-03-02 12:00:00", unit: "U1", service: "shop-web", prio: "P2", ack: 60, end: 660, person: true},
		alert{id: "B", at: "2026-03-03 12:00:00", unit: "U1", service: "shop-db", prio: "P2", ack: 120, end: 1920, person: true},
		alert{id: "C", at: "2026-03-03 12:00:00", unit: "U1", service: "shop-db", prio: "P4", ack: -1, end: 40},
		alert{id: "D", at: "2025-03-03 12:00:00", unit: "U1", service: "shop-db", prio: "P2", ack: 0, end: 100, person: true},
		alert{id: "E", at: "2025-06-03 12:00:00", unit: "U2", service: "old", prio: "P2", ack: 0, end: 100, person: true})
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "shop-*", Project: "Shop", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	n := mustCompute(t, s, "2026-03")
	got := []string{}
	for _, p := range n.Projects {
		got = append(got, fmt.Sprint(p.Client, "/", p.Project, "/", p.Unit, " ", p.Services, " ", p.Count, "/", p.Manned, " ", p.HandlingS, " before ", p.PreviousCount, "/", p.PreviousHandlingS,
			" ", show(p.MTTA), " ", show(p.MTTR), " ", p.SLOMet, "/", p.SLON))
	}
	want := []string{
		"old/old/U2 [old] 0/0 0 before 0/0 null null 0/0", // only in June: a row of zeros
		// Handling 600+1800; MTTA (60+120)/2; MTTR (660+1920+40)/3; members A and B, B late; C recovered by itself.
		"山田/Shop/U1 [shop-db shop-web] 3/2 2400 before 1/100 90 873.333333 1/2",
	}
	equal(t, "projects", fmt.Sprintf("%q", got), fmt.Sprintf("%q", want))
}

// A scope counts its own alerts; as_of and the coverage stay the workspace's.
func TestScopes(t *testing.T) {
	a := worked("A", "2025-03-01", "svc", "x", 60)
	b := worked("B", "2026-03-05", "other", "x", 90)
	b.unit = "U2"
	s := world(t, "2026-03-20 12:00:00", a, b)
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "other", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	for _, v := range []struct {
		unit, client string
		rows         int64
		units        string
	}{{"", "", 2, "* U1 U2 "}, {"U1", "", 1, "* U1 "}, {"", "山田", 1, "* U2 "}, {"U2", "山田", 1, "* U2 "}, {"U1", "山田", 0, "* "}, {"nobody", "", 0, "* "}} {
		n := mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Unit, q.Client = v.unit, v.client })
		name := "unit " + v.unit + ", client " + v.client
		units := ""
		for _, c := range n.Change {
			units += c.Unit + " "
		}
		equal(t, name+", rows", n.Rows, v.rows)
		equal(t, name+", units", units, v.units)
		equal(t, name+", as of", n.AsOf, "2026-03-20T03:00:00Z")
		equal(t, name+", compared", ranges(n.Period.Compared), "26-03-01..26-03-20 ")
		equal(t, name+", months", len(n.Monthly), 13*(len(n.Change)))
	}
}

// The map's unit goes before the team.
func TestUnitsByTheMap(t *testing.T) {
	s := world(t, "2026-03-20 12:00:00", worked("A", "2026-03-01", "svc", "x", 60), alert{id: "B", at: "2026-03-02 00:00:00", service: "bare", ack: -1, end: 5})
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "svc", Unit: "第一"}}); err != nil {
		t.Fatal(err)
	}
	n := mustCompute(t, s, "2026-03")
	equal(t, "第一", monthOf(t, n, "第一", "2026-03").Count, 1)
	equal(t, "no team", monthOf(t, n, "–", "2026-03").Count, 1)
}

// What people agreed out of the SLO is out of the SLO alone: it stays an alert, keeps its seconds, and stands with its reason.
func TestExcludedAlerts(t *testing.T) {
	s := world(t, "2026-04-01 00:02:00", march()...)
	err := s.SetExclusions(t.Context(), []store.Exclusion{{IncidentID: "A2", Reason: "計画停止"}, {IncidentID: "A0", Reason: "試験"}}, mustTime(t, "2026-04-01 00:00:00"))
	if err != nil {
		t.Fatal(err)
	}
	n := mustCompute(t, s, "2026-03")
	equal(t, "left out", n.SLOLeftOut.Excluded, 2) // A0 is merged too: excluded comes first
	equal(t, "merged", n.SLOLeftOut.Merged, 1)     // A5
	equal(t, "P2", sloOf(t, n, "*", "P2").N, 1)    // A1; A2 took 2,040 s and would be a miss
	equal(t, "misses", len(n.Misses), 1)           // A4 is open
	equal(t, "handling", monthOf(t, n, "*", "2026-03").HandlingS, 2520)
	got := ""
	for _, e := range n.Excluded {
		got += e.ID + ":" + e.Reason + " "
	}
	equal(t, "listed", got, "A2:計画停止 A0:試験 ")
	invariants(t, "excluded", mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Alerts = true }))
}

// The alerts behind the numbers, oldest first.
func TestAlertsOfThePeriod(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03", func(q *metrics.Query) { q.Alerts = true })
	got := ""
	handling, known := int64(0), int64(0)
	for _, a := range n.Alerts {
		got += a.ID + " "
		if a.Handling != nil {
			handling += *a.Handling
			known++
		}
	}
	equal(t, "ids", got, "A1 A2 A4 A3 A9 A0 A5 A6 A7 ")
	equal(t, "handling", handling, monthOf(t, n, "*", "2026-03").HandlingS)
	equal(t, "known", known, 8)
	n = mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03")
	if n.Alerts == nil || len(n.Alerts) != 0 {
		t.Errorf("not asked for: got %v, want an empty list", n.Alerts)
	}
}
