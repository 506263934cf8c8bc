package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"furikaeri/report"
)

// alertList is a table as the monthly report has it.
func alertList() *report.Table {
	t := &report.Table{ID: "alerts", Columns: []report.Column{
		{Title: "発生日時", Unit: report.Date}, {Title: "番号"}, {Title: "件名", Wide: true}, {Title: "優先度"}, {Title: "対応"},
		{Title: "完了まで(分)", Unit: report.Minutes}, {Title: "有人対応(分)", Unit: report.Minutes}, {Title: "SLO"},
	}}
	titles := []string{"在庫API 応答遅延 2214ms (閾値 2000ms)", "PROBLEM: Ping 応答なし on 10.20.5.16 is down", "URL監視 https://www.example.jp/ 応答コード 503 (24回連続)"}
	for i := range 40 {
		t.Rows = append(t.Rows, []report.Cell{
			txt(fmt.Sprintf("2026-03-%02d 11:44", i%28+1)), txt(fmt.Sprintf("#3062%02d", i)), txt(titles[i%3]), txt([]string{"P4", "優先度なし"}[i%2]),
			txt([]string{"自動復旧", "有人対応"}[i%2]), num("1,240.0", 1240), num("0.0", 0), txt([]string{"達成", "対象外(人の操作なし)"}[i%2]),
		})
	}
	return t
}

func TestRowsBreakAtSpacesAndPauses(t *testing.T) {
	l := mustLayout(t)
	if err := l.table(alertList(), 0); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, p := range l.flow {
		all = append(all, p.texts...)
		if p.height > 2*a4().tableStyle.line()+2*a4().cellPad+1e-9 {
			t.Errorf("got a row of %.1f mm with %q, want two lines at most", p.height, p.texts)
		}
	}
	for _, whole := range []string{"優先度なし", "自動復旧", "1,240.0", "#306200", "対象外(人の", "操作なし)", "完了まで", "(分)", "優先度"} {
		if !slices.Contains(all, whole) {
			t.Errorf("got no %q on one line in %q", whole, all[:40])
		}
	}
	for _, s := range all {
		if strings.HasPrefix(s, "2026-03-") && s[len(s)-1] == '-' || strings.HasSuffix(s, "…") {
			t.Errorf("got %q, want dates and titles whole", s)
		}
	}
}

func TestHeadsDoNotBreakInsideWords(t *testing.T) {
	l := mustLayout(t)
	for _, c := range []struct {
		title string
		want  string
	}{
		{"2026/3", "2026/3"},
		{"前年同期比", "前年|同期比"},
		{"有人対応(分)", "有人対応|(分)"},
		{"1件あたり(分)", "1件あたり|(分)"},
		{"MTTA 中央値(分)", "MTTA|中央値(分)"},
		{"To completion (min)", "To|completion|(min)"},
		{"件数", "件数"},
		{"Alerts", "Alerts"},
	} {
		st := a4().tableStyle.inBold()
		head, _ := l.headWidth(c.title, st, 5)
		if got := strings.Join(l.balanced(headParts(c.title, 5), st, head, 3), "|"); got != c.want {
			t.Errorf("%s in %.1f mm: got %s, want %s", c.title, head, got, c.want)
		}
	}
}

func TestFiguresGetAirWhereThereIsRoom(t *testing.T) {
	l := mustLayout(t)
	table := report.Table{ID: "t", Columns: []report.Column{
		{Title: "優先度", Wide: true}, {Title: "2026/3", Unit: report.Count}, {Title: "差", Unit: report.Count}, {Title: "判定"},
	}}
	g := l.grid(&table, [][]report.Cell{{txt("P1"), num("1", 1), num("+1", 1), txt("達成")}})
	for i, w := range g.widths[1:] {
		if w < easyWidth-0.01 {
			t.Errorf("column %d: got %.1f mm, want at least %.1f", i+1, w, easyWidth)
		}
	}
	if g.inset[3] < 3 {
		t.Errorf("got text %.1f mm away from the figures at its left, want at least 3", g.inset[3])
	}
}

func TestLongListsAreSetSmaller(t *testing.T) {
	l := mustLayout(t)
	short := report.Table{ID: "t", Columns: []report.Column{{Title: "件名", Wide: true}, {Title: "件", Unit: report.Count}}}
	if g := l.grid(&short, [][]report.Cell{{txt("短い件名"), num("1", 1)}}); g.style.size != a4().tableStyle.size {
		t.Errorf("two columns: got %.1f pt, want %.1f", g.style.size, a4().tableStyle.size)
	}
	list := alertList()
	if g := l.grid(list, list.Rows); g.style.size < smallSize || g.style.size >= a4().tableStyle.size {
		t.Errorf("eight columns: got %.1f pt, want under %.1f and at least %.1f", g.style.size, a4().tableStyle.size, smallSize)
	}
}

// Of two columns of long text the one that says less gives way, so that host names stay whole.
func TestLongerTextsGetMoreRoom(t *testing.T) {
	l := mustLayout(t)
	table := &report.Table{ID: "t", Columns: []report.Column{{Title: "発生日時", Unit: report.Date}, {Title: "番号"}, {Title: "顧客"}, {Title: "件名", Wide: true}, {Title: "優先度"}, {Title: "理由", Wide: true}}}
	for range 12 {
		table.Rows = append(table.Rows, []report.Cell{txt("2026-01-18 00:21"), txt("#298898"), txt("株式会社つむぎ野マーケット"),
			txt("URL監視 https://www.c000.example.jp/reserve 応答なし (3241ms)"), txt("優先度なし"), txt("計画作業: 受発注システムのOS更新")})
	}
	g := l.grid(table, table.Rows)
	if g.widths[3] < 1.5*g.widths[5] {
		t.Errorf("got %.1f mm for titles and %.1f mm for reasons, want much more for titles", g.widths[3], g.widths[5])
	}
	if text := table.Rows[0][3].Text; !l.whole(text, g.style, g.widths[3], wideLines) {
		t.Errorf("got %q cut in %.1f mm", l.fit(text, g.style, g.widths[3], wideLines), g.widths[3])
	}
}
