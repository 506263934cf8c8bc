package derive

import (
	"cmp"

	"furikaeri/app/incident"
)

// places is the order of entries of one second (definitions §3). Entries of other types come last: their place decides nothing.
var places = map[string]int{
	"trigger": 0, "delegate": 1, "escalate": 2, "assign": 3, "reassign": 3, "acknowledge": 4, "unacknowledge": 5, "snooze": 6, "annotate": 7,
	"resolve": 8, "reopen": 9,
}

const otherPlace = 10

// Order compares two entries of a timeline as definitions §3 puts them in order: by time, then what they are, then id.
func Order(a, b *incident.Event) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(placeOf(a.Type), placeOf(b.Type)), cmp.Compare(a.ID, b.ID))
}

func placeOf(kind string) int {
	if p, known := places[kind]; known {
		return p
	}
	return otherPlace
}
