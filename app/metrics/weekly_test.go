package metrics_test

import (
	"fmt"
	"testing"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// daily are n alerts of s seconds a day, from one day to another, both included.
func daily(tb testing.TB, from, to string, n, s int) []alert {
	tb.Helper()
	a, err := incident.ParseDay(from)
	if err != nil {
		tb.Fatal(err)
	}
	b, err := incident.ParseDay(to)
	if err != nil {
		tb.Fatal(err)
	}
	out := []alert{}
	for d := a; d <= b; d++ {
		for i := range n {
			out = append(out, worked(fmt.Sprint(d, "-", i), d.String(), "svc", "x", s))
		}
	}
	return out
}

func told(d metrics.Directions) string {
	phi := "null"
	if d.Dispersion != nil {
		phi = show(d.Dispersion)
	}
	one := func(d metrics.Direction) string { return fmt.Sprint(show(d.Ratio), " ", d.Verdict, " ", d.Reason) }
	return fmt.Sprintf("%d weeks, φ %s, count %s, hours %s", d.Weeks, phi, one(d.Count), one(d.Hours))
}

// Two alerts of 60 s a day from 1 January 2025 to 28 February 2026; from 1 March 2026 on one of 60 s.
func TestDirectionsOfAStore(t *testing.T) {
	alerts := append(daily(t, "2025-01-01", "2026-02-28", 2, 60), daily(t, "2026-03-01", "2026-03-31", 1, 60)...)
	s := world(t, "2026-03-31 23:00:00", alerts...)
	for _, v := range []struct{ name, period, want string }{
		// Blocks 25–31, 18–24, 11–17, 4–10 March, and 26 March–1 April, 19–25, 12–18, 5–11 March 2025; 1–3 March make no week,
		// and the 26 weeks before end on 24 February: 14 alerts each.
		{"a month", "2026-03", "4 weeks, φ 1, count 0.5 down , hours 0.5 down "},
		{"a month of no change", "2026-02", "4 weeks, φ 1, count 1 flat , hours 1 flat "},
		{"three weeks", "2026-03-11..2026-03-31", "3 weeks, φ 1, count null unclear few_weeks, hours null unclear few_weeks"},
		// 4 whole weeks, of which the last, 1–7 April, is not covered.
		{"past the coverage's end", "2026-03-11..2026-04-07", "3 weeks, φ 1, count null unclear few_weeks, hours null unclear few_weeks"},
		// The first of 8 blocks begins on 31 December, its partner 364 days earlier on 1 January 2025; a day before that
		// lacks one.
		{"at its begin", "2025-12-31..2026-02-24", "8 weeks, φ 1, count 1 flat , hours 1 flat "},
		{"past its begin", "2025-12-30..2026-02-23", "7 weeks, φ 1, count 1 flat , hours 1 flat "},
		// 12 blocks: 7 of 14 alerts, 25 February–3 March of 11, 4 of 7: 137/168. Five weeks fell, none rose: t = 2.6.
		{"a quarter", "FY2025Q4", "12 weeks, φ 1, count 0.815476 unclear few_alerts, hours 0.815476 down "},
		{"without a year before", "FY2025Q1", "0 weeks, φ 1, count null unclear few_weeks, hours null unclear few_weeks"},
	} {
		n := mustCompute(t, s, v.period)
		equal(t, v.name, told(n.Direction), v.want)
	}
	other := mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Unit = "nobody" })
	equal(t, "another scope", told(other.Direction), "4 weeks, φ 1, count null flat , hours null flat ")
	equal(t, "no data", told(mustCompute(t, mustStore(t), "2026-03").Direction), "0 weeks, φ null, count null unclear few_weeks, hours null unclear few_weeks")
}
