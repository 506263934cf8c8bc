package sections

import (
	"slices"
	"strings"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// Monthly is the report to one client about one month. Numbers must be of that client's scope: the document holds
// nothing else by construction.
func Monthly(in Input) *report.Document {
	p := newPage(in, "monthly")
	d := p.document(p.t("monthly.title"), in.Client)
	d.Cover.Addressee = p.addressee(in.Client)
	d.Sections = p.sections(p.clientSummary(), p.scope(), p.clientAlerts(), p.attained(), p.misses(), p.handling(), p.handOffs(), p.top(), p.appendix())
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
		s := p.section("summary", text(report.Answer, plain(p.t("monthly.answer.none", "period", p.w.Period(p.Period, p.FiscalStart)))...),
			report.Block{Figures: &report.Figures{Items: p.clientFigures(t)}})
		if sure := p.certainty(t); len(sure) > 0 {
			s.Blocks = append(s.Blocks, text(report.Warning, sure...))
		}
		return s
	}
	s := p.section("summary", text(report.Answer, p.answer(t, overall(p.n))...), report.Block{Figures: &report.Figures{Items: p.clientFigures(t)}})
	if sure := p.certainty(t); len(sure) > 0 {
		s.Blocks = append(s.Blocks, text(report.Warning, sure...))
	}
	if p.saysDirection(t, overall(p.n)) {
		s.Notes = append(s.Notes, p.t("note.direction.client"))
	}
	return s
}

func (p *page) clientFigures(t total) []report.Figure {
	out := []report.Figure{
		p.figure("figure.alerts", p.count(t.count, countOf(dataAlerts)), report.Count, "unit.alerts", p.beforeCount(t)),
		p.figure("figure.handling", p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour)), report.Hours, "unit.hours", p.comparison(p.n, p.base())),
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
	last, before := p.monthNamed(m.Add(-1).String())
	year, yearBefore := p.monthNamed(m.Add(-12).String())
	switch {
	case before && yearBefore:
		return p.sentence("figure.before", "last", p.count(last.Count, nil), "year", p.count(year.Count, nil))
	case before:
		return p.sentence("figure.before_month", "last", p.count(last.Count, nil))
	case yearBefore:
		return p.sentence("figure.before_year", "year", p.count(year.Count, nil))
	}
	return p.countComparison(overall(p.n))
}

// scope says which systems the report is about and what its words mean.
func (p *page) scope() *report.Section {
	t := &report.Table{ID: "scope-table", Title: p.t("monthly.scope.table"), Columns: []report.Column{{Title: p.t("column.project"), Wide: true},
		{Title: p.t("column.services"), Wide: true}, {Title: p.t("column.alerts_of"), Unit: report.Count}},
		Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t("monthly.scope.none")}
	named := map[string]int{}
	for _, r := range p.n.Projects {
		named[r.Project]++
	}
	for _, r := range p.n.Projects {
		n := p.count(r.Count, countOf(dataAlerts, "project", r.Project))
		if named[r.Project] > 1 { // two of one name: the rows say it of both
			n.Ref = nil
		}
		t.Rows = append(t.Rows, []report.Cell{word(r.Project), word(strings.Join(r.Services, p.t("list.comma"))), n})
	}
	p.cut(t, 40)
	s := p.section("scope", text(report.Answer, p.sentence("monthly.scope.answer", "period", p.w.Period(p.Period, p.FiscalStart), "zone", p.zone())),
		report.Block{Table: t})
	body := []string{p.t("monthly.scope.slo")}
	if len(p.n.Quality.Sources) > 0 {
		body = append([]string{p.t("monthly.scope.read", "at", p.asOf())}, body...)
	}
	s.Blocks = append(s.Blocks, text(report.Body, plain(body...)...))
	if len(p.n.Period.Compared) > 0 {
		s.Notes = append(s.Notes, p.t("monthly.note.todays_map"))
	}
	return s
}

// clientAlerts shows the alerts of 13 months by priority.
func (p *page) clientAlerts() *report.Section {
	months := p.months()
	if len(months) == 0 {
		return p.section("alerts", text(report.Answer, plain(p.t(p.id+".no_data"))...))
	}
	t := p.total()
	if t.count == 0 {
		s := p.section("alerts", text(report.Answer, plain(p.t("monthly.no_alerts"))...))
		if table := p.againstTable(); len(table.Rows) > 0 {
			s.Blocks = append(s.Blocks, report.Block{Table: table})
		}
		return s
	}
	s := p.section("alerts", text(report.Answer, p.stateAnswer(t)...))
	if len(months) >= fewMonths {
		s.Blocks = append(s.Blocks, report.Block{Chart: p.alertsByMonth(months)})
	}
	s.Blocks = append(s.Blocks, report.Block{Table: p.againstTable()})
	if states := p.statesTable(); states != nil {
		s.Blocks = append(s.Blocks, report.Block{Table: states})
	}
	return s
}

// stateAnswer says how many alerts people worked on, and what became of the others: one fact a sentence.
func (p *page) stateAnswer(t total) []report.Sentence {
	out := []report.Sentence{p.sentence("monthly.alerts.answer", "n", p.count(t.count, countOf(dataAlerts)),
		"manned", p.count(t.manned, countOf(dataAlerts, "state", p.t("term.manned"))), "auto", p.count(t.auto, countOf(dataAlerts, "state", p.t("term.auto_recovered"))))}
	merged := int64(0)
	for i := range p.n.Alerts {
		if p.state(&p.n.Alerts[i]) == p.t("term.merged") {
			merged++
		}
	}
	if merged > 0 {
		out = append(out, p.sentence("monthly.alerts.merged", "n", p.count(merged, countOf(dataAlerts, "state", p.t("term.merged")))))
	}
	if open := t.count - t.manned - t.auto - merged; open > 0 {
		out = append(out, p.sentence("monthly.alerts.untouched", "n", p.count(open, countOf(dataAlerts, "state", p.t("term.untouched")))))
	}
	return out
}

// against is a table with a row a thing: the month, the one before and the same month a year before.
type against struct {
	month, last, year incident.Month
	hasLast, hasYear  bool
	table             *report.Table
}

// newAgainst begins such a table of alerts; ok is false where the period is no month.
func (p *page) newAgainst(id, title, head string) (a against, ok bool) {
	m, ok := p.Period.OneMonth()
	if !ok {
		return a, false
	}
	a = against{month: m, last: m.Add(-1), year: m.Add(-12)}
	_, a.hasLast = p.monthNamed(a.last.String())
	_, a.hasYear = p.monthNamed(a.year.String())
	a.table = &report.Table{ID: id, Title: title, Columns: []report.Column{
		{Title: head, Wide: true}, {Title: p.w.MonthLabel(m), Unit: report.Count}, {Title: p.w.MonthLabel(a.last), Unit: report.Count},
		{Title: p.t("column.on_last_month"), Unit: report.Count}, {Title: p.w.MonthLabel(a.year), Unit: report.Count}, {Title: p.t("column.on_last_year"), Unit: report.Count},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t(p.id + ".no_alerts")}
	return a, true
}

// row is what stands beside a name: the month's count and where it comes from, and both differences.
func (a *against) row(p *page, name string, now, before, earlier int64, ref *report.Ref) []report.Cell {
	row := []report.Cell{word(name), p.count(now, ref), word("–"), word("–"), word("–"), word("–")}
	if a.hasLast {
		row[2], row[3] = p.count(before, nil), p.signed(now-before)
	}
	if a.hasYear {
		row[4], row[5] = p.count(earlier, nil), p.signed(now-earlier)
	}
	return row
}

// statesTable is alerts that people worked on, that recovered by themselves, and the others; nil where the period is no
// month.
func (p *page) statesTable() *report.Table {
	a, ok := p.newAgainst("alerts-states", p.t("monthly.alerts.states"), p.t("column.state"))
	if !ok {
		return nil
	}
	months := [3]metrics.Monthly{}
	for i, m := range []incident.Month{a.month, a.last, a.year} {
		months[i], _ = p.monthNamed(m.String())
	}
	add := func(name string, of func(metrics.Monthly) int64, ref *report.Ref) {
		if now, before, earlier := of(months[0]), of(months[1]), of(months[2]); now != 0 || before != 0 || earlier != 0 {
			a.table.Rows = append(a.table.Rows, a.row(p, name, now, before, earlier, ref))
		}
	}
	add(p.t("term.manned"), func(m metrics.Monthly) int64 { return m.Manned }, countOf(dataAlerts, "state", p.t("term.manned")))
	add(p.t("term.auto_recovered"), func(m metrics.Monthly) int64 { return m.AutoRecovered }, countOf(dataAlerts, "state", p.t("term.auto_recovered")))
	add(p.t("term.merged"), func(m metrics.Monthly) int64 { return m.MergedUnmanned }, countOf(dataAlerts, "state", p.t("term.merged")))
	add(p.t("term.untouched"), func(m metrics.Monthly) int64 { return m.UntouchedOpen }, countOf(dataAlerts, "state", p.t("term.untouched")))
	a.table.Total = a.row(p, p.t("column.sum"), months[0].Count, months[1].Count, months[2].Count, countOf(dataAlerts))
	return a.table
}

// againstTable sets the month against the one before and the same month a year before, by priority.
func (p *page) againstTable() *report.Table {
	a, ok := p.newAgainst("alerts-against", p.t("monthly.alerts.priorities"), p.t("column.priority"))
	if !ok {
		return p.monthTable(p.months())
	}
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
	var all [3]int64
	for _, name := range order {
		c := counts[name]
		v := [3]int64{c[a.month.String()], c[a.last.String()], c[a.year.String()]}
		if v == [3]int64{} {
			continue
		}
		for i := range all {
			all[i] += v[i]
		}
		a.table.Rows = append(a.table.Rows, a.row(p, p.priority(name), v[0], v[1], v[2], countOf(dataAlerts, "priority", p.priority(name))))
	}
	if len(a.table.Rows) > 0 {
		a.table.Total = a.row(p, p.t("column.sum"), all[0], all[1], all[2], countOf(dataAlerts))
	}
	return a.table
}

// handling shows handling time and quickness against last year.
func (p *page) handling() *report.Section {
	months := p.months()
	c := overall(p.n)
	t := p.total()
	hours := p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour))
	answer := []report.Sentence{p.sentence("monthly.handling.answer", "hours", hours)}
	if t.count == 0 {
		answer = plain(p.t("monthly.handling.none"))
	}
	previous, days := p.hours(c.PreviousHandlingS, nil), ""
	if len(p.n.Period.Excluded) > 0 {
		days = p.t("answer.compared_days")
	}
	switch {
	case !p.n.HoursBefore():
		answer = append(answer, p.sentence("monthly.handling.no_previous", "base", p.base()))
	case c.Change == nil || t.count == 0 || !p.n.Alike():
		answer = append(answer, p.sentence("monthly.handling.previous", "base", p.base(), "days", days, "previous", previous))
	default:
		answer = append(answer, p.sentence("monthly.handling.change", "base", p.base(), "days", days, "previous", previous, "change", p.handlingChange(c)))
	}
	s := p.section("handling", text(report.Answer, answer...))
	if t.count == 0 {
		return s
	}
	s.Blocks[0].Text.Sentences = append(s.Blocks[0].Text.Sentences, p.quicknessAnswer()...)
	if p.anyHours(months) && len(months) >= fewMonths {
		s.Blocks = append(s.Blocks, report.Block{Chart: p.hoursByMonth(months)})
		s.Notes = append(s.Notes, p.partlyKnown(months)...)
	}
	s.Blocks = append(s.Blocks, report.Block{Table: p.quicknessTable()})
	p.sure(s)
	return s
}

// anyHours says whether there is something to draw.
func (p *page) anyHours(months []metrics.Monthly) bool {
	return slices.ContainsFunc(months, func(m metrics.Monthly) bool { return m.HandlingS > 0 })
}

// fewMonths is how many months bars by month have at least.
const fewMonths = 2

// quicknessAnswer is the median of the times to acknowledge and to resolve, each with a year before where there is one.
func (p *page) quicknessAnswer() []report.Sentence {
	m, ok := p.Period.OneMonth()
	if !ok {
		return nil
	}
	now, _ := p.monthNamed(m.String())
	before, _ := p.monthNamed(m.Add(-12).String())
	out := []report.Sentence{}
	for _, v := range []struct {
		key         string
		now, before *float64
		ref         *report.Ref
	}{{"acknowledge", now.AckP50, before.AckP50, p.behind("acknowledge_s")(report.FnP50)},
		{"resolve", now.ResolveP50, before.ResolveP50, p.behind("resolve_s")(report.FnP50)}} {
		switch {
		case v.now == nil:
		case v.before == nil:
			out = append(out, p.sentence("monthly.handling."+v.key+"_only", "n", p.minutes(v.now, v.ref)))
		default:
			out = append(out, p.sentence("monthly.handling."+v.key, "n", p.minutes(v.now, v.ref), "previous", p.minutes(v.before, nil)))
		}
	}
	return out
}

// quicknessTable is n, mean, median and 90th percentile of each time, this month and beside it a year before.
func (p *page) quicknessTable() *report.Table {
	m, ok := p.Period.OneMonth()
	if !ok {
		return p.monthTable(p.months())
	}
	table := &report.Table{ID: "handling-table", Title: p.t("monthly.handling.table"), Columns: []report.Column{{Title: p.t("column.measure"), Wide: true}},
		Rows: [][]report.Cell{{word(p.t("measure.mtta"))}, {word(p.t("measure.mttr"))}, {word(p.t("measure.handling"))}}, Total: []report.Cell{}}
	for _, v := range []struct {
		month incident.Month
		head  string
	}{{m, "column.now."}, {m.Add(-12), "column.before."}} {
		r, covered := p.monthNamed(v.month.String())
		if !covered && v.month != m {
			continue
		}
		table.Columns = append(table.Columns, report.Column{Title: p.t(v.head + "n"), Unit: report.Count}, report.Column{Title: p.t(v.head + "mean"), Unit: report.Minutes},
			report.Column{Title: p.t(v.head + "median"), Unit: report.Minutes}, report.Column{Title: p.t(v.head + "p90"), Unit: report.Minutes})
		add := func(row int, n int64, mean, p50, p90 *float64, ref func(report.Fn) *report.Ref) {
			if v.month != m { // the rows are the month's alone
				ref = func(report.Fn) *report.Ref { return nil }
			}
			table.Rows[row] = append(table.Rows[row], p.count(n, ref(report.FnCount)), p.minutes(mean, ref(report.FnMean)),
				p.minutes(p50, ref(report.FnP50)), p.minutes(p90, ref(report.FnP90)))
		}
		add(0, r.AckN, r.MTTA, r.AckP50, r.AckP90, p.behind("acknowledge_s"))
		add(1, r.ResolveN, r.MTTR, r.ResolveP50, r.ResolveP90, p.behind("resolve_s"))
		add(2, r.HandlingMannedN, quotient(r.HandlingMannedS, r.HandlingMannedN), r.P50, r.P90, p.behind("handling_s", "state", p.t("term.manned")))
	}
	return table
}

// behind says where statistics of a time come from: the rows that match where and have it. Where rows cannot say it, such
// as which alerts were merged or lack the time, it says nothing.
func (p *page) behind(column string, where ...string) func(report.Fn) *report.Ref {
	merged, unknown := false, false
	for i := range p.n.Alerts {
		a := &p.n.Alerts[i]
		merged = merged || a.Merged
		unknown = unknown || a.Manned && a.Handling == nil
	}
	return func(fn report.Fn) *report.Ref {
		switch {
		case column == "resolve_s" && merged:
			return nil
		case fn == report.FnCount && len(where) > 0 && !unknown:
			return countOf(dataAlerts, where...)
		case fn == report.FnCount:
			return nil
		}
		return statisticOf(fn, column, where...)
	}
}
