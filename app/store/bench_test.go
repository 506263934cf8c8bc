package store_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// many are readings of incidents from, from+1 …, about 255 bytes each as a file would have them.
func many(from, to int) []incident.Reading {
	rs := make([]incident.Reading, to-from)
	for k := range rs {
		rs[k] = one(from + k)
	}
	return rs
}

func one(i int) incident.Reading {
	r := reading(fmt.Sprintf("Q%013X", i*7919+1), numbered(int64(100000+i)), resolved(i%97), priority([]string{"P1", "P2", "P3", ""}[i%4]),
		titled(fmt.Sprintf("【障害】監視項目 %03d がしきい値を超えました host=web-%03d.c%02d.example.jp value=%d", i%400, i%900, i%40, i%1000)),
		served(fmt.Sprintf("PSVC%04d", i%120), fmt.Sprintf("サービス%03d 基幹システム", i%120)))
	r.Team, r.Policy, r.Urgency = fmt.Sprintf("第%dサポートセンター", i%10), "一次運用", "high"
	r.TriggeredAt = start.Add(-time.Duration(i) * time.Minute)
	r.AcknowledgedAt = incident.Known(r.TriggeredAt.Add(time.Minute))
	r.ResolvedAt = incident.Known(r.TriggeredAt.Add(9 * time.Minute))
	return r
}

// BenchmarkDelta imports 35,000 rows into FURIKAERI_BENCH_ROWS (100,000) that are there: a third says something else, a
// third is new, a third says the same; and such where all say something else.
func BenchmarkDelta(b *testing.B) {
	n := amount(b, "FURIKAERI_BENCH_ROWS", 100_000)
	const delta = 35_000
	mixed, changed := many(n-delta*2/3, n+delta/3), many(n-delta, n)
	for i := range mixed[:delta/3] {
		mixed[i].Status, mixed[i].UpdatedAt = "resolved", at(i)
	}
	for i := range changed {
		changed[i].Status, changed[i].UpdatedAt = "resolved", at(i)
	}
	for _, c := range []struct {
		name string
		rows []incident.Reading
	}{{"mixed", mixed}, {"changed", changed}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				dir := b.TempDir()
				s := mustOpen(b, dir)
				mustImport(b, s, importOf("base.csv", rules(), many(0, n)...))
				s.Close()
				runtime.GC()
				b.StartTimer()
				s, err := store.Open(b.Context(), dir, store.Options{})
				if err != nil {
					b.Fatal(err)
				}
				in := importOf("delta.csv", rules(), c.rows...)
				mustImport(b, s, in)
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
