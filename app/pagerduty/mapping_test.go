package pagerduty

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every name that a sheet lists is a header that is understood, and the other way round.
func TestFieldNames(t *testing.T) {
	names := FieldNames()
	if len(names) != int(fields)-1 {
		t.Errorf("got %d names, want %d", len(names), fields-1)
	}
	for i, n := range names {
		if f, scale := understand(n); f != field(i+1) || scale != 1 {
			t.Errorf("header %q is field %d, want %d", n, f, i+1)
		}
		if got := fieldNamed(n); got != field(i+1) {
			t.Errorf("fieldNamed(%q) = %d, want %d", n, got, i+1)
		}
	}
	if got := fieldNamed("nonsense"); got != ignored {
		t.Errorf("fieldNamed(nonsense) = %d, want ignored", got)
	}
}

func TestHeaderKey(t *testing.T) {
	a, b, c := HeaderKey([]string{"Id", " 件名 ", "x"}), HeaderKey([]string{"x", "件名", "ID"}), HeaderKey([]string{"id", "件名"})
	if a != b || a == c || len(a) != 24 {
		t.Errorf("got %s, %s and %s, want the first two equal", a, b, c)
	}
	if HeaderKey([]string{"a", "b"}) == HeaderKey([]string{"a,b"}) || HeaderKey(nil) == HeaderKey([]string{""}) && HeaderKey(nil) == "" {
		t.Errorf("other sets of headers have the same key")
	}
}

const japaneseHeader = "管理番号,件名,対象システム,発生日時,復旧日時,備考,備考2\n"

// What a person said of the columns comes before the guess, and columns can be left out.
func TestMapping(t *testing.T) {
	content := japaneseHeader + "A-1,ディスク,web,2026/3/1 9:05,2026/3/1 10:05,x,y\n"
	if _, _, _, err := readAll(mustWrite(t, content), options(t)); err == nil {
		t.Fatal("a table of unknown columns was read")
	}
	o := options(t)
	asked := [][]string{}
	o.Mapping = func(headers []string) (Mapping, bool) {
		asked = append(asked, headers)
		return Mapping{{"管理番号", "id"}, {"件名", "title"}, {"対象システム", "service"}, {"発生日時", "created_at"}, {"復旧日時", "resolved_at"}, {"備考", ""}, {"備考2", "nonsense"}}, true
	}
	readings, refused, f, err := readAll(mustWrite(t, content), o)
	if err != nil || len(readings) != 1 || len(refused) != 0 {
		t.Fatalf("got %v, refused %v, %v", readings, refused, err)
	}
	r := readings[0]
	if got := fmt.Sprint(r.ID, " ", r.Title, " ", r.Service, " ", r.TriggeredAt.Format(time.RFC3339), " ", since(r, r.ResolvedAt)); got != "A-1 ディスク web 2026-03-01T00:05:00Z 3600" {
		t.Errorf("got %s", got)
	}
	if known, all := f.Columns(); known != 5 || all != 7 || len(asked) != 1 || !slices.Equal(asked[0], strings.Split(strings.TrimSpace(japaneseHeader), ",")) {
		t.Errorf("got %d of %d columns, asked for %q", known, all, asked)
	}
	// A known header can be given another meaning, or none.
	o.Mapping = func([]string) (Mapping, bool) { return Mapping{{"Notes", "title"}, {"priority", ""}}, true }
	readings, _, _, err = readAll(mustWrite(t, "id,title,notes,service,created_at,priority\nP1,x,the title,web,2026-03-01,P2\n"), o)
	if err != nil || len(readings) != 1 || readings[0].Title != "the title" || readings[0].Priority != "" {
		t.Errorf("got %+v, %v, want the title of the notes and no priority", readings, err)
	}
	// A mapping of minutes keeps the unit that the header names.
	o.Mapping = func([]string) (Mapping, bool) {
		return Mapping{{"Time To Resolve (Minutes)", "seconds_to_resolve"}}, true
	}
	readings, _, _, err = readAll(mustWrite(t, "id,title,service,created_at,Time To Resolve (Minutes)\nP1,x,web,2026-03-01,1.5\n"), o)
	if err != nil || len(readings) != 1 || since(readings[0], readings[0].ResolvedAt) != "90" {
		t.Errorf("got %+v, %v, want 90 seconds", readings, err)
	}
	o.Mapping = func([]string) (Mapping, bool) { return Mapping{{"管理番号", "id"}}, true }
	_, _, _, err = readAll(mustWrite(t, content), o)
	if bad, ok := err.(*FileError); !ok || bad.Problem != NoIncidents || bad.Detail != "title, service, created_at" {
		t.Errorf("got %v, want what the mapping still lacks", err)
	}
}

// The basic CSV has no title, and only it may have none.
func TestBasicCSV(t *testing.T) {
	readings, refused := mustRead(t, "#,Service,Opened On,Resolved On,Resolve By,Duration,# Escalations\n4711,web,2026-03-01T09:00:00+09:00,2026-03-01T10:00:00+09:00,Sato,1 hour,0\n"+
		"4712,web,2026-03-01T09:00:00+09:00,,,,1\n")
	if len(readings) != 2 || len(refused) != 0 {
		t.Fatalf("got %v, refused %v", readings, refused)
	}
	r := readings[0]
	if got := fmt.Sprintf("%s %q %s %s %v %v", r.ID, r.Title, r.Service, since(r, r.ResolvedAt), r.ResolvedBy, r.EscalationCount); got != `#4711 "" web 3600 { Sato} {0 true}` {
		t.Errorf("got %s", got)
	}
	_, _, _, err := readAll(mustWrite(t, "#,Service,Opened On,Resolved On\n4711,web,2026-03-01,\n"), options(t))
	if bad, ok := err.(*FileError); !ok || bad.Detail != "title" {
		t.Errorf("got %v, want the title to be missed", err)
	}
}

// Tables of Insights name their columns in words, with the unit behind.
func TestUnits(t *testing.T) {
	for name, want := range map[string]string{
		"Time To Resolve (Seconds)": "seconds_to_resolve 1", "Time to Resolve (Minutes)": "seconds_to_resolve 60", "Mean Time to Resolve (hours)": "seconds_to_resolve 3600",
		"Mean Time To First Ack (s)": "seconds_to_first_ack 1", "Time To Acknowledge (min)": "seconds_to_first_ack 60", "Mean Seconds To Resolve": "seconds_to_resolve 1",
		"Time to First Ack Seconds": "seconds_to_first_ack 1", "Engaged Time (Minutes)": "engaged_seconds 60", "Engaged Seconds (s)": "engaged_seconds 1",
		"Snoozed (Hours)": "snoozed_seconds 3600", "User Defined Effort (Minutes)": "effort_seconds 60",
		"Time To Resolve": " 1", "Time To Resolve (Days of the moon)": " 1", "Duration": " 1", "Mean Assignment Count": " 1", "Priority (P1 is worst)": " 1",
	} {
		f, scale := understand(name)
		got := " " + fmt.Sprint(scale)
		if f != ignored {
			got = fieldNames[f] + got
		}
		if got != want {
			t.Errorf("understand(%q) = %q, want %q", name, got, want)
		}
	}
	readings, refused := mustRead(t, "Incident Number,Incident ID,Title,Service Name,Created At,Priority Name,Time To First Ack (Minutes),Time To Resolve (Hours),Engaged Time (Minutes)\n"+
		"1,P1,x,web,2026-03-01T00:00:00Z,P2,1.1,0.5,12\n2,P2,x,web,2026-03-01T00:00:00Z,P2,long,0.5,12\n")
	if len(readings) != 1 || len(refused) != 1 || refused[0].Problem != BadNumber {
		t.Fatalf("got %v, refused %v", readings, refused)
	}
	r := readings[0]
	if got := fmt.Sprint(since(r, r.AcknowledgedAt), " ", since(r, r.ResolvedAt), " ", r.Engaged.V, " ", r.Priority); got != "66 1800 12m0s P2" {
		t.Errorf("got %s", got)
	}
}

// A table that pandas made of the REST API's answer.
func TestNormalisedJSON(t *testing.T) {
	readings, refused := mustRead(t, "summary,id,type,incident_number,title,created_at,status,teams,service.id,service.summary,priority.summary,escalation_policy.summary,alert_counts.all,incident_type.name\n"+
		"[#7] disk,P1,incident,7,disk,2026-03-01T00:00:00Z,resolved,\"[{'id': 'T1', 'summary': '一次運用', 'type': 'team_reference'}]\",S1,web,P2,Default,3,base\n"+
		"[#8] cpu,P2,incident,8,cpu,2026-03-01T00:00:00Z,triggered,[],S1,web,,Default,1,base\n")
	if len(readings) != 2 {
		t.Fatalf("got refused %v", refused)
	}
	r := readings[0]
	if got := fmt.Sprint(r.ID, r.Title, r.Team, r.ServiceID, r.Service, r.Priority, r.Policy, r.AlertCount.V); got != "P1disk一次運用S1webP2Default3" || readings[1].Team != "" {
		t.Errorf("got %s, then team %q", got, readings[1].Team)
	}
}

func TestExplain(t *testing.T) {
	show := func(e *Explanation) string {
		s := fmt.Sprintf("%s %s %q missing %v\n", e.Kind, e.Encoding, e.Separator, e.Missing)
		for _, h := range e.Headers {
			s += fmt.Sprintf("%s = %s %v %q\n", h.Header, h.Field, h.Sure, h.Samples)
		}
		return s
	}
	for name, c := range map[string]struct{ content, want string }{
		"a table that is read": {plainHeader + plainRow + "P2,cpu,web,2026-03-01T00:00:00Z\nP3,\"a\nb\",web,x\nP4,d,,\n",
			"csv UTF-8 \",\" missing []\nid = id true [\"P1\" \"P2\" \"P3\"]\ntitle = title true [\"disk\" \"cpu\" \"a\\nb\"]\nservice = service true [\"web\"]\ncreated_at = created_at true [\"2026-03-01T00:00:00Z\" \"x\"]\n"},
		"one of unknown columns": {mustEncode(t, encodingsOfJSON()["CP932"], strings.ReplaceAll(japaneseHeader+"A-1,ディスク,web,2026/3/1 9:05,2026/3/1 10:05,,\n", ",", "\t")),
			"csv Shift_JIS (CP932) \"\\t\" missing [id title service created_at]\n管理番号 = id false [\"A-1\"]\n件名 = title false [\"ディスク\"]\n対象システム = service false [\"web\"]\n発生日時 = created_at false [\"2026/3/1 9:05\"]\n復旧日時 = resolved_at false [\"2026/3/1 10:05\"]\n備考 =  false []\n備考2 =  false []\n"},
		"JSON":           {"[" + restResolved + "]", "json_incidents UTF-8 \"\" missing []\n"},
		"a header alone": {plainHeader, "csv UTF-8 \",\" missing []\nid = id true []\ntitle = title true []\nservice = service true []\ncreated_at = created_at true []\n"},
	} {
		e, err := Explain(plain(mustWrite(t, c.content)), options(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := show(e); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
	e, err := Explain(plain(mustTable(t)), options(t))
	if err != nil || show(e) != "table_xlsx  \"\" missing []\nid = id true [\"P1\"]\ntitle = title true [\"x\"]\nservice = service true [\"web\"]\ncreated_at = created_at true [\"2026-03-01T00:00:00Z\"]\n" {
		t.Errorf("a workbook: got %v, %v", e, err)
	}
	type row struct {
		Name  string    `parquet:"host name"`
		Begin time.Time `parquet:"start_time,timestamp(microsecond)"`
	}
	e, err = Explain(plain(mustParquet(t, []row{{"a", time.Unix(1772323200, 0)}})), options(t))
	if err != nil || show(e) != "table_parquet  \"\" missing [id title service created_at]\nhost name = service false [\"a\"]\nstart_time = created_at false [\"2026-03-01T00:00:00Z\"]\n" {
		t.Errorf("Parquet: got %s, %v", show(e), err)
	}
	if _, err := Explain(plain(mustWrite(t, "")), options(t)); err == nil {
		t.Error("an empty file was explained")
	}
}

func TestGuesses(t *testing.T) {
	for name, want := range map[string]string{
		"Ticket No.": "number", "アラートID": "id", "Incident Start Time": "created_at", "Closed Date": "resolved_at", "緊急度": "urgency", "重要度": "priority", "担当者": "assigned_to", "Alert Message": "title",
		"Host Name": "service", "Paid": "id", "color": "", "確認日時": "acknowledged_at", "Severity": "priority",
	} {
		got := ""
		if f := guessField(name, nil); f != ignored {
			got = fieldNames[f]
		}
		if got != want {
			t.Errorf("guessField(%q) = %q, want %q", name, got, want)
		}
	}
	if f := guessField("created by", []string{"Sato"}); f == fCreated {
		t.Error("a name was taken for a time")
	}
}
