package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"furikaeri/report"
)

// num is a cell with a number.
func num(text string, n float64) report.Cell { return report.Cell{Text: text, Number: report.Num(n)} }

// txt is a cell with a text.
func txt(s string) report.Cell { return report.Cell{Text: s} }

func signal(c report.Cell, s report.Signal) report.Cell { c.Signal = s; return c }

// hostile are titles as monitoring sends them.
var hostile = []string{
	`</script><script>alert(1)</script>`,
	`=cmd|' /C calc'!A0`,
	"火事🔥 𠮷野家 👩‍💻",
	"\u202Eabc مرحبا שלום",
	"tab\there\x00\x1b[31m\r\nnext",
	strings.Repeat("非常に長い題名", 1500),
	strings.Repeat("x", 3000),
	"(back\\slash) \\) (",
	"",
}

// logo is a small picture.
func logo(t testing.TB) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 160, 48))
	for x := range 160 {
		for y := range 48 {
			if (x-24)*(x-24)+(y-24)*(y-24) < 400 || x > 56 && y > 14 && y < 34 {
				m.Set(x, y, color.RGBA{30, 78, 156, 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatalf("logo: %v", err)
	}
	return b.Bytes()
}

var months = []string{"2025/4", "5", "6", "7", "8", "9", "10", "11", "12", "2026/1", "2", "3"}

// wave is n numbers that look like months of work.
func wave(n int, base, swing float64) []report.Cell {
	cells := make([]report.Cell, n)
	for i := range cells {
		v := math.Round((base+swing*math.Sin(float64(i)*1.3))*10) / 10
		cells[i] = num(fmt.Sprintf("%.1f", v), v)
	}
	return cells
}

func spark(n int) []*float64 {
	out := make([]*float64, n)
	for i := range out {
		if i != 4 {
			out[i] = report.Num(10 + 5*math.Sin(float64(i)*0.9))
		}
	}
	return out
}

// document has every kind of block, an empty table, missing numbers, long Japanese, rows for pages, hostile titles.
func document(t testing.TB, rows int) *report.Document {
	t.Helper()
	return &report.Document{
		Kind: "quarterly", Title: "四半期振り返り", Scope: "クラウド運用事業部", Period: "2025年度 第4四半期(2026年1月〜3月)",
		Issued: "2026-04-01", Version: "Furikaeri 1.0.0", Lang: "ja", Mark: "社外秘", Keywords: []string{"PagerDuty", "振り返り"},
		Cover: report.Cover{
			Addressee: "株式会社山田商事 御中", Author: "サンプル運用株式会社", Logo: logo(t),
			Lines: []report.Entry{{Label: "発行日", Text: "2026年4月1日"}, {Label: "版", Text: "1.0"}, {Label: "作成", Text: "運用企画部 佐藤"}},
		},
		Labels: report.Labels{
			Contents: "目次", Continued: "(続き)", Page: "{page} / {pages}", Glyphs: "この書体にない文字 {n}字を〓で表しています。", NoData: "データがありません",
		},
		Sections: []report.Section{summary(), slo(), alerts(rows), effects(), hostileSection(), glossary()},
	}
}

func summary() report.Section {
	return report.Section{
		ID: "summary", Title: "サマリ", Question: "目標に対していまどこにいるか",
		Blocks: []report.Block{
			{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{
				{Text: "有人対応時間は1,234.5時間で、前年同期から21.3%減りました。目標の−20%を達成しています。"},
				{Text: "減少のうち62%は、ディスク使用率とバッチ遅延の2種類のアラートを止めたことによります。"},
			}}},
			{Figures: &report.Figures{Items: []report.Figure{
				{Label: "有人対応時間", Value: signal(num("1,234.5", 1234.5), report.Good), Unit: report.Hours, After: "時間", Note: "▼ 前年同期比 −21.3%"},
				{Label: "SLO達成率", Value: signal(num("97.2", 97.2), report.Good), Unit: report.Percent, After: "%", Note: "目標 97.0% を達成"},
				{Label: "インシデント", Value: signal(num("12,345", 12345), report.Bad), Unit: report.Count, After: "件", Note: "▲ 前年同期比 +3.1%"},
				{Label: "確認までの平均", Value: num("–", 0), Unit: report.Minutes, After: "分", Note: "データなし"},
			}}},
			{Text: &report.Text{Style: report.Warning, Title: "読む前に", Sentences: []report.Sentence{
				{Text: "2026年2月3日から2月5日までの取り込みが欠けています。この期間のインシデントは件数にも時間にも含まれていません。"},
				{Text: "顧客に割り当てられていないサービスが3件あります。"},
			}}},
			{Chart: &report.Chart{ID: "monthly", Kind: report.Bar, Title: "有人対応時間は3四半期続けて前年を下回った", Subtitle: "時間、2025年4月〜2026年3月", Labels: months,
				Series: []report.Series{
					{Name: "前年", Unit: report.Hours, Tone: report.ToneBefore, Cells: wave(12, 480, 60)},
					{Name: "今年", Unit: report.Hours, Tone: report.ToneMain, Cells: wave(12, 400, 70)},
				}, Marks: []report.Mark{{Name: "目標 −20%", At: 384}}}},
			{Text: &report.Text{Style: report.Comment, Title: "担当者のコメント", Sentences: []report.Sentence{
				{Text: "1月の増加は基幹システムの更改に伴うもので、2月以降は落ち着いています。来期はバックアップ失敗の通知を見直し、翌営業日対応に切り替える予定です。"},
			}}},
		},
		Notes: []string{"12件は一度も確認されておらず、平均確認時間から除いています。", "自動復旧した3,456件は有人対応時間に含みません。"},
	}
}

func slo() report.Section {
	empty := report.Table{ID: "excluded", Title: "対象外としたもの", Columns: []report.Column{{Title: "件名", Wide: true}, {Title: "件数", Unit: report.Count}}, Empty: "この期間に対象外とした違反はありません。"}
	clients := report.Table{
		ID: "clients", Title: "顧客別の達成率",
		Columns: []report.Column{
			{Title: "顧客", Wide: true}, {Title: "対象(件)", Unit: report.Count}, {Title: "達成(件)", Unit: report.Count}, {Title: "達成率(%)", Unit: report.Percent},
			{Title: "前期差(ポイント)", Unit: report.Change}, {Title: "13か月の推移", Spark: true}, {Title: "備考", OffPaper: true},
		},
		Total: []report.Cell{txt("合計"), num("4,611", 4611), num("4,482", 4482), num("97.2", 97.2), signal(num("▲ +1.1", 1.1), report.Good), txt(""), txt("")},
	}
	for i, name := range []string{"株式会社山田商事", "合同会社みどり精機", "一般財団法人日本の地域と産業の未来を考える調査研究機構", "Globex Corporation", "データなし商店"} {
		c := signal(num("▲ +2.1", 2.1), report.Good)
		if i == 1 {
			c = signal(num("▼ −3.4", -3.4), report.Bad)
		}
		row := []report.Cell{txt(name), num("1,111", 1111), num("1,080", 1080), num("97.2", 97.2), c, {Spark: spark(13)}, txt("紙には出ない")}
		if i == 4 {
			row = []report.Cell{txt(name), signal(txt("–"), report.Muted), txt("–"), txt("–"), txt("–"), {Text: "–"}, txt("")}
		}
		clients.Rows = append(clients.Rows, row)
	}
	return report.Section{
		ID: "slo", Title: "SLO達成率", Question: "約束した時間内に着手できているか",
		Blocks: []report.Block{
			{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{{Text: "達成率は97.2%で、目標の97.0%を上回りました。"}}}},
			{Chart: &report.Chart{ID: "slo-line", Kind: report.Line, Title: "達成率は12月から目標を上回っている", Subtitle: "%、月別", Labels: months,
				Series: []report.Series{{Name: "P1", Unit: report.Percent, Tone: report.ToneP1, Cells: wave(12, 97, 1.5)}, {Name: "P2", Unit: report.Percent, Tone: report.ToneP2, Cells: wave(12, 95, 2)}},
				Marks:  []report.Mark{{Name: "目標 97%", At: 97}}}},
			{Table: &clients},
			{Table: &empty},
			{Chart: &report.Chart{ID: "empty", Kind: report.Bar, Title: "違反の原因", Subtitle: "件", Labels: []string{}, Series: []report.Series{}, Empty: "この期間に違反はありません。"}},
		},
	}
}

func alerts(rows int) report.Section {
	names := []string{"ディスク使用率が閾値(90%)を超過しました: /var/log", "バッチ処理の遅延", "CPU load is high on web-frontend-production-01.example.com", "バックアップ失敗", "証明書の期限切れ警告", "メモリ不足", "応答時間の劣化"}
	pareto := report.Chart{ID: "pareto", Kind: report.Pareto, Title: "上位7種類で有人対応時間の62%", Subtitle: "時間と累積比率、2026年1月〜3月", Labels: names,
		Series: []report.Series{{Name: "有人対応時間", Unit: report.Hours, Tone: report.ToneMain}, {Name: "累積比率", Unit: report.Percent}}}
	sum := 0.0
	for i := range names {
		v := math.Round(300/float64(i+1)*10) / 10
		sum += v / 12.345
		pareto.Series[0].Cells = append(pareto.Series[0].Cells, num(fmt.Sprintf("%.1f", v), v))
		pareto.Series[1].Cells = append(pareto.Series[1].Cells, num(fmt.Sprintf("%.1f", sum), sum))
	}
	long := report.Table{ID: "incidents", Title: "インシデント一覧", PaperNote: "全件はExcelとHTMLにあります。",
		Columns: []report.Column{{Title: "発生日時", Unit: report.Date}, {Title: "件名", Wide: true}, {Title: "サービス"}, {Title: "優先度"}, {Title: "対応(分)", Unit: report.Minutes}}}
	for i := range rows + 20 {
		title := names[i%len(names)]
		if i%9 == 0 {
			title = strings.Repeat(title+"、", 4)
		}
		long.Rows = append(long.Rows, []report.Cell{txt(fmt.Sprintf("2026-%02d-%02d 09:%02d", i/28%3+1, i%28+1, i%60)), txt(fmt.Sprintf("#%d %s", i, title)), txt("基幹データベース"), txt("P2"), num(fmt.Sprintf("%d.0", i%90), float64(i%90))})
	}
	long.PaperRows = rows
	heat := report.Chart{ID: "heat", Kind: report.Heatmap, Title: "平日の9時台に集中している", Subtitle: "件、曜日と時刻"}
	for h := range 24 {
		heat.Labels = append(heat.Labels, fmt.Sprint(h))
	}
	for i, d := range []string{"月", "火", "水", "木", "金", "土", "日"} {
		s := report.Series{Name: d, Unit: report.Count, Tone: report.ToneHeat}
		for h := range 24 {
			v := float64((h*7 + i*3) % 19)
			s.Cells = append(s.Cells, num(fmt.Sprint(v), v))
		}
		heat.Series = append(heat.Series, s)
	}
	return report.Section{
		ID: "alerts", Title: "アラートの種類", Question: "どの種類を減らせば楽になるか",
		Blocks: []report.Block{
			{Text: &report.Text{Style: report.Answer, Sentences: []report.Sentence{{Text: "上位7種類で有人対応時間の62%を占めます。"}}}},
			{Chart: &pareto}, {Chart: &heat}, {Table: &long},
		},
	}
}

func effects() report.Section {
	small := func(id string) *report.Chart {
		return &report.Chart{ID: id, Kind: report.Line, Title: "", Subtitle: "件、週別", Labels: months, Series: []report.Series{{Name: "件数", Unit: report.Count, Tone: report.ToneMain, Cells: wave(12, 20, 8)}}}
	}
	water := report.Chart{ID: "water", Kind: report.Waterfall, Title: "減った理由は2つの恒久対策", Subtitle: "時間、前年同期から今期", Labels: []string{"前年同期", "ディスク", "バッチ", "証明書", "新規顧客", "その他", "今期"},
		Series: []report.Series{{Name: "時間", Unit: report.Hours}}}
	for _, v := range []float64{1568.6, -210, -120.5, -40, 60, -23.6, 1234.5} {
		water.Series[0].Cells = append(water.Series[0].Cells, num(fmt.Sprintf("%+.1f", v), v))
	}
	return report.Section{
		ID: "effects", Title: "対策と効果", Question: "直したものは効いたか",
		Blocks: []report.Block{
			{Chart: &water},
			{Cards: &report.Cards{Items: []report.Card{
				{Title: "ログの自動ローテーション", Signal: report.Good, Lines: []report.Entry{{Label: "対策日", Text: "2026年1月20日"}, {Label: "効果", Text: "週12.3件 → 1.1件(▼ −91%)"}, {Label: "担当", Text: "基盤チーム"}}, Chart: small("card-1")},
				{Title: "バッチの再実行を自動化し、夜間の呼び出しをなくす取り組みの第2段階", Signal: report.Bad, Lines: []report.Entry{{Label: "対策日", Text: "2026年2月3日"}, {Label: "効果", Text: "週4.0件 → 5.2件(▲ +30%)。対象外のジョブで新しい遅延が起きている"}}, Chart: small("card-2")},
				{Title: "しきい値の見直し", Lines: []report.Entry{{Label: "対策日", Text: "2026年3月30日"}, {Label: "効果", Text: "判断には早い(8週間が必要)"}}},
			}}},
			{Chart: &report.Chart{ID: "donut", Kind: report.Donut, Title: "件数の4割は自動復旧", Subtitle: "%", Labels: []string{"自動復旧", "一次対応", "二次連携"}, Series: []report.Series{{Name: "今期", Unit: report.Count, Tone: report.TonePart, Cells: []report.Cell{num("40", 40), num("35", 35), num("25", 25)}}}}},
		},
	}
}

func hostileSection() report.Section {
	table := report.Table{ID: "hostile", Title: "題名 " + hostile[2], Columns: []report.Column{{Title: "題名", Wide: true}, {Title: "件数", Unit: report.Count}}}
	for i, h := range hostile {
		table.Rows = append(table.Rows, []report.Cell{txt(h), num(fmt.Sprint(i), float64(i))})
	}
	return report.Section{
		ID: "hostile", Title: "特殊な題名 " + hostile[0], Question: hostile[3],
		Blocks: []report.Block{
			{Table: &table},
			{Text: &report.Text{Style: report.Body, Sentences: []report.Sentence{{Text: hostile[2]}, {Text: strings.Repeat("長い段落も正しく折り返し、行頭に句読点や閉じかっこ、「っ」「ー」が来ないようにします。", 30)}}}},
		},
		Notes: []string{hostile[4]},
	}
}

func glossary() report.Section {
	return report.Section{
		ID: "glossary", Title: "用語", Question: "数字は何を数えているか",
		Blocks: []report.Block{{Text: &report.Text{Style: report.Definition, Sentences: []report.Sentence{
			{Text: "有人対応時間: 人が着手してから解決または二次連携するまでの時間の合計。自動復旧と自動処理だけのものは含みません。"},
			{Text: "SLO達成率: 優先度ごとに約束した時間内に着手したインシデントの割合。対象外とした違反を除きます。"},
			{Text: "単独の文はそのまま置きます。"},
		}}}},
		Notes: []string{"数値は四捨五入しています。"},
	}
}
