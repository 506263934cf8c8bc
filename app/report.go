package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/app/sections"
	"furikaeri/app/settings"
	"furikaeri/report"
	"furikaeri/report/chart"
	"furikaeri/report/html"
	"furikaeri/report/pdf"
	"furikaeri/report/xlsx"
)

// A ReportQuery says which report of what, in which language.
type ReportQuery struct {
	Kind     string // "quarterly", "monthly"
	Period   string // as definitions §2 writes periods
	Unit     string // quarterly: "" = all units
	Client   string // monthly: the client
	Lang     string // "ja", "en"; "" = the workspace's
	Issued   string // "2026-04-01"; "" = as_of's local date
	Comments string // path of a Markdown file with comments; "" = none
	Paper    string // of PDFs: "a4", "slides"; "" = A4
}

// An atelier draws documents. It keeps the printer and the chart engine, which take long to make and which PDF alone needs.
type atelier struct {
	mu      sync.Mutex    // guards what follows: the engine draws one chart at a time
	engine  *chart.Engine // nil until the first PDF
	printer *pdf.Printer
}

// print writes d as PDF.
func (t *atelier) print(w io.Writer, d *report.Document) (err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.engine == nil {
		if t.engine, err = chart.New(); err != nil {
			return fmt.Errorf("starting the chart engine: %w", err)
		}
	}
	if t.printer == nil {
		if t.printer, err = pdf.New(); err != nil {
			return fmt.Errorf("starting the printer: %w", err)
		}
	}
	return t.printer.Write(w, d, t.engine)
}

func (t *atelier) close() {
	if t.engine != nil {
		t.engine.Close()
	}
}

// Formats are the formats of reports, by the ending of a file's name.
func Formats() []string { return []string{"pdf", "xlsx", "html", "json"} }

// draw writes d in a format.
func (t *atelier) draw(format string, w io.Writer, d *report.Document) error {
	switch format {
	case "pdf":
		return t.print(w, d)
	case "xlsx":
		return xlsx.Write(w, d)
	case "html":
		return html.Write(w, d)
	case "json":
		e := json.NewEncoder(w)
		e.SetIndent("", " ")
		return e.Encode(d)
	}
	return fmt.Errorf("unknown format %q", format)
}

// formatOf is the format that a file's name asks for.
func formatOf(path string) (string, error) {
	f := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	if !slices.Contains(Formats(), f) {
		return "", &Error{Key: "error.format", Args: []string{"file", filepath.Base(path), "formats", strings.Join(Formats(), ", ")}}
	}
	return f, nil
}

// Report makes a document.
func (a *App) Report(ctx context.Context, q ReportQuery) (*report.Document, error) {
	var d *report.Document
	err := a.with(ctx, func(w *work) (err error) {
		d, err = a.document(ctx, w, q)
		return err
	})
	return d, err
}

// document counts what a report needs and writes it.
func (a *App) document(ctx context.Context, w *work, q ReportQuery) (*report.Document, error) {
	m, err := mannerOf(w.settings, q) // before the work
	if err != nil {
		return nil, err
	}
	c, err := w.count(ctx, q)
	if err != nil {
		return nil, err
	}
	return a.write(w.settings, q, m, c)
}

// WriteReport makes a report and writes it to all paths, each in the format of its ending: all of them, or none.
func (a *App) WriteReport(ctx context.Context, q ReportQuery, paths []string) error {
	for _, p := range paths {
		if _, err := formatOf(p); err != nil {
			return err
		}
	}
	d, err := a.Report(ctx, q)
	if err != nil {
		return err
	}
	t := &atelier{}
	defer t.close()
	a.progress(Progress{Stage: "ui.writing", Name: d.Title})
	files, err := a.drawn(t, d, paths)
	if err != nil {
		return err
	}
	return writeFiles(ctx, files)
}

// drawn draws d into memory, every path at the same time: nothing is written before everything is drawn.
func (a *App) drawn(t *atelier, d *report.Document, paths []string) ([]file, error) {
	out := make([]file, len(paths))
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i, p := range paths {
		format, err := formatOf(p)
		if err != nil {
			return nil, err
		}
		g.Go(func() error {
			var b bytes.Buffer
			if err := t.draw(format, &b, d); err != nil {
				return fmt.Errorf("writing %s: %w", filepath.Base(p), err)
			}
			out[i] = file{path: p, write: func(w io.Writer) error {
				_, err := w.Write(b.Bytes())
				return err
			}}
			return nil
		})
	}
	return out, g.Wait()
}

// WriteClientReports writes a report for every client that the map names, into a folder, and returns the paths. Services
// without a client of their own make it refuse, unless they shall count as clients. Each client's files are all written
// or none.
func (a *App) WriteClientReports(ctx context.Context, q ReportQuery, dir string, formats []string, unmappedAsClients bool) ([]string, error) {
	written := []string{}
	for _, f := range formats {
		if _, err := formatOf("x." + f); err != nil {
			return nil, err
		}
	}
	err := a.with(ctx, func(w *work) error {
		mq, err := w.reportQuery(q)
		if err != nil {
			return err
		}
		clients, unmapped, err := w.clients(ctx, mq.Period)
		if err != nil {
			return err
		}
		if unmapped > 0 && !unmappedAsClients {
			return &Error{Key: "error.unmapped_clients", Args: []string{"n", fmt.Sprint(unmapped)}}
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return writeError(dir, err)
		}
		jobs := make([]clientJob, len(clients))
		for i, name := range fileNames(clients) {
			jobs[i].client = clients[i]
			for _, f := range formats {
				jobs[i].paths = append(jobs[i].paths, filepath.Join(dir, name+"_"+q.Period+"."+f))
			}
			written = append(written, jobs[i].paths...)
		}
		return a.drawClients(ctx, w, q, jobs)
	})
	if err != nil {
		return nil, err
	}
	return written, nil
}

// A clientJob is one client's report on its way to its files.
type clientJob struct {
	client   string
	paths    []string
	document *report.Document
}

// drawClients counts one client after the other, because the database is one, and draws what is counted on every core.
func (a *App) drawClients(ctx context.Context, w *work, q ReportQuery, jobs []clientJob) error {
	workers := max(1, min(runtime.NumCPU(), len(jobs)))
	ready := make(chan *clientJob, workers)
	g, ctx := errgroup.WithContext(ctx)
	for range workers {
		g.Go(func() error {
			t := &atelier{}
			defer t.close()
			for j := range ready {
				files, err := a.drawn(t, j.document, j.paths)
				if err == nil {
					err = writeFiles(ctx, files)
				}
				if err != nil {
					return err
				}
				j.document = nil
			}
			return nil
		})
	}
	g.Go(func() error {
		defer close(ready)
		return a.countClients(ctx, w, q, jobs, ready)
	})
	return g.Wait()
}

// countClients makes the documents of jobs and hands them over.
func (a *App) countClients(ctx context.Context, w *work, q ReportQuery, jobs []clientJob, ready chan<- *clientJob) (err error) {
	m, err := mannerOf(w.settings, q)
	if err != nil {
		return err
	}
	mq, err := w.reportQuery(q)
	if err != nil {
		return err
	}
	batch, err := metrics.NewBatch(ctx, w.Store, mq)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, batch.Close(), w.SetThreads(context.WithoutCancel(ctx), 0)) }()
	if err := w.SetThreads(ctx, 1); err != nil { // the others draw
		return err
	}
	for i := range jobs {
		j, q := &jobs[i], q
		a.progress(Progress{Stage: "ui.writing", Name: j.client, Done: int64(i), Total: int64(len(jobs))})
		q.Client = j.client
		c := &counted{query: mq}
		c.query.Client = j.client
		if c.numbers, err = batch.Compute(ctx, j.client); err != nil {
			return err
		}
		if err := w.covered(ctx, q, c.numbers); err != nil {
			return err
		}
		if j.document, err = a.write(w.settings, q, m, c); err != nil {
			return err
		}
		select {
		case ready <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// clients are the clients by name: those of the services that were met, and those that the map names for a day of the
// period. Of a client who had no alert at all there is a report too, which says so.
func (w *work) clients(ctx context.Context, in incident.Period) (names []string, unmapped int, err error) {
	services, err := w.Services(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, s := range services {
		if !s.Mapped {
			unmapped++
		}
		names = append(names, s.Client)
	}
	entries, err := w.Map(ctx)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range entries {
		over := e.FromDay != nil && *e.FromDay > int64(in.To) || e.UntilDay != nil && *e.UntilDay < int64(in.From)
		if e.Client != "" && !over {
			names = append(names, e.Client)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), unmapped, nil
}

// everyClient are the clients that anything is known of, whenever.
func (w *work) everyClient(ctx context.Context) ([]string, error) {
	names, _, err := w.clients(ctx, incident.Period{From: math.MinInt32, To: math.MaxInt32})
	return names, err
}

// A manner is the language and the paper of a report.
type manner struct {
	words lang.Words
	paper report.Paper
}

// mannerOf is what q asks for, else what the settings do.
func mannerOf(set settings.Settings, q ReportQuery) (m manner, err error) {
	code := cmp.Or(q.Lang, set.Language)
	if m.words, err = lang.For(code); err != nil {
		return m, &Error{Key: "error.language", Args: []string{"lang", code}, Err: err}
	}
	m.paper, err = paperNamed(q.Paper)
	return m, err
}

// counted is what a report's numbers are, before they are written about.
type counted struct {
	query   metrics.Query
	numbers *metrics.Numbers
	year    *metrics.Numbers // quarterly alone: the fiscal year up to the period's end
}

// reportQuery is what metrics are asked for a report.
func (w *work) reportQuery(q ReportQuery) (metrics.Query, error) {
	mq, err := w.query(NumbersQuery{Period: q.Period, Unit: q.Unit, Client: q.Client})
	mq.Alerts, mq.Definitions = true, q.Kind == "quarterly"
	return mq, err
}

// count counts what a report needs.
func (w *work) count(ctx context.Context, q ReportQuery) (*counted, error) {
	if err := w.known(ctx, q); err != nil {
		return nil, err
	}
	mq, err := w.reportQuery(q)
	if err != nil {
		return nil, err
	}
	c := &counted{query: mq}
	if c.numbers, err = metrics.Compute(ctx, w.Store, mq); err != nil {
		return nil, err
	}
	if err := w.covered(ctx, q, c.numbers); err != nil {
		return nil, err
	}
	if q.Kind != "monthly" {
		c.year, err = w.yearToDate(ctx, mq)
	}
	return c, err
}

// write writes a report about what was counted.
func (a *App) write(set settings.Settings, q ReportQuery, m manner, c *counted) (*report.Document, error) {
	in, err := a.input(set, q, m.words, c)
	if err != nil {
		return nil, err
	}
	of := sections.Quarterly
	if q.Kind == "monthly" {
		of = sections.Monthly
	}
	d := of(in)
	d.Paper = m.paper
	return d, nil
}

// paperNamed is the paper that people call so; "" is A4.
func paperNamed(name string) (report.Paper, error) {
	switch name {
	case "", "a4":
		return report.A4, nil
	case "slides":
		return report.Slides, nil
	}
	return "", &Error{Key: "error.paper", Args: []string{"paper", name}}
}

// known refuses a client or unit that neither data nor map have, which is a slip of the pen more often than an empty month.
func (w *work) known(ctx context.Context, q ReportQuery) error {
	if q.Client != "" {
		all, err := w.everyClient(ctx)
		if err != nil {
			return err
		}
		if !slices.Contains(all, q.Client) {
			return &Error{Key: "error.client", Args: []string{"client", q.Client, "near", near(q.Client, all)}}
		}
	}
	if q.Unit != "" {
		all, err := w.Units(ctx)
		if err != nil {
			return err
		}
		if !slices.Contains(all, q.Unit) {
			return &Error{Key: "error.unit", Args: []string{"unit", q.Unit, "near", near(q.Unit, all)}}
		}
	}
	return nil
}

// near lists up to five names that hold part of what was asked for, else the first five.
func near(name string, all []string) string {
	out := []string{}
	for _, a := range all {
		if strings.Contains(strings.ToLower(a), strings.ToLower(name)) || strings.Contains(name, a) {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		out = all
	}
	return strings.Join(out[:min(5, len(out))], ", ")
}

// yearToDate counts the fiscal year up to the period's end.
func (w *work) yearToDate(ctx context.Context, q metrics.Query) (*metrics.Numbers, error) {
	start := time.Month(w.settings.FiscalYearStart)
	year := incident.FiscalYear(q.Period.To, start)
	q.Period.From = incident.DayOf(year, start, 1)
	q.Alerts, q.Definitions, q.ChangeOnly = false, false, true
	if d, ok := incident.DefinitionNamed(w.settings.DefinitionOf(year)); ok {
		q.Definition = d
	}
	return metrics.Compute(ctx, w.Store, q)
}

// covered refuses a period of which the data cover no day: that nothing is known is not that nothing happened.
func (w *work) covered(ctx context.Context, q ReportQuery, n *metrics.Numbers) error {
	from, err := incident.ParseDay(n.Period.From)
	if err != nil {
		return err
	}
	to, err := incident.ParseDay(n.Period.To)
	if err != nil {
		return err
	}
	unknown, leap := 0, 0
	for _, r := range n.Period.Excluded {
		first, err := incident.ParseDay(r.From)
		if err != nil {
			return err
		}
		last, err := incident.ParseDay(r.To)
		if err != nil {
			return err
		}
		switch r.Why {
		case "before_coverage", "after_coverage", "not_pulled":
			unknown += int(last-first) + 1
		case "no_partner": // 29 February is that first
			leap += int(last-first) + 1
		}
	}
	if unknown == 0 || unknown+leap < int(to-from)+1 || len(n.Alerts) > 0 {
		return nil
	}
	first, last, ok, err := w.coverage(ctx)
	switch {
	case err != nil:
		return err
	case !ok:
		return &Error{Key: "error.report.no_data"}
	}
	return &Error{Key: "error.report.uncovered", Args: []string{"period", q.Period, "first", first.String(), "last", last.String()}}
}

// input is what the sections are given of a report.
func (a *App) input(set settings.Settings, q ReportQuery, words lang.Words, c *counted) (sections.Input, error) {
	mq, n := c.query, c.numbers
	brand := set.BrandFor(q.Client)
	in := sections.Input{
		Words: words, Numbers: n, Year: c.year, Period: mq.Period, FiscalStart: time.Month(set.FiscalYearStart), Zone: mq.Zone, Unit: q.Unit, Client: q.Client,
		UnitWord: set.Unit(words.Code), Limits: mq.Limits, Roster: len(set.Roster) > 0, Mapped: n.Quality.UnmappedServices < int64(len(n.Projects)),
		Version: "Furikaeri " + a.Version, Company: brand.Company, PreparedBy: set.PreparedBy, ApprovedBy: set.ApprovedBy, Mark: brand.Mark, Accent: brand.Color,
	}
	asOf, err := time.Parse(time.RFC3339, n.AsOf)
	if err != nil {
		return in, err
	}
	in.Issued = incident.LocalDay(asOf, mq.Zone)
	if q.Issued != "" {
		if in.Issued, err = incident.ParseDay(q.Issued); err != nil {
			return in, &Error{Key: "error.issued", Args: []string{"date", q.Issued}, Err: err}
		}
	}
	if brand.Logo != "" {
		path := brand.Logo
		if !filepath.IsAbs(path) {
			path = filepath.Join(a.Dir, path)
		}
		if in.Logo, err = os.ReadFile(path); err != nil {
			return in, &Error{Key: "error.logo", Args: []string{"file", path, "detail", err.Error()}, Err: err}
		}
	}
	if q.Comments != "" {
		body, err := os.ReadFile(q.Comments)
		if err != nil {
			return in, &Error{Key: "error.comments", Args: []string{"file", q.Comments, "detail", err.Error()}, Err: err}
		}
		in.Comments = map[string][]string{}
		all := comments(string(body))
		for _, heading := range slices.Sorted(maps.Keys(all)) {
			id := sections.Named(words, q.Kind, heading)
			if id == "" { // what a person wrote is not dropped in silence
				return in, &Error{Key: "error.comments_heading", Args: []string{"file", q.Comments, "heading", heading, "list", strings.Join(sections.IDs(q.Kind), words.T("list.comma"))}}
			}
			in.Comments[id] = append(in.Comments[id], all[heading]...)
		}
	}
	return in, nil
}

// comments reads a Markdown file: a heading names a section, the paragraphs and list items under it are its sentences.
// Signs of emphasis go; a line that goes on one of Japanese has no space before it.
func comments(body string) map[string][]string {
	out := map[string][]string{}
	id, paragraph := "", ""
	flush := func() {
		if id != "" && paragraph != "" {
			out[id] = append(out[id], paragraph)
		}
		paragraph = ""
	}
	body = strings.NewReplacer("\r\n", "\n", "**", "", "\ufeff", "").Replace(body)
	for line := range strings.SplitSeq(body, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"):
			flush()
			id = strings.TrimSpace(strings.TrimLeft(line, "#"))
		case line == "":
			flush()
		case strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* "):
			flush()
			paragraph = "・" + strings.TrimSpace(line[2:])
		case paragraph != "":
			if last, _ := utf8.DecodeLastRuneInString(paragraph); last < 0x2e80 { // kana, kanji and their punctuation need none
				paragraph += " "
			}
			paragraph += line
		default:
			paragraph = line
		}
	}
	flush()
	return out
}
