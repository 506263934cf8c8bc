package pdf

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

// projected is document on slides.
func projected(t testing.TB, rows int) *report.Document {
	d := document(t, rows)
	d.Paper = report.Slides
	return d
}

func TestEveryTextIsOnSlides(t *testing.T) {
	p := mustPrinter(t)
	d := projected(t, 90)
	_, pages, err := p.layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	file := mustWrite(t, d, simple)
	if !bytes.Contains(file, []byte("/MediaBox [0 0 960.09 540.00]")) {
		t.Error("got no page of 960 × 540 pt")
	}
	if got := bytes.Count(file, []byte("/Type /Page\n")); got != len(pages) {
		t.Errorf("got %d pages in the file, want %d", got, len(pages))
	}
	if !bytes.Equal(mustWrite(t, projected(t, 90), simple), file) {
		t.Error("got other bytes the second time")
	}
	if text, ok := extracted(t, file); ok {
		for _, s := range lacks(p, d, text, 10) {
			t.Errorf("pdftotext does not find %q", s)
		}
	}
	tool, err := exec.LookPath("qpdf")
	if err != nil {
		t.Logf("no qpdf here: %v", err)
		return
	}
	path := filepath.Join(t.TempDir(), "slides.pdf")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "--check", path).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}

// The rules of a good slide: nothing beyond its edge, no lone row or heading, its section's title at the top, a chart
// that fills it.
func TestSlidesAreGood(t *testing.T) {
	p := mustPrinter(t)
	page := slides()
	for rows := 1; rows < 60; rows += step(4, 20) {
		d := projected(t, rows)
		_, pages, err := p.layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		section := 0
		for i, sheet := range pages[1:] {
			name := fmt.Sprintf("%d rows, slide %d", rows, i+2)
			y, charts := 0.0, 0
			for j, at := range sheet.placed {
				if at.y < y-1e-9 {
					t.Errorf("%s: %q at %.2f mm is over what ends at %.2f", name, at.piece.texts, at.y, y)
				}
				if y = at.y + at.piece.height; at.piece.redraw != nil {
					charts++
				}
				if at.piece.heading > 0 {
					if section = at.piece.heading; j > 0 {
						t.Errorf("%s: section %d begins at %.2f mm, want the slide's top", name, section, at.y)
					}
				}
			}
			last := sheet.placed[len(sheet.placed)-1].piece
			switch {
			case y > page.bodyHeight+1e-9:
				t.Errorf("%s: ends at %.2f mm, want at most %.2f", name, y, page.bodyHeight)
			case last.next:
				t.Errorf("%s: ends in %q, which belongs to what follows", name, last.texts)
			case charts > 1:
				t.Errorf("%s: has %d charts, want one", name, charts)
			case charts == 1 && y < page.bodyHeight-noticed:
				t.Errorf("%s: its chart leaves %.1f mm", name, page.bodyHeight-y)
			}
			first := strings.Join(sheet.placed[0].piece.texts, "")
			if section > 0 && !strings.HasPrefix(first, string([]rune(squeezed(d.Sections[section-1].Title))[:2])) && i+2 < len(pages) {
				t.Errorf("%s: begins with %q, want the title of section %d", name, first, section)
			}
		}
	}
}

// A summary of sentences, eight big numbers, a warning and notes is one slide.
func TestSummaryIsOneSlide(t *testing.T) {
	sentences := func(n int) []report.Sentence {
		return slices.Repeat([]report.Sentence{{Text: "P2のSLOは達成率98.6%で目標97.0%を達成(対象147件、未達2件)。"}}, n)
	}
	var figures report.Figures
	for range 8 {
		figures.Items = append(figures.Items, report.Figure{Label: "有人対応時間", Value: num("1,608.6", 1608.6), Unit: report.Hours, After: "時間", Note: "前年同期比 −8.5%(前年同期 1,758.6時間)"})
	}
	d := &report.Document{Issued: "2026-04-01", Paper: report.Slides, Sections: []report.Section{{ID: "a", Title: "サマリ", Question: "この期間はどうだったか", Blocks: []report.Block{
		{Text: &report.Text{Style: report.Answer, Sentences: sentences(5)}}, {Figures: &figures}, {Text: &report.Text{Style: report.Warning, Sentences: sentences(2)}},
	}, Notes: []string{strings.Repeat("注記です。", 20), "注記です。"}}}}
	_, pages, err := mustPrinter(t).layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 2 {
		t.Errorf("got %d slides with the cover, want 2", len(pages))
	}
}

// A long table fills its slides, set smaller where that saves one, and does not end in a row or two.
func TestTablesOnSlides(t *testing.T) {
	for _, c := range []struct {
		rows int
		want []int // by slide
	}{{12, []int{12}}, {14, []int{14}}, {16, []int{16}}, {17, []int{13, 4}}, {30, []int{15, 15}}, {32, []int{13, 13, 6}}, {40, []int{15, 16, 9}}, {48, []int{13, 13, 13, 9}}} {
		d := &report.Document{Issued: "2026-04-01", Paper: report.Slides, Labels: refLabels, Sections: []report.Section{{ID: "a", Title: "節", Blocks: []report.Block{{}}}}}
		table := &report.Table{ID: "t", Title: "表", Columns: []report.Column{{Title: "件名", Wide: true}, {Title: "件", Unit: report.Count}}}
		for i := range c.rows {
			table.Rows = append(table.Rows, []report.Cell{txt(fmt.Sprintf("アラート%d", i)), num("1", 1)})
		}
		d.Sections[0].Blocks[0].Table = table
		_, pages, err := mustPrinter(t).layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for i, sheet := range pages[1:] {
			rows, heads := 0, 0
			for _, p := range sheet.placed {
				switch texts := strings.Join(p.piece.texts, ""); {
				case strings.HasPrefix(texts, "アラート"):
					rows++
				case texts == "件名件":
					heads++
				}
			}
			got = append(got, rows)
			if heads != 1 {
				t.Errorf("%d rows, slide %d: got %d heads, want one", c.rows, i+2, heads)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%d rows: got %v by slide, want %v", c.rows, got, c.want)
		}
	}
}

func TestNoScrapsOnSlides(t *testing.T) {
	l := mustLayout(t)
	l.paper = slides()
	s := "有人対応時間は、前年同月の71.3時間に対し81.6時間でした。週ごとの変動の範囲内で、増減の傾向とは判断できません。"
	for width := 100.0; width < 300; width += 7 {
		lines := l.prose(s, l.answerStyle, width)
		if strings.Join(lines, "") != s || len(lines) != len(l.lines(s, l.answerStyle, width)) {
			t.Errorf("%.0f mm: got %q, want all of it on as many lines", width, lines)
		}
		if n := len(lines); n > 1 && len([]rune(lines[n-1])) <= 3 {
			t.Errorf("%.0f mm: the last line is %q", width, lines[n-1])
		}
	}
}

func TestUnknownPaper(t *testing.T) {
	d := document(t, 1)
	d.Paper = "papyrus"
	err := mustPrinter(t).Write(&bytes.Buffer{}, d, simple)
	if err == nil || !strings.Contains(err.Error(), `unknown paper "papyrus"`) {
		t.Errorf("got %v, want the name of the paper", err)
	}
}

// Sections of a sentence share a slide: under one with a table as far as there is room.
func TestBriefSectionsShareASlide(t *testing.T) {
	p := mustPrinter(t)
	d := projected(t, 3)
	says := func(id string) report.Section {
		return report.Section{ID: id, Title: id, Question: "?", Blocks: []report.Block{{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{{Text: "None."}}}}}, Notes: []string{}}
	}
	table := says("table")
	table.Blocks = append(table.Blocks, report.Block{Table: &report.Table{ID: "t", Title: "t", Columns: []report.Column{{Title: "a", Wide: true}}, Rows: [][]report.Cell{{{Text: "x"}}}}})
	d.Sections = []report.Section{table, says("one"), says("two"), table}
	_, pages, err := p.layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	got := []int{}
	for _, sheet := range pages {
		headings := 0
		for _, at := range sheet.placed {
			if at.piece.heading > 0 {
				headings++
			}
		}
		got = append(got, headings)
	}
	if want := []int{0, 3, 1}; !slices.Equal(got, want) {
		t.Errorf("headings on the slides: got %v, want %v", got, want)
	}
}
