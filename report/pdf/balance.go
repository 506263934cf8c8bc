package pdf

// Charts grow by this share at most, on pages that lack no more than that of their height.
const (
	growth  = 0.15
	nearly  = 0.3
	noticed = 2.0 // mm under which nothing grows
)

// balance lets charts grow into what is left on pages nearly full, the last page apart, and draws anew the charts that
// did not stay at the height they were drawn for. On slides they grow into all that is left.
func balance(pages [][]placed, p *paper) error {
	for n, page := range pages {
		if n < len(pages)-1 || p.slides {
			stretch(page, p)
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
func stretch(page []placed, p *paper) {
	if len(page) == 0 {
		return
	}
	last := page[len(page)-1]
	left := p.bodyHeight - last.y - last.piece.height
	high := 0.0
	for _, at := range page {
		if at.piece.redraw != nil {
			high += at.piece.height
		}
	}
	share := left / max(high, 1)
	switch {
	case high == 0 || left < noticed:
		return
	case !p.slides && left > nearly*p.bodyHeight:
		return
	case !p.slides:
		share = min(share, growth)
	}
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
