package pagerduty

import (
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
)

func mustEncode(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// explained is the encoding of a file.
func explained(t testing.TB, content string) string {
	t.Helper()
	e, err := Explain(plain(mustWrite(t, content)), options(t))
	if err != nil {
		return err.Error()
	}
	return e.Encoding
}

// Whatever encoding a table is in, and however far behind that shows: the titles are those that were written.
func TestEncodings(t *testing.T) {
	utf16le, utf16be := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	many := strings.Repeat(plainRow, 9000) // more than is read at once
	for _, c := range []struct {
		name, mark string
		encoding   encoding.Encoding
		titles     []string
		want       string
	}{
		{"UTF-8", "", encoding.Nop, []string{"ディスク 髙﨑①㈱ 𠮷🔥", "é", "°"}, encodingUTF8},
		{"UTF-8 with a mark", "\ufeff", encoding.Nop, []string{"ディスク", "é"}, encodingUTF8},
		{"UTF-16 LE", "\ufeff", utf16le, []string{"ディスク 髙﨑①㈱ 𠮷🔥", "é"}, encodingUTF16LE},
		{"UTF-16 BE", "\ufeff", utf16be, []string{"ディスク 髙﨑①㈱ 𠮷🔥", "é"}, encodingUTF16BE},
		{"UTF-16 LE without a mark", "", utf16le, []string{"ディスク", "plain"}, encodingUTF16LE},
		{"UTF-16 BE without a mark", "", utf16be, []string{"ディスク", "plain"}, encodingUTF16BE},
		{"CP932", "", japanese.ShiftJIS, []string{"ディスク使用率が閾値を超えました", "髙﨑①㈱", "表示ソ能", "ﾃﾞｨｽｸ", "サーバーＡ－１～２∥", "障害"}, encodingCP932},
		{"EUC-JP", "", japanese.EUCJP, []string{"ディスク使用率が閾値を超えました", "①㈱ 障害", "ｻｰﾊﾞｰ障害", "停止"}, encodingEUCJP},
	} {
		for _, title := range c.titles {
			for _, before := range []string{"", many} {
				content := mustEncode(t, c.encoding, c.mark+plainHeader+before+"P9,"+title+",web,2026-03-01T00:00:00Z\n"+plainRow)
				readings, refused := mustRead(t, content)
				n := strings.Count(before, "\n")
				if len(refused) != 0 || len(readings) != n+2 {
					t.Errorf("%s, %s: got %d readings, refused %d", c.name, title, len(readings), len(refused))
					continue
				}
				if got := readings[n].Title; got != title {
					t.Errorf("%s behind %d rows: got %q, want %q", c.name, n, got, title)
				}
				if got := explained(t, content); before == "" && got != c.want {
					t.Errorf("%s, %s: explained as %s, want %s", c.name, title, got, c.want)
				}
			}
		}
	}
}

// The characters beyond JIS X 0208 that Japanese Windows has, byte by byte.
func TestCP932Characters(t *testing.T) {
	for bytes, want := range map[string]string{
		"\xfb\xfc": "髙", "\xed\x95": "﨑", "\xfa\xb1": "﨑", "\x87\x40": "①", "\x87\x8a": "㈱", "\x87\x54": "Ⅰ", "\x81\x60": "～", "\x81\x7c": "－", "\x81\x61": "∥",
		"\x81\x91": "￠", "\x81\x92": "￡", "\x81\xca": "￢", "\x83\x5c": "ソ", "\x95\x5c": "表", "\x94\x5c": "能", "\xb1": "ｱ", "\\": "\\", "~": "~",
	} {
		readings, _ := mustRead(t, plainHeader+"P1,"+mustEncode(t, japanese.ShiftJIS, "警告 ")+bytes+",web,2026-03-01T00:00:00Z\n")
		if len(readings) != 1 || readings[0].Title != "警告 "+want {
			t.Errorf("%x: got %+v, want %s", bytes, readings, want)
		}
	}
}

func TestWhatIsInNoEncodingIsRefusedWhole(t *testing.T) {
	for name, content := range map[string]string{
		"a western encoding":            mustEncode(t, charmap.Windows1252, "P1,Müller und Söhne à gogo,web,2026-03-01T00:00:00Z\n"),
		"another, letters on all sides": mustEncode(t, charmap.Windows1252, "P1,Andrés Pérez Médoc,web,2026-03-01T00:00:00Z\n"),
		"CP932 with a damaged byte":     mustEncode(t, japanese.ShiftJIS, "P1,ディスク") + "\xff\x20使用率,web,2026-03-01T00:00:00Z\n",
		"UTF-8 with a damaged byte":     "P1,ディスク使用率\xe3が,web,2026-03-01T00:00:00Z\n",
		"UTF-8 cut in a character":      "P1,ディスク使用率"[:14] + ",web,2026-03-01T00:00:00Z\n",
		"no text":                       "P1,\x80\x81\x82\xff\xfe\xfd,web,2026-03-01T00:00:00Z\n",
	} {
		_, _, _, err := readAll(mustWrite(t, plainHeader+plainRow+content), options(t))
		bad, ok := err.(*FileError)
		if !ok || bad.Problem != NotText || bad.Line != 3 {
			t.Errorf("%s: got %v, want not_text on line 3", name, err)
		}
	}
}

// In whatever pieces the bytes come, the text is the same.
func TestDecoderDoesNotSeeReads(t *testing.T) {
	for name, content := range map[string]string{
		"UTF-8": "a\n日本語\n𠮷🔥", "CP932": mustEncode(t, japanese.ShiftJIS, "a\n日本語、表示ソ\n"), "EUC-JP": mustEncode(t, japanese.EUCJP, "a\n日本語、ひらがな\n"),
		"UTF-16": mustEncode(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "a\n日本語𠮷\n"), "bad": "a\n日本語日本語日本語\xff", "cut": "a\n日本語"[:10],
	} {
		var first string
		for i, in := range []io.Reader{
			strings.NewReader(content), iotest.OneByteReader(strings.NewReader(content)), iotest.HalfReader(strings.NewReader(content)), iotest.DataErrReader(strings.NewReader(content)),
		} {
			again := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
			out, err := io.ReadAll(newDecoder(in, []byte(content), again))
			got := string(out)
			if err != nil {
				got += " " + err.(*FileError).Error()
			}
			if i == 0 {
				first = got
			} else if got != first {
				t.Errorf("%s in other pieces: got %q, want %q", name, got, first)
			}
		}
		if !strings.HasPrefix(first, "a\n") && name != "bad" {
			t.Errorf("%s: got %q", name, first)
		}
	}
}

func TestHalfASurrogatePairInUTF16IsSeen(t *testing.T) {
	e := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	content := "\xff\xfe" + mustEncode(t, e, plainHeader+"P1,cut ") + "\x3d\xd8" + mustEncode(t, e, ",web,2026-03-01T00:00:00Z\n")
	readings, _ := mustRead(t, content)
	if len(readings) != 1 || readings[0].Title != "cut \uFFFD" {
		t.Errorf("got %+v, want a title that ends in U+FFFD", readings)
	}
}

func TestLinesAndSeparators(t *testing.T) {
	const plainTable = "id,title,service,created_at\nP1,\"a\nb\",web,2026-03-01T00:00:00Z\nP2,x,,2026-03-01T00:00:00Z\n"
	for name, content := range map[string]string{
		"CR":                      strings.ReplaceAll(plainTable, "\n", "\r"),
		"CR, no last":             strings.TrimSuffix(strings.ReplaceAll(plainTable, "\n", "\r"), "\r"),
		"sep=;":                   "sep=;\r\n" + strings.ReplaceAll(plainTable, ",", ";"),
		"sep and tab":             "SEP=\t\n" + strings.ReplaceAll(plainTable, ",", "\t"),
		"commas in quoted header": strings.Replace(strings.ReplaceAll(plainTable, ",", ";"), "title", `"title"`, 1),
	} {
		readings, refused := mustRead(t, content)
		if len(readings) != 2 || len(refused) != 0 || readings[0].Title != "a\nb" || readings[1].Title != "x" {
			t.Errorf("%s: got %+v, refused %v", name, readings, refused)
		}
	}
	_, refused := mustRead(t, strings.ReplaceAll(plainTable+"P3,y,web,soon\n", "\n", "\r"))
	if len(refused) != 1 || refused[0].Line != 5 {
		t.Errorf("CR: refused %v, want line 5", refused)
	}
}

// A cell of 100 MB is refused alone, and never held in memory.
func TestLongCells(t *testing.T) {
	long := strings.Repeat("x", 10<<20)
	for name, content := range map[string]string{
		"plain":           plainHeader + plainRow + "P2," + long + ",web,2026-03-01T00:00:00Z\n" + plainRow,
		"quoted":          plainHeader + plainRow + "P2,\"" + long + "\",web,2026-03-01T00:00:00Z\n" + plainRow,
		"in another":      "id,title,service,created_at,notes\nP1,x,web,2026-03-01T00:00:00Z,\nP2,x,web,2026-03-01T00:00:00Z," + long + "\nP1,x,web,2026-03-01T00:00:00Z,\n",
		"too many quotes": plainHeader + plainRow + "P2,\"" + strings.Repeat(`""`, 2<<20) + "\",web,2026-03-01T00:00:00Z\n" + plainRow,
	} {
		readings, refused := mustRead(t, content)
		if len(readings) != 2 || len(refused) != 1 || refused[0].Problem != TooLong || refused[0].Line != 3 || refused[0].Row != 2 {
			t.Errorf("%s: got %d readings, refused %v, want line 3 too_long", name, len(readings), refused)
		}
	}
	// Nor is it while it is read: what is allocated does not depend on its length.
	for name, content := range map[string]string{
		"a table": plainHeader + "P2,\"" + long + long + long + "\",web,2026-03-01T00:00:00Z\n" + plainRow,
		"JSON":    `[{"id":"P1","title":"` + long + long + long + `","created_at":"2026-03-01T00:00:00Z"},` + restOpen + `]`,
	} {
		path := mustWrite(t, content)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		readings, refused, _, err := readAll(path, options(t))
		runtime.ReadMemStats(&after)
		if err != nil || len(readings) != 1 || len(refused) != 1 {
			t.Errorf("%s: got %d readings, refused %v, %v", name, len(readings), refused, err)
		}
		if got, most := after.TotalAlloc-before.TotalAlloc, uint64(8*maxValue); got > most {
			t.Errorf("%s: allocated %d bytes, want at most %d", name, got, most)
		}
	}
	most := strings.Repeat("x", maxField)
	if readings, _ := mustRead(t, plainHeader+"P1,"+most+",web,2026-03-01T00:00:00Z\n"); len(readings) != 1 || len(readings[0].Title) != maxField {
		t.Errorf("got %d readings, want one with the longest title that there is", len(readings))
	}
}

func TestManyColumns(t *testing.T) {
	var header, row strings.Builder
	for range 70_000 {
		header.WriteString("x,")
		row.WriteString("1,")
	}
	content := header.String() + plainHeader
	for range 10 {
		content += row.String() + plainRow
	}
	readings, refused := mustRead(t, content)
	if len(readings) != 10 || len(refused) != 0 {
		t.Errorf("got %d readings, refused %v", len(readings), refused)
	}
}

func TestNULsRefuseTheirRow(t *testing.T) {
	for _, row := range []string{"P2,a\x00b,web,2026-03-01T00:00:00Z\n", "P2,\"a\x00b\",web,2026-03-01T00:00:00Z\n", "P2,x,web,2026-03-01T00:00:00Z\x00\n", "\x00\x00\x00\x00\n"} {
		readings, refused := mustRead(t, plainHeader+plainRow+row+plainRow)
		if len(readings) != 2 || len(refused) != 1 || refused[0].Problem != NUL || refused[0].Line != 3 {
			t.Errorf("%q: got %d readings, refused %v, want line 3 for its NUL", row, len(readings), refused)
		}
	}
}

func encodingsOfJSON() map[string]encoding.Encoding {
	return map[string]encoding.Encoding{
		"UTF-16 LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16 BE with a mark": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"CP932": japanese.ShiftJIS, "EUC-JP": japanese.EUCJP,
	}
}
