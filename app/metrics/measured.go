package metrics

import (
	"math"

	"furikaeri/app/incident"
)

// Measured says how the handling time of both sides of a comparison was measured: alerts of the compared days and of their
// partners a year before, those whose handling time is not known by the definition in use, the manned ones, and how many of
// these have a timeline. Without one handling time follows from what files say, where second-line time may be in it.
type Measured struct {
	Alerts            int64 `json:"alerts"`
	Unknown           int64 `json:"unknown"`
	Manned            int64 `json:"manned"`
	Timelines         int64 `json:"timelines"`
	PreviousAlerts    int64 `json:"previous_alerts"`
	PreviousUnknown   int64 `json:"previous_unknown"`
	PreviousManned    int64 `json:"previous_manned"`
	PreviousTimelines int64 `json:"previous_timelines"`
}

func (m *Measured) add(o Measured) {
	m.Alerts, m.Unknown, m.Manned, m.Timelines = m.Alerts+o.Alerts, m.Unknown+o.Unknown, m.Manned+o.Manned, m.Timelines+o.Timelines
	m.PreviousAlerts, m.PreviousUnknown = m.PreviousAlerts+o.PreviousAlerts, m.PreviousUnknown+o.PreviousUnknown
	m.PreviousManned, m.PreviousTimelines = m.PreviousManned+o.PreviousManned, m.PreviousTimelines+o.PreviousTimelines
}

// unlike is from which difference of two sides' shares they are measured differently.
const unlike = 0.05

// fewMeasured is how many alerts a unit has at least on both sides to be a reason of its own.
const fewMeasured = 10

// fewUnknown is how many alerts of unknown time at least one side has, to be a reason: one that is open is told of elsewhere.
const fewUnknown = 3

// Tracked says whether the shares of manned alerts with a timeline differ by less than 5 points; true where a side has none.
func (m Measured) Tracked() bool {
	return m.Manned == 0 || m.PreviousManned == 0 || near(m.Timelines, m.Manned, m.PreviousTimelines, m.PreviousManned)
}

// Known says whether the shares of alerts with a known handling time differ by less than 5 points; true where a side has no
// alert, and where neither has three of unknown time. Sums leave unknown times out: where they are many on one side alone, a
// change is of what the data lack.
func (m Measured) Known() bool {
	return m.Alerts == 0 || m.PreviousAlerts == 0 || max(m.Unknown, m.PreviousUnknown) < fewUnknown ||
		near(m.Unknown, m.Alerts, m.PreviousUnknown, m.PreviousAlerts)
}

func near(part, of, previousPart, previousOf int64) bool {
	return math.Abs(float64(part)/float64(of)-float64(previousPart)/float64(previousOf)) < unlike
}

// A measure is how a scope and each of its units were measured.
type measure struct {
	all   Measured
	units []Measured
}

// known says whether as much is known of both sides, in the scope and in each unit.
func (m measure) known() bool {
	for _, u := range m.units {
		if min(u.Alerts, u.PreviousAlerts) >= fewMeasured && !u.Known() {
			return false
		}
	}
	return m.all.Known()
}

// alike is Numbers.Alike.
func (m measure) alike(definition string) bool {
	if !m.known() {
		return false
	}
	if definition == incident.PagerDuty.String() || definition == incident.AckToResolve.String() {
		return true
	}
	for _, u := range m.units {
		if min(u.Manned, u.PreviousManned) >= fewMeasured && !u.Tracked() {
			return false
		}
	}
	return m.all.Tracked()
}

// Alike says whether both sides of the comparison are measured in the same way, in the scope and in each of its units: as
// much of their handling time is known (AlikeKnown), and as much of it comes from timelines. The latter is no matter by the
// definitions pagerduty and ack-to-resolve, which count the same from files as from log entries. Where it is false, a part of
// the change may be the measure's.
func (n *Numbers) Alike() bool { return n.measure().alike(n.Definition) }

// HoursBefore says whether handling time of a year before is known: there are compared days, and not all of their partners'
// alerts are of unknown time. Without alerts on them it is 0.
func (n *Numbers) HoursBefore() bool {
	m := n.Measured
	return len(n.Period.Compared) > 0 && (m.PreviousAlerts == 0 || m.PreviousUnknown < m.PreviousAlerts)
}

// HoursKnown says whether a month's handling time is known of any of its alerts; a month without alerts has none, which is 0.
func (m Monthly) HoursKnown() bool { return m.Count == 0 || m.HandlingUnknown < m.Count }

// HoursPartly says whether too much is unknown of a month's handling time to set it beside others: of 5 % of its alerts, and of at
// least three.
func (m Monthly) HoursPartly() bool {
	return m.HandlingUnknown >= fewUnknown && float64(m.HandlingUnknown) >= unlike*float64(m.Count)
}

// AlikeKnown says whether the shares of alerts of unknown handling time differ by less than 5 points (Measured.Known).
func (n *Numbers) AlikeKnown() bool { return n.measure().known() }

func (n *Numbers) measure() measure { return measure{n.Measured, n.measuredUnits} }

func (c *computation) measured() error {
	of := map[string]*Measured{"*": &c.out.Measured}
	order := []string{}
	err := c.rows("measured", func(scan func(...any) error) error {
		var unit string
		var side, alerts, unknown, manned, timelines int64
		err := scan(&unit, &side, &alerts, &unknown, &manned, &timelines)
		m := of[unit]
		if m == nil {
			m = &Measured{}
			of[unit], order = m, append(order, unit)
		}
		if side == 1 {
			m.Alerts, m.Unknown, m.Manned, m.Timelines = alerts, unknown, manned, timelines
			return err
		}
		m.PreviousAlerts, m.PreviousUnknown, m.PreviousManned, m.PreviousTimelines = alerts, unknown, manned, timelines
		return err
	})
	for _, u := range order {
		c.out.measuredUnits = append(c.out.measuredUnits, *of[u])
	}
	return err
}
