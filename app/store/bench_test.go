package store_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/app/derive"
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

// shift is an EventFiller of the timelines of incidents 0 to n−1 as one makes them: 60 people in turn, seven or eight entries each.
type shift struct {
	mu   sync.Mutex
	next int
	n    int
}

func (f *shift) FillEvents(buf []incident.Event) ([]incident.Event, error) {
	f.mu.Lock()
	from := f.next
	f.next = min(f.next+300, f.n)
	to := f.next
	f.mu.Unlock()
	if from == to {
		return buf, io.EOF
	}
	for i := from; i < to; i++ {
		buf = append(buf, shiftOf(i)...)
	}
	return buf, nil
}

// shifts are the timelines of incidents from, from+1 …
func shifts(from, to int) []incident.Event {
	out := []incident.Event{}
	for i := from; i < to; i++ {
		out = append(out, shiftOf(i)...)
	}
	return out
}

// shiftOf is the timeline of incident i.
func shiftOf(i int) []incident.Event {
	r := one(i)
	person := func(n int) incident.Person {
		n %= 60
		return incident.Person{ID: fmt.Sprintf("PUSER%02d", n), Name: fmt.Sprintf("担当 %02d 太郎", n)}
	}
	out := make([]incident.Event, 0, 8)
	add := func(seconds int, kind, agentType string, agent incident.Person, channel string, to ...incident.Person) {
		out = append(out, incident.Event{Account: r.Account, IncidentID: r.ID, ID: fmt.Sprintf("%sR%d", r.ID, len(out)), Type: kind,
			At: r.TriggeredAt.Add(time.Duration(seconds) * time.Second), AgentType: agentType, AgentID: agent.ID, AgentName: agent.Name, Channel: channel, Assignees: to})
	}
	service := incident.Person{ID: r.ServiceID, Name: r.Service}
	add(0, "trigger", "service", service, "api")
	add(0, "assign", "service", service, "auto", person(i))
	add(60, "acknowledge", "user", person(i), "web_ui")
	add(90, "annotate", "user", person(i), "web_ui")
	if i%5 == 0 {
		add(200, "reassign", "user", person(i), "web_ui", person(i+7))
		add(230, "acknowledge", "user", person(i+7), "mobile")
	}
	add(300, "status_update", "user", person(i), "web_ui")
	add(320, "priority_change", "user", person(i), "web_ui")
	if i%2 == 0 {
		add(330, "annotate", "user", person(i+3), "web_ui")
	}
	add(540, "resolve", "user", person(i), "web_ui")
	return out
}

// BenchmarkTimelines imports FURIKAERI_BENCH_ROWS (20,000; the bar is for 400,000) incidents with seven or eight entries each, then
// derives them again, and takes in a day's entries more.
func BenchmarkTimelines(b *testing.B) {
	n := amount(b, "FURIKAERI_BENCH_ROWS", 20_000)
	for b.Loop() {
		s := mustOpen(b, b.TempDir())
		in := importOf("incidents.json", rules())
		in.Rows = &made{n: n}
		in.Events = func(context.Context) (store.EventFiller, error) { return &shift{n: n}, nil }
		step := func(what string, do func()) {
			began := time.Now()
			do()
			b.ReportMetric(time.Since(began).Seconds(), what+"-s")
		}
		var got store.Imported
		step("import", func() { got = mustImport(b, s, in) })
		b.ReportMetric(float64(got.Events), "entries")
		step("rederive", func() {
			if _, err := s.Rederive(b.Context(), "other", by(rules())); err != nil {
				b.Fatal(err)
			}
		})
		late := []incident.Event{}
		for i := range min(n, 500) {
			late = append(late, event(one(i).ID, "late", func(e *incident.Event) { e.Type, e.At = "annotate", one(i).TriggeredAt.Add(3*time.Minute) }))
		}
		step("day", func() { mustImport(b, s, withEvents(importOf("day.json", rules()), late...)) })
		s.Close()
	}
	b.ReportMetric(peak(b), "peak-MB")
}

// made is a Filler of the readings that one makes.
type made struct {
	mu      sync.Mutex
	next, n int
}

func (f *made) Worker() any { return derive.New(rules()) }

func (f *made) Fill(worker any, rows []store.Row) ([]store.Row, error) {
	f.mu.Lock()
	from := f.next
	f.next = min(f.next+2000, f.n)
	to := f.next
	f.mu.Unlock()
	if from == to {
		return rows, io.EOF
	}
	for i := from; i < to; i++ {
		r := one(i)
		r.Row = int64(i + 1)
		rows = append(rows, store.Row{Reading: r, Facts: worker.(*derive.Deriver).Facts(&r.Incident)})
	}
	return rows, nil
}

// peak is the most memory that the process has had, in MB; 0 where the system does not say.
func peak(tb testing.TB) float64 {
	tb.Helper()
	body, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(body), "VmHWM:")
	var kb float64
	fmt.Sscan(after, &kb)
	return kb / 1024
}
