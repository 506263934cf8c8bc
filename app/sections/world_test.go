package sections_test

import (
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/app/sections"
	"furikaeri/app/store"
	"furikaeri/report"
)

func mustZone(tb testing.TB) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// small is a workspace of four clients in two units: the first quarters of 2025 and 2026, two alerts a week each, and
// what goes wrong now and then. Every fifth alert recovers by itself; the last two are open.
func small(tb testing.TB) []incident.Reading {
	tb.Helper()
	services := []struct{ name, team string }{{"山田EC-web", "第一"}, {"山田EC-db", "第一"}, {"鈴木物流-batch", "第二"}, {"佐藤会計", "第二"}}
	titles := []string{"disk 91% full on db-01.example.com", "HTTP 5xx ratio high", "バッチ遅延 %d分", "CPU usage 97%", "=cmd|' /C calc'!A0"}
	zone := mustZone(tb)
	out := []incident.Reading{}
	for year := 2025; year <= 2026; year++ {
		first := time.Date(year, 1, 1, 0, 0, 0, 0, zone)
		for i := range 26 {
			k := i + (year-2025)*3
			t0 := first.Add(time.Duration(i) * (83*time.Hour + 25*time.Minute)).UTC()
			s := services[k%4]
			title := titles[k%5]
			if k%5 == 2 {
				title = fmt.Sprintf(title, 10+i)
			}
			r := incident.Reading{Row: int64(len(out) + 1), Incident: incident.Incident{
				Account: "default", ID: fmt.Sprintf("P%d%03d", year, i), Number: incident.Known(int64(year*100 + i)), Title: title, Service: s.name, Team: s.team,
				Priority: []string{"P2", "P3", "P4", "P3", "P2", "P3", ""}[k%7], TriggeredAt: t0, Told: incident.TellsAcknowledge | incident.TellsResolver,
			}}
			took := time.Duration(7+11*(k%6)) * time.Minute
			if k%5 != 4 {
				r.AcknowledgedAt = incident.Known(t0.Add(time.Duration(40+17*(k%9)) * time.Second))
				r.ResolvedBy = incident.Person{ID: "U7", Name: "佐伯 ほのか"}
			}
			r.ResolvedAt = incident.Known(t0.Add(took))
			if k%11 == 3 {
				r.MergedInto = "P1"
			}
			if year == 2026 && i >= 24 {
				r.ResolvedAt, r.ResolvedBy = incident.Opt[time.Time]{}, incident.Person{}
			}
			out = append(out, r)
		}
	}
	return out
}

func smallMap() []store.MapEntry {
	return []store.MapEntry{
		{Service: "山田EC-*", Project: "ECサイト", Client: "株式会社山田商事", Unit: "サポートセンター"},
		{Service: "鈴木*", Project: "物流基幹", Client: "鈴木物流 様", Unit: "運用事業部"},
		{Service: "佐藤会計", Client: "佐藤会計", Unit: "運用事業部"},
	}
}

type file struct {
	mu   sync.Mutex
	rows []store.Row
}

func (f *file) Worker() any { return nil }

func (f *file) Fill(_ any, rows []store.Row) ([]store.Row, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.rows) == 0 {
		return nil, io.EOF
	}
	n := min(2048, len(f.rows))
	rows = append(rows, f.rows[:n]...)
	f.rows = f.rows[n:]
	return rows, nil
}

// mustStore is a workspace with these readings in a file, and a map.
func mustStore(tb testing.TB, name string, readings []incident.Reading, entries []store.MapEntry) *store.Store {
	tb.Helper()
	return mustStoreOf(tb, name, readings, entries, derive.New(derive.Rules{Location: mustZone(tb)}).Facts)
}

// told gives the incidents of 2026 timelines: 佐伯 is the first line, 田村 the second, BOT automation. Every fifth that somebody
// acknowledged is handed over half way, every sixth goes up unanswered, every seventh automation acknowledges first, every ninth it
// resolves alone.
func told(tb testing.TB) func(*incident.Incident) incident.Facts {
	tb.Helper()
	d := derive.New(derive.Rules{Location: mustZone(tb), Roster: []derive.Member{{Person: "U7"}}, Automation: map[string]bool{"BOT": true}})
	first, second := incident.Person{ID: "U7", Name: "佐伯 ほのか"}, incident.Person{ID: "U9", Name: "田村 環"}
	return func(in *incident.Incident) incident.Facts {
		if in.TriggeredAt.Year() < 2026 {
			return d.Facts(in)
		}
		var k int64
		if _, err := fmt.Sscanf(in.ID[5:], "%d", &k); err != nil {
			tb.Fatal(err)
		}
		events := []incident.Event{}
		add := func(at time.Time, kind, agentType string, who incident.Person, to ...incident.Person) {
			events = append(events, incident.Event{ID: fmt.Sprint(len(events)), At: at, Type: kind, AgentType: agentType, AgentID: who.ID, AgentName: who.Name, Assignees: to})
		}
		nobody := incident.Person{}
		add(in.TriggeredAt, "trigger", "service", nobody)
		add(in.TriggeredAt, "assign", "service", nobody, first)
		resolver := first
		half := in.TriggeredAt.Add(10 * time.Minute)
		if in.ResolvedAt.OK {
			half = in.TriggeredAt.Add(in.ResolvedAt.V.Sub(in.TriggeredAt) / 2).Truncate(time.Second)
		}
		if k%7 == 3 {
			add(in.TriggeredAt.Add(5*time.Second), "acknowledge", "user", incident.Person{ID: "BOT", Name: "BOT"})
		}
		switch {
		case k%9 == 1:
			resolver = incident.Person{ID: "BOT", Name: "BOT"}
		case k%6 == 5:
			add(half, "escalate", "service", nobody, second)
			add(half.Add(time.Minute), "acknowledge", "user", second)
			resolver = second
		case in.AcknowledgedAt.OK:
			add(in.AcknowledgedAt.V, "acknowledge", "user", first)
			if k%5 == 2 {
				add(half, "reassign", "user", first, second)
				resolver = second
			}
		}
		if in.ResolvedAt.OK && (in.ResolvedBy.Known() || k%9 == 1) {
			add(in.ResolvedAt.V, "resolve", "user", resolver)
		} else if in.ResolvedAt.OK {
			add(in.ResolvedAt.V, "resolve", "integration", nobody)
		}
		f, _ := d.Derive(in, events)
		return f
	}
}

// mustStoreOf is mustStore with facts derived by of.
func mustStoreOf(tb testing.TB, name string, readings []incident.Reading, entries []store.MapEntry, of func(*incident.Incident) incident.Facts) *store.Store {
	tb.Helper()
	s, err := store.Open(tb.Context(), tb.TempDir(), store.Options{Command: "test"})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	rows := []store.Row{}
	for i := range readings {
		rows = append(rows, store.Row{Reading: readings[i], Facts: of(&readings[i].Incident)})
	}
	if len(rows) > 0 {
		at := time.Date(2026, 4, 1, 0, 30, 0, 0, mustZone(tb))
		_, err = s.Import(tb.Context(), store.Import{Name: name, Account: "default", ReadAt: at, Rows: &file{rows: rows},
			Rules: store.Rules{Deriver: func() store.Deriving {
				return func(in *incident.Incident, _ []incident.Event) (incident.Facts, []incident.Interval) {
					return of(in), nil
				}
			}, Share: derive.Share},
			End: func() (string, int64, int64, int64, int64, time.Time, error) {
				return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", 4096, int64(len(rows)), 1, 0, at.Add(-time.Hour), nil
			}})
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := s.SetMap(tb.Context(), entries); err != nil {
		tb.Fatal(err)
	}
	return s
}

func limits() []metrics.Limit {
	goal, low := 9700, 5000
	return []metrics.Limit{
		{Priority: "P1", Limit: 30 * time.Minute, GoalBP: &goal}, {Priority: "P2", Limit: 30 * time.Minute, GoalBP: &goal},
		{Priority: "P3", Limit: 45 * time.Minute, GoalBP: &low}, {Priority: "P4", Limit: 60 * time.Minute},
	}
}

// A question is one report of a workspace.
type question struct {
	period, unit, client, lang string
	limits                     []metrics.Limit
}

// mustInput is what a report is made of, as app puts it together.
func mustInput(tb testing.TB, s *store.Store, q question) sections.Input {
	tb.Helper()
	words, err := lang.For(q.lang)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := incident.ParsePeriod(q.period, time.April)
	if err != nil {
		tb.Fatal(err)
	}
	if q.limits == nil {
		q.limits = limits()
	}
	mq := metrics.Query{Period: p, Zone: mustZone(tb), Unit: q.unit, Client: q.client, Limits: q.limits, Alerts: true, Definitions: true}
	compute := func() *metrics.Numbers {
		n, err := metrics.Compute(tb.Context(), s, mq)
		if err != nil {
			tb.Fatal(err)
		}
		return n
	}
	in := sections.Input{
		Words: words, Numbers: compute(), Period: p, FiscalStart: time.April, Zone: mq.Zone, Unit: q.unit, Client: q.client, UnitWord: "事業部", Limits: q.limits,
		Issued: incident.DayOf(2026, time.April, 3), Version: "Furikaeri 1.0", Company: "株式会社ミオツクシ", PreparedBy: "佐伯", Mark: "社外秘",
		Comments: map[string][]string{"summary": {"一月の改修が効いた。"}},
	}
	if q.lang == "en" {
		in.UnitWord = "business unit"
	}
	in.Mapped = in.Numbers.Quality.UnmappedServices < int64(len(in.Numbers.Projects))
	if q.client == "" {
		mq.Period.From = incident.DayOf(2025, time.April, 1)
		mq.Alerts = false
		in.Year = compute()
	}
	return in
}

func mustDocument(tb testing.TB, s *store.Store, q question) *report.Document {
	tb.Helper()
	in := mustInput(tb, s, q)
	if q.client != "" {
		return sections.Monthly(in)
	}
	return sections.Quarterly(in)
}

// A sample is a document that the tests look at, in one language.
type sample struct {
	name string
	doc  *report.Document
}

// exclude agrees incidents out of the SLO.
func exclude(tb testing.TB, s *store.Store, list ...store.Exclusion) {
	tb.Helper()
	if err := s.SetExclusions(tb.Context(), list, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		tb.Fatal(err)
	}
}

// samples are quarterly and monthly reports of the small workspace, with timelines, without data, of a client without an alert,
// and without a map, each in both languages.
func samples(tb testing.TB) []sample {
	tb.Helper()
	mapped := mustStore(tb, "2026-03.csv", small(tb), smallMap())
	from := time.Date(2026, 2, 1, 0, 0, 0, 0, mustZone(tb)).Unix()
	exclude(tb, mapped, store.Exclusion{IncidentID: "P2026018", Reason: "計画停止", Who: "田中"},
		store.Exclusion{Service: "鈴木*", FromAt: &from, Reason: "移行試験", Who: "田中"})
	bare := mustStore(tb, "2026-03.csv", small(tb), nil)
	empty := mustStore(tb, "", nil, nil)
	handed := mustStoreOf(tb, "2026-03.json", small(tb), smallMap(), told(tb))
	out := []sample{}
	for _, code := range lang.Codes() {
		for _, v := range []struct {
			name string
			s    *store.Store
			q    question
		}{
			{"quarterly", mapped, question{period: "FY2025Q4"}},
			{"quarterly-unit", mapped, question{period: "FY2025Q4", unit: "運用事業部"}},
			{"quarterly-empty", empty, question{period: "FY2025Q4"}},
			{"quarterly-no-map", bare, question{period: "FY2025Q4"}},
			{"quarterly-handoffs", handed, question{period: "FY2025Q4"}},
			{"monthly-handoffs", handed, question{period: "2026-03", client: "株式会社山田商事"}},
			{"monthly", mapped, question{period: "2026-03", client: "株式会社山田商事"}},
			{"monthly-empty", empty, question{period: "2026-03", client: "株式会社山田商事"}},
			{"monthly-quiet", mapped, question{period: "2025-11", client: "鈴木物流 様"}},
		} {
			v.q.lang = code
			out = append(out, sample{v.name + "." + code, mustDocument(tb, v.s, v.q)})
		}
	}
	return out
}
