package demo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Target hours, as PagerDuty counts them, of the first fiscal year, and what the second kept of them.
var (
	targetHours = [unitCount]float64{7750, 6540, 6130}
	targetKept  = [unitCount]float64{0.74, 0.81, 0.94}
)

// Usual handling of the first line by priority index (P1, P2, P3, P4, none): log-normal.
var (
	usualMinutes = [5]float64{15, 12, 14, 31, 58}
	usualSpread  = [5]float64{0.45, 0.45, 0.48, 0.5, 0.7}
	// manned is the chance that a person takes an alert before it recovers by itself.
	manned = [5]float64{0.98, 0.78, 0.60, 0.49, 0.58}
	// handed is the chance that a manned one goes on to the second line; P1 to P3 through their misses only.
	handed = [5]float64{0.011, 0.011, 0.011, 0.028, 0.032}
)

const (
	handedMinutes = 118 // median from acknowledge to resolve of one that is handed over
	handedSpread  = 0.6
	handedEngaged = 259 // what PagerDuty counts as engaged of such a one: both lines until the resolve
)

// A stream is one alert kind at one service.
type stream struct {
	service     int
	title       string
	priority    uint8 // 0…4: P1, P2, P3, P4, none
	profile     int
	rate        float64 // alerts a day before any change
	minutes     float64 // factor on usualMinutes
	manned      float64
	from, until int // days, half-open
	change      []change
}

// at gives the factors on rate and minutes that hold on a day.
func (s *stream) at(day int) (rate, minutes float64) {
	rate, minutes = 1, 1
	for _, c := range s.change {
		if day < c.day {
			continue
		}
		part := min(1, float64(day-c.day+1)/float64(c.ramp))
		rate *= 1 + (c.rate-1)*part
		minutes *= 1 + (c.minutes-1)*part
	}
	return rate, minutes
}

// meanMinutes is the expected engaged time of one alert, auto-recovered ones included.
func (s *stream) meanMinutes() float64 {
	p := s.priority
	l1 := usualMinutes[p] * s.minutes * math.Exp(usualSpread[p]*usualSpread[p]/2)
	return s.manned * ((1-handed[p])*l1 + handed[p]*handedEngaged)
}

// hours is the expected handling of a fiscal year, 0 or 1.
func (s *stream) hours(year int) float64 {
	sum := 0.0
	for day := max(s.from, year*yearDays); day < min(s.until, (year+1)*yearDays); day++ {
		rate, minutes := s.at(day)
		sum += rate * minutes
	}
	return sum * s.rate * s.meanMinutes() / 60
}

// streams are all alert kinds and where they come.
type streams struct {
	all []stream
}

func newStreams(rng *rand.Rand, w *world) *streams {
	s := new(streams)
	for _, h := range heads {
		s.head(rng, w, h)
	}
	first := len(s.all)
	var headHours [unitCount]float64
	for i := range s.all {
		headHours[w.services[s.all[i].service].unit] += s.all[i].hours(0)
	}
	s.tail(rng, w)
	// The tail fills what the heads leave of each unit's hours.
	var tailHours [unitCount]float64
	for i := first; i < len(s.all); i++ {
		tailHours[w.services[s.all[i].service].unit] += s.all[i].hours(0)
	}
	for i := first; i < len(s.all); i++ {
		u := w.services[s.all[i].service].unit
		s.all[i].rate *= (targetHours[u] - headHours[u]) / tailHours[u]
	}
	s.few(rng, w)
	return s
}

func (s *streams) head(rng *rand.Rand, w *world, h head) {
	h.units = 1 << h.unit
	at := w.pick(rng, h.spread, func(x service) bool {
		return fits(h.template, x) && (h.client == "" || clients[x.client].name == h.client)
	})
	total := 0.0
	for _, i := range at {
		total += w.services[i].weight
	}
	for _, i := range at {
		x := newStream(rng, w, h.template, i)
		x.change = h.change
		if h.from != "" {
			x.from = max(x.from, dayOf(h.from))
		}
		x.rate = h.hours * w.services[i].weight / total / yearDays * 60 / x.meanMinutes()
		s.all = append(s.all, x)
	}
}

func (s *streams) tail(rng *rand.Rand, w *world) {
	kinds := tail()
	rank := rng.Perm(len(kinds))
	for k, t := range kinds {
		hours := t.hours / math.Pow(float64(rank[k]+10), 0.9)
		from, until, change := fate(rng)
		at := w.pick(rng, 1+rng.IntN(4)+rng.IntN(4)*rng.IntN(3), func(x service) bool { return fits(t, x) })
		total := 0.0
		for _, i := range at {
			total += w.services[i].weight
		}
		for _, i := range at {
			x := newStream(rng, w, t, i)
			x.from, x.until, x.change = max(x.from, from), min(x.until, until), change
			x.rate = hours * w.services[i].weight / total / x.meanMinutes()
			// High classes have short minutes; without this they would outnumber all others.
			x.rate *= [5]float64{0.9, 1.25, 0.8, 0.72, 1.2}[x.priority]
			s.all = append(s.all, x)
		}
	}
}

// fate draws what becomes of a kind of the tail.
func fate(rng *rand.Rand) (from, until int, c []change) {
	until = days
	c = []change{{yearDays, 60, 0.9 + 0.2*rng.Float64(), 0.95 + 0.08*rng.Float64()}}
	day := yearDays - 60 + rng.IntN(330)
	switch p := rng.Float64(); {
	case p < 0.065:
		until = day
	case p < 0.14:
		from = day
	case p < 0.19:
		c = append(c, change{day + 60, 60, 1.6 + 1.2*rng.Float64(), 1})
	case p < 0.27:
		c = append(c, change{day, 30, 0.35 + 0.35*rng.Float64(), 1})
	case p < 0.33:
		c = append(c, change{day, 20, 1, 0.6 + 0.2*rng.Float64()})
	}
	return from, until, c
}

// few gives the two smallest clients their own rare alerts: about five a month each, whatever the seed.
func (s *streams) few(rng *rand.Rand, w *world) {
	for i, v := range w.services {
		if n := clients[v.client].name; n != smallClient && n != quietClient {
			continue
		}
		kinds := slices.DeleteFunc(tail(), func(t template) bool { return !fits(t, v) })
		for _, k := range rng.Perm(len(kinds))[:8] {
			x := newStream(rng, w, kinds[k], i)
			x.rate = 5.0 / 30 / 8
			s.all = append(s.all, x)
		}
	}
}

func newStream(rng *rand.Rand, w *world, t template, service int) stream {
	x := stream{service: service, title: t.title, profile: t.profile, from: w.services[service].from, until: w.services[service].until}
	p := rng.Float64()
	for i, share := range classes[t.class] {
		if p -= share; p < 0 {
			x.priority = uint8(i)
			break
		}
	}
	x.minutes = t.minutes * (0.9 + 0.2*rng.Float64())
	x.manned = min(0.99, manned[x.priority]*(0.85+0.3*rng.Float64()))
	return x
}

func fits(t template, x service) bool {
	if t.units&(1<<x.unit) == 0 {
		return false
	}
	return t.parts == "" || strings.ContainsRune(t.parts, x.part)
}

// fixes lists what the heads' stories say was repaired, with a title as it came at the kind's first service.
func (w *world) fixes() []Fix {
	var out []Fix
	for _, h := range heads {
		if h.fix == "" {
			continue
		}
		h.units = 1 << h.unit
		at := slices.IndexFunc(w.services, func(x service) bool {
			return fits(h.template, x) && (h.client == "" || clients[x.client].name == h.client)
		})
		title := render(nil, h.title, &w.services[at], uint64(len(out)), int32(h.change[0].day*86400))
		out = append(out, Fix{Day: dateOf(h.change[0].day).Format(time.DateOnly), Unit: unitNames[h.unit], Title: string(title), Text: h.fix, Root: h.root})
	}
	slices.SortStableFunc(out, func(a, b Fix) int { return strings.Compare(a.Day, b.Day) })
	return out
}
