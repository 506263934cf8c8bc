package xlsx

import (
	"math"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// The parts of a waterfall's stack, in the order of their columns beside the page.
const (
	stepBase = iota // invisible, carries the others
	stepTotal
	stepRise
	stepFall
	stepRiseBelow // the part of a step under zero
	stepFallBelow
	stepParts
)

// waterfall stacks each step on an invisible base. The parts stand at the right of the printed page.
func (p *plot) waterfall(at int, width, height uint) error {
	cells := p.chart.Series[0].Cells
	steps := waterfallSteps(cells, len(p.chart.Labels))
	pal := p.b.palette
	colors := [stepParts]string{pal.Ground, pal.Ink, pal.Bad, pal.Good, pal.Bad, pal.Good}
	used := [stepParts]bool{stepBase: true, stepTotal: true}
	for _, s := range steps {
		for k, v := range s {
			used[k] = used[k] || v != nil
		}
	}
	unit := p.chart.Series[0].Unit
	c := p.base(excelize.ColStacked, width, height)
	gap := uint(35)
	c.GapWidth = &gap
	c.PlotArea.ShowVal = true
	c.PlotArea.NumFmt = excelize.ChartNumFmt{CustomNumFmt: unitFormat(unit)}
	c.YAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: axisFormat(unit)}
	offset := 0
	for k := range stepParts {
		if !used[k] {
			continue
		}
		col := p.aside0() + offset
		values := p.cells(col)
		for r, s := range steps {
			if err := p.besideCell(p.head+1+r, offset, s[k], unitFormat(unit)); err != nil {
				return err
			}
			var cached any
			if s[k] != nil {
				cached = *s[k]
			}
			p.caches[values] = append(p.caches[values], cached)
		}
		series := p.series(1, colors[k])
		series.Values = values
		series.DataLabel.Font.Color = pal.Ground
		if k == stepBase {
			series.Fill = excelize.Fill{Type: "pattern"}
		}
		c.Series = append(c.Series, series)
		offset++
	}
	if err := p.besideHead(p.head, 0); err != nil {
		return err
	}
	p.place(0, at, []*excelize.Chart{c}, 0)
	return nil
}

// waterfallSteps are the parts of each label's stack: the first and the last are totals, those between signed steps.
func waterfallSteps(cells []report.Cell, labels int) [][stepParts]*float64 {
	steps := make([][stepParts]*float64, labels)
	level := 0.0
	for i := range steps {
		n := cellAt(cells, i).Number
		if n == nil || math.IsNaN(*n) || math.IsInf(*n, 0) {
			continue
		}
		if i == 0 || i == labels-1 {
			level = *n
			steps[i][stepTotal] = report.Num(level)
			continue
		}
		from, to := level, level+*n
		level = to
		above, below := stepRise, stepRiseBelow
		if *n < 0 {
			above, below = stepFall, stepFallBelow
		}
		low, high := min(from, to), max(from, to)
		switch {
		case low >= 0:
			steps[i][stepBase], steps[i][above] = report.Num(low), report.Num(high-low)
		case high <= 0:
			steps[i][stepBase], steps[i][below] = report.Num(high), report.Num(low-high)
		default:
			steps[i][above], steps[i][below] = report.Num(high), report.Num(low)
		}
	}
	return steps
}
