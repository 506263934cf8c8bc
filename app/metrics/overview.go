package metrics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"furikaeri/app/incident"
)

// An Overview holds what is needed of every incident to count the few numbers of the window's first page for any period,
// unit and client at once, without asking the database again: 24 bytes an incident, so that a filter is answered in
// milliseconds. Its numbers are those of Compute, and a test compares both. It may be used by several goroutines.
type Overview struct {
	c          *computation // the coverage, limits and zone
	places     []place
	priorities []string // by number; 0 is none
	kinds      []kindName
	place      []uint16
	day        []int32
	kind       []int32 // place in kinds
	handling   []int32 // seconds, −1 unknown
	truths     []uint16
	newest     incident.Day // the last incident's, which may be after the coverage where a clock went wrong
}

type place struct{ unit, client string }

type kindName struct {
	id    int64
	title string
}

// The small truths of an incident, as overview.sql packs them.
const (
	truthResolved = 1 << iota
	truthMerged
	truthManned
	truthMet
	truthMissed
	truthTimeline
	truthPriority // the first bit of the priority's number
)

// NewOverview reads every incident. Period, Unit and Client of q are left out.
func NewOverview(ctx context.Context, db Querier, q Query) (*Overview, error) {
	q.Unit, q.Client = "", ""
	o := &Overview{c: newComputation(ctx, db, q)}
	err := o.c.run([]step{{"the coverage", o.c.coverage}, {"places", o.readPlaces}, {"kinds", o.readKinds}, {"the incidents", o.read}})
	for _, t := range []string{"overview_place", "overview_priority"} {
		err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp."+t))
	}
	return o, errors.Join(err, o.c.forget())
}

// Coverage is the first and last local day that the data cover; ok is false without any incident.
func (o *Overview) Coverage() (first, last incident.Day, ok bool) {
	return o.c.first, o.c.last, o.c.first <= o.c.last
}

// Incidents is how many there are.
func (o *Overview) Incidents() int { return len(o.day) }

// Units are the units of all incidents, by name.
func (o *Overview) Units() []string {
	return o.names(func(p place) string { return p.unit })
}

func (o *Overview) names(of func(place) string) []string {
	out := []string{}
	for _, p := range o.places {
		out = append(out, of(p))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (o *Overview) readPlaces() error {
	c := o.c
	for _, q := range []string{
		`CREATE OR REPLACE TEMP TABLE overview_place AS SELECT row_number() OVER (ORDER BY unit, client) - 1 AS place, unit, client FROM (
			SELECT DISTINCT CASE WHEN s.unit <> '' THEN s.unit WHEN f.team <> '' THEN f.team ELSE '–' END AS unit, s.client
			FROM facts f JOIN service s ON s.service_key = f.service_key) d`,
		`CREATE OR REPLACE TEMP TABLE overview_priority AS SELECT row_number() OVER (ORDER BY priority) AS priority_n, priority FROM (
			SELECT DISTINCT priority FROM facts WHERE priority <> '') d`,
	} {
		if err := c.db.Exec(c.ctx, q); err != nil {
			return err
		}
	}
	err := c.each(`SELECT unit, client FROM overview_place ORDER BY place`, func(scan func(...any) error) error {
		var p place
		err := scan(&p.unit, &p.client)
		o.places = append(o.places, p)
		return err
	})
	if err != nil {
		return err
	}
	o.priorities = []string{""}
	err = c.each(`SELECT priority FROM overview_priority ORDER BY priority_n`, func(scan func(...any) error) error {
		var p string
		err := scan(&p)
		o.priorities = append(o.priorities, p)
		return err
	})
	if len(o.places) > 1<<16 || len(o.priorities) > 1<<10 {
		return fmt.Errorf("%d places and %d priorities are more than fit", len(o.places), len(o.priorities))
	}
	return err
}

func (o *Overview) readKinds() error {
	return o.c.each(`SELECT kind_id, min(kind) FROM kind GROUP BY kind_id ORDER BY kind_id`, func(scan func(...any) error) error {
		var k kindName
		err := scan(&k.id, &k.title)
		o.kinds = append(o.kinds, k)
		return err
	})
}

func (o *Overview) read() error {
	c := o.c
	if err := c.ask(); err != nil {
		return err
	}
	query, err := within("overview")
	if err != nil {
		return err
	}
	at := make(map[int64]int32, len(o.kinds))
	for i, k := range o.kinds {
		at[k.id] = int32(i)
	}
	var n int64
	if err := c.each("SELECT count(*) FROM facts", func(scan func(...any) error) error { return scan(&n) }); err != nil {
		return err
	}
	o.place, o.day, o.kind = make([]uint16, 0, n), make([]int32, 0, n), make([]int32, 0, n)
	o.handling, o.truths = make([]int32, 0, n), make([]uint16, 0, n)
	var placeDay, kind, handling, truths int64
	to := []any{&placeDay, &kind, &handling, &truths}
	return c.each(query, func(scan func(...any) error) error {
		err := scan(to...)
		o.place, o.day = append(o.place, uint16(placeDay>>16)), append(o.day, int32(placeDay&0xffff))
		o.newest = max(o.newest, incident.Day(placeDay&0xffff))
		o.kind, o.handling, o.truths = append(o.kind, at[kind]), append(o.handling, int32(handling)), append(o.truths, uint16(truths))
		return err
	})
}

// A Scope is what an Overview counts: Query has the same names.
type Scope struct {
	Period incident.Period
	Unit   string // "" = all
	Client string // "" = all
}

// A Summary is the few numbers that say how a period went, with the meaning that Numbers gives to the same names.
type Summary struct {
	Count         int64
	Manned        int64
	AutoRecovered int64
	Merged        int64
	Open          int64
	HandlingS     int64
	Unknown       int64  // of Count, those whose handling time is not known
	Change        Change // without Existing and PerProject
	Alike         bool   // Numbers.Alike
	Days          PeriodInfo
	SLO           []SLO // of the period, all units together, by priority
	Months        []Monthly
	Kinds         []TopAlert // all, without their projects
	Covered       bool       // the period has a day that the data cover
}

// monthsBack is how many months a trend shows, so that the last one has its partner a year before.
const monthsBack = 13

// Count counts a scope. The trend ends with the period's last month and is thirteen months long, longer where the period is.
func (o *Overview) Count(s Scope) Summary {
	c := *o.c
	c.q.Period, c.q.Unit, c.q.Client, c.q.Limits = s.Period, s.Unit, s.Client, limitsFor(s.Client, o.c.q.Limits)
	c.out, c.months = &Numbers{}, nil
	out := Summary{Covered: s.Period.From <= c.last && s.Period.To >= c.first}
	if c.days() == nil { // it asks the database nothing and never fails
		out.Days = c.out.Period
	}
	from := c.first
	side := map[int32]int{}
	for d := s.Period.From; d <= s.Period.To; d++ {
		if why, before := c.comparable(d); why == "" {
			side[int32(d)] |= 1
			side[int32(before)] |= 2
		}
	}
	t := o.tally(s, side)
	out.Count, out.Manned, out.AutoRecovered, out.Merged, out.Open = t.count, t.manned, t.auto, t.merged, t.open
	out.HandlingS, out.Unknown = t.handling, t.unknown
	out.Alike = t.measure.alike(c.q.Definition.String())
	reduction := t.all.h0 - t.all.h1
	out.Change = Change{
		Unit: "*", Compared: compare(t.all), Count: t.all.n1, PreviousCount: t.all.n0,
		ReductionS: reduction, ReductionDays: float64(reduction) / 86400, PersonDays: float64(reduction) / 28800,
	}
	out.Months = t.trend(from, min(c.last, s.Period.To), s.Period)
	goals := c.goals()
	for _, p := range sortedKeys(goals) {
		out.SLO = append(out.SLO, attainment(sloKey{unit: "*", priority: p}, t.slo[p], goals[p]))
	}
	out.Kinds = o.ranked(t)
	return out
}

// A tally is what one pass over the incidents adds up.
type tally struct {
	count, manned, auto, merged, open, handling, unknown int64
	all                                                  sides
	months                                               map[incident.Month]*Monthly
	slo                                                  map[string][2]int64 // n, met
	kinds                                                []kindTally
	measure                                              measure
}

type kindTally struct {
	count, manned, handling int64
	sides
}

// tally passes over every incident once. side says which days are compared (1) and which are partners of such (2).
func (o *Overview) tally(s Scope, side map[int32]int) tally {
	t := tally{months: map[incident.Month]*Monthly{}, slo: map[string][2]int64{}, kinds: make([]kindTally, len(o.kinds))}
	in := make([]bool, len(o.places))
	for i, p := range o.places {
		in[i] = (s.Unit == "" || p.unit == s.Unit) && (s.Client == "" || p.client == s.Client)
	}
	slo := make([][2]int64, len(o.priorities))
	units := o.Units()
	t.measure.units = make([]Measured, len(units))
	unit := make([]int, len(o.places))
	for i, p := range o.places {
		unit[i], _ = slices.BinarySearch(units, p.unit)
	}
	of := newCalendar(o.c.first, max(o.c.last, o.newest), side)
	for i, d := range o.day {
		if !in[o.place[i]] {
			continue
		}
		day := of.at(d)
		if day == nil {
			continue
		}
		truths, handled := o.truths[i], int64(max(o.handling[i], 0))
		auto := truths&(truthManned|truthMerged) == 0 && truths&truthResolved != 0
		m := day.month
		m.Count++
		m.HandlingS += handled
		if o.handling[i] < 0 {
			m.HandlingUnknown++
		}
		m.Manned += int64(truths & truthManned / truthManned)
		if auto {
			m.AutoRecovered++
		}
		k := &t.kinds[o.kind[i]]
		if day.side&1 != 0 {
			k.n1++
			k.h1 += handled
			m := &t.measure.units[unit[o.place[i]]]
			m.Alerts++
			if o.handling[i] < 0 {
				m.Unknown++
			}
			m.Manned += int64(truths & truthManned / truthManned)
			if truths&(truthManned|truthTimeline) == truthManned|truthTimeline {
				m.Timelines++
			}
		}
		if day.side&2 != 0 {
			k.n0++
			k.h0 += handled
			m := &t.measure.units[unit[o.place[i]]]
			m.PreviousAlerts++
			if o.handling[i] < 0 {
				m.PreviousUnknown++
			}
			m.PreviousManned += int64(truths & truthManned / truthManned)
			if truths&(truthManned|truthTimeline) == truthManned|truthTimeline {
				m.PreviousTimelines++
			}
		}
		if incident.Day(d) < s.Period.From || incident.Day(d) > s.Period.To {
			continue
		}
		k.count++
		k.handling += handled
		k.manned += int64(truths & truthManned / truthManned)
		t.merged += int64(truths & truthMerged / truthMerged)
		if auto {
			t.auto++
		}
		if truths&truthResolved == 0 {
			t.open++
		}
		if o.handling[i] < 0 {
			t.unknown++
		}
		if truths&(truthMet|truthMissed) != 0 {
			v := &slo[truths/truthPriority]
			v[0]++
			v[1] += int64(truths & truthMet / truthMet)
		}
	}
	for i := range t.kinds {
		k := &t.kinds[i]
		t.count, t.manned, t.handling = t.count+k.count, t.manned+k.manned, t.handling+k.handling
		t.all.add(k.sides)
	}
	for _, u := range t.measure.units {
		t.measure.all.add(u)
	}
	for i, p := range o.priorities {
		t.slo[p] = slo[i]
	}
	for _, m := range of.months {
		t.months[m.month] = &m.Monthly
	}
	return t
}

// A calendar knows of every day its month's sums and its side of the comparison.
type calendar struct {
	first  int32
	days   []calendarDay
	months []*calendarMonth
}

type calendarDay struct {
	month *calendarMonth
	side  int
}

type calendarMonth struct {
	month incident.Month
	Monthly
}

func newCalendar(first, last incident.Day, side map[int32]int) calendar {
	c := calendar{first: int32(first)}
	for d := first; d <= last; d++ {
		m := d.Month()
		if n := len(c.months); n == 0 || c.months[n-1].month != m {
			c.months = append(c.months, &calendarMonth{month: m, Monthly: Monthly{Unit: "*", Month: m.String()}})
		}
		c.days = append(c.days, calendarDay{month: c.months[len(c.months)-1], side: side[int32(d)]})
	}
	return c
}

// at is the day, nil where there is none such.
func (c *calendar) at(d int32) *calendarDay {
	if i := int(d - c.first); i >= 0 && i < len(c.days) {
		return &c.days[i]
	}
	return nil
}

// trend is the months to show, of those that the data cover.
func (t *tally) trend(first, last incident.Day, p incident.Period) []Monthly {
	out := []Monthly{}
	for m := min(last.Month().Add(1-monthsBack), p.From.Month()); m <= last.Month() && first <= last; m = m.Next() {
		if v := t.months[m]; v != nil {
			out = append(out, *v)
		}
	}
	return out
}

// ranked are the kinds of the period, most handling time first, of equals by title.
func (o *Overview) ranked(t tally) []TopAlert {
	out := []TopAlert{}
	for i := range t.kinds {
		k := &t.kinds[i]
		if k.count == 0 {
			continue
		}
		out = append(out, TopAlert{
			KindID: kindID(o.kinds[i].id), Title: o.kinds[i].title, Count: k.count, Manned: k.manned, HandlingS: k.handling,
			ComparedCount: k.n1, PreviousCount: k.n0, PreviousHandlingS: k.h0, Change: change(k.h1, k.h0),
		})
	}
	slices.SortFunc(out, func(a, b TopAlert) int {
		return cmp.Or(cmp.Compare(b.HandlingS, a.HandlingS), cmp.Compare(a.Title, b.Title))
	})
	var sum int64
	for i := range out {
		sum += out[i].HandlingS
		out[i].Rank, out[i].Share, out[i].CumulativeShare = i+1, ratio(out[i].HandlingS, t.handling), ratio(sum, t.handling)
	}
	return out
}
