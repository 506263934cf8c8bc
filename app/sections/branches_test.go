package sections

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// attainedOf is a priority's row: met of n, at a goal in 1/10,000; 0 is none.
func attainedOf(priority string, n, met int64, goal int) metrics.SLO {
	s := metrics.SLO{Unit: "*", Priority: priority, N: n, Met: met}
	if n > 0 {
		s.Attainment = report.Num(float64(met) / float64(n))
	}
	if goal == 0 {
		return s
	}
	g, allowed := float64(goal)/10000, n*int64(10000-goal)/10000
	s.Goal, s.AllowedMisses = &g, &allowed
	if n > 0 {
		reached := n-met <= allowed
		s.Reached = &reached
	}
	return s
}

// alerts are n alerts by people, each of ten minutes.
func alerts(n int) []metrics.Alert {
	out := make([]metrics.Alert, n)
	for i := range out {
		took := int64(600)
		out[i] = metrics.Alert{Manned: true, Handling: &took, ToResolve: &took, Kind: "k"}
	}
	return out
}

// Every sentence on the SLO, in both reports and languages.
func TestSentencesOfSLO(t *testing.T) {
	for _, v := range []struct {
		name            string
		rows            []metrics.SLO
		alerts          int
		leftOut         metrics.LeftOut
		ja, client, en  string
		clientInEnglish string
	}{
		{name: "reached and missed", rows: []metrics.SLO{attainedOf("P2", 100, 98, 9700), attainedOf("P3", 100, 96, 9700)}, alerts: 200,
			ja:              "P2のSLOは達成率98.0%で目標97.0%を達成(対象100件、未達2件)。P3のSLOは達成率96.0%で目標97.0%に未達(対象100件、未達4件)。",
			client:          "P2の達成率は98.0%で、目標の97.0%を達成しました(対象100件、未達2件)。P3の達成率は96.0%で、目標の97.0%に届きませんでした(対象100件、未達4件)。",
			en:              "P2 reached its SLO: 98.0% against a goal of 97.0% (2 of 100 missed).P3 missed its SLO: 96.0% against a goal of 97.0% (4 of 100 missed).",
			clientInEnglish: "P2 reached its goal of 97.0% with 98.0% (2 of 100 missed).P3 did not reach its goal of 97.0%: 96.0% (4 of 100 missed)."},
		{name: "two for reference come last", rows: []metrics.SLO{attainedOf("P1", 1, 0, 9700), attainedOf("P2", 33, 33, 9700), attainedOf("P3", 34, 33, 9700)}, alerts: 68,
			ja:              "P3のSLOは達成率97.1%で目標97.0%を達成(対象34件、未達1件)。P1 0.0%(対象1件)、P2 100.0%(対象33件)は、対象が少なく参考値。",
			client:          "P3の達成率は97.1%で、目標の97.0%を達成しました(対象34件、未達1件)。P1の達成率は0.0%(対象1件)、P2の達成率は100.0%(対象33件)ですが、件数が少ないため参考値です。",
			en:              "P3 reached its SLO: 97.1% against a goal of 97.0% (1 of 34 missed).Too few alerts for a verdict: P1 0.0% of 1, P2 100.0% of 33.",
			clientInEnglish: "P3 reached its goal of 97.0% with 97.1% (1 of 34 missed).Too few alerts for a verdict: P1 0.0% of 1, P2 100.0% of 33."},
		{name: "a goal of 100 % is no matter of few", rows: []metrics.SLO{attainedOf("P2", 5, 4, 10000)}, alerts: 5,
			ja:              "P2のSLOは達成率80.0%で目標100.0%に未達(対象5件、未達1件)。",
			client:          "P2の達成率は80.0%で、目標の100.0%に届きませんでした(対象5件、未達1件)。",
			en:              "P2 missed its SLO: 80.0% against a goal of 100.0% (1 of 5 missed).",
			clientInEnglish: "P2 did not reach its goal of 100.0%: 80.0% (1 of 5 missed)."},
		{name: "judged without a goal alone", rows: []metrics.SLO{attainedOf("P2", 0, 0, 9700), attainedOf("P4", 3, 3, 0)}, alerts: 3,
			ja: "目標のある優先度に、判定対象のアラートはなし。", client: "目標のある優先度に、判定対象のアラートはありませんでした。",
			en: "No alert was judged against a goal.", clientInEnglish: "No alert was judged against a goal."},
		{name: "no priorities", alerts: 3, leftOut: metrics.LeftOut{NoPriority: 3},
			ja: "優先度のあるアラートがないため判定できない。件名・サービス・緊急度から優先度を決める規則を設定すると判定できる。", client: "アラートに優先度が設定されていないため、SLOは判定していません。",
			en:              "No alert has a priority, so nothing can be judged. Rules in the settings can give priorities by title, service or urgency.",
			clientInEnglish: "The alerts have no priority, so the SLO is not judged."},
		{name: "all left out", alerts: 3, leftOut: metrics.LeftOut{NoPriority: 1, WithoutPerson: 2},
			ja: "SLOの判定対象となるアラートはなし。", client: "SLOの判定対象となるアラートはありませんでした。",
			en: "No alert of this period is judged by an SLO.", clientInEnglish: "No alert of this period is judged by an SLO."},
		{name: "no alerts", ja: "この期間にアラートがないため、SLOの判定なし。", client: "この期間にアラートがなかったため、SLOの判定はありません。",
			en: "There were no alerts in this period, so there is no SLO to judge.", clientInEnglish: "There were no alerts in this period, so there is no SLO to judge."},
	} {
		for _, c := range []struct{ kind, code, want string }{{"quarterly", "ja", v.ja}, {"monthly", "ja", v.client}, {"quarterly", "en", v.en}, {"monthly", "en", v.clientInEnglish}} {
			p := mustPage(t, c.kind, c.code, "2026-03")
			p.n.SLOPeriod, p.n.Alerts, p.n.SLOLeftOut = v.rows, alerts(v.alerts), v.leftOut
			got := p.sloAnswer()
			if textOf(got) != c.want {
				t.Errorf("%s, %s, %s:\n got %s\nwant %s", v.name, c.kind, c.code, textOf(got), c.want)
			}
			for _, s := range got {
				for _, cell := range s.Cells {
					if !strings.Contains(s.Text, cell.Text) {
						t.Errorf("%s, %s: %q does not name %q", v.name, c.kind, s.Text, cell.Text)
					}
				}
			}
		}
	}
}

// What a verdict for reference means is said once a goal: 34 at 97 %, 2 at 50 %.
func TestNotesOnReferences(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	got := p.referenceNotes([]metrics.SLO{attainedOf("P1", 1, 1, 9700), attainedOf("P2", 3, 3, 9700), attainedOf("P3", 1, 1, 5000), attainedOf("P4", 0, 0, 9900)})
	want := []string{"参考値: 目標97.0%では、対象が34件未満のとき1件の未達で目標を下回るため、達成・未達の判定はしていません。",
		"参考値: 目標50.0%では、対象が2件未満のとき1件の未達で目標を下回るため、達成・未達の判定はしていません。"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// A figure of an attainment says to clients what missed, and what was allowed where the goal is missed.
func TestFiguresOfSLO(t *testing.T) {
	for _, v := range []struct {
		row        metrics.SLO
		value, ja  string
		en         string
		wantSignal report.Signal
	}{
		{attainedOf("P2", 100, 98, 9700), "98.0%", "対象100件、未達2件", "2 of 100 missed", report.Good},
		{attainedOf("P2", 100, 95, 9700), "95.0%", "対象100件、未達5件、許容3件", "5 of 100 missed, 3 allowed", report.Bad},
		{attainedOf("P2", 5, 4, 9700), "80.0%", "対象5件、未達1件", "1 of 5 missed", report.NoSignal},
	} {
		for code, want := range map[string]string{"ja": v.ja, "en": v.en} {
			f := mustPage(t, "monthly", code, "2026-03").sloFigure(v.row)
			if f.Value.Text != v.value || f.Note != want || f.Value.Signal != v.wantSignal {
				t.Errorf("%s: got %s, %s, %q, want %s, %s, %q", code, f.Value.Text, f.Note, f.Value.Signal, v.value, want, v.wantSignal)
			}
		}
	}
}

// How sure handling time is names each basis that there is, and none that there is not.
func TestSentencesOfBasis(t *testing.T) {
	for _, v := range []struct {
		basis      metrics.Bases
		ja, client string
	}{
		{metrics.Bases{Exact: 4, UpperBound: 1}, "正確な値 80.0%、上限の値 20.0%", "有人対応時間の確かさ(アラート件数の割合)は、正確な値 80.0%、上限の値 20.0%です。"},
		{metrics.Bases{Exact: 9999, Approximate: 1}, "正確な値 99.9%超、概算 0.1%未満", "有人対応時間の確かさ(アラート件数の割合)は、正確な値 99.9%超、概算 0.1%未満です。"},
		{metrics.Bases{Unknown: 3}, "不明 100.0%(合計に含まない)", "有人対応時間の確かさ(アラート件数の割合)は、不明 100.0%(合計に含めていません)です。"},
	} {
		for kind, want := range map[string]string{"quarterly": "有人対応時間は「一次運用の対応時間」で計算。確からしさ(アラート件数の割合): " + v.ja + "。", "monthly": v.client} {
			p := mustPage(t, kind, "ja", "2026-03")
			p.n.Basis, p.n.Definition = v.basis, "l1"
			got := p.basisNote()
			if kind == "monthly" {
				got = p.t("monthly.basis", "list", p.basisAnswer().Text)
			}
			if got != want {
				t.Errorf("%s: got %s, want %s", kind, got, want)
			}
		}
	}
}

// kindsOf are alert kinds of so many hours each, the most first.
func kindsOf(hours ...float64) []metrics.TopAlert {
	out, all, sum := []metrics.TopAlert{}, 0.0, 0.0
	for _, h := range hours {
		all += h
	}
	for i, h := range hours {
		k := metrics.TopAlert{Rank: i + 1, Title: strings.Repeat("k", i+1), Count: 1, HandlingS: int64(h * 3600)}
		if sum += h; all > 0 {
			k.Share, k.CumulativeShare = report.Num(h/all), report.Num(sum/all)
		}
		out = append(out, k)
	}
	return out
}

// A Pareto needs three bars to be seen, a table a kind with time.
func TestTopAlertsOfFewKinds(t *testing.T) {
	for _, v := range []struct {
		name         string
		kinds        []metrics.TopAlert
		answer       string
		chart        int // bars
		rows         int
		title, notes string
	}{
		{"no alerts", nil, "この期間にアラートはありませんでした。", 0, 0, "", ""},
		{"no time", kindsOf(0, 0), "この期間に有人対応時間はありませんでした。", 0, 0, "", ""},
		{"one", kindsOf(2, 0), "有人対応時間が発生したのは「k」のみで、2.0時間でした。", 0, 1, "有人対応時間のあったアラート種別", "有人対応時間の計上がないアラート種別(1種類)は省略しています。"},
		{"two", kindsOf(3, 1), "最も時間がかかったのは「k」で、3.0時間(全体の75.0%)でした。", 0, 2, "有人対応時間のあったアラート種別", ""},
		{"three, one of seconds", kindsOf(3, 1, 0.01), "最も時間がかかったのは「k」で、3.0時間(全体の74.8%)でした。", 0, 3, "有人対応時間のあったアラート種別", ""},
		{"four, one of seconds", kindsOf(3, 2, 1, 0.01), "最も時間がかかったのは「k」で、3.0時間(全体の49.9%)でした。", 3, 4, "有人対応時間のあったアラート種別", ""},
		{"many", kindsOf(30, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 0), "最も時間がかかったのは「k」で、30.0時間(全体の10.7%)でした。", 10, 20, "アラート種別 上位20", ""},
	} {
		p := mustPage(t, "monthly", "ja", "2026-03")
		p.n.TopAlerts = v.kinds
		for _, k := range v.kinds {
			a := metrics.Alert{Kind: k.Title, Handling: &k.HandlingS}
			p.n.Alerts = append(p.n.Alerts, a)
		}
		s := p.top()
		bars, rows, title := 0, 0, ""
		for _, b := range s.Blocks {
			if b.Chart != nil {
				bars = len(b.Chart.Labels)
			}
			if b.Table != nil {
				rows, title = len(b.Table.Rows), b.Table.Title
			}
		}
		notes := ""
		if len(s.Notes) > 1 {
			notes = s.Notes[0]
		}
		if got := textOf(s.Blocks[0].Text.Sentences); got != v.answer || bars != v.chart || rows != v.rows || title != v.title || notes != v.notes {
			t.Errorf("%s: got %s, %d bars, %d rows under %q, %q; want %s, %d, %d under %q, %q", v.name, got, bars, rows, title, notes, v.answer, v.chart, v.rows, v.title, v.notes)
		}
	}
}

// The client's section on times: one fact a sentence, and what cannot be compared is said.
func TestSentencesOfHandling(t *testing.T) {
	month := func(name string, ack, resolve *float64) metrics.Monthly {
		return metrics.Monthly{Unit: "*", Month: name, AckP50: ack, ResolveP50: resolve}
	}
	for _, v := range []struct {
		name     string
		alerts   int
		compared bool
		excluded bool
		before   int64
		monthly  []metrics.Monthly
		ja, en   string
	}{
		{"no year before", 6, false, false, 0, []metrics.Monthly{month("2026-03", report.Num(90), nil)},
			"有人対応時間は1.0時間でした。前年のデータがないため、前年同月比は算出していません。着手までの時間の中央値は1.5分でした。",
			"Handling time was 1.0 h.There are no data to compare with the same month last year.The median time to acknowledge was 1.5 min."},
		{"nothing a year before", 6, true, false, 0, []metrics.Monthly{month("2026-03", nil, report.Num(600))},
			"有人対応時間は1.0時間でした。前年同月は0.0時間でした。解決までの時間の中央値は10.0分でした。",
			"Handling time was 1.0 h.It was 0.0 h in the same month last year.The median time to resolve was 10.0 min."},
		{"a year before", 6, true, false, 7200, []metrics.Monthly{month("2025-03", report.Num(120), report.Num(1200)), month("2026-03", report.Num(90), report.Num(600))},
			"有人対応時間は1.0時間でした。前年同月は2.0時間で、前年同月比は−50.0%です。着手までの時間の中央値は1.5分でした(前年同月 2.0分)。解決までの時間の中央値は10.0分でした(前年同月 20.0分)。",
			"Handling time was 1.0 h.It was 2.0 h in the same month last year: −50.0%.The median time to acknowledge was 1.5 min (2.0 min a year before).The median time to resolve was 10.0 min (20.0 min a year before)."},
		{"some days", 6, true, true, 7200, []metrics.Monthly{},
			"有人対応時間は1.0時間でした。前年同月(比較できる日のみ)は2.0時間で、前年同月比は−50.0%です。",
			"Handling time was 1.0 h.It was 2.0 h in the same month last year on the days that can be compared: −50.0%."},
		{"nothing now", 0, true, false, 7200, []metrics.Monthly{month("2026-03", nil, nil)},
			"この期間に有人対応はありませんでした。前年同月は2.0時間でした。", "No alert needed handling in this period.It was 2.0 h in the same month last year."},
	} {
		for code, want := range map[string]string{"ja": v.ja, "en": v.en} {
			p := mustPage(t, "monthly", code, "2026-03")
			p.n.Alerts, p.n.Monthly = alerts(v.alerts), v.monthly
			if !v.compared {
				p.n.Period.Compared = nil
			}
			if v.excluded {
				p.n.Period.Excluded = []metrics.Range{{From: "2026-03-31", To: "2026-03-31"}}
			}
			now := int64(v.alerts) * 600
			p.n.Change = []metrics.Change{{Unit: "*", Count: int64(v.alerts), Compared: metrics.Compared{HandlingS: now, PreviousHandlingS: v.before, Change: changeOf(now, v.before)}}}
			if got := textOf(p.handling().Blocks[0].Text.Sentences); got != want {
				t.Errorf("%s, %s:\n got %s\nwant %s", v.name, code, got, want)
			}
		}
	}
}

// A period without alerts is not −100 % of the year before.
func TestFiguresOfNothing(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	p.n.Change = []metrics.Change{{Unit: "*", PreviousCount: 12, Compared: metrics.Compared{PreviousHandlingS: 3600, Change: report.Num(-1)}}}
	if got, want := p.comparison(p.n, p.base()).Text+"/"+p.countComparison(overall(p.n)).Text, "前年同期 1.0時間/前年同期 12件"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The year to date is compared with the same period, whatever the report's own is called.
func TestBaseOfComparisons(t *testing.T) {
	for period, want := range map[string]string{"2026-03": "前年同月比 −50.0%(前年同月 2.0時間)", "FY2025Q4": "前年同期比 −50.0%(前年同期 2.0時間)"} {
		p := mustPage(t, "monthly", "ja", period)
		p.n.Change = []metrics.Change{{Unit: "*", Count: 1, Compared: metrics.Compared{HandlingS: 3600, PreviousHandlingS: 7200, Change: report.Num(-0.5)}}}
		if got := p.comparison(p.n, p.base()).Text; got != want {
			t.Errorf("%s: got %s, want %s", period, got, want)
		}
	}
}

// What a reader must know first, in the words of both reports.
func TestWarnings(t *testing.T) {
	for kind, want := range map[string]string{
		"quarterly": "未解決 2件のため確定値ではない。前年と比較できない日(2026年3月30日〜2026年3月31日)は比較から除外。サービスの対応表がないため、PagerDutyのチームを単位、サービス名をプロジェクトとして集計。対応表を登録すると、顧客・事業部ごとに集計できる。",
		"monthly":   "未解決 2件のため確定値ではありません。前年にデータのない日など、比較できない日(2026年3月30日〜2026年3月31日)は比較から除いています。",
	} {
		p := mustPage(t, kind, "ja", "2026-03")
		p.n.Period.Excluded = []metrics.Range{{From: "2026-03-30", To: "2026-03-31"}}
		p.n.Change = []metrics.Change{{Unit: "*", Compared: metrics.Compared{PreviousHandlingS: 3600}}}
		if got := textOf(p.certainty(total{count: 5, open: 2})); got != want {
			t.Errorf("%s: got %s, want %s", kind, got, want)
		}
	}
	p := mustPage(t, "quarterly", "en", "2026-03")
	p.Mapped, p.n.Quality.UnmappedServices = true, 1
	if got, want := textOf(p.certainty(total{count: 5})), "Services that are not in the map: 1. Each counts as a project of its own name."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := textOf(p.certainty(total{})); strings.Contains(got, "furikaeri") {
		t.Errorf("got a command's name in a report: %s", got)
	}
}

// The note on direction stands where a word of direction does.
func TestNoteOnDirectionStandsWhereItIsUsed(t *testing.T) {
	for _, v := range []struct {
		d    metrics.Direction
		want bool
	}{{down, true}, {up, false}, {flat, false}, {fewAlerts, false}} { // the days fell: a rise of weeks is no word
		p := mustPage(t, "monthly", "ja", "2026-03")
		p.n.Direction = metrics.Directions{Count: v.d, Hours: flat}
		c := metrics.Change{Count: 50, PreviousCount: 100}
		if got := p.saysDirection(total{count: 50}, c); got != v.want {
			t.Errorf("%v: got %v, want %v", v.d, got, v.want)
		}
	}
}

// What is known of misses: how each was completed, and how many were little late.
func TestSentencesOnMisses(t *testing.T) {
	took := func(over int64) *int64 { s := 1800 + over; return &s }
	list := []metrics.Miss{
		{Project: "A", LimitS: 1800, ToCompletionS: took(900), CompletionKind: "resolved_by_l1"}, {Project: "B", LimitS: 1800, ToCompletionS: took(901), CompletionKind: "resolved_by_l1"},
		{Project: "A", LimitS: 1800, CompletionKind: "open"},
	}
	p := mustPage(t, "quarterly", "ja", "FY2025Q4")
	if got, want := textOf(p.missesBy(list)), "完了の種類: 一次運用で解決 2件、未解決 1件。超過が15分以内のものは1件。"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if c := p.missesPareto(list); c != nil {
		t.Errorf("got a chart of two projects, want none: %v", c.Labels)
	}
	c := p.missesPareto(append(list, metrics.Miss{Project: "C"}, metrics.Miss{Project: "B"}, metrics.Miss{Project: "D"}))
	if c == nil || strings.Join(c.Labels, "") != "ABCD" || c.Title != "上位2プロジェクトで未達の66.7%" || c.Series[1].Cells[3].Text != "100.0%" {
		t.Errorf("got %+v, want A, B, C, D, the first two of 66.7 %%", c)
	}
}

func TestMarkZoneAndCut(t *testing.T) {
	for _, v := range []struct{ code, mark, want string }{{"en", "社外秘", "Confidential"}, {"ja", "社外秘", "社外秘"}, {"en", " 関係者限り ", "Restricted to those concerned"},
		{"en", "山田商事さま限り", "山田商事さま限り"}, {"ja", "Confidential", "Confidential"}, {"en", "", ""}} {
		p := mustPage(t, "monthly", v.code, "2026-03")
		p.Mark = v.mark
		if got := p.mark(); got != v.want {
			t.Errorf("%s in %s: got %q, want %q", v.mark, v.code, got, v.want)
		}
	}
	p := mustPage(t, "monthly", "ja", "2026-03")
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for zone, want := range map[*time.Location]string{tokyo: "日本時間", time.UTC: "協定世界時(UTC)", time.FixedZone("America/Lima", -18000): "America/Limaの時刻"} {
		if p.Zone = zone; p.zone() != want {
			t.Errorf("got %s, want %s", p.zone(), want)
		}
	}
	table := &report.Table{Rows: make([][]report.Cell, 1234)}
	p.cut(table, 200)
	if want := "全1,234件のうち先頭200件を掲載しています。全件はExcel・HTMLをご覧ください。"; table.PaperRows != 200 || table.PaperNote != want {
		t.Errorf("got %d rows, %s, want 200, %s", table.PaperRows, table.PaperNote, want)
	}
	whole := &report.Table{Rows: make([][]report.Cell, 200)}
	if p.cut(whole, 200); whole.PaperRows != 0 || whole.PaperNote != "" {
		t.Errorf("got %d rows, %q, want all of them", whole.PaperRows, whole.PaperNote)
	}
}

// Paper has the last 13 months, the other formats all.
func TestMonthsOnPaper(t *testing.T) {
	p := mustPage(t, "quarterly", "ja", "2026-03")
	months := []metrics.Monthly{}
	for i := range 24 {
		months = append(months, metrics.Monthly{Month: fmt.Sprintf("%d-%02d", 2024+i/12, 1+i%12)})
	}
	table := p.monthTable(months)
	first, want := table.Rows[0][0].Text, "新しい順に13か月分を掲載。全24か月はExcel・HTMLを参照。"
	if len(table.Rows) != 24 || first != p.w.MonthLabel(month("2025-12")) || table.PaperRows != 13 || table.PaperNote != want {
		t.Errorf("got %d rows from %s, on paper %d, %q, want 24 from 2025-12, 13, %q", len(table.Rows), first, table.PaperRows, table.PaperNote, want)
	}
	if few := p.monthTable(months[:13]); few.PaperRows != 0 || few.PaperNote != "" {
		t.Errorf("got %d of 13 months on paper, %q, want all", few.PaperRows, few.PaperNote)
	}
}

// A section without alerts is a sentence; one without months enough says so instead of drawing two points.
func TestSLOOfFewAlerts(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	if s := p.attained(); len(s.Blocks) != 1 || len(s.Notes) != 0 {
		t.Errorf("without alerts: got %d blocks, %v, want a sentence alone", len(s.Blocks), s.Notes)
	}
	p.n.Alerts = alerts(100)
	p.n.SLOPeriod = []metrics.SLO{attainedOf("P2", 100, 98, 9700)}
	for _, m := range []string{"2026-01", "2026-02", "2026-03"} {
		p.n.Monthly = append(p.n.Monthly, metrics.Monthly{Unit: "*", Month: m})
		row := attainedOf("P2", 100, 98, 9700)
		row.Month = m
		p.n.SLO = append(p.n.SLO, row)
	}
	drawn := func() (chart bool, words string) {
		for _, b := range p.attained().Blocks {
			chart = chart || b.Chart != nil
			if b.Text != nil && b.Text.Style == report.Body {
				words += textOf(b.Text.Sentences)
			}
		}
		return chart, words
	}
	if chart, words := drawn(); !chart || words != "すべてのアラートを判定しています。" {
		t.Errorf("three months: got a chart %v, %s", chart, words)
	}
	p.n.SLO[0] = metrics.SLO{Unit: "*", Month: "2026-01", Priority: "P2"}
	if chart, words := drawn(); chart || words != "判定に足る件数のある月が3か月に満たないため、月別の達成率の図は省略しています。すべてのアラートを判定しています。" {
		t.Errorf("two months: got a chart %v, %s", chart, words)
	}
}

// What is neither handled nor recovered is said, where there is such.
func TestSentencesOnStates(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	p.n.Alerts = []metrics.Alert{{Merged: true}}
	for want, v := range map[string]total{
		"アラートは5件で、有人対応が1件、自動復旧が3件でした。ほかのアラートに統合したものは1件です。":                       {count: 5, manned: 1, auto: 3},
		"アラートは5件で、有人対応が1件、自動復旧が2件でした。ほかのアラートに統合したものは1件です。未解決で、まだ対応していないものは1件です。": {count: 5, manned: 1, auto: 2},
	} {
		if got := textOf(p.stateAnswer(v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A report without alerts has tables of what was before, and no chart.
func TestAClientWithoutAlertsSeesNoChart(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	p.n.Monthly = []metrics.Monthly{{Unit: "*", Month: "2025-03", Count: 9, Manned: 9, HandlingS: 3600}, {Unit: "*", Month: "2026-02", Count: 7, HandlingS: 3600}, {Unit: "*", Month: "2026-03"}}
	p.n.MonthlyPriority = []metrics.MonthlyPriority{{Unit: "*", Month: "2025-03", Priority: "P2", Count: 9}, {Unit: "*", Month: "2026-02", Priority: "P2", Count: 7}}
	p.n.Change = []metrics.Change{{Unit: "*", PreviousCount: 9, Compared: metrics.Compared{PreviousHandlingS: 3600, Change: report.Num(-1)}}}
	d := Monthly(p.Input)
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b.Chart != nil {
				t.Errorf("%s: got the chart %s, want none", s.ID, b.Chart.ID)
			}
			if b.Figures == nil {
				continue
			}
			for _, f := range b.Figures.Items {
				if strings.Contains(f.Note, "%") {
					t.Errorf("got %s: %s, want no change to nothing", f.Label, f.Note)
				}
			}
		}
	}
	if got := d.Sections[0].Blocks[1].Figures.Items[0].Note; got != "前月\u00a07件、前年同月\u00a09件" {
		t.Errorf("got %s, want the months before", got)
	}
}

// Clients read no words of the team: each word of theirs stands in place of one that the team reads.
func TestClientsReadTheirWords(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	a := metrics.Alert{SLO: "missed", Completion: "timed_out", HandOffBy: "timeout"}
	if got, want := p.completion(&a)+" "+p.handed(&a), "一次対応前に自動で引き継ぎ 一次対応前の自動引き継ぎ"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	p = mustPage(t, "quarterly", "ja", "2026-03")
	if got, want := p.completion(&a)+" "+p.handed(&a), "無応答エスカレーション 無応答エスカレーション"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
