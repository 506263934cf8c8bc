package demo

import (
	"cmp"
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A reference is how the REST API names a thing.
type reference struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Summary string `json:"summary"`
}

func (r reference) person() bool { return r.Type == "user_reference" }

// An entry is a log entry as a program reads it that knows only the API.
type entry struct {
	ID, Type, Summary string
	At                time.Time `json:"created_at"`
	Agent             reference
	Channel           struct {
		Type         string
		Notification struct{ Type, Address string }
		Old          *reference `json:"old_priority"`
		New          *reference `json:"new_priority"`
	}
	Assignees []reference
	Actions   []struct{ At time.Time } `json:"changed_actions"`
	Incident  reference
}

// mustLog reads the log entries of f by incident, each incident's in the order of time.
func mustLog(t *testing.T, f Files) map[string][]entry {
	t.Helper()
	if len(f.LogEntries) != 12 {
		t.Fatalf("got %d files of log entries, want 12", len(f.LogEntries))
	}
	return mustLogOf(t, f.LogEntries)
}

func mustLogOf(t *testing.T, paths []string) map[string][]entry {
	t.Helper()
	out, ids := map[string][]entry{}, map[string]bool{}
	for i, path := range paths {
		r, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		var body struct {
			Entries []entry `json:"log_entries"`
		}
		if err := json.NewDecoder(z).Decode(&body); err != nil {
			t.Fatalf("%s: %v", filepath.Base(path), err)
		}
		from := start.AddDate(1, i, 0)
		for k, e := range body.Entries {
			if ids[e.ID] {
				t.Fatalf("%s: id %s twice", filepath.Base(path), e.ID)
			}
			ids[e.ID] = true
			if k > 0 && e.At.After(body.Entries[k-1].At) {
				t.Fatalf("%s: %v behind %v, want the newest first", filepath.Base(path), e.At, body.Entries[k-1].At)
			}
			if e.At.Before(from) || !e.At.Before(from.AddDate(0, 1, 0)) {
				t.Fatalf("%s: got an entry of %v", filepath.Base(path), e.At)
			}
			out[e.Incident.ID] = append(out[e.Incident.ID], e)
		}
	}
	for _, list := range out {
		slices.Reverse(list)
		slices.SortStableFunc(list, func(a, b entry) int { return a.At.Compare(b.At) })
	}
	return out
}

// A told incident is all that the exports and tables say of one.
type told struct {
	raw, table []string
}

func mustTold(t *testing.T, f Files) map[string]told {
	t.Helper()
	out := map[string]told{}
	for _, path := range f.Exports {
		for _, r := range mustRead(t, path, rawHeader) {
			out[r[0]] = told{raw: r}
		}
	}
	for _, path := range f.Tables {
		for _, r := range mustRead(t, path, tableHeader) {
			out[r[0]] = told{out[r[0]].raw, r}
		}
	}
	return out
}

// secondsOf is what a timeline makes of PagerDuty's sums: engaged seconds and people, snoozed seconds.
func secondsOf(list []entry, resolved time.Time) (seconds, people, asleep int) {
	first := map[string]bool{}
	for _, e := range list {
		if e.Type == "acknowledge_log_entry" && !first[e.Agent.ID] {
			first[e.Agent.ID] = true
			seconds += int(resolved.Sub(e.At) / time.Second)
			people++
		}
		for _, a := range e.Actions {
			asleep += int(a.At.Sub(e.At) / time.Second)
		}
	}
	return seconds, people, asleep
}

func TestLogEntries(t *testing.T) {
	f := mustShare(t)
	log := mustLog(t, f)
	t.Run("agree with incidents", func(t *testing.T) { agree(t, log, mustTold(t, f)) })
	t.Run("show all that happens", func(t *testing.T) { everything(t, f, log) })
	t.Run("hold contact data", func(t *testing.T) { contacts(t, log) })
}

func agree(t *testing.T, log map[string][]entry, incidents map[string]told) {
	second := start.AddDate(1, 0, 0)
	impossible, before := 0, 0
	for id, x := range incidents {
		created, list := instantOf(t, x.raw[7]), log[id]
		if created.Before(second) {
			if len(list) > 0 {
				before++
			}
			for _, e := range list {
				if e.Type == "trigger_log_entry" {
					t.Fatalf("incident %s of %v: got its trigger among the entries of the year after", id, created)
				}
			}
			continue
		}
		var triggers, resolves int
		var last entry
		ack, acks, by, to := "", 0, []string{}, []string{}
		put := func(list *[]string, id string) {
			if !slices.Contains(*list, id) {
				*list = append(*list, id)
			}
		}
		delegated := false
		for _, e := range list {
			if e.At.Before(created) || x.raw[8] != "" && x.raw[10][0] != '-' && e.At.After(instantOf(t, x.raw[8])) {
				t.Fatalf("incident %s from %s to %s: got %s at %v", id, x.raw[7], x.raw[8], e.Type, e.At)
			}
			for _, a := range e.Assignees {
				put(&to, a.ID)
			}
			switch e.Type {
			case "trigger_log_entry":
				triggers++
				if !e.At.Equal(created) || e.Agent.person() {
					t.Fatalf("incident %s of %v: got triggered at %v by %v", id, created, e.At, e.Agent)
				}
			case "acknowledge_log_entry":
				if acks++; ack == "" {
					ack = strconv.Itoa(int(e.At.Sub(created) / time.Second))
				}
				put(&by, e.Agent.ID)
			case "delegate_log_entry":
				delegated = true
			case "resolve_log_entry":
				resolves++
				last = e
			case "reopen_log_entry":
				resolves--
			}
		}
		if ack != x.raw[9] && strings.HasPrefix(x.raw[9], "-") {
			impossible++
			ack = x.raw[9]
		}
		if got, want := []string{ack, strconv.Itoa(acks), strings.Join(by, ","), strings.Join(to, ",")}, []string{x.raw[9], x.raw[14], x.raw[16], x.raw[18]}; triggers != 1 || !slices.Equal(got, want) {
			t.Fatalf("incident %s: got %d triggers, first acknowledge, acknowledges, by whom, assigned to whom %q, the export says %q", id, triggers, got, want)
		}
		if second := strings.HasPrefix(x.raw[6], "二次運用"); delegated && !second {
			t.Fatalf("incident %s: delegated, but its policy is %s", id, x.raw[6])
		}
		if x.raw[8] == "" {
			if resolves != 0 {
				t.Fatalf("incident %s: open, but got a resolve that nothing reopens", id)
			}
			continue
		}
		if at := instantOf(t, x.raw[8]); resolves != 1 || !last.At.Equal(at) || last.Agent.person() != (x.raw[20] != "") || last.Agent.person() && last.Agent.ID != x.raw[20] {
			t.Fatalf("incident %s: got %d resolves, the last at %v by %v, the export says %s by %q", id, resolves, last.At, last.Agent, x.raw[8], x.raw[21])
		}
		seconds, people, asleep := secondsOf(list, last.At)
		if got, want := []string{strconv.Itoa(seconds), strconv.Itoa(people), strconv.Itoa(asleep)}, x.table[10:13]; !slices.Equal(got, want) {
			t.Fatalf("incident %s: got engaged seconds and people, snoozed seconds %q, the table says %q", id, got, want)
		}
		if into := x.table[13]; into != "" && (incidents[into].raw == nil || incidents[into].raw[3] != x.raw[3] || last.Agent.person()) {
			t.Fatalf("incident %s: merged into %s of another service, or by a person", id, into)
		}
	}
	if impossible < 1 || impossible > 6 {
		t.Errorf("got %d impossible acknowledges that a timeline knows better, want 1 to 6", impossible)
	}
	if before < 1 || before > 20 {
		t.Errorf("got %d incidents of the first year whose timeline lacks its beginning, want 1 to 20", before)
	}
	for id := range log {
		if incidents[id].raw == nil {
			t.Errorf("got entries of the incident %s, which no export has", id)
		}
	}
}

// place says of everybody which line a person belongs to on a day: "1", "2", "robot".
func place(f Files, id, day string) string {
	for _, p := range f.FirstLine {
		if p.ID == id && day >= p.From && (p.Until == "" || day <= p.Until) {
			return "1"
		}
	}
	if slices.ContainsFunc(f.Automation, func(p Person) bool { return p.ID == id }) {
		return "robot"
	}
	return "2"
}

// everything counts what happens in the second year of seed 1, by what the entries alone say.
func everything(t *testing.T, f Files, log map[string][]entry) {
	got := map[string]int{}
	held := map[string][][2]time.Time{} // by person of the first line: from the acknowledge to the incident's end
	moved := f.FirstLine[mover].ID
	for _, list := range log {
		handed, timedOut := false, false
		for i, e := range list {
			kind := strings.TrimSuffix(e.Type, "_log_entry")
			got[kind]++
			day := e.At.In(jst).Format(time.DateOnly)
			who := "service"
			if e.Agent.person() {
				who = place(f, e.Agent.ID, day)
			}
			if who == "2" && e.Agent.ID != moved && slices.ContainsFunc(f.FirstLine, func(p Member) bool { return p.ID == e.Agent.ID }) {
				got["by somebody who had left or not begun"]++
			}
			away := len(e.Assignees) == 1 && place(f, e.Assignees[0].ID, day) == "2"
			if how := handOff(kind, who, away, i > 0 && e.At.Equal(list[0].At)); how != "" && !handed {
				got[how]++
				handed = how != "escalated within the first line"
			}
			if kind == "delegate" && (i+1 == len(list) || list[i+1].Type != "assign_log_entry") {
				got["delegated without an assignee"]++
			}
			switch {
			case kind == "unacknowledge" && e.Channel.Type == "timeout":
				timedOut = true
			case kind == "unacknowledge":
				got["unacknowledged by hand"]++
			case kind == "acknowledge" && timedOut:
				got["acknowledged again"]++
				timedOut = false
			case kind == "resolve" && e.Channel.Type == "timeout":
				got["resolved by timeout"]++
			case kind == "resolve":
				got["resolved by "+who]++
			}
			if kind == "acknowledge" && who == "1" {
				held[e.Agent.ID] = append(held[e.Agent.ID], [2]time.Time{e.At, list[len(list)-1].At})
			}
		}
	}
	for _, spans := range held {
		slices.SortFunc(spans, func(a, b [2]time.Time) int { return cmp.Or(a[0].Compare(b[0]), a[1].Compare(b[1])) })
		for i := range len(spans) - 1 {
			if spans[i+1][0].Before(spans[i][1]) {
				got["acknowledged while the one before was not over"]++
			}
		}
	}
	want := map[string]int{
		"acknowledge":        36142,
		"acknowledged again": 1572,
		"acknowledged while the one before was not over": 9455,
		"annotate":                      8222,
		"assign":                        68244,
		"delegate":                      154,
		"delegated without an assignee": 14,
		"escalate":                      1886,
		"escalated to the second line by timeout": 23,
		"escalated within the first line":         1817,
		"handed over by a robot":                  73,
		"handed over by delegating":               154,
		"handed over by escalating":               46,
		"handed over by reassigning":              321,
		"notify":                                  86867,
		"priority_change":                         470,
		"reassign":                                374,
		"reopen":                                  489,
		"resolve":                                 60869,
		"resolved by 1":                           24312,
		"resolved by 2":                           792,
		"resolved by robot":                       945,
		"resolved by service":                     34667,
		"resolved by timeout":                     153,
		"responder_request":                       883,
		"snooze":                                  282,
		"straight to the second line":             534,
		"trigger":                                 60383,
		"unacknowledge":                           2016,
		"unacknowledged by hand":                  157,
	}
	for k := range got {
		want[k] += 0 // what is not named must not happen
	}
	for _, k := range slices.Sorted(maps.Keys(want)) {
		// Processors that round otherwise make a few other acts.
		if about := 2 + want[k]/50; want[k] == 0 && got[k] != 0 || got[k] < want[k]-about || got[k] > want[k]+about {
			t.Errorf("%s: got %d, want about %d", k, got[k], want[k])
		}
	}
}

// handOff says how an entry hands an incident on, "" if it does not. away: to somebody of the second line.
func handOff(kind, who string, away, first bool) string {
	switch {
	case kind == "delegate":
		return "handed over by delegating"
	case kind == "escalate" && !away:
		return "escalated within the first line"
	case !away:
		return ""
	case first:
		return "straight to the second line"
	case kind == "escalate" && who == "1":
		return "handed over by escalating"
	case kind == "escalate":
		return "escalated to the second line by timeout"
	case who == "1":
		return "handed over by reassigning"
	case who == "robot":
		return "handed over by a robot"
	}
	return ""
}

// contacts sees that there are contact data to be dropped, and none that could be anybody's.
func contacts(t *testing.T, log map[string][]entry) {
	telephone, address := regexp.MustCompile(`^\+81 90-0000-\d{4}$`), regexp.MustCompile(`^[a-z0-9]+@example\.com$`)
	telephones, addresses := 0, 0
	for _, list := range log {
		for _, e := range list {
			to := e.Channel.Notification.Address
			switch {
			case e.Type != "notify_log_entry":
				if to != "" {
					t.Fatalf("got %q in an entry of type %s", to, e.Type)
				}
			case telephone.MatchString(to):
				telephones++
			case address.MatchString(to):
				addresses++
			default:
				t.Fatalf("got the address %q, want an invented number or one at example.com", to)
			}
		}
	}
	if telephones < 20_000 || addresses < 20_000 {
		t.Errorf("got %d telephone numbers and %d addresses, want at least 20,000 of both", telephones, addresses)
	}
}
