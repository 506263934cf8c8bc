package html

import (
	"html/template"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// keptWidth is how wide a text may be that no line ends in, in halves of a Japanese character: half a phone.
const keptWidth = 24

// measure is a number with its unit.
var measure = regexp.MustCompile(`[−+±-]?[0-9][0-9,]*(?:\.[0-9]+)?%? ?` +
	`(?:時間|分間|分|秒|件|回|日間|日|週間|週|か月|月|年度|年|時|人日|人|種類|種|位|倍|行|台|つ|hours|hour|h|minutes|min|seconds|days|alerts|rows)`)

// closing is a number and the punctuation behind it, with the bracket before it.
var closing = regexp.MustCompile(`[((]?[−+±-]?[0-9][0-9,]*(?:\.[0-9]+)?%?(?:[))、。;]+|[),.;:]+(?: |$))`)

// closings are the numbers before punctuation. The button that a number becomes lets a line end behind it, so that
// punctuation would begin the next.
func closings(text string) []stretch {
	var out []stretch
	for _, m := range closing.FindAllStringIndex(text, -1) {
		out = append(out, stretch{m[0], m[0] + len(strings.TrimRight(text[m[0]:m[1]], " "))})
	}
	return out
}

// bracketed is what stands in brackets.
var bracketed = regexp.MustCompile(`[((][^()()]*[))]`)

// stroke is what stands between the parts of a note.
var stroke = regexp.MustCompile(` [/·] |・|、`)

// A stretch is part of a text in bytes.
type stretch struct{ from, to int }

// measures are the numbers of a text with their units.
func measures(text string) []stretch {
	var out []stretch
	for _, m := range measure.FindAllStringIndex(text, -1) {
		last, _ := utf8.DecodeLastRuneInString(text[:m[1]])
		next, _ := utf8.DecodeRuneInString(text[m[1]:])
		if last < utf8.RuneSelf && unicode.IsLetter(next) && next < utf8.RuneSelf {
			continue // "h" of "hosts"
		}
		out = append(out, stretch{m[0], m[1]})
	}
	return out
}

// parts are what is said in brackets or between strokes and commas, as notes under big figures say it.
func parts(text string) []stretch {
	var out []stretch
	for _, m := range bracketed.FindAllStringIndex(text, -1) {
		out = append(out, stretch{m[0], m[1]})
	}
	at := 0
	for _, separator := range stroke.FindAllStringIndex(text, -1) {
		if slices.ContainsFunc(out, func(s stretch) bool { return s.from < separator[0] && separator[0] < s.to }) {
			continue // within brackets
		}
		out = append(out, stretch{at, separator[0]})
		at = separator[1]
	}
	if at > 0 {
		out = append(out, stretch{at, len(text)})
	}
	return out
}

// whole is stretches that no line ends in: in order, apart from each other, none too wide, and no span of spans partly in
// one.
func whole(text string, stretches []stretch, spans []span) []stretch {
	slices.SortFunc(stretches, func(a, b stretch) int { return a.from - b.from })
	var out []stretch
	for _, s := range stretches {
		for grown := true; grown; {
			grown = false
			for _, c := range spans {
				if c.to > 0 && c.from < s.to && s.from < c.to && (c.from < s.from || c.to > s.to) {
					s, grown = stretch{min(s.from, c.from), max(s.to, c.to)}, true
				}
			}
		}
		if width(text[s.from:s.to]) > keptWidth {
			continue
		}
		if n := len(out); n > 0 && out[n-1].to > s.from {
			joined := stretch{out[n-1].from, max(out[n-1].to, s.to)}
			if width(text[joined.from:joined.to]) <= keptWidth {
				out[n-1] = joined
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// width is about how wide a text is, in halves of a Japanese character.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2E80 {
			n++
		}
	}
	return n
}

// A marked is a text being written as HTML, with the stretches that no line ends in.
type marked struct {
	b      strings.Builder
	text   string
	at     int
	events []event
}

// An event is where a stretch begins or ends.
type event struct {
	at  int
	tag string
}

func newMarked(text string, stretches []stretch) *marked {
	m := &marked{text: text}
	for _, s := range stretches {
		m.events = append(m.events, event{s.from, `<span class="nb">`}, event{s.to, `</span>`})
	}
	return m
}

// upTo writes the text up to a place.
func (m *marked) upTo(place int) {
	for len(m.events) > 0 && m.events[0].at <= place {
		m.b.WriteString(template.HTMLEscapeString(m.text[m.at:m.events[0].at]))
		m.b.WriteString(m.events[0].tag)
		m.at, m.events = m.events[0].at, m.events[1:]
	}
	m.b.WriteString(template.HTMLEscapeString(m.text[m.at:place]))
	m.at = place
}

// instead writes h for the text up to a place.
func (m *marked) instead(h template.HTML, place int) {
	m.b.WriteString(string(h))
	m.at = place
}

// prose is a text without numbers to open; numbers stay with their units.
func prose(s string) template.HTML {
	s = clean(s)
	m := newMarked(s, whole(s, measures(s), nil))
	m.upTo(len(s))
	return apart(s, m.b.String())
}

// apart is HTML made of a text, in a bdi element where that may turn the direction.
func apart(s, h string) template.HTML {
	if strings.ContainsFunc(s, turns) {
		return template.HTML("<bdi>" + h + "</bdi>")
	}
	return template.HTML(h)
}

// longWord is the length from which a word may break at its joints: addresses and host names.
const longWord = 16

// jointed is a cell's text whose long words may break at their joints, so that a line that has room for half of a host
// name is filled, and whose numbers stay with their units.
func jointed(s string) template.HTML {
	s = clean(s)
	var b strings.Builder
	at := 0
	for _, m := range whole(s, measures(s), nil) {
		joints(&b, s[at:m.from])
		b.WriteString(`<span class="nb">` + template.HTMLEscapeString(s[m.from:m.to]) + `</span>`)
		at = m.to
	}
	joints(&b, s[at:])
	return apart(s, b.String())
}

// joints writes a text with places to break in its long words.
func joints(b *strings.Builder, s string) {
	for word := range strings.SplitAfterSeq(s, " ") {
		start := 0
		for i := 1; i < len(word) && len(word) >= longWord; i++ {
			if strings.IndexByte("/._-=&?,:", word[i-1]) >= 0 && (isLetter(word[i]) || word[i-1] != '.' && word[i] >= '0' && word[i] <= '9') {
				b.WriteString(template.HTMLEscapeString(word[start:i]) + "<wbr>")
				start = i
			}
		}
		b.WriteString(template.HTMLEscapeString(word[start:]))
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
