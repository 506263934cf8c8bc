package rest

import (
	"context"
	"time"
)

// An Estimate is what a pull would read, and how many requests that takes.
type Estimate struct {
	Since, Until time.Time
	From         time.Time // the first instant that would be read; zero where everything is in
	Incidents    int64     // as PagerDuty counts them in the windows that would be read
	Entries      int64
	Timelines    int // known incidents whose timelines lack something
	Open         int // known open incidents
	Requests     int64
	Takes        time.Duration // at the pace that PagerDuty allows
	Spent        int64         // requests that the estimate itself took
}

// Estimate asks for the counts alone and takes nothing.
func (c *Client) Estimate(ctx context.Context, plan Plan, sink Sink) (Estimate, error) {
	r, err := c.begin(ctx, plan, sink)
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Since: r.plan.Since, Until: r.plan.Until, Requests: 5} // a page of each list
	teams := int64(0)
	err = c.things(ctx, "/teams", "teams", func(thing) { teams++ })
	if err != nil && !spare(err) {
		return e, err
	}
	e.Requests += teams
	for what, n := range map[string]*int64{Incidents: &e.Incidents, LogEntries: &e.Entries} {
		most := widest
		if what == Incidents && r.plan.Analytics {
			most = analyticsWidest
		}
		for _, w := range pieces(r.missing(what), most) {
			got, err := c.total(ctx, w)
			if err != nil {
				return e, err
			}
			if e.From.IsZero() || w.From.Before(e.From) {
				e.From = w.From
			}
			*n += got.V
			e.Requests += 1 + requests(got.V)
		}
	}
	for _, w := range r.missing(Timelines) {
		ids, err := sink.Incomplete(ctx, w.From, w.To)
		if err != nil {
			return e, err
		}
		e.Timelines += len(ids)
	}
	open, err := sink.Open(ctx)
	if err != nil {
		return e, err
	}
	e.Open = len(open)
	e.Requests += int64(e.Timelines + min(e.Open, fewOpen))
	e.Takes = time.Duration(float64(e.Requests) / PerMinute * float64(time.Minute))
	if plan.Analytics {
		n := int64(len(pieces(r.missing(Analytics), analyticsWidest))) + e.Incidents/analyticsLimit
		e.Requests += n
		e.Takes += time.Duration(float64(n) / analyticsPerMinute * float64(time.Minute))
	}
	e.Spent = c.requests
	return e, nil
}

// requests is how many it takes to read a window with n: its pages, and the questions that cut it until its parts hold no
// more than PagerDuty gives.
func requests(n int64) int64 {
	pages := (n + pageLimit - 1) / pageLimit
	parts := int64(1)
	for n/parts > deepest {
		parts *= 2
	}
	return max(1, pages+parts/2) + parts - 1
}
