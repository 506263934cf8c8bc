package kind

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// An example is a line of testdata/kinds.tsv.
type example struct{ title, text, id string }

func mustExamples(t testing.TB) []example {
	t.Helper()
	data, err := os.ReadFile("testdata/kinds.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all []example
	unescape := strings.NewReplacer(`\n`, "\n", `\t`, "\t")
	for _, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			t.Fatalf("testdata/kinds.tsv: %q has %d fields, want 3", line, len(f))
		}
		all = append(all, example{unescape.Replace(f[0]), f[1], f[2]})
	}
	return all
}

func TestFrozenExamples(t *testing.T) {
	examples := mustExamples(t)
	if len(examples) < 37 {
		t.Fatalf("got %d examples, want 37 or more", len(examples))
	}
	var n Namer
	for range 2 { // the second time from memory
		for _, e := range examples {
			if text, id := n.Of(e.title); text != e.text || id.String() != e.id {
				t.Errorf("Of(%q) = %q, %s, want %q, %s", e.title, text, id, e.text, e.id)
			}
			if text, id := reference(e.title); text != e.text || id != e.id {
				t.Errorf("reference(%q) = %q, %s, want %q, %s", e.title, text, id, e.text, e.id)
			}
		}
	}
}

// tricky are titles at the edges of the expressions: what goes back, what overlaps, what only looks like a token.
var tricky = []string{
	"1.2.3.4567", "1234.5.6.7", "1.2.3", "1.2.3.4.", "a1.2.3.4", "1.2.3.4a.com", "1.2.3.4.com", "001.02.3.999",
	"a.com-b", "a.com_b", "a.com.", "a.com..b.com", "a..com", "-a.com", "_a.com", "a_.com", "a-.com", "a.-.com", "a.com-b.net-c",
	"a.local.localdomain", "a.localdomain", "a.localhost", "a.jpx", "a.jp", "x.jp:8080", "日本a.jp日本", "a.日本.jp", "a.b.c.d.e.f.io.x.y",
	"com", ".com", "com.com", "a.com.com", "a.com1", "1.com", "12345678.com", "9.9.9.9.9.9.9.9", "1,2.3,4", "1,,2", "1.", "1..2", ",1",
	"12345678", "1234567", "1234567g", "g12345678", "_12345678", "12345678_", "12345678-", "1234567a", "deadbeef", "DEADBEEF1", "deadbeefg",
	"550e8400-e29b-41d4-a716-446655440000", "x550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-4466554400000",
	"550e8400-e29b-41d4-a716-446655440000-1", "550e8400-e29b-41d4-a716-446655440000.com", "550e8400-e29b-41d4-a716", "12345678-1234-1234-1234-123456789012",
	"１２３．４５６", "①②③", "㍻29年", "½", "x²", "ﷺ", "a\u00a0b", "a\u2003b", "a\u3000b", "a\u200bb", "\u0085x\u2028", "\x00", "\x7f1", "a\u0301.com",
	"か\u3099", "が", "\u3099", "1\u20e3", "é1", "e\u0301", "\u202e moc.elpmaxe", "\ufeff1", "\xff", "a\xffb\xff\xff1.com", "\xe3\x81", "\xed\xa0\x80",
	"𠮷1𠮷", "🔥12345678🔥", "İ.com", "K.com", "ſ.com", "a.ｃｏｍ", "＜script＞", "한글 1", "\u1112\u1161\u11ab",
}

func TestSameAsTheRegularExpressions(t *testing.T) {
	var n Namer
	for _, title := range tricky {
		same(t, &n, title)
	}
	// Strings of pieces that meet in ways that whole titles seldom do. Short ones, and some around the cut at 200.
	pieces := strings.Split("0 1 9 12 123 1234 12345678 a f g A F G x z deadbeef e29b 446655440000 550e8400 . . . - - _ : , / com jp local host localdomain lan "+
		".com .jp .local .internal 1.2.3.4 550e8400-e29b-41d4-a716-446655440000 あ 漢 ー 、 ９ Ａ . : 𠮷 🔥 é \u0301 \u3099 か ﾊ ﾞ \u3000 \u00a0 \u2028 \x00 \xff", " ")
	pieces = append(pieces, " ", "\n", "  ")
	random := rand.New(rand.NewPCG(1, 9))
	for i := range 30_000 {
		var b strings.Builder
		count := 1 + random.IntN(12)
		if i%100 == 0 {
			count = 60 + random.IntN(200)
		}
		for range count {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		same(t, &n, b.String())
		if t.Failed() {
			return
		}
	}
}

// same fails t unless the scanner and the regular expressions agree on title.
func same(t *testing.T, n *Namer, title string) {
	t.Helper()
	wantText, wantID := reference(title)
	text, id := n.Of(title)
	if text != wantText || id.String() != wantID {
		t.Errorf("Of(%q)\n got %q %s\nwant %q %s", title, text, id, wantText, wantID)
	}
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxRunes {
		t.Errorf("Of(%q) = %q, want valid UTF-8 of at most %d code points", title, text, maxRunes)
	}
}

func TestCutIsByCodePointAfterTheTokens(t *testing.T) {
	for _, c := range []struct{ title, want string }{
		{strings.Repeat("𠮷", 201), strings.Repeat("𠮷", 200)},
		{strings.Repeat("あ", 198) + "12345", strings.Repeat("あ", 198) + "<n"},
		{strings.Repeat("あ", 199) + " い", strings.Repeat("あ", 199) + " "},
		{strings.Repeat("あ", 200) + " い", strings.Repeat("あ", 200)},
		{strings.Repeat("あ", 199) + "  ", strings.Repeat("あ", 199)},
		{strings.Repeat("1", 5000) + " x", "<n> x"},
	} {
		if got, _ := Of(c.title); got != c.want {
			t.Errorf("Of(%.40q…) = %q, want %q", c.title, got, c.want)
		}
	}
}

// A long title that makes an expression begin anew at every second place must not take a second.
func TestLongTitlesAreQuick(t *testing.T) {
	for _, piece := range []string{"a-", "a.", "1.", "1,", "deadbeef-", "a.b-", "1.2.3.", " ", "\u0301", "a\u0301", "ﷺ"} {
		title := " " + strings.Repeat(piece, 20_000)
		began := time.Now()
		Of(title)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("Of(%q × 20,000) took %v, want under 2s", piece, took)
		}
	}
}

// Every character that isPlain lets pass must be what NFKC leaves alone wherever it stands, and what appendPlain maps
// must become what NFKC makes of it.
func TestPlainCharactersAreNormal(t *testing.T) {
	for r := rune(0x80); r <= utf8.MaxRune; r++ {
		if got, ok := appendPlain(nil, string(r)); ok && string(got) != norm.NFKC.String(string(r)) {
			t.Errorf("U+%04X becomes %q, want %q", r, got, norm.NFKC.String(string(r)))
		}
		if !isPlain(r) {
			continue
		}
		p := norm.NFKC.PropertiesString(string(r))
		if !norm.NFKC.IsNormalString(string(r)) || p.CCC() != 0 || !p.BoundaryBefore() {
			t.Errorf("U+%04X counts as plain; want not, NFKC may change it", r)
		}
	}
}

// x/text puts U+034F into long rows of marks; Unicode's NFKC has none there.
func TestManyMarksGetNoJoiner(t *testing.T) {
	title := "z" + strings.Repeat("\u0301", 70) + " か" + strings.Repeat("\u3099", 40)
	want := "\u017a" + strings.Repeat("\u0301", 69) + " が" + strings.Repeat("\u3099", 39)
	if got, _ := Of(title); got != want {
		t.Errorf("Of(%q) = %q, want %q", title, got, want)
	}
}

func TestMarkedNFKCIsNFKC(t *testing.T) {
	alphabet := []rune("aezAé１①ｶﾞがか한\u1100\u1161\u11a8\uac00\u0300\u0301\u0323\u0327\u0345\u3099\u309a\u0338≠=ﬁﷺ\u0f71\u0f72\u1e9b\u2126\u0958\U0001D15E\u0cc6\u0cc2\u0cd5")
	random := rand.New(rand.NewPCG(2, 9))
	for range 10_000 {
		s := make([]rune, 1+random.IntN(9))
		for i := range s {
			s[i] = alphabet[random.IntN(len(alphabet))]
		}
		if got, want := markedNFKC(string(s)), norm.NFKC.String(string(s)); got != want {
			t.Fatalf("markedNFKC(%+q) = %+q, want %+q", string(s), got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, s := range []string{"000000000000", "ffffffffffff", "3e91aec5e6db"} {
		if id, err := Parse(s); err != nil || id.String() != s {
			t.Errorf("Parse(%q) = %v, %v, want it back", s, id, err)
		}
	}
	for _, s := range []string{"", "3e91aec5e6d", "3e91aec5e6db0", "3E91AEC5E6DB", "+e91aec5e6db", "3e91_ec5e6db", "ｆfffffffff"} {
		if id, err := Parse(s); err == nil {
			t.Errorf("Parse(%q) = %v, want an error", s, id)
		}
	}
}

func TestNamerForgetsNothingItSaid(t *testing.T) {
	var n Namer
	first, _ := n.Of("disk full on db-1")
	for i := range maxKnown + 10 {
		n.Of(string(rune(0x4E00 + i)))
	}
	if len(n.known) != maxKnown {
		t.Errorf("got %d remembered kinds, want %d", len(n.known), maxKnown)
	}
	if first != "disk full on db-<n>" {
		t.Errorf("an earlier text became %q", first)
	}
}

func FuzzOf(f *testing.F) {
	for _, e := range mustExamples(f) {
		f.Add(e.title)
	}
	for _, title := range tricky {
		f.Add(title)
	}
	f.Fuzz(func(t *testing.T, title string) {
		var n Namer
		same(t, &n, title)
		if text, id := Of(title); text != mustText(reference(title)) || id != idOf([]byte(text)) {
			t.Errorf("Of(%q) = %q, %v differs from a Namer", title, text, id)
		}
	})
}

func mustText(text, _ string) string { return text }

func BenchmarkOf(b *testing.B) {
	for name, title := range map[string]string{
		"ascii":    "PROBLEM: nginx.service failed on web-prd-012.example.jp 5/10",
		"japanese": "【障害】CPU使用率が閾値を超えました (93.2% > 90%) web01",
		"wide":     "ＣＰＵ使用率が閾値を超えました（９３％）：ｗｅｂ",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var n Namer
			for b.Loop() {
				n.Of(title)
			}
		})
		b.Run(name+"/new", func(b *testing.B) {
			b.ReportAllocs()
			var n Namer
			for b.Loop() {
				clear(n.known)
				n.Of(title)
			}
		})
		b.Run(name+"/regexp", func(b *testing.B) {
			for b.Loop() {
				reference(title)
			}
		})
	}
}
