package pdf

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/report"
)

// files is a list to look things up in, of n rows.
func files(n int, name string) *report.Table {
	t := &report.Table{ID: "files", Columns: []report.Column{{Title: "ファイル", Wide: true}, {Title: "SHA-256"}, {Title: "行数", Unit: report.Count}}}
	for i := range n {
		t.Rows = append(t.Rows, []report.Cell{txt(fmt.Sprintf(name, i)), txt("f2898a497e9d"), num("5,704", 5704)})
	}
	return t
}

func TestLongNarrowListsFold(t *testing.T) {
	for _, c := range []struct {
		name   string
		dense  bool
		list   *report.Table
		pieces int // head and rows as laid out
		second string
	}{
		{"in an appendix", true, files(25, "incidents-%02d.csv"), 1 + 13, "incidents-13.csv"},
		{"elsewhere", false, files(25, "incidents-%02d.csv"), 1 + 25, ""},
		{"short", true, files(foldFrom-1, "incidents-%02d.csv"), foldFrom, ""},
		{"wide", true, files(25, "incidents-of-the-whole-fiscal-year-as-exported-in-the-morning-%02d.csv"), 1 + 25, ""},
		{"higher than a page's larger part", true, files(80, "incidents-%02d.csv"), 1 + 80, ""},
	} {
		l := mustLayout(t)
		l.flow = nil
		if c.dense {
			l.paper = l.paper.dense()
		}
		if err := l.table(c.list, 0); err != nil {
			t.Fatal(err)
		}
		if len(l.flow) != c.pieces {
			t.Errorf("%s: got %d pieces, want %d", c.name, len(l.flow), c.pieces)
		}
		if first := strings.Join(l.flow[1].texts, " "); !strings.Contains(first, "-00") || !strings.Contains(first, c.second) {
			t.Errorf("%s: got %q in the first row, want the first file and %q", c.name, first, c.second)
		}
		if l.tableStyle.size == smallSize {
			t.Errorf("%s: got small text for what follows", c.name)
		}
	}
}
