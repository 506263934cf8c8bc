package sections

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// year is n months from January 2025 on, of 100 and 102 alerts and hours in turn.
func year(n int) []metrics.Monthly {
	out := []metrics.Monthly{}
	for i := range n {
		v := int64(100 + i%2*2)
		out = append(out, metrics.Monthly{Unit: "*", Month: fmt.Sprintf("%d-%02d", 2025+i/12, i%12+1), Count: v, HandlingS: v * 3600})
	}
	return out
}

func TestUnusualMonths(t *testing.T) {
	for _, v := range []struct {
		name   string
		n      int
		asOf   string
		change func(m []metrics.Monthly)
		ja, en string
	}{
		// The first month is left out, so that 12 remain of 13.
		{"twelve", 12, "2026-03-31T14:00:00Z", func([]metrics.Monthly) {}, "", ""},
		{"thirteen", 13, "2026-03-31T14:00:00Z", func([]metrics.Monthly) {},
			"件数・時間とも、比べられる12か月を通して通常の変動幅の中。", "Alerts and hours stayed within their usual range in all 12 months compared."},
		{"the last unfinished", 13, "2026-01-30T14:00:00Z", func([]metrics.Monthly) {}, "", ""},
		{"the last just finished", 13, "2026-01-30T15:00:00Z", func([]metrics.Monthly) {},
			"件数・時間とも、比べられる12か月を通して通常の変動幅の中。", "Alerts and hours stayed within their usual range in all 12 months compared."},
		// Alerts of 14 months: 1,564 in sum, mean 111.714; differences 148 twice and 11 of 2: 318 over 13, 24.462; 2.66 of it
		// 65.068.
		{"a high month", 15, "2026-03-31T14:00:00Z", func(m []metrics.Monthly) { m[6].Count = 250 },
			"アラート件数は、2025年7月に通常の変動幅(47〜177件)を外れた。", "Alerts were outside their usual range (47 to 177) in July 2025."},
		// Hours: 1,314 in sum, mean 93.857; differences 102 twice and 11 of 2: 226 over 13, 17.385; 2.66 of it 46.243.
		{"a low month", 15, "2026-03-31T14:00:00Z", func(m []metrics.Monthly) { m[6].HandlingS = 0 },
			"有人対応時間は、2025年7月に通常の変動幅(47.6〜140.1時間)を外れた。", "Handling time was outside its usual range (47.6 to 140.1 h) in July 2025."},
	} {
		months := year(v.n)
		v.change(months)
		for code, want := range map[string]string{"ja": v.ja, "en": v.en} {
			p := mustPage(t, "quarterly", code, "FY2025Q4")
			p.n.AsOf, p.n.Monthly = v.asOf, months
			if got := textOf(p.unusual(months)); got != want {
				t.Errorf("%s, %s: got %s, want %s", v.name, code, got, want)
			}
		}
	}
}

func TestManyUnusualMonths(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	if got, want := p.monthList(year(12), []int{0, 1, 2, 3, 4, 5}), "2025年1月、2025年2月、2025年3月、2025年4月、ほか2か月"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func textOf(s []report.Sentence) string {
	out := []string{}
	for _, v := range s {
		out = append(out, v.Text)
	}
	return strings.Join(out, "")
}

// A month of which nothing is known has no hours, rather than none; one of which much is unknown is named, and the usual range is
// that of the months after it.
func TestMonthsOfUnknownHours(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	none, part, whole := metrics.Monthly{Month: "2026-01", Count: 40, HandlingUnknown: 40}, metrics.Monthly{Month: "2026-02", Count: 40, HandlingUnknown: 4, HandlingS: 3600},
		metrics.Monthly{Month: "2026-03", Count: 40, HandlingUnknown: 1, HandlingS: 3600}
	for _, v := range []struct {
		m    metrics.Monthly
		want string
	}{{none, "–"}, {part, "1.0"}, {whole, "1.0"}, {metrics.Monthly{Month: "2026-03"}, "0.0"}} {
		if got := p.monthHours(v.m).Text; got != v.want {
			t.Errorf("%+v: got %s, want %s", v.m, got, v.want)
		}
	}
	want := "2026年1月、2026年2月は、有人対応時間の不明なアラートが5%以上あり、時間はその分少ない。"
	if got := strings.Join(p.partlyKnown([]metrics.Monthly{none, part, whole}), ""); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	months := []metrics.Monthly{}
	for i := range 24 {
		m := metrics.Monthly{Unit: "*", Month: p.Period.From.Month().Add(i - 22).String(), Count: 40, HandlingS: 3600 * int64(40+i%2)}
		if i < 8 {
			m.HandlingS, m.HandlingUnknown = 0, 40
		}
		months = append(months, m)
	}
	p.n.Monthly = months
	for _, s := range p.unusual(months) {
		if strings.Contains(s.Text, "時間は") {
			t.Errorf("months of unknown hours are called unusual: %s", s.Text)
		}
	}
}
