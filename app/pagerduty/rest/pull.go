package rest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty"
)

// A Plan is what a pull is asked for.
type Plan struct {
	Since, Until time.Time     // by trigger and by entries' time; Until zero, or later than now = now
	LookBack     time.Duration // what was read sooner than this after it happened is read again; 0 = DefaultLookBack, negative = none
	Again        bool          // what was read before is read once more, however long ago; not what a pull read that was stopped
	Analytics    bool          // ask for analytics too
}

// A Summary says what a pull did.
type Summary struct {
	Since, Until time.Time
	From         time.Time // the first instant that was read now; zero where everything was in
	Requests     int64
	Incidents    Count
	Entries      Count
	Timelines    int       // asked for one by one
	Gone         int       // incidents that PagerDuty has no more
	Open         int       // open incidents read again
	Moved        int       // incidents read again because their timelines went on after they were read
	Rows         int       // of analytics
	Without      []Without // what the plan or the token lack
	Refused      []pagerduty.Refusal
	Unsettled    []Window // whose count moved while they were read: read again by the next pull
	Overfull     []Window // a second with more than PagerDuty gives
	Windows      int      // read now
}

// A Count compares what was read with what PagerDuty counts.
type Count struct {
	Read int64 // each once
	Told int64 // Read, and those that PagerDuty counts beyond
}

// A run is a pull under way.
type run struct {
	*Client
	ctx      context.Context
	plan     Plan
	sink     Sink
	sum      Summary
	refs     References
	done     []Window
	now      time.Time
	pending  *pending
	read     map[string]bool // ids of incidents
	rowless  bool            // analytics are not there
	broken   error           // of the sink: nothing more goes there
	expected int64
}

// Pull reads an account and gives it to sink in batches, each finished piece soon. Stopped at any moment, the next pull
// goes on behind the last batch. The summary is that of what was read, also with an error; the error is an *Error, the
// context's or the sink's.
func (c *Client) Pull(ctx context.Context, plan Plan, sink Sink) (Summary, error) {
	r, err := c.begin(ctx, plan, sink)
	if err != nil {
		return Summary{}, err
	}
	err = r.pull()
	if err != nil && r.broken == nil { // what was read whole is kept
		r.ctx = context.WithoutCancel(ctx)
		err = errors.Join(err, r.flush(false))
	}
	r.sum.Requests = c.requests
	return r.sum, err
}

func (c *Client) begin(ctx context.Context, plan Plan, sink Sink) (*run, error) {
	now := c.config.Now().Truncate(time.Second)
	if plan.Until.IsZero() || plan.Until.After(now) {
		plan.Until = now
	}
	plan.Since, plan.Until = plan.Since.UTC().Truncate(time.Second), plan.Until.UTC().Truncate(time.Second)
	if plan.Since.IsZero() || !plan.Since.Before(plan.Until) {
		return nil, fmt.Errorf("pulling from %s to %s: nothing lies between", plan.Since.Format(time.RFC3339), plan.Until.Format(time.RFC3339))
	}
	switch {
	case plan.LookBack == 0:
		plan.LookBack = DefaultLookBack
	case plan.LookBack < 0:
		plan.LookBack = 0
	}
	done, err := sink.Windows(ctx)
	if err != nil {
		return nil, err
	}
	return &run{
		Client: c, ctx: ctx, plan: plan, sink: sink, done: done, now: now, pending: newPending(), read: map[string]bool{},
		sum: Summary{Since: plan.Since, Until: plan.Until, Without: []Without{}},
	}, nil
}

func (r *run) missing(what string) []Window { return r.missingIn(what, r.plan.Since, r.plan.Until) }

func (r *run) missingIn(what string, from, to time.Time) []Window {
	lookBack := r.plan.LookBack
	switch what {
	case LogEntries:
		lookBack = min(lookBack, entriesLookBack)
	case Analytics:
		lookBack = min(lookBack, analyticsLookBack)
	}
	return missing(r.done, what, from, to, lookBack, r.plan.Again, r.now)
}

func (r *run) pull() (err error) {
	refs, without, err := r.references(r.ctx)
	if err != nil {
		return err
	}
	r.refs = refs
	r.sum.Without = append(r.sum.Without, without...)
	if refs.Members != nil {
		sum, n := r.hash.take()
		b := Batch{Members: refs.Members, SHA256: sum, Bytes: n}
		if err := r.take(b); err != nil {
			return err
		}
	}
	for _, step := range [...]func() error{
		func() error { return r.stage(Incidents, &r.sum.Incidents) },
		func() error { return r.stage(LogEntries, &r.sum.Entries) },
		r.openOnes, r.timelines,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	r.pending.windows = append(r.pending.windows, Window{What: Finished, From: r.plan.Since, To: r.plan.Until})
	return r.flush(true)
}

// stageEnd commits what a stage read, unless it is little.
func (r *run) stageEnd() error {
	if r.pending.few() {
		return nil
	}
	return r.flush(false)
}

func (r *run) take(b Batch) error {
	if err := r.sink.Take(r.ctx, b); err != nil {
		r.broken = err
		return err
	}
	return nil
}

// flush commits what was gathered.
func (r *run) flush(last bool) error {
	p := r.pending
	if p.empty() {
		return nil
	}
	b := p.batch()
	r.pending = newPending()
	b.SHA256, b.Bytes = r.hash.take()
	if last {
		b.Last, b.Newest = true, r.plan.Until
	}
	return r.take(b)
}

// stage reads the windows of incidents or entries that are missing; analytics with the incidents that they are of, so that
// both go in together.
func (r *run) stage(what string, count *Count) error {
	most := widest
	if what == Incidents && r.plan.Analytics {
		most = analyticsWidest
	}
	windows := pieces(r.missing(what), most)
	r.expected = 0
	if len(windows) > 0 && (r.sum.From.IsZero() || windows[0].From.Before(r.sum.From)) {
		r.sum.From = windows[0].From
	}
	for _, w := range windows {
		n, err := r.total(r.ctx, w)
		if err != nil && !tooDeep(err) {
			return err
		}
		r.expected += n.V
	}
	r.progress(Progress{Stage: what, Total: r.expected})
	for _, w := range windows {
		if err := r.piece(w, count); err != nil {
			return err
		}
	}
	if what == Incidents {
		if err := r.rows(outside(r.missing(Analytics), windows)); err != nil {
			return err
		}
	}
	return r.stageEnd()
}

// piece reads a window, cut where it holds too much.
func (r *run) piece(w Window, count *Count) error {
	for queue := []Window{w}; len(queue) > 0; {
		first, second, err := r.one(queue[0], count)
		if err != nil {
			return err
		}
		queue = queue[1:]
		if second.What != "" {
			queue = slices.Insert(queue, 0, first, second)
		}
		if w.What == LogEntries && r.pending.full() {
			if err := r.flush(false); err != nil {
				return err
			}
		}
	}
	if w.What == Incidents {
		if err := r.rows(r.missingIn(Analytics, w.From, w.To)); err != nil {
			return err
		}
	}
	if r.pending.full() {
		return r.flush(false)
	}
	return nil
}

// one reads a window, or is its halves where it holds too much.
func (r *run) one(w Window, count *Count) (first, second Window, err error) {
	h, got, settled, split, err := r.window(r.ctx, w)
	if err != nil {
		return first, second, err
	}
	if split {
		var ok bool
		if first, second, ok = w.halves(); ok {
			return first, second, nil
		}
		r.sum.Overfull = append(r.sum.Overfull, w)
		h, settled = newHaul(), true
		got, err = r.list(r.ctx, w.query(), w.key(), "", false, func(p pagerduty.Page) { h.put(p, &w) })
		if err != nil {
			return first, Window{}, err
		}
	}
	kept := int64(len(h.incidents))
	if w.What == LogEntries {
		kept = int64(len(h.events))
	}
	count.Read += kept
	count.Told += kept + max(0, got.total.V-int64(len(got.ids)))
	r.sum.Windows++
	for id := range h.incidents {
		r.read[id] = true
	}
	if w.What == LogEntries {
		if err := r.moved(h); err != nil {
			return first, Window{}, err
		}
	}
	var done *Window
	if settled {
		done = &w
	} else {
		r.sum.Unsettled = append(r.sum.Unsettled, w)
	}
	r.gather(h, done)
	r.progress(Progress{Stage: w.What, Done: count.Read, Total: max(r.expected, count.Read)})
	return Window{}, Window{}, nil
}

func (r *run) gather(h *haul, done *Window) {
	r.refs.fill(h)
	r.sum.Refused = append(r.sum.Refused, h.refused...)
	r.pending.add(h, done)
}

// fewOpen is how many open incidents are asked for one by one; of more the list of open ones is read first.
const fewOpen = 20

// openOnes reads those incidents again that were open and were not read just now.
func (r *run) openOnes() error {
	ids, err := r.sink.Open(r.ctx)
	if err != nil {
		r.broken = err
		return err
	}
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return r.read[id] || !plainID(id) })
	if len(left) > fewOpen {
		wanted := map[string]bool{}
		for _, id := range left {
			wanted[id] = true
		}
		h := newHaul()
		q := call{path: "/incidents", query: url.Values{"statuses[]": {"triggered", "acknowledged"}, "date_range": {"all"}, "time_zone": {"UTC"},
			"sort_by": {"created_at:asc"}}}
		_, err := r.list(r.ctx, q, "incidents", "", false, func(p pagerduty.Page) {
			p.Incidents = slices.DeleteFunc(p.Incidents, func(in incident.Incident) bool { return !wanted[in.ID] })
			h.put(p, nil)
		})
		if err != nil {
			return err
		}
		left = slices.DeleteFunc(left, func(id string) bool { _, ok := h.incidents[id]; return ok })
		r.sum.Open += len(h.incidents)
		r.gather(h, nil)
	}
	for i, id := range left {
		r.progress(Progress{Stage: "open", Done: int64(i), Total: int64(len(left))})
		h := newHaul()
		there, err := r.single(id, h)
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		r.sum.Open++
		if in, ok := h.incidents[id]; ok && !in.Open() { // resolved long after: no look-back asks for its timeline
			if err := r.timeline(id); err != nil {
				return err // before the incident is gathered: it stays open, so that the next pull asks again
			}
		}
		r.gather(h, nil)
		if r.pending.full() {
			if err := r.flush(false); err != nil {
				return err
			}
		}
	}
	return r.stageEnd()
}

// single reads one incident; there is false where PagerDuty has it no more.
func (r *run) single(id string, h *haul) (there bool, err error) {
	r.read[id] = true
	err = r.do(r.ctx, call{path: "/incidents/" + id}, func(body string) bool {
		page, ok := r.pages.Read(body, "incident", "")
		if ok {
			h.put(page, nil)
		}
		return ok
	})
	if errors.Is(err, ErrNotFound) {
		r.sum.Gone++
		return false, nil
	}
	return err == nil, err
}

// commitTakes is how much later than it was read a window may have been committed.
const commitTakes = time.Hour

// moved reads those incidents again whose timelines went on after their window was read: reopened, merged or given another priority
// long after, when no look-back reads them. They go in with the entries that tell of it.
func (r *run) moved(h *haul) error {
	newest := map[string]time.Time{}
	for _, e := range h.events {
		if !r.read[e.IncidentID] && plainID(e.IncidentID) && e.At.After(newest[e.IncidentID]) {
			newest[e.IncidentID] = e.At
		}
	}
	if len(newest) == 0 || len(r.done) == 0 {
		return nil
	}
	triggered, err := r.sink.Triggered(r.ctx, slices.Sorted(maps.Keys(newest)))
	if err != nil {
		r.broken = err
		return err
	}
	left := []string{}
	for id, at := range triggered {
		var read time.Time // the last time
		for _, w := range r.done {
			if w.What == Incidents && w.has(at) && w.DoneAt.After(read) {
				read = w.DoneAt
			}
		}
		if !read.IsZero() && newest[id].After(read.Add(-commitTakes)) {
			left = append(left, id)
		}
	}
	slices.Sort(left)
	for _, id := range left {
		there, err := r.single(id, h)
		if err != nil {
			return err
		}
		if there {
			r.sum.Moved++
		}
	}
	return nil
}

// plainID says whether an id is one of PagerDuty's; others, "#123" for one, cannot be asked for.
func plainID(id string) bool {
	for _, c := range []byte(id) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return id != ""
}

// timelines completes the timelines that lack something, one by one.
func (r *run) timelines() error {
	stretches := r.missing(Timelines)
	if err := r.flush(false); err != nil { // whose timeline lacks something is seen where everything is
		return err
	}
	for _, w := range stretches {
		ids, err := r.sink.Incomplete(r.ctx, w.From, w.To)
		if err != nil {
			r.broken = err
			return err
		}
		for i, id := range ids {
			r.progress(Progress{Stage: Timelines, Done: int64(i), Total: int64(len(ids))})
			if !plainID(id) {
				continue
			}
			err := r.timeline(id)
			if err == nil && r.pending.full() {
				err = r.flush(false)
			}
			if err != nil {
				return err
			}
		}
		r.pending.windows = append(r.pending.windows, w)
	}
	return r.stageEnd()
}

func (r *run) timeline(id string) error {
	q := call{path: "/incidents/" + id + "/log_entries", query: url.Values{"time_zone": {"UTC"}, "is_overview": {"false"}}}
	h := newHaul()
	for range readings {
		h.refused = nil
		got, err := r.list(r.ctx, q, "log_entries", id, false, func(p pagerduty.Page) { h.put(p, nil) })
		if errors.Is(err, ErrNotFound) {
			r.sum.Gone++
			return nil
		}
		if err != nil {
			return err
		}
		if got.same() {
			break
		}
	}
	r.sum.Timelines++
	r.pending.timelines++
	r.gather(h, nil)
	return nil
}
