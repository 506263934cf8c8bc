package app

import (
	"context"
	"fmt"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/pagerduty"
)

// A Severity says what a CheckItem asks for.
type Severity string

// The severities.
const (
	Fine   Severity = "ok"     // nothing to do
	Notice Severity = "notice" // good to know; nothing has to be done
	Todo   Severity = "todo"   // a person has to do something, or the numbers are wrong or incomplete
)

// A CheckItem is one question to the data. "ui.check.<key>" of the word catalogue names it, "ui.check.<key>.todo" says
// what to do.
type CheckItem struct {
	Key      string   `json:"key"` // no_data, cut_files, refused_rows …
	Count    int64    `json:"count"`
	Severity Severity `json:"severity"`
	Details  []string `json:"details"` // dates, names of files or services; at most maxDetails
}

// CheckResult is the state of the workspace's data over its whole coverage.
type CheckResult struct {
	AsOf        string         `json:"as_of"` // RFC 3339; "" without data
	From        string         `json:"from"`  // local dates of the coverage, both included; "" without data
	To          string         `json:"to"`
	Incidents   int64          `json:"incidents"`
	Definition  string         `json:"definition"` // of handling time
	Basis       metrics.Bases  `json:"basis"`      // of all incidents' handling time
	Sources     []ImportRecord `json:"sources"`    // what the data were read from and when, newest last
	NeedsPerson bool           `json:"needs_person"`
	Items       []CheckItem    `json:"items"`
}

// maxDetails bounds how many names an item lists.
const maxDetails = 20

// Check looks through all data. The figures are those of metrics over the whole coverage, so that check and reports
// cannot differ.
func (a *App) Check(ctx context.Context) (CheckResult, error) {
	r := CheckResult{Items: []CheckItem{}, Sources: []ImportRecord{}}
	err := a.with(ctx, func(w *work) error {
		if err := w.Store.Check(ctx); err != nil {
			return err
		}
		imports, err := w.Imports(ctx)
		if err != nil {
			return err
		}
		for _, i := range imports {
			r.Sources = append(r.Sources, recordOf(i))
		}
		first, last, ok, err := w.coverage(ctx)
		if err != nil {
			return err
		}
		if !ok {
			r.add("no_data", 1, Todo, nil)
			return nil
		}
		r.From, r.To = first.String(), last.String()
		n, err := w.quality(ctx, NumbersQuery{Period: r.From + ".." + r.To})
		if err != nil {
			return err
		}
		return w.check(ctx, n, &r)
	})
	return r, err
}

// coverage is the local days from the first incident's to as_of's (definitions §2); ok is false without any incident.
func (w *work) coverage(ctx context.Context) (first, last incident.Day, ok bool, err error) {
	rows, err := w.Query(ctx, `SELECT max(i.newest), (SELECT min(day) FROM facts) FROM import i`)
	if err != nil {
		return 0, 0, false, fmt.Errorf("reading the coverage: %w", err)
	}
	defer rows.Close()
	var asOf, day *int64
	for rows.Next() {
		if err := rows.Scan(&asOf, &day); err != nil {
			return 0, 0, false, fmt.Errorf("reading the coverage: %w", err)
		}
	}
	if err := rows.Err(); err != nil || asOf == nil || day == nil {
		return 0, 0, false, err
	}
	first, last = incident.Day(*day), incident.LocalDay(time.Unix(*asOf, 0), w.settings.Location())
	// as_of is never later than the import; an incident's day can be, where a clock went wrong.
	return first, max(first, last), true, nil
}

func (w *work) check(ctx context.Context, n *metrics.Numbers, r *CheckResult) error {
	r.AsOf, r.Incidents, r.Definition, r.Basis = n.AsOf, n.Rows, n.Definition, n.Basis
	q := n.Quality
	cut := []string{}
	for _, s := range r.Sources {
		if s.Rows == pagerDutyCut && (s.Kind == "" || s.Kind == string(pagerduty.KindCSV)) {
			cut = append(cut, s.File)
		}
	}
	entries, err := w.Map(ctx)
	if err != nil {
		return err
	}
	services, err := w.Services(ctx)
	if err != nil {
		return err
	}
	unmapped := []string{}
	for _, s := range services {
		if !s.Mapped {
			unmapped = append(unmapped, s.Name)
		}
	}
	r.add("cut_files", int64(len(cut)), Todo, cut)
	refused, err := w.refusing(ctx)
	if err != nil {
		return err
	}
	if len(refused) > 0 {
		r.add("refused_rows", q.RefusedRows, Todo, refused)
	} else {
		r.add("refused_rows_corrected", q.RefusedRows, Notice, nil)
	}
	// Alerts without priority are left out of the SLO. Some are as they should be; all of them leave no SLO at all.
	if q.PrioritiesMissing == n.Rows {
		r.add("no_priorities", q.PrioritiesMissing, Todo, nil)
	} else {
		r.add("priorities_missing", q.PrioritiesMissing, Notice, nil)
	}
	// Without a map every project is its service, which is a choice; with one, a service that it lacks was forgotten.
	if len(entries) > 0 {
		r.add("unmapped_services", q.UnmappedServices, Todo, unmapped)
	} else {
		r.add("no_map", q.UnmappedServices, Notice, unmapped)
	}
	r.add("days_without_incidents", int64(len(q.DaysWithoutIncidents)), Notice, q.DaysWithoutIncidents)
	r.add("open", q.Open, Notice, nil)
	r.add("impossible_instants", q.ImpossibleInstants, Notice, nil)
	r.add("duplicate_rows", q.DuplicateRows, Notice, nil)
	r.add("handling_unknown", n.Basis.Unknown, Notice, nil)
	r.add("handling_unsure", n.Basis.Approximate+n.Basis.UpperBound, Notice, nil)
	r.complete(n, w.settings.Location())
	waiting, err := w.waiting(ctx)
	if err != nil {
		return err
	}
	r.add("timelines_waiting", waiting, Notice, nil)
	return nil
}

// complete adds what is missing of timelines and pulls.
func (r *CheckResult) complete(n *metrics.Numbers, zone *time.Location) {
	q := n.Quality.Completeness
	gaps := []string{}
	for _, g := range q.NotPulled {
		gaps = append(gaps, g.What+" "+localInstant(g.From, zone)+" – "+localInstant(g.To, zone))
	}
	r.add("not_pulled", int64(len(gaps)), Todo, gaps)
	// Who works with files alone has no timeline at all, which is a choice; with some, others are missing.
	if q.WithoutTimeline == n.Basis.All() {
		r.add("no_timelines", q.WithoutTimeline, Notice, nil)
	} else {
		r.add("without_timeline", q.WithoutTimeline, Notice, nil)
	}
	r.add("incomplete_timelines", q.IncompleteTimelines, Notice, nil)
	r.add("unknown_completion", q.UnknownCompletion, Notice, nil)
	r.add("unknown_assignees", q.UnknownAssignees, Notice, nil)
}

// localInstant is an RFC 3339 instant on the zone's clock.
func localInstant(s string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	at := t.Unix()
	return instantText(&at, zone)
}

// waiting is how many incidents have entries of a timeline and are not known themselves.
func (w *work) waiting(ctx context.Context) (n int64, err error) {
	rows, err := w.Query(ctx, `SELECT count(*) FROM (SELECT DISTINCT account, incident_id FROM event) e
		WHERE NOT EXISTS (SELECT 1 FROM facts f WHERE f.account = e.account AND f.id = e.incident_id)`)
	if err != nil {
		return 0, fmt.Errorf("reading the timelines: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, fmt.Errorf("reading the timelines: %w", err)
		}
	}
	return n, rows.Err()
}

// refusing names the files whose newest import left rows out: a file that was corrected and imported again under its name
// needs nobody any more.
func (w *work) refusing(ctx context.Context) ([]string, error) {
	rows, err := w.Query(ctx, `SELECT name FROM import i WHERE refused > 0 AND NOT EXISTS
		(SELECT 1 FROM import n WHERE n.name = i.name AND n."import" > i."import") ORDER BY "import"`)
	if err != nil {
		return nil, fmt.Errorf("reading the imports: %w", err)
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("reading the imports: %w", err)
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// add notes an item, which is fine if it counts nothing.
func (r *CheckResult) add(key string, count int64, s Severity, details []string) {
	if count == 0 {
		s = Fine
	}
	r.NeedsPerson = r.NeedsPerson || s == Todo
	details = append([]string{}, details[:min(len(details), maxDetails)]...)
	r.Items = append(r.Items, CheckItem{Key: key, Count: count, Severity: s, Details: details})
}
