package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// rubber is a piece that is drawn anew for its height.
func rubber(height float64) piece {
	p := piece{height: height, drawn: height, texts: []string{fmt.Sprintf("%.1f", height)}}
	p.redraw = func(h float64) (piece, error) { return rubber(h), nil }
	return p
}

func TestChartsGrowIntoWhatIsLeft(t *testing.T) {
	page := a4()
	for _, c := range []struct {
		name  string
		below float64 // the height of what stands under a chart of 100 mm
		want  float64 // the chart's height
	}{
		{"nearly full", a4().bodyHeight - 100 - 10, 110},
		{"more is left than a chart may grow", a4().bodyHeight - 100 - 40, 115},
		{"half empty", 20, 100},
		{"full", a4().bodyHeight - 100, 100},
	} {
		pages := [][]placed{{{piece: rubber(100)}, {piece: piece{height: c.below}, y: 100}}, {{piece: rubber(100)}}}
		if err := balance(pages, &page); err != nil {
			t.Fatal(err)
		}
		chart, below := pages[0][0].piece, pages[0][1]
		if diff := chart.height - c.want; diff > 1e-9 || diff < -1e-9 || chart.texts[0] != fmt.Sprintf("%.1f", c.want) {
			t.Errorf("%s: got %.2f mm drawn as %s, want %.2f", c.name, chart.height, chart.texts, c.want)
		}
		if diff := below.y - chart.height; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: got what follows at %.2f mm, want %.2f", c.name, below.y, chart.height)
		}
		if last := pages[1][0].piece.height; last != 100 {
			t.Errorf("%s: got %.2f mm on the last page, want 100", c.name, last)
		}
	}
	broken := rubber(100)
	broken.height = 90
	broken.redraw = func(float64) (piece, error) { return piece{}, errors.New("no ink") }
	if err := balance([][]placed{{{piece: broken}}}, &page); err == nil {
		t.Error("got no error from a chart that cannot be drawn anew")
	}
}

func TestChartsShrinkGently(t *testing.T) {
	p := strips(2, 80)
	p[1] = rubber(22)
	p[1].shrink = rubber
	if got, want := shape(paginate(p, 100)), "0 20.0"; got != want {
		t.Errorf("a little too high: got %q, want %q", got, want)
	}
	p[1] = rubber(30)
	p[1].shrink = rubber
	if got, want := shape(paginate(p, 100)), "0|30.0"; got != want {
		t.Errorf("much too high: got %q, want %q", got, want)
	}
}

// A heading, the answer and the beginning of what shows it are on one page, whatever stands above them.
func TestHeadingsStayWithWhatShowsThem(t *testing.T) {
	p := mustPrinter(t)
	for _, shows := range []report.Block{
		{Chart: &report.Chart{ID: "c", Kind: report.Pareto, Title: "図", Labels: []string{"一", "二"}, Series: []report.Series{{Name: "値", Unit: report.Count, Cells: []report.Cell{num("2", 2), num("1", 1)}}}}},
		{Table: alertList()},
	} {
		for above := 1; above < 60; above += step(3, 15) {
			lines := report.Text{Style: report.Body}
			for range above {
				lines.Sentences = append(lines.Sentences, report.Sentence{Text: "上にある文。"})
			}
			d := &report.Document{Sections: []report.Section{
				{ID: "a", Title: "前", Blocks: []report.Block{{Text: &lines}}},
				{ID: "b", Title: "見出し", Question: "問い", Blocks: []report.Block{
					{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{{Text: "答え。"}}}}, shows,
				}},
			}}
			_, pages, err := p.layOut(d, simple)
			if err != nil {
				t.Fatal(err)
			}
			for i, page := range pages[1:] {
				var texts []string
				rows, heading := 0, false
				for _, at := range page.placed {
					texts = append(texts, at.piece.texts...)
					heading = heading || at.piece.heading == 2
					if len(at.piece.again) > 0 {
						rows++
					}
				}
				if heading && !slices.Contains(texts, "図の文字") && rows < firstRows {
					t.Errorf("%d lines above, page %d: got the heading with %d rows and no chart", above, i+2, rows)
				}
			}
		}
	}
}

func TestNotesOfFiguresBreakBeforeBrackets(t *testing.T) {
	l := mustLayout(t)
	for _, c := range []struct{ note, want string }{
		{"前年同期比 −8.5%(前年 1,758.6時間)", "前年同期比 −8.5%|(前年 1,758.6時間)"},
		{"未達16件 / 対象1,278件 ・ 残り22件", "未達16件 / 対象1,278件 ・|残り22件"},
		{"目標 97.0%", "目標 97.0%"},
	} {
		if got := strings.Join(l.phrased(noteParts(c.note), a4().noteStyle, l.figureWidth(4), titleLines), "|"); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestOnlyTheNumberOfANoteHasItsSignalsColour(t *testing.T) {
	l := mustLayout(t)
	st := a4().noteStyle.in(l.colors.Muted)
	runs := l.signalled("前年同期比 −8.5%", []report.Cell{signal(txt("−8.5%"), report.Good), txt("1,758.6")}, st)
	if len(runs) != 3 || runs[0].style.color != l.colors.Muted || runs[1].text != "−8.5%" || runs[1].style.color != l.colors.Good || runs[2].text != "" {
		t.Errorf("got %+v, want the number alone in colour", runs)
	}
}

func TestFiguresOfASectionAreAlike(t *testing.T) {
	l := mustLayout(t)
	row := func(values ...string) report.Block {
		f := &report.Figures{}
		for _, v := range values {
			f.Items = append(f.Items, report.Figure{Label: "値", Value: num(v, 1), After: "時間"})
		}
		return report.Block{Figures: f}
	}
	s := &report.Section{ID: "s", Title: "値", Blocks: []report.Block{row("1", "2", "3", "4"), row("12,345,678.9", "2", "3", "4")}}
	if err := l.section(0, s); err != nil {
		t.Fatal(err)
	}
	if _, st := l.figuresFit(s.Blocks[1].Figures); l.figureSize != st.size || st.size >= a4().figureStyle.size {
		t.Errorf("got %.0f pt, want the %.0f pt of the longest number, under %.0f", l.figureSize, st.size, a4().figureStyle.size)
	}
}

// A counter counts how often each chart is drawn.
type counter map[string]int

func (n counter) SVG(c *report.Chart, p chart.Palette, width, height float64) (string, error) {
	n[c.ID]++
	return simple.SVG(c, p, width, height)
}

// A chart is drawn when its height is known, and once more only where what it lacks must be counted before.
func TestChartsAreDrawnOnce(t *testing.T) {
	p := mustPrinter(t)
	bars := func(id, label string) report.Block {
		return report.Block{Chart: &report.Chart{ID: id, Kind: report.Bar, Title: "図", Labels: []string{label, "二"}, Series: []report.Series{{Name: "値", Unit: report.Count, Cells: []report.Cell{num("2", 2), num("1", 1)}}}}}
	}
	for _, paper := range []report.Paper{report.A4, report.Slides} {
		var blocks []report.Block
		for i := range 5 {
			blocks = append(blocks, bars(fmt.Sprintf("c%d", i), "一"))
		}
		blocks = append(blocks, bars("lacking", "\U0001FAE0"))
		d := &report.Document{Issued: "2026-04-01", Paper: paper, Labels: report.Labels{Glyphs: "{n}字"}, Sections: []report.Section{{ID: "a", Title: "節", Blocks: blocks}}}
		n := counter{}
		_, pages, err := p.layOut(d, n)
		if err != nil {
			t.Fatal(err)
		}
		for id, times := range n {
			if id != "lacking" && times != 1 {
				t.Errorf("paper %q: got %s drawn %d times, want once", paper, id, times)
			}
		}
		for i, page := range pages {
			for _, at := range page.placed {
				if at.piece.redraw != nil && at.piece.draw == nil {
					t.Errorf("paper %q: page %d has a chart that is not drawn", paper, i+1)
				}
			}
		}
		if len(n) != len(blocks) {
			t.Errorf("paper %q: got %d charts drawn, want %d", paper, len(n), len(blocks))
		}
	}
}
