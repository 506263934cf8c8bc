package xlsx

import (
	"fmt"
	"math"
	"slices"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// A section is one section's sheet in the making.
type section struct {
	*grid
	fine bool // many narrow columns that cells are spread over, for a heat map
	lead int  // columns that the names of a chart's numbers take; 0 for one

	filtered *report.Table // the list, which gets the filter; nil for none
	list     [2]int        // its head and last row
	after    int           // the last row of what is not text
}

func (b *book) writeSection(sheet string, sec *report.Section) error {
	s := &section{grid: &grid{b: b, name: sheet}}
	s.columns(sec)
	if err := s.heading(sec); err != nil {
		return err
	}
	for i := range sec.Blocks {
		if err := s.block(&sec.Blocks[i]); err != nil {
			return err
		}
		if sec.Blocks[i].Text == nil {
			s.after = s.next() - 2 // a gap ends it
		}
	}
	if err := s.notes(sec.Notes); err != nil {
		return err
	}
	s.repeatHead()
	return s.flush()
}

// repeatHead has the list's head repeated on the pages that it runs on to, unless something else follows there, over which
// it would stand too.
func (s *section) repeatHead() {
	height := 0.0
	for _, r := range s.rows[s.list[0]:s.list[1]] {
		height += max(r.height, usualHeight)
	}
	if s.list[0] > 0 && s.after <= s.list[1]+1 && height > repeatFrom {
		s.titles = [2]int{s.list[0], s.list[0]}
	}
}

// repeatFrom is how high a list is, in points, that may take more than a page.
const repeatFrom = 250.0

// Widths in digits: a portrait page holds pageWidth at full size; past wideSheet it is turned.
const (
	pageWidth = 96.0
	wideSheet = 150.0
	fineCell  = 3.7
)

// columns settles the widths of the sheet: each table column as wide as it needs, together at least a page.
func (s *section) columns(sec *report.Section) {
	if labels := heatLabels(sec); labels > 12 {
		s.fine = true
		s.widths = append(s.widths, 12)
		for range labels {
			s.widths = append(s.widths, fineCell)
		}
		for _, b := range sec.Blocks { // so that none adds columns later
			switch {
			case b.Table != nil:
				s.spans(tableWidths(b.Table), func(int) bool { return false })
			case b.Chart != nil && b.Chart.Kind != report.Heatmap:
				s.spans(chartWidths(b.Chart), func(int) bool { return false })
			}
		}
		return
	}
	list := longestTable(sec)
	s.filtered = list
	s.lead = lead(list, sec)
	s.share(sec, list, roomy)
	if s.width(0, s.last()) > wideSheet { // text takes two lines rather than the page a turn, if that is enough
		if s.share(sec, list, tight); s.width(0, s.last()) > wideSheet {
			s.share(sec, list, roomy)
		}
	}
	total := s.width(0, s.last())
	s.landscape = total > wideSheet
	if total < pageWidth {
		for i := range s.widths {
			s.widths[i] = math.Floor(s.widths[i]*pageWidth/total*10) / 10
		}
	}
}

// A limit is how wide columns of text may be.
type limit struct {
	wide, text float64
	figures    float64 // where another table has figures, and no list is there
}

var (
	roomy = limit{wide: math.Inf(1), text: math.Inf(1), figures: math.Inf(1)}
	tight = limit{wide: 34, text: 16, figures: besideFigures}
)

// share makes the columns as wide as the blocks of a section want them, within a limit.
func (s *section) share(sec *report.Section, list *report.Table, most limit) {
	s.widths = slices.Repeat([]float64{9}, 6)
	for _, b := range sec.Blocks {
		switch {
		case b.Table != nil:
			s.widen(limited(beside(list, b.Table, sec), b.Table, most, list == nil, sec))
		case b.Chart != nil:
			s.widen(s.chartColumns(b.Chart, list))
		case b.Cards != nil:
			for _, c := range b.Cards.Items {
				if c.Chart != nil {
					s.widen(s.chartColumns(c.Chart, list))
				}
			}
		}
	}
}

// limited is widths of a table's columns with those of text within a limit.
func limited(widths []float64, t *report.Table, most limit, short bool, sec *report.Section) []float64 {
	for i, c := range t.Columns {
		switch {
		case figure(c.Unit):
		case short && i > 0 && figuresAt(sec, t, i):
			widths[i] = min(widths[i], most.figures)
		case c.Wide:
			widths[i] = min(widths[i], most.wide)
		default:
			widths[i] = min(widths[i], most.text)
		}
	}
	return widths
}

// lead is how many columns the names of a chart's numbers take: two where the list under it has too narrow a first one.
func lead(list *report.Table, sec *report.Section) int {
	if list == nil || len(list.Columns) < crowdedFrom {
		return 1
	}
	first := tableWidths(list)[0]
	for _, b := range sec.Blocks {
		if b.Chart == nil {
			continue
		}
		if w := chartWidths(b.Chart); len(w) > 0 && w[0] > first+2 {
			return 2
		}
	}
	return 1
}

// chartColumns is how wide a chart's numbers want the sheet's columns.
func (s *section) chartColumns(c *report.Chart, list *report.Table) []float64 {
	widths := chartWidths(c)
	if s.lead < 2 || len(widths) == 0 {
		return widths
	}
	return slices.Concat([]float64{0, widths[0] - tableWidths(list)[0]}, widths[1:])
}

// longestTable is the list among a section's tables, which gets the filter; nil if none is long.
func longestTable(sec *report.Section) *report.Table {
	var list *report.Table
	for _, b := range sec.Blocks {
		if t := b.Table; t != nil && len(t.Rows) >= filterFrom && (list == nil || len(t.Rows) > len(list.Rows)) {
			list = t
		}
	}
	return list
}

// Widths up to which text stands on one line where tables share their columns: that of a short table beside a list's, and
// that of a list where another table has figures in the same column.
const (
	besideList    = 26.0
	besideFigures = 19.0
	wideFigures   = 36.0 // likewise, of its widest
)

// beside is how wide a table wants its columns on a sheet with a list: those of the list, which has the most to say, do
// not grow for the sake of a short table's text. Nor does the list part the figures of another table by wide gaps.
func beside(list, t *report.Table, sec *report.Section) []float64 {
	widths := tableWidths(t)
	if list == nil {
		return widths
	}
	if list == t {
		widest := slices.Index(widths, slices.Max(widths))
		for i, c := range t.Columns {
			most := besideFigures
			if i == widest {
				most = wideFigures
			}
			if !figure(c.Unit) && figuresAt(sec, t, i) {
				widths[i] = min(widths[i], most)
			}
		}
		return widths
	}
	for i := range widths {
		if i < len(list.Columns) {
			widths[i] = min(widths[i], besideList)
		}
	}
	return widths
}

// figuresAt says whether another table of the section than list has figures in the column i, between others of its own.
func figuresAt(sec *report.Section, list *report.Table, i int) bool {
	for _, b := range sec.Blocks {
		if t := b.Table; t != nil && t != list && i+1 < len(t.Columns) && figure(t.Columns[i].Unit) {
			return true
		}
	}
	return false
}

// widen makes the columns at least as wide as widths.
func (s *section) widen(widths []float64) {
	for i, w := range widths {
		if i == len(s.widths) {
			s.widths = append(s.widths, w)
		}
		s.widths[i] = max(s.widths[i], w)
	}
}

// heatLabels is how many columns the section's widest heat map has.
func heatLabels(sec *report.Section) int {
	n := 0
	for _, b := range sec.Blocks {
		if b.Chart != nil && b.Chart.Kind == report.Heatmap && b.Chart.Empty == "" {
			n = max(n, len(b.Chart.Labels))
		}
	}
	return n
}

func (s *section) heading(sec *report.Section) error {
	b := s.b
	link := max(16, measure(b.doc.Labels.Back)*0.9+2.5)
	back := s.last() - 1
	for back > 0 && s.width(back+1, s.last()) < link {
		back--
	}
	look := style{bold: true, size: 15, middle: true}
	look.wrap = lines(sec.Title, s.width(0, back)/1.6) > 1
	if err := s.span(1, 0, back, b.text(sec.Title), look); err != nil {
		return err
	}
	s.row(1).height = 27
	if look.wrap {
		s.heighten(1, sec.Title, s.width(0, back), look)
	}
	if err := s.back(back + 1); err != nil {
		return err
	}
	if sec.Question == "" {
		s.freeze = 1
		s.gap(8)
		return nil
	}
	s.freeze = 2
	if err := s.paragraph(2, 0, b.text(sec.Question), style{color: b.palette.Muted, edge: edgeHair}); err != nil {
		return err
	}
	s.gap(8)
	return nil
}

func (s *section) block(b *report.Block) error {
	switch {
	case b.Text != nil:
		return s.text(b.Text)
	case b.Figures != nil:
		return s.figures(b.Figures)
	case b.Table != nil:
		return s.table(b.Table)
	case b.Chart != nil:
		return s.chart(b.Chart)
	case b.Cards != nil:
		return s.cards(b.Cards)
	}
	return nil
}

// title writes the head of a block.
func (s *section) title(text string) error {
	if text == "" {
		return nil
	}
	return s.paragraph(s.next(), 0, s.b.text(text), style{bold: true, size: 10.5})
}

func (s *section) text(t *report.Text) error {
	p := s.b.palette
	look := style{}
	switch t.Style {
	case report.Answer:
		look = style{size: 11}
	case report.Warning:
		look = style{fill: p.Surface, edge: edgeLeft}
	case report.Comment:
		look = style{edge: edgeQuiet}
	case report.Definition:
		look = style{size: 9}
	}
	first := s.next()
	if t.Title != "" {
		head := look
		head.bold = true
		if err := s.paragraph(s.next(), 0, s.b.text(t.Title), head); err != nil {
			return err
		}
	}
	for _, sentence := range t.Sentences {
		if err := s.paragraph(s.next(), 0, s.b.text(sentence.Text), look); err != nil {
			return err
		}
	}
	s.keep(first, s.next()-1)
	s.gap(9)
	return nil
}

// figures writes a row a figure: what it is, the number, its unit, what it is compared with.
func (s *section) figures(f *report.Figures) error {
	b, first := s.b, s.next()
	label := s.reach(0, 24, max(0, s.last()-3))
	value := s.reach(label+1, 13, max(label+1, s.last()-2))
	unit := s.reach(value+1, 6, max(value+1, s.last()-1))
	for _, item := range f.Items {
		at := s.next()
		cell, format := s.b.cell(item.Value, item.Unit)
		look := style{bold: true, size: 14, right: true, middle: true, format: format, edge: edgeHair, color: s.signal(item.Value.Signal)}
		if look.color == "" {
			look.color = b.palette.Ink
		}
		quiet := style{size: 9, color: b.palette.Muted, wrap: true, middle: true, edge: edgeHair}
		if err := s.span(at, 0, label, b.text(item.Label), style{wrap: true, middle: true, edge: edgeHair}); err != nil {
			return err
		}
		if err := s.span(at, label+1, value, cell, look); err != nil {
			return err
		}
		if err := s.span(at, value+1, unit, b.text(item.After), style{size: 9, middle: true, edge: edgeHair}); err != nil {
			return err
		}
		if err := s.span(at, unit+1, max(unit+1, s.last()), b.text(item.Note), quiet); err != nil {
			return err
		}
		s.heighten(at, item.Label, s.width(0, label), style{})
		s.heighten(at, item.Note, s.width(unit+1, s.last()), quiet)
		s.row(at).height = max(24, s.row(at).height)
	}
	s.keep(first, s.next()-1)
	s.gap(9)
	return nil
}

func (s *section) signal(signal report.Signal) string {
	switch signal {
	case report.Good:
		return s.b.palette.Good
	case report.Bad:
		return s.b.palette.Bad
	case report.Muted:
		return s.b.palette.Muted
	}
	return ""
}

// cards stand under each other: title, lines, the drawing.
func (s *section) cards(c *report.Cards) error {
	b := s.b
	label := s.reach(0, 20, s.last()-1)
	for i := range c.Items {
		card := &c.Items[i]
		first := s.next()
		if err := s.paragraph(first, 0, b.text(card.Title), style{bold: true, size: 10.5, fill: b.palette.Surface, middle: true, color: s.signal(card.Signal)}); err != nil {
			return err
		}
		for _, line := range card.Lines {
			at := s.next()
			if err := s.span(at, 0, label, b.text(line.Label), style{size: 9, color: b.palette.Muted, wrap: true, middle: true}); err != nil {
				return err
			}
			s.heighten(at, line.Label, s.width(0, label), style{size: 9})
			if err := s.paragraph(at, label+1, b.text(line.Text), style{middle: true}); err != nil {
				return err
			}
		}
		s.keep(first, s.next()-1)
		s.gap(6)
		if card.Chart != nil {
			if err := s.chart(card.Chart); err != nil {
				return err
			}
			s.keep(first, s.next()-1)
		}
	}
	s.gap(6)
	return nil
}

func (s *section) notes(notes []string) error {
	if len(notes) == 0 {
		return nil
	}
	quiet := style{size: 8, color: s.b.palette.Muted}
	first := s.next()
	if s.b.doc.Labels.Notes != "" {
		head := quiet
		head.bold = true
		if err := s.paragraph(first, 0, s.b.text(s.b.doc.Labels.Notes), head); err != nil {
			return err
		}
	}
	for _, n := range notes {
		if err := s.paragraph(s.next(), 0, s.b.text(n), quiet); err != nil {
			return err
		}
	}
	const above = 4 // rows, so that no page has notes alone
	from := max(1, first-above)
	for _, k := range s.blocks { // nor a page that begins inside what is kept together
		if k[0] < from && from <= k[1] {
			from = k[0]
		}
	}
	s.keep(from, s.next()-1)
	return nil
}

// cell is a document's cell as a sheet's: a formula with its value, a number, or the text.
func (b *book) cell(c report.Cell, u report.Unit) (value excelize.Cell, format string) {
	if !known(c.Number) || !hasDigit(c.Text) {
		return excelize.Cell{Value: b.text(c.Text)}, ""
	}
	format, n, exact := numberFormat(clean(c.Text), *c.Number, u)
	value.Value = n
	if f, ok := b.sources.of(c.Ref, n); ok && exact {
		value.Formula = f.text
		if f.array {
			value.Formula = arrayMark + f.text
		}
	}
	return value, format
}

// known says whether there is a number that a cell can hold.
func known(n *float64) bool { return n != nil && !math.IsNaN(*n) && !math.IsInf(*n, 0) }

// hasDigit says whether a text shows a number at all: "参考値" stays the text it is.
func hasDigit(s string) bool {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			return true
		}
	}
	return false
}

// sum is a formula for the total of a column's cells, if that is what total says.
func sum(cells string, numbers []*float64, total float64) (string, bool) {
	n, known := 0.0, 0
	for _, v := range numbers {
		if v != nil {
			n += *v
			known++
		}
	}
	if known < 2 || math.Abs(n-total) > 1e-9*max(1, math.Abs(total)) {
		return "", false
	}
	return fmt.Sprintf("SUM(%s)", cells), true
}
