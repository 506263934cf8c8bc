package derive

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// together is how far apart entries may be that belong to one act (definitions §3).
const together = time.Second

// runOn is how soon a person must act again after the timeout of an acknowledge, for the work to run on (definitions §5).
const runOn = 30 * time.Minute

// A step is an entry in its place.
type step struct {
	*incident.Event
	place   int
	who     incident.Person
	human   bool // a human act
	l1      bool // of the first line
	machine bool // an act of an automation user
	move    int  // the move that it is a part of, from 1; 0 = none
	begins  bool // it is that move's first entry
}

// integration says whether an integration did it: PagerDuty names many kinds of them, "inbound_integration" and others.
func (s *step) integration() bool { return strings.HasSuffix(s.AgentType, "integration") }

// A move is a change of who is to work on an incident (definitions §3).
type move struct {
	at       time.Time         // of its first entry
	last     time.Time         // of its last
	handOff  bool              // it is the hand-off
	people   []incident.Person // assignees but for automation users
	machines bool              // automation users are among the assignees
	human    bool              // a human act is among its entries
	timeout  bool              // an escalate that no person and no automation made
	delegate bool              // the last delegate is among its entries
	l1       bool              // one of people is of the first line
}

// unknown says that nobody names the assignees.
func (m *move) unknown() bool { return len(m.people) == 0 && !m.machines }

// A course is an incident's timeline as definitions §3 to §5 read it. It is filled anew for every incident.
type course struct {
	d     *Deriver
	in    *incident.Incident
	t0    time.Time
	steps []step
	moves []move

	straight  bool
	handOff   incident.Opt[time.Time]
	handOffBy string // hand, automation, timeout

	resolved   bool // so far
	first      int  // the step of the first resolve; −1 = none
	last       int  // that of the last one that nothing reopens; −1 = none
	reopenedAt incident.Opt[time.Time]

	intervals  []incident.Interval
	unmeasured bool // somebody worked on who did not say when they began again
	flags      incident.Flag

	remarks *[]Remark // nil: nobody asks
}

// read puts the timeline in order and says whether it is complete: it has a trigger, and the resolve that the incident's
// own record states.
func (c *course) read(d *Deriver, in *incident.Incident, events []incident.Event) bool {
	*c = course{d: d, in: in, t0: in.TriggeredAt, steps: c.steps[:0], moves: c.moves[:0], first: -1, last: -1, remarks: c.remarks}
	triggered, resolved := false, !in.ResolvedAt.OK
	for i := range events {
		e := &events[i]
		if e.Type == "trigger" {
			triggered = true
			if e.At.Before(c.t0) {
				c.t0 = e.At
			}
		}
		// The record and the entry of one resolve may differ by a moment.
		if e.Type == "resolve" && in.ResolvedAt.OK && !e.At.Add(time.Minute).Before(in.ResolvedAt.V) {
			resolved = true
		}
	}
	if !triggered || !resolved {
		return false
	}
	for i := range events {
		if s, ok := c.step(&events[i]); ok {
			c.steps = append(c.steps, s)
		}
	}
	slices.SortFunc(c.steps, func(a, b step) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.place, b.place), cmp.Compare(a.ID, b.ID))
	})
	c.findMoves()
	return true
}

// step says whose act an entry is. ok is false for an acknowledge or resolve before the trigger, which cannot be.
func (c *course) step(e *incident.Event) (s step, ok bool) {
	place := placeOf(e.Type)
	if e.At.Before(c.t0) && (e.Type == "acknowledge" || e.Type == "resolve") {
		c.flags |= incident.FlagImpossible
		c.remark(e, "impossible", incident.Person{})
		return s, false
	}
	s = step{Event: e, place: place, who: incident.Person{ID: e.AgentID, Name: e.AgentName}}
	if place < 1 || place > 8 { // a trigger, or of a type that acts for nobody
		return s, true
	}
	user := e.AgentType == "user"
	s.machine = e.AgentType == "bot_user" || user && c.d.automation(s.who)
	s.human = user && !s.machine
	s.l1 = s.human && c.d.firstLine(s.who, c.in.Team, e.At)
	return s, true
}

func moves(kind string) bool {
	return kind == "assign" || kind == "reassign" || kind == "escalate" || kind == "delegate"
}

// findMoves joins the entries that make one move each: each is at most a second after the one before.
func (c *course) findMoves() {
	lastDelegate := -1
	for i := range c.steps {
		if c.steps[i].Type == "delegate" {
			lastDelegate = i
		}
	}
	for i := range c.steps {
		s := &c.steps[i]
		if !moves(s.Type) {
			continue
		}
		if c.followsAcknowledge(s) {
			c.remark(s.Event, "no_move", s.Assignees[0])
			continue
		}
		n := len(c.moves)
		if n == 0 || s.At.Sub(c.moves[n-1].last) > together {
			c.moves = append(c.moves, move{at: s.At, last: s.At})
			n++
			s.begins = true
		}
		s.move = n
		m := &c.moves[n-1]
		m.last = s.At
		for _, p := range s.Assignees {
			if c.d.automation(p) {
				m.machines = true
				continue
			}
			m.people = append(m.people, p)
			m.l1 = m.l1 || c.d.firstLine(p, c.in.Team, m.at)
		}
		m.human = m.human || s.human
		m.timeout = m.timeout || s.Type == "escalate" && s.AgentType != "user" && s.AgentType != "bot_user" && !s.integration()
		m.delegate = m.delegate || i == lastDelegate
	}
}

// followsAcknowledge says whether s is only PagerDuty's automatic assign to the person who acknowledged: within a second of
// it, with no trigger, delegate or escalate in its second or the one before.
func (c *course) followsAcknowledge(s *step) bool {
	if s.Type != "assign" || s.AgentType == "user" || s.AgentType == "bot_user" || len(s.Assignees) != 1 {
		return false
	}
	acknowledged := false
	for i := range c.steps {
		o := &c.steps[i]
		apart := s.At.Sub(o.At)
		switch o.Type {
		case "acknowledge":
			acknowledged = acknowledged || apart >= -together && apart <= together && samePerson(o.who, s.Assignees[0])
		case "trigger", "delegate", "escalate":
			if apart >= 0 && apart <= together {
				return false
			}
		}
	}
	return acknowledged
}

// samePerson says whether two are one person: by id where both have one, else by name.
func samePerson(a, b incident.Person) bool {
	if a.ID != "" && b.ID != "" {
		return a.ID == b.ID
	}
	return a.Name != "" && a.Name == b.Name
}

// atStart says whether m is the assignment with which the incident began.
func (c *course) atStart(m *move) bool { return m.at.Sub(c.t0) <= together }

// straightToL2 says whether the incident went to the second line without the first ever having had it.
func (c *course) straightToL2() bool {
	if len(c.moves) == 0 {
		return false
	}
	if m := &c.moves[0]; !c.atStart(m) || len(m.people) == 0 {
		return false
	}
	for i := range c.moves {
		if c.moves[i].l1 {
			return false
		}
	}
	return !slices.ContainsFunc(c.steps, func(s step) bool { return s.l1 })
}

// play goes through the steps: who began when, what ended it, when it was handed over, when it was resolved.
func (c *course) play() {
	c.straight = c.straightToL2()
	for i := range c.steps {
		s := &c.steps[i]
		c.reopen(s)
		if s.move != 0 {
			c.actInMove(s, &c.moves[s.move-1])
			if s.begins {
				c.makeMove(i, &c.moves[s.move-1])
			}
			continue
		}
		if s.Type == "acknowledge" {
			c.acknowledge(s)
			continue
		}
		c.beginImplicitly(s)
		switch s.Type {
		case "unacknowledge":
			c.unacknowledge(i)
		case "snooze":
			c.end(s.Event, incident.BySnooze, nil)
		case "resolve":
			c.end(s.Event, incident.ByResolve, nil)
			c.resolved, c.last = true, i
			if c.first < 0 {
				c.first = i
			}
		}
	}
	if said := c.said(); c.last >= 0 && c.in.Open() && !c.in.ResolvedAt.OK && said.After(c.steps[c.last].At) {
		c.last = -1 // its own record, which is newer, says that it is open
		c.reopened(said)
	}
	for _, v := range c.intervals {
		if !v.To.OK {
			c.flags |= incident.FlagStillWorking
		}
		if v.Implicit {
			c.flags |= incident.FlagImplicitStart
		}
		if v.RanOn {
			c.flags |= incident.FlagRanOn
		}
	}
}

// reopen notes that an entry shows a resolved incident at work again.
func (c *course) reopen(s *step) {
	if !c.resolved {
		return
	}
	switch s.Type {
	case "trigger", "acknowledge", "unacknowledge", "reopen":
		c.resolved, c.last = false, -1
		c.reopened(s.At)
		c.remark(s.Event, "reopens", s.who)
	case "resolve":
		if s.At.After(c.steps[c.last].At) { // PagerDuty resolves nothing twice: somebody opened it again
			c.resolved = false
			c.reopened(s.At)
		}
	}
}

// reopened notes when the incident was first known to be open again.
func (c *course) reopened(at time.Time) {
	if !c.reopenedAt.OK {
		c.reopenedAt = incident.Known(at)
	}
}

// said is when the incident's own record was true: its order among readings (definitions §10).
func (c *course) said() time.Time {
	if c.in.UpdatedAt.OK {
		return c.in.UpdatedAt.V
	}
	return c.in.Latest()
}

// actInMove begins an interval at an act that is an entry of a move, in its own second and place. Where the move has left the
// person out already, or handed over, the interval ends at once: its start is unknown.
func (c *course) actInMove(s *step, m *move) {
	if m.handOff {
		c.handOff.OK = false // this act is a part of it
	}
	began := c.beginImplicitly(s)
	if m.handOff {
		c.handOff.OK = true
	}
	if !began || s.begins {
		return
	}
	v := &c.intervals[len(c.intervals)-1]
	switch {
	case m.handOff:
		c.endOne(v, s.Event, incident.ByHandOff)
	case !m.unknown() && !slices.ContainsFunc(m.people, func(p incident.Person) bool { return samePerson(p, s.who) }):
		c.endOne(v, s.Event, incident.ByMove)
	}
}

// makeMove hands over if the move at step i is a hand-off, and ends the intervals of those whom it leaves out.
func (c *course) makeMove(i int, m *move) {
	e := c.steps[i].Event
	start := c.atStart(m)
	away := len(m.people) > 0 && !m.l1
	if m.unknown() {
		away = m.delegate && c.d.secondLinePolicy(c.in)
		if !away && !start {
			c.flags |= incident.FlagUnknownAssignees
			c.remark(e, "unknown_assignees", incident.Person{})
		}
	}
	if away && !start && !c.straight && !c.handOff.OK {
		by := "automation"
		switch {
		case m.human:
			by = "hand"
		case m.timeout:
			by = "timeout"
		}
		m.handOff = true
		c.hand(e, m.at, by)
		return
	}
	if !m.unknown() {
		c.end(e, incident.ByMove, m.people)
	}
}

// hand notes the hand-off, which ends all first-line work.
func (c *course) hand(e *incident.Event, at time.Time, by string) {
	c.handOff, c.handOffBy = incident.Known(at), by
	c.remark(e, "hand_off_"+by, incident.Person{ID: e.AgentID, Name: e.AgentName})
	c.end(e, incident.ByHandOff, nil)
}

// acknowledge begins an interval; by somebody outside of the first line while nobody of it works, it is a hand-off by hand.
func (c *course) acknowledge(s *step) {
	switch {
	case s.l1 && c.open(s.who) < 0:
		c.begin(s, false)
	case s.human && !s.l1 && !c.handOff.OK && !c.straight && !slices.ContainsFunc(c.intervals, running):
		c.hand(s.Event, s.At, "hand")
	}
}

func running(v incident.Interval) bool { return !v.To.OK }

// open is the place of the person's interval that is running, −1 for none.
func (c *course) open(p incident.Person) int {
	return slices.IndexFunc(c.intervals, func(v incident.Interval) bool { return running(v) && samePerson(v.Person, p) })
}

// beginImplicitly begins an interval at the first act of somebody who never acknowledged; not once the incident is handed
// over or resolved. It says whether it did.
func (c *course) beginImplicitly(s *step) bool {
	if !s.l1 || c.handOff.OK || c.resolved {
		return false
	}
	if slices.ContainsFunc(c.intervals, func(v incident.Interval) bool { return samePerson(v.Person, s.who) }) {
		if c.open(s.who) < 0 { // back at it, from nobody knows when on
			c.flags |= incident.FlagStartUnknown
			c.unmeasured = true
		}
		return false
	}
	c.begin(s, true)
	return true
}

func (c *course) begin(s *step, implicit bool) {
	c.intervals = append(c.intervals, incident.Interval{Person: s.who, From: s.At, Implicit: implicit})
	key := "begins"
	if implicit {
		key = "begins_implicitly"
	}
	c.remark(s.Event, key, s.who)
}

// end ends the running intervals but for those of the people who stay.
func (c *course) end(e *incident.Event, by incident.End, stay []incident.Person) {
	for i := range c.intervals {
		v := &c.intervals[i]
		if running(*v) && !slices.ContainsFunc(stay, func(p incident.Person) bool { return samePerson(p, v.Person) }) {
			c.endOne(v, e, by)
		}
	}
}

func (c *course) endOne(v *incident.Interval, e *incident.Event, by incident.End) {
	// The acts of a move are up to a second after its first entry, which is its instant.
	at := e.At
	if at.Before(v.From) {
		at = v.From
	}
	v.To, v.End = incident.Known(at), by
	c.remark(e, "ends_by_"+string(by), v.Person)
}

// unacknowledge ends all intervals where a person did it. A timeout ends each, unless its person is the next to act, and soon.
func (c *course) unacknowledge(i int) {
	s := &c.steps[i]
	if s.AgentType == "user" || s.AgentType == "bot_user" || s.integration() {
		c.end(s.Event, incident.ByUnacknowledge, nil)
		return
	}
	next := incident.Person{}
	if k := slices.IndexFunc(c.steps[i+1:], func(s step) bool { return s.human }); k >= 0 && c.steps[i+1+k].At.Sub(s.At) <= runOn {
		next = c.steps[i+1+k].who
	}
	for k := range c.intervals {
		v := &c.intervals[k]
		switch {
		case !running(*v):
		case samePerson(v.Person, next):
			v.RanOn = true
			c.remark(s.Event, "runs_on", v.Person)
		default:
			c.endOne(v, s.Event, incident.ByTimeout)
		}
	}
}

func (c *course) remark(e *incident.Event, key string, about incident.Person) {
	if c.remarks != nil {
		*c.remarks = append(*c.remarks, Remark{Event: e.ID, At: e.At, Key: key, Person: about})
	}
}
