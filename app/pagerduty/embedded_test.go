package pagerduty

import (
	"os"
	"path/filepath"
	"testing"
)

// An incident that is refused brings no entries of its timeline, whichever of the two is wrong, and both readings of the file say so.
func TestRefusedIncidentBringsNoEntries(t *testing.T) {
	const good, bad = `{"id":"R1","type":"acknowledge_log_entry","created_at":"2026-03-01T01:00:00Z","incident":{"id":"P1"}}`,
		`{"id":"R2","type":"acknowledge_log_entry","created_at":"yesterday","incident":{"id":"P1"}}`
	for content, want := range map[string]int64{
		`[{"id":"P1","title":"x","created_at":"2026-03-01T00:00:00Z","log_entries":[` + good + `]}]`:             1,
		`[{"id":"","title":"x","created_at":"2026-03-01T00:00:00Z","log_entries":[` + good + `]}]`:               0,
		`[{"id":"P1","title":"x","created_at":"yesterday","log_entries":[` + good + `]}]`:                        0,
		`[{"id":"P1","title":"x","created_at":"2026-03-01T00:00:00Z","log_entries":[` + good + `,` + bad + `]}]`: 0,
		`[` + good + `,` + bad + `]`: 1,
	} {
		path := filepath.Join(t.TempDir(), "a.json")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		o := Options{Account: "default", Local: mustZone(t, "Asia/Tokyo")}
		rows, err := readEverything(plain(path), o)
		if err != nil || rows.count != want {
			t.Errorf("%s: got %d entries, %v, want %d", content, rows.count, err, want)
		}
		o.Events = true
		events, err := readEverything(plain(path), o)
		if err != nil || events.count != want || int64(len(events.events)) != want {
			t.Errorf("%s: read for them, got %d entries, %v, want %d", content, len(events.events), err, want)
		}
	}
}

// A NUL that stands as it is in an incident is a damaged file's: the incident is refused with that reason and its line, as in
// tables, and the others are read.
func TestNULRefusesItsIncident(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	content := "[{\"id\":\"P1\",\"title\":\"x\",\"created_at\":\"2026-03-01T00:00:00Z\"},\n{\"id\":\"P2\",\"title\":\"a\x00b\",\"created_at\":\"2026-03-01T00:00:00Z\"}]"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := readEverything(plain(path), Options{Account: "default", Local: mustZone(t, "Asia/Tokyo")})
	if err != nil || len(all.readings) != 1 || all.readings[0].ID != "P1" || len(all.refused) != 1 || all.refused[0].Problem != NUL || all.refused[0].Line != 2 {
		t.Errorf("got %d readings, refusals %+v, %v", len(all.readings), all.refused, err)
	}
}
