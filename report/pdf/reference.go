package pdf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"furikaeri/report"
)

// Measures of references in mm.
const (
	tagGap          = 0.9 // before an id
	referenceIndent = 7.0
	referenceRows   = 3 // lines of one
)

// References are what numbers come from. Each way to come to a number has one id wherever it stands.
type references struct {
	data  map[string]*report.Data
	ids   map[string]int
	lines []string // what R1, R2 … stand for
}

func newReferences(data []report.Data) references {
	r := references{data: make(map[string]*report.Data, len(data)), ids: map[string]int{}}
	for i := range data {
		r.data[data[i].Name] = &data[i]
	}
	return r
}

// id is the number of a line.
func (r *references) id(line string) int {
	n, ok := r.ids[line]
	if !ok {
		r.lines = append(r.lines, line)
		n = len(r.lines)
		r.ids[line] = n
	}
	return n
}

// A pattern is refs that do the same with the same columns; the values of their conditions may differ.
type pattern struct {
	ref       *report.Ref
	where, of []bool // the conditions whose values differ
}

// shapeOf is equal for refs of one pattern.
func shapeOf(r *report.Ref) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%q %q %q", r.Data, r.Fn, r.Column)
	for _, list := range [][]report.Eq{r.Where, r.Of} {
		b.WriteString(" /")
		for _, e := range list {
			fmt.Fprintf(&b, " %q", e.Column)
		}
	}
	return b.String()
}

// patterns are the refs of cells, put together.
func patterns(cells []report.Cell) []*pattern {
	var out []*pattern
	known := map[string]*pattern{}
	for _, c := range cells {
		if c.Ref == nil {
			continue
		}
		s := shapeOf(c.Ref)
		p := known[s]
		if p == nil {
			p = &pattern{ref: c.Ref, where: make([]bool, len(c.Ref.Where)), of: make([]bool, len(c.Ref.Of))}
			known[s] = p
			out = append(out, p)
			continue
		}
		for i, e := range c.Ref.Where {
			p.where[i] = p.where[i] || e.Text != p.ref.Where[i].Text
		}
		for i, e := range c.Ref.Of {
			p.of[i] = p.of[i] || e.Text != p.ref.Of[i].Text
		}
	}
	return out
}

// tagOf is the ids of what cells come from; nothing where that is no count of rows.
func (l *layout) tagOf(cells []report.Cell) tag {
	if l.labels.RefLine == "" {
		return tag{}
	}
	var ids []int
	for _, p := range patterns(cells) {
		ids = append(ids, l.refs.id(l.described(p)))
	}
	slices.Sort(ids)
	return l.tag(slices.Compact(ids))
}

// described is a pattern in words: the rows, what is done with them, on which conditions.
func (l *layout) described(p *pattern) string {
	r := p.ref
	data := l.refs.data[r.Data]
	what := fill(l.functionLabel(r), "column", columnTitle(data, r.Column))
	where := l.conditions(data, r.Where, p.where)
	if r.Fn == report.FnShare {
		of := l.conditions(data, r.Of, p.of)
		where = fill(l.labels.RefOf, "part", either(where, l.labels.RefAll), "whole", either(of, l.labels.RefAll))
	}
	title := r.Data
	if data != nil {
		title = data.Title
	}
	return fill(l.labels.RefLine, "data", title, "what", what, "where", either(where, l.labels.RefAll))
}

// functionLabel says what is done with the rows; a share is one of counts or of a sum.
func (l *layout) functionLabel(r *report.Ref) string {
	switch r.Fn {
	case report.FnSum:
		return l.labels.RefSum
	case report.FnShare:
		of := l.labels.RefCount
		if r.Column != "" {
			of = l.labels.RefSum
		}
		return fill(l.labels.RefShare, "what", of)
	case report.FnMean:
		return l.labels.RefMean
	case report.FnP50:
		return l.labels.RefP50
	case report.FnP90:
		return l.labels.RefP90
	}
	return l.labels.RefCount
}

// conditions are a list of conditions in words; "" for none.
func (l *layout) conditions(data *report.Data, list []report.Eq, differ []bool) string {
	parts := make([]string, len(list))
	for i, e := range list {
		title := columnTitle(data, e.Column)
		if differ[i] {
			parts[i] = fill(l.labels.RefEach, "column", title)
			continue
		}
		parts[i] = fill(l.labels.RefEq, "column", title, "text", either(e.Text, "–"))
	}
	return strings.Join(parts, l.labels.RefAnd)
}

// columnTitle is a column as people know it; its name where data has none of that name.
func columnTitle(data *report.Data, name string) string {
	if data != nil {
		for _, c := range data.Columns {
			if c.Name == name && c.Title != "" {
				return c.Title
			}
		}
	}
	return name
}

// fill puts values for names in braces: name, value, name, value …
func fill(s string, pairs ...string) string {
	named := slices.Clone(pairs)
	for i := 0; i < len(named); i += 2 {
		named[i] = "{" + named[i] + "}"
	}
	return strings.NewReplacer(named...).Replace(s)
}

// either is s, or what stands for "".
func either(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// A tag is ids as they stand beside what they belong to, each leading to its line of the list.
type tag struct {
	texts []string
	ids   []int
	left  []float64 // where each begins
	width float64
	style style
}

// tag is ids in a row, three or more that follow each other as one: R3–R6.
func (l *layout) tag(ids []int) tag {
	t := tag{style: l.tagStyle.in(l.colors.Muted)}
	for i := 0; i < len(ids); i++ {
		id, last := ids[i], i
		for last+1 < len(ids) && ids[last+1] == ids[last]+1 {
			last++
		}
		s := refName(id)
		if last > i+1 {
			s += "–" + refName(ids[last])
			i = last
		}
		if len(t.ids) > 0 {
			t.width += tagGap
		}
		t.texts, t.ids, t.left = append(t.texts, l.clean(s)), append(t.ids, id), append(t.left, t.width)
		t.width += l.width(s, t.style)
	}
	return t
}

// refName is an id as printed.
func refName(id int) string { return "R" + strconv.Itoa(id) }

// draw puts a tag at x, raised above the baseline of a text of a size.
func (t tag) draw(p *pen, x, base, size float64) {
	base -= 0.36 * size * pt
	for i, s := range t.texts {
		p.text(x+t.left[i], base, s, t.style)
		end := t.width
		if i+1 < len(t.left) {
			end = t.left[i+1] - tagGap
		}
		high := t.style.size * pt
		p.pdf.Link(x+t.left[i], base-high*0.95, end-t.left[i], high*1.15, p.link(-t.ids[i]))
	}
}

// tagged puts a tag after the last of pieces, lines that text made, or under it where there is no room.
func (l *layout) tagged(pieces []piece, st style, width float64, t tag) []piece {
	if len(t.ids) == 0 {
		return pieces
	}
	if n := len(pieces); n > 0 {
		last := &pieces[n-1]
		draw, x0 := last.draw, l.width(last.texts[0], st)+tagGap
		if x0+t.width <= width {
			last.texts = slices.Concat(last.texts, t.texts)
			last.draw = func(p *pen, x, y float64) {
				draw(p, x, y)
				t.draw(p, x+x0, baseline(y, st), st.size)
			}
			return pieces
		}
		last.next = true
	}
	return append(pieces, piece{height: t.style.line(), next: true, texts: t.texts, draw: func(p *pen, x, y float64) {
		t.draw(p, x, baseline(y, t.style), 0)
	}})
}

// reference is a line of the list, counted from 0: the id and what it stands for.
func (l *layout) reference(i int, width float64, st, muted style) piece {
	name := l.clean(refName(i + 1))
	lines := l.fit(l.clean(l.refs.lines[i]), st, width-l.scale*referenceIndent, referenceRows)
	return piece{height: float64(len(lines)) * st.line(), texts: append([]string{name}, lines...), draw: func(p *pen, x, y float64) {
		p.pdf.SetLink(p.link(-i-1), y-2, -1)
		p.lineOf(x, y, name, muted)
		for j, s := range lines {
			p.lineOf(x+l.scale*referenceIndent, y+float64(j)*st.line(), s, st)
		}
	}}
}

// referenceList says at the end what every id stands for, in two columns.
func (l *layout) referenceList() {
	if len(l.refs.lines) == 0 {
		return
	}
	st, muted := l.referenceStyle.in(l.colors.Ink), l.referenceStyle.in(l.colors.Muted)
	title := l.clean(l.labels.Reference)
	pieces := l.tableTitle(title, tag{})
	if len(pieces) > 0 {
		draw := pieces[0].draw
		pieces[0].draw = func(p *pen, x, y float64) {
			draw(p, x, y)
			p.pdf.Bookmark(title, 0, y)
		}
	}
	if intro := l.clean(l.labels.RefIntro); intro != "" {
		about := l.noteStyle.in(l.colors.Muted)
		lines := l.text(l.lines(intro, about, l.textWidth), about, 0)
		for i := range lines {
			lines[i].next = true
		}
		lines[len(lines)-1].height += airLine
		pieces = append(pieces, lines...)
	}
	first := len(pieces)
	width := (l.textWidth - columnGap) / 2
	for i := 0; i < len(l.refs.lines); i += 2 {
		left := l.reference(i, width, st, muted)
		if i+1 < len(l.refs.lines) {
			right, draw := l.reference(i+1, width, st, muted), left.draw
			left.height = max(left.height, right.height)
			left.texts = append(left.texts, right.texts...)
			left.draw = func(p *pen, x, y float64) {
				draw(p, x, y)
				right.draw(p, x+width+columnGap, y)
			}
		}
		pieces = append(pieces, left)
	}
	for i := first; i < min(first+firstRows-1, len(pieces)-1); i++ {
		pieces[i].next = true
	}
	if n := len(pieces); n > first+1 {
		pieces[n-2].next = true
	}
	height := 0.0
	for _, p := range pieces {
		height += p.height
	}
	if height <= l.bodyHeight && (l.slides || height <= shortTable*l.bodyHeight) {
		pieces[0].room, pieces[0].whole = height, l.slides
	}
	l.listed = len(l.flow)
	l.put(airBlock, pieces...)
}
