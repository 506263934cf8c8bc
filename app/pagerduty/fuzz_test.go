package pagerduty

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"furikaeri/app/incident"
)

// everything is what a file gives, in words that can be compared.
type everything struct {
	readings []incident.Reading
	refused  []Refusal
	events   []incident.Event
	kind     Kind
	rows     int64
	count    int64
	sum      string
	err      string
}

func readEverything(in Input, o Options) (out everything, err error) {
	f, err := Open(in, o)
	if err != nil {
		out.err = err.Error()
		return out, err
	}
	defer f.Close()
	for {
		b, err := f.Next(context.Background())
		if err != nil {
			out.kind, out.rows, out.count, out.sum = f.Kind(), f.Rows(), f.EventCount(), f.SHA256()
			if err == io.EOF {
				return out, nil
			}
			out.err = err.Error()
			return out, err
		}
		if o.Events {
			out.events = append(out.events, b.Events()...)
			continue
		}
		r, bad := b.Readings()
		out.readings, out.refused = append(out.readings, r...), append(out.refused, bad...)
	}
}

// judge reads a file twice for its rows and once for its events. Whatever the bytes are: no panic, the same each time,
// every row is a reading or a refusal and none is read twice, every refusal has its line, and what goes in is sane.
func judge(t *testing.T, path string) {
	t.Helper()
	o := Options{Account: "default", Local: mustZone(t, "Asia/Tokyo")}
	in := plain(path)
	a, err := readEverything(in, o)
	b, _ := readEverything(in, o)
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("read twice: got %+v and %+v", a, b)
	}
	if e, eerr := Explain(in, o); eerr == nil && (e.Kind == "" || e.Headers == nil || e.Missing == nil) {
		t.Errorf("explained as %+v", e)
	}
	if err != nil {
		var bad *FileError
		if !errors.As(err, &bad) || bad.Problem == "" || bad.File == "" {
			t.Fatalf("got %v, want a FileError with a file and a problem", err)
		}
		return
	}
	if got := int64(len(a.readings) + len(a.refused)); got != a.rows || a.rows == 0 && a.count == 0 && !strings.HasPrefix(string(a.kind), "json") {
		t.Errorf("%d readings and refusals, %d events, of %d rows", got, a.count, a.rows)
	}
	for _, r := range a.refused {
		if r.Line < 1 || r.Row < 1 || r.Problem == "" || r.File == "" {
			t.Errorf("refusal without a place or a reason: %+v", r)
		}
	}
	last := int64(0)
	for _, r := range a.readings {
		if r.ID == "" || r.TriggeredAt.Before(earliest) || r.TriggeredAt.After(latest) || r.Row <= last || r.Import != 0 ||
			r.AcknowledgedAt.OK && r.AcknowledgedAt.V.Before(r.TriggeredAt) || r.ResolvedAt.OK && r.ResolvedAt.V.Before(r.TriggeredAt) || strings.ContainsRune(r.Title, 0) {
			t.Errorf("insane reading %+v", r)
		}
		last = r.Row
	}
	o.Events = true
	c, err := readEverything(in, o)
	if err != nil || int64(len(c.events)) != a.count || c.count != a.count || c.sum != a.sum {
		t.Errorf("read for events: got %d, %v, want %d", len(c.events), err, a.count)
	}
	for _, e := range c.events {
		if e.IncidentID == "" || e.ID == "" || e.At.Before(earliest) || e.At.After(latest) || e.Type == "notify" || e.Account != "default" {
			t.Errorf("insane event %+v", e)
		}
	}
}

// fuzzFile judges files of one name, which is one for all: a folder for each would be most of the work.
func fuzzFile(f *testing.F, name string) {
	path := filepath.Join(f.TempDir(), name)
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		judge(t, path)
	})
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{
		plainHeader + plainRow, rawHeader, "\ufeff" + plainHeader + plainRow, plainHeader + "P1,\"a\nb\",web,2026/3/1 9:05\n,,,\n",
		"#\ttitle\tservice\tcreated_on\r\n1\tx\ty\t2026-03-01T00:00:00.9Z\r\n", plainHeader + "P1,\"dis", plainHeader + "1.00E+10,a,b,c\n",
		plainHeader + "P1,a\"b,c,d\n" + plainRow, "id;title;service;created_on;seconds_to_first_ack\nP1;a;b;2026-03-01;-5\n", "\xff\xfei\x00",
		"id,title,service,created_on,acknowledged_by\nP1,a,b,2026-03-01,\"x,;|y\"\n", plainHeader + "\"\"\n\"\",\"\",\"\",\"\"\n",
	} {
		f.Add([]byte(s))
	}
	fuzzFile(f, "incidents.csv")
}

// What encoding/csv reads without complaint is read the same here, but for what only one of them knows.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "a;b;c\r\n\"x\";\"y\"\"z\";\r\n", "a\tb\n\n\n1\t2", "\"a\nb\",c\n\"d\r\ne\",f\r\n", "a,b\r1,2\r", "\"a\",\"\"\n,\n", "a,\"b", "a\"b,c\nd,e\n",
		"\"a\"b,c\nd,e\n", "\r\n\r\na,b\n", "a,b\r", "\"a\r\n\"\r\n", ",\n", "\n", "\"\"\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		c := newCSV(newText(strings.NewReader(string(content))))
		if c.returns || c.t.r > 0 || strings.ContainsRune(string(content), 0) || len(content) > maxField {
			return
		}
		c.all = true
		old := csv.NewReader(strings.NewReader(string(content)))
		old.Comma, old.FieldsPerRecord = rune(c.comma), -1
		for {
			want, oldErr := old.Read()
			var a arena
			n, problem, err := c.row(&a)
			got := []string{}
			for i := range a.ends {
				got = append(got, string(a.cell(i)))
			}
			switch {
			case oldErr == io.EOF && err == io.EOF:
				return
			case oldErr == nil && err == nil && problem == "" && n == len(want) && reflect.DeepEqual(got, want):
				if line, _ := old.FieldPos(0); line != c.line {
					t.Fatalf("%q: got line %d, want %d", content, c.line, line)
				}
			case oldErr != nil && (problem == BadQuote || err != nil && err != io.EOF):
				if err != nil {
					return
				}
			default:
				t.Fatalf("%q: got %q, %q, %v, want %q, %v", content, got, problem, err, want, oldErr)
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		"[" + restResolved + "," + restOpen + "," + restMerged + "]", `{"incidents":[` + restOpen + `],"more":false}`, oneLine(restOpen) + "\n" + oneLine(logEntry) + "\n",
		`{"log_entries":[` + logEntry + "," + notifyEntry + `]}`, `{"data":[` + analytics + `],"time_zone":"Etc/UTC"}`, webhook, `{"record":{"data":` + restOpen + `}}`,
		`[{"incidents":[` + restOpen + `]},{"incidents":[]}]`, `{"incidents":null}`, `{"id":1,"title":"\u0000\ud800","created_at":"2026-03-01"}`, "[[[[", `{"a":"`, `{"incidents":[1,"x",null,{}]}`,
		`{"messages":[{"event":{"event_type":"incident.triggered","occurred_at":"2026-03-01T00:00:00Z","data":{"id":"P1","type":"incident","number":1,"title":"x","created_at":"2026-03-01T00:00:00Z","assignees":[{"id":"U"}]}}}]}`,
		`{"id":"P1","title":"x","created_at":"2026-03-01T00:00:00Z","log_entries":[` + logEntry + `]}`,
	} {
		f.Add([]byte(s))
	}
	fuzzFile(f, "incidents.json")
}

func FuzzEncoding(f *testing.F) {
	table := plainHeader + "P1,ディスク髙①,web,2026-03-01T00:00:00Z\n"
	for _, s := range []string{
		table, "\ufeff" + table, mustEncode(f, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), table), mustEncode(f, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), table),
		mustEncode(f, japanese.ShiftJIS, table), mustEncode(f, japanese.EUCJP, plainHeader+"P1,ディスク,web,2026-03-01T00:00:00Z\n"), plainHeader + "P1,\x81\n", plainHeader + "P1,\xa4\xa2\x8f\xa2\n", "\xff\xfe\x00\xd8", "\xef\xbb",
	} {
		f.Add([]byte(s))
	}
	fuzzFile(f, "incidents.txt")
}

func FuzzXLSX(f *testing.F) {
	path := mustWorkbook(f, func(book *excelize.File) {
		mustRow(f, book, "Sheet1", "A1", "id", "title", "service", "created_at")
		mustRow(f, book, "Sheet1", "A2", "P1", "x", "web", 46082.5)
	})
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	sheet := `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>title</t></is></c><c t="inlineStr"><is><t>service</t></is></c><c t="inlineStr"><is><t>created_at</t></is></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="str"><v>&lt;&#x20BB7;_x0000_</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" s="1"><v>46082.5</v></c></row><row/></sheetData></worksheet>`
	f.Add(whole, []byte(sheet), []byte(`<sst><si><t>P1</t><rPh><t>p</t></rPh></si></sst>`), []byte(`<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy/m/d"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`))
	f.Add([]byte{}, []byte(`<row r="1"><c r="ZZZZZZ1"`), []byte(`<![CDATA[x]]><!-- --><si>`), []byte(`<?xml?><cellXfs>`))
	path = filepath.Join(f.TempDir(), "book.xlsx")
	f.Fuzz(func(t *testing.T, file, sheet, shared, styles []byte) {
		if len(file) == 0 { // the parts of a workbook that is whole as an archive
			file = []byte(zipped(t, [2]string{"[Content_Types].xml", "<Types/>"},
				[2]string{"_rels/.rels", `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
				[2]string{"xl/workbook.xml", `<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>`},
				[2]string{"xl/_rels/workbook.xml.rels", `<R><Relationship Id="a" Type="x/worksheet" Target="s.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/><Relationship Id="c" Type="x/styles" Target="u.xml"/></R>`},
				[2]string{"xl/s.xml", string(sheet)}, [2]string{"xl/t.xml", string(shared)}, [2]string{"xl/u.xml", string(styles)}))
		}
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		judge(t, path)
	})
}

func FuzzParquet(f *testing.F) {
	type row struct {
		ID      string   `parquet:"id"`
		Title   *string  `parquet:"title,optional,dict"`
		Service []string `parquet:"service,list"`
		Created int64    `parquet:"created_at,timestamp(millisecond)"`
		Engaged float64  `parquet:"engaged_seconds"`
	}
	title := "disk"
	whole, err := os.ReadFile(mustParquet(f, []row{{"P1", &title, []string{"a", "b"}, 1772323200000, 1}, {"P2", nil, nil, 1772323200000, 2.5}}))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	fuzzFile(f, "table.parquet")
}

func FuzzZip(f *testing.F) {
	f.Add([]byte(zipped(f, [2]string{"a.csv", plainHeader + plainRow}, [2]string{"../b.json", "[" + restOpen + "]"}, [2]string{"c\x00\u202e.csv.gz", gzipped(f, plainHeader+plainRow)})))
	f.Add([]byte(gzipped(f, plainHeader+plainRow)))
	f.Add([]byte(zipped(f, [2]string{"in.zip", zipped(f)})))
	path := filepath.Join(f.TempDir(), "export.zip")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		inputs, _, err := Expand([]string{path})
		again, _, _ := Expand([]string{path})
		var bad *FileError
		if err != nil && (!errors.As(err, &bad) || bad.File == "" || bad.Problem == "" || inputs != nil) {
			t.Fatalf("got %v, %v", inputs, err)
		}
		if fmt.Sprint(inputs) != fmt.Sprint(again) {
			t.Fatalf("got %v, then %v", inputs, again)
		}
		o := Options{Account: "default", Local: mustZone(t, "Asia/Tokyo")}
		for _, in := range inputs {
			if strings.ContainsAny(in.Name, "\x00\n\u202e") || strings.Contains(in.Name, "..") && strings.Contains(in.Name, "../") {
				t.Errorf("hostile name %q", in.Name)
			}
			a, _ := readEverything(in, o)
			if b, _ := readEverything(in, o); !reflect.DeepEqual(a, b) {
				t.Errorf("%s read twice: got %+v and %+v", in.Name, a, b)
			}
		}
	})
}
