package derive

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestLocal(t *testing.T) {
	for _, c := range []struct {
		zone, instant string
		want          string // local date
		weekday, hour int    // 0 = Monday
	}{
		{"Asia/Tokyo", "2026-03-01T14:59:59Z", "2026-03-01", 6, 23}, // the last second of a Sunday
		{"Asia/Tokyo", "2026-03-01T15:00:00Z", "2026-03-02", 0, 0},
		{"Asia/Tokyo", "1969-12-31T14:59:59Z", "1969-12-31", 2, 23}, // a Wednesday before 1970
		{"Asia/Tokyo", "1969-12-31T15:00:00Z", "1970-01-01", 3, 0},
		{"Asia/Tokyo", "1950-09-01T00:00:00Z", "1950-09-01", 4, 10}, // Japan had summer time: UTC+10
		{"UTC", "1969-12-31T23:59:59Z", "1969-12-31", 2, 23},

		// New York goes from UTC−5 to UTC−4 on 8 March 2026 at 07:00 UTC, and back on 1 November at 06:00 UTC.
		{"America/New_York", "2026-03-08T04:59:59Z", "2026-03-07", 5, 23},
		{"America/New_York", "2026-03-08T06:59:59Z", "2026-03-08", 6, 1},
		{"America/New_York", "2026-03-08T07:00:00Z", "2026-03-08", 6, 3},
		{"America/New_York", "2026-03-09T03:59:59Z", "2026-03-08", 6, 23},
		{"America/New_York", "2026-11-01T05:59:59Z", "2026-11-01", 6, 1}, // 01:59:59 for the first time
		{"America/New_York", "2026-11-01T06:00:00Z", "2026-11-01", 6, 1}, // 01:00:00 again
		{"America/New_York", "2026-11-01T07:00:00Z", "2026-11-01", 6, 2},

		// London from UTC to UTC+1 on 29 March 2026 at 01:00 UTC, and back on 25 October at 01:00 UTC.
		{"Europe/London", "2026-03-29T00:59:59Z", "2026-03-29", 6, 0},
		{"Europe/London", "2026-03-29T01:00:00Z", "2026-03-29", 6, 2},
		{"Europe/London", "2026-03-31T23:00:00Z", "2026-04-01", 2, 0}, // the fiscal year begins an hour earlier in UTC
		{"Europe/London", "2026-10-25T00:59:59Z", "2026-10-25", 6, 1},
		{"Europe/London", "2026-10-25T01:00:00Z", "2026-10-25", 6, 1},
		{"Europe/London", "1969-07-01T00:00:00Z", "1969-07-01", 1, 1}, // UTC+1 all year, from 1968 to 1971

		// Samoa had no 30 December 2011: from UTC−10 to UTC+14 at 10:00 UTC.
		{"Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29", 3, 23},
		{"Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31", 5, 0},

		{"Asia/Kolkata", "2026-03-01T18:29:59Z", "2026-03-01", 6, 23}, // UTC+5:30
		{"Asia/Kolkata", "2026-03-01T18:30:00Z", "2026-03-02", 0, 0},
		{"Australia/Lord_Howe", "2026-04-04T14:59:59Z", "2026-04-05", 6, 1}, // half an hour of summer time: from UTC+11 to UTC+10:30
		{"Australia/Lord_Howe", "2026-04-04T15:00:00Z", "2026-04-05", 6, 1},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		if err != nil {
			t.Fatal(err)
		}
		z := zone{location: mustZone(t, c.zone)}
		day, month, weekday, hour := z.local(at)
		got := time.Unix(int64(day)*86400, 0).UTC().Format("2006-01-02")
		if got != c.want || weekday != c.weekday || hour != c.hour {
			t.Errorf("%s in %s = %s, weekday %d, hour %d, want %s, %d, %d", c.instant, c.zone, got, weekday, hour, c.want, c.weekday, c.hour)
		}
		if y, m := c.want[:4], c.want[5:7]; month != (int(y[0]-'0')*1000+int(y[1]-'0')*100+int(y[2]-'0')*10+int(y[3]-'0'))*100+int(m[0]-'0')*10+int(m[1]-'0') {
			t.Errorf("%s in %s is in the month %d, want that of %s", c.instant, c.zone, month, c.want)
		}
	}
}

// same says whether z cuts t as the standard library does.
func same(t *testing.T, z *zone, at time.Time) {
	t.Helper()
	day, month, weekday, hour := z.local(at)
	in := at.In(z.location)
	y, m, d := in.Date()
	wantDay := int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
	wantWeekday := (int(in.Weekday()) + 6) % 7
	if day != wantDay || month != y*100+int(m) || weekday != wantWeekday || hour != in.Hour() {
		t.Fatalf("%v in %v: got day %d, month %d, weekday %d, hour %d, want %d, %d, %d, %d", at.UTC(), z.location,
			day, month, weekday, hour, wantDay, y*100+int(m), wantWeekday, in.Hour())
	}
}

var zoneNames = []string{
	"UTC", "Asia/Tokyo", "America/New_York", "Europe/London", "Pacific/Apia", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
	"Pacific/Chatham", "America/Sao_Paulo", "Africa/Casablanca", "Europe/Dublin", "America/St_Johns", "Pacific/Kiritimati", "Antarctica/Troll",
	"Asia/Tehran", "Asia/Pyongyang", "Africa/Monrovia", "Etc/GMT+12",
}

// Whatever is asked in whatever order, the remembered offset gives what the zone database gives.
func TestLocalEqualsTheZoneDatabase(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, name := range zoneNames {
		z := &zone{location: mustZone(t, name)}
		for range 1500 {
			same(t, z, time.Unix(r.Int64N(6_000_000_000)-2_500_000_000, 0)) // 1890 to 2080
			at := time.Unix(r.Int64N(4_000_000_000)-1_000_000_000, 0)
			if _, end := at.In(z.location).ZoneBounds(); !end.IsZero() { // around a change of offset
				for d := time.Duration(-2); d < 2; d++ {
					same(t, z, end.Add(d*time.Second))
				}
			}
		}
	}
}

func FuzzLocal(f *testing.F) {
	for i := range zoneNames {
		f.Add(i, int64(i)*100_000_000, int64(7200))
	}
	f.Fuzz(func(t *testing.T, name int, unix, step int64) {
		z := &zone{location: mustZone(t, zoneNames[uint(name)%uint(len(zoneNames))])}
		const most = 1 << 36 // the years −208 to 4147
		for i := range int64(4) {
			same(t, z, time.Unix((unix+i*(step%(1<<40)))%most, 0))
		}
	})
}
