package html

import (
	"encoding/json"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"furikaeri/report"
)

// maxRows is how many rows of one Data table the file carries.
const maxRows = 5000

// refs collects the Refs of a page. Each different one is embedded once and known by its number.
type refs struct {
	data   []report.Data
	byName map[string]int
	used   []bool            // by data: some ref names it
	seen   map[string]string // a Ref as JSON → its number
	list   []refView
	groups map[string]map[string]int // data and columns → their texts → rows
}

// A refView is a Ref as boot.js reads it.
type refView struct {
	Data   int         `json:"d"`           // index of the embedded Data
	Where  [][2]string `json:"w"`           // column name and text
	Of     [][2]string `json:"o,omitempty"` // likewise
	Column string      `json:"c,omitempty"`
	Rows   int         `json:"n"` // rows that match Where in the whole of Data, embedded or not
}

func newRefs(data []report.Data) *refs {
	r := &refs{data: data, byName: map[string]int{}, used: make([]bool, len(data)), seen: map[string]string{}, groups: map[string]map[string]int{}}
	for i := range data {
		if _, ok := r.byName[data[i].Name]; !ok {
			r.byName[data[i].Name] = i
		}
	}
	return r
}

// add is the number of ref for a data-ref attribute, "" if there is nothing to open.
func (r *refs) add(ref *report.Ref) string {
	if ref == nil {
		return ""
	}
	i, ok := r.byName[ref.Data]
	if !ok || len(r.data[i].Rows) == 0 {
		return ""
	}
	v := refView{Data: i, Where: pairs(ref.Where), Of: pairs(ref.Of), Column: ref.Column}
	key, err := json.Marshal(v)
	if err != nil {
		return "" // strings and ints always marshal
	}
	if n, ok := r.seen[string(key)]; ok {
		return n
	}
	v.Rows = r.count(i, ref.Where)
	n := strconv.Itoa(len(r.list))
	r.list = append(r.list, v)
	r.seen[string(key)] = n
	r.used[i] = true
	return n
}

func pairs(eqs []report.Eq) [][2]string {
	p := make([][2]string, 0, len(eqs))
	for _, e := range eqs {
		p = append(p, [2]string{clean(e.Column), clean(e.Text)})
	}
	return p
}

// count is how many rows of the data match where. Rows are grouped once for each set of columns, because a report asks
// thousands of times about the same few.
func (r *refs) count(data int, where []report.Eq) int {
	where = slices.Clone(where)
	slices.SortStableFunc(where, func(a, b report.Eq) int { return strings.Compare(a.Column, b.Column) })
	d := &r.data[data]
	columns := make([]int, len(where))
	group := strconv.Itoa(data)
	var key strings.Builder
	for i, e := range where {
		columns[i] = slices.IndexFunc(d.Columns, func(c report.DataColumn) bool { return c.Name == e.Column })
		if columns[i] < 0 {
			return 0
		}
		group += "," + strconv.Itoa(columns[i])
		key.WriteString(strconv.Quote(e.Text))
	}
	counts, ok := r.groups[group]
	if !ok {
		counts = map[string]int{}
		var b []byte
		for _, row := range d.Rows {
			b = b[:0]
			for _, c := range columns {
				b = strconv.AppendQuote(b, value(row, c).Text)
			}
			counts[string(b)]++
		}
		r.groups[group] = counts
	}
	return counts[key.String()]
}

// value is a row's value in a column; a row that is too short is unknown there.
func value(row []report.Value, column int) report.Value {
	if column >= len(row) {
		return report.Value{}
	}
	return row[column]
}

// A dataView is one embedded Data table, and the line at the page's foot that says so.
type dataView struct {
	ID      string
	Title   string
	Count   string   // "120行"
	Limited string   // "" if all rows are embedded
	Heads   []string // the columns' titles
	JSON    template.JS
}

// dataJSON is a Data table as boot.js reads it.
type dataJSON struct {
	Title   string          `json:"title"`
	Columns []dataColumn    `json:"columns"`
	Rows    [][]scriptValue `json:"rows"`
}

type dataColumn struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Text  bool   `json:"text"` // sorted as text, set left
}

// A scriptValue is a text, or a text and its number: "P1" or ["4分",4]. It keeps thousands of rows short.
type scriptValue report.Value

// MarshalJSON writes the short form.
func (v scriptValue) MarshalJSON() ([]byte, error) {
	text := clean(v.Text)
	if v.Number == nil || !finite(*v.Number) {
		return json.Marshal(text)
	}
	return json.Marshal([]any{text, *v.Number})
}

// embed is the refs as JSON and the Data that they name, "" and nil if there are none.
func (r *refs) embed(l *report.Labels) (template.JS, []dataView, error) {
	if len(r.list) == 0 {
		return "", nil, nil
	}
	list, err := script(r.list)
	if err != nil {
		return "", nil, fmt.Errorf("writing the refs: %w", err)
	}
	var views []dataView
	for i := range r.data {
		if !r.used[i] {
			continue
		}
		d := &r.data[i]
		v := dataView{ID: "data-" + strconv.Itoa(i), Title: d.Title, Count: fill(l.Rows, len(d.Rows))}
		if len(d.Rows) > maxRows {
			v.Limited = fill(l.Limited, maxRows)
		}
		for _, c := range d.Columns {
			v.Heads = append(v.Heads, c.Title)
		}
		if v.JSON, err = script(embedded(d)); err != nil {
			return "", nil, fmt.Errorf("embedding data %q: %w", d.Name, err)
		}
		views = append(views, v)
	}
	return list, views, nil
}

func embedded(d *report.Data) dataJSON {
	e := dataJSON{Title: clean(d.Title), Columns: []dataColumn{}, Rows: [][]scriptValue{}}
	for _, c := range d.Columns {
		e.Columns = append(e.Columns, dataColumn{Name: clean(c.Name), Title: clean(c.Title), Text: textual(c.Unit)})
	}
	for _, row := range d.Rows[:min(len(d.Rows), maxRows)] {
		values := make([]scriptValue, len(d.Columns))
		for i := range values {
			values[i] = scriptValue(value(row, i))
		}
		e.Rows = append(e.Rows, values)
	}
	return e
}

// textual says whether values of the unit are text: set left and sorted as text.
func textual(u report.Unit) bool { return u == report.None || u == report.Date }

// fill puts a whole number with thousands separated into a label's {n}.
func fill(label string, n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return strings.ReplaceAll(clean(label), "{n}", digits)
}
