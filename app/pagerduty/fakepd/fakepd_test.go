package fakepd

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

var (
	from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	to   = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
)

// ask sends a request and decodes the answer.
func ask(t *testing.T, s *Server, path string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Authorization", "Token token="+s.Token)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		t.Fatalf("%s: %v in %s", path, err, w.Body)
	}
	return w.Code, body
}

func TestTheSameSeedGivesTheSameWorld(t *testing.T) {
	shape := Shape{Seed: 4, From: from, To: to, Incidents: 200}
	a, b := NewWorld(shape), NewWorld(shape)
	for i := range a.Incidents {
		x, y := *a.Incidents[i], *b.Incidents[i]
		x.Entries, y.Entries = nil, nil
		if !reflect.DeepEqual(x, y) {
			t.Fatalf("incident %d: got %+v and %+v", i, x, y)
		}
	}
	ids := map[string]bool{}
	for _, e := range a.Entries {
		ids[e.ID] = true
	}
	if len(ids) != len(a.Entries) || len(a.Entries) < 600 {
		t.Errorf("got %d ids of %d entries, want each once", len(ids), len(a.Entries))
	}
}

func TestAnswersHaveTheLimitsOfTheAPI(t *testing.T) {
	s := &Server{World: NewWorld(Shape{Seed: 4, From: from, To: to, Incidents: 300}), Token: "x", Zone: time.FixedZone("", 9*3600)}
	span := "since=2026-01-01T00:00:00Z&until=2026-03-01T00:00:00Z"
	for _, c := range []struct {
		path string
		code int
		want string // in the answer, as Go prints it
	}{
		{"/incidents?" + span + "&limit=100&total=true", 200, "total:300"},
		{"/incidents?" + span + "&limit=100", 200, "total:<nil>"},
		{"/incidents?" + span + "&limit=100&offset=200", 200, "more:false"},
		{"/incidents?" + span + "&limit=1000&offset=100", 200, "limit:100"},
		{"/incidents?" + span + "&limit=100&offset=9901", 400, "code:2002"},
		{"/incidents?since=2026-01-01T00:00:00Z&until=2026-09-01T00:00:00Z", 400, "6 months"},
		{"/log_entries?" + span + "&limit=1", 200, "+09:00"},
		{"/log_entries?" + span + "&limit=1&time_zone=UTC", 200, "Z"},
		{"/incidents/NONE", 404, "Not Found"},
		{"/nothing", 404, "Not Found"},
		{"/teams/PT00001/members", 200, "role:responder"},
		{"/abilities", 200, "teams"},
		{"/priorities", 200, "P1"},
	} {
		code, body := ask(t, s, c.path)
		if code != c.code || !strings.Contains(fmt.Sprint(body), c.want) {
			t.Errorf("%s: got %d %.300v, want %d with %s", c.path, code, body, c.code, c.want)
		}
	}
	s.Token = "y"
	r := httptest.NewRequest(http.MethodGet, "/abilities", nil)
	r.Header.Set("Authorization", "Token token=x")
	w := httptest.NewRecorder()
	if s.ServeHTTP(w, r); w.Code != 401 {
		t.Errorf("another token: got %d, want 401", w.Code)
	}
}

func TestTheLimitHolds(t *testing.T) {
	now := from
	s := &Server{World: NewWorld(Shape{Seed: 4, From: from, To: to, Incidents: 3}), Token: "x", PerMinute: 5, Now: func() time.Time { return now }}
	for i := range 7 {
		if code, _ := ask(t, s, "/abilities"); (code == 429) != (i >= 5) {
			t.Errorf("request %d: got %d, want the sixth refused", i+1, code)
		}
	}
	now = now.Add(time.Minute)
	if code, _ := ask(t, s, "/abilities"); code != 200 {
		t.Errorf("a minute later: got %d, want 200", code)
	}
}

// The quirks that clients stumble over are in every world of some size.
func TestTheWorldHasItsQuirks(t *testing.T) {
	s := &Server{World: NewWorld(Shape{Seed: 4, From: from, To: to, Incidents: 300}), Token: "x"}
	all := ""
	for offset := 0; offset < 2000; offset += 100 {
		_, body := ask(t, s, fmt.Sprintf("/log_entries?since=2026-01-01T00:00:00Z&until=2026-04-01T00:00:00Z&limit=100&offset=%d", offset))
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		all += string(raw)
	}
	for _, want := range []string{"notify_log_entry", "+81 90 5550", "@contact.example", ".000000Z", `"channel":null`, `"agent":null`, "brand_new_thing_log_entry",
		`"type":"timeout"`, "delegate_log_entry", "snooze_log_entry", "unacknowledge_log_entry", "reopen_log_entry"} {
		if !strings.Contains(all, want) {
			t.Errorf("got no %s, want it in the entries", want)
		}
	}
	_, body := ask(t, s, "/log_entries?since=2026-01-01T00:00:00Z&until=2026-04-01T00:00:00Z&limit=2")
	list := body["log_entries"].([]any)
	if a, b := list[0].(map[string]any)["created_at"].(string), list[1].(map[string]any)["created_at"].(string); a < b {
		t.Errorf("got %s before %s, want the newest first", a, b)
	}
}

// given is a small account of somebody else's data.
func given() World {
	in := &Incident{ID: "Q1", Number: 1, Title: "disk full", Urgency: "high", Created: from, Resolved: from.Add(time.Hour), Updated: from.Add(time.Hour), Status: "resolved",
		ResolvedBy: 0, Policy: 1, Into: "Q0", Sums: &Sums{Engaged: 900, EngagedUsers: 2, Snoozed: 60}}
	return World{
		Users: []User{{ID: "U1", Name: "one"}}, Teams: []Team{{ID: "T1", Name: "team"}}, Policies: []Policy{{ID: "P1", Name: "first"}, {ID: "P2", Name: "second"}},
		Services: []Service{{ID: "S1", Name: "shop"}}, Incidents: []*Incident{in},
		Entries: []*Entry{
			{ID: "R2", Incident: in, At: from.Add(time.Hour), Kind: "resolve_log_entry", Channel: "web_ui"},
			{ID: "R1", Incident: in, At: from, Kind: "priority_change_log_entry", Channel: "web_ui", New: "P2"},
		},
	}
}

func TestAGivenWorldIsServedAsItIs(t *testing.T) {
	w, err := Given(given())
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{World: w, Token: "x"}
	_, body := ask(t, s, "/incidents/Q1")
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"escalation_policy":{"html_url":"https://.pagerduty.com/escalation_policies/P2","id":"P2"`, `"resolve_reason":{"incident":{"id":"Q0"`, `"summary":"[#1] disk full"`} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("got %s, want %s in it", raw, want)
		}
	}
	_, body = ask(t, s, "/incidents/Q1/log_entries")
	if got := fmt.Sprint(body); strings.Index(got, "id:R2") > strings.Index(got, "id:R1") || !strings.Contains(got, "old_priority:<nil>") {
		t.Errorf("got %s, want R2 before R1 and no priority before", got)
	}
	if row := fmt.Sprint(s.row(w.Incidents[0])); !strings.Contains(row, "engaged_seconds:900") || !strings.Contains(row, "engaged_user_count:2") || !strings.Contains(row, "snoozed_seconds:60") {
		t.Errorf("got the row %s, want the sums that were given", row)
	}
}

func TestAWorldThatCannotBeIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(*World){
		"twice":      func(w *World) { w.Incidents = append(w.Incidents, w.Incidents[0]) },
		"entry":      func(w *World) { w.Entries = append(w.Entries, w.Entries[0]) },
		"service":    func(w *World) { w.Incidents[0].Service = 1 },
		"policy":     func(w *World) { w.Incidents[0].Policy = 2 },
		"resolver":   func(w *World) { w.Incidents[0].ResolvedBy = 1 },
		"team":       func(w *World) { w.Services[0].Team = 1 },
		"agent":      func(w *World) { w.Entries[0].Agent = 1 },
		"assignee":   func(w *World) { w.Entries[0].To = []int{1} },
		"nobody's":   func(w *World) { w.Entries[0].Incident = nil },
		"stranger's": func(w *World) { w.Entries[0].Incident = &Incident{ID: "Q1"} },
	} {
		w := given()
		spoil(&w)
		if _, err := Given(w); err == nil {
			t.Errorf("%s: got no error, want one", name)
		}
	}
}
