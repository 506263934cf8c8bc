//go:build !race

package chart

// raceEnabled says that the race detector watches: the engine then takes seconds for a picture, so tests draw fewer.
const raceEnabled = false
