package sections_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
	"furikaeri/report"
)

// marker stands in every text that is another client's.
const marker = "ゾゾ他社"

// beside is a store in which every text is marked but the client's own, with that client and what was agreed with
// whom.
func beside(t *testing.T) (s *store.Store, own string, agreed []metrics.Limit) {
	t.Helper()
	own = "株式会社山田商事"
	readings := small(t)
	for i := range readings {
		r := &readings[i]
		if strings.HasPrefix(r.Service, "山田") {
			continue
		}
		r.ID, r.Title, r.Service = marker+r.ID, marker+r.Title, marker+r.Service
		r.Team, r.Priority, r.Policy = marker+r.Team, []string{marker + "P", "P2", "P3"}[i%3], marker
		r.ResolvedBy.Name = marker + "山田"
		r.Acknowledgers = []incident.Person{{ID: marker, Name: marker}}
		r.Urgency, r.Type, r.Key, r.Status = marker, marker, marker, marker
	}
	entries := []store.MapEntry{
		{Service: "山田EC-*", Project: "ECサイト", Client: own, Unit: "サポートセンター"},
		{Service: marker + "鈴木*", Project: marker + "物流基幹", Client: marker + "鈴木物流", Unit: marker + "運用"},
		{Service: marker + "*", Client: marker + "佐藤", Unit: marker + "運用"},
	}
	s = mustStore(t, marker+".csv", readings, entries)
	exclude(t, s, store.Exclusion{Service: marker + "*", Reason: marker + "停止", Who: marker}, store.Exclusion{IncidentID: "P2026018", Reason: "計画停止", Who: marker})
	goal := 9900
	agreed = append(limits(), metrics.Limit{Client: marker + "佐藤", Priority: marker + "P", Limit: 7 * time.Minute, GoalBP: &goal},
		metrics.Limit{Client: marker + "佐藤", Priority: "P2", Limit: 7 * time.Minute, GoalBP: &goal}, metrics.Limit{Client: own, Priority: "P2", Limit: 12 * time.Minute, GoalBP: &goal})
	return s, own, agreed
}

// A report to a client holds nothing of another: no title, service, team, person, file, priority or agreement.
func TestAClientSeesNothingOfAnother(t *testing.T) {
	s, own, agreed := beside(t)
	for _, code := range []string{"ja", "en"} {
		for _, period := range []string{"2026-03", "2026-02", "2025-11", "FY2025Q4"} {
			d := mustDocument(t, s, question{period: period, client: own, lang: code, limits: agreed})
			body := string(written(t, d))
			if i := strings.Index(body, marker); i >= 0 {
				t.Errorf("%s in %s: got another client's text: …%s…", period, code, body[max(0, i-150):min(len(body), i+80)])
			}
			for _, secret := range []string{"佐伯 ほのか", "サポートセンター"} { // its own, but not for its eyes: who worked, and in which unit
				if strings.Contains(body, secret) {
					t.Errorf("%s in %s: got %q, want neither people nor units in a client's report", period, code, secret)
				}
			}
		}
	}
	d := mustDocument(t, s, question{period: "2026-03", client: own, lang: "ja", limits: agreed})
	got := []string{}
	for _, b := range find(t, d, "slo").Blocks {
		if b.Table != nil && b.Table.ID == "slo-table" {
			for _, row := range b.Table.Rows {
				got = append(got, row[1].Text+" "+row[6].Text)
			}
		}
	}
	if want := "[30分 97.0% 12分 99.0% 45分 50.0% 60分 –]"; fmt.Sprint(got) != want {
		t.Errorf("limits and goals: got %v, want %s", got, want)
	}
	// The whole workspace has them all; so the markers are not lost on the way.
	if all := string(written(t, mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"}))); strings.Count(all, marker) < 50 {
		t.Errorf("got %d markers in the report of all, want many", strings.Count(all, marker))
	}
}

func find(tb testing.TB, d *report.Document, id string) report.Section {
	tb.Helper()
	for _, s := range d.Sections {
		if s.ID == id {
			return s
		}
	}
	tb.Fatalf("no section %s", id)
	return report.Section{}
}

// One honorific, whatever the map calls the client.
func TestAddressee(t *testing.T) {
	s := mustStore(t, "", nil, nil)
	for name, want := range map[string]string{"鈴木物流 様": "鈴木物流 御中", "山田商事": "山田商事 御中", "山田商事御中": "山田商事 御中", " 田中殿 ": "田中 御中"} {
		if got := mustDocument(t, s, question{period: "2026-03", client: name, lang: "ja"}).Cover.Addressee; got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := mustDocument(t, s, question{period: "2026-03", client: "Yamada", lang: "en"}).Cover.Addressee; got != "Yamada" {
		t.Errorf("in English: got %q, want Yamada", got)
	}
}

// A person's words stand beside the draft of their section and nowhere else.
func TestComments(t *testing.T) {
	s := mustStore(t, "a.csv", small(t), smallMap())
	d := mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"})
	for _, sec := range d.Sections {
		last := sec.Blocks[len(sec.Blocks)-1].Text
		is := last != nil && last.Style == report.Comment
		if is != (sec.ID == "summary") {
			t.Errorf("section %s ends with a comment: got %v", sec.ID, is)
		}
	}
}
