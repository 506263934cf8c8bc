package pdf

import "furikaeri/report"

// paired says whether two blocks are lines over the same labels: on slides they stand beside each other, to be compared.
func (l *layout) paired(a, b report.Block) bool {
	lines := func(c *report.Chart) bool { return c != nil && c.Kind == report.Line && c.Empty == "" }
	return l.slides && lines(a.Chart) && lines(b.Chart) && len(a.Chart.Labels) == len(b.Chart.Labels)
}

// pair lays two charts out side by side, each in half of the width.
func (l *layout) pair(a, b *report.Chart, air float64) error {
	width := (l.textWidth - 2*columnGap) / 2
	left, right := l.caption(a, width), l.caption(b, width)
	pieces := []piece{}
	for i := range max(len(left), len(right)) {
		line := l.beside(pieceAt(left, i), pieceAt(right, i), width)
		line.next = true
		pieces = append(pieces, line)
	}
	drawing, err := l.later([]*report.Chart{a, b}, l.bodyHeight*leastSlide, func(h float64) (piece, error) { return l.both(a, b, width, h) })
	if err != nil {
		return err
	}
	drawing.gap = 1.5
	l.put(air, append(pieces, drawing)...)
	return nil
}

// both is two charts side by side at a height.
func (l *layout) both(a, b *report.Chart, width, height float64) (piece, error) {
	left, err := l.picture(a, width, height, l.px)
	if err != nil {
		return piece{}, err
	}
	right, err := l.picture(b, width, height, l.px)
	if err != nil {
		return piece{}, err
	}
	p := l.beside(left, right, width)
	p.redraw = func(h float64) (piece, error) { return l.both(a, b, width, h) }
	p.drawn = height
	return p, nil
}

// pieceAt is the i-th of pieces, air past their end.
func pieceAt(pieces []piece, i int) piece {
	if i < len(pieces) {
		return pieces[i]
	}
	return piece{}
}
