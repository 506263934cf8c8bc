package sections

import (
	"strings"
	"testing"

	"furikaeri/app/metrics"
)

// The hour with the most alerts is the heat map's title, where there is one and it has more than a few.
func TestTitleOfTheHeatMap(t *testing.T) {
	for _, v := range []struct {
		tuesday, sunday int64 // alerts of Tuesday 14:00 and Sunday 22:00
		ja, en          string
	}{
		{140, 63, "最も多いのは火曜の14時台で140件", "Tue 14:00 has the most alerts: 140"},
		{9, 3, "曜日・時間帯別のアラート件数", "Alerts by weekday and hour"},
		{63, 63, "曜日・時間帯別のアラート件数", "Alerts by weekday and hour"},
	} {
		for code, want := range map[string]string{"ja": v.ja, "en": v.en} {
			p := mustPage(t, "quarterly", code, "FY2025Q4")
			p.n.Alerts = alerts(3)
			p.n.Heatmap.Count[1][14], p.n.Heatmap.Count[6][22] = v.tuesday, v.sunday
			c := p.when().Blocks[1].Chart
			if c == nil || c.Title != want {
				t.Errorf("%d and %d, %s: got %+v, want the title %s", v.tuesday, v.sunday, code, c, want)
			}
		}
	}
}

// Without a map, a year before and priorities, the list of projects has no columns of dashes.
func TestProjectsHaveNoColumnsOfDashes(t *testing.T) {
	p := mustPage(t, "quarterly", "en", "FY2025Q4")
	p.n.Projects = []metrics.Project{{Project: "svc one", Client: "svc one", Unit: "U", Count: 2, HandlingS: 3600, Months: []int64{3600}}}
	heads := func() string {
		out := []string{}
		for _, c := range p.projects().Blocks[1].Table.Columns {
			out = append(out, c.Title)
		}
		return strings.Join(out, "|")
	}
	full := heads()
	p.n.Period.Compared = nil
	bare := heads()
	for _, title := range []string{p.t("column.client"), p.baseHead(), p.t("column.attainment")} {
		if strings.Contains(full, title+"|") || strings.Contains(bare, title+"|") {
			t.Errorf("%q is in %s or %s", title, full, bare)
		}
	}
	if title := p.t("column.previous_hours"); !strings.Contains(full, title) || strings.Contains(bare, title) {
		t.Errorf("%q: in %s it says 0 by definition, in %s nobody knows", title, full, bare)
	}
}

// Where no alert was judged by a goal, a report does not say that none was missed.
func TestNothingJudgedIsNotNothingMissed(t *testing.T) {
	goal := 0.97
	for id, want := range map[string][2]string{"quarterly": {"SLOの目標で判定したアラートがないため、未達の有無はわからない。", "SLO未達のアラートはなし。"},
		"monthly": {"SLOの目標で判定したアラートがないため、未達の一覧はありません。", "SLO未達のアラートはありませんでした。"}} {
		p := mustPage(t, id, "ja", "2026-03")
		p.n.Alerts = alerts(3)
		for i, rows := range [][]metrics.SLO{{{Unit: "*", Priority: "P4", N: 3}}, {{Unit: "*", Priority: "P2", N: 3, Met: 3, Goal: &goal}}} {
			p.n.SLOPeriod = rows
			if got := p.misses().Blocks[0].Text.Sentences[0].Text; got != want[i] {
				t.Errorf("%s, %v: got %s, want %s", id, rows, got, want[i])
			}
		}
	}
}
