package demo

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// A logbook keeps the acts of the second fiscal year until they are written by the time at which they happened.
type logbook struct {
	acts []logged
}

// A logged act is one log entry.
type logged struct {
	at       int32 // seconds since start
	incident int32
	act      act
}

// keep takes the acts of the i-th incident that a request for the second fiscal year's log entries would bring.
func (l *logbook) keep(i int, c *incident, acts []act) {
	for _, a := range acts {
		if at := c.at + a.at; at >= yearDays*86400 {
			l.acts = append(l.acts, logged{at, int32(i), a})
		}
	}
}

// write writes one file a month until the account's first day, newest entries first as the API gives them, and gives back the
// paths, oldest first. The account gets the entries of its incidents, of all days.
func (l *logbook) write(dir string, p *printer, incidents []incident, of *account) ([]string, error) {
	slices.SortStableFunc(l.acts, func(a, b logged) int { return int(a.at) - int(b.at) })
	paths := []string{}
	e := newEntries(p, incidents)
	for n := range l.acts {
		of.entry(&l.acts[n], n, p.seed)
	}
	for from := 0; from < len(l.acts) && l.acts[from].at < of.from; {
		m := month(int(l.acts[from].at) / 86400)
		until := from + 1
		for until < len(l.acts) && month(int(l.acts[until].at)/86400) == m {
			until++
		}
		path := filepath.Join(dir, "log_entries-"+dateOf(int(l.acts[from].at)/86400).Format("2006-01")+".json.gz")
		if err := e.file(path, l.acts[from:until], from); err != nil {
			return nil, fmt.Errorf("writing %s: %w", path, err)
		}
		paths = append(paths, path)
		from = until
	}
	return paths, nil
}

// entries writes log entries as JSON, one after the other in the same buffer.
type entries struct {
	printer   *printer
	incidents []incident
	people    []string // references, as JSON
	names     []string // as JSON, without quotes
	services  []string // references, as JSON
	sources   []string // references to what watches the services, as JSON
	buf       []byte
}

func newEntries(p *printer, incidents []incident) *entries {
	e := &entries{printer: p, incidents: incidents}
	reference := func(id, kind, name string) string {
		return `{"id":` + quoted(id) + `,"type":"` + kind + `","summary":` + quoted(name) + `}`
	}
	for _, x := range p.builder.world.people {
		e.people = append(e.people, reference(x.ID, "user_reference", x.Name))
		n := quoted(x.Name)
		e.names = append(e.names, n[1:len(n)-1])
	}
	for i, v := range p.builder.world.services {
		e.services = append(e.services, reference(v.id, "service_reference", v.name))
		e.sources = append(e.sources, e.services[i])
		if v.unit == cloud {
			e.sources[i] = reference("PI"+v.id[2:], "integration_reference", "Events API V2")
		}
	}
	return e
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("demo: quoting " + s) // cannot be: every string has a JSON form
	}
	return string(b)
}

// file writes the acts, the first of which is the n-th of all.
func (e *entries) file(path string, acts []logged, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close() // a second close changes nothing
	z, err := gzip.NewWriterLevel(f, gzip.BestSpeed)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(z, 1<<16)
	b.WriteString(`{"log_entries":[`) // the errors of b come with Flush
	for i := len(acts) - 1; i >= 0; i-- {
		e.buf = append(e.buf[:0], '\n')
		e.entry(&acts[i], n+i)
		if i > 0 {
			e.buf = append(e.buf, ',')
		}
		b.Write(e.buf)
	}
	b.WriteString("\n],\"limit\":" + strconv.Itoa(len(acts)) + ",\"offset\":0,\"more\":false,\"total\":null}\n")
	if err := b.Flush(); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

// types are the log entries' types by deed.
var types = [...]string{
	triggered: "trigger", assigned: "assign", reassigned: "reassign", delegated: "delegate", escalated: "escalate", notified: "notify",
	acknowledged: "acknowledge", unacknowledged: "unacknowledge", snoozed: "snooze", annotated: "annotate", reprioritised: "priority_change",
	requested: "responder_request", reopened: "reopen", resolved: "resolve",
}

// Texts of channels, which a program that reads them must not keep.
const (
	contact    = "noc@example.com"
	annotation = "内線 0000 に連絡"
)

var priorityNames = [...]string{"P1", "P2", "P3", "P4", ""}

// entryID is the id of the n-th act.
func entryID(seed uint64, n int) string { return "R" + incidentID(seed^0x6c6f67, n)[1:] }

// address is where somebody was notified.
func (w *world) address(a *act) string {
	if a.via == "phone" || a.via == "sms" {
		return phoneOf(a.to)
	}
	return mailOf(w.people[a.to])
}

func phoneOf(p who) string { return "+81 90-0000-" + strconv.Itoa(1000+int(p)) }

func (e *entries) text(parts ...string) {
	for _, p := range parts {
		e.buf = append(e.buf, p...)
	}
}

// entry appends one log entry.
func (e *entries) entry(l *logged, n int) {
	a, c := &l.act, &e.incidents[l.incident]
	service := c.stream.service
	e.text(`{"id":"`, entryID(e.printer.seed, n), `","type":"`, types[a.deed], `_log_entry","summary":"`)
	e.summary(a)
	e.text(`","created_at":"`)
	e.buf = start.Add(time.Duration(l.at)*time.Second).UTC().AppendFormat(e.buf, time.RFC3339)
	e.text(`","agent":`)
	switch {
	case a.by != pagerDuty:
		e.text(e.people[a.by])
	case a.deed == triggered, a.deed == resolved && a.via == "api":
		e.text(e.sources[service])
	default:
		e.text(e.services[service])
	}
	e.channel(l)
	switch a.deed {
	case assigned, reassigned, escalated:
		e.text(`,"assignees":[`, e.people[a.to], `]`)
	case delegated:
		e.text(`,"assignees":[]`)
	case notified:
		e.text(`,"user":`, e.people[a.to])
	case requested:
		e.text(`,"responders":[`, e.people[a.to], `]`)
	case snoozed:
		e.text(`,"changed_actions":[{"type":"unacknowledge","at":"`)
		e.buf = start.Add(time.Duration(c.at+a.until)*time.Second).UTC().AppendFormat(e.buf, time.RFC3339)
		e.text(`"}]`)
	}
	e.text(`,"incident":{"id":"`, incidentID(e.printer.seed, int(l.incident)), `","type":"incident_reference","summary":"[#`)
	e.buf = strconv.AppendInt(e.buf, firstNumber+int64(l.incident), 10)
	e.text(`]"}}`)
}

// channel appends through what it happened, with all that a program that reads it has to leave out.
func (e *entries) channel(l *logged) {
	a, c := &l.act, &e.incidents[l.incident]
	switch a.deed {
	case triggered:
		title := quoted(e.printer.title(c))
		e.text(`,"channel":{"type":"`, a.via, `","summary":`, title, `,"details":{"contact":"`+contact+`"}}`)
	case notified:
		e.text(`,"channel":{"type":"auto","notification":{"type":"`, a.via, `","status":"success","address":"`, e.printer.builder.world.address(a), `"}}`)
	case annotated:
		e.text(`,"channel":{"type":"note","summary":"` + annotation + `"}`)
	case reprioritised:
		old := "null"
		if name := priorityNames[a.old]; name != "" {
			old = `{"type":"priority_reference","summary":"` + name + `"}`
		}
		e.text(`,"channel":{"type":"`, a.via, `","old_priority":`, old, `,"new_priority":{"type":"priority_reference","summary":"`, priorityNames[a.new], `"}}`)
	default:
		e.text(`,"channel":{"type":"`, a.via, `"}`)
	}
}

// summary appends PagerDuty's sentence for an act.
func (e *entries) summary(a *act) {
	by, to := "", ""
	if a.by != pagerDuty {
		by = " by " + e.names[a.by]
	}
	if a.to >= 0 {
		to = e.names[a.to]
	}
	switch a.deed {
	case triggered:
		e.text("Triggered through the API.")
	case assigned, reassigned:
		e.text("Assigned to ", to, by, ".")
	case delegated:
		e.text("Delegated", by, ".")
	case escalated:
		e.text("Escalated to ", to, by)
		if a.by == pagerDuty {
			e.text(" due to timeout")
		}
		e.text(".")
	case notified:
		e.text("Notified ", to, " by ", a.via, ".")
	case resolved:
		if a.by != pagerDuty {
			e.text("Resolved", by, ".")
			return
		}
		if a.via == "timeout" {
			e.text("Resolved due to timeout.")
			return
		}
		e.text("Resolved through the API.")
	case unacknowledged:
		if a.by == pagerDuty {
			e.text("Acknowledgement timed out.")
			return
		}
		e.text("Unacknowledged", by, ".")
	default:
		e.text([...]string{acknowledged: "Acknowledged", snoozed: "Snoozed", annotated: "Note added", reprioritised: "Priority changed",
			requested: "Responder requested", reopened: "Reopened"}[a.deed], by, ".")
	}
}
