package app

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// An Explained is one incident, its timeline, and how its facts came about.
type Explained struct {
	Facts      Fact    `json:"facts"`
	Definition string  `json:"definition"` // of handling time, in use for its fiscal year
	URL        *string `json:"url"`        // nil without the account's sub-domain
	Team       string  `json:"team"`
	PolicyID   string  `json:"policy_id"` // escalation policy, the present one
	Policy     string  `json:"policy"`
	// Basis is "log_entries" where the facts follow from the timeline, else "files".
	Basis string `json:"basis"`
	// FileRule is the line of definitions §5 that made the handling time, from files alone: 1 to 6; nil from log entries, and where
	// no source can tell who worked on it (flag work_not_recorded).
	FileRule  *int              `json:"file_rule"`
	Timeline  []ExplainedEntry  `json:"timeline"`
	Intervals []CountedInterval `json:"intervals"`
}

// A Named is a person, or another agent, as PagerDuty names it; either part may be "".
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Text is the name, else the id; "" where neither is known.
func (n Named) Text() string {
	if n.Name != "" {
		return n.Name
	}
	return n.ID
}

// An ExplainedEntry is one entry of a timeline and what it did.
type ExplainedEntry struct {
	ID        string  `json:"id"`
	At        string  `json:"at"`      // RFC 3339, UTC
	AfterS    int64   `json:"after_s"` // since the trigger
	Type      string  `json:"type"`
	AgentType string  `json:"agent_type"`
	Agent     Named   `json:"agent"`
	Channel   string  `json:"channel"`
	Assignees []Named `json:"assignees"`
	Old       string  `json:"old"`
	New       string  `json:"new"`
	Until     *string `json:"until"` // snooze: when it wakes
	Did       []Did   `json:"did"`
}

// A Did is one thing that an entry did: derive.Remark's Key, and whom it is about.
type Did struct {
	Key    string `json:"key"`
	Person Named  `json:"person"`
}

// A CountedInterval is a stretch of time that a person of the first line worked. To and S are nil where it has no end yet.
type CountedInterval struct {
	Person   Named   `json:"person"`
	From     string  `json:"from"`
	To       *string `json:"to"`
	S        *int64  `json:"s"`
	EndedBy  string  `json:"ended_by"` // hand_off, resolve, unacknowledge, timeout, snooze, move; "" = running
	Implicit bool    `json:"implicit_start"`
	RanOn    bool    `json:"ran_on"`
}

// ExplainIncident finds an incident by its id or number and tells how its facts came about: one for each account that has such an
// incident. None at all is an error.
func (a *App) ExplainIncident(ctx context.Context, idOrNumber string) ([]Explained, error) {
	out := []Explained{}
	err := a.with(ctx, func(w *work) error {
		found, err := w.Incident(ctx, strings.TrimSpace(idOrNumber))
		if err != nil {
			return err
		}
		for i := range found {
			x, ok, err := w.explain(ctx, &found[i])
			if err != nil {
				return err
			}
			if ok {
				out = append(out, x)
			}
		}
		if len(out) == 0 {
			return &Error{Key: "error.incident", Args: []string{"id", idOrNumber}}
		}
		return nil
	})
	return out, err
}

func (w *work) explain(ctx context.Context, in *incident.Incident) (x Explained, ok bool, err error) {
	events, err := w.Timeline(ctx, in.Account, in.ID)
	if err != nil {
		return x, false, err
	}
	slices.SortFunc(events, func(a, b incident.Event) int { return derive.Order(&a, &b) })
	facts, intervals, remarks := derive.New(w.rules).Explain(in, events)
	day := incident.Day(facts.Day).String()
	mq, err := w.query(NumbersQuery{Period: day})
	if err != nil {
		return x, false, err
	}
	f, ok, err := metrics.FactOf(ctx, w.Store, mq, in.Account, in.ID)
	if err != nil || !ok {
		return x, false, err
	}
	x = Explained{Facts: f, Definition: mq.Definition.String(), Team: in.Team, PolicyID: in.PolicyID, Policy: in.Policy, Basis: "log_entries"}
	if mq.Subdomain != "" && !strings.HasPrefix(in.ID, "#") {
		u := "https://" + mq.Subdomain + ".pagerduty.com/incidents/" + in.ID
		x.URL = &u
	}
	if facts.Flags&incident.FlagNoHandOffTime != 0 {
		x.Basis, x.FileRule = "files", fileRule(in, &facts)
	}
	x.Timeline = explainedEntries(events, remarks, f.TriggeredAt)
	x.Intervals = countedIntervals(intervals)
	return x, true, nil
}

// fileRule is the line of definitions §5, "from files", that holds for an incident; nil where none does.
func fileRule(in *incident.Incident, f *incident.Facts) *int {
	n := 6
	switch {
	case f.Flags&incident.FlagUntold != 0:
		return nil
	case !f.Manned:
		n = 1
	case f.Flags&incident.FlagStartUnknown != 0:
		n = 2
	case !in.ResolvedAt.OK:
		n = 3
	case in.Engaged.OK:
		n = 4
	case f.ToAcknowledge.OK:
		n = 5
	}
	return &n
}

func explainedEntries(events []incident.Event, remarks []derive.Remark, triggeredAt string) []ExplainedEntry {
	did := map[string][]Did{}
	for _, r := range remarks {
		did[r.Event] = append(did[r.Event], Did{r.Key, named(r.Person)})
	}
	t0, err := time.Parse(time.RFC3339, triggeredAt)
	out := []ExplainedEntry{}
	for i := range events {
		e := &events[i]
		x := ExplainedEntry{ID: e.ID, At: e.At.UTC().Format(time.RFC3339), Type: e.Type, AgentType: e.AgentType, Agent: Named{e.AgentID, e.AgentName},
			Channel: e.Channel, Assignees: []Named{}, Old: e.Old, New: e.New, Did: did[e.ID]}
		if err == nil {
			x.AfterS = int64(e.At.Sub(t0) / time.Second)
		}
		for _, p := range e.Assignees {
			x.Assignees = append(x.Assignees, named(p))
		}
		if e.Until.OK {
			u := e.Until.V.UTC().Format(time.RFC3339)
			x.Until = &u
		}
		if x.Did == nil {
			x.Did = []Did{}
		}
		out = append(out, x)
	}
	return out
}

func named(p incident.Person) Named { return Named{p.ID, p.Name} }

func countedIntervals(intervals []incident.Interval) []CountedInterval {
	out := []CountedInterval{}
	for _, v := range intervals {
		c := CountedInterval{Person: named(v.Person), From: v.From.UTC().Format(time.RFC3339), EndedBy: string(v.End), Implicit: v.Implicit, RanOn: v.RanOn}
		if v.To.OK {
			to, s := v.To.V.UTC().Format(time.RFC3339), int64(v.To.V.Sub(v.From)/time.Second)
			c.To, c.S = &to, &s
		}
		out = append(out, c)
	}
	return out
}

// Label is how people name the incident: its number, else its id.
func (x *Explained) Label() string {
	if x.Facts.Number != nil {
		return "#" + strconv.FormatInt(*x.Facts.Number, 10)
	}
	return x.Facts.ID
}
