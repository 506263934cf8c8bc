package kind

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendPlain appends the NFKC of s to b if s is as most of our titles are: valid UTF-8 of ASCII, of characters that
// stay as they are and never join with the one before, and of full-width forms of ASCII. If not, ok is false and what
// it appended is of no use. norm.NFKC does the same at three to ten times the cost.
func appendPlain(b []byte, s string) (plain []byte, ok bool) {
	from := 0 // s[from:i] stays as it is
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isPlain(r):
		case r >= 0xFF01 && r <= 0xFF5E:
			b = append(append(b, s[from:i]...), byte(r-0xFF00+0x20))
			from = i + size
		case r == 0x3000:
			b = append(append(b, s[from:i]...), ' ')
			from = i + size
		default:
			return b, false
		}
		i += size
	}
	return append(b, s[from:]...), true
}

// isPlain reports whether a character beyond ASCII is in one of the ranges, common in our titles, that NFKC leaves
// alone wherever it stands.
func isPlain(r rune) bool {
	switch {
	case r >= 0x4E00 && r <= 0x9FFF: // kanji
		return true
	case r >= 0x3041 && r <= 0x3096, r >= 0x30A1 && r <= 0x30FE: // kana
		return true
	case r >= 0x3001 && r <= 0x3011: // 、。〈〉《》「」『』【】
		return true
	case r >= 0x1F300 && r <= 0x1F64F, r >= 0x20000 && r <= 0x2A6DF: // emoji, rarer kanji
		return true
	}
	return false
}

// joiner is U+034F, which x/text puts between the 30th and the 31st combining mark in a row (its stream-safe format).
const joiner = "\u034F"

// appendNFKC appends the NFKC of s to b. Bytes that are not UTF-8 become U+FFFD, one for each run.
func appendNFKC(b []byte, s string) []byte {
	s = strings.ToValidUTF8(s, "\uFFFD")
	start := len(b)
	b = norm.NFKC.AppendString(b, s)
	if strings.Count(string(b[start:]), joiner) == strings.Count(s, joiner) {
		return b
	}
	return append(b[:start], markedNFKC(s)...)
}

// markedNFKC is the NFKC of s as Unicode defines it, for the rare title with more than 30 combining marks in a row,
// into which x/text puts joiners that are not in the text. It is the algorithm of Unicode 3.11: decompose, order the
// marks, compose.
func markedNFKC(s string) string {
	var runes []rune
	for _, r := range s {
		runes = append(runes, []rune(norm.NFKD.String(string(r)))...)
	}
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && classOf(runes[j]) != 0 {
			j++
		}
		slices.SortStableFunc(runes[i:j], func(a, b rune) int { return int(classOf(a)) - int(classOf(b)) })
		i = j + 1
	}

	starter := -1 // where in out the last starter is
	last := uint8(0)
	out := runes[:0]
	for _, r := range runes {
		c := classOf(r)
		adjacent := starter == len(out)-1
		if starter >= 0 && (adjacent || last != 0 && last < c) {
			if both, ok := composed(out[starter], r); ok {
				out[starter] = both
				continue
			}
		}
		if c == 0 {
			starter = len(out)
		}
		last = c
		out = append(out, r)
	}
	return string(out)
}

// classOf is the canonical combining class of r, 0 for a starter.
func classOf(r rune) uint8 {
	return norm.NFKD.PropertiesString(string(r)).CCC()
}

// composed is the one character that a and b compose to, if there is one.
func composed(a, b rune) (rune, bool) {
	both := norm.NFC.String(string(a) + string(b))
	r, size := utf8.DecodeRuneInString(both)
	return r, size == len(both)
}
