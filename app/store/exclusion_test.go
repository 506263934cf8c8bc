package store_test

import (
	"fmt"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

func triggered(minutes int) func(*incident.Reading) {
	return func(r *incident.Reading) { r.TriggeredAt = start.Add(time.Duration(minutes) * time.Minute) }
}

// minute is an instant of an exclusion.
func minute(n int) *int64 {
	v := start.Add(time.Duration(n) * time.Minute).Unix()
	return &v
}

func mustExclude(tb testing.TB, s *store.Store, entries ...store.Exclusion) {
	tb.Helper()
	if err := s.SetExclusions(tb.Context(), entries, start); err != nil {
		tb.Fatalf("setting exclusions: %v", err)
	}
}

// excludedIn are the incidents that are excluded, with the reason.
func excludedIn(tb testing.TB, s *store.Store) []string {
	tb.Helper()
	return lines(tb, s, "SELECT id, reason FROM excluded ORDER BY account, id")
}

func TestExclusionsFindTheirIncidents(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a.csv", rules(),
		reading("P1", triggered(0)), reading("P2", triggered(60)), reading("P3", triggered(120)), // S1 決済API
		reading("P4", served("S2", "決済バッチ"), triggered(60), numbered(7)),
		reading("P5", served("", "名だけ"), triggered(60), numbered(8)),
	))
	if err := s.SetMap(t.Context(), []store.MapEntry{{Service: "決済API", Client: "山田"}, {Service: "決済バッチ", Client: "鈴木"}}); err != nil {
		t.Fatal(err)
	}
	seven := int64(7)
	for _, v := range []struct {
		name string
		e    store.Exclusion
		want []string
	}{
		{"by id", store.Exclusion{IncidentID: "P2"}, []string{"P2"}},
		{"by an id of nothing", store.Exclusion{IncidentID: "P99"}, nil},
		{"by number", store.Exclusion{Number: &seven}, []string{"P4"}},
		{"by the service's id", store.Exclusion{Service: "S1"}, []string{"P1", "P2", "P3"}},
		{"by its name", store.Exclusion{Service: "決済API"}, []string{"P1", "P2", "P3"}},
		{"by a part of its name", store.Exclusion{Service: "決済"}, nil},
		{"by pattern", store.Exclusion{Service: "決済*", FromAt: minute(60), UntilAt: minute(61)}, []string{"P2", "P4"}},
		{"by a pattern of its id", store.Exclusion{Service: "S*"}, nil},
		{"a service that has only a name", store.Exclusion{Service: "名だけ"}, []string{"P5"}},
		{"from itself is in it", store.Exclusion{Service: "S1", FromAt: minute(60), UntilAt: minute(90)}, []string{"P2"}},
		{"until itself is not", store.Exclusion{Service: "S1", FromAt: minute(0), UntilAt: minute(60)}, []string{"P1"}},
		{"open at its end", store.Exclusion{Service: "S1", FromAt: minute(60)}, []string{"P2", "P3"}},
		{"open at its beginning", store.Exclusion{Service: "S1", UntilAt: minute(120)}, []string{"P1", "P2"}},
		{"one client's of many", store.Exclusion{Service: "*", Client: "鈴木"}, []string{"P4"}},
		{"another client's service", store.Exclusion{Service: "S1", Client: "鈴木"}, nil},
	} {
		v.e.Reason = "r"
		mustExclude(t, s, v.e)
		want := []string{}
		for _, id := range v.want {
			want = append(want, id+"|r")
		}
		same(t, v.name, excludedIn(t, s), want)
	}
	mustExclude(t, s)
	same(t, "none", excludedIn(t, s), nil)
}

func TestTheFirstExclusionGivesTheReason(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a.csv", rules(), reading("P1"), reading("P2"), reading("P3", served("S2", "倉庫"), triggered(5))))
	mustExclude(t, s, store.Exclusion{IncidentID: "P2", Reason: "試験"}, store.Exclusion{Service: "決*", Reason: "停止"},
		store.Exclusion{Service: "*", Reason: "全部"}, store.Exclusion{IncidentID: "P1", Reason: "遅い"})
	same(t, "reasons", excludedIn(t, s), []string{"P1|停止", "P2|試験", "P3|全部"})
	list, err := s.Exclusions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	for _, e := range list {
		got = append(got, fmt.Sprint(e.Reason, " ", e.Incidents))
	}
	same(t, "incidents of each", got, []string{"試験 1", "停止 1", "全部 1", "遅い 0"})
	n, first, last, err := s.Excluded(t.Context())
	if err != nil || n != 3 || !first.Equal(start) || !last.Equal(start.Add(5*time.Minute)) {
		t.Errorf("Excluded: got %d, %v, %v, %v; want 3 from the start to 5 minutes later", n, first, last, err)
	}
}

// Exclusions go by what is known today: imports, the map, names and rules change what they hold for.
func TestExclusionsFollowImportsAndTheMap(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	seven := int64(7)
	mustExclude(t, s, store.Exclusion{Service: "決*", Client: "山田", Reason: "停止"}, store.Exclusion{IncidentID: "P9", Reason: "試験"},
		store.Exclusion{Number: &seven, Reason: "番号"})
	same(t, "without an incident", excludedIn(t, s), nil)
	if n, first, last, err := s.Excluded(t.Context()); n != 0 || !first.IsZero() || !last.IsZero() || err != nil {
		t.Errorf("Excluded of nothing: got %d, %v, %v, %v; want zeros", n, first, last, err)
	}
	mustImport(t, s, importOf("a.csv", rules(), reading("P1"), reading("#7", numbered(7), served("S2", "倉庫"))))
	same(t, "no such client yet", excludedIn(t, s), []string{"#7|番号"})
	if err := s.SetMap(t.Context(), []store.MapEntry{{ServiceID: "S1", Client: "山田"}}); err != nil {
		t.Fatal(err)
	}
	same(t, "after the map", excludedIn(t, s), []string{"#7|番号", "P1|停止"})
	mustImport(t, s, importOf("b.csv", rules(), reading("P9", served("S2", "倉庫")), reading("P7", numbered(7), served("S2", "倉庫"))))
	same(t, "after an import that gives #7 its id", excludedIn(t, s), []string{"P1|停止", "P7|番号", "P9|試験"})
	mustImport(t, s, importOf("c.csv", rules(), reading("P1", served("S1", "payments"), updated(90))))
	same(t, "after another name", excludedIn(t, s), []string{"P7|番号", "P9|試験"})
	_, err := s.Rederive(t.Context(), "other rules", by(rules()))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "after the rules", excludedIn(t, s), []string{"P7|番号", "P9|試験"})
	s.Close()
	same(t, "opened again", excludedIn(t, mustOpen(t, dir)), []string{"P7|番号", "P9|試験"})
}

// An entry keeps when and by which list it came, as long as it says the same.
func TestExclusionsKeepTheirVersion(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	set := func(at int, entries ...store.Exclusion) []string {
		t.Helper()
		if err := s.SetExclusions(t.Context(), entries, time.Unix(int64(at), 0)); err != nil {
			t.Fatal(err)
		}
		return lines(t, s, `SELECT incident_id, reason, written_at, version FROM exclusion ORDER BY "position"`)
	}
	a, b := store.Exclusion{IncidentID: "A", Reason: "r", Who: "佐伯"}, store.Exclusion{IncidentID: "B", Reason: "r", WrittenAt: 5}
	same(t, "first", set(100, a, b), []string{"A|r|100|1", "B|r|5|1"})
	b.Reason = "s"
	same(t, "one said otherwise", set(200, b, a), []string{"B|s|5|2", "A|r|100|1"})
	a.WrittenAt = 7
	same(t, "when corrected", set(300, a), []string{"A|r|7|1"})
	a.Who, a.WrittenAt = "堀", 0
	same(t, "another writer", set(400, a), []string{"A|r|400|2"})
	same(t, "the same again", set(500, a, a), []string{"A|r|400|2", "A|r|400|2"})
}

// Thousands of services, entries and exclusions fit into the database's memory.
func TestManyServicesAndExclusions(t *testing.T) {
	const n = 6000
	s := mustOpen(t, t.TempDir())
	rs, entries, out := []incident.Reading{}, []store.MapEntry{}, []store.Exclusion{}
	for i := range n {
		name := fmt.Sprintf("svc %04d", i)
		rs = append(rs, reading(fmt.Sprint("P", i), served(fmt.Sprint("S", i), name)))
		entries = append(entries, store.MapEntry{Service: name, Client: "山田"})
		out = append(out, store.Exclusion{IncidentID: fmt.Sprint("P", i), Reason: "試験"})
	}
	mustImport(t, s, importOf("a.csv", rules(), rs...))
	if err := s.SetMap(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	mustExclude(t, s, append(out, store.Exclusion{Service: "*", Client: "山田", Reason: "停止"}, store.Exclusion{Service: "svc*", Reason: "停止"})...)
	if got := len(excludedIn(t, s)); got != n {
		t.Errorf("got %d excluded, want %d", got, n)
	}
}
