package rest_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"furikaeri/app/pagerduty/rest"
)

// Every request is accepted by a mock server of others' make that knows PagerDuty's own OpenAPI alone, and every example
// of an answer in it is understood. FURIKAERI_OPENAPI is the path of reference/REST/openapiv3.json of PagerDuty/api-schema, which is
// not in this repository: where nothing is named, the mock server has nothing to serve, and only the patch is looked at.
// FURIKAERI_PRISM is the mock server's command where it is not npx that brings it.
func TestAgainstTheOfficialOpenAPI(t *testing.T) {
	little := filepath.Join(t.TempDir(), "little.json")
	err := os.WriteFile(little, []byte(`{"paths":{"/incidents":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"a":1}}}}}},"/schedules":{}}}`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	patched, err := os.ReadFile(mustPatch(t, little))
	if want := `"200":{"content":{"application/json":{"a":1},"application/vnd.pagerduty+json;version=2":{"a":1}},"description":"d"}`; err != nil || !strings.Contains(string(patched), want) || strings.Contains(string(patched), "schedules") {
		t.Errorf("patched: got %s, %v, want answers of both types, and no path that nobody asks for", patched, err)
	}
	for _, spec := range filepath.SplitList(os.Getenv("FURIKAERI_OPENAPI")) {
		t.Run(filepath.Base(spec), func(t *testing.T) { againstSpecification(t, spec) })
	}
}

func againstSpecification(t *testing.T, spec string) {
	base := mustMock(t, mustPatch(t, spec))
	clk := &clock{at: day(6, 1)}
	var log []rest.Request
	c, err := rest.New(rest.Config{
		Token: rest.NewSecret(sentinel), BaseURL: base, Account: "default", Now: clk.Now, Sleep: clk.Sleep,
		Log: func(r rest.Request) { log = append(log, r) },
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Check(t.Context())
	if err != nil || a.Subdomain != "subdomain" || len(a.Abilities) == 0 || len(a.Missing) != 0 {
		t.Errorf("check: got %+v, %v, want the account subdomain and nothing missing", a, err)
	}
	m := newMemory(clk.Now)
	ids := []string{"PX00001"}
	s, err := c.Pull(t.Context(), rest.Plan{Since: time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC), Analytics: true}, &alwaysOpen{m, ids})
	if err != nil {
		t.Fatalf("pull: %v", err)
	}
	for _, r := range log {
		if r.Status != 200 {
			t.Errorf("%s: got %d, want 200", r.Op, r.Status)
		}
	}
	if len(s.Refused) != 0 || len(s.Without) != 0 {
		t.Errorf("got refused %+v, without %+v, want every example understood", s.Refused, s.Without)
	}
	if len(m.incidents) < 3 || len(m.events) == 0 || len(m.members) == 0 || s.Timelines == 0 || s.Open == 0 || s.Rows == 0 {
		t.Errorf("got %d incidents, %d entries, %d members, %+v, want some of each", len(m.incidents), len(m.events), len(m.members), s)
	}
	mustLack(t, fmt.Sprintf("%+v", m.batches), "@graham.name", sentinel)
	t.Logf("%d requests accepted; incidents %v, entries %v", len(log), sorted(m.incidents), sorted(m.events))
}

// alwaysOpen is a memory whose incidents need every kind of request.
type alwaysOpen struct {
	*memory
	ids []string
}

func (a *alwaysOpen) Open(context.Context) ([]string, error) { return a.ids, nil }

func (a *alwaysOpen) Incomplete(context.Context, time.Time, time.Time) ([]string, error) {
	return a.ids, nil
}

// mustPatch writes the specification so that the mock can use it: answers have the type that the Accept header asks for,
// as real ones do, and only what a client asks for is left of the paths.
func mustPatch(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var spec map[string]any
	if err := json.Unmarshal(raw, &spec); err != nil {
		t.Fatal(err)
	}
	paths := spec["paths"].(map[string]any)
	kept := map[string]any{}
	for _, p := range []string{"/incidents", "/log_entries", "/incidents/{id}/log_entries", "/incidents/{id}", "/abilities", "/services", "/teams",
		"/teams/{id}/members", "/escalation_policies", "/priorities", "/users", "/analytics/raw/incidents"} {
		kept[p] = paths[p]
	}
	spec["paths"] = kept
	addType(spec)
	if raw, err = json.Marshal(spec); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "openapi.json")
	if err := os.WriteFile(out, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return out
}

func addType(v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			addType(x)
		}
	case map[string]any:
		if content, ok := v["content"].(map[string]any); ok && v["description"] != nil && v["required"] == nil {
			if j, ok := content["application/json"]; ok {
				content["application/vnd.pagerduty+json;version=2"] = j
			}
		}
		for _, x := range v {
			addType(x)
		}
	}
}

// mustMock starts the mock server and waits until it listens.
func mustMock(t *testing.T, spec string) (base string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	command := strings.Fields(os.Getenv("FURIKAERI_PRISM"))
	if len(command) == 0 {
		command = []string{"npx", "--yes", "@stoplight/prism-cli@5"}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, command[0], append(command[1:], "mock", spec, "--host", "127.0.0.1", "--port", port)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting the mock server: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // ended by us
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "listening") {
			go func() {
				for lines.Scan() { // so that it never waits for a reader
				}
			}()
			return "http://127.0.0.1:" + port
		}
	}
	t.Fatal("the mock server ended before it listened")
	return ""
}
