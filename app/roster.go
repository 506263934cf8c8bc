package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"furikaeri/app/metrics"
	"furikaeri/app/settings"
)

// A RosterSuggestion is who acts first and who takes over, as timelines show it: never by names. People are in the order of
// their ids, never of their numbers, which only say how much stands behind a line.
type RosterSuggestion struct {
	Timelines  int64             `json:"timelines"`   // with the trigger and an act of a person
	Policies   []PolicyActs      `json:"policies"`    // by id or name, then team
	L1Policies []string          `json:"l1_policies"` // that the settings do not mark yet
	L2Policies []string          `json:"l2_policies"`
	Automation []PersonActs      `json:"automation_users"` // candidates
	First      []PersonActs      `json:"first_line"`       // people who mostly act first
	Later      []PersonActs      `json:"second_line"`      // people who mostly act after a move, or on what was moved to a policy of the second line
	Known      settings.Settings `json:"-"`                // what the settings say already
}

// PolicyActs is what happens under an escalation policy to the incidents of a team.
type PolicyActs struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Team      string  `json:"team"`      // "" = none, or unknown
	Timelines int64   `json:"timelines"` // of incidents whose present policy it is
	Moved     int64   `json:"moved_here"`
	First     []Named `json:"acts_first"` // who mostly does, here
	Later     []Named `json:"takes_over"`
	Line      string  `json:"line"` // l1, l2; "" = undecided
}

// PersonActs is what a person did.
type PersonActs struct {
	Named
	First    int64 `json:"acted_first"` // incidents on which nobody acted before, and that were not moved before
	Joined   int64 `json:"joined"`      // after somebody else, without a move
	Later    int64 `json:"after_move"`
	Acked    int64 `json:"acknowledged"`
	AtOnce   int64 `json:"acknowledged_at_once"` // within atOnce of the trigger
	Notes    int64 `json:"notes"`
	Acts     int64 `json:"acts"`     // other than notes
	APIActs  int64 `json:"api_acts"` // those of them that came by the API
	moved    int64 // first acts on what was moved to a policy of the second line
	Settings bool  `json:"in_settings"` // the settings name them already
}

// What makes a candidate for automation: many acknowledges that nearly always come within seconds of the trigger, and no note ever;
// or many acts that all come by the API.
const (
	atOnce        = 10 * time.Second
	many          = 20
	nearlyAlways  = 0.95
	policyUnknown = ""
)

// SuggestRoster looks through all timelines for who is of the first line.
func (a *App) SuggestRoster(ctx context.Context) (RosterSuggestion, error) {
	var out RosterSuggestion
	err := a.with(ctx, func(w *work) error {
		r := newRosterReader(w.rules.Automation)
		if err := w.Policies(ctx, r.policy); err != nil {
			return err
		}
		if err := metrics.EachActed(ctx, w.Store, r.acted); err != nil {
			return err
		}
		out = r.suggest(w.settings)
		if out.Timelines == 0 {
			return &Error{Key: "error.roster.no_timelines"}
		}
		return nil
	})
	return out, err
}

// policyKey is a policy and a team.
type policyKey struct{ id, name, team string }

// A policyTotal is what was counted of one.
type policyTotal struct {
	policyKey
	timelines, moved int64
	first, later     map[string]int64 // people by key
}

// A personTotal is what was counted of one person, by policy where it matters.
type personTotal struct {
	PersonActs
	firstUnder map[int]int64 // by place of the policy
}

// A rosterReader counts acts.
type rosterReader struct {
	automation map[string]bool
	policies   map[policyKey]int
	totals     []*policyTotal
	of         map[int64]int // the policy of an incident, by the incident's key
	people     map[string]*personTotal

	key       int64 // the incident at hand
	begun     bool
	someFirst bool // somebody acted on it already
	timelines int64
}

// newRosterReader leaves out what automation, ids and names, did.
func newRosterReader(automation map[string]bool) *rosterReader {
	return &rosterReader{automation: automation, policies: map[policyKey]int{}, of: map[int64]int{}, people: map[string]*personTotal{}}
}

// policy notes under which policy and team an incident is.
func (r *rosterReader) policy(key int64, id, name, team string) {
	k := policyKey{id, name, team}
	if id != "" {
		k.name = ""
	}
	i, ok := r.policies[k]
	if !ok {
		i = len(r.totals)
		r.policies[k] = i
		r.totals = append(r.totals, &policyTotal{policyKey: policyKey{id, name, team}, first: map[string]int64{}, later: map[string]int64{}})
	}
	r.totals[i].name = max(r.totals[i].name, name) // a policy that was renamed: one of its names, always the same
	r.of[key] = i
}

// acted counts what a user did; the users of an incident come one after the other, by their first act.
func (r *rosterReader) acted(a metrics.Acted) {
	if r.automation[a.Person.ID] || r.automation[a.Person.Name] {
		return
	}
	i, known := r.of[a.Key]
	if !known { // its incident is not there
		return
	}
	p := r.totals[i]
	if !r.begun || r.key != a.Key {
		r.begun, r.key, r.someFirst = true, a.Key, false
		r.timelines++
		p.timelines++
		if a.Delegated {
			p.moved++
		}
	}
	key := cmp.Or(a.Person.ID, "\x00"+a.Person.Name)
	t := r.people[key]
	if t == nil {
		t = &personTotal{PersonActs: PersonActs{Named: named(a.Person)}, firstUnder: map[int]int64{}}
		r.people[key] = t
	}
	t.Name = max(t.Name, a.Person.Name)
	t.Notes, t.Acts, t.APIActs = t.Notes+a.Notes, t.Acts+a.Acts, t.APIActs+a.APIActs
	if a.AcknowledgedAt.OK {
		t.Acked++
		if a.AcknowledgedAt.V.Sub(a.TriggeredAt) <= atOnce {
			t.AtOnce++
		}
	}
	switch {
	case a.MovedAt.OK && a.At.After(a.MovedAt.V):
		t.Later++
		p.later[key]++
	case !r.someFirst && a.Delegated: // under the policy that it was moved from, whichever that was
		t.First++
	case !r.someFirst:
		t.First++
		t.firstUnder[i]++
		p.first[key]++
	default:
		t.Joined++
	}
	r.someFirst = true
}

// suggest decides: a policy is of the second line if more than half of its incidents were moved to it; a person is if they act
// more often after a move, or under such a policy, than first elsewhere.
func (r *rosterReader) suggest(known settings.Settings) RosterSuggestion {
	out := RosterSuggestion{Timelines: r.timelines, Policies: []PolicyActs{}, L1Policies: []string{}, L2Policies: []string{},
		Automation: []PersonActs{}, First: []PersonActs{}, Later: []PersonActs{}, Known: known}
	second := r.secondLine(known)
	line := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(r.people)) {
		t := r.people[key]
		for i, n := range t.firstUnder {
			if second[r.totals[i].text()] {
				t.moved += n
			}
		}
		t.Settings = inSettings(known, t.Named)
		switch first, later := t.First-t.moved, t.Later+t.moved; {
		case t.machine():
			line[key] = "automation"
			out.Automation = append(out.Automation, t.PersonActs)
		case later > first:
			line[key] = "l2"
			out.Later = append(out.Later, t.PersonActs)
		case first > 0:
			line[key] = "l1"
			out.First = append(out.First, t.PersonActs)
		default: // joined others only
			line[key] = "l2"
			out.Later = append(out.Later, t.PersonActs)
		}
	}
	r.decide(&out, second, line)
	return out
}

// text names a policy in the settings: its id, else its name.
func (k policyKey) text() string { return cmp.Or(k.id, k.name) }

// known is the line that the settings mark a policy with: l1, l2; "" = none.
func (k policyKey) known(s settings.Settings) string {
	marked := func(list []string) bool {
		return k.id != "" && slices.Contains(list, k.id) || k.name != "" && slices.Contains(list, k.name)
	}
	switch {
	case marked(s.L1Policies):
		return "l1"
	case marked(s.L2Policies):
		return "l2"
	}
	return ""
}

// machine says whether somebody is a candidate for automation.
func (p *PersonActs) machine() bool {
	quick := p.Acked >= many && p.Notes == 0 && float64(p.AtOnce) >= nearlyAlways*float64(p.Acked)
	return quick || p.Acts >= many && p.APIActs == p.Acts
}

// secondLine are the policies of the second line, over all teams: those of the settings, and those where most was moved to.
func (r *rosterReader) secondLine(known settings.Settings) map[string]bool {
	type sum struct{ timelines, moved int64 }
	sums := map[string]sum{}
	out := map[string]bool{}
	for _, t := range r.totals {
		s := sums[t.text()]
		sums[t.text()] = sum{s.timelines + t.timelines, s.moved + t.moved}
		switch t.known(known) {
		case "l1":
			delete(sums, t.text())
		case "l2":
			out[t.text()] = true
		}
	}
	for name, s := range sums {
		if name != policyUnknown && 2*s.moved > s.timelines {
			out[name] = true
		}
	}
	return out
}

// decide lists the policies. One where mostly people of the second line act first, though nothing was moved to it, is neither.
func (r *rosterReader) decide(out *RosterSuggestion, second map[string]bool, line map[string]string) {
	type sum struct{ l1, l2 int64 }
	acts := map[string]sum{}
	for _, t := range r.totals {
		s := acts[t.text()]
		for key, n := range t.first {
			switch line[key] {
			case "l1":
				s.l1 += n
			case "l2":
				s.l2 += n
			}
		}
		acts[t.text()] = s
	}
	for _, t := range r.totals {
		p := PolicyActs{ID: t.id, Name: t.name, Team: t.team, Timelines: t.timelines, Moved: t.moved, First: r.names(t.first, t.later, line), Later: r.names(t.later, t.first, line)}
		p.First = slices.DeleteFunc(p.First, func(n Named) bool { return slices.Contains(p.Later, n) })
		s := acts[t.text()]
		switch line := t.known(out.Known); {
		case line != "":
			p.Line = line
		case t.text() == policyUnknown:
		case second[t.text()]:
			p.Line = "l2"
			out.L2Policies = append(out.L2Policies, t.text())
		case s.l1 > s.l2:
			p.Line = "l1"
			out.L1Policies = append(out.L1Policies, t.text())
		}
		if t.timelines > 0 {
			out.Policies = append(out.Policies, p)
		}
	}
	slices.SortFunc(out.Policies, func(a, b PolicyActs) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Team, b.Team))
	})
	for _, list := range []*[]string{&out.L1Policies, &out.L2Policies} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
}

// names are the people, by their keys, who have at least as many of counts as of others, without candidates for automation.
func (r *rosterReader) names(counts, others map[string]int64, line map[string]string) []Named {
	out := []Named{}
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		if line[key] != "automation" && counts[key] >= others[key] {
			out = append(out, r.people[key].Named)
		}
	}
	return out
}

// inSettings says whether the roster names a person.
func inSettings(s settings.Settings, p Named) bool {
	return slices.ContainsFunc(s.Roster, func(m settings.Member) bool { return isMember(m, p) })
}

// isMember says whether a line of the roster names a person.
func isMember(m settings.Member, p Named) bool {
	return m.ID != "" && (m.ID == p.ID || m.ID == p.Name) || m.Name != "" && (m.Name == p.Name || m.Name == p.ID)
}
