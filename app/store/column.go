package store

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"furikaeri/app/incident"
)

// A Row is an incident as the table incident holds it: the merged reading, and what follows from it.
type Row struct {
	incident.Reading
	incident.Facts

	finished bool
	packed   string // pack of the reading, and
	hash     int64  // its content: set by finish before a row is written
}

// finish works out what several columns need.
func (r *Row) finish() {
	if r.finished {
		return
	}
	r.packed = pack(&r.Incident)
	r.hash = r.content()
	r.finished = true
}

// A column is one column of a table: how a row in Go fills it. Text columns cost DuckDB ten times what whole
// numbers cost, so words of a small set are kept as their place in a list, and what only a new derivation reads is
// packed into the one column more.
type column[T any] struct {
	name string
	text func(*T) string        // VARCHAR, "" = unknown
	num  func(*T) (int64, bool) // BIGINT, false = NULL
}

// columns is the one list: the table's definition, what is written and what is read back all follow it. The kept
// columns come first and are those of the table reading too; the derived ones follow.
var columns = slices.Concat(kept, derived)

var kept = slices.Concat(identity, saying, provenance)

var identity = []column[Row]{
	{name: "account", text: func(r *Row) string { return r.Account }},
	{name: "id", text: func(r *Row) string { return r.ID }},
}

// saying is what a source says of an incident; content hashes it.
var saying = []column[Row]{
	{name: "title", text: func(r *Row) string { return r.Title }},
	{name: "given_priority", text: func(r *Row) string { return r.Reading.Priority }},
	{name: "service_id", text: func(r *Row) string { return r.ServiceID }},
	{name: "service", text: func(r *Row) string { return r.Service }},
	{name: "team", text: func(r *Row) string { return r.Team }},
	{name: "more", text: func(r *Row) string { return r.packed }},
	{name: "number", num: func(r *Row) (int64, bool) { return r.Number.V, r.Number.OK }},
	{name: "triggered_at", num: func(r *Row) (int64, bool) { return r.TriggeredAt.Unix(), true }},
	{name: "acknowledged_at", num: func(r *Row) (int64, bool) { return instant(r.AcknowledgedAt) }},
	{name: "resolved_at", num: func(r *Row) (int64, bool) { return instant(r.ResolvedAt) }},
	{name: "updated_at", num: func(r *Row) (int64, bool) { return instant(r.UpdatedAt) }},
	{name: "engaged_s", num: func(r *Row) (int64, bool) { return span(r.Engaged) }},
	{name: "told", num: func(r *Row) (int64, bool) { return int64(r.Told), true }},
	{name: "impossible", num: func(r *Row) (int64, bool) { return int64(r.Impossible), true }},
}

var provenance = []column[Row]{
	{name: "import", num: func(r *Row) (int64, bool) { return r.Import, true }},
	{name: "row", num: func(r *Row) (int64, bool) { return r.Row, true }},
	{name: "ordered_at", num: func(r *Row) (int64, bool) { return r.Order().Unix(), true }},
	{name: "content", num: func(r *Row) (int64, bool) { return r.hash, true }},
	{name: "key", num: func(r *Row) (int64, bool) { return r.key(), true }},
}

var derived = []column[Row]{
	{name: "gone", num: func(r *Row) (int64, bool) { return 0, true }},
	{name: "priority", text: func(r *Row) string { return r.Facts.Priority }},
	{name: "priority_by", num: func(r *Row) (int64, bool) { return place(priorityBy, r.PriorityBy), true }},
	{name: "completion", num: func(r *Row) (int64, bool) { return place(completions, string(r.Completion)), true }},
	{name: "resolved_by", num: func(r *Row) (int64, bool) { return place(resolvers, r.Facts.ResolvedBy), true }},
	{name: "hand_off_by", num: func(r *Row) (int64, bool) { return place(handOffs, r.HandOffBy), true }},
	{name: "kind_id", num: func(r *Row) (int64, bool) { return int64(r.KindID), true }},
	{name: "day", num: func(r *Row) (int64, bool) { return int64(r.Day), true }},
	{name: "month", num: func(r *Row) (int64, bool) { return int64(r.Month), true }},
	{name: "weekday", num: func(r *Row) (int64, bool) { return int64(r.Weekday), true }},
	{name: "hour", num: func(r *Row) (int64, bool) { return int64(r.Hour), true }},
	{name: "manned", num: func(r *Row) (int64, bool) { return truth(r.Manned) }},
	{name: "merged", num: func(r *Row) (int64, bool) { return truth(r.Merged) }},
	{name: "straight_to_l2", num: func(r *Row) (int64, bool) { return truth(r.StraightToL2) }},
	{name: "automation_acted", num: func(r *Row) (int64, bool) { return truth(r.AutomationActed) }},
	{name: "to_acknowledge_s", num: func(r *Row) (int64, bool) { return span(r.ToAcknowledge) }},
	{name: "to_resolve_s", num: func(r *Row) (int64, bool) { return span(r.ToResolve) }},
	{name: "to_completion_s", num: func(r *Row) (int64, bool) { return span(r.ToCompletion) }},
	{name: "to_hand_off_s", num: func(r *Row) (int64, bool) { return span(r.ToHandOff) }},
	{name: "human_act", num: func(r *Row) (int64, bool) { return truth(r.HumanAct) }},
	{name: "reopened", num: func(r *Row) (int64, bool) { return truth(r.Reopened) }},
	{name: "reopened_in_60", num: func(r *Row) (int64, bool) { return truth(r.ReopenedIn) }},
	handling("l1_s", incident.L1), basis("l1_basis", incident.L1),
	handling("l1_shared_s", incident.L1Shared), basis("l1_shared_basis", incident.L1Shared),
	handling("pagerduty_s", incident.PagerDuty), basis("pagerduty_basis", incident.PagerDuty),
	handling("effort_s", incident.Effort), basis("effort_basis", incident.Effort),
	handling("ack_to_resolve_s", incident.AckToResolve), basis("ack_to_resolve_basis", incident.AckToResolve),
	{name: "flags", num: func(r *Row) (int64, bool) { return int64(r.Flags), true }},
	{name: "acknowledged_by", num: func(r *Row) (int64, bool) { return place(acknowledgers, r.AcknowledgedBy), true }},
	{name: "earlier_s", num: func(r *Row) (int64, bool) { return int64(r.Earlier / time.Second), r.Earlier != 0 }},
}

// The words that columns keep as their place in these lists, which only ever grow at their end; "" and words that are
// not in them are 0. The view facts says them again.
var (
	priorityBy  = []string{"none", "pagerduty", "rule"}
	completions = []string{"", "resolved_by_l1", "handed_to_l2", "handed_to_l2_by_automation", "resolved_by_other",
		"resolved_without_person", "merged", "timed_out", "straight_to_l2", "open"}
	resolvers = []string{"", "l1", "other_person", "automation", "integration", "timeout", "merge", "unknown"}
	handOffs  = []string{"", "hand", "automation", "timeout"}

	acknowledgers = []string{"", "l1", "other"}
	ends          = []incident.End{incident.StillRunning, incident.ByHandOff, incident.ByResolve, incident.ByUnacknowledge,
		incident.ByTimeout, incident.BySnooze, incident.ByMove}
)

func place[W ~string](list []W, word W) int64 { return int64(max(0, slices.Index(list, word))) }

func instant(o incident.Opt[time.Time]) (int64, bool) {
	if !o.OK {
		return 0, false
	}
	return o.V.Unix(), true
}

func span(o incident.Opt[time.Duration]) (int64, bool) { return int64(o.V / time.Second), o.OK }

func truth(b bool) (int64, bool) {
	if b {
		return 1, true
	}
	return 0, true
}

func handling(name string, d incident.Definition) column[Row] {
	return column[Row]{name: name, num: func(r *Row) (int64, bool) {
		t := r.Handling[d]
		return int64(t.V / time.Second), t.Basis != incident.Unknown
	}}
}

func basis(name string, d incident.Definition) column[Row] {
	return column[Row]{name: name, num: func(r *Row) (int64, bool) { return int64(r.Handling[d].Basis), true }}
}

// names joins the columns' names for SQL, each behind prefix.
func names[T any](cs []column[T], prefix string) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = prefix + `"` + c.name + `"`
	}
	return strings.Join(out, ", ")
}

func (c column[T]) info() (duckdb.ColumnInfo, error) {
	t := duckdb.TYPE_BIGINT
	if c.text != nil {
		t = duckdb.TYPE_VARCHAR
	}
	info, err := duckdb.NewTypeInfo(t)
	return duckdb.ColumnInfo{Name: c.name, T: info}, err
}

// content is a hash over everything that the reading says, packed before: readings of one incident with the same content say the same.
func (r *Row) content() int64 {
	h := fnv.New64a()
	b := make([]byte, 0, 512)
	for i := range saying {
		c := &saying[i]
		if c.text != nil {
			b = append(b, c.text(r)...)
			b = append(b, 0xff) // no byte of UTF-8
			continue
		}
		v, ok := c.num(r)
		if !ok {
			b = append(b, 0xfe)
			continue
		}
		for s := 0; s < 64; s += 8 {
			b = append(b, byte(v>>s))
		}
	}
	h.Write(b)
	return int64(h.Sum64())
}

// key is a hash of the incident's identity. Incidents with different keys are different; the same key is looked at.
func (r *Row) key() int64 { return keyOf(r.Account, r.ID) }

func keyOf(account, id string) int64 {
	h := fnv.New64a()
	b := make([]byte, 0, 64)
	b = append(append(append(b, account...), 0xff), id...)
	h.Write(b)
	return int64(h.Sum64())
}
