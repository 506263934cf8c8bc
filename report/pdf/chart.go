package pdf

import (
	"fmt"
	"slices"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// chart lays a chart out: its finding, what it shows, the drawing.
func (l *layout) chart(c *report.Chart, air float64) error {
	pieces := l.caption(c, l.textWidth)
	if c.Empty != "" {
		l.put(air, append(pieces, l.sentence(c.Empty)...)...)
		return nil
	}
	drawing, err := l.alone(c)
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
	last := l.captionStyle
	if title := l.clean(c.Title); title != "" {
		st := l.captionStyle.in(l.colors.Ink)
		pieces = append(pieces, l.text(l.title(title, st, width), st, 0)...)
	}
	if subtitle := l.clean(c.Subtitle); subtitle != "" {
		st := l.noteStyle.in(l.colors.Muted)
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

// alone is the drawing of a chart that is not in a card.
func (l *layout) alone(c *report.Chart) (piece, error) {
	if !l.slides && !elastic(c.Kind) {
		return l.drawing(c, l.textWidth, l.bodyHeight-30)
	}
	if !l.slides {
		height := min(chart.Height(c, l.textWidth/l.px)*l.px, l.bodyHeight-30)
		return l.later([]*report.Chart{c}, height, func(h float64) (piece, error) { return l.elastic(c, l.textWidth, h) })
	}
	height := l.bodyHeight * leastSlide
	if natural := chart.Height(c, l.textWidth/l.px) * l.px; !elastic(c.Kind) {
		height = max(height, min(natural, l.bodyHeight*mostSlide))
	}
	return l.later([]*report.Chart{c}, height, func(h float64) (piece, error) { return l.filling(c, h) })
}

// later is a drawing of charts that is made when its height is known, which spares one of two. Where it has characters that the
// typeface lacks it is made now, because they are counted before pages are.
func (l *layout) later(charts []*report.Chart, height float64, draw func(h float64) (piece, error)) (piece, error) {
	if slices.ContainsFunc(charts, func(c *report.Chart) bool { return !l.printable(c) }) {
		return draw(height)
	}
	section := l.sectionID
	redraw := func(h float64) (piece, error) {
		p, err := draw(h)
		if err != nil {
			return p, fmt.Errorf("section %q: %w", section, err)
		}
		return p, nil
	}
	var at func(h float64) piece
	at = func(h float64) piece { return piece{height: h, shrink: at, redraw: redraw} }
	return at(height), nil
}

// printable says whether the typeface has all that a chart says.
func (l *layout) printable(c *report.Chart) bool {
	texts := slices.Clone(c.Labels)
	for _, s := range c.Series {
		texts = append(texts, s.Name)
		for _, cell := range s.Cells {
			texts = append(texts, cell.Text)
		}
	}
	for _, m := range c.Marks {
		texts = append(texts, m.Name)
	}
	return !slices.ContainsFunc(texts, func(s string) bool { _, n := l.metrics.Clean(s); return n > 0 })
}

// The share of a slide that a chart asks for at least; it is given all that is left.
const (
	leastSlide = 0.55
	mostSlide  = 0.68
)

// filling is a drawing as wide as the page at any height: where its rows need more, its text is set smaller.
func (l *layout) filling(c *report.Chart, height float64) (piece, error) {
	const step, smallest = 0.96, 0.55
	size := l.px
	for size > l.px*smallest && chart.Height(c, l.textWidth/size)*size > height {
		if elastic(c.Kind) && chart.Height(c, l.textWidth/size) <= 280 && height/size > 170 { // free in height
			break
		}
		size *= step
	}
	p, err := l.picture(c, l.textWidth, height, size)
	p.redraw = func(h float64) (piece, error) { return l.filling(c, h) }
	p.drawn = height
	return p, err
}

// drawing is a chart's picture, width mm wide and at most most mm high, its texts cleaned of what the typeface lacks.
func (l *layout) drawing(c *report.Chart, width, most float64) (piece, error) {
	height := chart.Height(c, width/l.px) * l.px
	if elastic(c.Kind) && c.Empty == "" {
		return l.elastic(c, width, min(height, most))
	}
	p, err := l.picture(c, width, height, l.px)
	if err != nil {
		return piece{}, err
	}
	return p.shrink(min(height, most)), nil
}

// elastic is a drawing that can be drawn again at another height.
func (l *layout) elastic(c *report.Chart, width, height float64) (piece, error) {
	p, err := l.picture(c, width, height, l.px)
	p.redraw = func(h float64) (piece, error) { return l.elastic(c, width, h) }
	p.drawn = height
	return p, err
}

// A sized is a chart and the size in px at which it is drawn.
type sized struct {
	chart         *report.Chart
	width, height float64
}

// picture is c drawn height mm high, px mm a pixel. Made less high it is the same picture, smaller.
func (l *layout) picture(c *report.Chart, width, height, px float64) (piece, error) {
	key := sized{c, width / px, height / px}
	svg, ok := l.pictures[key]
	if !ok {
		var err error
		if svg, err = l.charts.SVG(c, l.colors, key.width, key.height); err != nil {
			return piece{}, err
		}
		l.pictures[key] = svg
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
