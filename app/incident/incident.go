// Package incident is the domain: what PagerDuty said about an incident (Incident, Event), when (Reading), and what
// follows from it (Facts). It imports nothing of ours, and every other package of app speaks in its types.
package incident

import (
	"strings"
	"time"
)

// Opt is a value that can be unknown: OK is false, and V its zero, where nobody knows.
type Opt[T any] struct {
	V  T
	OK bool
}

// Known is a known v.
func Known[T any](v T) Opt[T] { return Opt[T]{v, true} }

// Or is o where it is known, else other.
func (o Opt[T]) Or(other Opt[T]) Opt[T] {
	if o.OK {
		return o
	}
	return other
}

// A Person is somebody as PagerDuty names them; either part may be "".
type Person struct {
	ID, Name string
}

// Known says whether anything is known of p.
func (p Person) Known() bool { return p.ID != "" || p.Name != "" }

// An Incident is what one source said of one PagerDuty incident. Instants are UTC and whole seconds. "" and an Opt
// that is not OK mean unknown.
type Incident struct {
	Account     string // the PagerDuty account; identity is Account and ID
	ID          string // "#123" where only the number 123 is known
	Number      Opt[int64]
	Title       string
	Status      string // triggered, acknowledged, resolved
	Urgency     string // high, low
	Priority    string // "P2", as PagerDuty says
	ServiceID   string
	Service     string
	Team        string
	PolicyID    string // escalation policy, the present one
	Policy      string
	Type        string
	Key         string
	AssignedVia string
	MergedInto  string // the incident that this one was merged into

	TriggeredAt    time.Time      // t0
	AcknowledgedAt Opt[time.Time] // the first acknowledge, whoever did it
	ResolvedAt     Opt[time.Time] // the last resolve
	UpdatedAt      Opt[time.Time]

	Acknowledgers []Person // named acknowledgers; files without names have none
	Assignees     []Person
	ResolvedBy    Person // unknown where no person resolved it, or nobody says

	AcknowledgeCount Opt[int64]
	EscalationCount  Opt[int64]
	AlertCount       Opt[int64]
	Engaged          Opt[time.Duration] // engaged_seconds: all responders, from acknowledge to resolve
	EngagedUsers     Opt[int64]
	Effort           Opt[time.Duration] // user_defined_effort_seconds, typed by somebody
	Snoozed          Opt[time.Duration]

	// Told says what the sources could have told: an acknowledge that is unknown where Told has it was never made.
	Told Told

	// Impossible is how many instants of the reading lay before its trigger and were dropped (definitions §2).
	Impossible int
}

// Told is a set of the things that a source has columns for.
type Told uint8

// What a source can tell.
const (
	TellsAcknowledge Told = 1 << iota // when, or that, somebody acknowledged
	TellsResolver                     // who resolved
)

// Latest is the newest instant that the reading itself names: its order among readings that have no UpdatedAt, and
// what as_of grows by.
func (in *Incident) Latest() time.Time {
	t := in.TriggeredAt
	for _, o := range []Opt[time.Time]{in.AcknowledgedAt, in.ResolvedAt, in.UpdatedAt} {
		if o.OK && o.V.After(t) {
			t = o.V
		}
	}
	return t
}

// DropImpossible forgets an acknowledge or resolve before the trigger and counts it in Impossible.
func (in *Incident) DropImpossible() {
	if in.AcknowledgedAt.OK && in.AcknowledgedAt.V.Before(in.TriggeredAt) {
		in.AcknowledgedAt = Opt[time.Time]{}
		in.Impossible++
	}
	if in.ResolvedAt.OK && in.ResolvedAt.V.Before(in.TriggeredAt) {
		in.ResolvedAt = Opt[time.Time]{}
		in.Impossible++
	}
}

// Open says whether the reading's status says that the incident is not resolved; false where it has no status.
func (in *Incident) Open() bool {
	s := strings.ToLower(in.Status)
	return s == "triggered" || s == "acknowledged" || s == "open"
}

// ServiceKey names the service in the map: its id, else its name.
func (in *Incident) ServiceKey() string {
	if in.ServiceID != "" {
		return in.ServiceID
	}
	return in.Service
}

// A Reading is an Incident as one row of one import said it, with what orders it among the others (definitions §10).
type Reading struct {
	Incident
	Import int64 // the import that read it, growing
	Row    int64 // its place in that import, from 1
}

// Order is the instant that orders a reading: updated_at, else its own latest instant.
func (r *Reading) Order() time.Time {
	if r.UpdatedAt.OK {
		return r.UpdatedAt.V
	}
	return r.Latest()
}

// Before says whether r is the older of two readings of one incident: by Order, then import, then row.
func (r *Reading) Before(o *Reading) bool {
	if a, b := r.Order(), o.Order(); !a.Equal(b) {
		return a.Before(b)
	}
	if r.Import != o.Import {
		return r.Import < o.Import
	}
	return r.Row < o.Row
}
