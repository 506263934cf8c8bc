// Package font is the one typeface of every report: BIZ UDPGothic, Regular and Bold, embedded with its licence. It
// gives the bytes to the PDF and HTML writers, the widths of text to layouts and charts, cleans text of what the
// typeface cannot show, and breaks lines as Japanese is set. It is meant for report/pdf, report/html and
// report/chart.
package font

import (
	_ "embed"
	"fmt"
	"sync"
	"sync/atomic"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed BIZUDPGothic-Regular.ttf
var regular []byte

//go:embed BIZUDPGothic-Bold.ttf
var bold []byte

// License is the licence of both font files, SIL Open Font License 1.1, to be given along with them.
//
//go:embed LICENSE-OFL.txt
var License string

// TTF is the font file of one weight. Callers must not change it.
func TTF(heavy bool) []byte {
	if heavy {
		return bold
	}
	return regular
}

// Metrics knows the glyphs and widths of both weights. It is safe for concurrent use and worth sharing: what was
// looked up once is remembered.
type Metrics struct {
	faces [2]*face
}

// New reads both font files' tables.
func New() (*Metrics, error) {
	m := &Metrics{}
	for i, ttf := range [][]byte{regular, bold} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			return nil, fmt.Errorf("reading the embedded font %d: %w", i, err)
		}
		m.faces[i] = &face{font: f, unitsPerEm: float64(f.UnitsPerEm())}
	}
	return m, nil
}

// bmp is the number of code points that can be shown: the PDF writer ends in a panic above U+FFFF, so characters
// there are treated as missing even where the font file has them.
const bmp = 1 << 16

// A face remembers one weight's advances.
type face struct {
	font       *sfnt.Font
	unitsPerEm float64
	known      [bmp]atomic.Uint32 // 0 = not looked up yet, missing, or the advance in font units + known1

	mu  sync.Mutex
	buf sfnt.Buffer
}

const (
	missing = 1 // there is no glyph
	known1  = 2 // added to advances, so that none is 0 or missing
)

// advance is the width of r in font units; ok is false if there is no glyph.
func (f *face) advance(r rune) (units uint32, ok bool) {
	if r < 0 || r >= bmp {
		return 0, false
	}
	v := f.known[r].Load()
	if v == 0 {
		v = f.lookUp(r)
		f.known[r].Store(v)
	}
	return v - known1, v != missing
}

// lookUp asks the font file. Its "1" alone is narrower than the other figures; it counts as wide as they are, and
// Subset makes it so, because figures in columns must stand under each other.
func (f *face) lookUp(r rune) uint32 {
	if r == '1' {
		r = '0'
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	g, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil || g == 0 {
		return missing
	}
	a, err := f.font.GlyphAdvance(&f.buf, g, fixed.I(int(f.unitsPerEm)), font.HintingNone)
	if err != nil {
		return missing
	}
	return uint32(a.Round()) + known1
}

func (m *Metrics) face(heavy bool) *face {
	if heavy {
		return m.faces[1]
	}
	return m.faces[0]
}

// Has says whether both weights can show r.
func (m *Metrics) Has(r rune) bool {
	_, a := m.faces[0].advance(r)
	_, b := m.faces[1].advance(r)
	return a && b
}

// Width is the width of s on one line, in the unit of size. Characters that Clean drops have none, those that it
// replaces have the width of what takes their place.
func (m *Metrics) Width(s string, heavy bool, size float64) float64 {
	f := m.face(heavy)
	w := 0.0
	for _, r := range s {
		w += f.em(r)
	}
	return w * size
}

// em is the width of r at size 1.
func (f *face) em(r rune) float64 {
	if a, ok := f.advance(r); ok {
		return float64(a) / f.unitsPerEm
	}
	switch {
	case invisible(r), unicode.Is(unicode.Mn, r):
		return 0
	case r == nonBreakingHyphen:
		return f.em('-')
	case blank(r):
		return f.em(' ')
	}
	if a, ok := f.advance(geta); ok {
		return float64(a) / f.unitsPerEm
	}
	return 1
}
