package demo

import (
	"math/rand/v2"
	"slices"
)

// A deed is what an entry of a timeline says was done.
type deed uint8

const (
	triggered deed = iota
	assigned
	reassigned // the other name that PagerDuty has for assigned
	delegated
	escalated
	notified
	acknowledged
	unacknowledged
	snoozed
	annotated
	reprioritised
	requested // another responder
	reopened
	resolved
)

// An act is one entry of an incident's timeline.
type act struct {
	at       int32 // seconds from the trigger
	until    int32 // snoozed: when it wakes
	deed     deed
	by, to   who // to: assigned, escalated, notified, requested
	old, new uint8
	via      string // the channel's type
}

// A builder makes the courses of incidents, one after the other in the same buffer.
type builder struct {
	world *world
	dice  dice
	acts  []act

	// Of the incident at hand:
	rng    *rand.Rand
	c      *incident
	day    int
	now    []who // to whom it is assigned
	end    int32 // when it is resolved, or the end of the demo
	forget bool  // acknowledges end after acknowledgeTimeout
}

func newBuilder(w *world) *builder { return &builder{world: w, dice: newDice()} }

// course is everything that happened with c, in the order of time. What it gives is good until the next call.
func (b *builder) course(c *incident) []act {
	b.acts, b.now = b.acts[:0], b.now[:0]
	b.c, b.rng, b.day, b.end = c, b.dice.of(c, forCourse), int(c.at)/86400, c.resolve
	if c.resolve == none {
		b.end = int32(days*86400) - c.at // what comes after it is cut off below
	}
	v := &b.world.services[c.stream.service]
	b.forget = v.forgets
	b.add(act{deed: triggered, by: pagerDuty, via: "api"})
	first := c.l1
	if c.way == straightL2 {
		first = c.l2
	}
	b.assign(0, assigned, pagerDuty, "auto", first)
	if c.way != straightL2 && c.look>>12%19 == 0 {
		b.also(0, b.world.mate(first, b.day)) // two people are on call
	}
	switch c.way {
	case alone:
		b.alone()
	case byRobot:
		b.robot()
	case byAgent:
		b.assign(int32(15+b.rng.IntN(60)), assigned, b.world.robot(1), "api", c.l2)
		b.second(c.ack, c.l2)
	case timedOut:
		b.escalate(toMate, pagerDuty, "timeout", b.world.mate(first, b.day))
		b.escalate(toSecond, pagerDuty, "timeout", c.l2)
		b.second(c.ack, c.l2)
	case straightL2:
		if c.ack == none {
			b.resolve(none)
			break
		}
		b.second(c.ack, c.l2)
	default:
		b.people()
	}
	slices.SortStableFunc(b.acts, func(x, y act) int { return int(x.at) - int(y.at) })
	b.acts = slices.DeleteFunc(b.acts, func(a act) bool {
		return a.at > b.end || c.resolve == none && a.at == b.end
	})
	return b.acts
}

func (b *builder) add(a act) { b.acts = append(b.acts, a) }

// assign gives the incident to one person, and to nobody else.
func (b *builder) assign(at int32, d deed, by who, via string, to who) {
	b.now = b.now[:0]
	b.add(act{at: at, deed: d, by: by, via: via, to: to})
	b.told(at, to)
}

// also assigns the incident to one more person.
func (b *builder) also(at int32, to who) {
	b.add(act{at: at, deed: assigned, by: pagerDuty, via: "auto", to: to})
	b.told(at, to)
}

// told notifies a person whom the incident is given to.
func (b *builder) told(at int32, to who) {
	b.now = append(b.now, to)
	b.add(act{at: at + 1 + int32(b.c.look>>24%4), deed: notified, by: pagerDuty, to: to, via: [...]string{"push_notification", "email", "sms"}[b.c.look>>28%3]})
	if b.c.high() && b.c.look>>32%2 == 0 {
		b.add(act{at: at + 5 + int32(b.c.look>>34%20), deed: notified, by: pagerDuty, to: to, via: "phone"})
	}
}

func (b *builder) escalate(at int32, by who, via string, to who) {
	b.assign(at, escalated, by, via, to)
}

// acknowledge lets a person acknowledge; PagerDuty assigns it to whoever it was not assigned to.
func (b *builder) acknowledge(at int32, p who) {
	via := [...]string{"web_ui", "web_ui", "mobile", "sms", "phone"}[b.rng.IntN(5)]
	if p >= b.world.robot(0) {
		via = "api"
	}
	b.add(act{at: at, deed: acknowledged, by: p, via: via})
	if !slices.Contains(b.now, p) {
		b.now = append(b.now, p)
		b.add(act{at: at + int32(b.rng.IntN(2)), deed: assigned, by: pagerDuty, via: "auto", to: p})
	}
}

// resolve ends it: by a person, or none for the monitoring system or PagerDuty's timeout.
func (b *builder) resolve(by who) {
	via := "web_ui"
	switch {
	case by == none && b.end == autoResolve:
		via = "timeout"
	case by == none || by >= b.world.robot(0):
		via = "api"
	}
	b.add(act{at: b.end, deed: resolved, by: by, via: via})
}

func (b *builder) alone() {
	c := b.c
	if c.high() && b.end > toMate {
		b.escalate(toMate, pagerDuty, "timeout", b.world.mate(c.l1, b.day))
	}
	b.resolve(none)
}

func (b *builder) robot() {
	r := b.world.robot(0)
	b.acknowledge(b.c.ack, r)
	b.add(act{at: b.c.ack + (b.end-b.c.ack)/2, deed: annotated, by: r, via: "api"})
	b.resolve(r)
}

// people lets the first line work.
func (b *builder) people() {
	c, holder := b.c, b.c.l1
	if c.ack == none { // resolved without a word
		b.resolve(holder)
		return
	}
	switch {
	case c.high() && c.ack > toMate:
		holder = b.world.mate(holder, b.day)
		b.escalate(toMate, pagerDuty, "timeout", holder)
	case b.rng.Float64() < 0.06:
		holder = b.world.mate(holder, b.day)
	}
	b.acknowledge(c.ack, holder)
	if b.day >= robotsDay() && b.rng.Float64() < 0.04 {
		b.add(act{at: min(c.ack, 20+int32(b.rng.IntN(30))), deed: annotated, by: b.world.robot(0), via: "api"})
	}
	if c.l2 == none {
		holder = b.work(holder, b.end)
		if !c.byHuman {
			holder = none
		}
		b.resolve(holder)
		return
	}
	at := b.handOffAt()
	b.handOver(at, b.work(holder, at))
}

// handOffAt is when the first line hands over: of those with a limit most do so too late.
func (b *builder) handOffAt() int32 {
	c := b.c
	span := b.end - c.ack
	own := min(int32(60*lognormal(b.rng, 21, 0.5)), span*2/3)
	limit := int32(limits[c.priority]) - c.ack
	if late := limit + 40 + int32(float64(span-limit)*0.4*b.rng.Float64()); c.priority <= 2 && b.rng.Float64() < 0.85 && late < span {
		own = late
	}
	return c.ack + own
}

// span gives an instant between two others, at a share of the way.
func span(from, until int32, share float64) int32 {
	return from + int32(float64(until-from)*share)
}
