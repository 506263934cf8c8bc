package pagerduty

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/incident"
)

func TestPagesRead(t *testing.T) {
	body := `{"log_entries":[
		{"id":"R1","type":"acknowledge_log_entry","created_at":"2026-01-05T09:00:00.000000Z","agent":{"id":"U1","type":"user_reference","summary":"佐藤"},"channel":null,"incident":{"id":"Q1"}},
		{"id":"R2","type":"notify_log_entry","created_at":"2026-01-05T09:00:01Z","incident":{"id":"Q1"},"notification":{"address":"+81 90 0000 0000"}},
		{"id":"R3","type":"assign_log_entry","created_at":"2026-01-05T18:00:02+09:00","agent":null,"incident":{"id":"Q1"}},
		{"id":"R4","type":"something_new_log_entry","created_at":"2026-01-05T09:00:03Z","incident":{"id":"Q1"},"unknown":[{"deep":null}]},
		{"id":"R5","type":"resolve_log_entry","created_at":"2026-01-05 09:00","incident":{"id":"Q1"}},
		{"id":"R6","type":"resolve_log_entry","created_at":"2026-01-05T09:00:04Z","incident":null}
	],"limit":100,"offset":0,"more":false,"total":6}`
	p := Pages{Account: "default"}
	page, ok := p.Read(body, "log_entries", "")
	if !ok || page.Total != incident.Known[int64](6) || page.More != incident.Known(false) || strings.Join(page.IDs, " ") != "R1 R2 R3 R4 R5 R6" {
		t.Fatalf("got %+v, %v", page, ok)
	}
	got := []string{}
	for _, e := range page.Events {
		got = append(got, fmt.Sprint(e.ID, e.Type, e.AgentName, e.At.Format("T15:04:05Z"), e.Account))
	}
	want := "R1acknowledge佐藤T09:00:00Zdefault R3assignT09:00:02Zdefault R4something_newT09:00:03Zdefault"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if len(page.Refused) != 2 || page.Refused[0].Problem != BadTime || page.Refused[1].Problem != MissingIncident {
		t.Errorf("got refused %+v, want a time without a zone, and one that names no incident", page.Refused)
	}
	if page, _ = p.Read(body, "log_entries", "Q9"); len(page.Events) != 4 || page.Events[3].IncidentID != "Q9" {
		t.Errorf("of an incident's own list: got %+v, want the last entry to be of it", page.Events)
	}
	for _, bad := range []string{"", "<html>", `{"log_entries":`, `{"incidents":[]}`, `{"log_entries":null}`, `{"log_entries":3}`, `[]`, body[:len(body)-20]} {
		if _, ok := p.Read(bad, "log_entries", ""); ok {
			t.Errorf("%.40q: got a page, want none", bad)
		}
	}
}

func TestPagesReadRowsOfAnalytics(t *testing.T) {
	p := Pages{Account: "default"}
	page, ok := p.Read(`{"data":[{"id":"Q1","incident_number":7,"description":"disk","service_name":"web","created_at":"2026-01-05T09:00:00",
		"seconds_to_first_ack":null,"engaged_seconds":1442.0,"priority_name":null}],"last":"abc","more":true,"time_zone":"Etc/UTC"}`, "data", "")
	if !ok || len(page.Incidents) != 1 || page.Last != "abc" || page.Zone != "Etc/UTC" || !page.More.V {
		t.Fatalf("got %+v, %v", page, ok)
	}
	in := page.Incidents[0]
	if in.AcknowledgedAt.OK || in.Engaged.V.Seconds() != 1442 || in.TriggeredAt.Format("2006-01-02T15:04:05Z07:00") != "2026-01-05T09:00:00Z" {
		t.Errorf("got %+v, want no acknowledge, 1,442 s, and its time as UTC", in)
	}
}

// FuzzPages: whatever a server sends, nothing panics, and what is kept has an id and a time.
func FuzzPages(f *testing.F) {
	f.Add(`{"incidents":[{"id":"Q1","type":"incident","title":"</script>\u0000","created_at":"2026-01-05T09:00:00Z","service":{"id":"S","summary":null}}],"more":true}`, uint8(0))
	f.Add(`{"log_entries":[{"id":"R","type":"snooze_log_entry","created_at":"2026-01-05T09:00:00Z","incident":{"id":"Q"},"changed_actions":[{"at":"x"}]}]}`, uint8(1))
	f.Add(`{"data":[{"id":"Q1","created_at":"2026-01-05T09:00:00","seconds_to_resolve":1e99,"title":"x"}],"time_zone":"Etc/UTC","last":{}}`, uint8(2))
	f.Add(`{"incident":{"id":7,"created_at":null}}`, uint8(3))
	f.Fuzz(func(t *testing.T, body string, key uint8) {
		p := Pages{Account: "a"}
		page, _ := p.Read(body, []string{"incidents", "log_entries", "data", "incident"}[key%4], "Q0")
		for _, in := range page.Incidents {
			if in.ID == "" || in.TriggeredAt.IsZero() || in.Account != "a" {
				t.Errorf("got %+v, want an id, a time and the account", in)
			}
		}
		for _, e := range page.Events {
			if e.ID == "" || e.IncidentID == "" || e.At.IsZero() || e.Type == "notify" {
				t.Errorf("got %+v, want ids and a time, and no notify entry", e)
			}
		}
		if n := len(page.IDs); len(page.Incidents)+len(page.Events)+len(page.Refused) > n {
			t.Errorf("got %d incidents, %d events, %d refused of %d", len(page.Incidents), len(page.Events), len(page.Refused), n)
		}
	})
}
