package demo

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"furikaeri/app/pagerduty/fakepd"
)

// What the account has is what files would have said, and files and account together are the whole world.
func TestAccountSaysWhatFilesWould(t *testing.T) {
	whole := mustShare(t)
	parts, err := Write(t.TempDir(), 1)
	if err != nil {
		t.Fatal(err)
	}
	from := instantOf(t, parts.AccountFrom+"T00:00:00+09:00")
	if parts.AccountFrom != "2026-03-01" || parts.LastDay != "2026-03-31" || len(parts.Exports) != 23 || len(parts.LogEntries) != 11 || len(parts.Tables) != 2 {
		t.Errorf("got an account from %s to %s, %d exports, %d files of entries, %d tables, want 2026-03-01 to 2026-03-31, 23, 11, 2",
			parts.AccountFrom, parts.LastDay, len(parts.Exports), len(parts.LogEntries), len(parts.Tables))
	}
	want, have := mustTold(t, whole), mustTold(t, parts)
	a := parts.Account
	late := 0
	for _, in := range a.Incidents {
		x, ok := want[in.ID]
		if !ok {
			t.Fatalf("got the incident %s, which no file has", in.ID)
		}
		checkIncident(t, a, in, x)
		if _, both := have[in.ID]; both != in.Created.Before(from) {
			t.Errorf("incident %s of %v: got it in a file %v, want it there or in the account", in.ID, in.Created, both)
		}
		if !in.Created.Before(from) {
			late++
		}
	}
	if len(have)+late != len(want) || late < 5000 || parts.Incidents != whole.Incidents || parts.Open != whole.Open {
		t.Errorf("got %d incidents in files and %d in the account from its first day on, of %d (open %d of %d), want all", len(have), late, len(want), parts.Open, whole.Open)
	}
	checkEntries(t, a, mustLogOf(t, whole.LogEntries), from)
}

func checkIncident(t *testing.T, a *fakepd.World, in *fakepd.Incident, x told) {
	t.Helper()
	resolver, resolved, ack, sums := "", "", "", []string{"", "", ""}
	if in.ResolvedBy >= 0 {
		resolver = a.Users[in.ResolvedBy].ID
	}
	if in.Status == "resolved" {
		resolved = in.Resolved.In(jst).Format("2006-01-02T15:04:05-07:00")
		sums = []string{strconv.Itoa(in.Sums.Engaged), strconv.Itoa(in.Sums.EngagedUsers), strconv.Itoa(in.Sums.Snoozed)}
		if in.Sums.ToAcknowledge != nil {
			ack = strconv.Itoa(*in.Sums.ToAcknowledge)
		}
	} else {
		ack = x.raw[9] // an open incident has no row in analytics
	}
	got := append([]string{strconv.Itoa(in.Number), in.Title, a.Services[in.Service].ID, a.Policies[in.Policy].ID, in.Created.In(jst).Format("2006-01-02T15:04:05-07:00"),
		resolved, ack, resolver, in.Urgency, a.Teams[a.Services[in.Service].Team].Name, in.Priority, in.Status, in.Into}, sums...)
	want := append([]string{x.raw[1], x.raw[2], x.raw[3], x.raw[5], x.raw[7], x.raw[8], x.raw[9], x.raw[20], x.raw[22], x.table[5], x.table[6], x.table[9], x.table[13]}, x.table[10:13]...)
	if !slices.Equal(got, want) {
		t.Fatalf("incident %s: got %q, want %q as the files say", in.ID, got, want)
	}
}

// checkEntries holds the account's entries from a day on against those of the files; of its older incidents it has them all.
func checkEntries(t *testing.T, a *fakepd.World, log map[string][]entry, from time.Time) {
	t.Helper()
	byID, since := map[string]entry{}, 0
	for _, list := range log {
		for _, e := range list {
			byID[e.ID] = e
			if !e.At.Before(from) {
				since++
			}
		}
	}
	n := 0
	for _, e := range a.Entries {
		x, ok := byID[e.ID]
		to := []string{}
		for _, p := range e.To {
			to = append(to, a.Users[p].ID)
		}
		said := []string{}
		for _, p := range x.Assignees {
			said = append(said, p.ID)
		}
		if !ok || x.Type != e.Kind || !x.At.Equal(e.At) || x.Incident.ID != e.Incident.ID || !slices.Equal(to, said) || x.Agent.person() != (e.Agent >= 0) ||
			e.Agent >= 0 && x.Agent.ID != a.Users[e.Agent].ID || e.Kind != "notify_log_entry" && x.Channel.Type != e.Channel {
			t.Fatalf("entry %s: got %+v, want %+v as the files say", e.ID, e, x)
		}
		if e.Kind == "notify_log_entry" && e.Note != x.Channel.Notification.Address {
			t.Fatalf("entry %s: got the address %q, want %q", e.ID, e.Note, x.Channel.Notification.Address)
		}
		if len(x.Actions) > 0 && !e.Until.Equal(x.Actions[0].At) || x.Channel.New != nil && e.New != x.Channel.New.Summary || x.Channel.Old != nil && e.Old != x.Channel.Old.Summary {
			t.Fatalf("entry %s: got it until %v, from %q to %q, want %+v", e.ID, e.Until, e.Old, e.New, x)
		}
		if !e.At.Before(from) {
			n++
		}
	}
	if n != since || n < 20_000 {
		t.Errorf("got %d entries from %v on, want the %d that the files have", n, from, since)
	}
	for _, u := range a.Users {
		if !strings.HasSuffix(u.Email, "@example.com") || !strings.HasPrefix(u.Phone, "+81 90-0000-") {
			t.Errorf("%s: got %s and %s, want invented ones", u.ID, u.Email, u.Phone)
		}
	}
}
