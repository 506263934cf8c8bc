package xlsx

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A grid is a sheet in memory. It is laid out block by block, then streamed: the stream writer is what stores
// a formula together with its value, and it wants the rows in order.
type grid struct {
	b         *book
	name      string
	widths    []float64 // of the printed columns, in digits
	rows      []gridRow // rows[0] is the sheet's row 1
	merges    []string  // pairs of cells
	links     []link
	charts    []placedChart
	pictures  []placedPicture
	scales    []string // ranges with a colour scale
	sparks    []spark
	blocks    [][2]int // rows that a page should not part, first and last
	filter    string   // range; "" for none
	freeze    int      // rows that stay
	titles    [2]int   // rows repeated on every page; 0 for none
	landscape bool
	ruled     bool    // shows Excel's own grid
	across    int     // pages beside each other that it is printed on, with the first column on each; 0 for one
	aside     int     // columns at the right of the printed ones
	asideWide float64 // of the first of them, in digits; 0 for the usual
}

type gridRow struct {
	height float64 // points; 0 means the usual
	cells  []any   // excelize.Cell, or nil
}

type link struct{ cell, sheet string }

type placedChart struct {
	cell    string
	chart   *excelize.Chart
	combo   []*excelize.Chart
	caches  map[string][]any // the values of the ranges it points at
	points  []pointLabel
	stacked bool // bars on each other that are no steps
}

type placedPicture struct {
	cell string
	pic  *excelize.Picture
}

type spark struct{ cell, cells string }

// tallestHead is how high, in points, the rows that stay may be: they must leave room to scroll.
const tallestHead = 190.0

// usualHeight is the height of a row of 10 point text, and of the rows under a chart.
const usualHeight = 16.5

// filterButton is the height that a filter's button takes at the foot of a head.
const filterButton = 13.0

// row is the row at, grown into being. Rows count from 1.
func (g *grid) row(at int) *gridRow {
	for len(g.rows) < at {
		g.rows = append(g.rows, gridRow{})
	}
	return &g.rows[at-1]
}

// next is the first row that nothing stands in.
func (g *grid) next() int { return len(g.rows) + 1 }

// gap leaves a row of the height free.
func (g *grid) gap(height float64) { g.row(g.next()).height = height }

// put sets a cell; columns count from 0.
func (g *grid) put(at, col int, c excelize.Cell) {
	r := g.row(at)
	for len(r.cells) <= col {
		r.cells = append(r.cells, nil)
	}
	r.cells[col] = c
}

// span sets a cell that reaches from column first to last.
func (g *grid) span(at, first, last int, value any, s style) error {
	id, err := g.b.style(s)
	if err != nil {
		return err
	}
	c, ok := value.(excelize.Cell)
	if !ok {
		c = excelize.Cell{Value: value}
	}
	c.StyleID = id
	g.put(at, first, c)
	if last <= first {
		return nil
	}
	for col := first + 1; col <= last; col++ {
		g.put(at, col, excelize.Cell{StyleID: id})
	}
	g.merges = append(g.merges, cellName(first, at), cellName(last, at))
	return nil
}

// paragraph writes text over the columns from first to the last printed one, as high as it needs.
func (g *grid) paragraph(at, first int, text string, s style) error {
	s.wrap = true
	if err := g.span(at, first, g.last(), text, s); err != nil {
		return err
	}
	g.heighten(at, text, g.width(first, g.last()), s)
	return nil
}

// heighten makes the row high enough for text in a cell of that width.
func (g *grid) heighten(at int, text string, width float64, s style) {
	size := s.size
	if size == 0 {
		size = 10
	}
	if s.bold {
		width *= 0.95
	}
	if s.edge == edgeLeft || s.edge == edgeQuiet {
		width -= 2
	}
	n := lines(text, (width*0.95-1)*10/size)
	r := g.row(at)
	r.height = min(max(r.height, usualHeight, math.Ceil(float64(n)*size*1.42)+2.5), 409)
}

// width is the sum of the columns' widths.
func (g *grid) width(first, last int) float64 {
	sum := 0.0
	for col := first; col <= last && col < len(g.widths); col++ {
		sum += g.widths[col]
	}
	return sum
}

func (g *grid) last() int { return len(g.widths) - 1 }

// reach is the column at which the columns from first on are at least width wide together, and never past limit.
func (g *grid) reach(first int, width float64, limit int) int {
	last := first
	for last < limit && g.width(first, last) < width {
		last++
	}
	return last
}

// points is how wide the printed columns are on paper at full size.
func (g *grid) points() float64 {
	sum := 0.0
	for _, w := range g.widths {
		sum += math.Floor(w*7+5) * 0.75
	}
	return sum
}

// pixels are the printed columns' width as excelize counts it to find the cells that a chart ends in: 8 a digit. The
// last column counts as Excel has it, so that the chart ends inside.
func (g *grid) pixels() int {
	sum := 0
	for _, w := range g.widths[:g.last()] {
		sum += int(w*8 + 0.5)
	}
	return sum + int(g.widths[g.last()]*7)
}

// keep asks that rows first to last are not parted by a page's end.
func (g *grid) keep(first, last int) { g.blocks = append(g.blocks, [2]int{first, last}) }

// back is the link to the cover in row 1, at the right end of the title.
func (g *grid) back(col int) error {
	if err := g.span(1, col, g.last(), g.b.text(g.b.doc.Labels.Back), style{link: true, right: true, size: 9, middle: true}); err != nil {
		return err
	}
	g.links = append(g.links, link{cellName(col, 1), g.b.cover})
	return nil
}

// flush writes the sheet.
func (g *grid) flush() error {
	w, err := g.open()
	if err != nil {
		return err
	}
	if err := g.dress(w); err != nil {
		return fmt.Errorf("setting up sheet %q: %w", g.name, err)
	}
	if err := g.draw(); err != nil {
		return err
	}
	if err := g.page(); err != nil {
		return fmt.Errorf("setting up the pages of sheet %q: %w", g.name, err)
	}
	for i, r := range g.rows {
		if len(r.cells) == 0 && r.height == 0 {
			continue
		}
		height := r.height
		if height == 0 {
			height = usualHeight
		}
		if err := w.SetRow(cellName(0, i+1), r.cells, excelize.RowOpts{Height: height}); err != nil {
			return fmt.Errorf("writing row %d: %w", i+1, err)
		}
	}
	for i := 0; i+1 < len(g.merges); i += 2 {
		if err := w.MergeCell(g.merges[i], g.merges[i+1]); err != nil {
			return fmt.Errorf("merging %s: %w", g.merges[i], err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing sheet %q: %w", g.name, err)
	}
	return g.remember()
}

// remember keeps what goes to the end of the sheet's part when the file is written.
func (g *grid) remember() error {
	ends := g.sparklines()
	part, err := g.b.part(g.name)
	if err != nil {
		return err
	}
	g.b.ends[part] = ends
	return nil
}

// part is the name of a sheet's part.
func (b *book) part(sheet string) (string, error) {
	i, err := b.file.GetSheetIndex(sheet)
	if err != nil {
		return "", fmt.Errorf("finding sheet %q: %w", sheet, err)
	}
	return fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), nil
}

// open begins the stream. That the sheet is fitted to its pages' width has to be said before: the stream begins with it.
func (g *grid) open() (*excelize.StreamWriter, error) {
	yes := true
	if err := g.b.file.SetSheetProps(g.name, &excelize.SheetPropsOptions{FitToPage: &yes}); err != nil {
		return nil, fmt.Errorf("setting up sheet %q: %w", g.name, err)
	}
	w, err := g.b.file.NewStreamWriter(g.name)
	if err != nil {
		return nil, fmt.Errorf("opening sheet %q: %w", g.name, err)
	}
	return w, nil
}

// dress sets what a sheet has beside its rows.
func (g *grid) dress(w *excelize.StreamWriter) error {
	for i, width := range g.widths {
		if err := w.SetColWidth(i+1, i+1, min(width, excelize.MaxColumnWidth)); err != nil {
			return err
		}
	}
	if g.aside > 0 {
		if err := w.SetColWidth(len(g.widths)+1, len(g.widths)+g.aside, 9); err != nil {
			return err
		}
		if g.asideWide > 9 {
			if err := w.SetColWidth(g.aside0()+1, g.aside0()+1, g.asideWide); err != nil {
				return err
			}
		}
	}
	frozen := 0.0
	for _, r := range g.rows[:min(g.freeze, len(g.rows))] {
		frozen += r.height
	}
	if g.freeze > 0 && frozen < tallestHead {
		top := cellName(0, g.freeze+1)
		if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: g.freeze, TopLeftCell: top, ActivePane: "bottomLeft",
			Selection: []excelize.Selection{{SQRef: top, ActiveCell: top, Pane: "bottomLeft"}}}); err != nil {
			return err
		}
	}
	if g.filter != "" {
		if err := g.b.file.AutoFilter(g.name, g.filter, nil); err != nil {
			return err
		}
	}
	for _, l := range g.links {
		if err := g.b.file.SetCellHyperLink(g.name, l.cell, quoted(l.sheet)+"!A1", "Location"); err != nil {
			return err
		}
	}
	for _, cells := range g.scales {
		p := g.b.palette.Heat
		if err := g.b.file.SetConditionalFormat(g.name, cells, []excelize.ConditionalFormatOptions{{
			Type: "2_color_scale", Criteria: "=", MinType: "min", MaxType: "max", MinColor: p[0], MaxColor: p[1],
		}}); err != nil {
			return err
		}
	}
	return nil
}

// draw places charts and pictures. Their size is counted in rows, which a stream writer's sheet has not got yet, so
// the heights are set on the side.
func (g *grid) draw() error {
	f := g.b.file
	if len(g.charts)+len(g.pictures) > 0 {
		for i, r := range g.rows {
			if r.height == 0 {
				r.height = usualHeight
			}
			if err := f.SetRowHeight(g.name, i+1, r.height); err != nil {
				return fmt.Errorf("setting row %d: %w", i+1, err)
			}
		}
	}
	for _, p := range g.pictures {
		if err := f.AddPictureFromBytes(g.name, p.cell, p.pic); err != nil {
			return fmt.Errorf("reading the logo: %w", err)
		}
	}
	for _, c := range g.charts {
		if err := f.AddChart(g.name, c.cell, c.chart, c.combo...); err != nil {
			return fmt.Errorf("drawing the chart at %s: %w", c.cell, err)
		}
		g.b.charts++
		g.b.fillCaches(c)
	}
	return nil
}

// Paper: A4 in points, and the margins in inches.
const (
	paperShort, paperLong  = 595.0, 842.0
	marginSide, marginEdge = 0.55, 0.75
)

// page sets up the print: one page wide, as many high as it takes.
func (g *grid) page() error {
	f, d := g.b.file, g.b.doc
	orientation, width, height := "portrait", paperShort, paperLong
	if g.landscape {
		orientation, width, height = "landscape", paperLong, paperShort
	}
	yes := true
	wide, zero, a4 := max(g.across, 1), 0, 9
	side, edge, header := marginSide, marginEdge, 0.35
	if err := f.SetPageLayout(g.name, &excelize.PageLayoutOptions{Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &zero}); err != nil {
		return err
	}
	if g.across > 1 {
		order := "overThenDown"
		if err := f.SetPageLayout(g.name, &excelize.PageLayoutOptions{PageOrder: &order}); err != nil {
			return err
		}
	}
	if err := f.SetPageMargins(g.name, &excelize.PageLayoutMarginsOptions{
		Left: &side, Right: &side, Top: &edge, Bottom: &edge, Header: &header, Footer: &header, Horizontally: &yes}); err != nil {
		return err
	}
	if err := f.SetSheetView(g.name, 0, &excelize.ViewOptions{ShowGridLines: &g.ruled}); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(g.name, &excelize.HeaderFooterOptions{
		OddHeader: "&L&8" + running(strings.Join(present(d.Title, d.Scope), "  "), 75) + "&R&8" + running(d.Period, 40),
		OddFooter: "&L&8" + running(d.Mark, 70) + "&R&8" + pageNumber(d.Labels.Page),
	}); err != nil {
		return err
	}
	if g.aside > 0 {
		if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Area", Scope: g.name,
			RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", quoted(g.name), columnName(g.last()), len(g.rows))}); err != nil {
			return err
		}
	}
	if g.titles[0] > 0 {
		repeated := fmt.Sprintf("%s!$%d:$%d", quoted(g.name), g.titles[0], g.titles[1])
		if g.across > 1 {
			repeated = fmt.Sprintf("%s!$A:$A,%s", quoted(g.name), repeated)
		}
		if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: g.name, RefersTo: repeated}); err != nil {
			return err
		}
	}
	return g.breaks((width-144*side)/g.points(), height-144*edge)
}

// breaks starts a new page before a block that would be parted by a page's end and fits on one.
func (g *grid) breaks(scale, height float64) error {
	most := height / min(scale, 1)
	room := most * 0.93                   // the printer's fonts are not the screen's, and programs round heights up
	top := make([]float64, len(g.rows)+2) // top[r] is where row r begins
	for i, r := range g.rows {
		if r.height == 0 {
			r.height = usualHeight
		}
		top[i+2] = top[i+1] + r.height
	}
	slices.SortStableFunc(g.blocks, func(a, b [2]int) int { // the wider first: a card before its chart
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(b[1], a[1]))
	})
	start := 0.0
	for _, k := range g.blocks {
		first, end := top[k[0]], top[min(k[1]+1, len(top)-1)]
		for first-start > most {
			start += room
		}
		unsure := first-start >= room // a page ends here, or a little later
		if !unsure && end-start <= room || end-first > room || first-start < room*0.15 {
			continue
		}
		if err := g.b.file.InsertPageBreak(g.name, cellName(0, k[0])); err != nil {
			return err
		}
		start = first
	}
	return nil
}

// running is a text for a page's head or foot: there & begins a code, and 255 characters are all, && two of them.
func running(s string, limit int) string {
	s, _ = cut(strings.Join(strings.Fields(clean(s)), " "), limit)
	if s != "" && s[0] >= '0' && s[0] <= '9' {
		s = " " + s // else it would be read as a part of the size
	}
	return strings.ReplaceAll(s, "&", "&&")
}

// pageNumber is "{page} / {pages}" in Excel's words.
func pageNumber(label string) string {
	return strings.NewReplacer("{page}", "&P", "{pages}", "&N").Replace(running(label, 30))
}
