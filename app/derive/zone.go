package derive

import "time"

// zone cuts instants into local days and hours by a zone's rules. It remembers the last offset and how long it holds,
// because asking the zone database for each of a million instants takes longer than everything else here.
type zone struct {
	location    *time.Location
	offset      int64
	from, until int64 // the unix seconds for which offset holds; until 0: nothing remembered
}

// local is t's local day since 1970-01-01, month as 202603, weekday with Monday 0, and hour.
func (z *zone) local(t time.Time) (day, month, weekday, hour int) {
	s := t.Unix()
	if s < z.from || s >= z.until {
		z.look(t)
	}
	l := s + z.offset
	day = int(floorDiv(l, 86400))
	hour = int(l-int64(day)*86400) / 3600
	weekday = int(((int64(day)+3)%7 + 7) % 7) // 1970-01-01 was a Thursday
	y, m, _ := time.Unix(int64(day)*86400, 0).UTC().Date()
	return day, y*100 + int(m), weekday, hour
}

func (z *zone) look(t time.Time) {
	in := t.In(z.location)
	_, offset := in.Zone()
	z.offset = int64(offset)
	start, end := in.ZoneBounds()
	z.from, z.until = t.Unix(), t.Unix()+1
	if !start.IsZero() {
		z.from = start.Unix()
	} else {
		z.from = -1 << 62
	}
	if !end.IsZero() {
		z.until = end.Unix()
	} else {
		z.until = 1 << 62
	}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
