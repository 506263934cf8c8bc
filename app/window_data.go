package app

import (
	"context"
	"path/filepath"
	"strconv"

	"furikaeri/app/lang"
)

// A RefusedRow is a row of a file that was left out, and why.
type RefusedRow struct {
	File   string `json:"file"`
	Line   string `json:"line"`
	Column string `json:"column"`
	Reason string `json:"reason"`
	Value  string `json:"value"`
}

// An ImportedFile is what became of one file.
type ImportedFile struct {
	File      string   `json:"file"`
	Rows      string   `json:"rows"`
	New       string   `json:"new"`
	Changed   string   `json:"changed"`
	Unchanged string   `json:"unchanged"`
	Refused   string   `json:"refused"`
	Warnings  []string `json:"warnings"`
}

// An ImportOutcome is what became of files. Files that went in before an error are there, and Failed says what it was.
type ImportOutcome struct {
	Files    []ImportedFile `json:"files"`
	Said     string         `json:"said"`
	Refusals []RefusedRow   `json:"refusals"` // the first of them; SaveRefused writes all
	Refused  int            `json:"refused"`
	OK       bool           `json:"ok"`
	Failed   Failure        `json:"failed"` // where OK is false
}

// shownRefusals is how many refused rows the page lists.
const shownRefusals = 1000

// exportEndings are the endings of files that can be imported.
var exportEndings = []string{"csv", "json", "jsonl", "ndjson", "xlsx", "parquet", "zip", "gz", "tsv", "txt"}

// ChooseFiles asks for files to import; none if the person cancelled.
func (w *Window) ChooseFiles() (_ []string, err error) {
	defer caught(&err)
	words := w.speech()
	paths, err := w.desktop.Open(words.T("ui.w.dialog.import"), words.T("ui.w.dialog.exports"), exportEndings, true)
	return append([]string{}, paths...), err
}

// Import takes files in. It does not fail: what went wrong is in the outcome, beside what went in before.
func (w *Window) Import(paths []string) (out ImportOutcome, err error) {
	defer caught(&err)
	out = ImportOutcome{Files: []ImportedFile{}, Refusals: []RefusedRow{}, Failed: Failure{Sentences: []string{}}}
	ctx, done, err := w.working()
	if err != nil {
		return out, err
	}
	defer done()
	results := []ImportResult{}
	failed := w.desk.change(func() (err error) {
		results, err = w.app.Import(ctx, ImportQuery{Paths: paths})
		return err
	})
	w.mu.Lock()
	w.last = results
	w.mu.Unlock()
	words := w.speech()
	var added, changed, unchanged int64
	for _, r := range results {
		added, changed, unchanged = added+r.Added, changed+r.Changed, unchanged+r.Unchanged
		out.add(words, r)
	}
	out.Said = words.T("ui.w.import.said", "new", words.Count(added), "changed", words.Count(changed), "unchanged", words.Count(unchanged), "refused", words.Count(int64(out.Refused)))
	out.OK = failed == nil
	if failed != nil {
		out.Failed = Describe(w, failed)
	}
	return out, nil
}

func (o *ImportOutcome) add(words lang.Words, r ImportResult) {
	name := filepath.Base(r.File)
	f := ImportedFile{File: name, Rows: words.Count(r.Rows), New: words.Count(r.Added), Changed: words.Count(r.Changed), Unchanged: words.Count(r.Unchanged),
		Refused: words.Count(int64(len(r.Refusals))), Warnings: []string{}}
	if r.Cut {
		f.Warnings = append(f.Warnings, words.T("ui.w.import.cut"))
	}
	if r.Impossible > 0 {
		f.Warnings = append(f.Warnings, words.T("ui.w.import.impossible", "n", words.Count(r.Impossible)))
	}
	o.Files = append(o.Files, f)
	o.Refused += len(r.Refusals)
	for _, v := range r.Refusals {
		if len(o.Refusals) == shownRefusals {
			return
		}
		o.Refusals = append(o.Refusals, RefusedRow{File: filepath.Base(v.File), Line: strconv.Itoa(v.Line), Column: v.Column, Reason: words.T("refused." + string(v.Problem)), Value: v.Value})
	}
}

// SaveRefused asks where to write the rows that the last import left out, and writes them. "" if the person cancelled.
func (w *Window) SaveRefused() (path string, err error) {
	defer caught(&err)
	words := w.speech()
	path, err = w.desktop.Save(words.T("ui.w.dialog.refused"), words.T("ui.w.file.refused")+".csv")
	if err != nil || path == "" {
		return "", err
	}
	w.mu.Lock()
	last := w.last
	w.mu.Unlock()
	return path, w.app.WriteRefused(context.Background(), path, words, last)
}

// A CheckLine is one question to the data.
type CheckLine struct {
	Title   string   `json:"title"`
	Count   string   `json:"count"`
	Needed  bool     `json:"needed"` // a person has to do something, or the numbers are wrong
	Todo    string   `json:"todo"`
	Details []string `json:"details"`
}

// Coverage is what needs a person in the data, worst first; what is as it should be is left out.
func (w *Window) Coverage() (out []CheckLine, err error) {
	defer caught(&err)
	out = []CheckLine{}
	ctx, words := context.Background(), w.speech()
	var r CheckResult
	err = w.desk.read(ctx, func(k *work) error {
		first, last, ok, err := k.coverage(ctx)
		if err != nil || !ok {
			return err
		}
		n, err := k.numbers(ctx, NumbersQuery{Period: first.String() + ".." + last.String()})
		if err != nil {
			return err
		}
		r.From, r.To = first.String(), last.String()
		return k.check(ctx, n, &r)
	})
	for _, severity := range []Severity{Todo, Notice} {
		for _, i := range r.Items {
			if i.Severity == severity {
				out = append(out, CheckLine{words.T("ui.check." + i.Key), words.Count(i.Count), i.Severity == Todo, words.T("ui.w.check." + i.Key), i.Details})
			}
		}
	}
	return out, err
}
