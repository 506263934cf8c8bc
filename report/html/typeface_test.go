package html

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"furikaeri/report"
)

var faceRule = regexp.MustCompile(`@font-face\{font-family:'BIZ UDPGothic';font-weight:(\d+);src:url\(data:font/woff;base64,([^)]*)\)`)

// mustFaces are the typefaces that a page carries, by weight.
func mustFaces(t *testing.T, page []byte) map[string]*sfnt.Font {
	t.Helper()
	faces := map[string]*sfnt.Font{}
	for _, m := range faceRule.FindAllSubmatch(page, -1) {
		woff, err := base64.StdEncoding.DecodeString(string(m[2]))
		if err != nil {
			t.Fatalf("weight %s: %v", m[1], err)
		}
		if faces[string(m[1])], err = sfnt.Parse(mustUnpack(t, woff)); err != nil {
			t.Fatalf("weight %s: %v", m[1], err)
		}
	}
	return faces
}

// mustUnpack is the font file in a WOFF file.
func mustUnpack(t *testing.T, woff []byte) []byte {
	t.Helper()
	u := binary.BigEndian.Uint32
	n := int(binary.BigEndian.Uint16(woff[12:]))
	head := append([]byte{}, woff[4:8]...)
	head = binary.BigEndian.AppendUint16(head, uint16(n))
	head = append(head, make([]byte, 6)...)
	var body []byte
	for i := range n {
		e := woff[44+20*i:]
		table := woff[u(e[4:]) : u(e[4:])+u(e[8:])]
		if len(table) < int(u(e[12:])) {
			r, err := zlib.NewReader(bytes.NewReader(table))
			if err != nil {
				t.Fatal(err)
			}
			if table, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		head = append(head, e[:4]...)
		head = append(head, e[16:20]...)
		head = binary.BigEndian.AppendUint32(head, uint32(12+16*n+len(body)))
		head = append(head, e[12:16]...)
		body = append(body, table...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(head, body...)
}

func has(t *testing.T, f *sfnt.Font, r rune) bool {
	t.Helper()
	var b sfnt.Buffer
	g, err := f.GlyphIndex(&b, r)
	if err != nil {
		t.Fatalf("looking up %q: %v", r, err)
	}
	return g != 0
}

func TestPageCarriesItsTypeface(t *testing.T) {
	d := fixture()
	d.Data[0].Columns[0].Title = "鸞"
	d.Data[0].Rows[3][2].Text = "雹 𠮷🔥"
	faces := mustFaces(t, mustWrite(t, d))
	if faces["400"] == nil || faces["700"] == nil || len(faces) != 2 {
		t.Fatalf("got typefaces %v, want one of 400 and one of 700", faces)
	}
	for _, c := range []struct {
		what   string
		weight string
		text   string
		want   bool
	}{
		{"the page", "400", d.Title + d.Scope + d.Sections[0].Title + d.Labels.Search + d.Mark + "0123–−▲▼✓〓・…", true},
		{"the page", "700", d.Title + d.Scope + d.Sections[0].Title + d.Labels.RowsBehind + d.Mark + "0123–−▲▼✓〓・…", true},
		{"a row behind a number", "400", "雹", true},
		{"a row behind a number", "700", "雹", false},
		{"the head of these rows", "700", "鸞", true},
		{"nothing of the page", "400", "龜", false},
	} {
		for _, r := range c.text {
			if strings.ContainsRune("{}〓▼", r) {
				continue
			}
			if got := has(t, faces[c.weight], r); got != c.want {
				t.Errorf("%s, weight %s: %q is in the typeface: %v, want %v", c.what, c.weight, r, got, c.want)
			}
		}
	}
}

func TestTypefaceOfManyRowsStaysSmall(t *testing.T) {
	shown, rows := runeSet{}, runeSet{}
	shown.add("振り返り")
	for r := rune(0x4E00); r < 0x4E00+6000; r++ {
		rows[r] = true
	}
	css, err := typeface(shown, rows)
	if err != nil {
		t.Fatal(err)
	}
	if len(css) > 100_000 {
		t.Errorf("got %d bytes, want only what the page itself shows", len(css))
	}
	face := mustFaces(t, []byte(css))["400"]
	for r, want := range map[rune]bool{'振': true, '一': false} {
		if got := has(t, face, r); got != want {
			t.Errorf("%q is in the typeface: %v, want %v", r, got, want)
		}
	}
}

func TestEmptyPageHasATypefaceToo(t *testing.T) {
	if faces := mustFaces(t, mustWrite(t, &report.Document{})); len(faces) != 2 {
		t.Errorf("got %d typefaces, want 2", len(faces))
	}
}

func BenchmarkTypeface(b *testing.B) {
	shown, rows := runeSet{}, runeSet{}
	for r := rune(0x4E00); r < 0x4E00+1200; r += 2 {
		shown[r], rows[r+1] = true, true
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := typeface(shown, rows); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDress(b *testing.B) {
	d := fixture()
	d.Data = []report.Data{incidents(maxRows)}
	p, err := newPage(d)
	if err != nil {
		b.Fatal(err)
	}
	var content bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&content, "content", p); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := p.dress(content.String()); err != nil {
			b.Fatal(err)
		}
	}
}
