package metrics

// FewestControlled is the fewest values of which a usual range is told.
const FewestControlled = 12

// A Control is the usual range of a monthly value: the mean ± 2.66 times the mean of the differences between neighbours, the
// natural process limits of an XmR chart (Shewhart; Wheeler, Understanding Variation, 1993). A value outside them is more
// than the usual coming and going.
type Control struct {
	Mean, Low, High float64 // in the values' unit; Low is 0 where it would be less
	Outside         []int   // indexes of the values outside, in order
}

// ControlOf is the usual range of values of consecutive months, none of them below 0; ok is false of fewer than 12.
func ControlOf(values []int64) (c Control, ok bool) {
	if len(values) < FewestControlled {
		return Control{}, false
	}
	var sum, moved int64
	for i, v := range values {
		sum += v
		if i > 0 {
			moved += max(v-values[i-1], values[i-1]-v)
		}
	}
	c.Mean = float64(sum) / float64(len(values))
	moving := float64(moved) / float64(len(values)-1)
	const limit = 2.66 // 3/d₂ of pairs
	c.Low, c.High = max(0, c.Mean-limit*moving), c.Mean+limit*moving
	for i, v := range values {
		if v := float64(v); v < c.Low || v > c.High {
			c.Outside = append(c.Outside, i)
		}
	}
	return c, true
}
