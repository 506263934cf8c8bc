package sections

import (
	"cmp"
	"math"
	"slices"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// changes shows what the change against the year before is made of, exact to the second.
func (p *page) changes() *report.Section {
	c := overall(p.n)
	if c.PreviousHandlingS == 0 {
		return p.section("changes", text(report.Answer, plain(p.t("changes.no_previous"))...))
	}
	parts := []metrics.Part{}
	for _, b := range p.n.Breakdown {
		if b.Unit == "*" {
			parts = append(parts, b)
		}
	}
	byWeight := slices.Clone(parts)
	slices.SortStableFunc(byWeight, func(a, b metrics.Part) int { return cmp.Compare(abs(b.Seconds), abs(a.Seconds)) })
	key := "changes.answer.less"
	if c.ReductionS < 0 {
		key = "changes.answer.more"
	}
	reduced, days := p.hours(abs(c.ReductionS), nil), math.Abs(c.ReductionDays)
	s := p.section("changes", text(report.Answer,
		p.sentence(key, "hours", reduced, "days", report.Cell{Text: p.w.Decimal(days, 1), Number: report.Num(days)},
			"base", p.base(), "change", p.change(c.Change))))
	s.Blocks[0].Text.Sentences = append(s.Blocks[0].Text.Sentences, p.largest(byWeight)...)
	if w := p.unlike(); len(w) > 0 {
		s.Blocks = append(s.Blocks, text(report.Warning, w...))
	}
	s.Blocks = append(s.Blocks, report.Block{Chart: p.waterfall(c, byWeight)}, report.Block{Table: p.partTable(c, byWeight)}, report.Block{Table: p.viewTable(c)})
	if len(p.n.Period.Excluded) > 0 {
		s.Notes = append(s.Notes, p.t("note.excluded_days", "days", p.ranges(p.n.Period.Excluded)))
	}
	p.sure(s)
	s.Notes = append(s.Notes, p.t("note.operating"), p.t("note.todays_map"))
	return s
}

// largest names the part that lowered handling time most and the one that raised it most, the weightier first. parts are
// ordered by weight.
func (p *page) largest(parts []metrics.Part) []report.Sentence {
	out := []report.Sentence{}
	for _, sign := range []int64{-1, 1} {
		key := map[int64]string{-1: "changes.answer.fell", 1: "changes.answer.rose"}[sign]
		i := slices.IndexFunc(parts, func(b metrics.Part) bool { return b.Seconds*sign > 0 })
		if i < 0 {
			continue
		}
		said := p.sentence(key, "part", p.t("part."+parts[i].Part), "hours", p.signedHours(parts[i].Seconds))
		if i == 0 {
			out = append([]report.Sentence{said}, out...)
			continue
		}
		out = append(out, said)
	}
	return out
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}

// signedHours are hours with their sign, less is good.
func (p *page) signedHours(seconds int64) report.Cell {
	c := report.Cell{Text: p.w.Hours(seconds), Number: report.Num(float64(seconds) / 3600)}
	switch {
	case seconds > 0:
		c.Text = "+" + c.Text
		c.Signal = report.Bad
	case seconds < 0:
		c.Signal = report.Good
	}
	return c
}

func (p *page) waterfall(c metrics.Change, parts []metrics.Part) *report.Chart {
	chart := &report.Chart{ID: "changes-waterfall", Kind: report.Waterfall, Title: p.t("changes.chart", "base", p.base(), "change", p.change(c.Change).Text),
		Subtitle: p.t("changes.chart_subtitle", "period", p.w.Period(p.Period, p.FiscalStart)), Horizon: p.t("column.part"), Marks: []report.Mark{}}
	cells := []report.Cell{p.hours(c.PreviousHandlingS, nil)}
	chart.Labels = []string{p.t("part.before")}
	for _, part := range parts {
		chart.Labels = append(chart.Labels, p.t("part."+part.Part))
		step := p.signedHours(part.Seconds)
		step.Text = p.t("changes.step", "hours", step.Text, "share", p.change(quotient(part.Seconds, c.PreviousHandlingS)).Text)
		cells = append(cells, step)
	}
	chart.Labels = append(chart.Labels, p.t("part.now"))
	cells = append(cells, p.hours(c.HandlingS, nil))
	chart.Series = []report.Series{{Name: p.t("figure.handling"), Unit: report.Hours, Tone: report.ToneMain, Cells: cells}}
	return chart
}

func (p *page) partTable(c metrics.Change, parts []metrics.Part) *report.Table {
	t := &report.Table{ID: "changes-parts", Title: p.t("changes.table"), Columns: []report.Column{
		{Title: p.t("column.part")}, {Title: p.t("column.meaning"), Wide: true}, {Title: p.t("column.delta_hours"), Unit: report.Hours},
		{Title: p.t("column.of_previous"), Unit: report.Change},
	}, Rows: [][]report.Cell{}}
	for _, part := range parts {
		t.Rows = append(t.Rows, []report.Cell{word(p.t("part." + part.Part)), word(p.t("part." + part.Part + ".meaning")),
			p.signedHours(part.Seconds), p.change(quotient(part.Seconds, c.PreviousHandlingS))})
	}
	t.Total = []report.Cell{word(p.t("column.sum")), word(""), p.signedHours(c.HandlingS - c.PreviousHandlingS), p.change(c.Change)}
	return t
}

// viewTable is the three views of the reduction (definitions §8).
func (p *page) viewTable(c metrics.Change) *report.Table {
	t := &report.Table{ID: "changes-views", Title: p.t("changes.views"), Columns: []report.Column{
		{Title: p.t("column.view"), Wide: true}, {Title: p.t("column.previous_hours"), Unit: report.Hours}, {Title: p.t("column.hours_now"), Unit: report.Hours},
		{Title: p.baseHead(), Unit: report.Change},
	}, Rows: [][]report.Cell{
		{word(p.t("view.raw")), p.hours(c.PreviousHandlingS, nil), p.hours(c.HandlingS, nil), p.change(c.Change)},
		{word(p.t("view.existing")), p.hours(c.Existing.PreviousHandlingS, nil), p.hours(c.Existing.HandlingS, nil), p.change(c.Existing.Change)},
	}, Total: []report.Cell{}}
	pp := c.PerProject
	hours := func(v *float64) report.Cell {
		if v == nil {
			return word("–")
		}
		return p.decimal(report.Num(*v / 3600))
	}
	t.Rows = append(t.Rows, []report.Cell{word(p.t("view.per_project", "before", p.w.Count(pp.PreviousProjects), "now", p.w.Count(pp.Projects))),
		hours(pp.PreviousHandlingPerProjectS), hours(pp.HandlingPerProjectS), p.change(pp.Change)})
	return t
}

// shares shows each unit's part of the handling time, this year and last. A single unit has nothing to share.
func (p *page) shares() *report.Section {
	units := []metrics.Share{}
	var all metrics.Share
	for _, s := range p.n.Shares {
		if s.Unit == "*" {
			all = s
			continue
		}
		units = append(units, s)
	}
	if len(units) < 2 || all.HandlingS == 0 {
		return nil
	}
	slices.SortStableFunc(units, func(a, b metrics.Share) int { return cmp.Compare(b.HandlingS, a.HandlingS) })
	s := p.section("shares", text(report.Answer, p.sentence("shares.answer", "unit", units[0].Unit, "share", p.percent(units[0].Share, p.unitShare(units[0].Unit)))))
	chart := &report.Chart{ID: "shares-donut", Kind: report.Donut, Title: p.t("shares.chart", "word", p.UnitWord), Labels: []string{},
		Subtitle: p.w.Period(p.Period, p.FiscalStart), Horizon: p.UnitWord, Marks: []report.Mark{}}
	now := report.Series{Name: p.t("part.now"), Unit: report.Percent, Tone: report.TonePart, Cells: []report.Cell{}}
	before := report.Series{Name: p.t("part.before"), Unit: report.Percent, Tone: report.TonePart, Cells: []report.Cell{}}
	const most = 5
	rest := metrics.Share{Share: report.Num(0), PreviousShare: report.Num(0)}
	for i, u := range units {
		if i >= most {
			rest.HandlingS += u.HandlingS
			rest.PreviousHandlingS += u.PreviousHandlingS
			continue
		}
		chart.Labels = append(chart.Labels, u.Unit)
		now.Cells = append(now.Cells, p.percent(u.Share, p.unitShare(u.Unit)))
		before.Cells = append(before.Cells, p.percent(u.PreviousShare, nil))
	}
	if len(units) > most {
		chart.Labels = append(chart.Labels, p.t("term.others"))
		now.Cells = append(now.Cells, p.percent(quotient(rest.HandlingS, all.HandlingS), nil))
		before.Cells = append(before.Cells, p.percent(quotient(rest.PreviousHandlingS, all.PreviousHandlingS), nil))
	}
	chart.Series = []report.Series{now}
	if all.PreviousHandlingS > 0 {
		chart.Series = []report.Series{before, now}
	}
	t := &report.Table{ID: "shares-table", Title: p.t("shares.table", "word", p.UnitWord), Columns: []report.Column{
		{Title: p.unitTitle(), Wide: true}, {Title: p.t("column.hours_now"), Unit: report.Hours}, {Title: p.t("column.share"), Unit: report.Percent},
		{Title: p.t("column.previous_hours"), Unit: report.Hours}, {Title: p.t("column.previous_share"), Unit: report.Percent}, {Title: p.baseHead(), Unit: report.Change},
	}, Rows: [][]report.Cell{}}
	change := map[string]metrics.Change{}
	for _, c := range p.n.Change {
		change[c.Unit] = c
	}
	for _, u := range units {
		t.Rows = append(t.Rows, []report.Cell{word(u.Unit), p.hours(u.HandlingS, sumOf(dataAlerts, "handling_s", perHour, "unit", u.Unit)),
			p.percent(u.Share, p.unitShare(u.Unit)), p.previous(u.PreviousHandlingS), p.percent(u.PreviousShare, nil), p.change(change[u.Unit].Change)})
	}
	t.Total = []report.Cell{word(p.t("column.sum")), p.hours(all.HandlingS, sumOf(dataAlerts, "handling_s", perHour)), p.percent(all.Share, nil),
		p.previous(all.PreviousHandlingS), p.percent(all.PreviousShare, nil), p.change(change["*"].Change)}
	leaveOutEmpty(t)
	s.Blocks = append(s.Blocks, report.Block{Chart: chart}, report.Block{Table: t})
	p.sure(s)
	return s
}

func (p *page) unitShare(unit string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq("unit", unit), Of: eq(), Fn: report.FnShare, Column: "handling_s", Scale: 100}
}
