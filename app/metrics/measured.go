package metrics

import "math"

// Measured says how the handling time of both sides of a comparison was measured: manned alerts of the compared days and of
// their partners a year before, and how many of them have a timeline. Without one handling time follows from what files say,
// where second-line time may be in it.
type Measured struct {
	Manned            int64 `json:"manned"`
	Timelines         int64 `json:"timelines"`
	PreviousManned    int64 `json:"previous_manned"`
	PreviousTimelines int64 `json:"previous_timelines"`
}

// unlike is from which difference of the shares with a timeline on two sides are measured differently.
const unlike = 0.05

// fewMeasured is how many manned alerts a unit has at least on both sides to be a reason of its own.
const fewMeasured = 10

// alike says whether the shares with a timeline differ by less than unlike.
func (m Measured) alike(least int64) bool {
	if m.Manned < least || m.PreviousManned < least {
		return true
	}
	now, before := float64(m.Timelines)/float64(m.Manned), float64(m.PreviousTimelines)/float64(m.PreviousManned)
	return math.Abs(now-before) < unlike
}

// Alike says whether both sides of the comparison are measured in the same way: always by the definitions pagerduty and
// ack-to-resolve, which count the same from files as from log entries; by the others where the shares of manned alerts
// with a timeline differ by less than 5 points, in the scope and in each of its units. Where it is false, a part of the change
// may be the measure's.
func (n *Numbers) Alike() bool {
	if n.Definition == "pagerduty" || n.Definition == "ack-to-resolve" {
		return true
	}
	for _, u := range n.measuredUnits {
		if !u.alike(fewMeasured) {
			return false
		}
	}
	return n.Measured.alike(1)
}

func (c *computation) measured() error {
	of := map[string]*Measured{"*": &c.out.Measured}
	order := []string{}
	err := c.rows("measured", func(scan func(...any) error) error {
		var unit string
		var side, manned, timelines int64
		err := scan(&unit, &side, &manned, &timelines)
		m := of[unit]
		if m == nil {
			m = &Measured{}
			of[unit], order = m, append(order, unit)
		}
		if side == 1 {
			m.Manned, m.Timelines = manned, timelines
			return err
		}
		m.PreviousManned, m.PreviousTimelines = manned, timelines
		return err
	})
	for _, u := range order {
		c.out.measuredUnits = append(c.out.measuredUnits, *of[u])
	}
	return err
}
