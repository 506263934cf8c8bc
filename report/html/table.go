package html

import (
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"furikaeri/report"
)

const (
	searchFrom   = 11 // rows from which a table gets a search box
	briefTo      = 12 // rows up to which a table is not cut on paper
	fewColumns   = 3  // columns up to which a table without a wide one keeps its own width, and with one gives it most
	denseColumns = 10 // columns from which they stand closer
	crowdColumns = 12 // columns from which even text keeps to narrow ones
	longFrom     = 26 // rows from which a table scrolls in a box of its own
	shortText    = 20 // width in halves of a Japanese character up to which a column of text keeps to one line; half of it on paper
	slimColumns  = 4  // columns up to which a table keeps to a phone's width
	slightText   = 24 // width in halves of a Japanese character up to which a wide column asks for no room on a phone
	longText     = 48 // runes from which a cell shows two lines until it is opened
)

type tableView struct {
	ID, Title, Name string // Name: for those who cannot see it
	Search          string // "" for no search box
	Count           string
	Long            bool
	Brief           bool // kept on one page
	Dense           bool // so many columns that they stand closer
	Crowded         bool // so many that even text keeps to narrow ones
	Few             bool // too few columns to be stretched over the page
	Roomy           bool // so few that a wide one may take most of it
	Slim            bool // so few that they keep to a phone's width
	Paper           int  // rows on paper, 0 for all
	PaperNote       string
	Empty           string
	Head            []headView
	Rows            []rowView
	Total           []cellView
}

type headView struct {
	Title template.HTML
	Class string
}

type rowView struct {
	Class string // "off": not on paper; "keep": no page ends before it
	Cells []cellView
}

type cellView struct {
	Head    bool // names its row
	Class   string
	Number  string
	Ref     string
	Content template.HTML
}

func (v *viewer) table(t *report.Table, fallback string) *tableView {
	out := &tableView{ID: v.id("t", t.ID), Title: t.Title, Name: fallback, Empty: t.Empty}
	if t.Title != "" {
		out.Name = t.Title
	}
	if len(t.Rows) >= searchFrom {
		out.Search = v.doc.Labels.Search
		out.Count = fill(v.doc.Labels.Rows, len(t.Rows))
	}
	out.Long, out.Brief = len(t.Rows) >= longFrom, len(t.Rows) <= briefTo
	out.Dense, out.Crowded = len(t.Columns) >= denseColumns, len(t.Columns) >= crowdColumns
	wide := slices.ContainsFunc(t.Columns, func(c report.Column) bool { return c.Wide })
	out.Few, out.Roomy = len(t.Columns) <= fewColumns && !wide, len(t.Columns) <= fewColumns && wide
	out.Slim = len(t.Columns) <= slimColumns
	if t.PaperRows > 0 && len(t.Rows) > t.PaperRows {
		out.Paper, out.PaperNote = t.PaperRows, t.PaperNote
	}
	if len(t.Rows) == 0 && t.Empty == "" {
		out.Empty = v.doc.Labels.NoData
	}
	classes := make([]string, len(t.Columns))
	for i := range t.Columns {
		classes[i] = columnClass(t, i)
		out.Head = append(out.Head, headView{Title: breakable(t.Columns[i].Title), Class: classes[i]})
	}
	onPaper := len(t.Rows)
	if out.Paper > 0 {
		onPaper = out.Paper
	}
	for i, row := range t.Rows {
		view := rowView{Cells: v.row(t, row, classes)}
		switch {
		case i >= onPaper:
			view.Class = "off"
		case i == onPaper-1 && i > 1: // no lone last row on a page
			view.Class = "keep"
		}
		out.Rows = append(out.Rows, view)
	}
	if len(t.Total) > 0 {
		out.Total = v.row(t, t.Total, classes)
	}
	return out
}

// row is the cells of a row; one that is too short is filled up, one that is too long keeps its cells.
func (v *viewer) row(t *report.Table, cells []report.Cell, classes []string) []cellView {
	out := make([]cellView, 0, len(classes))
	for i := range max(len(cells), len(classes)) {
		var c report.Cell
		if i < len(cells) {
			c = cells[i]
		}
		var column report.Column
		class := ""
		if i < len(classes) {
			column, class = t.Columns[i], classes[i]
		}
		view := v.cell(&c, column.Unit, class)
		view.Head = i == 0 && column.Unit == report.None
		if column.Spark || len(c.Spark) > 0 {
			view.Content = spark(c.Spark) + view.Content
		}
		out = append(out, view)
	}
	return out
}

func (v *viewer) cell(c *report.Cell, unit report.Unit, class string) cellView {
	view := cellView{Class: class, Number: numeral(c.Number), Ref: v.refs.add(c.Ref), Content: isolated(c.Text)}
	switch day, clock, ok := strings.Cut(c.Text, " "); {
	case unit == report.Date && ok:
		view.Content = `<span class="nb">` + isolated(day) + `</span> <span class="nb">` + isolated(clock) + `</span>`
	case unit == report.Date && c.Text != "":
		view.Content = `<span class="nb">` + isolated(c.Text) + `</span>`
	case textual(unit):
		view.Content = jointed(c.Text)
	}
	if s := signalClass(c, unit); s != "" {
		view.Class = strings.TrimSpace(view.Class + " " + s)
	}
	if textual(unit) && utf8.RuneCountInString(c.Text) >= longText {
		view.Content = `<div class="clamp">` + view.Content + `</div>`
	}
	return view
}

// columnClass says how a column is set: figures right; short text on one line; long text with room.
func columnClass(t *report.Table, i int) string {
	c := &t.Columns[i]
	var class []string
	switch {
	case c.Spark:
		class = append(class, "sp")
	case !textual(c.Unit):
		class = append(class, "r")
	case c.Wide && widest(t) == i:
		class = append(class, "wide")
	case c.Unit == report.Date:
		class = append(class, "short", "day")
	case c.Wide:
		class = append(class, "tx", "second")
	case widestText(t.Rows, i) <= shortText/2:
		class = append(class, "short")
	case widestText(t.Rows, i) <= shortText:
		class = append(class, "short", "mid")
	case longest(t.Rows, i) >= longText:
		class = append(class, "tx", "far")
	default:
		class = append(class, "tx")
	}
	if c.Wide && widestText(t.Rows, i) <= slightText {
		class = append(class, "slight")
	}
	if c.OffPaper {
		class = append(class, "offp")
	}
	return strings.Join(class, " ")
}

// widest is the wide column with the longest text.
func widest(t *report.Table) int {
	at, most := -1, -1
	for i, c := range t.Columns {
		if n := longest(t.Rows, i); c.Wide && n > most {
			at, most = i, n
		}
	}
	return at
}

// widestText is the width of a column's widest text, in halves of a Japanese character.
func widestText(rows [][]report.Cell, column int) int {
	n := 0
	for _, r := range rows {
		if column < len(r) {
			n = max(n, width(r[column].Text))
		}
	}
	return n
}

// longest is the length in runes of a column's longest text.
func longest(rows [][]report.Cell, column int) int {
	n := 0
	for _, r := range rows {
		if column < len(r) {
			n = max(n, utf8.RuneCountInString(r[column].Text))
		}
	}
	return n
}

// breakable is a column's title that may break before its unit: "有人対応(時間)".
func breakable(title string) template.HTML {
	h := string(isolated(title))
	if i := strings.IndexAny(h, "(("); i > 0 {
		h = h[:i] + "<wbr>" + h[i:]
	}
	return template.HTML(h)
}

// chartGrid is a chart's numbers as a table: a row for each of its labels, a column for each series.
func (v *viewer) chartGrid(c *report.Chart) *tableView {
	out := &tableView{Head: []headView{{Title: breakable(c.Horizon), Class: "wide"}}}
	for _, s := range c.Series {
		out.Head = append(out.Head, headView{Title: breakable(s.Name), Class: "r"})
	}
	for i, label := range c.Labels {
		row := rowView{Cells: []cellView{{Head: true, Class: "wide", Content: isolated(label)}}}
		for _, s := range c.Series {
			var cell report.Cell
			if i < len(s.Cells) {
				cell = s.Cells[i]
			}
			row.Cells = append(row.Cells, v.cell(&cell, s.Unit, "r"))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}
