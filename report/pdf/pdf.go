// Package pdf prints: a report.Document goes in, a file in A4 or on slides comes out. Charts are drawn as vectors from the SVG
// that report/chart makes, colours are report/chart's, text is measured and broken by report/font. It owns no word
// and formats no number. It is meant for app, which writes reports to files.
//
// The pages are laid out here, piece by piece with measured heights (flow.go), and handed to maroto as pages of rows
// of fixed height. Same document, same bytes: dates come from the document, and nothing depends on the clock, the
// time zone or the order of a map.
package pdf

import (
	"bytes"
	"fmt"
	"io"

	"furikaeri/report"
	"furikaeri/report/chart"
	"furikaeri/report/font"
)

// A Drawer draws charts; *chart.Engine is one.
type Drawer interface {
	// SVG is c in a picture of width × height px.
	SVG(c *report.Chart, p chart.Palette, width, height float64) (string, error)
}

// A Printer writes documents. It keeps what was learnt about the typeface, so that one for many reports is faster than
// one for each. It is safe for concurrent use; the Drawer given to Write has its own rules.
type Printer struct {
	metrics *font.Metrics
}

// New is a Printer with the typeface read.
func New() (*Printer, error) {
	m, err := font.New()
	if err != nil {
		return nil, fmt.Errorf("preparing to print: %w", err)
	}
	return &Printer{metrics: m}, nil
}

// Write prints d to w as one PDF file. Nothing is written to w unless the whole file could be made. Errors name the
// section or chart that cannot be printed, or are w's.
func (p *Printer) Write(w io.Writer, d *report.Document, charts Drawer) error {
	file, err := p.print(d, charts)
	if err != nil {
		return fmt.Errorf("printing %q: %w", d.Title, err)
	}
	if _, err := io.Copy(w, bytes.NewReader(file)); err != nil {
		return fmt.Errorf("writing the PDF: %w", err)
	}
	return nil
}

// print turns a panic of the PDF writer below, which has some for text it does not expect, into an error.
func (p *Printer) print(d *report.Document, charts Drawer) (file []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, fmt.Errorf("the PDF writer gave up: %v", r)
		}
	}()
	l, pages, err := p.layOut(d, charts)
	if err != nil {
		return nil, err
	}
	return p.bind(d, pages, l.runes(), l.paper)
}

// layOut is every page of d, in order, and the layout that made them.
func (p *Printer) layOut(d *report.Document, charts Drawer) (*layout, []sheet, error) {
	page, err := paperOf(d)
	if err != nil {
		return nil, nil, err
	}
	l := &layout{
		paper:    page,
		used:     map[rune]bool{},
		fitted:   map[fitting]int{},
		pictures: map[sized]string{},
		metrics:  p.metrics,
		colors:   chart.Light().WithMain(d.Accent),
		charts:   charts,
		labels:   d.Labels,
		refs:     newReferences(d.Data),
	}
	cover, err := l.cover(d)
	if err != nil {
		return nil, nil, err
	}
	for i := range d.Sections {
		l.paper = page
		if lookedUp(&d.Sections[i]) {
			l.paper = page.dense()
		}
		if err := l.section(i, &d.Sections[i]); err != nil {
			return nil, nil, fmt.Errorf("section %q: %w", d.Sections[i].ID, err)
		}
	}
	l.paper = page
	l.referenceList()
	l.glyphs()
	body := l.paged()
	l.redrawing = true
	if err := balance(body, &page); err != nil {
		return nil, nil, err
	}
	var contents [][]placed
	if 1+len(body) > 8 {
		contents = l.contents(d, body)
	}
	pages := make([]sheet, 0, 1+len(contents)+len(body))
	pages = append(pages, sheet{placed: cover, cover: true})
	for _, c := range append(contents, body...) {
		pages = append(pages, sheet{placed: c})
	}
	l.frame(d, pages)
	return l, pages, nil
}
