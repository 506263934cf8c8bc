package chart

import (
	"furikaeri/report/font"
	"testing"
)

func TestDbg(t *testing.T) {
	m, _ := font.New()
	c := samples()["waterfall"]
	d := newDrawing(c, Light(), 660, 0, m)
	for _, l := range c.Labels {
		t.Log(l, m.Lines(l, false, 11, 79))
	}
	for _, l := range c.Series[0].Cells {
		t.Log(l.Text, d.w(l.Text, false, 10))
	}
}
