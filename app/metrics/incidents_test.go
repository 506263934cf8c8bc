package metrics_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

func mustFacts(tb testing.TB, s *store.Store, period string, change ...func(*metrics.Query)) []metrics.Fact {
	tb.Helper()
	p, err := incident.ParsePeriod(period, time.April)
	if err != nil {
		tb.Fatal(err)
	}
	q := metrics.Query{Period: p, Zone: mustZone(tb), Limits: limits()}
	for _, c := range change {
		c(&q)
	}
	out := []metrics.Fact{}
	err = metrics.EachFact(tb.Context(), s, q, func(f *metrics.Fact) error { out = append(out, *f); return nil })
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// An alert of P2 (limit 30 min), acknowledged after 60 s, handed over by hand after 1,200 s, resolved by another person after
// 10,800 s: completion at 09:20, met. 09:00 in Tokyo is midnight in UTC.
func TestFactOfAHandOff(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", alert{
		id: "P1", at: "2026-03-02 09:00:00", unit: "U1", title: "disk 1 full", prio: "P2", ack: 60, end: 10800, person: true,
		tweak: func(f *incident.Facts) {
			f.HandOffBy, f.ToHandOff = "hand", incident.Known(1200*time.Second)
			f.Completion, f.ToCompletion, f.ResolvedBy = incident.HandedToL2, incident.Known(1200*time.Second), "other_person"
			f.AutomationActed, f.Reopened, f.ReopenedIn = true, true, true
			five(incident.Exact, 1140, 1140, 20040, 1140, 10740)(f)
			f.Flags = incident.FlagRanOn
		},
		more: func(in *incident.Incident) { in.Number = incident.Known(int64(7)) },
	})
	facts := mustFacts(t, s, "2026-03")
	if len(facts) != 1 {
		t.Fatalf("got %d facts, want 1", len(facts))
	}
	facts[0].KindID = ""
	body, err := json.Marshal(facts[0])
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "fact", string(body), `{"id":"P1","account":"default","number":7,"title":"disk 1 full","kind_id":"","unit":"U1","client":"svc","project":"svc",`+
		`"service":"svc","priority":"P2","priority_by":"pagerduty","triggered_at":"2026-03-02T00:00:00Z","acknowledged_at":"2026-03-02T00:01:00Z",`+
		`"acknowledged_by":null,"hand_off":{"at":"2026-03-02T00:20:00Z","by":"hand"},"resolved_at":"2026-03-02T03:00:00Z","resolved_by":"other_person",`+
		`"completion":{"at":"2026-03-02T00:20:00Z","kind":"handed_to_l2"},"to_completion_s":1200,"handling":{"l1":{"s":1140,"basis":"exact"},`+
		`"l1-shared":{"s":1140,"basis":"exact"},"pagerduty":{"s":20040,"basis":"exact"},"effort":{"s":1140,"basis":"exact"},"ack-to-resolve":{"s":10740,"basis":"exact"}},`+
		`"manned":true,"handled":"both","straight_to_l2":false,"reopened":true,"reopened_within_60_min":true,`+
		`"slo":{"member":true,"met":true,"left_out":null,"limit_s":1800},"flags":["ran_on"],"source":["a.csv"]}`)
}

// t0 is the first trigger of the timeline where the record says a later one: in the facts, the misses, the alerts and the list of
// exclusions alike, and the spans count from it.
func TestOneTrigger(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", alert{id: "P1", at: "2026-03-02 09:00:30", prio: "P2", ack: 60, end: 1801, person: true,
		tweak: func(f *incident.Facts) { f.Earlier = 30 * time.Second }})
	const want = "2026-03-02T00:00:00Z"
	facts, n := mustFacts(t, s, "2026-03"), mustCompute(t, s, "2026-03")
	equal(t, "facts", len(facts), 1)
	equal(t, "misses", len(n.Misses), 1)
	equal(t, "in the facts", facts[0].TriggeredAt, want)
	equal(t, "in the misses", n.Misses[0].TriggeredAt, want)
	equal(t, "its resolve", *facts[0].ResolvedAt, "2026-03-02T00:30:01Z")
	mustExclude(t, s, window(t, "svc", "2026-03-02 09:00:00", "2026-03-02 09:00:01", "r"))
	equal(t, "excluded at its trigger", len(mustCompute(t, s, "2026-03").Excluded), 1)
	mustExclude(t, s, window(t, "svc", "2026-03-02 09:00:01", "2026-03-02 09:10:00", "r"))
	equal(t, "excluded behind it", len(mustCompute(t, s, "2026-03").Excluded), 0)
}

// What the SLO makes of them, and who handled them: in the order of their triggers, then of their ids.
func TestFactsInOrder(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59",
		alert{id: "Z", at: "2026-03-02 09:00:00", prio: "P2", ack: 60, end: 1801, person: true},
		alert{id: "B", at: "2026-03-02 09:00:01", prio: "P2", ack: -1, end: 30},
		alert{id: "A", at: "2026-03-02 09:00:01", prio: "", ack: 60, end: -1},
		alert{id: "C", at: "2026-03-01 09:00:00", prio: "P2", ack: -1, end: 30, merged: true},
		alert{id: "D", at: "2026-03-31 23:50:00", prio: "P2", ack: 60, end: -1},
		alert{id: "E", at: "2026-03-05 00:00:00", prio: "P2", ack: 60, end: 120, unit: "other"},
		alert{id: "F", at: "2026-02-28 23:59:59", prio: "P2", ack: 60, end: 120},
		alert{id: "X", at: "2026-03-04 00:00:00", prio: "P2", ack: 60, end: 120, person: true},
	)
	mustExclude(t, s, store.Exclusion{IncidentID: "X", Reason: "計画停止"})
	line := func(f metrics.Fact) string {
		slo := "–"
		if f.SLO.LeftOut != nil {
			slo = *f.SLO.LeftOut
		}
		if f.SLO.Excluded != nil {
			slo += " " + *f.SLO.Excluded
		}
		if f.SLO.Met != nil {
			slo = fmt.Sprint(*f.SLO.Met)
		}
		return fmt.Sprint(f.ID, " ", slo, " ", f.Handled, " ", f.Completion.Kind)
	}
	lines := func(facts []metrics.Fact) string {
		out := []string{}
		for _, f := range facts {
			out = append(out, line(f))
		}
		return strings.Join(out, "\n")
	}
	equal(t, "March", lines(mustFacts(t, s, "2026-03")), strings.Join([]string{
		"C merged nobody merged", "Z false people_only resolved_by_l1", "A no_priority people_only open", "B without_person nobody resolved_without_person",
		"X excluded 計画停止 people_only resolved_by_l1", "E true people_only resolved_without_person", "D open_within_limit people_only open"}, "\n"))
	equal(t, "a unit", lines(mustFacts(t, s, "2026-03", func(q *metrics.Query) { q.Unit = "other" })), "E true people_only resolved_without_person")
	equal(t, "a client", len(mustFacts(t, s, "2026-03", func(q *metrics.Query) { q.Client = "nobody" })), 0)

	p, err := incident.ParsePeriod("2020-01", time.April)
	if err != nil {
		t.Fatal(err)
	}
	f, ok, err := metrics.FactOf(t.Context(), s, metrics.Query{Period: p, Zone: mustZone(t), Limits: limits()}, "default", "F")
	if err != nil || !ok || line(f) != "F true people_only resolved_without_person" {
		t.Errorf("one: got %q, %v, %v", line(f), ok, err)
	}
	if _, ok, err := metrics.FactOf(t.Context(), s, metrics.Query{Period: p, Zone: mustZone(t)}, "other", "F"); ok || err != nil {
		t.Errorf("none: got %v, %v", ok, err)
	}
}

// Read in many stretches, they are all there, once, in order; and they are those that numbers count.
func TestFactsAreThoseThatNumbersCount(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", randomAlerts(3, 22_000)...)
	n := mustCompute(t, s, "FY2025")
	facts := mustFacts(t, s, "FY2025")
	var met, judged, want int64
	for i, f := range facts {
		if i > 0 && (f.TriggeredAt < facts[i-1].TriggeredAt || f.TriggeredAt == facts[i-1].TriggeredAt && f.ID <= facts[i-1].ID) {
			t.Fatalf("%s after %s", f.ID, facts[i-1].ID)
		}
		if f.SLO.Member {
			judged++
			if *f.SLO.Met {
				met++
			}
		}
	}
	equal(t, "facts", int64(len(facts)), n.Basis.All())
	for _, v := range n.SLOPeriod {
		if v.Unit == "*" {
			judged, met, want = judged-v.N, met-v.Met, want+v.N
		}
	}
	if judged != 0 || met != 0 || want == 0 {
		t.Errorf("SLO: %d members and %d met more than the %d of the numbers", judged, met, want)
	}
}
