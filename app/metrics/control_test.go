package metrics

import (
	"fmt"
	"testing"
)

// Twelve months 10, 12, 10, 12 … and one of 30: differences are 2 ten times, then 20 and 18 around it.
func TestControlByHand(t *testing.T) {
	values := []int64{10, 12, 10, 12, 10, 12, 10, 30, 12, 10, 12, 10, 12}
	// Sum 162, mean 12.46154; differences 6·2 + 20 + 18 + 4·2 = 58 over 12, 4.83333; 2.66 of it 12.85667.
	c, ok := ControlOf(values)
	if got := fmt.Sprintf("%.4f %.4f %.4f %v %v", c.Mean, c.Low, c.High, c.Outside, ok); got != "12.4615 0.0000 25.3182 [7] true" {
		t.Errorf("got %s", got)
	}
	for i := range values {
		values[i] += 100
	}
	values[7] = 80
	// Sum 1412, mean 108.61538; differences 6·2 + 30 + 32 + 4·2 = 82 over 12, 6.83333; 2.66 of it 18.17667.
	c, _ = ControlOf(values)
	if got := fmt.Sprintf("%.4f %.4f %v", c.Low, c.High, c.Outside); got != "90.4387 126.7921 [7]" {
		t.Errorf("below: got %s", got)
	}
}

func TestControlOfFewOrEqualMonths(t *testing.T) {
	if _, ok := ControlOf(make([]int64, 11)); ok {
		t.Error("got a range of 11 months, want none")
	}
	c, ok := ControlOf(make([]int64, 12))
	if !ok || c.High != 0 || len(c.Outside) != 0 {
		t.Errorf("twelve empty months: got %v %v, want a range of 0 to 0 with nothing outside", c, ok)
	}
	even := []int64{}
	for range 24 {
		even = append(even, 7)
	}
	if c, _ := ControlOf(even); len(c.Outside) != 0 {
		t.Errorf("equal months: got %v outside, want none", c.Outside)
	}
}
