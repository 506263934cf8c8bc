package html

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"

	"furikaeri/report"
)

// clean is s without what HTML forbids: control characters and noncharacters go, broken UTF-8 becomes U+FFFD.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case unicode.IsControl(r), r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF:
			return -1
		}
		return r
	}, s)
}

// isolated is s for text content. What has letters that run from right to left, or characters that turn the direction,
// stands in a bdi element, so that it cannot reorder what is around it.
func isolated(s string) template.HTML {
	s = clean(s)
	e := template.HTMLEscapeString(s)
	if strings.ContainsFunc(s, turns) {
		e = "<bdi>" + e + "</bdi>"
	}
	return template.HTML(e)
}

// turns says whether r may change the direction of the text around it.
func turns(r rune) bool {
	if r < 0x0590 {
		return false
	}
	p, _ := bidi.LookupRune(r)
	switch p.Class() {
	case bidi.R, bidi.AL, bidi.AN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF, bidi.LRI, bidi.RLI, bidi.FSI, bidi.PDI:
		return true
	}
	return r == 0x200E || r == 0x200F
}

// number is a cell inside running text: a data element with its value, its signal, and the ref that opens the rows
// behind it. shown is its text as it stands there.
func (v *viewer) number(c *report.Cell, shown, class string) template.HTML {
	var b strings.Builder
	tag := "span"
	n := numeral(c.Number)
	if n != "" {
		tag = "data"
	}
	b.WriteString("<" + tag)
	if class != "" {
		b.WriteString(` class="` + class + `"`)
	}
	if n != "" {
		b.WriteString(` value="` + n + `"`)
	}
	if ref := v.refs.add(c.Ref); ref != "" {
		b.WriteString(` data-ref="` + ref + `"`)
	}
	b.WriteString(">" + string(isolated(shown)) + "</" + tag + ">")
	return template.HTML(b.String())
}

// sentence is text with the cells that it names marked up as numbers. A cell whose text is not in it adds nothing to
// read; its number is kept in an empty data element.
func (v *viewer) sentence(text string, cells []report.Cell) template.HTML {
	return v.markedUp(text, cells, func(s string) []stretch { return append(measures(s), closings(s)...) })
}

// markedUp is a sentence in which no line ends inside what together says.
func (v *viewer) markedUp(text string, cells []report.Cell, together func(string) []stretch) template.HTML {
	text = clean(text)
	spans := make([]span, 0, len(cells))
	for i := range cells {
		s := span{cell: &cells[i]}
		s.from, s.to = find(text, clean(cells[i].Text), spans)
		spans = append(spans, s)
	}
	m := newMarked(text, whole(text, together(text), spans))
	for next := nextSpan(spans, 0); next != nil; next = nextSpan(spans, m.at) {
		m.upTo(next.from)
		m.instead(v.number(next.cell, text[next.from:next.to], sentenceClass(next.cell)), next.to)
	}
	m.upTo(len(text))
	for _, s := range spans {
		if s.to == 0 && s.cell.Number != nil {
			m.b.WriteString(string(v.number(s.cell, "", "")))
		}
	}
	return apart(text, m.b.String())
}

// A span is where a cell stands in its sentence; to is 0 if it does not.
type span struct {
	from, to int
	cell     *report.Cell
}

// nextSpan is the first span that begins at or after at, nil if there is none.
func nextSpan(spans []span, at int) *span {
	var best *span
	for i := range spans {
		s := &spans[i]
		if s.to > 0 && s.from >= at && (best == nil || s.from < best.from) {
			best = s
		}
	}
	return best
}

// find looks for part in text: first after the last span, then anywhere, never inside another span and never inside a
// longer number ("3" is not found in "13" or "3.5").
func find(text, part string, taken []span) (from, to int) {
	if part == "" {
		return 0, 0
	}
	start := 0
	for _, s := range taken {
		start = max(start, s.to)
	}
	for _, begin := range []int{start, 0} {
		for at := begin; at < len(text); {
			i := strings.Index(text[at:], part)
			if i < 0 {
				break
			}
			from, to = at+i, at+i+len(part)
			if wholeNumber(text, from, to) && !overlaps(taken, from, to) {
				return from, to
			}
			_, size := utf8.DecodeRuneInString(text[from:])
			at = from + size
		}
	}
	return 0, 0
}

func overlaps(taken []span, from, to int) bool {
	for _, s := range taken {
		if from < s.to && s.from < to {
			return true
		}
	}
	return false
}

// wholeNumber says whether text[from:to] is not cut out of a longer run of digits.
func wholeNumber(text string, from, to int) bool {
	return !(digit(text, from) && (digit(text, from-1) || separator(text, from-1) && digit(text, from-2))) &&
		!(digit(text, to-1) && (digit(text, to) || separator(text, to) && digit(text, to+1)))
}

func digit(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }

func separator(s string, i int) bool { return i >= 0 && i < len(s) && (s[i] == '.' || s[i] == ',') }

// numeral is a number for attributes, "" for none; what is not finite is none.
func numeral(n *float64) string {
	if n == nil || !finite(*n) {
		return ""
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}

func finite(f float64) bool { return f-f == 0 }

// signalClass is the classes that show a cell's signal. Style sheets put a mark before the text, so that no signal is
// told by colour alone: an arrow for changes, else a tick or a dot where the cell is a number; words speak themselves.
func signalClass(c *report.Cell, unit report.Unit) string {
	if c.Signal == report.Muted {
		return "muted"
	}
	if c.Signal != report.Good && c.Signal != report.Bad {
		return ""
	}
	class := string(c.Signal)
	if c.Number == nil {
		return class
	}
	signed := strings.HasPrefix(c.Text, "+") || strings.HasPrefix(c.Text, "−") || strings.HasPrefix(c.Text, "-")
	switch {
	case (unit == report.Change || signed) && *c.Number > 0:
		return class + " up"
	case (unit == report.Change || signed) && *c.Number < 0:
		return class + " down"
	}
	return class + " mark"
}

// unsignalled is cells without their signals: a paragraph's words say what is good or bad, as on paper, and "▲ +1.4%" in
// red would contradict "nearly unchanged".
func unsignalled(cells []report.Cell) []report.Cell {
	out := slices.Clone(cells)
	for i := range out {
		out[i].Signal = ""
	}
	return out
}

// sentenceClass is signalClass inside a sentence, where the words say what a tick or a dot would.
func sentenceClass(c *report.Cell) string {
	return strings.TrimSuffix(signalClass(c, report.None), " mark")
}
