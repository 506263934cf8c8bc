package metrics_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// randomAlerts are n alerts of two years up to 31 March 2026, of everything that numbers depend on.
func randomAlerts(seed uint64, n int) []alert {
	rnd := rand.New(rand.NewPCG(seed, 2))
	pick := func(texts ...string) string { return texts[rnd.IntN(len(texts))] }
	first := time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)
	out := make([]alert, n)
	for i := range out {
		a := alert{
			id: fmt.Sprintf("P%06d", i), at: first.Add(time.Duration(rnd.IntN(730*86400)) * time.Second).Format("2006-01-02 15:04:05"),
			unit: pick("U1", "U2", "U3", ""), service: fmt.Sprint("svc-", rnd.IntN(12)), title: pick("disk", "cpu", "net", "mem", "ログ") + pick("", " full", " 97%", " high"),
			prio: pick("", "P1", "P2", "P3", "P4", "P9"), ack: rnd.IntN(4000) - 800, end: rnd.IntN(9000) - 400, person: rnd.IntN(2) == 0, merged: rnd.IntN(20) == 0,
		}
		if i%7 == 0 {
			a.service = fmt.Sprintf("year-%s-%d", a.at[:4], rnd.IntN(3)) // projects that come and go
		}
		if rnd.IntN(30) == 0 {
			a.tweak = func(f *incident.Facts) {
				f.Completion, f.ToCompletion, f.HandOffBy = incident.TimedOut, incident.Opt[time.Duration]{}, "timeout"
			}
		}
		if rnd.IntN(30) == 0 {
			a.tweak = func(f *incident.Facts) { f.StraightToL2 = true }
		}
		if rnd.IntN(10) == 0 {
			a.more = func(in *incident.Incident) { in.Policy, in.Engaged = "L2", incident.Known(250*time.Second) }
		}
		out[i] = a
	}
	return out
}

// What must hold of any numbers.
func TestWhateverTheAlerts(t *testing.T) {
	for seed := range uint64(2) {
		alerts := randomAlerts(seed, 1500)
		s := world(t, "2026-03-31 18:00:00", alerts...)
		err := s.SetMap(t.Context(), []store.MapEntry{{Service: "svc-1*", Project: "One", Client: "山田"}, {Service: "svc-2", Client: "山田", Unit: "U9"}, {Service: "year-*", Client: "鈴木"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []struct{ period, unit, client string }{
			{"FY2025Q4", "", ""}, {"FY2025", "U1", ""}, {"2026-03", "", "山田"}, {"2024-01..2024-06", "", ""}, {"2026-02-20..2026-05-03", "U9", ""}, {"2026-03", "", "nobody"},
		} {
			for _, d := range []incident.Definition{incident.L1, incident.PagerDuty, incident.AckToResolve} {
				n := mustCompute(t, s, q.period, func(m *metrics.Query) { m.Unit, m.Client, m.Definition, m.Alerts = q.unit, q.client, d, true })
				invariants(t, fmt.Sprint("seed ", seed, ", ", q, ", ", d), n)
			}
		}
		s.Close()
	}
}

func invariants(t *testing.T, name string, n *metrics.Numbers) {
	t.Helper()
	for _, c := range n.Change {
		sum := int64(0)
		for _, v := range partsOf(n, c.Unit) {
			sum += v
		}
		equal(t, name+": parts of "+c.Unit, sum, c.HandlingS-c.PreviousHandlingS)
		equal(t, name+": reduction of "+c.Unit, c.ReductionS, c.PreviousHandlingS-c.HandlingS)
	}
	all, whole := map[string]metrics.Monthly{}, map[string]metrics.Monthly{}
	for _, m := range n.Monthly {
		equal(t, name+": alerts of "+m.Unit+" "+m.Month, m.Manned+m.AutoRecovered+m.UntouchedOpen+m.MergedUnmanned, m.Count)
		if m.Unit == "*" {
			whole[m.Month] = m
			continue
		}
		a := all[m.Month]
		a.Count, a.HandlingS, a.AckN, a.ResolveSumS = a.Count+m.Count, a.HandlingS+m.HandlingS, a.AckN+m.AckN, a.ResolveSumS+m.ResolveSumS
		all[m.Month] = a
	}
	for month, m := range all {
		w := whole[month]
		equal(t, name+": all units of "+month, fmt.Sprint(w.Count, w.HandlingS, w.AckN, w.ResolveSumS), fmt.Sprint(m.Count, m.HandlingS, m.AckN, m.ResolveSumS))
	}
	members := map[string]int64{}
	for _, s := range n.SLOPeriod {
		members[s.Unit] += s.N
		members[s.Unit+" missed"] += s.N - s.Met
	}
	count := n.Basis.All()
	equal(t, name+": members and left out", members["*"]+leftOut(n), count)
	equal(t, name+": misses", int64(len(n.Misses)), members["* missed"])
	equal(t, name+": alerts", int64(len(n.Alerts)), count)
	heat, handling, projects, known := int64(0), int64(0), int64(0), int64(0)
	for d := range n.Heatmap.Count {
		for h := range n.Heatmap.Count[d] {
			heat += n.Heatmap.Count[d][h]
			handling += n.Heatmap.HandlingS[d][h]
		}
	}
	for _, p := range n.Projects {
		projects += p.Count
	}
	for _, a := range n.Alerts {
		if a.Handling != nil {
			known += *a.Handling
		}
	}
	equal(t, name+": heat map", heat, count)
	equal(t, name+": projects", projects, count)
	equal(t, name+": seconds of the heat map", handling, known)
	for _, s := range n.Shares {
		if s.Unit == "*" {
			equal(t, name+": seconds of the shares", s.HandlingS, known)
		}
	}
	before := int64(0)
	for i, k := range n.TopAlerts {
		if i > 0 && n.TopAlerts[i-1].HandlingS < k.HandlingS {
			t.Errorf("%s: kind %d has %d s, more than the one before it", name, i+1, k.HandlingS)
		}
		before += k.HandlingS
	}
	if len(n.TopAlerts) < 50 {
		equal(t, name+": seconds of the kinds", before, known)
	}
	percentilesOf(t, name, n)
}

// percentilesOf counts medians and 90th percentiles of the period's whole months once more, the plain way.
func percentilesOf(t *testing.T, name string, n *metrics.Numbers) {
	t.Helper()
	if n.Period.From[8:] != "01" || n.Period.To < n.AsOf[:10] {
		return
	}
	type list struct{ ack, resolve, handling []int64 }
	by := map[string]*list{}
	for _, a := range n.Alerts {
		for _, unit := range []string{a.Unit, "*"} {
			key := fmt.Sprint(unit, a.Month/100, "-", fmt.Sprintf("%02d", a.Month%100))
			if by[key] == nil {
				by[key] = &list{}
			}
			l := by[key]
			if a.ToAcknowledge != nil {
				l.ack = append(l.ack, *a.ToAcknowledge)
			}
			if a.ToResolve != nil && !a.Merged {
				l.resolve = append(l.resolve, *a.ToResolve)
			}
			if a.Handling != nil && a.Manned {
				l.handling = append(l.handling, *a.Handling)
			}
		}
	}
	for _, m := range n.Monthly {
		l := by[m.Unit+m.Month]
		if l == nil {
			continue
		}
		got := fmt.Sprint(show(m.AckP50), " ", show(m.AckP90), " ", show(m.ResolveP50), " ", show(m.ResolveP90), " ", show(m.P50), " ", show(m.P90))
		want := fmt.Sprint(percentile(l.ack, 0.5), " ", percentile(l.ack, 0.9), " ", percentile(l.resolve, 0.5), " ", percentile(l.resolve, 0.9), " ", percentile(l.handling, 0.5), " ", percentile(l.handling, 0.9))
		equal(t, name+": percentiles of "+m.Unit+" "+m.Month, got, want)
		sum := int64(0)
		for _, s := range l.handling {
			sum += s
		}
		equal(t, name+": handling of manned alerts of "+m.Unit+" "+m.Month, fmt.Sprint(m.HandlingMannedS, " ", m.HandlingMannedN), fmt.Sprint(sum, " ", len(l.handling)))
	}
}

// percentile is linear between closest ranks, rank = q(n−1).
func percentile(v []int64, q float64) string {
	if len(v) == 0 {
		return "null"
	}
	slices.Sort(v)
	rank := q * float64(len(v)-1)
	i := int(rank)
	x := float64(v[i])
	if i+1 < len(v) {
		x += (rank - float64(i)) * float64(v[i+1]-v[i])
	}
	return show(&x)
}

// The same question twice has the same answer, to the last digit and in the same order.
func TestComputeTwice(t *testing.T) {
	s := world(t, "2026-03-31 18:00:00", randomAlerts(9, 3000)...)
	written := func() string {
		n := mustCompute(t, s, "FY2025Q4", func(q *metrics.Query) { q.Alerts = true })
		body, err := json.Marshal(struct {
			*metrics.Numbers
			Behind []metrics.Alert
		}{n, n.Alerts})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	first := written()
	for range 3 {
		if again := written(); again != first {
			t.Fatalf("got other numbers the second time:\n%.400s\n%.400s", again, first)
		}
	}
}

// A keeper leaves the tables of a question behind.
type keeper struct{ *store.Store }

func (k keeper) Exec(ctx context.Context, query string, args ...any) error {
	if strings.HasPrefix(query, "DROP TABLE IF EXISTS temp.") && query != "DROP TABLE IF EXISTS temp.alert" {
		return nil
	}
	if query == "DROP TABLE IF EXISTS temp.alert" {
		query = "DROP TABLE IF EXISTS temp.alert_before"
	}
	return k.Store.Exec(ctx, query, args...)
}

// The percentiles that the database interpolates are those of window functions, which every database has: the two values
// around the rank, and what lies between them.
func TestPercentilesInEveryDatabase(t *testing.T) {
	s := world(t, "2026-03-31 18:00:00", randomAlerts(4, 4000)...)
	p, err := incident.ParsePeriod("FY2025Q4", time.April)
	if err != nil {
		t.Fatal(err)
	}
	n, err := metrics.Compute(t.Context(), keeper{s}, metrics.Query{Period: p, Zone: mustZone(t), Limits: limits()})
	if err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]func(metrics.Monthly) (p50, p90 *float64){
		"ack":      func(m metrics.Monthly) (p50, p90 *float64) { return m.AckP50, m.AckP90 },
		"resolve":  func(m metrics.Monthly) (p50, p90 *float64) { return m.ResolveP50, m.ResolveP90 },
		"handling": func(m metrics.Monthly) (p50, p90 *float64) { return m.P50, m.P90 },
	} {
		query, err := os.ReadFile("testdata/" + name + "_percentiles.sql")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := s.Query(t.Context(), string(query))
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for rows.Next() {
			var unit string
			var month, count int64
			var low50, high50, low90, high90 sql.NullInt64
			if err := rows.Scan(&unit, &month, &count, &low50, &high50, &low90, &high90); err != nil {
				t.Fatal(err)
			}
			p50, p90 := of(monthOf(t, n, unit, incident.Month(month).String()))
			equal(t, fmt.Sprint(name, " ", unit, " ", month), show(p50)+" "+show(p90), between(count, 1, 2, low50, high50)+" "+between(count, 9, 10, low90, high90))
			seen++
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if seen < 100 { // five units, 24 months
			t.Errorf("%s: got %d rows, want all units and months", name, seen)
		}
	}
}

// between is the percentile num/den of n values, low and high the ones around its rank.
func between(n, num, den int64, low, high sql.NullInt64) string {
	v := float64(low.Int64)
	if rest := num * (n - 1) % den; rest != 0 && high.Valid {
		v += float64(high.Int64-low.Int64) * float64(rest) / float64(den)
	}
	return show(&v)
}

// A cancelled question ends with its reason, and the next one works.
func TestComputeCancelled(t *testing.T) {
	s := world(t, "2026-04-01 00:02:00", march()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := metrics.Compute(ctx, s, metrics.Query{Period: incident.Period{From: 20000, To: 20100}, Zone: mustZone(t)}); err == nil {
		t.Error("got numbers, want an error")
	}
	equal(t, "afterwards", mustCompute(t, s, "2026-03").Rows, 10)
}

// BenchmarkCompute counts a quarter out of 100,000 alerts of two years.
func BenchmarkCompute(b *testing.B) {
	s := mustStore(b)
	rs := randomAlerts(1, 100000)
	d := derive.New(rules(b))
	rows := make([]store.Row, len(rs))
	for i, a := range rs {
		in := a.incident(b)
		in.DropImpossible()
		rows[i] = store.Row{Reading: incident.Reading{Incident: in, Row: int64(i + 1)}, Facts: d.Facts(&in)}
	}
	newest := mustTime(b, "2026-03-31 18:00:00")
	_, err := s.Import(b.Context(), store.Import{
		Name: "a.csv", Account: "default", ReadAt: newest, Rows: &serial{file: file{rows}, turn: make(chan bool, 1)},
		Rules: store.Rules{Deriver: func() store.Deriving { return derive.New(rules(b)).Derive }, Share: derive.Share},
		End: func() (string, int64, int64, int64, int64, time.Time, error) {
			return "", 0, int64(len(rows)), 0, 0, newest, nil
		},
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		mustCompute(b, s, "FY2025Q4")
	}
}
