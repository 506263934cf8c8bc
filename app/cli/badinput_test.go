package cli

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "write the golden files anew")

// A mistake is a thing that people do, and what they get told is in the golden files testdata/bad-inputs.*.md.
type mistake struct {
	name  string
	files map[string]string // what lies in the folder, by name
	args  []string
}

const someHeader = "id,incident_number,description,service_id,service_name,created_on,resolved_on,seconds_to_first_ack\n"

// imported is a mistake in one file that is imported.
func imported(name, file, body string) mistake {
	return mistake{name, map[string]string{file: body}, []string{"import", file}}
}

// mapped and excluded are mistakes in a sheet.
func mapped(name, body string) mistake {
	return mistake{"map: " + name, map[string]string{"map.csv": body}, []string{"map", "import", "map.csv"}}
}

func excluded(name, body string) mistake {
	return mistake{"exclusions: " + name, map[string]string{"ex.csv": body}, []string{"exclude", "import", "ex.csv"}}
}

// configured is a mistake in settings.toml.
func configured(name, body string) mistake {
	return mistake{"settings: " + name, map[string]string{"ws/settings.toml": body}, []string{"check"}}
}

func asked(name string, args ...string) mistake { return mistake{name: name, args: args} }

// mistakes are all that the golden files tell of.
func mistakes(t *testing.T) []mistake {
	t.Helper()
	const row = "Q1,1,disk full,PSVC1,shop,2026-03-02T10:00:00+09:00,2026-03-02T10:30:00+09:00,120\n"
	return []mistake{
		imported("an empty file", "empty.csv", ""),
		imported("blank lines alone", "blank.csv", "\n\n  \n"),
		imported("a header and no row", "header.csv", someHeader),
		imported("a list of something else", "members.csv", "name,room\nTaro,12\n"),
		imported("no title", "untitled.csv", "id,service_name,created_on\nQ1,shop,2026-03-02T10:00:00Z\n"),
		imported("no trigger time", "timeless.csv", "id,title,service_name\nQ1,disk full,shop\n"),
		imported("cut inside a quoted field", "cut.csv", someHeader+row+"Q2,2,\"disk full,PSVC1"),
		imported("cut inside a row", "cutrow.csv", someHeader+row+"Q2,2,disk"),
		imported("a picture", "picture.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x01\x00\x08\x06\x00\x00\x00\x5c\x72\xa8\x66"),
		imported("ids that Excel rounded", "excel.csv", someHeader+"1.00E+10,1,disk full,PSVC1,shop,2026-03-02T10:00:00Z,,\n"),
		imported("a trigger time in words", "words.csv", someHeader+row+"Q2,2,disk full,PSVC1,shop,yesterday,,\n"),
		imported("no id and no number", "nobody.csv", someHeader+row+",,disk full,PSVC1,shop,2026-03-02T10:00:00Z,,\n"),
		imported("a row without trigger time", "notime.csv", someHeader+row+"Q2,2,disk full,PSVC1,shop,,,\n"),
		imported("a trigger in 1970", "past.csv", someHeader+row+"Q2,2,disk full,PSVC1,shop,1970-01-01T00:00:00Z,,\n"),
		imported("a row with too few cells", "short.csv", someHeader+row+"Q2,2\n"+row),
		imported("a stray quotation mark", "quote.csv", someHeader+row+"Q2,2,disk \"full\",PSVC1,shop,2026-03-02T10:00:00Z,,\n"+row),
		imported("seconds that are no number", "seconds.csv", someHeader+row+"Q2,2,disk full,PSVC1,shop,2026-03-02T10:00:00Z,,soon\n"),
		imported("no row that can be read", "hopeless.csv", someHeader+"Q1,1,disk full,PSVC1,shop,tomorrow,,\nQ2,2,disk full,PSVC1,shop,later,,\n"),
		imported("a name with control characters", "bell.csv", someHeader+row+"Q2,2,disk full,PSVC1,shop,\"\x1b[31mred\",,\n"),
		asked("a file that is not there", "import", "absent.csv"),
		imported("NUL characters in a row", "nul.csv", someHeader+row+"Q2,2,disk\x00full,PSVC1,shop,2026-03-02T10:00:00Z,,\n"),
		imported("a field of more than a mebibyte", "long.csv", someHeader+row+"Q2,2,"+strings.Repeat("x", 1<<20+1)+",PSVC1,shop,2026-03-02T10:00:00Z,,\n"),
		imported("text in no encoding", "garbage.csv", someHeader+row+"Q2,2,\xff\xfe\x80\x81\xa0 disk,PSVC1,shop,2026-03-02T10:00:00Z,,\n"),
		imported("UTF-16 that ends inside a character", "utf16.csv", "\xff\xfei\x00d\x00,"),
		imported("JSON that is cut", "cut.json", `{"incidents": [{"id": "Q1", "title": "disk full", "created_at": "2026-03-02T10:00:00Z", "service": {"id"`),
		imported("JSON with a mistake", "typo.json", "{\"incidents\": [\n {\"id\": \"Q1\", \"title\": disk full}\n]}"),
		imported("JSON of something else", "services.json", `{"services": [{"id": "PSVC1", "name": "shop"}]}`),
		imported("a JSON list of numbers", "numbers.json", `[1, 2, 3]`),
		imported("an empty JSON list", "none.json", `{"incidents": []}`),
		imported("JSON without id and with a time in words", "rows.json", `{"incidents": [
 {"id": "Q1", "incident_number": 1, "title": "disk full", "created_at": "2026-03-02T01:00:00Z", "service": {"summary": "shop"}},
 {"title": "disk full", "created_at": "2026-03-02T10:00:00Z"},
 {"id": "Q3", "title": "disk full", "created_at": "yesterday"}
]}`),
		imported("a timeline entry without its incident", "entries.json", `{"log_entries": [
 {"id": "R1", "type": "acknowledge_log_entry", "created_at": "2026-03-02T10:00:00Z"}
]}`),
		imported("a workbook without alerts", "members.xlsx", workbook(t, [][]any{{"name", "room"}, {"Taro", 12}})),
		imported("a workbook whose ids Excel rounded", "ids.xlsx", workbook(t, [][]any{{"id", "title", "service", "created_at"}, {"1.00E+10", "disk full", "shop", "2026-03-02 10:00"}})),
		imported("a broken workbook", "broken.xlsx", workbook(t, [][]any{{"id"}})[:200]),
		imported("an old workbook, or one with a password", "old.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"+strings.Repeat("\x00", 600)),
		imported("a broken Parquet file", "broken.parquet", "PAR1"+strings.Repeat("x", 50)+"PAR1"),
		imported("an archive without data", "pictures.zip", zipped(t, "a.png", "\x89PNG\r\n\x1a\n\x00\x00")),
		imported("an archive in an archive", "nested.zip", zipped(t, "inner.zip", zipped(t, "a.csv", someHeader+row))),
		imported("an archive that is cut", "cut.zip", zipped(t, "a.csv", someHeader+row)[:60]),
		imported("an archive that unpacks to far too much", "bomb.zip", zipped(t, "a.csv", someHeader+strings.Repeat("\n", 50<<20))),
		imported("a file packed by gzip that is cut", "cut.csv.gz", gzipped(t, someHeader+strings.Repeat(row, 100))[:90]),
		imported("an archive with one bad file", "half.zip", zipped(t, "good.csv", someHeader+row, "bad.csv", "name,room\nTaro,12\n")),
		mistake{"a folder without data", map[string]string{"empty/.keep": ""}, []string{"import", "empty"}},
		mistake{"columns: a field that is none", map[string]string{"cols.csv": "column,field\nBetreff,subject\n"}, []string{"import", "--map", "cols.csv", "good.csv"}},
		mistake{"columns: a field twice", map[string]string{"cols.csv": "column,field\nBetreff,title\nText,title\n"}, []string{"import", "--map", "cols.csv", "good.csv"}},
		mistake{"columns: no sheet of columns", map[string]string{"cols.csv": "name,room\nTaro,12\n"}, []string{"import", "--map", "cols.csv", "good.csv"}},
		mistake{"columns: for another file", map[string]string{"cols.csv": "column,field\nBetreff,title\n"}, []string{"import", "--map", "cols.csv", "good.csv"}},
		mistake{"restore: no backup", map[string]string{"a.backup": "hello"}, []string{"restore", "a.backup"}},
		mistake{"restore: another archive", map[string]string{"a.backup": zipped(t, "a.csv", row)}, []string{"restore", "a.backup"}},
		mistake{"restore: no copy", map[string]string{"a.jsonl": "hello\n"}, []string{"restore", "a.jsonl"}},
		mapped("an unknown column", "service,projekt\nshop,a\n"),
		mapped("a column twice", "service,service,client\nshop,shop,a\n"),
		mapped("no service column", "project,client\na,b\n"),
		mapped("a row without service", "service,project,client\n,a,b\n"),
		mapped("a date that is none", "service,client,from\nshop,a,1st of May\n"),
		mapped("from after until", "service,client,from,until\nshop,a,2026-05-01,2026-04-01\n"),
		mapped("a service twice", "service,client\nshop,a\nshop,b\n"),
		mapped("too many cells", "service,client\nshop,a,b\n"),
		mistake{"map: a format of its own", map[string]string{"map.ods": ""}, []string{"map", "import", "map.ods"}},
		mistake{"map: a broken workbook", map[string]string{"map.xlsx": "PK\x03\x04broken"}, []string{"map", "import", "map.xlsx"}},
		excluded("an incident and a window", "incident_id,service,from,until,reason\nQ1,shop,2026-03-01,2026-03-02,maintenance\n"),
		excluded("neither incident nor service", "incident_id,service,reason\n,,maintenance\n"),
		excluded("no window", "service,reason\nshop,maintenance\n"),
		excluded("no reason", "incident_id,reason\nQ1,\n"),
		excluded("a number that is none", "number,reason\nfirst,test\n"),
		excluded("a time that is none", "service,from,until,reason\nshop,noon,2026-03-02,test\n"),
		excluded("from after until", "service,from,until,reason\nshop,2026-03-03,2026-03-02,test\n"),
		configured("no TOML", "language = \n"),
		configured("an unknown key", "langauge = \"ja\"\n"),
		configured("a wrong value", "language = \"fr\"\ntime_zone = \"Asia/Edo\"\nfiscal_year_start = 13\n"),
		asked("a setting that is none", "settings", "set", "colour", "red"),
		asked("a value that a setting cannot have", "settings", "set", "slo.P2.limit_minutes", "soon"),
		asked("a period that is none", "numbers", "--period", "last month"),
		asked("a client that is none", "report", "monthly", "--period", "2026-03", "--client", "shopp", "-o", "x.pdf"),
		asked("a unit that is none", "report", "quarterly", "--period", "FY2025Q4", "--unit", "East", "-o", "x.pdf"),
		asked("a format that is none", "report", "quarterly", "--period", "FY2025Q4", "-o", "x.docx"),
		asked("a language that is none", "report", "quarterly", "--period", "FY2025Q4", "--lang", "fr", "-o", "x.pdf"),
		asked("a paper that is none", "report", "quarterly", "--period", "FY2025Q4", "--paper", "b5", "-o", "x.pdf"),
		asked("a date of issue that is none", "report", "quarterly", "--period", "FY2025Q4", "--issued", "today", "-o", "x.pdf"),
		asked("comments that are not there", "report", "quarterly", "--period", "FY2025Q4", "--comments", "absent.md", "-o", "x.pdf"),
		asked("a folder that is not there", "report", "quarterly", "--period", "FY2025Q4", "-o", "absent/x.pdf"),
		asked("clients that the map lacks", "report", "monthly", "--period", "2026-03", "--all-clients", "-d", "out"),
		asked("a command that is none", "improt", "a.csv"),
		asked("a flag that is none", "check", "--loud"),
	}
}

// workbook is an Excel file with one sheet.
func workbook(t *testing.T, rows [][]any) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped is an archive of names and bodies.
func zipped(t *testing.T, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.Create(members[i])
		if err == nil {
			_, err = io.WriteString(w, members[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.WriteString(z, body)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBadInputs(t *testing.T) {
	for _, language := range []string{"en", "ja"} {
		t.Run(language, func(t *testing.T) {
			dir := t.TempDir()
			t.Chdir(dir)
			mustWrite(t, "good.csv", someHeader+"Q1,1,disk full,PSVC1,shop,2026-03-02T10:00:00+09:00,2026-03-02T10:30:00+09:00,120\n")
			tell := func(args ...string) (int, string) {
				stderr := &strings.Builder{}
				code := Run(context.Background(), Machine{
					Args: append([]string{"-w", "ws"}, args...), System: "linux", Stdin: strings.NewReader(""), Stdout: &strings.Builder{}, Stderr: stderr,
					Env:     func(name string) string { return map[string]string{"FURIKAERI_LANG": language}[name] },
					Version: "1.2.3", Now: func() time.Time { return instant },
				})
				return code, strings.ReplaceAll(stderr.String(), dir, "…")
			}
			if code, said := tell("import", "good.csv"); code != 0 {
				t.Fatalf("the good file: exit code %d: %s", code, said)
			}
			var out strings.Builder
			for _, m := range mistakes(t) {
				for name, body := range m.files {
					if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
						t.Fatal(err)
					}
					mustWrite(t, name, body)
				}
				code, said := tell(m.args...)
				fmt.Fprintf(&out, "## %s\n\n`furikaeri %s` → %d\n\n", m.name, strings.Join(m.args, " "), code)
				for line := range strings.SplitSeq(strings.TrimRight(said, "\n"), "\n") {
					fmt.Fprintln(&out, strings.TrimRight("> "+line, " "))
				}
				fmt.Fprintln(&out)
				for _, bad := range []string{"⟦", "panic", "goroutine", "\x1b"} {
					if strings.Contains(said, bad) {
						t.Errorf("%s: the answer has %q: %s", m.name, bad, said)
					}
				}
				for name := range m.files {
					os.Remove(name)
				}
			}
			golden(t, "bad-inputs."+language+".md", out.String())
		})
	}
}

// golden compares got with a file of testdata; -update writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join(testdata, name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		if i >= len(g) || i >= len(w) || g[i] != w[i] {
			t.Fatalf("%s, line %d:\n got %q\nwant %q", name, i+1, g[min(i, len(g)-1)], w[min(i, len(w)-1)])
		}
	}
}

// testdata is the folder of golden files, wherever a test has gone.
var testdata = func() string {
	dir, err := filepath.Abs("testdata")
	if err != nil {
		panic(err)
	}
	return dir
}()
