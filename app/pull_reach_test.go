package app

import (
	"errors"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// January and March are pulled, February is not: what happened in it is unknown, not nothing. As of the end of what was pulled,
// even where an incident of it changed later.
func TestDaysThatNobodyPulledAreUnknown(t *testing.T) {
	from, at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 6, 20, 0, 0, 0, 0, time.UTC)
	p := mustTap(t, fakepd.NewWorld(fakepd.Shape{Seed: 5, From: from, To: at, Incidents: 600, Open: 30}), at)
	p.mustPull(t, PullQuery{Since: "2026-01-01", Until: "2026-01-31"})
	p.mustPull(t, PullQuery{Since: "2026-03-01", Until: "2026-03-31"})
	n, err := p.Numbers(t.Context(), NumbersQuery{Period: "2026-02"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := n.AsOf, "2026-03-31T14:59:59Z"; got != want {
		t.Errorf("as of: got %s, want %s", got, want)
	}
	got := n.Period.Excluded
	if len(got) != 1 || got[0].From != "2026-02-01" || got[0].To != "2026-02-28" || got[0].Why != "not_pulled" {
		t.Errorf("excluded days: got %+v, want all of February, never pulled", got)
	}
	for _, m := range n.Monthly {
		if m.Month == "2026-02" {
			t.Errorf("got a row of February with %d alerts, want none", m.Count)
		}
	}
	_, err = p.Report(t.Context(), ReportQuery{Kind: "quarterly", Period: "2026-02"})
	var e *Error
	if !errors.As(err, &e) || e.Key != "error.report.uncovered" {
		t.Errorf("a report on February: got %v, want error.report.uncovered", err)
	}
	p.mustPull(t, PullQuery{Since: "2026-02-01", Until: "2026-02-28"})
	if n, err = p.Numbers(t.Context(), NumbersQuery{Period: "2026-02"}); err != nil {
		t.Fatal(err)
	}
	for _, r := range n.Period.Excluded {
		if r.Why == "not_pulled" {
			t.Errorf("after February was pulled: got %+v", r)
		}
	}
}
