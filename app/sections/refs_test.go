package sections_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

// cells calls each for every cell of a document, with where it stands.
func cells(d *report.Document, each func(where string, c report.Cell)) {
	list := func(where string, cs []report.Cell) {
		for i, c := range cs {
			each(fmt.Sprintf("%s[%d] %q", where, i, c.Text), c)
		}
	}
	chart := func(where string, c *report.Chart) {
		for _, s := range c.Series {
			list(where+", series "+s.Name, s.Cells)
		}
	}
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			where := s.ID
			switch {
			case b.Text != nil:
				for _, v := range b.Text.Sentences {
					list(where+", sentence "+v.Text, v.Cells)
				}
			case b.Figures != nil:
				for _, f := range b.Figures.Items {
					list(where+", figure "+f.Label, append([]report.Cell{f.Value}, f.Cells...))
				}
			case b.Table != nil:
				for i, r := range b.Table.Rows {
					list(fmt.Sprintf("%s, table %s, row %d", where, b.Table.ID, i), r)
				}
				list(where+", table "+b.Table.ID+", total", b.Table.Total)
			case b.Chart != nil:
				chart(where+", chart "+b.Chart.ID, b.Chart)
			case b.Cards != nil:
				for _, c := range b.Cards.Items {
					list(where+", card "+c.Title, c.Cells)
					if c.Chart != nil {
						chart(where+", card "+c.Title, c.Chart)
					}
				}
			}
		}
	}
}

// evaluate is what a Ref says, worked out over the document's own data.
func evaluate(d *report.Document, r *report.Ref) (float64, error) {
	for i := range d.Data {
		if d.Data[i].Name != r.Data {
			continue
		}
		part, err := over(&d.Data[i], r.Where, r.Fn == report.FnCount || r.Fn == report.FnShare && r.Column == "", r.Column)
		if err != nil {
			return 0, err
		}
		v := part
		switch r.Fn {
		case report.FnCount, report.FnSum:
		case report.FnShare:
			whole, err := over(&d.Data[i], r.Of, r.Column == "", r.Column)
			if err != nil {
				return 0, err
			}
			v = part / whole
		case report.FnMean, report.FnP50, report.FnP90:
			if v, err = statistic(&d.Data[i], r); err != nil {
				return 0, err
			}
		default:
			return 0, fmt.Errorf("unknown function %q", r.Fn)
		}
		if r.Scale != 0 {
			v *= r.Scale
		}
		return v, nil
	}
	return 0, fmt.Errorf("no data named %q", r.Data)
}

// statistic is the mean or a percentile of a column's known values.
func statistic(data *report.Data, r *report.Ref) (float64, error) {
	known, err := matching(data, r.Where, r.Column)
	if err != nil || len(known) == 0 {
		return 0, fmt.Errorf("%s of %q over %d values: %w", r.Fn, r.Column, len(known), err)
	}
	if r.Fn == report.FnMean {
		sum := 0.0
		for _, n := range known {
			sum += n
		}
		return sum / float64(len(known)), nil
	}
	slices.Sort(known)
	at := map[report.Fn]float64{report.FnP50: 0.5, report.FnP90: 0.9}[r.Fn] * float64(len(known)-1)
	low := int(at)
	return known[low] + (at-float64(low))*(known[min(low+1, len(known)-1)]-known[low]), nil
}

// over counts the rows of data that match, or sums a column of them.
func over(data *report.Data, where []report.Eq, count bool, column string) (float64, error) {
	if count {
		column = ""
	}
	numbers, err := matching(data, where, column)
	if count {
		return float64(len(numbers)), err
	}
	sum := 0.0
	for _, n := range numbers {
		sum += n
	}
	return sum, err
}

// matching are the known numbers of a column in the rows that match; for no column, a number a row.
func matching(data *report.Data, where []report.Eq, column string) ([]float64, error) {
	at := func(name string) (int, error) {
		for i, c := range data.Columns {
			if c.Name == name {
				return i, nil
			}
		}
		return 0, fmt.Errorf("no column %q in %s", name, data.Name)
	}
	places := []int{}
	for _, e := range where {
		i, err := at(e.Column)
		if err != nil {
			return nil, err
		}
		places = append(places, i)
	}
	of := -1
	if column != "" {
		i, err := at(column)
		if err != nil {
			return nil, err
		}
		of = i
	}
	out := []float64{}
rows:
	for _, row := range data.Rows {
		for k, e := range where {
			if row[places[k]].Text != e.Text {
				continue rows
			}
		}
		switch {
		case of < 0:
			out = append(out, 1)
		case row[of].Number != nil:
			out = append(out, *row[of].Number)
		}
	}
	return out, nil
}

// The number beside a Ref is what the Ref says: the one promise behind every formula, filter and reference.
func TestEveryRefGivesItsNumber(t *testing.T) {
	for _, s := range append(samples(t), sample{"hostile", hostile(t)}) {
		refs := 0
		cells(s.doc, func(where string, c report.Cell) {
			if c.Ref == nil {
				return
			}
			refs++
			if c.Number == nil {
				t.Errorf("%s: %s: got a Ref without a number", s.name, where)
				return
			}
			got, err := evaluate(s.doc, c.Ref)
			if err != nil {
				t.Errorf("%s: %s: %v", s.name, where, err)
				return
			}
			if math.Abs(got-*c.Number) > 1e-9*max(1, math.Abs(got)) {
				t.Errorf("%s: %s: the Ref %+v gives %v, want %v", s.name, where, *c.Ref, got, *c.Number)
			}
		})
		if least := 10; refs < least && !strings.Contains(s.name, "empty") && !strings.Contains(s.name, "quiet") {
			t.Errorf("%s: got %d Refs, want %d at least", s.name, refs, least)
		}
	}
}

var (
	sectionID = regexp.MustCompile(`^[a-z-]+$`)
	partID    = regexp.MustCompile(`^[a-z0-9-]+$`)
	dataName  = regexp.MustCompile(`^[a-z0-9_]+$`)
)

// What report.go promises of any document.
func TestDocumentsKeepTheModel(t *testing.T) {
	for _, s := range append(samples(t), sample{"hostile", hostile(t)}) {
		d := s.doc
		fault := func(format string, args ...any) {
			t.Helper()
			t.Errorf("%s: %s", s.name, fmt.Sprintf(format, args...))
		}
		ids := map[string]bool{}
		id := func(kind, id string, shape *regexp.Regexp) {
			if ids[kind+id] || !shape.MatchString(id) {
				fault("the %s id %q is not unique, or not %s", kind, id, shape)
			}
			ids[kind+id] = true
		}
		for _, sec := range d.Sections {
			id("section ", sec.ID, sectionID)
			if sec.Title == "" || sec.Question == "" || len(sec.Blocks) == 0 {
				fault("section %s has title %q, question %q, %d blocks", sec.ID, sec.Title, sec.Question, len(sec.Blocks))
			}
			for i, b := range sec.Blocks {
				set := 0
				for f := range reflect.ValueOf(b).NumField() {
					if !reflect.ValueOf(b).Field(f).IsNil() {
						set++
					}
				}
				if set != 1 {
					fault("block %d of %s has %d fields, want exactly one", i, sec.ID, set)
				}
				if b.Table != nil {
					id("part ", b.Table.ID, partID)
					tableKeeps(b.Table, fault)
				}
				if b.Chart != nil {
					id("part ", b.Chart.ID, partID)
					chartKeeps(b.Chart, fault)
				}
				if b.Figures != nil && (len(b.Figures.Items) == 0 || len(b.Figures.Items) > 6) {
					fault("%s has %d figures, want one to six", sec.ID, len(b.Figures.Items))
				}
				if b.Text != nil {
					for _, v := range b.Text.Sentences {
						for _, c := range v.Cells {
							if !strings.Contains(v.Text, c.Text) {
								fault("the sentence %q does not name its number %q", v.Text, c.Text)
							}
						}
						if v.Text == "" || strings.ContainsAny(v.Text, "{}") {
							fault("the sentence %q of %s is not whole", v.Text, sec.ID)
						}
					}
				}
				if b.Figures != nil {
					for _, f := range b.Figures.Items {
						for _, c := range f.Cells {
							if !strings.Contains(f.Note, c.Text) {
								fault("the note %q does not name its number %q", f.Note, c.Text)
							}
						}
					}
				}
			}
		}
		for _, data := range d.Data {
			id("data ", data.Name, dataName)
			for i, row := range data.Rows {
				if len(row) != len(data.Columns) {
					fault("row %d of %s has %d values, want %d", i, data.Name, len(row), len(data.Columns))
				}
			}
		}
		labels := reflect.ValueOf(d.Labels)
		for i := range labels.NumField() {
			name := labels.Type().Field(i).Name
			if none := d.Kind == "monthly" && (name == "RefLine" || name == "RefIntro"); (labels.Field(i).String() == "") != none {
				fault("the label %s is %q", name, labels.Field(i).String())
			}
		}
		cells(d, func(where string, c report.Cell) {
			if c.Number != nil && (math.IsNaN(*c.Number) || math.IsInf(*c.Number, 0)) {
				fault("%s is %v", where, *c.Number)
			}
		})
		var tree any
		if err := json.Unmarshal(written(t, d), &tree); err != nil {
			t.Fatal(err)
		}
		noNull(tree, "document", fault)
	}
}

func tableKeeps(t *report.Table, fault func(string, ...any)) {
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			fault("row %d of %s has %d cells, want %d", i, t.ID, len(row), len(t.Columns))
		}
	}
	if len(t.Total) != 0 && len(t.Total) != len(t.Columns) {
		fault("the total of %s has %d cells, want %d", t.ID, len(t.Total), len(t.Columns))
	}
	if len(t.Rows) == 0 && t.Empty == "" {
		fault("the table %s has no row and no sentence for that", t.ID)
	}
	if t.PaperRows > 0 && t.PaperNote == "" {
		fault("the table %s is cut on paper and does not say where the rest is", t.ID)
	}
	for i, c := range t.Columns {
		for k, row := range t.Rows {
			if c.Unit == report.None && row[i].Number != nil {
				fault("row %d of %s has a number in the column of texts %q", k, t.ID, c.Title)
			}
		}
	}
}

func chartKeeps(c *report.Chart, fault func(string, ...any)) {
	for _, s := range c.Series {
		if len(s.Cells) != len(c.Labels) {
			fault("the series %q of %s has %d cells for %d labels", s.Name, c.ID, len(s.Cells), len(c.Labels))
		}
	}
	if len(c.Series) == 0 || c.Title == "" || c.Horizon == "" {
		fault("the chart %s has %d series, title %q, head %q", c.ID, len(c.Series), c.Title, c.Horizon)
	}
}

// noNull finds lists that are null in the JSON. A logo that is not there and a gap in a small series are.
func noNull(v any, where string, fault func(string, ...any)) {
	switch x := v.(type) {
	case nil:
		fault("%s is null", where)
	case []any:
		for i, e := range x {
			noNull(e, fmt.Sprintf("%s[%d]", where, i), fault)
		}
	case map[string]any:
		for k, e := range x {
			if k != "logo" && k != "spark" {
				noNull(e, where+"."+k, fault)
			}
		}
	}
}
