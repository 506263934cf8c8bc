package settings

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A Mistake is something wrong in settings: where, and what. Problem is the tail of a key of the word catalogue
// ("settings.<problem>"), Args are the values that its sentence names as {a} and {b}.
type Mistake struct {
	File    string // "" where no file was read
	Line    int    // 0 where no file was read
	Key     string // as in the file: "slo[1].goal_percent"; "" for mistakes of writing
	Problem string
	Args    []string
	text    string // the same in English, for logs and tests
}

func (m *Mistake) Error() string {
	s := m.text
	if m.Key != "" {
		s = m.Key + ": " + s
	}
	if m.File != "" && m.Line > 0 {
		s = fmt.Sprintf("%s:%d: %s", m.File, m.Line, s)
	}
	return s
}

// problems collects what is wrong.
type problems []*Mistake

func (p *problems) add(key, problem, format string, args ...any) {
	m := &Mistake{Key: key, Problem: problem, Args: []string{}, text: fmt.Sprintf(format, args...)}
	for _, a := range args {
		m.Args = append(m.Args, fmt.Sprint(a))
	}
	*p = append(*p, m)
}

var (
	subdomain = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*$`)
	color     = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
)

// maxMinutes bounds a limit: a year.
const maxMinutes = 366 * 24 * 60

// Check says what is wrong with s, each with its key; nil if nothing is. Parse does the same with lines.
func (s Settings) Check() error {
	var errs []error
	for _, p := range s.problems() {
		errs = append(errs, p)
	}
	return errors.Join(errs...)
}

// problems are everything wrong with s.
func (s Settings) problems() problems {
	var p problems
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		p.add("time_zone", "zone", "%q is no IANA time zone such as \"Asia/Tokyo\"", s.TimeZone)
	}
	if s.FiscalYearStart < 1 || s.FiscalYearStart > 12 {
		p.add("fiscal_year_start", "month", "%d is no month, want 1 to 12", s.FiscalYearStart)
	}
	if s.Language != "ja" && s.Language != "en" {
		p.add("language", "language", "%q is no language of reports, want \"ja\" or \"en\"", s.Language)
	}
	if strings.TrimSpace(s.Account) == "" {
		p.add("account", "empty_name", "is empty, want a name such as \"default\"")
	}
	if s.Subdomain != "" && !subdomain.MatchString(s.Subdomain) {
		p.add("subdomain", "subdomain", "%q is no sub-domain, want \"example\" of https://example.pagerduty.com", s.Subdomain)
	}
	for _, list := range []struct {
		key   string
		names []string
	}{{"automation_users", s.AutomationUsers}, {"l1_policies", s.L1Policies}, {"l2_policies", s.L2Policies}} {
		for i, name := range list.names {
			if strings.TrimSpace(name) == "" {
				p.add(fmt.Sprintf("%s[%d]", list.key, i), "empty_id", "is empty, want an id or a name")
			}
		}
	}
	for _, name := range s.L1Policies {
		for i, other := range s.L2Policies {
			if name == other {
				p.add(fmt.Sprintf("l2_policies[%d]", i), "both_lines", "%q is a policy of the first line already", name)
			}
		}
	}
	s.checkDefinitions(&p)
	s.checkSLO(&p)
	s.checkRules(&p)
	s.checkRoster(&p)
	s.checkBrands(&p)
	return p
}

func (s Settings) checkDefinitions(p *problems) {
	want := func(key, name string) {
		if _, ok := incident.DefinitionNamed(name); !ok {
			p.add(key, "definition", "%q is no definition of handling time, want l1, l1-shared, pagerduty, effort or ack-to-resolve", name)
		}
	}
	want("definitions.default", s.Definition)
	for _, year := range sortedYears(s.Definitions) {
		key := "definitions." + yearKey(year)
		want(key, s.Definitions[year])
		if year < 1970 || year > 9999 {
			p.add(key, "year", "%d is no fiscal year", year)
		}
	}
}

func (s Settings) checkSLO(p *problems) {
	seen := map[string]bool{}
	for i, o := range s.SLO {
		key := fmt.Sprintf("slo[%d]", i)
		switch {
		case strings.TrimSpace(o.Priority) == "":
			p.add(key+".priority", "no_priority", "is missing, want a name such as \"P2\"")
		case seen[o.Priority]:
			p.add(key+".priority", "twice", "%q stands there twice", o.Priority)
		}
		seen[o.Priority] = true
		checkLimit(p, key, o.LimitSeconds)
		checkGoal(p, key, o.GoalBP)
	}
	pairs := map[[2]string]bool{}
	for i, c := range s.ClientSLO {
		key := fmt.Sprintf("client_slo[%d]", i)
		if strings.TrimSpace(c.Client) == "" {
			p.add(key+".client", "no_client", "is missing, want the client's name")
		}
		pair := [2]string{c.Client, c.Priority}
		switch {
		case strings.TrimSpace(c.Priority) == "":
			p.add(key+".priority", "no_priority", "is missing, want a name such as \"P2\"")
		case pairs[pair]:
			p.add(key+".priority", "twice_for", "%q stands there twice for %q", c.Priority, c.Client)
		case c.LimitSeconds == nil && !seen[c.Priority]:
			p.add(key+".limit_minutes", "no_limit", "is missing, and slo has no limit for %q", c.Priority)
		}
		pairs[pair] = true
		if c.LimitSeconds != nil {
			checkLimit(p, key, *c.LimitSeconds)
		}
		checkGoal(p, key, c.GoalBP)
	}
}

func checkLimit(p *problems, key string, seconds int64) {
	switch {
	case seconds <= 0 || seconds > maxMinutes*60:
		p.add(key+".limit_minutes", "minutes", "want a whole number of minutes from 1 to %d", maxMinutes)
	case seconds%60 != 0:
		p.add(key+".limit_minutes", "minutes_whole", "%d seconds are no whole number of minutes", seconds)
	}
}

func checkGoal(p *problems, key string, goal *int) {
	if goal != nil && (*goal <= 0 || *goal > 10_000) {
		p.add(key+".goal_percent", "goal", "%s is no goal, want a percentage above 0 and up to 100; leave it out for no goal", percent(*goal))
	}
}

func (s Settings) checkRules(p *problems) {
	for i, r := range s.PriorityRules {
		key := fmt.Sprintf("priority_rules[%d]", i)
		if strings.TrimSpace(r.Priority) == "" {
			p.add(key+".priority", "no_priority", "is missing, want a name such as \"P2\"")
		}
		if r.Title == "" && r.Service == "" && r.Urgency == "" {
			p.add(key, "no_condition", "has no condition, want title, service or urgency")
		}
		if _, err := regexp.Compile(r.Title); err != nil {
			p.add(key+".title", "pattern", "%v", err)
		}
		if r.Urgency != "" && r.Urgency != "high" && r.Urgency != "low" {
			p.add(key+".urgency", "urgency", "%q is no urgency, want \"high\" or \"low\"", r.Urgency)
		}
	}
}

func (s Settings) checkRoster(p *problems) {
	for i, m := range s.Roster {
		key := fmt.Sprintf("roster[%d]", i)
		count := 0
		for _, name := range []string{m.ID, m.Name, m.Team} {
			if strings.TrimSpace(name) != "" {
				count++
			}
		}
		if count != 1 {
			p.add(key, "one_of", "has %d of id, name and team, want one", count)
		}
		from, fromOK := checkDate(p, key+".from", m.From)
		until, untilOK := checkDate(p, key+".until", m.Until)
		if fromOK && untilOK && until.Before(from) {
			p.add(key+".until", "until_before", "%s is before from, %s", m.Until, m.From)
		}
	}
}

// checkDate is the local date s; ok is false if it is empty or wrong.
func checkDate(p *problems, key, s string) (t time.Time, ok bool) {
	if s == "" {
		return t, false
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		p.add(key, "date", "%q is no date such as \"2025-04-01\"", s)
	}
	return t, err == nil
}

func (s Settings) checkBrands(p *problems) {
	checkLook(p, "brand", s.Brand.Logo, s.Brand.Color)
	seen := map[string]bool{}
	for i, b := range s.ClientBrands {
		key := fmt.Sprintf("client_brands[%d]", i)
		switch {
		case strings.TrimSpace(b.Client) == "":
			p.add(key+".client", "no_client", "is missing, want the client's name")
		case seen[b.Client]:
			p.add(key+".client", "twice", "%q stands there twice", b.Client)
		}
		seen[b.Client] = true
		checkLook(p, key, b.Logo, b.Color)
	}
}

func checkLook(p *problems, key, logo, hex string) {
	switch ext := strings.ToLower(filepath.Ext(logo)); ext {
	case ".png", ".jpg", ".jpeg":
	default:
		if logo != "" {
			p.add(key+".logo", "logo", "%q is neither .png nor .jpg", logo)
		}
	}
	if hex != "" && !color.MatchString(hex) {
		p.add(key+".color", "color", "%q is no colour such as \"#1E4E9C\"", hex)
	}
}
