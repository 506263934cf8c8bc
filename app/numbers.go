package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/pagerduty"
	"furikaeri/app/settings"
)

// A NumbersQuery says what to count: a period as definitions §2 writes it, and a scope.
type NumbersQuery struct {
	Period string
	Unit   string // "" = all
	Client string // "" = all
}

// Numbers counts every metric.
func (a *App) Numbers(ctx context.Context, q NumbersQuery) (*metrics.Numbers, error) {
	var n *metrics.Numbers
	err := a.with(ctx, func(w *work) (err error) {
		n, err = w.numbers(ctx, q)
		return err
	})
	return n, err
}

func (w *work) numbers(ctx context.Context, q NumbersQuery) (*metrics.Numbers, error) {
	mq, err := w.query(q)
	if err != nil {
		return nil, err
	}
	return metrics.Compute(ctx, w.Store, mq)
}

// quality is of numbers what a check of the data needs.
func (w *work) quality(ctx context.Context, q NumbersQuery) (*metrics.Numbers, error) {
	mq, err := w.query(q)
	if err != nil {
		return nil, err
	}
	return metrics.ComputeQuality(ctx, w.Store, mq)
}

// query is q with the settings that matter to it.
func (w *work) query(q NumbersQuery) (metrics.Query, error) {
	set := w.settings
	p, err := incident.ParsePeriod(q.Period, time.Month(set.FiscalYearStart))
	if err != nil {
		return metrics.Query{}, &Error{Key: "error.period", Args: []string{"period", q.Period}, Err: err}
	}
	d, ok := incident.DefinitionNamed(set.DefinitionOf(incident.FiscalYear(p.From, time.Month(set.FiscalYearStart))))
	if !ok {
		return metrics.Query{}, fmt.Errorf("unknown definition of handling time")
	}
	return metrics.Query{
		Period: p, Zone: set.Location(), Unit: q.Unit, Client: q.Client, Definition: d, Limits: limits(set), Subdomain: set.Subdomain,
	}, nil
}

// limits are the SLOs of the workspace, and those that clients have agreed otherwise.
func limits(set settings.Settings) []metrics.Limit {
	out := []metrics.Limit{}
	for _, l := range set.SLO {
		out = append(out, metrics.Limit{Priority: l.Priority, Limit: time.Duration(l.LimitSeconds) * time.Second, GoalBP: l.GoalBP})
	}
	for _, c := range set.ClientSLO {
		for _, l := range set.SLOFor(c.Client) {
			if l.Priority == c.Priority {
				out = append(out, metrics.Limit{Client: c.Client, Priority: l.Priority, Limit: time.Duration(l.LimitSeconds) * time.Second, GoalBP: l.GoalBP})
			}
		}
	}
	return out
}

func asFileError(err error) (*pagerduty.FileError, bool) {
	var e *pagerduty.FileError
	return e, errors.As(err, &e)
}

func fileArgs(e *pagerduty.FileError) []string {
	return []string{"file", e.File, "line", strconv.Itoa(e.Line), "detail", e.Detail}
}
