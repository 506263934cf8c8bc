package sections

import (
	"strings"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// Monthly is the report to one client about one month. Numbers must be of that client's scope: the document holds
// nothing else by construction.
func Monthly(in Input) *report.Document {
	p := newPage(in, "monthly")
	d := p.document(p.t("monthly.title"), in.Client)
	d.Cover.Addressee = p.addressee(in.Client)
	d.Sections = p.sections(p.clientSummary(), p.scope(), p.clientAlerts(), p.attained(), p.misses(), p.handling(), p.top(), p.appendix())
	d.Data = []report.Data{p.alertData(), p.monthlyData()}
	return d
}

// addressee is the client's name with one honorific: one that is there already is taken off first.
func (p *page) addressee(name string) string {
	name = strings.TrimSpace(name)
	if p.w.Code != "ja" {
		return name
	}
	for _, h := range []string{"御中", "様", "さま", "殿"} {
		name = strings.TrimSpace(strings.TrimSuffix(name, h))
	}
	return name + " 御中"
}

// clientSummary is three sentences, a signal per SLO and the big figures.
func (p *page) clientSummary() *report.Section {
	t := p.total()
	if t.count == 0 {
		s := p.section("summary", text(report.Answer, plain(p.t("monthly.answer.none", "period", p.w.Period(p.Period, p.FiscalStart)))...))
		s.Blocks = append(s.Blocks, report.Block{Figures: &report.Figures{Items: p.clientFigures(t)}})
		return s
	}
	s := p.section("summary", text(report.Answer, p.answer(t, overall(p.n))...), report.Block{Figures: &report.Figures{Items: p.clientFigures(t)}})
	if sure := p.certainty(t); len(sure) > 0 {
		s.Blocks = append(s.Blocks, text(report.Warning, sure...))
	}
	if len(p.n.Period.Compared) > 0 {
		s.Notes = append(s.Notes, p.t("note.direction.client"))
	}
	return s
}

func (p *page) clientFigures(t total) []report.Figure {
	out := []report.Figure{
		p.figure("figure.alerts", p.count(t.count, countOf(dataAlerts)), report.Count, "unit.alerts", p.beforeCount(t)),
		p.figure("figure.handling", p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour)), report.Hours, "unit.hours", p.comparison(p.n)),
	}
	for _, o := range sloPeriod(p.n) {
		if o.Goal == nil || o.N == 0 || len(out) == 6 {
			continue
		}
		f := p.sloFigure(o)
		f.Value.Text, f.After = strings.TrimSuffix(f.Value.Text, "%"), "%"
		v := p.verdict(o)
		f.Note = p.t("list.verdict", "verdict", v.Text, "note", f.Note)
		f.Value.Signal = v.Signal
		out = append(out, f)
	}
	return out
}

// beforeCount compares alerts with last month and the same month a year before, in plain numbers.
func (p *page) beforeCount(t total) report.Sentence {
	m, ok := p.Period.OneMonth()
	if !ok {
		return p.countComparison(overall(p.n))
	}
	cell := func(name string) report.Cell {
		r, covered := p.monthNamed(name)
		if !covered {
			return word("–")
		}
		return p.count(r.Count, nil)
	}
	return p.sentence("figure.before", "last", cell(m.Add(-1).String()), "year", cell(m.Add(-12).String()))
}

// scope says which systems the report is about and what its words mean.
func (p *page) scope() *report.Section {
	t := &report.Table{ID: "scope-table", Columns: []report.Column{{Title: p.t("column.project"), Wide: true}, {Title: p.t("column.services"), Wide: true}},
		Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t("monthly.scope.none")}
	for _, r := range p.n.Projects {
		t.Rows = append(t.Rows, []report.Cell{word(r.Project), word(strings.Join(r.Services, p.t("list.comma")))})
	}
	s := p.section("scope", text(report.Answer, p.sentence("monthly.scope.answer", "period", p.w.Period(p.Period, p.FiscalStart), "zone", p.zone())),
		report.Block{Table: t}, text(report.Body, plain(p.t("monthly.scope.read", "at", p.asOf()), p.t("monthly.scope.slo"), p.basisNote())...))
	return s
}

// clientAlerts shows the alerts of 13 months by priority.
func (p *page) clientAlerts() *report.Section {
	months := p.months()
	if len(months) == 0 {
		return p.section("alerts", text(report.Answer, plain(p.t(p.id+".no_data"))...))
	}
	t := p.total()
	s := p.section("alerts", text(report.Answer, p.sentence("monthly.alerts.answer", "n", p.count(t.count, countOf(dataAlerts)),
		"manned", p.count(t.manned, countOf(dataAlerts, "state", p.t("term.manned"))), "auto", p.count(t.auto, countOf(dataAlerts, "state", p.t("term.auto_recovered"))))))
	s.Blocks = append(s.Blocks, report.Block{Chart: p.alertsByMonth(months)}, report.Block{Table: p.againstTable(t)})
	return s
}

// againstTable sets the month against the one before and the same month a year before, by priority.
func (p *page) againstTable(t total) *report.Table {
	m, ok := p.Period.OneMonth()
	if !ok {
		return p.monthTable(p.months())
	}
	last, year := m.Add(-1), m.Add(-12)
	table := &report.Table{ID: "alerts-against", Columns: []report.Column{
		{Title: p.t("column.priority"), Wide: true}, {Title: p.w.MonthLabel(m), Unit: report.Count}, {Title: p.w.MonthLabel(last), Unit: report.Count},
		{Title: p.t("column.difference"), Unit: report.Count}, {Title: p.w.MonthLabel(year), Unit: report.Count}, {Title: p.t("column.difference"), Unit: report.Count},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t(p.id + ".no_alerts")}
	counts := map[string]map[string]int64{}
	order := []string{}
	for _, r := range p.n.MonthlyPriority {
		if r.Unit != "*" {
			continue
		}
		if counts[r.Priority] == nil {
			counts[r.Priority] = map[string]int64{}
			order = append(order, r.Priority)
		}
		counts[r.Priority][r.Month] = r.Count
	}
	if len(order) > 0 && order[0] == "" {
		order = append(order[1:], "")
	}
	_, hasLast := p.monthNamed(last.String())
	_, hasYear := p.monthNamed(year.String())
	cells := func(name string, now, before, earlier int64, ref bool) []report.Cell {
		row := []report.Cell{word(name), p.count(now, nil), word("–"), word("–"), word("–"), word("–")}
		if ref {
			row[1].Ref = countOf(dataAlerts, "priority", name)
		}
		if hasLast {
			row[2], row[3] = p.count(before, nil), p.signed(now-before)
		}
		if hasYear {
			row[4], row[5] = p.count(earlier, nil), p.signed(now-earlier)
		}
		return row
	}
	var all [3]int64
	for _, name := range order {
		c := counts[name]
		v := [3]int64{c[m.String()], c[last.String()], c[year.String()]}
		if v == [3]int64{} {
			continue
		}
		for i := range all {
			all[i] += v[i]
		}
		table.Rows = append(table.Rows, cells(p.priority(name), v[0], v[1], v[2], true))
	}
	if len(table.Rows) > 0 {
		table.Total = cells(p.t("column.sum"), all[0], all[1], all[2], false)
		table.Total[1].Ref = countOf(dataAlerts)
	}
	return table
}

// handling shows handling time and quickness against last year.
func (p *page) handling() *report.Section {
	months := p.months()
	c := overall(p.n)
	t := p.total()
	hours := p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour))
	answer := p.sentence("monthly.handling.answer_only", "hours", hours)
	if c.Change == nil && len(p.n.Period.Compared) > 0 {
		answer = p.sentence("monthly.handling.answer_zero", "hours", hours, "previous", p.hours(c.PreviousHandlingS, nil))
	}
	if c.Change != nil {
		answer = p.sentence("monthly.handling.answer", "hours", hours, "previous", p.hours(c.PreviousHandlingS, nil), "change", p.change(c.Change))
	}
	s := p.section("handling", text(report.Answer, answer))
	if len(months) == 0 {
		return s
	}
	s.Blocks = append(s.Blocks, report.Block{Chart: p.hoursByMonth(months)}, report.Block{Table: p.quicknessTable()})
	s.Notes = append(s.Notes, p.basisNote())
	return s
}

// quicknessTable is n, mean, median and 90th percentile of MTTA and MTTR, this month and a year before.
func (p *page) quicknessTable() *report.Table {
	table := &report.Table{ID: "handling-table", Columns: []report.Column{
		{Title: p.t("column.measure"), Wide: true}, {Title: p.t("column.month"), Unit: report.Date}, {Title: p.t("column.n"), Unit: report.Count},
		{Title: p.t("column.mean_min"), Unit: report.Minutes}, {Title: p.t("column.median_min"), Unit: report.Minutes}, {Title: p.t("column.p90_min"), Unit: report.Minutes},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	m, ok := p.Period.OneMonth()
	if !ok {
		return p.monthTable(p.months())
	}
	add := func(name, at string, n int64, mean, p50, p90 *float64) {
		table.Rows = append(table.Rows, []report.Cell{word(name), word(at), p.count(n, nil), p.minutes(mean, nil), p.minutes(p50, nil), p.minutes(p90, nil)})
	}
	for _, at := range []string{m.String(), m.Add(-12).String()} {
		if r, covered := p.monthNamed(at); covered {
			add(p.t("measure.mtta"), at, r.AckN, r.MTTA, r.AckP50, r.AckP90)
		}
	}
	for _, at := range []string{m.String(), m.Add(-12).String()} {
		if r, covered := p.monthNamed(at); covered {
			add(p.t("measure.mttr"), at, r.ResolveN, r.MTTR, r.ResolveP50, r.ResolveP90)
		}
	}
	for _, at := range []string{m.String(), m.Add(-12).String()} {
		if r, covered := p.monthNamed(at); covered {
			add(p.t("measure.handling"), at, r.Manned, meanHandling(r), r.P50, r.P90)
		}
	}
	return table
}

// meanHandling is handling time over manned alerts, nil where there is none.
func meanHandling(r metrics.Monthly) *float64 { return quotient(r.HandlingS, r.Manned) }
