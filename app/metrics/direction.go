package metrics

import (
	"math"
	"math/rand/v2"
	"slices"

	"furikaeri/app/incident"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Verdict says whether a change is more than chance.
type Verdict string

// The words 増加 and 減少 (increase, decrease) may be used for Up and Down alone.
const (
	Up      Verdict = "up"
	Down    Verdict = "down"
	Flat    Verdict = "flat"    // no more than chance, and less than 5 % either way
	Unclear Verdict = "unclear" // may be chance; Direction.Reason says what is lacking
)

// Why a verdict is unclear.
const (
	FewWeeks  = "few_weeks"  // the data hold too few weeks on both sides, or before the period
	FewAlerts = "few_alerts" // so few that the change would be within chance even if alerts came independently
	Spread    = "spread"     // within what weeks differ by anyway
	Measure   = "measure"    // the two years are measured differently (Numbers.Alike)
)

// A Direction is a sum over the weeks of the period as a ratio to the same weeks a year before, and what can be said of
// it. Verdict is Up or Down where the 95 % interval excludes 1.
type Direction struct {
	Ratio   *float64 `json:"ratio"` // nil where the year before has nothing, or no weeks are compared
	Low     *float64 `json:"low"`   // of the 95 % interval; nil where there is none, or it has no end on this side
	High    *float64 `json:"high"`
	Verdict Verdict  `json:"verdict"`
	Reason  string   `json:"reason,omitempty"` // few_weeks, few_alerts, spread or measure where the verdict is unclear
}

// Directions are what can be said of the change of the scope against the year before (methods, test 0). Weeks are blocks
// of seven local days back from the period's end, as many as the period holds whole; each is paired with the block 364
// days earlier. A pair of which the coverage lacks a day is left out. They are not the compared days of Change, which go
// by the calendar: the two ratios are close, not equal.
type Directions struct {
	Weeks      int       `json:"weeks"`      // pairs
	Dispersion *float64  `json:"dispersion"` // φ of the weekly counts; nil where fewer than 8 weeks before the period are covered
	Count      Direction `json:"count"`      // of alerts
	Hours      Direction `json:"hours"`      // of known handling time
}

const (
	yearBlocks   = 52 // blocks from a week to its partner
	weeksBefore  = 26 // that φ is measured on
	fewestPairs  = 4
	fewestBefore = 8
	draws        = 2000 // of the bootstrap
	level        = 0.95 // of every interval
	aboutLevel   = 0.05 // a smaller change is flat
)

// A week is the alerts and the known handling seconds of seven days.
type week struct{ n, s int64 }

// A pair is a week and the one 364 days before it.
type pair struct{ now, before week }

// direction asks whether the scope's change is more than chance.
func (c *computation) direction() error {
	found := map[int]week{}
	err := c.rows("weekly", func(scan func(...any) error) error {
		var back int
		var w week
		err := scan(&back, &w.n, &w.s)
		found[back/7] = w
		return err
	})
	if err != nil {
		return err
	}
	p := c.q.Period
	at := func(block int) (w week, covered bool) {
		last := p.To - incident.Day(7*block)
		return found[block], c.covered(last-6, last)
	}
	days := int(p.To-p.From) + 1
	pairs := []pair{}
	for i := range days / 7 {
		now, held := at(i)
		before, heldBefore := at(i + yearBlocks)
		if held && heldBefore {
			pairs = append(pairs, pair{now, before})
		}
	}
	counts := []int64{}
	for i := (days + 6) / 7; i < (days+6)/7+weeksBefore; i++ {
		if w, covered := at(i); covered {
			counts = append(counts, w.n)
		}
	}
	c.out.Direction = directions(pairs, counts)
	if !c.out.Alike() {
		c.out.Direction.Hours.Verdict, c.out.Direction.Hours.Reason = Unclear, Measure
	}
	return nil
}

// directions judges counts and hours of paired weeks. before are the counts of the weeks before the period.
func directions(pairs []pair, before []int64) Directions {
	d := Directions{Weeks: len(pairs)}
	unclear := Direction{Verdict: Unclear, Reason: FewWeeks}
	d.Count, d.Hours = unclear, unclear
	if len(before) >= fewestBefore {
		v := dispersion(before)
		d.Dispersion = &v
	}
	if len(pairs) < fewestPairs {
		return d
	}
	if d.Dispersion != nil {
		d.Count = countDirection(pairs, widening(*d.Dispersion, len(before)))
	}
	d.Hours = hoursDirection(pairs)
	return d
}

// dispersion is φ: Pearson's χ² of weekly counts around their mean over its degrees of freedom, and at least 1, which is
// what alerts that come independently have (McCullagh and Nelder, Generalized Linear Models, 1989, §6.2).
func dispersion(counts []int64) float64 {
	var sum int64
	for _, n := range counts {
		sum += n
	}
	if sum == 0 || len(counts) < 2 {
		return 1
	}
	mean := float64(sum) / float64(len(counts))
	chi2 := 0.0
	for _, n := range counts {
		d := float64(n) - mean
		chi2 += d * d / mean
	}
	return max(1, chi2/float64(len(counts)-1))
}

// widening is what φ of so many weeks divides counts by. φ is measured itself: an interval from it takes Student's t in
// place of the normal's quantile, which comes to φ·(t/z)².
func widening(phi float64, weeks int) float64 {
	upper := (1 + level) / 2
	t := distuv.StudentsT{Sigma: 1, Nu: float64(weeks - 1)}.Quantile(upper) / distuv.UnitNormal.Quantile(upper)
	return phi * t * t
}

// countDirection compares two Poisson rates over equal times, conditional on the sum of the counts: of n1 + n0 alerts n1
// fall into this year with p = 1/2 if nothing changed. The interval of p is Clopper and Pearson's (1934), on counts
// divided by widened, the factor by which their variance is more than Poisson's; the ratio is p/(1−p).
func countDirection(pairs []pair, widened float64) Direction {
	var n1, n0 int64
	for _, p := range pairs {
		n1 += p.now.n
		n0 += p.before.n
	}
	d := decide(float64(n1), float64(n0), rateInterval(float64(n1)/widened, float64(n0)/widened))
	if d.Verdict == Unclear {
		d.Reason = Spread
		if rateInterval(float64(n1), float64(n0)).holdsOne() {
			d.Reason = FewAlerts
		}
	}
	return d
}

// An interval of a ratio; high may be +∞.
type interval struct{ low, high float64 }

func (i interval) holdsOne() bool { return i.low <= 1 && i.high >= 1 }

// rateInterval is the 95 % interval of x1/x0, two Poisson counts over equal times, which need not be whole.
func rateInterval(x1, x0 float64) interval {
	const tail = (1 - level) / 2
	odds := func(p float64) float64 { return p / (1 - p) }
	i := interval{0, math.Inf(1)}
	if x1 > 0 {
		i.low = odds(mathext.InvRegIncBeta(x1, x0+1, tail))
	}
	if x0 > 0 {
		i.high = odds(mathext.InvRegIncBeta(x1+1, x0, 1-tail))
	}
	return i
}

// hoursDirection compares handling time over paired weeks. The interval of the ratio of the sums is the wider, on either
// side, of two: the percentile bootstrap of the pairs (Efron and Tibshirani 1993, §13.3), and Fieller's (1954) of a ratio
// of paired means with Student's t. The bootstrap alone is too narrow for few weeks (Hesterberg 2015: what 4 weeks say is
// drawn from 4 values), and t guards it; the seed is fixed, so the same weeks give the same interval.
func hoursDirection(pairs []pair) Direction {
	var s1, s0 int64
	for _, p := range pairs {
		s1 += p.now.s
		s0 += p.before.s
	}
	a, b := bootstrap(pairs), fieller(pairs)
	d := decide(float64(s1), float64(s0), interval{min(a.low, b.low), max(a.high, b.high)})
	if d.Verdict == Unclear {
		d.Reason = Spread
	}
	return d
}

// bootstrap draws as many pairs as there are, again and again; the interval holds the middle 95 % of the draws' ratios. A
// draw without any time on either side shows no change.
func bootstrap(pairs []pair) interval {
	random := rand.New(rand.NewPCG(20250401, 364))
	ratios := make([]float64, draws)
	for i := range ratios {
		var s1, s0 int64
		for range pairs {
			p := &pairs[random.IntN(len(pairs))]
			s1 += p.now.s
			s0 += p.before.s
		}
		switch {
		case s0 > 0:
			ratios[i] = float64(s1) / float64(s0)
		case s1 > 0:
			ratios[i] = math.Inf(1)
		default:
			ratios[i] = 1
		}
	}
	slices.Sort(ratios)
	const beyond = draws / 40 // 2.5 % on either side
	return interval{ratios[beyond-1], ratios[draws-beyond]}
}

// fieller is the set of ratios θ for which Student's t does not refuse that now − θ·before has mean 0. It is all of 0 to
// ∞ where nothing can be said.
func fieller(pairs []pair) interval {
	n := float64(len(pairs))
	var m1, m0, v11, v00, v10 float64
	for _, p := range pairs {
		m1 += float64(p.now.s) / n
		m0 += float64(p.before.s) / n
	}
	for _, p := range pairs {
		d1, d0 := float64(p.now.s)-m1, float64(p.before.s)-m0
		v11 += d1 * d1 / (n - 1)
		v00 += d0 * d0 / (n - 1)
		v10 += d1 * d0 / (n - 1)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + level) / 2)
	k := t * t / n
	// θ is in the set where aθ² − 2bθ + c ≤ 0.
	a, b, c := m0*m0-k*v00, m1*m0-k*v10, m1*m1-k*v11
	root := math.Sqrt(max(0, b*b-a*c))
	i := interval{0, math.Inf(1)}
	switch {
	case a > 0:
		i.high = (b + root) / a
		if c > 0 {
			i.low = max(0, (b-root)/a)
		}
	case c > 0: // the year before may have been nothing: no upper end; where it was nothing, +∞ all over
		i.low = c / (b + root)
	}
	return i
}

// decide makes a Direction of two sums and the interval of their ratio.
func decide(now, before float64, i interval) Direction {
	d := Direction{Verdict: Unclear}
	if before > 0 {
		d.Ratio = ptr(now / before)
	}
	if !math.IsInf(i.low, 1) {
		d.Low = ptr(i.low)
	}
	if !math.IsInf(i.high, 1) {
		d.High = ptr(i.high)
	}
	switch {
	case now == 0 && before == 0:
		d.Verdict, d.Low, d.High = Flat, nil, nil
	case i.low > 1:
		d.Verdict = Up
	case i.high < 1:
		d.Verdict = Down
	case d.Ratio != nil && math.Abs(*d.Ratio-1) < aboutLevel:
		d.Verdict = Flat
	}
	return d
}

func ptr(v float64) *float64 { return &v }
