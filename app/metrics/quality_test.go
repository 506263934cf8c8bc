package metrics_test

import (
	"context"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// What check says of the data and what reports say must not differ in a single number.
func TestQualityIsWhatComputeCounts(t *testing.T) {
	s := world(t, "2026-03-20 18:00:00", randomAlerts(5, 2000)...)
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "svc-1*", Project: "One", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ period, unit, client string }{
		{"2024-02..2026-03", "", ""}, {"FY2025Q4", "U1", ""}, {"FY2025", "", "山田"}, {"FY2025Q4", "no such", ""}, {"2030-01", "", ""},
	} {
		whole := mustCompute(t, s, c.period, func(q *metrics.Query) { q.Unit, q.Client = c.unit, c.client })
		want := metrics.Numbers{Schema: whole.Schema, RuleVersion: whole.RuleVersion, AsOf: whole.AsOf, Definition: whole.Definition,
			Period: whole.Period, Rows: whole.Rows, Basis: whole.Basis, Quality: whole.Quality}
		got, err := metrics.ComputeQuality(t.Context(), s, queryOf(t, c.period, c.unit, c.client))
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.period+" "+c.unit+" "+c.client, *got, want)
	}
}

func TestQualityOfNothing(t *testing.T) {
	got, err := metrics.ComputeQuality(t.Context(), mustStore(t), queryOf(t, "FY2025Q4", "", ""))
	if err != nil || got.Rows != 0 || got.Basis.All() != 0 {
		t.Errorf("without an incident: got %v rows, %v; want none and no error", got, err)
	}
}

// A quality that was cancelled leaves nothing in the way of what is asked next.
func TestQualityCancelled(t *testing.T) {
	s := world(t, "2026-03-20 18:00:00", randomAlerts(5, 200)...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := metrics.ComputeQuality(ctx, s, queryOf(t, "FY2025Q4", "", "")); err == nil {
		t.Error("cancelled: got no error, want one")
	}
	if n := mustCompute(t, s, "FY2025Q4", func(*metrics.Query) {}); n.Rows != 200 {
		t.Errorf("after it: got %d rows, want 200", n.Rows)
	}
}

func queryOf(t *testing.T, period, unit, client string) metrics.Query {
	t.Helper()
	p, err := incident.ParsePeriod(period, time.April)
	if err != nil {
		t.Fatal(err)
	}
	return metrics.Query{Period: p, Zone: mustZone(t), Unit: unit, Client: client, Limits: limits()}
}
