package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// sentinel is a token: it must be found nowhere but in the keychain and in the header of requests.
const sentinel = "S3ntinel-t0ken-u+/="

// A chain is a keychain in memory; broken is what it answers instead.
type chain struct {
	held   map[string]string
	broken error
}

func (c *chain) Get(account string) (string, error) { return c.held[account], c.broken }

func (c *chain) Set(account, secret string) error {
	if c.broken == nil {
		c.held[account] = secret
	}
	return c.broken
}

func (c *chain) Delete(account string) error {
	delete(c.held, account)
	return c.broken
}

// A desk is where commands on an account are run: a workspace, a keychain, an environment and what is typed.
type desk struct {
	dir   string
	chain *chain
	env   map[string]string
	typed string
	said  bytes.Buffer // by all commands
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return &desk{dir: filepath.Join(t.TempDir(), "ws"), chain: &chain{held: map[string]string{}}, env: map[string]string{"LANG": "en_US.UTF-8"}}
}

// run runs a command and returns its exit code and what it said.
func (d *desk) run(t *testing.T, args ...string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	now := instant
	m := Machine{
		Args: append([]string{"-w", d.dir}, args...), Env: func(name string) string { return d.env[name] }, System: "linux", Stdin: strings.NewReader(""),
		Stdout: &out, Stderr: &out, Terminal: true, Version: "1.2.3", Now: func() time.Time { now = now.Add(time.Second); return now },
		Secret: func(_ context.Context, question string) (string, error) {
			fmt.Fprintln(&out, question)
			return d.typed, nil
		}, Keychain: d.chain,
	}
	code = Run(t.Context(), m)
	d.said.Write(out.Bytes())
	return code, out.String()
}

// mustBe runs a command and compares exit code and the beginning of each line that it said.
func (d *desk) mustBe(t *testing.T, code int, lines string, args ...string) {
	t.Helper()
	got, said := d.run(t, args...)
	if got != code {
		t.Errorf("%v: got exit code %d, want %d: %s", args, got, code, said)
	}
	for _, line := range strings.Split(lines, "\n") {
		if !strings.Contains(said, line) {
			t.Errorf("%v: got %q, want %q in it", args, said, line)
		}
	}
}

// mustLack fails where the token stands in what was said, or in a file below a folder.
func (d *desk) mustLack(t *testing.T, folders ...string) {
	t.Helper()
	if strings.Contains(d.said.String(), sentinel) {
		t.Errorf("the token was said: %s", d.said.String())
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if bytes.Contains(body, []byte(sentinel)) {
				t.Errorf("the token is in %s", path)
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// mustAccount is a fake account on this machine, which takes the sentinel.
func mustAccount(t *testing.T) (*fakepd.Server, string) {
	t.Helper()
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	fake := &fakepd.Server{World: fakepd.NewWorld(fakepd.Shape{Seed: 7, From: at, To: at.AddDate(0, 0, 10), Incidents: 40}), Token: sentinel}
	server := httptest.NewServer(fake)
	t.Cleanup(server.Close)
	return fake, server.URL
}

func TestLoginAndLogout(t *testing.T) {
	fake, url := mustAccount(t)
	d := newDesk(t)
	d.mustBe(t, 1, "There is no PagerDuty token", "login", "--check", "--api", url)
	d.typed = "wrong-" + sentinel
	d.mustBe(t, 1, "PagerDuty refused the token", "login", "--api", url)
	if len(d.chain.held) != 0 {
		t.Errorf("a refused token was kept: %d", len(d.chain.held))
	}
	d.typed = " " + sentinel + "\n"
	d.mustBe(t, 0, "The token was checked and is in the keychain.\nAccount: "+fake.World.Subdomain+" (region us, token from the keychain)\nThe token may read all", "login", "--api", url)
	d.typed = ""
	d.mustBe(t, 1, "Nothing was typed", "login", "--api", url)
	d.mustBe(t, 0, "Account: "+fake.World.Subdomain, "login", "--check", "--api", url)
	d.mustBe(t, 0, `"from":"keychain","checked":true,"region":"us"`, "login", "--check", "--api", url, "--json")
	d.mustBe(t, 0, "The token is no longer in the keychain.", "logout")
	d.mustBe(t, 0, "The keychain has no token", "logout")
	d.mustBe(t, 1, "There is no PagerDuty token", "login", "--check", "--api", url)
	d.mustLack(t, d.dir)
}

func TestLoginSaysWhatIsMissing(t *testing.T) {
	fake, url := mustAccount(t)
	d := newDesk(t)
	d.typed = sentinel
	fake.Scopes = map[string]bool{"incidents": true, "log_entries": true, "services": true, "users": true, "escalation_policies": true, "priorities": true, "abilities": true, "analytics": true}
	d.mustBe(t, 0, "Not allowed: teams.read. A pull goes on without", "login", "--api", url)
	delete(fake.Scopes, "incidents")
	d.mustBe(t, 1, "Not allowed: incidents.read. Nothing can be pulled", "login", "--check", "--api", url)
	d.mustLack(t, d.dir)
}

// Two workspaces on one machine may be of two accounts: each has its own token.
func TestWorkspacesHaveTheirOwnTokens(t *testing.T) {
	_, url := mustAccount(t)
	a, b := newDesk(t), newDesk(t)
	b.chain = a.chain
	a.typed = sentinel
	a.mustBe(t, 0, "in the keychain", "login", "--api", url)
	b.mustBe(t, 1, "There is no PagerDuty token", "login", "--check", "--api", url)
}

// A login goes with its workspace when that is moved, and another workspace in the old place does not find it; one that was kept before
// the workspace was there does so too.
func TestALoginMovesWithItsWorkspace(t *testing.T) {
	_, url := mustAccount(t)
	d := newDesk(t)
	d.typed = sentinel
	d.mustBe(t, 0, "in the keychain", "login", "--api", url)
	if _, err := os.Stat(d.dir); !os.IsNotExist(err) {
		t.Errorf("after a login: got %v, want no workspace yet", err)
	}
	d.mustBe(t, 0, "alerts new 40", "pull", "--api", url)
	if len(d.chain.held) != 1 {
		t.Errorf("got %d secrets, want one", len(d.chain.held))
	}
	old := d.dir
	d.dir += " moved"
	if err := os.Rename(old, d.dir); err != nil {
		t.Fatal(err)
	}
	d.mustBe(t, 0, "Account:", "login", "--check", "--api", url)
	d.dir = old
	d.mustBe(t, 1, "There is no PagerDuty token", "pull", "--api", url)
	if err := os.Mkdir(old, 0o700); err != nil {
		t.Fatal(err)
	}
	d.mustBe(t, 1, "There is no PagerDuty token", "pull", "--api", url)
	d.mustBe(t, 0, "in the keychain", "login", "--api", url)
	if len(d.chain.held) != 2 {
		t.Errorf("got %d secrets, want one for each workspace", len(d.chain.held))
	}
	d.mustBe(t, 0, "no longer in the keychain", "logout")
	d.dir += " moved"
	d.mustBe(t, 0, "Account:", "login", "--check", "--api", url)
	d.mustBe(t, 0, "no longer in the keychain", "logout")
	if len(d.chain.held) != 0 {
		t.Errorf("got %d secrets, want none", len(d.chain.held))
	}
	d.mustLack(t, d.dir, old)
}

func TestTheEnvironmentGoesFirst(t *testing.T) {
	_, url := mustAccount(t)
	d := newDesk(t)
	d.chain.broken = errors.New("no bus")
	d.typed = sentinel
	d.mustBe(t, 1, "keychain cannot be used (no bus). Where there is none, set the environment variable PAGERDUTY_TOKEN", "login", "--api", url)
	d.mustBe(t, 1, "keychain cannot be used", "logout")
	d.mustBe(t, 1, "keychain cannot be used", "login", "--check", "--api", url)
	d.env["PAGERDUTY_TOKEN"] = sentinel
	d.mustBe(t, 0, "token from the environment variable PAGERDUTY_TOKEN", "login", "--check", "--api", url)
	d.mustLack(t, d.dir)
}

// Without a network the token is kept, and said to be unchecked; an address that a token must not go to is refused.
func TestLoginWithoutANetwork(t *testing.T) {
	d := newDesk(t)
	d.typed = sentinel
	d.mustBe(t, 0, "so it was not checked", "login", "--api", "http://127.0.0.1:1")
	d.mustBe(t, 0, `"checked":false`, "login", "--json", "--api", "http://127.0.0.1:1")
	d.mustBe(t, 2, "--check", "login", "--check", "--oauth", "abc", "--subdomain", "x")
	d.mustBe(t, 1, "PagerDuty cannot be reached", "login", "--check", "--api", "http://127.0.0.1:1")
	d.mustBe(t, 1, "The token does not go to this address", "login", "--check", "--api", "http://example.com")
	d.mustBe(t, 2, "--region", "login", "--region", "mars")
	d.mustBe(t, 2, "--oauth and --subdomain go together.", "login", "--oauth", "abc")
	d.mustLack(t, d.dir)
}
