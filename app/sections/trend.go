package sections

import (
	"slices"

	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// paperMonths is how many months a table of them has on paper: one year and the same month of the year before.
const paperMonths = 13

// tones are the priorities' colours, everywhere the same.
var tones = map[string]report.Tone{"P1": report.ToneP1, "P2": report.ToneP2, "P3": report.ToneP3, "P4": report.ToneP4, "": report.ToneNoPriority}

func tone(priority string) report.Tone {
	if t, ok := tones[priority]; ok {
		return t
	}
	return report.TonePart
}

// trend shows alerts and hours by month, and how fast they are taken up and resolved.
func (p *page) trend() *report.Section {
	months := p.months()
	if len(months) == 0 {
		return p.section("trend", text(report.Answer, plain(p.t(p.id+".no_data"))...))
	}
	s := p.section("trend", text(report.Answer, p.sentence("trend.answer", "n", itoa(len(months)), "from", p.w.Month(month(months[0].Month)),
		"to", p.w.Month(month(months[len(months)-1].Month)))),
		report.Block{Chart: p.few(p.hoursByMonth(months))}, report.Block{Chart: p.few(p.alertsByMonth(months))},
		report.Block{Chart: p.quickness(months, "mtta", report.ToneMain, func(m metrics.Monthly) (a, b *float64) { return m.AckP50, m.AckP90 })},
		report.Block{Chart: p.quickness(months, "mttr", report.ToneMain, func(m metrics.Monthly) (a, b *float64) { return m.ResolveP50, m.ResolveP90 })},
		report.Block{Table: p.monthTable(months)})
	p.sure(s)
	s.Notes = append(s.Notes, p.partlyKnown(months)...)
	if sentences := p.unusual(months); len(sentences) > 0 {
		s.Blocks[0].Text.Sentences = sentences // the charts say which months they show
		s.Notes = append(s.Notes, p.t("note.control"))
	}
	return s
}

// few says in words what less than two months would not show.
func (p *page) few(c *report.Chart) *report.Chart {
	if len(c.Labels) < fewMonths {
		c.Empty = p.t("trend.few_months")
	}
	return c
}

func (p *page) axis(months []metrics.Monthly) []string {
	out := []string{}
	for _, m := range months {
		out = append(out, p.w.MonthLabel(month(m.Month)))
	}
	return out
}

// hoursByMonth is handling time: the period's months in the main colour, the others behind.
func (p *page) hoursByMonth(months []metrics.Monthly) *report.Chart {
	now := report.Series{Name: p.t("trend.period"), Unit: report.Hours, Tone: report.ToneMain, Stack: "hours", Cells: []report.Cell{}}
	other := report.Series{Name: p.t("trend.other_months"), Unit: report.Hours, Tone: report.ToneBefore, Stack: "hours", Cells: []report.Cell{}}
	for _, m := range months {
		c := p.monthHours(m)
		none := report.Cell{}
		if p.inPeriod(m.Month) {
			now.Cells, other.Cells = append(now.Cells, c), append(other.Cells, none)
			continue
		}
		now.Cells, other.Cells = append(now.Cells, none), append(other.Cells, c)
	}
	return &report.Chart{ID: "trend-hours", Kind: report.Bar, Title: p.t("trend.hours"), Subtitle: p.t("chart.hours_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: []report.Series{other, now}, Marks: []report.Mark{}, Horizon: p.t("column.month")}
}

// monthHours is a month's handling time, unknown where that of all its alerts is.
func (p *page) monthHours(m metrics.Monthly) report.Cell {
	if !m.HoursKnown() {
		return word(lang.None)
	}
	return p.hours(m.HandlingS, sumOf(dataMonthly, "handling_s", perHour, "month", m.Month))
}

// partlyKnown is a note that names the months of which the hours are less than they were.
func (p *page) partlyKnown(months []metrics.Monthly) []string {
	at := []int{}
	for i, m := range months {
		if m.HoursPartly() {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return nil
	}
	return []string{p.t(p.id+".note.partly_known", "months", p.monthList(months, at))}
}

// alertsByMonth stacks alerts that people worked on by priority, and those that recovered by themselves.
func (p *page) alertsByMonth(months []metrics.Monthly) *report.Chart {
	at := map[[2]string]metrics.MonthlyPriority{}
	names := []string{}
	for _, r := range p.n.MonthlyPriority {
		if r.Unit != "*" {
			continue
		}
		at[[2]string{r.Month, r.Priority}] = r
		if r.Count > 0 && !slices.Contains(names, r.Priority) {
			names = append(names, r.Priority)
		}
	}
	slices.Sort(names)
	if len(names) > 0 && names[0] == "" {
		names = append(names[1:], "") // without a priority comes last
	}
	series := []report.Series{}
	for _, name := range names {
		s := report.Series{Name: p.t("trend.manned", "priority", p.priority(name)), Unit: report.Count, Tone: tone(name), Stack: "alerts", Cells: []report.Cell{}}
		for _, m := range months {
			s.Cells = append(s.Cells, p.count(at[[2]string{m.Month, name}].Manned, sumOf(dataMonthly, "manned", 0, "month", m.Month, "priority", p.priority(name))))
		}
		series = append(series, s)
	}
	auto := report.Series{Name: p.t("term.auto_recovered"), Unit: report.Count, Tone: report.ToneAutomation, Stack: "alerts", Cells: []report.Cell{}}
	rest := report.Series{Name: p.t("term.open_or_merged"), Unit: report.Count, Tone: report.ToneRest, Stack: "alerts", Cells: []report.Cell{}}
	anyRest := false
	for _, m := range months {
		auto.Cells = append(auto.Cells, p.count(m.AutoRecovered, sumOf(dataMonthly, "auto_recovered", 0, "month", m.Month)))
		n := m.Count - m.Manned - m.AutoRecovered
		anyRest = anyRest || n > 0
		rest.Cells = append(rest.Cells, p.count(n, nil))
	}
	series = append(series, auto)
	if anyRest {
		series = append(series, rest)
	}
	return &report.Chart{ID: "trend-alerts", Kind: report.Bar, Title: p.t("trend.alerts"), Subtitle: p.t("chart.alerts_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: series, Marks: []report.Mark{}, Horizon: p.t("column.month")}
}

// quickness is the median and 90th percentile of a time, by month.
func (p *page) quickness(months []metrics.Monthly, what string, tone report.Tone, of func(metrics.Monthly) (p50, p90 *float64)) *report.Chart {
	p50 := report.Series{Name: p.t("term.median"), Unit: report.Minutes, Tone: tone, Cells: []report.Cell{}}
	p90 := report.Series{Name: p.t("term.p90"), Unit: report.Minutes, Tone: report.ToneBefore, Cells: []report.Cell{}}
	known := 0
	for _, m := range months {
		a, b := of(m)
		if a != nil {
			known++
		}
		p50.Cells = append(p50.Cells, p.minutes(a, nil))
		p90.Cells = append(p90.Cells, p.minutes(b, nil))
	}
	c := &report.Chart{ID: "trend-" + what, Kind: report.Line, Title: p.t("trend." + what), Subtitle: p.t("chart.minutes_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: []report.Series{p90, p50}, Marks: []report.Mark{}, Horizon: p.t("column.month")}
	switch {
	case known == 0:
		c.Empty = p.t("trend." + what + ".empty")
	case known < fewPoints:
		c.Empty = p.t("trend.few_months")
	}
	return c
}

// monthTable has the newest month first, so that paper has the last ones.
func (p *page) monthTable(months []metrics.Monthly) *report.Table {
	t := &report.Table{ID: "trend-table", Title: p.t("trend.table"), Columns: []report.Column{
		{Title: p.t("column.month"), Unit: report.Date}, {Title: p.t("column.alerts"), Unit: report.Count}, {Title: p.t("column.manned"), Unit: report.Count},
		{Title: p.t("column.auto"), Unit: report.Count}, {Title: p.t("column.hours"), Unit: report.Hours},
		{Title: p.t("column.mtta"), Unit: report.Minutes}, {Title: p.t("column.mtta_p50"), Unit: report.Minutes}, {Title: p.t("column.mtta_p90"), Unit: report.Minutes, OffPaper: true},
		{Title: p.t("column.mttr"), Unit: report.Minutes}, {Title: p.t("column.mttr_p50"), Unit: report.Minutes}, {Title: p.t("column.mttr_p90"), Unit: report.Minutes, OffPaper: true},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, m := range slices.Backward(months) {
		t.Rows = append(t.Rows, []report.Cell{word(p.w.MonthLabel(month(m.Month))), p.count(m.Count, sumOf(dataMonthly, "count", 0, "month", m.Month)),
			p.count(m.Manned, sumOf(dataMonthly, "manned", 0, "month", m.Month)), p.count(m.AutoRecovered, sumOf(dataMonthly, "auto_recovered", 0, "month", m.Month)),
			p.monthHours(m),
			p.minutes(m.MTTA, nil), p.minutes(m.AckP50, nil), p.minutes(m.AckP90, nil), p.minutes(m.MTTR, nil), p.minutes(m.ResolveP50, nil), p.minutes(m.ResolveP90, nil)})
	}
	if p.cut(t, paperMonths); t.PaperRows > 0 {
		t.PaperNote = p.t("trend.paper.rest", "all", itoa(len(months)), "n", itoa(paperMonths))
	}
	return t
}
