package pdf

import (
	"strconv"
	"strings"

	"furikaeri/report"
)

// cover is the first page: for whom at the top, the title in the middle over one line of colour, who and when at the
// bottom.
func (l *layout) cover(d *report.Document) ([]placed, error) {
	logo, err := logoPiece(d.Cover.Logo)
	if err != nil {
		return nil, err
	}
	var page []placed
	y := 6.0
	put := func(pieces ...piece) {
		for _, p := range pieces {
			y += p.gap
			page = append(page, placed{piece: p, y: y})
			y += p.height
		}
	}
	lines := func(s string, st style) []piece {
		if s = l.clean(s); s == "" {
			return nil
		}
		return l.text(l.title(s, st, l.textWidth), st, 0)
	}
	put(logo...)
	put(lines(d.Cover.Addressee, l.coverAddressee.in(l.colors.Ink))...)
	y = max(y+10, l.coverMiddle)
	accent := l.colors.Main
	put(piece{height: 9, draw: func(p *pen, x, y float64) { p.fill(x, y, 30, 1.2, accent) }})
	put(lines(d.Title, l.coverTitle.in(l.colors.Ink))...)
	y += 4
	put(lines(d.Scope, l.coverScope.in(l.colors.Ink))...)
	y++
	put(lines(d.Period, l.coverPeriod.in(l.colors.Muted))...)
	put(l.imprint(d, l.fullHeight-l.footHeight, y+8)...)
	return page, nil
}

// imprint is the cover's last lines, standing on bottom: author, then labels and texts. top is the highest they may
// begin.
func (l *layout) imprint(d *report.Document, bottom, top float64) []piece {
	label, st := l.coverLine.in(l.colors.Muted), l.coverLine.in(l.colors.Ink)
	indent := 32 * l.scale
	var pieces []piece
	if author := l.clean(d.Cover.Author); author != "" {
		st := l.coverPeriod.inBold().in(l.colors.Ink)
		pieces = l.text(l.fit(author, st, l.textWidth, 2), st, 0)
		pieces[len(pieces)-1].height += 1.5
	}
	for _, e := range d.Cover.Lines {
		left := at(l.fit(l.clean(e.Label), label, indent-3, 1), 0)
		for i, s := range l.fit(l.clean(e.Text), st, l.textWidth-indent, 2) {
			name := left
			if i > 0 {
				name = ""
			}
			pieces = append(pieces, piece{height: st.line(), texts: []string{name, s}, draw: func(p *pen, x, y float64) {
				p.lineOf(x, y, name, label)
				p.lineOf(x+indent, y, s, st)
			}})
		}
	}
	height := 0.0
	for _, p := range pieces {
		height += p.height
	}
	for len(pieces) > 0 && top+height > bottom { // a cover has one page
		height -= pieces[len(pieces)-1].height
		pieces = pieces[:len(pieces)-1]
	}
	if len(pieces) > 0 {
		pieces[0].gap = max(8, bottom-6-height-(top-8))
	}
	return pieces
}

// contents is the pages that say where every section begins. body begins right after them.
func (l *layout) contents(d *report.Document, body [][]placed) [][]placed {
	title := l.contentsTitle.in(l.colors.Ink)
	entry, muted := l.contentsEntry.in(l.colors.Ink), l.noteStyle.in(l.colors.Muted)
	pageOf := make([]int, len(d.Sections)) // in body, from 0
	for i, page := range body {
		for _, p := range page {
			if s := p.piece.heading; s > 0 {
				pageOf[s-1] = i
			}
		}
	}
	flow := l.text(l.lines(l.clean(d.Labels.Contents), title, l.textWidth), title, 0)
	flow[len(flow)-1].height += 4
	build := func(offset int) [][]placed {
		rows := flow
		for i, s := range d.Sections {
			number := strconv.Itoa(pageOf[i] + offset)
			nameRoom, questionX, questionY := l.textWidth-20, 0.0, entry.line()
			air := 2.0    // over and under
			if l.slides { // the question stands beside the title
				questionX, questionY = l.textWidth*0.4, (entry.line()-muted.line())*0.7
				nameRoom = questionX - 5
				air = 1.6
			}
			name := at(l.fit(l.uncounted(s.Title), entry, nameRoom, 1), 0)
			question := at(l.fit(l.uncounted(s.Question), muted, l.textWidth-20-questionX, 1), 0)
			height := entry.line() + 2*air
			if question != "" && !l.slides {
				height += muted.line()
			}
			color := l.colors.Rule
			rows = append(rows, piece{height: height, texts: []string{name, question, number}, draw: func(p *pen, x, y float64) {
				p.rule(x, y, x+l.textWidth, y, 0.15, color)
				p.lineOf(x, y+air, name, entry)
				p.lineOf(x+questionX, y+air+questionY, question, muted)
				p.lineOf(x+l.textWidth-l.width(number, entry), y+air, number, entry)
				p.pdf.Link(x, y, l.textWidth, height, p.link(i))
			}})
		}
		return paginate(rows, l.bodyHeight)
	}
	pages := build(0)
	return build(1 + len(pages) + 1)
}

// frame puts the running head on every page but the cover and the foot on all. Slides have it all in the foot.
func (l *layout) frame(d *report.Document, pages []sheet) {
	st := l.noteStyle.in(l.colors.Muted)
	rule := l.colors.Rule
	period := at(l.fit(l.uncounted(d.Period), st, l.textWidth*0.5, 1), 0)
	room := l.textWidth - l.width(period, st) - 6
	name := at(l.fit(join(" ", l.uncounted(d.Title), l.uncounted(d.Scope)), st, room, 1), 0)
	most, middle := l.textWidth-30, ""
	if l.slides {
		most = l.textWidth * 0.35
	}
	mark := at(l.fit(l.uncounted(d.Mark), st, most, 1), 0)
	if l.slides {
		middle = at(l.fit(l.uncounted(join(" · ", name, period)), st, l.textWidth-30-l.width(mark, st)-10, 1), 0)
	}
	for i := range pages {
		if !l.slides {
			pages[i].head = piece{height: l.headHeight, texts: []string{name, period}, draw: func(p *pen, x, y float64) {
				p.lineOf(x, y, name, st)
				p.lineOf(x+l.textWidth-l.width(period, st), y, period, st)
				p.rule(x, y+st.line()+1, x+l.textWidth, y+st.line()+1, 0.15, rule)
			}}
		}
		number, running := "", ""
		if !pages[i].cover {
			number = strings.NewReplacer("{page}", strconv.Itoa(i+1), "{pages}", strconv.Itoa(len(pages))).Replace(l.uncounted(d.Labels.Page))
			running = middle
		}
		pages[i].foot = piece{height: l.footHeight, texts: []string{mark, running, number}, draw: func(p *pen, x, y float64) {
			top := y + l.footHeight - st.line()
			p.lineOf(x, top, mark, st)
			p.lineOf(x+l.textWidth-30-l.width(running, st), top, running, st)
			p.lineOf(x+l.textWidth-l.width(number, st), top, number, st)
		}}
	}
}
