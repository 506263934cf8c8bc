package app

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/app/settings"
)

// A rosterWorld hands acts over as the store and the metrics do.
type rosterWorld struct {
	r   *rosterReader
	key int64
}

func newRosterWorld(automation ...string) *rosterWorld {
	known := map[string]bool{}
	for _, a := range automation {
		known[a] = true
	}
	return &rosterWorld{r: newRosterReader(known)}
}

// incident is one more incident under a policy; moved is the second of its first move, −1 for none. acts are "who second", with
// "ack" or "note" behind for an acknowledge or a note.
func (w *rosterWorld) incident(policy, team string, moved int, delegated bool, acts ...string) {
	t0 := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	w.key++
	w.r.policy(w.key, policy, "the "+policy, team)
	for _, text := range acts {
		var who, what string
		var second int
		fmt.Sscan(text, &who, &second, &what)
		a := metrics.Acted{Key: w.key, Person: incident.Person{ID: who, Name: who + "さん"}, TriggeredAt: t0, Delegated: delegated, At: t0.Add(time.Duration(second) * time.Second)}
		if moved >= 0 {
			a.MovedAt = incident.Known(t0.Add(time.Duration(moved) * time.Second))
		}
		if a.Acts = 1; what == "api" {
			a.APIActs = 1
		}
		if what == "ack" {
			a.AcknowledgedAt = incident.Known(a.At)
		}
		if what == "note" {
			a.Notes, a.Acts = 1, 0
		}
		w.r.acted(a)
	}
}

// people are first/joined/after a move, by person.
func people(list []PersonActs) string {
	out := []string{}
	for _, p := range list {
		out = append(out, fmt.Sprintf("%s %d/%d/%d", p.ID, p.First, p.Joined, p.Later))
	}
	return strings.Join(out, ", ")
}

// A and B of the first line work under NOC, X of the second takes over by a move within it or by a delegation to DB; APP pages Y
// directly, who elsewhere takes over; Z only joins; BOT is at once and never writes a note.
func rosterOfTeams() *rosterWorld {
	w := newRosterWorld("KNOWN")
	w.incident("NOC", "ops", -1, false, "A 60 ack")
	w.incident("NOC", "ops", -1, false, "B 60 ack", "Z 300 ack")
	w.incident("NOC", "ops", 1200, false, "A 1200", "X 1500 ack")  // the mover acts first
	w.incident("NOC", "night", 600, false, "X 700 ack")            // timed out
	w.incident("DB", "ops", 900, true, "A 60 ack", "X 1000 ack")   // moved to it: A acted under another policy
	w.incident("DB", "ops", 900, true, "B 60 ack", "Y 1000 ack")   //
	w.incident("DB", "ops", 900, true, "A 60 ack", "Y 1000 ack")   //
	w.incident("DB", "ops", -1, false, "Y 60 ack")                 // straight to it
	w.incident("APP", "", -1, false, "Y 60 ack")                   // nothing was moved here, and who acts takes over elsewhere
	w.incident("NOC", "ops", -1, false, "KNOWN 1 ack", "B 60 ack") // automation that the settings know is nobody
	for range 25 {
		w.incident("NOC", "ops", -1, false, "BOT 2 ack")
	}
	return w
}

func TestRosterSuggestion(t *testing.T) {
	s := rosterOfTeams().r.suggest(settings.Default())
	for _, c := range []struct{ what, got, want string }{
		{"first", people(s.First), "A 4/0/0, B 3/0/0"},
		{"later", people(s.Later), "X 0/0/3, Y 2/0/2, Z 0/1/0"},
		{"automation", people(s.Automation), "BOT 25/0/0"},
		{"first line's policies", strings.Join(s.L1Policies, " "), "NOC"},
		{"second line's", strings.Join(s.L2Policies, " "), "DB"},
		{"timelines", fmt.Sprint(s.Timelines), "35"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	lines := []string{}
	for _, p := range s.Policies {
		names := func(list []Named) string {
			out := []string{}
			for _, n := range list {
				out = append(out, n.ID)
			}
			return strings.Join(out, ",")
		}
		lines = append(lines, fmt.Sprintf("%s %q %d %d %q %s|%s", p.ID, p.Team, p.Timelines, p.Moved, p.Line, names(p.First), names(p.Later)))
	}
	want := `APP "" 1 0 "" Y|
DB "ops" 4 3 "l2" |X,Y
NOC "night" 1 0 "l1" |X
NOC "ops" 29 0 "l1" A,B|X`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("policies: got\n%s\nwant\n%s", got, want)
	}
}

// 20 acknowledges of which 95 % came within 10 s, and no note; or 20 acts that all came by the API, notes aside.
func TestWhoIsACandidateForAutomation(t *testing.T) {
	for _, c := range []struct {
		name                     string
		quick, slow, noting, api int
		want                     bool
	}{
		{"19 at once", 19, 0, 0, 0, false}, {"20 at once", 20, 0, 0, 0, true}, {"19 of 20", 19, 1, 0, 0, true}, {"18 of 20", 18, 2, 0, 0, false},
		{"one note", 30, 0, 1, 0, false}, {"19 by the API", 0, 0, 0, 19, false}, {"20 by the API, and notes", 0, 0, 9, 20, true},
		{"one not by the API", 0, 1, 0, 40, false},
	} {
		w := newRosterWorld()
		for range c.quick {
			w.incident("NOC", "", -1, false, "U 10 ack")
		}
		for range c.slow {
			w.incident("NOC", "", -1, false, "U 11 ack")
		}
		for range c.noting {
			w.incident("NOC", "", -1, false, "U 10 note")
		}
		for range c.api {
			w.incident("NOC", "", -1, false, "U 300 api")
		}
		if got := len(w.r.suggest(settings.Default()).Automation) == 1; got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// By itself the file is a settings.toml: what the settings know stays, people of the first line come to it, and no text ends a
// comment or a string.
func TestRosterFileIsSettings(t *testing.T) {
	w := rosterOfTeams()
	w.incident("NOC", "o\nps = 1", -1, false, "\"E\\\x01 60 ack")
	known := settings.Default()
	known.L1Policies, known.L2Policies, known.AutomationUsers = []string{"DB"}, []string{"OLD", "the APP"}, []string{"KNOWN"}
	known.Roster = []settings.Member{{ID: "A", From: "2025-04-01"}, {Team: "ops\n"}}
	s := w.r.suggest(known)
	for i := range s.First {
		s.First[i].Name += "\nroster = 1\u2028"
	}
	for _, code := range lang.Codes() {
		words, err := lang.For(code)
		if err != nil {
			t.Fatal(err)
		}
		body := s.TOML(words)
		got, err := settings.Parse(body, "roster.toml")
		if err != nil {
			t.Fatalf("%s: %v\n%s", code, err, body)
		}
		roster := []string{}
		for _, m := range got.Roster {
			roster = append(roster, fmt.Sprintf("%q %q %s", m.ID, m.Team, m.From))
		}
		if got, want := strings.Join(roster, ", "), `"A" "" 2025-04-01, "" "ops\n" , "\"E\\\x01" "" , "B" "" `; got != want {
			t.Errorf("%s: got the roster %s, want %s", code, got, want)
		}
		if got, want := fmt.Sprint(got.L1Policies, got.L2Policies, got.AutomationUsers), "[DB NOC] [OLD the APP] [KNOWN BOT]"; got != want {
			t.Errorf("%s: got %s, want %s", code, got, want)
		}
		if bytes.Contains(body, []byte("⟦")) || bytes.Contains(body, []byte("\nroster = 1")) {
			t.Errorf("%s: got\n%s", code, body)
		}
	}
}
