package derive

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
)

// team is the rules of the timelines' tests: A, B and C are of the first line, BOT is automation, P2L2 is a policy of the
// second line; everybody else is of the second line.
func team(r *Rules) {
	for _, name := range []string{"A", "B", "C"} {
		r.Roster = append(r.Roster, Member{Person: name})
	}
	r.Automation = map[string]bool{"BOT": true}
	r.L2Policies = map[string]bool{"P2L2": true}
}

// entries reads a timeline of one entry a line: seconds after t0, type, then in any order the agent (a name, "service",
// "integration" or "bot"; none where it is not there), >X,Y assignees, ~channel, old:new.
func entries(text string) []incident.Event {
	out := []incident.Event{}
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		s, err := strconv.Atoi(words[0])
		if err != nil {
			panic(err)
		}
		e := incident.Event{Account: "default", IncidentID: "P1", ID: fmt.Sprintf("R%03d", i), At: after(s).V, Type: words[1]}
		for _, w := range words[2:] {
			before, now, change := strings.Cut(w, ":")
			switch {
			case change:
				e.Old, e.New = before, now
			case w[0] == '>':
				for _, p := range strings.Split(w[1:], ",") {
					e.Assignees = append(e.Assignees, incident.Person{ID: p, Name: p})
				}
			case w[0] == '~':
				e.Channel = w[1:]
			case w == "service" || strings.HasSuffix(w, "integration"):
				e.AgentType, e.AgentID = w, "S"
			case w == "bot":
				e.AgentType, e.AgentID = "bot_user", "BU"
			default:
				e.AgentType, e.AgentID, e.AgentName = "user", w, w
			}
		}
		out = append(out, e)
	}
	return out
}

// told is what a timeline comes to: completion, hand-off, who resolved, manned, intervals, and the five definitions.
func told(f incident.Facts, intervals []incident.Interval) string {
	out := fmt.Sprintf("%s %s", f.Completion, span(f.ToCompletion))
	if f.ToCompletion.OK && !f.HumanAct {
		out += " without a person"
	}
	if f.HandOffBy != "" {
		out += fmt.Sprintf(" | %s %s", f.HandOffBy, span(f.ToHandOff))
	}
	if f.Reopened {
		out += " | reopened"
		if f.ReopenedIn {
			out += " within the hour"
		}
	}
	out += " |"
	for _, v := range intervals {
		to := "…"
		if v.To.OK {
			to = strconv.Itoa(int(v.To.V.Sub(t0) / time.Second))
		}
		out += fmt.Sprintf(" %s %d–%s %s", v.Person.Name, int(v.From.Sub(t0)/time.Second), to, v.End)
		if v.Implicit {
			out += " implicit"
		}
		if v.RanOn {
			out += " ran on"
		}
		out += ","
	}
	return strings.TrimRight(out, ",") + " | " + shown(f)
}

// One test a trap, each worked by hand. The five values are l1, l1-shared (before anything is shared), pagerduty, effort,
// ack-to-resolve; = is exact, ~ approximate, ? unknown.
func TestTimelines(t *testing.T) {
	for _, c := range []struct {
		name, timeline, want string
		in                   func(*incident.Incident)
	}{
		{name: "the hand example: handed over by hand at 20 min",
			// A works 1:00–20:00 = 1,140 s. PagerDuty counts A 10,800 − 60 = 10,740 and X 10,800 − 1,500 = 9,300: 20,040.
			timeline: `
				0 trigger service
				0 assign service >A
				60 acknowledge A
				1200 reassign A >X
				1500 acknowledge X
				10800 resolve X`,
			want: "handed_to_l2 1200 | hand 1200 | A 60–1200 hand_off | 1140= 1140= 20040= 1140= 10740="},
		{name: "the same with an automatic escalation and no act by L1",
			// Nobody of L1 acted: 0. X alone in PagerDuty's: 10,800 − 1,500 = 9,300.
			timeline: `
				0 trigger service
				0 assign service >A
				1200 escalate service ~timeout >X
				1200 assign service >X
				1500 acknowledge X
				10800 resolve X`,
			want: "timed_out - | timeout 1200 | | 0= 0= 9300= 0= 9300="},
		{name: "resolved by L1", timeline: "0 trigger\n0 assign service >A\n120 acknowledge A\n900 resolve A",
			want: "resolved_by_l1 900 | A 120–900 resolve | 780= 780= 780= 780= 780="},
		{name: "trap 2: auto-recovered without a person", timeline: "0 trigger\n0 assign service >A\n300 resolve integration",
			want: "resolved_without_person 300 without a person | | 0= 0= 0= 0= 0="},
		{name: "trap 3: an integration resolves while L1 works", timeline: "0 trigger\n60 acknowledge A\n600 resolve integration",
			want: "resolved_without_person 600 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "trap 4: delegated, and assigned in the same second", timeline: "0 trigger\n0 assign service >A\n60 acknowledge A\n300 delegate A\n300 assign service >X\n900 resolve X",
			want: "handed_to_l2 300 | hand 300 | A 60–300 hand_off | 240= 240= 840= 240= 840="},
		{name: "trap 6: timeout of an acknowledge, and the second acknowledge half an hour later",
			// 60 + 1,800 = 1,860 timeout; A acts at 3,660 = 1,800 s later, in time: one interval 60–4,000.
			timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge service ~timeout\n3660 acknowledge A\n4000 resolve A",
			want:     "resolved_by_l1 4000 | A 60–4000 resolve ran on | 3940~ 3940~ 3940= 3940~ 3940="},
		{name: "trap 6: one second too late", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge service ~timeout\n3661 acknowledge A\n4000 resolve A",
			want: "resolved_by_l1 4000 | A 60–1860 timeout, A 3661–4000 resolve | 2139= 2139= 3940= 2139= 3940="},
		{name: "trap 6: somebody else acts first", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge\n1900 annotate X\n2000 acknowledge A\n4000 resolve A",
			want: "resolved_by_l1 4000 | A 60–1860 timeout, A 2000–4000 resolve | 3800= 3800= 3940= 3800= 3940="},
		{name: "trap 6: the person never acts again", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge service\n9000 resolve integration",
			want: "resolved_without_person 9000 | A 60–1860 timeout | 1800= 1800= 8940= 1800= 8940="},
		{name: "runs on to its next close, not to the resolve", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge service\n2000 annotate A\n2400 snooze A\n9000 resolve A",
			want: "resolved_by_l1 9000 | A 60–2400 snooze ran on | 2340~ 2340~ 8940= 2340~ 8940="},
		{name: "unacknowledged by hand", timeline: "0 trigger\n60 acknowledge A\n120 acknowledge B\n600 unacknowledge A\n900 acknowledge B\n1000 resolve B",
			want: "resolved_by_l1 1000 | A 60–600 unacknowledge, B 120–600 unacknowledge, B 900–1000 resolve | 1120= 1120= 1820= 1120= 940="},
		{name: "trap 7: snoozed until the morning", timeline: "0 trigger\n60 acknowledge A\n300 snooze A\n30000 acknowledge A\n30600 resolve A",
			want: "resolved_by_l1 30600 | A 60–300 snooze, A 30000–30600 resolve | 840= 840= 30540= 840= 30540="},
		{name: "trap 8: resolved by timeout after 4 h", timeline: "0 trigger\n0 assign service >A\n14400 resolve service ~timeout",
			want: "resolved_without_person 14400 without a person | | 0= 0= 0= 0= 0="},
		{name: "trap 9: merged", in: func(in *incident.Incident) { in.MergedInto = "P9" },
			timeline: "0 trigger\n60 acknowledge A\n600 resolve A", want: "merged 600 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "trap 10: reopened within the hour", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n4200 trigger\n4300 acknowledge A\n5000 resolve B",
			// C is the first resolve; work 540 + 700; B resolves without an acknowledge: 0, implicit. A's time by PagerDuty 5,000 − 60.
			want: "resolved_by_l1 600 | reopened within the hour | A 60–600 resolve, A 4300–5000 resolve, B 5000–5000 resolve implicit | 1240~ 1240~ 4940= 1240~ 4940="},
		{name: "trap 10: reopened after more than an hour, and still open", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n4201 reopen",
			want: "resolved_by_l1 600 | reopened | A 60–600 resolve | 540= 540= ? 540= ?"},
		{name: "trap 22: several people engaged", timeline: "0 trigger\n60 acknowledge A\n120 acknowledge B\n600 resolve A",
			want: "resolved_by_l1 600 | A 60–600 resolve, B 120–600 resolve | 1020= 1020= 1020= 1020= 540="},
		{name: "trap 24: automation acknowledges under a user's key", timeline: "0 trigger\n10 acknowledge BOT\n60 acknowledge A\n600 resolve BOT",
			// PagerDuty counts the automation user too: 590 + 540.
			want: "resolved_without_person 600 | A 60–600 resolve | 540= 540= 1130= 540= 540="},
		{name: "trap 26: several entries in one second, any order: the hand-off counts before the resolve",
			timeline: "0 trigger\n60 acknowledge A\n600 resolve X\n600 assign A >X", want: "handed_to_l2 600 | hand 600 | A 60–600 hand_off | 540= 540= 540= 540= 540="},
		{name: "assigned to whom acknowledged: no move", timeline: "0 trigger\n0 assign service >A,B\n60 acknowledge B\n61 assign service >B\n600 resolve B",
			want: "resolved_by_l1 600 | B 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "assigned to whom acknowledged from outside: the acknowledge is the hand-off", timeline: "0 trigger\n0 assign service >A\n60 acknowledge X\n60 assign service >X\n600 resolve X",
			want: "handed_to_l2 60 | hand 60 | | 0= 0= 540= 0= 540="},
		{name: "an automatic assign beside an escalation is a move", timeline: "0 trigger\n0 assign service >A\n599 escalate service ~timeout >X\n600 assign service >X\n600 acknowledge X\n900 resolve X",
			want: "timed_out - | timeout 599 | | 0= 0= 300= 0= 300="},
		{name: "an acknowledge from outside while L1 works is none", timeline: "0 trigger\n60 acknowledge A\n120 acknowledge X\n600 resolve X",
			want: "resolved_by_other 600 | A 60–600 resolve | 540= 540= 1020= 540= 540="},
		{name: "handed to automation alone: no hand-off, but it ends the work", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >BOT\n900 resolve BOT",
			want: "resolved_without_person 900 | A 60–300 move | 240= 240= 840= 240= 840="},
		{name: "handed over by automation, as a person", timeline: "0 trigger\n0 assign service >A\n120 reassign BOT >X\n900 resolve X",
			want: "handed_to_l2_by_automation 120 without a person | automation 120 | | 0= 0= 0= 0= 0~"},
		{name: "to others of the first line: a move", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >B\n400 acknowledge B\n900 resolve B",
			want: "resolved_by_l1 900 | A 60–300 move, B 400–900 resolve | 740= 740= 1340= 740= 840="},
		{name: "a second of L1 in a move keeps it with L1", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >X\n301 reassign A >A\n900 resolve A",
			want: "resolved_by_l1 900 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "each entry a second after the one before: one move", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >B\n301 reassign A >A\n302 reassign A >X\n900 resolve X",
			want: "resolved_by_other 900 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "two seconds after it: another", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >B\n301 reassign A >A\n303 reassign A >X\n900 resolve X",
			want: "handed_to_l2 303 | hand 303 | A 60–303 hand_off | 243= 243= 840= 243= 840="},
		{name: "an automatic reassign to whom acknowledged is a move", timeline: "0 trigger\n60 acknowledge A\n600 assign A >X\n600 reassign service >B\n600 acknowledge B\n1000 resolve B",
			want: "resolved_by_l1 1000 | A 60–600 move, B 600–1000 resolve | 940= 940= 1340= 940= 940="},
		{name: "an act within a move begins in its own second", timeline: "0 trigger\n100 assign service >A\n100 unacknowledge X\n101 assign A >A\n3000 resolve X",
			want: "resolved_by_other 3000 | A 101–3000 resolve implicit | 2899~ 2899~ 0= 2899~ 0~"},
		{name: "an acknowledge between the entries of a move counts from itself", timeline: "0 trigger\n99 escalate service >B\n99 acknowledge A\n100 assign A >A\n1000 resolve integration",
			want: "resolved_without_person 1000 | A 99–1000 resolve | 901= 901= 901= 901= 901="},
		{name: "a hand-off whose human act is its second entry is made by a person", timeline: "0 trigger\n0 assign service >A\n2400 assign service >X\n2401 reassign A >X\n4000 resolve X",
			want: "handed_to_l2 2400 | hand 2400 | A 2401–2401 hand_off implicit | 0~ 0~ 0= 0~ 0~"},
		{name: "resolved twice: it was open again between", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n1200 resolve B",
			want: "resolved_by_l1 600 | reopened within the hour | A 60–600 resolve, B 1200–1200 resolve implicit | 540~ 540~ 1140= 540~ 1140="},
		{name: "its own record is newer and says open", in: func(in *incident.Incident) { in.Status, in.UpdatedAt = "triggered", after(900) },
			timeline: "0 trigger\n60 acknowledge A\n600 resolve A", want: "resolved_by_l1 600 | reopened within the hour | A 60–600 resolve | 540= 540= ? 540= ?"},
		{name: "its own record is older and says open", in: func(in *incident.Incident) { in.Status, in.UpdatedAt = "acknowledged", after(60) },
			timeline: "0 trigger\n60 acknowledge A\n600 resolve A", want: "resolved_by_l1 600 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "engaged as given, and open: unknown", in: func(in *incident.Incident) { in.Engaged = seconds(777) },
			timeline: "0 trigger\n600 resolve integration\n700 trigger", want: "resolved_without_person 600 without a person | reopened within the hour | | 0= 0= ? 0= 0="},
		{name: "the first assignment is no hand-off, even outside of L1", timeline: "0 trigger\n1 assign service >X\n300 acknowledge A\n900 resolve A",
			want: "resolved_by_l1 900 | A 300–900 resolve | 600= 600= 600= 600= 600="},
		{name: "straight to L2", timeline: "0 trigger\n1 assign service >X\n300 acknowledge X\n400 reassign X >Y\n900 resolve Y",
			want: "straight_to_l2 - | | 0= 0= 600= 0= 600="},
		{name: "not straight: L1 was assigned later", timeline: "0 trigger\n0 assign service >X\n300 reassign X >A\n900 resolve integration",
			want: "resolved_without_person 900 | | 0= 0= 0= 0= 0~"},
		{name: "acts without an acknowledge: from the first act on", timeline: "0 trigger\n300 annotate A\n900 resolve A",
			want: "resolved_by_l1 900 | A 300–900 resolve implicit | 600~ 600~ 0= 600~ 0~"},
		{name: "handed over without an acknowledge: 0, approximate", timeline: "0 trigger\n0 assign service >A\n300 reassign A >X\n900 resolve X",
			want: "handed_to_l2 300 | hand 300 | A 300–300 hand_off implicit | 0~ 0~ 0= 0~ 0~"},
		{name: "after the hand-off only an acknowledge begins again", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >X\n400 annotate A\n500 annotate B\n600 acknowledge A\n900 resolve X",
			want: "handed_to_l2 300 | hand 300 | A 60–300 hand_off, A 600–900 resolve | 540= 540= 840= 540= 840="},
		{name: "a note after the resolve begins nothing", timeline: "0 trigger\n300 resolve integration\n900 annotate A",
			want: "resolved_without_person 300 without a person | | 0= 0= 0= 0= 0~"},
		{name: "still worked on: unknown", timeline: "0 trigger\n60 acknowledge A", want: "open - | A 60–…  | ? ? ? ? ?"},
		{name: "nobody, and open", timeline: "0 trigger\n0 assign service >A", want: "open - | | 0= 0= 0= 0= 0="},
		{name: "handed over and still open: the first line is done", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >X",
			want: "handed_to_l2 300 | hand 300 | A 60–300 hand_off | 240= 240= ? 240= ?"},
		{name: "escalated by hand", timeline: "0 trigger\n60 acknowledge A\n300 escalate A >X\n900 resolve X",
			want: "handed_to_l2 300 | hand 300 | A 60–300 hand_off | 240= 240= 840= 240= 840="},
		{name: "escalated by nobody knows whom: as if timed out", timeline: "0 trigger\n0 assign service >A\n300 escalate >X\n900 resolve X",
			want: "timed_out - | timeout 300 | | 0= 0= 0= 0= 0~"},
		{name: "timed out in the second of the first resolve", timeline: "0 trigger\n0 assign service >A\n300 resolve integration\n300 escalate service >X",
			want: "timed_out - | timeout 300 | | 0= 0= 0= 0= 0="},
		{name: "assignees that nobody names decide nothing", timeline: "0 trigger\n60 acknowledge A\n300 delegate A\n900 resolve X",
			want: "resolved_by_other 900 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "but the last delegate where the present policy is of the second line", in: func(in *incident.Incident) { in.PolicyID = "P2L2" },
			timeline: "0 trigger\n60 acknowledge A\n200 delegate A\n300 delegate A\n900 resolve X",
			want:     "handed_to_l2 300 | hand 300 | A 60–300 hand_off | 240= 240= 840= 240= 840="},
		{name: "back after the snooze without an acknowledge: approximate", timeline: "0 trigger\n60 acknowledge A\n300 snooze A\n900 resolve A",
			want: "resolved_by_l1 900 | A 60–300 snooze | 240~ 240~ 840= 240~ 840="},
		{name: "an acknowledge that nobody knows the maker of: unknown, not 0", timeline: "0 trigger\n60 acknowledge\n900 resolve integration",
			want: "resolved_without_person 900 without a person | | ? ? ? ? ?"},
		{name: "an acknowledge before the trigger cannot be", timeline: "0 trigger\n-5 acknowledge A\n60 acknowledge A\n900 resolve A",
			want: "resolved_by_l1 900 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "engaged and effort as given", in: func(in *incident.Incident) { in.Engaged, in.Effort = seconds(777), seconds(333) },
			timeline: "0 trigger\n60 acknowledge A\n900 resolve A", want: "resolved_by_l1 900 | A 60–900 resolve | 840= 840= 777= 333= 840="},
		{name: "unknown types act for nobody", timeline: "0 trigger\n10 responder_request A\n20 status_update A\n30 something_new A\n900 resolve integration",
			want: "resolved_without_person 900 without a person | | 0= 0= 0= 0= 0="},
	} {
		t.Run(c.name, func(t *testing.T) {
			events := entries(c.timeline)
			d := New(rules(t, team))
			got := told(d.Derive(alert(c.in), events))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			// The order in which entries are read decides nothing.
			rng := rand.New(rand.NewPCG(1, 2))
			for range 20 {
				rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
				if again := told(d.Derive(alert(c.in), events)); again != got {
					t.Fatalf("in another order got %s, want %s", again, got)
				}
			}
		})
	}
}

// Who resolved: a person of the first line or another, automation, an integration of any kind, PagerDuty's own timeout.
func TestResolver(t *testing.T) {
	for _, c := range []struct{ by, want string }{
		{"A", "l1"}, {"X", "other_person"}, {"BOT", "automation"}, {"bot", "automation"}, {"integration", "integration"},
		{"events_api_v2_inbound_integration", "integration"}, {"service ~timeout", "timeout"}, {"service ~auto", "timeout"}, {"service ~api", "integration"}, {"", "unknown"},
	} {
		f, _ := New(rules(t, team)).Derive(alert(nil), entries("0 trigger\n900 resolve "+c.by))
		if f.ResolvedBy != c.want {
			t.Errorf("%q: got %q, want %q", c.by, f.ResolvedBy, c.want)
		}
	}
}

// A timeline counts where it has the trigger and the resolve that the incident's own record states; else files' rules hold.
func TestIncompleteTimelines(t *testing.T) {
	resolved := func(in *incident.Incident) { in.ResolvedAt = after(900) }
	for _, c := range []struct {
		name, timeline string
		in             func(*incident.Incident)
		incomplete     bool
	}{
		{"whole", "0 trigger\n60 acknowledge A\n900 resolve A", resolved, false},
		{"the resolve a moment before its record", "0 trigger\n60 acknowledge A\n899 resolve A", resolved, false},
		{"no trigger", "60 acknowledge A\n900 resolve A", resolved, true},
		{"no resolve", "0 trigger\n60 acknowledge A", resolved, true},
		{"an earlier resolve only", "0 trigger\n60 acknowledge A\n300 resolve A", resolved, true},
		{"newer than its record", "0 trigger\n60 acknowledge A\n900 resolve A", nil, false},
	} {
		f, intervals := New(rules(t, team)).Derive(alert(c.in), entries(c.timeline))
		if got := f.Flags&incident.FlagIncomplete != 0; got != c.incomplete || got != (f.Flags&incident.FlagNoHandOffTime != 0) || got != (len(intervals) == 0) {
			t.Errorf("%s: got incomplete %v with flags %v and %d intervals, want %v", c.name, got, incident.FlagNames(f.Flags), len(intervals), c.incomplete)
		}
	}
}

// The priority is that of the completion (900 s): a change in its second counts, later ones are undone.
func TestPriorityAtCompletion(t *testing.T) {
	for _, c := range []struct{ name, present, changes, want string }{
		{"the present one", "P2", "", "P2 pagerduty"},
		{"a later change is undone", "P4", "901 priority_change A P2:P4", "P2 pagerduty"},
		{"several later changes", "P4", "1000 priority_change A P3:P4\n950 priority_change A P2:P3", "P2 pagerduty"},
		{"in the completion's second", "P3", "900 priority_change A P2:P3", "P3 pagerduty"},
		{"there was none then: the rule's", "P3", "1000 priority_change A :P3", "P4 rule"},
		{"files without priorities", "", "300 priority_change A :P2", "P2 pagerduty"},
		{"taken away before it: none, so the rule's", "P4", "300 priority_change A P4:", "P4 rule"},
		{"newer than its record", "P4", "300 priority_change A P4:P3", "P3 pagerduty"},
		{"two in one second, in whatever order their ids are", "P5", "300 priority_change A P1:P3\n300 priority_change A P5:P1", "P3 pagerduty"},
		{"in a circle within one second: as its record says", "P3", "300 priority_change A P4:P3\n300 priority_change A P3:P4", "P3 pagerduty"},
		{"a change that says nothing", "P2", "1000 priority_change A", "P2 pagerduty"},
	} {
		r := rules(t, team)
		r.Priorities = []PriorityRule{{Service: "web", Priority: "P4"}}
		f, _ := New(r).Derive(alert(func(in *incident.Incident) { in.Priority = c.present }),
			entries("0 trigger\n60 acknowledge A\n900 resolve A\n"+c.changes))
		if got := f.Priority + " " + f.PriorityBy; got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Roster with dates, and teams whose members are known: the person counts as L1 at the time of the act.
func TestTheRosterHoldsAtItsTime(t *testing.T) {
	day := func(text string) incident.Opt[int] {
		d, err := incident.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return incident.Known(int(d))
	}
	for _, c := range []struct {
		name string
		set  func(*Rules)
		want string
	}{
		{"nobody listed: all count", func(r *Rules) { r.Roster = nil }, "1000="},
		{"listed until that day", func(r *Rules) { r.Roster = []Member{{Person: "X", Until: day("2026-03-02")}} }, "500="},
		{"listed until the day before", func(r *Rules) { r.Roster = []Member{{Person: "X", Until: day("2026-03-01")}} }, "0="},
		{"a team of whom X is", func(r *Rules) {
			r.Roster = []Member{{Team: "ops"}}
			r.Teams = map[string]map[string]bool{"ops": {"X": true}}
		}, "500="},
		{"a team with unknown members: the incident's", func(r *Rules) { r.Roster = []Member{{Team: "ops"}} }, "1000="},
	} {
		f, _ := New(rules(t, c.set)).Derive(alert(func(in *incident.Incident) { in.Team = "ops" }),
			entries("0 trigger\n100 acknowledge X\n100 acknowledge Y\n600 resolve X"))
		if got := strings.Fields(shown(f))[incident.L1]; got != c.want {
			t.Errorf("%s: got l1 %s, want %s", c.name, got, c.want)
		}
	}
}

func TestShare(t *testing.T) {
	stretch := func(id string, from, to int) incident.Stretch {
		return incident.Stretch{Incident: id, From: after(from).V, To: after(to).V}
	}
	for _, c := range []struct {
		name string
		in   []incident.Stretch
		want string
	}{
		{"nothing", nil, "map[]"},
		{"one", []incident.Stretch{stretch("a", 0, 100)}, "map[a:100]"},
		// 0–60 a alone, 60–100 both: 20 each, 100–160 b alone.
		{"two that overlap", []incident.Stretch{stretch("a", 0, 100), stretch("b", 60, 160)}, "map[a:80 b:80]"},
		// 5 s held by two: 2.5 each; the second left over goes to the lower id.
		{"a second left over", []incident.Stretch{stretch("b", 0, 5), stretch("a", 0, 5)}, "map[a:3 b:2]"},
		// 0–10 by three: 3⅓ each; 10–11 by a and b: ½ each. Remainders a 5/6, b 5/6, c 1/3; 11 − (3+3+3) = 2 seconds: a and b.
		{"the largest remainders first", []incident.Stretch{stretch("c", 0, 10), stretch("b", 0, 11), stretch("a", 0, 11)}, "map[a:4 b:4 c:3]"},
		// One incident twice at the same time is one incident.
		{"twice the same", []incident.Stretch{stretch("a", 0, 10), stretch("a", 5, 20), stretch("b", 0, 20)}, "map[a:10 b:10]"},
		{"no length", []incident.Stretch{stretch("a", 5, 5), stretch("b", 0, 9)}, "map[a:0 b:9]"},
	} {
		if got := fmt.Sprint(Share(c.in)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// The shares of any stretches sum to the time during which the person held any incident, and none is negative.
func TestSharesSumExactly(t *testing.T) {
	for seed := range uint64(200) {
		rng := rand.New(rand.NewPCG(seed, 1))
		in := []incident.Stretch{}
		held := map[int]bool{}
		for range 1 + rng.IntN(30) {
			from, length := rng.IntN(500), rng.IntN(90)
			in = append(in, incident.Stretch{Incident: strconv.Itoa(rng.IntN(20)), From: after(from).V, To: after(from + length).V})
			for s := from; s < from+length; s++ {
				held[s] = true
			}
		}
		sum := int64(0)
		for id, s := range Share(in) {
			if s < 0 {
				t.Fatalf("seed %d: %s got %d s", seed, id, s)
			}
			sum += s
		}
		if sum != int64(len(held)) {
			t.Fatalf("seed %d: shares sum to %d s, want %d", seed, sum, len(held))
		}
	}
}

// Any timeline at all: nothing panics, values and their bases agree, and l1 is never more than what PagerDuty's clock passed.
func TestAnyTimelineHolds(t *testing.T) {
	kinds := []string{"trigger", "acknowledge", "unacknowledge", "assign", "reassign", "escalate", "delegate", "snooze", "annotate", "resolve", "reopen", "priority_change", "x"}
	agents := []string{"A", "B", "X", "Y", "BOT", "service", "integration", "bot", ""}
	d := New(rules(t, team))
	for seed := range uint64(3000) {
		rng := rand.New(rand.NewPCG(seed, 9))
		text := "0 trigger\n"
		for range rng.IntN(12) {
			text += fmt.Sprintf("%d %s %s", rng.IntN(4000), kinds[rng.IntN(len(kinds))], agents[rng.IntN(len(agents))])
			if rng.IntN(2) == 0 {
				text += " >" + []string{"A", "X", "A,X", "BOT", "B,C"}[rng.IntN(5)]
			}
			text += "\n"
		}
		f, intervals := d.Derive(alert(nil), entries(text))
		sum := time.Duration(0)
		for _, v := range intervals {
			if v.To.OK && v.To.V.Before(v.From) || v.To.OK == (v.End == incident.StillRunning) {
				t.Fatalf("seed %d: interval %+v\n%s", seed, v, text)
			}
			if v.To.OK {
				sum += v.To.V.Sub(v.From)
			}
		}
		if l1 := f.Handling[incident.L1]; l1.Basis != incident.Unknown && l1.V != sum {
			t.Fatalf("seed %d: l1 %v, want the intervals' %v\n%s", seed, l1.V, sum, text)
		}
		if f.ToCompletion.OK && f.ToCompletion.V < 0 || f.StraightToL2 && f.HandOffBy != "" || strings.Contains(shown(f), "unknown with") {
			t.Fatalf("seed %d: %s\n%s", seed, told(f, intervals), text)
		}
	}
}

func BenchmarkTimeline(b *testing.B) {
	events := entries("0 trigger\n0 assign service >A\n60 acknowledge A\n60 assign service >A\n300 annotate A\n1200 reassign A >X\n1500 acknowledge X\n10800 resolve X")
	d := New(rules(b, team))
	in := alert(nil)
	b.ReportAllocs()
	for b.Loop() {
		d.Derive(in, events)
	}
}
