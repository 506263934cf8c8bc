package derive

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/settings"
)

// t0 is Monday 2026-03-02, 09:00 in Tokyo.
var t0 = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// after is the instant s seconds after t0.
func after(s int) incident.Opt[time.Time] {
	return incident.Known(t0.Add(time.Duration(s) * time.Second))
}

func seconds(s int) incident.Opt[time.Duration] {
	return incident.Known(time.Duration(s) * time.Second)
}

const everything = incident.TellsAcknowledge | incident.TellsResolver

// alert is an incident of a source that tells everything, triggered at t0.
func alert(set func(*incident.Incident)) *incident.Incident {
	in := &incident.Incident{Account: "default", ID: "P1", Title: "disk full", Service: "web", TriggeredAt: t0, Told: everything}
	if set != nil {
		set(in)
	}
	return in
}

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func rules(t testing.TB, set func(*Rules)) Rules {
	t.Helper()
	r := Rules{Location: mustZone(t, "Asia/Tokyo")}
	if set != nil {
		set(&r)
	}
	return r
}

// shown is every definition's value, in the order of incident.Definitions: seconds and = exact, ~ approximate,
// < upper bound; ? is unknown.
func shown(f incident.Facts) string {
	out := []string{}
	for _, h := range f.Handling {
		if h.Basis == incident.Unknown {
			if h.V != 0 {
				out = append(out, "unknown with a value")
				continue
			}
			out = append(out, "?")
			continue
		}
		out = append(out, span(incident.Known(h.V))+string("=~<"[h.Basis]))
	}
	return strings.Join(out, " ")
}

// span is whole seconds, "-" where unknown.
func span(o incident.Opt[time.Duration]) string {
	if !o.OK {
		return "-"
	}
	return strconv.Itoa(int(o.V / time.Second))
}

var (
	sato = incident.Person{ID: "U1", Name: "Sato"}
	ito  = incident.Person{ID: "U2", Name: "Ito"}
	bot  = incident.Person{ID: "UBOT", Name: "Runbook"}
)

func automation(r *Rules) { r.Automation = map[string]bool{"UBOT": true} }

// The lines of definitions §5 "from files". Order of want: l1, l1-shared, pagerduty, effort, ack-to-resolve.
func TestHandling(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    func(*incident.Incident)
		rules func(*Rules)
		want  string
	}{
		// Line 1: never acknowledged by a person and not resolved by one → 0, exact.
		{"1 auto-recovered", func(in *incident.Incident) { in.ResolvedAt = after(300) }, nil, "0= 0= 0= 0= 0="},
		{"1 untouched and open", nil, nil, "0= 0= 0= 0= 0="},
		{"1 auto-resolved at exactly four hours", func(in *incident.Incident) { in.ResolvedAt = after(14400) }, nil, "0= 0= 0= 0= 0="},
		{"1 merged untouched", func(in *incident.Incident) { in.ResolvedAt, in.MergedInto = after(60), "P0" }, nil, "0= 0= 0= 0= 0="},
		{"1 automation did it all; pagerduty counts its seconds as given", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged = after(10), after(310), seconds(300)
			in.Acknowledgers, in.ResolvedBy = []incident.Person{bot}, bot
		}, automation, "0= 0= 300= 0= 0="},
		{"1 automation acknowledged, still open", func(in *incident.Incident) {
			in.AcknowledgedAt, in.Acknowledgers = after(10), []incident.Person{bot}
		}, automation, "0= 0= 0= 0= 0="},
		{"1 a count of no acknowledges is none", func(in *incident.Incident) {
			in.AcknowledgeCount, in.ResolvedAt = incident.Known(int64(0)), after(300)
		}, nil, "0= 0= 0= 0= 0="},

		// 0 only where it is proved: a source without a column for acknowledges or resolvers proves nothing.
		{"work is not recorded", func(in *incident.Incident) { in.Told, in.ResolvedAt = 0, after(300) }, nil, "? ? ? ? ?"},
		{"resolvers are not recorded", func(in *incident.Incident) {
			in.Told, in.ResolvedAt = incident.TellsAcknowledge, after(300)
		}, nil, "? ? ? ? ?"},
		{"acknowledges are not recorded", func(in *incident.Incident) {
			in.Told, in.ResolvedAt = incident.TellsResolver, after(300)
		}, nil, "? ? ? ? ?"},
		{"work is not recorded, but typed and engaged seconds are", func(in *incident.Incident) {
			in.Told, in.ResolvedAt, in.Effort, in.Engaged = 0, after(300), seconds(120), seconds(200)
		}, nil, "? ? 200= 120= ?"},

		// Line 2: not acknowledged, resolved by a person → 0, approximate.
		{"2 resolved by a person at once", func(in *incident.Incident) { in.ResolvedAt, in.ResolvedBy = after(300), sato }, nil, "0~ 0~ 0~ 0~ 0~"},
		{"2 automation acknowledged, a person resolved", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged = after(10), after(310), seconds(300)
			in.Acknowledgers, in.ResolvedBy = []incident.Person{bot}, sato
		}, automation, "0~ 0~ 300= 0~ 0~"},
		{"2 resolved by a person at an impossible instant, which was dropped", func(in *incident.Incident) {
			in.ResolvedBy, in.Impossible = sato, 1
		}, nil, "0~ 0~ 0~ 0~ 0~"},

		// Line 3: not resolved → unknown.
		{"3 acknowledged, open", func(in *incident.Incident) { in.AcknowledgedAt = after(240) }, nil, "? ? ? ? ?"},
		{"3 engaged seconds of an open incident are not final", func(in *incident.Incident) {
			in.AcknowledgedAt, in.Engaged = after(240), seconds(100)
		}, nil, "? ? ? ? ?"},
		{"3 but typed effort is known", func(in *incident.Incident) {
			in.AcknowledgedAt, in.Effort = after(240), seconds(600)
		}, nil, "? ? ? 600= ?"},
		{"3 counted as acknowledged, open", func(in *incident.Incident) { in.AcknowledgeCount = incident.Known(int64(1)) }, nil, "? ? ? ? ?"},

		// Line 4: engaged known → max(0, engaged − snoozed). 1000 − 300 = 700; 900 − 240 = 660 from acknowledge to resolve.
		{"4 one person", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.EngagedUsers = after(240), after(900), seconds(660), incident.Known(int64(1))
			in.Acknowledgers, in.Assignees = []incident.Person{sato}, []incident.Person{sato}
		}, nil, "660~ 660< 660= 660~ 660="},
		{"4 less what was snoozed", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Snoozed = after(0), after(1000), seconds(1000), seconds(300)
		}, nil, "700~ 700< 1000= 700~ 1000="},
		{"4 snoozed longer than engaged", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Snoozed = after(0), after(100), seconds(100), seconds(300)
		}, nil, "0~ 0~ 100= 0~ 100="},
		{"4 two engaged", func(in *incident.Incident) { // person-time 1200 is more than wall time 660
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.EngagedUsers = after(240), after(900), seconds(1200), incident.Known(int64(2))
		}, nil, "1200< 1200< 1200= 1200< 660="},
		{"4 two acknowledgers named", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Acknowledgers = after(240), after(900), seconds(700), []incident.Person{sato, ito}
		}, nil, "700< 700< 700= 700< 660="},
		{"4 two assignees named", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Assignees = after(240), after(900), seconds(660), []incident.Person{sato, ito}
		}, nil, "660< 660< 660= 660< 660="},
		{"4 policy marked L2, by name", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Policy = after(240), after(900), seconds(660), "second"
		}, func(r *Rules) { r.L2Policies = map[string]bool{"second": true} }, "660< 660< 660= 660< 660="},
		{"4 policy marked L2, by id", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.PolicyID = after(240), after(900), seconds(660), "E2"
		}, func(r *Rules) { r.L2Policies = map[string]bool{"E2": true} }, "660< 660< 660= 660< 660="},
		{"4 another policy", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.PolicyID = after(240), after(900), seconds(660), "E1"
		}, func(r *Rules) { r.L2Policies = map[string]bool{"E2": true, "": true} }, "660~ 660< 660= 660~ 660="},
		{"4 escalations say nothing", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.EscalationCount = after(240), after(900), seconds(660), incident.Known(int64(3))
		}, nil, "660~ 660< 660= 660~ 660="},
		{"4 acknowledged at an unknown instant", func(in *incident.Incident) {
			in.AcknowledgeCount, in.ResolvedAt, in.Engaged = incident.Known(int64(2)), after(900), seconds(660)
		}, nil, "660~ 660< 660= 660~ ?"},
		{"4 engaged for no second", func(in *incident.Incident) { // 0 is a value, not unknown
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged = after(900), after(900), seconds(0)
		}, nil, "0~ 0~ 0= 0~ 0="},

		// Line 5: acknowledge and resolve known → R − acknowledge, upper-bound. 900 − 240 = 660.
		{"5 from acknowledge to resolve", func(in *incident.Incident) { in.AcknowledgedAt, in.ResolvedAt = after(240), after(900) }, nil, "660< 660< ? 660< 660="},
		{"5 acknowledged at the trigger", func(in *incident.Incident) { // seconds_to_first_ack = 0 is an acknowledge; null is none
			in.AcknowledgedAt, in.ResolvedAt = after(0), after(900)
		}, nil, "900< 900< ? 900< 900="},
		{"5 an integration resolves while a person works", func(in *incident.Incident) { // human time exists
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(240), after(900), []incident.Person{sato}
		}, nil, "660< 660< ? 660< 660="},
		{"5 acknowledged after the resolve", func(in *incident.Incident) { in.AcknowledgedAt, in.ResolvedAt = after(900), after(240) }, nil, "0< 0< ? 0< 0="},
		{"5 snoozed without engaged", func(in *incident.Incident) { // as line 5 says, nothing is taken off
			in.AcknowledgedAt, in.ResolvedAt, in.Snoozed = after(240), after(900), seconds(300)
		}, nil, "660< 660< ? 660< 660="},
		{"5 typed effort stands beside it", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Effort = after(240), after(900), seconds(1800)
		}, nil, "660< 660< ? 1800= 660="},
		{"5 typed effort of nothing is 0", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Effort = after(240), after(900), seconds(0)
		}, nil, "660< 660< ? 0= 660="},
		{"5 merged keeps its seconds until the merge", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.MergedInto = after(60), after(120), "P0"
		}, nil, "60< 60< ? 60< 60="},

		// Line 6: unknown.
		{"6 acknowledged at an unknown instant", func(in *incident.Incident) {
			in.AcknowledgeCount, in.ResolvedAt = incident.Known(int64(1)), after(900)
		}, nil, "? ? ? ? ?"},
		{"6 a person and automation acknowledged, who was first is unknown", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(10), after(900), []incident.Person{bot, sato}
		}, automation, "? ? ? ? ?"},
		{"4 a person and automation acknowledged", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Engaged, in.Acknowledgers = after(10), after(900), seconds(1500), []incident.Person{bot, sato}
		}, automation, "1500< 1500< 1500= 1500< ?"},
	} {
		f := New(rules(t, c.rules)).Facts(alert(c.in))
		if got := shown(f); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// worked is what definitions §4 and §6 say of one incident.
func worked(f incident.Facts) string {
	out := []string{}
	word := func(yes bool, s string) {
		if yes {
			out = append(out, s)
		}
	}
	word(f.Manned, "manned")
	word(f.AutomationActed, "automation")
	word(f.Merged, "merged")
	out = append(out, "ack "+span(f.ToAcknowledge), "resolve "+span(f.ToResolve), "by "+f.ResolvedBy, string(f.Completion))
	if f.CompletionOK {
		out = append(out, "completed "+span(f.ToCompletion))
	} else if f.ToCompletion.OK {
		out = append(out, "unknown completion with a value")
	}
	word(f.HumanAct, "human act")
	return strings.Join(out, ", ")
}

func TestWork(t *testing.T) {
	roster := func(r *Rules) { r.Roster = []Member{{Person: "U1"}} }
	second := func(r *Rules) { r.L2Policies = map[string]bool{"second": true} }
	for _, c := range []struct {
		name  string
		in    func(*incident.Incident)
		rules func(*Rules)
		want  string
	}{
		{"an acknowledge without names is human", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt = after(240), after(900)
		}, automation, "manned, ack 240, resolve 900, by unknown, resolved_without_person, completed 900, human act"},
		{"a null acknowledge is not 0", func(in *incident.Incident) {
			in.ResolvedAt, in.ResolvedBy = after(900), sato
		}, nil, "manned, ack -, resolve 900, by l1, resolved_by_l1, completed 900, human act"},
		{"an acknowledge after 0 seconds is one", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.ResolvedBy = after(0), after(900), sato
		}, nil, "manned, ack 0, resolve 900, by l1, resolved_by_l1, completed 900, human act"},
		{"every acknowledger automation", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(5), after(900), []incident.Person{bot}
		}, automation, "automation, ack -, resolve 900, by unknown, resolved_without_person, completed 900"},
		{"automation known by its name", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(5), after(900), []incident.Person{{Name: "Runbook"}}
		}, func(r *Rules) { r.Automation = map[string]bool{"Runbook": true} }, "automation, ack -, resolve 900, by unknown, resolved_without_person, completed 900"},
		{"the same, not named as automation", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(5), after(900), []incident.Person{bot}
		}, nil, "manned, ack 5, resolve 900, by unknown, resolved_without_person, completed 900, human act"},
		{"a person and automation: manned, when is unknown", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.Acknowledgers = after(5), after(900), []incident.Person{bot, sato}
		}, automation, "manned, automation, ack -, resolve 900, by unknown, resolved_without_person, completed 900, human act"},
		{"resolved by automation under a user's key", func(in *incident.Incident) {
			in.ResolvedAt, in.ResolvedBy = after(900), bot
		}, automation, "automation, ack -, resolve 900, by automation, resolved_without_person, completed 900"},
		{"acknowledged by a person, resolved by automation", func(in *incident.Incident) {
			in.AcknowledgedAt, in.Acknowledgers, in.ResolvedAt, in.ResolvedBy = after(240), []incident.Person{sato}, after(900), bot
		}, automation, "manned, automation, ack 240, resolve 900, by automation, resolved_without_person, completed 900, human act"},
		{"auto-recovered", func(in *incident.Incident) { in.ResolvedAt = after(300) }, nil,
			"ack -, resolve 300, by unknown, resolved_without_person, completed 300"},
		{"auto-resolved at exactly four hours while a person worked", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt = after(60), after(14400)
		}, nil, "manned, ack 60, resolve 14400, by unknown, resolved_without_person, completed 14400, human act"},
		{"counted as acknowledged, when is unknown", func(in *incident.Incident) {
			in.AcknowledgeCount, in.ResolvedAt = incident.Known(int64(1)), after(900)
		}, nil, "manned, ack -, resolve 900, by unknown, resolved_without_person, completed 900, human act"},
		{"an acknowledge after the completion is no act before it", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt = after(1000), after(900)
		}, nil, "manned, ack 1000, resolve 900, by unknown, resolved_without_person, completed 900"},
		{"an acknowledge in the second of the completion is one", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt = after(900), after(900)
		}, nil, "manned, ack 900, resolve 900, by unknown, resolved_without_person, completed 900, human act"},
		{"untouched and open", nil, nil, "ack -, resolve -, by , open"},
		{"acknowledged and open", func(in *incident.Incident) { in.AcknowledgedAt = after(240) }, nil,
			"manned, ack 240, resolve -, by , open, human act"},
		{"merged without anybody", func(in *incident.Incident) { in.ResolvedAt, in.MergedInto = after(60), "P0" }, nil,
			"merged, ack -, resolve 60, by merge, merged, completed 60"},
		{"merged by a person", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.MergedInto, in.ResolvedBy = after(30), after(60), "P0", sato
		}, nil, "manned, merged, ack 30, resolve 60, by merge, merged, completed 60, human act"},
		{"a resolver whose impossible instant was dropped", func(in *incident.Incident) {
			in.ResolvedBy, in.Impossible = sato, 1
		}, nil, "manned, ack -, resolve -, by , open, human act"},

		{"policy marked L2: completion is unknown whatever R is", func(in *incident.Incident) {
			in.AcknowledgedAt, in.ResolvedAt, in.ResolvedBy, in.Policy = after(240), after(900), sato, "second"
		}, second, "manned, ack 240, resolve 900, by l1, resolved_by_l1, human act"},
		{"policy marked L2, open", func(in *incident.Incident) { in.Policy = "second" }, second, "ack -, resolve -, by , open"},

		{"resolved by L1 of the roster", func(in *incident.Incident) { in.ResolvedAt, in.ResolvedBy = after(900), sato }, roster,
			"manned, ack -, resolve 900, by l1, resolved_by_l1, completed 900, human act"},
		{"resolved by another person", func(in *incident.Incident) { in.ResolvedAt, in.ResolvedBy = after(900), ito }, roster,
			"manned, ack -, resolve 900, by other_person, resolved_by_other, completed 900, human act"},
		{"resolved within the trigger's second", func(in *incident.Incident) { in.AcknowledgedAt, in.ResolvedAt = after(0), after(0) }, nil,
			"manned, ack 0, resolve 0, by unknown, resolved_without_person, completed 0, human act"},
	} {
		f := New(rules(t, c.rules)).Facts(alert(c.in))
		if got := worked(f); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
		if f.StraightToL2 || f.HandOffBy != "" || f.ToHandOff.OK || f.Reopened || f.ReopenedIn {
			t.Errorf("%s: files say nothing of hand-offs and reopening, got %+v", c.name, f)
		}
	}
}

func TestFlags(t *testing.T) {
	const always = "no_hand_off_time"
	for _, c := range []struct {
		name  string
		in    func(*incident.Incident)
		rules func(*Rules)
		want  string
	}{
		{"plain", func(in *incident.Incident) { in.AcknowledgedAt, in.ResolvedAt = after(1), after(2) }, nil, always},
		{"start unknown", func(in *incident.Incident) { in.ResolvedAt, in.ResolvedBy = after(2), sato }, nil, "start_unknown " + always},
		{"impossible", func(in *incident.Incident) { in.Impossible = 2 }, nil, "impossible_instant " + always},
		{"unsure", func(in *incident.Incident) { in.Acknowledgers = []incident.Person{bot, sato} }, automation, "acknowledge_unsure " + always},
		{"not recorded", func(in *incident.Incident) { in.Told = 0 }, nil, "work_not_recorded " + always},
		{"by rule", nil, func(r *Rules) { r.Priorities = []PriorityRule{{Priority: "P3"}} }, "priority_by_rule " + always},
	} {
		f := New(rules(t, c.rules)).Facts(alert(c.in))
		if got := strings.Join(incident.FlagNames(f.Flags), " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestPriority(t *testing.T) {
	web := PriorityRule{Service: "web", Priority: "P3"}
	disk := PriorityRule{Title: regexp.MustCompile(`disk|ディスク`), Priority: "P4"}
	for _, c := range []struct {
		name  string
		in    func(*incident.Incident)
		rules []PriorityRule
		want  string
	}{
		{"PagerDuty's", func(in *incident.Incident) { in.Priority = "P2" }, []PriorityRule{web}, "P2 pagerduty"},
		{"no rules", nil, nil, " none"},
		{"the first that matches", nil, []PriorityRule{disk, web}, "P4 rule"},
		{"in the other order", nil, []PriorityRule{web, disk}, "P3 rule"},
		{"service by id", func(in *incident.Incident) { in.ServiceID = "S1" }, []PriorityRule{{Service: "S1", Priority: "P1"}}, "P1 rule"},
		{"another service", func(in *incident.Incident) { in.Service = "db" }, []PriorityRule{web}, " none"},
		{"title anywhere, Japanese", func(in *incident.Incident) { in.Title = "【警告】ディスク使用率" }, []PriorityRule{disk}, "P4 rule"},
		{"another title", func(in *incident.Incident) { in.Title = "cpu" }, []PriorityRule{disk}, " none"},
		{"urgency", func(in *incident.Incident) { in.Urgency = "low" }, []PriorityRule{{Urgency: "high", Priority: "P2"}, {Urgency: "low", Priority: "P4"}}, "P4 rule"},
		{"urgency unknown", nil, []PriorityRule{{Urgency: "high", Priority: "P2"}}, " none"},
		{"every part must match", func(in *incident.Incident) { in.Urgency = "low" },
			[]PriorityRule{{Title: disk.Title, Service: "web", Urgency: "high", Priority: "P1"}, {Title: disk.Title, Service: "web", Urgency: "low", Priority: "P2"}}, "P2 rule"},
		{"a rule without conditions takes the rest", nil, []PriorityRule{{Service: "db", Priority: "P1"}, {Priority: "P5"}}, "P5 rule"},
	} {
		f := New(rules(t, func(r *Rules) { r.Priorities = c.rules })).Facts(alert(c.in))
		if got := f.Priority + " " + f.PriorityBy; got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Both ends of a roster's dates are included, and are local dates: in Tokyo 2026-03-02 begins at 15:00 UTC of the day before.
func TestRosterDates(t *testing.T) {
	day := func(s string) incident.Opt[int] {
		d, err := incident.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return incident.Known(int(d))
	}
	none := incident.Opt[int]{}
	for _, c := range []struct {
		name     string
		member   Member
		resolved string
		want     string
	}{
		{"without dates", Member{Person: "U1"}, "2026-03-02T00:00:00Z", "l1"},
		{"first second of the first day", Member{Person: "U1", From: day("2026-03-02")}, "2026-03-01T15:00:00Z", "l1"},
		{"the second before", Member{Person: "U1", From: day("2026-03-02")}, "2026-03-01T14:59:59Z", "other_person"},
		{"last second of the last day", Member{Person: "U1", Until: day("2026-03-02")}, "2026-03-02T14:59:59Z", "l1"},
		{"the second after", Member{Person: "U1", Until: day("2026-03-02")}, "2026-03-02T15:00:00Z", "other_person"},
		{"one day only", Member{Person: "U1", From: day("2026-03-02"), Until: day("2026-03-02")}, "2026-03-02T03:00:00Z", "l1"},
		{"by name", Member{Person: "Sato", From: none}, "2026-03-02T00:00:00Z", "l1"},
		{"by team", Member{Team: "first line"}, "2026-03-02T00:00:00Z", "l1"},
		{"another team", Member{Team: "second line"}, "2026-03-02T00:00:00Z", "other_person"},
		{"nobody", Member{}, "2026-03-02T00:00:00Z", "other_person"},
	} {
		at, err := time.Parse(time.RFC3339, c.resolved)
		if err != nil {
			t.Fatal(err)
		}
		in := alert(func(in *incident.Incident) {
			in.TriggeredAt, in.ResolvedAt, in.ResolvedBy, in.Team = at.Add(-time.Hour), incident.Known(at), sato, "first line"
		})
		f := New(rules(t, func(r *Rules) { r.Roster = []Member{c.member} })).Facts(in)
		if f.ResolvedBy != c.want {
			t.Errorf("%s: got %s, want %s", c.name, f.ResolvedBy, c.want)
		}
	}
}

// Created before a window and resolved inside it: an incident belongs to the month in which it was triggered.
func TestAnIncidentBelongsToItsTrigger(t *testing.T) {
	f := New(rules(t, nil)).Facts(alert(func(in *incident.Incident) {
		in.TriggeredAt = time.Date(2026, 3, 31, 14, 59, 59, 0, time.UTC) // 23:59:59 of 31 March in Tokyo
		in.ResolvedAt = incident.Known(time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC))
	}))
	if f.Month != 202603 || f.Hour != 23 || f.Weekday != 1 {
		t.Errorf("got month %d, hour %d, weekday %d, want 202603, 23, 1 (Tuesday)", f.Month, f.Hour, f.Weekday)
	}
}

func TestKind(t *testing.T) {
	d := New(rules(t, nil))
	a := d.Facts(alert(func(in *incident.Incident) { in.Title = "disk 91% on web-1.example.com" }))
	b := d.Facts(alert(func(in *incident.Incident) { in.Title = "disk 7% on web-22.example.com" }))
	if a.Kind != b.Kind || a.KindID != b.KindID || a.KindID == 0 || a.KindID>>48 != 0 {
		t.Errorf("got %q %x and %q %x, want one kind with an id of 48 bits", a.Kind, a.KindID, b.Kind, b.KindID)
	}
}

func TestHostileIncidentsDoNotPanic(t *testing.T) {
	d := New(rules(t, func(r *Rules) { automation(r); r.Roster = []Member{{Person: "U1"}} }))
	for _, title := range []string{"", "\x00\x01", "</script>", "=cmd|' /C calc'!A0", "𠮷🔥", "\u202eabc", strings.Repeat("あ", 10000), "\xff\xfe"} {
		for _, at := range []time.Time{{}, t0, time.Unix(-1<<40, 0), time.Unix(1<<40, 0)} {
			d.Facts(&incident.Incident{Title: title, TriggeredAt: at, ResolvedAt: after(0), ResolvedBy: incident.Person{Name: title},
				Acknowledgers: []incident.Person{{}, {Name: title}}})
		}
	}
}

func TestRulesOf(t *testing.T) {
	s := settings.Default()
	s.AutomationUsers, s.L2Policies = []string{"UBOT"}, []string{"second"}
	s.PriorityRules = []settings.PriorityRule{{Title: "^disk", Urgency: "low", Priority: "P4"}}
	s.Roster = []settings.Member{{ID: "U1", From: "2025-04-01", Until: "2026-03-31"}, {Name: "Ito"}, {Team: "first line"}}
	r, err := RulesOf(s)
	if err != nil {
		t.Fatal(err)
	}
	if r.Location.String() != s.TimeZone || !r.Automation["UBOT"] || !r.L2Policies["second"] || len(r.Priorities) != 1 || len(r.Roster) != 3 {
		t.Fatalf("got %+v", r)
	}
	// 2025-04-01 is day 20179: 55 years of 365 days and 14 leap days are 20089, and 90 days of 2025 before April.
	if m := r.Roster[0]; m.Person != "U1" || m.From != incident.Known(20179) || m.Until != incident.Known(20543) {
		t.Errorf("got %+v, want U1 from day 20179 until 20543", m)
	}
	if r.Roster[1].Person != "Ito" || r.Roster[2].Team != "first line" || r.Roster[1].From.OK {
		t.Errorf("got %+v", r.Roster[1:])
	}
	s.PriorityRules[0].Title = "("
	if _, err := RulesOf(s); err == nil {
		t.Error("a title that is no expression: got no error, want one")
	}
	s.PriorityRules = nil
	s.Roster[0].From = "2025-02-29"
	if _, err := RulesOf(s); err == nil {
		t.Error("a roster from 29 February 2025: got no error, want one")
	}
}

func BenchmarkFacts(b *testing.B) {
	d := New(rules(b, func(r *Rules) {
		automation(r)
		r.L2Policies = map[string]bool{"second": true}
		r.Roster = []Member{{Person: "U1"}, {Person: "U2"}}
		r.Priorities = []PriorityRule{{Service: "db", Priority: "P2"}, {Title: regexp.MustCompile("disk"), Priority: "P3"}}
	}))
	in := make([]*incident.Incident, 1024)
	for i := range in {
		in[i] = alert(func(in *incident.Incident) {
			in.TriggeredAt = t0.Add(time.Duration(i) * 7919 * time.Second)
			in.AcknowledgedAt = incident.Known(in.TriggeredAt.Add(4 * time.Minute))
			in.ResolvedAt = incident.Known(in.TriggeredAt.Add(time.Hour))
			in.Acknowledgers, in.ResolvedBy = []incident.Person{sato}, ito
			in.Title = "disk " + strings.Repeat("9", i%5+1) + "% on host-" + string(rune('a'+i%26)) + ".example.com"
		})
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		d.Facts(in[i&1023])
	}
}
