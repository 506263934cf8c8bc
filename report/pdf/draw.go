package pdf

import (
	"fmt"
	"math"
	"strings"
)

// draw draws the picture inside a box in mm, as large as fits, in the middle.
func (pic *picture) draw(p *pen, x, y, w, h float64) {
	s := min(w/pic.width, h/pic.height)
	m := matrix{s, 0, 0, s, x + (w-pic.width*s)/2, y + (h-pic.height*s)/2}
	d := &artist{pen: p, pic: pic}
	for _, c := range pic.root.children {
		d.element(c, m, 1)
	}
	p.alpha(1)
	p.pdf.SetDashPattern(nil, 0)
}

// An artist draws the elements of one picture.
type artist struct {
	pen *pen
	pic *picture
}

func (d *artist) element(e *element, m matrix, opacity float64) {
	if t := e.attrs["transform"]; t != "" {
		m = m.mul(transform(t))
	}
	opacity *= e.number("opacity", 1)
	if box, ok := d.clipOf(e, m); ok {
		d.pen.pdf.ClipRect(box.x0, box.y0, box.x1-box.x0, box.y1-box.y0, false)
		before := d.pen.now
		defer func() {
			d.pen.pdf.ClipEnd()
			d.pen.now = before // the end of the clip brought the old opacity back
		}()
	}
	switch e.name {
	case "g", "svg":
		for _, c := range e.children {
			d.element(c, m, opacity)
		}
	case "rect", "circle", "path", "polyline", "polygon":
		d.shape(e, outline(e), m, opacity)
	case "text":
		d.text(e, m, opacity)
	}
}

// clipOf is the box that e's clip-path leaves. The path's own transform counts; of its shape only the box does, which
// is all that charts need.
func (d *artist) clipOf(e *element, m matrix) (bounds, bool) {
	clip := d.pic.byID[reference(e.attrs["clip-path"])]
	if clip == nil || len(clip.children) == 0 {
		return bounds{}, false
	}
	inner := clip.children[0]
	return boundsOf(outline(inner), m.mul(transform(inner.attrs["transform"])))
}

// outline is a shape's path.
func outline(e *element) string {
	switch e.name {
	case "rect":
		x, y, w, h := e.number("x", 0), e.number("y", 0), e.number("width", 0), e.number("height", 0)
		r := min(e.number("rx", e.number("ry", 0)), w/2, h/2)
		if r <= 0 {
			return fmt.Sprintf("M%g %gh%gv%gh%gZ", x, y, w, h, -w)
		}
		return fmt.Sprintf("M%g %gh%ga%g %g 0 0 1 %g %gv%ga%g %g 0 0 1 %g %gh%ga%g %g 0 0 1 %g %gv%ga%g %g 0 0 1 %g %gZ",
			x+r, y, w-2*r, r, r, r, r, h-2*r, r, r, -r, r, -(w - 2*r), r, r, -r, -r, -(h - 2*r), r, r, r, -r)
	case "circle":
		cx, cy, r := e.number("cx", 0), e.number("cy", 0), e.number("r", 0)
		return fmt.Sprintf("M%g %gA%g %g 0 1 1 %g %gA%g %g 0 1 1 %g %gZ", cx-r, cy, r, r, cx+r, cy, r, r, cx-r, cy)
	case "polyline", "polygon":
		points := strings.TrimSpace(e.attrs["points"])
		if points == "" {
			return ""
		}
		if e.name == "polygon" {
			return "M" + points + "Z"
		}
		return "M" + points
	}
	return e.attrs["d"]
}

func (d *artist) shape(e *element, path string, m matrix, opacity float64) {
	fill := e.or("fill", "#000000")
	if g := d.pic.byID[reference(fill)]; g != nil {
		d.gradient(g, path, m)
		fill = "none"
	}
	if c, ok := paintOf(fill); ok {
		if a := c.alpha * opacity * e.number("fill-opacity", 1); a > 0 {
			d.pen.alpha(a)
			d.pen.pdf.SetFillColor(channels(c.color))
			if walk(path, m, d.pen.pdf) {
				d.pen.pdf.DrawPath("F")
			}
		}
	}
	c, ok := paintOf(e.attrs["stroke"])
	width := e.number("stroke-width", 1)
	a := c.alpha * opacity * e.number("stroke-opacity", 1)
	if !ok || width <= 0 || a <= 0 { // in PDF a width of 0 would be the thinnest line there is
		return
	}
	scale := m.scale()
	d.pen.alpha(a)
	d.pen.pdf.SetDrawColor(channels(c.color))
	d.pen.pdf.SetLineWidth(width * scale)
	d.pen.pdf.SetLineCapStyle(e.or("stroke-linecap", "butt"))
	d.pen.pdf.SetLineJoinStyle(e.or("stroke-linejoin", "miter"))
	dashes := numbers(e.attrs["stroke-dasharray"])
	for i := range dashes {
		dashes[i] *= scale
	}
	d.pen.pdf.SetDashPattern(dashes, e.number("stroke-dashoffset", 0)*scale)
	if walk(path, m, d.pen.pdf) {
		d.pen.pdf.DrawPath("D")
	}
}

// gradient fills the box of a path from left to right or from top to bottom, one pair of stops after the other.
func (d *artist) gradient(g *element, path string, m matrix) {
	box, ok := boundsOf(path, m)
	if !ok || len(g.children) == 0 {
		return
	}
	type stop struct {
		at    float64
		color string
	}
	var stops []stop
	for _, s := range g.children {
		c, ok := paintOf(s.or("stop-color", "#000000"))
		if !ok {
			continue
		}
		at := s.number("offset", 0)
		if percent, found := strings.CutSuffix(s.attrs["offset"], "%"); found {
			at = append(numbers(percent), 0)[0] / 100
		}
		stops = append(stops, stop{at, c.color})
	}
	dx, dy := g.number("x2", 1)-g.number("x1", 0), g.number("y2", 0)-g.number("y1", 0)
	across := math.Abs(dx) >= math.Abs(dy)
	backwards := across && dx < 0 || !across && dy < 0
	d.pen.alpha(1)
	for i := 0; i+1 < len(stops); i++ {
		a, b := stops[i], stops[i+1]
		if b.at <= a.at {
			continue
		}
		r1, g1, b1 := channels(a.color)
		r2, g2, b2 := channels(b.color)
		from, to := a.at, b.at
		if backwards {
			from, to = 1-b.at, 1-a.at
			r1, g1, b1, r2, g2, b2 = r2, g2, b2, r1, g1, b1
		}
		w, h := box.x1-box.x0, box.y1-box.y0
		if across {
			d.pen.pdf.LinearGradient(box.x0+w*from, box.y0, w*(to-from), h, r1, g1, b1, r2, g2, b2, 0, 0, 1, 0)
		} else {
			d.pen.pdf.LinearGradient(box.x0, box.y0+h*from, w, h*(to-from), r1, g1, b1, r2, g2, b2, 0, 1, 0, 0)
		}
	}
}

// text draws a text of the picture as text, so that it is found and copied.
func (d *artist) text(e *element, m matrix, opacity float64) {
	c, ok := paintOf(e.or("fill", "#000000"))
	if e.text == "" || !ok {
		return
	}
	size := e.number("font-size", 12)
	weight := ""
	if w := e.attrs["font-weight"]; w == "bold" || e.number("font-weight", 400) >= 600 {
		weight = "B"
	}
	scale := m.scale()
	pdf := d.pen.pdf
	pdf.SetFont(family, weight, size*scale/pt)
	x, y := e.number("x", 0), e.number("y", 0)
	switch e.attrs["dominant-baseline"] {
	case "central", "middle":
		y += size * central
	case "hanging", "text-before-edge":
		y += size * 0.88
	}
	left, base := m.point(x, y)
	if angle := math.Atan2(m.b, m.a) * 180 / math.Pi; math.Abs(angle) > 0.01 {
		pdf.TransformBegin()
		pdf.TransformRotate(-angle, left, base)
		before := d.pen.now
		defer func() {
			pdf.TransformEnd()
			d.pen.now = before
		}()
	}
	switch width := pdf.GetStringWidth(e.text); e.attrs["text-anchor"] {
	case "middle":
		left -= width / 2
	case "end":
		left -= width
	}
	if halo, ok := paintOf(e.attrs["stroke"]); ok && e.number("stroke-width", 1) > 0 {
		d.pen.alpha(halo.alpha * opacity * e.number("stroke-opacity", 1))
		pdf.SetDrawColor(channels(halo.color))
		pdf.SetLineWidth(e.number("stroke-width", 1) * scale)
		pdf.SetDashPattern(nil, 0)
		pdf.SetLineJoinStyle("round")
		pdf.SetTextRenderingMode(1)
		pdf.Text(left, base, e.text)
		pdf.SetTextRenderingMode(0)
	}
	d.pen.alpha(c.alpha * opacity * e.number("fill-opacity", 1))
	pdf.SetTextColor(channels(c.color))
	pdf.Text(left, base, e.text)
}
