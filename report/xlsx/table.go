package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// filterFrom is how many rows a table has before it gets a filter.
const filterFrom = 10

// crowdedFrom is how many columns a table has before their heads break, so that it keeps to an upright page.
const crowdedFrom = 8

// tableWidths is how wide a table wants its columns.
func tableWidths(t *report.Table) []float64 {
	widths := make([]float64, len(t.Columns))
	crowded := len(t.Columns) >= crowdedFrom
	for i, c := range t.Columns {
		w := max(headWidth(c.Title), 8)
		limit, least := 26.0, 14.0
		if crowded {
			w, limit, least = max(narrowHead(c.Title), 8), 30, 9
		}
		switch {
		case c.Wide && crowded:
			limit = 48
		case c.Wide && len(t.Rows) >= filterFrom:
			limit = 52
		case c.Wide:
			limit = 42
		}
		for _, row := range t.Rows[:min(len(t.Rows), 500)] {
			if i < len(row) {
				w = max(w, min(measure(row[i].Text)*0.9+2.5, limit))
			}
		}
		if i < len(t.Total) {
			w = max(w, min(measure(t.Total[i].Text)*0.95+2.5, limit))
		}
		if c.Spark {
			w = max(w, 16)
		}
		if i == 0 && !figure(c.Unit) {
			w = max(w, least)
		}
		widths[i] = w
	}
	return widths
}

// spans are the sheet's first and last column for each of a table's. On a fine sheet they take what they need, and
// what is left goes to the wide ones.
func (s *section) spans(widths []float64, wide func(int) bool) [][2]int {
	spans := make([][2]int, len(widths))
	if !s.fine {
		for i := range spans {
			spans[i] = [2]int{i, i}
		}
		return spans
	}
	total := 0.0
	wides := 0.0
	for i, w := range widths {
		total += w
		if wide(i) {
			wides++
		}
	}
	spare := max(0, s.width(0, s.last())-total-fineCell*float64(len(widths)))
	at := 0
	for i, w := range widths {
		if wide(i) {
			w += spare / wides
		}
		end, got := at, 0.0
		for {
			if end == len(s.widths) {
				s.widths = append(s.widths, fineCell)
			}
			if got += s.widths[end]; got >= w {
				break
			}
			end++
		}
		spans[i] = [2]int{at, end}
		at = end + 1
	}
	return spans
}

func (s *section) table(t *report.Table) error {
	first := s.next()
	if err := s.title(t.Title); err != nil {
		return err
	}
	if len(t.Rows) == 0 && t.Empty != "" {
		if err := s.paragraph(s.next(), 0, s.b.text(t.Empty), style{color: s.b.palette.Muted}); err != nil {
			return err
		}
		s.keep(first, s.next()-1)
		s.gap(12)
		return nil
	}
	if len(t.Columns) == 0 {
		return nil
	}
	spans := s.spans(tableWidths(t), func(i int) bool { return t.Columns[i].Wide })
	head := s.next()
	filtered := t == s.filtered // then the buttons stand at the foot of the heads
	for i, c := range t.Columns {
		look := style{bold: true, size: 9, wrap: true, bottom: !filtered, right: figure(c.Unit), indent: !figure(c.Unit) && i > 0, edge: edgeHead, fill: s.b.palette.Surface}
		title := headLines(s.b.text(c.Title), s.width(spans[i][0], spans[i][1]))
		if err := s.span(head, spans[i][0], spans[i][1], title, look); err != nil {
			return err
		}
		s.heighten(head, title, s.width(spans[i][0], spans[i][1]), look)
	}
	for _, row := range t.Rows {
		if err := s.tableRow(t, row, spans, edgeHair); err != nil {
			return err
		}
	}
	end := head + len(t.Rows)
	if err := s.total(t, spans, head+1, end); err != nil {
		return err
	}
	if err := s.sparks(t, spans, head); err != nil {
		return err
	}
	s.keep(first, min(head+3, s.next()-1))
	if len(t.Rows) <= 30 {
		s.keep(first, s.next()-1)
	}
	if filtered {
		s.frame(head, end, spans)
	}
	s.gap(12)
	return nil
}

// frame sets the filter of the list, and the rows that stay.
func (s *section) frame(head, end int, spans [][2]int) {
	s.list = [2]int{head, end}
	s.filter = fmt.Sprintf("%s:%s", cellName(0, head), cellName(spans[len(spans)-1][1], end))
	s.row(head).height = min(s.row(head).height+filterButton, 409)
	height := 0.0
	for _, r := range s.rows[:head] {
		height += r.height
	}
	if height < tallestHead {
		s.freeze = head
	}
}

func (s *section) tableRow(t *report.Table, row []report.Cell, spans [][2]int, e edge) error {
	at := s.next()
	s.row(at).height = usualHeight
	for i, c := range t.Columns {
		cell := report.Cell{}
		if i < len(row) {
			cell = row[i]
		}
		value, format := s.b.cell(cell, c.Unit)
		if err := s.tableCell(at, spans[i], c.Unit, cell, value, style{format: format, edge: e, bold: e == edgeTotal}); err != nil {
			return err
		}
	}
	return nil
}

// tableCell puts one cell, set as its unit and signal want.
func (s *section) tableCell(at int, span [2]int, u report.Unit, c report.Cell, value excelize.Cell, look style) error {
	_, text := value.Value.(string)
	look.size = 9
	look.right = figure(u)
	look.indent = !look.right && span[0] > 0
	look.wrap, look.middle = text, true
	look.color = s.signal(c.Signal)
	look.bold = look.bold || c.Signal == report.Bad
	if err := s.span(at, span[0], span[1], value, look); err != nil {
		return err
	}
	if text {
		s.heighten(at, c.Text, s.width(span[0], span[1]), look)
	}
	return nil
}

// total writes the last row. Where its number is the sum of those above, it is so as a formula.
func (s *section) total(t *report.Table, spans [][2]int, first, last int) error {
	if len(t.Total) == 0 {
		return nil
	}
	at := s.next()
	s.row(at).height = usualHeight
	for i, c := range t.Columns {
		cell := report.Cell{}
		if i < len(t.Total) {
			cell = t.Total[i]
		}
		value, format := s.b.cell(cell, c.Unit)
		if n, ok := value.Value.(float64); ok && value.Formula == "" && len(t.Rows) > 1 {
			numbers := make([]*float64, len(t.Rows))
			for r, row := range t.Rows {
				if i < len(row) && shownNumber(row[i], c.Unit) {
					numbers[r] = row[i].Number
				}
			}
			if f, ok := sum(cellName(spans[i][0], first)+":"+cellName(spans[i][0], last), numbers, n); ok {
				value.Formula = f
			}
		}
		if err := s.tableCell(at, spans[i], c.Unit, cell, value, style{format: format, edge: edgeTotal, bold: true}); err != nil {
			return err
		}
	}
	return nil
}

// shownNumber says whether the cell is stored as the very number it carries.
func shownNumber(c report.Cell, u report.Unit) bool {
	if c.Number == nil || !hasDigit(c.Text) {
		return false
	}
	_, _, exact := numberFormat(c.Text, *c.Number, u)
	return exact
}

// headWidth is how wide a head wants its column: on one line if it is short, else on two.
func headWidth(title string) float64 {
	w := measure(title) + 3 // bold
	if w > 16 {
		w = max(16, w*0.55+3)
	}
	return min(w, 30)
}

// narrowHead is how wide a head is that breaks at its spaces and before its unit.
func narrowHead(title string) float64 {
	w := 0.0
	for _, part := range headParts(title) {
		w = max(w, measure(part)+2.5)
	}
	return min(w, headWidth(title))
}

// headParts are what a head may be broken into: at its spaces and before its unit.
func headParts(title string) []string {
	return strings.FieldsFunc(strings.NewReplacer("(", " (", "(", " (").Replace(title), func(r rune) bool { return r == ' ' })
}

// headLines is a head with its lines ended where it may be broken. Left alone, programs break 90%点(分) within the unit.
func headLines(title string, width float64) string {
	room := (width*0.95*0.95 - 1) * 10 / 9 // as heighten counts
	if measure(title) <= room || strings.ContainsAny(title, "\n\t") {
		return title
	}
	var out strings.Builder
	line, rest := "", title
	for _, part := range headParts(title) {
		at := strings.Index(rest, part)
		gap := rest[:at]
		rest = rest[at+len(part):]
		switch {
		case line == "":
			line = gap + part
		case measure(line+gap+part) <= room:
			line += gap + part
		default:
			out.WriteString(line + "\n")
			line = part
		}
	}
	return out.String() + line + rest
}
