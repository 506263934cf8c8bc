package app

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What must never be kept, in every place where PagerDuty writes such things.
var contacts = []string{"+81 90 5550 0001", "hanako@contact.example", "x@contact.example", "secret payload", "hunter2", "+81 3 5550 9999", "111-222-333"}

// Two incidents in every shape that PagerDuty and its neighbours give them: answers of the API, entries alone and packed, rows of
// analytics, webhooks, Airbyte's records, a raw CSV. The first one is handed over by hand after 20 minutes.
func shapes(t *testing.T) map[string][]byte {
	t.Helper()
	const (
		user    = `{"id":"PU1","type":"user_reference","summary":"鈴木","email":"hanako@contact.example","contact_methods":[{"address":"+81 90 5550 0001"}]}`
		other   = `{"id":"PU2","type":"user_reference","summary":"x@contact.example"}`
		service = `{"id":"PS1","type":"service_reference","summary":"web"}`
		first   = `{"id":"PAAAAA1","incident_number":1,"title":"disk full","created_at":"2026-03-01T00:00:00Z","updated_at":"2026-03-01T03:00:00Z","status":"resolved","urgency":"high",` +
			`"service":` + service + `,"priority":{"summary":"P2"},"last_status_change_by":` + other + `,"last_status_change_at":"2026-03-01T03:00:00Z",` +
			`"body":{"details":"secret payload"},"conference_bridge":{"conference_number":"+81 3 5550 9999","conference_url":"https://meet.example/111-222-333"}}`
		second = `{"id":"PAAAAA2","incident_number":2,"title":"cpu","created_at":"2026-03-02T00:00:00Z","resolved_at":"2026-03-02T00:10:00Z","status":"resolved","urgency":"low",` +
			`"service":` + service + `,"priority":null}`
	)
	entry := func(id, of, at, kind, agent, more string) string {
		return `{"id":"` + id + `","type":"` + kind + `_log_entry","created_at":"` + at + `","agent":` + agent + `,"channel":{"type":"api","details":{"body":"secret payload"},"summary":"hunter2"},` +
			`"incident":{"id":"` + of + `","type":"incident_reference"}` + more + `}`
	}
	notify := func(id, of string) string {
		return `{"id":"` + id + `","type":"notify_log_entry","created_at":"2026-03-01T00:00:01Z","incident":{"id":"` + of + `"},"user":` + user +
			`,"channel":{"type":"auto","notification":{"type":"sms","address":"+81 90 5550 0001"}}}`
	}
	entries := []string{
		entry("R7", "PAAAAA1", "2026-03-01T03:00:00.000000Z", "resolve", other, ""),
		entry("R6", "PAAAAA1", "2026-03-01T00:25:00Z", "acknowledge", other, ""),
		entry("R5", "PAAAAA1", "2026-03-01T00:20:00Z", "assign", user, `,"assignees":[`+other+`]`),
		entry("R4", "PAAAAA1", "2026-03-01T09:05:00+09:00", "annotate", user, `,"event_details":{"description":"hunter2"}`),
		entry("R3", "PAAAAA1", "2026-03-01T00:01:00Z", "acknowledge", user, ""),
		notify("R2", "PAAAAA1"),
		entry("R1", "PAAAAA1", "2026-03-01T00:00:00Z", "assign", `{"id":"PS1","type":"service_reference","summary":"web"}`, `,"assignees":[`+user+`]`),
		entry("R0", "PAAAAA1", "2026-03-01T00:00:00Z", "trigger", `null`, ""),
	}
	packed := func(s string) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write([]byte(s)); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	zipped := func(name, s string) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(s))
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	return map[string][]byte{
		"a page of incidents":   []byte(`{"incidents":[` + first + `],"more":false}`),
		"entries, packed":       packed(`{"log_entries":[` + strings.Join(entries[:4], ",") + `]}` + "\n" + `{"log_entries":[` + strings.Join(entries[4:], ",") + `]}`),
		"entries alone, zipped": zipped("of the second.json", "\ufeff["+entry("T1", "PAAAAA2", "2026-03-02T00:10:00Z", "resolve", `{"id":"PI1","type":"integration_reference"}`, "")+","+notify("T2", "PAAAAA2")+"]"),
		"analytics": []byte(`{"data":[{"id":"PAAAAA1","incident_number":1,"description":"disk full","service_id":"PS1","service_name":"web","created_at":"2026-03-01T00:00:00.583373",` +
			`"resolved_at":"2026-03-01T03:00:00","seconds_to_first_ack":60.0,"engaged_seconds":20040,"engaged_user_count":2,"user_defined_effort_seconds":null}],"time_zone":"Etc/UTC"}`),
		"Airbyte": []byte(`{"type":"LOG","log":{"message":"hunter2"}}` + "\n" + `{"type":"RECORD","record":{"stream":"incidents","data":` + second + `,"emitted_at":1}}` + "\n" +
			`{"record":{"stream":"incident_logs","data":` + entry("T0", "PAAAAA2", "2026-03-02T00:00:00Z", "trigger", `null`, "") + `}}` + "\n"),
		"webhooks": []byte(`{"event":{"id":"W1","event_type":"incident.annotated","occurred_at":"2026-03-01T00:06:00Z","agent":` + user + `,"data":{"incident":{"id":"PAAAAA1"},"id":"N1","content":"hunter2","type":"incident_note"}}}` + "\n" +
			`{"event":{"id":"W2","event_type":"incident.resolved","occurred_at":"2026-03-01T03:00:00Z","agent":` + other + `,"data":{"id":"PAAAAA1","type":"incident","number":1,"status":"resolved",` +
			`"created_at":"2026-03-01T00:00:00Z","title":"disk full","service":` + service + `,"priority":{"summary":"P2"},"urgency":"high","conference_bridge":{"conference_number":"+81 3 5550 9999"}}}}` + "\n"),
		"raw CSV": []byte("id,incident_number,description,service_id,service_name,created_on,resolved_on,urgency,acknowledged_by_user_names\r\n" +
			"PAAAAA2,2,cpu,PS1,web,2026-03-02T09:00:00+09:00,2026-03-02T09:10:00+09:00,low,\r\n"),
	}
}

// Whatever the order in which the files come, the same is known; and what must not be kept is in no file of the workspace and in no
// cell of its tables.
func TestEveryShapeInAnyOrder(t *testing.T) {
	files := shapes(t)
	names := []string{}
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	orders := [][]string{names}
	for i := 1; i < len(names); i += 2 {
		orders = append(orders, append(slices.Clone(names[i:]), names[:i]...))
	}
	backwards := slices.Clone(names)
	slices.Reverse(backwards)
	want := ""
	for _, order := range append(orders, backwards) {
		dir := t.TempDir()
		a := &App{Dir: filepath.Join(dir, "ws"), Command: "test", Now: func() time.Time { return day(2026, 4, 1) }}
		if err := os.MkdirAll(a.Dir, 0o700); err != nil {
			t.Fatal(err)
		}
		mustLine(t, a.SettingsPath(), "[[roster]]\nid = \"PU1\"\n")
		for _, name := range order {
			path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".dat")
			if err := os.WriteFile(path, files[name], 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := a.Import(t.Context(), ImportQuery{Paths: []string{path}})
			if err != nil || len(got) != 1 || len(got[0].Refusals) != 0 {
				t.Fatalf("%v: %s: got %+v, %v, want it taken in whole", order, name, got, err)
			}
		}
		got, cells := "", ""
		err := a.with(t.Context(), func(w *work) error {
			for _, q := range []string{
				"SELECT id, completion, to_completion_s, to_acknowledge_s, to_resolve_s, hand_off_by, l1_s, l1_basis, pagerduty_s, priority, manned FROM facts ORDER BY id",
				"SELECT id, person_id, from_at, to_at, ended_by FROM interval ORDER BY ALL",
				"SELECT incident_id, id, \"at\", type, agent_id, assignees FROM event ORDER BY ALL",
			} {
				rows, err := w.Query(t.Context(), q)
				if err != nil {
					return err
				}
				got += texts(t, rows)
			}
			tables, err := w.Query(t.Context(), "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")
			if err != nil {
				return err
			}
			for _, name := range strings.Fields(texts(t, tables)) {
				rows, err := w.Query(t.Context(), `SELECT * FROM "`+name+`"`)
				if err != nil {
					return err
				}
				cells += texts(t, rows)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = got
			if !strings.HasPrefix(got, "PAAAAA1|handed_to_l2|1200|60|10800|hand|1140|0|20040|P2|1\nPAAAAA2|resolved_without_person|600|∅|600||0|0|0||0\n") {
				t.Errorf("got %s, want the first handed over by hand after 20 minutes, the second recovered alone", got)
			}
		}
		if got != want {
			t.Errorf("%v:\ngot  %s\nwant %s", order, got, want)
		}
		for _, s := range contacts {
			if strings.Contains(cells, s) {
				t.Errorf("%v: a table holds %q, want it nowhere", order, s)
			}
		}
		if !strings.Contains(cells, "disk full") || !strings.Contains(cells, "鈴木") {
			t.Errorf("%v: the tables lack what they have to hold", order)
		}
		mustLackContacts(t, a.Dir, contacts)
	}
}

// texts are rows as text, a line each.
func texts(t *testing.T, rows *sql.Rows) string {
	t.Helper()
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		for i, c := range cells {
			if c == nil {
				c = "∅"
			}
			if i > 0 {
				b.WriteByte('|')
			}
			fmt.Fprint(&b, c)
		}
		b.WriteByte('\n')
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
