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
	timed := kinds
	for i, k := range kinds {
		if k.HandlingS == 0 {
			timed = kinds[:i]
			break
		}
	}
	if len(timed) == 0 {
		return p.section("top", text(report.Answer, plain(p.t(p.id+".top.no_time"))...))
	}
	hours := p.hours(timed[0].HandlingS, sumOf(dataAlerts, "handling_s", perHour, "kind", timed[0].Title))
	first := p.sentence(p.id+".top.answer_one", "kind", p.kindTitle(timed[0].Title), "hours", hours)
	if len(timed) > 1 {
		first = p.sentence(p.id+".top.answer", "kind", p.kindTitle(timed[0].Title), "hours", hours, "share", p.percent(timed[0].Share, p.kindShare(timed[0].Title)))
	}
	s := p.section("top", text(report.Answer, first))
	if bars := p.visible(timed); len(bars) >= fewBars {
		s.Blocks = append(s.Blocks, report.Block{Chart: p.pareto(bars, p.topFinding(bars).Text)})
	}
	s.Blocks = append(s.Blocks, report.Block{Table: p.topTable(timed)})
	if len(timed) <= topRows { // where the table is cut, it is not what has no time that is missed
		if n := p.kindsWithoutTime(); n > 0 {
			s.Notes = append(s.Notes, p.t(p.id+".note.no_time", "n", p.w.Count(n)))
		}
	}
	p.sure(s)
	s.Notes = append(s.Notes, p.t(p.id+".note.kinds"))
	return s
}

// fewBars is how many bars a Pareto has at least: fewer are a table alone.
const fewBars = 3

// visible are the kinds whose hours are not printed as 0.0: a bar of nothing shows nothing.
func (p *page) visible(kinds []metrics.TopAlert) []metrics.TopAlert {
	none := p.w.Hours(0)
	for i, k := range kinds {
		if p.w.Hours(k.HandlingS) == none {
			return kinds[:i]
		}
	}
	return kinds
}

// kindsWithoutTime counts the alert kinds of the period that took no known handling time.
func (p *page) kindsWithoutTime() int64 {
	took := map[string]bool{}
	for i := range p.n.Alerts {
		a := &p.n.Alerts[i]
		took[a.Kind] = took[a.Kind] || a.Handling != nil && *a.Handling > 0
	}
	n := int64(0)
	for _, t := range took {
		if !t {
			n++
		}
	}
	return n
}

func (p *page) kindShare(kind string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq("kind", kind), Of: eq(), Fn: report.FnShare, Column: "handling_s", Scale: 100}
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
	title := p.t("top.table_all")
	if len(kinds) > topRows {
		kinds = kinds[:topRows]
		title = p.t("top.table", "n", itoa(topRows))
	}
	t := &report.Table{ID: "top-table", Title: title, Columns: []report.Column{
		{Title: p.t("column.rank"), Unit: report.Count, OffPaper: true}, {Title: p.t("column.kind"), Wide: true}, {Title: p.t("column.project")}, {Title: p.t("column.alerts"), Unit: report.Count},
		{Title: p.t("column.hours"), Unit: report.Hours}, {Title: p.t("column.minutes_each"), Unit: report.Minutes},
		{Title: p.t("column.share"), Unit: report.Percent}, {Title: p.t("column.cumulative"), Unit: report.Percent},
		{Title: p.baseHead(), Unit: report.Change}, {Title: p.t("column.previous_hours"), Unit: report.Hours, OffPaper: true},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, k := range kinds {
		var each *float64
		if k.Count > 0 {
			each = report.Num(float64(k.HandlingS) / float64(k.Count))
		}
		t.Rows = append(t.Rows, []report.Cell{
			p.count(int64(k.Rank), nil), word(p.kindTitle(k.Title)), word(p.kindProjects(k)), p.count(k.Count, countOf(dataAlerts, "kind", k.Title)),
			p.hours(k.HandlingS, sumOf(dataAlerts, "handling_s", perHour, "kind", k.Title)), p.minutes(each, nil),
			p.percent(k.Share, p.kindShare(k.Title)),
			p.percent(k.CumulativeShare, nil), p.kindChange(k), p.previous(k.PreviousHandlingS),
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
	if k.ComparedCount > 0 && k.PreviousCount == 0 && overall(p.n).PreviousCount > 0 {
		return report.Cell{Text: p.t("term.new"), Signal: report.Bad}
	}
	return p.change(k.Change)
}
