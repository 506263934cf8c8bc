package rest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty"
)

// A Sink is where batches go, and what remembers those that went there.
type Sink interface {
	// Take commits a batch with its windows: all of it or nothing.
	Take(context.Context, Batch) error
	// Windows are those that were committed.
	Windows(context.Context) ([]Window, error)
	// Incomplete are the ids of incidents triggered from since on, before until, whose timeline lacks something.
	Incomplete(ctx context.Context, since, until time.Time) ([]string, error)
	// Triggered are the triggers of those incidents that are there, by id.
	Triggered(ctx context.Context, ids []string) (map[string]time.Time, error)
	// Open are the ids of incidents that are not resolved as far as is known.
	Open(context.Context) ([]string, error)
}

// A Batch is what can be committed together.
type Batch struct {
	From, To  time.Time           // around the windows; zero where there are none
	Incidents []incident.Incident // each once, by trigger and id
	Events    []incident.Event    // each once, by time and id, without notify entries
	Members   []Member            // of all teams; nil where they were not asked for or may not be seen
	Refused   []pagerduty.Refusal
	Windows   []Window
	SHA256    string    // of the answers
	Bytes     int64     // of the answers
	Newest    time.Time // the newest instant in it; of the last batch of a pull that pull's end
	Last      bool
}

// A Member is a person in a team.
type Member struct {
	TeamID, Team string
	Person       incident.Person
}

// How much is read before it is committed. A commit costs the place of the batches about a second, an entry read anew about
// half a millisecond of PagerDuty's limit.
const (
	batchIncidents = 20_000
	batchEvents    = 100_000
	batchTimelines = 500
)

// A stage that read less than this leaves it to the next to commit, so that a pull of a day is not a commit for each.
const (
	fewIncidents = 1_000
	fewEvents    = 10_000
)

// pending gathers hauls until they are a batch.
type pending struct {
	haul      *haul
	windows   []Window
	timelines int
}

func newPending() *pending { return &pending{haul: newHaul()} }

func (p *pending) add(h *haul, done *Window) {
	for _, in := range h.incidents {
		p.haul.join(in)
	}
	for id, e := range h.events {
		p.haul.events[id] = e
	}
	p.haul.refused = append(p.haul.refused, h.refused...)
	if done != nil {
		p.windows = append(p.windows, *done)
	}
}

func (p *pending) full() bool {
	return len(p.haul.incidents) >= batchIncidents || len(p.haul.events) >= batchEvents || p.timelines >= batchTimelines
}

func (p *pending) few() bool {
	return len(p.haul.incidents) < fewIncidents && len(p.haul.events) < fewEvents
}

func (p *pending) empty() bool {
	return len(p.haul.incidents)+len(p.haul.events)+len(p.haul.refused)+len(p.windows) == 0
}

// batch is what was gathered, in an order that does not depend on pages.
func (p *pending) batch() Batch {
	b := Batch{Refused: p.haul.refused, Windows: p.windows}
	for _, in := range p.haul.incidents {
		b.Incidents = append(b.Incidents, in)
		if t := in.Latest(); t.After(b.Newest) {
			b.Newest = t
		}
	}
	for _, e := range p.haul.events {
		b.Events = append(b.Events, e)
		if e.At.After(b.Newest) {
			b.Newest = e.At
		}
	}
	slices.SortFunc(b.Incidents, func(x, y incident.Incident) int {
		return cmp.Or(x.TriggeredAt.Compare(y.TriggeredAt), cmp.Compare(x.ID, y.ID))
	})
	slices.SortFunc(b.Events, func(x, y incident.Event) int { return cmp.Or(x.At.Compare(y.At), cmp.Compare(x.ID, y.ID)) })
	for i, w := range p.windows {
		if i == 0 || w.From.Before(b.From) {
			b.From = w.From
		}
		if w.To.After(b.To) {
			b.To = w.To
		}
	}
	return b
}
