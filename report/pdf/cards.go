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
		width := (textWidth - cardGap*float64(perRow-1)) / float64(perRow)
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
	cards := make([][]piece, len(items))
	height := 0.0
	for i, c := range items {
		inside, err := l.card(c, width-2*cardPad)
		if err != nil {
			return fmt.Errorf("card %q: %w", c.Title, err)
		}
		cards[i] = inside
		h := 2 * cardPad
		for _, p := range inside {
			h += p.gap + p.height
		}
		height = max(height, h)
	}
	if height > bodyHeight {
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

// card is a card's inside: title, lines, drawing.
func (l *layout) card(c report.Card, width float64) ([]piece, error) {
	st := captionStyle.in(l.colors.Ink)
	var pieces []piece
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
	if c.Chart == nil {
		return pieces, nil
	}
	caption := l.caption(c.Chart, width)
	if len(caption) > 0 {
		caption[0].gap = 3
		pieces = append(pieces, caption...)
	}
	if c.Chart.Empty != "" {
		st := noteStyle.in(l.colors.Muted)
		return append(pieces, l.text(l.lines(l.clean(c.Chart.Empty), st, width), st, 0)...), nil
	}
	drawing, err := l.drawing(c.Chart, width, cardChart)
	if err != nil {
		return nil, err
	}
	drawing.gap = 1.5
	return append(pieces, drawing), nil
}

// entry is a label, muted, and its text beside it.
func (l *layout) entry(e report.Entry, width float64) []piece {
	label, st := noteStyle.in(l.colors.Muted), tableStyle.in(l.colors.Ink)
	left := l.clean(e.Label)
	indent := cardLabel
	if left == "" {
		indent = 0
	}
	a := l.lines(left, label, cardLabel-2)
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
