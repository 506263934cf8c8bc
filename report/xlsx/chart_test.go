package xlsx

import (
	"bytes"
	"encoding/xml"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"furikaeri/report"
)

// A chartPart is what tests read of a chart.
type chartPart struct {
	Bars  []chartGroup `xml:"chart>plotArea>barChart"`
	Lines []chartGroup `xml:"chart>plotArea>lineChart"`
	Rings []chartGroup `xml:"chart>plotArea>doughnutChart"`
	Title []string     `xml:"chart>title>tx>rich>p>r>t"`
}

type chartGroup struct {
	BarDir struct {
		Val string `xml:"val,attr"`
	} `xml:"barDir"`
	Grouping struct {
		Val string `xml:"val,attr"`
	} `xml:"grouping"`
	Series []struct {
		Name   chartRange `xml:"tx>strRef"`
		Labels chartRange `xml:"cat>strRef"`
		Values chartRange `xml:"val>numRef"`
	} `xml:"ser"`
}

type chartRange struct {
	F      string       `xml:"f"`
	Texts  []chartPoint `xml:"strCache>pt"`
	Points []chartPoint `xml:"numCache>pt"`
}

type chartPoint struct {
	Index int    `xml:"idx,attr"`
	V     string `xml:"v"`
}

func chartParts(t testing.TB, b []byte) []chartPart {
	t.Helper()
	parts := unzipped(t, b)
	var charts []chartPart
	for i := 1; ; i++ {
		content, ok := parts["xl/charts/chart"+strconv.Itoa(i)+".xml"]
		if !ok {
			return charts
		}
		var c chartPart
		if err := xml.NewDecoder(bytes.NewReader(content)).Decode(&c); err != nil {
			t.Fatalf("chart %d: %v", i, err)
		}
		charts = append(charts, c)
	}
}

func TestChartsAreNative(t *testing.T) {
	charts := chartParts(t, mustWrite(t, document(t)))
	want := []struct {
		title                          string
		stacked, bars, lines, rings, h int
	}{
		{"アラートは13か月で3割減った", 3, 3, 1, 0, 0}, {"解決までの時間は横ばい", 0, 0, 3, 0, 0}, {"有人対応時間", 0, 1, 0, 0, 0},
		{"上位3種類で有人対応時間の62 %", 0, 1, 0, 0, 1}, {"今年", 0, 0, 0, 1, 0}, {"前年", 0, 0, 0, 1, 0},
		{"自動化が減少の半分を占める", 4, 4, 0, 0, 0}, {"週ごとの件数", 0, 0, 1, 0, 0},
	}
	if len(charts) != len(want) {
		t.Fatalf("charts: got %d, want %d", len(charts), len(want))
	}
	for i, w := range want {
		c := charts[i]
		got := w
		got.title, got.stacked, got.bars, got.lines, got.rings, got.h = c.Title[0], 0, 0, 0, 0, 0
		for _, g := range c.Bars {
			got.bars += len(g.Series)
			if g.Grouping.Val == "stacked" {
				got.stacked += len(g.Series)
			}
			if g.BarDir.Val == "bar" {
				got.h++
			}
		}
		for _, g := range c.Lines {
			got.lines += len(g.Series)
		}
		for _, g := range c.Rings {
			got.rings += len(g.Series)
		}
		if got != w {
			t.Errorf("chart %d: got %+v, want %+v", i+1, got, w)
		}
	}
}

// Each series' ranges are the cells that hold its name, the labels and the numbers, and the cached points are the same.
func TestChartsPointAtTheirCells(t *testing.T) {
	d := document(t)
	b := mustWrite(t, d)
	f := mustOpen(t, b)
	series := map[string]report.Series{}
	labels := map[string][]string{}
	for _, s := range d.Sections {
		for _, block := range s.Blocks {
			for _, c := range chartsOf(block) {
				for _, s := range c.Series {
					title := c.Title
					if c.Kind == report.Donut && len(c.Series) > 1 {
						title = s.Name
					}
					series[title+s.Name] = s
					labels[title] = c.Labels
				}
			}
		}
	}
	checked := 0
	for i, c := range chartParts(t, b) {
		for _, g := range append(append(c.Bars, c.Lines...), c.Rings...) {
			for _, s := range g.Series {
				names := rangeValues(t, f, s.Name.F)
				if len(names) != 1 || len(s.Name.Texts) != 1 || s.Name.Texts[0].V != names[0] {
					t.Errorf("chart %d: name %q, cached %v", i+1, names, s.Name.Texts)
				}
				values, cats := rangeValues(t, f, s.Values.F), rangeValues(t, f, s.Labels.F)
				if len(values) != len(labels[c.Title[0]]) || len(cats) != len(values) {
					t.Fatalf("chart %d %v: %d values and %d labels, want %d", i+1, names, len(values), len(cats), len(labels[c.Title[0]]))
				}
				if len(s.Labels.Texts) != len(cats) || len(s.Values.Points) == 0 {
					t.Errorf("chart %d %v: cached %d labels and %d numbers", i+1, names, len(s.Labels.Texts), len(s.Values.Points))
				}
				for _, p := range s.Values.Points {
					if got, _ := strconv.ParseFloat(p.V, 64); strconv.FormatFloat(got, 'g', 12, 64) != shortNumber(values[p.Index]) {
						t.Errorf("chart %d %v: cached %s at %d, the cell holds %s", i+1, names, p.V, p.Index, values[p.Index])
					}
				}
				want, ok := series[c.Title[0]+names[0]]
				if !ok || c.Title[0] == "自動化が減少の半分を占める" {
					continue
				}
				for k, cell := range want.Cells {
					checked++
					if cell.Number == nil && values[k] == "" {
						continue
					}
					if cell.Number == nil || shortNumber(values[k]) != strconv.FormatFloat(*cell.Number, 'g', 12, 64) {
						t.Errorf("chart %d %v at %d: cell %q, want %q", i+1, names, k, values[k], cell.Text)
					}
					if cats[k] != labels[c.Title[0]][k] {
						t.Errorf("chart %d label %d: got %q, want %q", i+1, k, cats[k], labels[c.Title[0]][k])
					}
				}
			}
		}
	}
	if checked < 90 {
		t.Errorf("compared %d cells, want at least 90", checked)
	}
}

func chartsOf(b report.Block) []*report.Chart {
	var charts []*report.Chart
	if b.Chart != nil {
		charts = append(charts, b.Chart)
	}
	if b.Cards != nil {
		for _, c := range b.Cards.Items {
			if c.Chart != nil {
				charts = append(charts, c.Chart)
			}
		}
	}
	return charts
}

func shortNumber(s string) string {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return s
	}
	return strconv.FormatFloat(n, 'g', 12, 64)
}

func TestWaterfallSteps(t *testing.T) {
	cells := []report.Cell{num("10", 10), num("−4", -4), num("+2", 2), num("−12", -12), num("−1", -1), num("+6", 6), num("1", 1)}
	got := ""
	for _, s := range waterfallSteps(cells, len(cells)) {
		var words []string
		for k, v := range s {
			if v != nil {
				words = append(words, strconv.Itoa(k)+"="+strconv.FormatFloat(*v, 'g', -1, 64))
			}
		}
		got += strings.Join(words, " ") + "; "
	}
	// levels 10, 6, 8, −4, −5, 1
	want := "1=10; 0=6 3=4; 0=6 2=2; 3=8 5=-4; 0=-4 5=-1; 2=1 4=-5; 1=1; "
	if got != want {
		t.Errorf("steps:\n got %s\nwant %s", got, want)
	}
}

func TestUpTo(t *testing.T) {
	series := func(n float64) *plot {
		return &plot{chart: &report.Chart{Series: []report.Series{{Unit: report.Percent, Cells: []report.Cell{{Number: &n}, {}}}}}}
	}
	for n, want := range map[float64]bool{98.7: true, 100: true, 100.1: false} {
		if got := series(n).upTo(100); got != want {
			t.Errorf("%v up to 100: got %v, want %v", n, got, want)
		}
	}
}

func TestMonthsStandUnderTheirYear(t *testing.T) {
	cell := func(n float64) report.Cell { return report.Cell{Text: strconv.FormatFloat(n, 'f', 0, 64), Number: &n} }
	c := &report.Chart{ID: "m", Kind: report.Bar, Title: "月別の件数", Subtitle: "単位: 件", Horizon: "月", Labels: []string{"2025/11", "2025/12", "2026/1"},
		Series: []report.Series{{Name: "件数", Unit: report.Count, Cells: []report.Cell{cell(3), cell(1), cell(2)}}}}
	b := mustWrite(t, &report.Document{Title: "t", Sections: []report.Section{{ID: "s", Title: "s", Blocks: []report.Block{{Chart: c}}}}})
	part := string(unzipped(t, b)["xl/charts/chart1.xml"])
	want := `<multiLvlStrCache><ptCount val="3"/><lvl><pt idx="0"><v>11</v></pt><pt idx="1"><v>12</v></pt><pt idx="2"><v>1</v></pt></lvl>` +
		`<lvl><pt idx="0"><v>2025</v></pt><pt idx="2"><v>2026</v></pt></lvl></multiLvlStrCache>`
	if !strings.Contains(part, want) {
		t.Errorf("got %s, want it to contain %s", part, want)
	}
	found := regexp.MustCompile(`<multiLvlStrRef><f>([^<]*)</f>`).FindStringSubmatch(part)
	if found == nil {
		t.Fatal("no range of months")
	}
	got := rangeValues(t, mustOpen(t, b), html.UnescapeString(found[1]))
	if want := []string{"2025", "11", "", "12", "2026", "1"}; !slices.Equal(got, want) {
		t.Errorf("cells: got %q, want %q", got, want)
	}
	for _, labels := range [][]string{{"2025/4", "Q1"}, {"P1", "P2"}, {"2025/123"}, {"a/b"}} {
		if got := asMonths(labels); got != nil {
			t.Errorf("%q: got %v, want no months", labels, got)
		}
	}
}

// LibreOffice draws a title of two sizes in one, its lines on each other.
func TestTitlesAreOneParagraph(t *testing.T) {
	for name, part := range unzipped(t, mustWrite(t, document(t))) {
		if !strings.HasPrefix(name, "xl/charts/") {
			continue
		}
		for _, title := range strings.Split(string(part), "<title>")[1:] {
			title, _, _ = strings.Cut(title, "</title>")
			rich, _, _ := strings.Cut(title, "</rich>")
			if got := strings.Count(rich, "<a:p>"); got != 1 {
				t.Errorf("%s: a title of %d paragraphs, want 1", name, got)
			}
		}
	}
}

func TestGreysAndGoalsAreToldApart(t *testing.T) {
	c := &report.Chart{ID: "m", Kind: report.Bar, Title: "件数", Labels: []string{"a", "b", "c"}, Marks: []report.Mark{{Name: "目標 <5>", At: 5}},
		Series: []report.Series{
			{Name: "人", Unit: report.Count, Stack: "s", Tone: report.ToneMain, Cells: []report.Cell{num("1", 1), num("2", 2), num("3", 3)}},
			{Name: "自動", Unit: report.Count, Stack: "s", Tone: report.ToneAutomation, Cells: []report.Cell{num("1", 1), num("2", 2), num("3", 3)}},
		}}
	ring := &report.Chart{ID: "r", Kind: report.Donut, Title: "割合", Labels: []string{"a", "b", "c"},
		Series: []report.Series{{Name: "当期", Unit: report.Percent, Cells: []report.Cell{num("50%", 50), num("30%", 30), num("20%", 20)}}}}
	parts := unzipped(t, mustWrite(t, &report.Document{Title: "t", Sections: []report.Section{{ID: "s", Title: "s", Blocks: []report.Block{{Chart: c}, {Chart: ring}}}}}))
	bars, donut := string(parts["xl/charts/chart1.xml"]), string(parts["xl/charts/chart2.xml"])
	if got := strings.Count(bars, "<a:pattFill"); got != 1 {
		t.Errorf("hatched series: got %d, want 1", got)
	}
	_, goal, _ := strings.Cut(bars, "<lineChart>")
	if want := `<dLbls><dLbl><idx val="1"/>`; strings.Count(bars, "<dLbl>") != 1 || !strings.Contains(goal, want) {
		t.Errorf("the goal's label: got %s, want %s", goal, want)
	}
	if got := strings.Count(donut, "<dLbl>"); got != 2 || !strings.Contains(donut, `<dLbls><dLbl><idx val="1"/>`) || !strings.Contains(donut, `</dLbl><dLbl><idx val="2"/>`) {
		t.Errorf("dark labels on light parts: got %d, want 2 in order", got)
	}
}

func TestStepName(t *testing.T) {
	for _, c := range [][3]string{
		{"件数の増減", "−416.8(−23.4%)", "件数の増減\n−416.8 (−23.4%)"},
		{"volume", "−416.8 (−23.4%)", "volume\n−416.8 (−23.4%)"},
		{"当期", "1,531.5", "当期\n1,531.5"},
		{"当期", "", "当期"},
	} {
		if got := stepName(c[0], c[1]); got != c[2] {
			t.Errorf("%q %q: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
