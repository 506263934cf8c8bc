package chart

import (
	"furikaeri/report"
	"testing"
)

func TestSVG(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	c := &report.Chart{ID: "a", Kind: report.Bar, Labels: []string{"2025/4", "2025/5"}, Series: []report.Series{{Name: "件数", Cells: []report.Cell{{Text: "1", Number: report.Num(1)}, {Text: "2", Number: report.Num(2)}}}}}
	s, err := e.SVG(c, Light(), 600, 200)
	o, _ := Option(c, Light(), 600, 200)
	t.Log(string(o))
	t.Log(s, err)
}
