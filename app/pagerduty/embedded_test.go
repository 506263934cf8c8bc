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
