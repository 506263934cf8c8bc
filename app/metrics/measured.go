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

// Alike says whether both sides of the comparison are measured in the same way: always by the definitions pagerduty and
// ack-to-resolve, which count the same from files as from log entries; by the others where the shares of manned alerts
// with a timeline differ by less than 5 points. Where it is false, a part of the change may be the measure's.
func (n *Numbers) Alike() bool {
	m := n.Measured
	if n.Definition == "pagerduty" || n.Definition == "ack-to-resolve" || m.Manned == 0 || m.PreviousManned == 0 {
		return true
	}
	now, before := float64(m.Timelines)/float64(m.Manned), float64(m.PreviousTimelines)/float64(m.PreviousManned)
	return math.Abs(now-before) < unlike
}

func (c *computation) measured() error {
	m := &c.out.Measured
	return c.rows("measured", func(scan func(...any) error) error {
		var side, manned, timelines int64
		err := scan(&side, &manned, &timelines)
		if side == 1 {
			m.Manned, m.Timelines = manned, timelines
			return err
		}
		m.PreviousManned, m.PreviousTimelines = manned, timelines
		return err
	})
}
