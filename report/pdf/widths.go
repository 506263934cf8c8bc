package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"furikaeri/report"
	"furikaeri/report/font"
)

// What columns ask for, in mm on A4; other papers have a scale for it.
const (
	sparkWidth = 26.0
	shortText  = 27.0 // a text up to this width is set on one line
	leastText  = 13.0 // what a column of longer text can do with
	leastWide  = 25.0 // what a Wide one can do with
	textRoom   = 60.0 // what a column of text asks for at most
	easyWidth  = 18.0 // of figures where there is room
	smallSize  = 7.5  // of text in pt, where larger text would be cut or broken often
	leastSize  = 6.5  // where there is no room else
)

// samples are the rows that are looked at for good widths; of more only every n-th.
const samples = 60

// What is not nice about a row, in lines of height.
const (
	costOfCut   = 1.2  // a line cut off a title
	costOfDay   = 0.25 // a time of day under its day
	costOfWrap  = 0.15 // a text on more lines than one
	costOfHigh  = 0.8  // a line more than a title gets
	costOfSmall = 0.25 // text half a point smaller
)

// A grid is a table as it is printed: the columns that are on paper, their widths, and the size of its text.
type grid struct {
	columns []report.Column
	from    []int   // the column's place in the document's table
	width   float64 // of the whole
	widths  []float64
	inset   []float64 // room at a column's left, part of its width
	gap     float64   // between columns
	heads   int       // the characters from which a title breaks elsewhere than before its unit
	style   style
}

// A column is what is known of one column before it has a width.
type column struct {
	report.Column
	texts   []string  // of the cells that cost looks at
	natural []float64 // their widths on one line
	longest float64   // the width of the widest cell, the total's included
	head    float64   // the least for the title
	easy    float64   // for the title on two lines
	whole   float64   // the title on one line
	word    float64   // the least at which nothing breaks inside a word
	least   float64
	flows   bool    // takes what is left
	most    float64 // all that a column that flows takes where others want more; 0 for its longest cell
}

// grid chooses the columns on paper and their widths. Figures, dates and short texts get what they need, Wide columns
// what is left. Where that is too little, heads and texts give way first, then all text is set smaller.
func (l *layout) grid(t *report.Table, rows [][]report.Cell) grid {
	return l.gridIn(l.textWidth, t, rows)
}

// gridIn is grid for a table of a width.
func (l *layout) gridIn(width float64, t *report.Table, rows [][]report.Cell) grid {
	g := grid{style: l.tableStyle.in(l.colors.Ink), gap: l.scale * columnGap, heads: 5, width: width}
	for i, c := range t.Columns {
		if !c.OffPaper {
			g.columns = append(g.columns, c)
			g.from = append(g.from, i)
		}
	}
	if len(g.columns) > 6 {
		g.gap = l.scale * narrowGap
	}
	best, least := g, math.Inf(1)
	for steps := 0.0; ; steps++ {
		g.style = l.tableStyle.in(l.colors.Ink)
		g.style.size -= steps / 2
		g.style.leading -= steps / 2
		cost, fits := l.fill(&g, t, rows)
		cost *= g.style.leading / l.tableStyle.leading
		cost += costOfSmall * steps * float64(min(len(rows), samples))
		if fits && cost < least || g.style.size <= l.scale*leastSize && math.IsInf(least, 1) {
			best, least = g, cost
		}
		if g.style.size <= l.scale*leastSize || !math.IsInf(least, 1) && g.style.size <= l.scale*smallSize {
			return best
		}
	}
}

// fill gives the columns of g their widths at the size of its text. It says what that costs and whether there is room.
func (l *layout) fill(g *grid, t *report.Table, rows [][]report.Cell) (cost float64, fits bool) {
	room := g.width - g.gap*float64(len(g.columns)-1)
	var columns []column
	for _, g.heads = range []int{5, 3} {
		columns = l.measured(*g, t, rows)
		sum := 0.0
		for _, c := range columns {
			sum += c.least
		}
		if fits = sum <= room; fits {
			break
		}
	}
	g.widths, cost = l.share(columns, g.style, room)
	g.inset = insets(columns, g.widths)
	return cost, fits
}

// measured is what every column of g asks for at the size of its text.
func (l *layout) measured(g grid, t *report.Table, rows [][]report.Cell) []column {
	columns := make([]column, len(g.columns))
	wide := slices.ContainsFunc(g.columns, func(c report.Column) bool { return c.Wide })
	bold := g.style.inBold()
	every := len(rows)/samples + 1
	for i := range columns {
		c := column{Column: g.columns[i]}
		title := l.uncounted(c.Title)
		c.head, c.easy = l.headWidth(title, bold, g.heads)
		c.whole = min(l.width(title, bold)+0.1, l.scale*textRoom)
		for j, r := range rows {
			s := l.uncounted(marked(g.columns[i], r[g.from[i]]))
			w := l.cellWidth(s, g.style) + 0.1
			if j%every == 0 {
				c.texts, c.natural = append(c.texts, s), append(c.natural, w)
			}
			c.longest = max(c.longest, w)
			c.word = max(c.word, l.wordWidth(s, g.style))
		}
		if len(t.Total) > 0 {
			c.longest = max(c.longest, l.width(l.uncounted(marked(g.columns[i], t.Total[g.from[i]])), bold)+0.1)
		}
		need := max(c.head, c.longest)
		switch {
		case c.Spark:
			c.least, c.longest = max(l.scale*sparkWidth, need), max(l.scale*sparkWidth, need)
		case c.Unit == report.Date && c.word < c.longest: // a time of day may stand under its day
			c.least = max(c.head, c.word)
		case c.Unit != report.None:
			c.least = need
		case c.Wide:
			c.least, c.flows = max(c.head, min(c.longest, l.scale*leastWide)), true
		default:
			c.least = max(c.head, min(c.longest, max(l.scale*leastText, min(c.word, l.scale*shortText))))
			c.flows = !wide && c.longest > l.scale*shortText
		}
		columns[i] = c
	}
	return columns
}

// cellWidth is the width of a cell's text, of a long one no more than is asked about.
func (l *layout) cellWidth(s string, st style) float64 {
	const enough = 400 // bytes; wider than any page
	if len(s) > enough {
		return l.textWidth
	}
	return l.width(s, st)
}

// wordWidth is the width of the longest part of s that should not be broken.
func (l *layout) wordWidth(s string, st style) float64 {
	const enough = 200 // bytes; more is prose
	if len(s) > enough {
		return l.scale * textRoom
	}
	most := 0.0
	for _, part := range font.Phrases(s) {
		most = max(most, l.width(strings.TrimRight(part, " "), st)+0.1)
	}
	return most
}

// headWidth is the least width in which a column's title stands on two lines, or on three if those are long, and the one
// for two lines.
func (l *layout) headWidth(title string, st style, long int) (head, two float64) {
	parts := headParts(title, long)
	whole := l.width(title, st) + 0.1
	least := func(lines int) float64 {
		low, high := 0.0, whole
		for high-low > 0.2 {
			if middle := (low + high) / 2; l.phrased(parts, st, middle, lines) != nil {
				high = middle
			} else {
				low = middle
			}
		}
		return high
	}
	two = min(least(2), l.scale*textRoom)
	if two > (float64(long)+0.6)*st.size*pt {
		return min(least(3), l.scale*textRoom), two
	}
	return two, two
}

// share gives every column its width, together room, and says what that costs.
func (l *layout) share(columns []column, st style, room float64) (widths []float64, least float64) {
	widths = make([]float64, len(columns))
	sum, flows := 0.0, 0
	for i, c := range columns {
		widths[i] = c.least
		sum += c.least
		if c.flows {
			flows++
		}
	}
	if sum > room {
		for i := range widths {
			widths[i] *= room / sum
		}
		return widths, math.Inf(1)
	}
	start := slices.Clone(widths)
	least = l.choose(columns, widths, st, room)
	if flows > 1 {
		least = l.yield(columns, start, widths, least, st, room)
	}
	if flows == 0 {
		left := room
		for _, w := range widths {
			left -= w
		}
		for i, c := range columns {
			if more := c.easy - widths[i]; more > 0 && more <= left {
				widths[i] += more
				left -= more
			}
		}
		for i := range widths {
			widths[i] += left / float64(len(widths))
		}
		return widths, least
	}
	l.ease(columns, widths, room)
	pour(columns, widths, room)
	return widths, least
}

// yield lets columns that flow break their texts for the sake of the longest among them, where the table then costs less
// than least. It begins with the widths of start and leaves the best in widths.
func (l *layout) yield(columns []column, start, widths []float64, least float64, st style, room float64) float64 {
	longest := -1
	for i, c := range columns {
		if c.flows && (longest < 0 || c.longest > columns[longest].longest) {
			longest = i
		}
	}
	for i := range columns {
		if !columns[i].flows || i == longest {
			continue
		}
		for _, n := range []int{2, 3} {
			kept := columns[i].most
			columns[i].most = l.widthFor(columns[i], n, st)
			try := slices.Clone(start)
			cost := l.choose(columns, try, st, room)
			if cost >= least-1e-9 {
				columns[i].most = kept
				continue
			}
			least = cost
			copy(widths, try)
		}
	}
	return least
}

// choose looks for the widths of the columns that do not flow at which the table costs least, and says what that is. It
// tries for one column after the other the widths at which its cells need one line, two, three, from the left and from
// the right.
func (l *layout) choose(columns []column, widths []float64, st style, room float64) (best float64) {
	best = math.Inf(1)
	start := slices.Clone(widths)
	for _, backwards := range []bool{false, true} {
		try := slices.Clone(start)
		least := l.cost(columns, try, st, room)
		for range 2 {
			for n := range columns {
				i := n
				if backwards {
					i = len(columns) - 1 - n
				}
				if c := columns[i]; !c.flows && !c.Spark && c.least < max(c.head, c.longest) {
					least = l.improve(columns, try, i, least, st, room)
				}
			}
		}
		if least < best || !backwards {
			best = least
			copy(widths, try)
		}
	}
	return best
}

// improve gives column i the width at which the table costs least, if that is under least, and says what it then is.
func (l *layout) improve(columns []column, widths []float64, i int, least float64, st style, room float64) float64 {
	c, kept := columns[i], widths[i]
	tries := []float64{max(c.least, min(c.longest, l.scale*textRoom)), c.least}
	if c.Unit != report.Date {
		tries = append(tries, l.widthFor(c, 2, st), l.widthFor(c, 3, st))
	}
	for _, w := range tries {
		widths[i] = w
		if cost := l.cost(columns, widths, st, room); cost < least-1e-9 {
			least, kept = cost, widths[i]
		}
	}
	widths[i] = kept
	return least
}

// widthFor is the least width at which all cells of c have n lines at most.
func (l *layout) widthFor(c column, n int, st style) float64 {
	texts := slices.Compact(slices.Sorted(slices.Values(c.texts)))
	low, high := c.least, max(c.least, min(c.longest, l.scale*textRoom))
	for high-low > 0.5 {
		middle := math.Round((low+high)*5) / 10
		if slices.ContainsFunc(texts, func(s string) bool { return l.count(s, st, middle) > n }) {
			low = middle
		} else {
			high = middle
		}
	}
	return high
}

// cost is how high a table is with these widths, in lines, and how much of it is not nice.
func (l *layout) cost(columns []column, fixed []float64, st style, room float64) float64 {
	widths := slices.Clone(fixed)
	if !pour(columns, widths, room) {
		return math.Inf(1)
	}
	sum := 0.0
	rows := 0
	for _, c := range columns {
		rows = max(rows, len(c.natural))
	}
	for r := range rows {
		high := 1.0
		for i, c := range columns {
			if c.Wide || c.Spark || c.natural[r] <= widths[i] {
				continue
			}
			if c.Unit == report.Date {
				sum, high = sum+costOfDay, max(high, 2)
				continue
			}
			lines := float64(l.count(c.texts[r], st, widths[i]))
			sum += costOfWrap * (lines - 1)
			high = max(high, min(lines, textLines))
		}
		shown := max(high, wideLines) // of a title
		for i, c := range columns {
			if !c.Wide || c.natural[r] <= widths[i] {
				continue
			}
			lines := float64(l.count(c.texts[r], st, widths[i]))
			if lines > shown && !l.whole(c.texts[r], st, widths[i], int(shown)) {
				sum += costOfCut * (lines - shown)
			}
			sum += costOfWrap * (min(lines, shown) - 1)
			high = max(high, min(lines, shown))
		}
		sum += high + costOfHigh*max(high-wideLines, 0)
	}
	return sum
}

// count is how many lines a text needs, textLines+1 for more.
func (l *layout) count(s string, st style, width float64) int {
	key := fitting{s, st.size, math.Round(width * 100), 0}
	n, ok := l.fitted[key]
	if !ok {
		if lines := l.brief(s, st, width); lines != nil {
			n = len(lines)
		} else {
			n = len(l.fit(s, st, width, textLines+1))
		}
		l.fitted[key] = n
	}
	return n
}

// whole says whether a text stands on n lines without being cut, its words broken if need be.
func (l *layout) whole(s string, st style, width float64, n int) bool {
	key := fitting{s, st.size, math.Round(width * 100), n}
	known, ok := l.fitted[key]
	if !ok {
		lines := l.fit(s, st, width, n)
		if strings.HasSuffix(lines[len(lines)-1], "…") {
			known = 1
		}
		l.fitted[key] = known
	}
	return known == 0
}

// A fitting is a text at a size in a width, in 1/100 mm, and the lines it may have; 0 for the lines it needs.
type fitting struct {
	text        string
	size, width float64
	room        int
}

// insets moves columns of text away from the figures at their left where they have room.
func insets(columns []column, widths []float64) []float64 {
	const most = 4.0
	inset := make([]float64, len(columns))
	for i := 1; i < len(columns); i++ {
		if right(columns[i-1].Column) && !right(columns[i].Column) {
			inset[i] = max(0, min(most, widths[i]-max(columns[i].longest, columns[i].whole)))
		}
	}
	return inset
}

// ease gives heads one line and figures some air, out of what the flowing columns do not need.
func (l *layout) ease(columns []column, widths []float64, room float64) {
	spare := room
	for i, c := range columns {
		if c.flows {
			spare -= max(c.longest, c.head)
		} else {
			spare -= widths[i]
		}
	}
	var order []int
	for i, c := range columns {
		if !c.flows {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(columns[a].whole-widths[a], columns[b].whole-widths[b])
	})
	for _, i := range order {
		if more := columns[i].whole - widths[i]; more > 0 && more <= spare {
			widths[i] += more
			spare -= more
		}
	}
	want := 0.0
	for _, i := range order {
		want += max(l.scale*easyWidth-widths[i], 0)
	}
	if want <= 0 || spare <= 0 {
		return
	}
	for _, i := range order {
		widths[i] += max(l.scale*easyWidth-widths[i], 0) * min(spare/want, 1)
	}
}

// wants is the width that a column that flows makes use of.
func (c *column) wants() float64 {
	if c.most > 0 {
		return min(c.most, c.longest)
	}
	return c.longest
}

// pour gives the flowing columns what the others leave: those that need less than their share get that, the others all
// the rest. It says whether that is as much as they need at least.
func pour(columns []column, widths []float64, room float64) bool {
	var flowing []int
	for i, c := range columns {
		if c.flows {
			flowing = append(flowing, i)
			continue
		}
		room -= widths[i]
	}
	slices.SortStableFunc(flowing, func(a, b int) int {
		return cmp.Compare(columns[a].wants(), columns[b].wants())
	})
	enough := room >= -1e-9
	for n, i := range flowing {
		left := float64(len(flowing) - n)
		widths[i] = room / left
		if need := max(columns[i].wants(), columns[i].head); need < widths[i] && n < len(flowing)-1 {
			widths[i] = need + (widths[i]-need)*0.25
		}
		enough = enough && widths[i] >= columns[i].least-1e-9
		room -= widths[i]
	}
	return enough
}
