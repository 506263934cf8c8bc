package incident

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Day is a local calendar day: days since 1970-01-01.
type Day int

// DayOf is the day of a date.
func DayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// LocalDay is the day of t in a zone.
func LocalDay(t time.Time, zone *time.Location) Day {
	y, m, d := t.In(zone).Date()
	return DayOf(y, m, d)
}

// ParseDay reads 2006-01-02.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("no date: %q", s)
	}
	return DayOf(t.Date()), nil
}

// Date is the day's year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return time.Unix(int64(d)*86400, 0).UTC().Date() }

// String is 2006-01-02.
func (d Day) String() string { return time.Unix(int64(d)*86400, 0).UTC().Format("2006-01-02") }

// In is when the day begins in a zone: at midnight, or, on a day whose clocks go forward then, at one.
func (d Day) In(zone *time.Location) time.Time {
	year, month, day := d.Date()
	at := time.Date(year, month, day, 0, 0, 0, 0, zone)
	if at.Day() != day {
		at = time.Date(year, month, day, 1, 0, 0, 0, zone)
	}
	return at
}

// Month is the day's month.
func (d Day) Month() Month {
	y, m, _ := d.Date()
	return Month(y*100 + int(m))
}

// YearBefore is the same date a year before; ok is false for 29 February.
func (d Day) YearBefore() (before Day, ok bool) {
	y, m, day := d.Date()
	if m == time.February && day == 29 {
		return 0, false
	}
	return DayOf(y-1, m, day), true
}

// A Month is 202603 for March 2026.
type Month int

// First is the month's first day.
func (m Month) First() Day { return DayOf(int(m)/100, time.Month(m%100), 1) }

// Last is the month's last day.
func (m Month) Last() Day { return m.Next().First() - 1 }

// Next is the month after m.
func (m Month) Next() Month { return m.Add(1) }

// Add is the month n months after m; n may be negative.
func (m Month) Add(n int) Month {
	k := int(m)/100*12 + int(m)%100 - 1 + n
	return Month(k/12*100 + k%12 + 1)
}

// String is 2026-03.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", int(m)/100, int(m)%100) }

// A Period is a range of local days, both ends included.
type Period struct {
	From, To Day
}

var (
	fiscal = regexp.MustCompile(`^FY(\d{4})(?:Q([1-4]))?$`)
	month  = regexp.MustCompile(`^\d{4}-\d{2}$`)
	date   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// ParsePeriod reads FY2025, FY2025Q4, 2026-03, 2026-03-05, and two months or dates with ".." between them. fiscalStart
// is the fiscal year's first month.
func ParsePeriod(s string, fiscalStart time.Month) (Period, error) {
	bad := fmt.Errorf("no period: %q", s)
	if f := fiscal.FindStringSubmatch(s); f != nil {
		year, _ := strconv.Atoi(f[1]) // four digits
		start := Month(year*100 + int(fiscalStart))
		if f[2] == "" {
			return Period{start.First(), start.Add(11).Last()}, nil
		}
		q, _ := strconv.Atoi(f[2]) // 1 to 4
		start = start.Add(3 * (q - 1))
		return Period{start.First(), start.Add(2).Last()}, nil
	}
	from, to, two := strings.Cut(s, "..")
	if !two {
		to = from
	}
	a, err := parseEnd(from)
	if err != nil {
		return Period{}, bad
	}
	b, err := parseEnd(to)
	if err != nil || b.To < a.From {
		return Period{}, bad
	}
	return Period{a.From, b.To}, nil
}

func parseEnd(s string) (Period, error) {
	switch {
	case month.MatchString(s):
		d, err := ParseDay(s + "-01")
		return Period{d, d.Month().Last()}, err
	case date.MatchString(s):
		d, err := ParseDay(s)
		return Period{d, d}, err
	}
	return Period{}, fmt.Errorf("no month or date: %q", s)
}

// FiscalYear is the fiscal year that a day lies in: 2025 for 2026-03-31 where it begins in April.
func FiscalYear(d Day, fiscalStart time.Month) int {
	y, m, _ := d.Date()
	if m < fiscalStart {
		return y - 1
	}
	return y
}

// Months are the months that the period touches.
func (p Period) Months() []Month {
	out := []Month{}
	for m := p.From.Month(); m <= p.To.Month(); m = m.Next() {
		out = append(out, m)
	}
	return out
}

// Quarter is the fiscal year and quarter that the period is exactly; ok is false where it is none.
func (p Period) Quarter(fiscalStart time.Month) (year, quarter int, ok bool) {
	y := FiscalYear(p.From, fiscalStart)
	for q := range 4 {
		start := Month(y*100 + int(fiscalStart)).Add(3 * q)
		if start.First() == p.From && start.Add(2).Last() == p.To {
			return y, q + 1, true
		}
	}
	return 0, 0, false
}

// OneMonth is the month that the period is exactly; ok is false where it is none.
func (p Period) OneMonth() (m Month, ok bool) {
	m = p.From.Month()
	return m, m.First() == p.From && m.Last() == p.To
}
