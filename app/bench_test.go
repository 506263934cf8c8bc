package app

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/report"
	"furikaeri/report/chart"
	"furikaeri/report/pdf"
)

// benchRows is the size of the files that the benchmarks read; FURIKAERI_BENCH_ROWS changes it.
func benchRows(b *testing.B) int {
	b.Helper()
	if s := os.Getenv("FURIKAERI_BENCH_ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatal(err)
		}
		return n
	}
	return 100_000
}

// benchCSV writes n rows of a plain table, two fiscal years long, about 255 bytes a row: half of them recovered by
// themselves, ten teams, 120 services, 400 kinds of titles with hosts and numbers in them.
func benchCSV(w io.Writer, n int, seed uint64) error {
	out := csv.NewWriter(w)
	r := rand.New(rand.NewPCG(seed, 0))
	out.Write(strings.Split("id,number,title,service_id,service_name,team,escalation_policy,urgency,priority,created_on,acknowledged_on,resolved_on,"+
		"resolved_by,auto_resolved,escalation_count,engaged_seconds,seconds_to_first_ack,seconds_to_resolve", ","))
	begin := time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)
	span := int64(730 * 86400)
	zone := time.FixedZone("", 9*3600)
	at := func(t time.Time) string { return t.In(zone).Format(time.RFC3339) }
	row := make([]string, 18)
	for i := range n {
		t0 := begin.Add(time.Duration(int64(i)*span/int64(n)) * time.Second)
		service := r.IntN(120)
		kind := r.IntN(400)
		priority := [...]string{"P1", "P2", "P3", "P3", "P4", "P4", "P4", ""}[r.IntN(8)]
		row[0], row[1] = fmt.Sprintf("Q%013X", i*7919+1), strconv.Itoa(100000+i)
		row[2] = fmt.Sprintf("【%s】監視項目 %03d がしきい値を超えました host=web-%03d.c%02d.example.jp value=%d.%d",
			[...]string{"障害", "警告", "PROBLEM", "CRITICAL"}[kind%4], kind, r.IntN(900), service%40, r.IntN(100), r.IntN(10))
		row[3], row[4] = fmt.Sprintf("PSVC%04d", service), fmt.Sprintf("サービス%03d 基幹システム", service)
		row[5], row[6], row[7], row[8] = fmt.Sprintf("第%dサポートセンター", service%10), "一次運用", "high", priority
		row[9], row[10], row[12], row[13], row[14], row[15], row[16] = at(t0), "", "", "1", "0", "", ""
		toResolve := 240 + int(r.ExpFloat64()*420) // a few in a hundred miss their limit
		if r.IntN(2) == 0 {
			toAck := 30 + r.IntN(600)
			toResolve += toAck
			row[10], row[12], row[13] = at(t0.Add(time.Duration(toAck)*time.Second)), fmt.Sprintf("運用 太郎%02d", r.IntN(24)), "0"
			row[15], row[16] = strconv.Itoa(toResolve-toAck), strconv.Itoa(toAck)
		}
		row[11], row[17] = at(t0.Add(time.Duration(toResolve)*time.Second)), strconv.Itoa(toResolve)
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func mustBenchCSV(b *testing.B, n int, seed uint64) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "incidents.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if err := benchCSV(w, n, seed); err != nil {
		b.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

func benchApp(dir string) *App {
	return &App{Dir: dir, Now: func() time.Time { return time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC) }, Version: "bench"}
}

// peak reports the process's largest memory so far, where the system tells it.
func peak(b *testing.B) {
	body, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return
	}
	for line := range strings.SplitSeq(string(body), "\n") {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			if kb, err := strconv.ParseFloat(f[1], 64); err == nil {
				b.ReportMetric(kb/1024, "peak-MB")
			}
		}
	}
}

// BenchmarkImport imports one file into an empty workspace.
func BenchmarkImport(b *testing.B) {
	n := benchRows(b)
	b.Run(strconv.Itoa(n), func(b *testing.B) {
		path := mustBenchCSV(b, n, 1)
		c := processor{}
		for b.Loop() {
			c.start()
			r, err := benchApp(b.TempDir()).Import(context.Background(), ImportQuery{Paths: []string{path}})
			c.stop()
			if err != nil {
				b.Fatal(err)
			}
			if got := r[0].Added; got != int64(n) {
				b.Fatalf("got %d new incidents, want %d", got, n)
			}
		}
		c.tell(b)
		peak(b)
	})
}

// A processor sums the processor time of the process, where the system tells it; zero is ready to use.
type processor struct{ since, sum float64 }

func (c *processor) start() { c.since = processorSeconds() }
func (c *processor) stop()  { c.sum += processorSeconds() - c.since }

func (c *processor) tell(b *testing.B) {
	if c.sum > 0 {
		b.ReportMetric(1000*c.sum/float64(b.N), "cpu-ms")
	}
}

// processorSeconds is the processor time that the process has used so far; 0 where the system does not tell it.
func processorSeconds() float64 {
	body, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(body), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(f[11], 64)
	system, _ := strconv.ParseFloat(f[12], 64)
	return (user + system) / 100 // a tick is a hundredth of a second
}

// filled is one workspace for the benchmarks that only read.
var filled = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "furikaeri-bench-*") })

func mustFilled(b *testing.B) *App {
	b.Helper()
	dir, err := filled()
	if err != nil {
		b.Fatal(err)
	}
	a := benchApp(dir)
	if _, err := os.Stat(filepath.Join(dir, "furikaeri.duckdb")); err == nil {
		return a
	}
	if _, err := a.Import(context.Background(), ImportQuery{Paths: []string{mustBenchCSV(b, benchRows(b), 1)}}); err != nil {
		b.Fatal(err)
	}
	// Two services a client: 60 clients.
	var m strings.Builder
	m.WriteString("service_id,service,project,client,unit,from,until\n")
	for s := range 120 {
		fmt.Fprintf(&m, "PSVC%04d,,基盤%03d,株式会社顧客%02d,第%d事業部,,\n", s, s, s/2, s%3+1)
	}
	path := filepath.Join(b.TempDir(), "map.csv")
	if err := os.WriteFile(path, []byte(m.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	if _, err := a.ImportMap(context.Background(), path); err != nil {
		b.Fatal(err)
	}
	return a
}

// deltaRows is a month's export that overlaps the one before.
const deltaRows = 35_000

// BenchmarkDelta imports 35,000 rows into a workspace: a mixture as next month's export brings it (a third new, a third
// that changed, a third as before), and the worst case, every row of which changes an incident.
func BenchmarkDelta(b *testing.B) {
	n := benchRows(b)
	base := mustBenchCSV(b, n, 1)
	a := benchApp(b.TempDir())
	if _, err := a.Import(context.Background(), ImportQuery{Paths: []string{base}}); err != nil {
		b.Fatal(err)
	}
	for _, d := range []struct{ name, path string }{{"mixed", mustMixed(b, base, n)}, {"changed", mustBenchCSV(b, deltaRows, 2)}} {
		b.Run(d.name, func(b *testing.B) {
			c := processor{}
			for b.Loop() {
				c.start()
				r, err := a.Import(context.Background(), ImportQuery{Paths: []string{d.path}})
				c.stop()
				b.StopTimer()
				if err != nil || r[0].Unchanged > deltaRows/2 {
					b.Fatalf("got %+v, %v; want new and changed rows", r, err)
				}
				if _, err := a.UndoImport(context.Background()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			c.tell(b)
			peak(b)
		})
	}
}

// mustMixed writes the last rows of base again, a third of them as they are, a third resolved by somebody else, and for the
// last third incidents that are not in it.
func mustMixed(b *testing.B, base string, n int) string {
	b.Helper()
	f, err := os.Open(base)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	var body strings.Builder
	out := csv.NewWriter(&body)
	for i := -1; ; i++ { // −1 is the header
		row, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		switch {
		case i < 0 || i >= n-deltaRows && i%3 == 0:
		case i >= n-deltaRows && i%3 == 1:
			row[12] = "運用 花子"
		case i >= n-deltaRows:
			row[0], row[1] = "N"+row[0], strconv.Itoa(50_000_000+i)
		default:
			continue
		}
		if err := out.Write(row); err != nil {
			b.Fatal(err)
		}
	}
	out.Flush()
	path := filepath.Join(b.TempDir(), "delta.csv")
	if err := os.WriteFile(path, []byte(body.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkNumbers(b *testing.B) {
	a := mustFilled(b)
	for b.Loop() {
		n, err := a.Numbers(context.Background(), NumbersQuery{Period: "2026-01..2026-03"})
		if err != nil {
			b.Fatal(err)
		}
		if n.Rows != int64(benchRows(b)) {
			b.Fatalf("got %d rows, want %d", n.Rows, benchRows(b))
		}
	}
	peak(b)
}

func BenchmarkReport(b *testing.B) {
	a := mustFilled(b)
	for _, f := range []string{"pdf", "xlsx", "html", "json"} {
		b.Run("quarterly/"+f, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "q."+f)
			for b.Loop() {
				if err := a.WriteReport(context.Background(), ReportQuery{Kind: "quarterly", Period: "FY2025Q4"}, []string{path}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("quarterly/three", func(b *testing.B) {
		dir := b.TempDir()
		q := ReportQuery{Kind: "quarterly", Period: "FY2025Q4"}
		for b.Loop() {
			err := a.WriteReport(context.Background(), q, []string{filepath.Join(dir, "q.pdf"), filepath.Join(dir, "q.xlsx"), filepath.Join(dir, "q.html")})
			if err != nil {
				b.Fatal(err)
			}
		}
		peak(b)
		var p parts
		mustWork(b, a, func(w *work) error {
			begin := time.Now()
			d, err := a.document(context.Background(), w, q)
			p.numbers = time.Since(begin)
			if err != nil {
				return err
			}
			return p.draw(d)
		})
		p.tell(b)
	})
	b.Run("60clients/three", func(b *testing.B) {
		q := ReportQuery{Kind: "monthly", Period: "2026-03"}
		for b.Loop() {
			paths, err := a.WriteClientReports(context.Background(), q, b.TempDir(), []string{"pdf", "xlsx", "html"}, false)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(paths)), "files")
		}
		peak(b)
		// Where the time goes: ten clients' reports, one thing after the other on one core as far as it is ours.
		var p parts
		mustWork(b, a, func(w *work) error {
			names, err := w.everyClient(context.Background())
			if err != nil {
				return err
			}
			jobs := make([]clientJob, min(10, len(names)))
			for i := range jobs {
				jobs[i].client = names[i]
			}
			ready := make(chan *clientJob, len(jobs))
			begin := time.Now()
			err = a.countClients(context.Background(), w, q, jobs, ready)
			p.numbers = time.Since(begin)
			for i := range jobs {
				if err == nil {
					err = p.draw(jobs[i].document)
				}
			}
			return err
		})
		p.tell(b)
	})
}

// parts are where the time of some reports went.
type parts struct {
	reports                          int
	numbers, pdf, charts, xlsx, html time.Duration
	drawn                            int // charts
	atelier                          atelier
}

// SVG draws with the engine and looks at the clock.
func (p *parts) SVG(c *report.Chart, colors chart.Palette, width, height float64) (string, error) {
	begin := time.Now()
	defer func() { p.charts, p.drawn = p.charts+time.Since(begin), p.drawn+1 }()
	return p.atelier.engine.SVG(c, colors, width, height)
}

// draw draws d in three formats. The engine and the printer start before the clock does.
func (p *parts) draw(d *report.Document) (err error) {
	p.reports++
	if p.atelier.engine == nil {
		if p.atelier.engine, err = chart.New(); err != nil {
			return err
		}
		if p.atelier.printer, err = pdf.New(); err != nil {
			return err
		}
	}
	begin := time.Now()
	if err := p.atelier.printer.Write(io.Discard, d, p); err != nil {
		return err
	}
	p.pdf += time.Since(begin)
	begin = time.Now()
	if err := p.atelier.draw("xlsx", io.Discard, d); err != nil {
		return err
	}
	p.xlsx += time.Since(begin)
	begin = time.Now()
	err = p.atelier.draw("html", io.Discard, d)
	p.html += time.Since(begin)
	return err
}

// tell reports the parts, a report's share of each; the PDF is told without its charts.
func (p *parts) tell(b *testing.B) {
	p.atelier.close()
	ms := func(d time.Duration, name string) {
		b.ReportMetric(float64(d.Microseconds())/1000/float64(max(1, p.reports)), name+"-ms")
	}
	ms(p.numbers, "numbers")
	ms(p.charts, "charts")
	ms(p.pdf-p.charts, "pdf")
	ms(p.xlsx, "xlsx")
	ms(p.html, "html")
	b.ReportMetric(float64(p.drawn)/float64(max(1, p.reports)), "charts")
}

func mustWork(b *testing.B, a *App, do func(*work) error) {
	b.Helper()
	if err := a.with(context.Background(), do); err != nil {
		b.Fatal(err)
	}
}
