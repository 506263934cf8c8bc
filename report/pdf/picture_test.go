package pdf

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

// steps is a sink that writes down.
type steps []string

func (s *steps) MoveTo(x, y float64) { *s = append(*s, fmt.Sprintf("M%.1f,%.1f", x, y)) }

func (s *steps) LineTo(x, y float64) { *s = append(*s, fmt.Sprintf("L%.1f,%.1f", x, y)) }

func (s *steps) CurveBezierCubicTo(_, _, _, _, x, y float64) {
	*s = append(*s, fmt.Sprintf("C%.1f,%.1f", x, y))
}

func (s *steps) ClosePath() { *s = append(*s, "Z") }

func TestWalk(t *testing.T) {
	for _, c := range []struct{ d, want string }{
		{"", ""},
		{"M1 2L3 4", "M1.0,2.0 L3.0,4.0"},
		{"M1,2 3,4", "M1.0,2.0 L3.0,4.0"},
		{"m1 2l3 4 5 6z", "M1.0,2.0 L4.0,6.0 L9.0,12.0 Z"},
		{"M1-2L.5.5", "M1.0,-2.0 L0.5,0.5"},
		{"M1e1 2E-1H5V6h1v1", "M10.0,0.2 L5.0,0.2 L5.0,6.0 L6.0,6.0 L6.0,7.0"},
		{"M0 0C1 1 2 2 3 3Q4 4 5 5", "M0.0,0.0 C3.0,3.0 C5.0,5.0"},
		{"M0 0A5 5 0 0 1 10 0", "M0.0,0.0 C5.0,-5.0 C10.0,0.0"},
		{"M0 0a5 5 0 0110 0", "M0.0,0.0 C5.0,-5.0 C10.0,0.0"},
		{"M0 0A0 5 0 0 1 10 0", "M0.0,0.0 L10.0,0.0"},
		{"M1 2ZL3 4", "M1.0,2.0 Z L3.0,4.0"},
		{"M1 2L3", "M1.0,2.0"},
		{"M1 2X3 4", "M1.0,2.0"},
	} {
		var got steps
		walk(c.d, matrix{a: 1, d: 1}, &got)
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("walk(%q): got %q, want %q", c.d, s, c.want)
		}
	}
}

func TestArcStaysOnItsCircle(t *testing.T) {
	b, ok := boundsOf("M10 0A10 10 0 1 1 -10 0A10 10 0 1 1 10 0Z", matrix{a: 1, d: 1})
	if !ok || math.Abs(b.x0+10) > 1e-9 || math.Abs(b.x1-10) > 1e-9 || math.Abs(b.y0+10) > 1e-9 || math.Abs(b.y1-10) > 1e-9 {
		t.Errorf("got %+v, want a box of ±10", b)
	}
}

func TestTransform(t *testing.T) {
	for _, c := range []struct {
		s    string
		x, y float64
	}{
		{"", 1, 2}, {"translate(10 20)", 11, 22}, {"translate(10)", 11, 2}, {"scale(2)", 2, 4}, {"scale(2,3)", 2, 6},
		{"matrix(0,1,-1,0,5,6)", 3, 7}, {"rotate(90)", -2, 1}, {"rotate(90 1 2)", 1, 2}, {"translate(1,1) scale(2)", 3, 5}, {"nonsense", 1, 2}, {"matrix(1", 0, 0},
	} {
		if x, y := transform(c.s).point(1, 2); math.Abs(x-c.x) > 1e-9 && c.s != "matrix(1" || math.Abs(y-c.y) > 1e-9 {
			t.Errorf("transform(%q) of 1, 2: got %v, %v, want %v, %v", c.s, x, y, c.x, c.y)
		}
	}
}

func TestPaint(t *testing.T) {
	for _, c := range []struct {
		s    string
		want paint
		ok   bool
	}{
		{"", paint{}, false}, {"none", paint{}, false}, {"transparent", paint{}, false},
		{"#1E4E9C", paint{"#1e4e9c", 1}, true}, {"#abc", paint{"#aabbcc", 1}, true},
		{"rgb(30,78,156)", paint{"#1E4E9C", 1}, true}, {"rgba(0, 0, 0, 0.5)", paint{"#000000", 0.5}, true},
		{"white", paint{"#FFFFFF", 1}, true}, {"black", paint{"#000000", 1}, true},
	} {
		if got, ok := paintOf(c.s); got != c.want || ok != c.ok {
			t.Errorf("paintOf(%q): got %v, %v, want %v, %v", c.s, got, ok, c.want, c.ok)
		}
	}
}

// everything is an SVG with every element and trap that is known.
const everything = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200" viewBox="0 0 400 200"><defs>
<clipPath id="c"><path d="M0 0l100 0l0 50l-100 0Z" transform="translate(5 5)"/></clipPath>
<linearGradient id="g" x1="0" y1="0" x2="1" y2="0"><stop offset="0%" stop-color="#EEF3FB"/><stop offset="50%" stop-color="#1E4E9C"/><stop offset="1" stop-color="rgb(11,42,91)"/></linearGradient>
<linearGradient id="v" x1="0" y1="1" x2="0" y2="0"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#fff"/></linearGradient>
</defs><style>.a{}</style>
<g clip-path="url(#c)" opacity="0.5"><rect x="0" y="0" width="300" height="20" rx="4" fill="#1E4E9C"/><circle cx="50" cy="50" r="9" stroke="#000" stroke-width="0"/></g>
<rect x="0" y="100" width="100" height="10" fill="url(#g)"/><rect x="0" y="120" width="10" height="50" fill="url(#v)"/>
<polyline points="0,0 10,10 20,5" fill="none" stroke="rgba(0,0,0,0.3)" stroke-dasharray="4,2" stroke-linecap="round"/>
<polygon points="30 30 40 40 30 40" fill="none" stroke="#f00"/>
<text x="10" y="20" dominant-baseline="central" text-anchor="middle" style="font-size:12px;font-weight:bold" fill="#1A1A1C" stroke="#fff" stroke-width="2">題 &lt;b&gt; 🔥</text>
<text transform="matrix(0,-1,1,0,30,60)" text-anchor="end" dominant-baseline="hanging" fill-opacity="0.4">縦の文字</text>
<text>   </text></svg>`

func TestPictureTextsAreCleaned(t *testing.T) {
	pic, err := parsePicture(everything)
	if err != nil {
		t.Fatal(err)
	}
	got := pic.clean(mustLayout(t).clean)
	if want := []string{"題 <b> 〓", "縦の文字"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPictureWithControlCharacters(t *testing.T) {
	pic, err := parsePicture("<svg width=\"1\" height=\"1\"><text>a\x00\x1bb\uFFFF</text></svg>")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(pic.clean(mustLayout(t).clean), ""), "a  b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPictureIsDrawn(t *testing.T) {
	d := &report.Document{Issued: "2026-04-01", Sections: []report.Section{{ID: "a", Title: "題", Blocks: []report.Block{{Chart: &report.Chart{ID: "c", Kind: report.Bar}}}}}}
	if file := mustWrite(t, d, drawn(everything)); !bytes.Contains(file, []byte("/Shading")) || !bytes.Contains(file, []byte("/ca 0.500")) {
		t.Error("got a file without gradient or opacity")
	}
}

func TestParsePictureRefuses(t *testing.T) {
	for _, c := range []struct{ svg, want string }{
		{"", "no svg element"}, {"<g/>", "no svg element"}, {"<svg/>", "size 0 × 0"}, {`<svg width="1" height="x"/>`, "size"},
		{`<svg width="1" height="1"><foreignObject/></svg>`, `unknown element "foreignObject"`},
		{`<svg width="1" height="1"><g></svg>`, "reading the picture"},
	} {
		if _, err := parsePicture(c.svg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("parsePicture(%q): got %v, want an error with %q", c.svg, err, c.want)
		}
	}
}

func FuzzPicture(f *testing.F) {
	f.Add(everything)
	f.Add(`<svg width="1" height="1"><path d="M0 0A1 1 0 1 1"/></svg>`)
	p, err := New()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, svg string) {
		if _, err := parsePicture(svg); err != nil {
			return
		}
		d := &report.Document{Issued: "2026-04-01", Sections: []report.Section{{Blocks: []report.Block{{Chart: &report.Chart{Kind: report.Bar}}}}}}
		if err := p.Write(&bytes.Buffer{}, d, drawn(svg)); err != nil && strings.Contains(err.Error(), "gave up") {
			t.Fatalf("Write with %q: %v", svg, err)
		}
	})
}
