package metrics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"furikaeri/app/incident"
)

// A Fact is everything that is derived of one incident; its JSON is a line of the command incidents. Instants are RFC 3339, UTC.
// Pointers are nil where a value is unknown or there is none.
type Fact struct {
	ID              string         `json:"id"`
	Account         string         `json:"account"`
	Number          *int64         `json:"number"`
	Title           string         `json:"title"`
	KindID          string         `json:"kind_id"`
	Unit            string         `json:"unit"`
	Client          string         `json:"client"`
	Project         string         `json:"project"`
	Service         string         `json:"service"`
	Priority        string         `json:"priority"`     // "" = none
	PriorityBy      string         `json:"priority_by"`  // pagerduty, rule, none
	TriggeredAt     string         `json:"triggered_at"` // the first trigger
	AcknowledgedAt  *string        `json:"acknowledged_at"`
	AcknowledgedBy  *string        `json:"acknowledged_by"` // l1, other
	HandOff         *HandedOver    `json:"hand_off"`
	ResolvedAt      *string        `json:"resolved_at"`
	ResolvedBy      *string        `json:"resolved_by"` // l1, other_person, automation, integration, timeout, merge, unknown; nil: open
	Completion      Completed      `json:"completion"`
	ToCompletionS   *int64         `json:"to_completion_s"`
	Handling        HandlingOfFact `json:"handling"`
	Manned          bool           `json:"manned"`
	Handled         string         `json:"handled"` // people_only, automation_only, both, nobody
	StraightToL2    bool           `json:"straight_to_l2"`
	Reopened        bool           `json:"reopened"`
	ReopenedIn60Min bool           `json:"reopened_within_60_min"`
	SLO             Judged         `json:"slo"`
	Flags           []string       `json:"flags"`
	Source          []string       `json:"source"` // the imports that told of it, oldest first
}

// HandedOver is a hand-off to the second line. At is nil where its time is unknown.
type HandedOver struct {
	At *string `json:"at"`
	By string  `json:"by"` // hand, automation, timeout
}

// Completed is how and when first-line work ended. At is nil where there is no such instant, or it is unknown.
type Completed struct {
	At   *string `json:"at"`
	Kind string  `json:"kind"` // incident.Completion
}

// A HandlingTime is in whole seconds, nil where it is unknown, with how sure it is.
type HandlingTime struct {
	S     *int64 `json:"s"`
	Basis string `json:"basis"`
}

// HandlingOfFact are the handling times by the five definitions.
type HandlingOfFact struct {
	L1           HandlingTime `json:"l1"`
	L1Shared     HandlingTime `json:"l1-shared"`
	PagerDuty    HandlingTime `json:"pagerduty"`
	Effort       HandlingTime `json:"effort"`
	AckToResolve HandlingTime `json:"ack-to-resolve"`
}

// All are the handling times in the order of incident.Definition.
func (h HandlingOfFact) All() [incident.Definitions]HandlingTime {
	return [...]HandlingTime{h.L1, h.L1Shared, h.PagerDuty, h.Effort, h.AckToResolve}
}

// Judged is what the SLO makes of an incident. Met is nil for those that it leaves out, for the first reason that holds.
type Judged struct {
	Member  bool    `json:"member"`
	Met     *bool   `json:"met"`
	LeftOut *string `json:"left_out"`
	LimitS  *int64  `json:"limit_s"`
	// Excluded is the reason that people agreed on, where LeftOut is "excluded".
	Excluded *string `json:"excluded_because,omitempty"`
}

// stretchRows is about how many incidents EachFact has in memory at a time.
const stretchRows = 20_000

// EachFact calls each for every incident in the scope and period of q, by trigger, then id. It reads days by days, so that
// its memory does not grow with them. each keeps nothing of f, and asks nothing of db.
func EachFact(ctx context.Context, db Querier, q Query, each func(f *Fact) error) error {
	return eachFact(ctx, db, q, "", "", each)
}

// FactOf is the fact of one incident; ok is false where there is none. The period of q need not hold it.
func FactOf(ctx context.Context, db Querier, q Query, account, id string) (f Fact, ok bool, err error) {
	rows, err := db.Query(ctx, "SELECT day FROM facts WHERE account = ? AND id = ?", account, id)
	var day int64
	err = scanned(rows, err, func(scan func(...any) error) error { ok = true; return scan(&day) })
	if err != nil || !ok {
		return f, false, err
	}
	q.Period = incident.Period{From: incident.Day(day), To: incident.Day(day)}
	ok = false
	err = eachFact(ctx, db, q, account, id, func(found *Fact) error { f, ok = *found, true; return nil })
	return f, ok, err
}

// eachFact is EachFact, of one incident alone unless id is "".
func eachFact(ctx context.Context, db Querier, q Query, account, id string, each func(*Fact) error) (err error) {
	c := newComputation(ctx, db, q)
	defer func() {
		for _, t := range []string{"stretch", "brought"} {
			err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp."+t))
		}
		c.ctx = context.WithoutCancel(ctx)
		err = errors.Join(err, c.forget())
	}()
	r := factReader{computation: c, each: each}
	if err := c.run([]step{{"the coverage", c.coverage}, {"what is asked", c.ask}, {"timelines and imports", r.prepare}}); err != nil {
		return err
	}
	stretches, err := r.stretches()
	if err != nil {
		return err
	}
	for _, s := range stretches {
		if err := r.stretch(s, account, id); err != nil {
			return fmt.Errorf("reading the incidents of %s to %s: %w", s[0], s[1], err)
		}
	}
	return nil
}

// A factReader reads facts stretch by stretch.
type factReader struct {
	*computation
	imports map[int64]string
	query   string
	each    func(*Fact) error
	sources []broughtBy // of the stretch, by account and id
}

// broughtBy is one import that told of an incident.
type broughtBy struct {
	account, id string
	number      int64
}

func (r *factReader) prepare() error {
	var err error
	if r.query, err = within("incidents"); err != nil {
		return err
	}
	q, err := statement("brought")
	if err != nil {
		return err
	}
	if err := r.db.Exec(r.ctx, q); err != nil {
		return err
	}
	r.imports = map[int64]string{}
	return r.computation.each(`SELECT "import", name FROM import`, func(scan func(...any) error) error {
		var n int64
		var name string
		err := scan(&n, &name)
		r.imports[n] = name
		return err
	})
}

// stretches cuts the days of the period so that each has about stretchRows incidents; a day is never cut.
func (r *factReader) stretches() (out [][2]incident.Day, err error) {
	n := int64(stretchRows)
	rows, err := r.db.Query(r.ctx, "SELECT day, count(*) FROM facts CROSS JOIN q WHERE day BETWEEN q.from_day AND q.to_day GROUP BY day ORDER BY day")
	return out, scanned(rows, err, func(scan func(...any) error) error {
		var day, count int64
		if err := scan(&day, &count); err != nil {
			return err
		}
		if n+count > stretchRows {
			out, n = append(out, [2]incident.Day{incident.Day(day), incident.Day(day)}), 0
		}
		out[len(out)-1][1] = incident.Day(day)
		n += count
		return nil
	})
}

func (r *factReader) stretch(days [2]incident.Day, account, id string) error {
	if err := r.db.Exec(r.ctx, "CREATE OR REPLACE TEMP TABLE stretch (from_day BIGINT, to_day BIGINT, account VARCHAR, id VARCHAR)"); err != nil {
		return err
	}
	if err := r.db.Exec(r.ctx, "INSERT INTO stretch VALUES (?, ?, ?, ?)", int64(days[0]), int64(days[1]), account, id); err != nil {
		return err
	}
	r.sources = r.sources[:0]
	err := r.rows("incident_sources", func(scan func(...any) error) error {
		var b broughtBy
		err := scan(&b.account, &b.id, &b.number)
		r.sources = append(r.sources, b)
		return err
	})
	if err != nil {
		return err
	}
	return r.computation.each(r.query, func(scan func(...any) error) error {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		f, err := r.fact(scan)
		if err != nil {
			return err
		}
		return r.each(f)
	})
}

// fact reads one row of incidents.sql.
func (r *factReader) fact(scan func(...any) error) (*Fact, error) {
	f := &Fact{}
	var v struct {
		kind, t0, manned, automation, straight, reopened, reopenedIn, flags, newest int64
		toAcknowledge, toHandOff, toResolve                                         *int64
		acknowledgedBy, handOffBy, resolvedBy, slo                                  string
		excluded                                                                    *string
		s                                                                           [incident.Definitions]*int64
		basis                                                                       [incident.Definitions]int64
	}
	err := scan(&f.Account, &f.ID, &f.Number, &f.Title, &v.kind, &f.Unit, &f.Client, &f.Project, &f.Service, &f.Priority, &f.PriorityBy,
		&v.t0, &v.toAcknowledge, &v.acknowledgedBy, &v.handOffBy, &v.toHandOff, &v.toResolve, &v.resolvedBy, &f.Completion.Kind, &f.ToCompletionS,
		&v.s[0], &v.basis[0], &v.s[1], &v.basis[1], &v.s[2], &v.basis[2], &v.s[3], &v.basis[3], &v.s[4], &v.basis[4],
		&v.manned, &v.automation, &v.straight, &v.reopened, &v.reopenedIn, &v.slo, &f.SLO.LimitS, &v.excluded, &v.flags, &v.newest)
	if err != nil {
		return nil, err
	}
	after := func(s *int64) *string {
		if s == nil {
			return nil
		}
		at := time.Unix(v.t0+*s, 0).UTC().Format(time.RFC3339)
		return &at
	}
	zero := int64(0)
	f.KindID = kindID(v.kind)
	f.TriggeredAt = *after(&zero)
	f.AcknowledgedAt, f.AcknowledgedBy = after(v.toAcknowledge), orNone(v.acknowledgedBy)
	f.ResolvedAt, f.ResolvedBy = after(v.toResolve), orNone(v.resolvedBy)
	f.Completion.At = after(f.ToCompletionS)
	if v.handOffBy != "" {
		f.HandOff = &HandedOver{after(v.toHandOff), v.handOffBy}
	}
	for i, to := range []*HandlingTime{&f.Handling.L1, &f.Handling.L1Shared, &f.Handling.PagerDuty, &f.Handling.Effort, &f.Handling.AckToResolve} {
		*to = HandlingTime{v.s[i], incident.Basis(v.basis[i]).String()}
	}
	f.Manned, f.StraightToL2, f.Reopened, f.ReopenedIn60Min = v.manned == 1, v.straight == 1, v.reopened == 1, v.reopenedIn == 1
	f.Handled = [2][2]string{{"nobody", "automation_only"}, {"people_only", "both"}}[v.manned][v.automation]
	f.Flags = incident.FlagNames(incident.Flag(v.flags))
	f.Source = r.told(f, v.newest)
	met := v.slo == "met"
	if f.SLO.Member = met || v.slo == "missed"; f.SLO.Member {
		f.SLO.Met = &met
	} else {
		f.SLO.LeftOut = &v.slo
	}
	if v.slo == "excluded" {
		f.SLO.Excluded = v.excluded
	}
	return f, nil
}

// told are the names of the imports that told of f, oldest first; newest is the one of its row.
func (r *factReader) told(f *Fact, newest int64) []string {
	key := broughtBy{f.Account, f.ID, 0}
	i, _ := slices.BinarySearchFunc(r.sources, key, func(b, k broughtBy) int {
		return cmp.Or(cmp.Compare(b.account, k.account), cmp.Compare(b.id, k.id))
	})
	numbers := []int64{newest}
	for ; i < len(r.sources) && r.sources[i].account == f.Account && r.sources[i].id == f.ID; i++ {
		numbers = append(numbers, r.sources[i].number)
	}
	slices.Sort(numbers)
	out := []string{}
	for _, n := range slices.Compact(numbers) {
		if name, ok := r.imports[n]; ok {
			out = append(out, name)
		}
	}
	return out
}

func orNone(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
