package xlsx

import (
	"fmt"
	"io"
	"testing"

	"furikaeri/report"
)

// A client's report: every kind of block, 350 rows of data.
func BenchmarkClientReport(b *testing.B) {
	d := document(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}

// A year of everything: 35,000 rows of 15 columns.
func BenchmarkManyRows(b *testing.B) {
	data := report.Data{Name: "d", Title: "データ"}
	for i := range 15 {
		data.Columns = append(data.Columns, report.DataColumn{Name: fmt.Sprintf("c%d", i), Title: fmt.Sprintf("列%d", i)})
	}
	for r := range 35_000 {
		row := make([]report.Value, 15)
		for i := range row {
			row[i] = report.Value{Text: "ディスク使用率が閾値を超過"}
			if i%2 == 0 {
				row[i] = number(float64(r * i))
			}
		}
		data.Rows = append(data.Rows, row)
	}
	d := &report.Document{Title: "t", Labels: labels(), Data: []report.Data{data}}
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, d); err != nil {
			b.Fatal(err)
		}
	}
}
