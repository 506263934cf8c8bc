package sections

import (
	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// summary answers where the unit stands: the big figures, then what they mean, one fact a sentence.
func (p *page) summary() *report.Section {
	t, c := p.total(), overall(p.n)
	if t.count == 0 && len(p.months()) == 0 {
		return p.section("summary", text(report.Answer, plain(p.t(p.id+".no_data"))...))
	}
	s := p.section("summary", text(report.Answer, p.answer(t, c)...))
	figures := []report.Figure{
		p.figure("figure.handling", p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour)), report.Hours, "unit.hours", p.comparison(p.n)),
	}
	if p.Year != nil {
		y := overall(p.Year)
		figures = append(figures, p.figure("figure.year", p.hours(y.HandlingS, nil), report.Hours, "unit.hours", p.comparison(p.Year)))
		days := report.Cell{Text: p.w.Decimal(y.ReductionDays, 1), Number: report.Num(y.ReductionDays)}
		person := report.Cell{Text: p.w.Decimal(y.PersonDays, 1), Number: report.Num(y.PersonDays)}
		figures = append(figures, p.figure("figure.days", days, report.Days, "unit.days", p.sentence("figure.person_days", "n", person)))
	}
	figures = append(figures,
		p.figure("figure.alerts", p.count(t.count, countOf(dataAlerts)), report.Count, "unit.alerts", p.countComparison(c)))
	s.Blocks = append(s.Blocks, report.Block{Figures: &report.Figures{Items: figures}})
	second := []report.Figure{p.figure("figure.auto", p.percent(quotient(t.auto, t.count), p.shareOf("state", p.t("term.auto_recovered"))), report.Percent, "",
		p.sentence("figure.auto_of", "n", p.count(t.auto, countOf(dataAlerts, "state", p.t("term.auto_recovered"))), "all", p.count(t.count, countOf(dataAlerts))))}
	for _, o := range sloPeriod(p.n) {
		if o.Goal != nil && o.N > 0 {
			second = append(second, p.sloFigure(o))
		}
	}
	for i := range second {
		if second[i].Unit == report.Percent && second[i].Value.Number != nil {
			second[i].Value.Text = second[i].Value.Text[:len(second[i].Value.Text)-1]
			second[i].After = "%"
		}
	}
	s.Blocks = append(s.Blocks, report.Block{Figures: &report.Figures{Items: second}})
	if sure := p.certainty(t); len(sure) > 0 {
		s.Blocks = append(s.Blocks, text(report.Warning, sure...))
	}
	s.Notes = append(s.Notes, p.basisNote())
	if len(p.n.Period.Compared) > 0 {
		s.Notes = append(s.Notes, p.t("note.direction"))
	}
	return s
}

func (p *page) figure(label string, value report.Cell, unit report.Unit, after string, note report.Sentence) report.Figure {
	f := report.Figure{Label: p.t(label), Value: value, Unit: unit, Note: note.Text, Cells: note.Cells}
	if after != "" {
		f.After = p.t(after)
	}
	if f.Cells == nil {
		f.Cells = []report.Cell{}
	}
	return f
}

// comparison says how handling time stands against the compared days a year before. Nothing on them is 0; without such
// days there is nothing to compare with.
func (p *page) comparison(n *metrics.Numbers) report.Sentence {
	c := overall(n)
	switch {
	case c.Change != nil:
		return p.sentence("figure.change", "change", p.change(c.Change), "previous", p.hours(c.PreviousHandlingS, nil))
	case len(n.Period.Compared) > 0:
		return p.sentence("figure.previous_zero_hours", "base", p.base())
	}
	return p.sentence("figure.no_previous")
}

func (p *page) countComparison(c metrics.Change) report.Sentence {
	change := changeOf(c.Count, c.PreviousCount)
	switch {
	case change != nil:
		return p.sentence("figure.change_count", "change", report.Cell{Text: p.w.Change(*change), Number: report.Num(*change * 100)}, "previous", p.count(c.PreviousCount, nil))
	case len(p.n.Period.Compared) > 0:
		return p.sentence("figure.previous_zero_count", "base", p.base())
	}
	return p.sentence("figure.no_previous")
}

func (p *page) sloFigure(o metrics.SLO) report.Figure {
	missed := o.N - o.Met
	f := p.figure("figure.slo", p.attainment(o), report.Percent, "", p.sentence("figure.misses",
		"missed", p.count(missed, p.sloRef(o.Priority, "missed")), "n", p.count(o.N, p.membersOf(o.Priority)), "left", p.left(o)))
	f.Label = p.t("figure.slo", "priority", o.Priority)
	switch {
	case o.Reached == nil || p.reference(o):
	case *o.Reached:
		f.Value.Signal = report.Good
	default:
		f.Value.Signal = report.Bad
	}
	return f
}

// attainment is met over members of one priority, in the period.
func (p *page) attainment(o metrics.SLO) report.Cell {
	return p.percent(o.Attainment, p.attainmentOf(o.Priority))
}

// left is how many misses more the goal allows; negative where it is missed.
func (p *page) left(o metrics.SLO) report.Cell {
	if o.AllowedMisses == nil {
		return word("–")
	}
	return p.signedLeft(*o.AllowedMisses - (o.N - o.Met))
}

func (p *page) signedLeft(n int64) report.Cell { return p.count(n, nil) }

func (p *page) sloRef(priority, verdict string) *report.Ref {
	return countOf(dataAlerts, "priority", p.priority(priority), "slo", p.slo(verdict))
}

func (p *page) shareOf(column, value string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq(column, value), Of: eq(), Fn: report.FnShare, Scale: 100}
}

// answer is one fact a sentence: hours and alerts against the year before, and what became of the SLO.
func (p *page) answer(t total, c metrics.Change) []report.Sentence {
	out := []report.Sentence{p.hoursAnswer(t, c), p.countAnswer(t, c)}
	if p.id == "monthly" { // clients know their alerts
		out[0], out[1] = out[1], out[0]
	}
	return append(out, p.sloAnswer()...)
}

// sloAnswer says which priorities reached their goal.
func (p *page) sloAnswer() []report.Sentence {
	out := []report.Sentence{}
	for _, o := range sloPeriod(p.n) {
		if o.Goal == nil || o.N == 0 {
			continue
		}
		key := ".answer.slo_missed"
		if o.Reached != nil && *o.Reached {
			key = ".answer.slo_reached"
		}
		if p.reference(o) {
			key = ".answer.slo_reference"
		}
		out = append(out, p.sentence(p.id+key, "priority", o.Priority, "attainment", p.attainment(o), "goal", p.percent(o.Goal, nil),
			"missed", p.count(o.N-o.Met, p.sloRef(o.Priority, "missed")), "n", p.count(o.N, p.membersOf(o.Priority))))
	}
	return out
}

// reference says whether n is so small that one miss misses the goal: the verdict is for reference only.
func (p *page) reference(o metrics.SLO) bool {
	return o.AllowedMisses != nil && *o.AllowedMisses == 0
}

// certainty is what a reader must know before the numbers.
func (p *page) certainty(t total) []report.Sentence {
	out := []report.Sentence{}
	if t.open > 0 {
		out = append(out, p.sentence(p.id+".warning.open", "n", p.count(t.open, nil)))
	}
	if len(p.n.Period.Excluded) > 0 && overall(p.n).PreviousHandlingS > 0 {
		out = append(out, p.sentence(p.id+".warning.compared", "days", p.ranges(p.n.Period.Excluded)))
	}
	if p.id == "monthly" {
		return out
	}
	if !p.Mapped {
		out = append(out, p.sentence("warning.no_map"))
	} else if p.n.Quality.UnmappedServices > 0 {
		out = append(out, p.sentence("warning.unmapped", "n", p.count(p.n.Quality.UnmappedServices, nil)))
	}
	if n := p.n.Quality.PrioritiesMissing; n > 0 && n == t.count {
		out = append(out, p.sentence("warning.no_priorities"))
	}
	return out
}

// ranges writes date ranges, at most three of them.
func (p *page) ranges(rs []metrics.Range) string {
	out := ""
	for i, r := range rs {
		if i == 3 {
			return out + p.t("list.more", "n", itoa(len(rs)-3))
		}
		if i > 0 {
			out += p.t("list.comma")
		}
		if r.From == r.To {
			out += p.day(r.From)
			continue
		}
		out += p.t("date.range", "from", p.day(r.From), "to", p.day(r.To))
	}
	return out
}

// day writes a day of numbers, 2026-03-31, for people.
func (p *page) day(s string) string {
	d, err := incident.ParseDay(s)
	if err != nil {
		return s
	}
	return p.w.Date(d)
}

// basisNote says how sure the handling time is, as shares of the period's alerts.
func (p *page) basisNote() string {
	b := p.n.Basis
	share := func(n int64) string {
		q := quotient(n, b.All())
		if q == nil {
			return "–"
		}
		return p.w.Percent(*q)
	}
	return p.t("note.basis", "definition", p.t("definition."+p.n.Definition), "exact", share(b.Exact), "approximate", share(b.Approximate),
		"upper", share(b.UpperBound), "unknown", share(b.Unknown))
}
