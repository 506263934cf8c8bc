package demo

import "math/rand/v2"

// A way is how an incident is dealt with.
type way uint8

const (
	alone      way = iota // nobody acts: it goes by itself
	byPeople              // the first line takes it, and may hand it over
	byRobot               // a robot acknowledges and resolves it
	byAgent               // a robot hands it to the second line; the first line does nothing
	timedOut              // nobody of the first line answers: it escalates to the second line
	straightL2            // the service's policy begins with the second line
)

// limits in seconds that the escalation policies have: to the next person of the shift, then to the second line.
const (
	toMate   = 15 * 60
	toSecond = 30 * 60
)

// autoResolve is the age in seconds at which PagerDuty resolves an incident that nobody has acknowledged.
const autoResolve = 4 * 60 * 60

// acknowledgeTimeout is how long an acknowledge lasts at services that forget it.
const acknowledgeTimeout = 30 * 60

// high says whether an incident is of high urgency: only those escalate.
func (c *incident) high() bool { return c.priority < 3 || c.priority == 3 && c.look%3 == 0 }

// robotsDay and handsOverDay are the days of robotsFrom and handsOverFrom.
func robotsDay() int    { return dayOf(robotsFrom) }
func handsOverDay() int { return dayOf(handsOverFrom) }

// unattended settles how an alert that nobody takes goes away.
func (w *world) unattended(rng *rand.Rand, c *incident) {
	day := int(c.at) / 86400
	switch {
	case w.services[c.stream.service].straight:
		c.way, c.l2 = straightL2, w.second(rng)
	case c.priority > 2 && day >= robotsDay() && c.resolve > 60 && c.resolve < 1800 && rng.Float64() < 0.07:
		c.way, c.ack = byRobot, int32(4+rng.IntN(12))
	}
	if c.high() && c.resolve >= toSecond-60 {
		c.resolve = int32(240 + rng.IntN(toSecond-300)) // otherwise it would escalate to the second line
	}
}

// divert settles which of the alerts that people take do not go the usual way. Those that are late have exceeded their limit.
func (w *world) divert(rng *rand.Rand, c *incident, late bool) {
	day := int(c.at) / 86400
	c.way = byPeople
	work := c.resolve - c.ack
	switch p := rng.Float64(); {
	case w.services[c.stream.service].straight:
		c.way, c.l2, c.helper = straightL2, w.second(rng), none
	case c.priority > 2 && c.l2 != none && day >= handsOverDay() && p < 0.4:
		c.way, c.helper, c.byHuman = byAgent, none, true
		c.ack = int32(min(lognormal(rng, 780, 0.6), 3*3600)) + 120
		c.resolve = c.ack + work
	case late && c.high() && p < 0.12:
		c.way, c.helper, c.byHuman = timedOut, none, true
		if c.l2 == none {
			c.l2 = w.second(rng)
		}
		c.ack = toSecond + int32(45+rng.IntN(500))
		c.resolve = c.ack + max(work, 1500)
	}
	if c.l2 != none && c.l2 == w.secondLine(0) && day > w.takenOver[1] {
		c.l2 = mover
	}
}

// second draws one of the second line.
func (w *world) second(rng *rand.Rand) who { return w.secondLine(rng.IntN(len(secondLine))) }

// join merges alerts of a storm that nobody took into the one of the same service that somebody works on.
func join(incidents []incident) {
	for i := range incidents {
		c := &incidents[i]
		if !c.hard || c.way != alone || c.look>>16%3 != 0 {
			continue
		}
		for k := i - 1; k >= 0 && c.at-incidents[k].at < 20*60; k-- {
			to := &incidents[k]
			at := max(to.at+to.ack, c.at) + 60 + int32(c.look>>20%240) // when it is merged
			if to.stream.service == c.stream.service && to.way == byPeople && to.ack != none && at < to.at+to.resolve && at < c.at+c.resolve {
				c.into, c.resolve = int32(k), at-c.at
				break
			}
		}
	}
}

// dice throw for one incident and one purpose, so that no decision shifts those about other incidents.
type dice struct {
	pcg *rand.PCG
	rng *rand.Rand
}

const (
	forWay = iota + 1
	forCourse
)

func newDice() dice {
	pcg := rand.NewPCG(0, 0)
	return dice{pcg, rand.New(pcg)}
}

func (d dice) of(c *incident, purpose uint64) *rand.Rand {
	d.pcg.Seed(c.look, purpose)
	return d.rng
}
