package rest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
)

// passing are the faults that a pull gets over.
var passing = []fakepd.Fault{fakepd.BusyAfter, fakepd.BusyReset, fakepd.Busy, fakepd.Broken, fakepd.BadGateway, fakepd.Unavailable, fakepd.TookTooLong,
	fakepd.Hang, fakepd.Closed, fakepd.Cut, fakepd.CutJSON, fakepd.HTML, fakepd.MoreForever, fakepd.Drifted, fakepd.DriftedBack, fakepd.Repeated,
	fakepd.NoTotal, fakepd.WrongTotal}

// Each fault at each request of a pull, once and three times in a row: the same data come.
func TestFaultsThatPass(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 20, From: day(3, 1), To: day(5, 1), Incidents: 60})
	for _, f := range passing {
		for _, times := range []int{1, 3} {
			t.Run(fmt.Sprint(f, times), func(t *testing.T) {
				for at := 1; ; at += times {
					h := mustServe(t, w, day(5, 2))
					h.config.Timeout = 100 * time.Millisecond
					if f != fakepd.Hang {
						h.config.Timeout = 30 * time.Second
					}
					h.fake.MostPage = 25
					met := 0
					h.fake.Fault = func(n int, _ *http.Request) fakepd.Fault {
						if n >= at && n < at+times {
							met++
							return f
						}
						return fakepd.None
					}
					s, err := h.pull(t, rest.Plan{Since: day(3, 1)})
					if err != nil {
						t.Fatalf("at request %d: %v", at, err)
					}
					if err := h.compare(day(3, 1), day(5, 2)); err != nil {
						t.Fatalf("at request %d: %+v\n%v", at, s, err)
					}
					mustLack(t, fmt.Sprintf("%+v %+v", s, h.log), sentinel)
					h.server.Close()
					if met == 0 {
						return // behind the last request
					}
					if at > 11 { // the rest are timelines, all alike
						at += 3
					}
					if f == fakepd.Hang { // each takes its time here
						at += 3
					}
				}
			})
		}
	}
}

// A fault that stays ends the pull with an error that says what it is, within a bounded time and without the token.
func TestFaultsThatStay(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 21, From: day(3, 1), To: day(3, 10), Incidents: 230})
	for f, want := range map[fakepd.Fault]error{
		fakepd.BusyAfter: rest.ErrBusy, fakepd.BusyReset: rest.ErrBusy, fakepd.Busy: rest.ErrBusy, fakepd.Broken: rest.ErrServer,
		fakepd.BadGateway: rest.ErrServer, fakepd.Unavailable: rest.ErrServer, fakepd.TookTooLong: rest.ErrServer, fakepd.Closed: rest.ErrUnreachable,
		fakepd.Hang: rest.ErrUnreachable, fakepd.Cut: rest.ErrUnreachable, fakepd.CutJSON: rest.ErrNotAPI, fakepd.HTML: rest.ErrNotAPI,
		fakepd.Elsewhere: rest.ErrRedirect, fakepd.Bomb: rest.ErrTooLarge, fakepd.Unauthorized: rest.ErrToken, fakepd.Payment: rest.ErrPlan,
		fakepd.Forbidden: rest.ErrScope, fakepd.Gone: rest.ErrNotFound,
		fakepd.MoreForever: nil, fakepd.NoTotal: nil, fakepd.WrongTotal: nil,
	} {
		t.Run(f.String(), func(t *testing.T) {
			h := mustServe(t, w, day(5, 2))
			h.config.Timeout = 20 * time.Millisecond
			if f != fakepd.Hang {
				h.config.Timeout = 30 * time.Second
			}
			h.fake.Fault = func(n int, _ *http.Request) fakepd.Fault { return f }
			s, err := h.pull(t, rest.Plan{Since: day(3, 1)})
			if !errors.Is(err, want) {
				t.Fatalf("got %v, want %v", err, want)
			}
			if want == nil {
				if err := h.compare(day(3, 1), day(5, 2)); err != nil {
					t.Error(err)
				}
				return
			}
			var e *rest.Error
			if !errors.As(err, &e) || !strings.Contains(e.Op, "/") {
				t.Errorf("got %#v, want an Error that names the request", err)
			}
			mustLack(t, fmt.Sprintf("%v %+v %#v %+v %+v %v", err, err, e, s, h.log, errors.Unwrap(err)), sentinel)
			if h.clock.slept > 45*time.Minute {
				t.Errorf("got %s of waiting, want an end of it", h.clock.slept)
			}
		})
	}
}

func TestTheTokenGoesNowhereElse(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 22, From: day(3, 1), To: day(3, 10), Incidents: 30})
	h := mustServe(t, w, day(5, 2))
	got := 0
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got++ }))
	defer other.Close()
	h.fake.Elsewhere = other.URL
	for at := 1; at < 10; at++ {
		h.fake.Forget()
		h.fake.Fault = func(n int, _ *http.Request) fakepd.Fault {
			if n == at {
				return fakepd.Elsewhere
			}
			return fakepd.None
		}
		if _, err := h.pull(t, rest.Plan{Since: day(3, 1)}); !errors.Is(err, rest.ErrRedirect) {
			t.Errorf("at request %d: got %v, want %v", at, err, rest.ErrRedirect)
		}
	}
	if got != 0 {
		t.Errorf("got %d requests at the other host, want none", got)
	}
	for _, base := range []string{"http://api.pagerduty.com", "http://10.0.0.1", "http://localhost.example.com", "ftp://localhost", "https://u:p@localhost", "://", "https://",
		"https://host/?q=" + sentinel} {
		h.config.BaseURL = base
		_, err := rest.New(h.config)
		if !errors.Is(err, rest.ErrAddress) {
			t.Errorf("%s: got %v, want %v", base, err, rest.ErrAddress)
		}
		mustLack(t, fmt.Sprint(err), sentinel, "u:p")
	}
	for _, base := range []string{"https://gateway.example/pagerduty/", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost:8080", ""} {
		h.config.BaseURL = base
		if _, err := rest.New(h.config); err != nil {
			t.Errorf("%s: got %v, want it taken", base, err)
		}
	}
}

func TestRedirectWithinTheHostIsFollowed(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 23, From: day(3, 1), To: day(3, 10), Incidents: 30})
	h := mustServe(t, w, day(5, 2))
	h.fake.Elsewhere = h.server.URL
	h.fake.Fault = func(n int, _ *http.Request) fakepd.Fault {
		if n == 3 {
			return fakepd.Elsewhere
		}
		return fakepd.None
	}
	if _, err := h.pull(t, rest.Plan{Since: day(3, 1)}); err != nil {
		t.Errorf("got %v, want it followed", err)
	}
}

// The world goes on, answers fail, pages shift and the program is killed, as the seed says; at the end the data are the
// server's. FURIKAERI_SCHEDULES is how many seeds are tried.
func TestSchedules(t *testing.T) {
	n := 20
	if s := os.Getenv("FURIKAERI_SCHEDULES"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	for seed := 1; seed <= n; seed++ {
		t.Run(strconv.Itoa(seed), func(t *testing.T) { // each lets go of what it served
			if err := schedule(t, uint64(seed)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

var errKilled = errors.New("killed")

func schedule(t *testing.T, seed uint64) error {
	r, inside := rand.New(rand.NewPCG(seed, 99)), rand.New(rand.NewPCG(seed, 100)) // inside the server
	from := day(1, 1)
	to := from.Add(time.Duration(20+r.IntN(250)) * 24 * time.Hour)
	w := fakepd.NewWorld(fakepd.Shape{Seed: seed, From: from, To: to, Incidents: 20 + r.IntN(250), Open: 40 * r.IntN(3)})
	h := mustServe(t, w, from.Add(48*time.Hour))
	h.config.Timeout = 60 * time.Millisecond
	h.config.Seed = seed
	h.fake.PerMinute = rest.PerMinute
	rate := r.IntN(12) // faults in a hundred requests
	calm := false
	var stop context.CancelFunc
	killAt := 0
	h.fake.Fault = func(n int, _ *http.Request) fakepd.Fault {
		h.clock.tick(time.Duration(1+inside.IntN(30)) * time.Millisecond)
		if n == killAt && !calm {
			stop()
		}
		if calm || inside.IntN(100) >= rate {
			return fakepd.None
		}
		f := passing[inside.IntN(len(passing))]
		if f == fakepd.Hang && inside.IntN(4) > 0 { // the one that takes time here
			return fakepd.Closed
		}
		return f
	}
	h.memory.fail = func(rest.Batch) (before, after error) {
		switch {
		case calm:
		case r.IntN(12) == 0:
			return errKilled, nil
		case r.IntN(12) == 0:
			return nil, errKilled // committed, but nobody heard of it
		}
		return nil, nil
	}
	plan := rest.Plan{Since: from, Analytics: r.IntN(2) == 0}
	one := func() error {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		h.fake.Forget()
		h.fake.Change(func() {
			h.fake.Hidden, stop, killAt = h.clock.Now(), cancel, 0
			if r.IntN(2) == 0 {
				killAt = 1 + r.IntN(60)
			}
		})
		_, err := h.client(t).Pull(ctx, plan, h.memory)
		var e *rest.Error
		if err != nil && !errors.Is(err, errKilled) && !errors.Is(err, context.Canceled) && !errors.As(err, &e) {
			return fmt.Errorf("pulling: %w", err)
		}
		mustLack(t, fmt.Sprint(err), sentinel)
		return err
	}
	for h.clock.Now().Before(to) {
		if err := one(); err != nil && !errors.Is(err, errKilled) && !errors.Is(err, context.Canceled) && !errors.Is(err, rest.ErrUnreachable) {
			return err
		}
		h.clock.tick(time.Duration(r.Int64N(int64(40 * 24 * time.Hour))))
		if r.IntN(3) == 0 { // somebody ends an old one
			h.fake.Change(func() {
				for _, in := range w.Incidents {
					if in.Status != "resolved" && in.Created.Before(h.clock.Now()) && r.IntN(2) == 0 {
						w.Resolve(in.ID, h.clock.Now().Truncate(time.Second))
					}
				}
			})
		}
	}
	h.clock.tick(5 * 24 * time.Hour)
	h.fake.Change(func() { calm = true })
	h.config.Timeout = 30 * time.Second
	if err := one(); err != nil {
		return err
	}
	h.once(t)
	return h.compare(from, h.clock.Now())
}

// The server's own log: in no 60 seconds more than 960 requests, and not many fewer than it takes.
func TestPaceIsKept(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 24, From: day(1, 1), To: day(6, 1), Incidents: 3000})
	h := mustServe(t, w, day(10, 1))
	h.fake.PerMinute, h.fake.MostPage = rest.PerMinute, 10
	h.fake.Fault = func(int, *http.Request) fakepd.Fault {
		h.clock.tick(3 * time.Millisecond)
		return fakepd.None
	}
	s := h.mustPull(t, rest.Plan{Since: day(1, 1), Analytics: true})
	all := h.fake.Requests()
	from, most, analytics := 0, 0, 0
	for i, r := range all {
		for r.At.Sub(all[from].At) >= time.Minute {
			from++
		}
		most = max(most, i-from+1)
		if r.Status == http.StatusTooManyRequests {
			t.Fatalf("request %d: got 429, want it not to come to that", i)
		}
		if r.Path == "/analytics/raw/incidents" {
			analytics++
		}
	}
	took := all[len(all)-1].At.Sub(all[0].At)
	if most > 960 {
		t.Errorf("got %d requests in a minute, want at most 960", most)
	}
	if perMinute := float64(len(all)) / took.Minutes(); len(all) < 1500 || perMinute < 800 {
		t.Errorf("got %d requests in %s, %.0f a minute, want about as many as are allowed", len(all), took, perMinute)
	}
	t.Logf("%d requests in %s, at most %d in a minute; %d of analytics; %d incidents, %d entries", len(all), took, most, analytics, s.Incidents.Read, s.Entries.Read)
}

// Another user of the key takes most of it: the limit's own words are obeyed.
func TestRetryAfterIsObeyed(t *testing.T) {
	for _, c := range []struct {
		header, value string
		want          time.Duration
	}{
		{"Retry-After", "17", 17 * time.Second},
		{"Retry-After", "Sat, 02 May 2026 00:00:42 GMT", 42 * time.Second},
		{"ratelimit-reset", "23", 23 * time.Second},
		{"", "", time.Second},
	} {
		clk := &clock{at: day(5, 2)}
		n := 0
		var second time.Time
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if n++; n == 1 {
				if c.header != "" {
					w.Header().Set(c.header, c.value)
				}
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			second = clk.Now()
			w.WriteHeader(http.StatusUnauthorized)
		}))
		client, err := rest.New(rest.Config{Token: rest.NewSecret(sentinel), BaseURL: server.URL, Now: clk.Now, Sleep: clk.Sleep})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.Check(t.Context()); !errors.Is(err, rest.ErrToken) {
			t.Errorf("got %v, want %v", err, rest.ErrToken)
		}
		if got := second.Sub(day(5, 2)); got < c.want || got > c.want+time.Second {
			t.Errorf("%s %s: got the second attempt after %s, want %s", c.header, c.value, got, c.want)
		}
		server.Close()
	}
}

func TestAnalyticsOfAnotherZoneAreRefused(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 25, From: day(3, 1), To: day(3, 10), Incidents: 30})
	h := mustServe(t, w, day(5, 2))
	h.fake.Echo = "Asia/Tokyo"
	s := h.mustPull(t, rest.Plan{Since: day(3, 1), Analytics: true})
	if len(s.Without) != 1 || !errors.Is(s.Without[0].Err, rest.ErrNotAPI) || !strings.Contains(fmt.Sprint(s.Without[0].Err), "Asia/Tokyo") {
		t.Errorf("got %+v, want analytics refused for their zone", s.Without)
	}
	for _, b := range h.memory.batches {
		for _, in := range b.Incidents {
			if in.Engaged.OK {
				t.Errorf("got a row of %s, want none", in.ID)
			}
		}
	}
}

// Analytics that are refused for there being too many do not hold up a pull for long, and are gone on without.
func TestAnalyticsThatAreTooBusyAreLeftOut(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 26, From: day(3, 1), To: day(3, 10), Incidents: 30})
	for f, want := range map[fakepd.Fault]error{fakepd.Busy: rest.ErrBusy, fakepd.Broken: rest.ErrServer, fakepd.Payment: rest.ErrPlan, fakepd.HTML: rest.ErrNotAPI} {
		h := mustServe(t, w, day(5, 2))
		h.fake.Fault = func(_ int, r *http.Request) fakepd.Fault {
			if r.URL.Path == "/analytics/raw/incidents" {
				return f
			}
			return fakepd.None
		}
		s := h.mustPull(t, rest.Plan{Since: day(3, 1), Analytics: true})
		if len(s.Without) != 1 || !errors.Is(s.Without[0].Err, want) || h.clock.slept > 10*time.Minute {
			t.Errorf("%s: got without %v after %s, want %v soon", f, s.Without, h.clock.slept, want)
		}
		if err := h.compare(day(3, 1), day(5, 2)); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}
