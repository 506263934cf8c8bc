package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// An Account is what a token opens.
type Account struct {
	Subdomain string    // "" where nothing told it
	Abilities []string  // of its plan, sorted; empty where they may not be seen
	Missing   []Missing // what the token or the plan lack for a pull
}

// Missing is something that a pull would have to go on without, or could not begin without.
type Missing struct {
	Scope    string // as OAuth names it: "incidents.read"
	Required bool   // nothing can be pulled without it
	Err      error  // ErrScope, ErrPlan …
}

// Check asks for one of everything that a pull reads. The error is ErrToken, ErrUnreachable and the like; what is only
// lacking is in the answer.
func (c *Client) Check(ctx context.Context) (Account, error) {
	a := Account{Abilities: []string{}, Missing: []Missing{}}
	lack := func(scope string, required bool, err error) error {
		if err == nil || !spare(err) && !errors.Is(err, ErrArguments) {
			return err
		}
		a.Missing = append(a.Missing, Missing{scope, required, err})
		return nil
	}
	err := c.do(ctx, call{path: "/abilities"}, func(body string) bool {
		var said struct {
			Abilities []string `json:"abilities"`
		}
		ok := json.Unmarshal([]byte(body), &said) == nil && said.Abilities != nil
		if ok {
			a.Abilities = said.Abilities
			slices.Sort(a.Abilities)
		}
		return ok
	})
	if err := lack("abilities.read", false, err); err != nil {
		return a, err
	}
	for _, l := range [...]struct {
		key, scope string
		required   bool
	}{
		{"incidents", "incidents.read", true}, {"log_entries", "incidents.read", true}, {"services", "services.read", false}, {"users", "users.read", false},
		{"teams", "teams.read", false}, {"escalation_policies", "escalation_policies.read", false}, {"priorities", "priorities.read", false},
	} {
		q := call{path: "/" + l.key, query: url.Values{"limit": {"1"}}}
		err := c.do(ctx, q, func(body string) bool {
			var page map[string]json.RawMessage
			var list []thing
			if json.Unmarshal([]byte(body), &page) != nil || page[l.key] == nil || json.Unmarshal(page[l.key], &list) != nil {
				return false
			}
			for _, t := range list {
				c.know(string(t.HTML))
			}
			return true
		})
		if err := lack(l.scope, l.required, err); err != nil {
			return a, err
		}
	}
	if err := lack("analytics.write", false, c.tryAnalytics(ctx)); err != nil {
		return a, err
	}
	a.Subdomain = c.subdomain
	return a, nil
}

// tryAnalytics asks for one row of analytics.
func (c *Client) tryAnalytics(ctx context.Context) error {
	now := c.config.Now().UTC()
	body, err := json.Marshal(map[string]any{"limit": 1, "time_zone": analyticsZone, "filters": map[string]string{
		"created_at_start": now.Add(-24 * time.Hour).Format(time.RFC3339), "created_at_end": now.Format(time.RFC3339)}})
	if err != nil {
		return err
	}
	q := call{method: http.MethodPost, path: "/analytics/raw/incidents", body: body, class: analytics}
	return c.do(ctx, q, func(body string) bool {
		_, ok := c.pages.Read(body, "data", "")
		return ok
	})
}
