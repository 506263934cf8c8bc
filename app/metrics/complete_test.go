package metrics_test

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// March has ten alerts: four from files (A, B, C open, J of an unknown completion), one of them merged; a whole timeline (D), one of
// unknown assignees (E), one with work under way (F), incomplete ones (G, H), one timed out (I). February's counts for nothing.
func TestCompleteness(t *testing.T) {
	flags := func(set, clear incident.Flag) func(*incident.Facts) {
		return func(f *incident.Facts) { f.Flags = f.Flags&^clear | set }
	}
	told := incident.FlagNoHandOffTime
	s := world(t, "2026-03-31 23:59:59",
		alert{id: "A", at: "2026-03-02 09:00:00", ack: 60, end: 900, person: true},
		alert{id: "B", at: "2026-03-02 09:00:00", ack: -1, end: 900, merged: true},
		alert{id: "C", at: "2026-03-02 09:00:00", ack: -1, end: -1},
		alert{id: "D", at: "2026-03-02 09:00:00", ack: 60, end: 900, tweak: flags(0, told)},
		alert{id: "E", at: "2026-03-02 09:00:00", ack: 60, end: 900, tweak: flags(incident.FlagUnknownAssignees, told)},
		alert{id: "F", at: "2026-03-02 09:00:00", ack: 60, end: -1, tweak: flags(incident.FlagStillWorking, told)},
		alert{id: "G", at: "2026-03-02 09:00:00", ack: 60, end: 900, tweak: flags(incident.FlagIncomplete, 0)},
		alert{id: "H", at: "2026-03-02 09:00:00", ack: 60, end: -1, tweak: flags(incident.FlagIncomplete, 0)},
		alert{id: "I", at: "2026-03-02 09:00:00", ack: 60, end: 900, tweak: func(f *incident.Facts) {
			flags(0, told)(f)
			f.Completion, f.ToCompletion = incident.TimedOut, f.ToHandOff
		}},
		alert{id: "J", at: "2026-03-02 09:00:00", ack: 60, end: 900, more: func(in *incident.Incident) { in.Policy = "L2" }},
		alert{id: "K", at: "2026-02-02 09:00:00", ack: 60, end: 900, tweak: flags(incident.FlagIncomplete, 0)},
	)
	n := mustCompute(t, s, "2026-03").Quality.Completeness
	equal(t, "completeness", fmt.Sprintf("%+v", n), "{WithoutTimeline:4 IncompleteTimelines:2 StillWorking:1 UnknownAssignees:1 UnknownCompletion:1 NotPulled:[]}")
	equal(t, "a client without", mustCompute(t, s, "2026-03", func(q *metrics.Query) { q.Client = "nobody" }).Quality.WithoutTimeline, 0)
}

// pullWindow notes that a pull brought a window, local.
func pullWindow(tb testing.TB, s *store.Store, account, what, from, to string) {
	tb.Helper()
	err := s.Exec(tb.Context(), "INSERT INTO pull_window VALUES (?, ?, ?, ?, 0, 1)", account, what, mustTime(tb, from).Unix(), mustTime(tb, to).Unix())
	if err != nil {
		tb.Fatal(err)
	}
}

// Incidents were pulled from 1 to 10 and from 12 March, log entries from 3 to 20 March, as_of is the 25th: between 1 and 25
// March the incidents of 10 and 11 March are missing, and the log entries before the 3rd and from the 20th. Times are in UTC.
func TestWindowsNeverPulled(t *testing.T) {
	s := world(t, "2026-03-25 00:00:00", alert{id: "A", at: "2026-03-02 09:00:00", ack: 60, end: 900})
	gaps := func(period string) string {
		out := []string{}
		for _, g := range mustCompute(t, s, period).Quality.NotPulled {
			out = append(out, g.Account+" "+g.What+" "+g.From+" "+g.To)
		}
		return strings.Join(out, "\n")
	}
	equal(t, "never pulled at all", gaps("2026-03"), "")
	pullWindow(t, s, "a", "incidents", "2026-03-12 00:00:00", "2026-03-30 00:00:00")
	pullWindow(t, s, "a", "incidents", "2026-03-01 00:00:00", "2026-03-10 00:00:00")
	pullWindow(t, s, "a", "incidents", "2026-03-02 00:00:00", "2026-03-05 00:00:00")
	pullWindow(t, s, "a", "log_entries", "2026-03-03 00:00:00", "2026-03-10 00:00:00")
	pullWindow(t, s, "a", "log_entries", "2026-03-10 00:00:00", "2026-03-20 00:00:00")
	pullWindow(t, s, "a", "pull", "2020-01-01 00:00:00", "2027-01-01 00:00:00")
	equal(t, "March", gaps("2026-03"), strings.Join([]string{
		"a incidents 2026-03-09T15:00:00Z 2026-03-11T15:00:00Z",
		"a log_entries 2026-02-28T15:00:00Z 2026-03-02T15:00:00Z",
		"a log_entries 2026-03-19T15:00:00Z 2026-03-24T15:00:00Z"}, "\n"))
	equal(t, "a day", gaps("2026-03-11"), "a incidents 2026-03-10T15:00:00Z 2026-03-11T15:00:00Z")
	equal(t, "before", gaps("2026-02"), "")
	pullWindow(t, s, "b", "incidents", "2026-01-01 00:00:00", "2026-01-02 00:00:00")
	equal(t, "another account, all log entries missing", gaps("2026-01"), "b log_entries 2025-12-31T15:00:00Z 2026-01-01T15:00:00Z")
}
