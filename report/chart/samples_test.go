package chart

import (
	"fmt"
	"math"

	"furikaeri/report"
)

// hours, count and percent are cells as sections write them.
func hours(n float64) report.Cell {
	return report.Cell{Text: commas(math.Round(n*10) / 10), Number: report.Num(n)}
}

func count(n int) report.Cell {
	return report.Cell{Text: commas(float64(n)), Number: report.Num(float64(n))}
}

func percent(n float64) report.Cell {
	return report.Cell{Text: fmt.Sprintf("%.1f%%", n), Number: report.Num(n)}
}

func none() report.Cell { return report.Cell{Text: "–"} }

func cells[T any](f func(T) report.Cell, values ...T) []report.Cell {
	var all []report.Cell
	for _, v := range values {
		all = append(all, f(v))
	}
	return all
}

// monthLabels are n months from 2025/4.
func monthLabels(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("%d/%d", 2025+(i+3)/12, (i+3)%12+1))
	}
	return all
}

// samples are charts as reports have them, by name.
func samples() map[string]*report.Chart {
	wave := func(n int, base, swing float64) []int {
		var all []int
		for i := range n {
			all = append(all, int(base+swing*math.Sin(float64(i)*1.3)))
		}
		return all
	}
	week := []string{"月", "火", "水", "木", "金", "土", "日"}
	var day []string
	var heat []report.Series
	for h := range 24 {
		day = append(day, fmt.Sprint(h))
	}
	for i, w := range week {
		s := report.Series{Name: w, Unit: report.Count, Tone: report.ToneHeat}
		for h := range 24 {
			s.Cells = append(s.Cells, count(int(38*math.Exp(-math.Pow(float64(h)-10, 2)/18)*(1-0.7*float64(i/5)))+(h*7+i*3)%5))
		}
		heat = append(heat, s)
	}
	names := []string{
		"[CRITICAL] prd-web-01 ディスク使用率が閾値(90%)を超過しました: /var/log パーティション",
		"CPU使用率が5分間95%を超過(Webフロントエンド群)", "バッチ処理「日次売上集計」が予定時刻までに完了していません",
		"外部決済ゲートウェイとの接続がタイムアウトしました", "証明書の有効期限が30日以内に切れます(*.example.co.jp)",
		"メモリ不足によりプロセスが再起動されました", "レプリケーション遅延が60秒を超過(DB-02)", "Ping応答なし: 大阪支店ルーター",
		"ログイン失敗回数が閾値を超過(不正アクセスの疑い)", "その他(142種類)",
	}
	return map[string]*report.Chart{
		"bar-priorities": {ID: "alerts", Kind: report.Bar, Title: "アラートは減り続けている", Subtitle: "件、2025年4月〜2026年4月", Labels: monthLabels(13), Series: []report.Series{
			{Name: "P1", Unit: report.Count, Stack: "a", Tone: report.ToneP1, Cells: cells(count, wave(13, 14, 6)...)},
			{Name: "P2", Unit: report.Count, Stack: "a", Tone: report.ToneP2, Cells: cells(count, wave(13, 32, 9)...)},
			{Name: "P3", Unit: report.Count, Stack: "a", Tone: report.ToneP3, Cells: cells(count, wave(13, 60, 14)...)},
			{Name: "P4", Unit: report.Count, Stack: "a", Tone: report.ToneP4, Cells: cells(count, wave(13, 44, 20)...)},
			{Name: "優先度なし", Unit: report.Count, Stack: "a", Tone: report.ToneNoPriority, Cells: cells(count, wave(13, 18, 9)...)},
		}},
		"bar-manned": {ID: "manned", Kind: report.Bar, Title: "自動復旧が4割", Labels: monthLabels(12), Series: []report.Series{
			{Name: "有人対応", Unit: report.Count, Stack: "a", Tone: report.ToneMain, Cells: cells(count, wave(12, 120, 30)...)},
			{Name: "自動復旧", Unit: report.Count, Stack: "a", Tone: report.ToneAutomation, Cells: cells(count, wave(12, 80, 14)...)},
		}},
		"bar-line": {ID: "hours", Kind: report.Bar, Title: "有人対応時間は前年を下回る", Labels: monthLabels(12), Series: []report.Series{
			{Name: "前年", Unit: report.Hours, Tone: report.ToneBefore, Cells: cells(hours, 420, 388, 402.5, 377, 390, 415.2, 433, 401, 366, 420, 411, 398)},
			{Name: "今年", Unit: report.Hours, Tone: report.ToneMain, Cells: append(cells(hours, 371.5, 340, 388, 320, 302.4, 310, 288, 290.1, 277), none(), none(), none())},
			{Name: "目標", Unit: report.Hours, Kind: report.Line, Tone: report.ToneGoal, Cells: cells(hours, 336, 336, 336, 320, 320, 320, 310, 310, 310, 300, 300, 300)},
		}},
		"bar-one": {ID: "one", Kind: report.Bar, Title: "初動", Labels: monthLabels(12), Marks: []report.Mark{{Name: "目標 300時間", At: 300}}, Series: []report.Series{
			{Name: "有人対応時間", Unit: report.Hours, Tone: report.ToneMain, Cells: cells(hours, 371.5, 340, 388, 320, 302.4, 310, 288, 290.1, 277, 301, 244, 239.9)},
		}},
		"bar-24": {ID: "trend", Kind: report.Bar, Title: "24か月", Labels: monthLabels(24), Series: []report.Series{
			{Name: "有人対応時間", Unit: report.Hours, Tone: report.ToneMain, Cells: cells(count, wave(24, 1200, 230)...)},
		}},
		"bar-projects": {ID: "projects", Kind: report.Bar, Title: "案件別", Labels: []string{"山田商事 基幹システム運用保守", "全社共通認証基盤(SSO)", "東日本配送センターWMS", "ECサイト", "データ分析基盤 DWH/BI"}, Series: []report.Series{
			{Name: "前年", Unit: report.Hours, Tone: report.ToneBefore, Cells: cells(hours, 420, 188, 102.5, 77, 39)},
			{Name: "今年", Unit: report.Hours, Tone: report.ToneMain, Cells: cells(hours, 371.5, 140, 118, 52, 30.2)},
		}},
		"line-goal": {ID: "goal", Kind: report.Line, Title: "累計は目標線の下", Labels: monthLabels(12), Series: []report.Series{
			{Name: "前年", Unit: report.Hours, Tone: report.ToneBefore, Cells: cells(hours, 420, 808, 1210.5, 1587.5, 1977, 2392, 2825, 3226, 3592, 4012, 4423, 4821)},
			{Name: "目標 −20%", Unit: report.Hours, Tone: report.ToneGoal, Cells: cells(hours, 336, 646, 968, 1270, 1582, 1914, 2260, 2581, 2874, 3210, 3538, 3857)},
			{Name: "予測の下限", Unit: report.Hours, Stack: "band", Tone: report.ToneMain, Cells: append(append(cells(hours, []float64{}...), none(), none(), none(), none(), none(), none(), none(), none()), cells(hours, 2587, 2800, 3010, 3200)...)},
			{Name: "予測(90%区間)", Unit: report.Hours, Stack: "band", Tone: report.ToneMain, Cells: append(append(cells(hours, []float64{}...), none(), none(), none(), none(), none(), none(), none(), none()), cells(hours, 2587, 2950, 3320, 3700)...)},
			{Name: "今年", Unit: report.Hours, Tone: report.ToneMain, Cells: append(cells(hours, 371.5, 711.5, 1099, 1419, 1722, 2032, 2320, 2510, 2587), none(), none(), none())},
		}},
		"line-slo": {ID: "slo", Kind: report.Line, Title: "P2は目標を下回る", Labels: monthLabels(12), Marks: []report.Mark{{Name: "目標 97%", At: 97}}, Series: []report.Series{
			{Name: "P2", Unit: report.Percent, Tone: report.ToneP2, Cells: append(cells(percent, 95.2, 96.1, 97.4, 94.8), append([]report.Cell{none()}, append(cells(percent, 96.6), append([]report.Cell{none()}, cells(percent, 97.2, 98.1, 96.4, 96.9, 96.4)...)...)...)...)},
			{Name: "P3", Unit: report.Percent, Tone: report.ToneP3, Cells: cells(percent, 98.2, 98.4, 97.9, 98.8, 99.1, 98.7, 98.6, 98.2, 98.8, 99.0, 98.4, 97.4)},
		}},
		"line-mtta": {ID: "mtta", Kind: report.Line, Title: "初動は速くなった", Labels: monthLabels(12), Series: []report.Series{
			{Name: "MTTA 90パーセンタイル", Unit: report.Minutes, Tone: report.ToneBefore, Cells: cells(hours, 22, 24, 21, 19, 22, 18, 17, 17, 16, 15, 16, 14.2)},
			{Name: "MTTA 中央値", Unit: report.Minutes, Tone: report.ToneMain, Cells: cells(hours, 6, 6.4, 5.2, 5.5, 5.1, 4.8, 4.9, 4.4, 4.2, 4.3, 4.1, 3.9)},
		}},
		"pareto": {ID: "pareto", Kind: report.Pareto, Title: "上位3種類で有人対応時間の62%", Labels: names, Series: []report.Series{
			{Name: "有人対応(時間)", Unit: report.Hours, Tone: report.ToneMain, Cells: cells(hours, 1412.5, 788, 491.2, 242, 198, 171.3, 155, 90, 62, 141)},
			{Name: "累計割合", Unit: report.Percent, Cells: cells(percent, 37.7, 58.7, 71.8, 78.3, 83.6, 88.1, 92.3, 94.7, 96.3, 100)},
		}},
		"donut": {ID: "share", Kind: report.Donut, Title: "東日本が4割", Labels: []string{"東日本事業部", "西日本事業部", "データ基盤", "ECソリューション統括部", "九州支社", "その他"}, Series: []report.Series{
			{Name: "2024年度", Unit: report.Percent, Tone: report.TonePart, Cells: cells(percent, 35.1, 28.6, 17.8, 9.1, 5.9, 3.5)},
			{Name: "2025年度", Unit: report.Percent, Tone: report.TonePart, Cells: cells(percent, 41.3, 24.3, 15.2, 7.7, 8.2, 3.3)},
		}},
		"donut-small": {ID: "share-small", Kind: report.Donut, Title: "小さな割合", Labels: []string{"東日本事業部", "西日本事業部", "データ基盤", "九州", "四国", "その他"}, Series: []report.Series{
			{Name: "2025年度", Unit: report.Percent, Tone: report.TonePart, Cells: cells(percent, 93.1, 2.6, 1.8, 1.1, 0.9, 0.5)},
		}},
		"waterfall": {ID: "change", Kind: report.Waterfall, Title: "減少の6割は恒久対策", Labels: []string{"2024年度 Q4", "恒久対策", "件数の減少", "自動復旧", "1件あたりの時間", "新サービス", "2025年度 Q4"}, Series: []report.Series{
			{Name: "有人対応時間", Unit: report.Hours, Tone: report.ToneMain, Cells: []report.Cell{hours(1240.5), {Text: "−201.3(−16%)", Number: report.Num(-201.3)}, {Text: "−120.0(−10%)", Number: report.Num(-120)}, {Text: "−80.4(−6%)", Number: report.Num(-80.4)}, {Text: "+44.0(+4%)", Number: report.Num(44)}, {Text: "+82.1(+7%)", Number: report.Num(82.1)}, hours(964.9)}},
		}},
		"waterfall-long": {ID: "change-long", Kind: report.Waterfall, Title: "減少の6割は恒久対策", Labels: append(append([]string{"2024年度 第4四半期"}, names[:7]...), "2025年度 第4四半期"), Series: []report.Series{
			{Name: "有人対応時間", Unit: report.Hours, Tone: report.ToneMain, Cells: []report.Cell{hours(1240.5), {Text: "−201.3時間(−16.2%)", Number: report.Num(-201.3)}, {Text: "−120.0時間(−9.7%)", Number: report.Num(-120)}, {Text: "−80.4時間(−6.5%)", Number: report.Num(-80.4)}, {Text: "−30.0時間(−2.4%)", Number: report.Num(-30)}, {Text: "−12.0時間(−1.0%)", Number: report.Num(-12)}, {Text: "+44.0時間(+3.5%)", Number: report.Num(44)}, {Text: "+82.1時間(+6.6%)", Number: report.Num(82.1)}, hours(922.9)}},
		}},
		"heatmap": {ID: "when", Kind: report.Heatmap, Title: "平日10時台に集中", Labels: day, Series: heat},
		"empty":   {ID: "none", Kind: report.Line, Title: "なし", Empty: "この期間にアラートはありません。"},
	}
}
