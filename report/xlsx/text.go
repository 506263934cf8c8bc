package xlsx

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxCell is how many UTF-16 units Excel takes in one cell.
const maxCell = 32767

// clean takes out what XML cannot hold: control characters, halves of surrogate pairs, U+FFFE and U+FFFF.
func clean(s string) string {
	if !dirty(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		if r == '\r' {
			return '\n'
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n"))
}

func dirty(s string) bool {
	for i, r := range s {
		if forbidden(r) || r == '\r' {
			return true
		}
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(s[i:]); n == 1 {
				return true
			}
		}
	}
	return false
}

func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r >= 0x7F && r < 0xA0
}

// units is the length of s as Excel counts it.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// cut shortens s to at most limit UTF-16 units, between characters, and says whether it did.
func cut(s string, limit int) (string, bool) {
	if len(s) <= limit {
		return s, false
	}
	n := 0
	for i, r := range s {
		n += max(1, utf16.RuneLen(r))
		if n > limit {
			return s[:i], true
		}
	}
	return s, false
}

// measure is the width of s's longest line in 10 point text, in the digits that Excel counts columns in: a Japanese
// character is about two.
func measure(s string) float64 {
	widest, line := 0.0, 0.0
	for _, r := range s {
		if r == '\n' {
			line = 0
			continue
		}
		line += runeWidth(r)
		widest = max(widest, line)
	}
	return widest
}

// runeWidth is measured in 10 point BIZ UDPGothic, whose digits are wider than those that columns are counted in.
func runeWidth(r rune) float64 {
	switch {
	case r < 0x20 || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF:
		return 0
	case r >= 0xFF61 && r <= 0xFF9F:
		return 1
	case r >= 0x3041 && r <= 0x30FF:
		return 1.8
	case r == '、' || r == '。' || r == '・' || r == '「' || r == '」' || r == '(' || r == ')':
		return 1.25
	case r >= 0x2000: // dashes, arrows, signs, kana, kanji, hangul, full-width forms, emoji
		return full
	case r >= ' ' && r <= '~':
		return float64(latin[r-' ']) / 100
	default:
		return 1.3
	}
}

// latin are the widths of U+0020 to U+007E, in hundredths.
var latin = [...]uint8{
	64, 67, 96, 176, 152, 190, 170, 58, 93, 94, 95, 160, 60, 91, 60, 95,
	145, 145, 145, 145, 145, 145, 145, 145, 145, 145, 62, 62, 160, 160, 160, 149,
	187, 146, 147, 152, 160, 133, 126, 161, 157, 81, 104, 143, 114, 187, 157, 165,
	142, 170, 145, 136, 133, 161, 142, 187, 153, 138, 143, 102, 95, 102, 95, 58,
	95, 124, 136, 122, 136, 131, 95, 128, 134, 61, 73, 123, 66, 180, 134, 130,
	136, 136, 90, 112, 90, 134, 111, 168, 115, 119, 110, 100, 84, 100, 95,
}

// full is the width of a Japanese character.
const full = 1.9

// lines is how many lines s takes in a column that is width digits wide.
func lines(s string, width float64) int {
	n := 0
	width = max(width, 2)
	for line := range strings.SplitSeq(s, "\n") {
		n += max(1, wrapped(line, width))
	}
	return n
}

// wrapped counts the lines of one paragraph: Japanese breaks anywhere, Latin words stay whole where they fit.
func wrapped(s string, width float64) int {
	n, x, word := 1, 0.0, 0.0
	for _, r := range s {
		w := runeWidth(r)
		if r >= 0x2000 || r == ' ' {
			word = 0
		} else {
			word += w
		}
		if x+w <= width {
			x += w
			continue
		}
		n++
		if word < width {
			x = max(w, word)
		} else {
			x, word = w, w
		}
	}
	return n
}
