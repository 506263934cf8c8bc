package pdf

import (
	"fmt"

	"furikaeri/report"
)

// Measures of a card in mm.
const (
	cardGap   = 6.0
	cardPad   = 4.0
	cardLabel = 24.0 // the width of a line's label
	cardChart = 48.0 // the height of a card's drawing at most
)

// cards stand two beside each other; one alone has the whole width. Cards in a row are of one height.
func (l *layout) cards(c *report.Cards, air float64) error {
	perRow := min(len(c.Items), 2)
	for i := 0; i < len(c.Items); i += perRow {
		items := c.Items[i:min(i+perRow, len(c.Items))]
		width := (l.textWidth - cardGap*float64(perRow-1)) / float64(perRow)
		gap := cardGap
		if i == 0 {
			gap = air
		}
		if err := l.cardRow(items, width, gap); err != nil {
			return err
		}
	}
	return nil
}

// cardRow puts cards beside each other as one piece; those higher than a page flow one after the other.
func (l *layout) cardRow(items []report.Card, width, gap float64) error {
	cards, drawings := make([][]piece, len(items)), make([]int, len(items))
	heights, height := make([]float64, len(items)), 0.0
	for i, c := range items {
		inside, drawing, err := l.card(c, width-2*cardPad)
		if err != nil {
			return fmt.Errorf("card %q: %w", c.Title, err)
		}
		cards[i], drawings[i] = inside, drawing
		h := 2 * cardPad
		for _, p := range inside {
			h += p.gap + p.height
		}
		heights[i] = h
		height = max(height, h)
	}
	if height > l.bodyHeight {
		for _, c := range cards {
			l.put(gap, c...)
		}
		return nil
	}
	ground := l.colors.Surface
	edges := make([]string, len(items))
	var texts []string
	for i, c := range items {
		edges[i] = l.colors.Before
		if c.Signal == report.Good || c.Signal == report.Bad {
			edges[i] = l.signal(c.Signal)
		}
		for _, p := range cards[i] {
			texts = append(texts, p.texts...)
		}
		if at := drawings[i]; at < len(cards[i]) {
			cards[i][at].gap += height - heights[i] // drawings stand beside each other
		}
	}
	l.put(gap, piece{height: height, texts: texts, draw: func(p *pen, x, y float64) {
		for i, inside := range cards {
			left := x + float64(i)*(width+cardGap)
			p.fill(left, y, width, height, ground)
			p.fill(left, y, width, 0.8, edges[i])
			top := y + cardPad
			for _, in := range inside {
				top += in.gap
				if in.draw != nil {
					in.draw(p, left+cardPad, top)
				}
				top += in.height
			}
		}
	}})
	return nil
}

// card is a card's inside: title, lines, and the drawing, which begins at the piece of that number.
func (l *layout) card(c report.Card, width float64) (pieces []piece, drawing int, err error) {
	st := l.captionStyle.in(l.colors.Ink)
	if title := l.clean(c.Title); title != "" {
		pieces = l.text(l.title(title, st, width), st, 0)
	}
	for i, e := range c.Lines {
		lines := l.entry(e, width)
		if len(lines) > 0 {
			lines[0].gap = 0.8
			if i == 0 {
				lines[0].gap = 1.5
			}
		}
		pieces = append(pieces, lines...)
	}
	drawing = len(pieces)
	if c.Chart == nil {
		return pieces, drawing, nil
	}
	caption := l.caption(c.Chart, width)
	if c.Chart.Empty != "" {
		st := l.noteStyle.in(l.colors.Muted)
		caption = append(caption, l.text(l.lines(l.clean(c.Chart.Empty), st, width), st, 0)...)
	} else {
		picture, err := l.drawing(c.Chart, width, l.scale*cardChart)
		if err != nil {
			return nil, 0, err
		}
		picture.gap = 1.5
		caption = append(caption, picture)
	}
	caption[0].gap = 3
	return append(pieces, caption...), drawing, nil
}

// entry is a label, muted, and its text beside it.
func (l *layout) entry(e report.Entry, width float64) []piece {
	label, st := l.noteStyle.in(l.colors.Muted), l.tableStyle.in(l.colors.Ink)
	left := l.clean(e.Label)
	indent := l.scale * cardLabel
	if left == "" {
		indent = 0
	}
	a := l.lines(left, label, l.scale*cardLabel-2)
	b := l.lines(l.clean(e.Text), st, width-indent)
	pieces := make([]piece, max(len(a), len(b)))
	for i := range pieces {
		left, right := at(a, i), at(b, i)
		pieces[i] = piece{height: st.line() + 0.3, texts: []string{left, right}, draw: func(p *pen, x, y float64) {
			p.text(x, baseline(y, st), left, label)
			p.lineOf(x+indent, y, right, st)
		}}
	}
	return pieces
}
