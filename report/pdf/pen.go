package pdf

import (
	"fmt"
	"strconv"

	"github.com/phpdave11/gofpdf"
)

// family is the typeface's name inside the file.
const family = "bizudpgothic"

// pt is a point in mm.
const pt = 25.4 / 72

// A style is how a text looks; size and leading are in pt, the colour is "#RRGGBB".
type style struct {
	size    float64
	leading float64
	bold    bool
	color   string
}

func (s style) inBold() style { s.bold = true; return s }

func (s style) in(color string) style { s.color = color; return s }

// line is the height of a line in mm.
func (s style) line() float64 { return s.leading * pt }

// A pen draws on the current page, in mm from its upper left corner.
type pen struct {
	pdf   *gofpdf.Fpdf
	links map[int]int // section → link to it, and −n → that to reference n
	opacity
}

type opacity struct{ now float64 }

func newPen(w *gofpdf.Fpdf) *pen {
	return &pen{pdf: w, links: map[int]int{}, opacity: opacity{1}}
}

// text puts s with its left end at x and its baseline at y.
func (p *pen) text(x, y float64, s string, st style) {
	if s == "" {
		return
	}
	weight := ""
	if st.bold {
		weight = "B"
	}
	p.pdf.SetFont(family, weight, st.size)
	r, g, b := channels(st.color)
	p.pdf.SetTextColor(r, g, b)
	p.pdf.Text(x, y, s)
}

// lineOf puts s on a line whose box starts at top.
func (p *pen) lineOf(x, top float64, s string, st style) {
	p.text(x, baseline(top, st), s, st)
}

// baseline is where letters stand in a line whose box starts at top: their middle is the box's.
func baseline(top float64, st style) float64 {
	return top + (st.leading/2+central*st.size)*pt
}

// central is how far this typeface's middle is above the baseline, in em.
const central = 0.38

// fill paints a rectangle.
func (p *pen) fill(x, y, w, h float64, color string) {
	p.pdf.SetFillColor(channels(color))
	p.pdf.Rect(x, y, w, h, "F")
}

// rule draws a line; width in mm.
func (p *pen) rule(x1, y1, x2, y2, width float64, color string) {
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineCapStyle("butt")
	p.pdf.SetLineWidth(width)
	p.pdf.SetDrawColor(channels(color))
	p.pdf.Line(x1, y1, x2, y2)
}

// link is the link to a section, or with −n to reference n, whether that was drawn already or comes later.
func (p *pen) link(section int) int {
	id, ok := p.links[section]
	if !ok {
		id = p.pdf.AddLink()
		p.links[section] = id
	}
	return id
}

// alpha sets the opacity of what is drawn from here.
func (p *pen) alpha(a float64) {
	a = min(max(a, 0), 1)
	if a != p.now {
		p.pdf.SetAlpha(a, "Normal")
		p.now = a
	}
}

// channels is a colour "#RRGGBB" in parts; what is none is black.
func channels(hex string) (r, g, b int) {
	var v uint64
	if len(hex) == 7 && hex[0] == '#' {
		v, _ = strconv.ParseUint(hex[1:], 16, 32)
	}
	return int(v >> 16), int(v >> 8 & 255), int(v & 255)
}

// hex is the colour of the parts.
func hex(r, g, b int) string { return fmt.Sprintf("#%02X%02X%02X", r, g, b) }
