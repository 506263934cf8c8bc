package sections

import (
	"fmt"
	"testing"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// monthsOf are the months from April 2025 on, each with that many hand-offs by hand and the log entries of 50 alerts.
func monthsOf(handed ...int64) []metrics.Monthly {
	out := []metrics.Monthly{}
	for i, n := range handed {
		m := month("2025-04").Add(i)
		out = append(out, metrics.Monthly{Unit: "*", Month: m.String(), HandedOff: n, Timelines: 50})
	}
	return out
}

// The titles of the charts of hand-offs and automation: months outside the usual range, automation's part, or what is shown.
func TestTitlesOfHandOffs(t *testing.T) {
	even := []int64{99, 10, 11, 10, 12, 10, 11, 10, 12, 10, 11, 10, 12} // the first month may lack days
	// Without the first month 157 / 12 = 13.1, differences 44 / 11 = 4: 13.1 ± 2.66 · 4.
	leap := append(append([]int64{}, even[:12]...), 40)
	for _, v := range []struct {
		name             string
		handed           []int64
		h                metrics.HandOffs
		ja, en, clientJA string
	}{
		{"a month outside", leap, metrics.HandOffs{ByHand: 40, ByAutomation: 10}, "二次連携は2026年4月に通常の変動幅(2〜24件)を外れた",
			"Hand-offs were outside their usual range (2 to 24) in April 2026", "引き継ぎは2026年4月に通常の変動幅(2〜24件)を外れました"},
		{"automation's part", even, metrics.HandOffs{ByHand: 30, ByAutomation: 10}, "当期の二次連携の25.0%は自動化による",
			"Automation made 25.0% of this period's hand-offs", "当月の引き継ぎの25.0%は自動で行いました"},
		{"few months", even[:8], metrics.HandOffs{ByHand: 30, ByAutomation: 10}, "当期の二次連携の25.0%は自動化による",
			"Automation made 25.0% of this period's hand-offs", "当月の引き継ぎの25.0%は自動で行いました"},
		{"few hand-offs", even, metrics.HandOffs{ByHand: 18, ByAutomation: 1}, "月別の二次連携", "Hand-offs by month", "月別の引き継ぎ件数"},
		{"by hand alone", even, metrics.HandOffs{ByHand: 40}, "月別の二次連携", "Hand-offs by month", "月別の引き継ぎ件数"},
	} {
		for want, at := range map[string][2]string{v.ja: {"quarterly", "ja"}, v.en: {"quarterly", "en"}, v.clientJA: {"monthly", "ja"}} {
			p := mustPage(t, at[0], at[1], "2026-04")
			p.n.AsOf, p.n.HandOffs, p.n.Period.Months = "2026-04-30T15:00:00Z", v.h, []string{"2026-04"}
			if got := p.handOffFinding(monthsOf(v.handed...)); got != want {
				t.Errorf("%s: got %s, want %s", v.name, got, want)
			}
		}
	}
	for _, v := range []struct {
		by   metrics.Handled
		want string
	}{
		{metrics.Handled{PeopleOnly: 30, Both: 5, AutomationOnly: 5, Nobody: 100}, "当期に対応のあったアラートの25.0%に自動化が関わった"},
		{metrics.Handled{PeopleOnly: 5000, Both: 1}, "当期に対応のあったアラートの0.1%未満に自動化が関わった"},
		{metrics.Handled{PeopleOnly: 40}, "月別の対応者(人と自動化)"},
		{metrics.Handled{PeopleOnly: 10, AutomationOnly: 9}, "月別の対応者(人と自動化)"},
	} {
		p := mustPage(t, "quarterly", "ja", "FY2025Q4")
		p.n.Handled = v.by
		if got := p.handledFinding(); got != v.want {
			t.Errorf("%+v: got %s, want %s", v.by, got, v.want)
		}
	}
}

// A title names the first projects only where the next has fewer misses.
func TestTitleOfMissesNamesNoneOfEquals(t *testing.T) {
	for _, v := range []struct {
		misses []int
		want   string
	}{
		{[]int{6, 2, 1, 1}, "Aで未達の60.0%"},
		{[]int{6, 3, 3, 3, 3, 3}, "Aで未達の28.6%"},
		{[]int{4, 3, 2, 2}, "上位2プロジェクトで未達の63.6%"},
		{[]int{2, 2, 1, 1, 1, 1, 1}, "プロジェクト別の未達件数"},
		{[]int{2, 2, 2}, "プロジェクト別の未達件数"},
	} {
		list := []metrics.Miss{}
		for i, n := range v.misses {
			for range n {
				list = append(list, metrics.Miss{Project: string(rune('A' + i))})
			}
		}
		p := mustPage(t, "quarterly", "ja", "FY2025Q4")
		if got := p.missesPareto(list).Title; got != v.want {
			t.Errorf("%v: got %s, want %s", v.misses, got, v.want)
		}
	}
}

// What lowered handling time most and what raised it most, the weightier first; where all goes one way, that alone.
func TestSentencesOfTheLargestParts(t *testing.T) {
	for _, v := range []struct {
		parts []metrics.Part
		want  string
	}{
		{[]metrics.Part{{Part: "new_kind", Seconds: 7200}, {Part: "volume", Seconds: -3600}}, "最も増やした要因は「新しい種別」で+2.0時間。最も減らした要因は「件数の増減」で−1.0時間。"},
		{[]metrics.Part{{Part: "volume", Seconds: -7200}, {Part: "new_kind", Seconds: 3600}}, "最も減らした要因は「件数の増減」で−2.0時間。最も増やした要因は「新しい種別」で+1.0時間。"},
		{[]metrics.Part{{Part: "volume", Seconds: -7200}, {Part: "new_kind"}}, "最も減らした要因は「件数の増減」で−2.0時間。"},
		{[]metrics.Part{{Part: "volume"}}, ""},
	} {
		p := mustPage(t, "quarterly", "ja", "FY2025Q4")
		if got := textOf(p.largest(v.parts)); got != v.want {
			t.Errorf("%v: got %s, want %s", v.parts, got, v.want)
		}
	}
}

// Two fiscal years, month by month, each summed up from its beginning; nothing where they cannot be laid beside each other.
func TestTheYearsChart(t *testing.T) {
	made := func() *page {
		p := mustPage(t, "quarterly", "ja", "FY2025Q2")
		p.Year = &metrics.Numbers{}
		p.Year.Period.Compared = []metrics.Range{{From: "2025-04-01", To: "2025-09-30"}}
		for i := range 24 {
			p.n.Monthly = append(p.n.Monthly, metrics.Monthly{Unit: "*", Month: month("2024-04").Add(i).String(), HandlingS: int64(3600 * (24 - i))})
		}
		return p
	}
	c := made().yearChart()
	if c == nil {
		t.Fatal("got no chart")
	}
	got := fmt.Sprint(c.Labels[0], c.Labels[5], len(c.Labels), c.Series[0].Name, c.Series[0].Cells[0].Text, c.Series[0].Cells[5].Text, c.Series[1].Name, c.Series[1].Cells[5].Text)
	if want := "2025/42025/962024年度24.0129.02025年度57.0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for name, change := range map[string]func(*page){
		"no year":            func(p *page) { p.Year = nil },
		"days left out":      func(p *page) { p.Year.Period.Excluded = []metrics.Range{{From: "2025-04-01", To: "2025-04-01"}} },
		"nothing compared":   func(p *page) { p.Year.Period.Compared = nil },
		"inside a month":     func(p *page) { p.Period.To-- },
		"too few months":     func(p *page) { p.Period.To = month("2025-05").Last() },
		"measured otherwise": func(p *page) { p.Year.Measured = metrics.Measured{Manned: 10, Timelines: 10, PreviousManned: 10} },
	} {
		p := made()
		change(p)
		if got := p.yearChart(); got != (*report.Chart)(nil) {
			t.Errorf("%s: got a chart, want none", name)
		}
	}
}
