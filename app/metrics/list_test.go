package metrics_test

import (
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// Behind every number stand as many incidents as it says.
func TestListHasTheIncidentsThatNumbersCount(t *testing.T) {
	s := world(t, "2026-03-31 23:59:59", randomAlerts(5, 2000)...)
	n := mustCompute(t, s, "FY2025Q4")
	p, err := incident.ParsePeriod("FY2025Q4", time.April)
	if err != nil {
		t.Fatal(err)
	}
	q := metrics.Query{Period: p, Zone: mustZone(t), Limits: limits()}
	var auto, manned, judged int64
	for _, m := range n.Monthly {
		if m.Unit == "*" && m.Month >= "2026-01" {
			auto, manned = auto+m.AutoRecovered, manned+m.Manned
		}
	}
	for _, v := range n.SLOPeriod {
		if v.Unit == "*" {
			judged += v.N
		}
	}
	kind := n.TopAlerts[0]
	for _, c := range []struct {
		f    metrics.Filter
		want int64
	}{
		{metrics.Filter{}, n.Basis.All()}, {metrics.Filter{Only: "auto"}, auto}, {metrics.Filter{Only: "manned"}, manned}, {metrics.Filter{Only: "judged"}, judged},
		{metrics.Filter{Only: "missed"}, int64(len(n.Misses))}, {metrics.Filter{Only: "open"}, n.Quality.Open}, {metrics.Filter{Only: "unknown"}, n.Basis.Unknown},
		{metrics.Filter{Kind: kind.KindID}, kind.Count}, {metrics.Filter{Priority: "P1", Only: "judged"}, sloOf(t, n, "*", "P1").N},
		{metrics.Filter{Priority: "-"}, n.Quality.PrioritiesMissing}, {metrics.Filter{Search: "no such text"}, 0}, {metrics.Filter{Search: "_"}, 0},
		{metrics.Filter{ID: n.Misses[0].ID}, 1},
	} {
		c.f.Limit = 7
		got, found, err := metrics.List(t.Context(), s, q, c.f)
		if err != nil {
			t.Fatal(err)
		}
		if found != c.want && (c.want != 0 || len(got) != 0) || int64(len(got)) != min(7, c.want) {
			t.Errorf("%+v: got %d of %d, want %d of %d", c.f, len(got), found, min(7, c.want), c.want)
		}
		for i := 1; i < len(got); i++ {
			if got[i].TriggeredAt > got[i-1].TriggeredAt {
				t.Errorf("%+v: got %d after %d, want the newest first", c.f, got[i].TriggeredAt, got[i-1].TriggeredAt)
			}
		}
	}
	d, ok, err := metrics.DetailOf(t.Context(), s, "default", n.Misses[0].ID)
	if err != nil || !ok || d.File != "a.csv" {
		t.Errorf("got %+v, %v, %v, want the miss's facts from a.csv", d, ok, err)
	}
	if _, ok, err := metrics.DetailOf(t.Context(), s, "default", "no such"); ok || err != nil {
		t.Errorf("got %v, %v, want none", ok, err)
	}
}
