package html

import (
	"strings"
	"testing"

	"furikaeri/report"
)

func TestNumbersStayWithTheirUnits(t *testing.T) {
	for in, want := range map[string]string{
		"149.9時間(6.2日)少ない":      `<span class="nb">149.9時間</span>(<span class="nb">6.2日</span>)少ない`,
		"took 5.5 h in 3 hosts": `took <span class="nb">5.5 h</span> in 3 hosts`,
		"P1は1件 <b>":             `P1は<span class="nb">1件</span> &lt;b&gt;`,
		"単位のない 12":              "単位のない 12",
		"":                      "",
		strings.Repeat("9", 30) + "件は長すぎる": strings.Repeat("9", 30) + "件は長すぎる",
	} {
		if got := string(prose(in)); got != want {
			t.Errorf("prose(%q): got %q, want %q", in, got, want)
		}
	}
}

func TestNoLineBeginsWithPunctuation(t *testing.T) {
	v := &viewer{doc: fixture(), refs: newRefs(nil)}
	got := string(v.sentence("27件(2.8%)、人は33。", []report.Cell{num("2.8%", 2.8), num("33", 33)}))
	if want := `<span class="nb">27件</span><span class="nb">(<data value="2.8">2.8%</data>)、</span>人は<span class="nb"><data value="33">33</data>。</span>`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNotesOfFiguresBreakBetweenTheirParts(t *testing.T) {
	v := &viewer{doc: fixture(), refs: newRefs(nil)}
	f := v.figures(&report.Figures{Items: []report.Figure{
		{Note: "前年同期比 −8.5%(前年 1,758.6時間)", Cells: []report.Cell{num("−8.5%", -8.5), num("1,758.6時間", 1758.6)}},
		{Note: "前月 7件、前年同月 9件", Cells: []report.Cell{num("7", 7)}},
		{Note: "参考値(対象5件、未達1件)", Cells: []report.Cell{}},
		{Note: "未達16件 / 対象1,270件 / 残り22件", Cells: []report.Cell{num("16", 16)}},
	}})
	for i, want := range []string{
		`前年同期比 <data value="-8.5">−8.5%</data><span class="nb">(前年 <data value="1758.6">1,758.6時間</data>)</span>`,
		`<span class="nb">前月 <data value="7">7</data>件</span>、<span class="nb">前年同月 9件</span>`,
		`参考値<span class="nb">(対象5件、未達1件)</span>`,
		`<span class="nb">未達<data value="16">16</data>件</span> / <span class="nb">対象1,270件</span> / <span class="nb">残り22件</span>`,
	} {
		if got := string(f[i].Note); got != want {
			t.Errorf("note %d: got %q, want %q", i, got, want)
		}
	}
}

func TestLongWordsBreakAtTheirJoints(t *testing.T) {
	for in, want := range map[string]string{
		"URL監視 https://www.c000.example.jp/news 応答なし": "URL監視 https://<wbr>www.<wbr>c000.<wbr>example.<wbr>jp/<wbr>news 応答なし",
		"host=web-prd-03.c000.example.jp":             "host=<wbr>web-<wbr>prd-<wbr>03.<wbr>c000.<wbr>example.<wbr>jp",
		"Asia/Tokyo 10.20.30.40":                      "Asia/Tokyo 10.20.30.40",
		"つむぎ野 受発注システム、ほか6件":                           `つむぎ野 受発注システム、ほか<span class="nb">6件</span>`,
		"a<b>&c/de": "a&lt;b&gt;&amp;c/de",
	} {
		if got := string(jointed(in)); got != want {
			t.Errorf("jointed(%q): got %q, want %q", in, got, want)
		}
	}
}
