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
	height := min(chart.Height(c, textWidth/px)*px, bodyHeight-30)
	drawing, err := l.drawing(c, textWidth, height)
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
	if title := l.clean(c.Title); title != "" {
		st := captionStyle.in(l.colors.Ink)
		pieces = append(pieces, l.text(l.title(title, st, width), st, 0)...)
	}
	if subtitle := l.clean(c.Subtitle); subtitle != "" {
		st := noteStyle.in(l.colors.Muted)
		pieces = append(pieces, l.text(l.fit(subtitle, st, width, titleLines), st, 0)...)
	}
	for i := range pieces {
		pieces[i].next = true
	}
	return pieces
}

// drawing is a chart's picture, width × height mm, its texts cleaned of what the typeface lacks.
func (l *layout) drawing(c *report.Chart, width, height float64) (piece, error) {
	svg, err := l.charts.SVG(c, l.colors, width/px, height/px)
	if err != nil {
		return piece{}, err
	}
	pic, err := parsePicture(svg)
	if err != nil {
		return piece{}, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	p := piece{height: height, texts: pic.clean(l.clean)}
	p.draw = func(p *pen, x, y float64) { pic.draw(p, x, y, width, height) }
	p.shrink = func(h float64) piece {
		s := p
		s.height = h
		s.draw = func(p *pen, x, y float64) { pic.draw(p, x, y, width, h) }
		return s
	}
	return p, nil
}
