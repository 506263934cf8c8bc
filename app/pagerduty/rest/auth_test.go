package rest_test

import (
	"errors"
	"fmt"
	"testing"

	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
)

func TestOAuth(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 30, From: day(3, 1), To: day(3, 10), Incidents: 30})
	h := mustServe(t, w, day(5, 2))
	h.fake.OAuth = map[string]string{"app": sentinel}
	h.config.Token = rest.Secret{}
	h.config.OAuth = rest.OAuth{ID: "app", Secret: rest.NewSecret(sentinel), Subdomain: "example", TokenURL: h.server.URL + "/oauth/token"}
	c := h.client(t)
	if _, err := c.Pull(t.Context(), rest.Plan{Since: day(3, 1)}, h.memory); err != nil {
		t.Fatal(err)
	}
	if err := h.compare(day(3, 1), day(5, 2)); err != nil {
		t.Fatal(err)
	}
	h.fake.Revoke() // a token that ends early is renewed once
	if _, err := c.Check(t.Context()); err != nil {
		t.Errorf("after a token was revoked: %v", err)
	}
	for _, r := range h.fake.Requests() {
		if r.Auth[:7] != "Bearer " {
			t.Fatalf("got the header %.7s…, want Bearer", r.Auth)
		}
	}
	for name, c := range map[string]struct {
		set  func(o *rest.OAuth)
		want error
	}{
		"a wrong secret":     {func(o *rest.OAuth) { o.Secret = rest.NewSecret("other-" + sentinel) }, rest.ErrToken},
		"another account":    {func(o *rest.OAuth) { o.Subdomain = "other" }, rest.ErrToken},
		"an open line":       {func(o *rest.OAuth) { o.TokenURL = "http://identity.example/token" }, rest.ErrAddress},
		"nobody who listens": {func(o *rest.OAuth) { o.TokenURL = "http://127.0.0.1:1/token" }, rest.ErrUnreachable},
	} {
		o := h.config
		c.set(&o.OAuth)
		client, err := rest.New(o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.Check(t.Context())
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		mustLack(t, fmt.Sprintf("%v %+v %#v %+v", err, err, err, client), sentinel)
	}
}

func TestCheck(t *testing.T) {
	w := fakepd.NewWorld(fakepd.Shape{Seed: 31, From: day(3, 1), To: day(3, 10), Incidents: 30})
	h := mustServe(t, w, day(5, 2))
	a, err := h.client(t).Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if a.Subdomain != "example" || len(a.Abilities) != 5 || len(a.Missing) != 0 {
		t.Errorf("got %+v, want the account example with five abilities and nothing missing", a)
	}
	h.fake.Plan = map[string]bool{"teams": true}
	h.fake.Scopes = map[string]bool{"incidents": true, "abilities": true, "services": true, "teams": true, "priorities": true, "analytics": true}
	if a, err = h.client(t).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, m := range a.Missing {
		got[fmt.Sprint(m.Scope, " ", m.Required, " ", errors.Is(m.Err, rest.ErrPlan))] = true
	}
	for _, want := range []string{"incidents.read true false", "users.read false false", "escalation_policies.read false false", "priorities.read false true", "analytics.write false true"} {
		if !got[want] {
			t.Errorf("got %v, want %s in it", sorted(got), want)
		}
	}
	h.config.Token = rest.NewSecret("another")
	if _, err := h.client(t).Check(t.Context()); !errors.Is(err, rest.ErrToken) {
		t.Errorf("got %v, want %v", err, rest.ErrToken)
	}
	for _, c := range []rest.Config{{}, {Now: h.clock.Now, Sleep: h.clock.Sleep}, {Now: h.clock.Now, Sleep: h.clock.Sleep, Token: rest.NewSecret("x"), Region: "mars"}} {
		if _, err := rest.New(c); err == nil {
			t.Errorf("%+v: got a client, want an error", c)
		}
	}
}
