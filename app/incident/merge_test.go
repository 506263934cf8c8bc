package incident

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// at is an instant of 2026-01-10, UTC: 9:05 is at(9, 5).
func at(hour, minute int) time.Time { return time.Date(2026, 1, 10, hour, minute, 0, 0, time.UTC) }

// read is a reading of the incident P1 that was triggered at 9:00.
func read(imp, row int64, set func(*Reading)) Reading {
	r := Reading{Incident: Incident{Account: "default", ID: "P1", TriggeredAt: at(9, 0)}, Import: imp, Row: row}
	set(&r)
	return r
}

func TestMerge(t *testing.T) {
	resolved := func(r *Reading) { r.ResolvedAt, r.ResolvedBy = Known(at(10, 0)), Person{"U1", "Sato"} }
	for _, c := range []struct {
		name     string
		readings []Reading
		got      func(Reading) any
		want     any
	}{
		{
			"the newest known value wins",
			[]Reading{
				read(1, 1, func(r *Reading) { r.Priority, r.UpdatedAt = "P3", Known(at(9, 10)) }),
				read(2, 1, func(r *Reading) { r.Priority, r.UpdatedAt = "P2", Known(at(9, 20)) }),
			},
			func(r Reading) any { return r.Priority }, "P2",
		}, {
			"what is newest is said by updated_at, not by the import", // 9:20 is after 9:10 although it came first
			[]Reading{
				read(1, 1, func(r *Reading) { r.Priority, r.UpdatedAt = "P2", Known(at(9, 20)) }),
				read(2, 1, func(r *Reading) { r.Priority, r.UpdatedAt = "P3", Known(at(9, 10)) }),
			},
			func(r Reading) any { return r.Priority }, "P2",
		}, {
			"without updated_at the own latest instant orders", // acknowledged 9:30 against resolved 10:00
			[]Reading{
				read(1, 1, func(r *Reading) { r.Service, r.ResolvedAt = "new", Known(at(10, 0)) }),
				read(2, 1, func(r *Reading) { r.Service, r.AcknowledgedAt = "old", Known(at(9, 30)) }),
			},
			func(r Reading) any { return r.Service }, "new",
		}, {
			"updated_at counts even where the own latest instant is later", // 9:40 < 9:50, although resolved at 10:00
			[]Reading{
				read(1, 1, func(r *Reading) { r.Title, r.UpdatedAt, r.ResolvedAt = "old", Known(at(9, 40)), Known(at(10, 0)) }),
				read(1, 2, func(r *Reading) { r.Title, r.UpdatedAt = "new", Known(at(9, 50)) }),
			},
			func(r Reading) any { return r.Title }, "new",
		}, {
			"at one instant the later import wins",
			[]Reading{
				read(3, 1, func(r *Reading) { r.Title = "new" }),
				read(2, 9, func(r *Reading) { r.Title = "old" }),
			},
			func(r Reading) any { return r.Title }, "new",
		}, {
			"in one import the later row wins", // pages that overlap: the same id twice in one file
			[]Reading{
				read(2, 10, func(r *Reading) { r.Title = "new" }),
				read(2, 9, func(r *Reading) { r.Title = "old" }),
			},
			func(r Reading) any { return r.Title }, "new",
		}, {
			"unknown never overwrites",
			[]Reading{
				read(1, 1, func(r *Reading) {
					*r = full
					r.UpdatedAt = Known(at(9, 30))
				}),
				read(2, 1, func(r *Reading) { r.UpdatedAt = Known(at(11, 0)) }),
			},
			func(r Reading) any {
				r.Import, r.Row, r.UpdatedAt = full.Import, full.Row, full.UpdatedAt
				return r
			}, full,
		}, {
			"a raw CSV does not wipe priorities that came another way", // it has no status, priority or team
			[]Reading{
				read(1, 1, func(r *Reading) {
					r.Priority, r.Team, r.Status, r.UpdatedAt = "P2", "T", "resolved", Known(at(10, 1))
					r.ResolvedAt = Known(at(10, 0))
				}),
				read(2, 1, func(r *Reading) {
					r.Title, r.ResolvedAt, r.AcknowledgedAt, r.Told = "x", Known(at(10, 0)), Known(at(9, 4)), TellsAcknowledge|TellsResolver
				}),
			},
			func(r Reading) any {
				return fmt.Sprint(r.Priority, " ", r.Team, " ", r.Status, " ", r.AcknowledgedAt.V.Minute())
			}, "P2 T resolved 4",
		}, {
			"a newer row whose status says open clears the resolve", // reopened at 10:30
			[]Reading{
				read(1, 1, resolved),
				read(2, 1, func(r *Reading) { r.Status, r.UpdatedAt = "triggered", Known(at(10, 30)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.ResolvedAt.OK, r.ResolvedBy) }, "false { }",
		}, {
			"acknowledged is open too",
			[]Reading{
				read(1, 1, resolved),
				read(2, 1, func(r *Reading) { r.Status, r.UpdatedAt = "Acknowledged", Known(at(10, 30)) }),
			},
			func(r Reading) any { return r.ResolvedAt.OK }, false,
		}, {
			"resolved once more after that, by the newer row",
			[]Reading{
				read(1, 1, resolved),
				read(2, 1, func(r *Reading) { r.Status, r.UpdatedAt = "triggered", Known(at(10, 30)) }),
				read(3, 1, func(r *Reading) { r.Status, r.ResolvedAt = "resolved", Known(at(11, 0)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.ResolvedAt.V.Hour(), r.ResolvedBy) }, "11 { }",
		}, {
			"a newer row without a status clears nothing", // null never overwrites
			[]Reading{
				read(1, 1, resolved),
				read(2, 1, func(r *Reading) { r.UpdatedAt = Known(at(10, 30)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.ResolvedAt.V.Hour(), r.ResolvedBy.Name) }, "10Sato",
		}, {
			"January's export after March's reopens nothing", // its latest instant, 9:04, is before the resolve
			[]Reading{
				read(1, 1, func(r *Reading) { resolved(r); r.Status = "resolved" }),
				read(2, 1, func(r *Reading) { r.Status, r.AcknowledgedAt = "acknowledged", Known(at(9, 4)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.Status, r.ResolvedAt.V.Hour(), r.AcknowledgedAt.V.Minute()) }, "resolved10 4",
		}, {
			"a row that says open and when it was resolved has a resolve", // a known value wins
			[]Reading{
				read(1, 1, func(r *Reading) { r.ResolvedAt = Known(at(9, 30)) }),
				read(2, 1, func(r *Reading) { r.Status, r.ResolvedAt = "triggered", Known(at(10, 0)) }),
			},
			func(r Reading) any { return r.ResolvedAt.V.Hour() }, 10,
		}, {
			"a number takes the id",
			[]Reading{
				read(1, 1, func(r *Reading) { r.ID, r.Number, r.Title = "#123", Known(int64(123)), "x" }),
				read(2, 1, func(r *Reading) { r.Number, r.UpdatedAt = Known(int64(123)), Known(at(9, 1)) }),
			},
			func(r Reading) any { return r.ID + r.Title }, "P1x",
		}, {
			"a newer number leaves the id",
			[]Reading{
				read(1, 1, func(r *Reading) { r.Number = Known(int64(123)) }),
				read(2, 1, func(r *Reading) { r.ID, r.Number, r.UpdatedAt = "#123", Known(int64(123)), Known(at(9, 1)) }),
			},
			func(r Reading) any { return r.ID }, "P1",
		}, {
			"a trigger that a newer row corrects makes older instants impossible", // acknowledged 9:04, triggered 9:05
			[]Reading{
				read(1, 1, func(r *Reading) { r.AcknowledgedAt = Known(at(9, 4)) }),
				read(2, 1, func(r *Reading) { r.TriggeredAt, r.UpdatedAt = at(9, 5), Known(at(9, 6)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.AcknowledgedAt.OK, r.Impossible) }, "false 1",
		}, {
			"exports that overlap do not count one impossible instant twice",
			[]Reading{
				read(1, 1, func(r *Reading) { r.Impossible = 1 }),
				read(2, 1, func(r *Reading) { r.Impossible = 1 }),
			},
			func(r Reading) any { return r.Impossible }, 1,
		}, {
			"what one source can tell stays told",
			[]Reading{
				read(1, 1, func(r *Reading) { r.Told = TellsAcknowledge }),
				read(2, 1, func(r *Reading) { r.Told = TellsResolver }),
			},
			func(r Reading) any { return r.Told }, TellsAcknowledge | TellsResolver,
		}, {
			"the result stands where the newest reading does",
			[]Reading{
				read(5, 2, func(r *Reading) { r.UpdatedAt = Known(at(9, 30)) }),
				read(6, 3, func(r *Reading) { r.UpdatedAt = Known(at(9, 20)) }),
			},
			func(r Reading) any { return fmt.Sprint(r.Import, r.Row) }, "5 2",
		},
	} {
		if got := c.got(Merge(c.readings)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// full is a reading that knows everything.
var full = Reading{
	Incident: Incident{
		Account: "default", ID: "P1", Number: Known(int64(7)), Title: "disk", Status: "resolved", Urgency: "high", Priority: "P2",
		ServiceID: "S1", Service: "web", Team: "T", PolicyID: "E1", Policy: "first", Type: "incident", Key: "k", AssignedVia: "escalation_policy",
		MergedInto: "P0", TriggeredAt: time.Date(2026, 1, 10, 9, 0, 0, 0, time.UTC),
		AcknowledgedAt: Known(time.Date(2026, 1, 10, 9, 4, 0, 0, time.UTC)), ResolvedAt: Known(time.Date(2026, 1, 10, 10, 0, 0, 0, time.UTC)),
		UpdatedAt: Known(time.Date(2026, 1, 10, 10, 1, 0, 0, time.UTC)), Acknowledgers: []Person{{"U1", "Sato"}}, Assignees: []Person{{"U2", "Ito"}},
		ResolvedBy: Person{"U1", "Sato"}, AcknowledgeCount: Known(int64(1)), EscalationCount: Known(int64(2)), AlertCount: Known(int64(3)),
		Engaged: Known(time.Hour), EngagedUsers: Known(int64(1)), Effort: Known(time.Minute), Snoozed: Known(time.Second),
		Told: TellsAcknowledge | TellsResolver, Impossible: 1,
	},
	Import: 1, Row: 1,
}

// A field that Merge forgets would keep its oldest value for ever: laid over nothing, a full reading must come out whole.
func TestMergeKnowsEveryField(t *testing.T) {
	v := reflect.ValueOf(full.Incident)
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("the full reading lacks %s", v.Type().Field(i).Name)
		}
	}
	nothing := read(0, 1, func(r *Reading) {})
	newer := full
	newer.Impossible = 1
	if got := Merge([]Reading{nothing, newer}); !reflect.DeepEqual(got, full) {
		t.Errorf("got  %+v\nwant %+v", got, full)
	}
}

// random is a reading with some fields known.
func random(r *rand.Rand) Reading {
	m := read(int64(r.IntN(4)), int64(r.IntN(4)), func(*Reading) {})
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	instant := func() Opt[time.Time] {
		return Opt[time.Time]{V: at(9, 0).Add(time.Duration(r.IntN(120)-5) * time.Minute), OK: true}
	}
	m.Status = pick("", "triggered", "acknowledged", "resolved")
	m.Priority, m.Title = pick("", "P1", "P2"), pick("", "a", "b")
	if r.IntN(2) == 0 {
		m.AcknowledgedAt = instant()
	}
	if r.IntN(2) == 0 {
		m.ResolvedAt = instant()
	}
	if r.IntN(3) == 0 {
		m.UpdatedAt = instant()
	}
	m.DropImpossible()
	return m
}

// In whatever order readings come they make the same incident, and reading them all again makes no other.
func TestMergeDependsOnNoOrderAndNoRepetition(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		all := make([]Reading, 1+r.IntN(5))
		for i := range all {
			all[i] = random(r)
			all[i].Import, all[i].Row = int64(i/2), int64(i) // each place once
		}
		want := Merge(append([]Reading{}, all...))
		shuffled := append([]Reading{}, all...)
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := Merge(append([]Reading{}, shuffled...)); !reflect.DeepEqual(got, want) {
			t.Fatalf("shuffled: got %+v\nwant %+v\nof %+v", got, want, all)
		}
		again := append(append([]Reading{}, all...), all...)
		for i := range all {
			again[len(all)+i].Import += 100
		}
		got := Merge(again)
		got.Import, got.Row = want.Import, want.Row
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("twice: got %+v\nwant %+v\nof %+v", got, want, all)
		}
	}
}

func TestDropImpossible(t *testing.T) {
	for _, c := range []struct {
		name           string
		ack, resolve   Opt[time.Time]
		keepA, keepR   bool
		wantImpossible int
	}{
		{"after the trigger", Known(at(9, 4)), Known(at(9, 5)), true, true, 0},
		{"at the trigger", Known(at(9, 0)), Known(at(9, 0)), true, true, 0},
		{"acknowledged before", Known(at(8, 59)), Known(at(9, 5)), false, true, 1},
		{"resolved before", Known(at(9, 4)), Known(at(8, 59)), true, false, 1},
		{"both before", Known(at(8, 0)), Known(at(8, 59)), false, false, 2},
		{"unknown", Opt[time.Time]{}, Opt[time.Time]{}, false, false, 0},
		{"resolved before it was acknowledged", Known(at(9, 9)), Known(at(9, 5)), true, true, 0}, // only the trigger bounds
	} {
		in := Incident{TriggeredAt: at(9, 0), AcknowledgedAt: c.ack, ResolvedAt: c.resolve}
		in.DropImpossible()
		if in.AcknowledgedAt.OK != c.keepA || in.ResolvedAt.OK != c.keepR || in.Impossible != c.wantImpossible {
			t.Errorf("%s: kept acknowledge %v, resolve %v, impossible %d, want %v, %v, %d", c.name,
				in.AcknowledgedAt.OK, in.ResolvedAt.OK, in.Impossible, c.keepA, c.keepR, c.wantImpossible)
		}
	}
}

func TestNames(t *testing.T) {
	for d := range Definitions {
		if got, ok := DefinitionNamed(d.String()); got != d || !ok {
			t.Errorf("DefinitionNamed(%q) = %v, %v, want %v", d.String(), got, ok, d)
		}
	}
	if _, ok := DefinitionNamed("L1"); ok {
		t.Error(`DefinitionNamed("L1") is one, want none`)
	}
	for b, want := range []string{"exact", "approximate", "upper-bound", "unknown"} {
		if got := Basis(b).String(); got != want {
			t.Errorf("Basis(%d) = %q, want %q", b, got, want)
		}
	}
	if got := FlagNames(0); got == nil || len(got) != 0 {
		t.Errorf("FlagNames(0) = %#v, want an empty slice", got)
	}
	if got := FlagNames(^Flag(0)); len(got) != 11 || got[0] != "start_unknown" || got[5] != "no_hand_off_time" || got[10] != "unknown_assignees" {
		t.Errorf("FlagNames of all = %v, want the eleven", got)
	}
}
