package sections

import (
	"strings"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// definitionsCompared sets the five definitions of handling time side by side for the compared days of the period and the year before: hours,
// how surely they are known, and which one the report counts by. Without days to compare the period stands alone. It is empty
// where nobody counted them, or there is no alert. A client's report has none: which definition is used is agreed within.
func (p *page) definitionsCompared() []report.Block {
	rows := []metrics.DefinitionRow{}
	for _, r := range p.n.Definitions {
		if r.Unit == "*" {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 || p.n.Basis.All() == 0 {
		return nil
	}
	compared := len(p.n.Period.Compared) > 0
	head := func(key string) string { return p.t("column.definition." + key) }
	t := &report.Table{ID: "definitions-table", Title: p.t("appendix.compared"), Columns: []report.Column{
		{Title: head("name"), Wide: true},
		{Title: head("hours"), Unit: report.Hours}, {Title: head("exact"), Unit: report.Percent}, {Title: head("about"), Unit: report.Percent}, {Title: head("unknown"), Unit: report.Percent},
		{Title: head("before.hours"), Unit: report.Hours}, {Title: head("before.exact"), Unit: report.Percent}, {Title: head("before.about"), Unit: report.Percent},
		{Title: head("before.unknown"), Unit: report.Percent},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	unlike := []string{}
	for _, r := range rows {
		name := p.t("definition." + r.Definition)
		if !p.alikeBy(r.Definition) {
			unlike = append(unlike, p.t("appendix.compared.quoted", "name", name))
		}
		used := r.Definition == p.n.Definition
		if used {
			name = p.t("appendix.compared.used", "name", name)
		}
		seconds, basis := r.HandlingS, r.Basis
		if compared {
			seconds, basis = r.Change.HandlingS, r.Change.Basis
		}
		row := []report.Cell{word(name), p.hours(seconds, p.hoursBy(used))}
		row = append(row, p.basisShares(basis)...)
		if !compared {
			row = append(row, word("–"), word("–"), word("–"), word("–"))
		} else {
			row = append(append(row, p.hours(r.Change.PreviousHandlingS, nil)), p.basisShares(r.Change.PreviousBasis)...)
		}
		t.Rows = append(t.Rows, row)
	}
	return []report.Block{{Table: t}, p.comparisonText(rows[0], unlike)}
}

// comparisonText says what to read from the table. r is any definition's row: all count the same alerts.
func (p *page) comparisonText(r metrics.DefinitionRow, unlike []string) report.Block {
	said := []report.Sentence{p.sentence("quarterly.definitions.read")}
	if m := p.n.Measured; m.Manned > 0 && m.PreviousManned > 0 && m.Timelines+m.PreviousTimelines > 0 {
		said = append(said, p.sentence("quarterly.definitions.timelines", "base", p.base(), "now", p.percent(quotient(m.Timelines, m.Manned), nil),
			"before", p.percent(quotient(m.PreviousTimelines, m.PreviousManned), nil)))
	}
	if len(unlike) > 0 && r.Change.PreviousBasis.All() > 0 {
		said = append(said, p.sentence("quarterly.definitions.unlike", "names", strings.Join(unlike, p.t("list.comma"))))
	}
	if len(p.n.Period.Compared) > 0 && len(p.n.Period.Excluded) > 0 {
		said = append(said, p.sentence("quarterly.definitions.days", "base", p.base()))
	}
	return text(report.Body, said...)
}

// alikeBy says whether both sides of a change by a definition would be measured in the same way, and as much of them be known.
func (p *page) alikeBy(definition string) bool {
	if definition == p.n.Definition {
		return p.n.Alike()
	}
	d := metrics.Definitions{Measured: p.n.Measured, Definitions: p.n.Definitions}
	return d.Alike(definition)
}

// hoursBy is where the hours of the report's own definition come from: the alerts, if each of the period's days is compared.
func (p *page) hoursBy(used bool) *report.Ref {
	if !used || len(p.n.Period.Compared) > 0 && len(p.n.Period.Excluded) > 0 {
		return nil
	}
	return sumOf(dataAlerts, "handling_s", perHour)
}

// basisShares are the parts of alerts whose time is exact, approximate or an upper bound, and unknown.
func (p *page) basisShares(b metrics.Bases) []report.Cell {
	out := []report.Cell{}
	for _, n := range []int64{b.Exact, b.Approximate + b.UpperBound, b.Unknown} {
		out = append(out, p.percent(quotient(n, b.All()), nil))
	}
	return out
}
