package app

import (
	"context"
	"slices"
	"sync"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/pagerduty"
	"furikaeri/app/store"
)

// pagerDutyCut is the number of rows at which PagerDuty cuts its CSV without a word (pagerduty.md §2a).
const pagerDutyCut = 20000

// An ImportResult says what became of one file.
type ImportResult struct {
	File string
	store.Imported
	Refusals []pagerduty.Refusal // all of them, by line
	Cut      bool                // it has exactly as many rows as PagerDuty cuts at
}

// Import takes files in, one after the other, each whole or not at all. The results are those of the files that went in
// before an error.
func (a *App) Import(ctx context.Context, paths []string) ([]ImportResult, error) {
	out := []ImportResult{}
	err := a.with(ctx, func(w *work) error {
		for _, p := range paths {
			r, err := a.importFile(ctx, w, p)
			if err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	return out, err
}

func (a *App) importFile(ctx context.Context, w *work, path string) (ImportResult, error) {
	var r ImportResult
	name := path
	file, err := pagerduty.OpenPath(path, pagerduty.Options{
		Account: w.settings.Account, Local: w.settings.Location(),
		Progress: func(read, size int64) { a.progress(Progress{Stage: "ui.reading", Name: name, Done: read, Total: size}) },
	})
	if err != nil {
		return r, fileError(err)
	}
	defer file.Close()
	f := &filler{ctx: ctx, file: file, rules: w.rules}
	r.File = file.Name
	r.Imported, err = w.Import(ctx, store.Import{
		Name: file.Name, Account: w.settings.Account, ReadAt: a.Now(), Rows: f, Derive: derive.New(w.rules).Facts, End: f.end,
	})
	if err != nil {
		return r, fileError(err)
	}
	r.Refusals = f.refusals
	r.Cut = r.Rows == pagerDutyCut
	return r, nil
}

// A filler turns a file into the store's rows. The store calls Fill from several goroutines: reading is one at a time,
// understanding and deriving run side by side.
type filler struct {
	ctx   context.Context
	file  *pagerduty.File
	rules derive.Rules

	reading    sync.Mutex // guards file
	mu         sync.Mutex // guards what follows
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
	if f.file.Rows() > 0 && int64(len(f.refusals)) == f.file.Rows() {
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
