package pdf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"furikaeri/report"
	"furikaeri/report/font"
)

// Measures of a table in mm.
const (
	columnGap = 4.0
	narrowGap = 3.0 // where there are many columns
	textLines = 4   // what people wrote
	wideLines = 2   // alerts' titles
)

// table lays a table out: title, head, rows, total, note. Rows are not cut, the head is repeated on every page, and no
// row stands alone at a page's top or foot.
func (l *layout) table(t *report.Table, air float64) error {
	title := l.clean(t.Title)
	if len(t.Rows) == 0 && len(t.Total) == 0 {
		l.put(air, append(l.tableTitle(title, tag{}), l.sentence(t.Empty)...)...)
		return nil
	}
	rows := t.Rows
	if t.PaperRows > 0 && len(rows) > t.PaperRows {
		rows = rows[:t.PaperRows]
	}
	for i, r := range rows {
		if len(r) != len(t.Columns) {
			return fmt.Errorf("table %q: row %d has %d cells for %d columns", t.ID, i, len(r), len(t.Columns))
		}
	}
	if len(t.Total) != 0 && len(t.Total) != len(t.Columns) {
		return fmt.Errorf("table %q: the total has %d cells for %d columns", t.ID, len(t.Total), len(t.Columns))
	}
	g := l.grid(t, rows)
	if len(g.columns) == 0 {
		return nil
	}
	ids := l.tagOf(printedCells(g, rows, t.Total))
	head := l.headRow(g)
	top, ok := head, false
	if title == "" {
		if top, ok = l.headTagged(g, head, ids); ok {
			ids = tag{}
		}
	}
	pieces := append(l.tableTitle(title, ids), top)
	first := len(pieces)
	if folded := l.folded(t, rows); folded != nil {
		pieces = append(pieces[:first-1], folded...)
	} else {
		for _, r := range rows {
			pieces = append(pieces, l.row(g, r, false))
		}
	}
	if len(t.Total) > 0 {
		pieces = append(pieces, l.row(g, t.Total, true))
	}
	if len(pieces) == first {
		return nil
	}
	for i := first; i < min(first+firstRows-1, len(pieces)-1); i++ {
		pieces[i].next = true
	}
	last := min(lastRows, (len(pieces)-first)/3)
	for i := len(pieces) - max(last, 2); i >= first && i < len(pieces)-1; i++ {
		pieces[i].next = true
	}
	name := t.Title
	if name == "" {
		name = l.within
	}
	again := append(l.continued(name), head)
	if l.slides && t.Title == "" { // the section's title is above it anyway
		again = []piece{head}
	}
	for i := first; i < len(pieces); i++ {
		pieces[i].again = again
	}
	rest := t.PaperNote
	if rest == "" {
		rest = strings.ReplaceAll(l.labels.Limited, "{n}", strconv.Itoa(len(rows)))
	}
	if len(rows) < len(t.Rows) && rest != "" {
		st := l.noteStyle.in(l.colors.Muted)
		pieces[len(pieces)-1].next = true
		note := l.text(l.lines(l.clean(rest), st, l.textWidth), st, 0)
		note[0].gap = 1.5
		pieces = append(pieces, note...)
	}
	height := 0.0
	for _, p := range pieces {
		height += p.gap + p.height
	}
	switch {
	case l.slides:
		pieces[0].room, pieces[0].whole = min(height, l.bodyHeight), true
	case height <= shortTable*l.bodyHeight:
		pieces[0].room = height
	}
	l.put(air, pieces...)
	return nil
}

// shortTable is the share of a page up to which a table is not cut where the page before is full enough.
const shortTable = 0.46

// Rows that stay together: those under the head, and the last ones of a long table.
const (
	firstRows = 3
	lastRows  = 4
)

// sentence is what stands where there is nothing to show.
func (l *layout) sentence(s string) []piece {
	if s == "" {
		s = l.labels.NoData
	}
	st := l.bodyStyle.in(l.colors.Muted)
	return l.text(l.lines(l.clean(s), st, l.textWidth), st, 0)
}

// printedCells are a table's cells that are on paper, row by row.
func printedCells(g grid, rows [][]report.Cell, total []report.Cell) []report.Cell {
	var cells []report.Cell
	for _, row := range append(slices.Clone(rows), total) {
		for _, i := range g.from {
			if i < len(row) {
				cells = append(cells, row[i])
			}
		}
	}
	return cells
}

// tableTitle is a title and a tag, which stay with what follows; nothing for "" without a tag.
func (l *layout) tableTitle(title string, t tag) []piece {
	var pieces []piece
	st := l.captionStyle.in(l.colors.Ink)
	if title != "" {
		pieces = l.text(l.title(title, st, l.textWidth), st, 0)
	}
	if pieces = l.tagged(pieces, st, l.textWidth, t); title == "" {
		return pieces
	}
	for i := range pieces {
		pieces[i].next = true
	}
	pieces[len(pieces)-1].height++
	return pieces
}

// continued is the title of a table above its rows on a further page.
func (l *layout) continued(title string) []piece {
	st := l.noteStyle.in(l.colors.Muted)
	s := join(" ", l.uncounted(title), l.uncounted(l.labels.Continued))
	if s == "" {
		return nil
	}
	pieces := l.text(l.fit(s, st, l.textWidth, 1), st, 0)
	pieces[0].next = true
	return pieces
}

// headRow is the columns' titles in bold, standing on a rule.
func (l *layout) headRow(g grid) piece {
	st, pad := g.style.inBold(), l.cellPad
	lines := make([][]string, len(g.columns))
	most := 1
	var texts []string
	for i, c := range g.columns {
		title := l.clean(c.Title)
		width := g.widths[i] - g.inset[i]
		if lines[i] = l.balanced(headParts(title, g.heads), st, width, 3); lines[i] == nil {
			lines[i] = l.fit(title, st, width, 3)
		}
		most = max(most, len(lines[i]))
		texts = append(texts, lines[i]...)
	}
	height := float64(most)*st.line() + 2*pad
	color := l.colors.Muted
	return piece{height: height, next: true, texts: texts, draw: func(p *pen, x, y float64) {
		p.rule(x, y+height, x+g.width, y+height, 0.3, color)
		for i, c := range g.columns {
			top := y + height - pad - float64(len(lines[i]))*st.line()
			l.cell(p, x+g.inset[i], top, lines[i], g.widths[i]-g.inset[i], right(c), st)
			x += g.widths[i] + g.gap
		}
	}}
}

// headTagged is a head with a tag after its first title; ok is false where that has no room.
func (l *layout) headTagged(g grid, head piece, t tag) (tagged piece, ok bool) {
	st := g.style.inBold()
	title := l.uncounted(g.columns[0].Title)
	left := g.inset[0] + l.width(title, st) + tagGap
	if len(t.ids) == 0 || right(g.columns[0]) || left+t.width > g.widths[0] {
		return head, false
	}
	tagged = head
	tagged.texts = slices.Concat(head.texts, t.texts)
	base := head.height - l.cellPad - st.line()
	tagged.draw = func(p *pen, x, y float64) {
		head.draw(p, x, y)
		t.draw(p, x+left, baseline(y+base, st), st.size)
	}
	return tagged, true
}

// right says whether a column's cells stand at its right edge.
func right(c report.Column) bool {
	return c.Unit != report.None && c.Unit != report.Date && !c.Spark
}

// row is one row over a hairline, the total one in bold under a rule.
func (l *layout) row(g grid, cells []report.Cell, total bool) piece {
	st, pad := g.style, l.cellPad
	st.bold = total
	lines := make([][]string, len(g.columns))
	styles := make([]style, len(g.columns))
	most := 1
	set := func(i, room int) {
		cell := cells[g.from[i]]
		if text := l.clean(marked(g.columns[i], cell)); text != "" && !(g.columns[i].Spark && len(cell.Spark) > 0) {
			width := g.widths[i] - g.inset[i]
			lines[i] = l.fit(text, st, width, room)
			if n := len(lines[i]); n > 1 && !strings.HasSuffix(lines[i][n-1], "…") {
				if better := l.phrased(font.Phrases(text), st, width, n); better != nil {
					lines[i] = better
				}
			}
		}
		styles[i] = st.in(l.signal(cell.Signal))
		most = max(most, len(lines[i]))
	}
	for i, c := range g.columns {
		switch {
		case right(c):
			set(i, 1)
		case !c.Wide:
			set(i, textLines)
		}
	}
	for i, c := range g.columns {
		if c.Wide && !right(c) {
			set(i, max(wideLines, most)) // more only if the row has them anyway
		}
	}
	var texts []string
	for _, s := range lines {
		texts = append(texts, s...)
	}
	height := float64(most)*st.line() + 2*pad
	ruleColor, sparkColor := l.colors.Rule, l.colors.Main
	if total {
		ruleColor = l.colors.Muted
	}
	return piece{height: height, texts: texts, draw: func(p *pen, x, y float64) {
		if total {
			p.rule(x, y, x+g.width, y, 0.3, ruleColor)
		} else {
			p.rule(x, y+height, x+g.width, y+height, 0.1, ruleColor)
		}
		for i, c := range g.columns {
			if spark := cells[g.from[i]].Spark; c.Spark && len(spark) > 0 {
				p.spark(x+1, y+pad+0.5, g.widths[i]-2, st.line()-1, spark, sparkColor)
			}
			l.cell(p, x+g.inset[i], y+pad, lines[i], g.widths[i]-g.inset[i], right(c), styles[i])
			x += g.widths[i] + g.gap
		}
	}}
}

// cell draws lines between x and x+width.
func (l *layout) cell(p *pen, x, top float64, lines []string, width float64, right bool, st style) {
	for i, s := range lines {
		left := x
		if right {
			left += width - l.width(s, st)
		}
		p.lineOf(left, top+float64(i)*st.line(), s, st)
	}
}

// spark draws a small series in a box, the last value marked. Gaps stay open.
func (p *pen) spark(x, y, w, h float64, values []*float64, color string) {
	low, high, last := math.Inf(1), math.Inf(-1), -1
	for i, v := range values {
		if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
			continue
		}
		low, high, last = min(low, *v), max(high, *v), i
	}
	if last < 0 {
		return
	}
	place := func(i int) (float64, float64) {
		px, py := x+w/2, y+h/2
		if len(values) > 1 {
			px = x + w*float64(i)/float64(len(values)-1)
		}
		if high > low {
			py = y + h*(high-*values[i])/(high-low)
		}
		return px, py
	}
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineWidth(0.25)
	p.pdf.SetLineJoinStyle("round")
	p.pdf.SetDrawColor(channels(color))
	p.pdf.SetFillColor(channels(color))
	drawn := false
	open := false
	for i, v := range values {
		if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
			open = false
			continue
		}
		px, py := place(i)
		if !open {
			p.pdf.MoveTo(px, py)
			// A value between two gaps is a dot.
			p.pdf.LineTo(px+0.01, py)
		} else {
			p.pdf.LineTo(px, py)
		}
		open, drawn = true, true
	}
	if drawn {
		p.pdf.DrawPath("D")
	}
	px, py := place(last)
	p.pdf.Circle(px, py, 0.55, "F")
}

// marked is a cell's text, behind ▲ or ▼ where it is a change that is better or worse: colour alone would say nothing in grey.
func marked(c report.Column, cell report.Cell) string {
	if c.Unit != report.Change || cell.Number == nil || cell.Signal != report.Good && cell.Signal != report.Bad {
		return cell.Text
	}
	switch n := *cell.Number; {
	case n > 0:
		return "▲ " + cell.Text
	case n < 0:
		return "▼ " + cell.Text
	}
	return cell.Text
}
