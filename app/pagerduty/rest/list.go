package rest

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty"
)

const (
	pageLimit = 100
	deepest   = 10_000 // offset and limit together
	readings  = 3      // of a window whose count differs from the total
)

// A reading is one pass over a list.
type reading struct {
	ids   map[string]bool
	total incident.Opt[int64] // as the last page says
	deep  bool                // there is more than can be asked for
	stuck bool                // it ended because nothing new came, although there was to be more
}

// same says whether the list had what the server counts, as far as it counts.
func (r reading) same() bool { return !r.total.OK || int64(len(r.ids)) == r.total.V }

// list reads a list from its beginning to its end; take gets each page with something new. It ends where the server says
// so, where a page brings no new id, or where the list has more than 10,000 and stop is set: then before anything is
// taken, if the server counts.
func (c *Client) list(ctx context.Context, q call, key, of string, stop bool, take func(pagerduty.Page)) (reading, error) {
	r := reading{ids: map[string]bool{}}
	for offset := int64(0); ; {
		if offset+pageLimit > deepest {
			r.deep = true
			return r, nil
		}
		q.query.Set("limit", strconv.Itoa(pageLimit))
		q.query.Set("offset", strconv.FormatInt(offset, 10))
		q.query.Set("total", "true")
		var page pagerduty.Page
		err := c.do(ctx, q, func(body string) (ok bool) {
			page, ok = c.pages.Read(body, key, of)
			return ok
		})
		if err != nil {
			r.deep = tooDeep(err)
			if r.deep {
				err = nil
			}
			return r, err
		}
		if page.Total.OK {
			r.total = page.Total
			if stop && page.Total.V > deepest {
				r.deep = true
				return r, nil
			}
		}
		before := len(r.ids)
		for _, id := range page.IDs {
			r.ids[id] = true
		}
		fresh := len(r.ids) > before
		if fresh {
			take(page)
		}
		limit := int64(pageLimit)
		if page.Limit.OK && page.Limit.V > 0 && page.Limit.V < limit {
			limit = page.Limit.V
		}
		more := page.More.V
		if !page.More.OK {
			more = int64(len(page.IDs)) >= limit
		}
		if !more || !fresh {
			r.stuck = more
			return r, nil
		}
		offset += limit
	}
}

// total is how many a window has, by a page of one; unknown where the server does not count.
func (c *Client) total(ctx context.Context, w Window) (incident.Opt[int64], error) {
	q, key := w.between(w.From, w.To), w.key()
	q.query.Set("limit", "1")
	q.query.Set("offset", "0")
	q.query.Set("total", "true")
	var page pagerduty.Page
	err := c.do(ctx, q, func(body string) (ok bool) {
		page, ok = c.pages.Read(body, key, "")
		return ok
	})
	return page.Total, err
}

// query is what a list of incidents or entries is asked with.
func (w Window) query() call { return w.between(w.asked()) }

func (w Window) between(since, until time.Time) call {
	q := url.Values{"since": {since.UTC().Format(time.RFC3339)}, "until": {until.UTC().Format(time.RFC3339)}, "time_zone": {"UTC"}}
	if w.What == LogEntries {
		q.Set("is_overview", "false")
		return call{path: "/log_entries", query: q}
	}
	q.Set("sort_by", "created_at:asc")
	return call{path: "/incidents", query: q}
}

// key is where a list of the window's stands in an answer.
func (w Window) key() string {
	if w.What == LogEntries {
		return "log_entries"
	}
	return "incidents"
}

// A haul is what was read and is not yet committed.
type haul struct {
	incidents map[string]incident.Incident // by id
	events    map[string]incident.Event    // by id
	refused   []pagerduty.Refusal
}

func newHaul() *haul {
	return &haul{incidents: map[string]incident.Incident{}, events: map[string]incident.Event{}}
}

// put keeps what of a page lies in the window, nil for all.
func (h *haul) put(p pagerduty.Page, w *Window) {
	for _, in := range p.Incidents {
		if w == nil || w.has(in.TriggeredAt) {
			h.join(in)
		}
	}
	for _, e := range p.Events {
		if w == nil || w.has(e.At) {
			h.events[e.ID] = e
		}
	}
	h.refused = append(h.refused, p.Refused...)
}

// join adds a reading of an incident to those that are there: merged by field, as the same id twice in a file.
func (h *haul) join(in incident.Incident) {
	if old, ok := h.incidents[in.ID]; ok {
		in = incident.Merge([]incident.Reading{{Incident: old, Row: 1}, {Incident: in, Row: 2}}).Incident
	}
	h.incidents[in.ID] = in
}

// window reads a window until the count agrees with the server's. split says that it holds too much. A count that stays
// away by the same number while the same things come is the server's own; one that moves is not settled, and the window is
// to be read again another time.
func (c *Client) window(ctx context.Context, w Window) (h *haul, r reading, settled, split bool, err error) {
	h = newHaul()
	away, steady, met := int64(0), true, map[string]bool{}
	for i := range readings {
		h.refused = nil
		r, err = c.list(ctx, w.query(), w.key(), "", true, func(p pagerduty.Page) { h.put(p, &w) })
		if err != nil {
			return h, r, false, false, err
		}
		if r.deep {
			return h, r, false, true, nil
		}
		if r.same() && !(r.stuck && !r.total.OK) {
			return h, r, true, false, nil
		}
		for id := range r.ids {
			met[id] = true
		}
		now := r.total.V - int64(len(r.ids))
		steady = steady && !r.stuck && (i == 0 || now == away) && len(met) == len(r.ids)
		away = now
	}
	return h, r, steady, false, nil
}
