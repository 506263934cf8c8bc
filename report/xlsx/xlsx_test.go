package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

func mustWrite(t testing.TB, d *report.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return b.Bytes()
}

func mustOpen(t testing.TB, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("opening the workbook: %v", err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// unzipped are the file's parts by name.
func unzipped(t testing.TB, b []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatalf("reading the zip: %v", err)
	}
	parts := map[string][]byte{}
	for _, e := range z.File {
		r, err := e.Open()
		if err != nil {
			t.Fatalf("opening %s: %v", e.Name, err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("reading %s: %v", e.Name, err)
		}
		parts[e.Name] = content
	}
	return parts
}

// shown are the texts of all cells as a person sees them, and the texts in charts.
func shown(t testing.TB, b []byte) []string {
	t.Helper()
	f := mustOpen(t, b)
	var texts []string
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatalf("reading %s: %v", sheet, err)
		}
		texts = append(texts, slices.Concat(rows...)...)
	}
	title := regexp.MustCompile(`<a:t>([^<]*)</a:t>`)
	for name, content := range unzipped(t, b) {
		if strings.HasPrefix(name, "xl/charts/") {
			for _, m := range title.FindAllSubmatch(content, -1) {
				texts = append(texts, html.UnescapeString(string(m[1])))
			}
		}
	}
	return texts
}

// wanted are the texts that a document's readers must find.
func wanted(d *report.Document) []string {
	texts := []string{d.Title, d.Scope, d.Period, d.Mark, d.Cover.Addressee, d.Cover.Author}
	for _, l := range d.Cover.Lines {
		texts = append(texts, l.Label, l.Text)
	}
	for _, s := range d.Sections {
		texts = append(texts, s.Title, s.Question)
		texts = append(texts, s.Notes...)
		for _, b := range s.Blocks {
			texts = append(texts, blockTexts(b)...)
		}
	}
	for _, data := range d.Data {
		texts = append(texts, data.Title)
		for _, c := range data.Columns {
			texts = append(texts, c.Title)
		}
		for _, row := range data.Rows {
			for i, v := range row {
				if v.Number == nil || data.Columns[i].Unit == report.Count {
					texts = append(texts, v.Text)
				}
			}
		}
	}
	return texts
}

func blockTexts(b report.Block) []string {
	var texts []string
	cells := func(rows ...[]report.Cell) {
		for _, row := range rows {
			for _, c := range row {
				texts = append(texts, c.Text)
			}
		}
	}
	switch {
	case b.Text != nil:
		texts = append(texts, b.Text.Title)
		for _, s := range b.Text.Sentences {
			texts = append(texts, s.Text)
		}
	case b.Figures != nil:
		for _, f := range b.Figures.Items {
			texts = append(texts, f.Label, f.Value.Text, f.After, f.Note)
		}
	case b.Table != nil:
		texts = append(texts, b.Table.Title)
		if len(b.Table.Rows) == 0 {
			return append(texts, b.Table.Empty)
		}
		for _, c := range b.Table.Columns {
			texts = append(texts, c.Title)
		}
		cells(b.Table.Rows...)
		cells(b.Table.Total)
	case b.Chart != nil:
		texts = append(texts, b.Chart.Title, b.Chart.Empty)
		if b.Chart.Empty != "" {
			return texts
		}
		texts = append(texts, b.Chart.Labels...)
		for _, s := range b.Chart.Series {
			texts = append(texts, s.Name)
			for _, c := range s.Cells {
				if c.Number != nil {
					texts = append(texts, c.Text)
				}
			}
		}
	case b.Cards != nil:
		for _, c := range b.Cards.Items {
			texts = append(texts, c.Title)
			for _, l := range c.Lines {
				texts = append(texts, l.Label, l.Text)
			}
			if c.Chart != nil {
				texts = append(texts, blockTexts(report.Block{Chart: c.Chart})...)
			}
		}
	}
	return texts
}

func TestEveryTextIsFound(t *testing.T) {
	d := document(t)
	found := map[string]bool{"": true}
	packed := func(s string) string { return strings.Join(strings.Fields(s), "") } // heads end their lines where they may
	for _, text := range shown(t, mustWrite(t, d)) {
		found[packed(text)] = true
	}
	for _, want := range wanted(d) {
		if !found[packed(want)] {
			t.Errorf("%q is in the document and not in the workbook", want)
		}
	}
}

func TestSameBytes(t *testing.T) {
	d := document(t)
	a, b := mustWrite(t, d), mustWrite(t, d)
	if !bytes.Equal(a, b) {
		other := unzipped(t, b)
		for name, content := range unzipped(t, a) {
			if !bytes.Equal(content, other[name]) {
				t.Errorf("%s differs", name)
			}
		}
		t.Errorf("the same document written twice differs: %d and %d bytes", len(a), len(b))
	}
}

func TestProperties(t *testing.T) {
	b := mustWrite(t, document(t))
	props, err := mustOpen(t, b).GetDocProps()
	if err != nil {
		t.Fatal(err)
	}
	want := [...]string{"月次報告書", "株式会社山田商事 2026年1月〜3月", "ふりかえり運用株式会社", "SLO, 月次", "2026-04-01T00:00:00Z", "2026-04-01T00:00:00Z"}
	got := [...]string{props.Title, props.Subject, props.Creator, props.Keywords, props.Created, props.Modified}
	if got != want {
		t.Errorf("properties: got %q, want %q", got, want)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range z.File {
		if at := e.Modified.UTC().Format("2006-01-02 15:04"); at != "2026-04-01 00:00" {
			t.Errorf("time of %s: got %s, want 2026-04-01 00:00", e.Name, at)
		}
	}
}

func TestNothingIsHidden(t *testing.T) {
	f := mustOpen(t, mustWrite(t, document(t)))
	for _, sheet := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(sheet); err != nil || !visible {
			t.Errorf("sheet %q: visible %v, %v; want true", sheet, visible, err)
		}
	}
}

func TestRelationshipsHaveTargets(t *testing.T) {
	parts := unzipped(t, mustWrite(t, document(t)))
	n := 0
	for name, content := range parts {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		var rels struct {
			Relationship []struct {
				Target     string `xml:",attr"`
				TargetMode string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal(content, &rels); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, r := range rels.Relationship {
			n++
			target := strings.TrimPrefix(r.Target, "/")
			if !strings.HasPrefix(r.Target, "/") {
				target = path.Join(path.Dir(path.Dir(name)), r.Target)
			}
			if r.TargetMode == "External" {
				t.Errorf("%s points outside: %s", name, r.Target)
			} else if parts[target] == nil {
				t.Errorf("%s points at %s, which is not there", name, target)
			}
		}
	}
	if n < 20 {
		t.Errorf("relationships: got %d, want at least 20", n)
	}
}

func TestEverySheetLinksBack(t *testing.T) {
	d := document(t)
	f := mustOpen(t, mustWrite(t, d))
	sheets := f.GetSheetList()
	for _, sheet := range sheets[1:] {
		rows, err := f.GetRows(sheet)
		if err != nil || len(rows) == 0 {
			t.Fatalf("rows of %s: %v", sheet, err)
		}
		col := slices.Index(rows[0], d.Labels.Back)
		if col < 0 {
			t.Errorf("row 1 of %s: got %q, want %q in it", sheet, rows[0], d.Labels.Back)
			continue
		}
		if ok, to, _ := f.GetCellHyperLink(sheet, cellName(col, 1)); !ok || to != "'月次報告書'!A1" {
			t.Errorf("link of %s: got %q, want the cover", sheet, to)
		}
	}
	linked := map[string]bool{}
	for row := 1; row < 60; row++ {
		if ok, to, _ := f.GetCellHyperLink(sheets[0], cellName(0, row)); ok {
			linked[to] = true
		}
	}
	for _, sheet := range sheets[1:] {
		if !linked[quoted(sheet)+"!A1"] {
			t.Errorf("the cover does not link to %s", sheet)
		}
	}
}

func TestHostileTexts(t *testing.T) {
	hostile := []string{"=cmd|' /C calc'!A0", "+81", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "</script>", "🍜𠮷", "\u202Eabc", "a\x00b\x1fc\uFFFE", "_x0041_", "' or 1", "\xff\xfe", ""}
	want := []string{"=cmd|' /C calc'!A0", "+81", "-1+2", "@SUM(A1)", "\t=1", "\n=1", "</script>", "🍜𠮷", "\u202Eabc", "abc", "_x0041_", "' or 1", "", ""}
	d := &report.Document{Title: "=1+1", Labels: labels(), Lang: "ja"}
	data := report.Data{Name: "d", Title: "=1+1", Columns: []report.DataColumn{{Name: "a", Title: "=A1"}}}
	table := report.Table{Columns: []report.Column{{Title: "=A1"}}}
	for _, h := range hostile {
		data.Rows = append(data.Rows, []report.Value{{Text: h}})
		table.Rows = append(table.Rows, []report.Cell{{Text: h}})
	}
	d.Data = []report.Data{data}
	d.Sections = []report.Section{{ID: "a", Title: "=1+1", Question: "=2", Notes: hostile, Blocks: []report.Block{{Table: &table},
		{Chart: &report.Chart{Kind: report.Bar, Title: "=1", Labels: hostile, Series: []report.Series{{Name: "=1"}}}}}}}
	b := mustWrite(t, d)
	f := mustOpen(t, b)
	for i, w := range want {
		for sheet, cell := range map[string]string{"=1+1 2": cellName(0, 5+i), "=1+1 3": cellName(0, dataHead+1+i)} {
			got, err := f.GetCellValue(sheet, cell)
			if err != nil || got != w {
				t.Errorf("%s %s: got %q, %v; want %q", sheet, cell, got, err, w)
			}
			if formula, _ := f.GetCellFormula(sheet, cell); formula != "" {
				t.Errorf("%s %s: %q became the formula %q", sheet, cell, hostile[i], formula)
			}
		}
	}
	for name, content := range unzipped(t, b) {
		if strings.HasPrefix(name, "xl/worksheets/") && bytes.Contains(content, []byte("<f>")) {
			t.Errorf("%s holds a formula, want none", name)
		}
	}
}

func TestLongTextIsCutAndSaid(t *testing.T) {
	long := strings.Repeat("𠮷", 20000)
	d := &report.Document{Title: "t", Labels: labels(), Sections: []report.Section{{ID: "a", Title: "a",
		Blocks: []report.Block{{Text: &report.Text{Sentences: []report.Sentence{{Text: long}}}}}}}}
	b := mustWrite(t, d)
	got, err := mustOpen(t, b).GetCellValue("a", "A3")
	if err != nil || got != strings.Repeat("𠮷", 16383) {
		t.Errorf("cut text: got %d characters, %v; want 16383", len([]rune(got)), err)
	}
	if want := "長い文字列 1件を表計算の上限で切っています。"; !slices.Contains(shown(t, b), want) {
		t.Errorf("%q is not said", want)
	}
}

func TestEmptyDocument(t *testing.T) {
	b := mustWrite(t, &report.Document{})
	if got := mustOpen(t, b).GetSheetList(); !slices.Equal(got, []string{"-"}) {
		t.Errorf("sheets of an empty document: got %q, want one", got)
	}
}

func TestUnknownChart(t *testing.T) {
	d := &report.Document{Sections: []report.Section{{ID: "s", Title: "s", Blocks: []report.Block{{Chart: &report.Chart{ID: "c", Kind: "radar",
		Labels: []string{"a"}, Series: []report.Series{{Name: "n"}}}}}}}}
	err := Write(io.Discard, d)
	if want := `section "s": chart "c": unknown kind "radar"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSheetNames(t *testing.T) {
	n := newNames()
	long := strings.Repeat("長", 40)
	for _, c := range []struct{ wish, want string }{
		{"SLO: 達成/未達 [P1]?*\\", "SLO 達成 未達 P1"}, {"slo 達成 未達 p1", "slo 達成 未達 p1 2"}, {"History", "History 2"}, {"'a'", "a"}, {"", "-"}, {"\x00", "- 2"},
		{long, strings.Repeat("長", 31)}, {long, strings.Repeat("長", 29) + " 2"}, {strings.Repeat("𠮷", 20), strings.Repeat("𠮷", 15)},
	} {
		if got := n.take(c.wish); got != c.want {
			t.Errorf("name of %q: got %q, want %q", c.wish, got, c.want)
		}
	}
}

func TestNumberFormat(t *testing.T) {
	for _, c := range []struct {
		text   string
		n      float64
		unit   report.Unit
		format string
		stored float64
		exact  bool
	}{
		{"1,234", 1234, report.Count, `#,##0;"−"#,##0`, 1234, true},
		{"97.2%", 97.24, report.Percent, `#,##0.0"%";"−"#,##0.0"%"`, 97.24, true},
		{"−21.3%", -21.3, report.Change, `"+"#,##0.0"%";"−"#,##0.0"%";#,##0.0"%"`, -21.3, true},
		{"+4.0%", 4, report.Change, `"+"#,##0.0"%";"−"#,##0.0"%";#,##0.0"%"`, 4, true},
		{"+354.5 (+19.9%)", 354.46, report.Hours, `"+"#,##0.0;"−"#,##0.0`, 354.46, true},
		{"▲ 3.2時間", -3.2, report.Hours, `#,##0.0"時間";"▲ "#,##0.0"時間"`, -3.2, true},
		{"99.9%", 99.96, report.Percent, `#,##0.0"%";"−"#,##0.0"%"`, 99.9, false},
		{"1時間05分", 65, report.Minutes, `#,##0.0;"−"#,##0.0`, 65, true},
		{"2025", 2025, report.None, `0;"−"0`, 2025, true},
		{"0.0", 0, report.Hours, `#,##0.0;"−"#,##0.0`, 0, true},
	} {
		format, stored, exact := numberFormat(c.text, c.n, c.unit)
		if format != c.format || stored != c.stored || exact != c.exact {
			t.Errorf("%q %v: got %s %v %v, want %s %v %v", c.text, c.n, format, stored, exact, c.format, c.stored, c.exact)
		}
	}
}

// Whatever the document holds, Write neither panics nor fails, and the workbook opens.
func TestStrangeDocuments(t *testing.T) {
	long := strings.Repeat("とても長い題名 & more ", 600)
	nan, inf := math.NaN(), math.Inf(1)
	var wide report.Table
	for i := range 60 {
		wide.Columns = append(wide.Columns, report.Column{Title: long, Wide: i%2 == 0, Unit: []report.Unit{report.None, report.Hours}[i%2], Spark: i == 3})
	}
	for i := range 50 {
		row := make([]report.Cell, i)
		for k := range row {
			row[k] = report.Cell{Text: "12", Number: []*float64{&nan, &inf, report.Num(12), nil}[k%4], Spark: []*float64{&nan, nil, report.Num(1)}}
		}
		wide.Rows = append(wide.Rows, row)
	}
	wide.Total = []report.Cell{plain(long)}
	var charts []report.Block
	for _, kind := range []report.ChartKind{report.Bar, report.Line, report.Pareto, report.Donut, report.Waterfall, report.Heatmap} {
		many := make([]string, 40)
		for i := range many {
			many[i] = long
		}
		cells := []report.Cell{{Text: "1", Number: &nan}, {Text: "2", Number: &inf}, num("3", 3), num("x", -3), plain(""), num("-4", -4)}
		c := &report.Chart{ID: long, Kind: kind, Title: long, Subtitle: long, Horizon: long, Labels: many, Marks: []report.Mark{{Name: long, At: nan}},
			Series: []report.Series{{Name: long, Cells: cells, Stack: "a"}, {Name: "", Cells: nil, Stack: "b"}, {Name: "n", Kind: report.Line, Unit: report.Percent, Cells: make([]report.Cell, 90)}}}
		charts = append(charts, report.Block{Chart: c}, report.Block{Chart: &report.Chart{Kind: kind}}, report.Block{Chart: &report.Chart{Kind: kind, Labels: []string{"a"}, Series: []report.Series{{}}}},
			report.Block{Cards: &report.Cards{Items: []report.Card{{Title: long, Lines: []report.Entry{{Label: long, Text: long}}, Chart: c}, {}}}})
	}
	figures := &report.Figures{Items: []report.Figure{{}, {Label: long, Value: num(long, 1), After: long, Note: long}}}
	section := func(blocks ...report.Block) report.Section {
		return report.Section{ID: "s", Title: long, Question: long, Blocks: blocks, Notes: []string{long, ""}}
	}
	for name, d := range map[string]*report.Document{
		"table":   {Sections: []report.Section{section(report.Block{Table: &wide})}},
		"charts":  {Sections: []report.Section{section(charts...)}},
		"line":    {Sections: []report.Section{section(charts[4:8]...)}},
		"figures": {Sections: []report.Section{section(report.Block{Figures: figures}, report.Block{}, report.Block{Table: &report.Table{}}, report.Block{Cards: &report.Cards{}}, report.Block{Text: &report.Text{Style: "new"}})}},
		"data":    {Data: []report.Data{{}, {Name: "a", Title: long, Columns: []report.DataColumn{{Title: long}, {}}, Rows: [][]report.Value{{}, {{Text: long}}, {{Number: &nan}, {Text: "b"}, {Text: "c"}}}}}},
		"words":   {Title: long, Scope: long, Period: strings.Repeat("&", 300), Mark: strings.Repeat("&", 300), Issued: "soon", Accent: "red", Cover: report.Cover{Addressee: long, Author: long, Lines: []report.Entry{{Label: long, Text: long}}}, Labels: report.Labels{Page: strings.Repeat("&{page}", 90), Back: long}},
	} {
		t.Run(name, func(t *testing.T) {
			mustOpen(t, mustWrite(t, d))
		})
	}
}

// Numbers are numbers under their formats, not texts that look like them.
func TestNumbersAreNumbers(t *testing.T) {
	f := mustOpen(t, mustWrite(t, document(t)))
	for _, c := range []struct{ sheet, cell, shown, raw, format string }{
		{"サマリ", "C7", "350", "350", "#,##0"},
		{"SLO達成状況", "D6", "95.0%", "95", `#,##0.0"%"`},
		{"SLO達成状況", "E7", "−3.2%", "-3.2", `"+"#,##0.0"%";"−"#,##0.0"%"`},
		{"インシデント一覧", "H3", "600", "600", "#,##0"},
	} {
		shown, _ := f.GetCellValue(c.sheet, c.cell)
		raw, _ := f.GetCellValue(c.sheet, c.cell, excelize.Options{RawCellValue: true})
		id, _ := f.GetCellStyle(c.sheet, c.cell)
		style, err := f.GetStyle(id)
		if err != nil || style.CustomNumFmt == nil {
			t.Errorf("%s %s has no number format: %v", c.sheet, c.cell, err)
			continue
		}
		if shown != c.shown || raw != c.raw || !strings.HasPrefix(*style.CustomNumFmt, c.format) {
			t.Errorf("%s %s: got %q, %q under %s; want %q, %q under %s", c.sheet, c.cell, shown, raw, *style.CustomNumFmt, c.shown, c.raw, c.format)
		}
	}
}

func TestHeadsBreakBeforeTheirUnit(t *testing.T) {
	for _, c := range []struct {
		title string
		width float64
		want  string
	}{
		{"件数", 8, "件数"},
		{"有人対応(時間)", 30, "有人対応(時間)"},
		{"有人対応(時間)", 11, "有人対応\n(時間)"},
		{"前年 90%点(分)", 9, "前年\n90%点\n(分)"},
		{"前年 90%点(分)", 14, "前年 90%点\n(分)"},
		{"Minutes per alert", 12, "Minutes\nper alert"},
		{"", 8, ""},
	} {
		if got := headLines(c.title, c.width); got != c.want {
			t.Errorf("%q in %v: got %q, want %q", c.title, c.width, got, c.want)
		}
	}
}

// Incident numbers are texts on purpose, and no reader is to believe that a sheet is one cell.
func TestSheetsAreQuiet(t *testing.T) {
	for name, part := range unzipped(t, mustWrite(t, document(t))) {
		if !strings.HasPrefix(name, "xl/worksheets/sheet") {
			continue
		}
		if strings.Contains(string(part), "<dimension") {
			t.Errorf("%s says where its cells end", name)
		}
		at := strings.Index(string(part), "<ignoredErrors>")
		if at < strings.Index(string(part), "</headerFooter>") || strings.Contains(string(part[:max(at, 0)]), "<drawing") {
			t.Errorf("%s: ignoredErrors at %d, want it after the footer and before the drawing", name, at)
		}
	}
}

// A list that runs on to other pages has its head there, unless something else stands there too.
func TestListsRepeatTheirHeads(t *testing.T) {
	list := &report.Table{Columns: []report.Column{{Title: "a"}, {Title: "b", Unit: report.Count}}}
	for i := range 60 {
		list.Rows = append(list.Rows, []report.Cell{plain("x"), num(strconv.Itoa(i+1), float64(i+1))})
	}
	short := &report.Table{Columns: list.Columns, Rows: list.Rows[:3]}
	for _, c := range []struct {
		blocks []report.Block
		want   string
	}{
		{[]report.Block{{Table: short}, {Table: list}}, "'s'!$9:$9"},
		{[]report.Block{{Table: list}, {Text: &report.Text{Sentences: []report.Sentence{{Text: "x"}}}}}, "'s'!$4:$4"},
		{[]report.Block{{Table: list}, {Table: short}}, ""},
		{[]report.Block{{Table: short}}, ""},
	} {
		f := mustOpen(t, mustWrite(t, &report.Document{Title: "t", Sections: []report.Section{{ID: "s", Title: "s", Question: "?", Blocks: c.blocks}}}))
		got := ""
		for _, n := range f.GetDefinedName() {
			if n.Name == "_xlnm.Print_Titles" {
				got = n.RefersTo
			}
		}
		if got != c.want {
			t.Errorf("%d blocks: got %q, want %q", len(c.blocks), got, c.want)
		}
	}
}
