package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

// A pulledReport is what pull says as JSON.
type pulledReport struct {
	Since      string       `json:"since"`
	ReadFrom   string       `json:"read_from"` // what is before was in
	Until      string       `json:"until"`
	Requests   int64        `json:"requests"`
	Incidents  pulledCount  `json:"incidents"`
	Entries    pulledCount  `json:"log_entries"`
	New        int64        `json:"new"`
	Changed    int64        `json:"changed"`
	Unchanged  int64        `json:"unchanged"`
	Refused    int          `json:"refused"`
	Impossible int64        `json:"impossible_instants"`
	Events     int64        `json:"events"` // entries of timelines that were not there before
	Timelines  int          `json:"timelines"`
	Open       int          `json:"open_read_again"`
	Moved      int          `json:"changed_late_read_again"`
	Gone       int          `json:"gone"`
	Analytics  int          `json:"analytics_rows"`
	Whole      bool         `json:"whole"`
	Without    []string     `json:"without"`
	Refusals   []refusedRow `json:"refusals"`
}

// A pulledCount compares what was read with what PagerDuty counts.
type pulledCount struct {
	Read int64 `json:"read"`
	Told int64 `json:"pagerduty"`
}

// An estimateReport is what pull --dry-run says as JSON.
type estimateReport struct {
	Since     string `json:"since"`
	ReadFrom  string `json:"read_from"` // what is before is in
	Until     string `json:"until"`
	Incidents int64  `json:"incidents"`
	Entries   int64  `json:"log_entries"`
	Timelines int    `json:"timelines"`
	Open      int    `json:"open"`
	Requests  int64  `json:"requests"`
	Seconds   int64  `json:"seconds"`
}

func (f *face) pullCommand() *cobra.Command {
	var q app.PullQuery
	var dry bool
	c := f.command("pull", "[--since DAY] [--until DAY]", func(c *cobra.Command, _ []string) error {
		if q.Region != "" && q.Region != "us" && q.Region != "eu" {
			return usage("error.usage.bad_value", "flag", "--region", "value", q.Region)
		}
		a, err := f.app(c)
		if err != nil {
			return err
		}
		if dry {
			return f.estimate(c, a, q)
		}
		r, err := a.Pull(c.Context(), q)
		if err != nil && r.Imports == 0 { // nothing went in that could be told of
			return err
		}
		set, e := a.Settings()
		if e != nil {
			return errors.Join(err, e)
		}
		f.sayPulled(r, set.Location())
		if err != nil {
			f.tell("ui.pulled.stopped")
		}
		if f.json {
			err = errors.Join(err, f.printJSON(f.pulledReport(r), true))
		}
		return err
	})
	c.Args = none
	c.Flags().StringVar(&q.Since, "since", "", f.words.T("help.flag.pull_since"))
	c.Flags().StringVar(&q.Until, "until", "", f.words.T("help.flag.pull_until"))
	c.Flags().StringVar(&q.API, "api", "", f.words.T("help.flag.api"))
	c.Flags().StringVar(&q.Region, "region", "", f.words.T("help.flag.region"))
	c.Flags().BoolVar(&q.NoAnalytics, "no-analytics", false, f.words.T("help.flag.no_analytics"))
	c.Flags().BoolVar(&dry, "dry-run", false, f.words.T("help.flag.pull_dry_run"))
	return c
}

func (f *face) estimate(c *cobra.Command, a *app.App, q app.PullQuery) error {
	e, err := a.EstimatePull(c.Context(), q)
	if err != nil {
		return err
	}
	if f.json {
		return f.printJSON(estimateReport{stamp(e.Since), stamp(readFrom(e.From, e.Until)), stamp(e.Until), e.Incidents, e.Entries, e.Timelines, e.Open, e.Requests, int64(e.Takes.Seconds())}, true)
	}
	set, err := a.Settings()
	if err != nil {
		return err
	}
	n, zone := f.words.Count, set.Location()
	f.say("ui.pull_estimate", "since", f.words.Moment(readFrom(e.From, e.Until), zone), "until", f.words.Moment(e.Until, zone), "incidents", n(e.Incidents), "entries", n(e.Entries),
		"requests", n(e.Requests), "span", f.words.Span(max(1, e.Takes.Seconds())))
	if e.Timelines+e.Open > 0 {
		f.say("ui.pull_estimate.again", "timelines", n(int64(e.Timelines)), "open", n(int64(e.Open)))
	}
	f.tell("ui.dry_run")
	return nil
}

// readFrom is where a pull reads from; it reads nothing where everything is in.
func readFrom(from, until time.Time) time.Time {
	if from.IsZero() {
		return until
	}
	return from
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (f *face) pulledReport(r app.PullResult) pulledReport {
	out := pulledReport{
		Since: stamp(r.Since), ReadFrom: stamp(readFrom(r.From, r.Until)), Until: stamp(r.Until), Requests: r.Requests, Incidents: pulledCount{r.Incidents.Read, r.Incidents.Told},
		Entries: pulledCount{r.Entries.Read, r.Entries.Told}, New: r.New, Changed: r.Changed, Unchanged: r.Unchanged, Refused: len(r.Refused),
		Impossible: r.Impossible, Events: r.Events, Timelines: r.Timelines, Open: r.Open, Moved: r.Moved, Gone: r.Gone, Analytics: r.Rows, Whole: r.Whole(),
		Without: []string{}, Refusals: []refusedRow{},
	}
	for _, w := range r.Without {
		out.Without = append(out.Without, w.What)
	}
	for _, x := range r.Refused {
		out.Refusals = append(out.Refusals, refusedRow{x.Line, x.Row, x.Column, string(x.Problem), f.words.T("refused." + string(x.Problem)), x.Value})
	}
	return out
}

// sayPulled tells what a pull did, and compares it with what PagerDuty counts.
func (f *face) sayPulled(r app.PullResult, zone *time.Location) {
	n := f.words.Count
	f.tell("ui.pulled", "since", f.words.Moment(readFrom(r.From, r.Until), zone), "until", f.words.Moment(r.Until, zone), "new", n(r.New), "changed", n(r.Changed), "unchanged", n(r.Unchanged),
		"refused", n(int64(len(r.Refused))))
	if r.Events > 0 {
		f.tell("ui.imported_events", "n", n(r.Events))
	}
	if r.Impossible > 0 {
		f.tell("ui.imported_impossible", "n", n(r.Impossible))
	}
	counts := []string{"incidents", n(r.Incidents.Read), "of", n(r.Incidents.Told), "entries", n(r.Entries.Read), "of_entries", n(r.Entries.Told)}
	if r.Whole() {
		f.tell("ui.pulled.whole", counts...)
	} else {
		f.say("ui.pulled.differs", counts...)
	}
	f.tell("ui.pulled.requests", "requests", n(r.Requests), "timelines", n(int64(r.Timelines)), "open", n(int64(r.Open)))
	if r.Moved > 0 {
		f.tell("ui.pulled.moved", "n", n(int64(r.Moved)))
	}
	if r.Gone > 0 {
		f.tell("ui.pulled.gone", "n", n(int64(r.Gone)))
	}
	for _, w := range r.Without {
		f.tell("ui.pulled.without", "what", f.words.T("ui.pull_list."+w.What), "why", f.words.T("ui.pull_lacks."+app.Lacks(w)))
	}
	for i, x := range r.Refused {
		if i == shownRefusals {
			f.tell("ui.refused_more", "n", n(int64(len(r.Refused)-i)))
			break
		}
		if !f.quiet {
			fmt.Fprintf(f.Stderr, "  %s:%s\n", app.OneLine(x.File), f.refusal(int(x.Row), x.Column, string(x.Problem), x.Value))
		}
	}
}
