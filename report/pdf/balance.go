package pdf

// Charts grow by this share at most, on pages that lack no more than that of their height.
const (
	growth  = 0.15
	nearly  = 0.3
	noticed = 2.0 // mm under which nothing grows
)

// balance lets charts grow into what is left on pages nearly full, the last page apart, and draws anew the charts that
// did not stay at the height they were drawn for.
func balance(pages [][]placed) error {
	for n, page := range pages {
		if n < len(pages)-1 {
			stretch(page)
		}
		for i := range page {
			p := page[i].piece
			if p.redraw == nil || p.height == p.drawn {
				continue
			}
			anew, err := p.redraw(p.height)
			if err != nil {
				return err
			}
			page[i].piece.draw, page[i].piece.texts, page[i].piece.drawn = anew.draw, anew.texts, anew.drawn
		}
	}
	return nil
}

// stretch gives the charts of a page more height, all in proportion, and moves what is under them.
func stretch(page []placed) {
	if len(page) == 0 {
		return
	}
	last := page[len(page)-1]
	left := bodyHeight - last.y - last.piece.height
	high := 0.0
	for _, p := range page {
		if p.piece.redraw != nil {
			high += p.piece.height
		}
	}
	if high == 0 || left < noticed || left > nearly*bodyHeight {
		return
	}
	share := min(left/high, growth)
	moved := 0.0
	for i := range page {
		page[i].y += moved
		if page[i].piece.redraw != nil {
			more := page[i].piece.height * share
			page[i].piece.height += more
			moved += more
		}
	}
}
