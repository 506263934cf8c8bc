package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"furikaeri/app/lang"
	"furikaeri/app/settings"
)

// TOML is the suggestion as a file to edit and to paste into settings.toml, its comments in a language. By itself it is a
// settings.toml that says nothing else; what the settings say already is in it.
func (s RosterSuggestion) TOML(words lang.Words) []byte {
	w := rosterWriter{words: words, s: s}
	w.comment("ui.roster.head", "n", words.Count(s.Timelines))
	w.heading("ui.roster.policies")
	w.comment("ui.roster.policies.text")
	w.policies()
	w.list("l1_policies", s.Known.L1Policies, s.L1Policies)
	w.list("l2_policies", s.Known.L2Policies, s.L2Policies)
	w.heading("ui.roster.automation")
	w.comment("ui.roster.automation.text", "n", words.Count(many), "share", words.Percent(nearlyAlways), "seconds", words.Count(int64(atOnce.Seconds())))
	automation := []string{}
	for _, p := range s.Automation {
		w.comment("ui.roster.automation.person", "person", personText(p.Named), "acked", words.Count(p.Acked), "at_once", words.Count(p.AtOnce),
			"notes", words.Count(p.Notes), "acts", words.Count(p.Acts), "api", words.Count(p.APIActs))
		automation = append(automation, p.key())
	}
	if len(automation) == 0 {
		w.comment("ui.roster.none")
	}
	w.list("automation_users", s.Known.AutomationUsers, automation)
	w.heading("ui.roster.people")
	w.comment("ui.roster.people.text")
	for _, m := range s.Known.Roster {
		w.member(m)
	}
	for _, p := range s.First {
		if !p.Settings {
			w.person(p, "")
		}
	}
	w.heading("ui.roster.second")
	w.comment("ui.roster.second.text")
	for _, p := range s.Later {
		w.person(p, "# ")
	}
	return w.out.Bytes()
}

// key names a person in the settings: by id, else by name.
func (p PersonActs) key() string {
	if p.ID != "" {
		return p.ID
	}
	return p.Name
}

// personText is a person in a comment.
func personText(n Named) string {
	switch {
	case n.ID == "":
		return OneLine(n.Name)
	case n.Name == "":
		return OneLine(n.ID)
	}
	return OneLine(n.Name) + " (" + OneLine(n.ID) + ")"
}

// A rosterWriter writes a suggestion.
type rosterWriter struct {
	words lang.Words
	s     RosterSuggestion
	out   bytes.Buffer
}

func (w *rosterWriter) comment(key string, args ...string) {
	for line := range strings.SplitSeq(w.words.T(key, args...), "\n") {
		fmt.Fprintln(&w.out, strings.TrimRight("# "+line, " "))
	}
}

func (w *rosterWriter) heading(key string) {
	fmt.Fprintf(&w.out, "\n# ---- %s ----\n#\n", w.words.T(key))
}

func (w *rosterWriter) policies() {
	people := func(key string, list []Named) {
		if len(list) == 0 {
			return
		}
		names := []string{}
		for _, n := range list {
			names = append(names, personText(n))
		}
		w.comment(key, "people", strings.Join(names, w.words.T("ui.list_comma")))
	}
	for _, p := range w.s.Policies {
		name := personText(Named{p.ID, p.Name})
		if name == "" {
			name = w.words.T("ui.roster.no_policy")
		}
		team := p.Team
		if team == "" {
			team = lang.None
		}
		line := w.words.T("ui.roster.undecided")
		if p.Line != "" {
			line = p.Line + "_policies"
		}
		w.comment("ui.roster.policy", "policy", name, "team", OneLine(team), "n", w.words.Count(p.Timelines), "moved", w.words.Count(p.Moved), "line", line)
		people("ui.roster.first", p.First)
		people("ui.roster.later", p.Later)
	}
}

// list writes a list of the settings: what it has already, then what is new.
func (w *rosterWriter) list(key string, known, suggested []string) {
	items := []string{}
	seen := map[string]bool{}
	for _, name := range append(append([]string{}, known...), suggested...) {
		if !seen[name] {
			seen[name] = true
			items = append(items, settings.Quote(name))
		}
	}
	fmt.Fprintf(&w.out, "%s = [%s]\n", key, strings.Join(items, ", "))
}

// member writes what the roster has already.
func (w *rosterWriter) member(m settings.Member) {
	fmt.Fprintln(&w.out)
	acted := slices.Concat(w.s.First, w.s.Later, w.s.Automation)
	if i := slices.IndexFunc(acted, func(p PersonActs) bool { return isMember(m, p.Named) }); i >= 0 {
		w.acts("ui.roster.person_known", acted[i])
	} else {
		w.comment("ui.roster.known")
	}
	fmt.Fprintln(&w.out, "[[roster]]")
	for _, v := range [][2]string{{"id", m.ID}, {"name", m.Name}, {"team", m.Team}, {"from", m.From}, {"until", m.Until}} {
		if v[1] != "" {
			fmt.Fprintf(&w.out, "%s = %s\n", v[0], settings.Quote(v[1]))
		}
	}
}

// person writes somebody who is not in the roster yet, with what they did.
func (w *rosterWriter) person(p PersonActs, mark string) {
	fmt.Fprintln(&w.out)
	key := "ui.roster.person"
	if p.Settings {
		key = "ui.roster.person_known"
	}
	w.acts(key, p)
	if p.Settings {
		return
	}
	name := "id"
	if p.ID == "" {
		name = "name"
	}
	fmt.Fprintf(&w.out, "%s[[roster]]\n%s%s = %s\n", mark, mark, name, settings.Quote(p.key()))
}

// acts is a comment on what somebody did.
func (w *rosterWriter) acts(key string, p PersonActs) {
	n := w.words.Count
	w.comment(key, "person", personText(p.Named), "first", n(p.First), "joined", n(p.Joined), "later", n(p.Later), "notes", n(p.Notes))
}

// WriteRoster writes a suggestion to a file.
func (a *App) WriteRoster(ctx context.Context, s RosterSuggestion, words lang.Words, path string) error {
	return writeFiles(ctx, []file{{path, func(out io.Writer) error {
		_, err := out.Write(s.TOML(words))
		return err
	}}})
}
