package font

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func mustNew(t testing.TB) *Metrics {
	t.Helper()
	m, err := New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return m
}

func TestTTFIsTheEmbeddedFont(t *testing.T) {
	if bytes.Equal(TTF(false), TTF(true)) || len(TTF(false)) < 1<<20 || len(TTF(true)) < 1<<20 {
		t.Errorf("TTF: got %d and %d bytes, want two different fonts", len(TTF(false)), len(TTF(true)))
	}
	if !strings.Contains(License, "SIL OPEN FONT LICENSE Version 1.1") || !strings.Contains(License, "The BIZ UDGothic Project Authors") {
		t.Errorf("License: got %.80q, want the OFL with its copyright line", License)
	}
}

func TestHas(t *testing.T) {
	m := mustNew(t)
	for r, want := range map[rune]bool{
		'a': true, 'あ': true, '髙': true, '﨑': true, '〓': true, '…': true, '−': true, '–': true, '●': true, '▲': true, '▼': true, '▽': true, '✓': true, '〜': true, '～': true, 'é': true, '\u3000': true,
		'𠮷': false, '😀': false, '한': false, '✗': false, '⚠': false, '\u2011': false, '\u200B': false, 0x10FFFF: false, -1: false,
	} {
		if got := m.Has(r); got != want {
			t.Errorf("Has(%q): got %v, want %v", r, got, want)
		}
	}
}

func TestWidth(t *testing.T) {
	m := mustNew(t)
	for _, c := range []struct {
		text string
		want float64
	}{{"", 0}, {"漢字", 20}, {"〓", 10}, {"𠮷", 10}, {"\u200B\uFE0F", 0}, {"😀", 10}} {
		if got := m.Width(c.text, false, 10); math.Abs(got-c.want) > 1e-6 {
			t.Errorf("Width(%q): got %v, want %v", c.text, got, c.want)
		}
	}
	if a, b := m.Width("1111", false, 9), m.Width("8888", false, 9); a != b {
		t.Errorf("figures are not tabular: 1111 is %v wide, 8888 %v", a, b)
	}
}

func TestClean(t *testing.T) {
	m := mustNew(t)
	for _, c := range []struct {
		in, want string
		replaced int
	}{
		{"", "", 0},
		{"普通の文 1,234.5時間", "普通の文 1,234.5時間", 0},
		{"a\tb\nc\r\nd\x00e\x1b[31m", "a b c d e [31m", 0},
		{"non\u2011breaking", "non-breaking", 0},
		{"zero\u200Bwidth\uFEFF\u200D\u202Etxt", "zerowidthtxt", 0},
		{"𠮷野家", "〓野家", 1},
		{"火事🔥です", "火事〓です", 1},
		{"👩‍💻", "〓", 1},
		{"👍🏽👍🏽", "〓〓", 2},
		{"⚠️ 警告", "〓 警告", 1},
		{"🇯🇵", "〓", 1},
		{"か\u3099き\u3099", "がぎ", 0},
		{"e\u0301", "é", 0},
		{"한국", "〓〓", 2},
		{"✗", "〓", 1},
		{"thin\u2009space", "thin space", 0},
		{"bad \xff\xfe utf", "bad 〓 utf", 1},
		{"line\u2028end", "line end", 0},
	} {
		got, n := m.Clean(c.in)
		if got != c.want || n != c.replaced {
			t.Errorf("Clean(%q): got %q, %d, want %q, %d", c.in, got, n, c.want, c.replaced)
		}
	}
}

func TestLines(t *testing.T) {
	m := mustNew(t)
	for _, c := range []struct {
		name, in string
		em       float64 // width of a line in full-width characters
		want     []string
	}{
		{"empty", "", 5, []string{""}},
		{"fits", "五文字です", 5, []string{"五文字です"}},
		{"anywhere", "漢字漢字漢字", 4, []string{"漢字漢字", "漢字"}},
		{"no stop at the start", "漢字漢字。次", 4, []string{"漢字漢", "字。次"}},
		{"no small kana at the start", "障害キャッシュ", 3, []string{"障害", "キャッ", "シュ"}},
		{"no opening bracket at the end", "漢字漢「字」", 4, []string{"漢字漢", "「字」"}},
		{"number with unit", "対応は12時間です", 4.4, []string{"対応は", "12時間", "です"}},
		{"number with figures", "合計 1,234.5時間", 6.5, []string{"合計", "1,234.5時間"}},
		{"percent", "達成率97.2%", 4, []string{"達成率", "97.2%"}},
		{"sign", "前年比−21.3%", 5, []string{"前年比", "−21.3%"}},
		{"quarter", "これは第4四半期", 5, []string{"これは", "第4四半期"}},
		{"number too long with its unit", "1,234.5時間", 5.5, []string{"1,234.5", "時間"}},
		{"latin words", "the quick brown fox", 6.5, []string{"the quick", "brown fox"}},
		{"unit after a space", "takes 240 s", 4.2, []string{"takes", "240 s"}},
		{"word too long", "aaaaaaaaaaaaaaaaaaaaaaaa", 5, nil},
		{"line feed", "a\nb\n", 5, []string{"a", "b", ""}},
		{"no room", "漢字", 0, []string{"漢", "字"}},
	} {
		got := m.Lines(c.in, false, 10, c.em*10)
		if c.want != nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
		if c.want == nil && (len(got) < 2 || strings.Join(got, "") != c.in) {
			t.Errorf("%s: got %q, want %q cut", c.name, got, c.in)
		}
	}
}

func TestFit(t *testing.T) {
	m := mustNew(t)
	for _, c := range []struct {
		in   string
		n    int
		want []string
	}{
		{"短い", 2, []string{"短い"}},
		{"漢字漢字漢字漢字漢字", 1, []string{"漢字漢…"}},
		{"漢字漢字漢字漢字漢字", 2, []string{"漢字漢字", "漢字漢…"}},
		{"漢字漢字漢字漢字", 2, []string{"漢字漢字", "漢字漢字"}},
	} {
		if got := m.Fit(c.in, false, 10, 40, c.n); !slices.Equal(got, c.want) {
			t.Errorf("Fit(%q, %d): got %q, want %q", c.in, c.n, got, c.want)
		}
	}
	// A host name is broken rather than cut.
	if got, want := m.Fit("監視 web-prd-03.c000.example.jp: GC", false, 10, 116, 2), []string{"監視 web-prd-03.", "c000.example.jp: GC"}; !slices.Equal(got, want) {
		t.Errorf("Fit of a host name: got %q, want %q", got, want)
	}
	if got, want := m.Fit("監視 www3.c000.example.jp", false, 10, 130, 2), []string{"監視", "www3.c000.example.jp"}; !slices.Equal(got, want) {
		t.Errorf("Fit of a host name that has room: got %q, want %q", got, want)
	}
	long := m.Fit(strings.Repeat("長い題名", 10000), true, 8.5, 100, 2)
	if len(long) != 2 || !strings.HasSuffix(long[1], "…") {
		t.Errorf("Fit of 40,000 characters: got %q, want 2 lines ending in …", long)
	}
}

func TestMetricsAreSharedSafely(t *testing.T) {
	m := mustNew(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for r := rune(0x3000 + i); r < 0x9000; r += 7 {
				m.Width(string(r), i%2 == 0, 1)
			}
		})
	}
	wg.Wait()
}

func FuzzLines(f *testing.F) {
	for _, s := range []string{"", "対応は12時間です。「かっこ」", "a b  c", "１２３％", "\n\n", "𠮷👩‍💻\u202E", "</script>=cmd|' /C calc'!A0"} {
		f.Add(s, 40.0, 2)
	}
	m := mustNew(f)
	squeeze := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
	f.Fuzz(func(t *testing.T, s string, width float64, n int) {
		clean, _ := m.Clean(s)
		for _, r := range clean {
			if !m.Has(r) {
				t.Fatalf("Clean(%q): got %q, want no %q", s, clean, r)
			}
		}
		if again, n := m.Clean(clean); again != clean || n != 0 {
			t.Fatalf("Clean(%q) again: got %q, %d, want %q, 0", s, again, n, clean)
		}
		lines := m.Lines(clean, true, 10, width)
		if got, want := squeeze(strings.Join(lines, "")), squeeze(clean); got != want {
			t.Fatalf("Lines(%q, %v): got %q, want nothing lost", clean, width, lines)
		}
		for _, l := range lines {
			if w := m.Width(l, true, 10); w > width+1e-6 && utf8.RuneCountInString(l) > 1 {
				t.Fatalf("Lines(%q, %v): line %q is %v wide", clean, width, l, w)
			}
		}
		if n = n & 7; n == 0 {
			n = 1
		}
		if fit := m.Fit(clean, true, 10, width, n); len(fit) > n || len(fit) > len(lines) {
			t.Fatalf("Fit(%q, %v, %d): got %d lines", clean, width, n, len(fit))
		}
		m.Lines(s, false, 10, width)
	})
}

func BenchmarkLines(b *testing.B) {
	m := mustNew(b)
	s := strings.Repeat("ディスク使用率が閾値(90%)を超過しました:/var/log 合計 1,234.5時間。", 20)
	for b.Loop() {
		m.Lines(s, false, 9.5, 493)
	}
}
