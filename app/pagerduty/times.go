package pagerduty

import (
	"strings"
	"time"
)

// layouts are the dates met in exports beyond the common form that parseTime reads by hand.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05 -07:00", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05.999999999 UTC", "2006-01-02T15:04Z07:00",
}

// localLayouts have no zone of their own.
var localLayouts = []string{
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2",
}

// parseTime reads an instant and floors it to whole seconds, UTC. local is the zone of times that name none; nil =
// such times are not read.
func parseTime(s string, local *time.Location) (time.Time, bool) {
	if t, ok := parseCommon(s); ok {
		return t, true
	}
	s = strings.TrimSpace(s)
	if local != nil && len(s) == len("2006-01-02 15:04:05") { // no room for a zone
		if t, err := time.ParseInLocation("2006-01-02 15:04:05", strings.Replace(s, "T", " ", 1), local); err == nil {
			return floor(t), true
		}
	}
	for _, l := range layouts {
		if t, err := time.Parse(l, s); err == nil {
			return floor(t), true
		}
	}
	if local == nil {
		return time.Time{}, false
	}
	for _, l := range localLayouts {
		if t, err := time.ParseInLocation(l, s, local); err == nil {
			return floor(t), true
		}
	}
	return time.Time{}, false
}

// floor is t in whole seconds, UTC: 23:59:59.9 is 23:59:59, before 1970 too.
func floor(t time.Time) time.Time { return time.Unix(t.Unix(), 0).UTC() }

// parseCommon reads 2006-01-02T15:04:05, also with a space for the T, an optional fraction, and Z, ±hh:mm or ±hhmm. It is
// the fast path for nearly every row; whatever it does not read whole it leaves to the layouts.
func parseCommon(s string) (time.Time, bool) {
	if len(s) < 20 || s[4] != '-' || s[7] != '-' || s[10] != 'T' && s[10] != ' ' || s[13] != ':' || s[16] != ':' {
		return time.Time{}, false
	}
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	hour, ok4 := digits(s[11:13])
	minute, ok5 := digits(s[14:16])
	second, ok6 := digits(s[17:19])
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6) || year < 1 || month < 1 || month > 12 || day < 1 || day > 28 && day > monthDays(year, month) ||
		hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	rest := s[19:]
	if rest[0] == '.' {
		i := 1
		for i < len(rest) && rest[i] >= '0' && rest[i] <= '9' {
			i++
		}
		if i == 1 {
			return time.Time{}, false
		}
		rest = rest[i:]
	}
	offset, ok := parseOffset(rest)
	if !ok {
		return time.Time{}, false
	}
	unix := daysBefore(year, month, day)*86400 + int64(hour*3600+minute*60+second-offset)
	return time.Unix(unix, 0).UTC(), true
}

// parseOffset reads Z, ±hh:mm or ±hhmm as seconds east of UTC.
func parseOffset(s string) (int, bool) {
	if s == "Z" {
		return 0, true
	}
	if len(s) == 6 && s[3] == ':' {
		s = s[:3] + s[4:]
	}
	if len(s) != 5 || s[0] != '+' && s[0] != '-' {
		return 0, false
	}
	h, ok1 := digits(s[1:3])
	m, ok2 := digits(s[3:5])
	if !ok1 || !ok2 || h > 23 || m > 59 {
		return 0, false
	}
	if s[0] == '-' {
		return -(h*3600 + m*60), true
	}
	return h*3600 + m*60, true
}

// daysBefore is the days from 1970-01-01 to the given date of the proleptic Gregorian calendar.
func daysBefore(y, m, d int) int64 {
	// Years from March, so that the leap day is the last of its year (Howard Hinnant, days_from_civil).
	if m <= 2 {
		y--
	}
	era := y / 400
	yearOfEra := y - era*400
	dayOfYear := (153*((m+9)%12)+2)/5 + d - 1
	return int64(era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468)
}

func monthDays(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func digits(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}
