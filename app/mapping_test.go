package app

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/pagerduty"
	"furikaeri/app/store"
)

// hostile are names that spreadsheets, CSV or XML could make something else of. Control characters are not among them: a
// workbook cannot hold them.
var hostile = []string{"=cmd|' /C calc'!A0", "+1", "-1", "@sum", "'=quoted", "''+x", "'plain", "=一", "</script><b>", "𠮷野家 🎉", "a,b\"c", "two\nlines",
	"\u202eright to left", "007", "_x0041_", "tab\there", "1.00E+10", "2025-04-01", "TRUE", " ", strings.Repeat("長", 1000)}

func dayOf(t *testing.T, s string) *int64 {
	t.Helper()
	d, err := incident.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	n := int64(d)
	return &n
}

// mustApp is an App on a workspace of its own.
func mustApp(t *testing.T) *App {
	t.Helper()
	return &App{Dir: filepath.Join(t.TempDir(), "ws"), Now: func() time.Time { return time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC) }, Command: "test"}
}

func TestMapSurvivesItsSheets(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	want := []store.MapEntry{}
	for i, n := range hostile {
		if n == " " {
			continue
		}
		e := store.MapEntry{Service: n, Project: n, Client: n, Unit: n, FromDay: dayOf(t, "2025-04-01")}
		if i%2 == 0 {
			e.ServiceID, e.FromDay, e.UntilDay = n, nil, dayOf(t, "2026-03-31")
		}
		want = append(want, e)
	}
	if err := a.with(ctx, func(w *work) error { return w.SetMap(ctx, want) }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"map.csv", "map.xlsx"} {
		path := filepath.Join(t.TempDir(), name)
		if _, err := a.ExportMap(ctx, path); err != nil {
			t.Fatal(err)
		}
		if _, err := a.ImportMap(ctx, path); err != nil {
			t.Fatal(err)
		}
		var got []store.MapEntry
		err := a.with(ctx, func(w *work) (err error) { got, err = w.Map(ctx); return err })
		if err != nil {
			t.Fatal(err)
		}
		for i := range min(len(got), len(want)) {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%s: got %+v, want %+v", name, got[i], want[i])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: got %d entries, want %d", name, len(got), len(want))
		}
	}
}

func TestExportedMapHasNoFormulas(t *testing.T) {
	var b bytes.Buffer
	s := sheet{header: []string{"a"}, numeric: []bool{false}, widths: []float64{10}}
	for _, n := range hostile {
		s.rows = append(s.rows, []string{n})
	}
	if err := s.csv(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(strings.TrimPrefix(b.String(), bom), "\r\n") {
		if isFormula(strings.TrimPrefix(line, `"`)) {
			t.Errorf("got the cell %q, want a ' before it", line)
		}
	}
	b.Reset()
	if err := s.xlsx(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for i, n := range hostile {
		cell := "A" + strconv.Itoa(i+2)
		formula, err := f.GetCellFormula("Sheet1", cell)
		if err != nil || formula != "" {
			t.Errorf("%s: got formula %q, %v, want none", cell, formula, err)
		}
		if got, err := f.GetCellValue("Sheet1", cell); err != nil || got != n {
			t.Errorf("%s: got %q, %v, want %q", cell, got, err, n)
		}
	}
}

func TestReadMapNamesEveryMistake(t *testing.T) {
	head := []string{"service_id", "service", "client", "from", "until"}
	for _, c := range []struct {
		name string
		rows [][]string
		want []string // keys and lines
	}{
		{"all well", [][]string{head, {"P1", "", "c", "2025/4/1", "2025.4.2"}, {"", "s*", "c", "2025年4月1日", "2025-04-01 00:00:00"}}, nil},
		{"only a name", [][]string{head, {"P1", "s", "", "", ""}, {}, {"", "", "", "", ""}}, nil},
		{"no row", nil, []string{"error.file.empty"}},
		{"unknown header", [][]string{{"service", "color"}}, []string{"error.map.header 1"}},
		{"one header twice", [][]string{{"service", "お客様", "client"}}, []string{"error.map.header_twice 1"}},
		{"no service column", [][]string{{"client"}}, []string{"error.map.no_service_column 1"}},
		{"several", [][]string{head, {"", "", "c"}, {"P1", "", "c", "tomorrow"}, {"P2", "", "c", "2025-04-02", "2025-04-01"}, {"P3", "", "c"}, {"P3", "x", "c"}, {"P4", "", "c", "", "", "more"}},
			[]string{"error.map.no_service 2", "error.map.date 3", "error.map.from_after_until 4", "error.map.twice 6", "error.map.columns 7"}},
		{"no such day", [][]string{head, {"P1", "", "c", "2025-02-30"}}, []string{"error.map.date 2"}},
	} {
		rows := []sheetRow{}
		for i, r := range c.rows {
			rows = append(rows, sheetRow{i + 1, r})
		}
		_, err := readMap("m.csv", rows, "")
		got := []string{}
		list := []error{err}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			list = many.Unwrap()
		}
		for _, one := range list {
			var e *Error
			if errors.As(one, &e) {
				got = append(got, e.Key)
				if len(e.Args) > 3 {
					got[len(got)-1] += " " + e.Args[3]
				}
			}
		}
		if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMapColumnKnowsTheWorkspacesWord(t *testing.T) {
	for header, want := range map[string]int{"Service ID": mapServiceID, "サービス名": mapService, "顧客": mapClient, "拠点": mapUnit, " until ": mapUntil, "色": -1} {
		if got := mapColumn(header, "拠点"); got != want {
			t.Errorf("mapColumn(%q): got %d, want %d", header, got, want)
		}
	}
}

// Files as Excel and editors in Japan save them.
func TestReadSheetKnowsEncodings(t *testing.T) {
	const text = "サービス名,お客様\r\n①店舗〜表,髙山商事\r\n"
	sjis, err := japanese.ShiftJIS.NewEncoder().String(strings.ReplaceAll(text, "〜", "~"))
	if err != nil {
		t.Fatal(err)
	}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"UTF-8": text, "UTF-8 with BOM": bom + text, "Shift_JIS": sjis, "UTF-16 with tabs": utf16, "semicolons": strings.ReplaceAll(text, ",", ";")} {
		path := filepath.Join(t.TempDir(), "map.csv")
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := readSheet(path, func(string) bool { return false })
		if err != nil || len(rows) != 2 || rows[0].cells[0] != "サービス名" || rows[1].cells[1] != "髙山商事" || rows[1].line != 2 {
			t.Errorf("%s: got %+v, %v, want the header and one row", name, rows, err)
		}
	}
	for name, c := range map[string]struct{ file, body, key string }{
		"binary":        {"m.csv", "a,b\x00\n", "error.file.not_text"},
		"no encoding":   {"m.csv", "\xff\xff\xfd", "error.file.not_text"},
		"open quote":    {"m.csv", "a,\"b\n", "error.sheet.csv"},
		"no workbook":   {"m.xlsx", "a,b\n", "error.sheet.xlsx"},
		"another thing": {"m.txt", "a,b\n", "error.sheet.ending"},
	} {
		path := filepath.Join(t.TempDir(), c.file)
		if err := os.WriteFile(path, []byte(c.body), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readSheet(path, func(string) bool { return false })
		var e *Error
		if !errors.As(err, &e) || e.Key != c.key {
			t.Errorf("%s: got %v, want %s", name, err, c.key)
		}
	}
}

// Excel keeps dates as numbers of days.
func TestReadSheetReadsDatesOfWorkbooks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "map.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]any{"A1": "service", "B1": "開始日", "C1": "client", "A2": 45748, "B2": time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC), "C2": "c"} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	rows, err := readSheet(path, func(h string) bool { return mapColumn(h, "") == mapFrom })
	if want := []string{"45748", "2025-04-01", "c"}; err != nil || len(rows) != 2 || !reflect.DeepEqual(rows[1].cells, want) {
		t.Errorf("got %+v, %v, want %v", rows, err, want)
	}
}

func TestWriteRefusedIsTextAlone(t *testing.T) {
	words, err := lang.For("ja")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "refused.csv")
	r := ImportResult{Refusals: []pagerduty.Refusal{{File: "=a.csv", Line: 3, Column: "created_on", Problem: pagerduty.BadTime, Value: "=cmd()"}}}
	if err := mustApp(t).WriteRefused(context.Background(), path, words, []ImportResult{r}); err != nil {
		t.Fatal(err)
	}
	body, err := os.ReadFile(path)
	if want := bom + "ファイル,行,列,理由,値\r\n'=a.csv,3,created_on,日時として読めません,'=cmd()\r\n"; err != nil || string(body) != want {
		t.Errorf("got %q, %v, want %q", body, err, want)
	}
}
