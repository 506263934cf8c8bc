package sections_test

import (
	"bytes"
	"html"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/xuri/excelize/v2"

	"furikaeri/app/incident"
	"furikaeri/app/store"
	"furikaeri/report"
	"furikaeri/report/chart"
	rhtml "furikaeri/report/html"
	"furikaeri/report/pdf"
	"furikaeri/report/xlsx"
)

// hostile is the quarterly of a workspace in which every text is as bad as texts come.
func hostile(tb testing.TB) *report.Document {
	tb.Helper()
	return mustDocument(tb, hostileStore(tb), question{period: "FY2025Q4", lang: "ja"})
}

func hostileStore(tb testing.TB) *store.Store {
	tb.Helper()
	long := strings.Repeat("長い件名 & <b>", 1000) // 10,000 characters
	bad := []string{
		"</script><script>alert(1)</script>", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1+1", "-1", "{n} {client} {priority}", "𠮷野家 👩‍👩‍👧 🔥", "\u202eمرحبا بالعالم\u202c", "a\x00b\x07c\x1b[31m\u2028d",
		long, "", " ", "%s %d %!x", "\"'`\\", "]]><!--", "\ufeff\u200b\u2011\ufffd", "*", "?*~", "⟦key", "a\tb\nc", "ÀÉÎ ß ﬁ ㍿ ①", "\U0010ffff",
	}
	readings := small(tb)
	for i := range readings {
		r := &readings[i]
		r.Title = bad[i%len(bad)]
		r.Service = bad[(i/3)%len(bad)]
		r.Team = bad[(i/5)%len(bad)]
		r.ResolvedBy.Name = bad[(i/2)%len(bad)]
		r.Acknowledgers = []incident.Person{{ID: bad[i%7], Name: bad[i%9]}}
		if i%6 == 0 {
			r.Priority = bad[i%len(bad)]
		}
	}
	return mustStore(tb, bad[0]+".csv", readings, []store.MapEntry{{Service: "=cmd*", Project: bad[6], Client: bad[0], Unit: bad[7]}, {Service: "長*", Project: long, Client: long, Unit: long}, {Service: "*", Client: bad[0]}})
}

// drawn is a document as HTML and as a workbook.
func drawn(tb testing.TB, name string, d *report.Document) (page, sheet []byte) {
	tb.Helper()
	var h, x bytes.Buffer
	if err := rhtml.Write(&h, d); err != nil {
		tb.Errorf("%s as HTML: %v", name, err)
	}
	if err := xlsx.Write(&x, d); err != nil {
		tb.Errorf("%s as Excel: %v", name, err)
	}
	return h.Bytes(), x.Bytes()
}

// printed is a document as PDF, which takes longest by far.
func printed(tb testing.TB, name string, d *report.Document) []byte {
	tb.Helper()
	var p bytes.Buffer
	engine, err := chart.New()
	if err != nil {
		tb.Fatal(err)
	}
	defer engine.Close()
	printer, err := pdf.New()
	if err != nil {
		tb.Fatal(err)
	}
	if err := printer.Write(&p, d, engine); err != nil {
		tb.Errorf("%s as PDF: %v", name, err)
	}
	return p.Bytes()
}

// Texts of strangers break no format, and run nowhere.
func TestHostileTextsInEveryFormat(t *testing.T) {
	s := hostileStore(t)
	docs := map[string]*report.Document{
		"quarterly": mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"}),
		"monthly":   mustDocument(t, s, question{period: "FY2025Q4", client: "</script><script>alert(1)</script>", lang: "en"}),
	}
	for name, d := range docs {
		page, sheet := drawn(t, name, d)
		if strings.Contains(string(page), "<script>alert") {
			t.Errorf("%s: a title became a script", name)
		}
		if _, err := excelize.OpenReader(bytes.NewReader(sheet)); err != nil {
			t.Errorf("%s: the workbook does not open: %v", name, err)
		}
		var back report.Document
		mustUnmarshal(t, written(t, d), &back)
		if len(back.Sections) != len(d.Sections) {
			t.Errorf("%s: got %d sections back from JSON, want %d", name, len(back.Sections), len(d.Sections))
		}
	}
	if paper := printed(t, "monthly", docs["monthly"]); !bytes.HasPrefix(paper, []byte("%PDF-")) {
		t.Error("got no PDF")
	}
}

// Every format says the same numbers as the document, all of them.
func TestEveryFormatSaysTheSame(t *testing.T) {
	d := mustDocument(t, mustStore(t, "2026-03.csv", small(t), smallMap()), question{period: "FY2025Q4", lang: "ja"})
	page, sheet := drawn(t, "quarterly", d)
	web := squeeze(plainText(string(page)))
	print, hasTool := printedText(t, printed(t, "quarterly", d))
	books := numbersOf(t, sheet)
	figures, tables := 0, 0
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if b.Figures != nil {
				for _, f := range b.Figures.Items {
					figures++
					contains(t, "HTML", s.ID+", "+f.Label, web, f.Value.Text)
					if hasTool {
						contains(t, "PDF", s.ID+", "+f.Label, print, f.Value.Text)
					}
					if f.Value.Number != nil && !books.has(s.Title, *f.Value.Number) {
						t.Errorf("Excel: %s, %s: got no cell of %v", s.ID, f.Label, *f.Value.Number)
					}
				}
			}
			if b.Table == nil {
				continue
			}
			tables++
			for i, row := range append(append([][]report.Cell{}, b.Table.Rows...), b.Table.Total) {
				for k, c := range row {
					where := s.ID + ", " + b.Table.ID + ", row " + strconv.Itoa(i) + ", " + b.Table.Columns[k].Title
					contains(t, "HTML", where, web, c.Text)
					if hasTool && !b.Table.Columns[k].OffPaper && (b.Table.PaperRows == 0 || i < b.Table.PaperRows) && c.Number != nil {
						contains(t, "PDF", where, print, c.Text)
					}
				}
			}
			books.table(t, s.ID, b.Table)
		}
	}
	if figures < 6 || tables < 8 {
		t.Errorf("got %d figures and %d tables, want a whole report", figures, tables)
	}
}

func contains(tb testing.TB, format, where, all, text string) {
	tb.Helper()
	if !strings.Contains(all, squeeze(text)) {
		tb.Errorf("%s: %s: does not say %q", format, where, text)
	}
}

var tag = regexp.MustCompile(`(?s)<style.*?</style>|<script.*?</script>|<svg.*?</svg>|<[^>]*>`)

// plainText is what a reader of a page sees.
func plainText(page string) string { return html.UnescapeString(tag.ReplaceAllString(page, "\n")) }

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\u00ad' {
			return -1
		}
		return r
	}, s)
}

// printedText is a PDF's text as pdftotext finds it; ok is false where there is no such tool.
func printedText(tb testing.TB, paper []byte) (text string, ok bool) {
	tb.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		tb.Logf("no pdftotext here: %v", err)
		return "", false
	}
	path := filepath.Join(tb.TempDir(), "a.pdf")
	if err := os.WriteFile(path, paper, 0o644); err != nil {
		tb.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", path, "-").Output()
	if err != nil {
		tb.Fatal(err)
	}
	return squeeze(string(out)), true
}

// A workbook is the raw values of every sheet.
type workbook struct {
	sheets map[string][][]string
}

func numbersOf(tb testing.TB, body []byte) workbook {
	tb.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	w := workbook{map[string][][]string{}}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
		if err != nil {
			tb.Fatal(err)
		}
		w.sheets[name] = rows
	}
	return w
}

// has says whether a number stands on any sheet.
func (w workbook) has(_ string, n float64) bool {
	for _, rows := range w.sheets {
		for _, row := range rows {
			for _, v := range row {
				if number(v, n) {
					return true
				}
			}
		}
	}
	return false
}

func number(v string, n float64) bool {
	x, err := strconv.ParseFloat(v, 64)
	return err == nil && math.Abs(x-n) <= 1e-9*max(1, math.Abs(n))
}

// table finds a table by its heads, one after the other in a row, and compares what stands below.
func (w workbook) table(tb testing.TB, section string, t *report.Table) {
	tb.Helper()
	if len(t.Rows) == 0 {
		return
	}
	for _, rows := range w.sheets {
		for i, row := range rows {
			places := heads(row, t.Columns)
			if places == nil || !below(rows, i, places[0], t.Rows[0][0]) {
				continue
			}
			for k, cs := range append(append([][]report.Cell{}, t.Rows...), t.Total) {
				for c, cell := range cs {
					if cell.Number == nil {
						continue
					}
					got := ""
					if i+1+k < len(rows) && places[c] < len(rows[i+1+k]) {
						got = rows[i+1+k][places[c]]
					}
					if !number(got, *cell.Number) {
						tb.Errorf("Excel: %s, %s, row %d, %s: got %q, want %v", section, t.ID, k, t.Columns[c].Title, got, *cell.Number)
					}
				}
			}
			return
		}
	}
	tb.Errorf("Excel: %s, %s: got no such table", section, t.ID)
}

// heads are the places of a table's heads in a row, left to right; nil where one is missing.
func heads(row []string, columns []report.Column) []int {
	out := []int{}
	at := 0
	for _, c := range columns {
		for at < len(row) && squeeze(row[at]) != squeeze(c.Title) {
			at++
		}
		if at == len(row) {
			return nil
		}
		out = append(out, at)
		at++
	}
	return out
}

// below says whether a table's first cell stands under its first head.
func below(rows [][]string, i, place int, c report.Cell) bool {
	if i+1 >= len(rows) || place >= len(rows[i+1]) {
		return false
	}
	got := rows[i+1][place]
	return squeeze(got) == squeeze(c.Text) || c.Number != nil && number(got, *c.Number)
}
