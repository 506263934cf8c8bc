package demo

import (
	"math"
	"math/rand/v2"
)

// missShare is the share of manned P1 to P3 alerts that exceed their limit, by unit and fiscal year, before the
// months of missFactor.
var missShare = [unitCount][2]float64{east: {0.022, 0.0135}, west: {0.0235, 0.017}, cloud: {0.0205, 0.0165}}

// missFactor are the months, counted from April 2024, in which something made first-line work slow.
var missFactor = [24][unitCount]float64{
	4:  {1.3, 2.3, 1},   // August 2024: a typhoon in the west
	8:  {1.7, 1.8, 1.9}, // December 2024: illness in the team
	12: {1, 1.3, 1},
	15: {1, 1, 1.6},
	17: {1, 1.7, 1},
	21: {1, 2.3, 1}, 22: {0.8, 1.7, 1.2}, 23: {0.9, 1.8, 0.8},
}

var limits = [5]float64{30 * 60, 30 * 60, 45 * 60, 60 * 60, math.MaxInt32}

// settle decides, in the order of time, who took each incident and how it ended. It gives back calibrate's factors.
func settle(rng *rand.Rand, w *world, incidents []incident) [unitCount][2]float64 {
	own := newDice()
	var misses [unitCount][5]float64 // spread evenly: attainment is a matter of the tables above, not of chance
	for i := range incidents {
		c := &incidents[i]
		c.ack, c.resolve, c.l1, c.l2, c.helper, c.into = none, none, none, none, none, none
		if c.priority == 1 && rng.Float64() < 0.035 {
			c.priority = 0
		}
		unit := w.services[c.stream.service].unit
		day := int(c.at) / 86400
		hour := int(c.at) / 3600 % 24
		c.l1 = w.seated(onCall(rng, day, hour), day)
		if !c.manned {
			c.resolve = recovers(rng)
			w.unattended(own.of(c, forWay), c)
			continue
		}
		year := day / yearDays
		c.ack = acknowledges(rng, year, hour, c.hard)
		late := false
		if c.priority <= 2 && !c.planned {
			m := missShare[unit][year]
			if f := missFactor[month(day)][unit]; f != 0 {
				m *= f
			}
			if c.hard {
				m *= 2
			}
			sum := &misses[unit][c.priority]
			*sum += m * (0.4 + 1.2*rng.Float64())
			if late = *sum >= 1; late {
				*sum--
			}
		}
		handle(rng, w, c, late)
		w.divert(own.of(c, forWay), c, late)
		if c.priority == 3 && c.l2 == none && rng.Float64() < 0.006 {
			c.ack, c.byHuman = none, true // resolved by a person who never acknowledged
		}
	}
	join(incidents)
	factor := calibrate(w, incidents)
	leaveOpen(rng, incidents)
	return factor
}

func month(day int) int {
	t := dateOf(day)
	return (t.Year()-2024)*12 + int(t.Month()) - 4
}

// onCall draws a seat of the shift: four teams take twelve hours each in turn.
func onCall(rng *rand.Rand, day, hour int) (seat int) {
	turn := day*2 + hour/12
	return (turn/2*3+turn%2)%4*shiftLen + rng.IntN(shiftLen)
}

func lognormal(rng *rand.Rand, median, spread float64) float64 {
	return median * math.Exp(spread*rng.NormFloat64())
}

// recovers draws the seconds after which an alert goes by itself; some go by PagerDuty's timeout of four hours.
func recovers(rng *rand.Rand) int32 {
	if rng.Float64() < 0.012 {
		return autoResolve
	}
	return int32(min(max(lognormal(rng, 330, 0.9), 35), 3*3600))
}

func acknowledges(rng *rand.Rand, year, hour int, hard bool) int32 {
	median := [2]float64{205, 172}[year]
	if hour >= 22 || hour < 5 {
		median *= 1.2
	}
	if hard {
		median *= 1.7
	}
	return int32(min(max(lognormal(rng, median, 0.55), 18), 25*60))
}

// handle lets a person work on an acknowledged alert until it is resolved.
func handle(rng *rand.Rand, w *world, c *incident, late bool) {
	p := c.priority
	work := func() float64 {
		return max(45, 60*lognormal(rng, usualMinutes[p]*c.stream.minutes*float64(c.minutes), usualSpread[p]))
	}
	limit := limits[p] - float64(c.ack)
	second := p > 2 && rng.Float64() < handed[p] || late && rng.Float64() < 0.4
	var seconds float64
	switch {
	case second:
		seconds = min(60*lognormal(rng, handedMinutes, handedSpread), 10*3600)
		if late {
			seconds = max(seconds, limit*1.1)
		}
		c.l2 = w.secondLine(rng.IntN(len(secondLine)))
	case late:
		seconds = limit + 40 + lognormal(rng, 560, 0.9)
	default:
		seconds = work()
		for n := 0; p <= 2 && seconds > limit; n++ {
			seconds = work()
			if n > 8 {
				seconds = limit * (0.4 + 0.5*rng.Float64())
			}
		}
	}
	c.resolve = c.ack + int32(seconds)
	c.byHuman = second || rng.Float64() < 0.78
	if rng.Float64() < 0.035 {
		day := int(c.at) / 86400
		c.helper = w.seated(onCall(rng, day, int(c.at)/3600%24), day)
		if c.helper == c.l1 {
			c.helper = none
		}
	}
}

// calibrate stretches the first line's work on P4 and unprioritised alerts so that each unit's hours of each year, as
// PagerDuty counts them, are what the story says, whatever the seed. It gives back the factors, which are near 1.
func calibrate(w *world, incidents []incident) [unitCount][2]float64 {
	var fixed, free [unitCount][2]float64
	b := newBuilder(w)
	for i := range incidents {
		c := &incidents[i]
		hours, _ := engaged(b.course(c), c.resolve)
		to := &fixed
		if stretches(c) {
			to = &free
		}
		to[w.services[c.stream.service].unit][int(c.at)/86400/yearDays] += float64(hours)
	}
	var factor [unitCount][2]float64
	for u := range factor {
		for y := range factor[u] {
			want := targetHours[u] * 3600
			if y == 1 {
				want *= targetKept[u]
			}
			factor[u][y] = min(max((want-fixed[u][y])/free[u][y], 0.6), 1.6)
		}
	}
	for i := range incidents {
		if c := &incidents[i]; stretches(c) {
			c.resolve = c.ack + int32(float64(c.resolve-c.ack)*factor[w.services[c.stream.service].unit][int(c.at)/86400/yearDays])
		}
	}
	return factor
}

// stretches says whether an incident is the first line's own work that no SLO holds.
func stretches(c *incident) bool {
	return c.way == byPeople && c.ack != none && c.priority > 2 && c.l2 == none
}

// leaveOpen opens what had not ended when the files were exported, at the end of the last day: five to ten.
func leaveOpen(rng *rand.Rand, incidents []incident) {
	last := int32(days * 86400)
	open := 0
	for i := len(incidents) - 1; i >= 0; i-- {
		c := &incidents[i]
		if c.at+c.resolve < last {
			continue
		}
		if open == 8 {
			c.resolve = last - 1 - c.at
			c.ack = min(c.ack, c.resolve)
			continue
		}
		open++
		c.resolve, c.byHuman = none, false
		if c.at+c.ack >= last {
			c.ack, c.manned = none, false
		}
	}
	for i := len(incidents) - 40; open < 6; i -= 1 + rng.IntN(60) {
		if c := &incidents[i]; c.l2 == none && c.manned && c.ack != none && c.resolve != none {
			c.resolve, c.byHuman = none, false
			open++
		}
	}
}
