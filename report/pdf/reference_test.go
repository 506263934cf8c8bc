package pdf

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

var refLabels = report.Labels{
	Continued: "(続き)", Page: "{page} / {pages}", Reference: "参照", RefIntro: "番号は数値の出どころです。", RefLine: "{data}: {what}({where})", RefCount: "件数", RefSum: "{column}の合計",
	RefShare: "{what}の割合", RefMean: "{column}の平均", RefP50: "{column}の中央値", RefP90: "{column}の90パーセンタイル", RefEq: "{column} = {text}",
	RefEach: "{column}ごと", RefAnd: "、", RefAll: "全行", RefOf: "{part} ÷ {whole}",
}

func from(c report.Cell, fn report.Fn, column string, where, of []report.Eq) report.Cell {
	c.Ref = &report.Ref{Data: "alerts", Fn: fn, Column: column, Where: where, Of: of}
	return c
}

func is(pairs ...string) []report.Eq {
	out := []report.Eq{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, report.Eq{Column: pairs[i], Text: pairs[i+1]})
	}
	return out
}

// referring has figures, a chart and tables whose numbers come from rows, and some whose numbers do not.
func referring() *report.Document {
	one := func(c report.Cell) report.Block {
		return report.Block{Figures: &report.Figures{Items: []report.Figure{{Label: "有人対応時間", Value: c, After: "件"}, {Label: "ただの数", Value: num("7", 7)}}}}
	}
	row := func(kind, n string) []report.Cell {
		return []report.Cell{txt(kind), from(num(n, 1), report.FnCount, "", is("kind", kind), nil), from(num("3", 3), report.FnSum, "handling_s", is("kind", kind), nil)}
	}
	columns := []report.Column{{Title: "種別", Wide: true}, {Title: "件数", Unit: report.Count}, {Title: "秒", Unit: report.Seconds}}
	return &report.Document{
		Title: "報告", Scope: "範囲", Period: "期間", Issued: "2026-04-01", Labels: refLabels,
		Data: []report.Data{{Name: "alerts", Title: "アラート明細", Columns: []report.DataColumn{
			{Name: "kind", Title: "アラート種別"}, {Name: "priority", Title: "優先度"}, {Name: "slo", Title: "SLO"}, {Name: "handling_s", Title: "有人対応(秒)"}}}},
		Sections: []report.Section{{ID: "a", Title: "節", Blocks: []report.Block{
			one(from(num("12", 12), report.FnCount, "", is(), nil)),
			one(from(num("50.0", 50), report.FnShare, "", is("priority", "P2", "slo", "達成"), is("priority", "P2"))),
			{Table: &report.Table{ID: "t", Title: "表", Columns: columns, Rows: [][]report.Cell{row("甲", "1"), row("乙", "2")},
				Total: []report.Cell{txt("計"), from(num("12", 12), report.FnCount, "", is(), nil), txt("")}}},
			{Table: &report.Table{ID: "u", Columns: columns, Rows: [][]report.Cell{row("甲", "1")}}},
			{Table: &report.Table{ID: "v", Title: "元のない表", Columns: columns[:2], Rows: [][]report.Cell{{txt("丙"), num("4", 4)}}}},
			{Chart: &report.Chart{ID: "c", Kind: report.Bar, Title: "図", Subtitle: "件", Labels: []string{"甲", "乙"}, Series: []report.Series{{Name: "x",
				Cells: []report.Cell{row("甲", "1")[1], row("乙", "2")[1]}}}}},
			one(from(num("3.0", 3), report.FnP90, "handling_s", is("priority", ""), nil)),
		}}},
	}
}

func TestEveryPatternHasOneId(t *testing.T) {
	d := referring()
	l, pages, err := mustPrinter(t).layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"アラート明細: 件数(全行)",
		"アラート明細: 件数の割合(優先度 = P2、SLO = 達成 ÷ 優先度 = P2)",
		"アラート明細: 件数(アラート種別ごと)",
		"アラート明細: 有人対応(秒)の合計(アラート種別ごと)",
		"アラート明細: 件数(アラート種別 = 甲)",
		"アラート明細: 有人対応(秒)の合計(アラート種別 = 甲)",
		"アラート明細: 有人対応(秒)の90パーセンタイル(優先度 = –)",
	}
	if !slices.Equal(l.refs.lines, want) {
		t.Errorf("got references\n%s\nwant\n%s", strings.Join(l.refs.lines, "\n"), strings.Join(want, "\n"))
	}
	tags := map[string]string{}
	for _, page := range pages {
		for _, p := range page.placed {
			if n := len(p.piece.texts); n > 1 {
				tags[p.piece.texts[0]] = strings.Join(p.piece.texts[1:], " ")
			}
		}
	}
	for first, want := range map[string]string{"表": "R1 R3 R4", "件": "R3", "R7": want[6]} {
		if tags[first] != want {
			t.Errorf("beside %q: got %q, want %q", first, tags[first], want)
		}
	}
	heads := 0
	for _, page := range pages {
		for _, p := range page.placed {
			if strings.Join(p.piece.texts, " ") == "種別 件数 秒 R5 R6" {
				heads++
			}
		}
	}
	if heads != 1 {
		t.Errorf("got %d heads with the ids of the table without a title, want 1", heads)
	}
	if got, ok := tags["元のない表"]; ok {
		t.Errorf("beside a table that comes from no rows: got %q, want nothing", got)
	}
}

func TestIdsInARow(t *testing.T) {
	l := mustLayout(t)
	for want, ids := range map[string][]int{"R3": {3}, "R3 R4": {3, 4}, "R3–R5": {3, 4, 5}, "R1 R3–R6 R9 R10": {1, 3, 4, 5, 6, 9, 10}} {
		if got := strings.Join(l.tag(ids).texts, " "); got != want {
			t.Errorf("%v: got %q, want %q", ids, got, want)
		}
	}
}

func TestNoIdsWithoutWords(t *testing.T) {
	d := referring()
	d.Labels = report.Labels{Reference: "参照"}
	l, _, err := mustPrinter(t).layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	if len(l.refs.lines) != 0 {
		t.Errorf("got %q, want none", l.refs.lines)
	}
}

// Values are printed as they are: braces, scripts, 10,000 characters.
func TestHostileValuesInReferences(t *testing.T) {
	d := referring()
	d.Sections[0].Blocks = d.Sections[0].Blocks[:0]
	for _, s := range append(slices.Clone(hostile), "{where}{column}", strings.Repeat("長", 10_000)) {
		d.Sections[0].Blocks = append(d.Sections[0].Blocks, report.Block{Figures: &report.Figures{Items: []report.Figure{
			{Label: s, Value: from(num("1", 1), report.FnCount, "", is("kind", s, "nowhere", s), nil)}}}})
	}
	l, _, err := mustPrinter(t).layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	if want := "アラート明細: 件数(アラート種別 = {where}{column}、nowhere = {where}{column})"; !slices.Contains(l.refs.lines, want) {
		t.Errorf("got no %q", want)
	}
	mustWrite(t, d, simple)
}

// Every link leads to a page that is there.
func TestLinksLeadSomewhere(t *testing.T) {
	d := referring()
	file := mustWrite(t, d, simple)
	pages := bytes.Count(file, []byte("/Type /Page\n"))
	found := regexp.MustCompile(`/Dest \[(\d+) 0 R /XYZ 0 ([0-9.-]+) null\]`).FindAllSubmatch(file, -1)
	if len(found) < 8 {
		t.Fatalf("got %d links, want one for every id beside a number", len(found))
	}
	for _, m := range found {
		if !bytes.Contains(file, []byte("\n"+string(m[1])+" 0 obj\n<</Type /Page\n")) {
			t.Errorf("a link leads to object %s of a file of %d pages, which is no page", m[1], pages)
		}
	}
}

// The list of references takes something with it to a page of its own.
func TestReferencesAreNotAlone(t *testing.T) {
	p := mustPrinter(t)
	for rows := 1; rows < 60; rows += step(1, 7) {
		d := referring()
		last := &report.Table{ID: "w", Title: "一覧", Columns: []report.Column{{Title: "件名", Wide: true}, {Title: "件", Unit: report.Count}}}
		for range rows {
			last.Rows = append(last.Rows, []report.Cell{txt("アラート"), num("1", 1)})
		}
		d.Sections[0].Blocks = append(d.Sections[0].Blocks, report.Block{Table: last})
		l, pages, err := p.layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		end := pages[len(pages)-1].placed
		if len(end) == len(l.flow)-l.listed && len(l.flow[:l.listed]) > 0 {
			t.Errorf("%d rows: got a page with the references alone", rows)
		}
		shown := 0
		for _, page := range pages[1:] {
			for _, at := range page.placed {
				if slices.Contains(at.piece.texts, "アラート") {
					shown++
				}
			}
		}
		if shown != rows {
			t.Errorf("got %d rows, want %d", shown, rows)
		}
	}
}
