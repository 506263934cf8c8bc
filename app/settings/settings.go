// Package settings is a workspace's settings.toml: time zone and fiscal year, SLO, who belongs to the first line, rules,
// definitions, brand and language. In goes the file, out comes a Settings that has been checked; a mistake is an error
// with its line. app reads and writes it for the window and the commands and hands the parts on to app/derive,
// app/metrics and app/sections. The file is always written whole, from a template that explains every key.
package settings

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
	_ "time/tzdata" // so that every zone is known on machines without a zone database
)

// Settings are what a workspace has agreed on. Default is the zero of this type, so to speak: a Settings{} does not
// pass Check. Slices and maps are never nil in what this package returns. The tags of toml are the names in the file.
type Settings struct {
	TimeZone        string `json:"time_zone" toml:"time_zone"`                 // IANA name, "Asia/Tokyo"
	FiscalYearStart int    `json:"fiscal_year_start" toml:"fiscal_year_start"` // month 1–12
	Language        string `json:"language" toml:"language"`                   // of reports: "ja" or "en"
	UnitWord        string `json:"unit_word" toml:"unit_word"`                 // what a business unit is called; "" = the language's own word, see Unit
	Writer          string `json:"writer" toml:"writer"`                       // name kept with what is written here; "" = not set
	PreparedBy      string `json:"prepared_by" toml:"prepared_by"`             // printed on covers; "" = left out
	ApprovedBy      string `json:"approved_by" toml:"approved_by"`             // printed on covers; "" = left out
	Account         string `json:"account" toml:"account"`                     // to which imported files belong
	Subdomain       string `json:"subdomain" toml:"subdomain"`                 // of the PagerDuty account, for links; "" = no links

	AutomationUsers []string `json:"automation_users" toml:"automation_users"` // ids or names, never human
	L1Policies      []string `json:"l1_policies" toml:"l1_policies"`           // ids or names of the first line's escalation policies
	L2Policies      []string `json:"l2_policies" toml:"l2_policies"`           // ids or names of the second line's

	Definition  string         `json:"definition" toml:"-"`  // of handling time, for fiscal years not in Definitions
	Definitions map[int]string `json:"definitions" toml:"-"` // fiscal year → definition of handling time

	SLO           []SLO          `json:"slo" toml:"-"`                         // by priority, each priority once
	ClientSLO     []ClientSLO    `json:"client_slo" toml:"-"`                  // what clients have agreed otherwise
	PriorityRules []PriorityRule `json:"priority_rules" toml:"priority_rules"` // the first that matches counts
	Roster        []Member       `json:"roster" toml:"roster"`                 // the first line; empty = every person counts as first line

	Brand        Brand         `json:"brand" toml:"brand"`
	ClientBrands []ClientBrand `json:"client_brands" toml:"client_brands"`
}

// An SLO is the limit and the goal of one priority.
type SLO struct {
	Priority     string `json:"priority"`      // "P2"
	LimitSeconds int64  `json:"limit_seconds"` // from trigger to first-line completion; whole minutes, above 0
	GoalBP       *int   `json:"goal_bp"`       // in 1/10,000, above 0; nil = measured, no goal
}

// A ClientSLO is what one client has agreed otherwise for one priority.
type ClientSLO struct {
	Client       string `json:"client"`
	Priority     string `json:"priority"`
	LimitSeconds *int64 `json:"limit_seconds"` // nil = the workspace's
	GoalBP       *int   `json:"goal_bp"`       // nil = the workspace's
}

// A PriorityRule gives a priority to incidents that have none. At least one of the conditions is set; every one that
// is set must hold.
type PriorityRule struct {
	Title    string `json:"title" toml:"title"`       // regular expression (Go's RE2) found in the title; "" = any
	Service  string `json:"service" toml:"service"`   // id or name; "" = any
	Urgency  string `json:"urgency" toml:"urgency"`   // "high" or "low"; "" = any
	Priority string `json:"priority" toml:"priority"` // "P2"
}

// A Member is a person, by id or name, or a team of the first line. Exactly one of ID, Name and Team is set.
type Member struct {
	ID    string `json:"id" toml:"id"`
	Name  string `json:"name" toml:"name"`
	Team  string `json:"team" toml:"team"`
	From  string `json:"from" toml:"from"`   // local date "2025-04-01", included; "" = always
	Until string `json:"until" toml:"until"` // local date, included; "" = for ever
}

// A Brand is what reports look like.
type Brand struct {
	Company string `json:"company" toml:"company"` // own company on covers; "" = left out
	Logo    string `json:"logo" toml:"logo"`       // PNG or JPEG, path from the workspace's folder; "" = none
	Color   string `json:"color" toml:"color"`     // "#1E4E9C"; "" = the house's blue
	Mark    string `json:"mark" toml:"mark"`       // confidentiality mark at every page's foot, "社外秘"; "" = none
}

// A ClientBrand replaces logo and colour in the reports of one client; "" leaves the workspace's.
type ClientBrand struct {
	Client string `json:"client" toml:"client"`
	Logo   string `json:"logo" toml:"logo"`
	Color  string `json:"color" toml:"color"`
}

// Default is what holds where settings.toml says nothing.
func Default() Settings {
	goal := func() *int { g := 9700; return &g }
	return normal(Settings{
		TimeZone:        "Asia/Tokyo",
		FiscalYearStart: 4,
		Language:        "ja",
		Account:         "default",
		Definition:      "l1",
		SLO: []SLO{
			{Priority: "P1", LimitSeconds: 30 * 60, GoalBP: goal()},
			{Priority: "P2", LimitSeconds: 30 * 60, GoalBP: goal()},
			{Priority: "P3", LimitSeconds: 45 * 60, GoalBP: goal()},
			{Priority: "P4", LimitSeconds: 60 * 60},
		},
	})
}

// Location is the workspace's time zone. A name that Check refuses gives UTC.
func (s Settings) Location() *time.Location {
	l, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return l
}

// DefinitionOf is the name of the handling-time definition that the fiscal year beginning in year fy is counted by.
func (s Settings) DefinitionOf(fy int) string {
	if d := s.Definitions[fy]; d != "" {
		return d
	}
	return cmp.Or(s.Definition, "l1")
}

// Unit is what a business unit is called in lang.
func (s Settings) Unit(lang string) string {
	if s.UnitWord != "" {
		return s.UnitWord
	}
	if lang == "en" {
		return "business unit"
	}
	return "事業部"
}

// SLOFor is the SLO that the client's incidents are judged by: the workspace's, with what the client has agreed
// otherwise, then the priorities that only the client has.
func (s Settings) SLOFor(client string) []SLO {
	list := slices.Clone(s.SLO)
	for _, c := range s.ClientSLO {
		if c.Client != client {
			continue
		}
		i := slices.IndexFunc(list, func(o SLO) bool { return o.Priority == c.Priority })
		if i < 0 {
			i = len(list)
			list = append(list, SLO{Priority: c.Priority})
		}
		if c.LimitSeconds != nil {
			list[i].LimitSeconds = *c.LimitSeconds
		}
		if c.GoalBP != nil {
			list[i].GoalBP = c.GoalBP
		}
	}
	return list
}

// BrandFor is what the client's reports look like.
func (s Settings) BrandFor(client string) Brand {
	b := s.Brand
	for _, c := range s.ClientBrands {
		if c.Client == client {
			b.Logo = cmp.Or(c.Logo, b.Logo)
			b.Color = cmp.Or(c.Color, b.Color)
		}
	}
	return b
}

// RuleHash is a hash, 64 hex digits, of all that changes derived facts: zone, fiscal year, priority rules, automation
// users, roster and policies. The store keeps it, and derives again when it differs. The order of priority rules
// counts, that of the other lists does not.
func (s Settings) RuleHash() string {
	unordered := func(list []string) []string {
		return slices.Compact(slices.Sorted(slices.Values(list)))
	}
	roster := slices.SortedFunc(slices.Values(s.Roster), func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Team, b.Team),
			cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until))
	})
	rules := []any{
		s.TimeZone, s.FiscalYearStart, append([]PriorityRule{}, s.PriorityRules...), unordered(s.AutomationUsers),
		slices.Compact(roster), unordered(s.L1Policies), unordered(s.L2Policies),
	}
	data, err := json.Marshal(rules)
	if err != nil {
		panic(fmt.Sprintf("hashing rules of strings and numbers: %v", err)) // cannot be: every part has a JSON form
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// normal is s with empty instead of nil lists, so that JSON has [] and equal settings are equal.
func normal(s Settings) Settings {
	if s.Definitions == nil {
		s.Definitions = map[int]string{}
	}
	s.AutomationUsers = orEmpty(s.AutomationUsers)
	s.L1Policies = orEmpty(s.L1Policies)
	s.L2Policies = orEmpty(s.L2Policies)
	s.SLO = orEmpty(s.SLO)
	s.ClientSLO = orEmpty(s.ClientSLO)
	s.PriorityRules = orEmpty(s.PriorityRules)
	s.Roster = orEmpty(s.Roster)
	s.ClientBrands = orEmpty(s.ClientBrands)
	return s
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// clone is a copy of s that Set may change.
func (s Settings) clone() Settings {
	s.Definitions = maps.Clone(s.Definitions)
	s.SLO = slices.Clone(s.SLO)
	return normal(s)
}
