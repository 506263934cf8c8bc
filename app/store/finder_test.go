package store

import (
	"math/rand/v2"
	"testing"
)

// The quick way through many entries finds what looking at each finds.
func TestFinderIsBest(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	pick := func(texts ...string) string { return texts[rnd.IntN(len(texts))] }
	for range 5000 {
		entries := make([]MapEntry, rnd.IntN(6))
		for i := range entries {
			entries[i] = MapEntry{ServiceID: pick("", "", "S1", "S2"), Service: pick("", "a", "a*", "*", "b", "*b*", "S1")}
		}
		key, name := pick("S1", "S2", "a"), pick("a", "ab", "b", "a*", "S1")
		if got, want := newFinder(entries).best(key, name), Best(entries, key, name); got != want {
			t.Fatalf("%q %q in %+v: got %d, want %d", key, name, entries, got, want)
		}
	}
}
