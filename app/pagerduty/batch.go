package pagerduty

import (
	"math"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A Batch is some rows of a file, split into cells and not yet understood. Readings does that, for several batches at
// once if wanted.
type Batch struct {
	file    *File
	width   int
	lines   []int
	rows    []int64
	cells   []string
	refused []Refusal
	last    *Refusal // of the row that ended the batch, if that was refused for its columns
}

// Readings understands the batch's rows: the readings in order, and the rows that cannot be read.
func (b *Batch) Readings() ([]incident.Reading, []Refusal) {
	out := make([]incident.Reading, 0, len(b.lines))
	for i, line := range b.lines {
		p := parser{file: b.file, line: line, cells: b.cells[i*b.width : (i+1)*b.width]}
		r := incident.Reading{Incident: p.incident(), Row: b.rows[i]}
		if p.refusal != nil {
			b.refused = append(b.refused, *p.refusal)
			continue
		}
		out = append(out, r)
	}
	return out, b.refused
}

// A parser reads one row; the first thing that is wrong becomes its refusal.
type parser struct {
	file    *File
	line    int
	cells   []string
	refusal *Refusal
}

func (p *parser) refuse(f field, problem Problem, value string) {
	if p.refusal != nil {
		return
	}
	r := Refusal{File: p.file.Name, Line: p.line, Problem: problem, Value: short(value)}
	if i := p.file.header.at[f]; i >= 0 {
		r.Column = p.file.header.names[i]
	}
	p.refusal = &r
}

// short is the first 80 characters of s.
func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > 80 {
			return s[:i] + "…"
		}
	}
	return s
}

// text is a cell without the spaces around it; "" where the file has no such column.
func (p *parser) text(f field) string {
	if i := p.file.header.at[f]; i >= 0 {
		return strings.TrimSpace(p.cells[i])
	}
	return ""
}

// value is text, with the ways in which other programs write "nothing" made "".
func (p *parser) value(f field) string {
	s := p.text(f)
	switch s {
	case "null", "NULL", "None", "NaN", "nan", "<NA>", `\N`:
		return ""
	}
	return s
}

func (p *parser) time(f field) incident.Opt[time.Time] {
	s := p.value(f)
	if s == "" {
		return incident.Opt[time.Time]{}
	}
	t, ok := parseTime(s, p.file.options.Local)
	if !ok {
		p.refuse(f, BadTime, s)
	}
	return incident.Opt[time.Time]{V: t, OK: ok}
}

// number reads a whole number; floats such as 1442.0, which analytics writes, are floored.
func (p *parser) number(f field) incident.Opt[int64] {
	s := p.value(f)
	if s == "" {
		return incident.Opt[int64]{}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return incident.Known(n)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(x) || math.Abs(x) > 1e15 {
		p.refuse(f, BadNumber, s)
		return incident.Opt[int64]{}
	}
	return incident.Known(int64(math.Floor(x)))
}

func (p *parser) seconds(f field) incident.Opt[time.Duration] {
	n := p.number(f)
	const most = 100 * 366 * 24 * 3600
	if n.OK && (n.V > most || n.V < -most) {
		p.refuse(f, BadNumber, p.text(f))
	}
	return incident.Opt[time.Duration]{V: time.Duration(n.V) * time.Second, OK: n.OK}
}

// people joins the ids and the names of a cell with several users; which separator PagerDuty uses is not documented.
func (p *parser) people(ids, names field) []incident.Person {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '|' })
	}
	is, ns := p.value(ids), p.value(names)
	if is == "" && ns == "" {
		return nil
	}
	i, n := split(is), split(ns)
	if len(i) > 0 && len(n) != len(i) {
		n = nil // a name with a comma in it: the ids alone count right
	}
	out := make([]incident.Person, max(len(i), len(n)))
	for k := range out {
		if k < len(i) {
			out[k].ID = strings.TrimSpace(i[k])
		}
		if k < len(n) {
			out[k].Name = strings.TrimSpace(n[k])
		}
	}
	return out
}

// The years between which a trigger is believed.
var (
	earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
)

func (p *parser) incident() incident.Incident {
	in := incident.Incident{
		Account: p.file.options.Account, ID: p.value(fID), Number: p.number(fNumber), Status: strings.ToLower(p.value(fStatus)),
		Urgency: strings.ToLower(p.value(fUrgency)), Priority: p.value(fPriority), ServiceID: p.value(fServiceID), Service: p.text(fService),
		Team: p.text(fTeam), PolicyID: p.value(fPolicyID), Policy: p.text(fPolicy), Type: p.value(fType), Key: p.value(fKey),
		MergedInto: p.value(fMergedInto), Acknowledgers: p.people(fAckIDs, fAckNames), Assignees: p.people(fAssignedIDs, fAssignedNames),
		ResolvedBy:       incident.Person{ID: p.value(fResolverID), Name: p.value(fResolver)},
		AcknowledgeCount: p.number(fAckCount), EscalationCount: p.number(fEscalations), AlertCount: p.number(fAlerts),
		Engaged: p.seconds(fEngaged), EngagedUsers: p.number(fEngagedUsers), Effort: p.seconds(fEffort), Snoozed: p.seconds(fSnoozed),
		AcknowledgedAt: p.time(fAcknowledged), ResolvedAt: p.time(fResolved), UpdatedAt: p.time(fUpdated), Told: p.told(),
	}
	if i := p.file.header.at[fTitle]; i >= 0 {
		in.Title = p.cells[i]
	}
	created := p.time(fCreated)
	switch {
	case in.ID == "" && !in.Number.OK:
		p.refuse(fID, MissingID, "")
	case !created.OK:
		p.refuse(fCreated, MissingTime, "")
	case created.V.Before(earliest) || created.V.After(latest):
		p.refuse(fCreated, FarTime, p.text(fCreated))
	}
	if in.ID == "" {
		in.ID = "#" + strconv.FormatInt(in.Number.V, 10)
	}
	in.TriggeredAt = created.V
	fill := func(at *incident.Opt[time.Time], f field) {
		if s := p.seconds(f); s.OK && !at.OK {
			*at = incident.Known(in.TriggeredAt.Add(s.V))
		}
	}
	fill(&in.AcknowledgedAt, fSecondsToAck)
	fill(&in.ResolvedAt, fSecondsToResolve)
	in.DropImpossible()
	return in
}

// told says what the file has columns for.
func (p *parser) told() incident.Told {
	var t incident.Told
	at := &p.file.header.at
	if at[fAcknowledged] >= 0 || at[fSecondsToAck] >= 0 || at[fAckCount] >= 0 || at[fAckIDs] >= 0 || at[fAckNames] >= 0 {
		t |= incident.TellsAcknowledge
	}
	if at[fResolverID] >= 0 || at[fResolver] >= 0 {
		t |= incident.TellsResolver
	}
	return t
}
