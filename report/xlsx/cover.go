package xlsx

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // logos
	_ "image/png"  // logos
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// writeCover writes the first sheet: for whom, what, when, by whom, and the way to every other sheet.
func (b *book) writeCover() error {
	g := &grid{b: b, name: b.cover, widths: []float64{36, 60}}
	if err := b.coverHead(g); err != nil {
		return err
	}
	if err := b.coverLines(g); err != nil {
		return err
	}
	if err := b.contents(g); err != nil {
		return err
	}
	return g.flush()
}

func (b *book) coverHead(g *grid) error {
	d, p := b.doc, b.palette
	if len(d.Cover.Logo) > 0 {
		if err := b.logo(g); err != nil {
			return err
		}
	}
	g.gap(20)
	for _, t := range []struct {
		text  string
		style style
		after float64
	}{
		{d.Cover.Addressee, style{size: 14}, 26},
		{d.Title, style{size: 24, bold: true}, 0},
		{d.Scope, style{size: 15}, 0},
		{d.Period, style{size: 12, color: p.Muted}, 0},
	} {
		if t.text == "" {
			continue
		}
		if err := g.paragraph(g.next(), 0, b.text(t.text), t.style); err != nil {
			return err
		}
		if t.after > 0 {
			g.gap(t.after)
		}
	}
	at := g.next()
	g.row(at).height = 10
	if err := g.span(at, 0, 1, "", style{edge: edgeAccent}); err != nil {
		return err
	}
	g.gap(14)
	return nil
}

// The room for a logo, in pixels.
const logoWidth, logoHeight = 220, 64

func (b *book) logo(g *grid) error {
	config, format, err := image.DecodeConfig(bytes.NewReader(b.doc.Cover.Logo))
	if err != nil {
		return fmt.Errorf("reading the logo: %w", err)
	}
	scale := min(logoWidth/float64(max(config.Width, 1)), logoHeight/float64(max(config.Height, 1)))
	g.pictures = append(g.pictures, placedPicture{cell: "A1", pic: &excelize.Picture{
		Extension: "." + format, File: b.doc.Cover.Logo,
		Format: &excelize.GraphicOptions{ScaleX: scale, ScaleY: scale, OffsetX: 2, OffsetY: 2, Positioning: "oneCell", AltText: clean(b.doc.Cover.Author)},
	}})
	g.gap(56)
	return nil
}

func (b *book) coverLines(g *grid) error {
	entries := b.doc.Cover.Lines
	if author := b.doc.Cover.Author; author != "" && !said(author, entries) {
		if err := g.paragraph(g.next(), 0, b.text(author), style{}); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if err := b.entry(g, e); err != nil {
			return err
		}
	}
	if b.doc.Mark != "" {
		if err := g.paragraph(g.next(), 0, b.text(b.doc.Mark), style{bold: true, size: 9, color: b.palette.Muted}); err != nil {
			return err
		}
	}
	g.gap(18)
	return nil
}

// said reports whether a text stands in one of the entries already.
func said(text string, entries []report.Entry) bool {
	for _, e := range entries {
		if strings.Contains(e.Text, text) {
			return true
		}
	}
	return false
}

func (b *book) entry(g *grid, e report.Entry) error {
	at := g.next()
	quiet := style{size: 9, color: b.palette.Muted, wrap: true}
	if err := g.span(at, 0, 0, b.text(e.Label), quiet); err != nil {
		return err
	}
	if err := g.paragraph(at, 1, b.text(e.Text), style{}); err != nil {
		return err
	}
	g.heighten(at, e.Label, g.widths[0], quiet)
	return nil
}

// contents links to all sheets, and says what each answers or holds.
func (b *book) contents(g *grid) error {
	labels := b.doc.Labels
	if len(b.sections) > 0 {
		if err := b.contentsHead(g, labels.Contents); err != nil {
			return err
		}
		for i, name := range b.sections {
			if err := b.contentsRow(g, name, b.doc.Sections[i].Title, b.doc.Sections[i].Question); err != nil {
				return err
			}
		}
		g.gap(12)
	}
	if len(b.data) > 0 {
		if err := b.contentsHead(g, labels.Data); err != nil {
			return err
		}
		for i, name := range b.data {
			rows := strings.ReplaceAll(labels.Rows, "{n}", grouped(len(b.doc.Data[i].Rows)))
			if err := b.contentsRow(g, name, b.doc.Data[i].Title, rows); err != nil {
				return err
			}
		}
	}
	if b.cuts > 0 {
		g.gap(8)
		note := strings.ReplaceAll(labels.CutText, "{n}", grouped(b.cuts))
		return g.paragraph(g.next(), 0, b.text(note), style{size: 8, color: b.palette.Muted})
	}
	return nil
}

func (b *book) contentsHead(g *grid, title string) error {
	return g.paragraph(g.next(), 0, b.text(title), style{bold: true, size: 11, edge: edgeHead})
}

// contentsRow is a link to a sheet under the title that the document gives it.
func (b *book) contentsRow(g *grid, sheet, title, about string) error {
	at := g.next()
	if title = b.text(title); strings.TrimSpace(title) == "" {
		title = sheet
	}
	look := style{link: true, wrap: true, middle: true, edge: edgeHair}
	if err := g.span(at, 0, 0, title, look); err != nil {
		return err
	}
	g.links = append(g.links, link{cellName(0, at), sheet})
	quiet := style{size: 9, color: b.palette.Muted, middle: true, edge: edgeHair}
	if err := g.paragraph(at, 1, b.text(about), quiet); err != nil {
		return err
	}
	g.heighten(at, title, g.widths[0], look)
	g.row(at).height = max(20, g.row(at).height)
	return nil
}

// grouped is n with commas.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
