package xlsx

import (
	"math"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// heatmap writes a row a series and a column a label; the cells themselves are coloured by their numbers.
func (s *section) heatmap(c *report.Chart) error {
	b, first := s.b, s.next()
	if err := s.overChart(c); err != nil {
		return err
	}
	size := 9.0
	if s.fine {
		size = 8
	}
	head := s.next()
	if err := s.span(head, 0, 0, b.text(c.Horizon), style{bold: true, size: size, bottom: true}); err != nil {
		return err
	}
	for i, l := range c.Labels {
		look := style{bold: true, size: size, center: true, wrap: true, bottom: true}
		if err := s.span(head, 1+i, 1+i, b.text(l), look); err != nil {
			return err
		}
		s.heighten(head, l, s.width(1+i, 1+i)+1, look)
	}
	low, high := numberRange(c)
	for _, row := range c.Series {
		at := s.next()
		if err := s.span(at, 0, 0, b.text(row.Name), style{size: 9, middle: true, wrap: true}); err != nil {
			return err
		}
		s.heighten(at, row.Name, s.widths[0], style{size: 9})
		s.row(at).height = max(22, s.row(at).height)
		for i := range c.Labels {
			cell := cellAt(row.Cells, i)
			value, format := b.cell(cell, row.Unit)
			look := style{size: size, center: true, middle: true, format: format}
			if known(cell.Number) && hasDigit(cell.Text) {
				look.color = b.palette.TextOn(b.palette.Heat[0])
				if *cell.Number > (low+high)*0.5 {
					look.color = b.palette.TextOn(b.palette.Heat[1])
				}
			} else if known(cell.Number) {
				value = excelize.Cell{Value: *cell.Number}
				look.format = ";;;" // the document leaves the cell to its colour
			}
			if err := s.span(at, 1+i, 1+i, value, look); err != nil {
				return err
			}
		}
	}
	last := s.next() - 1
	s.scales = append(s.scales, cellName(1, head+1)+":"+cellName(len(c.Labels), last))
	s.keep(first, last)
	s.gap(14)
	return nil
}

// overChart writes a chart's title and subtitle over it.
func (s *section) overChart(c *report.Chart) error {
	if err := s.title(c.Title); err != nil || c.Subtitle == "" {
		return err
	}
	return s.paragraph(s.next(), 0, s.b.text(c.Subtitle), style{size: 9, color: s.b.palette.Muted})
}

// numberRange is the smallest and the largest number of a chart.
func numberRange(c *report.Chart) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, s := range c.Series {
		for _, cell := range s.Cells {
			if known(cell.Number) {
				low, high = min(low, *cell.Number), max(high, *cell.Number)
			}
		}
	}
	return low, high
}
