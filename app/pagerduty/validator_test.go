package pagerduty

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// In whatever pieces the bytes come, the verdict is the same: characters and lines go across reads.
func TestValidatorDoesNotSeeReads(t *testing.T) {
	for _, c := range []struct {
		content  string
		problem  Problem // "" = text
		line     int     // of the problem
		lastLine int64
	}{
		{"", "", 0, 0},
		{"a", "", 0, 1},
		{"a\n", "", 0, 1},
		{"a\r\n", "", 0, 2}, // the line feed alone ends it
		{"a\nbcd", "", 0, 3},
		{"a\nbcd\n", "", 0, 3},
		{"a\nbcd\r", "", 0, 3},
		{"abc\n\n", "", 0, 0},
		{"\n", "", 0, 0},
		{"ab\ncdef\nghi\n", "", 0, 3},
		{"日本語\n𠮷🔥", "", 0, 8}, // two characters of four bytes
		{"日\n本\xff語", NotText, 2, 0},
		{"\xc0\x80", NotText, 1, 0},     // an overlong NUL
		{"\xed\xa0\x80", NotText, 1, 0}, // half a surrogate pair
		{"a\n\n\x00", NotText, 3, 0},
		{"\xe6\x97\x00", NotText, 1, 0},
		{"a\n日"[:4], Cut, 2, 0},
		{"a\n𠮷"[:5], Cut, 2, 0},
	} {
		for name, in := range map[string]io.Reader{
			"whole": strings.NewReader(c.content), "bytes": iotest.OneByteReader(strings.NewReader(c.content)),
			"halves": iotest.HalfReader(strings.NewReader(c.content)), "last with its end": iotest.DataErrReader(strings.NewReader(c.content)),
		} {
			v := &validator{in: in, line: 1}
			got, err := io.ReadAll(v)
			if c.problem == "" {
				if err != nil || string(got) != c.content || v.lastLine() != c.lastLine && c.content != "" {
					t.Errorf("%q, %s: got %q, %v, last line %d, want it whole and %d", c.content, name, got, err, v.lastLine(), c.lastLine)
				}
				continue
			}
			bad, ok := err.(*FileError)
			if !ok || bad.Problem != c.problem || bad.Line != c.line {
				t.Errorf("%q, %s: got %v, want %s on line %d", c.content, name, err, c.problem, c.line)
			}
			if _, again := v.Read(make([]byte, 8)); again != err {
				t.Errorf("%q, %s: read on, got %v, want %v", c.content, name, again, err)
			}
		}
	}
}
