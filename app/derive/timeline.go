package derive

import (
	"slices"
	"time"

	"furikaeri/app/incident"
)

// A Remark says what an entry of a timeline did to the derivation.
type Remark struct {
	Event string // id of the entry
	At    time.Time
	// Key is one of: begins, begins_implicitly, runs_on, ends_by_hand_off, ends_by_resolve, ends_by_unacknowledge,
	// ends_by_timeout, ends_by_snooze, ends_by_move, hand_off_hand, hand_off_automation, hand_off_timeout, reopens, no_move,
	// unknown_assignees, impossible.
	Key    string
	Person incident.Person // whom it is about; unknown where it is about nobody
}

// Explain is Derive with what each entry did, in the timeline's order.
func (d *Deriver) Explain(in *incident.Incident, events []incident.Event) (incident.Facts, []incident.Interval, []Remark) {
	remarks := []Remark{}
	d.course.remarks = &remarks
	f, intervals := d.Derive(in, events)
	d.course.remarks = nil
	if f.Flags&incident.FlagIncomplete != 0 {
		return f, intervals, []Remark{}
	}
	slices.SortStableFunc(remarks, func(a, b Remark) int { return a.At.Compare(b.At) })
	return f, intervals, remarks
}

// fromTimeline are the facts of an incident whose timeline is complete (definitions §3 to §7). The intervals are those of
// people of the first line.
func (d *Deriver) fromTimeline(in *incident.Incident, c *course) (incident.Facts, []incident.Interval) {
	c.play()
	f := d.plain(in, c.t0)
	f.Earlier = in.TriggeredAt.Sub(c.t0)
	f.Flags |= c.flags
	f.StraightToL2 = c.straight
	human, acknowledged := -1, -1
	for i := range c.steps {
		s := &c.steps[i]
		if s.human && human < 0 {
			human = i
		}
		if s.human && s.Type == "acknowledge" && acknowledged < 0 {
			acknowledged = i
		}
		f.AutomationActed = f.AutomationActed || s.machine
	}
	f.Manned = human >= 0
	if acknowledged >= 0 {
		f.ToAcknowledge = incident.Known(c.steps[acknowledged].At.Sub(c.t0))
		f.AcknowledgedBy = "other"
		if c.steps[acknowledged].l1 {
			f.AcknowledgedBy = "l1"
		}
	}
	if c.last >= 0 {
		f.ToResolve = incident.Known(c.steps[c.last].At.Sub(c.t0))
		f.ResolvedBy = c.resolver(c.last)
	}
	if f.Merged && c.last >= 0 {
		f.ResolvedBy = "merge"
	}
	if c.handOff.OK {
		f.HandOffBy = c.handOffBy
		f.ToHandOff = incident.Known(c.handOff.V.Sub(c.t0))
	}
	c.complete(&f, human)
	f.Priority, f.PriorityBy = d.priorityAt(in, c, f.ToCompletion)
	if f.PriorityBy == "rule" {
		f.Flags |= incident.FlagPriorityByRule
	}
	c.handling(&f, acknowledged)
	return f, c.intervals
}

// resolver is who made the resolve at a step.
func (c *course) resolver(i int) string {
	s := &c.steps[i]
	switch {
	case s.l1:
		return "l1"
	case s.human:
		return "other_person"
	case s.machine:
		return "automation"
	case s.integration():
		return "integration"
	case s.AgentType == "service" && (s.Channel == "timeout" || s.Channel == "auto"):
		return "timeout"
	case s.AgentType == "service":
		return "integration"
	}
	return "unknown"
}

// complete sets the first-line completion (definitions §4): the earlier of the hand-off by hand or by automation and the
// first resolve. human is the first human act's step, −1 for none.
func (c *course) complete(f *incident.Facts, human int) {
	f.CompletionOK = true
	var at incident.Opt[time.Time]
	resolvedAt := incident.Opt[time.Time]{}
	if c.first >= 0 {
		resolvedAt = incident.Known(c.steps[c.first].At)
	}
	switch handed := c.handOff.OK && (!resolvedAt.OK || !c.handOff.V.After(resolvedAt.V)); {
	case c.straight:
		f.Completion = incident.StraightToL2
	case handed && c.handOffBy == "timeout":
		f.Completion = incident.TimedOut
	case handed && c.handOffBy == "hand":
		f.Completion, at = incident.HandedToL2, c.handOff
	case handed:
		f.Completion, at = incident.HandedToL2ByAutomation, c.handOff
	case !resolvedAt.OK:
		f.Completion = incident.StillOpen
	default:
		at = resolvedAt
		f.Completion = incident.ResolvedWithoutPerson
		switch by := c.resolver(c.first); {
		case f.Merged:
			f.Completion = incident.Merged
		case by == "l1":
			f.Completion = incident.ResolvedByL1
		case by == "other_person":
			f.Completion = incident.ResolvedByOther
		}
	}
	f.HumanAct = human >= 0
	if at.OK {
		f.ToCompletion = incident.Known(at.V.Sub(c.t0))
		// An act within a move is as early as the move.
		f.HumanAct = f.Completion == incident.HandedToL2 || human >= 0 && !c.steps[human].At.After(at.V)
	}
	if c.reopenedAt.OK {
		f.Reopened = true
		f.ReopenedIn = at.OK && c.reopenedAt.V.Sub(at.V) <= time.Hour
	}
}

// priorityAt is the priority at the completion, where there is one, else the present one: later changes are undone, and one
// in the completion's second counts as before it. Else it is the first matching rule's, else none (definitions §7).
func (d *Deriver) priorityAt(in *incident.Incident, c *course, completion incident.Opt[time.Duration]) (priority, by string) {
	given := in.Priority
	var last time.Time
	for _, e := range c.priorityChanges() {
		if completion.OK && e.At.After(c.t0.Add(completion.V)) {
			given = e.Old // the first later one says what it was
			break
		}
		if e.At.Equal(last) && given == in.Priority && given != "" {
			continue // of changes of one second in a circle the one that the record tells came last
		}
		given, last = e.New, e.At
	}
	return d.ruled(in, given)
}

// priorityChanges are the changes of the priority, oldest first; those of one second as each continues the one before.
func (c *course) priorityChanges() []*incident.Event {
	var out []*incident.Event
	for i := range c.steps {
		if e := c.steps[i].Event; e.Type == "priority_change" && (e.Old != "" || e.New != "") {
			out = append(out, e)
		}
	}
	for i := 0; i < len(out); {
		n := i + 1
		for n < len(out) && out[n].At.Equal(out[i].At) {
			n++
		}
		for k := i; k < n; k++ {
			// The next is one whose old value none of the others that are left made.
			first := slices.IndexFunc(out[k:n], func(e *incident.Event) bool {
				return !slices.ContainsFunc(out[k:n], func(o *incident.Event) bool { return o != e && o.New == e.Old })
			})
			if first > 0 {
				out[k], out[k+first] = out[k+first], out[k]
			}
		}
		i = n
	}
	return out
}

// handling sets the five definitions' times from the timeline (definitions §5).
func (c *course) handling(f *incident.Facts, acknowledged int) {
	var l1 incident.Time
	if c.unmeasured {
		l1.Basis = incident.Approximate
	}
	for _, v := range c.intervals {
		if v.Implicit || v.RanOn {
			l1.Basis = incident.Approximate
		}
		l1.V += v.To.V.Sub(v.From)
	}
	if f.Flags&incident.FlagStillWorking != 0 {
		l1 = incident.Time{Basis: incident.Unknown}
	}
	// An acknowledge that nobody knows the maker of may be a person's: 0 would flatter.
	untold := !f.Manned && slices.ContainsFunc(c.steps, func(s step) bool { return s.Type == "acknowledge" && s.AgentType == "" })
	if untold {
		f.Flags |= incident.FlagUntold
		l1 = incident.Time{Basis: incident.Unknown}
	}
	effort := l1
	if c.in.Effort.OK {
		effort = given(c.in.Effort, incident.Exact)
	}
	toResolve := incident.Time{}
	switch {
	case untold:
		toResolve.Basis = incident.Unknown
	case !f.Manned: // nobody worked: 0, exact
	case c.last < 0:
		toResolve.Basis = incident.Unknown
	case acknowledged < 0:
		f.Flags |= incident.FlagStartUnknown
		toResolve.Basis = incident.Approximate
	default:
		toResolve.V = max(0, c.steps[c.last].At.Sub(c.steps[acknowledged].At))
	}
	f.Handling = [incident.Definitions]incident.Time{
		incident.L1: l1, incident.L1Shared: l1, incident.PagerDuty: c.engaged(), incident.Effort: effort, incident.AckToResolve: toResolve,
	}
}

// engaged is PagerDuty's engaged time: as given, else over users, automation too, from each one's first acknowledge to R.
func (c *course) engaged() incident.Time {
	switch {
	case c.in.Engaged.OK && c.last < 0:
		return incident.Time{Basis: incident.Unknown} // it counts until the resolve
	case c.in.Engaged.OK:
		return given(c.in.Engaged, incident.Exact)
	}
	var sum time.Duration
	var seen []incident.Person
	for i := range c.steps {
		s := &c.steps[i]
		if s.Type == "acknowledge" && s.AgentType == "" {
			return incident.Time{Basis: incident.Unknown}
		}
		if s.Type != "acknowledge" || !s.human && !s.machine || slices.ContainsFunc(seen, func(p incident.Person) bool { return samePerson(p, s.who) }) {
			continue
		}
		if c.last < 0 {
			return incident.Time{Basis: incident.Unknown}
		}
		seen = append(seen, s.who)
		sum += max(0, c.steps[c.last].At.Sub(s.At))
	}
	return incident.Time{V: sum}
}
