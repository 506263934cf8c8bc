package html

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"furikaeri/report"
)

// labels are Japanese words for every label that this package prints.
var labels = report.Labels{
	Contents: "目次", Page: "{page} / {pages}", Search: "表の中を検索", Rows: "{n}行", RowsBehind: "この数値の元データ({n}件)",
	Limited: "先頭の{n}件を載せています。全件はExcelにあります。", ShowAll: "すべて表示", Close: "閉じる", SortBy: "{name}で並べ替え",
	ChartData: "グラフの数値", Data: "元データ", Notes: "注記", Theme: "明るさを切り替える", NoData: "データがありません",
}

var months = []string{"2025/4", "5", "6", "7", "8", "9", "10", "11", "12", "2026/1", "2", "3"}

// services are the projects of the fixture's incidents, with their first priority.
var services = []string{"受注基盤", "会員サイト", "決済ゲートウェイ", "物流連携", "社内ポータル"}

func num(text string, n float64) report.Cell { return report.Cell{Text: text, Number: &n} }

func words(text string) report.Cell { return report.Cell{Text: text} }

func with(c report.Cell, s report.Signal) report.Cell { c.Signal = s; return c }

func behind(c report.Cell, r *report.Ref) report.Cell { c.Ref = r; return c }

func hours(n float64) report.Cell { return num(thousands(n), n) }

// thousands is n with one decimal and commas.
func thousands(n float64) string {
	s := strconv.FormatFloat(n, 'f', 1, 64)
	if n < 0 {
		return "−" + thousands(-n)
	}
	whole, rest, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return whole + "." + rest
}

// change is a percentage with its sign, good where it fell.
func change(n float64) report.Cell {
	c := num(fmt.Sprintf("%+.1f%%", n), n)
	c.Text = strings.Replace(c.Text, "-", "−", 1)
	c.Signal = report.Good
	switch {
	case n > 0.05:
		c.Signal = report.Bad
	case n > -0.05:
		c.Text, c.Signal = "±0.0%", report.NoSignal
	}
	return c
}

func sentence(text string, cells ...report.Cell) report.Sentence {
	return report.Sentence{Text: text, Cells: cells}
}

// incidents is n rows of a Data table; service, priority and minutes follow from the row's number.
func incidents(n int) report.Data {
	d := report.Data{Name: "incidents", Title: "アラート一覧", Columns: []report.DataColumn{
		{Name: "id", Title: "番号"}, {Name: "at", Title: "発生", Unit: report.Date}, {Name: "title", Title: "件名"}, {Name: "service", Title: "プロジェクト"},
		{Name: "priority", Title: "優先度"}, {Name: "minutes", Title: "対応(分)", Unit: report.Minutes},
	}}
	titles := []string{"[order-api] HTTP 5xx の割合が5%を超えました", "db-primary-01: レプリケーション遅延 120秒", "バッチ nightly-settlement が時間内に完了しません", "ディスク使用率 92% (/var/log)", "SSL証明書の残り日数が14日を下回りました"}
	for i := range n {
		m := float64((i*37)%95) + 0.5
		minutes := report.Value{Text: thousands(m), Number: &m}
		if i%17 == 0 {
			minutes = report.Value{}
		}
		d.Rows = append(d.Rows, []report.Value{
			{Text: fmt.Sprintf("Q%05d", i+1)}, {Text: fmt.Sprintf("2026-%02d-%02d %02d:%02d", 1+i%3, 1+i%28, i%24, (i*7)%60)}, {Text: titles[i%len(titles)]},
			{Text: services[i%len(services)]}, {Text: "P" + strconv.Itoa(1+i%4)}, minutes,
		})
	}
	return d
}

func countRef(column, text string) *report.Ref {
	return &report.Ref{Data: "incidents", Where: []report.Eq{{Column: column, Text: text}}, Of: []report.Eq{}, Fn: report.FnCount}
}

func logoPNG() []byte {
	m := image.NewRGBA(image.Rect(0, 0, 240, 64))
	for y := range 64 {
		for x := range 240 {
			if (x-32)*(x-32)+(y-32)*(y-32) < 28*28 || x > 76 && y > 22 && y < 42 {
				m.Set(x, y, color.RGBA{30, 78, 156, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func series(name string, unit report.Unit, tone report.Tone, ns ...float64) report.Series {
	s := report.Series{Name: name, Unit: unit, Tone: tone}
	for _, n := range ns {
		c := num(strconv.FormatFloat(n, 'f', 0, 64), n)
		if unit != report.Count {
			c = hours(n)
		}
		s.Cells = append(s.Cells, c)
	}
	return s
}

// fixture is a document with every kind of block, as a quarterly report has them.
func fixture() *report.Document {
	d := &report.Document{
		Kind: "quarterly", Title: "四半期振り返り", Scope: "東日本サポートセンター", Period: "2025年度 第4四半期(2026年1月〜3月)", Issued: "2026-04-01", Version: "Furikaeri 0.1.0", Lang: "ja",
		Cover: report.Cover{Author: "株式会社サンプル 運用本部", Logo: logoPNG(), Lines: []report.Entry{
			{Label: "発行日", Text: "2026年4月1日"}, {Label: "版", Text: "第1版"}, {Label: "作成", Text: "運用改善チーム"}}},
		Data: []report.Data{incidents(600)}, Labels: labels, Seal: strings.Repeat("0123456789abcdef", 4), Mark: "社外秘", Keywords: []string{"四半期", "振り返り"},
	}
	d.Sections = []report.Section{summary(), increase(), trend(), topAlerts(), effects(), slo(), appendix()}
	return d
}

func summary() report.Section {
	all := &report.Ref{Data: "incidents", Where: []report.Eq{}, Of: []report.Eq{}, Fn: report.FnCount}
	sum := &report.Ref{Data: "incidents", Where: []report.Eq{}, Of: []report.Eq{}, Fn: report.FnSum, Column: "minutes", Scale: 1.0 / 60}
	p1 := countRef("priority", "P1")
	return report.Section{ID: "summary", Title: "サマリ", Question: "目標に対していまどこにいるか", Blocks: []report.Block{
		{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{
			sentence("第4四半期の有人対応時間は1,234.5時間で、前年同期より21.3%減りました。年度目標の20%削減を達成しています。", behind(hours(1234.5), sum), with(num("21.3%", 21.3), report.Good)),
			sentence("増加傾向のアラートが3種類あり、うちP1は150件です。", num("3", 3), behind(num("150", 150), p1))}}},
		{Figures: &report.Figures{Items: []report.Figure{
			{Label: "有人対応時間", Value: behind(hours(1234.5), sum), Unit: report.Hours, After: "時間", Note: "前年同期比 −21.3%", Cells: []report.Cell{with(num("−21.3%", -21.3), report.Good)}},
			{Label: "年度累計の削減率", Value: with(num("18.9", 18.9), report.NoSignal), Unit: report.Percent, After: "%", Note: "目標 20%、達成率 94.5%", Cells: []report.Cell{num("20%", 20), num("94.5%", 94.5)}},
			{Label: "アラート", Value: behind(num("600", 600), all), Unit: report.Count, After: "件", Note: "前年同期比 +4.2%", Cells: []report.Cell{with(num("+4.2%", 4.2), report.Bad)}},
			{Label: "自動復旧の割合", Value: num("62.4", 62.4), Unit: report.Percent, After: "%", Note: "前年 55.0%", Cells: []report.Cell{num("55.0%", 55)}},
			{Label: "SLO(P2)", Value: with(num("96.2", 96.2), report.Bad), Unit: report.Percent, After: "%", Note: "目標 97%、許容残り 0件"},
			{Label: "SLO(P3)", Value: with(num("98.7", 98.7), report.Good), Unit: report.Percent, After: "%", Note: "目標 97%、許容残り 4件"}}}},
		{Text: &report.Text{Style: report.Warning, Title: "数値を読む前に", Sentences: []report.Sentence{sentence("3月31日のログが届いていないため、アラート12件の対応時間は含まれていません。", num("12", 12))}}},
		{Text: &report.Text{Style: report.Comment, Title: "運用チームより", Sentences: []report.Sentence{sentence("夜間バッチの再実行を自動化した効果が2月から出ています。\n次の四半期は決済ゲートウェイに集中します。")}}},
	}, Notes: []string{"着手のないアラート8件はMTTAから除いています。", "前年同期比は暦日をそろえて比べています。"}}
}

func increase() report.Section {
	this := series("今期", report.Hours, report.TonePart, 372, 301.5, 280, 171, 110)
	for i := range this.Cells {
		this.Cells[i].Ref = countRef("service", services[i])
	}
	w := series("時間", report.Hours, report.ToneMain, 1568.2, -210.4, -120.3, -62.0, 38.5, 20.5, 1234.5)
	return report.Section{ID: "breakdown", Title: "増減の内訳", Question: "何が減り、何が増えたか", Blocks: []report.Block{
		{Chart: &report.Chart{ID: "waterfall", Kind: report.Waterfall, Title: "減少の63%は夜間バッチと監視しきい値の見直しによる", Subtitle: "有人対応時間(時間)、前年同期から今期まで", Horizon: "要因",
			Labels: []string{"前年同期", "夜間バッチ再実行", "しきい値見直し", "ディスク監視", "決済タイムアウト", "その他", "今期"}, Series: []report.Series{w}}},
		{Table: &report.Table{ID: "breakdown", Columns: []report.Column{{Title: "プロジェクト", Wide: true}, {Title: "前年(時間)", Unit: report.Hours}, {Title: "今期(時間)", Unit: report.Hours}, {Title: "増減(%)", Unit: report.Change}, {Title: "推移", Spark: true}},
			Rows: projectRows(), Total: []report.Cell{words("合計"), hours(1568.2), hours(1234.5), change(-21.3), {}}}},
		{Chart: &report.Chart{ID: "share", Kind: report.Donut, Title: "受注基盤が3割を占める", Subtitle: "有人対応時間の割合、前年同期と今期", Horizon: "プロジェクト", Labels: services,
			Series: []report.Series{series("前年同期", report.Hours, report.TonePart, 420, 380, 310, 260, 198.2), this}}},
	}}
}

func projectRows() [][]report.Cell {
	var rows [][]report.Cell
	for i, s := range services {
		before := 420 - float64(i)*55
		now := before * (0.7 + 0.1*float64(i))
		var line []*float64
		for m := range 13 {
			if i == 2 && m == 5 {
				line = append(line, nil)
				continue
			}
			line = append(line, report.Num(before/3*(1-float64(m)*0.02*float64(3-i))+float64((m*7+i*3)%11)*3))
		}
		rows = append(rows, []report.Cell{words(s), hours(before), behind(hours(now), countRef("service", s)), change((now/before - 1) * 100), {Spark: line}})
	}
	rows = append(rows, []report.Cell{words("新規案件(前年なし)"), with(words("–"), report.Muted), hours(12), with(words("–"), report.Muted), {}})
	return rows
}

func trend() report.Section {
	stack := func(s report.Series) report.Series { s.Stack = "p"; return s }
	gap := series("MTTA 中央値", report.Minutes, report.ToneMain, 4.2, 4.0, 3.9, 4.4, 4.8, 4.1, 3.8, 3.6, 3.7, 3.2, 3.0, 2.9)
	gap.Cells[4] = words("–")
	heat := report.Chart{ID: "heat", Kind: report.Heatmap, Title: "月曜の朝と平日夜間に集中している", Subtitle: "アラート(件)、曜日×時刻", Horizon: "時刻"}
	for h := range 24 {
		heat.Labels = append(heat.Labels, strconv.Itoa(h))
	}
	for r, day := range []string{"月", "火", "水", "木", "金", "土", "日"} {
		var ns []float64
		for h := range 24 {
			ns = append(ns, float64((h*5+r*11)%17+max(0, 8-abs(h-9)*2)*boolInt(r == 0)*3))
		}
		heat.Series = append(heat.Series, series(day, report.Count, report.ToneHeat, ns...))
	}
	return report.Section{ID: "trend", Title: "推移", Question: "アラートと対応時間はどう動いているか", Blocks: []report.Block{
		{Chart: &report.Chart{ID: "alerts", Kind: report.Bar, Title: "アラートは夏を境に減り始めた", Subtitle: "アラート(件)、2025年4月〜2026年3月、優先度別", Labels: months, Horizon: "月", Series: []report.Series{
			stack(series("P1", report.Count, report.ToneP1, 4, 3, 5, 6, 7, 4, 3, 3, 2, 2, 1, 1)), stack(series("P2", report.Count, report.ToneP2, 30, 28, 34, 38, 41, 33, 30, 28, 26, 24, 22, 20)),
			stack(series("P3", report.Count, report.ToneP3, 80, 82, 85, 96, 99, 90, 84, 80, 78, 70, 66, 61)), stack(series("P4", report.Count, report.ToneP4, 120, 118, 126, 131, 140, 122, 118, 110, 104, 99, 94, 90))}}},
		{Chart: &report.Chart{ID: "mtta", Kind: report.Line, Title: "着手は1分以上早くなった", Subtitle: "MTTA(分)、中央値", Labels: months, Horizon: "月", Series: []report.Series{gap, series("前年", report.Minutes, report.ToneBefore, 5, 5.1, 4.9, 5.2, 5.4, 5, 4.9, 4.8, 4.7, 4.6, 4.5, 4.4)}, Marks: []report.Mark{{Name: "目標 5分", At: 5}}}},
		{Chart: &heat},
		{Chart: &report.Chart{ID: "none", Kind: report.Line, Title: "夜間の呼び出し", Subtitle: "件", Labels: []string{}, Series: []report.Series{}, Empty: "夜間の呼び出しが5件に満たないため、図にしていません。"}},
	}}
}

func abs(n int) int { return max(n, -n) }

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func topAlerts() report.Section {
	names := []string{"[order-api] HTTP 5xx の割合が#%を超えました", "db-primary-#: レプリケーション遅延 #秒", "バッチ nightly-settlement が時間内に完了しません", "ディスク使用率 #% (/var/log)", "SSL証明書の残り日数が#日を下回りました", "キュー payment-events の滞留が#件を超えています", "外形監視: 会員サイトのログイン画面が応答しません"}
	p := report.Chart{ID: "pareto", Kind: report.Pareto, Title: "上位7種類で有人対応時間の62.0%", Subtitle: "有人対応時間(時間)と累積割合、2026年1月〜3月", Labels: names, Horizon: "アラート種別",
		Series: []report.Series{series("有人対応", report.Hours, report.ToneMain, 212.4, 164, 130.2, 98.7, 76.3, 50.9, 33), series("累積割合", report.Percent, report.ToneBefore, 17.2, 30.5, 41, 49, 55.2, 59.3, 62)}}
	t := report.Table{ID: "top", Title: "対応時間の多いアラート", PaperRows: 12, PaperNote: "13位以下はExcelとHTMLにあります。", Columns: []report.Column{{Title: "順位", Unit: report.Count}, {Title: "アラート種別", Wide: true}, {Title: "プロジェクト"}, {Title: "件数", Unit: report.Count}, {Title: "有人対応(時間)", Unit: report.Hours}, {Title: "1件あたり(分)", Unit: report.Minutes}, {Title: "割合(%)", Unit: report.Percent}, {Title: "前年同期比(%)", Unit: report.Change}, {Title: "最終発生", Unit: report.Date, OffPaper: true}}}
	for i := range 30 {
		name := names[i%len(names)]
		if i >= len(names) {
			name = fmt.Sprintf("web-%02d: 応答時間の95パーセンタイルが%d msを超え、かつ直近15分の再試行回数が通常の3倍に達しています", i, 800+i*50)
		}
		h := 212.4 / (1 + float64(i)*0.35)
		t.Rows = append(t.Rows, []report.Cell{num(strconv.Itoa(i+1), float64(i+1)), words(name), words(services[i%len(services)]), behind(num("120", 120), countRef("service", services[i%len(services)])),
			hours(h), hours(h * 60 / 120), num(fmt.Sprintf("%.1f", h/12.345), h/12.345), change(float64((i*29)%80) - 50), words(fmt.Sprintf("2026-03-%02d", 1+i%28))})
	}
	t.Total = []report.Cell{{}, words("合計"), {}, num("600", 600), hours(1234.5), {}, num("100.0", 100), change(-21.3), {}}
	return report.Section{ID: "top", Title: "対応時間の多いアラート", Question: "どのアラートに人の時間を使ったか", Blocks: []report.Block{{Chart: &p}, {Table: &t}}}
}

func effects() report.Section {
	small := func(id string) *report.Chart {
		return &report.Chart{ID: id, Kind: report.Bar, Subtitle: "有人対応時間(時間)、月", Labels: months[6:], Horizon: "月", Series: []report.Series{series("時間", report.Hours, report.ToneMain, 42, 44, 40, 18, 9, 6)}}
	}
	return report.Section{ID: "effects", Title: "対策の効果", Question: "直したものは効いているか", Blocks: []report.Block{{Cards: &report.Cards{Items: []report.Card{
		{Title: "夜間バッチの再実行を自動化", Signal: report.Good, Lines: []report.Entry{{Label: "完了", Text: "2026年1月10日"}, {Label: "効果", Text: "月あたり −38.0時間(−86.4%)"}, {Label: "担当", Text: "運用改善チーム"}}, Cells: []report.Cell{with(num("−38.0", -38), report.Good)}, Chart: small("fix-one")},
		{Title: "決済ゲートウェイのタイムアウト値を変更", Signal: report.Bad, Lines: []report.Entry{{Label: "完了", Text: "2026年2月3日"}, {Label: "効果", Text: "変化は見られません"}}, Cells: []report.Cell{}, Chart: small("fix-two")},
		{Title: "証明書更新の手順書を整備", Signal: report.Muted, Lines: []report.Entry{{Label: "完了", Text: "2026年3月20日"}, {Label: "効果", Text: "完了から30日に満たないため評価していません"}}, Cells: []report.Cell{}}}}}}}
}

func slo() report.Section {
	row := func(p, n, met, rate string, r float64, verdict string, s report.Signal) []report.Cell {
		return []report.Cell{words(p), behind(num(n, 150), countRef("priority", p)), num(met, 147), with(num(rate, r), s), num("97.0", 97), with(words(verdict), s)}
	}
	return report.Section{ID: "slo", Title: "SLO達成状況", Question: "約束した時間のうちに着手できたか", Blocks: []report.Block{
		{Table: &report.Table{ID: "slo", Columns: []report.Column{{Title: "優先度"}, {Title: "アラート", Unit: report.Count}, {Title: "達成", Unit: report.Count}, {Title: "達成率(%)", Unit: report.Percent}, {Title: "目標(%)", Unit: report.Percent}, {Title: "判定"}},
			Rows: [][]report.Cell{row("P1", "150", "150", "100.0", 100, "達成", report.Good), row("P2", "150", "144", "96.2", 96.2, "未達", report.Bad), row("P3", "150", "148", "98.7", 98.7, "達成", report.Good), row("P4", "150", "150", "100.0", 100, "参考値", report.Muted)}}},
		{Table: &report.Table{ID: "misses", Title: "未達一覧", Columns: []report.Column{{Title: "発生", Unit: report.Date}, {Title: "件名", Wide: true}}, Rows: [][]report.Cell{}, Empty: "この期間に対象のSLO未達はありません。"}},
	}}
}

func appendix() report.Section {
	return report.Section{ID: "appendix", Title: "付録", Question: "数値は何を意味するか", Blocks: []report.Block{
		{Text: &report.Text{Style: report.Definition, Title: "用語と定義", Sentences: []report.Sentence{
			sentence("有人対応時間: 一次運用の人が手を動かした時間の合計。着手から解決、または二次連携までを数える。"),
			sentence("MTTA:発生から最初の着手までの時間。着手のないアラートは除く。"),
			sentence("自動復旧: 誰も操作せずに解決したアラート。")}}},
		{Text: &report.Text{Style: report.Body, Sentences: []report.Sentence{sentence("データはPagerDutyから2026-04-01 06:00に取得しました。")}}},
	}}
}

func mustWrite(t *testing.T, d *report.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return b.Bytes()
}
