package app

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/pagerduty"
	"furikaeri/app/store"
)

// pagerDutyCut is the number of rows at which PagerDuty cuts its CSV without a word.
const pagerDutyCut = 20000

// largeTable is how long a table is, in bytes, that has more rows than are joined in memory, or longer ones.
const largeTable = 48 << 20

// An ImportQuery says what is taken in, and how.
type ImportQuery struct {
	Paths   []string // files, folders, archives
	Columns string   // path of a sheet that says what the columns of tables hold; "" = none
	DryRun  bool     // say what would become of the files, and leave everything as it is

	in map[string]ImportResult // files, by their names, that an attempt before took in: they are passed over
}

// An ImportResult says what became of one file.
type ImportResult struct {
	File string
	Kind pagerduty.Kind
	store.Imported
	Refusals []pagerduty.Refusal // all of them, by line
	Cut      bool                // it has exactly as many rows as PagerDuty cuts at
}

// Import takes files in, one after the other, each whole or not at all. A file that cannot go in does not keep the others
// out: the error joins one for each such file, and the results are those of the files that went in.
func (a *App) Import(ctx context.Context, q ImportQuery) ([]ImportResult, error) {
	out := []ImportResult{}
	var columns pagerduty.Mapping
	var err error
	if q.Columns != "" {
		if columns, err = readColumns(q.Columns); err != nil {
			return out, err
		}
	}
	inputs, skipped, err := pagerduty.Expand(q.Paths)
	if err != nil {
		return out, fileError(err)
	}
	for _, name := range skipped {
		a.notice("ui.skipped", "file", name)
	}
	if q.DryRun && !a.HasWorkspace() { // a try leaves no workspace behind
		empty, err := os.MkdirTemp("", "furikaeri-")
		if err != nil {
			return out, err
		}
		defer os.RemoveAll(empty)
		there := *a
		there.Dir = empty
		a = &there
	}
	err = a.with(ctx, func(w *work) error {
		i := importer{app: a, work: w, columns: columns, key: pagerduty.HeaderKey(headersOf(columns)), in: q.in}
		if !q.DryRun {
			err := i.all(ctx, inputs, &out)
			if i.used {
				if kept := w.remember(ctx, columns); err == nil {
					err = kept
				}
			}
			return i.unused(err)
		}
		var failed error // the files' errors are no reason to end the try
		err := w.Try(ctx, func() error {
			failed = i.all(ctx, inputs, &out)
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		return i.unused(failed)
	})
	return out, err
}

// An importer takes inputs into an open workspace.
type importer struct {
	app     *App
	work    *work
	columns pagerduty.Mapping // nil = none was given
	key     string            // of its headers
	used    bool              // a file had these headers
	in      map[string]ImportResult
}

// all takes the inputs in, one after the other. Files that cannot go in are passed over; their errors are joined.
func (i *importer) all(ctx context.Context, inputs []pagerduty.Input, out *[]ImportResult) error {
	var failed []error
	for _, in := range inputs {
		if r, ok := i.in[in.Name]; ok {
			*out = append(*out, r)
			continue
		}
		r, err := i.one(ctx, in)
		if _, ok := asFileError(err); ok {
			failed = append(failed, fileError(err))
			continue
		}
		if errors.Is(err, store.ErrTried) {
			err = &Error{Key: "error.tried", Args: []string{"file", in.Name}, Err: err}
		}
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		*out = append(*out, r)
	}
	if len(failed) == 1 {
		return failed[0]
	}
	return errors.Join(failed...)
}

// unused says that the sheet of columns was for none of the files.
func (i *importer) unused(err error) error {
	if i.columns == nil || i.used {
		return err
	}
	e := &Error{Key: "error.columns.unused"}
	if err == nil {
		return e
	}
	return errors.Join(err, e)
}

// mapping is what people said of the columns of a table with these headers, now or before.
func (i *importer) mapping(ctx context.Context) func([]string) (pagerduty.Mapping, bool) {
	remembered := i.work.rememberedColumns(ctx)
	return func(headers []string) (pagerduty.Mapping, bool) {
		if i.columns != nil && pagerduty.HeaderKey(headers) == i.key {
			i.used = true
			return i.columns, true
		}
		return remembered(headers)
	}
}

// one takes one input in. The error may be a *pagerduty.FileError.
func (i *importer) one(ctx context.Context, in pagerduty.Input) (ImportResult, error) {
	var r ImportResult
	w := i.work
	options := pagerduty.Options{
		Account: w.settings.Account, Local: w.settings.Location(), Mapping: i.mapping(ctx),
		Progress: func(read, size int64) {
			i.app.progress(Progress{Stage: "ui.reading", Name: in.Name, Done: read, Total: size})
		},
	}
	file, err := pagerduty.Open(in, options)
	if err != nil {
		return r, err
	}
	defer file.Close()
	f := &filler{ctx: ctx, file: file, rules: w.rules}
	r.File = file.Name
	entries := func(context.Context) (store.EventFiller, error) {
		if file.EventCount() == 0 {
			return none{}, nil
		}
		options.Events = true
		again, err := pagerduty.Open(in, options)
		if err != nil {
			return nil, err
		}
		f.events = again
		return &eventFiller{ctx: ctx, file: again, want: file.SHA256()}, nil
	}
	r.Imported, err = w.Import(ctx, store.Import{
		Name: file.Name, Kind: func() string { return string(file.Kind()) }, Account: w.settings.Account, ReadAt: w.now, Rows: f, Events: entries, Large: file.Kind() == pagerduty.KindCSV && file.Size > largeTable,
		Rules: byRules(w.rules), End: f.end,
		Joining: func(done, total int64) {
			i.app.progress(Progress{Stage: "ui.joining", Name: in.Name, Done: done, Total: total})
		},
	})
	if f.events != nil {
		f.events.Close()
	}
	if err != nil {
		return r, err
	}
	r.Kind, r.Refusals = file.Kind(), f.refusals
	r.Cut = r.Rows == pagerDutyCut && r.Kind == pagerduty.KindCSV
	return r, nil
}

// byRules is how the store derives by rules.
func byRules(r derive.Rules) store.Rules {
	return store.Rules{Deriver: func() store.Deriving { return derive.New(r).Derive }, Share: derive.Share}
}

// none gives no entries.
type none struct{}

func (none) FillEvents([]incident.Event) ([]incident.Event, error) { return nil, io.EOF }

// An eventFiller turns a file into the store's timeline entries, in a second reading of the same bytes.
type eventFiller struct {
	ctx  context.Context
	file *pagerduty.File
	want string // the SHA-256 of the first reading

	reading sync.Mutex // guards file
}

// FillEvents makes the next entries.
func (e *eventFiller) FillEvents(buf []incident.Event) ([]incident.Event, error) {
	e.reading.Lock()
	batch, err := e.file.Next(e.ctx)
	if err == io.EOF && e.file.SHA256() != e.want {
		err = &pagerduty.FileError{File: e.file.Name, Problem: pagerduty.Changed}
	}
	e.reading.Unlock()
	if err != nil {
		return nil, err
	}
	return append(buf, batch.Events()...), nil
}

// A filler turns a file into the store's rows. The store calls Fill from several goroutines: reading is one at a time,
// understanding and deriving run side by side.
type filler struct {
	ctx    context.Context
	file   *pagerduty.File
	rules  derive.Rules
	events *pagerduty.File // the second reading, for the entries of timelines; nil where there are none

	reading    sync.Mutex // guards file
	mu         sync.Mutex // guards what follows
	read       int64
	refusals   []pagerduty.Refusal
	newest     time.Time
	impossible int64
}

func (f *filler) Worker() any { return derive.New(f.rules) }

// Fill makes the next rows.
func (f *filler) Fill(worker any, rows []store.Row) ([]store.Row, error) {
	f.reading.Lock()
	batch, err := f.file.Next(f.ctx)
	f.reading.Unlock()
	if err != nil {
		return nil, err // io.EOF too
	}
	readings, refused := batch.Readings()
	d := worker.(*derive.Deriver)
	var newest time.Time
	var impossible int64
	for _, r := range readings {
		rows = append(rows, store.Row{Reading: r, Facts: d.Facts(&r.Incident)})
		if t := r.Latest(); t.After(newest) {
			newest = t
		}
		impossible += int64(r.Impossible)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.read += int64(len(readings))
	f.refusals = append(f.refusals, refused...)
	f.impossible += impossible
	if newest.After(f.newest) {
		f.newest = newest
	}
	return rows, nil
}

// end says what the whole file was.
func (f *filler) end() (sha256 string, bytes, rows, refused, impossible int64, newest time.Time, err error) {
	slices.SortStableFunc(f.refusals, func(a, b pagerduty.Refusal) int { return a.Line - b.Line })
	if len(f.refusals) > 0 && f.read == 0 && f.file.EventCount() == 0 {
		first := f.refusals[0]
		return "", 0, 0, 0, 0, newest, &pagerduty.FileError{File: f.file.Name, Line: first.Line, Problem: pagerduty.AllRefused, Detail: string(first.Problem)}
	}
	return f.file.SHA256(), f.file.Size, f.file.Rows(), int64(len(f.refusals)), f.impossible, f.newest, nil
}

// fileError puts a file's error into words for people.
func fileError(err error) error {
	if e, ok := asFileError(err); ok {
		return &Error{Key: "error.file." + string(e.Problem), Args: fileArgs(e), Err: err}
	}
	return err
}
