// Package fakepd is a PagerDuty account that is not there: a handler that answers as the REST API does, from a world made
// of a seed or given, with its limits, its quirks, and faults on demand. It is meant for tests, for people who want to try
// a pull without an account, and for the demo, whose last month comes from it. It knows nothing of the client that asks,
// and shares no code with it.
package fakepd

import (
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"time"
)

// A Shape says how large a world is.
type Shape struct {
	Seed      uint64
	From, To  time.Time // between which incidents are triggered
	Incidents int
	Users     int // 0 = 12
	Services  int // 0 = 9
	Open      int // of a thousand incidents, how many are not resolved; 0 = 4
	Burst     int // so many of the incidents are triggered within one minute
}

// A World is an account's data.
type World struct {
	Subdomain string
	Users     []User
	Teams     []Team
	Services  []Service
	Policies  []Policy
	Incidents []*Incident // by trigger
	Entries   []*Entry    // of all incidents, by time
	byID      map[string]*Incident
}

// A User has what a client must not keep: Email and Phone.
type User struct{ ID, Name, Email, Phone string }

// A Team has its members' places in World.Users.
type Team struct {
	ID, Name string
	Members  []int
}

// A Service belongs to a team and a policy.
type Service struct {
	ID, Name     string
	Team, Policy int
}

// A Policy has levels of users.
type Policy struct {
	ID, Name string
	Levels   [][]int
}

// An Incident is the truth that answers are made of.
type Incident struct {
	ID         string
	Number     int
	Title      string
	Service    int
	Priority   string // "" = none
	Urgency    string
	Created    time.Time
	Resolved   time.Time // zero = open
	Updated    time.Time
	Status     string
	ResolvedBy int // user, -1 = the integration
	Entries    []*Entry
	Hidden     bool // the list of all entries lacks this one's: only its own has them
	Deleted    bool // it and its entries answer 404
	Key        string
	Policy     int    // the one that it is at now
	Into       string // the id of the incident that it was merged into; "" = none
	Sums       *Sums  // what analytics say; nil = what the first acknowledge and the resolve make of it
}

// Sums are seconds and people that analytics give of one incident.
type Sums struct {
	ToAcknowledge *int // nil = null
	Engaged       int
	EngagedUsers  int
	Snoozed       int
}

// An Entry is an entry of a timeline.
type Entry struct {
	ID       string
	Incident *Incident
	At       time.Time
	Kind     string // with "_log_entry"
	Agent    int    // user, -1 = service, -2 = integration, -3 = null
	Channel  string // "" = null
	To       []int  // assignees; nil = the key is missing
	Note     string // text of a channel, which a client must not keep
	Until    time.Time
	Old, New string // priorities of a change of it; "" for both = from P4 to the incident's
}

var words = [...]string{"disk almost full on web-%d.example.jp", "CPU over 95 %% on db-%d", "API latency p99 above 2 s (%d)", "バッチ処理が遅延しています #%d",
	"ping lost 10.0.%d.7", "</script><b>%d</b>", "=cmd|' /C calc'!A%d", "𠮷野家 受注キュー滞留 %d件", "\u202egnirts %d", "tab\tand\u0007bell %d"}

var names = [...]string{"佐藤 健", "鈴木 花子", "Ada Lovelace", "高橋 誠", "田中 美咲", "Grace Hopper", "伊藤 翔", "渡辺 葵", "Automation", "山本 大輔", "中村 結衣", "O'Brien, Pat"}

// NewWorld makes a world; the same shape gives the same world.
func NewWorld(s Shape) *World {
	r := rand.New(rand.NewPCG(s.Seed, 0xfa4e))
	if s.Users == 0 {
		s.Users = len(names)
	}
	if s.Services == 0 {
		s.Services = 9
	}
	if s.Open == 0 {
		s.Open = 4
	}
	w := &World{Subdomain: "example", byID: map[string]*Incident{}}
	for i := range s.Users {
		w.Users = append(w.Users, User{
			ID: fmt.Sprintf("PU%05d", i), Name: names[i%len(names)], Email: fmt.Sprintf("person%d@contact.example", i), Phone: fmt.Sprintf("+81 90 5550 %04d", i),
		})
	}
	half := max(1, s.Users/2)
	l1, l2 := []int{}, []int{}
	for i := range s.Users {
		if i < half {
			l1 = append(l1, i)
		} else {
			l2 = append(l2, i)
		}
	}
	if len(l2) == 0 {
		l2 = l1
	}
	w.Teams = []Team{{"PT00001", "一次運用", l1}, {"PT00002", "二次運用", l2}}
	w.Policies = []Policy{{"PE00001", "24/365", [][]int{l1[:1], l1, l2}}, {"PE00002", "L2 on call", [][]int{l2}}}
	for i := range s.Services {
		w.Services = append(w.Services, Service{fmt.Sprintf("PS%05d", i), fmt.Sprintf("service-%02d", i), i % 2, 0})
	}
	span := int64(s.To.Sub(s.From) / time.Second)
	at := make([]time.Time, s.Incidents)
	burst := s.From.Add(time.Duration(r.Int64N(max(1, span-60))) * time.Second)
	for i := range at {
		at[i] = s.From.Add(time.Duration(r.Int64N(span)) * time.Second)
		if i < s.Burst {
			at[i] = burst.Add(time.Duration(r.IntN(60)) * time.Second)
		}
	}
	sort.Slice(at, func(i, j int) bool { return at[i].Before(at[j]) })
	for i, t := range at {
		w.incident(r, s, i+1, t)
	}
	sort.SliceStable(w.Entries, func(i, j int) bool { return w.Entries[i].At.Before(w.Entries[j].At) })
	return w
}

// Given makes an account of somebody else's data: Users, Teams, Services and Policies name one another by place, incidents and
// entries are brought into their order. An incident's entries are those of w.Entries that name it. The error names what
// cannot be: an id twice, a place where nothing is.
func Given(w World) (*World, error) {
	out := &w
	out.byID = make(map[string]*Incident, len(w.Incidents))
	sort.SliceStable(out.Incidents, func(i, j int) bool { return out.Incidents[i].Created.Before(out.Incidents[j].Created) })
	for _, s := range w.Services {
		if s.Team < 0 || s.Team >= len(w.Teams) || s.Policy < 0 || s.Policy >= len(w.Policies) {
			return nil, fmt.Errorf("making an account: the service %s has no such team or policy", s.ID)
		}
	}
	for _, in := range w.Incidents {
		if out.byID[in.ID] != nil {
			return nil, fmt.Errorf("making an account: the incident %s is there twice", in.ID)
		}
		if in.Service < 0 || in.Service >= len(w.Services) || in.Policy < 0 || in.Policy >= len(w.Policies) || in.ResolvedBy < -1 || in.ResolvedBy >= len(w.Users) {
			return nil, fmt.Errorf("making an account: the incident %s has no such service, policy or resolver", in.ID)
		}
		in.Entries = nil
		out.byID[in.ID] = in
	}
	out.Sort()
	ids := make(map[string]bool, len(w.Entries))
	for _, e := range out.Entries {
		wrong := ids[e.ID] || e.Incident == nil || out.byID[e.Incident.ID] != e.Incident || e.Agent < -3 || e.Agent >= len(w.Users)
		for _, to := range e.To {
			wrong = wrong || to < 0 || to >= len(w.Users)
		}
		if wrong {
			return nil, fmt.Errorf("making an account: the entry %s is there twice, or has no such incident, agent or assignee", e.ID)
		}
		ids[e.ID] = true
		e.Incident.Entries = append(e.Incident.Entries, e)
	}
	return out, nil
}

func (w *World) incident(r *rand.Rand, s Shape, number int, at time.Time) {
	in := &Incident{
		ID: fmt.Sprintf("Q%013X", uint64(number)*0x9E3779B97F4A7C15>>12&0xFFFFFFFFFFFFF), Number: number, Service: r.IntN(len(w.Services)),
		Title:   fmt.Sprintf(words[r.IntN(len(words))], r.IntN(40)),
		Urgency: "high", Created: at, Status: "resolved", ResolvedBy: -1, Key: fmt.Sprintf("key-%d", r.IntN(1000)), Hidden: r.IntN(50) == 0,
	}
	if number == 7 {
		in.Title = strings.Repeat("長い", 5000)
	}
	if p := r.IntN(6); p > 0 {
		in.Priority = fmt.Sprintf("P%d", min(p, 4))
	}
	if r.IntN(8) == 0 {
		in.Urgency = "low"
	}
	in.Policy = w.Services[in.Service].Policy
	w.Incidents = append(w.Incidents, in)
	w.byID[in.ID] = in
	w.timeline(r, in, r.IntN(1000) < s.Open)
}

// timeline makes an incident's entries: as often as not somebody acknowledges, some are handed over, some recover alone.
func (w *World) timeline(r *rand.Rand, in *Incident, open bool) {
	t := in.Created
	after := func(most int) time.Time {
		t = t.Add(time.Duration(1+r.IntN(most)) * time.Second)
		return t
	}
	add := func(kind string, agent int, channel string, to ...int) *Entry {
		e := &Entry{ID: fmt.Sprintf("R%07d%06d", in.Number, len(in.Entries)), Incident: in, At: t, Kind: kind + "_log_entry", Agent: agent, Channel: channel, To: to}
		in.Entries = append(in.Entries, e)
		w.Entries = append(w.Entries, e)
		return e
	}
	notify := func(who int) { add("notify", -1, "auto").Note = w.Users[who].Email + " " + w.Users[who].Phone }
	p := w.Policies[w.Services[in.Service].Policy]
	first := p.Levels[1][r.IntN(len(p.Levels[1]))]
	second := p.Levels[2][r.IntN(len(p.Levels[2]))]
	add("trigger", -2, "api").Note = "secret payload"
	add("assign", -1, "auto", first)
	notify(first)
	resolve := func(who int) {
		agent, channel := who, "web_ui"
		if who < 0 {
			agent, channel = -2, "api"
		}
		add("resolve", agent, channel)
		in.Resolved, in.ResolvedBy = t, who
	}
	if open {
		in.Status = "triggered"
		if r.IntN(2) == 0 {
			after(600)
			add("acknowledge", first, "mobile")
			in.Status = "acknowledged"
		}
		in.Updated = t
		return
	}
	switch way := r.IntN(12); {
	case way < 3: // recovers alone
		after(900)
		resolve(-1)
	case way < 8:
		after(600)
		add("acknowledge", first, "web_ui")
		if way == 4 {
			after(1800)
			add("annotate", first, "note").Note = "root password is hunter2"
			add("snooze", first, "web_ui").Until = t.Add(time.Hour)
		}
		if way == 5 {
			after(1800)
			add("unacknowledge", -1, "timeout")
			notify(first)
			after(300)
			add("acknowledge", first, "mobile")
		}
		if way == 6 {
			after(60)
			add("priority_change", first, "web_ui")
			add("brand_new_thing", -3, "")
		}
		after(7200)
		resolve(first)
	case way < 10: // handed over by hand
		after(300)
		add("acknowledge", first, "web_ui")
		after(1200)
		add("delegate", first, "web_ui")
		add("assign", first, "web_ui", second)
		notify(second)
		after(600)
		add("acknowledge", second, "mobile")
		after(9000)
		resolve(second)
	case way == 10: // timed out; this escalate names nobody
		t = t.Add(20 * time.Minute)
		add("escalate", -1, "timeout")
		notify(second)
		after(600)
		add("acknowledge", second, "mobile")
		after(3600)
		resolve(second)
	default: // reopened
		after(300)
		add("acknowledge", first, "web_ui")
		after(600)
		resolve(first)
		after(600)
		add("reopen", -3, "")
		after(600)
		resolve(first)
	}
	in.Updated = in.Resolved
}

// Resolve ends an open incident, as if it had happened since the last pull; false where it is none.
func (w *World) Resolve(id string, at time.Time) bool {
	in := w.byID[id]
	if in == nil || in.Status == "resolved" {
		return false
	}
	e := &Entry{ID: fmt.Sprintf("R%07d%06d", in.Number, len(in.Entries)), Incident: in, At: at, Kind: "resolve_log_entry", Agent: 0, Channel: "web_ui"}
	in.Entries = append(in.Entries, e)
	w.Entries = append(w.Entries, e)
	sort.SliceStable(w.Entries, func(i, j int) bool { return w.Entries[i].At.Before(w.Entries[j].At) })
	in.Status, in.Resolved, in.Updated, in.ResolvedBy = "resolved", at, at, 0
	return true
}

// Contacts are all texts of the world that a client must not keep.
func (w *World) Contacts() []string {
	out := []string{"secret payload", "hunter2"}
	for _, u := range w.Users {
		out = append(out, u.Email, u.Phone)
	}
	return out
}

// Sort brings entries that were added into their order.
func (w *World) Sort() {
	sort.SliceStable(w.Entries, func(i, j int) bool { return w.Entries[i].At.Before(w.Entries[j].At) })
}
