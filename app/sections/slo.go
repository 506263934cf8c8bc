package sections

import (
	"math"
	"slices"
	"strings"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// attained shows the SLO: attainment by priority for the period and by month, and what was left out.
func (p *page) attained() *report.Section {
	s := p.section("slo", text(report.Answer, p.sloAnswer()...))
	if len(p.n.Alerts) == 0 {
		return s
	}
	rows := sloPeriod(p.n)
	members, withGoal := judgedOf(rows)
	if members > 0 {
		s.Blocks = append(s.Blocks, report.Block{Table: p.sloTable(rows)})
	}
	chart := p.sloByMonth()
	switch {
	case chart != nil && withGoal > 0:
		s.Blocks = append(s.Blocks, report.Block{Chart: chart})
	case withGoal > 0:
		s.Blocks = append(s.Blocks, text(report.Body, plain(p.t(p.id+".slo.few_months"))...))
	}
	if t := p.leftOutTable(); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, report.Block{Table: t})
		if len(t.Rows) > 1 {
			s.Notes = append(s.Notes, p.t(p.id+".note.left_out_once"))
		}
	} else {
		s.Blocks = append(s.Blocks, text(report.Body, plain(p.t(p.id+".slo.none_left_out"))...))
	}
	if n := p.n.SLOLeftOut.WithoutPersonAfterLimit; n > 0 {
		s.Notes = append(s.Notes, p.t(p.id+".note.without_person_late", "n", p.w.Count(n)))
	}
	if t := p.excluded(); t != nil {
		n := p.count(int64(len(p.n.Excluded)), countOf(dataAlerts, "slo", p.slo("excluded")))
		answer := s.Blocks[0].Text
		answer.Sentences = append(answer.Sentences, p.sentence(p.id+".excluded", "n", n))
		s.Blocks = append(s.Blocks, report.Block{Table: t})
	}
	s.Notes = append(s.Notes, p.referenceNotes(rows)...)
	if members > 0 && p.n.Quality.WithoutHandOffTime > 0 {
		s.Notes = append(s.Notes, p.t(p.id+".note.no_hand_off"))
	}
	if !p.Roster && p.id == "quarterly" {
		s.Notes = append(s.Notes, p.t("note.no_roster"))
	}
	return s
}

// judgedOf counts the judged alerts of all priorities, and of those with a goal.
func judgedOf(rows []metrics.SLO) (all, withGoal int64) {
	for _, r := range rows {
		all += r.N
		if r.Goal != nil {
			withGoal += r.N
		}
	}
	return all, withGoal
}

// noMembers says why there is nothing to judge by a goal.
func (p *page) noMembers() string {
	members, _ := judgedOf(sloPeriod(p.n))
	switch o := p.n.SLOLeftOut; {
	case len(p.n.Alerts) == 0:
		return p.t(p.id + ".slo.no_alerts")
	case members > 0:
		return p.t(p.id + ".slo.no_goal_members")
	case o.NoPriority == int64(len(p.n.Alerts)):
		return p.t(p.id + ".slo.no_priorities")
	}
	return p.t(p.id + ".slo.no_members")
}

// referenceNotes say from how many alerts on a verdict counts, once for each goal with a verdict for reference.
func (p *page) referenceNotes(rows []metrics.SLO) []string {
	out := []string{}
	for _, r := range rows {
		if r.N == 0 || !p.reference(r) {
			continue
		}
		misses := int64(math.Round((1 - *r.Goal) * 10000)) // of 10,000
		note := p.t(p.id+".note.reference", "goal", p.w.Goal(*r.Goal), "n", p.w.Count((10000+misses-1)/misses))
		if !slices.Contains(out, note) {
			out = append(out, note)
		}
	}
	return out
}

func (p *page) sloTable(rows []metrics.SLO) *report.Table {
	t := &report.Table{ID: "slo-table", Title: p.t("slo.table"), Columns: []report.Column{
		{Title: p.t("column.priority"), Wide: true}, {Title: p.t("column.limit")}, {Title: p.t("column.members"), Unit: report.Count}, {Title: p.t("column.met"), Unit: report.Count},
		{Title: p.t("column.missed"), Unit: report.Count}, {Title: p.t("column.attainment"), Unit: report.Percent}, {Title: p.t("column.goal"), Unit: report.Percent},
		{Title: p.t("column.verdict")}, {Title: p.t("column.left"), Unit: report.Count},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, r := range rows {
		met := countOf(dataAlerts, "priority", r.Priority, "slo", p.slo("met"))
		t.Rows = append(t.Rows, []report.Cell{
			word(p.t("priority."+known(r.Priority), "priority", r.Priority)), word(p.limitOf(r.Priority)), p.count(r.N, p.membersOf(r.Priority)), p.count(r.Met, met),
			p.count(r.N-r.Met, p.sloRef(r.Priority, "missed")), p.attainment(r), p.goal(r.Goal), p.verdict(r), p.left(r),
		})
	}
	return t
}

// known is the priority where the catalogue has a meaning for it, else "other".
func known(priority string) string {
	switch priority {
	case "P1", "P2", "P3", "P4":
		return priority
	}
	return "other"
}

// limitOf is the limit in force for a priority: in a client's report that client's own.
func (p *page) limitOf(priority string) string {
	var limit time.Duration
	for _, l := range p.Limits {
		if l.Priority == priority && (l.Client == "" && limit == 0 || l.Client != "" && l.Client == p.Client) {
			limit = l.Limit
		}
	}
	if limit == 0 {
		return "–"
	}
	return p.t("span.minutes", "n", p.w.Decimal(limit.Minutes(), 0))
}

// verdict is 達成, 未達 or 参考値 (definitions §7).
func (p *page) verdict(r metrics.SLO) report.Cell {
	switch {
	case r.N == 0:
		return report.Cell{Text: p.t("verdict.none"), Signal: report.Muted}
	case r.Reached == nil:
		return report.Cell{Text: p.t("verdict.measured"), Signal: report.Muted}
	case p.reference(r):
		return report.Cell{Text: p.t("verdict.reference"), Signal: report.Muted}
	case *r.Reached:
		return report.Cell{Text: p.t("verdict.reached"), Signal: report.Good}
	}
	return report.Cell{Text: p.t("verdict.missed"), Signal: report.Bad}
}

// fewPoints is how many values a line has at least: fewer are said in words.
const fewPoints = 3

// sloByMonth is attainment of the priorities that have a goal, with the goal's line; nil where no priority has enough
// months.
func (p *page) sloByMonth() *report.Chart {
	months := p.months()
	by := map[[2]string]metrics.SLO{}
	for _, s := range p.n.SLO {
		if s.Unit == "*" {
			by[[2]string{s.Month, s.Priority}] = s
		}
	}
	c := &report.Chart{ID: "slo-months", Kind: report.Line, Title: p.t("slo.chart"), Subtitle: p.t("chart.percent_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: []report.Series{}, Marks: []report.Mark{}, Horizon: p.t("column.month")}
	goals := map[float64]bool{}
	left := false // a priority or a month has too few alerts to be drawn
	for _, r := range sloPeriod(p.n) {
		if r.Goal == nil {
			continue
		}
		s := report.Series{Name: r.Priority, Unit: report.Percent, Tone: tone(r.Priority), Cells: []report.Cell{}}
		n := 0
		for _, m := range months {
			v := by[[2]string{m.Month, r.Priority}]
			if p.reference(v) {
				s.Cells = append(s.Cells, word("–")) // one alert would throw the line to 0 or 100
				left = left || v.N > 0
				continue
			}
			s.Cells = append(s.Cells, p.beside(v.Attainment, r.Goal, nil))
			if v.N > 0 {
				n++
			}
		}
		// Two points are no course, and a priority with a handful of alerts jumps between 0 and 100 and hides the others.
		if n < fewPoints || r.N > 0 && p.reference(r) {
			continue
		}
		c.Series = append(c.Series, s)
		goals[*r.Goal] = true
	}
	for _, r := range sloPeriod(p.n) {
		if r.Goal != nil && goals[*r.Goal] {
			goals[*r.Goal] = false
			c.Marks = append(c.Marks, report.Mark{Name: p.t("slo.goal", "goal", p.w.Goal(*r.Goal)), At: *r.Goal * 100})
		}
	}
	if len(c.Series) == 0 {
		return nil
	}
	if left {
		c.Subtitle += p.t("slo.chart_few")
	}
	return c
}

// leftOutTable says which alerts the SLO does not judge, and why.
func (p *page) leftOutTable() *report.Table {
	o := p.n.SLOLeftOut
	t := &report.Table{ID: "slo-left-out", Title: p.t("slo.left_out"), Columns: []report.Column{
		{Title: p.t("column.reason"), Wide: true}, {Title: p.t("column.alerts"), Unit: report.Count},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	sum := int64(0)
	for _, r := range []struct {
		key string
		n   int64
	}{{"excluded", o.Excluded}, {"merged", o.Merged}, {"straight_to_l2", o.StraightToL2}, {"no_priority", o.NoPriority}, {"no_limit", o.NoLimit},
		{"open_within_limit", o.OpenWithinLimit}, {"without_person", o.WithoutPerson}, {"unknown_completion", o.UnknownCompletion}} {
		if r.n == 0 {
			continue
		}
		sum += r.n
		t.Rows = append(t.Rows, []report.Cell{word(p.t("left_out." + r.key)), p.count(r.n, countOf(dataAlerts, "slo", p.slo(r.key)))})
	}
	if len(t.Rows) > 0 {
		t.Total = []report.Cell{word(p.t("column.sum")), p.count(sum, countOf(dataAlerts, "judged", ""))}
	}
	return t
}

// excluded names the alerts that were agreed out of the SLO, each with its reason; nothing where there is none. A client
// is owed the list, the team its size.
func (p *page) excluded() *report.Table {
	if len(p.n.Excluded) == 0 {
		return nil
	}
	if p.id == "quarterly" {
		return p.excludedGroups()
	}
	t := &report.Table{ID: "slo-excluded", Title: p.t("slo.excluded_table"), Columns: []report.Column{
		{Title: p.t("column.triggered"), Unit: report.Date}, {Title: p.t("column.number")}, {Title: p.t("column.title"), Wide: true}, {Title: p.t("column.priority")},
		{Title: p.t("column.reason"), Wide: true}}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, e := range p.n.Excluded {
		at, err := time.Parse(time.RFC3339, e.TriggeredAt)
		if err != nil {
			continue
		}
		t.Rows = append(t.Rows, []report.Cell{word(p.moment(at)), word(number(e.Number)), word(p.kindTitle(e.Title)), word(p.priority(e.Priority)), word(e.Reason)})
	}
	p.cut(t, 40)
	return t
}

// excludedGroups counts the excluded alerts by client and reason, with the first and the last of each; the earliest first.
func (p *page) excludedGroups() *report.Table {
	t := &report.Table{ID: "slo-excluded", Title: p.t("slo.excluded_table"), Columns: []report.Column{
		{Title: p.t("column.reason"), Wide: true}, {Title: p.t("column.client")}, {Title: p.t("column.triggered")}, {Title: p.t("column.alerts"), Unit: report.Count}},
		Rows: [][]report.Cell{}, Total: []report.Cell{}}
	type group struct {
		reason, client string
		first, last    time.Time
		n              int64
	}
	groups := []*group{}
	for _, e := range p.n.Excluded {
		at, err := time.Parse(time.RFC3339, e.TriggeredAt)
		if err != nil {
			continue
		}
		i := slices.IndexFunc(groups, func(g *group) bool { return g.reason == e.Reason && g.client == e.Client })
		if i < 0 {
			i = len(groups)
			groups = append(groups, &group{reason: e.Reason, client: e.Client, first: at})
		}
		groups[i].last = at
		groups[i].n++
	}
	for _, g := range groups {
		t.Rows = append(t.Rows, []report.Cell{word(g.reason), word(g.client), word(p.span(g.first, g.last)),
			p.count(g.n, countOf(dataAlerts, "slo", p.slo("excluded"), "reason", g.reason, "client", g.client))})
	}
	p.cut(t, 12)
	return t
}

// span is from one instant to another, to the minute; of one day the day is written once.
func (p *page) span(from, to time.Time) string {
	first, last := p.moment(from), p.moment(to)
	if first == last {
		return first
	}
	return p.t("date.range", "from", first, "to", strings.TrimPrefix(last, first[:len(first)-len("15:04")]))
}

// misses lists what missed the SLO of a priority that has a goal. Where a limit is only measured, being late breaks no
// promise; how many those are stands in a note.
func (p *page) misses() *report.Section {
	goal := p.goals()
	list, measured := []metrics.Miss{}, int64(0)
	for _, m := range p.n.Misses {
		if goal[m.Priority] {
			list = append(list, m)
		} else {
			measured++
		}
	}
	s := p.section("misses")
	if measured > 0 {
		s.Notes = append(s.Notes, p.t(p.id+".note.measured_misses", "n", p.w.Count(measured)))
	}
	if len(list) == 0 {
		none := ".misses.none"
		if _, withGoal := judgedOf(sloPeriod(p.n)); withGoal == 0 && len(p.n.Alerts) > 0 {
			none = ".misses.not_judged" // that nothing was judged is not that nothing was missed
		}
		s.Blocks = []report.Block{text(report.Answer, plain(p.t(p.id+none))...)}
		return s
	}
	answer := []report.Sentence{p.sentence(p.id+".misses.answer", "n", p.count(int64(len(list)), p.missed()))}
	s.Blocks = []report.Block{text(report.Answer, answer...)}
	if p.id == "quarterly" {
		s.Blocks[0].Text.Sentences = append(answer, p.missesBy(list)...)
		if c := p.missesPareto(list); c != nil {
			s.Blocks = append(s.Blocks, report.Block{Chart: c})
		}
	}
	t := &report.Table{ID: "misses-table", Title: p.t("misses.table"), Columns: []report.Column{{Title: p.t("column.triggered"), Unit: report.Date}, {Title: p.t("column.number")}},
		Rows: [][]report.Cell{}, Total: []report.Cell{}}
	if p.id == "quarterly" {
		t.Columns = append(t.Columns, report.Column{Title: p.t("column.project")}, report.Column{Title: p.t("column.client"), OffPaper: true})
	}
	t.Columns = append(t.Columns, report.Column{Title: p.t("column.title"), Wide: true}, report.Column{Title: p.t("column.priority")},
		report.Column{Title: p.t("column.limit_min"), Unit: report.Minutes, OffPaper: p.id == "quarterly"},
		report.Column{Title: p.t("column.completion_min"), Unit: report.Minutes}, report.Column{Title: p.t("column.over_min"), Unit: report.Minutes}, report.Column{Title: p.t("column.completion")})
	for _, m := range list {
		at, err := time.Parse(time.RFC3339, m.TriggeredAt)
		if err != nil {
			continue
		}
		row := []report.Cell{word(p.moment(at)), word(number(m.Number))}
		if p.id == "quarterly" {
			row = append(row, word(m.Project), word(m.Client))
		}
		over, took := word("–"), word("–") // nobody of the first line completed it
		if m.CompletionKind == string(incident.StillOpen) {
			over = word(p.t("misses.open"))
		}
		if m.ToCompletionS != nil {
			took = p.minutes(report.Num(float64(*m.ToCompletionS)), nil)
			over = p.minutes(report.Num(float64(*m.ToCompletionS-m.LimitS)), nil)
		}
		t.Rows = append(t.Rows, append(row, word(p.kindTitle(m.Title)), word(m.Priority), p.minutes(report.Num(float64(m.LimitS)), nil), took, over,
			word(p.t("completion."+m.CompletionKind))))
	}
	p.cut(t, 40)
	s.Blocks = append(s.Blocks, report.Block{Table: t})
	return s
}

// moment is an instant in a list; in a report on one month the year would say nothing.
func (p *page) moment(at time.Time) string {
	if _, ok := p.Period.OneMonth(); ok {
		return at.In(p.Zone).Format("01-02 15:04")
	}
	return p.w.Moment(at, p.Zone)
}

func number(n *int64) string {
	if n == nil {
		return ""
	}
	return "#" + itoa(int(*n))
}
