package app

import (
	"path/filepath"
	"slices"
	"testing"
)

// The sheet of the map tells the same of every service as the window's table; the sheet begins with the map, the table with
// what the map lacks.
func TestSheetAndTableOfTheMapAgree(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	if _, err := w.SaveMapRow(MapRow{Place: -1, Service: "svc t*", Client: "山田", From: "2026-03-01"}, MapRow{Place: -1, Service: "x"}); err != nil {
		t.Fatal(err)
	}
	table, err := w.Map()
	if err != nil {
		t.Fatal(err)
	}
	Close(w)
	path := filepath.Join(t.TempDir(), "map.csv")
	c, err := w.app.ExportMap(t.Context(), path)
	if err != nil || c != (MapChange{Entries: 1, Services: 2, Unmapped: 1}) {
		t.Errorf("got %+v, %v; want one entry and one service that it lacks", c, err)
	}
	sheet, err := readSheet(path, func(string) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	got := [][]string{}
	for _, r := range table.Rows {
		got = append(got, []string{r.ServiceID, r.Service, r.Project, r.Client, r.Unit, r.From, r.Until, r.Incidents})
	}
	slices.Reverse(got)
	want := [][]string{{"", "svc t*", "", "山田", "", "2026-03-01", "", "1"}, {"S1", "svc one", "", "", "", "", "", "2"}}
	if len(got) != 2 || len(sheet) != 3 {
		t.Fatalf("got the table %q and the sheet %+v, want two rows in each", got, sheet)
	}
	for i := range want {
		if !slices.Equal(got[i], sheet[i+1].cells) || !slices.Equal(got[i], want[i]) {
			t.Errorf("row %d: got %q in the table and %q in the sheet, want %q", i, got[i], sheet[i+1].cells, want[i])
		}
	}
}
