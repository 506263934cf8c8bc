package metrics

import "furikaeri/app/incident"

// Numbers are every metric of one period and scope; their JSON is what the command numbers prints. Names that end in S are whole seconds and,
// like counts, exact. Pointers are nil where a figure is unknown or its n is 0. Unit "*" is all units together.
type Numbers struct {
	Schema          int               `json:"schema"`
	RuleVersion     int               `json:"rule_version"`
	AsOf            string            `json:"as_of"` // RFC 3339, UTC
	Rows            int64             `json:"rows"`  // incidents in scope over the whole coverage
	Definition      string            `json:"definition"`
	Basis           Bases             `json:"basis"`
	Period          PeriodInfo        `json:"period"`
	Monthly         []Monthly         `json:"monthly"`
	MonthlyPriority []MonthlyPriority `json:"monthly_priority"`
	Change          []Change          `json:"change"`
	Measured        Measured          `json:"measured"` // both sides of change and breakdown
	Shares          []Share           `json:"shares"`
	Breakdown       []Part            `json:"breakdown"`
	SLO             []SLO             `json:"slo"`
	SLOPeriod       []SLO             `json:"slo_period"`
	SLOLeftOut      LeftOut           `json:"slo_left_out"`
	Excluded        []ExcludedAlert   `json:"excluded"`
	Misses          []Miss            `json:"misses"`
	TopAlerts       []TopAlert        `json:"top_alerts"`
	Direction       Directions        `json:"direction"` // of the scope
	Heatmap         Heatmap           `json:"heatmap"`
	Projects        []Project         `json:"projects"`
	HandOffs        HandOffs          `json:"hand_offs"`
	Handled         Handled           `json:"handled"`
	Quality         Quality           `json:"quality"`

	measuredUnits []Measured // Measured of each unit

	// Definitions are the five of handling time side by side, where Query.Definitions asks for them: by unit, "*" for all.
	Definitions []DefinitionRow `json:"-"`

	Alerts []Alert `json:"-"` // the period's alerts, oldest first, where Query.Alerts asks for them
}

// An Alert is one incident of the period, as reports list it. Pointers are nil where a value is unknown.
type Alert struct {
	ID            string
	Number        *int64
	Title         string
	Kind          string
	Unit          string
	Client        string
	Project       string
	Service       string
	Priority      string // "" = none
	TriggeredAt   int64  // unix seconds
	Month         int64  // local, 202603
	Weekday, Hour int64  // local, 0 = Monday
	Manned        bool
	Merged        bool
	ToAcknowledge *int64 // seconds
	ToResolve     *int64
	ToCompletion  *int64
	Handling      *int64
	Basis         incident.Basis
	Completion    string
	SLO           string // met, missed, or why it is left out (a key of slo_left_out)
	Limit         *int64 // seconds

	HandOffBy       string // hand, automation, timeout; "" = none, or unknown
	ToHandOff       *int64 // seconds
	AutomationActed bool   // an automation user acted on it
	Untold          bool   // no source says who acted on it
	Timeline        bool   // its log entries were read; else nobody knows of a hand-off
}

// Bases counts the period's incidents by the basis of their handling time.
type Bases struct {
	Exact       int64 `json:"exact"`
	Approximate int64 `json:"approximate"`
	UpperBound  int64 `json:"upper-bound"`
	Unknown     int64 `json:"unknown"`
}

// All is the number of the period's incidents.
func (b Bases) All() int64 { return b.Exact + b.Approximate + b.UpperBound + b.Unknown }

// PeriodInfo is the period and what of it is compared with the year before (definitions §2).
type PeriodInfo struct {
	From             string   `json:"from"`
	To               string   `json:"to"`
	Months           []string `json:"months"`
	Compared         []Range  `json:"compared"`
	Excluded         []Range  `json:"excluded"`
	PreviousComplete bool     `json:"previous_complete"` // nothing is excluded
}

// Range is local dates, both ends included. Why is "" for compared days; else no_partner (29 February),
// before_coverage, after_coverage, not_pulled (a gap between pulls) or year_before_not_covered.
type Range struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why,omitempty"`
}

// Monthly is one unit in one month.
type Monthly struct {
	Unit              string   `json:"unit"`
	Month             string   `json:"month"`
	Count             int64    `json:"count"`
	Manned            int64    `json:"manned"`
	AutoRecovered     int64    `json:"auto_recovered"`
	UntouchedOpen     int64    `json:"untouched_open"`
	Merged            int64    `json:"merged"`
	MergedUnmanned    int64    `json:"merged_unmanned"`
	HandedOff         int64    `json:"handed_off"`
	HandedByMachine   int64    `json:"handed_off_by_automation"`
	TimedOut          int64    `json:"timed_out"`
	StraightToL2      int64    `json:"straight_to_l2"`
	Open              int64    `json:"open"`
	HandlingS         int64    `json:"handling_s"`
	HandlingUnknown   int64    `json:"handling_unknown"`  // of count, those whose handling time is not known: handling_s leaves them out
	HandlingMannedS   int64    `json:"handling_manned_s"` // of it that of manned alerts, where known: what p50_s and p90_s are of
	HandlingMannedN   int64    `json:"handling_manned_n"`
	AckSumS           int64    `json:"ack_sum_s"`
	AckN              int64    `json:"ack_n"`
	MTTA              *float64 `json:"mtta_s"`
	AckP50            *float64 `json:"ack_p50_s"`
	AckP90            *float64 `json:"ack_p90_s"`
	ResolveSumS       int64    `json:"resolve_sum_s"`
	ResolveN          int64    `json:"resolve_n"`
	MTTR              *float64 `json:"mttr_s"`
	ResolveP50        *float64 `json:"resolve_p50_s"`
	ResolveP90        *float64 `json:"resolve_p90_s"`
	MTTRManned        *float64 `json:"mttr_manned_s"`
	P50               *float64 `json:"p50_s"` // of handling time: manned, known
	P90               *float64 `json:"p90_s"`
	NightCount        int64    `json:"night_count"`
	PeopleOnly        int64    `json:"people_only"` // alerts that persons acted on, and no automation user
	AutomationOnly    int64    `json:"automation_only"`
	BothActed         int64    `json:"both"`
	Timelines         int64    `json:"timelines"` // alerts whose log entries were read: only they tell of hand-offs
	resolveMannedSumS int64
	resolveMannedN    int64
}

// MonthlyPriority is one unit, month and priority; "" is none.
type MonthlyPriority struct {
	Unit          string `json:"unit"`
	Month         string `json:"month"`
	Priority      string `json:"priority"`
	Count         int64  `json:"count"`
	Manned        int64  `json:"manned"`
	AutoRecovered int64  `json:"auto_recovered"`
	HandlingS     int64  `json:"handling_s"`
}

// Compared is a value on compared days and on their partners a year before. Change is value/previous − 1, nil if
// previous is 0.
type Compared struct {
	HandlingS         int64    `json:"handling_s"`
	PreviousHandlingS int64    `json:"previous_handling_s"`
	Change            *float64 `json:"change"`
}

// PerProject is handling time for each project in operation. Its seconds are means, nil where there is no project.
type PerProject struct {
	Projects                    int64    `json:"projects"`
	PreviousProjects            int64    `json:"previous_projects"`
	HandlingPerProjectS         *float64 `json:"handling_per_project_s"`
	PreviousHandlingPerProjectS *float64 `json:"previous_handling_per_project_s"`
	Change                      *float64 `json:"change"`
}

// Change is a unit's reduction against the year before (definitions §8).
type Change struct {
	Unit string `json:"unit"`
	Compared
	Count         int64      `json:"count"`
	PreviousCount int64      `json:"previous_count"`
	ReductionS    int64      `json:"reduction_s"`
	ReductionDays float64    `json:"reduction_days"` // of 24 hours
	PersonDays    float64    `json:"person_days"`    // of 8 hours
	Existing      Compared   `json:"existing"`       // projects with incidents on compared days of both years
	PerProject    PerProject `json:"per_project"`
}

// Share is a unit's part of the handling time of the period, and of the compared days a year before.
type Share struct {
	Unit              string   `json:"unit"`
	HandlingS         int64    `json:"handling_s"`
	PreviousHandlingS int64    `json:"previous_handling_s"`
	Share             *float64 `json:"share"`
	PreviousShare     *float64 `json:"previous_share"`
}

// Part is one part of a unit's change: joined, left, new_kind, vanished_kind, volume, minutes.
type Part struct {
	Unit    string `json:"unit"`
	Part    string `json:"part"`
	Seconds int64  `json:"seconds"`
}

// SLO is attainment of one unit and priority, in a month or ("") in the period.
type SLO struct {
	Unit          string   `json:"unit"`
	Month         string   `json:"month,omitempty"`
	Priority      string   `json:"priority"`
	N             int64    `json:"n"`
	Met           int64    `json:"met"`
	Attainment    *float64 `json:"attainment"`
	Goal          *float64 `json:"goal"`
	AllowedMisses *int64   `json:"allowed_misses"`
	Reached       *bool    `json:"reached"` // nil without goal, and where n is 0
	WilsonLow     *float64 `json:"wilson_low"`
	WilsonHigh    *float64 `json:"wilson_high"`
}

// LeftOut counts the period's incidents that are no members of the SLO, by the first reason that holds.
type LeftOut struct {
	Excluded                int64 `json:"excluded"`
	Merged                  int64 `json:"merged"`
	StraightToL2            int64 `json:"straight_to_l2"`
	NoPriority              int64 `json:"no_priority"`
	NoLimit                 int64 `json:"no_limit"`
	OpenWithinLimit         int64 `json:"open_within_limit"`
	WithoutPerson           int64 `json:"without_person"`
	UnknownCompletion       int64 `json:"unknown_completion"`
	WithoutPersonAfterLimit int64 `json:"without_person_after_limit"`
}

// ExcludedAlert is an incident of the period that people agreed out of the SLO.
type ExcludedAlert struct {
	ID          string `json:"id"`
	Number      *int64 `json:"number"`
	Title       string `json:"title"`
	Unit        string `json:"unit"`
	Client      string `json:"client"`
	Project     string `json:"project"`
	Priority    string `json:"priority"`     // "" = none
	TriggeredAt string `json:"triggered_at"` // RFC 3339, UTC
	Reason      string `json:"reason"`       // of the first exclusion that holds for it
}

// Miss is an incident that missed its SLO.
type Miss struct {
	ID             string  `json:"id"`
	Number         *int64  `json:"number"`
	URL            *string `json:"url"`
	Unit           string  `json:"unit"`
	Client         string  `json:"client"`
	Project        string  `json:"project"`
	Priority       string  `json:"priority"`
	TriggeredAt    string  `json:"triggered_at"`
	ToCompletionS  *int64  `json:"to_completion_s"`
	CompletionKind string  `json:"completion_kind"`
	LimitS         int64   `json:"limit_s"`
	Title          string  `json:"title"`
}

// TopAlert is one alert kind of the period.
type TopAlert struct {
	Rank              int      `json:"rank"`
	KindID            string   `json:"kind_id"`
	Title             string   `json:"title"`
	Count             int64    `json:"count"`
	Manned            int64    `json:"manned"`
	HandlingS         int64    `json:"handling_s"`
	Share             *float64 `json:"share"`
	CumulativeShare   *float64 `json:"cumulative_share"`
	Change            *float64 `json:"change"`         // of handling time, by compared days on both sides; nil without time before
	ComparedCount     int64    `json:"compared_count"` // of Count, those on compared days
	PreviousCount     int64    `json:"previous_count"`
	PreviousHandlingS int64    `json:"previous_handling_s"`

	Project  string `json:"-"` // the project that it took the most time in
	Projects int64  `json:"-"` // how many projects it met in the period
}

// Heatmap is the period by weekday, Monday first, and local hour.
type Heatmap struct {
	Count     [7][24]int64 `json:"count"`
	HandlingS [7][24]int64 `json:"handling_s"`
}

// Project is one project in the period.
type Project struct {
	Project           string   `json:"project"`
	Client            string   `json:"client"`
	Unit              string   `json:"unit"`
	Services          []string `json:"services"`
	Count             int64    `json:"count"`
	Manned            int64    `json:"manned"`
	HandlingS         int64    `json:"handling_s"`
	Change            *float64 `json:"change"` // of handling time, by compared days on both sides; nil without time before
	PreviousHandlingS int64    `json:"previous_handling_s"`
	PreviousCount     int64    `json:"previous_count"`
	MTTA              *float64 `json:"mtta_s"`
	MTTR              *float64 `json:"mttr_s"`
	SLON              int64    `json:"slo_n"`
	SLOMet            int64    `json:"slo_met"`

	Months []int64 `json:"-"` // handling seconds of the coverage's months up to the period's end, oldest first
}

// HandOffs are those of the period's alerts to the second line. Of alerts without a timeline nobody knows whether they were
// handed over: where Timelines is 0 the counts say nothing. The times are from the trigger to the hand-off, of those by hand and
// by automation; nil where there are none.
type HandOffs struct {
	Timelines     int64    `json:"timelines"` // alerts whose log entries were read
	ByHand        int64    `json:"by_hand"`
	ByAutomation  int64    `json:"by_automation"`
	TimedOut      int64    `json:"timed_out"`
	StraightToL2  int64    `json:"straight_to_l2"`
	ToHandOffSumS int64    `json:"to_hand_off_sum_s"`
	ToHandOffN    int64    `json:"to_hand_off_n"`
	Mean          *float64 `json:"to_hand_off_s"`
	P50           *float64 `json:"to_hand_off_p50_s"`
	P90           *float64 `json:"to_hand_off_p90_s"`
}

// Handled counts the period's alerts by who acted on them: persons, automation users, both, nobody, or nobody knows who.
type Handled struct {
	PeopleOnly     int64 `json:"people_only"`
	AutomationOnly int64 `json:"automation_only"`
	Both           int64 `json:"both"`
	Nobody         int64 `json:"nobody"`
	Unknown        int64 `json:"unknown"` // no source says who acted
}

// Source is a file that went into the workspace.
type Source struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	ReadAt string `json:"read_at"` // RFC 3339, UTC
	Rows   int64  `json:"rows"`

	Entries int64 `json:"entries"` // of timelines, that were not there before
}

// Quality is what is not as it should be (definitions §11).
type Quality struct {
	DaysWithoutIncidents []string `json:"days_without_incidents"`
	RefusedRows          int64    `json:"refused_rows"`
	DuplicateRows        int64    `json:"duplicate_rows"`
	ImpossibleInstants   int64    `json:"impossible_instants"`
	Open                 int64    `json:"open"`
	UnmappedServices     int64    `json:"unmapped_services"`
	PrioritiesMissing    int64    `json:"priorities_missing"`
	PrioritiesByRule     int64    `json:"priorities_by_rule"`
	WithoutHandOffTime   int64    `json:"without_hand_off_time"` // incidents of the period without a whole timeline: when they were handed over is unknown
	Sources              []Source `json:"sources"`
	Completeness
}
