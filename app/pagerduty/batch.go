package pagerduty

import (
	"math"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A Batch is some rows of a file, split into cells or values and not yet understood. Readings does that, for several
// batches at once if wanted.
type Batch struct {
	file    *File
	header  *header
	name    string // where its rows stand, as people read it: the file, or a sheet of it
	lines   []int  // by row
	rows    []int64
	cells   arena     // tables: len(header.kept) cells a row
	values  []element // JSON
	raw     []byte    // JSON: the values' text
	refused []Refusal
}

// Readings understands the batch's rows: the readings in order, and the rows that cannot be read. Without Options.Events
// only; it counts the file's events.
func (b *Batch) Readings() ([]incident.Reading, []Refusal) {
	if b.file.kind == "" {
		return b.jsonReadings()
	}
	out := make([]incident.Reading, 0, len(b.lines))
	h := b.header
	p := parser{file: b.file, header: h, name: b.name, local: b.file.options.Local, has: h.has, told: told(h.has), scale: &h.scale}
	all, from, n := string(b.cells.bytes), 0, len(h.kept)
	for i, line := range b.lines {
		for k, f := range h.kept {
			to := b.cells.ends[i*n+k]
			p.cells[f] = all[from:to]
			from = to
		}
		p.line, p.row, p.refusal = line, b.rows[i], nil
		r := incident.Reading{Incident: p.incident(), Row: b.rows[i]}
		if p.refusal != nil {
			b.refused = append(b.refused, *p.refusal)
			continue
		}
		out = append(out, r)
	}
	return out, b.refused
}

// Events are the entries of timelines in the batch, in order; tables have none. With Options.Events only.
func (b *Batch) Events() []incident.Event { return b.jsonEvents() }

// A parser reads one row; the first thing that is wrong becomes its refusal.
type parser struct {
	file    *File
	header  *header
	name    string
	local   *time.Location // the zone of times that name none; nil = there are none
	line    int
	row     int64
	cells   [fields]string
	has     fieldSet // what the row, or its table, has a place for
	told    incident.Told
	scale   *[fields]int64
	refusal *Refusal
}

func (p *parser) refuse(f field, problem Problem, value string) {
	if p.refusal != nil {
		return
	}
	r := Refusal{File: p.name, Line: p.line, Row: p.row, Problem: problem, Value: short(value)}
	if i := p.header.at[f]; i >= 0 {
		r.Column = p.header.names[i]
	} else if p.has.has(f) {
		r.Column = fieldNames[f]
	}
	p.refusal = &r
}

// text is a cell without the spaces around it; "" where the file has no such column.
func (p *parser) text(f field) string { return trim(p.cells[f]) }

// trim is strings.TrimSpace, which most cells need not.
func trim(s string) string {
	if s == "" || s[0]-'!' <= '~'-'!' && s[len(s)-1]-'!' <= '~'-'!' {
		return s
	}
	return strings.TrimSpace(s)
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
	t, ok := parseTime(s, p.local)
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

// seconds reads a length of time in the unit that the column's header names.
func (p *parser) seconds(f field) incident.Opt[time.Duration] {
	scale := int64(1)
	if p.scale != nil {
		scale = p.scale[f]
	}
	n := incident.Opt[int64]{}
	if scale == 1 {
		n = p.number(f)
	} else if s := p.value(f); s != "" {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || math.IsNaN(x) || math.Abs(x) > 1e12 {
			p.refuse(f, BadNumber, s)
			return incident.Opt[time.Duration]{}
		}
		n = incident.Known(int64(math.Floor(x*float64(scale) + 1e-6)))
	}
	const most = 100 * 366 * 24 * 3600
	if n.OK && (n.V > most || n.V < -most) {
		p.refuse(f, BadNumber, p.text(f))
	}
	return incident.Opt[time.Duration]{V: time.Duration(n.V) * time.Second, OK: n.OK}
}

// listSeparator stands behind each entry of a list that a container keeps apart itself, as JSON does.
const listSeparator = "\x1f"

// person is somebody by id and name. An address or a telephone number is no name, and never kept: of an address that is
// all there is, the part before the @ stands for the person.
func person(id, name string) incident.Person {
	return incident.Person{ID: private(trim(id)), Name: private(trim(name))}
}

func private(s string) string {
	if before, _, ok := strings.Cut(s, "@"); ok {
		return strings.TrimSpace(before)
	}
	if s == "" || s[0] >= 'A' {
		return s
	}
	digits := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c != '+' && c != '-' && c != ' ' && c != '(' && c != ')' && c != '.':
			return s
		}
	}
	if digits >= 9 && (s[0] == '+' || s[0] == '0' || s[0] == '(') {
		return ""
	}
	return s
}

// people joins the ids and the names of a cell with several users; which separator PagerDuty uses is not documented.
func (p *parser) people(ids, names field) []incident.Person {
	split := func(s string) []string {
		if strings.Contains(s, listSeparator) {
			return strings.Split(strings.TrimSuffix(s, listSeparator), listSeparator)
		}
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '|' })
	}
	is, ns := p.value(ids), p.value(names)
	if is == "" && ns == "" {
		return nil
	}
	if !strings.ContainsAny(is, ",;|"+listSeparator) && !strings.ContainsAny(ns, ",;|"+listSeparator) {
		return []incident.Person{person(is, ns)} // one, as nearly always
	}
	i, n := split(is), split(ns)
	if len(i) > 0 && len(n) != len(i) {
		n = nil // a name with a comma in it: the ids alone count right
	}
	out := make([]incident.Person, max(len(i), len(n)))
	for k := range out {
		if k < len(i) {
			out[k].ID = i[k]
		}
		if k < len(n) {
			out[k].Name = n[k]
		}
		out[k] = person(out[k].ID, out[k].Name)
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
		Team: teamName(p.text(fTeam)), PolicyID: p.value(fPolicyID), Policy: p.text(fPolicy), Type: p.value(fType), Key: p.value(fKey),
		MergedInto: p.value(fMergedInto), Acknowledgers: p.people(fAckIDs, fAckNames), Assignees: p.people(fAssignedIDs, fAssignedNames),
		ResolvedBy: person(p.value(fResolverID), p.value(fResolver)), AssignedVia: p.value(fAssignedVia),
		AcknowledgeCount: p.number(fAckCount), EscalationCount: p.number(fEscalations), AlertCount: p.number(fAlerts),
		Engaged: p.seconds(fEngaged), EngagedUsers: p.number(fEngagedUsers), Effort: p.seconds(fEffort), Snoozed: p.seconds(fSnoozed),
		AcknowledgedAt: p.time(fAcknowledged), ResolvedAt: p.time(fResolved), UpdatedAt: p.time(fUpdated), Told: p.told,
		Title: p.cells[fTitle],
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

// teamName is a team's name; of a list of references, which pandas writes into one cell as Python would, the first's.
func teamName(s string) string {
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, "]") {
		return s
	}
	for _, quote := range [...]string{"'", `"`} {
		if _, rest, ok := strings.Cut(s, quote+"summary"+quote+": "+quote); ok {
			name, _, _ := strings.Cut(rest, quote)
			return name
		}
	}
	if s == "[]" {
		return ""
	}
	return s
}

// told says what a table with these columns could tell.
func told(has fieldSet) incident.Told {
	var t incident.Told
	if has&(1<<fAcknowledged|1<<fSecondsToAck|1<<fAckCount|1<<fAckIDs|1<<fAckNames) != 0 {
		t |= incident.TellsAcknowledge
	}
	if has&(1<<fResolverID|1<<fResolver) != 0 {
		t |= incident.TellsResolver
	}
	return t
}
