package pdf

import (
	"slices"
	"testing"

	"furikaeri/report"
)

// Two lines over the same months share a slide, and both titles stand on it; on paper they keep the width.
func TestLinesOverTheSameMonthsShareASlide(t *testing.T) {
	line := func(id, title string) report.Block {
		return report.Block{Chart: &report.Chart{ID: id, Kind: report.Line, Title: title, Subtitle: "単位: 分", Labels: []string{"2026/1", "2", "3"}, Marks: []report.Mark{},
			Series: []report.Series{{Name: "中央値", Unit: report.Minutes, Tone: report.ToneMain, Cells: []report.Cell{num("1.0", 1), num("2.0", 2), num("3.0", 3)}}}}}
	}
	d := &report.Document{Issued: "2026-04-01", Sections: []report.Section{{ID: "a", Title: "推移", Question: "どう動いたか", Notes: []string{}, Blocks: []report.Block{
		{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{{Text: "答え。"}}}}, line("x", "着手までの時間"), line("y", "解決までの時間")}}}}
	for paper, want := range map[report.Paper]bool{report.A4: false, report.Slides: true} {
		d.Paper = paper
		_, pages, err := mustPrinter(t).layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		together := false
		for _, at := range pages[1].placed {
			together = together || slices.Contains(at.piece.texts, "着手までの時間") && slices.Contains(at.piece.texts, "解決までの時間")
		}
		if together != want || len(pages) != 2 {
			t.Errorf("on %q: got both titles on one line %v, %d pages, want %v, 2", paper, together, len(pages), want)
		}
	}
}
