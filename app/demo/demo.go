// Package demo makes up a managed-service provider: two fiscal years of its PagerDuty incidents, written as the
// files that PagerDuty and an Athena query over its data would give, the log entries of the second year as its REST API
// gives them, and the map of its services. The last month is in no file: it is an account that a pull can read, as of
// somebody who begins to pull then. What an incident's row says follows from the same course as its log entries.
//
// In goes a folder and a seed, out come CSV and JSON files, the account, and the names that a caller needs to show them:
// clients, business units, people, fixes and maintenance. The same seed writes the same bytes. Every company, person, host
// and address is invented. It is meant for the demo command and for tests that need a whole, believable workspace; of ours
// it imports the account's server alone, whose data it fills.
package demo

import (
	"fmt"
	"math/rand/v2"
	"os"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// Company is the made-up provider whose teams the files describe.
const Company = "株式会社ミオツクシ・オペレーションズ"

// Zone is the IANA time zone of all local dates and times here.
const Zone = "Asia/Tokyo"

// A Files names what Write wrote and who is in it.
type Files struct {
	Exports []string // paths of PagerDuty's raw CSV, one a month, oldest first
	Tables  []string // paths of the plain tables with priority and team, one a fiscal year, oldest first
	// LogEntries are paths of the log entries of the second fiscal year as the REST API gives them, one a month, oldest
	// first. Of the first year there are none.
	LogEntries []string
	Map        string // path of the map: service_id,service,project,client,unit,from,until

	// Account is what no file has: the incidents triggered, and the entries made, from the local day AccountFrom on. It also knows
	// the older incidents that are open or that these entries are of.
	Account     *fakepd.World
	AccountFrom string // "2026-03-01"
	LastDay     string // the last local day of all: "2026-03-31"

	Company string   // the provider's name
	Units   []string // business units, in the order of the organisation chart
	Clients []string // all clients of the map, also those that joined late or left
	Unit    string   // the unit whose story is richest: the one to show first
	Large   string   // the client with the most incidents; it belongs to Unit
	Small   string   // a client with five incidents in March 2026
	Quiet   string   // a client without any incident in March 2026

	FirstLine   []Member      // the first-line team
	SecondLine  []Person      // those whom the first line hands over to
	Automation  []Person      // users under which programs act
	L1Policies  []string      // names of the first line's escalation policies
	L2Policies  []string      // names of the second line's
	Fixes       []Fix         // what was repaired, oldest first
	Maintenance []Maintenance // planned work agreed out of the SLO, oldest first
	Unmapped    []string      // names of the services that the map lacks
	Silent      string        // the local day without any incident: "2026-02-19"

	Incidents int // of the exports and, from its first day on, of the account
	Open      int // incidents that are not resolved
}

// A Person is somebody who appears in the exports.
type Person struct {
	ID   string // "PABC123"
	Name string // "佐伯 ほのか"
}

// A Fix is a repair after which an alert kind came less often or took fewer minutes.
type Fix struct {
	Day   string // local date on which it went live: "2025-06-16"
	Unit  string // where it was done
	Title string // a title of the alert kind that it was meant for
	Text  string // what was done
	Root  bool   // a root fix; false: a provisional one
}

// A Maintenance is a window of planned work at one service.
type Maintenance struct {
	ServiceID string    // as in the exports
	Service   string    //
	Client    string    //
	From, To  time.Time // half-open
	Reason    string    //
}

// Write makes the world of the seed and writes its files into dir, which is created if it is not there. Files of the
// same names are overwritten. It fails only where writing does.
func Write(dir string, seed uint64) (Files, error) {
	return writeUntil(dir, seed, march2026)
}

// writeUntil is Write with files of all that is before a day.
func writeUntil(dir string, seed uint64, until int) (Files, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Files{}, fmt.Errorf("making the demo's folder: %w", err)
	}
	rng := rand.New(rand.NewPCG(seed, 0x6675726961657269))
	w := newWorld(rng)
	s := newStreams(rng, w)
	incidents := trigger(rng, w, s)
	settle(rng, w, incidents)
	spoil(rng, w, incidents)
	return write(dir, seed, w, incidents, until)
}
