package metrics_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

func mustExclude(tb testing.TB, s *store.Store, entries ...store.Exclusion) {
	tb.Helper()
	if err := s.SetExclusions(tb.Context(), entries, time.Unix(0, 0)); err != nil {
		tb.Fatal(err)
	}
}

// window is an exclusion of a service from ≤ t < until, local.
func window(tb testing.TB, service, from, until, reason string) store.Exclusion {
	tb.Helper()
	f, u := mustTime(tb, from).Unix(), mustTime(tb, until).Unix()
	return store.Exclusion{Service: service, FromAt: &f, UntilAt: &u, Reason: reason}
}

// 33 of P2 with one miss: 32/33 = 0.969697, allowed ⌊33·0.03⌋ = 0. Without the miss 32/32, without one that met 31/32.
func TestExclusionsChangeTheVerdict(t *testing.T) {
	alerts := []alert{}
	for i := range 33 {
		end := 60
		if i == 0 {
			end = 1801
		}
		alerts = append(alerts, alert{id: fmt.Sprint("P", i), at: "2026-03-02 12:00:00", unit: "U1", prio: "P2", ack: 1, end: end, person: true})
	}
	s := world(t, asOfSLO, alerts...)
	show := func() string {
		n := mustCompute(t, s, "2026-03")
		o := sloOf(t, n, "*", "P2")
		equal(t, "of the unit", sloOf(t, n, "U1", "P2").N, o.N)
		equal(t, "of the project", n.Projects[0].SLON, o.N)
		return fmt.Sprint(o.Met, "/", o.N, " ", show(o.Attainment), ", allowed ", *o.AllowedMisses, ", reached ", *o.Reached, ", misses ", len(n.Misses), ", excluded ", n.SLOLeftOut.Excluded, ", listed ", len(n.Excluded))
	}
	before := mustCompute(t, s, "2026-03")
	equal(t, "nothing excluded", show(), "32/33 0.969697, allowed 0, reached false, misses 1, excluded 0, listed 0")
	mustExclude(t, s, store.Exclusion{IncidentID: "P0", Reason: "計画停止"})
	equal(t, "the miss excluded", show(), "32/32 1, allowed 0, reached true, misses 0, excluded 1, listed 1")
	after := mustCompute(t, s, "2026-03")
	mustExclude(t, s, store.Exclusion{IncidentID: "P5", Reason: "試験"})
	equal(t, "one that met excluded", show(), "31/32 0.96875, allowed 0, reached false, misses 1, excluded 1, listed 1")
	mustExclude(t, s, window(t, "*", "2026-03-02 00:00:00", "2026-03-03 00:00:00", "全停止"))
	n := mustCompute(t, s, "2026-03")
	equal(t, "all excluded", sloOf(t, n, "*", "P2").N, 0)
	equal(t, "no verdict", sloOf(t, n, "*", "P2").Reached == nil, true)
	equal(t, "all listed", len(n.Excluded), 33)

	// Exclusions touch only the SLO.
	for _, v := range []struct {
		what        string
		before, now any
	}{
		{"monthly", before.Monthly, after.Monthly}, {"priorities", before.MonthlyPriority, after.MonthlyPriority}, {"basis", before.Basis, after.Basis},
		{"change", before.Change, after.Change}, {"shares", before.Shares, after.Shares}, {"breakdown", before.Breakdown, after.Breakdown},
		{"alert kinds", before.TopAlerts, after.TopAlerts}, {"heat map", before.Heatmap, after.Heatmap}, {"quality", before.Quality, after.Quality},
	} {
		if !reflect.DeepEqual(v.before, v.now) {
			t.Errorf("%s: got %+v, want it as without exclusions, %+v", v.what, v.now, v.before)
		}
	}
}

// Maintenance of 22:00 to midnight: 22:00:00 and 23:59:59 are in it.
func TestExclusionsWindow(t *testing.T) {
	s := world(t, asOfSLO,
		alert{id: "A", at: "2026-03-02 21:59:59", prio: "P2", ack: 1, end: 60, person: true},
		alert{id: "B", at: "2026-03-02 22:00:00", prio: "P2", ack: 1, end: 9000, person: true},
		alert{id: "C", at: "2026-03-02 23:59:59", prio: "P2", ack: 1, end: 60, person: true},
		alert{id: "D", at: "2026-03-03 00:00:00", prio: "P2", ack: 1, end: 9000, person: true},
		alert{id: "E", at: "2026-03-02 22:30:00", prio: "P2", ack: 1, end: 60, person: true, service: "other"},
	)
	mustExclude(t, s, window(t, "sv*", "2026-03-02 22:00:00", "2026-03-03 00:00:00", "計画停止"))
	n := mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Alerts = true })
	got := ""
	for _, a := range n.Alerts {
		got += a.ID + ":" + a.SLO + " "
	}
	equal(t, "verdicts", got, "A:met B:excluded E:met C:excluded D:missed ")
	o := sloOf(t, n, "*", "P2")
	equal(t, "members", fmt.Sprint(o.Met, "/", o.N), "2/3")
}

// Whatever else would leave an alert out, that it was agreed comes first.
func TestExcludedComesBeforeEveryReason(t *testing.T) {
	for name, a := range map[string]alert{
		"merged":       {prio: "P2", ack: 5, end: 10, person: true, merged: true},
		"straight":     {prio: "P2", ack: 5, end: 10, person: true, tweak: func(f *incident.Facts) { f.StraightToL2 = true }},
		"no priority":  {ack: 5, end: 10, person: true},
		"no limit":     {prio: "P9", ack: 5, end: 10, person: true},
		"open":         {prio: "P2", ack: 5, end: -1},
		"by itself":    {prio: "P2", ack: -1, end: 9000},
		"met":          {prio: "P2", ack: 5, end: 10, person: true},
		"missed":       {prio: "P2", ack: 5, end: 9000, person: true},
		"of no reason": {prio: "P2", ack: -1, end: -1},
	} {
		a.id, a.at = "A", "2026-03-02 12:00:00"
		s := world(t, asOfSLO, a)
		mustExclude(t, s, store.Exclusion{IncidentID: "A", Reason: "r"})
		n := mustCompute(t, s, "2026-03")
		equal(t, name, fmt.Sprintf("%+v", n.SLOLeftOut), fmt.Sprintf("%+v", metrics.LeftOut{Excluded: 1}))
		equal(t, name+", listed", len(n.Excluded), 1)
	}
}

// The list is the period's and the scope's, oldest first, with the first reason that holds.
func TestExcludedList(t *testing.T) {
	number := func(in *incident.Incident) { in.Number = incident.Known[int64](7) }
	s := world(t, asOfSLO,
		alert{id: "PB", at: "2026-03-05 12:00:00", unit: "U1", service: "suzuki", prio: "P2", ack: 1, end: 9000, person: true, title: "=cmd </script>"},
		alert{id: "PA", at: "2026-03-04 12:00:00", unit: "U2", service: "yamada", ack: 1, end: 60, person: true, more: number},
		alert{id: "PC", at: "2026-02-28 12:00:00", unit: "U1", service: "suzuki", prio: "P2", ack: 1, end: 60, person: true}, // not of March
	)
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "suzuki", Client: "鈴木", Project: "物流"}, {Service: "yamada", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	mustExclude(t, s, store.Exclusion{IncidentID: "PB", Reason: "試験"}, window(t, "*", "2026-01-01 00:00:00", "2027-01-01 00:00:00", "全停止"))
	list := func(change ...func(*metrics.Query)) string {
		got := []string{}
		n := mustCompute(t, s, "2026-03", change...)
		for _, e := range n.Excluded {
			no := "null"
			if e.Number != nil {
				no = fmt.Sprint(*e.Number)
			}
			got = append(got, fmt.Sprint(e.ID, " ", no, " ", e.Title, " ", e.Unit, " ", e.Client, " ", e.Project, " ", e.Priority, " ", e.TriggeredAt, " ", e.Reason))
		}
		equal(t, "as many as are left out", int64(len(got)), n.SLOLeftOut.Excluded)
		return fmt.Sprintf("%q", got)
	}
	a, b := "PA 7 disk full U2 山田 yamada  2026-03-04T03:00:00Z 全停止", "PB null =cmd </script> U1 鈴木 物流 P2 2026-03-05T03:00:00Z 試験"
	equal(t, "all", list(), fmt.Sprintf("%q", []string{a, b}))
	equal(t, "one client's", list(func(q *metrics.Query) { q.Client = "鈴木" }), fmt.Sprintf("%q", []string{b}))
	equal(t, "one unit's", list(func(q *metrics.Query) { q.Unit = "U2" }), fmt.Sprintf("%q", []string{a}))
	equal(t, "nobody's", list(func(q *metrics.Query) { q.Client = "佐藤" }), "[]")
}
