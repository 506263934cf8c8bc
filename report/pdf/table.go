package pdf

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"furikaeri/report"
)

// Measures of a table in mm.
const (
	columnGap  = 4.0
	narrowGap  = 3.0 // where there are many columns
	cellPad    = 1.1
	sparkWidth = 26.0
	textRoom   = 60.0 // what a column of text asks for at most
	leastText  = 17.0 // what it can do with
	leastWide  = 34.0 // what a Wide one can do with
	leastSize  = 6.5  // of text in pt
	longTitle  = 9.0  // em
	textLines  = 4    // what people wrote
)

// A grid is a table as it is printed: the columns that are on paper, their widths, and the size of its text.
type grid struct {
	columns []report.Column
	from    []int // the column's place in the document's table
	widths  []float64
	gap     float64 // between columns
	long    float64 // the em from which a title may have three lines rather than two
	style   style
}

// table lays a table out: title, head, rows, total, note. Rows are not cut, the head is repeated on every page, and no
// row stands alone at a page's top or foot.
func (l *layout) table(t *report.Table, air float64) error {
	title := l.tableTitle(l.clean(t.Title))
	if len(t.Rows) == 0 && len(t.Total) == 0 {
		l.put(air, append(title, l.sentence(t.Empty)...)...)
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
	head := l.headRow(g)
	pieces := append(title, head)
	first := len(pieces)
	for _, r := range rows {
		pieces = append(pieces, l.row(g, r, false))
	}
	if len(t.Total) > 0 {
		pieces = append(pieces, l.row(g, t.Total, true))
	}
	if len(pieces) == first {
		return nil
	}
	pieces[first].next = len(pieces) > first+1
	if n := len(pieces); n > first+1 {
		pieces[n-2].next = true
	}
	again := append(l.continued(t.Title), head)
	for i := first; i < len(pieces); i++ {
		pieces[i].again = again
	}
	rest := t.PaperNote
	if rest == "" {
		rest = strings.ReplaceAll(l.labels.Limited, "{n}", strconv.Itoa(len(rows)))
	}
	if len(rows) < len(t.Rows) && rest != "" {
		st := noteStyle.in(l.colors.Muted)
		pieces[len(pieces)-1].next = true
		note := l.text(l.lines(l.clean(rest), st, textWidth), st, 0)
		note[0].gap = 1.5
		pieces = append(pieces, note...)
	}
	l.put(air, pieces...)
	return nil
}

// sentence is what stands where there is nothing to show.
func (l *layout) sentence(s string) []piece {
	if s == "" {
		s = l.labels.NoData
	}
	st := bodyStyle.in(l.colors.Muted)
	return l.text(l.lines(l.clean(s), st, textWidth), st, 0)
}

// tableTitle is a title that stays with what follows; nothing for "".
func (l *layout) tableTitle(title string) []piece {
	if title == "" {
		return nil
	}
	st := captionStyle.in(l.colors.Ink)
	pieces := l.text(l.title(title, st, textWidth), st, 0)
	for i := range pieces {
		pieces[i].next = true
	}
	pieces[len(pieces)-1].height++
	return pieces
}

// continued is the title of a table above its rows on a further page.
func (l *layout) continued(title string) []piece {
	st := noteStyle.in(l.colors.Muted)
	s := join(" ", l.uncounted(title), l.uncounted(l.labels.Continued))
	if s == "" {
		return nil
	}
	pieces := l.text(l.fit(s, st, textWidth, 1), st, 0)
	pieces[0].next = true
	return pieces
}

// grid chooses the columns on paper and their widths. Figures get what they need, Wide columns what is left; where
// there is too little, text gives way first, then all text is set smaller.
func (l *layout) grid(t *report.Table, rows [][]report.Cell) grid {
	g := grid{style: tableStyle.in(l.colors.Ink), gap: columnGap, long: longTitle}
	for i, c := range t.Columns {
		if !c.OffPaper {
			g.columns = append(g.columns, c)
			g.from = append(g.from, i)
		}
	}
	if len(g.columns) > 6 {
		g.gap = narrowGap
	}
	for {
		least, want, fits := l.demand(g, t, rows)
		if fits || g.style.size <= leastSize {
			g.widths = share(least, want, g.columns, textWidth-g.gap*float64(len(g.columns)-1))
			return g
		}
		if g.long == longTitle {
			g.long = longTitle / 2
			continue
		}
		g.style.size -= 0.5
		g.style.leading -= 0.5
	}
}

// demand is the least and the wanted width of every column, and whether the least fit on the page.
func (l *layout) demand(g grid, t *report.Table, rows [][]report.Cell) (least, want []float64, fits bool) {
	least, want = make([]float64, len(g.columns)), make([]float64, len(g.columns))
	sum := g.gap * float64(len(g.columns)-1)
	for i, c := range g.columns {
		head := l.headWidth(c.Title, g.style, g.long)
		natural, word := head, head
		for _, r := range rows {
			s := r[g.from[i]].Text
			natural = max(natural, l.cellWidth(s, g.style))
			if day, _, ok := strings.Cut(s, " "); ok && c.Unit == report.Date {
				word = max(word, l.cellWidth(day, g.style)+0.1)
			}
		}
		if len(t.Total) > 0 {
			natural = max(natural, l.width(l.uncounted(t.Total[g.from[i]].Text), g.style.inBold()))
		}
		natural += 0.1
		switch {
		case c.Spark:
			least[i], want[i] = max(sparkWidth*0.7, head), max(sparkWidth, natural)
		case c.Unit != report.None && c.Unit != report.Date:
			least[i], want[i] = natural, natural
		case c.Unit == report.Date:
			least[i], want[i] = natural, natural
			if word > head { // a time of day may stand under its day
				least[i] = word
			}
		case c.Wide:
			least[i], want[i] = max(head, min(natural, leastWide)), max(head, min(natural, textRoom))
		default:
			least[i], want[i] = max(head, min(natural, leastText)), max(head, min(natural, textRoom))
		}
		sum += least[i]
	}
	return least, want, sum <= textWidth
}

// cellWidth is the width of a cell's text, of a long one no more than is asked about.
func (l *layout) cellWidth(s string, st style) float64 {
	const enough = 400 // bytes; wider than any page
	if len(s) > enough {
		return textWidth
	}
	return l.width(s, st)
}

// headWidth is the least width in which a column's title stands on two lines, on three if that is more than long em.
func (l *layout) headWidth(title string, st style, long float64) float64 {
	st = st.inBold()
	title = l.uncounted(title)
	for most := 2; ; most++ {
		low, high := 0.0, l.width(title, st)+0.1
		for high-low > 0.3 {
			middle := (low + high) / 2
			if l.stands(title, st, middle, most) {
				high = middle
			} else {
				low = middle
			}
		}
		if high <= long*st.size*pt || most == 3 {
			return min(high, textRoom)
		}
	}
}

// stands says whether a title stands on n lines of a width with no word cut and no character alone.
func (l *layout) stands(title string, st style, width float64, n int) bool {
	lines := l.fit(title, st, width, n+1)
	if len(lines) > n {
		return false
	}
	rest := title
	for i, s := range lines {
		if l.width(s, st) > width || i > 0 && len([]rune(s)) < 2 {
			return false
		}
		if i > 0 && rest != "" && rest[0] != ' ' && oneWord(lastRune(lines[i-1]), []rune(s)[0]) {
			return false
		}
		rest = strings.TrimPrefix(strings.TrimLeft(rest, " "), s)
	}
	return true
}

// oneWord says whether a break between a and b goes through a word, as far as characters tell.
func oneWord(a, b rune) bool {
	kana := func(r rune) bool { return unicode.Is(unicode.Katakana, r) || r == 'ー' }
	return kana(a) && kana(b) || unicode.IsLetter(a) && unicode.IsLetter(b) && a < 0x2E80 && b < 0x2E80
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// share gives every column between its least and its wanted width, and what is left to the Wide ones, or, where
// there are none, to all alike.
func share(least, want []float64, columns []report.Column, room float64) []float64 {
	sumLeast, sumWant, wide := 0.0, 0.0, 0
	for i, c := range columns {
		sumLeast += least[i]
		sumWant += want[i]
		if c.Wide {
			wide++
		}
	}
	widths := make([]float64, len(columns))
	for i, c := range columns {
		switch {
		case sumLeast > room:
			widths[i] = least[i] * room / sumLeast
		case sumWant > room:
			widths[i] = least[i] + (want[i]-least[i])*(room-sumLeast)/(sumWant-sumLeast)
		case wide > 0:
			widths[i] = want[i]
			if c.Wide {
				widths[i] += (room - sumWant) / float64(wide)
			}
		default:
			widths[i] = want[i] + (room-sumWant)/float64(len(columns))
		}
	}
	return widths
}

// headRow is the columns' titles in bold, standing on a rule.
func (l *layout) headRow(g grid) piece {
	st := g.style.inBold()
	lines := make([][]string, len(g.columns))
	most := 1
	var texts []string
	for i, c := range g.columns {
		lines[i] = l.fit(l.clean(c.Title), st, g.widths[i], 3)
		most = max(most, len(lines[i]))
		texts = append(texts, lines[i]...)
	}
	height := float64(most)*st.line() + 2*cellPad
	color := l.colors.Muted
	return piece{height: height, next: true, texts: texts, draw: func(p *pen, x, y float64) {
		p.rule(x, y+height, x+textWidth, y+height, 0.3, color)
		for i, c := range g.columns {
			top := y + height - cellPad - float64(len(lines[i]))*st.line()
			l.cell(p, x, top, lines[i], g.widths[i], right(c), st)
			x += g.widths[i] + g.gap
		}
	}}
}

// right says whether a column's cells stand at its right edge.
func right(c report.Column) bool {
	return c.Unit != report.None && c.Unit != report.Date && !c.Spark
}

// row is one row over a hairline, the total one in bold under a rule.
func (l *layout) row(g grid, cells []report.Cell, total bool) piece {
	st := g.style
	st.bold = total
	lines := make([][]string, len(g.columns))
	styles := make([]style, len(g.columns))
	most := 1
	set := func(i, room int) {
		cell := cells[g.from[i]]
		if text := l.clean(cell.Text); text != "" && !(g.columns[i].Spark && len(cell.Spark) > 0) {
			lines[i] = l.fit(text, st, g.widths[i], room)
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
			set(i, max(2, most)) // alerts' titles get two lines, more only if the row has them anyway
		}
	}
	var texts []string
	for _, s := range lines {
		texts = append(texts, s...)
	}
	height := float64(most)*st.line() + 2*cellPad
	ruleColor, sparkColor := l.colors.Rule, l.colors.Main
	if total {
		ruleColor = l.colors.Muted
	}
	return piece{height: height, texts: texts, draw: func(p *pen, x, y float64) {
		if total {
			p.rule(x, y, x+textWidth, y, 0.3, ruleColor)
		} else {
			p.rule(x, y+height, x+textWidth, y+height, 0.1, ruleColor)
		}
		for i, c := range g.columns {
			if spark := cells[g.from[i]].Spark; c.Spark && len(spark) > 0 {
				p.spark(x+1, y+1.6, g.widths[i]-2, st.line()+2*cellPad-3.2, spark, sparkColor)
			}
			l.cell(p, x, y+cellPad, lines[i], g.widths[i], right(c), styles[i])
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
