package xlsx

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// An edge is the line around a cell.
type edge string

const (
	edgeNone   edge = ""
	edgeHair   edge = "hair"   // between rows
	edgeHead   edge = "head"   // under a table's head
	edgeTotal  edge = "total"  // over the last row
	edgeAccent edge = "accent" // the one line of colour
	edgeLeft   edge = "left"   // beside a warning
	edgeQuiet  edge = "quiet"  // beside a comment
)

// A style is how a cell looks. It is comparable, so that each is made once.
type style struct {
	size   float64 // points; 0 means 10
	bold   bool
	link   bool
	color  string // "" means ink
	fill   string // "" for none
	format string // number format; "" means General
	right  bool
	center bool
	wrap   bool
	middle bool // vertically; else at the top
	bottom bool
	indent bool // a little room at the left, after a column of figures
	edge   edge
}

// style is the workbook's number of s.
func (b *book) style(s style) (int, error) {
	if id, ok := b.styles[s]; ok {
		return id, nil
	}
	p := b.palette
	font := &excelize.Font{Family: family, Size: s.size, Bold: s.bold, Color: s.color}
	if font.Size == 0 {
		font.Size = 10
	}
	if font.Color == "" {
		font.Color = p.Ink
	}
	if s.link {
		font.Color, font.Underline = p.Main, "single"
	}
	made := &excelize.Style{Font: font, Alignment: &excelize.Alignment{Vertical: "top", WrapText: s.wrap}}
	switch {
	case s.middle:
		made.Alignment.Vertical = "center"
	case s.bottom:
		made.Alignment.Vertical = "bottom"
	}
	switch {
	case s.right:
		made.Alignment.Horizontal = "right"
	case s.center:
		made.Alignment.Horizontal = "center"
	default:
		made.Alignment.Horizontal = "left"
	}
	if s.indent {
		made.Alignment.Indent = 1
	}
	if s.fill != "" {
		made.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{s.fill}}
	}
	if s.format != "" {
		made.CustomNumFmt = &s.format
	}
	switch s.edge {
	case edgeHair:
		made.Border = []excelize.Border{{Type: "bottom", Color: p.Rule, Style: 1}}
	case edgeHead:
		made.Border = []excelize.Border{{Type: "bottom", Color: p.Ink, Style: 1}}
	case edgeTotal:
		made.Border = []excelize.Border{{Type: "top", Color: p.Ink, Style: 1}}
	case edgeAccent:
		made.Border = []excelize.Border{{Type: "bottom", Color: p.Main, Style: 5}}
	case edgeLeft:
		made.Border = []excelize.Border{{Type: "left", Color: p.Goal, Style: 5}}
		made.Alignment.Indent = 1
	case edgeQuiet:
		made.Border = []excelize.Border{{Type: "left", Color: p.Before, Style: 5}}
		made.Alignment.Indent = 1
	}
	id, err := b.file.NewStyle(made)
	if err != nil {
		return 0, fmt.Errorf("making a style: %w", err)
	}
	b.styles[s] = id
	return id, nil
}
