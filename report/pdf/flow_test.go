package pdf

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

// strips are n pieces of a height, named by their number.
func strips(n int, height float64) []piece {
	out := make([]piece, n)
	for i := range out {
		out[i] = piece{height: height, texts: []string{fmt.Sprint(i)}}
	}
	return out
}

// shape is pages as text: the names of pieces, pages parted by "|".
func shape(pages [][]placed) string {
	var out []string
	for _, page := range pages {
		var names []string
		for _, p := range page {
			names = append(names, strings.Join(p.piece.texts, "+"))
		}
		out = append(out, strings.Join(names, " "))
	}
	return strings.Join(out, "|")
}

func TestPaginate(t *testing.T) {
	for _, c := range []struct {
		name   string
		pieces func() []piece
		want   string
	}{
		{"nothing", func() []piece { return nil }, ""},
		{"fills pages", func() []piece { return strips(5, 50) }, "0 1|2 3|4"},
		{"keeps together", func() []piece { p := strips(4, 40); p[1].next = true; return p }, "0|1 2|3"},
		{"air counts, but not at the top", func() []piece {
			p := strips(4, 40)
			for i := range p {
				p[i].gap = 20
			}
			return p
		}, "0 1|2 3"},
		{"asks for room on a well filled page", func() []piece { p := strips(3, 30); p[2].room = 50; return p }, "0 1|2"},
		{"takes less room on a page half filled", func() []piece { p := strips(3, 30); p[1].room = 80; return p }, "0 1 2"},
		{"takes less room on an empty page", func() []piece { p := strips(3, 30); p[1].room = 90; return p }, "0 1 2"},
		{"repeats a head", func() []piece {
			p := strips(4, 40)
			for i := range p {
				p[i].again = []piece{{height: 10, texts: []string{"head"}}}
			}
			return p
		}, "head 0 1|head 2 3"},
		{"higher than a page", func() []piece {
			p := strips(4, 40)
			for i := range 3 {
				p[i].next = true
			}
			return p
		}, "0 1|2 3"},
		{"shrinks rather than leave a page empty", func() []piece {
			p := strips(2, 20)
			p[1].height = 90
			p[1].shrink = func(h float64) piece { return piece{height: h, texts: []string{"small"}} }
			return p
		}, "0 small"},
		{"does not shrink where a page is full enough", func() []piece {
			p := strips(2, 40)
			p[1].height = 70
			p[1].shrink = func(h float64) piece { return piece{height: h, texts: []string{"small"}} }
			return p
		}, "0|1"},
	} {
		if got := shape(paginate(c.pieces(), 100)); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// sections are one section for each list of heights, the first its heading with all that stays with it.
func sections(heights ...[]float64) []piece {
	var out []piece
	for i, list := range heights {
		at, total := len(out), 0.0
		for j, h := range list {
			out = append(out, piece{height: h, texts: []string{fmt.Sprintf("%c%d", 'a'+i, j)}})
			total += h
		}
		out[at].heading, out[at].gap, out[at].section, out[at].room = i+1, 12, total, total
	}
	return out
}

func TestSectionsSharePagesOfShortReports(t *testing.T) {
	if got, want := shape(paginate(sections([]float64{40, 22}, []float64{25, 40}, []float64{20, 30}), 100)), "a0 a1 b0|b1 c0 c1"; got != want {
		t.Errorf("where that saves a page: got %q, want %q", got, want)
	}
	if got, want := shape(paginate(sections([]float64{40, 22}, []float64{25, 40}, []float64{20, 50}), 100)), "a0 a1|b0 b1|c0 c1"; got != want {
		t.Errorf("where that saves none: got %q, want %q", got, want)
	}
	var many [][]float64
	for range 12 {
		many = append(many, []float64{40, 22})
	}
	if got, want := len(paginate(sections(many...), 100)), 12; got != want {
		t.Errorf("a long report: got %d pages, want %d", got, want)
	}
}

func TestChartsGiveWayToTheirSection(t *testing.T) {
	for _, c := range []struct {
		name         string
		above, chart float64
		want         string
	}{
		{"on a page that is not full", 38, 30, "20.0"},
		{"gently on a fuller one", 58, 30, "30.0"},
	} {
		flow := append(strips(1, c.above), rubber(c.chart), piece{height: 30, texts: []string{"table"}})
		flow[1].shrink = rubber
		flow[1].heading, flow[1].gap, flow[1].section, flow[1].room = 1, 12, c.chart+30, c.chart+30
		if got := strings.Fields(strings.ReplaceAll(shape(paginate(flow, 100)), "|", " ")); got[1] != c.want {
			t.Errorf("%s: got a chart of %s mm, want %s", c.name, got[1], c.want)
		}
	}
}

// step is the step from one size to the next that a test tries.
func step(usual, watched int) int {
	if raceEnabled {
		return watched
	}
	return usual
}

// The rules of a good page, over a report whose table ends somewhere else each time.
func TestPagesAreGood(t *testing.T) {
	p := mustPrinter(t)
	for rows := 1; rows < 130; rows += step(5, 25) {
		_, pages, err := p.layOut(document(t, rows), simple)
		if err != nil {
			t.Fatal(err)
		}
		for i, page := range pages[1:] {
			name := fmt.Sprintf("%d rows, page %d", rows, i+2)
			y := 0.0
			for _, at := range page.placed {
				if at.y < y-1e-9 {
					t.Errorf("%s: %q at %.2f mm is over what ends at %.2f", name, at.piece.texts, at.y, y)
				}
				y = at.y + at.piece.height
			}
			last := page.placed[len(page.placed)-1].piece
			switch {
			case y > a4().bodyHeight+1e-9:
				t.Errorf("%s: ends at %.2f mm, want at most %.2f", name, y, a4().bodyHeight)
			case last.next:
				t.Errorf("%s: ends in %q, which belongs to what follows", name, last.texts)
			case i+2 < len(pages) && y < a4().bodyHeight*leastFull && page.placed[0].piece.texts[0] != "目次":
				t.Errorf("%s: is %.0f%% full", name, 100*y/a4().bodyHeight)
			}
			if n := rowsAtTop(page.placed); n == 1 {
				t.Errorf("%s: has a lone last row", name)
			}
		}
	}
}

// rowsAtTop is the number of rows of a table continued from the page before; 0 if there is none.
func rowsAtTop(page []placed) int {
	if !strings.Contains(strings.Join(page[0].piece.texts, ""), "(続き)") {
		return 0
	}
	n := 0
	for _, p := range page {
		if len(p.piece.again) > 0 {
			n++
		}
	}
	return n
}

func TestRowsAreNotCut(t *testing.T) {
	l := mustLayout(t)
	long := strings.Repeat("とても長い件名です。", 30)
	table := report.Table{ID: "t", Columns: []report.Column{{Title: "件名", Wide: true}, {Title: "件", Unit: report.Count}}, Rows: [][]report.Cell{{txt(long), num("1", 1)}}}
	if err := l.table(&table, 0); err != nil {
		t.Fatal(err)
	}
	row := l.flow[len(l.flow)-1]
	if want := 2*a4().tableStyle.line() + 2*a4().cellPad; row.height != want || len(row.texts) != 3 || !strings.HasSuffix(row.texts[1], "…") {
		t.Errorf("got %.2f mm high with %q, want %.2f mm and two lines, the second ending in …", row.height, row.texts, want)
	}
}

func TestHeadIsRepeated(t *testing.T) {
	_, pages, err := mustPrinter(t).layOut(document(t, 120), simple)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, page := range pages {
		if rowsAtTop(page.placed) == 0 {
			continue
		}
		n++
		if got := strings.Join(page.placed[1].piece.texts, " "); !strings.HasPrefix(got, "発生日時 件名 サービス 優先度") {
			t.Errorf("under %q: got %q, want the head", page.placed[0].piece.texts, got)
		}
	}
	if n < 3 {
		t.Errorf("got %d pages with rows of the page before, want at least 3", n)
	}
}

func TestStructureHasTheTexts(t *testing.T) {
	_, pages, err := mustPrinter(t).layOut(document(t, 1), simple)
	if err != nil {
		t.Fatal(err)
	}
	var texts strings.Builder
	for _, r := range (&binding{paper: a4()}).rows(pages[1]) {
		for _, c := range r.GetStructure().GetNexts() {
			for _, s := range c.GetNexts() {
				fmt.Fprintln(&texts, s.GetData().Value)
			}
		}
	}
	for _, want := range []string{"サマリ", "1,234.5時間", "図の文字", "社外秘"} {
		if !strings.Contains(texts.String(), want) {
			t.Errorf("maroto's structure of page 2 lacks %q:\n%s", want, texts.String())
		}
	}
}

func TestColumnsFillThePage(t *testing.T) {
	l := mustLayout(t)
	for n := 1; n <= 14; n++ {
		table := report.Table{ID: "t"}
		var row []report.Cell
		for i := range n {
			table.Columns = append(table.Columns, report.Column{Title: fmt.Sprintf("%d列目の見出し(件)", i), Unit: report.Count, Wide: i == 0})
			row = append(row, num("123,456.7", 0))
		}
		g := l.grid(&table, [][]report.Cell{row})
		sum := g.gap * float64(n-1)
		for _, w := range g.widths {
			sum += w
			if w <= 0 {
				t.Errorf("%d columns: got a width of %.2f mm", n, w)
			}
		}
		if sum < a4().textWidth-0.01 || sum > a4().textWidth+0.01 {
			t.Errorf("%d columns: got %.2f mm together, want %.2f", n, sum, a4().textWidth)
		}
	}
}

func TestTitlesBreakWhereReadersPause(t *testing.T) {
	l := mustLayout(t)
	st := a4().titleStyle
	got := l.title("有人対応時間は前年同期から二割減り、目標に三か月早く届いた今期の振り返り", st, a4().textWidth)
	if len(got) != 2 || !endsWell(got) {
		t.Errorf("got %q, want two lines, the first ending at a pause", got)
	}
	if got := l.title("短い", st, a4().textWidth); len(got) != 1 {
		t.Errorf("got %q, want one line", got)
	}
	if got := l.title(strings.Repeat("長", 900), st, a4().textWidth); len(got) != titleLines || !strings.HasSuffix(got[titleLines-1], "…") {
		t.Errorf("got %d lines, want %d, the last ending in …", len(got), titleLines)
	}
}

// mustLayout is a layout with nothing on it.
func mustLayout(t testing.TB) *layout {
	t.Helper()
	l, _, err := mustPrinter(t).layOut(&report.Document{}, simple)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// Two charts of a section stand on one page where each then is less high by a quarter at most.
func TestChartsShareAPage(t *testing.T) {
	var chart func(h float64) piece
	chart = func(h float64) piece {
		return piece{height: h, shrink: chart, redraw: func(h float64) (piece, error) { return chart(h), nil }}
	}
	for _, v := range []struct {
		height float64
		pages  int
		want   [2]float64
	}{{100, 1, [2]float64{50, 50}}, {90, 1, [2]float64{45, 45}}, {76, 1, [2]float64{38, 38}}, {70, 2, [2]float64{50, 50}}} {
		pages := paginate([]piece{chart(50), chart(50)}, v.height)
		flat := []float64{}
		for _, page := range pages {
			for _, at := range page {
				flat = append(flat, math.Round(at.piece.height))
			}
		}
		if len(pages) != v.pages || !slices.Equal(flat, v.want[:]) {
			t.Errorf("a page of %.0f: got %d pages, heights %v, want %d, %v", v.height, len(pages), flat, v.pages, v.want)
		}
	}
	if pages := paginate([]piece{chart(50), chart(50), chart(50)}, 130); len(pages) != 2 {
		t.Errorf("three charts: got %d pages, want 2: each would be small", len(pages))
	}
}
