package pagerduty

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/incident"
)

func mustZone(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func mustWrite(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "incidents.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// readAll reads a file to its end.
func readAll(path string, o Options) (readings []incident.Reading, refused []Refusal, f *File, err error) {
	f, err = OpenPath(path, o)
	if err != nil {
		return nil, nil, nil, err
	}
	defer f.Close()
	for {
		b, err := f.Next(context.Background())
		if err == io.EOF {
			return readings, refused, f, nil
		}
		if err != nil {
			return nil, nil, f, err
		}
		r, bad := b.Readings()
		readings, refused = append(readings, r...), append(refused, bad...)
	}
}

func options(t testing.TB) Options {
	t.Helper()
	return Options{Account: "default", Local: mustZone(t, "Asia/Tokyo")}
}

// mustRead reads content, which must be an incident file.
func mustRead(t *testing.T, content string) ([]incident.Reading, []Refusal) {
	t.Helper()
	readings, refused, f, err := readAll(mustWrite(t, content), options(t))
	if err != nil {
		t.Fatalf("reading %.200q: %v", content, err)
	}
	if got, want := int64(len(readings)+len(refused)), f.Rows(); got != want {
		t.Errorf("got %d readings and %d refusals, want %d together", len(readings), len(refused), want)
	}
	return readings, refused
}

// The header of PagerDuty's raw CSV, the advanced report of incidents.
const rawHeader = "id,incident_number,description,service_id,service_name,escalation_policy_id,escalation_policy_name,created_on,resolved_on," +
	"seconds_to_first_ack,seconds_to_resolve,auto_resolved,escalation_count,auto_escalation_count,acknowledge_count,assignment_count," +
	"acknowledged_by_user_ids,acknowledged_by_user_names,assigned_to_user_ids,assigned_to_user_names,resolved_by_user_id,resolved_by_user_name,urgency\n"

// The header of the least table (§2e), and a row of it.
const (
	plainHeader = "id,title,service,created_at\n"
	plainRow    = "P1,disk,web,2026-03-01T00:00:00Z\n"
)

func TestRawCSV(t *testing.T) {
	readings, refused := mustRead(t, rawHeader+
		"Q1ABCDEFGHIJKL,4711,\"disk full on \"\"db-1\"\", /var\",PSVC001,web,PPOL001,First line,2026-03-01T09:00:00+09:00,2026-03-01T10:00:00+09:00,"+
		"240,3600,0,1,0,2,3,PU1;PU2,Sato;Ito,PU1,Sato,PU1,Sato,high\n"+
		"Q2,4712,cpu,PSVC001,web,PPOL001,First line,2026-03-01T09:00:00+09:00,,,,0,0,0,0,0,,,,,,,low\n")
	if len(readings) != 2 || len(refused) != 0 {
		t.Fatalf("got %d readings and refusals %v, want 2 and none", len(readings), refused)
	}
	at := func(h, m int) time.Time { return time.Date(2026, 3, 1, h, m, 0, 0, time.UTC) }
	want := incident.Incident{
		Account: "default", ID: "Q1ABCDEFGHIJKL", Number: incident.Known(int64(4711)), Title: `disk full on "db-1", /var`,
		Urgency: "high", ServiceID: "PSVC001", Service: "web", PolicyID: "PPOL001", Policy: "First line",
		TriggeredAt: at(0, 0), AcknowledgedAt: incident.Known(at(0, 4)), ResolvedAt: incident.Known(at(1, 0)), // 240 s after the trigger
		Acknowledgers: []incident.Person{{ID: "PU1", Name: "Sato"}, {ID: "PU2", Name: "Ito"}}, Assignees: []incident.Person{{ID: "PU1", Name: "Sato"}},
		ResolvedBy: incident.Person{ID: "PU1", Name: "Sato"}, AcknowledgeCount: incident.Known(int64(2)), EscalationCount: incident.Known(int64(1)),
		Told: incident.TellsAcknowledge | incident.TellsResolver,
	}
	if got := readings[0]; fmt.Sprintf("%+v", got.Incident) != fmt.Sprintf("%+v", want) || got.Row != 1 {
		t.Errorf("got  row %d %+v\nwant row 1 %+v", got.Row, got.Incident, want)
	}
	open := readings[1]
	if open.AcknowledgedAt.OK || open.ResolvedAt.OK || open.ResolvedBy.Known() || open.Acknowledgers != nil || open.Row != 2 {
		t.Errorf("got %+v, want an open incident that nobody touched: empty is unknown, not 0", open)
	}
	if f, err := OpenPath(mustWrite(t, rawHeader), options(t)); err == nil {
		// auto_resolved, auto_escalation_count and assignment_count are ignored: 20 of 23.
		if known, all := f.Columns(); known != 20 || all != 23 {
			t.Errorf("Columns() = %d, %d, want 20, 23", known, all)
		}
		f.Close()
	}
}

// However a file is written, it says the same.
func TestForms(t *testing.T) {
	const plain = "id,title,service,created_at\nP1,ディスク,web,2026-03-01T00:00:00Z\nP2,cpu,web,2026-03-01T00:00:01Z\n"
	for name, content := range map[string]string{
		"plain":               plain,
		"byte order mark":     "\ufeff" + plain,
		"CRLF":                strings.ReplaceAll(plain, "\n", "\r\n"),
		"mark and CRLF":       "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"tab":                 strings.ReplaceAll(plain, ",", "\t"),
		"semicolon":           strings.ReplaceAll(plain, ",", ";"),
		"no last line feed":   strings.TrimSuffix(plain, "\n"),
		"CRLF, no last feed":  strings.TrimSuffix(strings.ReplaceAll(plain, "\n", "\r\n"), "\r\n"),
		"blank lines":         "\n\n" + strings.ReplaceAll(plain, "\n", "\n\n"),
		"tab, blank first":    "\r\n" + strings.ReplaceAll(plain, ",", "\t"),
		"quotes":              `"id","title","service","created_at"` + "\n" + `"P1","ディスク","web","2026-03-01T00:00:00Z"` + "\n" + `"P2","cpu","web","2026-03-01T00:00:01Z"` + "\n",
		"quoted, mark":        "\ufeff" + `"id","title","service","created_at"` + "\n" + `"P1","ディスク","web","2026-03-01T00:00:00Z"` + "\n" + `"P2","cpu","web","2026-03-01T00:00:01Z"`,
		"a blank of quotes":   strings.Replace(plain, "P2", "\"\"\nP2", 1),
		"spaces around cells": strings.ReplaceAll(plain, ",web,", ", web ,"),
		"other columns":       "x,id,title,y,service,created_at,x\n1,P1,ディスク,2,web,2026-03-01T00:00:00Z,\n,P2,cpu,,web,2026-03-01T00:00:01Z,\n",
	} {
		readings, refused := mustRead(t, content)
		got := []string{}
		for _, r := range readings {
			got = append(got, fmt.Sprint(r.ID, r.Title, r.Service, r.TriggeredAt.Unix(), r.Row))
		}
		want := []string{"P1ディスクweb1772323200 1", "P2cpuweb1772323201 2"} // 2026-03-01 is 20513 days of 86400 s after 1970-01-01
		if !slices.Equal(got, want) || len(refused) != 0 {
			t.Errorf("%s: got %q, refused %v, want %q", name, got, refused, want)
		}
	}
}

func TestTitlesComeAsTheyAre(t *testing.T) {
	for _, title := range []string{
		"a\nb", "a\n\n\nb\n", "=cmd|' /C calc'!A0", "@SUM(1)", "-1", "</script><script>", "𠮷野家🔥", "\u202eabc\u202c", "\x01\x07\x1b[31m", " a ",
		"", "null", "a,b;c\td", `"`, `""`, `a"b`, strings.Repeat("あ", 10000), "\ufeffmark inside",
	} {
		readings, refused := mustRead(t, plainHeader+"P1,\""+strings.ReplaceAll(title, `"`, `""`)+"\",web,2026-03-01T00:00:00Z\n")
		if len(readings) != 1 || len(refused) != 0 || readings[0].Title != title {
			t.Errorf("title %.60q: got %d readings, refused %v", title, len(readings), refused)
		}
	}
}

// A bad row is refused alone, with its place, also behind rows of several lines.
func TestRefusals(t *testing.T) {
	const header = "id,number,title,service,created_at,acknowledged_at,engaged_seconds\n" // line 1
	for _, c := range []struct{ name, row, want string }{
		{"no id and no number", `,,x,web,2026-03-01T00:00:00Z,,`, "id missing_id "},
		{"null ids", `null,NULL,x,web,2026-03-01T00:00:00Z,,`, "id missing_id "},
		{"no trigger", `P9,9,x,web,,,`, "created_at missing_time "},
		{"a trigger that is no time", `P9,9,x,web,yesterday,,`, "created_at bad_time yesterday"},
		{"29 February 2026", `P9,9,x,web,2026-02-29T00:00:00Z,,`, "created_at bad_time 2026-02-29T00:00:00Z"},
		{"before 2000", `P9,9,x,web,1999-12-31T23:59:59Z,,`, "created_at far_time 1999-12-31T23:59:59Z"},
		{"after 2100", `P9,9,x,web,2100-01-01T00:00:01Z,,`, "created_at far_time 2100-01-01T00:00:01Z"},
		{"an acknowledge that is no time", `P9,9,x,web,2026-03-01T00:00:00Z,soon,`, "acknowledged_at bad_time soon"},
		{"a number that is none", `P9,nine,x,web,2026-03-01T00:00:00Z,,`, "number bad_number nine"},
		{"seconds that are none", `P9,9,x,web,2026-03-01T00:00:00Z,,1h`, "engaged_seconds bad_number 1h"},
		{"more seconds than a century", `P9,9,x,web,2026-03-01T00:00:00Z,,9999999999`, "engaged_seconds bad_number 9999999999"},
		{"infinitely many", `P9,9,x,web,2026-03-01T00:00:00Z,,Inf`, "engaged_seconds bad_number Inf"},
		{"too few cells", `P9,9,x,web,2026-03-01T00:00:00Z`, " wrong_columns 5/7"},
		{"too many cells", `P9,9,x,web,2026-03-01T00:00:00Z,,,`, " wrong_columns 8/7"},
		{"a stray quotation mark", `P9,9,a "b" c,web,2026-03-01T00:00:00Z,,`, " bad_quote "},
		{"text behind a quotation mark", `P9,9,"a"b,web,2026-03-01T00:00:00Z,,`, " bad_quote "},
		{"a long cell is cut", `P9,9,x,web,` + strings.Repeat("あ", 90) + `,,`, "created_at bad_time " + strings.Repeat("あ", 80) + "…"},
	} {
		good := "P1,1,\"a\nb\",web,2026-03-01T00:00:00Z,,\n" // lines 2 and 3
		for _, end := range []string{"\n", "\r\n"} {
			// The bad row once in the middle (line 4), once as the last (line 7, behind one more of two lines).
			readings, refused := mustRead(t, strings.ReplaceAll(header+good+c.row+"\n"+good+c.row+"\n", "\n", end))
			got := []string{}
			for _, r := range refused {
				got = append(got, fmt.Sprintf("%s:%d: %s %s %s", r.File, r.Line, r.Column, r.Problem, r.Value))
			}
			slices.Sort(got)
			want := []string{"incidents.csv:4: " + c.want, "incidents.csv:7: " + c.want}
			if !slices.Equal(got, want) || len(readings) != 2 {
				t.Errorf("%s: got %d readings, refused %q, want 2, %q", c.name, len(readings), got, want)
			}
			if len(readings) == 2 && (readings[0].Row != 1 || readings[1].Row != 3) {
				t.Errorf("%s: got rows %d and %d, want 1 and 3", c.name, readings[0].Row, readings[1].Row)
			}
		}
	}
}

// The first thing that is wrong with a row is its reason, and a row has one.
func TestARowIsRefusedOnce(t *testing.T) {
	_, refused := mustRead(t, "number,title,service,created_at\nx,a,web,never\n")
	if len(refused) != 1 || refused[0].Problem != BadNumber || refused[0].Column != "number" {
		t.Errorf("got %v, want the number alone", refused)
	}
}

// None of these files goes in, not even in part.
func TestFileErrors(t *testing.T) {
	many := strings.Repeat(plainRow, 5000)
	for _, c := range []struct {
		name, content string
		want          string // line problem detail
	}{
		{"nothing", "", "0 empty "},
		{"white space", " \n\r\n\t ", "0 empty "},
		{"a byte order mark", "\ufeff", "0 empty "},
		{"a header and no row", plainHeader, "0 empty "},
		{"a header and blank lines", plainHeader + "\n\r\n\"\"\n", "0 empty "},
		{"the raw header and no row", rawHeader, "0 empty "},

		{"no incident file", "name,phone\nSato,1\n", "0 no_incidents id, title, service, created_at"},
		{"text", "Dear all,\n", "0 no_incidents id, title, service, created_at"},
		{"JSON", `{"incidents":[{"id":"P1"}]}` + "\n", "0 no_incidents_json "},
		{"a page of HTML", "<!DOCTYPE html>\n<html lang=\"ja\">\n", "0 no_incidents id, title, service, created_at"},
		{"no trigger column", "id,title,service\nP1,x,web\n", "0 no_incidents created_at"},
		{"no title and no service", "id,created_on\nP1,2026-03-01\n", "0 no_incidents title, service"},
		{"no id", "title,service,created_on\nx,web,2026-03-01\n", "0 no_incidents id"},

		{"cut inside a quoted field", plainHeader + plainRow + "P2,\"dis", "3 cut "},
		{"the same behind a mark", "\ufeff" + plainHeader + plainRow + "P2,\"dis", "3 cut "},
		{"cut inside a quoted field, behind a line feed", plainHeader + plainRow + "P2,\"dis\n", "3 cut "},
		{"the same with CRLF and a mark", "\ufeff" + strings.ReplaceAll(plainHeader+plainRow+"P2,\"dis\n", "\n", "\r\n"), "3 cut "},
		{"cut behind lines of a quoted field", plainHeader + plainRow + "P2,\"a\nb\n\nc", "3 cut "},
		{"cut behind a quotation mark that opens", plainHeader + plainRow + "P2,\"", "3 cut "},
		{"cut behind the first of two quotation marks", plainHeader + plainRow + "P2,\"say \"", "3 cut "},
		{"cut behind a carriage return", plainHeader + plainRow + "P2,\"dis\r", "3 cut "},
		{"cut inside the last row", plainHeader + plainRow + "P2,disk", "3 cut "},
		{"cut inside the last row, CRLF", "\ufeff" + strings.ReplaceAll(plainHeader+plainRow, "\n", "\r\n") + "P2,disk,web", "3 cut "},
		{"cut inside a character", plainHeader + plainRow + "P2,ディスク"[:10], "3 cut "},
		{"a quoted header, cut", "id,\"ti", "1 cut "},
		{"a quoted header behind a mark, cut", "\ufeffid,\"ti", "1 cut "},
		{"cut far behind", plainHeader + many + "P2,\"dis", "5002 cut "},
		{"cut inside a row far behind", plainHeader + many + "P2,dis", "5002 cut "},

		{"UTF-16, cut in a character", "\xff\xfei\x00d\x00,", "1 cut "},
		{"a NUL in the header", "id,\x00title,service,created_on\n", "1 not_text "},
		{"broken UTF-8", plainHeader + "P1,ディスク\xe3\x82使用率,web,2026-03-01T00:00:00Z\n", "2 not_text "},
		{"a western encoding", plainHeader + "P1,caf\xe9 fermé,web,2026-03-01T00:00:00Z\n", "2 not_text "},
		{"a picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "1 not_text "},
		{"the begin of a workbook", "PK\x03\x04\x14\x00\x06\x00", "0 damaged zip: not a valid zip file"},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "0 old_excel "},
		{"bytes that are no character", plainHeader + "P1,a\xffb,web,2026-03-01T00:00:00Z\n", "2 not_text "},
		{"garbage behind a stray quotation mark", plainHeader + many + "P1,a \" b\nP2,\xff", "5003 not_text "},
		{"garbage before a stray quotation mark at the end", plainHeader + many + many + "P1,\xff\nP2,a \" b", "10002 not_text "},

		{"ids that Excel has rounded", plainHeader + plainRow + "1.00E+10,x,web,2026-03-01T00:00:00Z\n", "3 excel_ids 1.00E+10"},
		{"the same, quoted and small", plainHeader + plainRow + "\" 5e+12 \",x,web,2026-03-01T00:00:00Z\n", "3 excel_ids  5e+12 "},
		{"numbers that Excel has rounded", "number,title,service,created_on\n1.23457E+11,x,web,2026-03-01\n", "2 excel_ids 1.23457E+11"},
	} {
		readings, refused, _, err := readAll(mustWrite(t, c.content), options(t))
		var bad *FileError
		if !errors.As(err, &bad) {
			t.Errorf("%s: got %d readings, %d refusals, %v, want a FileError", c.name, len(readings), len(refused), err)
			continue
		}
		if got := fmt.Sprintf("%d %s %s", bad.Line, bad.Problem, bad.Detail); got != c.want || bad.File != "incidents.csv" {
			t.Errorf("%s: got %s: %s, want %s", c.name, bad.File, got, c.want)
		}
	}
}

// Ids that look a little like rounded numbers are none.
func TestRounded(t *testing.T) {
	for id, want := range map[string]bool{
		"1.00E+10": true, "1E+10": true, "5e+7": true, "12.5E+03": true, " 1.00E+10 ": true,
		"": false, "P1E10": false, "1E10": false, "1.00E10": false, "E+10": false, "1E+": false, "+": false, "1+1": false, "P1E+10": false,
		"PE+1": false, "1.0.0E+1": false, "1E+1a": false, "Q2E4RT7+": false, "12345": false, ".E+1": false,
	} {
		if got := rounded(id); got != want {
			t.Errorf("rounded(%q) = %v, want %v", id, got, want)
		}
	}
}

// A stray quotation mark in the last row is no cut: the row is refused alone.
func TestAStrayQuoteAtTheEndIsNoCut(t *testing.T) {
	for _, last := range []string{"P2,\"a\"b,web,2026-03-01T00:00:00Z\n", "P2,\"a\"b,web,2026-03-01T00:00:00Z", "P2,a\"b,web,2026-03-01T00:00:00Z", "P2,\"a\nb\"c\r\n"} {
		readings, refused := mustRead(t, plainHeader+plainRow+last)
		if len(readings) != 1 || len(refused) != 1 || refused[0].Problem != BadQuote || refused[0].Line != 3 {
			t.Errorf("%q: got %d readings, refused %v, want 1, and line 3 for its quotation mark", last, len(readings), refused)
		}
	}
}

// Nor is it one behind a row that lacks cells.
func TestAStrayQuoteBehindAShortRowIsNoCut(t *testing.T) {
	readings, refused := mustRead(t, plainHeader+plainRow+"P2,disk\nP3,a\"b,web,2026-03-01T00:00:00Z")
	if len(readings) != 1 || len(refused) != 2 || refused[0].Problem != WrongColumns || refused[1].Problem != BadQuote {
		t.Errorf("got %d readings, refused %v, want 1, and two rows refused", len(readings), refused)
	}
}

func TestMissingFileAndDirectory(t *testing.T) {
	dir := t.TempDir()
	for path, detail := range map[string]string{filepath.Join(dir, "none.csv"): "no such file or directory", dir: "is a directory"} {
		_, err := OpenPath(path, options(t))
		var bad *FileError
		if !errors.As(err, &bad) || bad.Problem != NotFound || bad.Detail != detail || bad.File != filepath.Base(path) {
			t.Errorf("OpenPath(%s) = %v, want not_found, %s", path, err, detail)
		}
	}
	if _, err := OpenPath(filepath.Join(dir, "none.csv"), options(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want it to be os.ErrNotExist", err)
	}
}

func TestAFileThatChangesWhileItIsRead(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"longer": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			_, err = f.WriteString(plainRow)
			return errors.Join(err, f.Close())
		},
		"shorter":      func(path string) error { return os.Truncate(path, int64(len(plainHeader+plainRow))) },
		"written anew": func(path string) error { return os.Chtimes(path, time.Time{}, time.Unix(1_000_000_000, 0)) },
	} {
		path := mustWrite(t, plainHeader+strings.Repeat(plainRow, 20000)) // more than is read at once
		f, err := OpenPath(path, options(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := change(path); err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = f.Next(context.Background())
		}
		var bad *FileError
		if !errors.As(err, &bad) || bad.Problem != Changed && !(name == "shorter" && bad.Problem == Cut) {
			t.Errorf("%s: got %v, want changed", name, err)
		}
		f.Close()
	}
}

// 20,000 rows is where PagerDuty cuts: they must be counted exactly, and so must the ends of batches.
func TestRows(t *testing.T) {
	for _, n := range []int{1, batchRows - 1, batchRows, batchRows + 1, 2 * batchRows, 20000} {
		content := plainHeader + strings.Repeat(plainRow, n)
		var last, size int64
		o := options(t)
		o.Progress = func(read, all int64) { last, size = read, all }
		for _, mark := range []string{"", "\ufeff"} {
			readings, _, f, err := readAll(mustWrite(t, mark+content), o)
			if err != nil {
				t.Fatal(err)
			}
			if f.Rows() != int64(n) || len(readings) != n || readings[n-1].Row != int64(n) {
				t.Errorf("%d rows: got Rows() %d, %d readings", n, f.Rows(), len(readings))
			}
			sum := sha256.Sum256([]byte(mark + content))
			if got, want := f.SHA256(), hex.EncodeToString(sum[:]); got != want {
				t.Errorf("%d rows: SHA256() = %s, want %s", n, got, want)
			}
			if want := int64(len(mark + content)); last != want || size != want || f.Size != want {
				t.Errorf("%d rows: progress ended at %d of %d, want %d", n, last, size, want)
			}
		}
	}
}

func TestNextStopsWhenCancelled(t *testing.T) {
	f, err := OpenPath(mustWrite(t, plainHeader+plainRow), options(t))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := f.Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func BenchmarkRead(b *testing.B) {
	const rows = 100_000
	var s strings.Builder
	s.WriteString(rawHeader)
	at := time.Date(2024, 4, 1, 0, 0, 0, 0, mustZone(b, "Asia/Tokyo"))
	for i := range rows {
		created := at.Add(time.Duration(i) * 631 * time.Second)
		fmt.Fprintf(&s, "Q%013d,%d,\"[警告] disk %d%% on db-%d.example.com, /var\",PSVC%03d,web-%d,PPOL001,First line,%s,%s,%d,%d,0,0,0,1,1,PU%d,Sato,PU%d,Sato,PU%d,Sato,high\n",
			i, i, i%100, i%37, i%50, i%50, created.Format(time.RFC3339), created.Add(time.Hour).Format(time.RFC3339), 240, 3600, i%9, i%9, i%9)
	}
	path := mustWrite(b, s.String())
	o := options(b)
	b.SetBytes(int64(s.Len()))
	b.ReportAllocs()
	for b.Loop() {
		f, err := OpenPath(path, o)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for {
			batch, err := f.Next(context.Background())
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			readings, _ := batch.Readings()
			n += len(readings)
		}
		f.Close()
		if n != rows {
			b.Fatalf("got %d readings, want %d", n, rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
