package pdf

import (
	"fmt"
	"slices"

	"furikaeri/report"
)

// A paper is the size of a page and of what is set on it: lengths in mm, styles without their colour.
type paper struct {
	close  bool // blocks stand a little closer
	folds  bool // long narrow lists are set in two columns
	slides bool // every section begins a page, a chart fills what is left of one

	pageWidth, pageHeight               float64
	marginSide, marginTop, marginBottom float64
	headHeight                          float64 // running head with the air under it; 0 for none
	footHeight                          float64
	coverMiddle                         float64 // the place of the cover's line of colour, from the text's upper edge
	cellPad                             float64 // over and under a table's text
	px                                  float64 // a pixel of a chart's picture
	scale                               float64 // of lengths that go with the size of tables' text; 1 for A4's

	textWidth, fullHeight, bodyHeight float64 // what the margins leave, and what head and foot leave of that

	titleStyle, questionStyle, answerStyle, bodyStyle, tableStyle, captionStyle, noteStyle style
	figureStyle, afterStyle, labelStyle                                                    style // of a big figure
	coverTitle, coverScope, coverPeriod, coverAddressee, coverLine                         style
	contentsTitle, contentsEntry                                                           style
	tagStyle, referenceStyle                                                               style // of a reference's id and of the list of them
}

// a4 is A4 portrait, with the styles of a report on paper.
func a4() paper {
	return paper{
		pageWidth: 210, pageHeight: 297, marginSide: 18, marginTop: 12, marginBottom: 10, headHeight: 12, footHeight: 10,
		coverMiddle: 92, cellPad: 1.1, px: 0.8 * pt, scale: 1,
		titleStyle:     style{size: 15, leading: 21, bold: true},
		questionStyle:  style{size: 9.5, leading: 14},
		answerStyle:    style{size: 11, leading: 18},
		bodyStyle:      style{size: 9.5, leading: 16},
		tableStyle:     style{size: 8.5, leading: 12},
		captionStyle:   style{size: 10.5, leading: 15, bold: true},
		noteStyle:      style{size: 8, leading: 12.5},
		figureStyle:    style{size: 24, leading: 30, bold: true},
		afterStyle:     style{size: 11, leading: 16},
		labelStyle:     style{size: 8.5, leading: 12},
		coverTitle:     style{size: 28, leading: 40, bold: true},
		coverScope:     style{size: 15, leading: 24, bold: true},
		coverPeriod:    style{size: 11, leading: 18},
		coverAddressee: style{size: 13, leading: 22},
		coverLine:      style{size: 9, leading: 16},
		contentsTitle:  style{size: 15, leading: 24, bold: true},
		contentsEntry:  style{size: 10.5, leading: 16},
		tagStyle:       style{size: 6, leading: 8},
		referenceStyle: style{size: 7, leading: 10},
	}.measured()
}

// slides is 16:9 for a projector, with type that the last row can read.
func slides() paper {
	return paper{
		slides: true, pageWidth: 338.7, pageHeight: 190.5, marginSide: 20, marginTop: 12, marginBottom: 7, footHeight: 9,
		coverMiddle: 52, cellPad: 2.1, px: 1.25 * pt, scale: 1.3,
		titleStyle:     style{size: 24, leading: 32, bold: true},
		questionStyle:  style{size: 13, leading: 18},
		answerStyle:    style{size: 16, leading: 25},
		bodyStyle:      style{size: 14, leading: 22},
		tableStyle:     style{size: 11, leading: 15},
		captionStyle:   style{size: 15, leading: 21, bold: true},
		noteStyle:      style{size: 11, leading: 16},
		figureStyle:    style{size: 36, leading: 45, bold: true},
		afterStyle:     style{size: 16, leading: 22},
		labelStyle:     style{size: 12.5, leading: 17},
		coverTitle:     style{size: 36, leading: 52, bold: true},
		coverScope:     style{size: 20, leading: 30, bold: true},
		coverPeriod:    style{size: 15, leading: 24},
		coverAddressee: style{size: 17, leading: 28},
		coverLine:      style{size: 12, leading: 19},
		contentsTitle:  style{size: 24, leading: 32, bold: true},
		contentsEntry:  style{size: 13, leading: 18},
		tagStyle:       style{size: 7.5, leading: 10},
		referenceStyle: style{size: 9, leading: 12.5},
	}.measured()
}

// dense is the same page for what is looked up rather than read: definitions, sources.
func (p paper) dense() paper {
	p.folds = true
	if !p.slides {
		p.tableStyle, p.cellPad = style{size: 8, leading: 11}, 0.8
		return p
	}
	p.bodyStyle = style{size: 11, leading: 18}
	p.captionStyle = style{size: 12, leading: 18, bold: true}
	p.noteStyle = style{size: 10.5, leading: 15}
	p.tableStyle, p.cellPad, p.scale = style{size: 9.5, leading: 13}, 1.1, 1.1
	return p
}

// tight is the same slide for a section that would otherwise need one more.
func (p paper) tight() paper {
	p.answerStyle = style{size: 14.5, leading: 22}
	p.bodyStyle.size, p.bodyStyle.leading = min(p.bodyStyle.size, 13), min(p.bodyStyle.leading, 20)
	p.noteStyle.size, p.noteStyle.leading = min(p.noteStyle.size, 10.5), min(p.noteStyle.leading, 14.5)
	p.tableStyle.size, p.tableStyle.leading = min(p.tableStyle.size, 10.5), min(p.tableStyle.leading, 14)
	p.cellPad = min(p.cellPad, 1.6)
	p.figureStyle = style{size: 32, leading: 40, bold: true}
	p.labelStyle = style{size: 12, leading: 16}
	return p
}

// tightest is the tight slide, closer still, for a summary that is nearly one slide's.
func (p paper) tightest() paper {
	p.answerStyle = style{size: 13, leading: 18}
	p.close = true
	p.bodyStyle.size, p.bodyStyle.leading = min(p.bodyStyle.size, 12), min(p.bodyStyle.leading, 16.5)
	p.noteStyle.size, p.noteStyle.leading = min(p.noteStyle.size, 10), min(p.noteStyle.leading, 12.5)
	p.titleStyle = style{size: 22, leading: 28, bold: true}
	p.questionStyle = style{size: 12, leading: 16}
	p.figureStyle = style{size: 26, leading: 31, bold: true}
	p.labelStyle = style{size: 11, leading: 14}
	return p
}

// closeTables is the tight slide with the rows of tables closer together, for a table that is nearly one slide's.
func (p paper) closeTables() paper {
	p.tableStyle.size, p.tableStyle.leading = min(p.tableStyle.size, 10), min(p.tableStyle.leading, 12.5)
	p.cellPad = min(p.cellPad, 1.25)
	return p
}

func (p paper) measured() paper {
	p.textWidth = p.pageWidth - 2*p.marginSide
	p.fullHeight = p.pageHeight - p.marginTop - p.marginBottom
	p.bodyHeight = p.fullHeight - p.headHeight - p.footHeight - 0.02
	return p
}

// paperOf is the paper that a document asks for. It is an error if there is none of that name.
func paperOf(d *report.Document) (paper, error) {
	switch d.Paper {
	case report.A4:
		return a4(), nil
	case report.Slides:
		return slides(), nil
	}
	return paper{}, fmt.Errorf("unknown paper %q", d.Paper)
}

// lookedUp says whether a section is one to look things up in.
func lookedUp(s *report.Section) bool {
	return slices.ContainsFunc(s.Blocks, func(b report.Block) bool { return b.Text != nil && b.Text.Style == report.Definition })
}
