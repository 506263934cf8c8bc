package app

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Whatever a sheet's file holds: rows or a sentence, and the same twice.
func FuzzSheet(f *testing.F) {
	f.Add([]byte("service,client\nshop,a\n"), false)
	f.Add([]byte("\xef\xbb\xbfcolumn;field\r\n\"a\"\"b\";title\r\n"), false)
	f.Add([]byte("\x8eR\x93c,\"\n"), false)
	f.Add([]byte("PK\x03\x04"), true)
	f.Fuzz(func(t *testing.T, body []byte, workbook bool) {
		path := filepath.Join(t.TempDir(), "sheet.csv")
		if workbook {
			path = filepath.Join(t.TempDir(), "sheet.xlsx")
		}
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
		isDate := func(string) bool { return true }
		rows, err := readSheet(path, isDate)
		again, errAgain := readSheet(path, isDate)
		if len(rows) != len(again) || (err == nil) != (errAgain == nil) {
			t.Errorf("read twice: %d rows and %v, then %d and %v", len(rows), err, len(again), errAgain)
		}
		if e := (*Error)(nil); err != nil && !errors.As(err, &e) {
			t.Errorf("got %v, want a sentence", err)
		}
		if _, err := readMap("sheet", rows, ""); err == nil && len(rows) == 0 {
			t.Error("an empty sheet is no map")
		}
	})
}
