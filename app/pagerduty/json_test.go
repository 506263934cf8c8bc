package pagerduty

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
)

// readEvents reads a file for its timelines.
func readEvents(t testing.TB, path string) []incident.Event {
	t.Helper()
	o := options(t)
	o.Events = true
	f, err := OpenPath(path, o)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events := []incident.Event{}
	for {
		b, err := f.Next(context.Background())
		if err == io.EOF {
			return events
		}
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, b.Events()...)
	}
}

// An incident as GET /incidents gives it, resolved and open.
const (
	restResolved = `{"id":"PT4KHLK","type":"incident","summary":"[#1234] The server is on fire.","self":"https://api.pagerduty.com/incidents/PT4KHLK","html_url":"https://subdomain.pagerduty.com/incidents/PT4KHLK",
 "incident_number":1234,"title":"The server is on fire.","created_at":"2015-10-06T21:30:42Z","updated_at":"2015-10-06T21:45:00Z","status":"resolved",
 "incident_key":"baf7cf21b1da41b4b0221008339ff357","service":{"id":"PIJ90N7","type":"service_reference","summary":"My Mail Service"},"assignments":[],"assigned_via":"escalation_policy",
 "last_status_change_at":"2015-10-06T21:40:23Z","last_status_change_by":{"id":"PXPGF42","type":"user_reference","summary":"佐藤"},
 "first_trigger_log_entry":{"id":"Q02JTSNZWHSEKV","type":"trigger_log_entry_reference"},"escalation_policy":{"id":"PT20YPA","type":"escalation_policy_reference","summary":"Another Escalation Policy"},
 "teams":[{"id":"PQ9K7I8","type":"team_reference","summary":"Engineering"},{"id":"PX","summary":"Other"}],"pending_actions":[],"acknowledgements":[],"basic_alert_grouping":null,
 "alert_counts":{"all":2,"triggered":0,"resolved":2},"priority":{"id":"P53ZZH5","type":"priority","summary":"P2","name":"P2"},"resolve_reason":null,"incident_type":{"name":"incident_default"},"urgency":"high","unknown":{"a":[1,{"b":null}]}}`
	restOpen = `{"id":"POPEN","incident_number":1235,"description":"disk","created_at":"2015-10-06T21:30:42-05:00","status":"acknowledged","urgency":"low","priority":null,
 "service":{"id":"S2","summary":"web"},"acknowledgements":[{"at":"2015-10-07T02:40:42Z","acknowledger":{"id":"PU2","type":"user_reference","summary":"伊藤"}},{"at":"2015-10-07T02:35:42Z","acknowledger":{"id":"PU1","type":"user_reference","summary":"sato@example.com"}}],
 "assignments":[{"at":"2015-10-07T02:31:42Z","assignee":{"id":"PU1","type":"user_reference","summary":"佐藤, 太郎"}}],"resolved_at":null}`
	restMerged = `{"id":"PMERGED","incident_number":1236,"title":"again","created_at":"2015-10-06T21:31:00Z","resolved_at":"2015-10-06T21:35:00Z","status":"resolved","service":{"id":"S2","summary":"web"},
 "resolve_reason":{"type":"merge_resolve_reason","incident":{"id":"PT4KHLK","type":"incident_reference"}},"last_status_change_by":{"id":"S2","type":"service_reference","summary":"web"}}`
	logEntry = `{"id":"R1","type":"acknowledge_log_entry","summary":"Acknowledged by 佐藤.","created_at":"2015-10-06T21:34:42Z","agent":{"id":"PXPGF42","type":"user_reference","summary":"佐藤"},
 "channel":{"type":"web_ui"},"service":{"id":"PIJ90N7"},"incident":{"id":"PT4KHLK","type":"incident_reference","summary":"[#1234] The server is on fire."},"teams":[],"contexts":[]}`
	notifyEntry = `{"id":"R9","type":"notify_log_entry","created_at":"2015-10-06T21:31:00Z","channel":{"type":"auto","notification":{"type":"sms","address":"+81 90-1234-5678"}},"user":{"id":"PU1","summary":"x","email":"a@example.com"},"incident":{"id":"PT4KHLK"}}`
	analytics   = `{"id":"Q3","incident_number":42,"description":"cpu","service_id":"S1","service_name":"db","team_name":"T","urgency":"high","priority_name":"P3","created_at":"2026-03-01T09:05:00.583373","resolved_at":"2026-03-01T09:29:02",
 "seconds_to_first_ack":60.0,"seconds_to_resolve":1442.0,"engaged_seconds":1200,"engaged_user_count":1,"snoozed_seconds":null,"user_defined_effort_seconds":null,"acknowledged_user_ids":["PU1"],"acknowledged_user_names":["佐藤, 太郎"],
 "resolved_by_user_id":"PU1","escalation_count":0,"auto_resolved":false,"major":false}`
	webhook = `{"event":{"id":"01CH754SM17TWPE2V2H4VPBRO7","event_type":"incident.resolved","resource_type":"incident","occurred_at":"2026-03-01T01:00:00.123Z","agent":{"id":"PU1","summary":"佐藤","type":"user_reference"},"client":null,
 "data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2","number":2,"status":"resolved","incident_key":"d3640fbd","created_at":"2026-03-01T00:00:00Z","title":"A little bump in the road",
 "service":{"id":"PF9KMXH","summary":"API Service","type":"service_reference"},"assignees":[],"escalation_policy":{"id":"PUS0KTE","summary":"Default"},"teams":[{"id":"PFCVPS0","summary":"Engineering"}],"priority":{"id":"PSO75BM","summary":"P1"},"urgency":"high","resolve_reason":null}}}`
)

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", "") }

// However JSON of incidents is packed, it holds the same.
func TestJSONContainers(t *testing.T) {
	both := restResolved + "," + restOpen
	for name, content := range map[string]string{
		"an answer":             `{"incidents":[` + both + `],"limit":25,"offset":0,"total":null,"more":false}`,
		"an answer, keys first": `{"limit":25,"query":{"a":[1]},"more":false,"incidents":[` + both + `]}`,
		"an array":              `[` + both + `]`,
		"a pretty array":        "[\n  " + strings.ReplaceAll(both, ",\"", ",\n    \"") + "\n]\n",
		"lines":                 oneLine(restResolved) + "\n" + oneLine(restOpen) + "\n",
		"lines with CRLF":       oneLine(restResolved) + "\r\n\r\n" + oneLine(restOpen),
		"pages":                 `{"incidents":[` + restResolved + `],"more":true}` + "\n" + `{"incidents":[` + restOpen + `],"more":false}`,
		"pages without space":   `{"incidents":[` + restResolved + `]}{"incidents":[` + restOpen + `]}`,
		"an array of pages":     `[{"incidents":[` + restResolved + `]},{"incidents":[` + restOpen + `]}]`,
		"arrays":                `[` + restResolved + `][` + restOpen + `]`,
		"single answers":        `{"incident":` + restResolved + `}{"incident":` + restOpen + `}`,
		"Airbyte":               `{"type":"LOG","log":{"message":"x"}}` + "\n" + oneLine(`{"type":"RECORD","record":{"stream":"incidents","data":`+restResolved+`,"emitted_at":1}}`) + "\n" + oneLine(`{"record":{"data":`+restOpen+`}}`),
		"Airbyte's files":       oneLine(`{"_airbyte_ab_id":"1","_airbyte_emitted_at":1,"_airbyte_data":`+restResolved+`}`) + "\n" + oneLine(`{"_airbyte_data":`+restOpen+`}`),
		"a mark":                "\ufeff[" + both + "]",
		"concatenated marks":    "\ufeff[" + restResolved + "]\n\ufeff[" + restOpen + "]",
		"an empty page too":     `{"incidents":[]}{"incidents":[` + both + `]}{"incidents":null}`,
	} {
		path := mustWrite(t, content)
		readings, refused, f, err := readAll(path, options(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := []string{}
		for _, r := range readings {
			got = append(got, r.ID+" "+r.Title+" "+r.Service)
		}
		if want := []string{"PT4KHLK The server is on fire. My Mail Service", "POPEN disk web"}; !slices.Equal(got, want) || len(refused) != 0 {
			t.Errorf("%s: got %q, refused %v, want %q", name, got, refused, want)
		}
		if f.Kind() != KindIncidents || f.Rows() != 2 || f.EventCount() != 0 {
			t.Errorf("%s: got %s, %d rows, %d events", name, f.Kind(), f.Rows(), f.EventCount())
		}
	}
}

// What scripts and databases make of incidents is flat, with names as headers have them.
func TestFlatJSON(t *testing.T) {
	for name, content := range map[string]string{
		"camels":  `[{"incidentId":"P1","incidentNumber":7,"title":"disk","serviceName":"web","createdAt":"2026-03-01T00:00:00Z","secondsToResolve":60}]`,
		"headers": `[{"Incident ID":"P1","Incident Number":7.0,"Title":"disk","Service Name":"web","Created At":"2026-03-01T00:00:00Z","Resolved On":"2026-03-01T00:01:00Z"}]`,
		"raw CSV": `{"id":"P1","incident_number":"7","description":"disk","service_name":"web","created_on":"2026-03-01T09:00:00+09:00","seconds_to_resolve":"60"}`,
		"Athena":  `{"id":"P1","incidentnumber":7,"title":"disk","servicename":"web","createdat":"2026-03-01 00:00:00.000 UTC","resolvedat":"2026-03-01 00:01:00 UTC"}`,
	} {
		readings, refused := mustRead(t, content)
		if len(readings) != 1 {
			t.Errorf("%s: got refused %v", name, refused)
			continue
		}
		r := readings[0]
		if got := fmt.Sprint(r.ID, r.Number.V, r.Title, r.Service, r.TriggeredAt.Unix(), " ", since(r, r.ResolvedAt)); got != "P17diskweb1772323200 60" {
			t.Errorf("%s: got %s", name, got)
		}
	}
}

func TestRESTIncident(t *testing.T) {
	readings, _ := mustRead(t, "["+restResolved+","+restOpen+","+restMerged+"]")
	if len(readings) != 3 {
		t.Fatalf("got %d readings, want 3", len(readings))
	}
	at := func(h, m, s int) time.Time { return time.Date(2015, 10, 6, h, m, s, 0, time.UTC) }
	known := incident.Known[time.Time]
	want := []incident.Incident{{
		Account: "default", ID: "PT4KHLK", Number: incident.Known(int64(1234)), Title: "The server is on fire.", Status: "resolved", Urgency: "high", Priority: "P2",
		ServiceID: "PIJ90N7", Service: "My Mail Service", Team: "Engineering", PolicyID: "PT20YPA", Policy: "Another Escalation Policy", Type: "incident_default",
		Key: "baf7cf21b1da41b4b0221008339ff357", AssignedVia: "escalation_policy", TriggeredAt: at(21, 30, 42), ResolvedAt: known(at(21, 40, 23)), UpdatedAt: known(at(21, 45, 0)),
		ResolvedBy: incident.Person{ID: "PXPGF42", Name: "佐藤"}, AlertCount: incident.Known(int64(2)), Told: incident.TellsResolver, // nothing of acknowledges: a resolved one has lost them
	}, {
		Account: "default", ID: "POPEN", Number: incident.Known(int64(1235)), Title: "disk", Status: "acknowledged", Urgency: "low", ServiceID: "S2", Service: "web",
		TriggeredAt: at(26, 30, 42), AcknowledgedAt: known(at(26, 35, 42)), Acknowledgers: []incident.Person{{ID: "PU2", Name: "伊藤"}, {ID: "PU1", Name: "sato"}},
		Assignees: []incident.Person{{ID: "PU1", Name: "佐藤, 太郎"}}, Told: incident.TellsAcknowledge,
	}, {
		Account: "default", ID: "PMERGED", Number: incident.Known(int64(1236)), Title: "again", Status: "resolved", ServiceID: "S2", Service: "web", MergedInto: "PT4KHLK",
		TriggeredAt: at(21, 31, 0), ResolvedAt: known(at(21, 35, 0)), Told: incident.TellsResolver, // by no person
	}}
	for i := range want {
		if got, want := fmt.Sprintf("%+v", readings[i].Incident), fmt.Sprintf("%+v", want[i]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// Times of analytics are in the zone that stands beside them, before or behind the rows; alone, in the file's.
func TestAnalytics(t *testing.T) {
	for _, c := range []struct{ name, content, want string }{
		{"zone first", `{"time_zone":"Etc/UTC","data":[` + analytics + `]}`, "2026-03-01T09:05:00Z"},
		{"zone last", `{"data":[` + analytics + `],"last":"x","time_zone":"America/New_York"}`, "2026-03-01T14:05:00Z"},
		{"of two pages each its own", `{"data":[],"time_zone":"Asia/Tokyo"}{"data":[` + analytics + `],"time_zone":"Etc/UTC"}`, "2026-03-01T09:05:00Z"},
		{"no zone", `{"data":[` + analytics + `]}`, "2026-03-01T00:05:00Z"},
		{"a bare array", `[` + analytics + `]`, "2026-03-01T00:05:00Z"},
		{"lines", oneLine(analytics), "2026-03-01T00:05:00Z"},
		{"a zone that nobody knows", `{"time_zone":"Tokyo","data":[` + analytics + `]}`, "bad_time"},
	} {
		path := mustWrite(t, c.content)
		readings, refused, f, err := readAll(path, options(t))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got := ""
		if len(readings) == 1 {
			got = readings[0].TriggeredAt.Format(time.RFC3339)
		} else if len(refused) == 1 {
			got = string(refused[0].Problem)
		}
		if got != c.want || f.Kind() != KindAnalytics {
			t.Errorf("%s: got %s, %s, want %s", c.name, got, f.Kind(), c.want)
		}
	}
	readings, _ := mustRead(t, `[`+analytics+`]`)
	r := readings[0]
	got := fmt.Sprint(r.ID, r.Number.V, r.Title, r.ServiceID, r.Service, r.Team, r.Priority, since(r, r.AcknowledgedAt), " ", since(r, r.ResolvedAt), r.Engaged, r.EngagedUsers, r.Snoozed, r.Effort,
		r.Acknowledgers, r.ResolvedBy, r.EscalationCount, r.Told)
	// 24 minutes and 2 seconds, floored on both sides of the fraction.
	if want := "Q342cpuS1dbTP360 1442{20m0s true} {1 true} {0s false} {0s false} [{PU1 佐藤, 太郎}] {PU1 } {0 true} 3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNaiveTimesNeedAZone(t *testing.T) {
	o := options(t)
	o.Local = nil
	for name, c := range map[string]struct {
		content string
		rows    int
	}{
		"no zone": {`[` + analytics + `,` + restOpen + `]`, 1}, "a zone": {`{"data":[` + analytics + `],"time_zone":"Etc/UTC"}`, 1},
		"a table": {plainHeader + "P1,x,web,2026-03-01 00:00:00\n" + plainRow, 1},
	} {
		readings, _, _, err := readAll(mustWrite(t, c.content), o)
		if err != nil || len(readings) != c.rows {
			t.Errorf("%s: got %d readings, %v, want %d", name, len(readings), err, c.rows)
		}
	}
}

func TestLogEntries(t *testing.T) {
	entries := logEntry + "," + notifyEntry + `,
 {"id":"R2","type":"assign_log_entry_reference","created_at":"2015-10-06T21:34:43Z","agent":{"id":"S1","type":"service_reference","summary":"web"},"channel":{"type":"auto"},"incident":{"id":"PT4KHLK"},"assignees":[{"id":"PU1","type":"user_reference","summary":"佐藤"},{"id":"PU2","type":"user_reference","summary":"ito@example.com"}]},
 {"id":"R3","type":"priority_change_log_entry","created_at":"2015-10-06T21:35:00Z","agent":{"id":"PU1","type":"user_reference","summary":"佐藤"},"channel":{"type":"web_ui","old_priority":{"summary":"P3"},"new_priority":{"summary":"P2"}},"incident":{"summary":"[#1234] x"}},
 {"id":"R4","type":"snooze_log_entry","created_at":"2015-10-06T21:36:00Z","agent":null,"channel":null,"changed_actions":[{"type":"unacknowledge","at":"2015-10-06T22:36:00Z"}],"incident":{"id":"PT4KHLK"}},
 {"id":"R5","type":"brand_new_log_entry","created_at":"2015-10-06T21:37:00Z","event_details":{"a":[{"b":{"c":1}}]},"incident":{"incident_number":77}}`
	want := []string{
		"PT4KHLK R1 21:34:42 acknowledge user PXPGF42 佐藤 web_ui [] - - {0001-01-01 00:00:00 +0000 UTC false}",
		"PT4KHLK R2 21:34:43 assign service S1 web auto [{PU1 佐藤} {PU2 ito}] - - {0001-01-01 00:00:00 +0000 UTC false}",
		"#1234 R3 21:35:00 priority_change user PU1 佐藤 web_ui [] P3 - P2 {0001-01-01 00:00:00 +0000 UTC false}",
		"PT4KHLK R4 21:36:00 snooze    [] - - {2015-10-06 22:36:00 +0000 UTC true}",
		"#77 R5 21:37:00 brand_new    [] - - {0001-01-01 00:00:00 +0000 UTC false}",
	}
	for name, content := range map[string]string{
		"an answer": `{"log_entries":[` + entries + `],"limit":100,"more":false}`, "an array": "[" + entries + "]",
		"lines": strings.ReplaceAll(strings.ReplaceAll("["+entries+"]", "\n", ""), "}, {\"id\"", "}\n{\"id\"")[1:],
	} {
		content = strings.TrimSuffix(content, map[bool]string{true: "]"}[name == "lines"])
		path := mustWrite(t, content)
		readings, refused, f, err := readAll(path, options(t))
		if err != nil || len(readings) != 0 || len(refused) != 0 {
			t.Errorf("%s: got %d readings, refused %v, %v, want none", name, len(readings), refused, err)
			continue
		}
		if f.Kind() != KindLogEntries || f.EventCount() != 5 || f.Rows() != 0 {
			t.Errorf("%s: got %s, %d events, %d rows", name, f.Kind(), f.EventCount(), f.Rows())
		}
		got := []string{}
		for _, e := range readEvents(t, path) {
			dash := func(s string) string {
				if s == "" {
					return "-"
				}
				return s + " -"
			}
			got = append(got, fmt.Sprint(e.IncidentID, " ", e.ID, " ", e.At.Format(time.TimeOnly), " ", e.Type, " ", e.AgentType, " ", e.AgentID, " ", e.AgentName, " ", e.Channel, " ", e.Assignees, " ", dash(e.Old), " ",
				strings.TrimSuffix(dash(e.New), " -"), " ", e.Until))
		}
		for i := range got {
			got[i] = strings.Join(strings.Fields(strings.ReplaceAll(got[i], "- -", "- -")), " ")
		}
		for i := range want {
			want[i] = strings.Join(strings.Fields(want[i]), " ")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		body := fmt.Sprintf("%+v", readEvents(t, path))
		for _, private := range []string{"1234-5678", "example.com", "R9"} {
			if strings.Contains(body, private) {
				t.Errorf("%s: %q left the package", name, private)
			}
		}
	}
}

func TestEntriesInsideAnIncident(t *testing.T) {
	path := mustWrite(t, `[{"id":"P1","title":"x","created_at":"2026-03-01T00:00:00Z","service":{"summary":"web"},"log_entries":[{"id":"R1","type":"trigger_log_entry","created_at":"2026-03-01T00:00:00Z"}]}]`)
	readings, _, f, err := readAll(path, options(t))
	if err != nil || len(readings) != 1 || f.EventCount() != 1 || f.Rows() != 1 || f.Kind() != KindMixed {
		t.Fatalf("got %v, %v, %d events, %d rows", readings, err, f.EventCount(), f.Rows())
	}
	if e := readEvents(t, path); len(e) != 1 || e[0].IncidentID != "P1" || e[0].Type != "trigger" {
		t.Errorf("got %+v, want the trigger of P1", e)
	}
}

func TestWebhooks(t *testing.T) {
	note := `{"event":{"id":"01N","event_type":"incident.annotated","occurred_at":"2026-03-01T00:30:00Z","agent":{"id":"PU1","summary":"佐藤","type":"user_reference"},"data":{"incident":{"id":"PGR0VU2","type":"incident_reference"},"id":"N1","content":"secret","type":"incident_note"}}}`
	ping := `{"event":{"id":"01P","event_type":"pagey.ping","occurred_at":"2026-03-01T00:30:00Z","data":{"message":"Hello from your friend Pagey!","type":"ping"}}}`
	bare := strings.TrimSuffix(strings.TrimPrefix(webhook, `{"event":`), "}")
	for name, content := range map[string]string{
		"lines": oneLine(webhook) + "\n" + note + "\n" + ping + "\n", "an array": "[" + webhook + "," + note + "," + ping + "]", "bare": oneLine(bare) + "\n" + note + "\n",
	} {
		path := mustWrite(t, content)
		readings, refused, f, err := readAll(path, options(t))
		if err != nil || len(readings) != 1 || len(refused) != 0 {
			t.Errorf("%s: got %v, refused %v, %v, want one reading", name, readings, refused, err)
			continue
		}
		r := readings[0]
		got := fmt.Sprint(r.ID, " ", r.Number.V, " ", r.Title, " ", r.Service, " ", r.Priority, " ", r.Status, " ", since(r, r.ResolvedAt), " ", since(r, r.UpdatedAt), " ", r.ResolvedBy, " ", r.Told)
		if want := "PGR0VU2 2 A little bump in the road API Service P1 resolved 3600 3600 {PU1 佐藤} 2"; got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
		if f.Kind() != KindWebhooks || f.EventCount() != 2 || f.Rows() != 1 {
			t.Errorf("%s: got %s, %d events, %d rows", name, f.Kind(), f.EventCount(), f.Rows())
		}
		events := readEvents(t, path)
		if len(events) != 2 || events[0].Type != "resolve" || events[0].AgentType != "user" || events[1].Type != "annotate" || events[1].IncidentID != "PGR0VU2" ||
			strings.Contains(fmt.Sprintf("%+v", events), "secret") {
			t.Errorf("%s: got %+v", name, events)
		}
	}
}

func TestMixedJSON(t *testing.T) {
	path := mustWrite(t, `{"incidents":[`+restResolved+`],"log_entries":[`+logEntry+`]}`+"\n"+webhook+analytics)
	readings, refused, f, err := readAll(path, options(t))
	if err != nil || len(readings) != 3 || len(refused) != 0 || f.Kind() != KindMixed || f.EventCount() != 2 || f.Rows() != 3 {
		t.Errorf("got %d readings, refused %v, %v, %s, %d events, %d rows", len(readings), refused, err, f.Kind(), f.EventCount(), f.Rows())
	}
	if readings[2].Row != 4 {
		t.Errorf("got row %d for the fourth value, want 4", readings[2].Row)
	}
}

// What cannot be read is refused alone, by line and place.
func TestJSONRefusals(t *testing.T) {
	good := oneLine(restOpen)
	for _, c := range []struct{ name, content, want string }{
		{"a broken line", good + "\n" + `{"id":"P1","title":"x` + "\n" + good, "2 2 bad_json "},
		{"a line of nonsense inside", good + "\n" + `{"id":P1,"title":"x"}` + "\n" + good, "2 2 bad_json "},
		{"another thing", "[" + good + ",\n{\"id\":\"PU1\",\"type\":\"user\",\"name\":\"x\"},\n" + good + "]", "2 2 not_incident "},
		{"a number", "[" + good + ",\n42," + good + "]", "2 2 not_incident "},
		{"no trigger time", "[" + good + ",\n" + `{"id":"P1","title":"x","created_at":null}` + "\n," + good + "]", "2 2 missing_time created_at"},
		{"no id", "[" + good + `,{"id":null,"incident_number":null,"title":"x","created_at":"2026-03-01T00:00:00Z"},` + good + "]", "1 2 missing_id id"},
		{"a time that is none", "[" + good + `,{"id":"P1","title":"x","created_at":"soon"},` + good + "]", "1 2 bad_time created_at"},
		{"an entry of nothing", "[" + good + `,{"id":"R1","type":"assign_log_entry","created_at":"2026-03-01T00:00:00Z"},` + good + "]", "1 2 missing_incident "},
		{"an entry without a time", "[" + good + `,{"id":"R1","type":"assign_log_entry","incident":{"id":"P1"}},` + good + "]", "1 2 missing_time "},
		{"too deep", "[" + good + `,{"id":"P1","title":"x","created_at":"2026-03-01T00:00:00Z","a":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `},` + good + "]", "1 2 bad_json "},
		{"too long", "[" + good + `,{"id":"P1","title":"` + strings.Repeat("x", 10<<20) + `","created_at":"2026-03-01T00:00:00Z"},` + good + "]", "1 2 too_long "},
		{"a title too long", "[" + good + `,{"id":"P1","title":"` + strings.Repeat("x", 2<<20) + `","created_at":"2026-03-01T00:00:00Z"},` + good + "]", "1 2 too_long title"},
	} {
		readings, refused := mustRead(t, c.content)
		got := ""
		for _, r := range refused {
			got += fmt.Sprintf("%d %d %s %s", r.Line, r.Row, r.Problem, r.Column)
		}
		if got != c.want || len(readings) != 2 {
			t.Errorf("%s: got %d readings, refused %q, want 2, %q", c.name, len(readings), got, c.want)
		}
	}
}

func TestJSONFileErrors(t *testing.T) {
	good := oneLine(restOpen)
	for _, c := range []struct{ name, content, want string }{
		{"no incidents", `{"incidents":[],"more":false}`, "0 empty "},
		{"users", `{"users":[{"id":"PU1","name":"x"}]}`, "0 no_incidents_json "},
		{"cut in a value", "[" + good + ",\n" + good[:50], "2 cut "},
		{"cut in a text", `{"incidents":[` + good + ",\n" + `{"id":"P`, "2 cut "},
		{"cut behind a value", "\n[" + good + ",", "2 cut "},
		{"cut in the last line", good + "\n" + good[:50], "2 cut "},
		{"cut in an answer", `{"incidents":[` + good + "],\n\"mo", "1 cut "},
		{"nonsense between", "[" + good + "\n}," + good + "]", "2 bad_json "},
		{"nonsense behind", "[" + good + "]\nhello", "2 bad_json "},
		{"a broken answer", `{"incidents":[` + good + "],\n more}", "2 bad_json "},
		{"garbage", "[" + good + ",\n{\"id\":\"\xff\"}]", "2 not_text "},
		{"a bracket", "[", "1 cut "},
	} {
		_, _, _, err := readAll(mustWrite(t, c.content), options(t))
		var bad *FileError
		if !errors.As(err, &bad) || fmt.Sprintf("%d %s %s", bad.Line, bad.Problem, bad.Detail) != c.want || bad.File != "incidents.csv" {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
}

// Texts come as they are, however JSON writes them.
func TestJSONTexts(t *testing.T) {
	for written, want := range map[string]string{
		`a\u3042\ud842\udfb7\n\t\"\\\/`: "aあ𠮷\n\t\"\\/", `\ud842`: "\uFFFD", `\ud842x`: "\uFFFDx", `\udfb7`: "\uFFFD", `\u0000`: "\uFFFD", `\uzzzz`: "\uFFFDzzzz",
		`</script>`: "</script>", `𠮷🔥`: "𠮷🔥", `\\`: `\`, `\\\"`: `\"`, "raw\nfeed": "raw\nfeed", `=cmd`: "=cmd", strings.Repeat("あ", 10000): strings.Repeat("あ", 10000),
	} {
		readings, refused := mustRead(t, `[{"id":"P1","title":"`+written+`","created_at":"2026-03-01T00:00:00Z"}]`)
		if len(readings) != 1 || readings[0].Title != want {
			t.Errorf("%.40s: got %+v, refused %v, want %.40q", written, readings, refused, want)
		}
	}
}

func TestJSONInOtherEncodings(t *testing.T) {
	for name, e := range encodingsOfJSON() {
		content := mustEncode(t, e, `{"incidents":[{"id":"P1","title":"ディスク使用率","created_at":"2026-03-01T00:00:00Z"}]}`)
		readings, _ := mustRead(t, content)
		if len(readings) != 1 || readings[0].Title != "ディスク使用率" {
			t.Errorf("%s: got %+v", name, readings)
		}
	}
}

// Many batches: rows and memory do not grow with the file.
func TestLongJSON(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"incidents":[`)
	for i := range 10_000 {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"id":"P%d","incident_number":%d,"title":"x","created_at":"2026-03-01T00:00:00Z"}`, i, i)
	}
	b.WriteString("]}")
	readings, _ := mustRead(t, b.String())
	for i, r := range readings {
		if r.Number.V != int64(i) || r.Row != int64(i+1) {
			t.Fatalf("got number %d in row %d, want %d", r.Number.V, r.Row, i)
		}
	}
	if len(readings) != 10_000 {
		t.Errorf("got %d readings, want 10000", len(readings))
	}
}

func BenchmarkJSON(b *testing.B) {
	const rows = 20_000
	var s strings.Builder
	s.WriteString(`{"incidents":[`)
	for i := range rows {
		if i > 0 {
			s.WriteString(",")
		}
		s.WriteString(strings.Replace(restResolved, "PT4KHLK", fmt.Sprintf("P%06d", i), 1))
	}
	s.WriteString("]}")
	path := mustWrite(b, s.String())
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		readings, _, _, err := readAll(path, options(b))
		if err != nil || len(readings) != rows {
			b.Fatal(len(readings), err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// A NUL is seen as U+FFFD, whether it stands escaped in a text or as it is; between values it is no JSON.
func TestNULInText(t *testing.T) {
	for s, want := range map[string]string{"{\"title\":\"a\x00b\"}": "a\uFFFDb", `{"title":"a\u0000b"}`: "a\uFFFDb", "{\"title\":\x00\"b\"}": "", "{\"title\":1\x00}": ""} {
		d := document{}
		ok := d.parse(s)
		if ok != (want != "") || ok && d.str(&d.nodes[0], "title") != want {
			t.Errorf("%q: got %v, want %q", s, ok, want)
		}
	}
}
