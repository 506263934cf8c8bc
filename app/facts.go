package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
)

// A Fact is everything that is derived of one incident.
type Fact = metrics.Fact

// A DefinitionsTable is the five definitions of handling time side by side.
type DefinitionsTable = metrics.Definitions

// Facts calls each for what is derived of every incident of a period and scope, by trigger, then id; Period "" is all that
// there are. each keeps nothing of f.
func (a *App) Facts(ctx context.Context, q NumbersQuery, each func(f *Fact) error) error {
	return a.with(ctx, func(w *work) error {
		mq, err := w.factQuery(ctx, q)
		if err != nil {
			return err
		}
		return metrics.EachFact(ctx, w.Store, mq, each)
	})
}

// factQuery is query, where Period "" is all days that incidents lie on.
func (w *work) factQuery(ctx context.Context, q NumbersQuery) (metrics.Query, error) {
	if q.Period != "" {
		return w.query(q)
	}
	first, last, ok, err := w.days(ctx)
	if err != nil {
		return metrics.Query{}, err
	}
	if !ok { // any period has none
		first, last = incident.LocalDay(w.now, w.settings.Location()), incident.LocalDay(w.now, w.settings.Location())
	}
	q.Period = first.String() + ".." + last.String()
	return w.query(q)
}

// days are the first and the last local day that an incident lies on; ok is false where there is none.
func (w *work) days(ctx context.Context) (first, last incident.Day, ok bool, err error) {
	rows, err := w.Query(ctx, "SELECT min(day), max(day) FROM facts")
	if err != nil {
		return 0, 0, false, fmt.Errorf("reading the days: %w", err)
	}
	defer rows.Close()
	var from, to *int64
	for rows.Next() {
		if err := rows.Scan(&from, &to); err != nil {
			return 0, 0, false, fmt.Errorf("reading the days: %w", err)
		}
	}
	if err := rows.Err(); err != nil || from == nil || to == nil {
		return 0, 0, false, err
	}
	return incident.Day(*from), incident.Day(*to), true, nil
}

// A factColumn is a column of the sheet of facts: its name in the file, and its value.
type factColumn struct {
	name    string
	numeric bool
	width   float64
	value   func(f *Fact) string
}

// factColumns are the columns of the sheet, in order: the keys of the command incidents, those of parts joined by a point. Times are
// local ones of the zone.
func factColumns(zone *time.Location) []factColumn {
	local := func(at *string) string {
		if at == nil {
			return ""
		}
		t, err := time.Parse(time.RFC3339, *at)
		if err != nil {
			return *at
		}
		n := t.Unix()
		return exactText(&n, zone)
	}
	text := func(name string, width float64, value func(*Fact) string) factColumn {
		return factColumn{name, false, width, value}
	}
	number := func(name string, value func(*Fact) *int64) factColumn {
		return factColumn{name, true, 14, func(f *Fact) string {
			if n := value(f); n != nil {
				return strconv.FormatInt(*n, 10)
			}
			return ""
		}}
	}
	truth := func(name string, value func(*Fact) bool) factColumn {
		return factColumn{name, true, 10, func(f *Fact) string {
			if value(f) {
				return "1"
			}
			return "0"
		}}
	}
	or := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	out := []factColumn{
		text("id", 18, func(f *Fact) string { return f.ID }),
		text("account", 12, func(f *Fact) string { return f.Account }),
		number("number", func(f *Fact) *int64 { return f.Number }),
		text("title", 50, func(f *Fact) string { return f.Title }),
		text("kind_id", 14, func(f *Fact) string { return f.KindID }),
		text("unit", 20, func(f *Fact) string { return f.Unit }),
		text("client", 24, func(f *Fact) string { return f.Client }),
		text("project", 24, func(f *Fact) string { return f.Project }),
		text("service", 24, func(f *Fact) string { return f.Service }),
		text("priority", 8, func(f *Fact) string { return f.Priority }),
		text("priority_by", 12, func(f *Fact) string { return f.PriorityBy }),
		text("triggered_at", 20, func(f *Fact) string { return local(&f.TriggeredAt) }),
		text("acknowledged_at", 20, func(f *Fact) string { return local(f.AcknowledgedAt) }),
		text("acknowledged_by", 14, func(f *Fact) string { return or(f.AcknowledgedBy) }),
		text("hand_off.at", 20, func(f *Fact) string {
			if f.HandOff == nil {
				return ""
			}
			return local(f.HandOff.At)
		}),
		text("hand_off.by", 12, func(f *Fact) string {
			if f.HandOff == nil {
				return ""
			}
			return f.HandOff.By
		}),
		text("resolved_at", 20, func(f *Fact) string { return local(f.ResolvedAt) }),
		text("resolved_by", 14, func(f *Fact) string { return or(f.ResolvedBy) }),
		text("completion.at", 20, func(f *Fact) string { return local(f.Completion.At) }),
		text("completion.kind", 26, func(f *Fact) string { return f.Completion.Kind }),
		number("to_completion_s", func(f *Fact) *int64 { return f.ToCompletionS }),
	}
	for d := range incident.Definitions {
		out = append(out,
			number("handling."+d.String()+".s", func(f *Fact) *int64 { return f.Handling.All()[d].S }),
			text("handling."+d.String()+".basis", 14, func(f *Fact) string { return f.Handling.All()[d].Basis }))
	}
	return append(out,
		truth("manned", func(f *Fact) bool { return f.Manned }),
		text("handled", 16, func(f *Fact) string { return f.Handled }),
		truth("straight_to_l2", func(f *Fact) bool { return f.StraightToL2 }),
		truth("reopened", func(f *Fact) bool { return f.Reopened }),
		truth("reopened_within_60_min", func(f *Fact) bool { return f.ReopenedIn60Min }),
		truth("slo.member", func(f *Fact) bool { return f.SLO.Member }),
		number("slo.met", func(f *Fact) *int64 {
			if f.SLO.Met == nil {
				return nil
			}
			n := int64(0)
			if *f.SLO.Met {
				n = 1
			}
			return &n
		}),
		text("slo.left_out", 20, func(f *Fact) string { return or(f.SLO.LeftOut) }),
		number("slo.limit_s", func(f *Fact) *int64 { return f.SLO.LimitS }),
		text("flags", 30, func(f *Fact) string { return strings.Join(f.Flags, " ") }),
		text("source", 40, func(f *Fact) string { return strings.Join(f.Source, "\n") }),
	)
}

// exactText is instantText with the seconds always.
func exactText(at *int64, zone *time.Location) string {
	s := instantText(at, zone)
	if len(s) == len("2006-01-02 15:04") {
		s += ":00"
	}
	return s
}

// WriteFacts writes Facts to a CSV file or a workbook, and says how many there are.
func (a *App) WriteFacts(ctx context.Context, q NumbersQuery, path string) (n int64, err error) {
	set, err := a.Settings()
	if err != nil {
		return 0, err
	}
	columns := factColumns(set.Location())
	s := sheet{}
	for _, c := range columns {
		s.header, s.numeric, s.widths = append(s.header, c.name), append(s.numeric, c.numeric), append(s.widths, c.width)
	}
	s.flow = func(put func([]string) error) error {
		n = 0
		row := make([]string, len(columns))
		return a.Facts(ctx, q, func(f *Fact) error {
			n++
			for i, c := range columns {
				row[i] = c.value(f)
			}
			return put(row)
		})
	}
	write, err := s.writer(path)
	if err != nil {
		return 0, err
	}
	return n, writeFiles(ctx, []file{{path, write}})
}

// Definitions counts handling time by every definition (definitions §5).
func (a *App) Definitions(ctx context.Context, q NumbersQuery) (*DefinitionsTable, error) {
	var d *DefinitionsTable
	err := a.with(ctx, func(w *work) error {
		mq, err := w.query(q)
		if err != nil {
			return err
		}
		d, err = metrics.CompareDefinitions(ctx, w.Store, mq)
		return err
	})
	return d, err
}

// DefinitionNames are the names of the definitions of handling time, in the order of definitions §5.
func DefinitionNames() []string {
	out := []string{}
	for d := range incident.Definitions {
		out = append(out, d.String())
	}
	return out
}
