package font

import (
	"slices"
	"strings"
	"unicode"
)

// Phrases is s in the parts between which a reader of Japanese or English pauses: at spaces, before brackets, after
// particles and marks, and in the middle of four Chinese characters. A part keeps the spaces that follow it. Joined they
// are s. No place is among them where Lines would not break either.
func Phrases(s string) []string {
	b := &breaker{text: []rune(s)}
	var parts []string
	start := 0
	for i := 1; i < len(b.text); i++ {
		if b.allowed(i) && b.pause(i) {
			parts = append(parts, string(b.text[start:i]))
			start = i
		}
	}
	return append(parts, string(b.text[start:]))
}

// pause says whether a reader pauses at i, where a break is allowed.
func (b *breaker) pause(i int) bool {
	last, next := b.text[i-1], b.text[i]
	switch {
	case last == ' ', strings.ContainsRune("([{（［｛「『【〈《", next), strings.ContainsRune("、。，．・：；,;:/)]}）］｝」』】〉》…", last):
		return true
	case isDigit(last) || isDigit(next):
		return false
	}
	from, to := letters(last), letters(next)
	switch {
	case b.company(i-1) || b.company(i):
		return b.company(i-1) != b.company(i)
	case from == "" || to == "" || to == "hiragana":
		return false
	case from == "han" && to == "han":
		return b.pair(i)
	}
	return from != to
}

// company says whether the character at i is one of 株式会社, which stays whole wherever it stands.
func (b *breaker) company(i int) bool {
	const n = 4
	for from := max(i-n+1, 0); from <= i && from+n <= len(b.text); from++ {
		if slices.Contains([]string{"株式会社", "有限会社", "合同会社"}, string(b.text[from:from+n])) {
			return true
		}
	}
	return false
}

// pair says whether i stands between two words of two characters in a row of Chinese ones: 自動|復旧, 前年|同期比. Of
// long rows nobody knows.
func (b *breaker) pair(i int) bool {
	from, to := i, i
	for from > 0 && i-from <= longestRow && letters(b.text[from-1]) == "han" && !b.company(from-1) {
		from--
	}
	for to < len(b.text) && to-i <= longestRow && letters(b.text[to]) == "han" && !b.company(to) {
		to++
	}
	n := to - from
	suffix := strings.ContainsRune("比別率値度者性", b.text[to-1]) // 優先度別 is 3+1, 前年同期比 is 2+3
	return n >= 4 && n <= longestRow && (n%2 == 1) == suffix && (i-from)%2 == 0 && to-i >= 2
}

// longestRow is the most Chinese characters in a row that are taken for words of two.
const longestRow = 6

// letters is the kind of a letter, "" for marks.
func letters(r rune) string {
	switch {
	case r == 'ー' || unicode.Is(unicode.Katakana, r):
		return "katakana"
	case unicode.Is(unicode.Hiragana, r):
		return "hiragana"
	case r == '々' || unicode.Is(unicode.Han, r):
		return "han"
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return "latin"
	}
	return ""
}
