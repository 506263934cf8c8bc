package settings

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A scalar is a setting with one value, or a list of names, that Get and Set know by its key.
type scalar struct {
	key string
	get func(*Settings) string
	set func(*Settings, string) error
}

// scalars are the settings with a fixed key, in the order of the file.
func scalars() []scalar {
	text := func(key string, field func(*Settings) *string) scalar {
		return scalar{key,
			func(s *Settings) string { return *field(s) },
			func(s *Settings, v string) error { *field(s) = v; return nil }}
	}
	names := func(key string, field func(*Settings) *[]string) scalar {
		return scalar{key,
			func(s *Settings) string { return strings.Join(*field(s), ",") },
			func(s *Settings, v string) error { *field(s) = splitNames(v); return nil }}
	}
	return []scalar{
		text("time_zone", func(s *Settings) *string { return &s.TimeZone }),
		{"fiscal_year_start",
			func(s *Settings) string { return strconv.Itoa(s.FiscalYearStart) },
			func(s *Settings, v string) (err error) {
				s.FiscalYearStart, err = strconv.Atoi(v)
				if err != nil {
					return mistake("month", "%q is no month, want 1 to 12", v)
				}
				return nil
			}},
		text("language", func(s *Settings) *string { return &s.Language }),
		text("unit_word", func(s *Settings) *string { return &s.UnitWord }),
		text("writer", func(s *Settings) *string { return &s.Writer }),
		text("prepared_by", func(s *Settings) *string { return &s.PreparedBy }),
		text("approved_by", func(s *Settings) *string { return &s.ApprovedBy }),
		text("account", func(s *Settings) *string { return &s.Account }),
		text("subdomain", func(s *Settings) *string { return &s.Subdomain }),
		names("automation_users", func(s *Settings) *[]string { return &s.AutomationUsers }),
		names("l1_policies", func(s *Settings) *[]string { return &s.L1Policies }),
		names("l2_policies", func(s *Settings) *[]string { return &s.L2Policies }),
		text("definitions.default", func(s *Settings) *string { return &s.Definition }),
		text("brand.company", func(s *Settings) *string { return &s.Brand.Company }),
		text("brand.logo", func(s *Settings) *string { return &s.Brand.Logo }),
		text("brand.color", func(s *Settings) *string { return &s.Brand.Color }),
		text("brand.mark", func(s *Settings) *string { return &s.Brand.Mark }),
	}
}

// mistake is one value that cannot be set.
func mistake(problem, format string, args ...any) error {
	var p problems
	p.add("", problem, format, args...)
	return p[0]
}

// splitNames are the names of a list separated by commas, without empty ones.
func splitNames(v string) []string {
	names := []string{}
	for name := range strings.SplitSeq(v, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Keys are the keys that Get knows and that have a value in s, in the order of the file.
func (s Settings) Keys() []string {
	var keys []string
	for _, k := range scalars() {
		keys = append(keys, k.key)
		if k.key != "definitions.default" {
			continue
		}
		for _, year := range sortedYears(s.Definitions) {
			keys = append(keys, "definitions."+yearKey(year))
		}
		for _, o := range s.SLO {
			keys = append(keys, "slo."+o.Priority+".limit_minutes", "slo."+o.Priority+".goal_percent")
		}
	}
	return keys
}

// none is how Get and Set write that there is no goal or no limit.
const none = "none"

// errKey is the cause of an error about a key that is not in the file, or that is too rich for one value.
var errKey = errors.New("there is no such setting with one value; lists are set in settings.toml or in the window")

// Get is the value of a key such as "time_zone", "automation_users" (separated by commas), "definitions.FY2025",
// "slo.P2.limit_minutes" or "slo.P2.goal_percent" ("none" for no goal).
func (s Settings) Get(key string) (string, error) {
	for _, k := range scalars() {
		if k.key == key {
			return k.get(&s), nil
		}
	}
	if year, ok := yearOf(strings.TrimPrefix(key, "definitions.")); ok && strings.HasPrefix(key, "definitions.") {
		return s.DefinitionOf(year), nil
	}
	priority, name, ok := sloKey(key)
	if !ok {
		return "", fmt.Errorf("reading setting %q: %w", key, errKey)
	}
	i := s.indexSLO(priority)
	if i < 0 {
		return none, nil
	}
	if name == "limit_minutes" {
		return strconv.FormatInt(s.SLO[i].LimitSeconds/60, 10), nil
	}
	if s.SLO[i].GoalBP == nil {
		return none, nil
	}
	return percent(*s.SLO[i].GoalBP), nil
}

// Set changes the value of a key that Get knows. The limit "none" takes a priority out of the SLO; a new priority
// begins with its limit; "" takes a year out of the definitions. s stays as it was if there is an error.
func (s *Settings) Set(key, value string) error {
	changed := s.clone()
	if err := changed.set(key, strings.TrimSpace(value)); err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	if err := changed.Check(); err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	*s = changed
	return nil
}

func (s *Settings) set(key, value string) error {
	for _, k := range scalars() {
		if k.key == key {
			return k.set(s, value)
		}
	}
	if rest, ok := strings.CutPrefix(key, "definitions."); ok {
		year, ok := yearOf(rest)
		if !ok {
			return errKey
		}
		s.Definitions[year] = value
		if value == "" {
			delete(s.Definitions, year)
		}
		return nil
	}
	priority, name, ok := sloKey(key)
	if !ok {
		return errKey
	}
	i := s.indexSLO(priority)
	if name == "limit_minutes" {
		return s.setLimit(i, priority, value)
	}
	if i < 0 {
		return mistake("limit_first", "%s has no limit yet: set slo.%s.limit_minutes first", priority, priority)
	}
	s.SLO[i].GoalBP = nil
	if value == none {
		return nil
	}
	number, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64)
	if err != nil {
		return mistake("percent_or_none", "%q is no percentage, nor none", value)
	}
	var wrong problems
	s.SLO[i].GoalBP = goalOf(&wrong, "slo", &number)
	if len(wrong) > 0 {
		return &Mistake{Problem: wrong[0].Problem, Args: wrong[0].Args, text: wrong[0].text}
	}
	return nil
}

// setLimit sets the limit of the SLO at i, or of a new one if i is below 0.
func (s *Settings) setLimit(i int, priority, value string) error {
	if value == none {
		if i >= 0 {
			s.SLO = slices.Delete(s.SLO, i, i+1)
		}
		return nil
	}
	minutes, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return mistake("minutes_or_none", "%q is no whole number of minutes, nor none", value)
	}
	if i < 0 {
		i = len(s.SLO)
		s.SLO = append(s.SLO, SLO{Priority: priority})
	}
	s.SLO[i].LimitSeconds = seconds(minutes)
	return nil
}

// sloKey splits "slo.P2.limit_minutes". The priority may hold dots.
func sloKey(key string) (priority, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, "slo.")
	i := strings.LastIndexByte(rest, '.')
	if !ok || i <= 0 {
		return "", "", false
	}
	priority, name = rest[:i], rest[i+1:]
	return priority, name, name == "limit_minutes" || name == "goal_percent"
}

func (s Settings) indexSLO(priority string) int {
	return slices.IndexFunc(s.SLO, func(o SLO) bool { return o.Priority == priority })
}
