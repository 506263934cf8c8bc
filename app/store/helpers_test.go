package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// start is the trigger of most incidents here: 2026-03-02 09:00 in Tokyo, a Monday.
var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

var tokyo = time.FixedZone("JST", 9*3600)

func at(minutes int) incident.Opt[time.Time] {
	return incident.Known(start.Add(time.Duration(minutes) * time.Minute))
}

func rules() derive.Rules { return derive.Rules{Location: tokyo} }

// by derives by rules.
func by(r derive.Rules) store.Rules {
	return store.Rules{Deriver: func() store.Deriving { return derive.New(r).Derive }, Share: derive.Share}
}

// amount is how often or how much the environment asks for; usual where it says nothing.
func amount(tb testing.TB, name string, usual int) int {
	tb.Helper()
	s := os.Getenv(name)
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return n
}

// reading is one row that says little: triggered at start, of the service 決済API.
func reading(id string, more ...func(*incident.Reading)) incident.Reading {
	r := incident.Reading{Incident: incident.Incident{
		Account: "default", ID: id, Title: "disk full", ServiceID: "S1", Service: "決済API", TriggeredAt: start,
		Told: incident.TellsAcknowledge | incident.TellsResolver,
	}}
	for _, m := range more {
		m(&r)
	}
	return r
}

func resolved(minutes int) func(*incident.Reading) {
	return func(r *incident.Reading) { r.ResolvedAt, r.Status = at(minutes), "resolved" }
}

func updated(minutes int) func(*incident.Reading) {
	return func(r *incident.Reading) { r.UpdatedAt = at(minutes) }
}

func numbered(n int64) func(*incident.Reading) {
	return func(r *incident.Reading) { r.Number = incident.Known(n) }
}

func priority(p string) func(*incident.Reading) {
	return func(r *incident.Reading) { r.Priority = p }
}

func titled(s string) func(*incident.Reading) {
	return func(r *incident.Reading) { r.Title = s }
}

func served(id, name string) func(*incident.Reading) {
	return func(r *incident.Reading) { r.ServiceID, r.Service = id, name }
}

// A file is a Filler of readings that are there already, each derived as it is handed over.
type file struct {
	mu    sync.Mutex
	rest  []incident.Reading
	rules derive.Rules
	batch int               // rows at once; 0 = 2,048
	each  func(n int) error // called before the nth batch
	n     int
}

func (f *file) Worker() any { return derive.New(f.rules) }

func (f *file) Fill(worker any, rows []store.Row) ([]store.Row, error) {
	f.mu.Lock()
	f.n++
	if f.each != nil {
		if err := f.each(f.n); err != nil {
			f.mu.Unlock()
			return nil, err
		}
	}
	if len(f.rest) == 0 {
		f.mu.Unlock()
		return nil, io.EOF
	}
	size := f.batch
	if size == 0 {
		size = 2048
	}
	mine := f.rest[:min(size, len(f.rest))]
	f.rest = f.rest[len(mine):]
	f.mu.Unlock()
	d := worker.(*derive.Deriver)
	for _, r := range mine {
		rows = append(rows, store.Row{Reading: r, Facts: d.Facts(&r.Incident)})
	}
	return rows, nil
}

// rowsFrom1 numbers the rows of a file.
func rowsFrom1(rs []incident.Reading) []incident.Reading {
	out := append([]incident.Reading{}, rs...)
	for i := range out {
		out[i].Row = int64(i + 1)
	}
	return out
}

// importOf is a file on its way in, of these rows.
func importOf(name string, r derive.Rules, rs ...incident.Reading) store.Import {
	var newest time.Time
	impossible := int64(0)
	for _, v := range rs {
		if l := v.Latest(); l.After(newest) {
			newest = l
		}
		impossible += int64(v.Impossible)
	}
	return store.Import{
		Name: name, Account: "default", ReadAt: start.AddDate(0, 2, 0), Rows: &file{rest: rowsFrom1(rs), rules: r}, Rules: by(r),
		End: func() (string, int64, int64, int64, int64, time.Time, error) {
			return "sha of " + name, 1000, int64(len(rs)), 0, impossible, newest, nil
		},
	}
}

func mustOpen(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), dir, store.Options{Command: "test"})
	if err != nil {
		tb.Fatalf("opening the workspace: %v", err)
	}
	tb.Cleanup(func() { s.Close() })
	return s
}

func mustImport(tb testing.TB, s *store.Store, in store.Import) store.Imported {
	tb.Helper()
	got, err := s.Import(context.Background(), in)
	if err != nil {
		tb.Fatalf("importing %s: %v", in.Name, err)
	}
	return got
}

// lines are the rows of a query, each its columns with "|" between; unknown is "∅".
func lines(tb testing.TB, s *store.Store, query string, args ...any) []string {
	tb.Helper()
	rows, err := s.Query(context.Background(), query, args...)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		tb.Fatal(err)
	}
	out := []string{}
	for rows.Next() {
		cells := make([]sql.NullString, len(names))
		to := make([]any, len(names))
		for i := range cells {
			to[i] = &cells[i]
		}
		if err := rows.Scan(to...); err != nil {
			tb.Fatal(err)
		}
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = "∅"
			if c.Valid {
				texts[i] = c.String
			}
		}
		out = append(out, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return out
}

// factsQuery reads what factsLine writes.
const factsQuery = `SELECT account, id, title, service_key, service, team, number, triggered_at, acknowledged_at, resolved_at, updated_at, engaged_s,
  told, impossible, priority, priority_by, completion, resolved_by, hand_off_by, kind_id, day, month, weekday, hour, manned, merged, straight_to_l2,
  automation_acted, to_acknowledge_s, to_resolve_s, to_completion_s, to_hand_off_s, human_act, reopened, reopened_in_60,
  l1_s, l1_basis, l1_shared_s, l1_shared_basis, pagerduty_s, pagerduty_basis, effort_s, effort_basis, ack_to_resolve_s, ack_to_resolve_basis, flags
  , acknowledged_by FROM facts ORDER BY account, id`

// factsLine is a row of facts as it should be, written here once more by hand.
func factsLine(r *incident.Reading, f incident.Facts) string {
	instant := func(o incident.Opt[time.Time]) any {
		if !o.OK {
			return "∅"
		}
		return o.V.Unix()
	}
	span := func(o incident.Opt[time.Duration]) any {
		if !o.OK {
			return "∅"
		}
		return int64(o.V.Seconds())
	}
	truth := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	number := any("∅")
	if r.Number.OK {
		number = r.Number.V
	}
	all := []any{r.Account, r.ID, r.Title, r.ServiceKey(), r.Service, r.Team, number, r.TriggeredAt.Add(-f.Earlier).Unix(), instant(r.AcknowledgedAt),
		instant(r.ResolvedAt), instant(r.UpdatedAt), span(r.Engaged), r.Told, r.Impossible, f.Priority, f.PriorityBy, f.Completion, f.ResolvedBy,
		f.HandOffBy, f.KindID, f.Day, f.Month, f.Weekday, f.Hour, truth(f.Manned), truth(f.Merged), truth(f.StraightToL2), truth(f.AutomationActed),
		span(f.ToAcknowledge), span(f.ToResolve), span(f.ToCompletion), span(f.ToHandOff), truth(f.HumanAct), truth(f.Reopened), truth(f.ReopenedIn)}
	for _, h := range f.Handling {
		if h.Basis == incident.Unknown {
			all = append(all, "∅", 3)
			continue
		}
		all = append(all, int64(h.V.Seconds()), int(h.Basis))
	}
	all = append(all, uint32(f.Flags), f.AcknowledgedBy)
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = fmt.Sprint(v)
	}
	return strings.Join(texts, "|")
}

// same compares lists and names the first difference.
func same(tb testing.TB, what string, got, want []string) {
	tb.Helper()
	for i := range max(len(got), len(want)) {
		g, w := "(nothing)", "(nothing)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			tb.Fatalf("%s, %d and %d rows, row %d:\n got %s\nwant %s", what, len(got), len(want), i, g, w)
		}
	}
}
