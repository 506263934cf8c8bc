package rest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCheckProxy(t *testing.T) {
	for value, good := range map[string]bool{
		"": true, "http://proxy.example:8080": true, "https://u:hunter2@proxy.example": true, "socks5://127.0.0.1:1080": true, "proxy.example:8080": true,
		"proxy.example": true, "[::1]:3128": true, "http://[::1]:3128/": true, "プロキシ.example:80": true,
		"http//proxy.example:8080": false, "http:/u:hunter2@proxy.example": false, "http://u:hunter2@proxy example:80": false, "proxy.example:80x": false,
		"proxy.example:": false, "proxy.example:99999": false, "://u:hunter2@x": false, "ftp://u:hunter2@proxy.example": false, "http://": false, ":8080": false, " ": false,
		"u:hunter2@proxy.example:80 ": false, "http://u:hunter2%zz@proxy.example": false,
	} {
		for _, name := range []string{"HTTPS_PROXY", "https_proxy"} {
			err := checkProxy(func(n string) string {
				if n == name {
					return value
				}
				return ""
			})
			if (err == nil) != good || err != nil && !errors.Is(err, ErrProxy) {
				t.Errorf("%s=%q: got %v, want it taken: %v", name, value, err, good)
			}
			if err != nil && (strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), name)) {
				t.Errorf("got %v, want the variable named, and no password", err)
			}
		}
	}
	if err := checkProxy(nil); err != nil {
		t.Errorf("without an environment: got %v, want none", err)
	}
}

// A server on this machine is never asked by a proxy.
func TestNewRefusesAProxyThatIsNone(t *testing.T) {
	env := func(string) string { return "http//proxy" }
	c := Config{Token: NewSecret("t"), Env: env, Now: time.Now, Sleep: func(context.Context, time.Duration) error { return nil }}
	if _, err := New(c); !errors.Is(err, ErrProxy) {
		t.Errorf("got %v, want %v", err, ErrProxy)
	}
	c.BaseURL = "http://127.0.0.1:1"
	if _, err := New(c); err != nil {
		t.Errorf("on this machine: got %v, want none", err)
	}
}
