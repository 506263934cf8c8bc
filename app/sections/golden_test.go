package sections_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"furikaeri/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// written is a document's JSON, broken into lines between the parts of lists.
func written(tb testing.TB, d *report.Document) []byte {
	tb.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		tb.Fatal(err)
	}
	return []byte(strings.NewReplacer("},{", "},\n{", "],[", "],\n[", `":[{`, "\":[\n{", `":[[`, "\":[\n[").Replace(b.String()))
}

// The whole document of each sample, as its JSON. Run with -update and look at the difference.
func TestGolden(t *testing.T) {
	for _, s := range samples(t) {
		if strings.HasPrefix(s.name, "quarterly-unit") {
			continue // the whole with less in it
		}
		got := written(t, s.doc)
		if i := strings.Index(string(got), "⟦"); i >= 0 {
			t.Errorf("%s: a word is missing: %.60s", s.name, got[i:])
		}
		path := filepath.Join("testdata", s.name+".json")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(got, want) {
			continue
		}
		g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
		for i := range min(len(g), len(w)) {
			if g[i] != w[i] {
				t.Errorf("%s:%d: got %s, want %s", path, i+1, g[i], w[i])
				break
			}
		}
		if len(g) != len(w) {
			t.Errorf("%s: got %d lines, want %d", path, len(g), len(w))
		}
	}
}

// The same input twice is the same document.
func TestTheSameTwice(t *testing.T) {
	s := mustStore(t, "a.csv", small(t), smallMap())
	first := written(t, mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"}))
	for range 5 {
		if !bytes.Equal(written(t, mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"})), first) {
			t.Fatal("got another document, want the same bytes")
		}
	}
}

func mustUnmarshal(tb testing.TB, body []byte, to any) {
	tb.Helper()
	if err := json.Unmarshal(body, to); err != nil {
		tb.Fatal(err)
	}
}
