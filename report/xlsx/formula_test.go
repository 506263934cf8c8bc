package xlsx

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// rangeValues are the raw values of 'sheet'!$A$1:$B$2.
func rangeValues(t testing.TB, f *excelize.File, ref string) []string {
	t.Helper()
	sheet, cells, ok := strings.Cut(ref, "!")
	if !ok {
		t.Fatalf("%q is no reference", ref)
	}
	first, last, ok := strings.Cut(strings.ReplaceAll(cells, "$", ""), ":")
	if !ok {
		last = first
	}
	c1, r1, err1 := excelize.CellNameToCoordinates(first)
	c2, r2, err2 := excelize.CellNameToCoordinates(last)
	if err1 != nil || err2 != nil {
		t.Fatalf("%q: %v %v", ref, err1, err2)
	}
	var values []string
	for r := r1; r <= r2; r++ {
		for c := c1; c <= c2; c++ {
			v, err := f.GetCellValue(strings.Trim(sheet, "'"), cellName(c-1, r), excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatalf("%s: %v", ref, err)
			}
			values = append(values, v)
		}
	}
	return values
}

// formulas are the workbook's formulas by sheet and cell.
func formulas(t testing.TB, f *excelize.File) map[[2]string]string {
	t.Helper()
	found := map[[2]string]string{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r := range rows {
			for c := range rows[r] {
				cell := cellName(c, r+1)
				formula, err := f.GetCellFormula(sheet, cell)
				if err != nil {
					t.Fatal(err)
				}
				if formula != "" {
					found[[2]string{sheet, cell}] = formula
				}
			}
		}
	}
	return found
}

func TestRefsBecomeFormulas(t *testing.T) {
	d := document(t)
	all := formulas(t, mustOpen(t, mustWrite(t, d)))
	written := map[string]bool{}
	for _, f := range all {
		written[strings.TrimPrefix(f, arrayMark)] = true
	}
	in := "'インシデント一覧'!$"
	for _, want := range []string{
		"ROWS(" + in + "A$3:$A$352)",
		"SUM(" + in + "H$3:$H$352)/3600",
		`COUNTIFS(` + in + `C$3:$C$352,"P1")`,
		`COUNTIFS(` + in + `C$3:$C$352,"")`,
		`IF(COUNTIFS(` + in + `C$3:$C$352,"P2")=0,"",COUNTIFS(` + in + `C$3:$C$352,"P2",` + in + `F$3:$F$352,"達成")/COUNTIFS(` + in + `C$3:$C$352,"P2")*100)`,
		`IFERROR(AVERAGEIFS(` + in + `H$3:$H$352,` + in + `C$3:$C$352,"P3")/60,"")`,
		`IFERROR(PERCENTILE(IF((` + in + `C$3:$C$352="P3")*(` + in + `I$3:$I$352<>""),` + in + `I$3:$I$352),0.9)/60,"")`,
		`SUM(B6:B10)`,
	} {
		if !written[want] {
			t.Errorf("no cell holds %s", want)
		}
	}
}

// criteria are texts that COUNTIFS could misread, each the only one of its kind among texts that look alike.
func criteria() (*report.Document, []string) {
	texts := []string{"2026-03", "2026-04-01", "P1", "=x", "*a", "ba", "007", "12", ">5", "10%", "9:05", "a?b", "axb", "~t", "TRUE", "日本", "=", "<>", "1/2", "a\"b", "午前9時", "R8.3.1",
		"<決済>", "=cmd|' /C calc'!A0", "Mar 5", "令和8年", "¥100", "(5)", "-5", "1e5", " x ", "ａｂｃ", "🍜𠮷", ""}
	data := report.Data{Name: "d", Title: "元データ", Columns: []report.DataColumn{{Name: "text", Title: "文字"}, {Name: "n", Title: "数", Unit: report.Count}, {Name: "hour", Title: "時", Unit: report.Count}}}
	for i, text := range texts {
		for k := range i%3 + 1 {
			data.Rows = append(data.Rows, []report.Value{{Text: text}, number(float64(i*10 + k)), number(float64(i % 24))})
		}
	}
	return &report.Document{Title: "t", Labels: labels(), Data: []report.Data{data}}, texts
}

func TestCriteriaAreExact(t *testing.T) {
	d, texts := criteria()
	s := newSources()
	s.add(&d.Data[0], "元データ", 3)
	for _, c := range []struct{ text, want string }{
		{"2026-03", `"2026-03*"`}, {"P1", `"P1"`}, {"=x", `"==x"`}, {"*a", `"~*a"`}, {"a?b", `"a~?b"`}, {"~t", `"~~t"`}, {"007", `"007*"`}, {"TRUE", `"TRUE*"`},
		{">5", `"=>5*"`}, {"<>", `"=<>"`}, {"", `""`}, {`a"b`, `"a""b"`}, {"日本", `"日本"`},
	} {
		got, ok := s.byName["d"].columnIndex(0).criterion(c.text)
		if !ok || got != c.want {
			t.Errorf("criterion of %q: got %s %v, want %s", c.text, got, ok, c.want)
		}
	}
	for i, text := range texts {
		n := float64(i%3 + 1)
		if _, ok := s.of(&report.Ref{Data: "d", Fn: report.FnCount, Where: []report.Eq{{Column: "text", Text: text}}}, n); !ok && text != "¥100" {
			t.Errorf("%q: no formula, want one", text)
		}
	}
}

func TestWhatIsNotExactStaysANumber(t *testing.T) {
	data := report.Data{Name: "d", Columns: []report.DataColumn{{Name: "a"}, {Name: "n"}}, Rows: [][]report.Value{
		{{Text: "p1"}, number(1)}, {{Text: "P1"}, number(2)}, {{Text: "P2"}, {Text: "不明"}}, {{Text: "1"}, number(4)}, {{Text: "10"}, number(5)}, {{Text: "20"}, number(6)}, {{Text: strings.Repeat("x", 300)}, number(7)},
		{{Text: "a\x01"}, number(8)}, {{Text: "a"}, number(9)}}}
	s := newSources()
	s.add(&data, "s", 3)
	for _, c := range []struct {
		why  string
		ref  report.Ref
		want float64
	}{
		{"case", report.Ref{Fn: report.FnCount, Where: where("a", "P1")}, 1},
		{"not the document's number: rows are left out", report.Ref{Fn: report.FnCount, Where: where("a", "P2")}, 7},
		{"1 beside 10 and a", report.Ref{Fn: report.FnCount, Where: where("a", "1")}, 1},
		{"long", report.Ref{Fn: report.FnCount, Where: where("a", strings.Repeat("x", 300))}, 1},
		{"control character", report.Ref{Fn: report.FnCount, Where: where("a", "a\x01")}, 1},
		{"text among the numbers", report.Ref{Fn: report.FnP50, Column: "n"}, 5.5},
		{"unknown column", report.Ref{Fn: report.FnCount, Where: where("z", "a")}, 0},
		{"unknown function", report.Ref{Fn: "mode", Column: "n"}, 1},
		{"nothing to divide by", report.Ref{Fn: report.FnShare, Of: where("a", "none")}, 0},
	} {
		c.ref.Data = "d"
		if f, ok := s.of(&c.ref, c.want); ok {
			t.Errorf("%s: got %s, want none", c.why, f.text)
		}
	}
	if _, ok := s.of(nil, 1); ok {
		t.Error("a cell without a Ref has a formula")
	}
}

// Where one text begins another, the first character is the wildcard.
func TestCriterionBesideALongerText(t *testing.T) {
	data := report.Data{Name: "d", Columns: []report.DataColumn{{Name: "a"}}, Rows: [][]report.Value{{{Text: "2026-1"}}, {{Text: "2026-12"}}}}
	s := newSources()
	s.add(&data, "s", 3)
	if got, ok := s.byName["d"].columnIndex(0).criterion("2026-1"); !ok || got != `"?026-1"` {
		t.Errorf("got %s %v, want \"?026-1\"", got, ok)
	}
}

func TestPercentile(t *testing.T) {
	// Excel: PERCENTILE({1,2,3,4}, 0.9) = 1 + 0.9·3 = 3.7
	for p, want := range map[float64]float64{0.5: 2.5, 0.9: 3.7} {
		if got := percentile([]float64{1, 2, 3, 4}, p); math.Abs(got-want) > 1e-12 {
			t.Errorf("percentile %v: got %v, want %v", p, got, want)
		}
	}
	if got := percentile([]float64{7}, 0.9); got != 7 {
		t.Errorf("percentile of one: got %v, want 7", got)
	}
}

func TestColumnName(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA"} {
		if got := columnName(i); got != want {
			t.Errorf("column %s: got %s, want %s", strconv.Itoa(i), got, want)
		}
	}
}
