package sections

import (
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// mustPage is a page of a report on a period whose days are all compared.
func mustPage(t *testing.T, kind, code, period string) *page {
	t.Helper()
	words, err := lang.For(code)
	if err != nil {
		t.Fatal(err)
	}
	p, err := incident.ParsePeriod(period, time.April)
	if err != nil {
		t.Fatal(err)
	}
	n := &metrics.Numbers{AsOf: "2026-03-31T14:00:00Z"}
	n.Period.Compared = []metrics.Range{{From: p.From.String(), To: p.To.String()}}
	return newPage(Input{Words: words, Numbers: n, Period: p, FiscalStart: time.April, Zone: time.FixedZone("JST", 9*3600)}, kind)
}

var (
	up        = metrics.Direction{Verdict: metrics.Up}
	down      = metrics.Direction{Verdict: metrics.Down}
	flat      = metrics.Direction{Verdict: metrics.Flat}
	fewWeeks  = metrics.Direction{Verdict: metrics.Unclear, Reason: metrics.FewWeeks}
	fewAlerts = metrics.Direction{Verdict: metrics.Unclear, Reason: metrics.FewAlerts}
	spread    = metrics.Direction{Verdict: metrics.Unclear, Reason: metrics.Spread}
)

// Every branch, in the words of both reports and both languages. now and before are hours too.
func TestSentencesOfChange(t *testing.T) {
	for _, v := range []struct {
		name           string
		d              metrics.Direction
		period         int64
		now, before    int64
		kind, want, en string // quarterly: one sentence on alerts and one on hours
	}{
		{"a fall", down, 790, 790, 1000, "quarterly",
			"アラートは790件で、前年同期比 −21.0%と減少。/有人対応時間は790.0時間で、前年同期比 −21.0%と減少。",
			"Alerts: 790, −21.0% on the same period last year: a decrease./Handling time was 790.0 h, −21.0% on the same period last year: a decrease."},
		{"a fall", down, 790, 790, 1000, "monthly",
			"アラートは790件で、前年同月比 −21.0%と減少しました。/有人対応時間は790.0時間で、前年同月比 −21.0%と減少しました。",
			"Alerts: 790, −21.0% on the same month last year: a decrease./Handling time was 790.0 h, −21.0% on the same month last year: a decrease."},
		{"a rise", up, 1300, 1300, 1000, "quarterly",
			"アラートは1,300件で、前年同期比 +30.0%と増加。/有人対応時間は1,300.0時間で、前年同期比 +30.0%と増加。",
			"Alerts: 1,300, +30.0% on the same period last year: an increase./Handling time was 1,300.0 h, +30.0% on the same period last year: an increase."},
		{"a rise", up, 1300, 1300, 1000, "monthly",
			"アラートは1,300件で、前年同月比 +30.0%と増加しました。/有人対応時間は1,300.0時間で、前年同月比 +30.0%と増加しました。",
			"Alerts: 1,300, +30.0% on the same month last year: an increase./Handling time was 1,300.0 h, +30.0% on the same month last year: an increase."},
		{"about level", flat, 104, 104, 100, "quarterly",
			"アラートは104件で、前年同期比 +4.0%とほぼ横ばい。/有人対応時間は104.0時間で、前年同期比 +4.0%とほぼ横ばい。",
			"Alerts: 104, about level with the same period last year (+4.0%)./Handling time was 104.0 h, about level with the same period last year (+4.0%)."},
		{"about level", spread, 104, 104, 100, "monthly", // the weeks' own ratio may be a little more
			"アラートは104件で、前年同月比 +4.0%とほぼ横ばいでした。/有人対応時間は104.0時間で、前年同月比 +4.0%とほぼ横ばいでした。",
			"Alerts: 104, about level with the same month last year (+4.0%)./Handling time was 104.0 h, about level with the same month last year (+4.0%)."},
		{"few", fewAlerts, 8, 8, 12, "monthly",
			"アラートは前年同月の12件に対し8件(−4件)でした。件数が少なく、増減の傾向とは判断できません。/有人対応時間は、前年同月の12.0時間に対し8.0時間でした。週ごとの変動の範囲内で、増減の傾向とは判断できません。",
			"Alerts: 8, against 12 in the same month last year (−4). Too few to call it a trend./Handling time: 8.0 h, against 12.0 h in the same month last year. Within the usual week-to-week variation, so no trend can be told."},
		{"few", fewAlerts, 8, 8, 12, "quarterly",
			"アラート件数は12件→8件(前年同期差 −4件)。件数が少なく、増減の傾向とは判断できない。/有人対応時間は、前年同期の12.0時間に対し8.0時間。週ごとの変動の範囲内で、増減の傾向とは判断できない。",
			"Alerts: 12 → 8 (−4 on the same period last year). Too few to call it a trend./Handling time: 8.0 h, against 12.0 h in the same period last year. Within the usual week-to-week variation, so no trend can be told."},
		{"within what weeks differ by", spread, 1200, 1200, 1000, "quarterly",
			"アラート件数は1,000件→1,200件(前年同期差 +200件)。週ごとの変動の範囲内で、増減の傾向とは判断できない。/有人対応時間は、前年同期の1,000.0時間に対し1,200.0時間。週ごとの変動の範囲内で、増減の傾向とは判断できない。",
			"Alerts: 1,000 → 1,200 (+200 on the same period last year). Within the usual week-to-week variation, so no trend can be told./Handling time: 1,200.0 h, against 1,000.0 h in the same period last year. Within the usual week-to-week variation, so no trend can be told."},
		{"within what weeks differ by", spread, 1200, 1200, 1000, "monthly",
			"アラートは前年同月の1,000件に対し1,200件(+200件)でした。週ごとの変動の範囲内で、増減の傾向とは判断できません。/有人対応時間は、前年同月の1,000.0時間に対し1,200.0時間でした。週ごとの変動の範囲内で、増減の傾向とは判断できません。",
			"Alerts: 1,200, against 1,000 in the same month last year (+200). Within the usual week-to-week variation, so no trend can be told./Handling time: 1,200.0 h, against 1,000.0 h in the same month last year. Within the usual week-to-week variation, so no trend can be told."},
		{"few weeks", fewWeeks, 104, 104, 100, "quarterly",
			"アラート件数は100件→104件(前年同期差 +4件)。比較できる週が少なく、増減の傾向とは判断できない。/有人対応時間は、前年同期の100.0時間に対し104.0時間。比較できる週が少なく、増減の傾向とは判断できない。",
			"Alerts: 100 → 104 (+4 on the same period last year). Too few weeks to compare, so no trend can be told./Handling time: 104.0 h, against 100.0 h in the same period last year. Too few weeks to compare, so no trend can be told."},
		{"few weeks", fewWeeks, 104, 104, 100, "monthly",
			"アラートは前年同月の100件に対し104件(+4件)でした。比較できる週が少なく、増減の傾向とは判断できません。/有人対応時間は、前年同月の100.0時間に対し104.0時間でした。比較できる週が少なく、増減の傾向とは判断できません。",
			"Alerts: 104, against 100 in the same month last year (+4). Too few weeks to compare, so no trend can be told./Handling time: 104.0 h, against 100.0 h in the same month last year. Too few weeks to compare, so no trend can be told."},
		{"nothing in the whole weeks", flat, 3, 3, 0, "monthly",
			"アラートは前年同月の0件に対し3件(+3件)でした。件数が少なく、増減の傾向とは判断できません。/有人対応時間は、前年同月の0.0時間に対し3.0時間でした。比較できる週が少なく、増減の傾向とは判断できません。",
			"Alerts: 3, against 0 in the same month last year (+3). Too few to call it a trend./Handling time: 3.0 h, against 0.0 h in the same month last year. Too few weeks to compare, so no trend can be told."},
		{"from nothing", up, 40, 40, 0, "quarterly",
			"アラートは前年同期の0件から40件に増加。/有人対応時間は前年同期の0.0時間から40.0時間に増加。",
			"Alerts increased from 0 in the same period last year to 40./Handling time increased from 0.0 h in the same period last year to 40.0 h."},
		{"from nothing", up, 40, 40, 0, "monthly",
			"アラートは前年同月の0件から40件に増加しました。/有人対応時間は前年同月の0.0時間から40.0時間に増加しました。",
			"Alerts increased from 0 in the same month last year to 40./Handling time increased from 0.0 h in the same month last year to 40.0 h."},
		{"still nothing", flat, 0, 0, 0, "quarterly",
			"アラートは前年同期に続き0件。/有人対応時間は前年同期に続き0.0時間。",
			"There were no alerts, as in the same period last year./There was no handling time, as in the same period last year."},
		{"still nothing", flat, 0, 0, 0, "monthly",
			"アラートは前年同月に続き0件でした。/有人対応時間は前年同月に続き0.0時間でした。",
			"There were no alerts, as in the same month last year./There was no handling time, as in the same month last year."},
	} {
		for code, want := range map[string]string{"ja": v.want, "en": v.en} {
			p := mustPage(t, v.kind, code, map[string]string{"quarterly": "FY2025Q4", "monthly": "2026-03"}[v.kind])
			if got := sentencesOf(p, v.d, v.period, v.now, v.before); got != want {
				t.Errorf("%s, %s, %s:\n got %s\nwant %s", v.name, v.kind, code, got, want)
			}
		}
	}
}

// sentencesOf are the sentences on alerts and on as many hours.
func sentencesOf(p *page, d metrics.Direction, period, now, before int64) string {
	p.n.Direction = metrics.Directions{Count: d, Hours: d}
	if d == fewAlerts {
		p.n.Direction.Hours = spread
	}
	c := metrics.Change{Count: now, PreviousCount: before, Compared: metrics.Compared{HandlingS: now * 3600, PreviousHandlingS: before * 3600}}
	t := total{count: period, handling: period * 3600}
	return p.countAnswer(t, c).Text + "/" + p.hoursAnswer(t, c).Text
}

func TestSentencesWithoutAYearBefore(t *testing.T) {
	for _, v := range []struct{ kind, code, want string }{
		{"quarterly", "ja", "アラートは7件(比較できる前年のデータなし)。/有人対応時間は7.0時間(比較できる前年のデータなし)。"},
		{"quarterly", "en", "Alerts: 7 (no year before to compare with)./Handling time was 7.0 h (no year before to compare with)."},
		{"monthly", "ja", "アラートは7件でした。/有人対応時間は7.0時間でした。"},
		{"monthly", "en", "Alerts: 7./Handling time was 7.0 h."},
	} {
		p := mustPage(t, v.kind, v.code, "2026-03")
		p.n.Period.Compared = nil
		if got := sentencesOf(p, fewWeeks, 7, 0, 0); got != v.want {
			t.Errorf("%s, %s: got %s, want %s", v.kind, v.code, got, v.want)
		}
	}
}

// Where some days cannot be compared, the numbers set side by side say so and are those of the other days.
func TestSentencesOfSomeDays(t *testing.T) {
	for code, want := range map[string]string{
		"ja": "アラート(比較できる日のみ)は前年同月の12件に対し8件(−4件)でした。件数が少なく、増減の傾向とは判断できません。",
		"en": "Alerts on the days that can be compared: 8, against 12 in the same month last year (−4). Too few to call it a trend.",
	} {
		p := mustPage(t, "monthly", code, "2026-03")
		p.n.Period.Excluded = []metrics.Range{{From: "2026-03-20", To: "2026-03-31", Why: "after_coverage"}}
		if got, _, _ := strings.Cut(sentencesOf(p, fewAlerts, 10, 8, 12), "/"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A figure's note tells nothing a year before from nothing to compare with.
func TestFiguresWithoutAYearBefore(t *testing.T) {
	for code, want := range map[string][2]string{"ja": {"前年同月 0.0時間/前年同月 0件", "前年の比較データなし/前年の比較データなし"},
		"en": {"0.0 h in the same month last year/0 in the same month last year", "No year before to compare with/No year before to compare with"}} {
		p := mustPage(t, "monthly", code, "2026-03")
		for i, w := range want {
			if i == 1 {
				p.n.Period.Compared = nil
			}
			if got := p.comparison(p.n, p.base()).Text + "/" + p.countComparison(metrics.Change{Count: 3}).Text; got != w {
				t.Errorf("%s: got %s, want %s", code, got, w)
			}
		}
	}
}

// The year to date is all of its days, whether the year before has them or not: in a first year, too, time was spent.
func TestTheYearToDateIsAllItsDays(t *testing.T) {
	p := mustPage(t, "quarterly", "en", "FY2025Q4")
	p.Year = &metrics.Numbers{Change: []metrics.Change{{Unit: "*"}}, Shares: []metrics.Share{{Unit: "A", HandlingS: 9000}, {Unit: "*", HandlingS: 12600}}}
	p.n.Alerts = []metrics.Alert{{}}
	for _, f := range p.summary().Blocks[1].Figures.Items {
		if f.Label == p.t("figure.year") {
			if got, want := f.Value.Text+" · "+f.Note, "3.5 · "+p.t("figure.no_previous"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return
		}
	}
	t.Error("there is no figure of the year")
}

// The words of direction need the verdict and the printed change to agree.
func TestOutcomes(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	for _, v := range []struct {
		name                string
		d                   metrics.Direction
		period, now, before int64
		want                string
	}{
		{"weeks fell, days rose", down, 103, 103, 100, metrics.Spread},
		{"weeks rose, days fell", up, 80, 80, 100, metrics.Spread},
		{"a change printed as zero", down, 99999, 99999, 100000, metrics.Spread},
		{"3 % fewer of very many", down, 97000, 97000, 100000, decreased},
		{"5 % is not level", spread, 105, 105, 100, metrics.Spread},
		{"weeks level, days not", metrics.Direction{Verdict: metrics.Flat, Ratio: report.Num(1.02)}, 106, 106, 100, metrics.Spread},
		{"few weeks, level", fewWeeks, 100, 100, 100, metrics.FewWeeks},
		{"nothing in whole weeks", flat, 106, 106, 100, metrics.FewAlerts},
		{"nothing on compared days", flat, 9, 0, 0, metrics.FewAlerts},
		{"a little from nothing", fewAlerts, 2, 2, 0, metrics.FewAlerts},
		{"to nothing", down, 0, 0, 500, decreased},
	} {
		if got := p.outcome(comparison{v.period, v.now, v.before, v.d}); got != v.want {
			t.Errorf("%s: got %s, want %s", v.name, got, v.want)
		}
	}
}

// A sentence's cells say the numbers in it, and where the whole period's come from.
func TestCellsOfSentencesOfChange(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	p.n.Direction = metrics.Directions{Count: spread, Hours: down}
	c := metrics.Change{Count: 8, PreviousCount: 12, Compared: metrics.Compared{HandlingS: 7200, PreviousHandlingS: 14400}}
	count, hours := p.countAnswer(total{count: 8, handling: 7200}, c), p.hoursAnswer(total{count: 8, handling: 7200}, c)
	for _, s := range []report.Sentence{count, hours} {
		for _, cell := range s.Cells {
			if !strings.Contains(s.Text, cell.Text) || cell.Number == nil {
				t.Errorf("%s: its cell %+v is not in it, or no number", s.Text, cell)
			}
		}
	}
	if len(count.Cells) != 3 || count.Cells[1].Ref == nil || count.Cells[0].Ref != nil {
		t.Errorf("alerts: got %+v, want 12 without rows, 8 with rows, −4", count.Cells)
	}
	if len(hours.Cells) != 2 || hours.Cells[0].Ref == nil || hours.Cells[1].Signal != report.Good {
		t.Errorf("hours: got %+v, want 2.0 with rows and a good change", hours.Cells)
	}
	if cells := p.countAnswer(total{count: 10}, c).Cells; cells[1].Ref != nil {
		t.Errorf("8 of 10 alerts are compared: got rows %+v behind 8, want none", cells[1].Ref)
	}
}
