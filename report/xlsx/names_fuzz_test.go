package xlsx

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Whatever is wished for: names that Excel takes, no two of them equal.
func FuzzSheetNames(f *testing.F) {
	f.Add("SLO", "slo", "SLO 2")
	f.Add("History", "'a'", strings.Repeat("𠮷", 40))
	f.Add("[a]:*?/\\", "", "\x00\ufeff")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		n := newNames()
		book := excelize.NewFile()
		defer book.Close()
		seen := map[string]bool{}
		for _, wish := range []string{a, b, c} {
			got := n.take(wish)
			if len(utf16.Encode([]rune(got))) > 31 || got == "" || seen[strings.ToLower(got)] {
				t.Errorf("%q: got %q, which is empty, too long or taken", wish, got)
			}
			seen[strings.ToLower(got)] = true
			if strings.EqualFold(got, "Sheet1") {
				continue // the empty book's own
			}
			if _, err := book.NewSheet(got); err != nil {
				t.Errorf("%q: got %q: %v", wish, got, err)
			}
		}
	})
}
