package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"furikaeri/app/demo"
	"furikaeri/app/pagerduty/fakepd"
)

// A locked keychain is one that nobody may ask.
type locked struct{ t *testing.T }

func (l locked) Get(string) (string, error) { l.t.Error("the keychain was asked"); return "", nil }
func (l locked) Set(_, _ string) error      { l.t.Error("something was put into the keychain"); return nil }
func (l locked) Delete(string) error {
	l.t.Error("something was deleted from the keychain")
	return nil
}

// The demo pulls with a key of its own and from this machine alone, whatever the person's environment says, and leaves
// neither key nor address behind.
func TestDemoPullKeepsToItself(t *testing.T) {
	const token = "S3ntinel-t0ken-u+/="
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"} {
		t.Setenv(name, "http://192.0.2.1:9") // nobody is there
	}
	t.Setenv(tokenVariable, token)
	world := fakepd.NewWorld(fakepd.Shape{Seed: 40, From: day(2026, 3, 1), To: day(2026, 3, 31), Incidents: 300})
	pull := func() (*App, string) {
		stages := []string{}
		a := &App{Dir: filepath.Join(t.TempDir(), "ws"), Command: "test", Now: func() time.Time { return day(2026, 4, 2) }, Env: os.Getenv, Keychain: locked{t},
			Progress: func(p Progress) { stages = append(stages, p.Stage) }}
		if err := a.demoSettings(demo.Files{}); err != nil {
			t.Fatal(err)
		}
		if err := a.demoPull(t.Context(), demo.Files{Account: world, AccountFrom: "2026-03-01", LastDay: "2026-03-31"}); err != nil {
			t.Fatalf("pulling the demo's account: %v", err)
		}
		if !slices.Contains(stages, "ui.pull.incidents") {
			t.Errorf("got the stages %v, want those of a pull", stages)
		}
		list, err := a.Imports(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var n, entries int64
		sums := ""
		for _, i := range list {
			n, entries, sums = n+i.New, entries+i.Events, sums+i.SHA256
			if i.Kind != kindAPI || i.File != "PagerDuty API 2026-03-01..2026-03-31" {
				t.Errorf("got an import %q of the kind %q, want the API's of March", i.File, i.Kind)
			}
		}
		if n != 300 || entries < 1000 {
			t.Errorf("got %d incidents and %d entries, want 300 and more than 1,000", n, entries)
		}
		return a, sums
	}
	a, once := pull()
	if _, again := pull(); once != again {
		t.Errorf("twice: got %s and %s, want the same answers", once, again)
	}
	err := filepath.WalkDir(a.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, s := range append([]string{token, demoKey, "127.0.0.1"}, world.Contacts()...) {
			if bytes.Contains(body, []byte(s)) {
				t.Errorf("%s: got %q in it", filepath.Base(path), s)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Stopped while it pulls, the demo ends as one that was stopped.
func TestDemoPullCanBeStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	a := &App{Dir: filepath.Join(t.TempDir(), "ws"), Command: "test", Now: func() time.Time { return day(2026, 4, 2) }, Progress: func(p Progress) {
		if p.Stage == "ui.pull.incidents" {
			stop()
		}
	}}
	if err := a.demoSettings(demo.Files{}); err != nil {
		t.Fatal(err)
	}
	world := fakepd.NewWorld(fakepd.Shape{Seed: 41, From: day(2026, 3, 1), To: day(2026, 3, 2), Incidents: 3})
	if err := a.demoPull(ctx, demo.Files{Account: world, AccountFrom: "2026-03-01", LastDay: "2026-03-31"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was stopped", err)
	}
}
