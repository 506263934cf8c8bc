package sections

import (
	"cmp"
	"slices"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// A missCount is how many misses have something in common.
type missCount struct {
	name string
	n    int64
}

// missCounts counts misses by what of says, the most first, of equals by name.
func missCounts(list []metrics.Miss, of func(metrics.Miss) string) []missCount {
	out := []missCount{}
	for _, m := range list {
		name := of(m)
		i := slices.IndexFunc(out, func(c missCount) bool { return c.name == name })
		if i < 0 {
			out = append(out, missCount{name: name})
			i = len(out) - 1
		}
		out[i].n++
	}
	slices.SortFunc(out, func(a, b missCount) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.name, b.name)) })
	return out
}

// missed are the alerts that missed the SLO of a priority with a goal, and match where.
func (p *page) missed(where ...string) *report.Ref {
	return countOf(dataAlerts, slices.Concat([]string{"miss", p.slo("missed")}, where)...)
}

// missesBy says what is known of the misses: how they ended, and how many were a little late only.
func (p *page) missesBy(list []metrics.Miss) []report.Sentence {
	ended := missCounts(list, func(m metrics.Miss) string { return m.CompletionKind })
	items, cells := "", []report.Cell{}
	for i, c := range ended {
		item := p.sentence("misses.ended_item", "kind", p.t("completion."+c.name), "n", p.count(c.n, p.missed("completion", p.t("completion."+c.name))))
		if i > 0 {
			items += p.t("list.comma")
		}
		items, cells = items+item.Text, append(cells, item.Cells...)
	}
	out := []report.Sentence{{Text: p.t("misses.ended", "list", items), Cells: cells}}
	const little = 15 * 60
	late := int64(0)
	for _, m := range list {
		if m.ToCompletionS != nil && *m.ToCompletionS-m.LimitS <= little {
			late++
		}
	}
	if late > 0 {
		out = append(out, p.sentence("misses.little", "n", p.count(late, nil)))
	}
	return out
}

// missesPareto shows which projects the misses are in. Causes are not known yet. It is nil where there is too little to
// order.
func (p *page) missesPareto(list []metrics.Miss) *report.Chart {
	by := missCounts(list, func(m metrics.Miss) string { return m.Project })
	if len(by) < fewBars || by[0].n < 2 {
		return nil
	}
	most, rest := by[:min(len(by), topBars)], int64(len(list))
	misses := report.Series{Name: p.t("column.misses"), Unit: report.Count, Tone: report.ToneMain, Cells: []report.Cell{}}
	share := report.Series{Name: p.t("column.cumulative"), Unit: report.Percent, Tone: report.ToneBefore, Cells: []report.Cell{}}
	c := &report.Chart{ID: "misses-pareto", Kind: report.Pareto, Subtitle: p.t("chart.alerts_period", "period", p.w.Period(p.Period, p.FiscalStart)),
		Labels: []string{}, Marks: []report.Mark{}, Horizon: p.t("column.project")}
	sum, half := int64(0), 0
	for i, v := range most {
		sum += v.n
		if half == 0 && 2*sum >= rest && i+1 < len(by) && by[i+1].n < v.n { // of equals no first ones are named
			half = i + 1
			c.Title = p.t("misses.finding", "n", itoa(half), "share", p.percent(quotient(sum, rest), nil).Text)
		}
		c.Labels = append(c.Labels, v.name)
		misses.Cells = append(misses.Cells, p.count(v.n, p.missed("project", v.name)))
		share.Cells = append(share.Cells, p.percent(quotient(sum, rest), nil))
	}
	const many = 5
	switch {
	case half == 1 || half == 0 && by[0].n >= many && by[0].n >= 2*by[1].n:
		c.Title = p.t("misses.finding_one", "project", most[0].name, "share", p.percent(quotient(by[0].n, rest), nil).Text)
	case half == 0: // no few of them
		c.Title = p.t("misses.chart")
	}
	c.Series = []report.Series{misses, share}
	return c
}
