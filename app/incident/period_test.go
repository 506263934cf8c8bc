package incident

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func TestParsePeriod(t *testing.T) {
	for _, c := range []struct {
		text  string
		start time.Month
		want  string
	}{
		{"FY2025", time.April, "2025-04-01..2026-03-31"},
		{"FY2025Q1", time.April, "2025-04-01..2025-06-30"},
		{"FY2025Q2", time.April, "2025-07-01..2025-09-30"},
		{"FY2025Q3", time.April, "2025-10-01..2025-12-31"},
		{"FY2025Q4", time.April, "2026-01-01..2026-03-31"},
		{"FY2025", time.January, "2025-01-01..2025-12-31"},
		{"FY2025Q1", time.January, "2025-01-01..2025-03-31"},
		{"FY2025Q4", time.January, "2025-10-01..2025-12-31"},
		{"FY2025", time.October, "2025-10-01..2026-09-30"},
		{"FY2025Q2", time.October, "2026-01-01..2026-03-31"},
		{"FY2025Q1", time.December, "2025-12-01..2026-02-28"},
		{"FY2023Q1", time.December, "2023-12-01..2024-02-29"}, // 2024 is a leap year
		{"FY2025Q4", time.March, "2025-12-01..2026-02-28"},
		{"2026-03", time.April, "2026-03-01..2026-03-31"},
		{"2024-02", time.April, "2024-02-01..2024-02-29"},
		{"2026-02", time.April, "2026-02-01..2026-02-28"},
		{"2026-12", time.April, "2026-12-01..2026-12-31"},
		{"2026-01..2026-03", time.April, "2026-01-01..2026-03-31"},
		{"2025-12..2026-02", time.April, "2025-12-01..2026-02-28"},
		{"2026-03..2026-03", time.April, "2026-03-01..2026-03-31"},
		{"2026-01-05..2026-01-18", time.April, "2026-01-05..2026-01-18"},
		{"2026-01-05..2026-01-05", time.April, "2026-01-05..2026-01-05"},
		{"2026-01-05", time.April, "2026-01-05..2026-01-05"},
		{"2026-01-05..2026-03", time.April, "2026-01-05..2026-03-31"},
		{"2026-01..2026-03-05", time.April, "2026-01-01..2026-03-05"},
		{"2026-01..2026-01-15", time.April, "2026-01-01..2026-01-15"},
		{"2026-01-15..2026-01", time.April, "2026-01-15..2026-01-31"},
	} {
		p, err := ParsePeriod(c.text, c.start)
		if got := fmt.Sprintf("%v..%v", p.From, p.To); err != nil || got != c.want {
			t.Errorf("ParsePeriod(%q, %v) = %s, %v, want %s", c.text, c.start, got, err, c.want)
		}
	}
}

func TestParsePeriodRefusesWrongForms(t *testing.T) {
	for _, text := range []string{
		"", " ", "..", "FY", "FY25", "FY2025Q", "FY2025Q0", "FY2025Q5", "FY2025Q11", "fy2025", "FY2025q1", "FY2025 Q1", " FY2025", "FY2025\n",
		"FY20255", "FY2025..FY2026", "FY２０２５", "2026", "2026-1", "2026-00", "2026-13", "2026/03", "2026-03 ", "2026-03\n", "202603",
		"2026-02-29", "2026-02-30", "2026-04-31", "2026-3-5", "2026-03-00", "2026-03-32", "2026-01..", "..2026-01", "2026-02..2026-01",
		"2026-01-06..2026-01-05", "2026-01..2026-02..2026-03", "2026-01...2026-02", "2026-01 .. 2026-02", "2026-03-05..2026-02", "昨年度", "2026-0\x00",
	} {
		if p, err := ParsePeriod(text, time.April); err == nil {
			t.Errorf("ParsePeriod(%q) = %v..%v, want an error", text, p.From, p.To)
		}
	}
}

func TestYearBefore(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"2026-03-01", "2025-03-01"},
		{"2026-02-28", "2025-02-28"},
		{"2025-02-28", "2024-02-28"},
		{"2025-03-01", "2024-03-01"}, // not 365 days before, which is 2024-03-01 only after February
		{"2024-02-29", ""},           // has no partner
		{"2024-03-01", "2023-03-01"},
		{"2000-02-29", ""},
		{"1970-01-01", "1969-01-01"},
	} {
		d, err := ParseDay(c.day)
		if err != nil {
			t.Fatal(err)
		}
		before, ok := d.YearBefore()
		if got := before.String(); ok != (c.want != "") || ok && got != c.want {
			t.Errorf("YearBefore(%s) = %s, %v, want %q", c.day, got, ok, c.want)
		}
	}
}

// Every day but 29 February has a partner, and no two days have the same one.
func TestYearBeforeIsOneToOne(t *testing.T) {
	seen := map[Day]Day{}
	for d := DayOf(2019, 1, 1); d < DayOf(2030, 1, 1); d++ {
		before, ok := d.YearBefore()
		if _, m, day := d.Date(); !ok {
			if m != time.February || day != 29 {
				t.Errorf("YearBefore(%v) has no partner, want one", d)
			}
			continue
		}
		if other, twice := seen[before]; twice {
			t.Errorf("%v is a year before both %v and %v", before, other, d)
		}
		seen[before] = d
	}
}

func TestMonths(t *testing.T) {
	for _, c := range []struct {
		month       Month
		add         int
		want        Month
		first, last string // of month
	}{
		{202603, 0, 202603, "2026-03-01", "2026-03-31"},
		{202612, 1, 202701, "2026-12-01", "2026-12-31"},
		{202601, -1, 202512, "2026-01-01", "2026-01-31"},
		{202602, 12, 202702, "2026-02-01", "2026-02-28"},
		{202402, -26, 202112, "2024-02-01", "2024-02-29"},
		{190002, 1, 190003, "1900-02-01", "1900-02-28"}, // no leap year
		{200002, -1, 200001, "2000-02-01", "2000-02-29"},
		{196912, 1, 197001, "1969-12-01", "1969-12-31"},
	} {
		if got := c.month.Add(c.add); got != c.want {
			t.Errorf("%v.Add(%d) = %v, want %v", c.month, c.add, got, c.want)
		}
		if first, last := c.month.First().String(), c.month.Last().String(); first != c.first || last != c.last {
			t.Errorf("%v is %s to %s, want %s to %s", c.month, first, last, c.first, c.last)
		}
		if got := c.month.First().Month(); got != c.month {
			t.Errorf("the month of the first day of %v = %v", c.month, got)
		}
	}
	if got := Month(202603).String(); got != "2026-03" {
		t.Errorf("Month(202603) prints %q, want 2026-03", got)
	}
}

func TestPeriodMonthsAndQuarter(t *testing.T) {
	for _, c := range []struct {
		text          string
		start         time.Month
		months        []Month
		year, quarter int // 0: no quarter
		one           Month
	}{
		{"FY2025Q4", time.April, []Month{202601, 202602, 202603}, 2025, 4, 0},
		{"2026-01..2026-03", time.April, []Month{202601, 202602, 202603}, 2025, 4, 0},
		{"2026-01..2026-03", time.January, []Month{202601, 202602, 202603}, 2026, 1, 0},
		{"2026-01..2026-03", time.February, []Month{202601, 202602, 202603}, 0, 0, 0},
		{"2026-01-01..2026-03-30", time.April, []Month{202601, 202602, 202603}, 0, 0, 0},
		{"2026-01-05..2026-01-18", time.April, []Month{202601}, 0, 0, 0},
		{"2025-12-31..2026-01-01", time.April, []Month{202512, 202601}, 0, 0, 0},
		{"2026-03", time.April, []Month{202603}, 0, 0, 202603},
	} {
		p, err := ParsePeriod(c.text, c.start)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Months(); !slices.Equal(got, c.months) {
			t.Errorf("months of %s = %v, want %v", c.text, got, c.months)
		}
		if y, q, ok := p.Quarter(c.start); y != c.year || q != c.quarter || ok != (c.year != 0) {
			t.Errorf("quarter of %s with years from %v = %d, %d, %v, want %d, %d", c.text, c.start, y, q, ok, c.year, c.quarter)
		}
		if m, ok := p.OneMonth(); ok != (c.one != 0) || ok && m != c.one {
			t.Errorf("month of %s = %v, %v, want %v", c.text, m, ok, c.one)
		}
	}
}

// Whatever month the year begins in: four quarters make the year, without a gap, and each knows its name.
func TestQuartersMakeTheYear(t *testing.T) {
	for start := time.January; start <= time.December; start++ {
		year, err := ParsePeriod("FY2025", start)
		if err != nil {
			t.Fatal(err)
		}
		next := year.From
		for q := 1; q <= 4; q++ {
			p, err := ParsePeriod(fmt.Sprintf("FY2025Q%d", q), start)
			if err != nil {
				t.Fatal(err)
			}
			if p.From != next {
				t.Errorf("years from %v: quarter %d begins %v, want %v", start, q, p.From, next)
			}
			if y, got, ok := p.Quarter(start); y != 2025 || got != q || !ok {
				t.Errorf("years from %v: quarter %d is named %d, %d, %v", start, q, y, got, ok)
			}
			next = p.To + 1
		}
		if next != year.To+1 {
			t.Errorf("years from %v: the quarters end before %v, want %v", start, next, year.To+1)
		}
		for d := year.From; d <= year.To; d++ {
			if got := FiscalYear(d, start); got != 2025 {
				t.Errorf("FiscalYear(%v, %v) = %d, want 2025", d, start, got)
			}
		}
		if before, after := FiscalYear(year.From-1, start), FiscalYear(year.To+1, start); before != 2024 || after != 2026 {
			t.Errorf("years from %v: around it are %d and %d, want 2024 and 2026", start, before, after)
		}
	}
}

func TestLocalDay(t *testing.T) {
	for _, c := range []struct{ instant, zone, want string }{
		{"2026-03-31T14:59:59Z", "Asia/Tokyo", "2026-03-31"},
		{"2026-03-31T15:00:00Z", "Asia/Tokyo", "2026-04-01"}, // midnight of the new fiscal year
		{"2026-03-31T15:00:00Z", "UTC", "2026-03-31"},
		{"2026-03-08T04:59:59Z", "America/New_York", "2026-03-07"}, // before midnight, winter time
		{"2026-03-09T04:00:00Z", "America/New_York", "2026-03-09"}, // midnight, summer time
		{"2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29"},
		{"2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31"}, // Samoa had no 30 December 2011
		{"1969-12-31T23:59:59Z", "UTC", "1969-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := LocalDay(at, mustZone(t, c.zone)).String(); got != c.want {
			t.Errorf("LocalDay(%s, %s) = %s, want %s", c.instant, c.zone, got, c.want)
		}
	}
}

// A day begins with its first instant: the second before is of the day before.
func TestDayIn(t *testing.T) {
	for _, c := range []struct{ day, zone, want string }{
		{"2026-04-01", "Asia/Tokyo", "2026-03-31T15:00:00Z"}, {"2026-03-08", "America/New_York", "2026-03-08T05:00:00Z"}, {"2026-03-09", "America/New_York", "2026-03-09T04:00:00Z"},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"}, // midnight was skipped
		{"2024-04-26", "Africa/Cairo", "2024-04-25T22:00:00Z"},      // here too
	} {
		d, err := ParseDay(c.day)
		if err != nil {
			t.Fatal(err)
		}
		zone := mustZone(t, c.zone)
		at := d.In(zone)
		if got := at.UTC().Format(time.RFC3339); got != c.want || LocalDay(at, zone) != d || LocalDay(at.Add(-time.Second), zone) != d-1 {
			t.Errorf("%s in %s: got %s, want %s", c.day, c.zone, got, c.want)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"FY2025Q4", "2026-01..2026-03", "2026-01-05", "FY0000Q1", "0000-01", "9999-12", "..", ""} {
		f.Add(s, 4)
	}
	f.Fuzz(func(t *testing.T, s string, start int) {
		p, err := ParsePeriod(s, time.Month(uint(start)%12+1))
		if err != nil {
			return
		}
		if p.To < p.From || len(p.Months()) == 0 && p.From.Month() <= p.To.Month() {
			t.Errorf("ParsePeriod(%q) = %v..%v with the months %v", s, p.From, p.To, p.Months())
		}
	})
}
