package xlsx

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// What stands in a Data table comes back from the file, whatever it looks like.
func TestRowsComeBack(t *testing.T) {
	texts := []string{
		"ディスク使用率", "a < b & c > \"d\" 'e'", " space before", "space after ", "one\ntwo", "\ttab", "_x0041_", "_x0041_x0042_", "_x005F_x0041_",
		"a_x", "_xZZZZ_", "=1+1", "𠮷野家 🚨", "</t></is></c>", "\u202eRTL", "]]>", "_", "x_x_x",
	}
	numbers := []float64{0, -1, 0.1, 1.0 / 3, 2.0 / 3, 123456789.25, 1e15, 1e300, -1e-7, math.MaxInt64}
	data := report.Data{Name: "d", Title: "データ", Columns: []report.DataColumn{{Name: "a", Title: "文字"}, {Name: "b", Title: "数", Unit: report.Hours}}}
	for i, text := range texts {
		data.Rows = append(data.Rows, []report.Value{{Text: text}, number(numbers[i%len(numbers)])})
	}
	data.Rows = append(data.Rows, []report.Value{}, []report.Value{{}, number(7), {Text: "beyond the columns"}})
	var out bytes.Buffer
	if err := Write(&out, &report.Document{Title: "t", Labels: labels(), Data: []report.Data{data}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("データ", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range texts {
		if got := rows[dataHead+i][0]; got != want {
			t.Errorf("text %d: got %q, want %q", i, got, want)
		}
		cell := string(appendNumber(nil, numbers[i%len(numbers)]))
		if got := rows[dataHead+i][1]; got != cell {
			t.Errorf("number %d: got %s, want %s", i, got, cell)
		}
	}
	last := rows[len(rows)-1]
	if got := strings.Join(last, "|"); got != "|7" {
		t.Errorf("short and long rows: got %q, want %q", got, "|7")
	}
}

// A word that does not fit begins a new line, and "w" and "m", as wide as they are, belong to their words.
func TestLinesKeepLatinWords(t *testing.T) {
	for text, want := range map[string]int{"aaaaaaaaaa wwwwwwwwww ああ": 3, "あああああああああ wwwwww": 2, "短い": 1} {
		if got := lines(text, 20); got != want {
			t.Errorf("%s: got %d lines, want %d", text, got, want)
		}
	}
}
