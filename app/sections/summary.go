package sections

import (
	"strings"

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
		p.figure("figure.handling", p.hours(t.handling, sumOf(dataAlerts, "handling_s", perHour)), report.Hours, "unit.hours", p.comparison(p.n, p.base())),
	}
	if p.Year != nil {
		y := overall(p.Year)
		figures = append(figures, p.figure("figure.year", p.hours(spent(p.Year), nil), report.Hours, "unit.hours", p.comparison(p.Year, p.t("answer.base_period"))))
		if len(p.Year.Period.Compared) > 0 && p.Year.Alike() {
			days := report.Cell{Text: p.w.Decimal(y.ReductionDays, 1), Number: report.Num(y.ReductionDays)}
			person := report.Cell{Text: p.w.Decimal(y.PersonDays, 1), Number: report.Num(y.PersonDays)}
			figures = append(figures, p.figure("figure.days", days, report.Days, "unit.days", p.sentence("figure.person_days", "n", person)))
		}
	}
	figures = append(figures,
		p.figure("figure.alerts", p.count(t.count, countOf(dataAlerts)), report.Count, "unit.alerts", p.countComparison(c)))
	s.Blocks = append(s.Blocks, report.Block{Figures: &report.Figures{Items: figures}})
	second := []report.Figure{p.figure("figure.auto", p.percent(quotient(t.auto, t.count), shareOf([]string{"state", p.t("term.auto_recovered")}, nil)), report.Percent, "",
		p.sentence("figure.auto_of", "n", p.count(t.auto, countOf(dataAlerts, "state", p.t("term.auto_recovered"))), "all", p.count(t.count, countOf(dataAlerts))))}
	for _, o := range sloPeriod(p.n) {
		if o.Goal != nil && o.N > 0 {
			second = append(second, p.sloFigure(o))
		}
	}
	for i := range second {
		second[i] = p.shareFigure(second[i])
	}
	s.Blocks = append(s.Blocks, report.Block{Figures: &report.Figures{Items: second}})
	if sure := p.certainty(t); len(sure) > 0 {
		s.Blocks = append(s.Blocks, text(report.Warning, sure...))
	}
	if c := p.yearChart(); c != nil {
		s.Blocks = append(s.Blocks, report.Block{Chart: c})
	}
	if t.count > 0 {
		s.Notes = append(s.Notes, p.basisNote())
	}
	if p.saysDirection(t, c) {
		s.Notes = append(s.Notes, p.t("note.direction"))
	}
	return s
}

// shareFigure is a tile of a share with its percent sign, and what follows that, beside the number: 97.2 and %.
func (p *page) shareFigure(f report.Figure) report.Figure {
	if number, after, ok := strings.Cut(f.Value.Text, "%"); ok {
		f.Value.Text, f.After = number, "%"+after
	}
	return f
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
func (p *page) comparison(n *metrics.Numbers, base string) report.Sentence {
	c := overall(n)
	change := p.change(c.Change)
	if n == p.n {
		change = p.handlingChange(c)
	}
	switch {
	case c.Change != nil && !n.Alike():
		return p.sentence("figure.unlike", "base", base, "previous", p.hours(c.PreviousHandlingS, nil))
	case c.Change != nil && c.Count == 0: // −100 % of a period without alerts says nothing
		return p.sentence("figure.previous_hours", "base", base, "previous", p.hours(c.PreviousHandlingS, nil))
	case c.Change != nil:
		return p.sentence("figure.change", "base", base, "change", change, "previous", p.hours(c.PreviousHandlingS, nil))
	case n.HoursBefore():
		return p.sentence("figure.previous_hours", "base", base, "previous", p.hours(0, nil))
	}
	return p.sentence("figure.no_previous")
}

func (p *page) countComparison(c metrics.Change) report.Sentence {
	change := changeOf(c.Count, c.PreviousCount)
	switch {
	case change != nil && c.Count > 0:
		return p.sentence("figure.change_count", "base", p.base(), "change", report.Cell{Text: p.w.Change(*change), Number: report.Num(*change * 100)}, "previous", p.count(c.PreviousCount, nil))
	case len(p.n.Period.Compared) > 0:
		return p.sentence("figure.previous_count", "base", p.base(), "previous", p.count(c.PreviousCount, nil))
	}
	return p.sentence("figure.no_previous")
}

func (p *page) sloFigure(o metrics.SLO) report.Figure {
	missed, note := o.N-o.Met, "figure.misses"
	allowed := report.Cell{}
	if o.AllowedMisses != nil {
		allowed = p.count(*o.AllowedMisses, nil)
		if missed > *o.AllowedMisses && !(p.id == "monthly" && p.reference(o)) { // of none allowed a client is told no verdict
			note = "figure.misses_over"
		}
	}
	f := p.figure("figure.slo", p.attainment(o), report.Percent, "", p.sentence(note, "missed", p.count(missed, p.sloRef(o.Priority, "missed")),
		"n", p.count(o.N, p.membersOf(o.Priority)), "left", p.left(o), "allowed", allowed))
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
	return p.beside(o.Attainment, o.Goal, p.attainmentOf(o.Priority))
}

// beside is an attainment beside its goal; nil for none of either.
func (p *page) beside(ratio, goal *float64, ref *report.Ref) report.Cell {
	c := p.percent(ratio, ref)
	if ratio != nil && goal != nil {
		c.Text = p.w.Attainment(*ratio, *goal)
	}
	return c
}

// goal is the goal of an attainment, written exactly.
func (p *page) goal(ratio *float64) report.Cell {
	c := p.percent(ratio, nil)
	if ratio != nil {
		c.Text = p.w.Goal(*ratio)
	}
	return c
}

// left is how many misses more the goal allows; negative where it is missed.
func (p *page) left(o metrics.SLO) report.Cell {
	if o.AllowedMisses == nil || o.N == 0 {
		return word("–")
	}
	return p.count(*o.AllowedMisses-(o.N-o.Met), nil)
}

func (p *page) sloRef(priority, verdict string) *report.Ref {
	return countOf(dataAlerts, "priority", p.priority(priority), "slo", p.slo(verdict))
}

// answer is one fact a sentence: hours and alerts against the year before, and what became of the SLO.
func (p *page) answer(t total, c metrics.Change) []report.Sentence {
	out := []report.Sentence{p.hoursAnswer(t, c), p.countAnswer(t, c)}
	if p.id == "monthly" { // clients know their alerts
		out[0], out[1] = out[1], out[0]
	}
	if t.count == 0 {
		return out
	}
	return append(out, p.sloAnswer()...)
}

// sloAnswer says which priorities reached their goal, then which have too few alerts to say so. Where no priority with a
// goal has an alert to judge, it says that, or why.
func (p *page) sloAnswer() []report.Sentence {
	out, few := []report.Sentence{}, []metrics.SLO{}
	for _, o := range sloPeriod(p.n) {
		switch {
		case o.Goal == nil || o.N == 0:
		case p.reference(o):
			few = append(few, o)
		default:
			key := ".answer.slo_missed"
			if o.Reached != nil && *o.Reached {
				key = ".answer.slo_reached"
			}
			out = append(out, p.sentence(p.id+key, "priority", o.Priority, "attainment", p.attainment(o), "goal", p.goal(o.Goal),
				"missed", p.count(o.N-o.Met, p.sloRef(o.Priority, "missed")), "n", p.count(o.N, p.membersOf(o.Priority))))
		}
	}
	if len(few) > 0 {
		out = append(out, p.referenceAnswer(few))
	}
	if len(out) == 0 {
		out = append(out, plain(p.noMembers())...)
	}
	return out
}

// referenceAnswer is one sentence on all priorities whose attainment is for reference only.
func (p *page) referenceAnswer(few []metrics.SLO) report.Sentence {
	items, cells := []string{}, []report.Cell{}
	for _, o := range few {
		item := p.sentence("answer.slo_item", "priority", o.Priority, "attainment", p.attainment(o),
			"missed", p.count(o.N-o.Met, p.sloRef(o.Priority, "missed")), "n", p.count(o.N, p.membersOf(o.Priority)))
		items, cells = append(items, item.Text), append(cells, item.Cells...)
	}
	return report.Sentence{Text: p.t(p.id+".answer.slo_reference", "list", strings.Join(items, p.t("list.comma"))), Cells: cells}
}

// reference says whether n is so small that one miss misses the goal: the verdict is for reference only. A goal of 100 %
// allows no miss of however many, so that its verdict always counts.
func (p *page) reference(o metrics.SLO) bool {
	return o.AllowedMisses != nil && *o.AllowedMisses == 0 && o.Goal != nil && *o.Goal < 1
}

// certainty is what a reader must know before the numbers.
func (p *page) certainty(t total) []report.Sentence {
	out := []report.Sentence{}
	if t.open > 0 {
		out = append(out, p.sentence(p.id+".warning.open", "n", p.count(t.open, open())))
	}
	if days := p.uncovered(); len(days) > 0 {
		out = append(out, p.sentence(p.id+".warning.uncovered", "days", p.ranges(days)))
	}
	if len(p.n.Period.Excluded) > 0 && overall(p.n).PreviousHandlingS > 0 {
		out = append(out, p.sentence(p.id+".warning.compared", "days", p.ranges(p.n.Period.Excluded)))
	}
	out = append(out, p.unlike()...)
	if p.Year != nil {
		if b := p.Year.Basis; b.Unknown*20 >= b.All() && b.Unknown > t.open+2 {
			out = append(out, p.sentence("warning.year_unknown", "n", p.count(b.Unknown, nil), "share", p.percent(quotient(b.Unknown, b.All()), nil)))
		}
	}
	if p.id == "monthly" {
		return out
	}
	if !p.Mapped {
		out = append(out, p.sentence("warning.no_map"))
	} else if p.n.Quality.UnmappedServices > 0 {
		out = append(out, p.sentence("warning.unmapped", "n", p.count(p.n.Quality.UnmappedServices, nil)))
	}
	return out
}

// unlike says that the two years are measured differently, where they are, or that more is known of one of them: a part of the
// change is then the measure's.
func (p *page) unlike() []report.Sentence {
	if p.n.Alike() || overall(p.n).PreviousHandlingS == 0 {
		return nil
	}
	m := p.n.Measured
	if !p.n.AlikeKnown() {
		return []report.Sentence{p.sentence(p.id+".warning.unknown", "base", p.base(), "now", p.percent(quotient(m.Unknown, m.Alerts), nil),
			"before", p.percent(quotient(m.PreviousUnknown, m.PreviousAlerts), nil))}
	}
	return []report.Sentence{p.sentence(p.id+".warning.measured", "base", p.base(), "now", p.percent(quotient(m.Timelines, m.Manned), nil),
		"before", p.percent(quotient(m.PreviousTimelines, m.PreviousManned), nil))}
}

// uncovered are the days of the period that the data do not reach: what happened then is unknown.
func (p *page) uncovered() []metrics.Range {
	out := []metrics.Range{}
	for _, r := range p.n.Period.Excluded {
		if r.Why == "before_coverage" || r.Why == "after_coverage" || r.Why == "not_pulled" {
			out = append(out, r)
		}
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

// basisNote says how sure the handling time is, as shares of the period's alerts; of what there is none it is silent.
func (p *page) basisNote() string {
	return p.t("note.basis", "definition", p.t("definition."+p.n.Definition), "list", p.basisAnswer().Text)
}

// sure adds how sure the handling time of a section is, in few words; where there is none it is silent.
func (p *page) sure(s *report.Section) {
	if p.n.Basis.All() > 0 {
		s.Notes = append(s.Notes, p.t("note.sure", "list", p.bases("basis.unknown").Text))
	}
}

// basisAnswer is the share of each basis that there is, and what becomes of the unknown.
func (p *page) basisAnswer() report.Sentence {
	return p.bases(p.id + ".basis.unknown")
}

// bases is the share of each basis that there is, that of the unknown in the words of a key.
func (p *page) bases(unknown string) report.Sentence {
	b := p.n.Basis
	items, cells := []string{}, []report.Cell{}
	for _, v := range []struct {
		key string
		n   int64
	}{{"basis.exact", b.Exact}, {"basis.approximate", b.Approximate}, {"basis.upper", b.UpperBound}, {unknown, b.Unknown}} {
		if v.n == 0 {
			continue
		}
		item := p.sentence(v.key, "share", p.percent(quotient(v.n, b.All()), nil))
		items, cells = append(items, item.Text), append(cells, item.Cells...)
	}
	return report.Sentence{Text: strings.Join(items, p.t("list.comma")), Cells: cells}
}
