package pdf

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// A picture is an SVG of the few elements that ECharts writes: svg g rect circle path polyline polygon text defs
// clipPath linearGradient. Anything else is an error: nothing of a chart is left out in silence.
type picture struct {
	width, height float64 // px
	root          *element
	byID          map[string]*element
}

// An element is one of an SVG's, its style attribute taken apart into attributes.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	text     string
}

// known is what can be drawn or looked up.
func known(name string) bool {
	switch name {
	case "svg", "g", "rect", "circle", "path", "polyline", "polygon", "text", "defs", "clipPath", "linearGradient", "stop", "style":
		return true
	}
	return false
}

// parsePicture reads an SVG.
func parsePicture(svg string) (*picture, error) {
	d := xml.NewDecoder(strings.NewReader(strings.Map(legal, svg)))
	pic := &picture{byID: map[string]*element{}}
	var open []*element
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the picture: %w", err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			e := newElement(t)
			if !known(e.name) {
				return nil, fmt.Errorf("reading the picture: unknown element %q", e.name)
			}
			if id := e.attrs["id"]; id != "" {
				pic.byID[id] = e
			}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			} else if pic.root == nil {
				pic.root = e
			}
			open = append(open, e)
		case xml.EndElement:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(t)
			}
		}
	}
	if pic.root == nil || pic.root.name != "svg" {
		return nil, fmt.Errorf("reading the picture: no svg element")
	}
	pic.width, pic.height = pic.root.number("width", 0), pic.root.number("height", 0)
	if !(pic.width > 0) || !(pic.height > 0) {
		return nil, fmt.Errorf("reading the picture: size %g × %g", pic.width, pic.height)
	}
	return pic, nil
}

// legal is r, or a space where XML allows none of its kind even escaped: alerts come with control characters.
func legal(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return ' '
	}
	return r
}

func newElement(t xml.StartElement) *element {
	e := &element{name: t.Name.Local, attrs: make(map[string]string, len(t.Attr))}
	for _, a := range t.Attr {
		if a.Name.Local != "style" {
			e.attrs[a.Name.Local] = a.Value
		}
	}
	for _, a := range t.Attr {
		if a.Name.Local != "style" {
			continue
		}
		for declaration := range strings.SplitSeq(a.Value, ";") {
			if k, v, ok := strings.Cut(declaration, ":"); ok {
				e.attrs[strings.TrimSpace(k)] = strings.TrimSpace(v)
			}
		}
	}
	return e
}

// clean puts every text of the picture through f and gives the texts back, in the order drawn.
func (p *picture) clean(f func(string) string) []string {
	var texts []string
	var walk func(e *element)
	walk = func(e *element) {
		if e.name == "text" {
			if e.text = f(e.text); e.text != "" {
				texts = append(texts, e.text)
			}
		}
		for _, c := range e.children {
			walk(c)
		}
	}
	walk(p.root)
	return texts
}

// number is an attribute in px, or or.
func (e *element) number(name string, or float64) float64 {
	f, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(e.attrs[name]), "px"), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return or
	}
	return f
}

// or is an attribute, or what stands for one not given.
func (e *element) or(name, otherwise string) string {
	if v := e.attrs[name]; v != "" {
		return v
	}
	return otherwise
}

// numbers are those in s, whatever stands between them.
func numbers(s string) []float64 {
	var out []float64
	for {
		i := strings.IndexAny(s, "+-.0123456789")
		if i < 0 {
			return out
		}
		f, rest, ok := number(s[i:])
		if ok {
			out = append(out, f)
		}
		if len(rest) == len(s)-i {
			rest = s[i+1:]
		}
		s = rest
	}
}

// number is the number that s starts with and what follows it. Separators before it are skipped.
func number(s string) (f float64, rest string, ok bool) {
	s = strings.TrimLeft(s, " ,\t\r\n")
	i := sign(s, 0)
	start := i
	i = digits(s, i)
	if i < len(s) && s[i] == '.' {
		i = digits(s, i+1)
	}
	if i > start && i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		if e := sign(s, i+1); digits(s, e) > e {
			i = digits(s, e)
		}
	}
	f, err := strconv.ParseFloat(s[:i], 64)
	return f, s[i:], err == nil
}

// sign and digits are where s goes on after what they name, from i.
func sign(s string, i int) int {
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		return i + 1
	}
	return i
}

func digits(s string, i int) int {
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return i
}

// A matrix maps the point x, y to a·x + c·y + e, b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func (m matrix) mul(n matrix) matrix {
	return matrix{
		m.a*n.a + m.c*n.b, m.b*n.a + m.d*n.b,
		m.a*n.c + m.c*n.d, m.b*n.c + m.d*n.d,
		m.a*n.e + m.c*n.f + m.e, m.b*n.e + m.d*n.f + m.f,
	}
}

func (m matrix) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// scale is how much longer lines become, the mean of both directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// transform reads a transform attribute.
func transform(s string) matrix {
	m := matrix{a: 1, d: 1}
	for s != "" {
		name, rest, ok := strings.Cut(s, "(")
		if !ok {
			break
		}
		arguments, after, _ := strings.Cut(rest, ")")
		s = after
		v := append(numbers(arguments), 0, 0, 0, 0, 0, 0)
		given := len(v) - 6
		switch strings.Trim(name, " ,\t\n") {
		case "translate":
			m = m.mul(matrix{a: 1, d: 1, e: v[0], f: v[1]})
		case "scale":
			if given < 2 {
				v[1] = v[0]
			}
			m = m.mul(matrix{a: v[0], d: v[1]})
		case "rotate":
			sin, cos := math.Sincos(v[0] * math.Pi / 180)
			m = m.mul(matrix{1, 0, 0, 1, v[1], v[2]}).mul(matrix{cos, sin, -sin, cos, 0, 0}).mul(matrix{1, 0, 0, 1, -v[1], -v[2]})
		case "matrix":
			m = m.mul(matrix{v[0], v[1], v[2], v[3], v[4], v[5]})
		}
	}
	return m
}

// A paint is a colour with its opacity.
type paint struct {
	color string
	alpha float64
}

// paintOf reads a colour; ok is false for none.
func paintOf(s string) (p paint, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "" || s == "none" || s == "transparent":
		return paint{}, false
	case strings.HasPrefix(s, "#") && len(s) == 4:
		return paint{"#" + strings.Repeat(s[1:2], 2) + strings.Repeat(s[2:3], 2) + strings.Repeat(s[3:4], 2), 1}, true
	case strings.HasPrefix(s, "#") && len(s) >= 7:
		return paint{s[:7], 1}, true
	case strings.HasPrefix(s, "rgb"):
		v := append(numbers(s), 0, 0, 0)
		p := paint{hex(int(v[0])&255, int(v[1])&255, int(v[2])&255), 1}
		if strings.HasPrefix(s, "rgba") && len(v) > 6 {
			p.alpha = v[3]
		}
		return p, true
	case s == "white":
		return paint{"#FFFFFF", 1}, true
	}
	return paint{"#000000", 1}, true
}

// reference is the id in "url(#id)"; "" if s is none.
func reference(s string) string {
	id, ok := strings.CutPrefix(strings.TrimSpace(s), "url(#")
	if !ok {
		return ""
	}
	return strings.TrimSuffix(id, ")")
}
