package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/pagerduty/rest"
	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// kindAPI is the kind of an import that PagerDuty's API gave.
const kindAPI = "api"

// A PullQuery says what is pulled. Days are of the workspace's zone, "2026-01-31".
type PullQuery struct {
	Since       string // the first day: what lies between is read again, also where it is in; "" = what is not in since the pulls before began
	Until       string // the last day; "" = now
	API         string // a gateway or a mock; "" = PagerDuty's address
	Region      string // us, eu; "" = that of the credentials
	NoAnalytics bool
}

// A PullResult says what a pull did.
type PullResult struct {
	rest.Summary
	Imports    int   // commits
	New        int64 // incidents that were not there
	Changed    int64
	Unchanged  int64
	Impossible int64
	Events     int64 // entries of timelines that were not there
}

// Pull reads the PagerDuty account and takes in what it reads, piece by piece. Stopped at any moment, the next pull goes
// on where it was. The result is that of what went in, also with an error. The workspace is held only while a piece goes
// in.
func (a *App) Pull(ctx context.Context, q PullQuery) (PullResult, error) {
	p, err := a.puller(ctx, q)
	if err != nil {
		return PullResult{}, err
	}
	r, err := p.pull(ctx)
	_, _, _ = a.Credentials() // the folder is there now: the login gets its name by the workspace's id, or stays as it is
	return r, err
}

// EstimatePull asks PagerDuty how much a pull would read, and leaves everything as it is.
func (a *App) EstimatePull(ctx context.Context, q PullQuery) (rest.Estimate, error) {
	p, err := a.puller(ctx, q)
	if err != nil {
		return rest.Estimate{}, err
	}
	e, err := p.client.Estimate(ctx, p.plan, p)
	return e, apiError(err)
}

// A puller takes the batches of one pull into the workspace: it is the client's rest.Sink.
type puller struct {
	app      *App
	client   *rest.Client
	plan     rest.Plan
	settings settings.Settings
	members  []store.TeamMember // to go in with the next batch; nil: there are none
	result   PullResult
}

func (a *App) puller(ctx context.Context, q PullQuery) (*puller, error) {
	credentials, _, err := a.Credentials()
	if err != nil {
		return nil, err
	}
	if q.Region != "" {
		credentials.Region = q.Region
	}
	client, err := a.client(credentials, q.API, 0)
	if err != nil {
		return nil, err
	}
	return a.pullerBy(ctx, q, client)
}

// pullerBy is a puller whose client is given.
func (a *App) pullerBy(ctx context.Context, q PullQuery, client *rest.Client) (*puller, error) {
	set, err := a.Settings()
	if err != nil {
		return nil, err
	}
	p := &puller{app: a, client: client, settings: set}
	p.plan, err = p.planned(ctx, q)
	return p, err
}

func (p *puller) pull(ctx context.Context) (PullResult, error) {
	sum, err := p.client.Pull(ctx, p.plan, p)
	p.result.Summary = sum
	return p.result, apiError(err)
}

// planned turns days into instants.
func (p *puller) planned(ctx context.Context, q PullQuery) (rest.Plan, error) {
	plan := rest.Plan{Analytics: !q.NoAnalytics, Again: q.Since != ""}
	zone := p.settings.Location()
	today := incident.LocalDay(p.app.Now(), zone)
	first := incident.DayOf(incident.FiscalYear(today, time.Month(p.settings.FiscalYearStart))-1, time.Month(p.settings.FiscalYearStart), 1)
	if q.Since != "" {
		var err error
		if first, err = pullDay(q.Since); err != nil {
			return plan, err
		}
	}
	plan.Since = first.In(zone)
	if q.Since == "" {
		done, err := p.Windows(ctx)
		if err != nil {
			return plan, err
		}
		if began := rest.Began(done); !began.IsZero() {
			plan.Since = began
		}
	}
	if q.Until != "" {
		last, err := pullDay(q.Until)
		if err != nil {
			return plan, err
		}
		plan.Until = (last + 1).In(zone)
	}
	until := plan.Until
	if until.IsZero() || until.After(p.app.Now()) {
		until = p.app.Now()
	}
	if !plan.Since.Before(until) {
		return plan, &Error{Key: "error.pull.empty", Args: []string{"since", incident.LocalDay(plan.Since, zone).String(), "until", incident.LocalDay(until, zone).String()}}
	}
	return plan, nil
}

func pullDay(s string) (incident.Day, error) {
	d, err := incident.ParseDay(s)
	if err != nil {
		return 0, &Error{Key: "error.pull.day", Args: []string{"day", s}, Err: err}
	}
	return d, nil
}

// look reads of the workspace; of one that is not there nothing is read, and none is made.
func (p *puller) look(ctx context.Context, do func(*work) error) error {
	if !p.app.HasWorkspace() {
		return nil
	}
	return p.app.with(ctx, do)
}

// Windows are those that are in.
func (p *puller) Windows(ctx context.Context) ([]rest.Window, error) {
	out := []rest.Window{}
	err := p.look(ctx, func(w *work) error {
		done, err := w.Windows(ctx, p.settings.Account)
		for _, d := range done {
			out = append(out, rest.Window{What: d.What, From: d.From, To: d.To, DoneAt: d.Done})
		}
		return err
	})
	return out, err
}

// Incomplete are the incidents whose timelines have to be asked for.
func (p *puller) Incomplete(ctx context.Context, since, until time.Time) (ids []string, err error) {
	err = p.look(ctx, func(w *work) (err error) {
		ids, err = w.Incomplete(ctx, p.settings.Account, since, until)
		return err
	})
	return ids, err
}

// Triggered are the triggers of those incidents that are in the workspace.
func (p *puller) Triggered(ctx context.Context, ids []string) (triggered map[string]time.Time, err error) {
	err = p.look(ctx, func(w *work) (err error) {
		triggered, err = w.Triggered(ctx, p.settings.Account, ids)
		return err
	})
	return triggered, err
}

// Open are the incidents that are not resolved as far as the workspace knows.
func (p *puller) Open(ctx context.Context) (ids []string, err error) {
	err = p.look(ctx, func(w *work) (err error) {
		ids, err = w.OpenIncidents(ctx, p.settings.Account)
		return err
	})
	return ids, err
}

// Take commits a batch. Members alone wait for the next one: a pull has one at its end, whatever it found.
func (p *puller) Take(ctx context.Context, b rest.Batch) error {
	if b.Members != nil {
		p.members = make([]store.TeamMember, 0, len(b.Members))
		for _, m := range b.Members {
			p.members = append(p.members, store.TeamMember{TeamID: m.TeamID, Team: m.Team, Person: m.Person})
		}
	}
	if len(b.Incidents)+len(b.Events)+len(b.Refused)+len(b.Windows) == 0 {
		return nil
	}
	from, to := b.From, b.To
	if from.IsZero() { // the open ones, or single timelines
		from, to = p.plan.Since, p.app.Now()
	}
	windows := make([]store.PullWindow, 0, len(b.Windows))
	for _, w := range b.Windows {
		windows = append(windows, store.PullWindow{What: w.What, From: w.From, To: w.To})
	}
	p.app.progress(Progress{Stage: "ui.pull.taking"})
	return p.app.with(ctx, func(w *work) error {
		rows := &pulled{ctx: ctx, incidents: b.Incidents, rules: w.rules}
		in := store.Import{
			Name: pullName(from, to, p.settings.Location()), Kind: func() string { return kindAPI }, Account: p.settings.Account, ReadAt: w.now, Rows: rows,
			Rules: byRules(w.rules), Reached: true, Origin: p.client.Subdomain(), OriginSure: p.settings.Subdomain != "" && p.settings.Subdomain == p.client.Subdomain(), Windows: windows, Members: p.members,
			Events: func(context.Context) (store.EventFiller, error) { return &pulledEvents{events: b.Events}, nil },
			End: func() (string, int64, int64, int64, int64, time.Time, error) {
				return b.SHA256, b.Bytes, int64(len(b.Incidents) + len(b.Refused)), int64(len(b.Refused)), rows.impossible(), reach(b), nil
			},
		}
		got, err := w.Import(ctx, in)
		if other := (*store.OriginError)(nil); errors.As(err, &other) {
			return &Error{Key: "error.pull.other_account", Args: []string{"known", other.Known, "now", other.Now}, Err: err}
		}
		if err != nil {
			return err
		}
		p.members = nil
		p.result.Imports++
		p.result.New += got.Added
		p.result.Changed += got.Changed
		p.result.Unchanged += got.Unchanged
		p.result.Impossible += got.Impossible
		p.result.Events += got.Events
		return nil
	})
}

// reach is how far the data of a batch reach: of the last one to the pull's end, of one with windows of incidents to theirs. An
// incident that changed later says nothing of the days until then; another batch reaches nowhere. An end is not reached itself:
// midnight would count as a day more.
func reach(b rest.Batch) time.Time {
	if b.Last {
		return b.Newest.Add(-time.Second)
	}
	end := time.Unix(0, 0).UTC()
	for _, w := range b.Windows {
		if last := w.To.Add(-time.Second); w.What == rest.Incidents && last.After(end) {
			end = last
		}
	}
	if b.Newest.Before(end) {
		return b.Newest
	}
	return end
}

// pullName is what the import of a batch is called, with both days included.
func pullName(from, to time.Time, zone *time.Location) string {
	last := to.Add(-time.Second)
	if last.Before(from) {
		last = from
	}
	return "PagerDuty API " + incident.LocalDay(from, zone).String() + ".." + incident.LocalDay(last, zone).String()
}

// pulled gives incidents as the store's rows.
type pulled struct {
	ctx       context.Context
	incidents []incident.Incident
	rules     derive.Rules

	mu   sync.Mutex
	next int
}

// pulledRows is how many rows are made at once.
const pulledRows = 512

// Worker derives for one goroutine.
func (p *pulled) Worker() any { return derive.New(p.rules) }

// Fill makes the next rows.
func (p *pulled) Fill(worker any, rows []store.Row) ([]store.Row, error) {
	p.mu.Lock()
	from := p.next
	to := min(from+pulledRows, len(p.incidents))
	p.next = to
	p.mu.Unlock()
	if from == to {
		return nil, io.EOF
	}
	d := worker.(*derive.Deriver)
	for i := from; i < to; i++ {
		r := incident.Reading{Incident: p.incidents[i], Row: int64(i + 1)}
		rows = append(rows, store.Row{Reading: r, Facts: d.Facts(&r.Incident)})
	}
	return rows, p.ctx.Err()
}

func (p *pulled) impossible() int64 {
	n := 0
	for i := range p.incidents {
		n += p.incidents[i].Impossible
	}
	return int64(n)
}

// pulledEvents gives entries of timelines to the store.
type pulledEvents struct {
	mu     sync.Mutex
	events []incident.Event
}

// FillEvents gives the next entries.
func (p *pulledEvents) FillEvents(buf []incident.Event) ([]incident.Event, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := min(pulledRows, len(p.events))
	if n == 0 {
		return nil, io.EOF
	}
	buf = append(buf, p.events[:n]...)
	p.events = p.events[n:]
	return buf, nil
}

// ruleHash is the version of the rules in code, then the settings' hash of rules, with the people of the teams that the roster names: who is in them came by a
// pull, and changes what is derived.
func ruleHash(set settings.Settings, teams map[string]map[string]bool) string {
	var lines []string
	for _, m := range set.Roster {
		people, known := teams[m.Team]
		if m.Team == "" || !known {
			continue
		}
		names := []string{}
		for name := range people {
			names = append(names, name)
		}
		slices.Sort(names)
		lines = append(lines, fmt.Sprintf("%q%q", m.Team, names))
	}
	if len(lines) == 0 {
		return derive.Version + "-" + set.RuleHash()
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(set.RuleHash() + strings.Join(slices.Compact(lines), "\n")))
	return derive.Version + "-" + hex.EncodeToString(sum[:])
}

// Whole says that what was read is what PagerDuty counts, and that nothing has to be read again.
func (r PullResult) Whole() bool {
	return r.Incidents.Read == r.Incidents.Told && r.Entries.Read == r.Entries.Told && len(r.Unsettled) == 0 && len(r.Overfull) == 0
}

// Lacks says why a pull went on without something: plan, scope, gone, refused, fault.
func Lacks(w rest.Without) string {
	switch {
	case errors.Is(w.Err, rest.ErrPlan):
		return "plan"
	case errors.Is(w.Err, rest.ErrScope):
		return "scope"
	case errors.Is(w.Err, rest.ErrNotFound):
		return "gone"
	case errors.Is(w.Err, rest.ErrArguments):
		return "refused"
	}
	return "fault"
}
