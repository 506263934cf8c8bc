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

// asJSON is n as bytes to compare, the rows of alerts with it.
func asJSON(tb testing.TB, n *metrics.Numbers) string {
	tb.Helper()
	b, err := json.MarshalIndent([]any{n, n.Alerts}, "", " ")
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

// A batch is a short cut: what it counts is what Compute counts, to the byte, whatever was counted before.
func TestBatchCountsAsComputeDoes(t *testing.T) {
	goal, limit := 9900, 20*time.Minute
	own := func(q *metrics.Query) {
		q.Alerts, q.Subdomain = true, "example"
		q.Limits = append(limits(), metrics.Limit{Client: "山田", Priority: "P2", Limit: limit, GoalBP: &goal}, metrics.Limit{Client: "鈴木", Priority: "P9", Limit: limit})
	}
	for seed := range uint64(1) {
		s := world(t, "2026-03-31 18:00:00", randomAlerts(seed, 1500)...)
		from := int64(20000)
		err := s.SetMap(t.Context(), []store.MapEntry{
			{Service: "svc-1*", Project: "One", Client: "山田"}, {Service: "svc-2", Client: "山田", Unit: "U9"}, {Service: "year-*", Client: "鈴木"},
			{Service: "svc-3", Client: "it's; DROP", Project: "x"}, {Service: "svc-4", Client: "見えない", FromDay: &from}, {Service: "svc-5", Client: ""},
		})
		if err != nil {
			t.Fatal(err)
		}
		mustExclude(t, s, window(t, "svc-1*", "2026-03-02 22:00:00", "2026-03-20 00:00:00", "計画停止"))
		for _, period := range []string{"2026-03", "FY2025Q4"} {
			p, err := incident.ParsePeriod(period, time.April)
			if err != nil {
				t.Fatal(err)
			}
			for _, unit := range map[string][]string{"2026-03": {""}, "FY2025Q4": {"", "U2"}}[period] {
				q := metrics.Query{Period: p, Zone: mustZone(t), Limits: limits(), Unit: unit}
				own(&q)
				b, err := metrics.NewBatch(t.Context(), s, q)
				if err != nil {
					t.Fatal(err)
				}
				clients := []string{"鈴木", "山田", "it's; DROP", "見えない", "svc-7", "nobody", "山田"}
				got := []string{}
				for _, client := range clients {
					n, err := b.Compute(t.Context(), client)
					if err != nil {
						t.Fatalf("client %q: %v", client, err)
					}
					got = append(got, asJSON(t, n))
				}
				if err := b.Close(); err != nil {
					t.Fatal(err)
				}
				for i, client := range clients {
					want := asJSON(t, mustCompute(t, s, period, own, func(q *metrics.Query) { q.Client, q.Unit = client, unit }))
					at := fmt.Sprintf("seed %d, %s, unit %q, client %q", seed, period, unit, client)
					wants := strings.Split(want, "\n")
					for j, line := range strings.Split(got[i], "\n") {
						if j >= len(wants) || line != wants[j] {
							t.Fatalf("%s, line %d: got %s, want %s", at, j, line, strings.Join(wants[min(j, len(wants)):min(j+1, len(wants))], ""))
						}
					}
					equal(t, at+", bytes", len(got[i]), len(want))
				}
			}
		}
	}
}

func TestBatchOfAnEmptyWorkspace(t *testing.T) {
	s := mustStore(t)
	p, err := incident.ParsePeriod("2026-03", time.April)
	if err != nil {
		t.Fatal(err)
	}
	b, err := metrics.NewBatch(t.Context(), s, metrics.Query{Period: p, Zone: mustZone(t), Limits: limits()})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for range 2 {
		n, err := b.Compute(t.Context(), "nobody")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "rows", n.Rows, 0)
	}
}
