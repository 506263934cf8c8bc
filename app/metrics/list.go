package metrics

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Filter says which incidents of a Query to list; its zero lists all.
type Filter struct {
	ID       string // of one incident; "" = all
	Kind     string // TopAlert.KindID; "" = all
	Priority string // "" = all, "-" = none
	Only     string // manned, auto, judged, missed, open, unknown; "" = all
	Search   string // text in title, service, client, number or id, in any case
	Limit    int    // the newest so many
}

// A Listed is an incident as a list shows it, and its account.
type Listed struct {
	Account string
	Alert
}

// List is the incidents behind a number, newest first, and how many there are without the limit. Month, Weekday and Hour
// are not filled in.
func List(ctx context.Context, db Querier, q Query, f Filter) (out []Listed, found int64, err error) {
	c := newComputation(ctx, db, q)
	out = []Listed{}
	if err := c.coverage(); err != nil {
		return nil, 0, err
	}
	if err := c.ask(); err != nil {
		return nil, 0, err
	}
	defer func() {
		err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "DROP TABLE IF EXISTS temp.list_filter"), c.forget())
	}()
	kind := int64(-1)
	if f.Kind != "" {
		if kind, err = strconv.ParseInt(f.Kind, 16, 64); err != nil {
			return nil, 0, fmt.Errorf("no kind of alert: %q", f.Kind)
		}
	}
	priority := f.Priority
	switch priority {
	case "":
		priority = "*"
	case "-":
		priority = ""
	}
	search := ""
	if f.Search != "" {
		search = "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(f.Search)) + "%"
	}
	if err := db.Exec(ctx, "CREATE OR REPLACE TEMP TABLE list_filter (id VARCHAR, kind_id BIGINT, priority VARCHAR, state VARCHAR, search VARCHAR)"); err != nil {
		return nil, 0, err
	}
	if err := db.Exec(ctx, "INSERT INTO list_filter VALUES (?, ?, ?, ?, ?)", f.ID, kind, priority, f.Only, search); err != nil {
		return nil, 0, err
	}
	query, err := within("list")
	if err != nil {
		return nil, 0, err
	}
	err = c.each(strings.Replace(query, "%d", strconv.Itoa(f.Limit), 1), func(scan func(...any) error) error {
		var a Listed
		var manned, merged int64
		err := scan(&found, &a.Account, &a.ID, &a.Number, &a.Title, &a.Kind, &a.Unit, &a.Client, &a.Project, &a.Service, &a.Priority, &a.TriggeredAt,
			&manned, &merged, &a.ToAcknowledge, &a.ToResolve, &a.ToCompletion, &a.Handling, &a.Basis, &a.Completion, &a.SLO, &a.Limit)
		a.Manned, a.Merged = manned == 1, merged == 1
		out = append(out, a)
		return err
	})
	return out, found, err
}

// within is a statement with the query of alert.sql in the place of its %s: for what is asked once, and needs few of the
// alerts or few of their columns, making the table alert first takes longer.
func within(name string) (string, error) {
	alert, err := alertQuery()
	if err != nil {
		return "", err
	}
	outer, err := statement(name)
	return strings.Replace(outer, "%s", alert, 1), err
}

// alertQuery is the query by which alert.sql makes its table.
func alertQuery() (string, error) {
	making, err := statement("alert")
	if err != nil {
		return "", err
	}
	_, query, found := strings.Cut(making, "CREATE TEMP TABLE alert AS")
	if !found {
		return "", errors.New("alert.sql makes no table alert")
	}
	return query, nil
}

// A Detail is what the facts of one incident say beyond Listed.
type Detail struct {
	AcknowledgedAt *int64    // unix seconds
	ResolvedAt     *int64    //
	Handling       [5]*int64 // seconds, by definition
	Basis          [5]int64  //
	PriorityBy     string    // pagerduty, rule, none
	ResolvedBy     string    // l1, other_person, automation …; "" = open
	HandOffBy      string    // hand, automation, timeout; "" = none
	Flags          int64     // incident.Flag
	File           string    // the newest import that told of it
}

// DetailOf reads one incident; ok is false where there is none.
func DetailOf(ctx context.Context, db Querier, account, id string) (d Detail, ok bool, err error) {
	rows, err := db.Query(ctx, `SELECT f.acknowledged_at, f.resolved_at, f.l1_s, f.l1_basis, f.l1_shared_s, f.l1_shared_basis, f.pagerduty_s, f.pagerduty_basis,
		f.effort_s, f.effort_basis, f.ack_to_resolve_s, f.ack_to_resolve_basis, f.priority_by, f.resolved_by, f.hand_off_by, f.flags, coalesce(i.name, '')
		FROM facts f LEFT JOIN import i ON i."import" = f."import" WHERE f.account = ? AND f.id = ?`, account, id)
	err = scanned(rows, err, func(scan func(...any) error) error {
		ok = true
		h, b := &d.Handling, &d.Basis
		return scan(&d.AcknowledgedAt, &d.ResolvedAt, &h[0], &b[0], &h[1], &b[1], &h[2], &b[2], &h[3], &b[3], &h[4], &b[4], &d.PriorityBy, &d.ResolvedBy,
			&d.HandOffBy, &d.Flags, &d.File)
	})
	return d, ok, err
}
