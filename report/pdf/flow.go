package pdf

import "slices"

// A piece is a strip as wide as the text that no page break cuts: a line, a row, a chart.
type piece struct {
	height float64 // mm
	gap    float64 // mm of air above it; none at a page's top
	// next keeps it on the page of the piece after it.
	next bool
	// room is the height in mm that should be left on a page for it to start there, gap not counted; its own at least.
	room float64
	// draw draws it with its upper left corner at x, y; nil for air.
	draw func(p *pen, x, y float64)
	// whole says that room is meant however empty the page is.
	whole bool
	// fresh says that it begins a page.
	fresh bool
	// again is put above it where it comes first on a page: the head of the table it is a row of.
	again []piece
	// shrink is the piece made at most h high; nil if that cannot be.
	shrink func(h float64) piece
	// redraw is the piece made anew for a height; nil for all but charts whose height is free.
	redraw func(h float64) (piece, error)
	drawn  float64 // the height that redraw made it for; 0 for not yet made
	// heading is the section that starts here, counted from 1; 0 for none.
	heading int
	section float64  // the height in mm of that section; 0 if it is more than a page's
	texts   []string // what is drawn, for maroto's structure
}

// placed is a piece on its page, y mm under the text's upper edge.
type placed struct {
	piece piece
	y     float64
}

// leastFull is the share of a page under which it does not end for the sake of what comes next.
const leastFull = 1.0 / 3

// wellFilled is the share from which a section goes to the next page if that has room for all of it.
const wellFilled = 0.6

// halfFilled is that share for a section's beginning: what it answers, shows and lists is read together.
const halfFilled = 0.5

// shortReport is the number of pages up to which sections share pages where that saves one.
const shortReport = 7

// gentle is the share by which a chart is drawn less high for the sake of the page it then stands on.
const gentle = 0.12

// paginate puts pieces on pages of a height, in order. Pieces kept together go to the next page as one. In a short
// report a section may begin wherever its beginning has room, if that makes fewer pages.
func paginate(flow []piece, height float64) [][]placed {
	pages := pagination{height: height}.all(flow)
	if len(pages) > shortReport {
		return pages
	}
	if dense := (pagination{height: height, dense: true}).all(flow); len(dense) < len(pages) {
		return dense
	}
	return pages
}

// all is a flow on pages.
func (p pagination) all(flow []piece) [][]placed {
	p.page = []placed{}
	if p.dense {
		flow = slices.Clone(flow)
		for i := range flow {
			if flow[i].heading > 0 {
				flow[i].gap = min(flow[i].gap, airDense)
			}
		}
	}
	for len(flow) > 0 {
		n := 1
		for n < len(flow) && flow[n-1].next {
			n++
		}
		p.add(flow[:n])
		flow = flow[n:]
	}
	if len(p.page) > 0 {
		p.pages = append(p.pages, p.page)
	}
	return p.pages
}

// paged is the flow on pages. A list of references that would be all of the last one takes with it what is before it.
func (l *layout) paged() [][]placed {
	pages := paginate(l.flow, l.bodyHeight)
	if l.slides || l.listed == 0 || len(pages) < 2 {
		return pages
	}
	last, before := pages[len(pages)-1], pages[len(pages)-2]
	if len(last) != len(l.flow)-l.listed {
		return pages
	}
	height := last[len(last)-1].y + last[len(last)-1].piece.height
	end := before[len(before)-1].y + before[len(before)-1].piece.height
	from := l.companion(l.bodyHeight-height, end-leastFull*l.bodyHeight)
	if from < 0 {
		return pages
	}
	fresh := l.flow[from].fresh
	l.flow[from].fresh = true
	if again := paginate(l.flow, l.bodyHeight); len(again) == len(pages) {
		return again
	}
	l.flow[from].fresh = fresh
	return pages
}

// companion is where in the flow begins what goes with the list of references to its page: a block, or the last rows
// of one. It is no higher than room, and leaves the page before with as much as spare allows; -1 if there is none.
func (l *layout) companion(room, spare float64) int {
	const least = 0.15 // of a page: less is no company
	height := l.flow[l.listed].gap
	rows := -1
	for i := l.listed - 1; i > 0; i-- {
		height += l.flow[i].height + l.flow[i].gap
		top := height
		for _, p := range l.flow[i].again {
			top += p.height
		}
		switch {
		case top > room || height > spare:
			return rows
		case l.flow[i-1].next || height < least*l.bodyHeight:
		case slices.Contains(l.blocks, i):
			return i
		case rows < 0 && len(l.flow[i].again) > 0:
			rows = i
		}
	}
	return rows
}

type pagination struct {
	height float64
	dense  bool // sections are cut rather than pages left half empty
	pages  [][]placed
	page   []placed
	y      float64
}

// add puts a unit of pieces on the current page, or on the next one.
func (p *pagination) add(unit []piece) {
	need := p.need(unit, len(p.page) == 0)
	left := p.height - p.y
	started := len(p.page) > 0
	scarce := p.y >= leastFull*p.height
	switch {
	case !started:
	case unit[0].fresh:
		p.turn()
	case p.fits(unit, left) != nil:
		unit = p.fits(unit, left)
	case p.dense && unit[0].heading > 0 && p.makeRoom(need-left, quarter):
	case unit[0].heading == 0 && unit[0].room > 0 && p.makeRoom(unit[0].gap+unit[0].room-left, wholeTable): // a short table
	case need <= left && (p.room(unit[0]) <= left-unit[0].gap || !scarce):
	case unit[0].heading == 0 && p.shareable(unit, need-left):
		unit = p.share(unit, need-left)
	case p.y > 0 && need > left && !p.cutAfter(unit[0], need):
		most := gentle
		if !scarce || p.dense && unit[0].heading > 0 {
			most = 1.0 / 3
		}
		smaller, ok := p.squeeze(unit, need-left, most, scarce)
		if !ok {
			p.turn()
			break
		}
		unit = smaller
	default:
		p.turn()
	}
	if len(p.page) == 0 {
		unit = append(slices.Clone(unit[0].again), unit...)
		if over := p.need(unit, true) - p.height; over > 0 {
			if smaller, ok := p.squeeze(unit, over, 1.0/3, false); ok {
				unit = smaller
			}
		}
	}
	for i, u := range unit {
		// A unit higher than a page is cut between its pieces after all.
		if p.y > 0 && p.y+u.gap+u.height > p.height && i > 0 {
			p.turn()
		}
		if len(p.page) > 0 {
			p.y += u.gap
		}
		p.page = append(p.page, placed{piece: u, y: p.y})
		p.y += u.height
	}
}

// Shares by which charts give way at most: to what follows them, and to a short table that then is not cut.
const (
	quarter    = 0.25
	wholeTable = 0.4
)

// makeRoom takes a height from the charts that stand on the page, in proportion, if they give way by a share at most.
func (p *pagination) makeRoom(by, most float64) bool {
	high, _ := p.charts()
	if by <= 0 || by > high*most {
		return false
	}
	by += 0.01 // sums are rounded
	moved := 0.0
	for i, at := range p.page {
		p.page[i].y -= moved
		if at.piece.redraw != nil && at.piece.shrink != nil {
			less := by * at.piece.height / high
			p.page[i].piece = at.piece.shrunk(less)
			moved += less
		}
	}
	p.y -= moved
	return true
}

// shareable says whether a chart and the one that stands on the page already both have room on it, each less high by a quarter
// at most. Three would be too small each.
func (p *pagination) shareable(unit []piece, by float64) bool {
	i := slices.IndexFunc(unit, func(u piece) bool { return u.redraw != nil && u.shrink != nil })
	high, n := p.charts()
	return i >= 0 && by > 0 && n == 1 && by <= quarter*(high+unit[i].height)
}

// share makes the chart of the page, and that of a unit that is shareable with it, less high in proportion.
func (p *pagination) share(unit []piece, by float64) []piece {
	unit = slices.Clone(unit)
	i := slices.IndexFunc(unit, func(u piece) bool { return u.redraw != nil && u.shrink != nil })
	by += 0.01 // sums are rounded
	high, _ := p.charts()
	own := by * unit[i].height / (high + unit[i].height)
	p.makeRoom(by-own, 1)
	unit[i] = unit[i].shrunk(own)
	return unit
}

// charts is the height and the number of the charts on the page that can be drawn less high.
func (p *pagination) charts() (high float64, n int) {
	for _, at := range p.page {
		if at.piece.redraw != nil && at.piece.shrink != nil {
			high += at.piece.height
			n++
		}
	}
	return high, n
}

// shrunk is u made less high, in the same place.
func (u piece) shrunk(by float64) piece {
	s := u.shrink(u.height - by)
	s.gap, s.next, s.again, s.heading, s.redraw, s.drawn = u.gap, u.next, u.again, u.heading, u.redraw, u.drawn
	return s
}

// fits is a section's beginning with its chart made less high, so that all of the section fits into what is left of a
// page; nil if it fits as it is, or does not even so. The fuller the page, the less a chart gives way.
func (p *pagination) fits(unit []piece, left float64) []piece {
	over := unit[0].gap + unit[0].section - left
	if unit[0].section == 0 || over <= 0 {
		return nil
	}
	most := gentle
	if p.y < wellFilled*p.height {
		most = 1.0 / 3
	}
	smaller, ok := p.squeeze(unit, over, most, true)
	if !ok {
		return nil
	}
	return smaller
}

// room is what a piece should find on the page to start there: what it asks for on a page well filled, less on others,
// where the rest would stay empty.
func (p *pagination) room(u piece) float64 {
	if p.dense && u.heading > 0 {
		return 0
	}
	if !u.whole && p.y < wellFilled*p.height && !(u.heading > 0 && p.y >= halfFilled*p.height) {
		return min(u.room, (1-wellFilled)*p.height)
	}
	return u.room
}

// cutAfter says whether a section that fits on a page would be cut behind its first unit of a height, on a page half
// full.
func (p *pagination) cutAfter(u piece, height float64) bool {
	return !p.dense && u.heading > 0 && p.y >= halfFilled*p.height && u.room > height
}

func (p *pagination) turn() {
	p.pages = append(p.pages, p.page)
	p.page, p.y = []placed{}, 0
}

// need is the height of a unit, at a page's top without the air above it.
func (p *pagination) need(unit []piece, top bool) float64 {
	h := 0.0
	for i, u := range unit {
		h += u.height
		if i > 0 || !top {
			h += u.gap
		}
	}
	return h
}

// squeeze makes a unit less high by shrinking the first of its pieces that can be, by a share of it at most. What is not
// drawn anew for its height but made smaller, its text with it, is left alone where the shrinking is but for looks.
func (p *pagination) squeeze(unit []piece, by, most float64, looks bool) ([]piece, bool) {
	for i, u := range unit {
		if u.shrink == nil || looks && u.redraw == nil || by > u.height*most && u.height <= p.height {
			continue
		}
		unit = slices.Clone(unit)
		unit[i] = u.shrunk(by)
		return unit, true
	}
	return nil, false
}
