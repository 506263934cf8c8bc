package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"furikaeri/app/pagerduty"
)

// analyticsWidest is the longest window of analytics that is asked for at once.
const analyticsWidest = 31 * 24 * time.Hour

const (
	analyticsLimit = 1000
	analyticsZone  = "Etc/UTC"
)

// rows reads analytics, if they are wanted; without them where the plan, the token or the key's kind has none.
func (r *run) rows(stretches []Window) error {
	if !r.plan.Analytics {
		return nil
	}
	for _, w := range pieces(stretches, analyticsWidest) {
		if r.rowless {
			return nil
		}
		h, err := r.analytics(w)
		switch {
		case dispensable(err):
			r.rowless = true
			r.sum.Without = append(r.sum.Without, Without{Analytics, err})
			continue
		case err != nil:
			return err
		}
		r.sum.Rows += len(h.incidents)
		r.gather(h, &w)
		r.progress(Progress{Stage: Analytics, Done: int64(r.sum.Rows)})
	}
	return nil
}

// dispensable says whether a pull goes on where analytics gave this error: whatever it is, unless everything else would
// give it too. A person's own key is refused because it has to name teams.
func dispensable(err error) bool {
	for _, e := range [...]error{ErrArguments, ErrBusy, ErrServer, ErrNotAPI, ErrTooLarge} {
		if errors.Is(err, e) {
			return true
		}
	}
	return spare(err)
}

// analytics reads a window of rows. Its times are in the zone that the answer names, so that an answer of another than the
// one asked for is refused.
func (r *run) analytics(w Window) (*haul, error) {
	type filters struct {
		From string `json:"created_at_start"`
		To   string `json:"created_at_end"`
	}
	type question struct {
		Filters filters `json:"filters"`
		Limit   int     `json:"limit"`
		Order   string  `json:"order"`
		OrderBy string  `json:"order_by"`
		Zone    string  `json:"time_zone"`
		After   string  `json:"starting_after,omitempty"`
	}
	ask := question{
		Filters: filters{w.From.Format(time.RFC3339), w.To.Format(time.RFC3339)},
		Limit:   analyticsLimit, Order: "asc", OrderBy: "created_at", Zone: analyticsZone,
	}
	h := newHaul()
	for seen := (map[string]bool{}); ; {
		body, err := json.Marshal(ask)
		if err != nil {
			return h, err
		}
		var page pagerduty.Page
		q := call{method: http.MethodPost, path: "/analytics/raw/incidents", body: body, class: analytics}
		err = r.do(r.ctx, q, func(body string) (ok bool) {
			page, ok = r.pages.Read(body, "data", "")
			return ok
		})
		if err != nil {
			return h, err
		}
		if page.Zone != analyticsZone {
			return h, &Error{Op: q.op(), Message: fmt.Sprintf("times in the zone %q, not %s", clean(page.Zone), analyticsZone), Err: ErrNotAPI}
		}
		before := len(seen)
		for _, id := range page.IDs {
			seen[id] = true
		}
		h.put(page, &w)
		if !page.More.V || len(seen) == before || page.Last == "" || page.Last == ask.After {
			return h, nil
		}
		ask.After = page.Last
	}
}
