package sections

import (
	"cmp"
	"slices"
	"strconv"

	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// when shows at which hours alerts come, and how many by night.
func (p *page) when() *report.Section {
	t := p.total()
	if t.count == 0 {
		return p.section("when", text(report.Answer, plain(p.t(p.id+".no_alerts"))...))
	}
	night, manned := []string{"night", p.t("term.night")}, []string{"state", p.t("term.manned")}
	calls := slices.Concat(night, manned)
	s := p.section("when", text(report.Answer,
		p.sentence("when.answer", "n", p.count(t.night, countOf(dataAlerts, night...)), "share", p.percent(quotient(t.night, t.count), shareOf(night, nil))),
		p.sentence("when.calls", "n", p.count(t.nightManned, countOf(dataAlerts, calls...)), "share", p.percent(quotient(t.nightManned, t.manned), shareOf(calls, manned)))))
	days := p.w.Weekdays()
	period := p.w.Period(p.Period, p.FiscalStart)
	title, subtitle := p.t("when.chart"), p.t("chart.alerts_period", "period", period)
	if day, hour, n := p.peak(); n > 0 {
		title = p.t("when.chart_peak", "day", days[day], "hour", strconv.Itoa(hour), "n", p.w.Count(n))
		subtitle = p.t("when.chart_subtitle", "period", period)
	}
	c := &report.Chart{ID: "when-heat", Kind: report.Heatmap, Title: title, Subtitle: subtitle,
		Labels: []string{}, Series: []report.Series{}, Marks: []report.Mark{}, Horizon: p.t("column.hour")}
	for h := range 24 {
		c.Labels = append(c.Labels, strconv.Itoa(h))
	}
	for d := range 7 {
		row := report.Series{Name: days[d], Unit: report.Count, Tone: report.ToneHeat, Cells: []report.Cell{}}
		for h := range 24 {
			row.Cells = append(row.Cells, p.count(p.n.Heatmap.Count[d][h], countOf(dataAlerts, "weekday", days[d], "hour", strconv.Itoa(h))))
		}
		c.Series = append(c.Series, row)
	}
	s.Blocks = append(s.Blocks, report.Block{Chart: c})
	s.Notes = append(s.Notes, p.t("note.night", "zone", p.zone()))
	return s
}

// fewAtPeak is how many alerts the hour with the most has at least to be named.
const fewAtPeak = 10

// peak is the weekday and hour with the most alerts; n is 0 where two have as many, or all have few.
func (p *page) peak() (day, hour int, n int64) {
	tied := false
	for d := range 7 {
		for h := range 24 {
			switch v := p.n.Heatmap.Count[d][h]; {
			case v > n:
				day, hour, n, tied = d, h, v, false
			case v == n:
				tied = true
			}
		}
	}
	if tied || n < fewAtPeak {
		return 0, 0, 0
	}
	return day, hour, n
}

// projects shows each project's part; those without an alert in the period or a year before are left out and counted.
func (p *page) projects() *report.Section {
	list := []metrics.Project{}
	for _, r := range p.n.Projects {
		if r.Count > 0 || r.PreviousCount > 0 {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return p.section("projects", text(report.Answer, plain(p.t(p.id+".no_alerts"))...))
	}
	slices.SortStableFunc(list, func(a, b metrics.Project) int { return cmp.Compare(b.HandlingS, a.HandlingS) })
	s := p.section("projects", text(report.Answer, p.sentence("projects.answer", "n", p.count(int64(len(list)), nil), "first", list[0].Project,
		"hours", p.hours(list[0].HandlingS, sumOf(dataAlerts, "handling_s", perHour, "unit", list[0].Unit, "client", list[0].Client, "project", list[0].Project)))))
	t := &report.Table{ID: "projects-table", Title: p.t("projects.table"), Columns: []report.Column{
		{Title: p.t("column.project"), Wide: true}, {Title: p.t("column.client")}, {Title: p.t("column.alerts"), Unit: report.Count},
		{Title: p.t("column.hours"), Unit: report.Hours}, {Title: p.t("column.previous_hours"), Unit: report.Hours}, {Title: p.baseHead(), Unit: report.Change},
		{Title: p.t("column.spark"), Spark: true}, {Title: p.t("column.mtta"), Unit: report.Minutes}, {Title: p.t("column.attainment"), Unit: report.Percent},
		{Title: p.t("column.members"), Unit: report.Count, OffPaper: true}, {Title: p.unitTitle(), OffPaper: true}, {Title: p.t("column.services"), OffPaper: true},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, r := range list {
		services := ""
		for i, name := range r.Services {
			if i > 0 {
				services += p.t("list.comma")
			}
			services += name
		}
		client := r.Client
		if client == r.Project {
			client = "–"
		}
		where := []string{"unit", r.Unit, "client", r.Client, "project", r.Project}
		members := slices.Concat(where, []string{"judged", p.t("term.judged")})
		t.Rows = append(t.Rows, []report.Cell{word(r.Project), word(client), p.count(r.Count, countOf(dataAlerts, where...)),
			p.hours(r.HandlingS, sumOf(dataAlerts, "handling_s", perHour, where...)), p.previous(r.PreviousHandlingS), p.change(r.Change),
			p.spark(r.Months), p.minutes(r.MTTA, statisticOf(report.FnMean, "acknowledge_s", where...)),
			p.percent(quotient(r.SLOMet, r.SLON), shareOf(slices.Concat(where, []string{"slo", p.slo("met")}), members)), p.count(r.SLON, countOf(dataAlerts, members...)), word(r.Unit), word(services)})
	}
	leaveOutEmpty(t)
	p.cut(t, 60)
	s.Blocks = append(s.Blocks, report.Block{Table: t})
	p.sure(s)
	if slices.ContainsFunc(list, func(r metrics.Project) bool { return r.SLON > 0 }) {
		s.Notes = append(s.Notes, p.t("note.projects_slo"))
	}
	s.Notes = append(s.Notes, p.t("note.spark"))
	return s
}

// leaveOutEmpty takes the columns from a table that hold a dash in every row: of clients without a map, of the year before
// without its data, of attainment without an alert that is judged.
func leaveOutEmpty(t *report.Table) {
	for i := len(t.Columns) - 1; i > 0; i-- {
		if slices.ContainsFunc(t.Rows, func(row []report.Cell) bool { return row[i].Text != lang.None || len(row[i].Spark) > 0 }) {
			continue
		}
		t.Columns = slices.Delete(t.Columns, i, i+1)
		for r := range t.Rows {
			t.Rows[r] = slices.Delete(t.Rows[r], i, i+1)
		}
		if len(t.Total) > 0 {
			t.Total = slices.Delete(t.Total, i, i+1)
		}
	}
}

// spark is handling hours of the last 13 months as a small line.
func (p *page) spark(months []int64) report.Cell {
	c := report.Cell{Spark: []*float64{}}
	unknown := map[int]bool{} // months of which no handling time is known, by their place
	at := 0
	for _, m := range p.n.Monthly {
		if m.Unit == "*" {
			unknown[at] = !m.HoursKnown()
			at++
		}
	}
	for i := max(0, len(months)-13); i < len(months); i++ {
		if unknown[i] {
			c.Spark = append(c.Spark, nil)
			continue
		}
		c.Spark = append(c.Spark, report.Num(float64(months[i])/3600))
	}
	return c
}
