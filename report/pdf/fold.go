package pdf

import (
	"slices"
	"strings"

	"furikaeri/report"
)

// foldFrom is the number of rows from which a list to look things up in is set in two columns.
const foldFrom = 12

// folded is the head and the rows of a narrow list in two columns, the second half of the rows beside the first; nil where
// that is not to be, breaks or cuts a text, or is too high to stay on one page.
func (l *layout) folded(t *report.Table, rows [][]report.Cell) []piece {
	if !l.folds || len(rows) < foldFrom || len(t.Total) > 0 {
		return nil
	}
	sizes := []float64{smallSize, l.referenceStyle.size}
	if l.slides {
		sizes = []float64{l.tableStyle.size, l.tableStyle.size - 0.5}
	}
	for _, size := range sizes {
		if out := l.foldedAt(t, rows, size); out != nil {
			return out
		}
	}
	return nil
}

// foldedAt is folded with text of a size.
func (l *layout) foldedAt(t *report.Table, rows [][]report.Cell, size float64) []piece {
	roomy, replaced := l.paper, l.replaced
	defer func() { l.paper = roomy }()
	if !l.slides {
		l.tableStyle.leading = size + 3
	}
	l.tableStyle.size = size
	width := (l.textWidth - 2*columnGap) / 2
	g := l.gridIn(width, t, rows)
	head := l.headRow(g)
	out := []piece{l.beside(head, head, width)}
	half := (len(rows) + 1) / 2
	height := out[0].height
	for i := range half {
		left, right := l.row(g, rows[i], false), piece{}
		if i+half < len(rows) {
			right = l.row(g, rows[i+half], false)
		}
		both := l.beside(left, right, width)
		cut := func(s string) bool { return strings.HasSuffix(s, "…") }
		if g.style.size < size || both.height > g.style.line()+2*l.cellPad+1e-9 || slices.ContainsFunc(both.texts, cut) {
			l.replaced = replaced
			return nil
		}
		out = append(out, both)
		height += both.height
	}
	if height > wellFilled*l.bodyHeight {
		l.replaced = replaced
		return nil
	}
	for i := range len(out) - 1 {
		out[i].next = true
	}
	return out
}

// beside is two pieces as one, the second in the right one of two columns of a width.
func (l *layout) beside(left, right piece, width float64) piece {
	return piece{height: max(left.height, right.height), texts: slices.Concat(left.texts, right.texts), draw: func(p *pen, x, y float64) {
		if left.draw != nil {
			left.draw(p, x, y)
		}
		if right.draw != nil {
			right.draw(p, x+width+2*columnGap, y)
		}
	}}
}
