package pagerduty

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Every form that PagerDuty's answers and exports have, and what Excel makes of them. Want is RFC 3339, UTC; "" is no time.
func TestParseTime(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"2015-10-06T21:30:42Z", "2015-10-06T21:30:42Z"},
		{"2015-10-06T21:30:42-05:00", "2015-10-07T02:30:42Z"},
		{"2015-10-06T21:30:42+00:00", "2015-10-06T21:30:42Z"},
		{"2015-10-06T21:30:42-00:00", "2015-10-06T21:30:42Z"},
		{"2015-10-06T21:30:42+09:00", "2015-10-06T12:30:42Z"},
		{"2015-10-06T21:30:42+05:45", "2015-10-06T15:45:42Z"},
		{"2015-10-06T21:30:42+0900", "2015-10-06T12:30:42Z"},
		{"2011-05-06T17:00Z", "2011-05-06T17:00:00Z"},
		{"2011-05-06T17:00+09:00", "2011-05-06T08:00:00Z"},
		{"2015-10-06 21:30:42 -0500", "2015-10-07T02:30:42Z"},
		{"2015-10-06 21:30:42 -05:00", "2015-10-07T02:30:42Z"},
		{"2015-10-06 21:30:42-05:00", "2015-10-07T02:30:42Z"},
		{"2015-10-06 21:30:42Z", "2015-10-06T21:30:42Z"},
		{"2015-10-06 21:30:42 UTC", "2015-10-06T21:30:42Z"},
		{"2015-10-06 21:30:42.999 UTC", "2015-10-06T21:30:42Z"}, // as Athena writes it

		// Fractions are floored, never rounded, before 1970 too.
		{"2015-10-06T21:30:06.000000Z", "2015-10-06T21:30:06Z"},
		{"2015-10-06T21:30:22.169Z", "2015-10-06T21:30:22Z"},
		{"2015-12-31T23:59:59.999999999Z", "2015-12-31T23:59:59Z"},
		{"2015-12-31T23:59:59.9999999999999Z", "2015-12-31T23:59:59Z"},
		{"2015-10-06T21:30:59.9+09:00", "2015-10-06T12:30:59Z"},
		{"1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59Z"},
		{"1969-12-31 23:59:59.9 UTC", "1969-12-31T23:59:59Z"},
		{"2026-03-01T09:05:00.999", "2026-03-01T00:05:00Z"},

		// Naive: in the file's zone, here Tokyo, UTC+9.
		{"2026-03-01T09:05:00", "2026-03-01T00:05:00Z"},
		{"2026-03-01T09:05", "2026-03-01T00:05:00Z"},
		{"2026-03-01 09:05:00", "2026-03-01T00:05:00Z"},
		{"2026-03-01 09:05", "2026-03-01T00:05:00Z"},
		{"2026-03-01 9:05", "2026-03-01T00:05:00Z"},
		{"2011-05-06", "2011-05-05T15:00:00Z"},
		{"2026/3/1 9:05", "2026-03-01T00:05:00Z"}, // as Excel writes it in Japan
		{"2026/03/01 9:05:00", "2026-03-01T00:05:00Z"},
		{"2026/12/31 23:59:59", "2026-12-31T14:59:59Z"},
		{"2026/3/1", "2026-02-28T15:00:00Z"},
		{" 2026/3/1 9:05 ", "2026-03-01T00:05:00Z"},

		{"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
		{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
		{"2026-01-01T00:00:00+14:00", "2025-12-31T10:00:00Z"},
		{"2025-12-31T23:59:59-12:00", "2026-01-01T11:59:59Z"},

		{"", ""}, {"-", ""}, {"soon", ""}, {"1772323200", ""}, {"46082.3", ""}, // a serial day of a workbook is no text
		{"2026-02-29T00:00:00Z", ""}, {"2100-02-29T00:00:00Z", ""}, {"2026-13-01T00:00:00Z", ""}, {"2026-00-01T00:00:00Z", ""},
		{"2026-01-00T00:00:00Z", ""}, {"2026-04-31T00:00:00Z", ""}, {"2026-01-01T24:00:00Z", ""}, {"2026-01-01T00:60:00Z", ""},
		{"2026-01-01T00:00:60Z", ""}, {"2026-01-01T00:00:00.Z", ""}, {"2026-01-01T00:00:00z", ""}, {"2026-01-01T00:00:00+9", ""},
		{"2026-01-01T00:00:00+09:99", ""}, {"2026-01-01T00:00:00+09:00x", ""}, {"2026-01-01T00:00:00ZZ", ""}, {"3/1/2026 9:05", ""},
		{"01/03/2026", ""}, {"2026年3月1日", ""}, {"２０２６-03-01", ""}, {"2026-01-01T00:00:00 JST", ""}, {"2026-3", ""},
	} {
		got, ok := parseTime(c.text, mustZone(t, "Asia/Tokyo"))
		if text := got.Format(time.RFC3339Nano); ok != (c.want != "") || ok && text != c.want {
			t.Errorf("parseTime(%q) = %s, %v, want %q", c.text, text, ok, c.want)
		}
		if ok && got.Location() != time.UTC {
			t.Errorf("parseTime(%q) is in %v, want UTC", c.text, got.Location())
		}
	}
}

// A time without a zone is the file's zone's on that day, summer time or not.
func TestNaiveTimesAcrossSummerTime(t *testing.T) {
	for _, c := range []struct{ zone, text, want string }{
		{"America/New_York", "2026-03-08T01:59:59", "2026-03-08T06:59:59Z"}, // UTC−5
		{"America/New_York", "2026-03-08T03:00:00", "2026-03-08T07:00:00Z"}, // UTC−4, a second later
		{"America/New_York", "2026-11-01 00:59:59", "2026-11-01T04:59:59Z"},
		{"America/New_York", "2026-11-01 02:00:00", "2026-11-01T07:00:00Z"}, // between them an hour passes twice
		{"Europe/London", "2026/7/1 0:00", "2026-06-30T23:00:00Z"},
		{"Europe/London", "2026/1/1 0:00", "2026-01-01T00:00:00Z"},
		{"Pacific/Apia", "2011-12-29 23:59:59", "2011-12-30T09:59:59Z"},
		{"Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"},
		{"UTC", "2026-03-01 09:05", "2026-03-01T09:05:00Z"},
		{"Asia/Kolkata", "2026-03-01 09:05:00Z", "2026-03-01T09:05:00Z"}, // it names a zone: the file's does not matter
	} {
		got, ok := parseTime(c.text, mustZone(t, c.zone))
		if text := got.Format(time.RFC3339); !ok || text != c.want {
			t.Errorf("parseTime(%q) in %s = %s, %v, want %s", c.text, c.zone, text, ok, c.want)
		}
	}
}

func TestDaysBefore(t *testing.T) {
	for at := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2500; at = at.AddDate(0, 0, 13) {
		y, m, d := at.Date()
		if got, want := daysBefore(y, int(m), d), at.Unix()/86400; got != want {
			t.Fatalf("daysBefore(%v) = %d, want %d", at, got, want)
		}
	}
	for y := 1890; y < 2110; y++ {
		for m := 1; m <= 12; m++ {
			if got, want := monthDays(y, m), time.Date(y, time.Month(m+1), 0, 0, 0, 0, 0, time.UTC).Day(); got != want {
				t.Errorf("monthDays(%d, %d) = %d, want %d", y, m, got, want)
			}
		}
	}
}

// slowTime reads s by the layouts alone.
func slowTime(s string) (time.Time, bool) {
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return floor(t), true
		}
	}
	return time.Time{}, false
}

func sameTime(t *testing.T, s string) {
	t.Helper()
	fast, ok := parseCommon(s)
	if !ok {
		return // the layouts judge it
	}
	if slow, also := slowTime(s); !also || !slow.Equal(fast) || fast.Nanosecond() != 0 {
		t.Errorf("%q: by hand %v, by the layouts %v, %v", s, fast, slow, also)
	}
}

func TestTheFastPathEqualsTheLayouts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	zones := []*time.Location{time.UTC, mustZone(t, "Asia/Tokyo"), mustZone(t, "America/New_York"), mustZone(t, "Asia/Kathmandu")}
	forms := []string{time.RFC3339, "2006-01-02T15:04:05.000Z07:00", "2006-01-02T15:04:05.000000000Z07:00", "2006-01-02T15:04:05-07:00"}
	for range 20000 {
		at := time.Unix(r.Int64N(8_000_000_000)-3_000_000_000, r.Int64N(1_000_000_000)).In(zones[r.IntN(len(zones))])
		s := at.Format(forms[r.IntN(len(forms))])
		if at.Year() > 1920 { // zones had offsets with seconds before
			if got, ok := parseCommon(s); !ok || got.Unix() != at.Unix() {
				t.Fatalf("parseCommon(%q) = %v, %v, want %v", s, got, ok, at.UTC())
			}
		}
		sameTime(t, s)
	}
}

func FuzzTime(f *testing.F) {
	for _, s := range []string{
		"2015-10-06T21:30:42Z", "2015-10-06T21:30:42-05:00", "2015-10-06T21:30:22.169Z", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999999-23:59", "2026-02-29T00:00:00Z", "2026/3/1 9:05", "2026-03-01T00:00:00,5Z", "2026-03-01T00:00:00+24:00",
		"2026-03-01 09:05:00+00:00", "2026-03-01 09:05:00.123456+09:00", "2026-03-01 09:05:00+0900", "2026-03-01 09:05:00Z",
	} {
		f.Add(s)
	}
	tokyo := mustZone(f, "Asia/Tokyo")
	f.Fuzz(func(t *testing.T, s string) {
		sameTime(t, s)
		got, ok := parseTime(s, tokyo)
		if !ok {
			return
		}
		if got.Nanosecond() != 0 || got.Location() != time.UTC {
			t.Errorf("parseTime(%q) = %v, want whole seconds in UTC", s, got)
		}
		if again, ok := parseTime(got.Format(time.RFC3339), tokyo); got.Year() > 0 && got.Year() < 10000 && (!ok || !again.Equal(got)) {
			t.Errorf("parseTime(%q) = %v, but what that prints is read as %v, %v", s, got, again, ok)
		}
	})
}
