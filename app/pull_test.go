package app

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
)

// A tap is a fake account and an App that pulls from it.
type tap struct {
	*App
	fake *fakepd.Server
	at   time.Time
	api  string
}

func mustTap(t testing.TB, w *fakepd.World, at time.Time) *tap {
	t.Helper()
	p := &tap{at: at, fake: &fakepd.Server{World: w, Token: "a-token", Hidden: at}}
	server := httptest.NewServer(p.fake)
	t.Cleanup(server.Close)
	p.api = server.URL
	now := at
	p.App = &App{
		Dir: filepath.Join(t.TempDir(), "ws"), Command: "test",
		Now: func() time.Time { // the limit counts time that passes
			if p.at.After(now) {
				now = p.at
			}
			now = now.Add(time.Millisecond)
			return now
		},
		Env: func(name string) string {
			if name == tokenVariable {
				return "a-token"
			}
			return ""
		},
	}
	return p
}

func (p *tap) mustPull(t testing.TB, q PullQuery) PullResult {
	t.Helper()
	q.API = p.api
	r, err := p.Pull(t.Context(), q)
	if err != nil {
		t.Fatalf("pulling: %v", err)
	}
	return r
}

// compare says how the workspace differs from the account.
func (p *tap) compare(ctx context.Context) error {
	return p.with(ctx, func(w *work) error {
		n, events := 0, 0
		for _, want := range p.fake.World.Incidents {
			got, err := w.Incident(ctx, want.ID)
			if err != nil {
				return err
			}
			if len(got) != 1 {
				return fmt.Errorf("%s: got %d incidents, want it once", want.ID, len(got))
			}
			n++
			in := got[0]
			if in.Title != want.Title || in.Number.V != int64(want.Number) || in.Status != want.Status || !in.TriggeredAt.Equal(want.Created) ||
				in.ResolvedAt.OK != (want.Status == "resolved") || in.ResolvedAt.OK && !in.ResolvedAt.V.Equal(want.Resolved) || in.Priority != want.Priority {
				return fmt.Errorf("%s: got %+v, want %+v", want.ID, in, want)
			}
			have, err := w.Timeline(ctx, p.account(), want.ID)
			if err != nil {
				return err
			}
			ids, wanted := []string{}, []string{}
			for _, e := range have {
				ids = append(ids, e.ID)
			}
			for _, e := range want.Entries {
				if e.Kind != "notify_log_entry" {
					wanted = append(wanted, e.ID)
				}
			}
			slices.Sort(ids)
			slices.Sort(wanted)
			if !slices.Equal(ids, wanted) {
				return fmt.Errorf("%s: got the timeline %v, want %v", want.ID, ids, wanted)
			}
			events += len(ids)
		}
		return nil
	})
}

func (p *tap) account() string {
	s, err := p.Settings()
	if err != nil {
		return err.Error()
	}
	return s.Account
}

func day(year, month, d int) time.Time {
	return time.Date(year, time.Month(month), d, 0, 0, 0, 0, time.UTC)
}

func TestPull(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 1, From: day(2025, 6, 1), To: day(2026, 4, 1), Incidents: 300, Open: 40})
	p := mustTap(t, w, day(2026, 4, 1))
	e, err := p.EstimatePull(t.Context(), PullQuery{API: p.api})
	if err != nil || e.Incidents != 300 || e.Requests == 0 {
		t.Errorf("estimate: got %+v, %v, want 300 incidents", e, err)
	}
	if p.HasWorkspace() {
		t.Error("an estimate made a workspace, want none")
	}
	r := p.mustPull(t, PullQuery{})
	if err := p.compare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.New != 300 || r.Refused != nil || !r.Whole() || r.Imports > 3 || r.Events == 0 || r.Rows == 0 {
		t.Errorf("got %+v, want 300 new in at most three imports", r)
	}
	if want := day(2025, 4, 1).Add(-9 * time.Hour); !r.Since.Equal(want) { // FY2025 began before FY2026, in Tokyo
		t.Errorf("got since %s, want %s", r.Since, want)
	}
	records, err := p.Imports(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	last := records[len(records)-1]
	if last.Kind != "api" || !strings.HasPrefix(last.File, "PagerDuty API 2025-04-01..2026-04-01") || len(last.SHA256) != 64 {
		t.Errorf("got the import %+v, want one of the API with its days", last)
	}
	again := p.mustPull(t, PullQuery{})
	if again.New != 0 || again.Changed != 0 || again.Events != 0 {
		t.Errorf("again: got %+v, want nothing new", again)
	}
	p.at = day(2026, 4, 20)
	p.fake.Hidden = p.at
	open := 0
	for _, in := range w.Incidents {
		if in.Status != "resolved" {
			w.Resolve(in.ID, day(2026, 4, 19))
			open++
		}
	}
	r = p.mustPull(t, PullQuery{})
	if err := p.compare(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.Changed != int64(open) || open == 0 {
		t.Errorf("got %d changed, want the %d that were resolved since", r.Changed, open)
	}
	mustLackContacts(t, p.Dir, append(w.Contacts(), "a-token"))
}

// A pull of days reads them again, and the next one without days goes on from the last, not from a stretch apart.
func TestPullOfDays(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 2, From: day(2025, 5, 1), To: day(2026, 4, 1), Incidents: 120})
	p := mustTap(t, w, day(2026, 4, 1))
	p.mustPull(t, PullQuery{Since: "2026-01-01"})
	n := func(from, to time.Time) (n int64) {
		for _, in := range w.Incidents {
			if !in.Created.Before(from) && in.Created.Before(to) {
				n++
			}
		}
		return n
	}
	tokyo := -9 * time.Hour
	if r := p.mustPull(t, PullQuery{Since: "2025-06-01", Until: "2025-06-30"}); r.New == 0 || r.New != n(day(2025, 6, 1).Add(tokyo), day(2025, 7, 1).Add(tokyo)) {
		t.Errorf("a month apart: got %d new, want those of the month", r.New)
	}
	p.at, p.fake.Hidden = day(2026, 4, 3), day(2026, 4, 3)
	r := p.mustPull(t, PullQuery{})
	if want := day(2026, 1, 1).Add(tokyo); !r.Since.Equal(want) || r.New != 0 || r.From.Before(day(2026, 3, 17)) {
		t.Errorf("the next: got since %s, read from %s, %d new; want since %s, read from the look-back on, nothing new", r.Since, r.From, r.New, want)
	}
	p.at = day(2026, 4, 4)
	w.Incidents[len(w.Incidents)-1].Title, w.Incidents[len(w.Incidents)-1].Updated = "renamed", day(2026, 4, 2)
	first := w.Incidents[len(w.Incidents)-int(n(day(2026, 1, 1).Add(tokyo), day(2026, 4, 1)))]
	first.Title, first.Updated = "renamed too", day(2026, 4, 2)
	if r := p.mustPull(t, PullQuery{}); r.Changed != 1 {
		t.Errorf("the look-back: got %d changed, want 1", r.Changed)
	}
	if r := p.mustPull(t, PullQuery{Since: "2026-01-01", Until: "2026-02-28"}); r.Changed != 1 || r.Unchanged == 0 {
		t.Errorf("the days once more: got %d changed and %d unchanged, want 1 and the rest", r.Changed, r.Unchanged)
	}
}

// mustLackContacts fails where a file below dir holds one of the texts.
func mustLackContacts(t *testing.T, dir string, texts []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, s := range texts {
			if strings.Contains(string(raw), s) {
				t.Errorf("%s holds %q, want it nowhere", filepath.Base(path), s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Stopped at any request, and at any commit, the next pull goes on and ends with the same data.
func TestPullStoppedGoesOn(t *testing.T) {
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 5))
		w := fakepd.NewWorld(fakepd.Shape{Seed: seed, From: day(2025, 10, 1), To: day(2026, 4, 1), Incidents: 150})
		p := mustTap(t, w, day(2026, 4, 1))
		for range 4 {
			ctx, cancel := context.WithCancel(t.Context())
			at := 1 + r.IntN(30)
			p.fake.Forget()
			p.fake.Change(func() {
				p.fake.Fault = func(n int, _ *http.Request) fakepd.Fault {
					if n == at {
						cancel()
					}
					return fakepd.None
				}
			})
			_, err := p.Pull(ctx, PullQuery{API: p.api})
			cancel()
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatalf("seed %d: got %v, want it cancelled", seed, err)
			}
		}
		p.fake.Change(func() { p.fake.Fault = nil })
		p.mustPull(t, PullQuery{})
		if err := p.compare(t.Context()); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

func TestPullRefusesDays(t *testing.T) {
	p := mustTap(t, fakepd.NewWorld(fakepd.Shape{Seed: 1, From: day(2025, 6, 1), To: day(2026, 4, 1), Incidents: 3}), day(2026, 4, 1))
	for _, c := range []struct {
		q    PullQuery
		want string
	}{
		{PullQuery{Since: "yesterday"}, "error.pull.day"},
		{PullQuery{Until: "2026-02-30"}, "error.pull.day"},
		{PullQuery{Since: "2026-03-01", Until: "2026-02-01"}, "error.pull.empty"},
		{PullQuery{Since: "2027-01-01"}, "error.pull.empty"},
		{PullQuery{API: "http://api.example.com"}, "error.api.address"},
	} {
		if c.q.API == "" {
			c.q.API = p.api
		}
		_, err := p.Pull(t.Context(), c.q)
		var e *Error
		if !errors.As(err, &e) || e.Key != c.want {
			t.Errorf("%+v: got %v, want %s", c.q, err, c.want)
		}
	}
	p.Env = nil
	if _, err := p.Pull(t.Context(), PullQuery{API: p.api}); fmt.Sprint(err) == "" || err == nil {
		t.Error("without a token: got no error, want one")
	}
}

// The people of a team that the roster names come by a pull, and count from then on.
func TestPullBringsTheRostersTeams(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 3, From: day(2026, 1, 1), To: day(2026, 4, 1), Incidents: 200})
	p := mustTap(t, w, day(2026, 4, 1))
	p.mustPull(t, PullQuery{})
	set, err := p.Settings()
	if err != nil {
		t.Fatal(err)
	}
	mustLine(t, p.SettingsPath(), "\n[[roster]]\nteam = \""+w.Teams[0].Name+"\"\n")
	count := func() (handed int) {
		t.Helper()
		err := p.with(t.Context(), func(k *work) error {
			if got := len(k.rules.Teams[w.Teams[0].Name]); got == 0 {
				t.Error("got nobody in the team, want its people")
			}
			for _, in := range w.Incidents {
				spans, err := k.Intervals(t.Context(), set.Account, in.ID)
				if err != nil {
					return err
				}
				for _, s := range spans {
					if s.End == incident.ByHandOff {
						handed++
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return handed
	}
	if got := count(); got == 0 {
		t.Error("got no interval that a hand-off ends, want some: the second line is known to be outside of the team")
	}
}

func mustLine(t *testing.T, path, text string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(raw, text...), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLacks(t *testing.T) {
	for err, want := range map[error]string{rest.ErrPlan: "plan", rest.ErrScope: "scope", rest.ErrNotFound: "gone", rest.ErrArguments: "refused", rest.ErrServer: "fault"} {
		if got := Lacks(rest.Without{What: "teams", Err: fmt.Errorf("asking: %w", err)}); got != want {
			t.Errorf("%v: got %s, want %s", err, got, want)
		}
	}
}

// BenchmarkPull pulls an account of 10,000 incidents and about 50,000 entries from a fake without limits.
func BenchmarkPull(b *testing.B) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 7, From: day(2025, 4, 1), To: day(2026, 4, 1), Incidents: 10_000})
	for b.Loop() {
		p := mustTap(b, w, day(2026, 4, 1))
		r := p.mustPull(b, PullQuery{})
		b.ReportMetric(float64(r.Requests), "requests")
		if r.New != 10_000 {
			b.Fatalf("got %d incidents, want 10,000", r.New)
		}
	}
}
