package settings

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func ptr[T any](v T) *T { return &v }

// full has something in every field, and text that a file could stumble over.
func full() Settings {
	s := Default()
	s.TimeZone = "America/New_York"
	s.FiscalYearStart = 1
	s.Language = "en"
	s.UnitWord = "サポートセンター"
	s.Writer = "山田 \"花子\" \\ \u0007\n\x7f🔥"
	s.PreparedBy = "It's C:\\dir"
	s.ApprovedBy = "{{.Writer}} </script>"
	s.Account = "jp"
	s.Subdomain = "example.eu"
	s.AutomationUsers = []string{"PBOT001", "自動復旧", "a,b", strings.Repeat("長い名前", 30)}
	s.L1Policies = []string{"24/365"}
	s.L2Policies = []string{"二次"}
	s.Definition = "l1-shared"
	s.Definitions = map[int]string{2024: "pagerduty", 2025: "effort"}
	s.SLO = []SLO{{"P2", 1800, ptr(9995)}, {"重大.高", 60, nil}}
	s.ClientSLO = []ClientSLO{{"株式会社山田商事", "P2", ptr(int64(1200)), nil}, {"A \"B\"", "P9", ptr(int64(600)), ptr(10_000)}, {"株式会社山田商事", "重大.高", nil, ptr(9001)}}
	s.PriorityRules = []PriorityRule{{Title: `^\[CRIT\]|it's "\d+"`, Priority: "P2"}, {Service: "PSVC01", Urgency: "low", Priority: "P4"}, {Title: `\bdown\b`, Service: "x", Urgency: "high", Priority: "P3"}}
	s.Roster = []Member{{ID: "PUSER01", From: "2024-02-29"}, {Name: "佐藤", From: "2025-04-01", Until: "2025-04-01"}, {Team: "一次", Until: "2026-03-31"}, {Name: "x"}}
	s.Brand = Brand{"株式会社例", "logo.PNG", "#1e4E9C", "社外秘"}
	s.ClientBrands = []ClientBrand{{"株式会社山田商事", "logos/y.jpg", ""}, {"B", "", "#000000"}}
	return s
}

func TestTemplateReadsBackTheSame(t *testing.T) {
	none := Default()
	none.SLO = []SLO{}
	for name, s := range map[string]Settings{"default": Default(), "full": full(), "no slo": none} {
		if err := s.Check(); err != nil {
			t.Errorf("%s: Check() = %v, want nil", name, err)
		}
		for _, lang := range []string{"ja", "en"} {
			data := Template(s, lang)
			got, err := Parse(data, "settings.toml")
			if err != nil {
				t.Errorf("%s %s: %v\n%s", name, lang, err, data)
			}
			if !reflect.DeepEqual(got, s) {
				t.Errorf("%s %s: got %+v\nwant %+v\n%s", name, lang, got, s, data)
			}
			crlf := strings.ReplaceAll(string(data), "\n", "\r\n")
			if got, err := Parse([]byte("\uFEFF"+crlf), "settings.toml"); err != nil || !reflect.DeepEqual(got, s) {
				t.Errorf("%s %s with BOM and CRLF: got %+v, %v", name, lang, got, err)
			}
		}
	}
}

// The two templates differ in comments only, and every key of the types is explained in both.
func TestTemplatesSayTheSame(t *testing.T) {
	code := func(lang string) (code, comments string) {
		for line := range strings.Lines(string(Template(full(), lang))) {
			if strings.HasPrefix(line, "#") {
				comments += line
				continue
			}
			code += line
		}
		return code, comments
	}
	ja, jaComments := code("ja")
	en, enComments := code("en")
	if ja != en {
		t.Errorf("the templates' settings differ:\n%s\n%s", ja, en)
	}
	var key func(reflect.Type)
	key = func(typ reflect.Type) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			if f.Anonymous {
				key(f.Type)
				continue
			}
			name := f.Tag.Get("toml")
			if name != "-" && !strings.Contains(ja, name+" = ") && !strings.Contains(ja, name+"]") {
				t.Errorf("the template lacks %s", name)
			}
			if f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct {
				key(f.Type.Elem())
			}
			if f.Type.Kind() == reflect.Struct {
				key(f.Type)
			}
		}
	}
	key(reflect.TypeFor[file]())
	for _, lang := range []struct{ name, comments, word string }{{"ja", jaComments, "既定"}, {"en", enComments, "Default"}} {
		if got := strings.Count(lang.comments, lang.word); got < 17 {
			t.Errorf("%s: got %d defaults explained, want 17 or more", lang.name, got)
		}
	}
	for _, r := range enComments {
		if r >= 0x3040 && r <= 0x30FF {
			t.Fatalf("the English template has Japanese in it: %c", r)
		}
	}
}

func TestMissingFileAndEmptyFileAreDefault(t *testing.T) {
	got, err := Read(filepath.Join(t.TempDir(), "settings.toml"))
	if err != nil || !reflect.DeepEqual(got, Default()) {
		t.Errorf("Read of no file = %+v, %v, want the defaults", got, err)
	}
	if got, err := Parse(nil, "settings.toml"); err != nil || !reflect.DeepEqual(got, Default()) {
		t.Errorf("Parse of nothing = %+v, %v, want the defaults", got, err)
	}
}

func TestAFewKeysLeaveTheRest(t *testing.T) {
	s, err := Parse([]byte("language = \"en\"\n[[slo]]\npriority = \"P2\"\nlimit_minutes = 20\ngoal_percent = 99.5\n[definitions]\nFY2024 = \"effort\"\n"), "settings.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Language = "en"
	want.SLO = []SLO{{"P2", 1200, ptr(9950)}}
	want.Definitions = map[int]string{2024: "effort"}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got %+v\nwant %+v", s, want)
	}
	if got := []string{s.DefinitionOf(2024), s.DefinitionOf(2025)}; got[0] != "effort" || got[1] != "l1" {
		t.Errorf("DefinitionOf(2024), DefinitionOf(2025) = %q, want effort, l1", got)
	}
}

func TestErrorsHaveFileAndLine(t *testing.T) {
	for _, c := range []struct{ data, want string }{
		{"\nacount = 'x'", "settings.toml:2: acount: there is no such setting"},
		{"[brand]\ncolour = 'x'", "settings.toml:2: brand.colour: there is no such setting"},
		{"a = 1\n[b]\nc = 1", "settings.toml:1: a: there is no such setting\nsettings.toml:2: b: there is no such setting"},
		{"time_zone = 9", "settings.toml:1: time_zone: is of type integer, want text in quotes"},
		{"fiscal_year_start = \"April\"", "settings.toml:1: fiscal_year_start: is of type string, want a whole number"},
		{"automation_users = \"x\"", "settings.toml:1: automation_users: is of type string, want a list of texts, [\"…\", \"…\"]"},
		{"[[roster]]\nname = 'x'\nfrom = 2025-04-01", "settings.toml:3: roster.from: is of type local date, want text in quotes"},
		{"brand = 1", "settings.toml:1: brand: is of type integer, want a table"},
		{"[language]\nx=1", "settings.toml:1: language: is of type table, want text in quotes"},
		{"time_zone = ", "settings.toml:1: expected value, not end of input"},
		{"writer = 'a'\nwriter = 'b'", "settings.toml:2: writer: key writer is already defined"},
		{"\n\ntime_zone = 'Asia/Edo'", "settings.toml:3: time_zone: \"Asia/Edo\" is no IANA time zone such as \"Asia/Tokyo\""},
		{"time_zone = 'Local'", "settings.toml:1: time_zone: \"Local\" is no IANA time zone such as \"Asia/Tokyo\""},
		{"time_zone = '../../etc/passwd'", "settings.toml:1: time_zone: \"../../etc/passwd\" is no IANA time zone such as \"Asia/Tokyo\""},
		{"fiscal_year_start = 13", "settings.toml:1: fiscal_year_start: 13 is no month, want 1 to 12"},
		{"language = 'fr'", "settings.toml:1: language: \"fr\" is no language of reports, want \"ja\" or \"en\""},
		{"account = ' '", "settings.toml:1: account: is empty, want a name such as \"default\""},
		{"subdomain = 'https://x'", "settings.toml:1: subdomain: \"https://x\" is no sub-domain, want \"example\" of https://example.pagerduty.com"},
		{"automation_users = [\n  'a',\n  '',\n]", "settings.toml:3: automation_users[1]: is empty, want an id or a name"},
		{"l1_policies = ['a']\nl2_policies = ['b', 'a']", "settings.toml:2: l2_policies[1]: \"a\" is a policy of the first line already"},
		{"[definitions]\ndefault = 'L1'", "settings.toml:2: definitions.default: \"L1\" is no definition of handling time, want l1, l1-shared, pagerduty, effort or ack-to-resolve"},
		{"[definitions]\n2025 = 'l1'", "settings.toml:2: definitions.2025: is no fiscal year such as FY2025, nor default"},
		{"[definitions]\nFY0025 = 'l1'", "settings.toml:2: definitions.FY0025: 25 is no fiscal year"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 30\n\n[[slo]]\npriority = 'P1'\nlimit_minutes = 45", "settings.toml:6: slo[1].priority: \"P1\" stands there twice"},
		{"[[slo]]\npriority = 'P1'", "settings.toml:1: slo[0].limit_minutes: want a whole number of minutes from 1 to 527040"},
		{"[[slo]]\nlimit_minutes = 1", "settings.toml:1: slo[0].priority: is missing, want a name such as \"P2\""},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 9223372036854775807", "settings.toml:3: slo[0].limit_minutes: want a whole number of minutes from 1 to 527040"},
		{"slo = [\n {priority = 'P1', limit_minutes = 1},\n {priority = 'P2',\n limit_minutes = 0},\n]", "settings.toml:4: slo[1].limit_minutes: want a whole number of minutes from 1 to 527040"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 1\ngoal_percent = 0", "settings.toml:4: slo[0].goal_percent: 0 is no goal, want a percentage above 0 and up to 100; leave it out for no goal"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 1\ngoal_percent = 100.01", "settings.toml:4: slo[0].goal_percent: 100.01 is no goal, want a percentage above 0 and up to 100; leave it out for no goal"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 1\ngoal_percent = 97.123", "settings.toml:4: slo[0].goal_percent: 97.123 is no percentage with at most two decimals"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 1\ngoal_percent = nan", "settings.toml:4: slo[0].goal_percent: NaN is no percentage with at most two decimals"},
		{"[[slo]]\npriority = 'P1'\nlimit_minutes = 1\ngoal_percent = '97%'", "settings.toml:4: slo.goal_percent: is of type string, want a number"},
		{"[[client_slo]]\nclient = 'a'\npriority = 'P9'", "settings.toml:1: client_slo[0].limit_minutes: is missing, and slo has no limit for \"P9\""},
		{"[[client_slo]]\nclient = 'a'\npriority = 'P2'\n[[client_slo]]\nclient = 'a'\npriority = 'P2'", "settings.toml:6: client_slo[1].priority: \"P2\" stands there twice for \"a\""},
		{"[[priority_rules]]\npriority = 'P2'", "settings.toml:1: priority_rules[0]: has no condition, want title, service or urgency"},
		{"[[priority_rules]]\ntitle = '(['\npriority = 'P2'", "settings.toml:2: priority_rules[0].title: error parsing regexp: missing closing ]: `[`"},
		{"[[priority_rules]]\nurgency = 'High'\npriority = 'P2'", "settings.toml:2: priority_rules[0].urgency: \"High\" is no urgency, want \"high\" or \"low\""},
		{"[[roster]]\nname = 'a'\nteam = 'b'", "settings.toml:1: roster[0]: has 2 of id, name and team, want one"},
		{"[[roster]]\nname = 'a'\nfrom = '2025-02-29'", "settings.toml:3: roster[0].from: \"2025-02-29\" is no date such as \"2025-04-01\""},
		{"[[roster]]\nname = 'a'\nfrom = '2025-04-02'\nuntil = '2025-04-01'", "settings.toml:4: roster[0].until: 2025-04-01 is before from, 2025-04-02"},
		{"[brand]\nlogo = 'a.svg'\ncolor = 'blue'", "settings.toml:2: brand.logo: \"a.svg\" is neither .png nor .jpg\nsettings.toml:3: brand.color: \"blue\" is no colour such as \"#1E4E9C\""},
		{"[[client_brands]]\nclient = 'a'\n[[client_brands]]\nclient = 'a'", "settings.toml:4: client_brands[1].client: \"a\" stands there twice"},
		{"[brand]\ncolor = 'x'\n[definitions]\ndefault = 'x'", "settings.toml:2: brand.color: \"x\" is no colour such as \"#1E4E9C\"\nsettings.toml:4: definitions.default: \"x\" is no definition of handling time, want l1, l1-shared, pagerduty, effort or ack-to-resolve"},
	} {
		_, err := Parse([]byte(c.data), "settings.toml")
		if err == nil || err.Error() != c.want {
			t.Errorf("Parse(%q)\n got %v\nwant %s", c.data, err, c.want)
		}
	}
}

func TestWriteIsWholeAndReadsBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "settings.toml")
	for _, s := range []Settings{Default(), full()} {
		if err := s.Write(path); err != nil {
			t.Fatal(err)
		}
		if got, err := Read(path); err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("Read = %+v, %v\nwant %+v", got, err, s)
		}
	}
	before, _ := os.ReadFile(path)
	bad := full()
	bad.TimeZone = "Asia/Edo"
	if err := bad.Write(path); err == nil || !strings.Contains(err.Error(), "time_zone: ") {
		t.Errorf("Write of a wrong zone = %v, want an error about time_zone", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("Write of a wrong zone changed the file")
	}
	if err := full().Write(filepath.Join(dir, "none", "settings.toml")); err == nil {
		t.Error("Write into a folder that does not exist = nil, want an error")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("got %v left in the folder, want settings.toml alone", entries)
	}
}

func TestRuleHashFollowsWhatChangesFacts(t *testing.T) {
	base := full().RuleHash()
	if len(base) != 64 {
		t.Errorf("RuleHash() = %q, want 64 hex digits", base)
	}
	for name, change := range map[string]func(*Settings){
		"zone":        func(s *Settings) { s.TimeZone = "UTC" },
		"fiscal year": func(s *Settings) { s.FiscalYearStart = 4 },
		"rule":        func(s *Settings) { s.PriorityRules[0].Priority = "P1" },
		"rule order":  func(s *Settings) { s.PriorityRules[0], s.PriorityRules[1] = s.PriorityRules[1], s.PriorityRules[0] },
		"automation":  func(s *Settings) { s.AutomationUsers = append(s.AutomationUsers, "x") },
		"roster":      func(s *Settings) { s.Roster[0].Until = "2027-01-01" },
		"l1":          func(s *Settings) { s.L1Policies = nil },
		"l2":          func(s *Settings) { s.L2Policies = []string{"x"} },
	} {
		s := full()
		change(&s)
		if s.RuleHash() == base {
			t.Errorf("%s: the hash stayed, want another", name)
		}
	}
	for name, change := range map[string]func(*Settings){
		"order of users": func(s *Settings) {
			s.AutomationUsers[0], s.AutomationUsers[1] = s.AutomationUsers[1], s.AutomationUsers[0]
		},
		"order of roster": func(s *Settings) { s.Roster[0], s.Roster[1] = s.Roster[1], s.Roster[0] },
		"slo":             func(s *Settings) { s.SLO = nil },
		"definitions":     func(s *Settings) { s.Definition = "effort"; s.Definitions = nil },
		"look":            func(s *Settings) { s.Brand = Brand{}; s.Writer = ""; s.Language = "ja" },
	} {
		s := full()
		change(&s)
		if s.RuleHash() != base {
			t.Errorf("%s: the hash changed, want the same", name)
		}
	}
	s := Default()
	s.Roster, s.PriorityRules = nil, nil
	if s.RuleHash() != Default().RuleHash() {
		t.Error("nil and empty lists differ, want the same hash")
	}
}

func TestWhatHoldsForAClient(t *testing.T) {
	s := full()
	got, _ := json.Marshal(s.SLOFor("株式会社山田商事"))
	want := `[{"priority":"P2","limit_seconds":1200,"goal_bp":9995},{"priority":"重大.高","limit_seconds":60,"goal_bp":9001}]`
	if string(got) != want {
		t.Errorf("SLOFor = %s\nwant %s", got, want)
	}
	got, _ = json.Marshal(s.SLOFor("A \"B\""))
	want = `[{"priority":"P2","limit_seconds":1800,"goal_bp":9995},{"priority":"重大.高","limit_seconds":60,"goal_bp":null},{"priority":"P9","limit_seconds":600,"goal_bp":10000}]`
	if string(got) != want {
		t.Errorf("SLOFor = %s\nwant %s", got, want)
	}
	if s.SLO[0].LimitSeconds != 1800 || len(s.SLO) != 2 {
		t.Errorf("SLOFor changed the workspace's SLO: %+v", s.SLO)
	}
	if got, want := s.BrandFor("株式会社山田商事"), (Brand{"株式会社例", "logos/y.jpg", "#1e4E9C", "社外秘"}); got != want {
		t.Errorf("BrandFor = %+v, want %+v", got, want)
	}
	if got, want := s.BrandFor("nobody"), s.Brand; got != want {
		t.Errorf("BrandFor = %+v, want %+v", got, want)
	}
	d := Default()
	if ja, en := d.Unit("ja"), d.Unit("en"); ja != "事業部" || en != "business unit" {
		t.Errorf("Unit = %q, %q, want 事業部, business unit", ja, en)
	}
	if got := s.Unit("en"); got != "サポートセンター" {
		t.Errorf("Unit = %q, want サポートセンター", got)
	}
	if got := d.Location().String(); got != "Asia/Tokyo" {
		t.Errorf("Location = %s, want Asia/Tokyo", got)
	}
}

func TestJSONHasNoNull(t *testing.T) {
	data, err := json.Marshal(Default())
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.ReplaceAll(string(data), `"goal_bp":null`, ""); strings.Contains(got, "null") {
		t.Errorf("got %s, want [] for empty lists", data)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Template(Default(), "ja"))
	f.Add(Template(full(), "en"))
	f.Add([]byte("[[slo]]\npriority = 'P1'\n[slo.x]\ny = [[{a.b = 1}]]"))
	f.Add([]byte("slo = [{}]\n\"a.b\".'c' = {d = [1, {e = 2}]}\n[[client_slo]]\n[[client_slo]]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data, "settings.toml")
		if err != nil {
			return
		}
		for _, lang := range []string{"ja", "en"} {
			again, err := Parse(Template(s, lang), "settings.toml")
			if err != nil || !reflect.DeepEqual(again, s) {
				t.Errorf("got %+v, %v\nwant %+v", again, err, s)
			}
		}
	})
}
