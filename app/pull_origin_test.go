package app

import (
	"errors"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// A token of another PagerDuty account than the workspace's is refused before anything of it goes in: two accounts must never mix.
// Once every pull was taken back, any account may come.
func TestPullRefusesAnotherAccount(t *testing.T) {
	from, at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
	p := mustTap(t, fakepd.NewWorld(fakepd.Shape{Seed: 3, From: from, To: at, Incidents: 30}), at)
	p.mustPull(t, PullQuery{Since: "2026-03-01"})
	before := p.numbersOf(t)
	other := fakepd.NewWorld(fakepd.Shape{Seed: 4, From: from, To: at, Incidents: 30})
	other.Subdomain = "someone-else"
	p.fake.Change(func() { p.fake.World = other })
	p.at = at.AddDate(0, 0, 1)
	_, err := p.Pull(t.Context(), PullQuery{API: p.api})
	var e *Error
	if !errors.As(err, &e) || e.Key != "error.pull.other_account" {
		t.Fatalf("got %v, want error.pull.other_account", err)
	}
	if after := p.numbersOf(t); after != before {
		t.Errorf("got %d incidents after a refused pull, want the %d before it", after, before)
	}
	for range 100 {
		if _, err = p.UndoImport(t.Context()); err != nil {
			break
		}
	}
	p.mustPull(t, PullQuery{Since: "2026-03-01"})
	if n := p.numbersOf(t); n != 30 {
		t.Errorf("got %d incidents of the other account, want 30", n)
	}
}

// numbersOf is how many incidents the workspace has.
func (p *tap) numbersOf(t *testing.T) int64 {
	t.Helper()
	n, err := p.Numbers(t.Context(), NumbersQuery{Period: "2026-03"})
	if err != nil {
		t.Fatal(err)
	}
	return n.Rows
}
