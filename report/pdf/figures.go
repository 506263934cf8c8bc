package pdf

import (
	"strings"

	"furikaeri/report"
)

// The styles of a big figure, without their colour.
var (
	figureStyle = style{size: 24, leading: 30, bold: true}
	afterStyle  = style{size: 11, leading: 16}
	labelStyle  = style{size: 8.5, leading: 12}
)

// figures is a row of big numbers: label, number with its unit, what it is compared with. Where they are too many or
// too long for one row they stand in two.
func (l *layout) figures(f *report.Figures, air float64) {
	n := len(f.Items)
	if n == 0 {
		return
	}
	perRow := n
	if n > 4 {
		perRow = (n + 1) / 2
	}
	st := figureStyle
	for l.widest(f.Items, st) > figureWidth(perRow) {
		switch {
		case st.size > 18:
			st.size--
		case perRow > 2:
			perRow, st = (perRow+1)/2, figureStyle
		default:
			st.size--
		}
		if st.size < 6 {
			break
		}
	}
	for i := 0; i < n; i += perRow {
		l.put(air, l.figureRow(f.Items[i:min(i+perRow, n)], perRow, st))
	}
}

const figureGap = 6.0

// figureWidth is the width of one of n figures beside each other.
func figureWidth(n int) float64 {
	n = max(n, 3) // two figures do not need half a page each
	return (textWidth - figureGap*float64(n-1)) / float64(n)
}

func (l *layout) widest(items []report.Figure, st style) float64 {
	w := 0.0
	for _, f := range items {
		value, after := l.number(f)
		w = max(w, l.width(value, st)+l.width(after, afterStyle)+1)
	}
	return w
}

// number is a figure's number and its unit, which a missing number does not have.
func (l *layout) number(f report.Figure) (value, after string) {
	value, after = l.uncounted(f.Value.Text), l.uncounted(f.After)
	if !strings.ContainsAny(value, "0123456789") {
		after = ""
	}
	return value, after
}

func (l *layout) figureRow(items []report.Figure, perRow int, st style) piece {
	type column struct {
		label, note  []string
		value, after string
		noteStyle    style
		number       style
		valueWidth   float64
	}
	w := figureWidth(perRow)
	label, after := labelStyle.in(l.colors.Muted), afterStyle.in(l.colors.Ink)
	number := st.in(l.colors.Ink)
	columns := make([]column, len(items))
	var texts []string
	labels, notes := 1, 0
	for i, f := range items {
		value, unit := l.number(f)
		c := column{
			label:     l.fit(l.clean(f.Label), label, w, titleLines),
			value:     at(l.fit(value, number, w-l.width(unit, after)-1, 1), 0),
			after:     unit,
			noteStyle: noteStyle.in(l.noteColor(f)),
			number:    number,
		}
		if f.Value.Signal == report.Muted {
			c.number = number.in(l.colors.Muted)
		}
		if note := l.clean(f.Note); note != "" {
			c.note = l.fit(note, c.noteStyle, w, titleLines)
		}
		c.valueWidth = l.width(c.value, number)
		labels, notes = max(labels, len(c.label)), max(notes, len(c.note))
		texts = append(texts, c.value+c.after)
		texts = append(append(texts, c.label...), c.note...)
		columns[i] = c
	}
	top := 2.0
	valueTop := top + float64(labels)*label.line()
	noteTop := valueTop + number.line()
	ruleColor := l.colors.Rule
	return piece{
		height: noteTop + float64(notes)*noteStyle.line() + 1,
		texts:  texts,
		draw: func(p *pen, x, y float64) {
			for i, c := range columns {
				left := x + float64(i)*(w+figureGap)
				p.rule(left, y, left+w, y, 0.25, ruleColor)
				for j, s := range c.label {
					p.lineOf(left, y+top+float64(j)*label.line(), s, label)
				}
				base := baseline(y+valueTop, number)
				p.text(left, base, c.value, c.number)
				p.text(left+c.valueWidth+1, base, c.after, after)
				for j, s := range c.note {
					p.lineOf(left, y+noteTop+float64(j)*noteStyle.line(), s, c.noteStyle)
				}
			}
		},
	}
}

// noteColor is the colour of a figure's comparison: its signal's. The words beside say the same.
func (l *layout) noteColor(f report.Figure) string {
	signal := f.Value.Signal
	for _, c := range f.Cells {
		if signal == report.NoSignal {
			signal = c.Signal
		}
	}
	if signal == report.NoSignal {
		return l.colors.Muted
	}
	return l.signal(signal)
}

// signal is the colour of s.
func (l *layout) signal(s report.Signal) string {
	switch s {
	case report.Good:
		return l.colors.Good
	case report.Bad:
		return l.colors.Bad
	case report.Muted:
		return l.colors.Muted
	}
	return l.colors.Ink
}
