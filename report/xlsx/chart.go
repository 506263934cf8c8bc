package xlsx

import (
	"fmt"
	"math"
	"strings"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// A plot is a chart's numbers on the sheet: the ranges that the drawing points at.
type plot struct {
	*section
	chart  *report.Chart
	head   int      // the row of the names
	labels string   // the range of the words under the axis
	spans  [][2]int // Labels, then a column a series, then a column a mark
	caches map[string][]any
	points []pointLabel
}

// upTo says that no number of a percent series is above limit: then the axis must not promise more.
func (p *plot) upTo(limit float64) bool {
	for _, s := range p.chart.Series {
		for _, c := range s.Cells {
			if s.Unit == report.Percent && c.Number != nil && *c.Number > limit {
				return false
			}
		}
	}
	return true
}

// chartWidths is how wide the table of a chart's numbers wants its columns.
func chartWidths(c *report.Chart) []float64 {
	if c.Empty != "" {
		return nil
	}
	if c.Kind == report.Heatmap {
		widths := make([]float64, 1+len(c.Labels))
		for i := range widths {
			widths[i] = 7
		}
		for _, s := range c.Series {
			widths[0] = max(widths[0], min(measure(s.Name)+2, 26))
		}
		return widths
	}
	first, head := 14.0, headWidth
	if len(c.Series) >= crowdedFrom-2 {
		first, head = 9, narrowHead
	}
	widths := []float64{max(head(c.Horizon), first)}
	for _, l := range c.Labels {
		widths[0] = max(widths[0], min(measure(l)*0.9+2, 38))
	}
	for _, s := range c.Series {
		w := max(8, head(s.Name))
		for _, cell := range s.Cells {
			w = max(w, min(measure(cell.Text)*0.9+2, 20))
		}
		widths = append(widths, w)
	}
	for _, m := range c.Marks {
		widths = append(widths, max(9, headWidth(m.Name)))
	}
	return widths
}

// chart draws natively above the small table of its numbers; a heat map is the table itself, coloured.
func (s *section) chart(c *report.Chart) error {
	if c.Empty != "" || len(c.Labels) == 0 || len(c.Series) == 0 {
		return s.noChart(c)
	}
	if c.Kind == report.Heatmap {
		return s.heatmap(c)
	}
	height := s.chartHeight(c)
	first := s.next()
	if c.Kind == report.Donut && len(c.Series) > 1 { // each ring has a title of its own
		if err := s.overChart(c); err != nil {
			return err
		}
	}
	top := s.next()
	const under = 15.0 // points: the rows under a drawing
	for range int(math.Ceil(height/under)) + 1 {
		s.gap(under)
	}
	p := &plot{section: s, chart: c, caches: map[string][]any{}}
	p.spans = s.spans(chartWidths(c), func(int) bool { return false })
	if s.lead == 2 {
		p.spans[0] = [2]int{0, 1}
		for i := range p.spans[1:] {
			p.spans[i+1] = [2]int{i + 2, i + 2}
		}
	}
	if err := p.numbers(); err != nil {
		return err
	}
	p.labels = p.values(0)
	if m := asMonths(c.Labels); m != nil && (c.Kind == report.Bar || c.Kind == report.Line) {
		names, err := p.monthNames(m)
		if err != nil {
			return err
		}
		p.labels = names
	}
	drawn := len(s.charts)
	if err := p.draw(top, uint(height*4/3.4)); err != nil {
		return err
	}
	for i := range s.charts[drawn:] {
		s.charts[drawn+i].caches, s.charts[drawn+i].points = p.caches, p.points
		s.charts[drawn+i].stacked = c.Kind == report.Bar && p.stacked()
	}
	table := top + int(math.Ceil(height/under)) + 1
	s.keep(first, table-1)
	s.keep(table, s.next()-1) // whole on the next page, rather than its last rows alone there
	if len(c.Labels) <= 26 {
		s.keep(first, s.next()-1)
	}
	s.gap(14)
	return nil
}

func (s *section) noChart(c *report.Chart) error {
	first := s.next()
	if err := s.title(c.Title); err != nil {
		return err
	}
	empty := c.Empty
	if empty == "" {
		empty = s.b.doc.Labels.NoData
	}
	if err := s.paragraph(s.next(), 0, s.b.text(empty), style{color: s.b.palette.Muted}); err != nil {
		return err
	}
	s.keep(first, s.next()-1)
	s.gap(12)
	return nil
}

// chartHeight is in points.
func (s *section) chartHeight(c *report.Chart) float64 {
	switch c.Kind {
	case report.Pareto:
		height, gap, wide := 50.0, 9.0, 34.0
		if s.landscape { // a lower page, and longer names on a line
			height, gap, wide = 44, 6, 60
		}
		for _, l := range c.Labels {
			height += gap + 10*float64(min(2, lines(l, wide)))
		}
		return min(height, 660)
	case report.Donut:
		return 200
	default:
		if s.landscape {
			return 195
		}
		return 230
	}
}

// caption names the table of numbers.
func (s *section) caption(c *report.Chart) error {
	text := strings.Join(present(s.b.doc.Labels.ChartData, c.Title, c.Subtitle), "  ")
	return s.paragraph(s.next(), 0, s.b.text(text), style{size: 8, color: s.b.palette.Muted})
}

// numbers writes the table: a row a label, a column a series. A number that is missing is an empty cell, because a
// text would be drawn as zero.
func (p *plot) numbers() error {
	c, b := p.chart, p.b
	if err := p.caption(c); err != nil {
		return err
	}
	p.head = p.next()
	names := []string{c.Horizon}
	for _, s := range c.Series {
		names = append(names, s.Name)
	}
	for _, m := range c.Marks {
		names = append(names, m.Name)
	}
	for i, name := range names {
		look := style{bold: true, size: 9, wrap: true, bottom: true, right: i > 0, edge: edgeHead, fill: b.palette.Surface}
		if err := p.span(p.head, p.spans[i][0], p.spans[i][1], b.text(name), look); err != nil {
			return err
		}
		p.heighten(p.head, name, p.width(p.spans[i][0], p.spans[i][1]), look)
		p.caches[p.name(i)] = []any{name}
	}
	for r, label := range c.Labels {
		at := p.next()
		look := style{size: 9, wrap: true, middle: true, edge: edgeHair}
		if err := p.span(at, p.spans[0][0], p.spans[0][1], b.text(label), look); err != nil {
			return err
		}
		p.heighten(at, label, p.width(p.spans[0][0], p.spans[0][1]), look)
		p.remember(0, label)
		for i, s := range c.Series {
			if err := p.number(at, i+1, cellAt(s.Cells, r), s.Unit); err != nil {
				return err
			}
		}
		for i, m := range c.Marks {
			text := report.Cell{Number: &m.At}
			if err := p.number(at, 1+len(c.Series)+i, text, c.Series[0].Unit); err != nil {
				return err
			}
		}
	}
	return nil
}

// number writes one cell of the table.
func (p *plot) number(at, column int, c report.Cell, u report.Unit) error {
	look := style{size: 9, right: true, middle: true, edge: edgeHair, color: p.signal(c.Signal)}
	var value any
	switch {
	case !known(c.Number):
		p.remember(column, nil)
	case !hasDigit(c.Text):
		look.format = unitFormat(u)
		value = *c.Number
		p.remember(column, value)
	default:
		cell, format := p.b.cell(c, u)
		look.format = format
		value = cell
		p.remember(column, cell.Value)
	}
	return p.span(at, p.spans[column][0], p.spans[column][1], value, look)
}

// cellAt is the series' cell for a label; a short series has gaps at its end.
func cellAt(cells []report.Cell, i int) report.Cell {
	if i < len(cells) {
		return cells[i]
	}
	return report.Cell{}
}

// name is the cell with the column's name, values the range of its cells, as charts write them.
func (p *plot) name(column int) string {
	return fmt.Sprintf("%s!$%s$%d", quoted(p.grid.name), columnName(p.spans[column][0]), p.head)
}

func (p *plot) values(column int) string {
	return p.cells(p.spans[column][0])
}

// cells is the range of the numbers in a column of the sheet.
func (p *plot) cells(col int) string {
	letters := columnName(col)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(p.grid.name), letters, p.head+1, letters, p.head+len(p.chart.Labels))
}

func (p *plot) remember(column int, value any) {
	p.caches[p.values(column)] = append(p.caches[p.values(column)], value)
}

// draw places the chart with its top at a row.
func (p *plot) draw(at int, height uint) error {
	width := uint(p.pixels())
	switch p.chart.Kind {
	case report.Bar, report.Line:
		p.columnsAndLines(at, width, height)
	case report.Pareto:
		p.pareto(at, width, height)
	case report.Donut:
		p.donuts(at, width, height)
	case report.Waterfall:
		return p.waterfall(at, width, height)
	default:
		return fmt.Errorf("chart %q: unknown kind %q", p.chart.ID, p.chart.Kind)
	}
	return nil
}

// base is a chart with everything that all kinds share.
func (p *plot) base(kind excelize.ChartType, width, height uint) *excelize.Chart {
	pal := p.b.palette
	vary := false
	axis := excelize.Font{Family: family, Size: 9, Color: pal.Muted}
	c := &excelize.Chart{
		Type:         kind,
		Dimension:    excelize.ChartDimension{Width: width, Height: height},
		Title:        p.words(p.chart.Title, excelize.Font{Family: family, Size: 11, Bold: true, Color: pal.Ink}),
		Legend:       excelize.ChartLegend{Position: "none"},
		VaryColors:   &vary,
		ShowBlanksAs: "gap",
		Border:       excelize.LineOptions{Type: excelize.LineNone},
		XAxis: excelize.ChartAxis{Font: axis, TickLabelPosition: excelize.ChartTickLabelLow,
			Title: p.words(p.chart.Subtitle, excelize.Font{Family: family, Size: 9, Color: pal.Muted})},
		YAxis:  excelize.ChartAxis{Font: axis, MajorGridLines: true},
		Format: excelize.GraphicOptions{AltText: clean(p.chart.Title), Name: sheetName(p.chart.ID)},
	}
	return c
}

// words are a title within the drawing: the chart's over it, its subtitle with the unit under the axis. A title of two
// sizes would be drawn in one by LibreOffice, its lines on top of each other. The drawing has room for so much; all stands
// over the numbers.
func (p *plot) words(text string, font excelize.Font) excelize.ChartTitle {
	text = strings.Join(strings.Fields(clean(text)), " ")
	if text == "" {
		return excelize.ChartTitle{}
	}
	if short, was := cut(text, 120); was {
		text = short + "…"
	}
	return excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: text, Font: &font}}}
}

func (p *plot) legend() excelize.ChartLegend {
	if len(p.chart.Series)+len(p.chart.Marks) < 2 {
		return excelize.ChartLegend{Position: "none"}
	}
	return excelize.ChartLegend{Position: "bottom", Font: &excelize.Font{Family: family, Size: 9, Color: p.b.palette.Ink}}
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{strings.TrimPrefix(color, "#")}}
}

// series is column of the numbers as a series in a colour.
func (p *plot) series(column int, color string) excelize.ChartSeries {
	return excelize.ChartSeries{
		Name:       p.name(column),
		Categories: p.labels,
		Values:     p.values(column),
		Fill:       solid(color),
		DataLabel:  excelize.ChartDataLabel{Font: excelize.Font{Family: family, Size: 8, Color: p.b.palette.Ink}},
	}
}

// line is column of the numbers as a line.
func (p *plot) line(column int, color string, goal bool) excelize.ChartSeries {
	s := p.series(column, color)
	s.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: 2.25}
	s.Marker = excelize.ChartMarker{Symbol: "circle", Size: 5, Fill: solid(color)}
	if goal {
		s.Line = excelize.LineOptions{Type: excelize.LineSolid, Width: 1.5, Dash: excelize.LineDashSysDash}
		s.Marker = excelize.ChartMarker{Symbol: "none"}
	}
	return s
}

// columnsAndLines draws a bar or line chart: series of one stack on each other, lines and goals over the bars.
func (p *plot) columnsAndLines(at int, width, height uint) {
	var bars, lines, others []excelize.ChartSeries
	stacked := p.stacked()
	unit := p.chart.Series[0].Unit
	other := unit
	for i, s := range p.chart.Series {
		color := p.b.palette.Tone(s.Tone, i)
		kind := s.Kind
		if kind == "" {
			kind = p.chart.Kind
		}
		switch {
		case kind != report.Line:
			bars = append(bars, p.series(i+1, color))
		case s.Unit == unit:
			lines = append(lines, p.line(i+1, color, s.Tone == report.ToneGoal))
		default:
			other = s.Unit
			others = append(others, p.line(i+1, color, s.Tone == report.ToneGoal))
		}
	}
	for i := range p.chart.Marks {
		lines = append(lines, p.line(1+len(p.chart.Series)+i, p.b.palette.Goal, true))
		p.goalLabel(1 + len(p.chart.Series) + i)
	}
	var charts []*excelize.Chart
	add := func(kind excelize.ChartType, series []excelize.ChartSeries, u report.Unit) *excelize.Chart {
		c := p.base(kind, width, height)
		c.Series, c.Legend = series, p.legend()
		c.YAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: axisFormat(u)}
		if u == report.Percent && p.upTo(100) {
			whole := 100.0
			c.YAxis.Maximum = &whole
		}
		charts = append(charts, c)
		return c
	}
	if len(bars) > 0 {
		kind, gap := excelize.Col, uint(60)
		if stacked {
			kind = excelize.ColStacked
		}
		c := add(kind, bars, unit)
		c.GapWidth = &gap
		if len(bars) == 1 && len(p.chart.Labels) <= 13 {
			c.PlotArea.ShowVal = true
			c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: unitFormat(unit)}
		}
	}
	if len(lines) > 0 {
		add(excelize.Line, lines, unit)
	}
	if len(others) > 0 {
		c := add(excelize.Line, others, other)
		c.YAxis.Secondary = len(charts) > 1
		c.YAxis.MajorGridLines = false
	}
	p.place(0, at, charts)
}

// stacked says whether all bars are one stack. Excel cannot stand stacks beside each other: then all stand side by side.
func (p *plot) stacked() bool {
	stacks, bars := map[string]bool{}, 0
	for _, s := range p.chart.Series {
		if s.Kind == report.Line || s.Kind == "" && p.chart.Kind == report.Line {
			continue
		}
		bars++
		stacks[s.Stack] = true
	}
	return bars > 1 && len(stacks) == 1 && !stacks[""]
}

func (p *plot) place(col, at int, charts []*excelize.Chart) {
	p.charts = append(p.charts, placedChart{cell: cellName(col, at), chart: charts[0], combo: charts[1:]})
}

// pareto draws the first series as horizontal bars from the top; the cumulative share stands in the table, for Excel
// has no line along horizontal bars.
func (p *plot) pareto(at int, width, height uint) {
	c := p.base(excelize.Bar, width, height)
	gap := uint(45)
	c.GapWidth = &gap
	c.Series = []excelize.ChartSeries{p.series(1, p.b.palette.Tone(p.chart.Series[0].Tone, 0))}
	c.XAxis.ReverseOrder = true
	c.XAxis.Font.Color = p.b.palette.Ink
	c.YAxis.TickLabelPosition = excelize.ChartTickLabelNone
	c.YAxis.MajorGridLines = false
	c.YAxis.Title, c.XAxis.Title = c.XAxis.Title, excelize.ChartTitle{} // the bars lie, and so do the axes
	c.PlotArea.ShowVal = true
	c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: unitFormat(p.chart.Series[0].Unit)}
	p.place(0, at, []*excelize.Chart{c})
}

// donuts draws a ring a series, side by side.
func (p *plot) donuts(at int, width, height uint) {
	rings := len(p.chart.Series)
	each := min(width/uint(rings), 500)
	for r := range p.chart.Series {
		c := p.base(excelize.Doughnut, each-4, height)
		vary := true
		c.VaryColors = &vary
		c.HoleSize = 58
		c.Legend = excelize.ChartLegend{Position: "right", Font: &excelize.Font{Family: family, Size: 9, Color: p.b.palette.Ink}}
		c.PlotArea.ShowPercent = true
		c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: "0%"}
		if rings > 1 {
			c.Title = p.words(p.chart.Series[r].Name, excelize.Font{Family: family, Size: 10, Bold: true, Color: p.b.palette.Ink})
		}
		s := p.series(r+1, p.b.palette.Main)
		for i := range p.chart.Labels {
			s.DataPoint = append(s.DataPoint, excelize.ChartDataPoint{Index: i, Fill: solid(p.b.palette.Tone(report.TonePart, i))})
		}
		p.shareLabels(r + 1)
		s.DataLabel.Font.Color = p.b.palette.Ground
		s.DataLabel.Font.Bold = true
		c.Series = []excelize.ChartSeries{s}
		col, offset := p.column(int(each) * r)
		c.Format.OffsetX = offset
		p.place(col, at, []*excelize.Chart{c})
	}
}

// column is the column at a distance in pixels from the left, and how far into it.
func (g *grid) column(x int) (col, offset int) {
	for col < g.last() {
		w := int(g.widths[col]*8 + 0.5)
		if x < w {
			break
		}
		x -= w
		col++
	}
	return col, x
}
