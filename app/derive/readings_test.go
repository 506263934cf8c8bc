package derive

import (
	"fmt"
	"testing"

	"furikaeri/app/incident"
)

// The readings of the definitions' page (app/lang/definitions.*.md) that the traps of TestTimelines do not hold, in the same words.
// want begins with the time to the first human acknowledge and to the resolve.
func TestReadings(t *testing.T) {
	nobody := func(r *Rules) { r.Roster = nil }
	for _, c := range []struct {
		name, timeline, want string
		in                   func(*incident.Incident)
		rules                func(*Rules)
	}{
		{name: "t0 is the trigger's entry where that is earlier", timeline: "-30 trigger\n60 acknowledge A\n900 resolve A",
			// 60 + 30 = 90 and 900 + 30 = 930 after t0.
			want: "30 earlier | ack 90 resolve 930 | resolved_by_l1 930 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "t0 is the record's where that is earlier", timeline: "30 trigger\n60 acknowledge A\n900 resolve A",
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A 60–900 resolve | 840= 840= 840= 840= 840="},
		{name: "a note before the trigger stays", timeline: "0 trigger\n-5 annotate A\n60 acknowledge A\n900 resolve A",
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A -5–900 resolve implicit | 905~ 905~ 840= 905~ 840="},
		{name: "a trigger in the second of a resolve stands before it", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n600 trigger",
			want: "ack 60 resolve 600 | resolved_by_l1 600 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "an acknowledge in the second of the resolve works 0 s", timeline: "0 trigger\n600 resolve A\n600 acknowledge A",
			want: "ack 600 resolve 600 | resolved_by_l1 600 | A 600–600 resolve | 0= 0= 0= 0= 0="},
		{name: "without a roster nobody is handed to", rules: nobody,
			timeline: "0 trigger\n0 assign service >A\n60 acknowledge A\n300 reassign A >X\n400 acknowledge X\n900 resolve X",
			// A 240 and X 500: 740.
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A 60–300 move, X 400–900 resolve | 740= 740= 1340= 740= 840="},
		{name: "a reassign within a second of the first assignment is part of it", timeline: "0 trigger\n0 assign service >A\n1 reassign A >X\n900 resolve X",
			// A and X are one move: it stays with the first line, and A's time runs from A's act: 900 − 1 = 899.
			want: "ack - resolve 900 | resolved_by_other 900 | A 1–900 resolve implicit | 899~ 899~ 0= 899~ 0~"},
		{name: "escalated by an integration: by automation", timeline: "0 trigger\n0 assign service >A\n300 escalate integration >X\n900 resolve X",
			want: "ack - resolve 900 | handed_to_l2_by_automation 300 without a person | automation 300 | | 0= 0= 0= 0= 0~"},
		{name: "escalated by an automation user: by automation", timeline: "0 trigger\n0 assign service >A\n300 escalate BOT >X\n900 resolve X",
			want: "ack - resolve 900 | handed_to_l2_by_automation 300 without a person | automation 300 | | 0= 0= 0= 0= 0~"},
		{name: "a timeout and a person's act in one move: by hand", timeline: "0 trigger\n0 assign service >A\n300 escalate service >X\n301 reassign A >X\n900 resolve X",
			// The move's instant is its first entry's, 300; A's act at 301 is after it.
			want: "ack - resolve 900 | handed_to_l2 300 | hand 300 | A 301–301 hand_off implicit | 0~ 0~ 0= 0~ 0~"},
		{name: "snoozed, then acknowledged from outside: a hand-off by hand", timeline: "0 trigger\n60 acknowledge A\n300 snooze A\n600 acknowledge X\n900 resolve X",
			// PagerDuty counts A 840 and X 300.
			want: "ack 60 resolve 900 | handed_to_l2 600 | hand 600 | A 60–300 snooze | 240= 240= 1140= 240= 840="},
		{name: "somebody who began without an acknowledge holds it too", timeline: "0 trigger\n300 annotate A\n400 acknowledge X\n900 resolve X",
			want: "ack 400 resolve 900 | resolved_by_other 900 | A 300–900 resolve implicit | 600~ 600~ 500= 600~ 500="},
		{name: "handed over after the first resolve", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n700 reassign A >X",
			want: "ack 60 resolve 600 | resolved_by_l1 600 | hand 700 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "not straight: L1 acted, if only after the resolve", timeline: "0 trigger\n0 assign service >X\n300 acknowledge X\n900 resolve X\n1000 annotate A",
			want: "ack 300 resolve 900 | handed_to_l2 300 | hand 300 | | 0= 0= 600= 0= 600="},
		{name: "notes, snoozes and moves reopen nothing", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n700 snooze A\n701 annotate A\n702 reassign A >B",
			want: "ack 60 resolve 600 | resolved_by_l1 600 | A 60–600 resolve | 540= 540= 540= 540= 540="},
		{name: "an acknowledge reopens", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n700 acknowledge A\n900 resolve A",
			// 540 + 200 = 740.
			want: "ack 60 resolve 900 | resolved_by_l1 600 | reopened within the hour | A 60–600 resolve, A 700–900 resolve | 740= 740= 840= 740= 840="},
		{name: "resolved twice: completion is the first, resolve the last", timeline: "0 trigger\n60 acknowledge A\n600 resolve A\n700 resolve X",
			want: "ack 60 resolve 700 | resolved_by_l1 600 | reopened within the hour | A 60–600 resolve | 540= 540= 640= 540= 640="},
		{name: "the hour runs from the completion, not from the resolve", timeline: "0 trigger\n60 acknowledge A\n300 reassign A >X\n900 resolve X\n3901 trigger\n4000 resolve X",
			// 3,901 − 300 = 3,601 s, although the resolve at 900 was only 3,001 s before.
			want: "ack 60 resolve 4000 | handed_to_l2 300 | hand 300 | reopened | A 60–300 hand_off | 240= 240= 3940= 240= 3940="},
		{name: "timed out, then resolved by L1 after all", timeline: "0 trigger\n0 assign service >A\n300 escalate service ~timeout >X\n400 acknowledge A\n900 resolve A",
			want: "ack 400 resolve 900 | timed_out - | timeout 300 | A 400–900 resolve | 500= 500= 500= 500= 500="},
		{name: "after an end only an acknowledge begins again", timeline: "0 trigger\n60 acknowledge A\n300 snooze A\n400 annotate A\n900 resolve A",
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A 60–300 snooze | 240~ 240~ 840= 240~ 840="},
		{name: "a snooze by anybody of L1 ends all", timeline: "0 trigger\n60 acknowledge A\n120 acknowledge B\n300 snooze B\n900 resolve A",
			// 240 + 180 = 420; PagerDuty counts 840 + 780.
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A 60–300 snooze, B 120–300 snooze | 420~ 420~ 1620= 420~ 840="},
		{name: "a snooze by somebody else ends it too", timeline: "0 trigger\n60 acknowledge A\n300 snooze X\n900 resolve A",
			want: "ack 60 resolve 900 | resolved_by_l1 900 | A 60–300 snooze | 240~ 240~ 840= 240~ 840="},
		{name: "an integration's unacknowledge is no timeout", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge integration\n2000 acknowledge A\n4000 resolve A",
			// 1,800 + 2,000 = 3,800.
			want: "ack 60 resolve 4000 | resolved_by_l1 4000 | A 60–1860 unacknowledge, A 2000–4000 resolve | 3800= 3800= 3940= 3800= 3940="},
		{name: "automation that acts after a timeout is nobody else", timeline: "0 trigger\n60 acknowledge A\n1860 unacknowledge service ~timeout\n1900 annotate BOT\n2000 annotate A\n4000 resolve A",
			want: "ack 60 resolve 4000 | resolved_by_l1 4000 | A 60–4000 resolve ran on | 3940~ 3940~ 3940= 3940~ 3940="},
		{name: "a timeout of two people runs on for the next who acts", timeline: "0 trigger\n60 acknowledge A\n120 acknowledge B\n1860 unacknowledge service ~timeout\n2000 annotate A\n4000 resolve A",
			// 3,940 + 1,740 = 5,680; PagerDuty counts 3,940 + 3,880 = 7,820.
			want: "ack 60 resolve 4000 | resolved_by_l1 4000 | A 60–4000 resolve ran on, B 120–1860 timeout | 5680~ 5680~ 7820= 5680~ 3940="},
	} {
		set := func(r *Rules) {
			team(r)
			if c.rules != nil {
				c.rules(r)
			}
		}
		f, intervals := New(rules(t, set)).Derive(alert(c.in), entries(c.timeline))
		earlier := ""
		if f.Earlier != 0 {
			earlier = fmt.Sprintf("%d earlier | ", int(f.Earlier.Seconds()))
		}
		if got := earlier + "ack " + span(f.ToAcknowledge) + " resolve " + span(f.ToResolve) + " | " + told(f, intervals); got != c.want {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}
