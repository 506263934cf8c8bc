package pdf

import (
	"fmt"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// px is a pixel of a chart's picture in mm: its text of 10 px is 8 pt on paper.
const px = 0.8 * pt

// chart lays a chart out: its finding, what it shows, the drawing.
func (l *layout) chart(c *report.Chart, air float64) error {
	pieces := l.caption(c, textWidth)
	if c.Empty != "" {
		l.put(air, append(pieces, l.sentence(c.Empty)...)...)
		return nil
	}
	drawing, err := l.drawing(c, textWidth, bodyHeight-30)
	if err != nil {
		return err
	}
	drawing.gap = 1.5
	l.put(air, append(pieces, drawing)...)
	return nil
}

// caption is a chart's title and subtitle, which stay with it.
func (l *layout) caption(c *report.Chart, width float64) []piece {
	var pieces []piece
	last := captionStyle
	if title := l.clean(c.Title); title != "" {
		st := captionStyle.in(l.colors.Ink)
		pieces = append(pieces, l.text(l.title(title, st, width), st, 0)...)
	}
	if subtitle := l.clean(c.Subtitle); subtitle != "" {
		st := noteStyle.in(l.colors.Muted)
		pieces = append(pieces, l.text(l.fit(subtitle, st, width, titleLines), st, 0)...)
		last = st
	}
	var cells []report.Cell
	for _, s := range c.Series {
		cells = append(cells, s.Cells...)
	}
	pieces = l.tagged(pieces, last, width, l.tagOf(cells))
	for i := range pieces {
		pieces[i].next = true
	}
	return pieces
}

// drawing is a chart's picture, width mm wide and at most most mm high, its texts cleaned of what the typeface lacks.
func (l *layout) drawing(c *report.Chart, width, most float64) (piece, error) {
	height := chart.Height(c, width/px) * px
	if elastic(c.Kind) && c.Empty == "" {
		return l.elastic(c, width, min(height, most))
	}
	p, err := l.picture(c, width, height)
	if err != nil {
		return piece{}, err
	}
	return p.shrink(min(height, most)), nil
}

// elastic is a drawing that can be drawn again at another height.
func (l *layout) elastic(c *report.Chart, width, height float64) (piece, error) {
	p, err := l.picture(c, width, height)
	p.redraw = func(h float64) (piece, error) { return l.elastic(c, width, h) }
	p.drawn = height
	return p, err
}

// picture is c drawn height mm high. Made less high it is the same picture, smaller.
func (l *layout) picture(c *report.Chart, width, height float64) (piece, error) {
	svg, err := l.charts.SVG(c, l.colors, width/px, height/px)
	if err != nil {
		return piece{}, err
	}
	pic, err := parsePicture(svg)
	if err != nil {
		return piece{}, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	replaced := l.replaced
	texts := pic.clean(l.clean)
	if l.redrawing {
		l.replaced = replaced
	}
	var at func(h float64) piece
	at = func(h float64) piece {
		return piece{
			height: h,
			texts:  texts,
			draw:   func(p *pen, x, y float64) { pic.draw(p, x, y, width, h) },
			shrink: at,
		}
	}
	return at(height), nil
}

// elastic says whether a kind of chart can be drawn less high; of the others the whole picture is made smaller, because
// their rows need what they ask for.
func elastic(k report.ChartKind) bool {
	return k == report.Bar || k == report.Line || k == report.Waterfall
}
