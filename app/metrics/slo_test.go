package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// asOfSLO is when the data of the table below end.
const asOfSLO = "2026-03-31 12:00:00"

// What the SLO makes of each of these alerts.
func TestMembershipByReason(t *testing.T) {
	timedOut := func(f *incident.Facts) {
		f.Completion, f.HandOffBy, f.CompletionOK = incident.TimedOut, "timeout", false
		f.ToCompletion = incident.Opt[time.Duration]{}
	}
	handed := func(seconds int, by string, act bool) func(*incident.Facts) {
		return func(f *incident.Facts) {
			f.Completion, f.CompletionOK, f.ToCompletion = incident.HandedToL2, true, incident.Known(time.Duration(seconds)*time.Second)
			f.HandOffBy, f.HumanAct = by, act
		}
	}
	l2 := func(in *incident.Incident) { in.Policy = "L2" }
	cases := []struct {
		name string
		a    alert
		want string
	}{
		{"exactly on the limit", alert{prio: "P2", ack: 60, end: 1800, person: true}, "met"},
		{"a second over it", alert{prio: "P2", ack: 60, end: 1801, person: true}, "missed"},
		{"at once", alert{prio: "P1", ack: 0, end: 0, person: true}, "met"},
		{"P3 has 45 minutes", alert{prio: "P3", ack: 60, end: 2700, person: true}, "met"},
		{"and no second more", alert{prio: "P3", ack: 60, end: 2701, person: true}, "missed"},
		{"resolved by a person who never acknowledged", alert{prio: "P2", ack: -1, end: 1800, person: true}, "met"},
		{"merged before all else", alert{ack: 5, end: 10, person: true, merged: true}, "merged"},
		{"straight to the second line", alert{prio: "P2", ack: 5, end: 10, person: true, tweak: func(f *incident.Facts) { f.StraightToL2 = true }}, "straight_to_l2"},
		{"merged comes before straight", alert{merged: true, ack: 5, end: 10, tweak: func(f *incident.Facts) { f.StraightToL2 = true }}, "merged"},
		{"no priority", alert{ack: 5, end: 10, person: true}, "no_priority"},
		{"no priority, open for ever", alert{ack: 5, end: -1}, "no_priority"},
		{"no limit", alert{prio: "P9", ack: 5, end: 10, person: true}, "no_limit"},
		{"open, exactly on the limit", alert{prio: "P3", at: "2026-03-31 11:15:00", ack: 5, end: -1}, "open_within_limit"},
		{"open, a second over", alert{prio: "P3", at: "2026-03-31 11:14:59", ack: 5, end: -1}, "missed"},
		{"untouched, a second over", alert{prio: "P3", at: "2026-03-31 11:14:59", ack: -1, end: -1}, "missed"},
		{"recovered by itself in time", alert{prio: "P2", ack: -1, end: 10}, "without_person"},
		{"recovered by itself late", alert{prio: "P2", ack: -1, end: 5000}, "without_person"},
		{"acknowledged after it recovered", alert{prio: "P2", ack: 20, end: 10}, "without_person"},
		{"policy of the second line", alert{prio: "P2", ack: 5, end: 10, person: true, more: l2}, "unknown_completion"},
		{"policy of the second line, open late", alert{prio: "P2", ack: 5, end: -1, more: l2}, "missed"},
		{"timed out to the second line", alert{prio: "P2", ack: -1, end: -1, tweak: timedOut}, "missed"},
		{"timed out a minute ago", alert{prio: "P2", at: "2026-03-31 11:59:00", ack: -1, end: -1, tweak: timedOut}, "missed"},
		{"timed out, resolved by them soon", alert{prio: "P2", ack: -1, end: 900, person: true, tweak: timedOut}, "missed"},
		{"handed over in time, still open", alert{prio: "P2", ack: 5, end: -1, tweak: handed(600, "hand", true)}, "met"},
		{"handed over late", alert{prio: "P2", ack: 5, end: 9000, tweak: handed(1801, "hand", true)}, "missed"},
		{"handed over by machines, resolved later", alert{prio: "P2", ack: -1, end: 9000, tweak: handed(60, "automation", false)}, "without_person"},
		{"handed over by machines, still open late", alert{prio: "P2", ack: -1, end: -1, tweak: handed(60, "automation", false)}, "missed"},
		{"handed over by machines a minute ago", alert{prio: "P2", at: "2026-03-31 11:59:00", ack: -1, end: -1, tweak: handed(5, "automation", false)}, "open_within_limit"},
	}
	alerts := []alert{}
	for i, v := range cases {
		v.a.id = fmt.Sprintf("P%02d", i)
		if v.a.at == "" {
			v.a.at = "2026-03-02 12:00:00"
		}
		alerts = append(alerts, v.a)
	}
	n := mustCompute(t, world(t, asOfSLO, alerts...), "2026-03", func(q *metrics.Query) { q.Alerts = true })
	got := map[string]string{}
	for _, a := range n.Alerts {
		got[a.ID] = a.SLO
	}
	missed := map[string]bool{}
	for _, m := range n.Misses {
		missed[m.ID] = true
		if (m.CompletionKind == "timed_out" || m.CompletionKind == "open") != (m.ToCompletionS == nil) {
			t.Errorf("%s: got completion %v of kind %s", m.ID, m.ToCompletionS, m.CompletionKind)
		}
	}
	count := map[string]int64{}
	for i, v := range cases {
		id := alerts[i].id
		count[v.want]++
		equal(t, v.name, got[id], v.want)
		equal(t, v.name+", among the misses", missed[id], v.want == "missed")
	}
	var members, met int64
	for _, s := range n.SLOPeriod {
		if s.Unit == "*" {
			members += s.N
			met += s.Met
		}
	}
	equal(t, "members", members, count["met"]+count["missed"])
	equal(t, "met", met, count["met"])
	o := n.SLOLeftOut
	equal(t, "left out", o, metrics.LeftOut{
		Merged: count["merged"], StraightToL2: count["straight_to_l2"], NoPriority: count["no_priority"], NoLimit: count["no_limit"],
		OpenWithinLimit: count["open_within_limit"], WithoutPerson: count["without_person"], UnknownCompletion: count["unknown_completion"],
		WithoutPersonAfterLimit: 1,
	})
}

func leftOut(n *metrics.Numbers) int64 {
	o := n.SLOLeftOut
	return o.Excluded + o.Merged + o.StraightToL2 + o.NoPriority + o.NoLimit + o.OpenWithinLimit + o.WithoutPerson + o.UnknownCompletion
}

// P1: 33 with one miss; P2: 34 with one miss; P3: 100 with four; P4 without a goal.
func TestGoals(t *testing.T) {
	alerts := []alert{}
	add := func(prio string, n, missed int) {
		for i := range n {
			end := 60
			if i < missed {
				end = 7200
			}
			alerts = append(alerts, alert{id: fmt.Sprint(prio, "-", i), at: "2026-03-02 12:00:00", unit: "U1", prio: prio, ack: 1, end: end, person: true})
		}
	}
	add("P1", 33, 1)
	add("P2", 34, 1)
	add("P3", 100, 4)
	add("P4", 10, 5)
	n := mustCompute(t, world(t, asOfSLO, alerts...), "2026-03", func(q *metrics.Query) {
		goal := 9700
		q.Limits = append(q.Limits, metrics.Limit{Priority: "P5", Limit: time.Hour, GoalBP: &goal})
	})
	verdict := func(s metrics.SLO) string {
		reached, allowed := "null", "null"
		if s.Reached != nil {
			reached = fmt.Sprint(*s.Reached)
		}
		if s.AllowedMisses != nil {
			allowed = fmt.Sprint(*s.AllowedMisses)
		}
		return fmt.Sprint(s.Met, "/", s.N, " ", show(s.Attainment), " of ", show(s.Goal), ", allowed ", allowed, ", reached ", reached)
	}
	for p, want := range map[string]string{
		"P1": "32/33 0.969697 of 0.97, allowed 0, reached false", // ⌊0.99⌋
		"P2": "33/34 0.970588 of 0.97, allowed 1, reached true",  // ⌊1.02⌋
		"P3": "96/100 0.96 of 0.97, allowed 3, reached false",
		"P4": "5/10 0.5 of null, allowed null, reached null",
		"P5": "0/0 null of 0.97, allowed 0, reached null",
	} {
		equal(t, p, verdict(sloOf(t, n, "*", p)), want)
		equal(t, p+" of U1", verdict(sloOf(t, n, "U1", p)), want)
	}
	equal(t, "misses", len(n.Misses), 11)
	s := sloOf(t, n, "*", "P5")
	equal(t, "interval of nothing", show(s.WilsonLow)+show(s.WilsonHigh), "nullnull")
}

// Client 鈴木 agreed on 10 minutes for P3 and a goal of 90 %; P1 is its own alone.
func TestClientLimits(t *testing.T) {
	alerts := []alert{
		{id: "A", at: "2026-03-02 12:00:00", service: "suzuki", prio: "P3", ack: 1, end: 600, person: true},
		{id: "B", at: "2026-03-02 12:00:00", service: "suzuki", prio: "P3", ack: 1, end: 601, person: true},
		{id: "C", at: "2026-03-02 12:00:00", service: "yamada", prio: "P3", ack: 1, end: 601, person: true},
		{id: "D", at: "2026-03-02 12:00:00", service: "suzuki", prio: "P7", ack: 1, end: 30, person: true},
		{id: "E", at: "2026-03-02 12:00:00", service: "yamada", prio: "P7", ack: 1, end: 30, person: true},
	}
	s := world(t, asOfSLO, alerts...)
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "suzuki", Client: "鈴木"}, {Service: "yamada", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	goal := 9000
	own := func(q *metrics.Query) {
		q.Alerts = true
		q.Limits = append(q.Limits, metrics.Limit{Client: "鈴木", Priority: "P3", Limit: 10 * time.Minute, GoalBP: &goal}, metrics.Limit{Client: "鈴木", Priority: "P7", Limit: time.Minute})
	}
	n := mustCompute(t, s, "2026-03", own)
	got := ""
	for _, a := range n.Alerts {
		got += a.ID + ":" + a.SLO + " "
	}
	equal(t, "each by its client's limit", got, "A:met B:missed C:met D:met E:no_limit ")
	equal(t, "the sum by the workspace's goal", show(sloOf(t, n, "*", "P3").Goal), "0.97")
	equal(t, "its limit in the miss", n.Misses[0].LimitS, 600)
	n = mustCompute(t, s, "2026-03", own, func(q *metrics.Query) { q.Client = "鈴木" })
	equal(t, "the client's goal", show(sloOf(t, n, "*", "P3").Goal), "0.9")
	equal(t, "the client's alerts", sloOf(t, n, "*", "P3").N, 2)
	n = mustCompute(t, s, "2026-03", own, func(q *metrics.Query) { q.Client = "山田" })
	equal(t, "another client's goal", show(sloOf(t, n, "*", "P3").Goal), "0.97")
	equal(t, "another client's alerts", n.Rows, 2)
}

func TestMissesInOrder(t *testing.T) {
	number := func(in *incident.Incident) { in.Number = incident.Known[int64](7) }
	n := mustCompute(t, world(t, asOfSLO,
		alert{id: "PC", at: "2026-03-05 12:00:00", unit: "U1", prio: "P2", ack: 1, end: 9000, person: true},
		alert{id: "PB", at: "2026-03-05 12:00:00", unit: "U1", prio: "P2", ack: 1, end: -1, title: "=cmd </script>"},
		alert{id: "#7", at: "2026-03-04 12:00:00", unit: "U1", prio: "P2", ack: 1, end: 1900, person: true, more: number},
		alert{id: "PA", at: "2026-02-28 12:00:00", unit: "U1", prio: "P2", ack: 1, end: 9000, person: true}, // not of March
	), "2026-03", func(q *metrics.Query) { q.Subdomain = "example" })
	got := []string{}
	for _, m := range n.Misses {
		took, url, number := "null", "null", "null"
		if m.ToCompletionS != nil {
			took = fmt.Sprint(*m.ToCompletionS)
		}
		if m.URL != nil {
			url = *m.URL
		}
		if m.Number != nil {
			number = fmt.Sprint(*m.Number)
		}
		got = append(got, fmt.Sprint(m.ID, " ", number, " ", m.TriggeredAt, " ", took, " ", m.CompletionKind, " ", m.LimitS, " ", m.Title, " ", url))
	}
	want := []string{
		"#7 7 2026-03-04T03:00:00Z 1900 resolved_by_l1 1800 disk full null", // a number alone has no page
		"PB null 2026-03-05T03:00:00Z null open 1800 =cmd </script> https://example.pagerduty.com/incidents/PB",
		"PC null 2026-03-05T03:00:00Z 9000 resolved_by_l1 1800 disk full https://example.pagerduty.com/incidents/PC",
	}
	equal(t, "misses", fmt.Sprintf("%q", got), fmt.Sprintf("%q", want))
}
