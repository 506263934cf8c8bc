package font

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func TestSubsetHasTheSameGlyphs(t *testing.T) {
	m := mustNew(t)
	text := []rune("四半期振り返りé 1,234.5時間▲〓…ﾊﾝｶｸ")
	for _, heavy := range []bool{false, true} {
		ttf, err := m.Subset(append(text, '🔥', -1, 0xFFFF), heavy)
		if err != nil {
			t.Fatalf("Subset(%v): %v", heavy, err)
		}
		if len(ttf) > 200<<10 {
			t.Errorf("Subset(%v): got %d bytes, want a small font", heavy, len(ttf))
		}
		small, err := sfnt.Parse(ttf)
		if err != nil {
			t.Fatalf("Subset(%v): got a font that cannot be read: %v", heavy, err)
		}
		full, err := sfnt.Parse(TTF(heavy))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range text {
			got, want := segments(t, small, r), segments(t, full, r)
			if r == '1' {
				continue // moved to the middle of its width
			}
			if got != want {
				t.Errorf("Subset(%v): glyph of %q differs", heavy, r)
			}
		}
		if g, _ := small.GlyphIndex(nil, '漢'); g != 0 {
			t.Errorf("Subset(%v): got a glyph for 漢, want none", heavy)
		}
		if one, zero := advance(t, small, '1'), advance(t, small, '0'); one != zero {
			t.Errorf("Subset(%v): 1 is %v wide, 0 %v, want the same", heavy, one, zero)
		}
		if got, want := left(t, small, '1')-left(t, full, '1'), (advance(t, full, '0')-advance(t, full, '1'))/2; got != want {
			t.Errorf("Subset(%v): 1 is moved by %v, want %v", heavy, got, want)
		}
		again, err := m.Subset(append([]rune("時"), text...), heavy)
		if err != nil || !bytes.Equal(ttf, again) {
			t.Errorf("Subset(%v) of the same runes: got other bytes, %v", heavy, err)
		}
	}
}

// segments is a glyph's outline and advance as text.
func segments(t *testing.T, f *sfnt.Font, r rune) string {
	t.Helper()
	var b sfnt.Buffer
	g, err := f.GlyphIndex(&b, r)
	if err != nil || g == 0 {
		t.Fatalf("no glyph for %q: %v", r, err)
	}
	s, err := f.LoadGlyph(&b, g, fixed.I(2048), nil)
	if err != nil {
		t.Fatalf("glyph of %q: %v", r, err)
	}
	var out bytes.Buffer
	for _, seg := range s {
		out.WriteByte(byte(seg.Op))
		for _, a := range seg.Args {
			fmt.Fprint(&out, a)
		}
	}
	out.WriteString(advance(t, f, r).String())
	return out.String()
}

// left is where a glyph's ink begins.
func left(t *testing.T, f *sfnt.Font, r rune) fixed.Int26_6 {
	t.Helper()
	var b sfnt.Buffer
	g, err := f.GlyphIndex(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.LoadGlyph(&b, g, fixed.I(2048), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.Bounds().Min.X
}

func advance(t *testing.T, f *sfnt.Font, r rune) fixed.Int26_6 {
	t.Helper()
	var b sfnt.Buffer
	g, err := f.GlyphIndex(&b, r)
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.GlyphAdvance(&b, g, fixed.I(2048), font.HintingNone)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func BenchmarkSubset(b *testing.B) {
	m := mustNew(b)
	var runes []rune
	for r := rune(0x4E00); r < 0x4E00+800; r++ {
		runes = append(runes, r)
	}
	for b.Loop() {
		if _, err := m.Subset(runes, false); err != nil {
			b.Fatal(err)
		}
	}
}
