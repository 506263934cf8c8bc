package metrics

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// A made-up scope: alerts a week, φ, the spread of log-minutes, and the weeks of its period.
type scope struct {
	perWeek, phi, sigma float64
	weeks               int
}

// draw is a week of times as many alerts: Poisson, or gamma-mixed so that the variance is φ times the mean; log-normal
// minutes.
func (s scope) draw(r *rand.Rand, times float64) week {
	mean := s.perWeek * times
	if s.phi > 1 {
		mean = distuv.Gamma{Alpha: mean / (s.phi - 1), Beta: 1 / (s.phi - 1), Src: r}.Rand()
	}
	w := week{n: int64(distuv.Poisson{Lambda: max(mean, 1e-9), Src: r}.Rand())}
	minutes := distuv.LogNormal{Mu: 2, Sigma: s.sigma, Src: r}
	for range w.n {
		w.s += int64(60 * minutes.Rand())
	}
	return w
}

// judge is what is said of a made-up period with times as many alerts as a year before.
func (s scope) judge(seed uint64, times float64) Directions {
	r := rand.New(rand.NewPCG(seed, 0))
	before, pairs := []int64{}, []pair{}
	for range weeksBefore {
		before = append(before, s.draw(r, 1).n)
	}
	for range s.weeks {
		pairs = append(pairs, pair{now: s.draw(r, times), before: s.draw(r, 1)})
	}
	return directions(pairs, before)
}

// shares are how often counts and hours get a verdict that counts, over seeds 1 to 200, with and without
// over-dispersion, at σ 1 and 1.5 (minutes as unequal as those whose totals fall by a fifth by chance in 24–36 % of
// cases at 50 alerts).
func shares(alerts float64, weeks int, times float64, counts func(Verdict) bool) (count, hours float64) {
	const seeds = 200
	for _, phi := range []float64{1, 4} {
		for _, sigma := range []float64{1, 1.5} {
			s := scope{alerts / float64(weeks), phi, sigma, weeks}
			for seed := range uint64(seeds) {
				d := s.judge(seed+1, times)
				if counts(d.Count.Verdict) {
					count += 1.0 / (4 * seeds)
				}
				if counts(d.Hours.Verdict) {
					hours += 1.0 / (4 * seeds)
				}
			}
		}
	}
	return count, hours
}

// Where nothing changed, the word of direction appears in at most 7 % of cases, in a month and in a quarter.
func TestNoDirectionWithoutChange(t *testing.T) {
	for _, weeks := range []int{4, 13} {
		for _, alerts := range []float64{50, 200, 1000, 4000} {
			count, hours := shares(alerts, weeks, 1, func(v Verdict) bool { return v == Up || v == Down })
			if count > 0.07 || hours > 0.07 {
				t.Errorf("%v alerts in %d weeks: got a direction in %.1f %% of counts and %.1f %% of hours, want at most 7 %%", alerts, weeks, 100*count, 100*hours)
			}
		}
	}
}

// A true fall by 30 % at 4,000 alerts in a quarter is seen in at least 90 % of cases, and never as a rise.
func TestTrueFallIsSeen(t *testing.T) {
	count, hours := shares(4000, 13, 0.7, func(v Verdict) bool { return v == Down })
	if count < 0.9 || hours < 0.9 {
		t.Errorf("got %.1f %% of counts and %.1f %% of hours, want at least 90 %%", 100*count, 100*hours)
	}
	if count, hours = shares(4000, 13, 0.7, func(v Verdict) bool { return v == Up }); count+hours > 0 {
		t.Errorf("got a rise in %.1f %% of counts and %.1f %% of hours, want none", 100*count, 100*hours)
	}
}

func TestDispersionByHand(t *testing.T) {
	for _, v := range []struct {
		name   string
		counts []int64
		want   float64
	}{
		{"mean 4, (16+16)/4 over 1", []int64{0, 8}, 8},
		{"mean 10, (25+0+25)/10 over 2", []int64{5, 10, 15}, 2.5},
		{"steadier than chance", []int64{10, 10, 10, 10}, 1},
		{"none at all", []int64{0, 0, 0}, 1},
		{"one week", []int64{7}, 1},
	} {
		if got := dispersion(v.counts); math.Abs(got-v.want) > 1e-12 {
			t.Errorf("%s: got %v, want %v", v.name, got, v.want)
		}
	}
}

// Clopper and Pearson's bounds of p where they can be worked by hand: for 0 of n the upper one is 1 − 0.025^(1/n), for n
// of n the lower one is 0.025^(1/n). And R's poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) as its help prints it:
// 0.8584264 to 4.2772659, a ratio per time, so times 800/3011 of ours.
func TestRateIntervalByHand(t *testing.T) {
	p := math.Pow(0.025, 1.0/12)
	for _, v := range []struct {
		x1, x0    float64
		low, high float64
	}{
		{0, 12, 0, (1 - p) / p},
		{12, 0, p / (1 - p), math.Inf(1)},
		{0, 0, 0, math.Inf(1)},
		{11, 21, 0.8584264 * 800 / 3011, 4.2772659 * 800 / 3011},
	} {
		got := rateInterval(v.x1, v.x0)
		if math.Abs(got.low-v.low) > 1e-6 || got.high != v.high && math.Abs(got.high-v.high) > 1e-6 {
			t.Errorf("%v against %v: got %v, want {%v %v}", v.x1, v.x0, got, v.low, v.high)
		}
	}
}

// Weeks 100/200, 120/180, 80/220, 100/200 (s): means 100 and 200, v11 = 800/3, v00 = 800/3, v10 = −800/3, t = 3.18245,
// k = t²/4 = 2.53198. a = 40000 − 675.19 = 39324.81, b = 20000 + 675.19 = 20675.19, c = 10000 − 675.19 = 9324.81.
// b² − ac = 427463481 − 366696300 = 60767181, root 7795.33: (20675.19 ∓ 7795.33)/39324.81 = 0.32753, 0.72398.
func TestFiellerByHand(t *testing.T) {
	got := fieller([]pair{{week{1, 100}, week{1, 200}}, {week{1, 120}, week{1, 180}}, {week{1, 80}, week{1, 220}}, {week{1, 100}, week{1, 200}}})
	if math.Abs(got.low-0.32753) > 1e-4 || math.Abs(got.high-0.72398) > 1e-4 {
		t.Errorf("got %v, want {0.32753 0.72398}", got)
	}
}

// same are n pairs of one kind.
func same(n int, p pair) []pair {
	out := []pair{}
	for range n {
		out = append(out, p)
	}
	return out
}

func steady(n int64) []int64 {
	out := []int64{}
	for range weeksBefore {
		out = append(out, n)
	}
	return out
}

func TestVerdicts(t *testing.T) {
	once := append(same(12, pair{}), pair{before: week{1, 9000}}) // one alert, a year ago
	uneven := append(same(6, pair{week{9, 100}, week{30, 900}}), same(7, pair{week{9, 500}, week{9, 200}})...)
	for _, v := range []struct {
		name         string
		pairs        []pair
		before       []int64
		count, hours string
	}{
		{"three weeks", same(3, pair{week{900, 9}, week{100, 9}}), steady(100), "unclear few_weeks", "unclear few_weeks"},
		{"seven weeks before", same(13, pair{week{50, 500}, week{100, 1000}}), steady(100)[:7], "unclear few_weeks", "down"},
		{"half", same(13, pair{week{50, 500}, week{100, 1000}}), steady(100), "down", "down"},
		{"double", same(13, pair{week{100, 1000}, week{50, 500}}), steady(50), "up", "up"},
		{"three of a hundred less", same(4, pair{week{97, 97}, week{100, 100}}), steady(100), "flat", "down"},
		{"8 against 12", same(4, pair{week{2, 900}, week{3, 900}}), steady(3), "unclear few_alerts", "flat"},
		{"weeks far apart", uneven, []int64{0, 90, 0, 90, 0, 90, 0, 90}, "unclear spread", "unclear spread"},
		{"one alert a year ago", once, steady(0), "unclear few_alerts", "unclear spread"},
		{"nothing on either side", same(13, pair{}), steady(0), "flat", "flat"},
		{"nothing a year ago", same(13, pair{now: week{5, 300}}), steady(5), "up", "up"},
		{"nothing now", same(13, pair{before: week{5, 300}}), steady(5), "down", "down"},
		{"little now, nothing a year ago", append(same(12, pair{}), pair{now: week{2, 300}}), steady(0), "unclear few_alerts", "unclear spread"},
	} {
		d := directions(v.pairs, v.before)
		for what, g := range map[string]struct {
			d    Direction
			want string
		}{"count": {d.Count, v.count}, "hours": {d.Hours, v.hours}} {
			got := string(g.d.Verdict)
			if g.d.Reason != "" {
				got += " " + g.d.Reason
			}
			if got != g.want {
				t.Errorf("%s, %s: got %s (%s), want %s", v.name, what, got, bounds(g.d), g.want)
			}
		}
		if _, err := json.Marshal(d); err != nil { // no infinity, no NaN
			t.Errorf("%s: %v", v.name, err)
		}
	}
}

func bounds(d Direction) string {
	show := func(v *float64) string {
		if v == nil {
			return "nil"
		}
		return fmt.Sprintf("%.3f", *v)
	}
	return show(d.Ratio) + " " + show(d.Low) + ".." + show(d.High)
}

// 1,300 alerts and none: φ is 1, widened to (2.05954/1.95996)² = 1.10419, so 1177.33 in place of 1,300. The upper bound of
// 0 of them is odds of 0.025^(−1/1177.33) − 1 = 0.003138, the lower one of all 1/0.003138.
func TestBoundsOfNothing(t *testing.T) {
	for _, v := range []struct {
		name         string
		p            pair
		count, hours string
	}{
		{"nothing on either side", pair{}, "nil nil..nil", "nil nil..nil"},
		{"nothing now", pair{before: week{100, 60}}, "0.000 0.000..0.003", "0.000 0.000..0.000"},
		{"nothing a year ago", pair{now: week{100, 60}}, "nil 318.658..nil", "nil nil..nil"},
	} {
		d := directions(same(13, v.p), steady(100))
		if got := bounds(d.Count); got != v.count {
			t.Errorf("%s, count: got %s, want %s", v.name, got, v.count)
		}
		if got := bounds(d.Hours); got != v.hours {
			t.Errorf("%s, hours: got %s, want %s", v.name, got, v.hours)
		}
	}
}

func BenchmarkDirections(b *testing.B) {
	pairs := append(same(30, pair{week{90, 9000}, week{100, 11000}}), same(22, pair{week{95, 12000}, week{80, 9900}})...)
	before := steady(90)
	for b.Loop() {
		directions(pairs, before)
	}
}
