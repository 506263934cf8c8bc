package pagerduty

import (
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A Page is an answer of PagerDuty's REST API with a list, understood by the same rules as a file that holds it. Nothing
// in it holds on to the answer's text.
type Page struct {
	IDs       []string            // of all in the list, of those too that were refused or dropped; "" where one has none
	Incidents []incident.Incident // of analytics' rows too
	Events    []incident.Event    // without notify entries
	Refused   []Refusal
	More      incident.Opt[bool]
	Limit     incident.Opt[int64] // how many the server gives a page
	Total     incident.Opt[int64]
	Last      string // the cursor behind the page; "" where there is none
	Zone      string // of times that name none; "" where the answer does not say
}

// Pages reads answers of the REST API. It keeps words that come again once; not for several goroutines.
type Pages struct {
	Account string
	words   map[string]string
}

// Read understands the list under key of an answer: "incidents", "log_entries", or analytics' "data"; or the one thing
// under "incident". of is the incident whose timeline was asked for, "" for others. ok is false where the body is no
// JSON, or has no such key.
func (p *Pages) Read(body, key, of string) (page Page, ok bool) {
	header := match(nil, Mapping{})
	file := &File{Name: "/" + key, header: &header, options: Options{Account: p.Account, Events: key == "log_entries"}}
	j := (&Batch{file: file, header: &header}).newJSON()
	if !j.doc.parse(body) {
		return page, false
	}
	d := &j.doc
	root := &d.nodes[0]
	list := d.get(root, key)
	if list == nil || list.kind != '[' && list.kind != '{' {
		return page, false
	}
	if more := d.str(root, "more"); more != "" {
		page.More = incident.Known(more == "true")
	}
	page.Limit, page.Total = count(d.str(root, "limit")), count(d.str(root, "total"))
	page.Last, page.Zone = strings.Clone(d.str(root, "last")), strings.Clone(d.str(root, "time_zone"))
	if key == "data" { // the zone was asked for; whether it was given is the caller's to see
		j.local = time.UTC
	}
	if list.kind == '{' {
		j.entry(p, &page, list, of)
		return page, true
	}
	for i := list.child; i != 0; i = d.nodes[i].next {
		j.entry(p, &page, &d.nodes[i], of)
	}
	return page, true
}

func count(s string) incident.Opt[int64] {
	n, err := strconv.ParseInt(s, 10, 64)
	return incident.Opt[int64]{V: n, OK: err == nil && n >= 0}
}

// entry understands one value of a list.
func (j *jsonParser) entry(p *Pages, page *Page, n *node, of string) {
	j.row++
	j.told, j.cells, j.has, j.refusal = 0, [fields]string{}, 0, nil
	j.readings, j.events = j.readings[:0], j.events[:0]
	id := j.doc.str(n, "id")
	switch what, _ := j.look(n); {
	case what == aLogEntry && j.file.options.Events:
		j.logEntry(n, of)
	case what == anIncident && !j.file.options.Events, what == anAnalyticsRow && !j.file.options.Events:
		if id == "" {
			id = j.doc.str(n, "incident_id")
		}
		j.cellsOf(n)
		j.reading()
	default:
		j.refuse(ignored, NotIncident, "")
	}
	page.IDs = append(page.IDs, strings.Clone(id))
	if j.refusal != nil {
		r := *j.refusal
		r.Value, r.Column = strings.Clone(r.Value), strings.Clone(r.Column)
		page.Refused = append(page.Refused, r)
		return
	}
	for _, r := range j.readings {
		page.Incidents = append(page.Incidents, p.ownIncident(r.Incident))
	}
	for _, e := range j.events {
		page.Events = append(page.Events, p.ownEvent(e))
	}
}

// word is s without the text that it was cut out of, once for all that are equal.
func (p *Pages) word(s string) string {
	if s == "" {
		return ""
	}
	if own, ok := p.words[s]; ok {
		return own
	}
	if p.words == nil || len(p.words) > 1<<16 {
		p.words = map[string]string{}
	}
	own := strings.Clone(s)
	p.words[own] = own
	return own
}

func (p *Pages) ownIncident(in incident.Incident) incident.Incident {
	for _, s := range [...]*string{&in.ID, &in.Title, &in.Key, &in.MergedInto} {
		*s = strings.Clone(*s)
	}
	for _, s := range [...]*string{&in.Status, &in.Urgency, &in.Priority, &in.ServiceID, &in.Service, &in.Team, &in.PolicyID, &in.Policy, &in.Type,
		&in.AssignedVia} {
		*s = p.word(*s)
	}
	in.ResolvedBy = p.ownPerson(in.ResolvedBy)
	p.ownPeople(in.Acknowledgers)
	p.ownPeople(in.Assignees)
	return in
}

func (p *Pages) ownEvent(e incident.Event) incident.Event {
	e.ID, e.IncidentID = strings.Clone(e.ID), p.word(e.IncidentID)
	for _, s := range [...]*string{&e.Type, &e.AgentType, &e.AgentID, &e.AgentName, &e.Channel, &e.Old, &e.New} {
		*s = p.word(*s)
	}
	p.ownPeople(e.Assignees)
	return e
}

func (p *Pages) ownPerson(who incident.Person) incident.Person {
	return incident.Person{ID: p.word(who.ID), Name: p.word(who.Name)}
}

func (p *Pages) ownPeople(people []incident.Person) {
	for i := range people {
		people[i] = p.ownPerson(people[i])
	}
}

// Person is somebody by id and name; an address or a telephone number is no name and is left out.
func Person(id, name string) incident.Person { return person(id, name) }
