package derive

import (
	"cmp"

	"furikaeri/app/incident"
)

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
