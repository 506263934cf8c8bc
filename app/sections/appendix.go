package sections

import (
	"cmp"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/report"
)

// appendix prints the definitions that the report uses, what the data lack, and where they came from.
func (p *page) appendix() *report.Section {
	if p.id == "quarterly" {
		s := p.section("appendix", p.definitions(), report.Block{Table: p.qualityTable()})
		if t := p.lackTable(); len(t.Rows) > 0 {
			s.Blocks = append(s.Blocks, report.Block{Table: t})
		}
		s.Blocks = append(append(s.Blocks, p.definitionsCompared()...), report.Block{Table: p.sourceTable()})
		return s
	}
	s, all := p.section("appendix", p.definitions()), p.n.Basis.All()
	body := []report.Sentence{}
	if all > 0 {
		basis := p.basisAnswer()
		body = append(body, report.Sentence{Text: p.t("monthly.basis", "list", basis.Text), Cells: basis.Cells})
	}
	if len(p.n.Quality.Sources) > 0 { // how many, and which, is the workspace's own: they may hold other clients' data
		body = append(body, p.sentence("monthly.sources", "at", p.asOf()))
	}
	if len(body) > 0 {
		b := text(report.Body, body...)
		b.Text.Title = p.t("appendix.data")
		s.Blocks = append(s.Blocks, b)
	}
	if all > 0 { // of no alerts the summary has said all
		s.Blocks = append(s.Blocks, report.Block{Table: p.qualityTable()}, report.Block{Table: p.alertTable()})
	}
	return s
}

func (p *page) asOf() string {
	at, err := time.Parse(time.RFC3339, p.n.AsOf)
	if err != nil || len(p.n.Quality.Sources) == 0 {
		return "–"
	}
	return p.t("date.moment", "day", p.w.Date(incident.LocalDay(at, p.Zone)), "time", at.In(p.Zone).Format("15:04"))
}

func (p *page) definitions() report.Block {
	keys := []string{"alert", "manned", "auto", "handling", "mtta", "mttr", "percentile", "completion", "slo", "compared", "kind", "rules"}
	b := text(report.Definition)
	b.Text.Title = p.t("appendix.definitions")
	b.Text.Sentences = []report.Sentence{}
	for _, k := range keys {
		if k == "handling" {
			k = "handling." + p.n.Definition
		}
		b.Text.Sentences = append(b.Text.Sentences, p.sentence("define."+p.id+"."+k, "definition", p.t("definition."+p.n.Definition), "zone", p.zone(), "base", p.base(), "version", itoa(lang.RuleVersion)))
	}
	return b
}

// qualityTable is definitions §11. What concerns the whole workspace stays out of a client's report.
func (p *page) qualityTable() *report.Table {
	q, b := p.n.Quality, p.n.Basis
	t := &report.Table{ID: "quality-table", Title: p.t("appendix.quality"), Columns: []report.Column{
		{Title: p.t("column.item"), Wide: true}, {Title: p.t("column.alerts"), Unit: report.Count}, {Title: p.t("column.share"), Unit: report.Percent},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	all := b.All()
	row := func(key string, n int64, ref *report.Ref, share bool) {
		s := word("–")
		if share {
			s = p.percent(quotient(n, all), nil)
		}
		t.Rows = append(t.Rows, []report.Cell{word(p.t("quality." + key)), p.count(n, ref), s})
	}
	row("alerts", all, countOf(dataAlerts), false)
	row("open", q.Open, open(), true)
	row("no_priority", q.PrioritiesMissing, countOf(dataAlerts, "priority", p.priority("")), true)
	if q.PrioritiesByRule > 0 {
		row("by_rule", q.PrioritiesByRule, nil, true)
	}
	if p.id == "quarterly" { // a client reads it in a sentence
		row("exact", b.Exact, nil, true)
		row("approximate", b.Approximate, nil, true)
		row("upper", b.UpperBound, nil, true)
		row("unknown", b.Unknown, nil, true)
	}
	if p.id == "quarterly" || q.ImpossibleInstants > 0 {
		row("impossible", q.ImpossibleInstants, nil, false)
	}
	row("days", int64(len(q.DaysWithoutIncidents)), nil, false)
	if p.id == "quarterly" {
		row("unmapped", q.UnmappedServices, nil, false)
		row("refused", q.RefusedRows, nil, false)
		row("duplicates", q.DuplicateRows, nil, false)
	}
	return t
}

// lackTable is what the data lack, and what to do about it; without rows where they lack nothing.
func (p *page) lackTable() *report.Table {
	q, all := p.n.Quality, p.n.Basis.All()
	t := &report.Table{ID: "lack-table", Title: p.t("appendix.lack"), Columns: []report.Column{
		{Title: p.t("column.item"), Wide: true}, {Title: p.t("column.cases"), Unit: report.Count}, {Title: p.t("column.share"), Unit: report.Percent}, {Title: p.t("column.todo"), Wide: true},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, v := range []struct {
		key    string
		n      int64
		ref    *report.Ref
		alerts bool // n counts alerts
	}{
		{"days", int64(len(q.DaysWithoutIncidents)), nil, false},
		{"not_pulled", int64(len(q.NotPulled)), nil, false},
		{"without_timeline", q.WithoutTimeline, nil, true},
		{"incomplete_timelines", q.IncompleteTimelines, nil, true},
		{"open", q.Open, open(), true},
		{"unknown_completion", q.UnknownCompletion, nil, true},
		{"unknown_assignees", q.UnknownAssignees, nil, true},
		{"no_priority", q.PrioritiesMissing, countOf(dataAlerts, "priority", p.priority("")), true},
		{"unmapped", q.UnmappedServices, nil, false},
	} {
		if v.n == 0 {
			continue
		}
		share := word("–")
		if v.alerts {
			share = p.percent(quotient(v.n, all), nil)
		}
		t.Rows = append(t.Rows, []report.Cell{word(p.t("lack." + v.key)), p.count(v.n, v.ref), share, word(p.t("lack." + v.key + ".todo"))})
	}
	return t
}

// sourceTable names what went in: files, and what pulls read.
func (p *page) sourceTable() *report.Table {
	t := &report.Table{ID: "sources-table", Title: p.t("appendix.sources", "at", p.asOf()), Columns: []report.Column{
		{Title: p.t("column.source"), Wide: true}, {Title: "SHA-256"}, {Title: p.t("column.read_at"), Unit: report.Date, OffPaper: true}, {Title: p.t("column.rows_entries"), Unit: report.Count},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t(p.id + ".no_data")}
	for _, s := range p.n.Quality.Sources {
		at := s.ReadAt
		if parsed, err := time.Parse(time.RFC3339, s.ReadAt); err == nil {
			at = p.w.Moment(parsed, p.Zone)
		}
		t.Rows = append(t.Rows, []report.Cell{word(s.Name), word(s.SHA256[:min(12, len(s.SHA256))]), word(at), p.count(s.Rows+s.Entries, nil)})
	}
	p.cut(t, 60)
	return t
}

// alertTable is a client's alerts of the month, on paper the first 200.
func (p *page) alertTable() *report.Table {
	t := &report.Table{ID: "alerts-table", Title: p.t("appendix.alerts"), Columns: []report.Column{
		{Title: p.t("column.triggered"), Unit: report.Date}, {Title: p.t("column.number")}, {Title: p.t("column.title"), Wide: true}, {Title: p.t("column.priority")},
		{Title: p.t("column.state")}, {Title: p.t("column.completion_min"), Unit: report.Minutes}, {Title: p.t("column.handling_min"), Unit: report.Minutes}, {Title: p.t("column.slo")},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}, Empty: p.t(p.id + ".no_alerts")}
	goal := p.goals()
	minutes := func(v *int64) report.Cell {
		if v == nil {
			return word("–")
		}
		return p.minutes(report.Num(float64(*v)), nil)
	}
	for i := range p.n.Alerts {
		a := &p.n.Alerts[i]
		t.Rows = append(t.Rows, []report.Cell{word(p.moment(time.Unix(a.TriggeredAt, 0))), word(number(a.Number)), word(p.kindTitle(a.Title)),
			word(cmp.Or(a.Priority, p.t("list.no_priority"))), word(p.state(a)), minutes(a.ToCompletion), minutes(a.Handling), p.verdictOf(a.SLO, goal[a.Priority])})
	}
	p.cut(t, 200)
	return t
}

// verdictOf is met or missed; "–" where the SLO leaves the alert out.
func (p *page) verdictOf(slo string, goal bool) report.Cell {
	c := word("–")
	switch slo {
	case "met":
		c = report.Cell{Text: p.slo(slo), Signal: report.Good}
	case "missed":
		c = report.Cell{Text: p.slo(slo), Signal: report.Bad}
		if !goal { // measured only: late, but no promise broken
			c = report.Cell{Text: p.t("slo.over"), Signal: report.Muted}
		}
	}
	return c
}
