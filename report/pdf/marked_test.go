package pdf

import (
	"testing"

	"furikaeri/report"
)

// A change that is better or worse says so without colour.
func TestMarkedChanges(t *testing.T) {
	change := report.Column{Unit: report.Change}
	for _, c := range []struct {
		column report.Column
		cell   report.Cell
		want   string
	}{
		{change, report.Cell{Text: "−8.5%", Number: report.Num(-8.5), Signal: report.Good}, "▼ −8.5%"},
		{change, report.Cell{Text: "+8.5%", Number: report.Num(8.5), Signal: report.Bad}, "▲ +8.5%"},
		{change, report.Cell{Text: "±0.0%", Number: report.Num(0), Signal: report.Good}, "±0.0%"},
		{change, report.Cell{Text: "+2.0%", Number: report.Num(2)}, "+2.0%"},
		{change, report.Cell{Text: "–"}, "–"},
		{report.Column{Unit: report.Hours}, report.Cell{Text: "3.0", Number: report.Num(3), Signal: report.Bad}, "3.0"},
	} {
		if got := marked(c.column, c.cell); got != c.want {
			t.Errorf("%q: got %q, want %q", c.cell.Text, got, c.want)
		}
	}
}
