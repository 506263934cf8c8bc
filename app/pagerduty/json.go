package pagerduty

import (
	"io"
	"slices"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// jsonKinds are the kinds of JSON files by the bit that their values set in counts.jsonSeen.
var jsonKinds = [...]Kind{KindIncidents, KindAnalytics, KindLogEntries, KindWebhooks}

const (
	seenIncident = 1 << iota
	seenAnalytics
	seenLogEntry
	seenWebhook
)

// jsonRows are the values of a JSON file.
type jsonRows struct {
	file *File
	cut  cutter
}

// json begins a file of JSON values.
func (f *File) json(in Input) error {
	r := &jsonRows{file: f, cut: cutter{t: f.text}}
	r.cut.ahead = func() ([]zone, error) {
		src, err := openSource(in)
		if err != nil {
			return nil, err
		}
		defer src.Close()
		again := &File{Name: in.Name, src: src}
		t, err := again.plainText(in)
		if err != nil {
			return nil, err
		}
		return lookZones(t)
	}
	f.rows = r
	return nil
}

func (r *jsonRows) next(b *Batch) error {
	raw, e, problem, err := r.cut.next(b.raw)
	b.raw = raw
	if err != nil {
		return err
	}
	r.file.row++
	e.row = r.file.row
	if problem != "" {
		r.file.refuse(b, e.line, problem, "")
		return nil
	}
	b.values = append(b.values, e)
	return nil
}

func (r *jsonRows) end(*Batch) error { return nil }

// A jsonParser understands the values of one batch.
type jsonParser struct {
	parser
	b   *Batch
	doc document
	raw string

	readings []incident.Reading
	events   []incident.Event
	seen     uint32
	found    int64 // events
	noRows   int64 // values that are no rows
}

func (b *Batch) newJSON() *jsonParser {
	return &jsonParser{parser: parser{file: b.file, header: b.file.header, name: b.file.Name}, b: b, raw: string(b.raw)}
}

// recognised says whether any value of the batch is an incident or an entry of a timeline.
func (b *Batch) recognised() bool {
	j := b.newJSON()
	whole := 0
	for _, e := range b.values {
		if !j.parse(e) {
			continue
		}
		whole++
		if _, s := j.bare(&j.doc.nodes[0]); s.bit() != 0 {
			b.file.counts.jsonSeen.Or(s.bit())
			return true
		}
	}
	return whole == 0 && len(b.values)+len(b.refused) > 0 // whether the broken ones were is unknown
}

func (b *Batch) jsonReadings() ([]incident.Reading, []Refusal) {
	j := b.newJSON()
	j.readings = make([]incident.Reading, 0, len(b.values))
	for _, e := range b.values {
		j.element(e)
	}
	c := &b.file.counts
	c.jsonSeen.Or(j.seen)
	c.events.Add(j.found)
	c.noRows.Add(j.noRows)
	return j.readings, b.refused
}

func (b *Batch) jsonEvents() []incident.Event {
	if len(b.values) == 0 {
		return nil
	}
	j := b.newJSON()
	for _, e := range b.values {
		j.element(e)
	}
	b.file.counts.events.Add(j.found)
	return j.events
}

// parse takes an element apart and takes on what its container says.
func (j *jsonParser) parse(e element) bool {
	j.line, j.row, j.refusal = e.line, e.row, nil
	j.local = j.file.options.Local
	if e.zone.stated {
		j.local = e.zone.local
	}
	return j.doc.parse(j.raw[e.start:e.end])
}

// element makes a reading, events or a refusal of one element: what is refused brings nothing, also where a file is read for
// its events, whose refusals were given when it was read for its rows.
func (j *jsonParser) element(e element) {
	before, events, found := len(j.readings), len(j.events), j.found
	j.told, j.cells, j.has = 0, [fields]string{}, 0
	switch {
	case !j.parse(e):
		j.refuse(ignored, BadJSON, "")
	case strings.IndexByte(j.raw[e.start:e.end], 0) >= 0: // a hole in a damaged file: refused, as in tables
		j.refuse(ignored, NUL, "")
	default:
		j.value(&j.doc.nodes[0])
	}
	switch {
	case j.refusal != nil:
		j.b.refused = append(j.b.refused, *j.refusal)
		j.readings, j.events, j.found = j.readings[:before], j.events[:events], found
	case len(j.readings) == before:
		j.noRows++
	}
}

// A sort is what a value is.
type sort int

const (
	unknownValue sort = iota
	aboutNothing      // what a tool writes between its records
	anIncident
	anAnalyticsRow
	aLogEntry
	aWebhook
	aWrapper // an object around one of these
)

func (s sort) bit() uint32 {
	switch s {
	case anIncident:
		return seenIncident
	case anAnalyticsRow:
		return seenAnalytics
	case aLogEntry:
		return seenLogEntry
	case aWebhook:
		return seenWebhook
	}
	return 0
}

// look says what a value is, by its keys; inside is the value in a wrapper.
func (j *jsonParser) look(n *node) (_ sort, inside *node) {
	if n.kind != '{' {
		return unknownValue, nil
	}
	d := &j.doc
	var has fieldSet
	var kind string
	var id, eventType, occurred, data, event, incident, entry, other, airbyte, record *node
	rest := false
	for i := n.child; i != 0; i = d.nodes[i].next {
		c := &d.nodes[i]
		c.field = jsonField(c.key)
		has |= 1 << c.field
		if c.kind == 'n' {
			continue
		}
		switch c.key {
		case "type":
			kind = c.str()
		case "id":
			id = c
		case "event_type":
			eventType = c
		case "occurred_at":
			occurred = c
		case "data":
			data = c
		case "event":
			event = c
		case "incident":
			incident = c
		case "log_entry":
			entry = c
		case "node":
			other = c
		case "record":
			record = c
		case "_airbyte_data":
			airbyte = c
		case "html_url", "alert_counts":
			rest = true
		case "service", "escalation_policy":
			rest = rest || c.kind == '{'
		}
	}
	has &^= 1 << ignored
	switch {
	case strings.HasSuffix(kind, "_log_entry"), strings.HasSuffix(kind, "_log_entry_reference"):
		return aLogEntry, nil
	case eventType != nil && (occurred != nil || data != nil):
		return aWebhook, nil
	}
	// Around values: Airbyte's records, a webhook's body, an answer with one thing.
	around := [...]*node{d.get(record, "data"), airbyte, event, incident, entry, other}
	if id != nil || kind != "" {
		around[3], around[4], around[5] = nil, nil, nil
	}
	for _, v := range around {
		if v != nil && v.kind == '{' {
			return aWrapper, v
		}
	}
	switch kind {
	case "STATE", "LOG", "TRACE", "SPEC", "CATALOG", "CONTROL", "CONNECTION_STATUS":
		return aboutNothing, nil
	}
	switch {
	case strings.HasSuffix(kind, "_reference"):
		return unknownValue, nil
	case !has.has(fCreated) || has&(1<<fID|1<<fNumber) == 0 || has&(1<<fTitle|1<<fService|1<<fServiceID|1<<fStatus) == 0:
		return unknownValue, nil
	case !rest && has&(1<<fSecondsToAck|1<<fSecondsToResolve|1<<fEngaged) != 0:
		return anAnalyticsRow, nil
	}
	return anIncident, nil
}

// bare is a value without the objects that tools put around it, and what it is.
func (j *jsonParser) bare(n *node) (*node, sort) {
	for range 4 {
		s, inside := j.look(n)
		if s != aWrapper {
			return n, s
		}
		n = inside
	}
	return n, unknownValue
}

func (j *jsonParser) value(n *node) {
	n, s := j.bare(n)
	j.seen |= s.bit()
	switch s {
	case anIncident, anAnalyticsRow:
		j.cellsOf(n)
		j.reading()
		j.embedded(n)
	case aLogEntry:
		j.logEntry(n, "")
	case aWebhook:
		j.webhook(n)
	case aboutNothing:
	default:
		if !j.emptyAnswer(n) {
			j.refuse(ignored, NotIncident, "")
		}
	}
}

// emptyAnswer says whether n is an answer whose list is null or not there: {"incidents":null}.
func (j *jsonParser) emptyAnswer(n *node) bool {
	if n.kind != '{' {
		return false
	}
	for i := n.child; i != 0; i = j.doc.nodes[i].next {
		if c := &j.doc.nodes[i]; rowsKeys[c.key] && c.kind == 'n' {
			return true
		}
	}
	return false
}

// reading makes one of the cells.
func (j *jsonParser) reading() {
	for f, s := range j.cells {
		if len(s) > maxField {
			j.refuse(field(f), TooLong, "")
		}
	}
	j.parser.told |= told(j.has)
	r := incident.Reading{Incident: j.incident(), Row: j.row}
	if j.refusal == nil && !j.file.options.Events {
		j.readings = append(j.readings, r)
	}
}

// jsonFields are the keys whose value is a field's as it stands. Summaries come last of what can be a title, which
// cellsOf sees to; type is what kind of object it is, and no incident's type.
var jsonFields = func() map[string]field {
	out := map[string]field{}
	for name, f := range synonyms {
		out[name] = f
	}
	for _, names := range [...][]string{fieldNames[1:], {
		"incident_number", "service_name", "priority_name", "team_name", "escalation_policy_name", "created_on", "resolved_on", "updated_on",
		"acknowledged_on", "acknowledgement_count", "acknowledged_by_user_ids", "acknowledged_user_ids", "acknowledged_by_user_names",
		"acknowledged_user_names", "assigned_to_user_ids", "assigned_user_ids", "assigned_to_user_names", "assigned_user_names",
		"resolved_by_user_id", "resolved_by_user_name", "user_defined_effort_seconds", "first_acknowledged_at", "incident_id", "incident_title",
		"dedup_key", "triggered_at", "opened_on",
	}} {
		for _, n := range names {
			out[n] = synonyms[normal(n)]
		}
	}
	for _, n := range [...]string{"", "type", "summary", "description", "acknowledgements", "resolve_reason", "incidentid", "escalations", "incident_type"} {
		delete(out, n)
	}
	out["description"], out["summary"] = fTitle, fTitle
	return out
}()

// jsonField is the field that a key means. Keys of PagerDuty's have small letters alone; others, such as "createdAt" and
// "Incident Number", are what tables' headers are.
func jsonField(key string) field {
	if f, ok := jsonFields[key]; ok {
		return f
	}
	for i := range len(key) {
		if key[i] >= 'A' && key[i] <= 'Z' {
			if f, scale := understand(key); scale == 1 && f != fType {
				return f
			}
			break
		}
	}
	return ignored
}

// cellsOf fills the cells with what an incident's object says, which look has seen.
func (j *jsonParser) cellsOf(n *node) {
	d := &j.doc
	var of changes
	title := 3 // how far the title is from the key that means it most: title, description, summary
	for i := n.child; i != 0; i = d.nodes[i].next {
		c := &d.nodes[i]
		f := c.field
		if f == ignored {
			j.special(c, &of)
			continue
		}
		if f == fTitle {
			far := slices.Index(titleKeys[:], c.key)
			if far < 0 {
				far = 0
			}
			if s := c.str(); s != "" && far < title {
				j.cells[fTitle], title = s, far
			}
			j.has |= 1 << fTitle
			continue
		}
		switch c.kind {
		case '{':
			j.reference(f, c)
		case '[':
			j.list(f, c)
		default:
			if s := c.str(); s != "" || j.has&(1<<f) == 0 {
				j.cells[f] = s
			}
		}
		j.has |= 1 << f
	}
	if title == 2 {
		j.cells[fTitle] = withoutNumber(j.cells[fTitle])
	}
	j.settle(&of)
}

var titleKeys = [...]string{"title", "description", "summary"}

// withoutNumber is a summary "[#123] disk full" without its number.
func withoutNumber(s string) string {
	if rest, ok := strings.CutPrefix(s, "[#"); ok {
		if _, title, ok := strings.Cut(rest, "] "); ok {
			return title
		}
	}
	return s
}

// reference is an object that names another thing: its summary is the cell, its id the cell of the id.
func (j *jsonParser) reference(f field, c *node) {
	d := &j.doc
	name := d.str(c, "summary")
	if name == "" {
		name = d.str(c, "name")
	}
	ids := map[field]field{fService: fServiceID, fPolicy: fPolicyID, fResolver: fResolverID}
	j.cells[f] = name
	if f == fMergedInto {
		j.cells[f] = d.str(c, "id")
	}
	if id, ok := ids[f]; ok {
		j.cells[id] = d.str(c, "id")
		j.has |= 1 << id
	}
}

// list is an array: of teams the first, of people all.
func (j *jsonParser) list(f field, c *node) {
	d := &j.doc
	switch f {
	case fAckIDs, fAckNames, fAssignedIDs, fAssignedNames:
		var all strings.Builder
		for i := c.child; i != 0; i = d.nodes[i].next {
			all.WriteString(strings.ReplaceAll(d.nodes[i].str(), listSeparator, " ") + listSeparator)
		}
		j.cells[f] = all.String()
	case fTeam:
		if c.child != 0 {
			first := &d.nodes[c.child]
			if j.cells[f] = first.str(); first.kind == '{' {
				j.reference(f, first)
			}
		}
	}
}

// special are the keys of the REST API and of webhooks that are more than a field.
func (j *jsonParser) special(c *node, of *changes) {
	d := &j.doc
	switch c.key {
	case "last_status_change_at":
		of.at = c
	case "last_status_change_by":
		of.by = c
	case "incident_type":
		of.kind = c
	case "alert_counts":
		j.put(fAlerts, d.str(c, "all"))
	case "resolve_reason":
		if strings.HasPrefix(d.str(c, "type"), "merge") {
			j.put(fMergedInto, d.str(c, "incident", "id"))
		}
	case "assignments":
		j.people(fAssignedIDs, fAssignedNames, c, "assignee")
	case "assignees":
		j.people(fAssignedIDs, fAssignedNames, c, "")
	case "acknowledgements":
		of.acknowledgements = c.kind == '['
		j.acknowledgements(c)
	}
}

// changes are what settle needs of an incident beyond its cells.
type changes struct {
	at, by, kind     *node
	acknowledgements bool
}

func (j *jsonParser) put(f field, s string) {
	if s != "" {
		j.cells[f] = s
		j.has |= 1 << f
	}
}

// people puts the people of an array into two cells; each stands under key, or is the entry itself.
func (j *jsonParser) people(ids, names field, c *node, key string) {
	d := &j.doc
	var is, ns strings.Builder
	for i := c.child; c.kind == '[' && i != 0; i = d.nodes[i].next {
		p := &d.nodes[i]
		if key != "" {
			p = d.get(p, key)
		}
		if p == nil || p.kind != '{' || !isUser(d.str(p, "type")) {
			continue
		}
		who := j.who(p)
		is.WriteString(who.ID + listSeparator)
		ns.WriteString(strings.ReplaceAll(who.Name, listSeparator, " ") + listSeparator)
	}
	j.put(ids, is.String())
	j.put(names, ns.String())
}

// isUser says whether a reference's type is a person's; "" is believed.
func isUser(kind string) bool { return kind == "" || strings.HasPrefix(kind, "user") }

// who is the person that a reference names.
func (j *jsonParser) who(n *node) incident.Person {
	name := j.doc.str(n, "summary")
	if name == "" {
		name = j.doc.str(n, "name")
	}
	return person(j.doc.str(n, "id"), name)
}

// acknowledgements are those that an open incident has now: when the earliest was, and whose they are.
func (j *jsonParser) acknowledgements(c *node) {
	d := &j.doc
	var earliest time.Time
	for i := c.child; c.kind == '[' && i != 0; i = d.nodes[i].next {
		at := d.str(&d.nodes[i], "at")
		if t, ok := parseTime(at, j.local); ok && (earliest.IsZero() || t.Before(earliest)) {
			earliest = t
			j.cells[fAcknowledged] = at
		}
	}
	j.people(fAckIDs, fAckNames, c, "acknowledger")
}

// settle adds what follows from several keys of a REST incident together.
func (j *jsonParser) settle(of *changes) {
	d := &j.doc
	if t := of.kind; t != nil {
		if t.kind == '{' {
			j.put(fType, d.str(t, "name"))
		} else {
			j.put(fType, t.str())
		}
	}
	if status := j.cells[fStatus]; status != "resolved" && status != "Resolved" {
		if of.acknowledgements { // a resolved incident has none of those that it had
			j.told |= incident.TellsAcknowledge
		}
		return
	}
	// Of a resolved incident the last change of its status was its resolve.
	if j.cells[fResolved] == "" && of.at != nil {
		j.cells[fResolved] = of.at.str()
	}
	if by := of.by; by != nil && by.kind == '{' && j.cells[fResolverID] == "" && j.cells[fResolver] == "" {
		j.told |= incident.TellsResolver
		if isUser(d.str(by, "type")) {
			who := j.who(by)
			j.cells[fResolverID], j.cells[fResolver] = who.ID, who.Name
		}
	}
}

// plainText decodes the input again, for a look ahead.
func (f *File) plainText(in Input) (*text, error) {
	again := func() (io.ReadCloser, error) { return openSource(in) }
	head := make([]byte, 1<<16)
	n, err := io.ReadFull(f.src, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	from := io.MultiReader(strings.NewReader(string(head[:n])), f.src)
	t := newText(newDecoder(from, head[:n], again))
	t.all()
	return t, nil
}
