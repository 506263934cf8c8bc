// Package derive is the only place where rules are code: an incident.Incident, its timeline and the workspace's Rules go in,
// incident.Facts and the intervals that people worked come out. It is pure: no clock, no store. app feeds it, app/store keeps what it says.
package derive

import (
	"regexp"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/kind"
)

// Version names how these rules read definitions. A change that can change facts changes it, so that every workspace is derived
// again when it is next opened.
const Version = "4"

// Rules are the settings that change facts. The zero value is not useful: Location must be set.
type Rules struct {
	Location   *time.Location
	Priorities []PriorityRule
	Automation map[string]bool // ids and names of automation users
	L2Policies map[string]bool // ids and names of escalation policies of the second line
	Roster     []Member        // empty: every person counts as L1
	// Teams are the members, by id and name, of teams, by id and name, where they are known. Of a team that is not in it everybody
	// who acts on its incidents counts as a member.
	Teams map[string]map[string]bool
}

// A PriorityRule gives Priority to incidents without one. Every part that is set must match.
type PriorityRule struct {
	Title    *regexp.Regexp // nil: any
	Service  string         // name or id; "": any
	Urgency  string         // "": any
	Priority string
}

// A Member is a person or team of the first line, by id or name, on local dates From to Until, both included. A zero
// Opt is open at that end. Dates are days since 1970-01-01.
type Member struct {
	Person, Team string
	From, Until  incident.Opt[int]
}

// A Deriver derives with one set of rules. It keeps buffers: one goroutine at a time.
type Deriver struct {
	rules  Rules
	kinds  kind.Namer
	zone   zone
	course course
}

// New makes a Deriver.
func New(r Rules) *Deriver { return &Deriver{rules: r, zone: zone{location: r.Location}} }

// Derive gives what follows from in and its timeline, in any order, and the intervals that people of the first line worked.
// Without a timeline, or with one that lacks the trigger or the last resolve, they are Facts, and there are no intervals.
func (d *Deriver) Derive(in *incident.Incident, events []incident.Event) (incident.Facts, []incident.Interval) {
	if len(events) == 0 {
		return d.Facts(in), nil
	}
	if d.course.read(d, in, events) {
		return d.fromTimeline(in, &d.course)
	}
	f := d.Facts(in)
	f.Flags |= incident.FlagIncomplete
	return f, nil
}

// plain are the facts that do not depend on who did what.
func (d *Deriver) plain(in *incident.Incident, t0 time.Time) incident.Facts {
	f := incident.Facts{}
	f.Kind, f.KindID = d.kind(in.Title)
	if in.Impossible > 0 {
		f.Flags |= incident.FlagImpossible
	}
	f.Day, f.Month, f.Weekday, f.Hour = d.zone.local(t0)
	f.Merged = in.MergedInto != ""
	return f
}

// Facts are what follows from in, for an incident without log entries (definitions §4–7, "from files").
func (d *Deriver) Facts(in *incident.Incident) incident.Facts {
	f := d.plain(in, in.TriggeredAt)
	f.Priority, f.PriorityBy = d.ruled(in, in.Priority)
	if f.PriorityBy == "rule" {
		f.Flags |= incident.FlagPriorityByRule
	}
	a := d.acknowledge(in)
	if a.unsure {
		f.Flags |= incident.FlagAcknowledgeUnsure
	}
	if a.at.OK {
		f.ToAcknowledge = incident.Known(a.at.V.Sub(in.TriggeredAt))
	}
	if in.ResolvedAt.OK {
		f.ToResolve = incident.Known(in.ResolvedAt.V.Sub(in.TriggeredAt))
	}
	// Also where the instant was impossible and dropped: that a person resolved it stays true.
	resolvedByPerson := in.ResolvedBy.Known() && !d.automation(in.ResolvedBy)
	f.Manned = a.human || resolvedByPerson
	f.AutomationActed = a.automation || d.automation(in.ResolvedBy)
	f.ResolvedBy = d.resolvedBy(in, resolvedByPerson)
	d.complete(&f, in, a, resolvedByPerson)
	d.handling(&f, in, a, resolvedByPerson)
	return f
}

func (d *Deriver) kind(title string) (string, uint64) {
	text, id := d.kinds.Of(title)
	return text, uint64(id)
}

// ruled is the priority that PagerDuty gave, else the first matching rule's, else none (definitions §7).
func (d *Deriver) ruled(in *incident.Incident, given string) (priority, by string) {
	if given != "" {
		return given, "pagerduty"
	}
	for _, r := range d.rules.Priorities {
		if r.Title != nil && !r.Title.MatchString(in.Title) {
			continue
		}
		if r.Service != "" && r.Service != in.Service && r.Service != in.ServiceID {
			continue
		}
		if r.Urgency != "" && r.Urgency != in.Urgency {
			continue
		}
		return r.Priority, "rule"
	}
	return "", "none"
}

func (d *Deriver) automation(p incident.Person) bool {
	if len(d.rules.Automation) == 0 {
		return false
	}
	return p.ID != "" && d.rules.Automation[p.ID] || p.Name != "" && d.rules.Automation[p.Name]
}

// acknowledgement is what a file tells of acknowledges.
type acknowledgement struct {
	human      bool                    // a person acknowledged
	automation bool                    // an automation user did
	at         incident.Opt[time.Time] // the first human acknowledge, where known
	unsure     bool                    // people and automation both did; who was first is unknown
}

// acknowledge reads a file's acknowledge (definitions §6): a time without names counts as human; where every named
// acknowledger is automation it is not; where mixed, a person did at an unknown time.
func (d *Deriver) acknowledge(in *incident.Incident) acknowledgement {
	machines := 0
	for _, p := range in.Acknowledgers {
		if d.automation(p) {
			machines++
		}
	}
	switch n := len(in.Acknowledgers); {
	case n == 0:
		counted := in.AcknowledgeCount.OK && in.AcknowledgeCount.V > 0
		return acknowledgement{human: in.AcknowledgedAt.OK || counted, at: in.AcknowledgedAt}
	case machines == 0:
		return acknowledgement{human: true, at: in.AcknowledgedAt}
	case machines == n:
		return acknowledgement{automation: true}
	}
	return acknowledgement{human: true, automation: true, unsure: true}
}

func (d *Deriver) resolvedBy(in *incident.Incident, person bool) string {
	switch {
	case in.MergedInto != "":
		return "merge"
	case !in.ResolvedAt.OK:
		return ""
	case person && d.firstLine(in.ResolvedBy, in.Team, in.ResolvedAt.V):
		return "l1"
	case person:
		return "other_person"
	case d.automation(in.ResolvedBy):
		return "automation"
	}
	return "unknown"
}

// firstLine says whether p counted as L1 at t. Without a roster every person does (definitions §3).
func (d *Deriver) firstLine(p incident.Person, team string, t time.Time) bool {
	if len(d.rules.Roster) == 0 {
		return true
	}
	day, _, _, _ := d.zone.local(t)
	for _, m := range d.rules.Roster {
		if m.From.OK && day < m.From.V || m.Until.OK && day > m.Until.V {
			continue
		}
		if m.Person != "" && (m.Person == p.ID || m.Person == p.Name) {
			return true
		}
		if m.Team == "" {
			continue
		}
		members, known := d.rules.Teams[m.Team]
		if known && (p.ID != "" && members[p.ID] || p.Name != "" && members[p.Name]) || !known && m.Team == team {
			return true
		}
	}
	return false
}

// secondLinePolicy says whether the incident's present escalation policy is marked L2.
func (d *Deriver) secondLinePolicy(in *incident.Incident) bool {
	if len(d.rules.L2Policies) == 0 {
		return false
	}
	return in.PolicyID != "" && d.rules.L2Policies[in.PolicyID] || in.Policy != "" && d.rules.L2Policies[in.Policy]
}

// complete sets the first-line completion (definitions §4): from files without log entries when it was handed over is
// unknown, so C = R; where the incident's policy is marked L2 it is unknown whatever R is.
func (d *Deriver) complete(f *incident.Facts, in *incident.Incident, a acknowledgement, byPerson bool) {
	switch {
	case f.Merged:
		f.Completion = incident.Merged
	case !in.ResolvedAt.OK:
		f.Completion = incident.StillOpen
	case f.ResolvedBy == "l1":
		f.Completion = incident.ResolvedByL1
	case byPerson:
		f.Completion = incident.ResolvedByOther
	default:
		f.Completion = incident.ResolvedWithoutPerson
	}
	f.Flags |= incident.FlagNoHandOffTime
	f.HumanAct = a.human || byPerson
	if !in.ResolvedAt.OK || d.secondLinePolicy(in) {
		return
	}
	f.CompletionOK = true
	f.ToCompletion = f.ToResolve
	late := a.at.OK && a.at.V.After(in.ResolvedAt.V)
	f.HumanAct = byPerson || a.human && !late
}

// handling sets every definition's time and basis, by the first line of definitions §5 that holds for files.
func (d *Deriver) handling(f *incident.Facts, in *incident.Incident, a acknowledgement, byPerson bool) {
	sinceAcknowledge := incident.Opt[time.Duration]{}
	if a.at.OK && in.ResolvedAt.OK {
		sinceAcknowledge = incident.Known(max(0, in.ResolvedAt.V.Sub(a.at.V)))
	}
	var l1, pagerduty, toResolve incident.Time
	const told = incident.TellsAcknowledge | incident.TellsResolver
	switch {
	case !a.human && !byPerson && in.Told&told != told:
		f.Flags |= incident.FlagUntold // that nobody worked on it would be a guess that flatters us
		l1.Basis = incident.Unknown
		pagerduty, toResolve = l1, l1
	case !a.human && !byPerson:
		// Never acknowledged by a person and not resolved by one: 0, exact.
	case !a.human:
		f.Flags |= incident.FlagStartUnknown
		l1.Basis = incident.Approximate
		pagerduty, toResolve = l1, l1
	case !in.ResolvedAt.OK:
		l1.Basis = incident.Unknown
		pagerduty, toResolve = l1, l1
	default:
		l1 = d.firstLineTime(in, sinceAcknowledge)
		pagerduty.Basis = incident.Unknown
		toResolve = given(sinceAcknowledge, incident.Exact)
	}
	if in.Engaged.OK && in.ResolvedAt.OK {
		pagerduty = given(in.Engaged, incident.Exact) // as given: PagerDuty counts automation users too
	}
	shared := l1
	if l1.Basis == incident.Approximate && l1.V > 0 {
		shared.Basis = incident.UpperBound // whom else a person served meanwhile can only make it less
	}
	effort := l1
	if in.Effort.OK {
		effort = given(in.Effort, incident.Exact)
	}
	f.Handling = [incident.Definitions]incident.Time{
		incident.L1: l1, incident.L1Shared: shared, incident.PagerDuty: pagerduty,
		incident.Effort: effort, incident.AckToResolve: toResolve,
	}
}

// firstLineTime is lines 4 to 6: engaged less snoozed, else from acknowledge to resolve, else unknown.
func (d *Deriver) firstLineTime(in *incident.Incident, sinceAcknowledge incident.Opt[time.Duration]) incident.Time {
	if !in.Engaged.OK {
		return given(sinceAcknowledge, incident.UpperBound)
	}
	t := incident.Time{V: max(0, in.Engaged.V-in.Snoozed.V), Basis: incident.Approximate}
	several := in.EngagedUsers.OK && in.EngagedUsers.V > 1 || len(in.Acknowledgers) > 1 || len(in.Assignees) > 1
	if several || d.secondLinePolicy(in) {
		t.Basis = incident.UpperBound
	}
	return t
}

func given(v incident.Opt[time.Duration], b incident.Basis) incident.Time {
	if !v.OK {
		return incident.Time{Basis: incident.Unknown}
	}
	return incident.Time{V: max(0, v.V), Basis: b}
}
