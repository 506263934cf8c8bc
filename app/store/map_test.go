package store_test

import (
	"fmt"
	"reflect"
	"testing"

	"furikaeri/app/store"
)

func TestBestPrefersIDThenNameThenPattern(t *testing.T) {
	entries := []store.MapEntry{
		{Service: "顧客*"},                  // 0
		{Service: "*API"},                 // 1
		{Service: "顧客A-API"},              // 2
		{ServiceID: "S1"},                 // 3
		{Service: "顧客A-API"},              // 4: after 2, never
		{Service: "*"},                    // 5
		{ServiceID: "S8", Service: "別の名"}, // 6: the id decides, the name is only for people
		{Service: "db*prod*1"},            // 7
	}
	for _, v := range []struct {
		key, name string
		want      int
	}{
		{"S1", "顧客A-API", 3}, {"S2", "顧客A-API", 2}, {"S2", "顧客B", 0}, {"S2", "決済API", 1},
		{"S2", "顧客B-API", 0}, // two patterns fit: the first
		{"S2", "倉庫", 5}, {"S8", "何か", 6}, {"S9", "別の名", 5}, {"S2", "", 5},
		{"S2", "db-prod-1", 5}, // the first that fits of equals is *
	} {
		if got := store.Best(entries, v.key, v.name); got != v.want {
			t.Errorf("Best(%s, %q) = %d, want %d", v.key, v.name, got, v.want)
		}
	}
	if got := store.Best(entries[:5], "S2", "倉庫"); got != -1 {
		t.Errorf("Best where none fits = %d, want −1", got)
	}
}

func TestPatterns(t *testing.T) {
	for _, v := range []struct {
		pattern, name string
		want          bool
	}{
		{"顧客*", "顧客", true}, {"顧客*", "顧客A", true}, {"顧客*", "新顧客A", false}, {"*A", "顧客A", true}, {"*A", "顧客AB", false},
		{"a*b*c", "abc", true}, {"a*b*c", "a--b--c", true}, {"a*b*c", "acb", false}, {"ab*ba", "aba", false}, {"a*a", "a", false},
		{"*x*", "x", true}, {"*x*", "y", false}, {"**", "", true}, {"a*bc*c", "abc", false}, {"a*bc*c", "abcc", true},
	} {
		got := store.Best([]store.MapEntry{{Service: v.pattern}}, "S", v.name) == 0
		if got != v.want {
			t.Errorf("%q fits %q: got %v, want %v", v.pattern, v.name, got, v.want)
		}
	}
}

func TestServicesAndUnits(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	team := reading("P4", served("S3", "倉庫"))
	team.Team = "物流"
	mustImport(t, s, importOf("a.csv", rules(),
		reading("P1", served("S1", "決済 旧"), updated(1)), reading("P2", served("S1", "決済"), updated(5)), reading("P3", served("", "名だけ")), team))
	from, until := int64(20000), int64(20100)
	entries := []store.MapEntry{
		{Service: "決*", Project: "決済基盤", Client: "山田商事", Unit: "第一", FromDay: &from, UntilDay: &until},
		{Service: "名だけ", Client: "鈴木"},
	}
	if err := s.SetMap(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	got, err := s.Map(t.Context())
	if err != nil || !reflect.DeepEqual(got, entries) {
		t.Errorf("Map: got %+v, %v; want %+v", got, err, entries)
	}
	want := []string{
		"S3 倉庫: 倉庫, 倉庫, , false, 1",      // not mapped: a project of its own name
		"名だけ 名だけ: 名だけ, 鈴木, , true, 1",    // no id: the name is the key; no project: its own
		"S1 決済: 決済基盤, 山田商事, 第一, true, 2", // the newest name
	}
	services := func() []string {
		t.Helper()
		list, err := s.Services(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		out := []string{}
		for _, v := range list {
			out = append(out, fmt.Sprintf("%s %s: %s, %s, %s, %v, %d", v.Key, v.Name, v.Project, v.Client, v.Unit, v.Mapped, v.Incidents))
		}
		return out
	}
	same(t, "services", services(), want)
	units, err := s.Units(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	same(t, "units", units, []string{"–", "物流", "第一"})

	// An older row with another name does not rename; a newer one does, and the map follows the name of today.
	mustImport(t, s, importOf("old.csv", rules(), reading("P0", served("S1", "とても旧い"), updated(0))))
	want[2] = "S1 決済: 決済基盤, 山田商事, 第一, true, 3"
	same(t, "after an older name", services(), want)
	mustImport(t, s, importOf("new.csv", rules(), reading("P9", served("S1", "payments"), updated(90))))
	want = []string{"S1 payments: payments, payments, , false, 4", want[0], want[1]}
	same(t, "after a newer name", services(), want)
	if err := s.SetMap(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	want[2] = "名だけ 名だけ: 名だけ, 名だけ, , false, 1"
	same(t, "without a map", services(), want)
}
