package pdf

import (
	"math"
	"strings"
)

// A sink takes the steps of a path; *gofpdf.Fpdf is one.
type sink interface {
	MoveTo(x, y float64)
	LineTo(x, y float64)
	CurveBezierCubicTo(cx0, cy0, cx1, cy1, x, y float64)
	ClosePath()
}

// bounds is a sink that only measures, by the ends of the steps.
type bounds struct{ x0, y0, x1, y1 float64 }

func (b *bounds) add(x, y float64) {
	b.x0, b.y0, b.x1, b.y1 = min(b.x0, x), min(b.y0, y), max(b.x1, x), max(b.y1, y)
}

// MoveTo, LineTo, CurveBezierCubicTo and ClosePath make bounds a sink.
func (b *bounds) MoveTo(x, y float64) { b.add(x, y) }

// LineTo is a step of a path.
func (b *bounds) LineTo(x, y float64) { b.add(x, y) }

// CurveBezierCubicTo is a step of a path.
func (b *bounds) CurveBezierCubicTo(_, _, _, _, x, y float64) { b.add(x, y) }

// ClosePath is a step of a path.
func (b *bounds) ClosePath() {}

// boundsOf is the box around a path; ok is false if it has none.
func boundsOf(d string, m matrix) (b bounds, ok bool) {
	b = bounds{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	walk(d, m, &b)
	return b, b.x1 > b.x0 && b.y1 > b.y0
}

// A walker reads the data of a path.
type walker struct {
	rest string
	m    matrix
	to   sink
	x, y float64 // the pen
	// startX and startY are where Z goes back to.
	startX, startY float64
	drawn          bool
}

// walk sends a path's steps through m to a sink and says whether there were any. Data that makes no sense ends it.
func walk(d string, m matrix, to sink) bool {
	w := &walker{rest: d, m: m, to: to}
	command := byte(0)
	for {
		w.rest = strings.TrimLeft(w.rest, " ,\t\r\n")
		if w.rest == "" {
			return w.drawn
		}
		c := w.rest[0]
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			command = c
			w.rest = w.rest[1:]
		} else if command == 'Z' || command == 'z' || command == 0 {
			return w.drawn
		}
		if !w.step(command) {
			return w.drawn
		}
		switch command { // points that follow a move are lines
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		}
	}
}

// take is the next n numbers of the path. The flags of an arc are one figure each, with or without air between.
func (w *walker) take(n int, arc bool) ([7]float64, bool) {
	var v [7]float64
	for i := range n {
		if arc && (i == 3 || i == 4) {
			w.rest = strings.TrimLeft(w.rest, " ,\t\r\n")
			if w.rest == "" || w.rest[0] != '0' && w.rest[0] != '1' {
				return v, false
			}
			v[i], w.rest = float64(w.rest[0]-'0'), w.rest[1:]
			continue
		}
		f, rest, ok := number(w.rest)
		if !ok {
			return v, false
		}
		v[i], w.rest = f, rest
	}
	return v, true
}

func (w *walker) step(command byte) bool {
	ox, oy := 0.0, 0.0
	if command >= 'a' {
		ox, oy = w.x, w.y
	}
	counts := map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'Q': 4, 'A': 7, 'Z': 0}
	upper := command &^ 32
	n, known := counts[upper]
	v, ok := w.take(n, upper == 'A')
	if !known || !ok {
		return false
	}
	switch upper {
	case 'M':
		w.x, w.y = ox+v[0], oy+v[1]
		w.startX, w.startY = w.x, w.y
		w.to.MoveTo(w.m.point(w.x, w.y))
	case 'L':
		w.line(ox+v[0], oy+v[1])
	case 'H':
		w.line(ox+v[0], w.y)
	case 'V':
		w.line(w.x, oy+v[0])
	case 'C':
		w.curve(ox+v[0], oy+v[1], ox+v[2], oy+v[3], ox+v[4], oy+v[5])
	case 'Q':
		x, y := ox+v[2], oy+v[3]
		cx, cy := ox+v[0], oy+v[1]
		w.curve(w.x+2.0/3*(cx-w.x), w.y+2.0/3*(cy-w.y), x+2.0/3*(cx-x), y+2.0/3*(cy-y), x, y)
	case 'A':
		w.arc(v[0], v[1], v[2]*math.Pi/180, v[3] != 0, v[4] != 0, ox+v[5], oy+v[6])
	case 'Z':
		w.to.ClosePath()
		w.x, w.y = w.startX, w.startY
	}
	w.drawn = true
	return true
}

func (w *walker) line(x, y float64) {
	w.x, w.y = x, y
	w.to.LineTo(w.m.point(x, y))
}

func (w *walker) curve(ax, ay, bx, by, x, y float64) {
	ax, ay = w.m.point(ax, ay)
	bx, by = w.m.point(bx, by)
	w.x, w.y = x, y
	x, y = w.m.point(x, y)
	w.to.CurveBezierCubicTo(ax, ay, bx, by, x, y)
}

// arc draws an elliptical arc as curves of a quarter at most, by the SVG standard's notes on arcs (B.2.4).
func (w *walker) arc(rx, ry, tilt float64, large, sweep bool, x, y float64) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || w.x == x && w.y == y {
		w.line(x, y)
		return
	}
	sin, cos := math.Sincos(tilt)
	dx, dy := (w.x-x)/2, (w.y-y)/2
	px, py := cos*dx+sin*dy, -sin*dx+cos*dy
	if over := px*px/(rx*rx) + py*py/(ry*ry); over > 1 {
		rx *= math.Sqrt(over)
		ry *= math.Sqrt(over)
	}
	q := (rx*rx*ry*ry - rx*rx*py*py - ry*ry*px*px) / (rx*rx*py*py + ry*ry*px*px)
	q = math.Sqrt(max(0, q))
	if large == sweep {
		q = -q
	}
	ux, uy := q*rx*py/ry, -q*ry*px/rx
	cx, cy := cos*ux-sin*uy+(w.x+x)/2, sin*ux+cos*uy+(w.y+y)/2
	from := math.Atan2((py-uy)/ry, (px-ux)/rx)
	turn := math.Atan2((-py-uy)/ry, (-px-ux)/rx) - from
	if sweep && turn < 0 {
		turn += 2 * math.Pi
	}
	if !sweep && turn > 0 {
		turn -= 2 * math.Pi
	}
	parts := max(1, int(math.Ceil(math.Abs(turn)/(math.Pi/2)-1e-9)))
	part := turn / float64(parts)
	handle := 4.0 / 3 * math.Tan(part/4)
	on := func(angle, along float64) (float64, float64) {
		s, c := math.Sincos(angle)
		ex, ey := rx*(c-along*s), ry*(s+along*c)
		return cos*ex - sin*ey + cx, sin*ex + cos*ey + cy
	}
	for i := range parts {
		a, b := from+float64(i)*part, from+float64(i+1)*part
		ax, ay := on(a, handle)
		bx, by := on(b, -handle)
		ex, ey := on(b, 0)
		if i == parts-1 {
			ex, ey = x, y
		}
		w.curve(ax, ay, bx, by, ex, ey)
	}
}
