package demo

import (
	"slices"
	"strings"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// Subdomain is the made-up provider's at PagerDuty.
const Subdomain = "miotsukushi-example"

// unitTeams are the ids of the business units' teams at PagerDuty.
var unitTeams = [unitCount]string{"PTEAM0E", "PTEAM0W", "PTEAM0C"}

// An account is what PagerDuty's API has of a world: the incidents triggered from a day on, those that are open or had
// something happen from then on, and the entries of their timelines.
type account struct {
	world     *world
	from      int32                      // seconds since start
	incidents map[int32]*fakepd.Incident // by place among all
	entries   []*fakepd.Entry
}

func newAccount(w *world, from int32) *account {
	return &account{world: w, from: from, incidents: map[int32]*fakepd.Incident{}}
}

// has says whether the account knows an incident.
func (a *account) has(c *incident, acts []act) bool {
	return c.resolve == none || slices.ContainsFunc(acts, func(x act) bool { return c.at+x.at >= a.from })
}

// incident takes the i-th incident, as the printer has just set it.
func (a *account) incident(i int, c *incident, p *printer, t *telling, acts []act) {
	in := &fakepd.Incident{
		ID: p.raw[0], Number: firstNumber + i, Title: p.raw[2], Service: c.stream.service, Policy: t.line*unitCount + a.world.services[c.stream.service].unit,
		Priority: p.table[6], Urgency: p.raw[22], Created: when(c.at), Updated: when(c.at), Status: p.table[9], ResolvedBy: int(t.resolver), Into: p.table[13],
	}
	if len(acts) > 0 {
		in.Updated = when(c.at + acts[len(acts)-1].at)
	}
	if t.resolve != none {
		in.Resolved = when(c.at + t.resolve)
		in.Updated = in.Resolved
		in.Sums = &fakepd.Sums{Snoozed: int(asleep(acts))}
		seconds, users := engaged(acts, c.resolve)
		in.Sums.Engaged, in.Sums.EngagedUsers = int(seconds), users
		if t.ack != none {
			first := int(t.ack)
			in.Sums.ToAcknowledge = &first
		}
	}
	a.incidents[int32(i)] = in
}

// entry takes the n-th act of all, if it is one of the account's incidents.
func (a *account) entry(l *logged, n int, seed uint64) {
	in := a.incidents[l.incident]
	if in == nil {
		return
	}
	x := &l.act
	e := &fakepd.Entry{ID: entryID(seed, n), Incident: in, At: when(l.at), Kind: types[x.deed] + "_log_entry", Agent: int(x.by), Channel: x.via}
	if x.by == pagerDuty && (x.deed == triggered || x.deed == resolved && x.via == "api") && a.world.services[in.Service].unit == cloud {
		e.Agent = -2 // an integration
	}
	switch x.deed {
	case triggered:
		e.Note = contact
	case assigned, reassigned, escalated:
		e.To = []int{int(x.to)}
	case delegated:
		e.To = []int{}
	case notified:
		e.Channel, e.Note = "auto", a.world.address(x)
	case annotated:
		e.Channel, e.Note = "note", annotation
	case snoozed:
		e.Until = in.Created.Add(time.Duration(x.until) * time.Second)
	case reprioritised:
		e.Old, e.New = priorityNames[x.old], priorityNames[x.new]
	}
	a.entries = append(a.entries, e)
}

// given is the account as it is served.
func (a *account) given() (*fakepd.World, error) {
	w := fakepd.World{Subdomain: Subdomain, Entries: a.entries}
	people := []int{}
	for i, p := range a.world.people {
		w.Users = append(w.Users, fakepd.User{ID: p.ID, Name: p.Name, Email: mailOf(p), Phone: phoneOf(who(i))})
		people = append(people, i)
	}
	first, second := people[:len(firstLine)], people[len(firstLine):a.world.robot(0)]
	for u, id := range unitTeams {
		w.Teams = append(w.Teams, fakepd.Team{ID: id, Name: unitNames[u], Members: people[:a.world.robot(0)]})
	}
	for line, levels := range [2][][]int{{first, first, second}, {second}} {
		for _, p := range a.world.policies[line] {
			w.Policies = append(w.Policies, fakepd.Policy{ID: p.id, Name: p.name, Levels: levels})
		}
	}
	for _, v := range a.world.services {
		line := 0
		if v.straight {
			line = 1
		}
		w.Services = append(w.Services, fakepd.Service{ID: v.id, Name: v.name, Team: v.unit, Policy: line*unitCount + v.unit})
	}
	for _, in := range a.incidents {
		w.Incidents = append(w.Incidents, in)
	}
	slices.SortFunc(w.Incidents, func(x, y *fakepd.Incident) int { return x.Number - y.Number })
	return fakepd.Given(w)
}

// when is an instant in UTC.
func when(at int32) time.Time { return start.Add(time.Duration(at) * time.Second).UTC() }

func mailOf(p Person) string { return strings.ToLower(p.ID) + "@example.com" }
