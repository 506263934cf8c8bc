package app

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Two clients never get one file: the later report would stand under the earlier one's name.
func TestFileNames(t *testing.T) {
	for _, c := range []struct{ clients, want []string }{
		{[]string{"山田商事", "A社"}, []string{"山田商事", "A社"}},
		{[]string{"a/b", "a:b", "A?B"}, []string{"a_b", "a_b_2", "A_B_3"}},
		{[]string{"x", "X", "x_2"}, []string{"x", "X_2", "x_2_2"}},
		{[]string{"x_2", "x", "X"}, []string{"x_2", "x", "X_3"}},
		{[]string{"é", "e\u0301"}, []string{"é", "e\u0301_2"}},
		{[]string{"", "..", "con", "NUL.txt", "../../etc"}, []string{"_", "__2", "_con", "_NUL.txt", "_.._etc"}},
		{[]string{"a\u202etxt"}, []string{"atxt"}},
	} {
		if got := fileNames(c.clients); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.clients, got, c.want)
		}
	}
}

func FuzzFileNames(f *testing.F) {
	f.Add("a", "A", "a_2")
	f.Add("con", "..", "\xff/")
	f.Add(strings.Repeat("漢", 100), strings.Repeat("漢", 100), "x\x00")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		names := fileNames([]string{a, b, c})
		seen := map[string]bool{}
		for i, n := range names {
			if !utf8.ValidString(n) || n == "" || len(n) > 130 || strings.ContainsAny(n, "/\\:*?\"<>|\x00") || filepath.Base(n+".pdf") != n+".pdf" {
				t.Errorf("%q: %q is no name for a file", []string{a, b, c}[i], n)
			}
			if seen[sameFile(n)] {
				t.Errorf("%q: the same name twice: %q", []string{a, b, c}, names)
			}
			seen[sameFile(n)] = true
		}
	})
}
