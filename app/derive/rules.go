package derive

import (
	"fmt"
	"regexp"

	"furikaeri/app/incident"
	"furikaeri/app/settings"
)

// RulesOf are the rules that the settings state. Settings that were read from a file never fail.
func RulesOf(s settings.Settings) (Rules, error) {
	r := Rules{Location: s.Location(), Automation: set(s.AutomationUsers), L2Policies: set(s.L2Policies)}
	for _, p := range s.PriorityRules {
		rule := PriorityRule{Service: p.Service, Urgency: p.Urgency, Priority: p.Priority}
		if p.Title != "" {
			re, err := regexp.Compile(p.Title)
			if err != nil {
				return r, fmt.Errorf("reading the priority rule %q: %w", p.Title, err)
			}
			rule.Title = re
		}
		r.Priorities = append(r.Priorities, rule)
	}
	for _, m := range s.Roster {
		member := Member{Person: m.ID, Team: m.Team}
		if member.Person == "" {
			member.Person = m.Name
		}
		for _, end := range []struct {
			text string
			to   *incident.Opt[int]
		}{{m.From, &member.From}, {m.Until, &member.Until}} {
			if end.text == "" {
				continue
			}
			d, err := incident.ParseDay(end.text)
			if err != nil {
				return r, fmt.Errorf("reading the roster: %w", err)
			}
			*end.to = incident.Known(int(d))
		}
		r.Roster = append(r.Roster, member)
	}
	return r, nil
}

func set(names []string) map[string]bool {
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}
