package chart

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"furikaeri/report"
)

// fit is s, cleaned, in at most n lines of width px; the last ends in "…" where s is cut. Two lines break where a reader
// would pause, if there is such a place, and else where both are about equally long.
func (d *drawing) fit(s string, heavy bool, size, width float64, n int) string {
	s = d.clean(s)
	lines := d.m.Fit(s, heavy, size, width, n)
	if len(lines) != 2 || strings.HasSuffix(lines[1], "…") {
		return strings.Join(lines, "\n")
	}
	best, most := lines, math.Inf(-1)
	for room := width; room > width/3; room -= size / 2 {
		try := d.m.Lines(s, heavy, size, room)
		if len(try) < 2 {
			continue
		}
		// The second line may use the whole width whatever the first one does.
		rest := strings.TrimSpace(strings.TrimPrefix(s, try[0]))
		if !strings.HasPrefix(s, try[0]) || d.m.Width(rest, heavy, size) > width {
			break
		}
		uneven := math.Abs(d.m.Width(try[0], heavy, size)-d.m.Width(rest, heavy, size)) / width
		if score := pause(s, len(try[0])) - uneven; score > most {
			best, most = []string{try[0], rest}, score
		}
	}
	return strings.Join(best, "\n")
}

// name is the name of s on one line, for legends and tooltips.
func (d *drawing) name(s report.Series) string {
	return d.fit(s.Name, false, normal, max(d.width-30, 30), 1)
}

// pause says how good a place s[at] is to break a Japanese or English text, from −2 inside a word to 3.
func pause(s string, at int) float64 {
	before, _ := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	a, b := letters(before), letters(after)
	switch {
	case a == "" || b == "":
		return 3
	case a == b && (a == "katakana" || a == "latin"):
		return -2
	case a == b:
		return 0
	case a == "hiragana":
		return 2
	case b == "hiragana":
		return -0.5
	}
	return 1
}

// letters is the kind of letter, "" for spaces and marks.
func letters(r rune) string {
	switch {
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return "katakana"
	case unicode.Is(unicode.Hiragana, r):
		return "hiragana"
	case unicode.Is(unicode.Han, r):
		return "han"
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return "latin"
	}
	return ""
}
