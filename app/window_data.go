package app

import (
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

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
	Entries   string   `json:"entries"` // of timelines, that were not there before
	Warnings  []string `json:"warnings"`
}

// An ImportOutcome is what became of files. Files that went in before an error are there, and Failed says what it was.
type ImportOutcome struct {
	Files    []ImportedFile `json:"files"`
	Said     string         `json:"said"`
	Refusals []RefusedRow   `json:"refusals"` // the first of them; SaveRefused writes all
	Refused  int            `json:"refused"`
	Try      bool           `json:"try"` // nothing was changed
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

// A LookedFile says what a file is, before anything of it is read in.
type LookedFile struct {
	Path     string         `json:"path"`
	File     string         `json:"file"`
	What     string         `json:"what"` // its kind, its encoding
	OK       bool           `json:"ok"`   // it can be imported
	Problems []string       `json:"problems"`
	Columns  []LookedColumn `json:"columns"` // of a table
}

// A LookedColumn says what a column of a table is taken for.
type LookedColumn struct {
	Header string `json:"header"`
	Field  string `json:"field"` // one of Fields; "" = left out
	Label  string `json:"label"` // the field in words
	Ask    bool   `json:"ask"`   // a person may say what it is (Assign)
	Guess  string `json:"guess"` // what it may be, where nobody knows; "" = no idea
	Sample string `json:"sample"`
}

// Look says what files are.
func (w *Window) Look(paths []string) (out []LookedFile, err error) {
	defer caught(&err)
	out = []LookedFile{}
	words := w.speech()
	err = w.desk.away(func() error {
		for _, path := range paths {
			all, err := w.app.Explain(context.Background(), []string{path}, "")
			if err != nil && Describe(w, err).Busy {
				return err
			}
			if err != nil {
				out = append(out, LookedFile{Path: path, File: filepath.Base(path), Problems: Describe(w, err).Sentences, Columns: []LookedColumn{}})
			}
			for _, x := range all {
				out = append(out, looked(words, path, x))
			}
		}
		return nil
	})
	return out, err
}

func looked(words lang.Words, path string, x Explanation) LookedFile {
	f := LookedFile{Path: path, File: filepath.Base(x.File), What: words.T("ui.kind." + string(x.Kind)), OK: len(x.Missing) == 0, Problems: []string{}, Columns: []LookedColumn{}}
	if x.Encoding != "" {
		f.What += words.T("ui.list_comma") + x.Encoding
	}
	f.Columns = lookedColumns(words, x)
	if !f.OK {
		names := []string{}
		for _, m := range x.Missing {
			names = append(names, fieldWord(words, m))
		}
		key := "ui.w.look.missing_plain"
		if slices.ContainsFunc(f.Columns, func(c LookedColumn) bool { return c.Ask }) {
			key = "ui.w.look.missing"
		}
		f.Problems = append(f.Problems, words.T(key, "names", strings.Join(names, words.T("ui.list_comma"))))
	}
	if x.Remembered {
		f.Problems = append(f.Problems, words.T("ui.w.look.remembered"))
	}
	return f
}

// Import takes files in, or with try only says what would become of them. What went wrong is in the outcome, beside what
// went in.
func (w *Window) Import(paths []string, try bool) (out ImportOutcome, err error) {
	defer caught(&err)
	out = ImportOutcome{Files: []ImportedFile{}, Refusals: []RefusedRow{}, Try: try, Failed: Failure{Sentences: []string{}}}
	ctx, done, err := w.working()
	if err != nil {
		return out, err
	}
	defer done()
	results := []ImportResult{}
	take := w.desk.change
	if try {
		take = w.desk.away
	}
	in := map[string]ImportResult{}
	failed := take(func() (err error) {
		results, err = w.app.Import(ctx, ImportQuery{Paths: paths, DryRun: try, in: in})
		for _, r := range results {
			if !try { // should memory not do for the next file, these are in
				in[r.File] = r
			}
		}
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

// A PastImport is a file that went in.
type PastImport struct {
	Number    string `json:"number"`
	File      string `json:"file"`
	ReadAt    string `json:"readAt"`
	Rows      string `json:"rows"`
	New       string `json:"new"`
	Changed   string `json:"changed"`
	Unchanged string `json:"unchanged"`
	Refused   string `json:"refused"`
	Entries   string `json:"entries"` // of timelines, that were not there before
}

// Imports are the files that went in, the newest first; that one alone can be taken back.
func (w *Window) Imports() (out []PastImport, err error) {
	defer caught(&err)
	out = []PastImport{}
	if !w.app.hasData() {
		return out, nil
	}
	words, ctx := w.speech(), context.Background()
	err = w.desk.read(ctx, func(k *work) error {
		all, err := k.Imports(ctx)
		for _, r := range all {
			n := words.Count
			out = append(out, PastImport{strconv.FormatInt(r.Number, 10), filepath.Base(r.Name), words.Moment(r.ReadAt, k.settings.Location()), n(r.Rows), n(r.Added), n(r.Changed), n(r.Unchanged), n(r.Refused), n(r.Events)})
		}
		return err
	})
	slices.Reverse(out)
	return out, err
}

// UndoImport takes the newest import back, as if it had not been, and says so.
func (w *Window) UndoImport() (said string, err error) {
	defer caught(&err)
	words := w.speech()
	err = w.desk.change(func() error {
		r, err := w.app.UndoImport(context.Background())
		said = words.T("ui.w.import.undone", "file", filepath.Base(r.File), "new", words.Count(r.New), "changed", words.Count(r.Changed))
		return err
	})
	return said, err
}

func (o *ImportOutcome) add(words lang.Words, r ImportResult) {
	name := filepath.Base(r.File)
	f := ImportedFile{File: name, Rows: words.Count(r.Rows), New: words.Count(r.Added), Changed: words.Count(r.Changed), Unchanged: words.Count(r.Unchanged),
		Refused: words.Count(int64(len(r.Refusals))), Entries: words.Count(r.Events), Warnings: []string{}}
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
		n, err := k.quality(ctx, NumbersQuery{Period: first.String() + ".." + last.String()})
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
