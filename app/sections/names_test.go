package sections_test

import (
	"slices"
	"testing"

	"furikaeri/app/lang"
	"furikaeri/app/sections"
)

// Every section of a report can be named by its id and its title, and nothing else can.
func TestNamed(t *testing.T) {
	s := mustStore(t, "a.csv", small(t), smallMap())
	for _, code := range []string{"ja", "en"} {
		w, err := lang.For(code)
		if err != nil {
			t.Fatal(err)
		}
		for kind, q := range map[string]question{"monthly": {period: "2026-03", client: "株式会社山田商事", lang: code}, "quarterly": {period: "FY2025Q4", lang: code}} {
			for _, sec := range mustDocument(t, s, q).Sections {
				if !slices.Contains(sections.IDs(kind), sec.ID) || sections.Named(w, kind, sec.ID) != sec.ID || sections.Named(w, kind, sec.Title) != sec.ID {
					t.Errorf("%s, %s: section %s, %q is not known", kind, code, sec.ID, sec.Title)
				}
			}
			if got := sections.Named(w, kind, "Summary "+kind); got != "" {
				t.Errorf("got %s, want none", got)
			}
			if got := sections.Named(w, kind, "SUMMARY"); got != "summary" {
				t.Errorf("got %q, want summary", got)
			}
		}
	}
}
