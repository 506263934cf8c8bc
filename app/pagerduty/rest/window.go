package rest

import (
	"cmp"
	"slices"
	"time"
)

// A Window is a stretch of time that was read whole: From included, To not, in whole seconds.
type Window struct {
	What     string // Incidents, LogEntries, Timelines, Analytics, or Finished
	From, To time.Time
	DoneAt   time.Time // when it was committed; the place of the batches knows it
}

// What windows are of.
const (
	Incidents  = "incidents"   // by their trigger
	LogEntries = "log_entries" // by their time
	Timelines  = "timelines"   // incidents by their trigger, whose timelines were asked for one by one where they lacked something
	Analytics  = "analytics"   // by their trigger
	Finished   = "pull"        // what a pull that came to its end was asked for
)

// The look-backs: what was read sooner than this after it happened is read again. An incident changes for days, an entry
// never does; analytics settle within a day.
const (
	DefaultLookBack   = 14 * 24 * time.Hour
	entriesLookBack   = 24 * time.Hour
	analyticsLookBack = 48 * time.Hour
)

// resumeWithin is how long what a pull read that did not come to its end counts as fresh.
const resumeWithin = 24 * time.Hour

// missing are the stretches of [from, to) that have to be read, growing, apart from one another. Read once is enough for
// what was read later than lookBack after it happened; other stretches are read again, but not those that a pull read
// that was stopped within the last day, so that it goes on where it was. again is for everything once more, but for what a
// pull read that was stopped.
func missing(done []Window, what string, from, to time.Time, lookBack time.Duration, again bool, now time.Time) []Window {
	var finished time.Time
	var cover []Window
	for _, w := range done {
		if w.What == Finished && w.DoneAt.After(finished) {
			finished = w.DoneAt
		}
		if w.What == what && w.From.Before(w.To) {
			cover = append(cover, w)
		}
	}
	cuts := []time.Time{from, to}
	settled := make([]Window, 0, len(cover)) // what need not be read again
	for _, w := range cover {
		stopped := w.DoneAt.After(finished)
		if again && !stopped {
			continue
		}
		if !stopped || w.DoneAt.Before(now.Add(-resumeWithin)) {
			if late := w.DoneAt.Add(-lookBack); late.Before(w.To) { // [late, To) was read too soon
				w.To = late.Truncate(time.Second)
			}
		}
		if w.From.Before(w.To) {
			settled = append(settled, w)
			cuts = append(cuts, w.From, w.To)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	slices.SortFunc(settled, func(a, b Window) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var out []Window
	var reach time.Time // how far the settled ones before reach
	next := 0
	for i := 0; i+1 < len(cuts); i++ {
		a, b := cuts[i], cuts[i+1]
		for next < len(settled) && !settled[next].From.After(a) {
			if settled[next].To.After(reach) {
				reach = settled[next].To
			}
			next++
		}
		if a.Before(from) || b.After(to) || !a.Before(b) || reach.After(a) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To.Equal(a) {
			out[n-1].To = b
			continue
		}
		out = append(out, Window{What: what, From: a, To: b})
	}
	return out
}

// Began is where a pull begins that goes on from the last one: with the first day of the pulls that the last one went on from, for
// what lies between and is in is not read again. An older stretch apart from them is left alone, unless the pull of it was stopped.
// Zero where nothing was pulled.
func Began(done []Window) time.Time {
	var ended []Window
	for _, w := range done {
		if w.What == Finished && w.From.Before(w.To) {
			ended = append(ended, w)
		}
	}
	slices.SortFunc(ended, func(a, b Window) int { return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To)) })
	var last Window
	for _, w := range ended {
		if last.What == "" || w.From.After(last.To) {
			last = w
		} else if w.To.After(last.To) {
			last.To = w.To
		}
	}
	began := last.From
	for _, w := range done {
		within := func(e Window) bool { return !w.From.Before(e.From) && !w.To.After(e.To) }
		if w.What == Incidents && !slices.ContainsFunc(ended, within) && (began.IsZero() || w.From.Before(began)) {
			began = w.From
		}
	}
	return began
}

// outside are stretches less what lies in windows.
func outside(stretches, windows []Window) []Window {
	var out []Window
	for _, s := range stretches {
		var done []Window
		for _, w := range windows {
			done = append(done, Window{What: s.What, From: w.From, To: w.To, DoneAt: w.To})
		}
		out = append(out, missing(done, s.What, s.From, s.To, 0, false, s.To)...)
	}
	return out
}

// widest is the longest window that is asked for: six months less a day more on each side.
const widest = 150 * 24 * time.Hour

// pieces cuts stretches into windows that PagerDuty accepts.
func pieces(stretches []Window, most time.Duration) []Window {
	var out []Window
	for _, w := range stretches {
		for w.To.Sub(w.From) > most {
			first := w
			first.To = w.From.Add(most)
			out = append(out, first)
			w.From = first.To
		}
		out = append(out, w)
	}
	return out
}

// asked is the window as it is asked for. Whether PagerDuty counts the ends in is not documented, so there is a day more
// on each side, and less where a day would be more than the window.
func (w Window) asked() (since, until time.Time) {
	margin := min(24*time.Hour, max(time.Second, w.To.Sub(w.From).Truncate(time.Second)/4).Truncate(time.Second))
	return w.From.Add(-margin), w.To.Add(margin)
}

// halves are the two halves of a window; ok is false for one of a second.
func (w Window) halves() (first, second Window, ok bool) {
	half := (w.To.Sub(w.From) / 2).Truncate(time.Second)
	if half < time.Second {
		return w, w, false
	}
	first, second = w, w
	first.To = w.From.Add(half)
	second.From = first.To
	return first, second, true
}

func (w Window) has(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }
