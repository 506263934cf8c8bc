package xlsx

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

// incidents are made-up rows behind the numbers: month, priority, service, title, met, hours and seconds.
func incidents(n int) report.Data {
	d := report.Data{Name: "incidents", Title: "インシデント一覧", Columns: []report.DataColumn{
		{Name: "id", Title: "ID"},
		{Name: "month", Title: "月", Unit: report.Date},
		{Name: "priority", Title: "優先度"},
		{Name: "service", Title: "サービス"},
		{Name: "title", Title: "件名"},
		{Name: "met", Title: "SLO判定"},
		{Name: "hour", Title: "時", Unit: report.Count},
		{Name: "handling_s", Title: "有人対応(秒)", Unit: report.Seconds},
		{Name: "ack_s", Title: "着手まで(秒)", Unit: report.Seconds},
	}}
	titles := []string{"ディスク使用率が閾値(90%)を超過しました", "=cmd|' /C calc'!A0", "バッチ遅延 *夜間*", "証明書の期限が近い?", "+81 接続タイムアウト",
		"@channel メモリ不足", "-1 を返しました", "</script><b>𠮷野家 🍜</b>", "CPU使用率 95%", "~tilde~"}
	services := []string{"受注API", "在庫DB", "<決済>", ">=監視", "=基盤", "Batch", ""}
	for i := range n {
		priority := "P" + strconv.Itoa(1+i*7%4)
		if i%11 == 0 {
			priority = ""
		}
		met := report.Value{Text: "達成"}
		if i%17 == 3 {
			met.Text = "未達"
		}
		ack := report.Value{}
		if i%5 != 0 {
			ack = number(float64(60 + i*37%900))
		}
		d.Rows = append(d.Rows, []report.Value{
			{Text: fmt.Sprintf("Q%05dX", i)}, {Text: fmt.Sprintf("2026-%02d", 1+i%3)}, {Text: priority},
			{Text: services[i%len(services)]}, {Text: titles[i%len(titles)]}, met, number(float64(i * 5 % 24)),
			number(float64(600 + i*131%9000)), ack,
		})
	}
	return d
}

func number(n float64) report.Value {
	return report.Value{Text: strconv.FormatFloat(n, 'f', -1, 64), Number: &n}
}

// value is a cell of the table as source works it out, so that the fixture's numbers are those of its data.
func value(t testing.TB, d *report.Data, format string, r *report.Ref) report.Cell {
	t.Helper()
	s := newSources()
	s.add(d, "x", dataHead+1)
	_, n, ok := s.byName[d.Name].formula(r)
	if !ok {
		t.Fatalf("no formula for %+v", r)
	}
	return report.Cell{Text: fmt.Sprintf(format, n), Number: &n, Ref: r}
}

func where(pairs ...string) []report.Eq {
	var eqs []report.Eq
	for i := 0; i < len(pairs); i += 2 {
		eqs = append(eqs, report.Eq{Column: pairs[i], Text: pairs[i+1]})
	}
	return eqs
}

func ref(fn report.Fn, column string, scale float64, pairs ...string) *report.Ref {
	return &report.Ref{Data: "incidents", Fn: fn, Column: column, Scale: scale, Where: where(pairs...)}
}

func plain(text string) report.Cell { return report.Cell{Text: text} }

func num(text string, n float64) report.Cell { return report.Cell{Text: text, Number: &n} }

func logo(t testing.TB) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 80))
	for x := range 320 {
		for y := range 80 {
			if x < 80 || y > 30 && y < 50 {
				img.Set(x, y, color.RGBA{0x1E, 0x4E, 0x9C, 0xFF})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func labels() report.Labels {
	return report.Labels{
		Contents: "目次", Page: "{page} / {pages}", Rows: "{n}行", CutText: "長い文字列 {n}件を表計算の上限で切っています。",
		ChartData: "グラフの数値", Data: "データ", Notes: "注記", Back: "表紙へ戻る", NoData: "データがありません",
	}
}

var months = []string{"2025/4", "5", "6", "7", "8", "9", "10", "11", "12", "2026/1", "2", "3", "4"}

// document has every kind of block.
func document(t testing.TB) *report.Document {
	t.Helper()
	d := &report.Document{
		Kind: "monthly", Title: "月次報告書", Scope: "株式会社山田商事", Period: "2026年1月〜3月", Issued: "2026-04-01",
		Version: "Furikaeri 0.1.0", Lang: "ja", Labels: labels(), Mark: "社外秘", Keywords: []string{"SLO", "月次"},
		Cover: report.Cover{Addressee: "株式会社山田商事 御中", Author: "ふりかえり運用株式会社", Logo: logo(t), Lines: []report.Entry{
			{Label: "発行日", Text: "2026年4月1日"}, {Label: "版", Text: "1.0"}, {Label: "作成", Text: "運用部 アカウントマネージャー"}}},
		Data: []report.Data{incidents(350), {Name: "exclusions", Title: "対象外", Columns: []report.DataColumn{{Name: "id", Title: "ID"}}}},
	}
	data := &d.Data[0]
	d.Sections = []report.Section{summary(t, data), trend(), slo(t, data), kinds(t, data), changes(), times(t, data), appendix()}
	return d
}

func summary(t testing.TB, data *report.Data) report.Section {
	attainment := &report.Ref{Data: "incidents", Fn: report.FnShare, Scale: 100, Where: where("met", "達成"), Of: where()}
	rate := value(t, data, "%.1f", attainment)
	rate.Signal = report.Bad
	hours := ref(report.FnSum, "handling_s", 1.0/3600)
	return report.Section{ID: "summary", Title: "サマリ", Question: "目標に対していまどこにいるか", Blocks: []report.Block{
		{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{
			{Text: "1月から3月のアラートは350件で、前年同期より21.3%減りました。"},
			{Text: "SLO達成率は94.0%で目標の97%に届いていません。未達21件のうち15件は「ディスク使用率」が原因で、3月に入れた自動拡張により4月以降は減る見込みです。"},
		}}},
		{Figures: &report.Figures{Items: []report.Figure{
			{Label: "アラート件数", Value: value(t, data, "%.0f", ref(report.FnCount, "", 0)), Unit: report.Count, After: "件", Note: "前年同期比 −21.3%"},
			{Label: "有人対応時間", Value: value(t, data, "%.1f", hours), Unit: report.Hours, After: "時間", Note: "前年同期比 −8.4%(目標 −20%)"},
			{Label: "SLO達成率", Value: rate, Unit: report.Percent, After: "%", Note: "目標 97%"},
			{Label: "着手までの時間(中央値)", Value: value(t, data, "%.1f", ref(report.FnP50, "ack_s", 1.0/60)), Unit: report.Minutes, After: "分", Note: "90パーセンタイル 14.2分"},
			{Label: "1人日あたりの削減", Value: report.Cell{Text: "–", Signal: report.Muted}, Unit: report.Days, After: "人日", Note: "前年のデータがないため計算していません"},
		}}},
		{Text: &report.Text{Style: report.Warning, Title: "お読みになる前に", Sentences: []report.Sentence{{Text: "未解決 2件のため確定値ではありません。"}}}},
		{Text: &report.Text{Style: report.Comment, Title: "担当者より", Sentences: []report.Sentence{{Text: strings.Repeat("夜間バッチの遅延が続いています。次回の定例で実行時刻の変更をご相談させてください。", 3)}}}},
	}, Notes: []string{"自動復旧した12件は着手の集計から除いています。"}}
}

func trend() report.Section {
	bars := report.Chart{ID: "alerts", Kind: report.Bar, Title: "アラートは13か月で3割減った", Subtitle: "件、2025年4月〜2026年4月", Horizon: "月", Labels: months}
	for i, p := range []report.Tone{report.ToneP1, report.ToneP2, report.ToneP3} {
		s := report.Series{Name: string(p), Unit: report.Count, Stack: "a", Tone: p}
		for m := range months {
			n := float64((i + 1) * (40 - m*2))
			s.Cells = append(s.Cells, num(fmt.Sprintf("%.0f", n), n))
		}
		bars.Series = append(bars.Series, s)
	}
	last := report.Series{Name: "前年の合計", Unit: report.Count, Kind: report.Line, Tone: report.ToneBefore}
	for m := range months {
		last.Cells = append(last.Cells, num(strconv.Itoa(250-m), float64(250-m)))
	}
	bars.Series = append(bars.Series, last)
	line := report.Chart{ID: "mttr", Kind: report.Line, Title: "解決までの時間は横ばい", Subtitle: "分、中央値と90パーセンタイル", Horizon: "月", Labels: months,
		Marks: []report.Mark{{Name: "目標 60分", At: 60}}}
	for i, name := range []string{"中央値", "90パーセンタイル"} {
		s := report.Series{Name: name, Unit: report.Minutes, Tone: []report.Tone{report.ToneMain, report.ToneBefore}[i]}
		for m := range months {
			if m == 4 {
				s.Cells = append(s.Cells, plain("–"))
				continue
			}
			n := 30 + float64(m*7%13) + float64(i*25)
			s.Cells = append(s.Cells, num(fmt.Sprintf("%.1f", n), n))
		}
		line.Series = append(line.Series, s)
	}
	single := report.Chart{ID: "hours", Kind: report.Bar, Title: "有人対応時間", Subtitle: "時間", Horizon: "月", Labels: months,
		Series: []report.Series{{Name: "有人対応(時間)", Unit: report.Hours, Tone: report.ToneMain}}}
	for m := range months {
		n := 120.5 - float64(m)*4.3
		single.Series[0].Cells = append(single.Series[0].Cells, num(fmt.Sprintf("%.1f", n), n))
	}
	return report.Section{ID: "trend", Title: "推移", Question: "件数と時間はどう動いたか", Blocks: []report.Block{{Chart: &bars}, {Chart: &line}, {Chart: &single}}}
}

func slo(t testing.TB, data *report.Data) report.Section {
	table := report.Table{ID: "slo", Title: "優先度別のSLO達成状況", Columns: []report.Column{{Title: "優先度"}, {Title: "アラート", Unit: report.Count},
		{Title: "達成", Unit: report.Count}, {Title: "達成率", Unit: report.Percent}, {Title: "前年差", Unit: report.Change}, {Title: "平均対応(分)", Unit: report.Minutes},
		{Title: "着手90%点(分)", Unit: report.Minutes}, {Title: "判定"}}}
	for i, p := range []string{"P1", "P2", "P3", "P4", ""} {
		share := &report.Ref{Data: "incidents", Fn: report.FnShare, Scale: 100, Where: where("priority", p, "met", "達成"), Of: where("priority", p)}
		name := p
		if p == "" {
			name = "優先度なし"
		}
		change := num("−3.2%", -3.2)
		change.Signal = report.Bad
		if i%2 == 0 {
			change = num("+1.5%", 1.5)
			change.Signal = report.Good
		}
		table.Rows = append(table.Rows, []report.Cell{plain(name), value(t, data, "%.0f", ref(report.FnCount, "", 0, "priority", p)),
			value(t, data, "%.0f", ref(report.FnCount, "", 0, "priority", p, "met", "達成")), value(t, data, "%.1f%%", share), change,
			value(t, data, "%.1f", ref(report.FnMean, "handling_s", 1.0/60, "priority", p)),
			value(t, data, "%.1f", ref(report.FnP90, "ack_s", 1.0/60, "priority", p)), plain([]string{"達成", "未達", "参考値", "達成", "–"}[i])})
	}
	table.Total = []report.Cell{plain("合計"), num("350", 350), value(t, data, "%.0f", ref(report.FnCount, "", 0, "met", "達成")), plain(""), plain(""), plain(""), plain(""), plain("")}
	misses := report.Table{ID: "misses", Title: "未達一覧", Columns: []report.Column{{Title: "発生", Unit: report.Date}, {Title: "優先度"}, {Title: "件名", Wide: true},
		{Title: "超過(分)", Unit: report.Minutes}, {Title: "原因"}, {Title: "恒久対応", Wide: true}}}
	for i := range 14 {
		misses.Rows = append(misses.Rows, []report.Cell{plain(fmt.Sprintf("2026-03-%02d 09:05", i+1)), plain("P2"), plain([]string{"ディスク使用率が閾値(90%)を超過しました host-web-01.example.co.jp /var/log", "=cmd|' /C calc'!A0", "証明書の期限"}[i%3]),
			num(fmt.Sprintf("%.1f", 3.5+float64(i)), 3.5+float64(i)), plain("手順の不備"), plain("自動拡張を導入し、監視の閾値を見直します(4月末まで)")})
	}
	return report.Section{ID: "slo", Title: "SLO達成状況", Question: "約束を守れたか", Blocks: []report.Block{{Table: &table}, {Table: &misses},
		{Table: &report.Table{ID: "none", Title: "対象外の一覧", Columns: []report.Column{{Title: "件名"}}, Empty: "対象外としたアラートはありません。"}}},
		Notes: []string{"SLOは四半期ごとに見直しています。"}}
}

func kinds(t testing.TB, data *report.Data) report.Section {
	names := []string{"ディスク使用率が閾値(90%)を超過しました", "CPU使用率が95%を超過", "夜間バッチの遅延(受注・在庫・請求のいずれか)", "接続タイムアウト", "証明書の期限", "メモリ不足", "プロセス停止", "その他"}
	pareto := report.Chart{ID: "pareto", Kind: report.Pareto, Title: "上位3種類で有人対応時間の62 %", Subtitle: "時間、2026年1月〜3月", Horizon: "アラートの種類", Labels: names,
		Series: []report.Series{{Name: "有人対応(時間)", Unit: report.Hours, Tone: report.ToneMain}, {Name: "累積", Unit: report.Percent}}}
	table := report.Table{ID: "kinds", Title: "アラートの種類", Columns: []report.Column{{Title: "種類", Wide: true}, {Title: "件数", Unit: report.Count}, {Title: "有人対応(時間)", Unit: report.Hours},
		{Title: "前年差", Unit: report.Change}, {Title: "13か月", Spark: true}}}
	sum := 0.0
	for i, name := range names {
		n := 80.0 / float64(i+1)
		sum += n
		pareto.Series[0].Cells = append(pareto.Series[0].Cells, num(fmt.Sprintf("%.1f", n), n))
		pareto.Series[1].Cells = append(pareto.Series[1].Cells, num(fmt.Sprintf("%.1f%%", sum/2.2), sum/2.2))
		spark := []*float64{}
		for m := range months {
			if m == 3 {
				spark = append(spark, nil)
				continue
			}
			spark = append(spark, report.Num(float64((m*3+i*5)%17)))
		}
		table.Rows = append(table.Rows, []report.Cell{plain(name), num("1,234", 1234), num(fmt.Sprintf("%.1f", n), n), num("−12.0%", -12), {Text: "", Spark: spark}})
	}
	donut := report.Chart{ID: "share", Kind: report.Donut, Title: "事業部の割合", Subtitle: "有人対応時間", Horizon: "事業部", Labels: []string{"東日本", "西日本", "海外", "その他"},
		Series: []report.Series{{Name: "今年", Unit: report.Hours, Tone: report.TonePart, Cells: []report.Cell{num("40.0", 40), num("30.0", 30), num("20.0", 20), num("10.0", 10)}},
			{Name: "前年", Unit: report.Hours, Tone: report.TonePart, Cells: []report.Cell{num("50.0", 50), num("20.0", 20), num("20.0", 20), num("10.0", 10)}}}}
	return report.Section{ID: "kinds", Title: "対応時間の多いアラート", Question: "何に時間を使ったか", Blocks: []report.Block{{Chart: &pareto}, {Table: &table}, {Chart: &donut}}}
}

func changes() report.Section {
	chart := report.Chart{ID: "waterfall", Kind: report.Waterfall, Title: "自動化が減少の半分を占める", Subtitle: "時間", Horizon: "内訳", Labels: []string{"前年", "自動化", "閾値の見直し", "新サービス", "その他", "今年"},
		Series: []report.Series{{Name: "有人対応(時間)", Unit: report.Hours, Tone: report.ToneMain}}}
	for _, n := range []float64{120, -30, -25.5, 18, -2.5, 80} {
		text := fmt.Sprintf("%.1f", n)
		if n < 0 {
			text = fmt.Sprintf("−%.1f", -n)
		}
		chart.Series[0].Cells = append(chart.Series[0].Cells, num(text, n))
	}
	small := report.Chart{ID: "effect", Kind: report.Line, Title: "週ごとの件数", Subtitle: "件", Horizon: "週", Labels: []string{"1/5", "1/12", "1/19", "1/26"},
		Series: []report.Series{{Name: "件数", Unit: report.Count, Tone: report.ToneMain, Cells: []report.Cell{num("20", 20), num("18", 18), num("6", 6), num("4", 4)}}}}
	return report.Section{ID: "changes", Title: "増減の内訳", Question: "なぜ減ったか", Blocks: []report.Block{{Chart: &chart}, {Cards: &report.Cards{Items: []report.Card{
		{Title: "ディスクの自動拡張", Signal: report.Good, Lines: []report.Entry{{Label: "実施日", Text: "2026年1月20日"}, {Label: "効果", Text: "週20件から5件に減りました。95%信頼区間でも減少しています。"}}, Chart: &small},
		{Title: "通知の集約", Signal: report.Muted, Lines: []report.Entry{{Label: "状況", Text: "進行中"}}}}}}}}
}

func times(t testing.TB, data *report.Data) report.Section {
	heat := report.Chart{ID: "heat", Kind: report.Heatmap, Title: "平日9時台と月曜の夜に集まる", Subtitle: "件", Horizon: "曜日"}
	for h := range 24 {
		heat.Labels = append(heat.Labels, strconv.Itoa(h))
	}
	for i, day := range []string{"月", "火", "水", "木", "金", "土", "日"} {
		s := report.Series{Name: day, Unit: report.Count, Tone: report.ToneHeat}
		for h := range 24 {
			n := float64((h*7 + i*5) % 31)
			if i == 6 && h == 3 {
				s.Cells = append(s.Cells, plain(""))
				continue
			}
			s.Cells = append(s.Cells, num(fmt.Sprintf("%.0f", n), n))
		}
		heat.Series = append(heat.Series, s)
	}
	calls := report.Table{ID: "night", Title: "夜間の呼び出し", Columns: []report.Column{{Title: "日時", Unit: report.Date}, {Title: "件名", Wide: true}, {Title: "対応(分)", Unit: report.Minutes}},
		Rows:  [][]report.Cell{{plain("2026-03-02 02:10"), plain("夜間バッチの遅延"), num("35.0", 35)}, {plain("2026-03-12 03:40"), plain("ディスク使用率"), num("12.5", 12.5)}},
		Total: []report.Cell{plain("合計"), plain(""), num("47.5", 47.5)}}
	return report.Section{ID: "times", Title: "時間帯", Question: "いつ呼ばれるか", Blocks: []report.Block{{Chart: &heat}, {Table: &calls},
		{Chart: &report.Chart{ID: "nothing", Kind: report.Bar, Title: "休日の件数", Empty: "休日のアラートはありません。"}}}}
}

func appendix() report.Section {
	alerts := report.Table{ID: "all", Title: "アラート一覧", PaperRows: 20, PaperNote: "続きはExcelにあります。", Columns: []report.Column{{Title: "発生", Unit: report.Date}, {Title: "優先度"}, {Title: "件名", Wide: true}, {Title: "対応(分)", Unit: report.Minutes}}}
	for i := range 120 {
		alerts.Rows = append(alerts.Rows, []report.Cell{plain(fmt.Sprintf("2026-01-%02d 10:00", 1+i%28)), plain("P3"), plain("接続タイムアウト web-" + strconv.Itoa(i)), num(fmt.Sprintf("%.1f", float64(i)), float64(i))})
	}
	return report.Section{ID: "appendix", Title: "付録: 定義/データ品質", Blocks: []report.Block{
		{Text: &report.Text{Style: report.Definition, Title: "用語", Sentences: []report.Sentence{{Text: "着手: 担当者がアラートを確認した時刻です。"}, {Text: "有人対応時間: 着手から解決までのうち、人が対応していた時間です。"}}}},
		{Table: &alerts}}}
}
