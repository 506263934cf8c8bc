package chart

import (
	"testing"

	"furikaeri/report"
	"furikaeri/report/font"
)

// Two lines at 100 % that end before the plot does, others close under them: the name stands above, inside the picture.
func TestNameAtTheUpperEdgeIsNotCut(t *testing.T) {
	m, err := font.New()
	if err != nil {
		t.Fatal(err)
	}
	c := &report.Chart{ID: "slo", Kind: report.Line, Labels: monthLabels(4), Series: []report.Series{
		{Name: "P1", Unit: report.Percent, Tone: report.ToneP1, Cells: append(cells(percent, 100, 100), none(), none())},
		{Name: "P3", Unit: report.Percent, Tone: report.ToneP3, Cells: append(cells(percent, 100, 100), none(), none())},
		{Name: "P2", Unit: report.Percent, Tone: report.ToneP2, Cells: cells(percent, 80, 99.5, 99.7, 99.8)},
	}}
	d := newDrawing(c, Light(), 642, 230, m)
	d.columns()
	if got, want := d.series[0].Data[1].Label.Position, any("top"); got != want {
		t.Fatalf("got the name at the %v, want %v", got, want)
	}
	if got, want := d.grid.Top, 22.0; got < want {
		t.Errorf("got %g px above the plot, want %g", got, want)
	}
}
