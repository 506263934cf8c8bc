package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"furikaeri/report"
)

// A scale is a value axis: from, to and the distance of its ticks.
type scale struct{ min, max, step float64 }

// nice is the scale with few and round ticks that holds lo to hi. Bars and whatever is far from its own zero begin at
// zero; free allows a beginning elsewhere, when that is where the values are.
func nice(lo, hi float64, unit report.Unit, ticks int, free bool) scale {
	if hi < lo {
		lo, hi = 0, 0
	}
	begin := lo
	if !free || lo <= 0 || hi-lo > 0.4*lo {
		begin = min(lo, 0)
	}
	hi = max(hi, begin, min(0, hi))
	if !free || begin <= 0 {
		hi = max(hi, 0)
	}
	if hi == begin {
		hi = begin + max(1, math.Abs(begin)*0.1)
	}
	step := roundStep((hi - begin) / float64(max(ticks, 1)))
	if unit == report.Count && step < 10 {
		step = math.Ceil(step) // no half alerts
		if step == 3 {
			step = 5
		}
	}
	s := scale{min: math.Floor(begin/step+1e-9) * step, max: math.Ceil(hi/step-1e-9) * step, step: step}
	if unit == report.Percent && hi <= 100 {
		s.max = min(s.max, 100)
	}
	return s
}

// roundStep is the next of 1, 2, 2.5, 5, 10 times a power of ten that is not under raw.
func roundStep(raw float64) float64 {
	if !(raw > 0) || math.IsInf(raw, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if raw <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// ticks are the axis' labels: plain numbers with commas, as ECharts prints them but for the minus.
func (s scale) ticks() []string {
	var all []string
	for i := 0; i <= 20; i++ {
		v := s.min + float64(i)*s.step
		if v > s.max+s.step/1000 {
			break
		}
		all = append(all, commas(v))
	}
	return all
}

// at is how far up v is, 0 at the bottom and 1 at the top.
func (s scale) at(v float64) float64 { return (v - s.min) / (s.max - s.min) }

// commas is v to six decimals as people read it: "−1,234.5".
func commas(v float64) string {
	whole, frac, _ := strings.Cut(strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64), ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		frac = "." + frac
	}
	return sign + whole + frac
}

// months are the labels "2025/4" with the year only where it is new, so many of them that none touches its neighbour in
// slots slot px wide: the first and every January, and others at even distances from January; the rest are "". They are
// nil if the labels are no months.
func months(labels []string, slot float64, width func(string) float64) []string {
	if len(labels) < 2 {
		return nil
	}
	years, nums := make([]string, len(labels)), make([]string, len(labels))
	for i, l := range labels {
		y, n, ok := strings.Cut(l, "/")
		if !ok || len(y) != 4 || len(n) < 1 || len(n) > 2 || !digits(y) || !digits(n) {
			return nil
		}
		years[i], nums[i] = y, strings.TrimPrefix(n, "0")
	}
	january := max(slices.Index(nums, "1"), 0)
	var best []string
	for _, stride := range []int{1, 2, 3, 4, 6, 12, 24, 48, len(labels)} {
		shown, fits := everyMonth(years, nums, slot, width, january%stride, stride)
		if !fits && stride < len(labels) {
			continue
		}
		if january%stride == 0 || stride > 4 { // from the first month on at even distances
			return shown
		}
		if best == nil {
			best = shown
		} else if stride > 3 {
			break
		}
	}
	return best
}

// everyMonth are the labels of every stride-th month from start on and of the very first, unless that would touch a
// January, and whether they have room. A label that would touch the first is left out.
func everyMonth(years, nums []string, slot float64, width func(string) float64, start, stride int) (shown []string, fits bool) {
	shown = make([]string, len(nums))
	edges := func(i int, s string) (left, right float64) {
		centre, half := (float64(i)+0.5)*slot, width(s)/2
		return centre - half, centre + half
	}
	year, fits := years[0], true
	shown[0] = years[0] + "/" + nums[0]
	_, first := edges(0, shown[0])
	end := first
	if start == 0 {
		start = stride
	}
	for i := start; i < len(nums); i += stride {
		label := nums[i]
		if years[i] != year {
			label = years[i] + "/" + nums[i]
		}
		left, right := edges(i, label)
		if left < first+3 {
			if nums[i] != "1" {
				continue
			}
			shown[0], first = "", math.Inf(-1)
			end = first
		}
		fits = fits && left >= end+3
		shown[i], year, end = label, years[i], right
	}
	return shown, fits
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// A place is where a label wants to stand, and after spread where it stands: its middle and its height.
type place struct{ middle, height float64 }

// spread moves places, which come in order from the top, as little as needed so that none overlaps and all stay
// between top and bottom as far as there is room.
func spread(all []place, top, bottom float64) {
	n := len(all)
	if n == 0 {
		return
	}
	var first []int
	var at, size []float64 // of each block: its top and its height
	for i, p := range all {
		first, at, size = append(first, i), append(at, p.middle-p.height/2), append(size, p.height)
		for {
			k := len(at) - 1
			at[k] = max(top, min(at[k], bottom-size[k]))
			if k == 0 || at[k-1]+size[k-1] <= at[k] {
				break
			}
			// Two blocks that touch become one, in the middle of where both wanted to be.
			at[k-1] = (at[k-1]*size[k-1] + (at[k]-size[k-1])*size[k]) / (size[k-1] + size[k])
			size[k-1] += size[k]
			first, at, size = first[:k], at[:k], size[:k]
		}
	}
	for k := range first {
		end := n
		if k+1 < len(first) {
			end = first[k+1]
		}
		y := at[k]
		for i := first[k]; i < end; i++ {
			all[i].middle = y + all[i].height/2
			y += all[i].height
		}
	}
}
