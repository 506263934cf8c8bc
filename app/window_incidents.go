package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
)

// Only says what of the incidents to list.
type Only string

// The parts to list. Their names are in the catalogue under "ui.w.only.".
const (
	OnlyAll     Only = "all"
	OnlyManned  Only = "manned"  // a person acted on it
	OnlyAuto    Only = "auto"    // recovered by itself
	OnlyJudged  Only = "judged"  // member of the SLO
	OnlyMissed  Only = "missed"  // missed its SLO
	OnlyOpen    Only = "open"    // not resolved
	OnlyUnknown Only = "unknown" // handling time not known
)

// AllOnly are the values of Only, for the bindings.
var AllOnly = []struct {
	Value  Only
	TSName string
}{{OnlyAll, "All"}, {OnlyManned, "Manned"}, {OnlyAuto, "Auto"}, {OnlyJudged, "Judged"}, {OnlyMissed, "Missed"}, {OnlyOpen, "Open"}, {OnlyUnknown, "Unknown"}}

// An IncidentQuery says which incidents to list.
type IncidentQuery struct {
	Period   string `json:"period"`
	Unit     string `json:"unit"`
	Client   string `json:"client"`
	Kind     string `json:"kind"`     // HomeKind.ID; "" = all
	Priority string `json:"priority"` // "" = all
	Only     Only   `json:"only"`
	Search   string `json:"search"`
}

// An IncidentRow is one incident of a list.
type IncidentRow struct {
	ID       string `json:"id"`
	Account  string `json:"account"`
	At       string `json:"at"`
	Priority string `json:"priority"`
	Title    string `json:"title"`
	Client   string `json:"client"`
	Service  string `json:"service"`
	Handling string `json:"handling"` // minutes
	Complete string `json:"complete"` // minutes to completion
	SLO      string `json:"slo"`
	Missed   bool   `json:"missed"`
}

// An IncidentPage is the newest incidents of a list.
type IncidentPage struct {
	Found int           `json:"found"`
	Said  string        `json:"said"` // how many there are, and how many of them are here
	Rows  []IncidentRow `json:"rows"`
}

// listed is how many incidents a list shows at most.
const listed = 10_000

// Incidents is the beginning of a list, to be shown at once; the page fetches all of it from /data/incidents, with the
// same query.
func (w *Window) Incidents(q IncidentQuery) (out IncidentPage, err error) {
	defer caught(&err)
	return w.incidents(context.Background(), q, 100)
}

func (w *Window) incidents(ctx context.Context, q IncidentQuery, limit int) (IncidentPage, error) {
	out := IncidentPage{Rows: []IncidentRow{}}
	words := w.speech()
	err := w.desk.read(ctx, func(k *work) error {
		mq, err := k.query(NumbersQuery{Period: q.Period, Unit: q.Unit, Client: q.Client})
		if err != nil {
			return err
		}
		only := q.Only
		if only == OnlyAll {
			only = ""
		}
		rows, found, err := metrics.List(ctx, k.Store, mq, metrics.Filter{Kind: q.Kind, Priority: q.Priority, Only: string(only), Search: q.Search, Limit: limit})
		if err != nil {
			return err
		}
		out.Found = int(found)
		out.Said = words.T("ui.w.list.said", "n", words.Count(found))
		if found > listed {
			out.Said = words.T("ui.w.list.cut", "n", words.Count(found), "shown", words.Count(listed))
		}
		for _, r := range rows {
			out.Rows = append(out.Rows, incidentRow(words, mq.Zone, &r))
		}
		return nil
	})
	return out, err
}

func incidentRow(words lang.Words, zone *time.Location, r *metrics.Listed) IncidentRow {
	out := IncidentRow{
		ID: r.ID, Account: r.Account, At: words.Moment(time.Unix(r.TriggeredAt, 0), zone), Priority: r.Priority, Title: r.Title, Client: r.Client, Service: r.Service,
		Handling: minutes(words, r.Handling), Complete: minutes(words, r.ToCompletion), SLO: words.T("slo." + r.SLO), Missed: r.SLO == "missed",
	}
	if out.Title == "" {
		out.Title = words.T("term.no_title")
	}
	if r.SLO == "excluded" {
		out.SLO = words.T("slo.excluded")
	}
	return out
}

func minutes(words lang.Words, seconds *int64) string {
	if seconds == nil {
		return lang.None
	}
	return words.Decimal(float64(*seconds)/60, 1)
}

// incidentsHandler answers a list whole, as JSON: too much for a binding.
func (w *Window) incidentsHandler(out http.ResponseWriter, r *http.Request) {
	v := r.URL.Query()
	page, err := guarded1(func() (IncidentPage, error) {
		return w.incidents(r.Context(), IncidentQuery{
			Period: v.Get("period"), Unit: v.Get("unit"), Client: v.Get("client"), Kind: v.Get("kind"), Priority: v.Get("priority"), Only: Only(v.Get("only")), Search: v.Get("search"),
		}, listed)
	})
	out.Header().Set("Content-Type", "application/json; charset=utf-8")
	if err != nil {
		out.WriteHeader(http.StatusUnprocessableEntity)
		json.NewEncoder(out).Encode(Describe(w, err))
		return
	}
	json.NewEncoder(out).Encode(page)
}

// guarded1 is do, with a panic as an error.
func guarded1[T any](do func() (T, error)) (out T, err error) {
	defer caught(&err)
	return do()
}

// An IncidentDetail is one incident: what is known of it, how it was counted, and why.
type IncidentDetail struct {
	ID       string     `json:"id"`
	Number   string     `json:"number"`
	Title    string     `json:"title"`
	Link     string     `json:"link"` // its page at PagerDuty; "" where the account's name is not set
	Facts    []Pair     `json:"facts"`
	Handling []Measured `json:"handling"` // by each definition, that in use first
	Timeline []Moment   `json:"timeline"`
	Notes    []string   `json:"notes"`
}

// A Pair is a label and its text.
type Pair struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Measured is the handling time by one definition.
type Measured struct {
	Definition string `json:"definition"`
	Value      string `json:"value"`
	Basis      string `json:"basis"`
	InUse      bool   `json:"inUse"`
}

// A Moment is one entry of a timeline. After is the time since the trigger.
type Moment struct {
	At    string `json:"at"`
	After string `json:"after"`
	What  string `json:"what"`
	Who   string `json:"who"`
}

// Incident is everything about one incident. Period is that of the list it was chosen from.
func (w *Window) Incident(period, account, id string) (out IncidentDetail, err error) {
	defer caught(&err)
	ctx, words := context.Background(), w.speech()
	out = IncidentDetail{Facts: []Pair{}, Handling: []Measured{}, Timeline: []Moment{}, Notes: []string{}}
	err = w.desk.read(ctx, func(k *work) error {
		mq, err := k.query(NumbersQuery{Period: period})
		if err != nil {
			return err
		}
		rows, _, err := metrics.List(ctx, k.Store, mq, metrics.Filter{ID: id, Limit: 2})
		if err != nil {
			return err
		}
		d, ok, err := metrics.DetailOf(ctx, k.Store, account, id)
		if err != nil {
			return err
		}
		events, err := k.Timeline(ctx, account, id)
		if err != nil {
			return err
		}
		for i := range rows {
			if ok && rows[i].Account == account {
				detail{words, mq, &rows[i], &d, events, k.settings.Unit(words.Code)}.write(&out)
				return nil
			}
		}
		return &Error{Key: "error.w.incident", Args: []string{"id", id}}
	})
	return out, err
}

// A detail writes one incident.
type detail struct {
	words    lang.Words
	q        metrics.Query
	r        *metrics.Listed
	d        *metrics.Detail
	events   []incident.Event // its timeline; none where only a table told of it
	unitWord string
}

func (p detail) write(out *IncidentDetail) {
	row := incidentRow(p.words, p.q.Zone, p.r)
	out.ID, out.Title = row.ID, row.Title
	if p.r.Number != nil {
		out.Number = "#" + strconv.FormatInt(*p.r.Number, 10)
	}
	if p.q.Subdomain != "" && len(row.ID) > 0 && row.ID[0] != '#' {
		out.Link = "https://" + p.q.Subdomain + ".pagerduty.com/incidents/" + row.ID
	}
	add := func(key, text string) {
		if text != "" {
			out.Facts = append(out.Facts, Pair{p.words.T(key), text})
		}
	}
	priority := row.Priority
	if priority == "" {
		priority = p.words.T("term.no_priority")
	}
	if p.d.PriorityBy == "rule" {
		priority += p.words.T("ui.w.incident.by_rule")
	}
	add("column.priority", priority)
	add("column.slo", p.slo())
	if p.r.Completion != "" {
		add("column.completion", p.words.T("completion."+p.r.Completion))
	}
	add("column.completion_min", row.Complete)
	add("column.kind", p.r.Kind)
	add("column.client", row.Client)
	add("column.project", p.r.Project)
	out.Facts = append(out.Facts, Pair{p.unitWord, p.r.Unit})
	add("column.service", row.Service)
	add("column.file", p.d.File)
	p.handling(out)
	p.timeline(out)
	for _, f := range incident.FlagNames(incident.Flag(p.d.Flags)) {
		out.Notes = append(out.Notes, p.words.T("ui.w.flag."+f))
	}
}

func (p detail) slo() string {
	s := p.words.T("slo." + p.r.SLO)
	if p.r.Limit != nil {
		s += p.words.T("ui.w.incident.limit", "limit", p.words.Span(float64(*p.r.Limit)))
	}
	return s
}

func (p detail) handling(out *IncidentDetail) {
	for i := range p.d.Handling {
		def := incident.Definition(i)
		m := Measured{Definition: p.words.T("definition." + def.String()), Value: lang.None, InUse: def == p.q.Definition}
		if b := p.d.Basis[i]; b >= 0 && b <= int64(incident.Unknown) {
			m.Basis = p.words.T("ui.w.basis." + incident.Basis(b).String())
		}
		if s := p.d.Handling[i]; s != nil {
			m.Value = p.words.Span(float64(*s))
		}
		if m.InUse {
			out.Handling = append([]Measured{m}, out.Handling...)
			continue
		}
		out.Handling = append(out.Handling, m)
	}
}

func (p detail) timeline(out *IncidentDetail) {
	at := func(seconds int64, what, who string) {
		m := Moment{At: time.Unix(seconds, 0).In(p.q.Zone).Format("2006-01-02 15:04:05"), What: what, Who: who}
		if s := seconds - p.r.TriggeredAt; s > 0 {
			m.After = "+" + p.words.Span(float64(s))
		}
		out.Timeline = append(out.Timeline, m)
	}
	for _, e := range p.events {
		what := e.Type
		if key := "ui.w.event." + e.Type; p.words.Has(key) {
			what = p.words.T(key)
		}
		at(e.At.Unix(), what, e.AgentName)
	}
	if len(p.events) > 0 {
		return
	}
	at(p.r.TriggeredAt, p.words.T("ui.w.event.trigger"), "")
	if p.d.AcknowledgedAt != nil {
		at(*p.d.AcknowledgedAt, p.words.T("ui.w.event.acknowledge"), "")
	}
	if p.d.ResolvedAt != nil {
		who := ""
		if p.d.ResolvedBy != "" {
			who = p.words.T("ui.w.by." + p.d.ResolvedBy)
		}
		at(*p.d.ResolvedAt, p.words.T("ui.w.event.resolve"), who)
	}
}
