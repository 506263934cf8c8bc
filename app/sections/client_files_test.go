package sections_test

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"furikaeri/report"
)

// filesOf are the names of the files of d, and parts of them, that say text: the printed words and the properties of the
// PDF, the page, each part of the workbook.
func filesOf(t *testing.T, d *report.Document, text string) []string {
	t.Helper()
	out := []string{}
	paper := printed(t, d.Title, d)
	page, sheet := drawn(t, d.Title, d)
	if bytes.Contains(page, []byte(text)) {
		out = append(out, "html")
	}
	if z, err := zip.NewReader(bytes.NewReader(sheet), int64(len(sheet))); err != nil {
		t.Error(err)
	} else {
		for _, f := range z.File {
			if r, err := f.Open(); err != nil {
				t.Error(err)
			} else if body, err := io.ReadAll(r); err != nil {
				t.Error(err)
			} else if bytes.Contains(body, []byte(text)) || strings.Contains(f.Name, text) {
				out = append(out, "xlsx "+f.Name)
			}
		}
	}
	coded := []byte{} // as a PDF's properties and bookmarks have it
	for _, c := range utf16.Encode([]rune(text)) {
		coded = append(coded, byte(c>>8), byte(c))
	}
	if bytes.Contains(paper, coded) {
		out = append(out, "pdf properties")
	}
	if words, ok := printedText(t, paper); ok && strings.Contains(words, squeeze(text)) {
		out = append(out, "pdf words")
	}
	return out
}

// The files themselves, unpacked: a client's hold nothing of another, the team's hold it wherever it is looked for.
func TestFilesOfAClientHoldNothingOfAnother(t *testing.T) {
	s, own, agreed := beside(t)
	if got := filesOf(t, mustDocument(t, s, question{period: "2026-03", client: own, lang: "ja", limits: agreed}), marker); len(got) > 0 {
		t.Errorf("got another client's text in %q", got)
	}
	all := filesOf(t, mustDocument(t, s, question{period: "FY2025Q4", unit: marker + "運用", lang: "ja"}), marker)
	for _, want := range []string{"html", "xlsx docProps/core.xml", "pdf properties"} {
		if !slices.Contains(all, want) {
			t.Errorf("got the marker in %q of the team's report, want it in %q too", all, want)
		}
	}
}
