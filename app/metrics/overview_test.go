package metrics_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// The window's first page and the reports must not differ in a single number.
func TestOverviewCountsWhatComputeCounts(t *testing.T) {
	s := world(t, "2026-03-20 18:00:00", randomAlerts(3, 3000)...)
	err := s.SetMap(t.Context(), []store.MapEntry{{Service: "svc-1*", Project: "One", Client: "山田"}, {Service: "svc-2", Client: "山田", Unit: "U9"}, {Service: "year-*", Client: "鈴木"}})
	if err != nil {
		t.Fatal(err)
	}
	strict := 9990
	own := append(limits(), metrics.Limit{Client: "山田", Priority: "P1", Limit: 5 * time.Minute, GoalBP: &strict}, metrics.Limit{Client: "鈴木", Priority: "P9", Limit: time.Minute})
	o, err := metrics.NewOverview(t.Context(), s, metrics.Query{Zone: mustZone(t), Limits: own})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ period, unit, client string }{
		{"FY2025Q4", "", ""}, {"2026-03", "U1", ""}, {"FY2025", "", "山田"}, {"2026-02-20..2026-03-05", "U9", "山田"}, {"2024-02..2024-05", "", ""},
		{"FY2025Q4", "no such", ""}, {"2030-01", "", ""}, {"2026-03", "", "鈴木"},
	} {
		p, err := incident.ParsePeriod(c.period, time.April)
		if err != nil {
			t.Fatal(err)
		}
		want := mustCompute(t, s, c.period, func(q *metrics.Query) { q.Unit, q.Client, q.Limits = c.unit, c.client, own })
		got := o.Count(metrics.Scope{Period: p, Unit: c.unit, Client: c.client})
		name := c.period + " " + c.unit + " " + c.client
		change := changeOf(t, want, "*")
		change.Existing, change.PerProject = metrics.Compared{}, metrics.PerProject{}
		same(t, name+" change", got.Change, change)
		same(t, name+" alike", got.Alike, want.Alike())
		same(t, name+" days", got.Days, want.Period)
		slo := []metrics.SLO{}
		for _, v := range want.SLOPeriod {
			if v.Unit == "*" {
				slo = append(slo, v)
			}
		}
		same(t, name+" slo", got.SLO, slo)
		months := map[string]metrics.Monthly{}
		for _, m := range want.Monthly {
			if m.Unit == "*" {
				months[m.Month] = m
			}
		}
		for _, m := range got.Months {
			w := months[m.Month]
			same(t, name+" "+m.Month, [5]int64{m.Count, m.Manned, m.AutoRecovered, m.HandlingS, m.HandlingUnknown}, [5]int64{w.Count, w.Manned, w.AutoRecovered, w.HandlingS, w.HandlingUnknown})
		}
		kinds := got.Kinds[:min(50, len(got.Kinds))]
		for i := range want.TopAlerts {
			want.TopAlerts[i].Project, want.TopAlerts[i].Projects = "", 0
		}
		same(t, name+" kinds", kinds, want.TopAlerts)
		same(t, name+" count", got.Count, want.Basis.All())
		same(t, name+" unknown", got.Unknown, want.Basis.Unknown)
		same(t, name+" open", got.Open, want.Quality.Open)
	}
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		t.Errorf("%s: from character %d on got %.200s, want %.200s", what, i, a[i:], b[i:])
	}
}

func TestOverviewOfNothing(t *testing.T) {
	o, err := metrics.NewOverview(t.Context(), mustStore(t), metrics.Query{Zone: mustZone(t), Limits: limits()})
	if err != nil {
		t.Fatal(err)
	}
	got := o.Count(metrics.Scope{Period: incident.Period{From: 20000, To: 20100}})
	if _, _, ok := o.Coverage(); ok || got.Count != 0 || got.Covered || len(got.Months) != 0 || len(got.Kinds) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
}
