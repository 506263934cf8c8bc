package demo

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// An incident is one row before it has words.
type incident struct {
	at       int32 // seconds since start
	ack      int32 // seconds from trigger; none if nobody acknowledged
	resolve  int32 // seconds from trigger; none if open
	stream   *stream
	title    string // if not the stream's own
	look     uint64 // decides host, address and numbers of the title
	minutes  float32
	priority uint8
	l1, l2   who // of the first and the second line, none if there is none
	helper   who // a second first-line person, none if there is none
	way      way
	into     int32 // the incident that it is merged into, none if it is not
	wrong    int32 // seconds, negative, that the exports say in the place of the right ones; 0 for none
	manned   bool
	hard     bool // comes in a storm: its acknowledge and completion suffer
	byHuman  bool // resolved by a person
	planned  bool // in a maintenance window
}

const none = -1

// trigger lets every stream fire over the two years, adds flapping, storms and maintenance, and gives all of it in
// the order of time.
func trigger(rng *rand.Rand, w *world, s *streams) []incident {
	out := make([]incident, 0, 130_000)
	shock := shocks(rng, len(w.services))
	for i := range s.all {
		x := &s.all[i]
		for day := x.from; day < x.until; day++ {
			rate, minutes := x.at(day)
			n := poisson(rng, x.rate*rate*w.calendar.factor[x.profile][day]*float64(shock[x.service][day]))
			for range n {
				c := incident{at: int32(day*86400 + w.calendar.clock(rng, x.profile)), stream: x, look: rng.Uint64(), minutes: float32(minutes)}
				c.priority, c.manned = x.priority, rng.Float64() < x.manned
				out = append(out, c)
				if rng.Float64() < 0.0045 {
					out = flap(rng, out, c)
				}
			}
		}
	}
	out = storms(rng, w, s, out)
	out = maintain(rng, w, s, out)
	out = slices.DeleteFunc(out, func(c incident) bool {
		day := int(c.at) / 86400
		return day == silentDay || day >= days || int(c.at) >= c.stream.until*86400 ||
			day >= march2026 && clients[w.services[c.stream.service].client].name == quietClient
	})
	out = five(rng, w, s, out)
	slices.SortStableFunc(out, func(a, b incident) int { return int(a.at) - int(b.at) })
	return out
}

// shocks are good and bad days of each service: a slow wave and single days that are much worse, mean about 1.
func shocks(rng *rand.Rand, services int) [][days]float32 {
	out := make([][days]float32, services)
	for i := range out {
		level := 0.0
		for day := range days {
			level = 0.9*level + 0.13*rng.NormFloat64()
			f := math.Exp(level - 0.05)
			if rng.Float64() < 0.012 {
				f *= 2 + 2*rng.Float64()
			}
			out[i][day] = float32(f * 0.97)
		}
	}
	return out
}

// clock draws a second of the day.
func (c *calendar) clock(rng *rand.Rand, p int) int {
	at := rng.Float64() * c.hours[p][23]
	hour := 0
	for c.hours[p][hour] <= at {
		hour++
	}
	second := rng.IntN(3600)
	if profiles[p].clocked && rng.Float64() < 0.6 {
		second = [4]int{0, 0, 1800, 900}[rng.IntN(4)] + rng.IntN(240)
	}
	return hour*3600 + second
}

// flap repeats an alert every few minutes; the repeats recover by themselves.
func flap(rng *rand.Rand, out []incident, c incident) []incident {
	for range 4 + rng.IntN(22) {
		c.at += int32(100 + rng.IntN(420))
		c.manned = rng.Float64() < 0.05
		out = append(out, c)
	}
	return out
}

// A storm is one failure that many services of a unit or of one client report at once.
type storm struct {
	at      string // local
	unit    int
	client  string // "" for the whole unit
	count   int
	minutes int
}

var stormTable = []storm{
	{"2024-05-14 10:12", cloud, "", 90, 35}, {"2024-06-27 21:40", west, "ミカン山運輸株式会社", 60, 30},
	{"2024-07-18 14:05", east, "", 120, 40}, {"2024-08-30 03:20", west, "", 240, 180},
	{"2024-09-12 09:31", east, largeClient, 130, 50}, {"2024-10-22 20:15", cloud, "株式会社ペンギン通り", 70, 45},
	{"2024-11-25 02:10", east, "しののめ原物流株式会社", 55, 30}, {"2024-12-12 11:02", cloud, "", 140, 60},
	{"2025-01-17 08:44", west, "株式会社凪乃屋百貨店", 80, 40}, {"2025-02-21 19:20", cloud, "株式会社ソラノハコ", 90, 50},
	{"2025-03-11 15:30", east, "", 85, 35}, {"2025-04-24 13:11", west, "", 90, 45},
	{"2025-06-05 01:45", east, largeClient, 75, 40}, {"2025-07-09 18:02", cloud, "", 130, 70},
	{"2025-09-05 05:30", west, "", 150, 120}, {"2025-10-28 10:20", east, "株式会社雫ヶ原ホテルズ", 50, 30},
	{"2025-11-28 20:01", cloud, "株式会社まめつぶペイメント", 80, 55}, {"2026-01-23 09:05", west, "株式会社くすのき浜食品", 95, 60},
	{"2026-02-05 22:50", cloud, "", 85, 40}, {"2026-03-10 14:26", east, largeClient, 110, 45},
}

func storms(rng *rand.Rand, w *world, s *streams, out []incident) []incident {
	for _, x := range stormTable {
		t, err := time.ParseInLocation("2006-01-02 15:04", x.at, jst)
		if err != nil {
			panic("demo: storm at " + x.at) // a table of this package is wrong
		}
		at := int32(t.Sub(start) / time.Second)
		from := s.within(w, int(at)/86400, func(v service) bool {
			return v.unit == x.unit && (x.client == "" || clients[v.client].name == x.client)
		})
		for range x.count {
			y := from[rng.IntN(len(from))]
			// Most come in the first minutes.
			late := math.Pow(rng.Float64(), 2.2)
			c := incident{at: at + int32(late*float64(x.minutes)*60), stream: y, look: rng.Uint64(), minutes: 1, hard: true}
			c.priority, c.manned = y.priority, rng.Float64() < 0.42
			if c.priority >= 3 && rng.Float64() < 0.45 {
				c.priority = 2
			}
			out = append(out, c)
		}
	}
	return out
}

// within gives the streams of the services that fit and are there on a day. Jobs do not fail because a network does.
func (s *streams) within(w *world, day int, fit func(service) bool) []*stream {
	var out []*stream
	for i := range s.all {
		x := &s.all[i]
		if x.from <= day && day < x.until && !profiles[x.profile].clocked && fit(w.services[x.service]) {
			out = append(out, x)
		}
	}
	return out
}

// works are the maintenance windows; the alerts inside them are agreed out of the SLO.
var works = []struct {
	client string
	from   string
	hours  int
	count  int
	reason string
}{
	{"株式会社凪乃屋百貨店", "2025-05-18 01:00", 4, 30, "計画停止: ストレージ更改"},
	{largeClient, "2025-08-24 00:00", 5, 45, "計画停止: データセンター電源点検"},
	{"株式会社ソラノハコ", "2025-11-09 02:00", 3, 35, "計画作業: データベースのバージョンアップ"},
	{largeClient, "2026-01-18 00:00", 4, 38, "計画作業: 受発注システムのOS更新"},
	{"株式会社くすのき浜食品", "2026-02-15 13:00", 3, 22, "計画停止: 工場ネットワーク切替"},
	{"株式会社まめつぶペイメント", "2026-03-08 03:00", 2, 26, "計画作業: 決済APIの切替試験"},
}

func maintain(rng *rand.Rand, w *world, s *streams, out []incident) []incident {
	for _, x := range works {
		from, err := time.ParseInLocation("2006-01-02 15:04", x.from, jst)
		if err != nil {
			panic("demo: maintenance at " + x.from) // a table of this package is wrong
		}
		at := slices.IndexFunc(w.services, func(v service) bool { return clients[v.client].name == x.client })
		v := w.services[at]
		w.maintenance = append(w.maintenance, Maintenance{v.id, v.name, x.client, from, from.Add(time.Duration(x.hours) * time.Hour), x.reason})
		second := int32(from.Sub(start) / time.Second)
		own := s.within(w, int(second)/86400, func(y service) bool { return y.id == v.id })
		for range x.count {
			y := own[rng.IntN(len(own))]
			c := incident{at: second + int32(rng.IntN(x.hours*3600)), stream: y, look: rng.Uint64(), minutes: 1, planned: true}
			c.priority, c.manned = y.priority, rng.Float64() < 0.5
			out = append(out, c)
		}
	}
	return out
}

// five leaves the small client five incidents in its last month.
func five(rng *rand.Rand, w *world, s *streams, out []incident) []incident {
	small := func(x service) bool { return clients[x.client].name == smallClient }
	n := 0
	out = slices.DeleteFunc(out, func(c incident) bool {
		if int(c.at) < march2026*86400 || !small(w.services[c.stream.service]) {
			return false
		}
		n++
		return n > 5
	})
	own := s.within(w, march2026, small)
	for ; n < 5; n++ {
		y := own[rng.IntN(len(own))]
		day := march2026 + 2 + 5*n
		c := incident{at: int32(day*86400 + w.calendar.clock(rng, y.profile)), stream: y, look: rng.Uint64(), minutes: 1}
		c.priority, c.manned = y.priority, n%2 == 0
		out = append(out, c)
	}
	return out
}

// poisson draws a count by multiplication; the rates here are small.
func poisson(rng *rand.Rand, rate float64) int {
	limit, n, p := math.Exp(-rate), 0, rng.Float64()
	for p > limit {
		n++
		p *= rng.Float64()
	}
	return n
}
