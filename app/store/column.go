package store

import (
	"fmt"
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
}

// A column is one column of the table incident: how a Row fills it. The kept columns come first and are those of the
// table reading too; the derived ones follow.
type column struct {
	name string
	text func(*Row) string        // VARCHAR, "" = unknown
	num  func(*Row) (int64, bool) // BIGINT, false = NULL
	kept bool
}

func opt(o incident.Opt[int64]) (int64, bool) { return o.V, o.OK }
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

// columns is the one list: the table's definition, what is written and what is read back all follow it.
var columns = slices.Concat(kept, derived)

// kept are the columns of what a reading says and where it was read; the table reading has them alone.
var kept = slices.Concat(identity, saying, provenance)

var identity = []column{
	{name: "account", text: func(r *Row) string { return r.Account }},
	{name: "id", text: func(r *Row) string { return r.ID }},
}

// saying is what a source says of an incident; content hashes it.
var saying = []column{
	{name: "title", text: func(r *Row) string { return r.Title }},
	{name: "status", text: func(r *Row) string { return r.Status }},
	{name: "urgency", text: func(r *Row) string { return r.Urgency }},
	{name: "given_priority", text: func(r *Row) string { return r.Reading.Priority }},
	{name: "service_id", text: func(r *Row) string { return r.ServiceID }},
	{name: "service", text: func(r *Row) string { return r.Service }},
	{name: "team", text: func(r *Row) string { return r.Team }},
	{name: "policy_id", text: func(r *Row) string { return r.PolicyID }},
	{name: "policy", text: func(r *Row) string { return r.Policy }},
	{name: "incident_type", text: func(r *Row) string { return r.Type }},
	{name: "incident_key", text: func(r *Row) string { return r.Key }},
	{name: "assigned_via", text: func(r *Row) string { return r.AssignedVia }},
	{name: "merged_into", text: func(r *Row) string { return r.MergedInto }},
	{name: "acknowledgers", text: func(r *Row) string { return joinPeople(r.Acknowledgers) }},
	{name: "assignees", text: func(r *Row) string { return joinPeople(r.Assignees) }},
	{name: "resolver_id", text: func(r *Row) string { return r.Reading.ResolvedBy.ID }},
	{name: "resolver", text: func(r *Row) string { return r.Reading.ResolvedBy.Name }},
	{name: "number", num: func(r *Row) (int64, bool) { return opt(r.Number) }},
	{name: "triggered_at", num: func(r *Row) (int64, bool) { return r.TriggeredAt.Unix(), true }},
	{name: "acknowledged_at", num: func(r *Row) (int64, bool) { return instant(r.AcknowledgedAt) }},
	{name: "resolved_at", num: func(r *Row) (int64, bool) { return instant(r.ResolvedAt) }},
	{name: "updated_at", num: func(r *Row) (int64, bool) { return instant(r.UpdatedAt) }},
	{name: "acknowledge_count", num: func(r *Row) (int64, bool) { return opt(r.AcknowledgeCount) }},
	{name: "escalation_count", num: func(r *Row) (int64, bool) { return opt(r.EscalationCount) }},
	{name: "alert_count", num: func(r *Row) (int64, bool) { return opt(r.AlertCount) }},
	{name: "engaged_s", num: func(r *Row) (int64, bool) { return span(r.Engaged) }},
	{name: "engaged_users", num: func(r *Row) (int64, bool) { return opt(r.EngagedUsers) }},
	{name: "effort_s", num: func(r *Row) (int64, bool) { return span(r.Effort) }},
	{name: "snoozed_s", num: func(r *Row) (int64, bool) { return span(r.Snoozed) }},
	{name: "told", num: func(r *Row) (int64, bool) { return int64(r.Told), true }},
	{name: "impossible", num: func(r *Row) (int64, bool) { return int64(r.Impossible), true }},
}

var provenance = []column{
	{name: "import", num: func(r *Row) (int64, bool) { return r.Import, true }},
	{name: "row", num: func(r *Row) (int64, bool) { return r.Row, true }},
	{name: "ordered_at", num: func(r *Row) (int64, bool) { return r.Order().Unix(), true }},
	{name: "content", num: func(r *Row) (int64, bool) { return r.content(), true }},
}

var derived = []column{
	{name: "service_key", text: func(r *Row) string { return r.ServiceKey() }},
	{name: "priority", text: func(r *Row) string { return r.Facts.Priority }},
	{name: "priority_by", text: func(r *Row) string { return r.PriorityBy }},
	{name: "kind", text: func(r *Row) string { return r.Kind }},
	{name: "completion", text: func(r *Row) string { return string(r.Completion) }},
	{name: "resolved_by", text: func(r *Row) string { return r.Facts.ResolvedBy }},
	{name: "hand_off_by", text: func(r *Row) string { return r.HandOffBy }},
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
	handling("effort_by_definition_s", incident.Effort), basis("effort_basis", incident.Effort),
	handling("ack_to_resolve_s", incident.AckToResolve), basis("ack_to_resolve_basis", incident.AckToResolve),
	{name: "flags", num: func(r *Row) (int64, bool) { return int64(r.Flags), true }},
}

func handling(name string, d incident.Definition) column {
	return column{name: name, num: func(r *Row) (int64, bool) {
		t := r.Handling[d]
		return int64(t.V / time.Second), t.Basis != incident.Unknown
	}}
}

func basis(name string, d incident.Definition) column {
	return column{name: name, num: func(r *Row) (int64, bool) { return int64(r.Handling[d].Basis), true }}
}

// names joins the columns' names for SQL, each behind prefix.
func names(cs []column, prefix string) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = prefix + `"` + c.name + `"`
	}
	return strings.Join(out, ", ")
}

func (c column) info() (duckdb.ColumnInfo, error) {
	t := duckdb.TYPE_BIGINT
	if c.text != nil {
		t = duckdb.TYPE_VARCHAR
	}
	info, err := duckdb.NewTypeInfo(t)
	return duckdb.ColumnInfo{Name: c.name, T: info}, err
}

// content is a hash over everything that the reading says: readings of one incident with the same content say the same.
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

// joinPeople and splitPeople keep people in one column: id and name by a tab, people by line feeds.
func joinPeople(ps []incident.Person) string {
	if len(ps) == 0 {
		return ""
	}
	clean := strings.NewReplacer("\t", " ", "\n", " ")
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = clean.Replace(p.ID) + "\t" + clean.Replace(p.Name)
	}
	return strings.Join(lines, "\n")
}

func splitPeople(s string) []incident.Person {
	if s == "" {
		return nil
	}
	out := []incident.Person{}
	for line := range strings.SplitSeq(s, "\n") {
		id, name, _ := strings.Cut(line, "\t")
		out = append(out, incident.Person{ID: id, Name: name})
	}
	return out
}

// scan reads the kept columns of one row back, in the order of kept.
func scan(next func(...any) error) (incident.Reading, error) {
	var r incident.Reading
	var ack, assigned string
	var triggered, ordered, content int64
	var number, ackAt, resolvedAt, updatedAt, ackCount, escalations, alerts, engaged, engagedUsers, effort, snoozed *int64
	err := next(&r.Account, &r.ID, &r.Title, &r.Status, &r.Urgency, &r.Priority, &r.ServiceID, &r.Service, &r.Team, &r.PolicyID,
		&r.Policy, &r.Type, &r.Key, &r.AssignedVia, &r.MergedInto, &ack, &assigned, &r.ResolvedBy.ID, &r.ResolvedBy.Name,
		&number, &triggered, &ackAt, &resolvedAt, &updatedAt, &ackCount, &escalations, &alerts, &engaged, &engagedUsers,
		&effort, &snoozed, &r.Told, &r.Impossible, &r.Import, &r.Row, &ordered, &content)
	if err != nil {
		return r, fmt.Errorf("reading an incident: %w", err)
	}
	whole := func(p *int64) incident.Opt[int64] {
		if p == nil {
			return incident.Opt[int64]{}
		}
		return incident.Known(*p)
	}
	at := func(p *int64) incident.Opt[time.Time] {
		if p == nil {
			return incident.Opt[time.Time]{}
		}
		return incident.Known(time.Unix(*p, 0).UTC())
	}
	seconds := func(p *int64) incident.Opt[time.Duration] {
		if p == nil {
			return incident.Opt[time.Duration]{}
		}
		return incident.Known(time.Duration(*p) * time.Second)
	}
	r.Acknowledgers, r.Assignees = splitPeople(ack), splitPeople(assigned)
	r.Number, r.TriggeredAt = whole(number), time.Unix(triggered, 0).UTC()
	r.AcknowledgedAt, r.ResolvedAt, r.UpdatedAt = at(ackAt), at(resolvedAt), at(updatedAt)
	r.AcknowledgeCount, r.EscalationCount, r.AlertCount, r.EngagedUsers = whole(ackCount), whole(escalations), whole(alerts), whole(engagedUsers)
	r.Engaged, r.Effort, r.Snoozed = seconds(engaged), seconds(effort), seconds(snoozed)
	return r, nil
}
