package pagerduty

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// However little room a reader has, a text comes out as it went in: a character may be split anywhere.
func TestDecoderWithLittleRoom(t *testing.T) {
	want := strings.Repeat("a,障害,𠮷é\n", 50)
	for room := 1; room <= 80; room++ {
		for name, in := range map[string]io.Reader{"whole": strings.NewReader(want), "bytes": iotest.OneByteReader(strings.NewReader(want))} {
			d := newDecoder(in, []byte(want[:16]), func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(want)), nil })
			var got bytes.Buffer
			p := make([]byte, room)
			for reads := 0; ; reads++ {
				if reads > 10*len(want) {
					t.Fatalf("%s, room for %d bytes: no end", name, room)
				}
				n, err := d.Read(p)
				got.Write(p[:n])
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%s, room for %d bytes: %v", name, room, err)
				}
			}
			if got.String() != want {
				t.Fatalf("%s, room for %d bytes: got %d bytes, want %d", name, room, got.Len(), len(want))
			}
		}
	}
}
