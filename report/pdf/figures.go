package pdf

import (
	"strings"

	"furikaeri/report"
)

// figures is a row of big numbers: label, number with its unit, what it is compared with. Where they are too many or
// too long for one row they stand in two.
func (l *layout) figures(f *report.Figures, air float64) {
	n := len(f.Items)
	if n == 0 {
		return
	}
	perRow, st := l.figuresFit(f)
	if l.figureSize > 0 && l.figureSize < st.size {
		st.size = l.figureSize
	}
	for i := 0; i < n; i += perRow {
		if i > 0 && l.slides { // they are one thought
			l.flow[len(l.flow)-1].next = true
		}
		l.put(air, l.figureRow(f.Items[i:min(i+perRow, n)], perRow, st))
	}
}

// evenFigures makes all big numbers of a section as large as the smallest of them has to be.
func (l *layout) evenFigures(s *report.Section) {
	l.figureSize = 0
	for _, b := range s.Blocks {
		if b.Figures == nil || len(b.Figures.Items) == 0 {
			continue
		}
		if _, st := l.figuresFit(b.Figures); l.figureSize == 0 || st.size < l.figureSize {
			l.figureSize = st.size
		}
	}
}

// figuresFit is how many figures stand in a row, and the style in which their numbers have room.
func (l *layout) figuresFit(f *report.Figures) (perRow int, st style) {
	n := len(f.Items)
	perRow = n
	if n > 4 {
		perRow = (n + 1) / 2
	}
	st = l.figureStyle
	for l.widest(f.Items, st) > l.figureWidth(perRow) {
		switch {
		case st.size > leastFigure:
			st.size--
		case perRow > 2:
			perRow, st = (perRow+1)/2, l.figureStyle
		default:
			st.size--
		}
		if st.size < 6 {
			break
		}
	}
	return perRow, st
}

// leastFigure is the size in pt down to which big numbers go for the sake of one row.
const leastFigure = 16

const figureGap = 6.0

// figureWidth is the width of one of n figures beside each other.
func (l *layout) figureWidth(n int) float64 {
	n = max(n, 3) // two figures do not need half a page each
	return (l.textWidth - figureGap*float64(n-1)) / float64(n)
}

func (l *layout) widest(items []report.Figure, st style) float64 {
	w := 0.0
	for _, f := range items {
		value, after := l.number(f)
		w = max(w, l.width(value, st)+l.width(after, l.afterStyle)+1)
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
		cells        []report.Cell
		number       style
		valueWidth   float64
		tag          tag
	}
	w := l.figureWidth(perRow)
	label, after := l.labelStyle.in(l.colors.Muted), l.afterStyle.in(l.colors.Ink)
	note := l.noteStyle.in(l.colors.Muted)
	number := st.in(l.colors.Ink)
	columns := make([]column, len(items))
	var texts []string
	labels, notes := 1, 0
	for i, f := range items {
		value, unit := l.number(f)
		c := column{
			label:  l.fit(l.clean(f.Label), label, w, titleLines),
			value:  at(l.fit(value, number, w-l.width(unit, after)-1, 1), 0),
			after:  unit,
			cells:  f.Cells,
			number: number,
		}
		if f.Value.Signal == report.Muted {
			c.number = number.in(l.colors.Muted)
		}
		if s := l.clean(f.Note); s != "" {
			if c.note = l.phrased(noteParts(s), note, w, titleLines); c.note == nil {
				c.note = l.fit(s, note, w, titleLines)
			}
		}
		c.valueWidth = l.width(c.value, number)
		if t := l.tagOf([]report.Cell{f.Value}); len(t.ids) > 0 {
			if room := w - t.width - tagGap; l.width(c.label[len(c.label)-1], label) > room {
				c.label = l.fit(l.uncounted(f.Label), label, room, titleLines)
			}
			c.tag = t
			texts = append(texts, t.texts...)
		}
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
		height: noteTop + float64(notes)*l.noteStyle.line() + 1,
		texts:  texts,
		draw: func(p *pen, x, y float64) {
			for i, c := range columns {
				left := x + float64(i)*(w+figureGap)
				p.rule(left, y, left+w, y, 0.25, ruleColor)
				for j, s := range c.label {
					p.lineOf(left, y+top+float64(j)*label.line(), s, label)
				}
				c.tag.draw(p, left+l.width(at(c.label, len(c.label)-1), label)+tagGap,
					baseline(y+top+float64(len(c.label)-1)*label.line(), label), label.size)
				base := baseline(y+valueTop, number)
				p.text(left, base, c.value, c.number)
				p.text(left+c.valueWidth+1, base, c.after, after)
				for j, s := range c.note {
					x := left
					for _, part := range l.signalled(s, c.cells, note) {
						p.lineOf(x, y+noteTop+float64(j)*note.line(), part.text, part.style)
						x += l.width(part.text, part.style)
					}
				}
			}
		},
	}
}

// A run is a part of a line in a style of its own.
type run struct {
	text  string
	style style
}

// signalled is a line with the colours of the signals of the cells that stand in it.
func (l *layout) signalled(line string, cells []report.Cell, st style) []run {
	var runs []run
	for _, c := range cells {
		if c.Signal != report.Good && c.Signal != report.Bad || c.Text == "" {
			continue
		}
		if before, after, ok := strings.Cut(line, c.Text); ok {
			runs = append(runs, run{before, st}, run{c.Text, st.in(l.signal(c.Signal))})
			line = after
		}
	}
	return append(runs, run{line, st})
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
