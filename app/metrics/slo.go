package metrics

import (
	"fmt"
	"math"
)

// sloKey is unit, month ("" = the period) and priority.
type sloKey struct{ unit, month, priority string }

// slo counts attainment by month and for the period, and what is left out. Every unit, month and priority that has a
// limit has a row; a unit's row judges each incident by its client's limit, and the sum by the workspace's goal.
func (c *computation) slo() error {
	months, period := map[sloKey][2]int64{}, map[sloKey][2]int64{}
	err := c.rows("slo", func(scan func(...any) error) error {
		var k sloKey
		var m, n, met int64
		err := scan(&k.unit, &m, &k.priority, &n, &met)
		k.month = monthText(m)
		months[k] = [2]int64{n, met}
		return err
	})
	if err != nil {
		return err
	}
	err = c.rows("slo_period", func(scan func(...any) error) error {
		var k sloKey
		var n, met int64
		err := scan(&k.unit, &k.priority, &n, &met)
		period[k] = [2]int64{n, met}
		return err
	})
	if err != nil {
		return err
	}
	c.out.SLO, c.out.SLOPeriod = []SLO{}, []SLO{}
	goals := c.goals()
	for _, u := range c.everywhere() {
		for _, m := range c.months {
			for _, p := range sortedKeys(goals) {
				k := sloKey{u, m.String(), p}
				c.out.SLO = append(c.out.SLO, attainment(k, months[k], goals[p]))
			}
		}
		for _, p := range sortedKeys(goals) {
			k := sloKey{u, "", p}
			c.out.SLOPeriod = append(c.out.SLOPeriod, attainment(k, period[k], goals[p]))
		}
	}
	return c.leftOut()
}

// goals is the goal in force of every priority with a limit, in 1/10,000, nil for none: the workspace's; in a client's
// scope that client's own where it has one.
func (c *computation) goals() map[string]*int {
	out := map[string]*int{}
	for _, l := range c.q.Limits {
		if _, known := out[l.Priority]; !known || l.Client == "" {
			out[l.Priority] = nil
		}
		if l.Client == "" {
			out[l.Priority] = l.GoalBP
		}
	}
	for _, l := range c.q.Limits {
		if l.Client != "" && l.Client == c.q.Client && l.GoalBP != nil {
			out[l.Priority] = l.GoalBP
		}
	}
	return out
}

// attainment is the verdict, exact: reached if missed ≤ ⌊n·(10,000 − goal)/10,000⌋ (definitions §7).
func attainment(k sloKey, v [2]int64, goalBP *int) SLO {
	n, met := v[0], v[1]
	s := SLO{Unit: k.unit, Month: k.month, Priority: k.priority, N: n, Met: met, Attainment: ratio(met, n)}
	if goalBP != nil {
		g := float64(*goalBP) / 10000
		allowed := n * int64(10000-*goalBP) / 10000
		s.Goal, s.AllowedMisses = &g, &allowed
		if n > 0 {
			reached := n-met <= allowed
			s.Reached = &reached
		}
	}
	if n > 0 {
		low, high := wilson(met, n)
		s.WilsonLow, s.WilsonHigh = &low, &high
	}
	return s
}

// wilson is the Wilson score interval of met out of n > 0 at 95 %.
func wilson(met, n int64) (low, high float64) {
	const z = 1.959963984540054
	nf := float64(n)
	p := float64(met) / nf
	mid := (p + z*z/(2*nf)) / (1 + z*z/nf)
	half := z * math.Sqrt(p*(1-p)/nf+z*z/(4*nf*nf)) / (1 + z*z/nf)
	return max(0, mid-half), min(1, mid+half)
}

func (c *computation) leftOut() error {
	o := &c.out.SLOLeftOut
	return c.rows("slo_left_out", func(scan func(...any) error) error {
		var reason string
		var n, after int64
		if err := scan(&reason, &n, &after); err != nil {
			return err
		}
		to := map[string]*int64{
			"excluded": &o.Excluded, "merged": &o.Merged, "straight_to_l2": &o.StraightToL2, "no_priority": &o.NoPriority, "no_limit": &o.NoLimit,
			"open_within_limit": &o.OpenWithinLimit, "without_person": &o.WithoutPerson, "unknown_completion": &o.UnknownCompletion,
		}[reason]
		if to == nil {
			return fmt.Errorf("unknown reason %q", reason)
		}
		*to += n
		o.WithoutPersonAfterLimit += after
		return nil
	})
}
