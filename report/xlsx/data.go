package xlsx

import (
	"fmt"
	"math"
	"strconv"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// dataHead is the row of a Data sheet's column heads.
const dataHead = 2

// smallest is how small a Data sheet is printed: what is wider takes more pages beside each other.
const smallest = 0.55

// writeData writes a Data table: its title and the way back, the heads, then a row a row.
func (b *book) writeData(sheet string, d *report.Data) error {
	g := &grid{b: b, name: sheet, ruled: true, freeze: dataHead, titles: [2]int{dataHead, dataHead}, widths: dataWidths(d)}
	g.landscape = g.width(0, g.last()) > wideSheet
	if g.landscape {
		g.across = int(math.Ceil(g.points() * smallest / (paperLong - 144*marginSide)))
	}
	w, err := g.open()
	if err != nil {
		return err
	}
	if len(d.Columns) > 0 {
		g.filter = fmt.Sprintf("A%d:%s%d", dataHead, columnName(len(d.Columns)-1), dataHead+len(d.Rows))
	}
	title := g.reach(0, measure(d.Title)*1.4+2, g.last()-1)
	g.links = append(g.links, link{cellName(title+1, 1), b.cover})
	if err := g.dress(w); err != nil {
		return fmt.Errorf("setting up sheet %q: %w", sheet, err)
	}
	if err := g.page(); err != nil {
		return fmt.Errorf("setting up the pages of sheet %q: %w", sheet, err)
	}
	if err := b.dataHeads(w, d, title, g.widths); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing sheet %q: %w", sheet, err)
	}
	return b.dataRows(sheet, d)
}

// dataHeads writes the title over the columns up to last, the way back beside it, and the heads over their filters' buttons.
func (b *book) dataHeads(w *excelize.StreamWriter, d *report.Data, last int, widths []float64) error {
	title, err := b.style(style{bold: true, size: 13, middle: true})
	if err != nil {
		return err
	}
	back, err := b.style(style{link: true, size: 9, middle: true})
	if err != nil {
		return err
	}
	row := make([]any, last+2)
	row[0] = excelize.Cell{StyleID: title, Value: b.text(d.Title)}
	row[last+1] = excelize.Cell{StyleID: back, Value: b.text(b.doc.Labels.Back)}
	if err := w.SetRow("A1", row, excelize.RowOpts{Height: 24}); err != nil {
		return fmt.Errorf("writing row 1: %w", err)
	}
	if last > 0 {
		if err := w.MergeCell("A1", cellName(last, 1)); err != nil {
			return fmt.Errorf("merging row 1: %w", err)
		}
	}
	heads, height := make([]any, len(d.Columns)), 0.0
	for i, c := range d.Columns {
		id, err := b.style(style{bold: true, size: 9, wrap: true, right: figure(c.Unit), indent: indented(d, i), fill: b.palette.Surface, edge: edgeHead})
		if err != nil {
			return err
		}
		title := headLines(b.text(c.Title), widths[i])
		heads[i] = excelize.Cell{StyleID: id, Value: title}
		height = max(height, 13*float64(lines(title, widths[i]*0.9*10/9))+2.5+filterButton)
	}
	if err := w.SetRow(cellName(0, dataHead), heads, excelize.RowOpts{Height: min(height, 409)}); err != nil {
		return fmt.Errorf("writing row %d: %w", dataHead, err)
	}
	return nil
}

// dataRows leaves the rows to be written when the file is: see rowWriter.
func (b *book) dataRows(sheet string, d *report.Data) error {
	if dataHead+len(d.Rows) > excelize.TotalRows {
		return fmt.Errorf("%d rows are more than a sheet holds", len(d.Rows))
	}
	r := &rowWriter{rows: d.Rows, first: dataHead + 1}
	for i, c := range d.Columns {
		words, err := b.style(style{size: 9, middle: true, indent: indented(d, i)})
		if err != nil {
			return err
		}
		figures, err := b.style(style{size: 9, right: true, middle: true, format: unitFormat(c.Unit)})
		if err != nil {
			return err
		}
		r.letters = append(r.letters, columnName(i))
		r.words, r.figures = append(r.words, strconv.Itoa(words)), append(r.figures, strconv.Itoa(figures))
	}
	for _, row := range d.Rows {
		for _, v := range row[:min(len(row), len(d.Columns))] {
			if len(v.Text) > maxCell && !known(v.Number) {
				b.text(v.Text) // to be counted if it is cut
			}
		}
	}
	part, err := b.part(sheet)
	if err != nil {
		return err
	}
	b.rows[part] = r
	return nil
}

// figure says whether cells of the unit are set right.
func figure(u report.Unit) bool { return u != report.None && u != report.Date }

// indented says whether a column of texts stands behind one of figures.
func indented(d *report.Data, i int) bool {
	return i > 0 && !figure(d.Columns[i].Unit) && figure(d.Columns[i-1].Unit)
}

// dataWidths fits the columns to their heads and first rows.
func dataWidths(d *report.Data) []float64 {
	widths := make([]float64, max(len(d.Columns), 2))
	for i := range widths {
		widths[i] = 9
	}
	for i, c := range d.Columns {
		widths[i] = max(9, headWidth(c.Title)+2) // room for the filter's button
		for _, row := range d.Rows[:min(len(d.Rows), 300)] {
			if i < len(row) {
				widths[i] = max(widths[i], measure(row[i].Text)*0.9+2)
			}
		}
		widths[i] = min(widths[i], 60)
	}
	return widths
}
