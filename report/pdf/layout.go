package pdf

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"furikaeri/report"
	"furikaeri/report/chart"
	"furikaeri/report/font"
)

// Air between things, in mm.
const (
	airLine    = 1.0
	airBlock   = 5.0
	airClose   = 3.0
	airSection = 12.0
	airDense   = 8.0 // above sections that share pages
)

// A layout turns a document into pieces.
type layout struct {
	paper
	metrics    *font.Metrics
	colors     chart.Palette
	charts     Drawer
	labels     report.Labels
	flow       []piece
	figureSize float64 // of the section's big numbers in pt; 0 for as large as they can be
	refs       references
	within     string // the title of the section being laid out
	sectionID  string // its id
	fitted     map[fitting]int
	used       map[rune]bool    // the characters of all texts
	replaced   int              // characters that the typeface lacks, in texts printed so far
	blocks     []int            // where in flow blocks and sections begin
	listed     int              // where in flow the list of references begins; 0 for none
	pictures   map[sized]string // charts drawn before
	// redrawing says that what is drawn was counted before.
	redrawing bool
}

// clean is s as it can be printed. Every text goes through here or through uncounted: what does not would have no
// glyphs in the file's font.
func (l *layout) clean(s string) string {
	s, n := l.metrics.Clean(s)
	l.replaced += n
	for _, r := range s {
		l.used[r] = true
	}
	return strings.TrimSpace(s)
}

// uncounted is clean for a text that is printed once more and counted elsewhere.
func (l *layout) uncounted(s string) string {
	n := l.replaced
	s = l.clean(s)
	l.replaced = n
	return s
}

// runes are the characters of all texts, in order.
func (l *layout) runes() []rune {
	return slices.Sorted(maps.Keys(l.used))
}

// lines breaks a text already clean.
func (l *layout) lines(s string, st style, width float64) []string {
	return l.metrics.Lines(s, st.bold, st.size*pt, width)
}

// fit is lines for a room of n lines.
func (l *layout) fit(s string, st style, width float64, n int) []string {
	return l.metrics.Fit(s, st.bold, st.size*pt, width, n)
}

// titleLines is the most that a title gets.
const titleLines = 3

// title is a title's lines. Where it needs more than one, they end in punctuation or a particle if that costs no line.
func (l *layout) title(s string, st style, width float64) []string {
	lines := l.fit(s, st, width, titleLines)
	for w := width; len(lines) > 1 && w > width*0.6; w -= width * 0.02 {
		narrow := l.fit(s, st, w, titleLines)
		if len(narrow) > len(lines) || !strings.HasSuffix(s, narrow[len(narrow)-1]) { // more lines, or cut
			break
		}
		if endsWell(narrow) {
			return narrow
		}
	}
	return lines
}

// endsWell says whether all lines but the last end where a reader pauses.
func endsWell(lines []string) bool {
	for _, s := range lines[:len(lines)-1] {
		r, _ := utf8.DecodeLastRuneInString(s)
		if !strings.ContainsRune("、。,.・：:；;）)」』】はがをにでともへの…", r) {
			return false
		}
	}
	return true
}

func (l *layout) width(s string, st style) float64 {
	return l.metrics.Width(s, st.bold, st.size*pt)
}

// put appends pieces with air above the first.
func (l *layout) put(gap float64, pieces ...piece) {
	if len(pieces) == 0 {
		return
	}
	pieces[0].gap = gap
	if gap >= airBlock {
		l.blocks = append(l.blocks, len(l.flow))
	}
	l.flow = append(l.flow, pieces...)
}

// text is lines one under the other, each a piece; the first two stay together and so do the last two.
func (l *layout) text(lines []string, st style, indent float64) []piece {
	pieces := make([]piece, len(lines))
	for i, s := range lines {
		pieces[i] = piece{
			height: st.line(),
			next:   i == 0 && len(lines) > 1 || i == len(lines)-2,
			texts:  []string{s},
			draw:   func(p *pen, x, y float64) { p.lineOf(x+indent, y, s, st) },
		}
	}
	return pieces
}

// nearlySlide is how many rows a table has at most that is set closer to stand on one slide.
const nearlySlide = 16

// paperRows is how many rows of a table stand on paper.
func paperRows(t *report.Table) int {
	if t.PaperRows > 0 {
		return min(t.PaperRows, len(t.Rows))
	}
	return len(t.Rows)
}

// section lays a section out; on slides set smaller, step by step, where that saves one.
func (l *layout) section(i int, s *report.Section) error {
	start, replaced, blocks := len(l.flow), l.replaced, len(l.blocks)
	if err := l.sectionOn(i, s); err != nil || !l.slides {
		return err
	}
	slides := len(paginate(l.flow[start:], l.bodyHeight))
	roomy := l.paper
	defer func() { l.paper = roomy }()
	steps := []paper{roomy.tight()}
	if !slices.ContainsFunc(s.Blocks, func(b report.Block) bool { return b.Table != nil && paperRows(b.Table) > nearlySlide }) {
		steps = append(steps, roomy.tight().closeTables())
	}
	if slices.ContainsFunc(s.Blocks, func(b report.Block) bool { return b.Figures != nil }) {
		steps = []paper{roomy.tight(), roomy.tight().tightest()}
	}
	for _, smaller := range steps {
		if slides == 1 {
			break
		}
		flow := slices.Clone(l.flow[start:])
		l.paper, l.flow, l.replaced, l.blocks = smaller, l.flow[:start], replaced, l.blocks[:blocks]
		if err := l.sectionOn(i, s); err != nil {
			return err
		}
		if n := len(paginate(l.flow[start:], l.bodyHeight)); n < slides {
			slides = n
			continue
		}
		l.flow = append(l.flow[:start], flow...)
	}
	return nil
}

// sectionOn lays a section out on the layout's paper: title and question, blocks, notes.
func (l *layout) sectionOn(i int, s *report.Section) error {
	start := len(l.flow)
	l.within, l.sectionID = s.Title, s.ID
	l.evenFigures(s)
	head := l.heading(i, s)
	l.put(airSection, head...)
	l.flow[start].fresh = l.slides && (i == 0 || !brief(s))
	shown := 0          // where the first block that shows something begins
	last := len(l.flow) // where the last block begins
	for j := 0; j < len(s.Blocks); j++ {
		b := s.Blocks[j]
		if shown == 0 && (b.Text == nil || b.Text.Style == report.Definition) {
			shown = len(l.flow)
		}
		at, before := len(l.flow), s.Blocks[:j]
		last = at
		var err error
		if j+1 < len(s.Blocks) && l.paired(b, s.Blocks[j+1]) {
			j++
			err = l.pair(b.Chart, s.Blocks[j].Chart, airBlock)
		} else {
			err = l.block(b, j == 0)
		}
		if err != nil {
			return err
		}
		if at < len(l.flow) && l.apart(before, b) {
			l.flow[at].fresh = true
		}
	}
	l.together(start, shown)
	end := len(l.flow)
	l.notes(s.Notes)
	if last < end && l.flow[last].room > 0 && !l.slides { // a short table's notes stay with it
		for _, p := range l.flow[end:] {
			l.flow[last].room += p.gap + p.height
		}
	}
	if l.slides {
		above := l.titleAgain(s)
		for i := start + len(head); i < len(l.flow); i++ {
			l.flow[i].again = slices.Concat(above, l.flow[i].again)
		}
	}
	// A section that fits on a page should not be cut into two; a long one may start in what is left.
	total := 0.0
	for _, p := range l.flow[start:] {
		total += p.height + p.gap
	}
	total -= l.flow[start].gap
	l.flow[len(l.flow)-1].next = false
	l.flow[start].room = l.bodyHeight * (1 - wellFilled)
	if total <= l.bodyHeight {
		l.flow[start].room, l.flow[start].section = total, total
	}
	return nil
}

// brief says whether a section is a few words alone, such as that there is nothing to list: on slides it stands under
// the section before it where there is room.
func brief(s *report.Section) bool {
	return !slices.ContainsFunc(s.Blocks, func(b report.Block) bool { return b.Text == nil || b.Text.Style == report.Definition })
}

// together keeps a section's heading and answer with the beginning of what shows it, which is the piece of number
// shown, if that is not too much for a page.
func (l *layout) together(start, shown int) {
	if shown == 0 || shown >= len(l.flow) {
		return
	}
	height := 0.0
	for i := start; i < len(l.flow) && (i <= shown || l.flow[i-1].next); i++ {
		height += l.flow[i].gap + l.flow[i].height
	}
	most := l.bodyHeight * wellFilled * 1.1
	if l.slides {
		most = l.bodyHeight
	}
	if height > most {
		return
	}
	for i := start; i < shown; i++ {
		l.flow[i].next = true
	}
}

// apart says whether a block begins a slide: a chart does unless words alone are before it, and what shows something does
// after a chart.
func (l *layout) apart(before []report.Block, b report.Block) bool {
	if !l.slides || len(before) == 0 || b.Text != nil {
		return false
	}
	words := !slices.ContainsFunc(before, func(b report.Block) bool { return b.Text == nil })
	return b.Chart != nil && !words || before[len(before)-1].Chart != nil
}

// titleAgain is a section's title over what goes on on a further slide.
func (l *layout) titleAgain(s *report.Section) []piece {
	st := l.titleStyle.in(l.colors.Ink)
	pieces := l.text(l.fit(l.uncounted(s.Title), st, l.textWidth, 1), st, 0)
	color := l.colors.Rule
	return append(pieces, piece{height: 5.5, next: true, draw: func(p *pen, x, y float64) {
		p.rule(x, y+1.4, x+l.textWidth, y+1.4, 0.2, color)
	}})
}

// heading is a section's title and question, which stay with what follows.
func (l *layout) heading(i int, s *report.Section) []piece {
	st := l.titleStyle.in(l.colors.Ink)
	title := l.text(l.title(l.clean(s.Title), st, l.textWidth), st, 0)
	question := l.clean(s.Question)
	if question != "" {
		st := l.questionStyle.in(l.colors.Muted)
		title = append(title, l.text(l.lines(question, st, l.textWidth), st, 0)...)
	}
	for j := range title {
		title[j].next = true
	}
	draw, name := title[0].draw, at(l.fit(l.uncounted(s.Title), st, 2*l.textWidth, 1), 0)
	title[0].heading = i + 1
	title[0].draw = func(p *pen, x, y float64) {
		draw(p, x, y) // first: a bookmark is written in the encoding of the font last set
		p.pdf.Bookmark(name, 0, y)
		p.pdf.SetLink(p.link(i), y-4, -1)
	}
	color := l.colors.Rule
	line := piece{height: 1.5, next: true, draw: func(p *pen, x, y float64) { p.rule(x, y+1.4, x+l.textWidth, y+1.4, 0.2, color) }}
	return append(title, line)
}

// block lays one block out; first says that it follows the section's heading.
func (l *layout) block(b report.Block, first bool) error {
	air := airBlock
	switch {
	case first:
		air = 3
	case l.close:
		air = airClose
	}
	switch {
	case b.Text != nil:
		return l.textBlock(b.Text, air)
	case b.Figures != nil:
		l.figures(b.Figures, air)
		return nil
	case b.Table != nil:
		return l.table(b.Table, air)
	case b.Chart != nil:
		return l.chart(b.Chart, air)
	case b.Cards != nil:
		return l.cards(b.Cards, air)
	}
	return fmt.Errorf("a block is empty")
}

// textBlock lays a text out by the part it plays.
func (l *layout) textBlock(t *report.Text, air float64) error {
	switch t.Style {
	case report.Answer:
		l.put(air, l.sentences(t, l.answerStyle.in(l.colors.Ink), l.textWidth, 0)...)
	case report.Body, "":
		l.put(air, l.sentences(t, l.bodyStyle.in(l.colors.Ink), l.textWidth, 0)...)
	case report.Warning:
		l.panel(t, air, l.colors.Goal, l.colors.Surface)
	case report.Comment:
		l.panel(t, air, l.colors.Main, "")
	case report.Definition:
		l.definitions(t, air)
	default:
		return fmt.Errorf("unknown text style %q", t.Style)
	}
	return nil
}

// sentences are a text's title and its sentences, each on lines of its own.
func (l *layout) sentences(t *report.Text, st style, width, indent float64) []piece {
	var pieces []piece
	if title := l.clean(t.Title); title != "" {
		st := l.captionStyle.in(l.colors.Ink)
		pieces = l.text(l.title(title, st, width), st, indent)
		for i := range pieces {
			pieces[i].next = true
		}
	}
	for i, s := range t.Sentences {
		lines := l.text(l.prose(l.clean(s.Text), st, width), st, indent)
		if i > 0 || len(pieces) > 0 {
			lines[0].gap = airLine
		}
		pieces = append(pieces, lines...)
	}
	return pieces
}

// prose is a sentence's lines, on slides without a last one of a character or two where narrower lines cost none.
func (l *layout) prose(s string, st style, width float64) []string {
	const scrap, enough = 5, 1000 // characters that stand alone, bytes that are no headline
	lines := l.lines(s, st, width)
	if !l.slides || len(s) > enough {
		return lines
	}
	for w := width * 0.98; len(lines) > 1 && utf8.RuneCountInString(lines[len(lines)-1]) <= scrap && w > width*0.8; w -= width * 0.02 {
		narrow := l.lines(s, st, w)
		if len(narrow) > len(lines) {
			break
		}
		lines = narrow
	}
	return lines
}

// panel is a text with a rule at its left, on a ground of its own unless that is "".
func (l *layout) panel(t *report.Text, air float64, rule, ground string) {
	const indent = 5.0
	lines := l.sentences(t, l.bodyStyle.in(l.colors.Ink), l.textWidth-2*indent, indent)
	if len(lines) == 0 {
		return
	}
	pad := 1.0
	if ground != "" {
		pad = 2.5
	}
	edge := func(next bool) piece { return piece{height: pad, next: next} }
	lines[len(lines)-1].next = true
	const shortPanel = 8 // lines
	for i := range lines {
		lines[i].next = lines[i].next || l.slides && len(lines) <= shortPanel
	}
	lines = slices.Concat([]piece{edge(true)}, lines, []piece{edge(false)})
	for i := range lines {
		// The air between sentences is inside the panel, so it is drawn as part of the line under it.
		inner, above := lines[i].draw, lines[i].gap
		lines[i].height += above
		lines[i].gap = 0
		h := lines[i].height
		lines[i].draw = func(p *pen, x, y float64) {
			if ground != "" {
				p.fill(x, y-0.05, l.textWidth, h+0.1, ground)
			}
			p.fill(x, y-0.05, 0.9, h+0.1, rule)
			if inner != nil {
				inner(p, x, y+above)
			}
		}
	}
	l.put(air, lines...)
}

// definitions are sentences "term: meaning" in two columns, small.
func (l *layout) definitions(t *report.Text, air float64) {
	termWidth, between := 42*l.scale, 4*l.scale
	st := l.noteStyle.in(l.colors.Ink)
	var pieces []piece
	if title := l.clean(t.Title); title != "" {
		st := l.captionStyle.in(l.colors.Ink)
		pieces = l.text(l.title(title, st, l.textWidth), st, 0)
		for i := range pieces {
			pieces[i].next = true
		}
	}
	for _, s := range t.Sentences {
		term, meaning, ok := split(l.clean(s.Text))
		if !ok {
			lines := l.text(l.lines(meaning, st, l.textWidth), st, 0)
			lines[0].gap = airLine
			pieces = append(pieces, lines...)
			continue
		}
		left := l.lines(term, st.inBold(), termWidth)
		right := l.lines(meaning, st, l.textWidth-termWidth-between)
		for j := range max(len(left), len(right)) {
			p := piece{height: st.line(), next: j == 0 && len(right) > 1 || j == len(right)-2 || j < len(left)-1}
			if j == 0 && len(pieces) > 0 {
				p.gap = airLine
			}
			a, b := at(left, j), at(right, j)
			p.texts = []string{a, b}
			p.draw = func(p *pen, x, y float64) {
				p.lineOf(x, y, a, st.inBold())
				p.lineOf(x+termWidth+between, y, b, st)
			}
			pieces = append(pieces, p)
		}
	}
	l.put(air, pieces...)
}

// at is the i-th of lines, "" past their end.
func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// split is "term: meaning" in two. A term is no longer than a line of its own.
func split(s string) (term, meaning string, ok bool) {
	for i, r := range s {
		if r != ':' && r != '：' {
			continue
		}
		term, meaning = strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(string(r)):])
		if term != "" && meaning != "" && len([]rune(term)) <= 30 {
			return term, meaning, true
		}
		break
	}
	return "", s, false
}

// notes are a section's last words, small and muted.
func (l *layout) notes(notes []string) {
	st := l.noteStyle.in(l.colors.Muted)
	gap := 4.0
	for _, n := range notes {
		if n = l.clean(n); n != "" {
			if len(l.flow) > 0 { // a note does not stand on a page of its own
				l.flow[len(l.flow)-1].next = true
			}
			l.put(gap, l.text(l.lines(n, st, l.textWidth), st, 0)...)
			gap = 0.5
		}
	}
}

// glyphs says at the very end how many characters the typeface lacked.
func (l *layout) glyphs() {
	if l.replaced == 0 || l.labels.Glyphs == "" {
		return
	}
	l.notes([]string{strings.ReplaceAll(l.labels.Glyphs, "{n}", strconv.Itoa(l.replaced))})
}
