package chart

import (
	"math"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
	"furikaeri/report/font"
)

func TestNiceIsRoundAndFew(t *testing.T) {
	tests := []struct {
		lo, hi float64
		unit   report.Unit
		free   bool
		want   scale
	}{
		{0, 220, report.Count, false, scale{0, 250, 50}},
		{0, 3, report.Count, false, scale{0, 3, 1}},
		{0, 0, report.Count, false, scale{0, 1, 1}},
		{0, 12, report.Count, false, scale{0, 15, 5}}, // not 2.5: alerts are whole
		{0, 12, report.Hours, false, scale{0, 12.5, 2.5}},
		{5, 9, report.Hours, false, scale{0, 10, 2}},          // bars begin at zero
		{94.8, 99.1, report.Percent, true, scale{94, 100, 1}}, // lines may begin elsewhere, percent ends at 100
		{0, 99.9, report.Percent, true, scale{0, 100, 20}},
		{100, 900, report.Hours, true, scale{0, 1000, 200}}, // so far apart that zero is worth its room
		{-30, 22, report.Hours, false, scale{-40, 40, 20}},
		{-8, -3, report.Hours, false, scale{-8, 0, 2}},
		{1, 0, report.Hours, false, scale{0, 1, 0.2}}, // no number at all
	}
	for _, c := range tests {
		got := nice(c.lo, c.hi, c.unit, 5, c.free)
		if math.Abs(got.min-c.want.min)+math.Abs(got.max-c.want.max)+math.Abs(got.step-c.want.step) > 1e-9 {
			t.Errorf("nice(%g, %g, %s, free %v): got %v, want %v", c.lo, c.hi, c.unit, c.free, got, c.want)
		}
	}
}

func TestTicksHaveCommasAndMinus(t *testing.T) {
	got := strings.Join(scale{-1000, 1000, 500}.ticks(), " ")
	if want := "−1,000 −500 0 500 1,000"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMonthsSayTheYearOnce(t *testing.T) {
	width := func(s string) float64 { return 7 * float64(len(s)) }
	tests := []struct {
		n    int
		slot float64
		want string
	}{
		{12, 60, "2025/4 5 6 7 8 9 10 11 12 2026/1 2 3"},
		{12, 23, "2025/4 · · 7 · · 10 · · 2026/1 · ·"}, // no room: every third, the first and January among them
		{24, 23, "2025/4 · · 7 · · 10 · · 2026/1 · · 4 · · 7 · · 10 · · 2027/1 · ·"},
		{12, 12, "2025/4 · · 7 · · 10 · · 2026/1 · ·"},
		{3, 60, "2025/4 5 6"},
	}
	for _, c := range tests {
		got := months(monthLabels(c.n), c.slot, width)
		for i := range got {
			if got[i] == "" {
				got[i] = "·"
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%d months of %g px: got %s, want %s", c.n, c.slot, s, c.want)
		}
	}
	for _, c := range []struct {
		from string
		want string
	}{
		{"2025/8", "2025/8 · · 11 · 2026/1 · 3 · 5"}, // 9 would touch the first
		{"2025/11", "· · 2026/1 · 3 · 5 · 7 ·"},      // here January touches the first
		{"2025/12", "· 2026/1 · 3 · 5 · 7 · 9"},
	} {
		all := monthLabels(24)
		i := slices.Index(all, c.from)
		got := months(all[i:i+10], 23, width)
		for i := range got {
			if got[i] == "" {
				got[i] = "·"
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("10 months from %s: got %s, want %s", c.from, s, c.want)
		}
	}
	for _, labels := range [][]string{{"2025/4"}, {"2025/4", "合計"}, {"2025/4/1", "2025/4/2"}, {"25/4", "25/5"}, nil} {
		if got := months(labels, 60, width); got != nil {
			t.Errorf("%q: got months %q, want none", labels, got)
		}
	}
}

func TestSpreadMovesApart(t *testing.T) {
	tests := []struct{ in, want []float64 }{
		{[]float64{20, 60}, []float64{20, 60}},
		{[]float64{50, 52}, []float64{46, 56}},
		{[]float64{0, 1, 2}, []float64{5, 15, 25}},
		{[]float64{99, 100}, []float64{85, 95}},
		{nil, nil},
	}
	for _, c := range tests {
		var all []place
		for _, y := range c.in {
			all = append(all, place{y, 10})
		}
		spread(all, 0, 100)
		var got []float64
		for _, p := range all {
			got = append(got, p.middle)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("spread(%v): got %v, want %v", c.in, got, c.want)
		}
	}
}

func TestNamesBreakWhereAReaderPauses(t *testing.T) {
	m, err := font.New()
	if err != nil {
		t.Fatal(err)
	}
	d := newDrawing(&report.Chart{}, Light(), 660, 240, m)
	for in, want := range map[string]string{
		"1件あたりの対応時間":      "1件あたりの\n対応時間",
		"ECソリューション統括部":    "ECソリューション\n統括部",
		"全社共通認証基盤(SSO)":   "全社共通認証基盤\n(SSO)",
		"山田商事 基幹システム":     "山田商事\n基幹システム",
		"短い":              "短い",
		"Payment gateway": "Payment\ngateway",
	} {
		if got := d.fit(in, false, 11, 92, 2); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
	if got := d.fit(strings.Repeat("長い", 5000), false, 11, 88, 2); strings.Count(got, "\n") != 1 || !strings.HasSuffix(got, "…") {
		t.Errorf("a long name: got %q, want two lines and an ellipsis", got)
	}
}
