package metrics

import (
	"time"

	"furikaeri/app/incident"
)

// Completeness is what of the period's data is missing, besides what Quality counts. The parts by basis of handling time are
// Numbers.Basis.
type Completeness struct {
	WithoutTimeline     int64       `json:"without_timeline"`     // no log entry was read
	IncompleteTimelines int64       `json:"incomplete_timelines"` // the trigger or the last resolve is not among them
	StillWorking        int64       `json:"still_working"`        // somebody began, and no entry says that they ended
	UnknownAssignees    int64       `json:"unknown_assignees"`    // a move whose assignees nobody names
	UnknownCompletion   int64       `json:"unknown_completion"`   // it ended, and when first-line work did is unknown
	NotPulled           []NotPulled `json:"not_pulled"`           // gaps between windows of pulls; none where nothing was pulled
}

// NotPulled is a stretch of time, From ≤ t < To, that lies between pulled windows of an account and was never pulled itself.
type NotPulled struct {
	Account string `json:"account"`
	What    string `json:"what"` // incidents, log_entries
	From    string `json:"from"` // RFC 3339, UTC
	To      string `json:"to"`
}

// pulled is a window that was pulled whole, in unix seconds.
type pulled struct{ from, to int64 }

func (c *computation) complete() error {
	out := &c.out.Quality.Completeness
	err := c.rows("complete", func(scan func(...any) error) error {
		return scan(&out.WithoutTimeline, &out.IncompleteTimelines, &out.StillWorking, &out.UnknownAssignees, &out.UnknownCompletion)
	})
	if err != nil {
		return err
	}
	out.NotPulled = []NotPulled{}
	missing, err := c.notPulled(c.q.Period.From, c.q.Period.To, "incidents", "log_entries")
	for _, m := range missing {
		out.NotPulled = append(out.NotPulled, NotPulled{m.account, m.what, time.Unix(m.from, 0).UTC().Format(time.RFC3339), time.Unix(m.to, 0).UTC().Format(time.RFC3339)})
	}
	return err
}

// A missing stretch is a gap between windows of an account.
type missing struct {
	account, what string
	pulled
}

// notPulled finds the gaps between days, both included, of each account from the beginning of its first window to the end of its
// last.
func (c *computation) notPulled(first, last incident.Day, whats ...string) ([]missing, error) {
	accounts := []string{}
	windows := map[string]map[string][]pulled{}
	err := c.each(`SELECT account, what, from_at, to_at FROM pull_window WHERE from_at < to_at ORDER BY account, from_at, to_at`, func(scan func(...any) error) error {
		var account, what string
		var w pulled
		if err := scan(&account, &what, &w.from, &w.to); err != nil {
			return err
		}
		if windows[account] == nil {
			accounts, windows[account] = append(accounts, account), map[string][]pulled{}
		}
		windows[account][what] = append(windows[account][what], w)
		return nil
	})
	out := []missing{}
	if err != nil {
		return out, err
	}
	begin := first.In(c.q.Zone).Unix()
	end := min((last + 1).In(c.q.Zone).Unix(), c.asOf.Unix())
	for _, a := range accounts {
		reach := pulled{1 << 62, -1 << 62}
		for _, what := range []string{"incidents", "log_entries"} {
			for _, w := range windows[a][what] {
				reach.from, reach.to = min(reach.from, w.from), max(reach.to, w.to)
			}
		}
		for _, what := range whats {
			for _, g := range gaps(windows[a][what], max(reach.from, begin), min(reach.to, end)) {
				out = append(out, missing{a, what, g})
			}
		}
	}
	return out, nil
}

// gaps are what windows, ordered by their beginning, leave of from to to.
func gaps(windows []pulled, from, to int64) []pulled {
	out := []pulled{}
	for _, w := range windows {
		if w.from > from && from < to {
			out = append(out, pulled{from, min(w.from, to)})
		}
		from = max(from, w.to)
	}
	if from < to {
		out = append(out, pulled{from, to})
	}
	return out
}
