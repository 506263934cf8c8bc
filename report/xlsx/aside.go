package xlsx

import (
	"fmt"
	"math"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// Numbers that only a drawing needs stand at the right of the printed page, in plain sight, under the words for
// "chart data".

// aside0 is the first column of that room.
func (g *grid) aside0() int { return len(g.widths) + 1 }

// besideCell writes a number there; nil leaves a gap.
func (g *grid) besideCell(at, offset int, n *float64, format string) error {
	g.aside = max(g.aside, offset+2)
	if !known(n) {
		return nil
	}
	id, err := g.b.style(style{size: 8, color: g.b.palette.Muted, right: true, format: format})
	if err != nil {
		return err
	}
	g.put(at, g.aside0()+offset, excelize.Cell{StyleID: id, Value: *n})
	return nil
}

// besideHead says what they are.
func (g *grid) besideHead(at, offset int) error {
	id, err := g.b.style(style{size: 8, bold: true, color: g.b.palette.Muted, bottom: true})
	if err != nil {
		return err
	}
	g.put(at, g.aside0()+offset, excelize.Cell{StyleID: id, Value: g.b.text(g.b.doc.Labels.ChartData)})
	return nil
}

// sparks writes the small series of a table and draws them in their cells.
func (s *section) sparks(t *report.Table, spans [][2]int, head int) error {
	offset := 0
	for i, c := range t.Columns {
		if !c.Spark {
			continue
		}
		points := 0
		for r, row := range t.Rows {
			if i >= len(row) || len(row[i].Spark) == 0 {
				continue
			}
			at := head + 1 + r
			for k, n := range row[i].Spark {
				if err := s.besideCell(at, offset+k, n, sparkFormat(row[i].Spark)); err != nil {
					return err
				}
			}
			points = max(points, len(row[i].Spark))
			first, last := s.aside0()+offset, s.aside0()+offset+len(row[i].Spark)-1
			s.grid.sparks = append(s.grid.sparks, spark{cellName(spans[i][0], at),
				fmt.Sprintf("%s!%s:%s", quoted(s.name), cellName(first, at), cellName(last, at))})
		}
		if points == 0 {
			continue
		}
		if err := s.besideHead(head, offset); err != nil {
			return err
		}
		offset += points + 1
	}
	return nil
}

// sparkFormat is the number format of a small series, whose unit nobody tells.
func sparkFormat(numbers []*float64) string {
	for _, n := range numbers {
		if known(n) && *n != math.Trunc(*n) {
			return unitFormat(report.Hours)
		}
	}
	return unitFormat(report.Count)
}
