package font

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ellipsis ends text that was cut.
const ellipsis = '…'

// Lines breaks s into lines no wider than width, both in the unit of size. It breaks after spaces, between Japanese
// characters as kinsoku rules allow, and never between a number and its unit; only what is longer than a whole
// line is cut elsewhere. "\n" ends a line. Spaces at a break go. No text gives one empty line.
func (m *Metrics) Lines(s string, heavy bool, size, width float64) []string {
	b := m.breaker(s, heavy, size, width)
	var lines []string
	for {
		line, more := b.next()
		lines = append(lines, line)
		if !more {
			return lines
		}
	}
}

// Fit is Lines for a room of n lines: what does not fit is cut, and the last line then ends in "…". Before anything is
// cut, words break at their joints where that shows more of s: addresses, host names. Its cost is that of the lines
// kept, not of s.
func (m *Metrics) Fit(s string, heavy bool, size, width float64, n int) []string {
	b := m.breaker(s, heavy, size, width)
	lines, shown, whole := b.fit(n)
	if whole || n < 2 {
		return lines
	}
	b.at, b.loose = 0, true
	if tight, more, whole := b.fit(n); whole || more > shown {
		return tight
	}
	return lines
}

// fit is the lines from b.at for a room of n, how much of the text is on them, and whether that is all.
func (b *breaker) fit(n int) (lines []string, shown int, whole bool) {
	for range n {
		start := b.at
		line, more := b.next()
		if more && len(lines) == n-1 {
			b.at = start
			line = b.cut()
			return append(lines, line), start + utf8.RuneCountInString(line), false
		}
		lines = append(lines, line)
		if !more {
			return lines, len(b.text), true
		}
	}
	return lines, b.at, false
}

// A breaker walks through text line by line.
type breaker struct {
	face  *face
	text  []rune
	at    int     // where the next line starts
	width float64 // of a line, at size 1
	loose bool    // words break at their joints though they could stand on the next line
}

func (m *Metrics) breaker(s string, heavy bool, size, width float64) *breaker {
	w := 0.0
	if size > 0 && width > 0 {
		w = width/size + 1e-9
	}
	return &breaker{face: m.face(heavy), text: []rune(s), width: w}
}

// next is one line, and whether another follows.
func (b *breaker) next() (line string, more bool) {
	start, end := b.at, b.end()
	b.at = end
	if end < len(b.text) && b.text[end] == '\n' {
		b.at++
		return trimRight(b.text[start:end]), true
	}
	for b.at < len(b.text) && b.text[b.at] == ' ' {
		b.at++
	}
	return trimRight(b.text[start:end]), b.at < len(b.text)
}

// end is where the line that starts at b.at ends; it is past b.at unless there an empty line or the text ends.
func (b *breaker) end() int {
	good, fair := -1, -1 // the last places where a break is allowed, and where it does for a word too long
	w := 0.0
	for i := b.at; i < len(b.text); i++ {
		r := b.text[i]
		if r == '\n' {
			return i
		}
		if i > b.at {
			switch {
			case b.allowed(i), b.loose && b.tolerable(i) && b.longWord(i):
				good = i
			case b.tolerable(i):
				fair = i
			}
		}
		w += b.face.em(r)
		if w <= b.width || r == ' ' || i == b.at { // spaces hang
			continue
		}
		if good > b.at {
			return good
		}
		if fair > b.at {
			return fair
		}
		return i
	}
	return len(b.text)
}

// cut is as much of the text from b.at as fits on one line with "…".
func (b *breaker) cut() string {
	room := b.width - b.face.em(ellipsis)
	w, i := 0.0, b.at
	for i < len(b.text) && b.text[i] != '\n' {
		if w += b.face.em(b.text[i]); w > room {
			break
		}
		i++
	}
	return strings.TrimRight(string(b.text[b.at:i]), " 、。，．・,.…") + string(ellipsis)
}

func trimRight(s []rune) string {
	return strings.TrimRight(string(s), " ")
}

// allowed says whether a line may start at i, which is inside the text.
func (b *breaker) allowed(i int) bool {
	last, next := b.text[i-1], b.text[i]
	switch {
	case next == ' ' || next == '\u00A0' || last == '\u00A0':
		return false
	case last == ' ':
		return !b.unitAfter(i)
	case strings.ContainsRune(notAtStart, next), strings.ContainsRune(notAtEnd, last):
		return false
	case last == next && strings.ContainsRune("…‥―—〳〵", last):
		return false
	case isDigit(next) && strings.ContainsRune(beforeNumber, last):
		return false
	case b.unitAfter(i), b.insideUnit(i):
		return false
	case wide(last) || wide(next):
		return true
	case next == '(':
		return isDigit(last) || last == '%'
	case last == '/' || last == '-':
		return i >= 2 && unicode.IsLetter(b.text[i-2]) && unicode.IsLetter(next) && (last == '-' || b.longWord(i))
	}
	return false
}

// longWord says whether the word around i is an address or a path rather than two words: "Asia/Tokyo" stays whole.
func (b *breaker) longWord(i int) bool {
	const long = 16
	n := 0
	for j := i; j < len(b.text) && n <= long && b.text[j] > ' ' && !wide(b.text[j]); j++ {
		n++
	}
	for j := i - 1; j >= 0 && n <= long && b.text[j] > ' ' && !wide(b.text[j]); j-- {
		n++
	}
	return n > long
}

// tolerable says whether a word too long for a line may be broken at i: after its joints, or before the unit.
func (b *breaker) tolerable(i int) bool {
	last, next := b.text[i-1], b.text[i]
	if next == ' ' || strings.ContainsRune(notAtStart, next) || isDigit(next) {
		return false
	}
	return strings.ContainsRune("/-_.,:;=&?|@)]}", last) || b.unitAfter(i) && !b.insideUnit(i)
}

// unitAfter says whether at i, after a number and at most one space, its unit starts.
func (b *breaker) unitAfter(i int) bool {
	n := i - 1
	if b.text[n] == ' ' {
		n--
	}
	return n >= 0 && isDigit(b.text[n]) && b.unitAt(i) > 0
}

// insideUnit says whether i is within the letters of a unit that follows a number.
func (b *breaker) insideUnit(i int) bool {
	for back := 1; back < longestUnit && i-back >= 1; back++ {
		if b.unitAfter(i-back) && b.unitAt(i-back) > back {
			return true
		}
	}
	return false
}

// unitAt is the length of the unit that starts at i; 0 if none does.
func (b *breaker) unitAt(i int) int {
	longest := 0
	for _, u := range units {
		if len(u) <= longest || i+len(u) > len(b.text) || !slices.Equal(b.text[i:i+len(u)], u) {
			continue
		}
		if !wide(u[0]) && i+len(u) < len(b.text) && unicode.IsLetter(b.text[i+len(u)]) && !wide(b.text[i+len(u)]) {
			continue // "h" of "hosts"
		}
		longest = len(u)
	}
	return longest
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }

// wide says whether r is set as Japanese is, with a break possible on both sides.
func wide(r rune) bool {
	return r >= 0x2E80 || r >= 0x2460 && r <= 0x27BF || r == '…' || r == '‥' // enclosed figures, shapes, ▲ ● ✓
}
