package app

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// An incident of which log entries were read shows them, not what its row says.
func TestIncidentShowsItsLogEntries(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	path := filepath.Join(t.TempDir(), "log.json")
	err := os.WriteFile(path, []byte(`{"log_entries": [
		{"id": "R2", "type": "resolve_log_entry", "created_at": "2026-03-03T02:20:00Z", "agent": {"id": "U1", "type": "user_reference", "summary": "佐伯"}, "incident": {"id": "Q2"}},
		{"id": "R1", "type": "brand_new_log_entry", "created_at": "2026-03-03T00:00:00Z", "agent": {"type": "service_reference", "summary": "</script>"}, "incident": {"id": "Q2"}}
	]}`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := w.Import([]string{path}, false); err != nil || !out.OK {
		t.Fatalf("got %+v, %v, want an import", out.Failed, err)
	}
	d, err := w.Incident("FY2025Q4", "default", "Q2")
	want := []Moment{{"2026-03-03 09:00:00", "", "brand_new", "</script>"}, {"2026-03-03 11:20:00", "+2.3時間", w.speech().T("ui.w.event.resolve"), "佐伯"}}
	if err != nil || !slices.Equal(d.Timeline, want) {
		t.Errorf("got %+v, %v, want %+v", d.Timeline, err, want)
	}
}
