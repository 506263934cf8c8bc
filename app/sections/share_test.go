package sections

import (
	"testing"

	"furikaeri/report"
)

// A share of a tile is a number and what follows it, also where the number is a limit; an attainment is not rounded up to
// the goal it missed.
func TestTilesOfShares(t *testing.T) {
	for _, v := range []struct{ code, number, after string }{{"ja", "0.1", "%未満"}, {"en", "<0.1", "%"}} {
		p := mustPage(t, "quarterly", v.code, "FY2025Q4")
		f := p.shareFigure(p.figure("figure.auto", p.percent(quotient(1, 5000), nil), report.Percent, "", report.Sentence{}))
		if f.Value.Text != v.number || f.After != v.after {
			t.Errorf("%s: got %q and %q, want %q and %q", v.code, f.Value.Text, f.After, v.number, v.after)
		}
	}
	p := mustPage(t, "quarterly", "en", "FY2025Q4")
	if got, want := p.beside(report.Num(0.9697), report.Num(0.97), nil).Text, "96.9%"; got != want {
		t.Errorf("96.97%% of a goal of 97%%: got %s, want %s", got, want)
	}
	if got, want := p.goal(report.Num(0.9995)).Text, "99.95%"; got != want {
		t.Errorf("a goal of two decimals: got %s, want %s", got, want)
	}
}
