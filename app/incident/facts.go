package incident

import "time"

// A Basis says how sure a derived value is.
type Basis int8

// The bases (definitions §5), from sure to not known.
const (
	Exact Basis = iota
	Approximate
	UpperBound
	Unknown
)

// String is the basis as JSON and reports' keys have it.
func (b Basis) String() string {
	return [...]string{"exact", "approximate", "upper-bound", "unknown"}[b]
}

// A Time is a span worked, and how sure it is. V is 0 where Basis is Unknown.
type Time struct {
	V     time.Duration
	Basis Basis
}

// A Definition is one of the five ways to count handling time (definitions §5).
type Definition int8

// The definitions, in the order in which Facts.Handling has them.
const (
	L1 Definition = iota
	L1Shared
	PagerDuty
	Effort
	AckToResolve
	Definitions // how many there are
)

// String is the definition's name in settings and JSON.
func (d Definition) String() string {
	return [...]string{"l1", "l1-shared", "pagerduty", "effort", "ack-to-resolve"}[d]
}

// DefinitionNamed is the definition of that name; ok is false where there is none.
func DefinitionNamed(name string) (d Definition, ok bool) {
	for d := range Definitions {
		if d.String() == name {
			return d, true
		}
	}
	return L1, false
}

// A Completion is how first-line work on an incident ended (definitions §4).
type Completion string

// The kinds of completion.
const (
	ResolvedByL1           Completion = "resolved_by_l1"
	HandedToL2             Completion = "handed_to_l2"
	HandedToL2ByAutomation Completion = "handed_to_l2_by_automation"
	ResolvedByOther        Completion = "resolved_by_other"
	ResolvedWithoutPerson  Completion = "resolved_without_person"
	Merged                 Completion = "merged"
	TimedOut               Completion = "timed_out"
	StraightToL2           Completion = "straight_to_l2"
	StillOpen              Completion = "open"
)

// A Flag is a remark on how facts came about.
type Flag uint32

// The flags.
const (
	FlagStartUnknown      Flag = 1 << iota // resolved by a person whose start nobody recorded
	FlagPriorityByRule                     // the priority came from a rule of the settings
	FlagAcknowledgeUnsure                  // several acknowledgers, some of them automation: who was first is unknown
	FlagImpossible                         // an instant before the trigger was dropped
	FlagUntold                             // no source has a column for acknowledges or resolvers: who worked on it is unknown
	FlagNoHandOffTime                      // from files: when it was handed over is unknown, judged by its resolve
	FlagImplicitStart                      // somebody worked on it without an acknowledge: counted from the first act
	FlagRanOn                              // work ran on past the timeout of an acknowledge
	FlagStillWorking                       // an interval has no end yet
	FlagIncomplete                         // its timeline lacks the trigger or the last resolve: counted as without one
	FlagUnknownAssignees                   // a move whose assignees nobody names, and that decides nothing
)

// FlagNames are the names of the flags in JSON, by bit.
func FlagNames(f Flag) []string {
	names := []string{}
	for i, n := range [...]string{"start_unknown", "priority_by_rule", "acknowledge_unsure", "impossible_instant", "work_not_recorded", "no_hand_off_time",
		"implicit_start", "ran_on", "still_working", "timeline_incomplete", "unknown_assignees"} {
		if f&(1<<i) != 0 {
			names = append(names, n)
		}
	}
	return names
}

// Facts are what follows from an incident and the rules: one wide row an incident. Nothing in it depends on as_of, on
// limits, on the map or on exclusions, which are judged where the numbers are counted.
type Facts struct {
	Priority   string // "" = none
	PriorityBy string // pagerduty, rule, none
	KindID     uint64 // 48 bits
	Kind       string // the normalised title

	Earlier time.Duration // how much before the record's trigger t0 is, the first trigger of the timeline

	Day     int // local days since 1970-01-01
	Month   int // local, 202603
	Weekday int // 0 = Monday
	Hour    int // local

	Manned          bool
	Merged          bool
	StraightToL2    bool
	AutomationActed bool

	ToAcknowledge  Opt[time.Duration] // first human acknowledge − t0
	AcknowledgedBy string             // who did it: l1, other; "" = nobody, or unknown
	ToResolve      Opt[time.Duration] // R − t0

	ResolvedBy   string // l1, other_person, automation, integration, timeout, merge, unknown; "" if open
	Completion   Completion
	CompletionOK bool // false: whether and when first-line work was completed is unknown
	ToCompletion Opt[time.Duration]
	HumanAct     bool // a human act at or before the completion; for one without a completion, any human act

	HandOffBy string // hand, automation, timeout; "" = none, or unknown
	ToHandOff Opt[time.Duration]

	Reopened   bool
	ReopenedIn bool // within 60 minutes of completion

	Handling [Definitions]Time
	Flags    Flag
}
