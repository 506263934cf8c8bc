package settings

import (
	"reflect"
	"strings"
	"testing"
)

func TestSetThenGet(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"time_zone", "UTC", "UTC"},
		{"fiscal_year_start", " 1 ", "1"},
		{"language", "en", "en"},
		{"unit_word", "センター", "センター"},
		{"writer", "山田", "山田"},
		{"automation_users", " a, b ,,c", "a,b,c"},
		{"automation_users", "", ""},
		{"definitions.default", "effort", "effort"},
		{"definitions.FY2024", "pagerduty", "pagerduty"},
		{"definitions.FY2024", "", "l1"},
		{"slo.P2.limit_minutes", "20", "20"},
		{"slo.P2.goal_percent", "99.95%", "99.95"},
		{"slo.P2.goal_percent", "none", "none"},
		{"slo.P4.goal_percent", "90", "90"},
		{"slo.P5.limit_minutes", "120", "120"},
		{"slo.P1.limit_minutes", "none", "none"},
		{"slo.P9.limit_minutes", "none", "none"},
		{"brand.mark", "社外秘", "社外秘"},
		{"brand.color", "#000000", "#000000"},
	} {
		s := Default()
		if err := s.Set(c.key, c.value); err != nil {
			t.Errorf("Set(%q, %q) = %v", c.key, c.value, err)
		}
		if got, err := s.Get(c.key); err != nil || got != c.want {
			t.Errorf("after Set(%q, %q): Get = %q, %v, want %q", c.key, c.value, got, err, c.want)
		}
	}
}

func TestSetRefusesAndLeavesTheRest(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"time_zone", "Tokyo", `setting time_zone: time_zone: "Tokyo" is no IANA`},
		{"fiscal_year_start", "April", `setting fiscal_year_start: "April" is no month`},
		{"slo.P2.limit_minutes", "0", "setting slo.P2.limit_minutes: slo[1].limit_minutes: want"},
		{"slo.P2.limit_minutes", "1.5", `setting slo.P2.limit_minutes: "1.5" is no whole number`},
		{"slo.P2.goal_percent", "97.123", "setting slo.P2.goal_percent: 97.123 is no percentage"},
		{"slo.P2.goal_percent", "x", `setting slo.P2.goal_percent: "x" is no percentage`},
		{"slo.P9.goal_percent", "97", "setting slo.P9.goal_percent: P9 has no limit yet"},
		{"slo.P2.limit", "1", "setting slo.P2.limit: there is no such setting"},
		{"slo..limit_minutes", "1", "setting slo..limit_minutes: there is no such setting"},
		{"definitions.2024", "l1", "setting definitions.2024: there is no such setting"},
		{"definitions.FY2024", "l2", `setting definitions.FY2024: definitions.FY2024: "l2" is no definition`},
		{"roster", "x", "setting roster: there is no such setting"},
		{"", "x", "setting : there is no such setting"},
	} {
		s := Default()
		err := s.Set(c.key, c.value)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("Set(%q, %q) = %v, want %s…", c.key, c.value, err, c.want)
		}
		if !reflect.DeepEqual(s, Default()) {
			t.Errorf("Set(%q, %q) changed the settings: %+v", c.key, c.value, s)
		}
	}
	for _, key := range []string{"roster", "slo", "slo.P2", "definitions.x", "x", ""} {
		s := Default()
		if got, err := s.Get(key); err == nil {
			t.Errorf("Get(%q) = %q, want an error", key, got)
		}
	}
}

// A copy of settings does not change with the original.
func TestSetLeavesCopiesAlone(t *testing.T) {
	s := Default()
	before := s
	for _, kv := range [][2]string{{"slo.P2.limit_minutes", "5"}, {"slo.P2.goal_percent", "50"}, {"slo.P1.limit_minutes", "none"}, {"definitions.FY2020", "effort"}} {
		if err := s.Set(kv[0], kv[1]); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(before, Default()) {
		t.Errorf("a copy changed with the original: %+v", before)
	}
}

func TestEveryKeyCanBeReadAndSetAgain(t *testing.T) {
	s := full()
	s.AutomationUsers = []string{"a", "b"} // a comma cannot be in a name here
	s.Writer = "x"                         // nor may outer spaces
	want := s.clone()
	keys := s.Keys()
	if len(keys) < 20 {
		t.Errorf("got %d keys, want 20 or more: %q", len(keys), keys)
	}
	for _, key := range keys {
		value, err := s.Get(key)
		if err == nil {
			err = s.Set(key, value)
		}
		if err != nil {
			t.Error(err)
		}
	}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
}
