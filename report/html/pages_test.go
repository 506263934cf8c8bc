package html

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"furikaeri/report"
)

// The reports of the sections' own tests as pages. Where FURIKAERI_PAGES names a folder, the pages stay there with the
// documents they are made of: build/test.sh then opens them in a browser.
func TestPagesOfWholeReports(t *testing.T) {
	folder := os.Getenv("FURIKAERI_PAGES")
	if folder == "" {
		folder = t.TempDir()
	}
	documents, err := filepath.Glob("../../app/sections/testdata/*.json")
	if err != nil || len(documents) == 0 {
		t.Fatalf("got documents %v, %v, want those of the sections' tests", documents, err)
	}
	for _, path := range documents {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var d report.Document
		if err := json.Unmarshal(source, &d); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		page := mustWrite(t, &d)
		if !bytes.HasSuffix(bytes.TrimSpace(page), []byte("</html>")) {
			t.Errorf("%s: the page has no end", name)
		}
		for ending, content := range map[string][]byte{".json": source, ".html": page} {
			if err := os.WriteFile(filepath.Join(folder, name+ending), content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
