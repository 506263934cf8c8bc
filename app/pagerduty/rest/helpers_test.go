package rest_test

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
)

// sentinel is the token of all tests: it must be found nowhere but in the header of requests to the fake.
const sentinel = "S3ntinel-t0ken-u+/="

func day(month, d int) time.Time { return time.Date(2026, time.Month(month), d, 0, 0, 0, 0, time.UTC) }

// A clock stands still but for sleeps and ticks.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) tick(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	if d < 0 {
		panic("sleeps backwards")
	}
	c.tick(d)
	c.mu.Lock()
	c.slept += d
	c.mu.Unlock()
	return ctx.Err()
}

// A memory is a Sink that keeps everything in memory, one batch at a time.
type memory struct {
	now       func() time.Time
	incidents map[string]incident.Incident
	events    map[string]incident.Event
	windows   []rest.Window
	members   []rest.Member
	batches   []rest.Batch
	asked     int // for incomplete ones
	fail      func(b rest.Batch) (before, after error)
}

func newMemory(now func() time.Time) *memory {
	return &memory{now: now, incidents: map[string]incident.Incident{}, events: map[string]incident.Event{}}
}

func (m *memory) Take(ctx context.Context, b rest.Batch) error {
	var after error
	if m.fail != nil {
		var before error
		if before, after = m.fail(b); before != nil {
			return before
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, in := range b.Incidents {
		if old, ok := m.incidents[in.ID]; ok {
			in = incident.Merge([]incident.Reading{{Incident: old, Import: 1}, {Incident: in, Import: 2}}).Incident
		}
		m.incidents[in.ID] = in
	}
	for _, e := range b.Events {
		m.events[e.ID] = e
	}
	if b.Members != nil {
		m.members = b.Members
	}
	for _, w := range b.Windows {
		w.DoneAt = m.now()
		m.windows = append(m.windows, w)
	}
	m.batches = append(m.batches, b)
	return after
}

func (m *memory) Windows(context.Context) ([]rest.Window, error) { return m.windows, nil }

func (m *memory) Incomplete(_ context.Context, since, until time.Time) ([]string, error) {
	m.asked++
	triggered, resolved := map[string]bool{}, map[string]bool{}
	for _, e := range m.events {
		switch {
		case e.Type == "trigger":
			triggered[e.IncidentID] = true
		case e.Type == "resolve" && !e.At.Before(m.incidents[e.IncidentID].ResolvedAt.V):
			resolved[e.IncidentID] = true
		}
	}
	var out []string
	for _, in := range m.incidents {
		if !in.TriggeredAt.Before(since) && in.TriggeredAt.Before(until) && (!triggered[in.ID] || !resolved[in.ID]) {
			out = append(out, in.ID)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (m *memory) Triggered(_ context.Context, ids []string) (map[string]time.Time, error) {
	out := map[string]time.Time{}
	for _, id := range ids {
		if in, ok := m.incidents[id]; ok {
			out[id] = in.TriggeredAt
		}
	}
	return out, nil
}

func (m *memory) Open(context.Context) ([]string, error) {
	var out []string
	for _, in := range m.incidents {
		if in.Open() {
			out = append(out, in.ID)
		}
	}
	slices.Sort(out)
	return out, nil
}

// A house is a fake, a client's configuration for it, and a place for what comes.
type house struct {
	fake   *fakepd.Server
	server *httptest.Server
	clock  *clock
	config rest.Config
	memory *memory
	log    []rest.Request
}

// mustServe serves a world at a time.
func mustServe(t *testing.T, w *fakepd.World, now time.Time) *house {
	t.Helper()
	h := &house{clock: &clock{at: now}}
	h.fake = &fakepd.Server{World: w, Token: sentinel, Now: h.clock.Now, Zone: time.FixedZone("", 9*3600)}
	h.server = httptest.NewServer(h.fake)
	h.server.Config.ErrorLog = nil
	t.Cleanup(h.server.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: 1}
	t.Cleanup(transport.CloseIdleConnections)
	h.config = rest.Config{
		Token: rest.NewSecret(sentinel), BaseURL: h.server.URL, Account: "default", Now: h.clock.Now, Sleep: h.clock.Sleep, Seed: 1,
		Transport: transport, Timeout: 30 * time.Second, MaxBody: 8 << 20,
		Log: func(r rest.Request) { h.log = append(h.log, r) },
	}
	h.memory = newMemory(h.clock.Now)
	return h
}

func (h *house) client(t *testing.T) *rest.Client {
	t.Helper()
	c, err := rest.New(h.config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (h *house) pull(t *testing.T, p rest.Plan) (rest.Summary, error) {
	t.Helper()
	return h.client(t).Pull(t.Context(), p, h.memory)
}

func (h *house) mustPull(t *testing.T, p rest.Plan) rest.Summary {
	t.Helper()
	s, err := h.pull(t, p)
	if err != nil {
		t.Fatalf("pulling: %v", err)
	}
	return s
}

// compare says how what came differs from the world's, for incidents triggered and entries made in [since, until).
func (h *house) compare(since, until time.Time) error {
	var errs []error
	add := func(format string, args ...any) {
		if len(errs) < 10 {
			errs = append(errs, errorf(format, args...))
		}
	}
	incidents, entries := map[string]bool{}, map[string]bool{}
	for _, in := range h.fake.World.Incidents {
		if in.Created.Before(since) || !in.Created.Before(until) {
			continue
		}
		incidents[in.ID] = true
		got, ok := h.memory.incidents[in.ID]
		if !ok {
			add("%s is missing", in.ID)
			continue
		}
		service := h.fake.World.Services[in.Service]
		want := []any{in.Created, int64(in.Number), in.Title, in.Status, in.Priority, in.Urgency, service.ID, service.Name, in.Status == "resolved"}
		have := []any{got.TriggeredAt, got.Number.V, got.Title, got.Status, got.Priority, got.Urgency, got.ServiceID, got.Service, got.ResolvedAt.OK}
		for i := range want {
			if want[i] != have[i] {
				add("%s: got %v, want %v", in.ID, have[i], want[i])
			}
		}
		if in.Status == "resolved" && !got.ResolvedAt.V.Equal(in.Resolved) {
			add("%s: got resolved at %v, want %v", in.ID, got.ResolvedAt.V, in.Resolved)
		}
	}
	for _, e := range h.fake.World.Entries {
		if e.At.Before(since) || !e.At.Before(until) || e.Kind == "notify_log_entry" {
			continue
		}
		if e.Incident.Hidden && !incidents[e.Incident.ID] {
			continue
		}
		entries[e.ID] = true
		got, ok := h.memory.events[e.ID]
		switch {
		case !ok:
			add("entry %s (%s of %s at %s) is missing", e.ID, e.Kind, e.Incident.ID, e.At)
		case !got.At.Equal(e.At) || got.IncidentID != e.Incident.ID || got.Type != strings.TrimSuffix(e.Kind, "_log_entry"):
			add("entry %s: got %+v", e.ID, got)
		case e.Agent >= 0 && (got.AgentType != "user" || got.AgentID != h.fake.World.Users[e.Agent].ID || got.AgentName != h.fake.World.Users[e.Agent].Name):
			add("entry %s: got the agent %s %s %s, want %v", e.ID, got.AgentType, got.AgentID, got.AgentName, h.fake.World.Users[e.Agent])
		case len(got.Assignees) != len(e.To):
			add("entry %s: got assignees %v, want %v", e.ID, got.Assignees, e.To)
		case !e.Until.Equal(got.Until.V):
			add("entry %s: got until %v, want %v", e.ID, got.Until, e.Until)
		}
	}
	for id := range h.memory.incidents {
		if !incidents[id] {
			add("%s is there, and should not be", id)
		}
	}
	for id := range h.memory.events {
		if !entries[id] {
			add("entry %s is there, and should not be", id)
		}
	}
	return errors.Join(errs...)
}

// once says whether each batch has each incident and entry once, in order, within its windows.
func (h *house) once(t *testing.T) {
	t.Helper()
	for i, b := range h.memory.batches {
		if !slices.IsSortedFunc(b.Incidents, func(x, y incident.Incident) int {
			return cmp.Or(x.TriggeredAt.Compare(y.TriggeredAt), cmp.Compare(x.ID, y.ID))
		}) {
			t.Errorf("batch %d: got incidents out of order", i)
		}
		ids := map[string]bool{}
		for _, in := range b.Incidents {
			ids[in.ID] = true
		}
		if len(ids) != len(b.Incidents) {
			t.Errorf("batch %d: got %d incidents, want each of %d once", i, len(b.Incidents), len(ids))
		}
		if len(b.Incidents)+len(b.Events) > 0 {
			if b.SHA256 == "" || b.Bytes == 0 {
				t.Errorf("batch %d: got no digest", i)
			}
		}
	}
}

// pathsOf counts a fake's requests by path.
func pathsOf(f *fakepd.Server) map[string]int {
	out := map[string]int{}
	for _, s := range f.Requests() {
		out[s.Path]++
	}
	return out
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
