package metrics_test

import (
	"fmt"
	"testing"

	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// worked is an alert that took a person s seconds.
func worked(id, day, service, title string, s int) alert {
	return alert{id: id, at: day + " 12:00:00", unit: "U1", service: service, title: title, ack: 0, end: s, person: true}
}

func ranges(rs []metrics.Range) string {
	out := ""
	for _, r := range rs {
		out += r.From[2:] + ".." + r.To[2:]
		if r.Why != "" {
			out += "(" + r.Why + ")"
		}
		out += " "
	}
	return out
}

func TestComparedDays(t *testing.T) {
	edge := []alert{worked("A", "2025-03-10", "svc", "x", 60), worked("B", "2026-03-20", "svc", "x", 90)}
	leap := []alert{worked("A", "2023-02-01", "svc", "x", 60), worked("B", "2024-02-29", "svc", "x", 90), worked("C", "2023-03-01", "svc", "x", 30)}
	for _, v := range []struct {
		name, asOf, period, compared, excluded string
		alerts                                 []alert
	}{
		{"the coverage's edges", "2026-03-20 23:59:59", "2026-03", "26-03-10..26-03-20 ", "26-03-01..26-03-09(year_before_not_covered) 26-03-21..26-03-31(after_coverage) ", edge},
		{"as of a second later", "2026-03-21 00:00:00", "2026-03", "26-03-10..26-03-21 ", "26-03-01..26-03-09(year_before_not_covered) 26-03-22..26-03-31(after_coverage) ", edge},
		{"the first month", "2026-03-20 23:59:59", "2025-03", "", "25-03-01..25-03-09(before_coverage) 25-03-10..25-03-31(year_before_not_covered) ", edge},
		{"after everything", "2026-03-20 23:59:59", "2026-05", "", "26-05-01..26-05-31(after_coverage) ", edge},
		{"29 February", "2024-03-15 12:00:00", "2024-02..2024-03", "24-02-01..24-02-28 24-03-01..24-03-15 ", "24-02-29..24-02-29(no_partner) 24-03-16..24-03-31(after_coverage) ", leap},
	} {
		n := mustCompute(t, world(t, v.asOf, v.alerts...), v.period)
		equal(t, v.name+", compared", ranges(n.Period.Compared), v.compared)
		equal(t, v.name+", excluded", ranges(n.Period.Excluded), v.excluded)
		equal(t, v.name+", complete", n.Period.PreviousComplete, v.excluded == "")
	}
	n := mustCompute(t, world(t, "2024-03-15 12:00:00", leap...), "2024-02..2024-03")
	c := changeOf(t, n, "*") // B on 29 February is not compared; A and C are what was before
	equal(t, "with 29 February", fmt.Sprint(c.HandlingS, c.PreviousHandlingS, " ", show(c.Change), " ", c.Count, c.PreviousCount), "0 90 -1 0 2")
	equal(t, "the period has it", n.Shares[0].HandlingS, 90)
}

// A kind and a project change by compared days alone. The coverage begins on 16 March 2025, so that of March 2026 the days
// from the 16th on are compared: disk took 600 s before them, which stands against nothing, and 300 s on them against 400 s.
func TestChangeOfKindsAndProjectsIsByComparedDays(t *testing.T) {
	s := world(t, "2026-03-31 23:00:00", worked("a", "2025-03-16", "A", "disk", 400), worked("b", "2026-03-05", "A", "disk", 600), worked("c", "2026-03-20", "A", "disk", 300),
		worked("d", "2026-03-05", "B", "new", 50))
	n := mustCompute(t, s, "2026-03")
	k := n.TopAlerts[0]
	equal(t, "kind", fmt.Sprint(k.Title, " ", k.HandlingS, k.PreviousHandlingS, " ", show(k.Change), " ", k.Count, k.ComparedCount, k.PreviousCount), "disk 900 400 -0.25 2 1 1")
	k = n.TopAlerts[1]
	equal(t, "kind before the compared days", fmt.Sprint(k.Title, " ", k.HandlingS, k.PreviousHandlingS, " ", show(k.Change), " ", k.Count, k.ComparedCount, k.PreviousCount), "new 50 0 null 1 0 0")
	p := n.Projects[0]
	equal(t, "project", fmt.Sprint(p.Project, " ", p.HandlingS, p.PreviousHandlingS, " ", show(p.Change)), "A 900 400 -0.25")
}

// Whole March in both years.
func partsWorld() []alert {
	return []alert{
		worked("a1", "2025-03-01", "A", "disk", 100), worked("a2", "2025-03-02", "A", "disk", 100), worked("a3", "2025-03-02", "A", "disk", 101),
		worked("a4", "2025-03-03", "A", "cpu", 50), worked("a5", "2025-03-03", "A", "cpu", 50),
		worked("a6", "2025-03-04", "B", "net", 500),
		worked("a7", "2025-03-05", "A", "up", 300), worked("a8", "2025-03-05", "A", "up", 1),
		worked("a9", "2025-03-05", "A", "down", 300), worked("aa", "2025-03-05", "A", "down", 1),

		worked("b1", "2026-03-01", "A", "disk", 100), worked("b2", "2026-03-02", "A", "disk", 100), worked("b3", "2026-03-02", "A", "disk", 100), worked("b4", "2026-03-02", "A", "disk", 100),
		worked("b5", "2026-03-03", "A", "mem", 70),
		worked("b6", "2026-03-31", "C", "x", 900),
		worked("b7", "2026-03-05", "A", "up", 400), worked("b8", "2026-03-05", "A", "up", 50), worked("b9", "2026-03-05", "A", "up", 50),
		worked("ba", "2026-03-05", "A", "down", 100),
	}
}

func TestBreakdownByHand(t *testing.T) {
	n := mustCompute(t, world(t, "2026-03-31 23:00:00", partsWorld()...), "2026-03")
	// B left: −500. C joined: +900. In A: mem is new, +70; cpu vanished, −100. disk 3 → 4 alerts of 301 s: volume 301/3 =
	// 100.33, so 100; minutes 400−301−100 = −1. up 2 → 3 of 301: 150.5, away from zero 151; minutes 500−301−151 = 48.
	// down 2 → 1: −150.5, away from zero −151; minutes 100−301+151 = −50.
	want := map[string]int64{"joined": 900, "left": -500, "new_kind": 70, "vanished_kind": -100, "volume": 100, "minutes": -3}
	equal(t, "parts", fmt.Sprint(partsOf(n, "U1")), fmt.Sprint(want))
	equal(t, "parts of all", fmt.Sprint(partsOf(n, "*")), fmt.Sprint(want))
	c := changeOf(t, n, "U1")
	equal(t, "hours", fmt.Sprint(c.HandlingS, c.PreviousHandlingS, c.ReductionS, c.Count, c.PreviousCount), "1970 1503 -467 10 10")
	equal(t, "change", show(c.Change), "0.310712") // 467/1503
	equal(t, "days", fmt.Sprintf("%.6f %.6f", c.ReductionDays, c.PersonDays), "-0.005405 -0.016215")
	equal(t, "existing", fmt.Sprint(c.Existing.HandlingS, c.Existing.PreviousHandlingS, " ", show(c.Existing.Change)), "1070 1003 0.0668")
	order := ""
	for _, p := range n.Breakdown[:6] {
		order += p.Part + " "
	}
	equal(t, "order", order, "joined left new_kind vanished_kind volume minutes ")
}

func TestChangeOfNothing(t *testing.T) {
	// 2025 has an alert that nobody worked on: the days are compared, the change from 0 is unknown, not infinite.
	quiet := alert{id: "A", at: "2025-03-01 12:00:00", unit: "U1", service: "svc", title: "x", ack: -1, end: 60}
	n := mustCompute(t, world(t, "2026-03-31 12:00:00", quiet, worked("B", "2026-03-01", "svc", "x", 60)), "2026-03")
	c := changeOf(t, n, "U1")
	equal(t, "change", show(c.Change), "null")
	equal(t, "seconds", fmt.Sprint(c.HandlingS, c.PreviousHandlingS, c.ReductionS), "60 0 -60")
	equal(t, "parts", fmt.Sprint(partsOf(n, "U1")), "map[joined:0 left:0 minutes:60 new_kind:0 vanished_kind:0 volume:0]")
	// Falling to nothing is a change of −100 %, not missing data.
	n = mustCompute(t, world(t, "2026-03-31 12:00:00", worked("A", "2025-03-01", "svc", "x", 60)), "2026-03")
	equal(t, "to nothing", show(changeOf(t, n, "U1").Change), "-1")
}

// A project that moved from one unit to another left one and joined the other; for all units together it is one project.
func TestAProjectThatMovedBetweenUnits(t *testing.T) {
	moved := worked("B", "2026-03-01", "M", "x", 90)
	moved.unit = "U2"
	n := mustCompute(t, world(t, "2026-03-31 12:00:00", worked("A", "2025-03-01", "M", "x", 60), moved), "2026-03")
	equal(t, "U1", partsOf(n, "U1")["left"], -60)
	equal(t, "U2", partsOf(n, "U2")["joined"], 90)
	equal(t, "*", fmt.Sprint(partsOf(n, "*")), "map[joined:0 left:0 minutes:30 new_kind:0 vanished_kind:0 volume:0]")
	equal(t, "existing of *", changeOf(t, n, "*").Existing.HandlingS, 90)
	equal(t, "existing of U1", changeOf(t, n, "U1").Existing.HandlingS, 0)
}

// Unknown handling time is no part of the sum, but its alert is one of n.
func TestUnknownTimeCountsInVolume(t *testing.T) {
	open := alert{id: "C", at: "2026-03-02 12:00:00", unit: "U1", service: "svc", title: "x", ack: 5, end: -1}
	n := mustCompute(t, world(t, "2026-03-31 12:00:00", worked("A", "2025-03-01", "svc", "x", 60), worked("B", "2026-03-01", "svc", "x", 60), open), "2026-03")
	// n 1 → 2 of 60 s: volume +60; minutes 60−60−60.
	equal(t, "parts", fmt.Sprint(partsOf(n, "U1")), "map[joined:0 left:0 minutes:-60 new_kind:0 vanished_kind:0 volume:60]")
}

func TestShares(t *testing.T) {
	b := worked("B", "2026-03-05", "svc", "x", 300)
	b.unit = "U2"
	c := worked("C", "2026-03-06", "svc", "x", 999)
	c.unit = ""
	c.ack, c.end, c.person = -1, 60, false
	n := mustCompute(t, world(t, "2026-03-31 12:00:00", worked("A", "2026-03-05", "svc", "x", 100), b, c, worked("Z", "2025-03-05", "svc", "x", 50)), "2026-03")
	got := []string{}
	for _, s := range n.Shares {
		got = append(got, fmt.Sprint(s.Unit, " ", s.HandlingS, " ", show(s.Share), " ", s.PreviousHandlingS, " ", show(s.PreviousShare)))
	}
	equal(t, "shares", fmt.Sprintf("%q", got), `["* 400 1 50 1" "U1 100 0.25 50 1" "U2 300 0.75 0 0" "– 0 0 0 0"]`)
}

// Per project in operation: mapped, and with an alert in the last 90 days, or from–to in the map.
func TestPerProjectInOperation(t *testing.T) {
	s := world(t, "2026-03-31 12:00:00",
		worked("A", "2025-03-01", "A", "x", 600), worked("B", "2026-03-01", "A", "x", 300), worked("C", "2026-01-01", "B", "x", 60), worked("D", "2025-12-30", "C", "x", 60),
		worked("E", "2026-03-02", "unmapped", "x", 60), worked("F", "2025-01-05", "D", "x", 60))
	from := int64(19000) // 2022
	err := s.SetMap(t.Context(), []store.MapEntry{{Service: "A", Client: "1"}, {Service: "B", Client: "2"}, {Service: "C", Client: "3"}, {Service: "D", Client: "4", FromDay: &from}})
	if err != nil {
		t.Fatal(err)
	}
	// The last compared day is 31 March 2026; 90 days up to it begin on 1 January: A and B, not C of 30 December; D is in
	// operation by the map. A year before, up to 31 March 2025: A of 1 March, D of 5 January.
	p := changeOf(t, mustCompute(t, s, "2026-03"), "*").PerProject
	equal(t, "projects", fmt.Sprint(p.Projects, p.PreviousProjects), "3 2")
	equal(t, "each", show(p.HandlingPerProjectS)+" "+show(p.PreviousHandlingPerProjectS)+" "+show(p.Change), "120 300 -0.6") // (300+60)/3, 600/2
}
