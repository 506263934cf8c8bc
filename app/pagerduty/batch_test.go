package pagerduty

import (
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
)

// The headers of every export, and of what people make of them, name the same fields.
func TestSynonyms(t *testing.T) {
	for want, names := range map[field][]string{
		fID:               {"id", "ID", "Id", "Incident ID", "incident_id", "IncidentId"},
		fNumber:           {"#", " # ", "number", "incident_number", "Incident Number"},
		fTitle:            {"title", "description", "Description", "Title", "Incident Title", "summary"},
		fStatus:           {"status", "Status"},
		fUrgency:          {"urgency", "Urgency"},
		fPriority:         {"priority", "priority_name", "Priority Name", "priority.summary"},
		fServiceID:        {"service_id", "Service ID", "service.id"},
		fService:          {"service", "Service", "service_name", "Service Name"},
		fTeam:             {"team", "team_name", "Team Name", "teams"},
		fPolicyID:         {"escalation_policy_id", "Escalation Policy ID"},
		fPolicy:           {"escalation_policy", "escalation_policy_name", "Escalation Policy Name"},
		fType:             {"incident_type", "type"},
		fKey:              {"incident_key", "dedup_key"},
		fCreated:          {"created_on", "created_at", "Created On", "Created At", "Opened On", "Triggered At", "triggered_on", "created"},
		fAcknowledged:     {"acknowledged_on", "acknowledged_at", "first ack", "First Ack", "first_acknowledged_at"},
		fResolved:         {"resolved_on", "resolved_at", "Resolved On"},
		fUpdated:          {"updated_at", "Updated On"},
		fSecondsToAck:     {"seconds_to_first_ack", "Seconds to First Ack", "Time to First Ack (Seconds)"},
		fSecondsToResolve: {"seconds_to_resolve", "Time to Resolve (Seconds)"},
		fAckIDs:           {"acknowledged_by_user_ids", "acknowledged_user_ids"},
		fAckNames:         {"acknowledged_by_user_names", "Acknowledged By"},
		fAssignedIDs:      {"assigned_to_user_ids", "assigned_user_ids"},
		fAssignedNames:    {"assigned_to_user_names", "Assigned To"},
		fResolverID:       {"resolved_by_user_id"},
		fResolver:         {"resolved_by_user_name", "Resolve By", "Resolved By", "resolved_by"},
		fAckCount:         {"acknowledge_count", "acknowledgement_count", "Acknowledgement Count"},
		fEscalations:      {"escalation_count", "# Escalations", "Escalation Count"},
		fAlerts:           {"alert_count"},
		fEngaged:          {"engaged_seconds", "Engaged Seconds"},
		fEngagedUsers:     {"engaged_user_count"},
		fEffort:           {"user_defined_effort_seconds"},
		fSnoozed:          {"snoozed_seconds"},
		fMergedInto:       {"merged_into"},
		ignored:           {"", " ", "Duration", "auto_resolved", "auto_escalation_count", "timeout_escalation_count", "件名", "##", "identity"},
	} {
		for _, name := range names {
			h := match([]string{name}, nil)
			for f, at := range h.at {
				if got := at == 0; got != (field(f) == want && want != ignored) {
					t.Errorf("column %q is field %d: %v, want field %d", name, f, got, want)
				}
			}
		}
	}
}

func TestOfTwoColumnsForOneFieldTheFirstCounts(t *testing.T) {
	readings, _ := mustRead(t, "id,description,title,service,created_on\nP1,first,second,web,2026-03-01\n")
	if len(readings) != 1 || readings[0].Title != "first" {
		t.Errorf("got %+v, want the title of the first column", readings)
	}
}

// The least of a table: an id or a number, title, service or its id, created.
func TestPlainTable(t *testing.T) {
	for content, want := range map[string]string{
		"id,title,service,created_at\nP1,disk,web,2026-03-01T00:00:00Z\n":          "P1 {0 false} disk web ",
		"number,title,service_id,created_at\n42,disk,S1,2026-03-01T00:00:00Z\n":    "#42 {42 true} disk  S1",
		"#,title,service,created_at\n42,disk,web,2026-03-01T00:00:00Z\n":           "#42 {42 true} disk web ",
		"id,number,title,service,created_at\n,42,disk,web,2026-03-01T00:00:00Z\n":  "#42 {42 true} disk web ",
		"id,number,title,service,created_at\nP1,42,disk,,2026-03-01T00:00:00Z\n":   "P1 {42 true} disk  ",
		"id,number,title,service,created_at\nP1,42.0,disk,,2026-03-01T00:00:00Z\n": "P1 {42 true} disk  ", // floats for integers
	} {
		readings, refused := mustRead(t, content)
		if len(readings) != 1 || len(refused) != 0 {
			t.Errorf("%q: got %d readings, refused %v", content, len(readings), refused)
			continue
		}
		r := readings[0]
		if got := fmt.Sprint(r.ID, " ", r.Number, " ", r.Title, " ", r.Service, " ", r.ServiceID); got != want || r.Account != "default" {
			t.Errorf("%q: got %s, want %s", content, got, want)
		}
		if r.Told != 0 {
			t.Errorf("%q tells %b, want nothing: it has no column for who worked on it", content, r.Told)
		}
	}
}

// one reads the row of a table with these columns beside id, title, service and created_at (2026-03-01T00:00:00Z).
func one(t *testing.T, columns, cells string) incident.Reading {
	t.Helper()
	readings, refused := mustRead(t, "id,title,service,created_at,"+columns+"\nP1,disk,web,2026-03-01T00:00:00Z,"+cells+"\n")
	if len(readings) != 1 {
		t.Fatalf("%s: %s: got %d readings, refused %v, want 1", columns, cells, len(readings), refused)
	}
	return readings[0]
}

// since is seconds after the trigger, "-" where unknown.
func since(r incident.Reading, at incident.Opt[time.Time]) string {
	if !at.OK {
		return "-"
	}
	return fmt.Sprint(int64(at.V.Sub(r.TriggeredAt) / time.Second))
}

func TestInstants(t *testing.T) {
	for _, c := range []struct {
		name, columns, cells string
		want                 string // acknowledged, resolved, impossible
	}{
		{"seconds fill gaps", "seconds_to_first_ack,seconds_to_resolve", "240,3600", "240 3600 0"},
		{"floats, as analytics writes them", "seconds_to_first_ack,seconds_to_resolve", "240.0,1442.9", "240 1442 0"},
		{"0 seconds are known", "seconds_to_first_ack,seconds_to_resolve", "0,0", "0 0 0"},
		{"nothing is unknown, not 0", "seconds_to_first_ack,seconds_to_resolve", ",", "- - 0"},
		{"null is unknown", "seconds_to_first_ack,seconds_to_resolve", "null,None", "- - 0"},
		{"timestamps win", "acknowledged_at,resolved_at,seconds_to_first_ack,seconds_to_resolve",
			"2026-03-01T00:05:00Z,2026-03-01T01:00:00Z,240,9999", "300 3600 0"},
		{"each gap is filled alone", "acknowledged_at,resolved_at,seconds_to_first_ack,seconds_to_resolve", ",2026-03-01T01:00:00Z,240,9999", "240 3600 0"},
		{"acknowledged before the trigger", "acknowledged_at,resolved_at", "2026-02-28T23:59:59Z,2026-03-01T01:00:00Z", "- 3600 1"},
		{"resolved before the trigger", "acknowledged_at,resolved_at", "2026-03-01T00:05:00Z,2026-02-28T23:59:59Z", "300 - 1"},
		{"both", "acknowledged_at,resolved_at", "2026-02-28T00:00:00Z,2026-02-28T23:59:59Z", "- - 2"},
		{"negative seconds", "seconds_to_first_ack,seconds_to_resolve", "-1,-1", "- - 2"},
		{"in the trigger's second", "acknowledged_at,resolved_at", "2026-03-01T00:00:00Z,2026-03-01T00:00:00.5Z", "0 0 0"},
		{"an impossible timestamp is unknown, seconds or not", "acknowledged_at,seconds_to_first_ack", "2026-02-28T23:59:59Z,240", "- - 1"},
		{"naive times are in the file's zone", "acknowledged_at,resolved_at", "2026/3/1 9:05,2026-03-01 10:00:00", "300 3600 0"},
	} {
		r := one(t, c.columns, c.cells)
		if got := fmt.Sprint(since(r, r.AcknowledgedAt), " ", since(r, r.ResolvedAt), " ", r.Impossible); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPeople(t *testing.T) {
	for _, c := range []struct{ ids, names, want string }{
		{"", "", "[]"},
		{"PU1", "Sato", "[{PU1 Sato}]"},
		{`"PU1,PU2"`, `"Sato,Ito"`, "[{PU1 Sato} {PU2 Ito}]"},
		{"PU1;PU2", "Sato;Ito", "[{PU1 Sato} {PU2 Ito}]"},
		{"PU1|PU2", "Sato | Ito", "[{PU1 Sato} {PU2 Ito}]"},
		{`"PU1, PU2"`, `"佐藤, 伊藤"`, "[{PU1 佐藤} {PU2 伊藤}]"},
		{"PU1", "", "[{PU1 }]"},
		{"", "Sato;Ito", "[{ Sato} { Ito}]"},
		{"PU1", `"Sato, Taro"`, "[{PU1 }]"}, // one id: the comma is the name's
		{"null", "null", "[]"},
		{";", ";", "[]"},
	} {
		r := one(t, "acknowledged_by_user_ids,acknowledged_by_user_names", c.ids+","+c.names)
		if got := fmt.Sprint(r.Acknowledgers); got != c.want {
			t.Errorf("ids %s, names %s: got %s, want %s", c.ids, c.names, got, c.want)
		}
	}
}

func TestTold(t *testing.T) {
	const both = incident.TellsAcknowledge | incident.TellsResolver
	for columns, want := range map[string]incident.Told{
		"acknowledged_at": incident.TellsAcknowledge, "seconds_to_first_ack": incident.TellsAcknowledge, "acknowledge_count": incident.TellsAcknowledge,
		"acknowledged_by_user_ids": incident.TellsAcknowledge, "acknowledged_by": incident.TellsAcknowledge,
		"resolved_by_user_id": incident.TellsResolver, "resolved_by": incident.TellsResolver, "first_ack,resolve_by": both,
		"resolved_at": 0, "assigned_to": 0, "engaged_seconds": 0,
	} {
		cells := ""
		for _, c := range columns {
			if c == ',' {
				cells += ","
			}
		}
		if got := one(t, columns, cells).Told; got != want {
			t.Errorf("columns %s tell %b, want %b", columns, got, want)
		}
	}
}

func TestCells(t *testing.T) {
	r := one(t, "status,urgency,priority,team,engaged_seconds,engaged_user_count,user_defined_effort_seconds,snoozed_seconds,alert_count,merged_into,updated_at",
		"Acknowledged,HIGH,P2,T1,660.7,1,600,0,3,P0,2026-03-01T00:00:01Z")
	got := fmt.Sprintf("%s %s %s %s %v %v %v %v %v %s %d", r.Status, r.Urgency, r.Priority, r.Team, r.Engaged, r.EngagedUsers, r.Effort, r.Snoozed,
		r.AlertCount, r.MergedInto, r.UpdatedAt.V.Second())
	want := "acknowledged high P2 T1 {11m0s true} {1 true} {10m0s true} {0s true} {3 true} P0 1" // 660.7 s are floored
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
