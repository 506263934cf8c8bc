package pagerduty

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// mustWorkbook writes a workbook by what fill puts into it.
func mustWorkbook(t testing.TB, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustRow(t testing.TB, f *excelize.File, sheet, at string, cells ...any) {
	t.Helper()
	if err := f.SetSheetRow(sheet, at, &cells); err != nil {
		t.Fatal(err)
	}
}

func TestWorkbook(t *testing.T) {
	path := mustWorkbook(t, func(f *excelize.File) {
		mustRow(t, f, "Sheet1", "A1", "Notes", "of nobody's interest")
		f.NewSheet("三月")
		mustRow(t, f, "三月", "A1", "アラート一覧")
		mustRow(t, f, "三月", "B3", "#", "Title", "Service", "Created At", "Resolved On", "Time To Resolve (Minutes)", "Priority")
		at := time.Date(2026, 3, 1, 9, 5, 0, 0, time.UTC) // a day without a zone: in the file's, Tokyo
		mustRow(t, f, "三月", "B4", 4711, "ディスク 𠮷 <&>\"'", "web", at, "2026-03-01T01:00:00Z", 12.5, "P2")
		mustRow(t, f, "三月", "B6", 4712, "=cmd\nline", "web", "2026/3/1 9:05", nil, 1.5)
		f.NewSheet("四月")
		mustRow(t, f, "四月", "A1", "id", "Service", "Title", "Created At")
		mustRow(t, f, "四月", "A2", "Q1ABCDEFGHIJKL", "db", "cpu", "2026-04-01T00:00:00Z")
		mustRow(t, f, "四月", "A3", "Q2", "db", "cpu", "soon")
	})
	readings, refused, f, err := readAll(path, options(t))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, r := range readings {
		got = append(got, fmt.Sprintf("%s %q %s %s %s %d", r.ID, r.Title, r.Service, r.TriggeredAt.Format(time.RFC3339), since(r, r.ResolvedAt), r.Row))
	}
	want := []string{
		`#4711 "ディスク 𠮷 <&>\"'" web 2026-03-01T00:05:00Z 3300 1`,
		`#4712 "=cmd\nline" web 2026-03-01T00:05:00Z 90 2`,
		`Q1ABCDEFGHIJKL "cpu" db 2026-04-01T00:00:00Z - 3`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	wantRefusal := Refusal{File: "book.xlsx: 四月", Line: 3, Row: 4, Column: "Created At", Problem: BadTime, Value: "soon"}
	if len(refused) != 1 || refused[0] != wantRefusal {
		t.Errorf("refused %+v, want %+v", refused, wantRefusal)
	}
	if f.Kind() != KindXLSX || f.Rows() != 4 || len(f.SHA256()) != 64 {
		t.Errorf("got kind %s, %d rows, digest %s", f.Kind(), f.Rows(), f.SHA256())
	}
}

// What Excel made of an id cannot be undone: the file is refused. Small whole numbers are ids of other tools.
func TestWorkbookIDs(t *testing.T) {
	for _, c := range []struct {
		name   string
		id     any
		format string
		want   string // the reading's id, or the file's problem
	}{
		{"a text", "Q1", "", "Q1"},
		{"a number of another tool", 10042, "", "10042"},
		{"a power of ten", 1e10, "0.00E+00", "2 excel_ids 10000000000"},
		{"more digits than Excel keeps", 1234567890123456789.0, "", "2 excel_ids 1234567890123450000"},
		{"a day", 46082, "yyyy/m/d", "2 excel_ids 46082"},
		{"a fraction", 1.5, "", "2 excel_ids 1.5"},
		{"a text of a power of ten", "1.00E+10", "", "2 excel_ids 1.00E+10"},
	} {
		path := mustWorkbook(t, func(f *excelize.File) {
			mustRow(t, f, "Sheet1", "A1", "id", "title", "service", "created_at")
			mustRow(t, f, "Sheet1", "A2", c.id, "x", "web", "2026-03-01T00:00:00Z")
			if c.format != "" {
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &c.format})
				if err != nil {
					t.Fatal(err)
				}
				if err := f.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
					t.Fatal(err)
				}
			}
		})
		readings, _, _, err := readAll(path, options(t))
		got := ""
		var bad *FileError
		if errors.As(err, &bad) {
			got = fmt.Sprintf("%d %s %s", bad.Line, bad.Problem, bad.Detail)
		} else if len(readings) == 1 {
			got = readings[0].ID
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// 1904 is what old Macs counted from.
func TestWorkbookDays(t *testing.T) {
	for _, from04 := range []bool{false, true} {
		serial := 46082 + 9.0/24 + 5.0/1440 // 2026-03-01 9:05, a hair less
		if from04 {
			serial -= 1462
		}
		path := mustWorkbook(t, func(f *excelize.File) {
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from04}); err != nil {
				t.Fatal(err)
			}
			mustRow(t, f, "Sheet1", "A1", "id", "title", "service", "created_at")
			mustRow(t, f, "Sheet1", "A2", "P1", "x", "web", serial)
		})
		readings, refused, _, err := readAll(path, options(t))
		if err != nil || len(readings) != 1 {
			t.Fatalf("from 1904 %v: got %v, %v, %v", from04, readings, refused, err)
		}
		if got, want := readings[0].TriggeredAt, time.Date(2026, 3, 1, 0, 5, 0, 0, time.UTC); !got.Equal(want) {
			t.Errorf("from 1904 %v: got %v, want %v", from04, got, want)
		}
	}
}

func TestWorkbookErrors(t *testing.T) {
	for name, c := range map[string]struct {
		fill func(f *excelize.File)
		want string
	}{
		"empty":     {func(f *excelize.File) {}, "0 empty "},
		"no table":  {func(f *excelize.File) { mustRow(t, f, "Sheet1", "A1", "Name", "Phone") }, "0 no_incidents id, title, service, created_at"},
		"no rows":   {func(f *excelize.File) { mustRow(t, f, "Sheet1", "A1", "id", "title", "service", "created_at") }, "0 empty "},
		"no titles": {func(f *excelize.File) { mustRow(t, f, "Sheet1", "A1", "id", "service", "created_at") }, "0 no_incidents title"},
	} {
		_, _, _, err := readAll(mustWorkbook(t, c.fill), options(t))
		var bad *FileError
		if !errors.As(err, &bad) || fmt.Sprintf("%d %s %s", bad.Line, bad.Problem, bad.Detail) != c.want || bad.File != "book.xlsx" {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]numberStyle{
		"General": plainNumber, "0.00": plainNumber, "#,##0": plainNumber, "0.00E+00": scientific, "##0.0E+0": scientific, "yyyy/m/d h:mm": dateNumber,
		`[$-411]ggge"年"m"月"d"日"`: dateNumber, "[h]:mm:ss": dateNumber, `0"days"`: plainNumber, `[Red]0`: plainNumber, `0\d`: plainNumber, "@": plainNumber,
	} {
		if got := formatStyle(code); got != want {
			t.Errorf("formatStyle(%q) = %d, want %d", code, got, want)
		}
	}
}
