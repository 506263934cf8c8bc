package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// tally is what an import did, for comparing.
func tally(i store.Imported) [4]int64 { return [4]int64{i.Added, i.Changed, i.Unchanged, i.Rows} }

// readings is how many readings the store keeps beside the incidents.
func readings(tb testing.TB, s *store.Store) string {
	tb.Helper()
	return lines(tb, s, "SELECT count(*) FROM reading")[0]
}

func TestImportNewAndTheSameFileTwice(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	rs := []incident.Reading{reading("P1", resolved(30)), reading("P2", resolved(10), priority("P2")), reading("P3")}
	got := mustImport(t, s, importOf("a.csv", rules(), rs...))
	if want := [4]int64{3, 0, 0, 3}; tally(got) != want || got.Number != 1 {
		t.Errorf("first: got number %d, added, changed, unchanged, rows %v; want 1, %v", got.Number, tally(got), want)
	}
	before := factsOf(t, s)
	for n := range 3 {
		got = mustImport(t, s, importOf("a.csv", rules(), rs...))
		if want := [4]int64{0, 0, 3, 3}; tally(got) != want {
			t.Errorf("again, time %d: got %v, want %v", n+1, tally(got), want)
		}
	}
	same(t, "the same file four times", factsOf(t, s), before)
	if n := readings(t, s); n != "0" {
		t.Errorf("got %s readings kept, want 0: none says anything new", n)
	}
	if got := lines(t, s, "SELECT count(*) FROM incident WHERE gone = 0"); got[0] != "3" {
		t.Errorf("got %s rows of incidents, want 3: repeated ones are swept", got[0])
	}
}

// A trap: the API and JSON know priorities, the raw CSV after them does not, and must not wipe them.
func TestImportJoinsFields(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("raw.csv", rules(), reading("P1", resolved(30), updated(30)), reading("P2", resolved(5), updated(5))))
	got := mustImport(t, s, importOf("api.json", rules(), reading("P1", priority("P2"), updated(40)), reading("P9", priority("P3"))))
	if want := [4]int64{1, 1, 0, 2}; tally(got) != want {
		t.Errorf("with other fields: got %v, want %v", tally(got), want)
	}
	got = mustImport(t, s, importOf("raw.csv", rules(), reading("P1", resolved(30), updated(50)), reading("P2", resolved(5), updated(5))))
	if want := [4]int64{0, 1, 1, 2}; tally(got) != want { // P1 has a newer updated_at
		t.Errorf("the raw file later: got %v, want %v", tally(got), want)
	}
	same(t, "priority and resolve", lines(t, s, "SELECT id, priority, to_resolve_s FROM facts ORDER BY id"),
		[]string{"P1|P2|1800", "P2||300", "P9|P3|∅"})
	if n := readings(t, s); n != "3" {
		t.Errorf("got %s readings kept, want the 3 of P1", n)
	}
}

// March says resolved; January's export, read later, says triggered and reopens nothing.
func TestJanuaryAfterMarchReopensNothing(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	march := reading("P1", resolved(30), updated(60*24*59))
	january := reading("P1", updated(10), titled("disk full on db"))
	january.Status = "triggered"
	mustImport(t, s, importOf("march.csv", rules(), march))
	got := mustImport(t, s, importOf("january.csv", rules(), january))
	if want := [4]int64{0, 0, 1, 1}; tally(got) != want {
		t.Errorf("got %v, want %v: nothing that it says is newest", tally(got), want)
	}
	same(t, "facts", lines(t, s, "SELECT title, to_resolve_s, completion FROM facts"), []string{"disk full|1800|resolved_without_person"})
	// The same with the order turned: April's says open again, and it is newer.
	april := reading("P1", updated(60*24*60))
	april.Status = "triggered"
	mustImport(t, s, importOf("april.csv", rules(), april))
	same(t, "reopened", lines(t, s, "SELECT to_resolve_s, completion FROM facts"), []string{"∅|open"})
}

func TestOneIDTwiceInAFile(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	got := mustImport(t, s, importOf("a.csv", rules(), reading("P1", priority("P2")), reading("P2"), reading("P1", resolved(30)), reading("P1", resolved(30))))
	// Four rows, two incidents: added 2; the others are neither new nor a change to what was there.
	if want := [4]int64{2, 0, 2, 4}; tally(got) != want {
		t.Errorf("got %v, want %v", tally(got), want)
	}
	same(t, "facts", lines(t, s, "SELECT id, priority, to_resolve_s FROM facts ORDER BY id"), []string{"P1|P2|1800", "P2||∅"})
}

func TestNumbersJoinIDs(t *testing.T) {
	byNumber := reading("#7", numbered(7), priority("P3"))
	byID := reading("PABC", numbered(7), resolved(20), updated(20))
	want := []string{"PABC|7|P3|1200"}
	const query = "SELECT id, number, priority, to_resolve_s FROM facts ORDER BY id"
	for _, order := range [][]incident.Reading{{byNumber, byID}, {byID, byNumber}} {
		s := mustOpen(t, t.TempDir())
		mustImport(t, s, importOf("a.csv", rules(), order[0]))
		got := mustImport(t, s, importOf("b.csv", rules(), order[1]))
		if got.Added != 0 || got.Changed != 1 {
			t.Errorf("%s then %s: got %d added, %d changed; want 0, 1", order[0].ID, order[1].ID, got.Added, got.Changed)
		}
		same(t, order[0].ID+" first", lines(t, s, query), want)
		s.Close()
	}
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("both.csv", rules(), byNumber, byID))
	same(t, "in one file", lines(t, s, query), want)
	other := byNumber
	other.Account = "other"
	mustImport(t, s, importOf("c.csv", rules(), other))
	same(t, "another account's number", lines(t, s, query), []string{"#7|7|P3|∅", want[0]})
}

// Three incidents until an import says that two of them are one: counted as one less, none as added.
func TestANumberThatIsKnownLate(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a.csv", rules(), reading("PABC", resolved(20), updated(20)), reading("PXYZ")))
	mustImport(t, s, importOf("b.csv", rules(), reading("PABC", priority("P1"), updated(25))))
	mustImport(t, s, importOf("c.csv", rules(), reading("#7", numbered(7), titled("cpu"), updated(30))))
	got := mustImport(t, s, importOf("d.csv", rules(), reading("PABC", numbered(7), titled(""), updated(10))))
	if want := [4]int64{0, 0, 1, 1}; tally(got) != want { // the row says nothing but whose number it is
		t.Errorf("got %v, want %v", tally(got), want)
	}
	same(t, "facts", lines(t, s, "SELECT id, number, title, priority, to_resolve_s FROM facts ORDER BY id"),
		[]string{"PABC|7|cpu|P1|1200", "PXYZ|∅|disk full||∅"})
}

// A, B, A of one order: the last said counts, also where it is what was said before.
func TestThreeReadingsOfOneOrder(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	a, b := reading("P1", titled("A"), updated(5)), reading("P1", titled("B"), updated(5))
	for i, step := range []struct {
		r       incident.Reading
		title   string
		changed int64
	}{{a, "A", 0}, {b, "B", 1}, {a, "A", 1}, {a, "A", 0}, {b, "B", 1}} {
		got := mustImport(t, s, importOf("a.csv", rules(), step.r))
		title := lines(t, s, "SELECT title FROM facts")
		if got.Changed != step.changed || len(title) != 1 || title[0] != step.title {
			t.Errorf("step %d: got %d changed, titles %v; want %d, %s", i, got.Changed, title, step.changed, step.title)
		}
	}
}

var tables = []string{
	factsQuery, "SELECT * FROM incident WHERE gone = 0 ORDER BY account, id", "SELECT * FROM reading ORDER BY ALL", `SELECT * FROM import ORDER BY "import"`, "SELECT * FROM kind ORDER BY ALL",
	"SELECT * FROM service ORDER BY ALL", "SELECT * FROM map_entry ORDER BY ALL", "SELECT * FROM exclusion ORDER BY ALL", "SELECT * FROM excluded ORDER BY ALL",
}

// everything is all that a store holds, as text.
func everything(tb testing.TB, s *store.Store) []string {
	tb.Helper()
	out := []string{}
	for _, q := range tables {
		out = append(out, lines(tb, s, q)...)
	}
	return out
}

// A failure anywhere leaves the workspace as it was, and usable.
func TestAFailedImportChangesNothing(t *testing.T) {
	boom := errors.New("line 5000: torn")
	many := []incident.Reading{reading("P1", priority("P4"), updated(99)), reading("#7", numbered(7))}
	for i := range 5000 {
		many = append(many, reading(fmt.Sprintf("Q%d", i), titled("new kind"), served("S9", "neu")))
	}
	for name, broken := range map[string]func() (context.Context, store.Import){
		"at the end": func() (context.Context, store.Import) {
			in := importOf("bad.csv", rules(), many...)
			in.End = func() (string, int64, int64, int64, int64, time.Time, error) { return "", 0, 0, 0, 0, start, boom }
			return t.Context(), in
		},
		"in the middle": func() (context.Context, store.Import) {
			in := importOf("bad.csv", rules(), many...)
			in.Rows.(*file).batch = 100
			in.Rows.(*file).each = func(n int) error {
				if n == 20 {
					return boom
				}
				return nil
			}
			return t.Context(), in
		},
		"by cancelling": func() (context.Context, store.Import) {
			in := importOf("bad.csv", rules(), many...)
			ctx, cancel := context.WithCancel(t.Context())
			in.Rows.(*file).batch = 100
			in.Rows.(*file).each = func(n int) error {
				if n == 20 {
					cancel()
				}
				return nil
			}
			return ctx, in
		},
		"by cancelling while joining": func() (context.Context, store.Import) {
			in := importOf("bad.csv", rules(), many...)
			ctx, cancel := context.WithCancel(t.Context())
			in.Rules.Deriver = func() store.Deriving {
				derive := by(rules()).Deriver()
				return func(i *incident.Incident, es []incident.Event) (incident.Facts, []incident.Interval) {
					cancel()
					return derive(i, es)
				}
			}
			return ctx, in
		},
	} {
		s := mustOpen(t, t.TempDir())
		mustImport(t, s, importOf("a.csv", rules(), reading("P1", resolved(30)), reading("P7", numbered(7))))
		if err := s.SetExclusions(t.Context(), []store.Exclusion{{Service: "*", Reason: "計画停止"}}, start); err != nil {
			t.Fatal(err)
		}
		before := everything(t, s)
		ctx, in := broken()
		_, err := s.Import(ctx, in)
		want := boom
		if ctx.Err() != nil {
			want = context.Canceled
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", name, err, want)
		}
		same(t, name, everything(t, s), before)
		mustImport(t, s, importOf("b.csv", rules(), reading("P8", titled("kind of b"))))
		same(t, name+", then another", lines(t, s, "SELECT k.kind FROM kind k ORDER BY 1"), []string{"disk full", "kind of b"})
		s.Close()
	}
}

// Rows that an import left behind as gone, because the program ended before it swept, count for nothing.
func TestGoneRowsAreNoIncidents(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	mustImport(t, s, importOf("a.csv", rules(), reading("P1"), reading("P2", served("S2", "倉庫"))))
	for _, q := range []string{"INSERT INTO incident SELECT * REPLACE (1 AS gone) FROM incident WHERE id = 'P1'", "UPDATE incident SET gone = 1 WHERE id = 'P2'"} {
		if err := s.Exec(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "facts", lines(t, s, "SELECT id FROM facts"), []string{"P1"})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, dir)
	same(t, "after opening", lines(t, s, "SELECT id, gone FROM incident"), []string{"P1|0"})
	if got := mustImport(t, s, importOf("b.csv", rules(), reading("P1"), reading("P2"))); tally(got) != [4]int64{1, 0, 1, 2} {
		t.Errorf("got %v, want P2 added and P1 unchanged", tally(got))
	}
}

func TestImportLog(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	in := importOf("a.csv", rules(), reading("P1"), reading("P2"))
	in.End = func() (string, int64, int64, int64, int64, time.Time, error) {
		return "ab12", 345, 7, 5, 3, start.Add(time.Hour), nil
	}
	got := mustImport(t, s, in)
	if got.Rows != 7 || got.Refused != 5 || got.Impossible != 3 {
		t.Errorf("got %d rows, %d refused, %d impossible; want 7, 5, 3", got.Rows, got.Refused, got.Impossible)
	}
	later := importOf("b.csv", rules(), reading("P1", priority("P2"), updated(60*24*365)))
	mustImport(t, s, later)
	same(t, "log", lines(t, s, `SELECT "import", name, sha256, bytes, account, read_at, newest, "rows", added, changed, unchanged, refused, impossible FROM import ORDER BY "import"`), []string{
		fmt.Sprintf("1|a.csv|ab12|345|default|%d|%d|7|2|0|0|5|3", in.ReadAt.Unix(), start.Add(time.Hour).Unix()),
		// An instant after the import is no news from the future: newest is never later than read_at.
		fmt.Sprintf("2|b.csv|sha of b.csv|1000|default|%d|%d|1|0|1|0|0|0", later.ReadAt.Unix(), later.ReadAt.Unix()),
	})
}

// Every kind stands once, with its text.
func TestKindsAreRemembered(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a.csv", rules(), reading("P1", titled("cpu 97%")), reading("P2", titled("cpu 98%")), reading("P3", titled(""))))
	mustImport(t, s, importOf("b.csv", rules(), reading("P1", titled("cpu 12%"), updated(5)), reading("P4", titled("𠮷野 =cmd</script>"))))
	same(t, "kinds", lines(t, s, "SELECT k.kind FROM kind k ORDER BY k.kind"), []string{"", "cpu <n>%", "𠮷野 =cmd</script>"})
	same(t, "kinds of incidents", lines(t, s, "SELECT f.id, k.kind FROM facts f JOIN kind k ON k.kind_id = f.kind_id ORDER BY f.id"),
		[]string{"P1|cpu <n>%", "P2|cpu <n>%", "P3|", "P4|𠮷野 =cmd</script>"})
}

// Two incidents are read twice, none has an empty title: no empty kind comes of it.
func TestJoiningInventsNoKind(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	mustImport(t, s, importOf("a.csv", rules(), reading("P1")))
	mustImport(t, s, importOf("b.csv", rules(), reading("P1", priority("P1"), updated(5))))
	same(t, "kinds", lines(t, s, "SELECT kind FROM kind"), []string{"disk full"})
}

// Titles are hostile, and come back as they were.
func TestTitlesComeBack(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	long := make([]rune, 10000)
	for i := range long {
		long[i] = '長'
	}
	titles := []string{"=cmd|' /C calc'!A0", "</script><b>", "a\x00b", "\x1e\t\n", "مرحبا", "👩‍👩‍👧", string(long), "' OR 1=1; DROP TABLE incident; --"}
	rs := []incident.Reading{}
	for i, v := range titles {
		rs = append(rs, reading(fmt.Sprintf("P%d", i), titled(v)))
	}
	for range 2 {
		mustImport(t, s, importOf("a.csv", rules(), rs...))
	}
	for i := range rs {
		rs[i].Priority = "P1"
	}
	if got := mustImport(t, s, importOf("b.csv", rules(), rs...)); got.Changed != int64(len(rs)) {
		t.Errorf("got %d changed, want %d", got.Changed, len(rs))
	}
	same(t, "titles", lines(t, s, "SELECT title FROM facts ORDER BY id"), titles)
}

// An empty file is a file: it stands in the log.
func TestImportOfNothing(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	if got := mustImport(t, s, importOf("empty.csv", rules())); tally(got) != [4]int64{} {
		t.Errorf("got %v, want zeros", tally(got))
	}
	same(t, "log", lines(t, s, "SELECT name FROM import"), []string{"empty.csv"})
}

// More incidents that are read twice than are joined in one round.
func TestManyJoined(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	const n = 25000
	rs := make([]incident.Reading, n)
	for i := range rs {
		rs[i] = reading(fmt.Sprintf("P%05d", i), resolved(i%7))
	}
	mustImport(t, s, importOf("a.csv", rules(), rs...))
	again := slices.Clone(rs)
	for i := range again {
		if i%10 > 0 {
			again[i].Priority = "P2"
		}
	}
	if got, want := tally(mustImport(t, s, importOf("b.csv", rules(), again...))), [4]int64{0, n / 10 * 9, n / 10, n}; got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	same(t, "priorities", lines(t, s, "SELECT priority, count(*) FROM facts GROUP BY 1 ORDER BY 1"), []string{"|2500", "P2|22500"})
}

// BenchmarkImport is 100,000 rows that are new, that are the same again, and that say something else.
func BenchmarkImport(b *testing.B) {
	const n = 100000
	rs := make([]incident.Reading, n)
	for i := range rs {
		rs[i] = reading(fmt.Sprintf("P%06d", i), resolved(i%97), titled(fmt.Sprintf("host-%d: disk %d%% full", i%300, i%100)), served(fmt.Sprint("S", i%40), fmt.Sprint("service ", i%40)))
		rs[i].TriggeredAt = start.Add(-time.Duration(i) * time.Minute)
		rs[i].AcknowledgedAt = incident.Known(rs[i].TriggeredAt.Add(time.Minute))
	}
	other := slices.Clone(rs)
	for i := range other {
		other[i].Priority = "P3"
	}
	for name, second := range map[string][]incident.Reading{"new": nil, "again": rs, "changed": other} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := mustOpen(b, b.TempDir())
				if second != nil {
					mustImport(b, s, importOf("a.csv", rules(), rs...))
					b.StartTimer()
					mustImport(b, s, importOf("b.csv", rules(), second...))
				} else {
					b.StartTimer()
					mustImport(b, s, importOf("a.csv", rules(), rs...))
				}
				b.StopTimer()
				s.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// A file whose rows flow in, that meets what is there in several parts: said again, changed, new, and twice in the file.
func TestJoinedInParts(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	const n = 1 << 17 // two parts
	rs := make([]incident.Reading, n)
	for i := range rs {
		rs[i] = reading(fmt.Sprintf("P%06d", i), resolved(i%7))
	}
	long := func(name string, rs []incident.Reading, parts *int64) store.Import {
		in := importOf(name, rules(), rs...)
		in.Large = true
		in.Joining = func(_, total int64) { *parts = total }
		return in
	}
	var parts int64
	mustImport(t, s, long("a.csv", rs, &parts))
	if parts != 0 {
		t.Errorf("the first: got %d parts, want none", parts)
	}
	again := append(slices.Clone(rs[:n-10]), rs[:10]...)
	for i := range again {
		if i%1000 == 0 {
			again[i].Priority = "P2"
		}
	}
	for i := range 5 {
		again = append(again, reading(fmt.Sprintf("N%d", i), resolved(i)))
	}
	if got, want := tally(mustImport(t, s, long("b.csv", again, &parts))), [4]int64{5, 132, n - 10 - 132 + 10, n + 5}; got != want || parts < 2 {
		t.Errorf("got %v in %d parts, want %v in several", got, parts, want)
	}
	same(t, "incidents", lines(t, s, "SELECT count(*), count(DISTINCT id) FROM facts"), []string{"131077|131077"})
}
