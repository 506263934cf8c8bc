package app

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"furikaeri/app/pagerduty"
)

// The columns of a sheet that says what the columns of a file hold.
const (
	columnHeader  = iota // a header of the file
	columnField          // what it holds: one of pagerduty.FieldNames, "" = leave it out
	columnExample        // what stands in it
	columnColumns        // how many there are
)

var columnSynonyms = map[string]int{
	"column": columnHeader, "header": columnHeader, "見出し": columnHeader, "列": columnHeader,
	"field": columnField, "項目": columnField, "内容": columnField,
	"example": columnExample, "examples": columnExample, "例": columnExample,
}

// An Explanation says what one input is, before anything is read in.
type Explanation struct {
	File string `json:"file"`
	*pagerduty.Explanation
	Remembered bool `json:"remembered"` // a sheet for these headers was given before; its fields are shown
}

// Fields are the names that a sheet of columns may use.
func Fields() []string { return pagerduty.FieldNames() }

// Explain says what each of the inputs is: its kind, its encoding, and what its columns are taken for. If sheetPath is not
// "", the columns of the first table among them are written there, to be corrected and given to Import.
func (a *App) Explain(ctx context.Context, paths []string, sheetPath string) ([]Explanation, error) {
	if sheetPath != "" {
		if _, err := (sheet{}).writer(sheetPath); err != nil {
			return nil, err
		}
	}
	out := []Explanation{}
	explain := func(remembered func([]string) (pagerduty.Mapping, bool), account string) error {
		set, err := a.Settings()
		if err != nil {
			return err
		}
		inputs, _, err := pagerduty.Expand(paths)
		if err != nil {
			return fileError(err)
		}
		for _, in := range inputs {
			known := false
			x, err := pagerduty.Explain(in, pagerduty.Options{Account: account, Local: set.Location(), Mapping: func(h []string) (m pagerduty.Mapping, ok bool) {
				if remembered != nil {
					m, ok = remembered(h)
				}
				known = known || ok
				return m, ok
			}})
			if err != nil {
				return fileError(err)
			}
			out = append(out, Explanation{in.Name, x, known})
		}
		return nil
	}
	var err error
	if a.HasWorkspace() {
		err = a.with(ctx, func(w *work) error { return explain(w.rememberedColumns(ctx), w.settings.Account) })
	} else {
		err = explain(nil, "")
	}
	if err != nil || sheetPath == "" {
		return out, err
	}
	for _, x := range out {
		if len(x.Headers) > 0 {
			return out, a.writeColumns(ctx, sheetPath, x)
		}
	}
	return out, &Error{Key: "error.columns.none", Args: []string{"path", sheetPath}}
}

// writeColumns writes the sheet of one table's columns.
func (a *App) writeColumns(ctx context.Context, path string, x Explanation) error {
	s := sheet{header: []string{"column", "field", "example"}, numeric: make([]bool, columnColumns), widths: []float64{34, 26, 60}}
	for _, h := range x.Headers {
		s.rows = append(s.rows, []string{h.Header, h.Field, strings.Join(h.Samples, " | ")})
	}
	write, err := s.writer(path)
	if err != nil {
		return err
	}
	return writeFiles(ctx, []file{{path, write}})
}

// readColumns reads a sheet of columns. Any mistake refuses it whole.
func readColumns(path string) (pagerduty.Mapping, error) {
	rows, err := readSheet(path, func(string) bool { return false })
	if err != nil {
		return nil, err
	}
	name := filepath.Base(path)
	fail := func(line int, key string, args ...string) error {
		return &Error{Key: "error.columns." + key, Args: append([]string{"file", name, "line", fmt.Sprint(line)}, args...)}
	}
	at := [columnColumns]int{-1, -1, -1}
	if len(rows) == 0 {
		return nil, fail(1, "header")
	}
	for i, h := range rows[0].cells {
		if c, ok := columnSynonyms[plainHeader(h)]; ok && at[c] < 0 {
			at[c] = i
		}
	}
	if at[columnHeader] < 0 || at[columnField] < 0 {
		return nil, fail(rows[0].line, "header")
	}
	cell := func(r sheetRow, c int) string {
		if at[c] < len(r.cells) {
			return r.cells[at[c]]
		}
		return ""
	}
	out := pagerduty.Mapping{}
	used := map[string]int{}
	for _, r := range rows[1:] {
		header, field := cell(r, columnHeader), strings.TrimSpace(cell(r, columnField))
		if header == "" && field == "" {
			continue
		}
		if field != "" && !slices.Contains(pagerduty.FieldNames(), field) {
			return nil, fail(r.line, "field", "value", field, "fields", strings.Join(pagerduty.FieldNames(), ", "))
		}
		if first, twice := used[field]; twice && field != "" {
			return nil, fail(r.line, "twice", "value", field, "first", fmt.Sprint(first))
		}
		used[field] = r.line
		out = append(out, pagerduty.Mapped{Header: header, Field: field})
	}
	return out, nil
}

// headers are the headers that a mapping speaks of.
func headersOf(m pagerduty.Mapping) []string {
	out := []string{}
	for _, c := range m {
		out = append(out, c.Header)
	}
	return out
}

// rememberedColumns finds the sheet that was given for a set of headers before.
func (w *work) rememberedColumns(ctx context.Context) func([]string) (pagerduty.Mapping, bool) {
	return func(headers []string) (pagerduty.Mapping, bool) {
		body, ok, err := w.Mapping(ctx, pagerduty.HeaderKey(headers))
		var m pagerduty.Mapping
		if err != nil || !ok || json.Unmarshal(body, &m) != nil {
			return nil, false
		}
		return m, true
	}
}

// remember keeps a sheet for the files to come that have its headers.
func (w *work) remember(ctx context.Context, m pagerduty.Mapping) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return w.SetMapping(ctx, pagerduty.HeaderKey(headersOf(m)), body, w.settings.Writer, w.now)
}
