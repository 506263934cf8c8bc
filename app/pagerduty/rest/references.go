package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty"
)

// References are an account's lists beside its incidents.
type References struct {
	Services map[string]string // names by id
	Users    map[string]string // names by id
	Policies map[string]string // names by id
	Members  []Member          // of teams; nil where they may not be seen
}

// loose is a text that may come as a number or not at all.
type loose string

// UnmarshalJSON takes whatever there is.
func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	switch {
	case json.Unmarshal(b, &s) == nil:
		*l = loose(s)
	case len(b) > 0 && (b[0] == '-' || b[0] >= '0' && b[0] <= '9'):
		*l = loose(b)
	}
	return nil
}

// A thing is an entry of a list of references. What it holds beyond is never looked at: users' addresses, for one.
type thing struct {
	ID      loose  `json:"id"`
	Name    loose  `json:"name"`
	Summary loose  `json:"summary"`
	Type    loose  `json:"type"`
	HTML    loose  `json:"html_url"`
	User    *thing `json:"user"` // of a team's members
}

func (t thing) name() string {
	if t.Name != "" {
		return string(t.Name)
	}
	return string(t.Summary)
}

// things reads a list of references, once more where its count differs from the server's.
func (c *Client) things(ctx context.Context, path, key string, take func(thing)) error {
	seen := map[string]bool{}
	for range readings + 1 { // one that is lost is a name that nobody reads again
		total, n, err := c.once(ctx, path, key, func(t thing) {
			id := string(t.ID)
			if t.User != nil {
				id = string(t.User.ID)
			}
			if !seen[id] {
				seen[id] = true
				c.know(string(t.HTML))
				take(t)
			}
		})
		if err != nil || !total.OK || total.V == n || total.V == int64(len(seen)) {
			return err
		}
	}
	return nil
}

// once reads a list of references once: how many the server counts, and how many came, each once.
func (c *Client) once(ctx context.Context, path, key string, take func(thing)) (total incident.Opt[int64], n int64, err error) {
	seen := map[string]bool{}
	for offset := 0; offset+pageLimit <= deepest; offset += pageLimit {
		q := call{path: path, query: url.Values{"limit": {strconv.Itoa(pageLimit)}, "offset": {strconv.Itoa(offset)}, "total": {"true"}}}
		var list []thing
		more := false
		err := c.do(ctx, q, func(body string) bool {
			var page map[string]json.RawMessage
			list, more = nil, false
			if json.Unmarshal([]byte(body), &page) != nil || page[key] == nil || json.Unmarshal(page[key], &list) != nil {
				return false
			}
			more = string(page["more"]) == "true" || page["more"] == nil && len(list) == pageLimit
			told, err := strconv.ParseInt(string(page["total"]), 10, 64)
			total = incident.Opt[int64]{V: told, OK: err == nil}
			return true
		})
		if err != nil {
			return total, n, err
		}
		fresh := false
		for _, t := range list {
			id := string(t.ID)
			if t.User != nil {
				id = string(t.User.ID)
			}
			if id == "" || seen[id] {
				continue
			}
			seen[id], fresh = true, true
			n++
			take(t)
		}
		if !more || !fresh {
			break
		}
	}
	return total, n, nil
}

// Subdomain is the account's own name, as the addresses of its pages have it; "" until an answer told it.
func (c *Client) Subdomain() string { return c.subdomain }

// know remembers the account's sub-domain, which the addresses of its pages begin with.
func (c *Client) know(html string) {
	if c.subdomain != "" || html == "" {
		return
	}
	u, err := url.Parse(html)
	if err != nil {
		return
	}
	for _, end := range [...]string{".eu.pagerduty.com", ".pagerduty.com"} {
		host := u.Hostname()
		if n := len(host) - len(end); n > 0 && host[n:] == end {
			c.subdomain = host[:n]
			return
		}
	}
}

// A Without is something that a pull went on without.
type Without struct {
	What string // services, teams, members, escalation_policies, priorities, users, analytics
	Err  error  // ErrPlan, ErrScope …
}

// spare says whether a pull goes on without what gave this error.
func spare(err error) bool {
	return errors.Is(err, ErrPlan) || errors.Is(err, ErrScope) || errors.Is(err, ErrNotFound)
}

// references reads the lists; what the plan or the token lack is named.
func (c *Client) references(ctx context.Context) (refs References, without []Without, err error) {
	refs = References{Services: map[string]string{}, Users: map[string]string{}, Policies: map[string]string{}}
	var teams []thing
	names := func(to map[string]string) func(thing) { return func(t thing) { to[string(t.ID)] = t.name() } }
	lists := []struct {
		path, key string
		take      func(thing)
	}{
		{"/services", "services", names(refs.Services)},
		{"/users", "users", func(t thing) { refs.Users[string(t.ID)] = pagerduty.Person(string(t.ID), t.name()).Name }},
		{"/teams", "teams", func(t thing) { teams = append(teams, t) }},
		{"/escalation_policies", "escalation_policies", names(refs.Policies)},
		{"/priorities", "priorities", func(thing) {}}, // incidents name theirs: asked for to say where a plan has none
	}
	refused := map[string]bool{}
	for i, l := range lists {
		c.progress(Progress{Stage: "references", Done: int64(i)})
		err := c.things(ctx, l.path, l.key, l.take)
		if err != nil && !spare(err) {
			return refs, without, err
		}
		if err != nil {
			refused[l.key] = true
			without = append(without, Without{l.key, err})
		}
	}
	if refused["teams"] {
		return refs, without, nil
	}
	members := []Member{}
	for i, t := range teams {
		c.progress(Progress{Stage: "references", Done: int64(len(lists) + i), Total: int64(len(lists) + len(teams))})
		err := c.things(ctx, "/teams/"+url.PathEscape(string(t.ID))+"/members", "members", func(m thing) {
			if m.User == nil {
				return
			}
			who := pagerduty.Person(string(m.User.ID), m.User.name())
			if who.Name == "" {
				who.Name = refs.Users[who.ID]
			}
			members = append(members, Member{TeamID: string(t.ID), Team: t.name(), Person: who})
		})
		switch {
		case errors.Is(err, ErrNotFound): // deleted since the list was read
		case err != nil && spare(err):
			return refs, append(without, Without{"members", err}), nil
		case err != nil:
			return refs, without, err
		}
	}
	refs.Members = members
	return refs, without, nil
}

// fill gives names to those that an answer names by id alone.
func (r References) fill(h *haul) {
	person := func(p *incident.Person) {
		if p.Name == "" {
			p.Name = r.Users[p.ID]
		}
	}
	for id, in := range h.incidents {
		if in.Service == "" {
			in.Service = r.Services[in.ServiceID]
		}
		if in.Policy == "" {
			in.Policy = r.Policies[in.PolicyID]
		}
		person(&in.ResolvedBy)
		for i := range in.Assignees {
			person(&in.Assignees[i])
		}
		for i := range in.Acknowledgers {
			person(&in.Acknowledgers[i])
		}
		h.incidents[id] = in
	}
	for id, e := range h.events {
		if e.AgentName == "" && e.AgentType == "user" {
			e.AgentName = r.Users[e.AgentID]
		}
		for i := range e.Assignees {
			person(&e.Assignees[i])
		}
		h.events[id] = e
	}
}
