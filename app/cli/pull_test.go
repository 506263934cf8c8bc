package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// mustFake serves an account at the instant of the scripts.
func mustFake(t *testing.T, incidents int) (*fakepd.Server, string) {
	t.Helper()
	w := fakepd.NewWorld(fakepd.Shape{Seed: 5, From: instant.AddDate(0, -6, 0), To: instant.Add(-time.Hour), Incidents: incidents})
	fake := &fakepd.Server{World: w, Token: sentinel}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return fake, server.URL
}

func TestPull(t *testing.T) {
	fake, api := mustFake(t, 120)
	d := newDesk(t)
	d.mustBe(t, 1, "There is no PagerDuty token.", "pull", "--api", api)
	d.env["PAGERDUTY_TOKEN"] = sentinel
	d.mustBe(t, 0, "2025-04-01 00:00 – 2026-04-01 09:00\nalerts 120, entries of timelines\nIt takes about\nThis was a try.", "pull", "--api", api, "--dry-run")
	if _, err := os.Stat(d.dir); !os.IsNotExist(err) {
		t.Errorf("after a try: got %v, want no workspace", err)
	}
	d.mustBe(t, 0, "alerts new 120, changed 0, unchanged 0, refused 0\nas PagerDuty counts: alerts 120,\nNew entries of timelines:\nRequests", "pull", "--api", api)
	d.mustBe(t, 0, `"new": 0,`+"\n"+`"changed": 0,`+"\n"+`"whole": true`, "pull", "--api", api, "--json")
	d.mustBe(t, 0, `"requests":`+"\n"+`"seconds":`, "pull", "--api", api, "--dry-run", "--json")
	d.mustBe(t, 0, `PagerDuty API 2025-04-01..2026-04-01`, "imports", "list")
	d.mustBe(t, 2, `--region cannot be "mars".`, "pull", "--region", "mars")
	d.mustBe(t, 2, `"now" is one argument too many.`, "pull", "now")
	d.mustBe(t, 1, `"soon" is no day. Write it as 2026-01-31.`, "pull", "--api", api, "--since", "soon")
	d.mustBe(t, 1, `There is nothing between 2026-03-01 and 2026-02-02.`, "pull", "--api", api, "--since", "2026-03-01", "--until", "2026-02-01")
	d.mustBe(t, 1, `The token does not go to this address`, "pull", "--api", "http://api.pagerduty.com")
	fake.Change(func() {
		fake.Plan = map[string]bool{"teams": true}
		fake.Scopes = map[string]bool{"incidents": true, "log_entries": true, "priorities": true, "analytics": true, "teams": true}
	})
	d.mustBe(t, 0, "Without the list of users: the token may not read it.\nWithout the list of priorities: the plan does not include it.\nWithout PagerDuty Analytics:", "pull", "--api", api)
	always := func(f fakepd.Fault) {
		fake.Change(func() { fake.Fault = func(int, *http.Request) fakepd.Fault { return f } })
	}
	always(fakepd.Unauthorized)
	d.mustBe(t, 1, "PagerDuty refused the token", "pull", "--api", api)
	always(fakepd.HTML)
	d.env["FURIKAERI_LANG"] = "ja"
	d.mustBe(t, 1, "PagerDutyのものではない応答", "pull", "--api", api)
	d.mustLack(t, filepath.Dir(d.dir))
}

// What differs from PagerDuty's own count is said even to those who want quiet.
func TestPullSaysWhatDiffers(t *testing.T) {
	fake, api := mustFake(t, 40)
	d := newDesk(t)
	d.env["PAGERDUTY_TOKEN"] = sentinel
	fake.Change(func() {
		fake.Fault = func(_ int, r *http.Request) fakepd.Fault {
			if r.URL.Path == "/incidents" {
				return fakepd.WrongTotal
			}
			return fakepd.None
		}
	})
	d.mustBe(t, 0, "PagerDuty counts differently: alerts 40 of ", "pull", "--api", api, "--quiet")
}

// A proxy that is no address is said, and not passed over; what stands in it is not.
func TestPullRefusesAProxyThatIsNone(t *testing.T) {
	d := newDesk(t)
	d.env["PAGERDUTY_TOKEN"], d.env["HTTPS_PROXY"] = sentinel, "http//u:"+sentinel+"@proxy:80"
	d.mustBe(t, 1, "The proxy in the environment variable HTTPS_PROXY is no address.", "pull")
	d.mustBe(t, 1, "HTTPS_PROXY is no address.", "login", "--check")
}

// The proxy that the environment names is asked for the way, and never sees the token.
func TestPullGoesThroughTheProxy(t *testing.T) {
	seen := make(chan string, 16)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all := r.Method + " " + r.Host
		for name, values := range r.Header {
			all += " " + name + ": " + strings.Join(values, ",")
		}
		select {
		case seen <- all:
		default:
		}
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()
	c := exec.Command("furikaeri", "-w", filepath.Join(t.TempDir(), "ws"), "pull", "--api", "https://gateway.example")
	c.Env = append(os.Environ(), "FURIKAERI_LANG=en", "PAGERDUTY_TOKEN="+sentinel, "HTTPS_PROXY="+proxy.URL, "NO_PROXY=")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = c.Process.Kill() // it would try again for a while
		_ = c.Wait()
	}()
	select {
	case got := <-seen:
		if !strings.HasPrefix(got, "CONNECT gateway.example:443") || strings.Contains(got, sentinel) {
			t.Errorf("got %q, want the way to gateway.example asked for, without the token", got)
		}
	case <-time.After(30 * time.Second):
		t.Error("the proxy was not asked")
	}
}

// Killed while it reads, the next pull goes on, and ends with what one pull would have brought.
func TestPullKilledGoesOn(t *testing.T) {
	fake, api := mustFake(t, 400)
	var asked atomic.Int64
	fake.Change(func() {
		fake.Fault = func(int, *http.Request) fakepd.Fault {
			asked.Add(1)
			time.Sleep(2 * time.Millisecond)
			return fakepd.None
		}
	})
	ws := filepath.Join(t.TempDir(), "ws")
	env := append(os.Environ(), "FURIKAERI_LANG=en", "PAGERDUTY_TOKEN="+sentinel, "NO_PROXY=127.0.0.1")
	for _, until := range []int64{12, 25, 37, 50} {
		asked.Store(0)
		c := exec.Command("furikaeri", "-w", ws, "pull", "--api", api)
		c.Env = env
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		for alive := true; alive && asked.Load() < until; {
			select {
			case <-ended:
				alive = false
			case <-time.After(time.Millisecond):
			}
		}
		_ = c.Process.Kill() // one that has ended already needs none
		if asked.Load() >= until {
			<-ended
		}
	}
	c := exec.Command("furikaeri", "-w", ws, "pull", "--api", api)
	c.Env = env
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "as PagerDuty counts") && !strings.Contains(string(out), "alerts new 0") {
		t.Fatalf("after kills: got %v, %s", err, out)
	}
	whole := filepath.Join(t.TempDir(), "ws")
	c = exec.Command("furikaeri", "-w", whole, "pull", "--api", api)
	c.Env = env
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("at once: got %v, %s", err, out)
	}
	for _, args := range [][]string{{"numbers", "--period", "2026-01..2026-03"}, {"incidents", "--period", "2026-01..2026-03", "--json"}} {
		got, want := mustOutput(t, append([]string{"-w", ws}, args...)), mustOutput(t, append([]string{"-w", whole}, args...))
		if got != want {
			t.Errorf("%v: killed on the way gives\n%.600s\nwant\n%.600s", args, got, want)
		}
	}
}

func mustOutput(t *testing.T, args []string) string {
	t.Helper()
	out, err := exec.Command("furikaeri", args...).Output()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return string(out)
}
