package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"furikaeri/app"
	"furikaeri/app/lang"
)

func (f *face) incidentCommand() *cobra.Command {
	c := f.command("incident", "ID", func(c *cobra.Command, args []string) error {
		if strings.TrimSpace(args[0]) == "" {
			return usage("error.usage.missing", "argument", "ID")
		}
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		set, err := a.Settings()
		if err != nil {
			return err
		}
		found, err := a.ExplainIncident(c.Context(), args[0])
		if err != nil {
			return err
		}
		for i := range found {
			if f.json {
				if err := f.printJSON(found[i], true); err != nil {
					return err
				}
				continue
			}
			e := explaining{f: f, x: &found[i], zone: set.Location(), unit: set.Unit(f.words.Code)}
			if i > 0 {
				fmt.Fprintln(&e.out)
			}
			e.write()
			if _, err := fmt.Fprint(f.Stdout, e.out.String()); err != nil {
				return err
			}
		}
		return nil
	})
	c.Args = exactly("ID")
	return c
}

// explaining writes one incident for people.
type explaining struct {
	f    *face
	x    *app.Explained
	zone *time.Location
	unit string // the word for a business unit
	out  strings.Builder
}

func (e *explaining) t(key string, args ...string) string { return e.f.words.T(key, args...) }

func (e *explaining) line(key string, args ...string) { fmt.Fprintln(&e.out, e.t(key, args...)) }

func (e *explaining) write() {
	e.head()
	e.timeline()
	e.intervals()
	e.handling()
	e.end()
	e.notes()
}

func (e *explaining) head() {
	x := &e.x.Facts
	title := app.OneLine(x.Title)
	if title == "" {
		title = e.t("term.no_title")
	}
	fmt.Fprintln(&e.out, e.x.Label()+"  "+fit(title, 200))
	priority := x.Priority
	if priority == "" {
		priority = e.t("term.no_priority")
	}
	if x.PriorityBy == "rule" {
		priority += e.t("ui.w.incident.by_rule")
	}
	policy := e.x.Policy
	if policy == "" {
		policy = e.x.PolicyID
	}
	rows := [][]string{}
	for _, r := range [][2]string{
		{"ID", x.ID}, {e.t("ui.incident.account"), x.Account}, {e.t("column.priority"), priority}, {e.t("column.service"), x.Service}, {e.t("column.project"), x.Project},
		{e.t("column.client"), x.Client}, {e.unit, x.Unit}, {e.t("ui.incident.team"), e.x.Team}, {e.t("ui.incident.policy"), policy},
		{e.t("ui.incident.source"), strings.Join(x.Source, e.t("ui.list_comma"))},
	} {
		if r[1] != "" {
			rows = append(rows, []string{"  " + r[0], fit(app.OneLine(r[1]), 160)})
		}
	}
	e.out.WriteString(columns(rows, 0, 1))
	if e.x.URL != nil {
		fmt.Fprintln(&e.out, "  "+app.OneLine(*e.x.URL))
	}
}

// local is an instant on the workspace's clock.
func (e *explaining) local(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return t.In(e.zone).Format(time.DateTime)
}

// clock is a span as hours, minutes and seconds: +1:23:45.
func clock(seconds int64) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "−", -seconds
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, seconds/3600, seconds/60%60, seconds%60)
}

func (e *explaining) timeline() {
	fmt.Fprintln(&e.out)
	if len(e.x.Timeline) == 0 {
		e.line("ui.incident.no_timeline")
		return
	}
	e.line("ui.incident.timeline", "zone", e.zone.String())
	rows := [][]string{}
	for _, x := range e.x.Timeline {
		did := []string{}
		for _, d := range x.Did {
			did = append(did, e.t("ui.did."+d.Key, "person", fit(e.person(d.Person), 40)))
		}
		what := ""
		if len(did) > 0 {
			what = "→ " + strings.Join(did, e.t("ui.list_comma"))
		}
		rows = append(rows, []string{"  " + e.local(x.At), clock(x.AfterS), fit(e.what(&x), 60), fit(e.agent(&x), 40), what})
	}
	e.out.WriteString(columns(rows, 0, 2, 3, 4))
}

// person is a name as it may be printed.
func (e *explaining) person(p app.Named) string {
	if p.Text() == "" {
		return e.t("ui.incident.nobody_known")
	}
	return app.OneLine(p.Text())
}

// what is what an entry says: its type, and to whom, from what to what, until when.
func (e *explaining) what(x *app.ExplainedEntry) string {
	s := app.OneLine(x.Type)
	if key := "ui.w.event." + x.Type; e.f.words.Has(key) {
		s = e.t(key)
	}
	people := []string{}
	for _, p := range x.Assignees {
		people = append(people, e.person(p))
	}
	switch {
	case len(people) > 0:
		s += e.t("ui.incident.to", "people", strings.Join(people, e.t("ui.list_comma")))
	case x.Old != "" || x.New != "":
		s += " " + app.OneLine(orDash(x.Old)) + " → " + app.OneLine(orDash(x.New))
	case x.Until != nil:
		s += e.t("ui.incident.until", "at", e.local(*x.Until))
	}
	return s
}

func orDash(s string) string {
	if s == "" {
		return lang.None
	}
	return s
}

// agent is who made an entry: a person by name, a machine by what it is.
func (e *explaining) agent(x *app.ExplainedEntry) string {
	s := app.OneLine(x.Agent.Text())
	if x.AgentType != "user" && x.AgentType != "" {
		word := app.OneLine(x.AgentType)
		if key := "ui.agent." + x.AgentType; e.f.words.Has(key) {
			word = e.t(key)
		}
		s = strings.TrimSpace(word + " " + s)
	}
	if x.Channel == "timeout" || x.Channel == "auto" {
		s += e.t("ui.channel." + x.Channel)
	}
	return orDash(s)
}

func (e *explaining) intervals() {
	fmt.Fprintln(&e.out)
	switch {
	case e.x.Basis == "files" && e.x.FileRule == nil:
		e.line("ui.file_rule.untold")
		return
	case e.x.Basis == "files":
		e.line("ui.file_rule", "n", strconv.Itoa(*e.x.FileRule), "text", e.t("ui.file_rule."+strconv.Itoa(*e.x.FileRule)))
		return
	case len(e.x.Intervals) == 0:
		e.line("ui.incident.no_intervals")
		return
	}
	e.line("ui.incident.intervals")
	rows := [][]string{}
	for _, v := range e.x.Intervals {
		to, length := e.t("ui.incident.running"), lang.None
		if v.To != nil {
			to, length = e.local(*v.To), e.t("ui.incident.seconds", "n", e.f.words.Count(*v.S))
		}
		why := []string{}
		if v.EndedBy != "" {
			why = append(why, e.t("ui.ended_by."+v.EndedBy))
		}
		if v.Implicit {
			why = append(why, e.t("ui.incident.implicit"))
		}
		if v.RanOn {
			why = append(why, e.t("ui.incident.ran_on"))
		}
		rows = append(rows, []string{"  " + fit(e.person(v.Person), 40), e.local(v.From), "–", to, length, strings.Join(why, e.t("ui.list_comma"))})
	}
	e.out.WriteString(columns(rows, 0, 1, 2, 3, 5))
}

func (e *explaining) handling() {
	fmt.Fprintln(&e.out)
	e.line("ui.incident.handling")
	rows := [][]string{}
	for i, h := range e.x.Facts.Handling.All() {
		name := app.DefinitionNames()[i]
		mark := "  "
		if name == e.x.Definition {
			mark = "* "
		}
		value, exact := lang.None, ""
		if h.S != nil {
			value, exact = e.f.words.Span(float64(*h.S)), e.t("ui.incident.seconds", "n", e.f.words.Count(*h.S))
		}
		rows = append(rows, []string{mark + name, e.t("definition." + name), value, exact, e.t("ui.w.basis." + h.Basis)})
	}
	e.out.WriteString(columns(rows, 0, 1, 4))
}

// end says how first-line work ended, and what the SLO makes of it.
func (e *explaining) end() {
	x := &e.x.Facts
	fmt.Fprintln(&e.out)
	took := ""
	if x.ToCompletionS != nil {
		took = e.t("ui.incident.took", "span", e.f.words.Span(float64(*x.ToCompletionS)), "at", e.local(*x.Completion.At))
	} else if x.SLO.LeftOut != nil && *x.SLO.LeftOut == "unknown_completion" {
		took = e.t("ui.incident.completion_unknown")
	}
	e.line("ui.incident.completion", "kind", e.t("completion."+x.Completion.Kind), "took", took)
	if h := x.HandOff; h != nil {
		at := ""
		if h.At != nil {
			at = e.local(*h.At)
		}
		e.line("ui.incident.hand_off", "by", e.t("ui.hand_off_by."+h.By), "at", at)
	}
	if x.AcknowledgedAt != nil {
		by := ""
		if x.AcknowledgedBy != nil {
			by = e.t("ui.incident.by", "who", e.t("ui.acknowledged_by."+*x.AcknowledgedBy))
		}
		e.line("ui.incident.acknowledged", "at", e.local(*x.AcknowledgedAt), "by", by)
	}
	if x.ResolvedAt != nil {
		by := ""
		if x.ResolvedBy != nil {
			by = e.t("ui.incident.by", "who", e.t("ui.w.by."+*x.ResolvedBy))
		}
		e.line("ui.incident.resolved", "at", e.local(*x.ResolvedAt), "by", by)
	}
	e.line("ui.incident.slo", "verdict", e.verdict())
}

// verdict is what the SLO makes of the incident, with its limit, or why it is left out.
func (e *explaining) verdict() string {
	x := &e.x.Facts
	limit := ""
	if x.SLO.LimitS != nil {
		limit = e.t("ui.w.incident.limit", "limit", e.f.words.Span(float64(*x.SLO.LimitS)))
	}
	switch {
	case x.SLO.Met != nil && *x.SLO.Met:
		return e.t("slo.met") + limit
	case x.SLO.Met != nil:
		return e.t("slo.missed") + limit
	case x.SLO.LeftOut == nil:
		return lang.None
	}
	s := e.t("slo."+*x.SLO.LeftOut) + limit
	if x.SLO.Excluded != nil {
		s += e.t("ui.incident.because", "why", app.OneLine(*x.SLO.Excluded))
	}
	return s
}

// notes are remarks on how the facts came about.
func (e *explaining) notes() {
	x := &e.x.Facts
	lines := []string{}
	for _, flag := range x.Flags {
		lines = append(lines, e.t("ui.w.flag."+flag))
	}
	if x.Reopened {
		key := "ui.incident.reopened"
		if x.ReopenedIn60Min {
			key = "ui.incident.reopened_in_60"
		}
		lines = append(lines, e.t(key))
	}
	if len(lines) == 0 {
		return
	}
	fmt.Fprintln(&e.out)
	e.line("ui.incident.notes")
	for _, l := range lines {
		fmt.Fprintln(&e.out, "  - "+l)
	}
}
