package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWindowAssignsColumns(t *testing.T) {
	w, _ := mustWindow(t)
	path := filepath.Join(t.TempDir(), "other.csv")
	rows := "Ticket,Was ist,Where,Began,=</script>\nA-1,disk,web,2026-03-02 00:00:00,x\nA-2,cpu,web,2026-03-03 00:00:00,y\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	files, err := w.Look([]string{path})
	if err != nil || len(files) != 1 || files[0].OK {
		t.Fatalf("before: got %+v, %v", files, err)
	}
	if said := strings.Join(files[0].Problems, ""); !strings.Contains(said, "件名") || strings.Contains(said, "⟦") {
		t.Errorf("before: got %q, want the missing fields in words", said)
	}
	columns := []AssignedColumn{}
	for i, c := range files[0].Columns {
		if !c.Ask || c.Field != "" {
			t.Errorf("%s: got %+v, want a column to be asked for", c.Header, c)
		}
		columns = append(columns, AssignedColumn{c.Header, []string{"id", "title", "service", "created_at", "no such field"}[i]})
	}
	files, err = w.Assign(path, columns)
	if err != nil || !files[0].OK || files[0].Columns[1].Label != "件名" || files[0].Columns[4].Field != "" || !files[0].Columns[0].Ask {
		t.Fatalf("after: got %+v, %v", files, err)
	}
	if c, err := w.Choices(); err != nil || !c.Empty {
		t.Errorf("an assignment alone: got %+v, %v, want no data", c, err)
	}
	if out, err := w.Import([]string{path}, false); err != nil || !out.OK || out.Files[0].New != "2" {
		t.Errorf("import: got %+v, %v", out, err)
	}
}

func TestEveryFieldHasWords(t *testing.T) {
	w, _ := mustWindow(t)
	for _, code := range []string{"ja", "en"} {
		if _, err := w.SetLanguage(code); err != nil {
			t.Fatal(err)
		}
		seen := map[string]string{}
		for _, f := range w.Fields() {
			if strings.Contains(f.Label, "⟦") || seen[f.Label] != "" {
				t.Errorf("%s: %s is %q, as is %q", code, f.Value, f.Label, seen[f.Label])
			}
			seen[f.Label] = f.Value
		}
	}
}
