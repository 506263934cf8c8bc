package rest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
)

func errorf(format string, args ...any) error { return fmt.Errorf(format, args...) }

func TestPullReadsEverything(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 1, From: day(1, 1), To: day(9, 1), Incidents: 1500})
	h := mustServe(t, w, day(10, 1))
	s := h.mustPull(t, rest.Plan{Since: day(1, 1), Analytics: true})
	if err := h.compare(day(1, 1), day(10, 1)); err != nil {
		t.Fatal(err)
	}
	h.once(t)
	if s.Incidents.Read != 1500 || s.Incidents.Told != 1500 || s.Entries.Read != s.Entries.Told || len(s.Unsettled) != 0 || len(s.Refused) != 0 {
		t.Errorf("got %+v, want 1,500 incidents, as PagerDuty counts them, and nothing refused", s)
	}
	if len(s.Without) != 0 {
		t.Errorf("got it without %v, want everything there", s.Without)
	}
	if len(h.memory.members) != 12 || h.memory.members[0].Person.Name != "佐藤 健" {
		t.Errorf("got members %v, want twelve", h.memory.members)
	}
	for _, in := range h.memory.incidents {
		if in.Policy != "24/365" {
			t.Fatalf("%s: got the policy %q, want its name, also where the answer has its id alone", in.ID, in.Policy)
		}
	}
	for _, in := range w.Incidents {
		if in.Status == "resolved" && !h.memory.incidents[in.ID].Engaged.OK {
			t.Fatalf("%s: got no engaged seconds, want those of analytics", in.ID)
		}
	}
	last := h.memory.batches[len(h.memory.batches)-1]
	if !last.Last || !last.Newest.Equal(s.Until) {
		t.Errorf("last batch: got newest %v, want the pull's end %v", last.Newest, s.Until)
	}
}

func TestPullAgainReadsTheLookBackAndTheOpenOnes(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 2, From: day(1, 1), To: day(9, 1), Incidents: 900, Open: 60})
	h := mustServe(t, w, day(7, 1))
	h.fake.Hidden = day(7, 1)
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	before := len(h.memory.incidents)
	h.fake.Forget()
	h.clock.at, h.fake.Hidden = day(9, 20), day(9, 20)
	open := ""
	for _, in := range w.Incidents { // one that was open long before the look-back
		if in.Status != "resolved" && in.Created.Before(day(3, 1)) {
			open = in.ID
		}
	}
	if !w.Resolve(open, day(9, 19)) {
		t.Fatal("the world has no open incident, want one")
	}
	s := h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if err := h.compare(day(1, 1), day(9, 20)); err != nil {
		t.Fatal(err)
	}
	if s.Incidents.Read >= int64(len(h.memory.incidents)) || s.Incidents.Read < int64(len(h.memory.incidents)-before) {
		t.Errorf("got %d incidents read again of %d, want the look-back and what is new", s.Incidents.Read, len(h.memory.incidents))
	}
	for _, r := range h.fake.Requests() {
		if since := r.Query.Get("since"); since != "" && since < "2026-06-15" {
			t.Errorf("got %s from %s, want nothing before the look-back", r.Path, since)
		}
	}
	if s.Open == 0 {
		t.Error("got no open incidents read again")
	}
}

func TestPullTwiceAtOnceChangesNothing(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 3, From: day(1, 1), To: day(3, 1), Incidents: 300})
	h := mustServe(t, w, day(10, 1))
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	h.fake.Forget()
	s := h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if s.Incidents.Read != 0 || pathsOf(h.fake)["/log_entries"] > 2 {
		t.Errorf("got %d incidents and %v, want nothing of what is settled", s.Incidents.Read, pathsOf(h.fake))
	}
}

func TestPullBisectsAboveTenThousand(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 4, From: day(1, 1), To: day(5, 1), Incidents: 2500, Burst: 2000})
	h := mustServe(t, w, day(10, 1))
	s := h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if err := h.compare(day(1, 1), day(10, 1)); err != nil {
		t.Fatal(err)
	}
	if s.Windows < 4 || len(s.Overfull) != 0 {
		t.Errorf("got %d windows, overfull %v, want many, and none", s.Windows, s.Overfull)
	}
	for _, r := range h.fake.Requests() {
		if r.Status == 400 {
			t.Fatalf("got a request that was refused: %v", r)
		}
	}
}

// A second with more than PagerDuty gives: 10,000 are read, the timelines come one by one, and the summary says so.
func TestPullOfAnOverfullSecond(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 5, From: day(1, 1), To: day(1, 2), Incidents: 20})
	at := w.Incidents[3].Created
	for i := range 10_050 {
		w.Entries = append(w.Entries, &fakepd.Entry{ID: fmt.Sprintf("X%06d", i), Incident: w.Incidents[3], At: at, Kind: "annotate_log_entry", Agent: 0, Channel: "note"})
	}
	w.Sort()
	h := mustServe(t, w, day(10, 1))
	s := h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if len(s.Overfull) == 0 || s.Entries.Told <= s.Entries.Read {
		t.Errorf("got overfull %v, %+v, want the second named, and more told than read", s.Overfull, s.Entries)
	}
	if len(h.memory.incidents) != 20 {
		t.Errorf("got %d incidents, want 20", len(h.memory.incidents))
	}
}

func TestPullGoesOnWithoutWhatThePlanLacks(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 6, From: day(1, 1), To: day(2, 1), Incidents: 50})
	h := mustServe(t, w, day(10, 1))
	h.fake.Plan = map[string]bool{}
	h.fake.Scopes = map[string]bool{"incidents": true, "log_entries": true, "teams": true, "priorities": true, "analytics": true, "escalation_policies": true}
	s := h.mustPull(t, rest.Plan{Since: day(1, 1), Analytics: true})
	want := map[string]error{"services": rest.ErrScope, "users": rest.ErrScope, "teams": rest.ErrPlan, "priorities": rest.ErrPlan, "analytics": rest.ErrPlan}
	for _, got := range s.Without {
		if !errors.Is(got.Err, want[got.What]) {
			t.Errorf("%s: got %v, want %v", got.What, got.Err, want[got.What])
		}
		delete(want, got.What)
	}
	if len(want) != 0 {
		t.Errorf("got %v, want %v too", s.Without, want)
	}
	if len(h.memory.incidents) != 50 || h.memory.members != nil {
		t.Errorf("got %d incidents and members %v, want 50 and nil", len(h.memory.incidents), h.memory.members)
	}
}

func TestEstimate(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 7, From: day(1, 1), To: day(9, 1), Incidents: 3000})
	h := mustServe(t, w, day(10, 1))
	e, err := h.client(t).Estimate(t.Context(), rest.Plan{Since: day(1, 1)}, h.memory)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.memory.batches) != 0 {
		t.Error("got a batch, want nothing taken")
	}
	h.fake.Forget()
	s := h.mustPull(t, rest.Plan{Since: day(1, 1)})
	requests := s.Requests - int64(s.Timelines) // nobody knows before how many timelines lack something
	if e.Incidents != 3000 || e.Requests < requests*8/10 || e.Requests > requests*12/10 {
		t.Errorf("got %+v, want 3,000 incidents and about %d requests", e, requests)
	}
	if e.Spent > 12 {
		t.Errorf("got %d requests for the estimate, want a few", e.Spent)
	}
}

func TestPullCancelledKeepsWhatIsWhole(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 8, From: day(1, 1), To: day(12, 1), Incidents: 600})
	h := mustServe(t, w, day(12, 15))
	ctx, cancel := context.WithCancel(t.Context())
	h.fake.Fault = func(n int, _ *httpRequest) fakepd.Fault {
		if n == 18 {
			cancel()
		}
		return fakepd.None
	}
	_, err := h.client(t).Pull(ctx, rest.Plan{Since: day(1, 1)}, h.memory)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it cancelled", err)
	}
	if len(h.memory.windows) == 0 || len(h.memory.incidents) == 0 {
		t.Errorf("got windows %v, %d incidents, want those that were read whole", h.memory.windows, len(h.memory.incidents))
	}
	h.fake.Change(func() { h.fake.Fault = nil })
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if err := h.compare(day(1, 1), day(12, 15)); err != nil {
		t.Fatal(err)
	}
}

func TestPullOfNothing(t *testing.T) {
	h := mustServe(t, fakepd.NewWorld(fakepd.Shape{Seed: 9, From: day(1, 1), To: day(2, 1)}), day(10, 1))
	s := h.mustPull(t, rest.Plan{Since: day(1, 1), Analytics: true})
	if s.Incidents.Read != 0 || len(h.memory.windows) < 4 {
		t.Errorf("got %+v and windows %v", s, h.memory.windows)
	}
	for _, p := range []rest.Plan{{}, {Since: day(11, 1)}, {Since: day(3, 1), Until: day(3, 1)}} {
		if _, err := h.pull(t, p); err == nil {
			t.Errorf("%v: got no error, want one", p)
		}
	}
}

// Between since and until alone, ends cut by the client: the fake gives a day more on both sides.
func TestPullCutsAtTheSecond(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 10, From: day(1, 1), To: day(1, 20), Incidents: 400})
	h := mustServe(t, w, day(10, 1))
	since, until := w.Incidents[100].Created, w.Incidents[300].Created
	h.mustPull(t, rest.Plan{Since: since, Until: until})
	for _, in := range w.Incidents {
		_, got := h.memory.incidents[in.ID]
		if want := !in.Created.Before(since) && in.Created.Before(until); got != want {
			t.Errorf("%s, triggered at %s: got it %v, want %v", in.ID, in.Created, got, want)
		}
	}
	for _, e := range h.memory.events {
		if e.At.Before(since) {
			if _, ok := h.memory.incidents[e.IncidentID]; !ok {
				t.Errorf("got the entry %v, want none before %s", e, since)
			}
		}
	}
}

func TestMore(t *testing.T) {
	t.Run("contacts are dropped", func(t *testing.T) {
		w := fakepd.NewWorld(fakepd.Shape{Seed: 11, From: day(1, 1), To: day(2, 1), Incidents: 100})
		h := mustServe(t, w, day(10, 1))
		s := h.mustPull(t, rest.Plan{Since: day(1, 1), Analytics: true})
		mustLack(t, fmt.Sprintf("%+v %+v", h.memory.batches, s), append(w.Contacts(), sentinel)...)
	})
	t.Run("the last window is a day old", func(t *testing.T) {
		w := fakepd.NewWorld(fakepd.Shape{Seed: 12, From: day(1, 1), To: day(2, 1), Incidents: 100})
		h := mustServe(t, w, day(1, 20))
		h.fake.Hidden = day(1, 20)
		h.mustPull(t, rest.Plan{Since: day(1, 1)})
		h.clock.tick(20 * 24 * time.Hour)
		h.fake.Hidden = h.clock.Now()
		h.mustPull(t, rest.Plan{Since: day(1, 1)})
		if err := h.compare(day(1, 1), h.clock.Now()); err != nil {
			t.Fatal(err)
		}
	})
}

// An incident that changes long after it was resolved is read again by what its timeline tells, also where the pull was killed on the
// way, and nothing else is.
func TestPullReadsAgainWhatMovedLongAfter(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 14, From: day(1, 1), To: day(2, 1), Incidents: 200})
	h := mustServe(t, w, day(3, 1))
	h.mustPull(t, rest.Plan{Since: day(1, 5)})
	h.clock.at = day(6, 1)
	moved, before := []*fakepd.Incident{}, (*fakepd.Incident)(nil)
	change := func(in *fakepd.Incident) {
		e := &fakepd.Entry{ID: in.ID + "LATE", Incident: in, At: day(5, 20), Kind: "priority_change_log_entry", Agent: 0, Channel: "web_ui"}
		in.Entries, w.Entries = append(in.Entries, e), append(w.Entries, e)
		in.Priority, in.Updated = "P1", e.At
	}
	for _, in := range w.Incidents {
		switch {
		case in.Created.Before(day(1, 5)):
			before = in
		case in.Status == "resolved" && in.Priority != "P1" && !in.Hidden && len(moved) < 3:
			moved = append(moved, in)
			change(in)
		}
	}
	change(before) // never pulled: it stays outside
	w.Sort()
	h.fake.Forget()
	ctx, cancel := context.WithCancel(t.Context())
	h.fake.Fault = func(_ int, r *httpRequest) fakepd.Fault {
		if r.URL.Path == "/incidents/"+moved[1].ID {
			cancel()
		}
		return fakepd.None
	}
	if _, err := h.client(t).Pull(ctx, rest.Plan{Since: day(1, 5)}, h.memory); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it cancelled", err)
	}
	h.fake.Change(func() { h.fake.Fault = nil })
	h.fake.Forget()
	s := h.mustPull(t, rest.Plan{Since: day(1, 5)})
	for _, in := range moved {
		if got := h.memory.incidents[in.ID].Priority; got != "P1" {
			t.Errorf("%s: got the priority %q, want the new one, P1", in.ID, got)
		}
	}
	if s.Moved != len(moved) || s.Incidents.Read != 0 {
		t.Errorf("got %d read again, and %d by windows, want %d and 0", s.Moved, s.Incidents.Read, len(moved))
	}
	paths := pathsOf(h.fake)
	if paths["/incidents/"+before.ID] != 0 {
		t.Errorf("%s was read, want nothing from before the pulls", before.ID)
	}
	h.fake.Forget()
	if s := h.mustPull(t, rest.Plan{Since: day(1, 5)}); s.Moved != 0 {
		t.Errorf("once more: got %d read again, want none", s.Moved)
	}
}

// A span that is asked for once more is read once more, also where it was settled; a pull of it that was stopped goes on.
func TestPullOnceMore(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 15, From: day(1, 1), To: day(5, 1), Incidents: 300})
	h := mustServe(t, w, day(7, 1))
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	w.Incidents[10].Title, w.Incidents[10].Updated = "renamed without a word in its timeline", day(6, 30)
	if s := h.mustPull(t, rest.Plan{Since: day(1, 1)}); s.Incidents.Read != 0 || !s.From.Equal(day(6, 17)) {
		t.Errorf("the next pull: got %d incidents read from %s, want none, and from the look-back on", s.Incidents.Read, s.From)
	}
	h.clock.tick(time.Hour)
	plan := rest.Plan{Since: day(1, 1), Again: true, Analytics: true}
	e, err := h.client(t).Estimate(t.Context(), plan, h.memory)
	if err != nil || e.Incidents != 300 {
		t.Errorf("estimate: got %+v, %v, want 300 incidents", e, err)
	}
	h.fake.Forget()
	ctx, cancel := context.WithCancel(t.Context())
	h.fake.Fault = func(_ int, r *httpRequest) fakepd.Fault {
		if r.URL.Path == "/log_entries" && r.URL.Query().Get("limit") != "1" {
			cancel()
		}
		return fakepd.None
	}
	if _, err := h.client(t).Pull(ctx, plan, h.memory); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it cancelled", err)
	}
	h.fake.Change(func() { h.fake.Fault = nil })
	h.clock.tick(time.Minute)
	s := h.mustPull(t, plan)
	if s.Incidents.Read != 0 || s.Entries.Read == 0 {
		t.Errorf("after a stop: got %+v, want the entries alone", s)
	}
	if err := h.compare(day(1, 1), day(7, 1)); err != nil {
		t.Error(err)
	}
	h.clock.tick(time.Minute)
	if s := h.mustPull(t, plan); s.Incidents.Read != 300 || !s.From.Equal(day(1, 1)) {
		t.Errorf("once more: got %d incidents from %s, want all 300", s.Incidents.Read, s.From)
	}
}

// Killed between an incident that was resolved long after and its timeline: the next pull asks for both again.
func TestPullKilledBeforeALateTimeline(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 13, From: day(1, 1), To: day(2, 1), Incidents: 60, Open: 300})
	h := mustServe(t, w, day(3, 1))
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	h.clock.at = day(6, 1)
	id := ""
	for _, in := range w.Incidents {
		if in.Status != "resolved" {
			id, in.Hidden = in.ID, true // its resolve is in no list but its own
		}
	}
	w.Resolve(id, day(5, 30))
	ctx, cancel := context.WithCancel(t.Context())
	h.fake.Fault = func(_ int, r *httpRequest) fakepd.Fault {
		if r.URL.Path == "/incidents/"+id+"/log_entries" {
			cancel()
		}
		return fakepd.None
	}
	if _, err := h.client(t).Pull(ctx, rest.Plan{Since: day(1, 1)}, h.memory); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want it cancelled", err)
	}
	h.fake.Change(func() { h.fake.Fault = nil })
	h.mustPull(t, rest.Plan{Since: day(1, 1)})
	if err := h.compare(day(1, 1), day(6, 1)); err != nil {
		t.Fatal(err)
	}
}
