//go:build race

package pdf

// raceEnabled says that the race detector watches: all then takes ten times as long, so tests try fewer sizes.
const raceEnabled = true
