package xlsx

import (
	"strings"

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
	c.YAxis.NumFmt = excelize.ChartNumFmt{CustomNumFmt: axisFormat(unit)}
	names, err := p.stepNames()
	if err != nil {
		return err
	}
	offset := 1
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
		series.Categories = names
		if k == stepBase {
			series.Fill = excelize.Fill{Type: "pattern"}
		}
		c.Series = append(c.Series, series)
		offset++
	}
	p.place(0, at, []*excelize.Chart{c})
	return nil
}

// stepNames writes beside the page what stands under each step: its label and its number as printed.
func (p *plot) stepNames() (string, error) {
	if err := p.besideHead(p.head, 0); err != nil {
		return "", err
	}
	id, err := p.b.style(style{size: 6, color: p.b.palette.Muted, middle: true}) // two lines in a row of one
	if err != nil {
		return "", err
	}
	names := p.cells(p.aside0())
	for r, label := range p.chart.Labels {
		text := p.b.text(stepName(label, cellAt(p.chart.Series[0].Cells, r).Text))
		p.asideWide = max(p.asideWide, min(measure(text)*0.6+2, 60))
		p.put(p.head+1+r, p.aside0(), excelize.Cell{StyleID: id, Value: text})
		p.caches[names] = append(p.caches[names], text)
	}
	return names, nil
}

// stepName is what stands under a step: the label, and its number on a line of its own, or on two where its share would not fit.
func stepName(label, number string) string {
	if at := strings.IndexAny(number, "(("); at > 0 && number[at-1] != ' ' {
		number = number[:at] + " " + number[at:]
	}
	return strings.TrimSpace(label + "\n" + number)
}

// waterfallSteps are the parts of each label's stack: the first and the last are totals, those between signed steps.
func waterfallSteps(cells []report.Cell, labels int) [][stepParts]*float64 {
	steps := make([][stepParts]*float64, labels)
	level := 0.0
	for i := range steps {
		n := cellAt(cells, i).Number
		if !known(n) {
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
