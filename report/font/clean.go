package font

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"
)

const (
	geta              = '〓' // stands where the typeface has no glyph, as printers do
	nonBreakingHyphen = '\u2011'
)

// Clean is s with nothing in it that the typeface cannot show: control characters and unknown spaces become a space,
// what has no width goes, U+2011 becomes "-", and any other character without a glyph becomes one 〓, however many
// code points it is made of (an emoji with its modifiers is one). replaced is the number of 〓 put in. Letters and
// accents written apart are put together where that gives a glyph.
func (m *Metrics) Clean(s string) (text string, replaced int) {
	if m.clean(s) {
		return s, 0
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	b.Grow(len(s))
	state := -1
	for len(s) > 0 {
		var cluster string
		// ASCII needs no cluster search unless something follows that joins it.
		if s[0] < utf8.RuneSelf && (len(s) == 1 || s[1] < utf8.RuneSelf) && s[0] != '\r' {
			cluster, s, state = s[:1], s[1:], -1
		} else {
			cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		}
		if !m.addCluster(&b, cluster) {
			b.WriteRune(geta)
			replaced++
		}
	}
	return b.String(), replaced
}

// clean says whether Clean would leave s as it is.
func (m *Metrics) clean(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || blank(r) || invisible(r) || unicode.Is(unicode.Mn, r) || !m.Has(r) {
			return false
		}
	}
	return true
}

// addCluster writes what can be shown of one character as people see it, or nothing and false if it cannot.
func (m *Metrics) addCluster(b *strings.Builder, cluster string) bool {
	if utf8.RuneCountInString(cluster) > 1 {
		if c := norm.NFC.String(cluster); m.Has(first(c)) {
			cluster = c
		}
	}
	for _, r := range cluster {
		if r == utf8.RuneError || !m.Has(r) && !replaceable(r) {
			return false
		}
	}
	space := false
	for _, r := range cluster {
		switch {
		case invisible(r):
		case blank(r):
			space = true
		case r == nonBreakingHyphen:
			b.WriteByte('-')
		case m.Has(r):
			b.WriteRune(r)
		}
	}
	if space {
		b.WriteByte(' ')
	}
	return true
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// replaceable says that r may be missing from the typeface and still cost no 〓.
func replaceable(r rune) bool {
	return invisible(r) || blank(r) || r == nonBreakingHyphen || unicode.In(r, unicode.Mn, unicode.Me)
}

// blank is what is shown as a space: controls, line and paragraph ends, and all spaces but the two that the
// typeface has with a meaning of their own, the ideographic and the non-breaking one.
func blank(r rune) bool {
	switch r {
	case ' ', '\u00A0', '\u3000':
		return false
	case '\u2028', '\u2029':
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Zs, r)
}

// invisible is what has no width and no ink: joiners, marks of direction, variation selectors, soft hyphens.
func invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x034F, r == 0x061C, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0:
		return true
	case r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r >= 0xFFF0 && r <= 0xFFFB, r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}
