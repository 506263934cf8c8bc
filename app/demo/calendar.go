package demo

import "time"

// The demo's days are counted from 1 April 2024, local.
const (
	days      = 730
	yearDays  = 365
	silentDay = 689 // 2026-02-19: PagerDuty itself was down, a day without any incident
	march2026 = 699 // the first of March 2026
)

var (
	jst   = time.FixedZone("JST", 9*60*60)
	start = time.Date(2024, time.April, 1, 0, 0, 0, 0, jst)
	end   = time.Date(2026, time.April, 1, 0, 0, 0, 0, jst)
)

// holidays are Japan's public holidays that fall on Monday to Friday, and the days around New Year on which offices
// are closed.
var holidays = []string{
	"2024-04-29", "2024-05-03", "2024-05-06", "2024-07-15", "2024-08-12", "2024-09-16", "2024-09-23", "2024-10-14",
	"2024-11-04", "2024-12-30", "2024-12-31", "2025-01-01", "2025-01-02", "2025-01-03", "2025-01-13", "2025-02-11",
	"2025-02-24", "2025-03-20", "2025-04-29", "2025-05-05", "2025-05-06", "2025-07-21", "2025-08-11", "2025-09-15",
	"2025-09-23", "2025-10-13", "2025-11-03", "2025-11-24", "2025-12-29", "2025-12-30", "2025-12-31", "2026-01-01",
	"2026-01-02", "2026-01-12", "2026-02-11", "2026-02-23", "2026-03-20",
}

// dayOf gives the number of a local date "2025-06-16".
func dayOf(date string) int {
	t, err := time.ParseInLocation(time.DateOnly, date, jst)
	if err != nil {
		panic("demo: date " + date) // a table of this package is wrong
	}
	return int(t.Sub(start) / (24 * time.Hour))
}

// dateOf is the local midnight at which the day begins.
func dateOf(day int) time.Time { return start.AddDate(0, 0, day) }

// A profile is when a kind of alert comes: by hour, by kind of day, and how sharply on the hour.
type profile struct {
	hours   [24]float64
	monday  float64 // factor on the first working day after a rest
	rest    float64 // factor on Saturdays, Sundays and holidays
	ends    float64 // factor on the last two and the first two days of a month
	clocked bool    // starts on the hour and half-hour, as jobs do
}

const (
	flat = iota
	office
	batch
	evening
	backup
	morning
	closing
	profileCount
)

var profiles = [profileCount]profile{
	flat: {hours: [24]float64{8, 7, 7, 7, 7, 7, 8, 9, 11, 13, 13, 12, 11, 12, 12, 12, 11, 11, 11, 11, 11, 10, 10, 9},
		monday: 1.08, rest: 0.86, ends: 1.05},
	office: {hours: [24]float64{1, 1, 1, 1, 1, 1, 2, 5, 14, 25, 23, 17, 10, 19, 20, 18, 16, 14, 9, 5, 3, 2, 2, 1},
		monday: 1.55, rest: 0.22, ends: 1.2},
	batch: {hours: [24]float64{13, 22, 27, 25, 18, 14, 7, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 5, 8},
		monday: 1.1, rest: 0.8, ends: 1.6, clocked: true},
	evening: {hours: [24]float64{8, 4, 2, 1, 1, 1, 2, 4, 6, 7, 8, 9, 13, 10, 8, 8, 9, 10, 13, 18, 24, 27, 23, 15},
		monday: 0.95, rest: 1.3, ends: 1.1},
	backup: {hours: [24]float64{20, 9, 5, 3, 2, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 2, 5, 13, 25, 29},
		monday: 0.9, rest: 1.15, ends: 1, clocked: true},
	morning: {hours: [24]float64{1, 1, 1, 1, 2, 5, 12, 26, 30, 14, 6, 4, 3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1},
		monday: 2.3, rest: 0.25, ends: 1.15},
	closing: {hours: [24]float64{8, 11, 13, 14, 14, 12, 9, 7, 5, 4, 3, 2, 2, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5, 6},
		monday: 1, rest: 0.8, ends: 6.5, clocked: true},
}

// A calendar holds one factor for each profile and day, with a mean near 1 over the two years, and the hours of each
// profile as running sums.
type calendar struct {
	factor [profileCount][days]float64
	hours  [profileCount][24]float64
}

func newCalendar() *calendar {
	closed := map[int]bool{}
	for _, h := range holidays {
		closed[dayOf(h)] = true
	}
	resting := func(day int) bool {
		w := dateOf(day).Weekday()
		return closed[day] || w == time.Saturday || w == time.Sunday
	}
	// Summer heat and the year's end load systems; the weeks of holidays unload them.
	season := [13]float64{0, 1.02, 0.95, 1.03, 1.02, 0.92, 1.0, 1.09, 1.05, 0.98, 0.97, 1.01, 1.07}
	c := new(calendar)
	for p, pr := range profiles {
		sum := 0.0
		for day := range days {
			t := dateOf(day)
			f := season[t.Month()]
			if resting(day) {
				f *= pr.rest
			} else if resting(day - 1) {
				f *= pr.monday
			}
			if t.Day() <= 2 || t.AddDate(0, 0, 2).Month() != t.Month() {
				f *= pr.ends
			}
			c.factor[p][day] = f
			sum += f
		}
		for day := range days {
			c.factor[p][day] *= days / sum
		}
		total := 0.0
		for h, v := range pr.hours {
			total += v
			c.hours[p][h] = total
		}
	}
	return c
}
