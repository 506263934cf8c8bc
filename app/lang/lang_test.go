package lang

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
)

func mustWords(t *testing.T, code string) map[string]string {
	t.Helper()
	body, err := files.ReadFile(code + ".json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(body, &words); err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return words
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func TestCataloguesHaveTheSameKeysAndNames(t *testing.T) {
	ja, en := mustWords(t, "ja"), mustWords(t, "en")
	for _, k := range slices.Sorted(maps.Keys(ja)) {
		if _, ok := en[k]; !ok {
			t.Errorf("en.json lacks %q", k)
			continue
		}
		a, b := placeholder.FindAllString(ja[k], -1), placeholder.FindAllString(en[k], -1)
		slices.Sort(a)
		slices.Sort(b)
		if a, b := slices.Compact(a), slices.Compact(b); !slices.Equal(a, b) && !strings.HasPrefix(k, "date.") {
			t.Errorf("%s: got names %v in ja and %v in en, want the same", k, a, b)
		}
	}
	for k := range en {
		if _, ok := ja[k]; !ok {
			t.Errorf("ja.json lacks %q", k)
		}
	}
}

// The code may build a key from a prefix that stands in it as text, such as "completion." or "section.".
func TestEveryWordIsUsed(t *testing.T) {
	source := sourceText(t)
	for k := range mustWords(t, "ja") {
		if used(source, k) {
			continue
		}
		t.Errorf("%q is used nowhere", k)
	}
}

// A client's word replaces one that there is.
func TestClientsWordsReplaceOthers(t *testing.T) {
	words := mustWords(t, "ja")
	for k := range words {
		if of, ok := strings.CutPrefix(k, "client."); ok && words[of] == "" {
			t.Errorf("%q replaces nothing: there is no %q", k, of)
		}
	}
}

func used(source, key string) bool {
	if strings.Contains(source, `"`+key+`"`) {
		return true
	}
	// "quarterly.answer.alerts" is made of p.id and ".answer.alerts", "section.slo.question" of three parts.
	parts := strings.Split(key, ".")
	for i := 1; i < len(parts); i++ {
		head, tail := strings.Join(parts[:i], "."), strings.Join(parts[i:], ".")
		if strings.Contains(source, `"`+head+`."`) || strings.Contains(source, `".`+tail+`"`) {
			return true
		}
	}
	return false
}

// quotes are keys as TypeScript writes them: 'ui.w.close', or `ui.w.only.${p}`, of which the beginning is taken.
var quotes = regexp.MustCompile("['`]([a-z_]+\\.[a-z_.]*)(?:['`]|\\$\\{)")

func sourceText(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, root := range []string{"..", "../../report", "../../main.go", "../../frontend/src"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			page := strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, ".tsx")
			if !page && !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, ".test.") {
				return nil
			}
			body, err := os.ReadFile(path)
			if page {
				body = []byte(quotes.ReplaceAllString(string(body), `"$1"`))
			}
			all.Write(body)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// asked is a whole key that the code asks for by itself; what is built of parts is not seen here.
var asked = regexp.MustCompile(`(?:\.(?:T|t|say|tell|notice)\(|Key: |usage\()\s*"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"\s*[,)}]`)

// A key that is asked for and not there would show itself in a report.
func TestEveryWordThatIsAskedForIsThere(t *testing.T) {
	words, n := mustWords(t, "ja"), 0
	for _, m := range asked.FindAllStringSubmatch(sourceText(t), -1) {
		n++
		if _, ok := words[m[1]]; !ok {
			t.Errorf("the code asks for %q, which no catalogue has", m[1])
		}
	}
	if n < 500 {
		t.Errorf("found %d keys in the code, want most of them", n)
	}
}

func TestUnknownKeyShowsItself(t *testing.T) {
	w, err := For("en")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.T("no.such"), "⟦no.such⟧"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNumbersAreWrittenAsPeopleReadThem(t *testing.T) {
	w, err := For("ja")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want string }{
		{w.Count(0), "0"}, {w.Count(999), "999"}, {w.Count(1000), "1,000"}, {w.Count(-1234567), "−1,234,567"},
		{w.Decimal(1234.56, 1), "1,234.6"}, {w.Decimal(-0.04, 1), "0.0"}, {w.Decimal(0.25, 1), "0.3"}, {w.Decimal(-2.25, 1), "−2.3"}, {w.Decimal(999.96, 1), "1,000.0"},
		{w.Hours(5400), "1.5"}, {w.Percent(0.972), "97.2%"}, {w.Percent(1), "100.0%"},
		{w.Percent(0), "0.0%"}, {w.Percent(7.0 / 15495), "0.1%未満"}, {w.Percent(0.0005), "0.1%"}, {w.Percent(15488.0 / 15495), "99.9%超"}, {w.Percent(0.9994), "99.9%"},
		{w.Goal(0.97), "97.0%"}, {w.Goal(0.9995), "99.95%"}, {w.Goal(1), "100.0%"}, {w.Goal(0.995), "99.5%"},
		{w.Attainment(0.9697, 0.97), "96.9%"}, {w.Attainment(0.9693, 0.97), "96.9%"}, {w.Attainment(0.97, 0.97), "97.0%"}, {w.Attainment(0.9704, 0.97), "97.0%"},
		{w.Attainment(0.99996, 0.97), "99.9%超"}, {w.Attainment(1, 0.97), "100.0%"}, {w.Attainment(0.9999, 1), "99.9%"}, {w.Attainment(1, 1), "100.0%"},
		{w.Attainment(0.99949, 0.9995), "99.94%"}, {w.Attainment(0.99996, 0.9995), "99.99%"}, {w.Attainment(0.001, 0.9995), "0.10%"},
		{w.Change(-0.213), "−21.3%"}, {w.Change(0.04), "+4.0%"}, {w.Change(0), "±0.0%"}, {w.Change(-0.0001), "±0.0%"}, {w.Change(-1), "−100.0%"}, {w.Change(-0.9999), "−99.9%"},
		{w.Signed(4), "+4"}, {w.Signed(0), "±0"}, {w.Signed(-4), "−4"},
		{w.Span(45), "45秒"}, {w.Span(90), "1.5分"}, {w.Span(720), "12分"}, {w.Span(7200), "2.0時間"}, {w.Span(4444200), "1,234.5時間"},
		{w.Date(incident.DayOf(2026, time.March, 31)), "2026年3月31日"}, {w.Month(202603), "2026年3月"}, {w.MonthLabel(202603), "2026/3"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestPeriodsAreWrittenAsDefinitionsSay(t *testing.T) {
	for _, c := range []struct{ period, ja, en string }{
		{"FY2025Q4", "2025年度 第4四半期(2026年1月〜3月)", "FY2025 Q4 (January to March 2026)"},
		{"2026-03", "2026年3月", "March 2026"},
		{"FY2025", "2025年度(2025年4月〜2026年3月)", "FY2025 (April 2025 to March 2026)"},
		{"2026-01-05..2026-01-18", "2026年1月5日〜2026年1月18日", "5 January 2026 to 18 January 2026"},
		{"2025-12..2026-01", "2025年12月〜2026年1月", "December 2025 to January 2026"},
	} {
		p, err := incident.ParsePeriod(c.period, time.April)
		if err != nil {
			t.Fatal(err)
		}
		for code, want := range map[string]string{"ja": c.ja, "en": c.en} {
			w, err := For(code)
			if err != nil {
				t.Fatal(err)
			}
			if got := w.Period(p, time.April); got != want {
				t.Errorf("%s in %s: got %q, want %q", c.period, code, got, want)
			}
		}
	}
}
