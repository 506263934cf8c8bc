package sections

import (
	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// yearChart is handling time since the fiscal year began, month by month, beside that of the year before: both up to the
// period's last month. nil where the two years cannot be laid beside each other: days that have no partner, years measured
// differently, a period that ends inside a month, or too few months to show a course.
func (p *page) yearChart() *report.Chart {
	last := p.Period.To.Month()
	if p.Year == nil || p.Period.To != last.Last() || len(p.Year.Period.Compared) == 0 || len(p.Year.Period.Excluded) > 0 || !p.Year.Alike() {
		return nil
	}
	year := incident.FiscalYear(p.Period.To, p.FiscalStart)
	first := incident.Month(year*100 + int(p.FiscalStart))
	by := map[incident.Month]metrics.Monthly{}
	for _, m := range p.n.Monthly {
		if m.Unit == "*" {
			by[month(m.Month)] = m
		}
	}
	line := func(year int, back int, tone report.Tone) report.Series {
		s := report.Series{Name: p.t("year.name", "year", itoa(year)), Unit: report.Hours, Tone: tone, Cells: []report.Cell{}}
		sum := int64(0)
		for m := first; m <= last; m = m.Next() {
			sum += by[m.Add(-back)].HandlingS
			s.Cells = append(s.Cells, p.hours(sum, nil))
		}
		return s
	}
	c := &report.Chart{ID: "summary-year", Kind: report.Line, Title: p.t("year.chart"), Subtitle: p.t("year.chart_subtitle"), Labels: []string{},
		Series: []report.Series{line(year-1, 12, report.ToneBefore), line(year, 0, report.ToneMain)}, Marks: []report.Mark{}, Horizon: p.t("column.month")}
	for m := first; m <= last; m = m.Next() {
		c.Labels = append(c.Labels, p.w.MonthLabel(m))
	}
	if len(c.Labels) < fewPoints {
		return nil
	}
	return c
}
