package pagerduty

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// webhookTypes are the types of log entries that the events of webhooks are; any other keeps its own name.
var webhookTypes = map[string]string{
	"triggered": "trigger", "acknowledged": "acknowledge", "unacknowledged": "unacknowledge", "resolved": "resolve", "escalated": "escalate",
	"reassigned": "reassign", "delegated": "delegate", "annotated": "annotate", "priority_updated": "priority_change", "snoozed": "snooze",
	"status_update_published": "status_update", "responder.added": "responder_request", "reopened": "reopen",
}

// embedded are the log entries that a script has put into an incident.
func (j *jsonParser) embedded(n *node) {
	list := j.doc.get(n, "log_entries")
	if list == nil || list.kind != '[' || j.refusal != nil {
		return
	}
	id := incidentID(j.cells[fID], j.cells[fNumber])
	for i := list.child; i != 0; i = j.doc.nodes[i].next {
		if entry := &j.doc.nodes[i]; j.is(entry, aLogEntry) {
			j.seen |= seenLogEntry
			j.logEntry(entry, id)
		}
	}
}

func (j *jsonParser) is(n *node, s sort) bool {
	what, _ := j.look(n)
	return what == s
}

// incidentID is an incident's id, or its number where that is all that is known.
func incidentID(id, number string) string {
	if id = strings.TrimSpace(id); id != "" {
		return id
	}
	number, _, _ = strings.Cut(strings.TrimSpace(number), ".") // 4711.0
	if _, ok := digits(number); !ok || number == "" {
		return ""
	}
	return "#" + number
}

// logEntry makes an event of a log entry; of is the incident that it was found in, "" where it stands alone. A notify
// entry, which holds telephone numbers and addresses, is dropped here.
func (j *jsonParser) logEntry(n *node, of string) {
	d := &j.doc
	kind := strings.TrimSuffix(strings.TrimSuffix(d.str(n, "type"), "_reference"), "_log_entry")
	if kind == "notify" {
		return
	}
	e := incident.Event{Type: kind, ID: d.str(n, "id"), Channel: reference(d.str(n, "channel", "type"))}
	if ref := d.get(n, "incident"); ref != nil {
		number := d.str(ref, "incident_number")
		if number == "" {
			number = d.str(ref, "number")
		}
		if number == "" {
			number = summaryNumber(d.str(ref, "summary"))
		}
		e.IncidentID = incidentID(d.str(ref, "id"), number)
	}
	if e.IncidentID == "" {
		e.IncidentID = of
	}
	j.agent(&e, d.get(n, "agent"))
	j.assignees(&e, d.get(n, "assignees"))
	e.Old, e.New = j.change(n, "old"), j.change(n, "new")
	if kind == "snooze" {
		e.Until = j.until(n)
	}
	j.event(e, d.str(n, "created_at"))
}

// reference is a type without "_reference".
func reference(kind string) string { return strings.TrimSuffix(kind, "_reference") }

// summaryNumber is the number in a summary "[#123] disk full".
func summaryNumber(s string) string {
	if rest, ok := strings.CutPrefix(s, "[#"); ok {
		number, _, _ := strings.Cut(rest, "]")
		return number
	}
	return ""
}

func (j *jsonParser) agent(e *incident.Event, n *node) {
	if n == nil || n.kind != '{' {
		return
	}
	who := j.who(n)
	e.AgentType, e.AgentID, e.AgentName = reference(j.doc.str(n, "type")), who.ID, who.Name
}

// assignees are those of the entries that move an incident, and of the trigger of a webhook, which has no entry for them.
func (j *jsonParser) assignees(e *incident.Event, n *node) {
	switch e.Type {
	case "assign", "reassign", "escalate", "delegate", "trigger":
	default:
		return
	}
	for i := int32(0); n != nil && n.kind == '['; {
		if i == 0 {
			i = n.child
		} else {
			i = j.doc.nodes[i].next
		}
		if i == 0 {
			return
		}
		p := &j.doc.nodes[i]
		if p.kind == '{' && isUser(j.doc.str(p, "type")) {
			if who := j.who(p); who.Known() {
				e.Assignees = append(e.Assignees, who)
			}
		}
	}
}

// change is what a priority, an urgency or another value was ("old") or became ("new").
func (j *jsonParser) change(n *node, which string) string {
	d := &j.doc
	for _, at := range [...]*node{d.get(n, "channel"), n} {
		for _, what := range [...]string{"_priority", "_urgency", "_value"} {
			v := d.get(at, which+what)
			if v == nil {
				continue
			}
			if v.kind != '{' {
				return v.str()
			}
			for _, key := range [...]string{"summary", "name"} {
				if s := d.str(v, key); s != "" {
					return s
				}
			}
		}
	}
	if which == "new" {
		return d.str(n, "urgency")
	}
	return ""
}

// until is when a snoozed incident wakes.
func (j *jsonParser) until(n *node) incident.Opt[time.Time] {
	d := &j.doc
	if list := d.get(n, "changed_actions"); list != nil && list.kind == '[' {
		for i := list.child; i != 0; i = d.nodes[i].next {
			if t, ok := parseTime(d.str(&d.nodes[i], "at"), j.local); ok {
				return incident.Known(t)
			}
		}
	}
	return incident.Opt[time.Time]{}
}

// webhook makes an event of a webhook's, and a reading of the incident that it holds.
func (j *jsonParser) webhook(n *node) {
	d := &j.doc
	kind := strings.TrimPrefix(d.str(n, "event_type"), "incident.")
	at := d.str(n, "occurred_at")
	data := d.get(n, "data")
	e := incident.Event{Type: kind, ID: d.str(n, "id")}
	if t, ok := webhookTypes[kind]; ok {
		e.Type = t
	}
	if strings.HasPrefix(d.str(n, "event_type"), "pagey.") {
		return // a test that somebody sent
	}
	holds := data != nil && data.kind == '{' && j.is(data, anIncident)
	about := data
	if !holds {
		about = d.get(data, "incident")
	}
	number := d.str(about, "number")
	if number == "" {
		number = d.str(about, "incident_number")
	}
	e.IncidentID = incidentID(d.str(about, "id"), number)
	if e.IncidentID == "" && !strings.HasPrefix(d.str(n, "event_type"), "incident.") {
		return // of a service or a workflow
	}
	agent := d.get(n, "agent")
	j.agent(&e, agent)
	if holds {
		j.assignees(&e, d.get(data, "assignees"))
		if e.Type == "priority_change" {
			e.New = first(d.str(data, "priority", "summary"), d.str(data, "priority", "name"))
		}
	}
	j.event(e, at)
	if !holds || j.refusal != nil {
		return
	}
	j.cellsOf(data)
	j.cells[fUpdated] = at
	j.has |= 1 << fUpdated
	if e.Type == "resolve" {
		j.cells[fResolved] = at
		j.parser.told |= incident.TellsResolver
		if agent != nil && isUser(d.str(agent, "type")) {
			who := j.who(agent)
			j.cells[fResolverID], j.cells[fResolver] = who.ID, who.Name
		}
	}
	j.reading()
}

func first(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// event keeps e, which happened at the given time.
func (j *jsonParser) event(e incident.Event, at string) {
	t, ok := parseTime(at, j.local)
	switch {
	case e.IncidentID == "":
		j.refuse(ignored, MissingIncident, "")
	case at == "":
		j.refuse(ignored, MissingTime, "")
	case !ok:
		j.refuse(ignored, BadTime, at)
	case t.Before(earliest) || t.After(latest):
		j.refuse(ignored, FarTime, at)
	}
	if j.refusal != nil {
		return
	}
	j.found++
	if !j.file.options.Events {
		return
	}
	e.Account, e.At = j.file.options.Account, t
	if e.ID == "" {
		sum := sha256.Sum256([]byte(strings.Join([]string{e.IncidentID, e.Type, e.At.Format(time.RFC3339), e.AgentID, e.AgentName, e.Old, e.New}, "\x00")))
		e.ID = "~" + hex.EncodeToString(sum[:10])
	}
	j.events = append(j.events, e)
}
