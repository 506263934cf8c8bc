package sections

import (
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// The table of alert kinds has this many rows, its Pareto this many bars.
const (
	topRows = 20
	topBars = 10
)

// top shows which alert kinds take the time.
func (p *page) top() *report.Section {
	kinds := p.n.TopAlerts
	if len(kinds) == 0 {
		return p.section("top", text(report.Answer, plain(p.t(p.id+".no_alerts"))...))
	}
	if kinds[0].HandlingS == 0 {
		return p.section("top", text(report.Answer, plain(p.t("top.no_time"))...), report.Block{Table: p.topTable(kinds)})
	}
	finding := p.topFinding(kinds)
	first := p.sentence("top.answer", "kind", p.kindTitle(kinds[0].Title), "hours", p.hours(kinds[0].HandlingS, sumOf(dataAlerts, "handling_s", perHour, "kind", kinds[0].Title)),
		"share", p.percent(kinds[0].Share, nil))
	s := p.section("top", text(report.Answer, first), report.Block{Chart: p.pareto(kinds, finding.Text)}, report.Block{Table: p.topTable(kinds)})
	s.Notes = append(s.Notes, p.t(p.id+".note.kinds"))
	return s
}

// topFinding says how few kinds take how much: the fewest that reach half of the time, at most ten.
func (p *page) topFinding(kinds []metrics.TopAlert) report.Sentence {
	k := 0
	for k+1 < min(len(kinds), topBars) && *kinds[k].CumulativeShare < 0.5 {
		k++
	}
	if k == 0 {
		return p.sentence("top.finding_one", "share", p.percent(kinds[0].CumulativeShare, nil))
	}
	return p.sentence("top.finding", "n", itoa(k+1), "share", p.percent(kinds[k].CumulativeShare, nil))
}

func (p *page) pareto(kinds []metrics.TopAlert, title string) *report.Chart {
	kinds = kinds[:min(len(kinds), topBars)]
	hours := report.Series{Name: p.t("column.hours"), Unit: report.Hours, Tone: report.ToneMain, Cells: []report.Cell{}}
	share := report.Series{Name: p.t("column.cumulative"), Unit: report.Percent, Tone: report.ToneBefore, Cells: []report.Cell{}}
	c := &report.Chart{ID: "top-pareto", Kind: report.Pareto, Title: title, Subtitle: p.t("chart.hours_period", "period", p.w.Period(p.Period, p.FiscalStart)),
		Labels: []string{}, Marks: []report.Mark{}, Horizon: p.t("column.kind")}
	for _, k := range kinds {
		c.Labels = append(c.Labels, p.kindTitle(k.Title))
		hours.Cells = append(hours.Cells, p.hours(k.HandlingS, sumOf(dataAlerts, "handling_s", perHour, "kind", k.Title)))
		share.Cells = append(share.Cells, p.percent(k.CumulativeShare, nil))
	}
	c.Series = []report.Series{hours, share}
	return c
}

func (p *page) kindTitle(title string) string {
	if title == "" {
		return p.t("term.no_title")
	}
	return title
}

func (p *page) topTable(kinds []metrics.TopAlert) *report.Table {
	kinds = kinds[:min(len(kinds), topRows)]
	t := &report.Table{ID: "top-table", Title: p.t("top.table", "n", itoa(len(kinds))), Columns: []report.Column{
		{Title: p.t("column.rank"), Unit: report.Count, OffPaper: true}, {Title: p.t("column.kind"), Wide: true}, {Title: p.t("column.project")}, {Title: p.t("column.alerts"), Unit: report.Count},
		{Title: p.t("column.hours"), Unit: report.Hours}, {Title: p.t("column.minutes_each"), Unit: report.Minutes},
		{Title: p.t("column.share"), Unit: report.Percent}, {Title: p.t("column.cumulative"), Unit: report.Percent},
		{Title: p.t("column.change"), Unit: report.Change}, {Title: p.t("column.previous_hours"), Unit: report.Hours, OffPaper: true},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, k := range kinds {
		var each *float64
		if k.Count > 0 {
			each = report.Num(float64(k.HandlingS) / float64(k.Count))
		}
		t.Rows = append(t.Rows, []report.Cell{
			p.count(int64(k.Rank), nil), word(p.kindTitle(k.Title)), word(p.kindProjects(k)), p.count(k.Count, countOf(dataAlerts, "kind", k.Title)),
			p.hours(k.HandlingS, sumOf(dataAlerts, "handling_s", perHour, "kind", k.Title)), p.minutes(each, nil),
			p.percent(k.Share, &report.Ref{Data: dataAlerts, Where: eq("kind", k.Title), Of: eq(), Fn: report.FnShare, Column: "handling_s", Scale: 100}),
			p.percent(k.CumulativeShare, nil), p.kindChange(k), p.hours(k.PreviousHandlingS, nil),
		})
	}
	return t
}

// kindProjects names the project that a kind took the most time in, and how many others it met.
func (p *page) kindProjects(k metrics.TopAlert) string {
	if k.Projects > 1 {
		return k.Project + p.t("list.more", "n", itoa(int(k.Projects-1)))
	}
	return k.Project
}

// kindChange is the change in hours of a kind on the year before; a kind that was not there is called new.
func (p *page) kindChange(k metrics.TopAlert) report.Cell {
	if k.PreviousCount == 0 && overall(p.n).PreviousCount > 0 {
		return report.Cell{Text: p.t("term.new"), Signal: report.Bad}
	}
	return p.change(changeOf(k.HandlingS, k.PreviousHandlingS))
}
