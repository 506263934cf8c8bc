package pdf

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"furikaeri/report"
	"furikaeri/report/chart"
)

func mustPrinter(t testing.TB) *Printer {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return p
}

func mustEngine(t testing.TB) *chart.Engine {
	t.Helper()
	e, err := chart.New()
	if err != nil {
		t.Fatalf("chart.New: %v", err)
	}
	t.Cleanup(e.Close)
	return e
}

func mustWrite(t testing.TB, d *report.Document, charts Drawer) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := mustPrinter(t).Write(&b, d, charts); err != nil {
		t.Fatalf("Write: %v", err)
	}
	return b.Bytes()
}

// drawn is a Drawer that draws the same for every chart.
type drawn string

func (s drawn) SVG(*report.Chart, chart.Palette, float64, float64) (string, error) {
	return string(s), nil
}

const simple = drawn(`<svg width="600" height="250"><rect x="0" y="0" width="600" height="250" fill="#EEF3FB"/><text x="20" y="40">図の文字</text></svg>`)

// refusing is a Drawer that cannot.
type refusing struct{ panics bool }

var errRefused = errors.New("no ink")

func (r refusing) SVG(*report.Chart, chart.Palette, float64, float64) (string, error) {
	if r.panics {
		panic("spilt ink")
	}
	return "", errRefused
}

// squeezed is s without what lines and columns put between its characters.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// wanted are the texts of a document that paper shows, each with the number of characters that must be found.
func wanted(d *report.Document) []string {
	var out []string
	add := func(texts ...string) { out = append(out, texts...) }
	cells := func(columns []report.Column, row []report.Cell) {
		for i, c := range row {
			if !columns[i].OffPaper && len(c.Spark) == 0 {
				add(c.Text)
			}
		}
	}
	add(d.Title, d.Scope, d.Period, d.Mark, d.Cover.Addressee, d.Cover.Author)
	for _, e := range d.Cover.Lines {
		add(e.Label, e.Text)
	}
	for _, s := range d.Sections {
		add(s.Title, s.Question)
		add(s.Notes...)
		for _, b := range s.Blocks {
			switch {
			case b.Text != nil:
				add(b.Text.Title)
				for _, s := range b.Text.Sentences {
					if term, meaning, ok := split(s.Text); ok && b.Text.Style == report.Definition {
						add(term, meaning)
						continue
					}
					add(s.Text)
				}
			case b.Figures != nil:
				for _, f := range b.Figures.Items {
					add(f.Label, f.Value.Text, f.Note)
				}
			case b.Table != nil:
				add(b.Table.Title)
				if len(b.Table.Rows) == 0 {
					add(b.Table.Empty)
					continue
				}
				for _, c := range b.Table.Columns {
					if !c.OffPaper {
						add(c.Title)
					}
				}
				rows := b.Table.Rows
				if b.Table.PaperRows > 0 && len(rows) > b.Table.PaperRows {
					rows = rows[:b.Table.PaperRows]
					add(b.Table.PaperNote)
				}
				for _, r := range rows {
					cells(b.Table.Columns, r)
				}
				cells(b.Table.Columns, b.Table.Total)
			case b.Chart != nil:
				add(b.Chart.Title, b.Chart.Subtitle, b.Chart.Empty)
			case b.Cards != nil:
				for _, c := range b.Cards.Items {
					add(c.Title)
					for _, e := range c.Lines {
						add(e.Label, e.Text)
					}
				}
			}
		}
	}
	return out
}

// lacks are the texts wanted that are not in got. Long ones may be cut: their beginning must be there.
func lacks(p *Printer, d *report.Document, got string, long int) []string {
	got = squeezed(got)
	var out []string
	for _, s := range wanted(d) {
		clean, _ := p.metrics.Clean(s)
		clean = squeezed(clean)
		if r := []rune(clean); len(r) > long {
			clean = string(r[:long])
		}
		if !strings.Contains(got, clean) {
			out = append(out, clean)
		}
	}
	return out
}

func TestEveryTextIsLaidOut(t *testing.T) {
	p := mustPrinter(t)
	d := document(t, 90)
	_, pages, err := p.layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, page := range pages {
		for _, at := range page.placed {
			all.WriteString(strings.Join(at.piece.texts, ""))
		}
		all.WriteString(strings.Join(page.head.texts, "") + strings.Join(page.foot.texts, ""))
	}
	// Cells of two lines beside each other come line by line, so only the first of them is whole.
	for _, s := range lacks(p, d, all.String(), 14) {
		t.Errorf("text is not on any page: %q", s)
	}
	for _, s := range []string{"紙には出ない", "#95 "} {
		if strings.Contains(all.String(), s) {
			t.Errorf("%q is on paper, want it left out", s)
		}
	}
}

// extracted is the text of a PDF as pdftotext finds it, squeezed; ok is false where there is no pdftotext.
func extracted(t *testing.T, pdf []byte) (text string, ok bool) {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Logf("no pdftotext here: %v", err)
		return "", false
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-raw", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	return squeezed(string(out)), true
}

func TestEveryTextIsInTheFile(t *testing.T) {
	p := mustPrinter(t)
	d := document(t, 90)
	_, pages, err := p.layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := extracted(t, mustWrite(t, d, simple))
	if !ok {
		return
	}
	for _, s := range lacks(p, d, text, 10) {
		t.Errorf("pdftotext does not find %q", s)
	}
	for _, s := range []string{"図の文字", "この書体にない文字", "3/" + strconv.Itoa(len(pages))} {
		if !strings.Contains(text, s) {
			t.Errorf("pdftotext does not find %q", s)
		}
	}
}

// One chart by ECharts itself: its engine takes seconds under the race detector.
func TestChartsWordsAreInTheFile(t *testing.T) {
	d := document(t, 1)
	d.Sections = d.Sections[:1]
	text, ok := extracted(t, mustWrite(t, d, mustEngine(t)))
	if !ok {
		return
	}
	for _, s := range []string{"目標−20%", "2025/4", "前年", "今年", "1,234.5"} {
		if !strings.Contains(text, s) {
			t.Errorf("pdftotext does not find %q", s)
		}
	}
}

func TestTheFileIsSound(t *testing.T) {
	tool, err := exec.LookPath("qpdf")
	if err != nil {
		t.Logf("no qpdf here: %v", err)
		return
	}
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, mustWrite(t, document(t, 90), simple), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(tool, "--check", file).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	zone := time.Local
	t.Cleanup(func() { time.Local = zone })
	want := mustWrite(t, document(t, 30), simple)
	for _, z := range []*time.Location{time.UTC, time.FixedZone("far", 14*3600), time.FixedZone("behind", -11*3600)} {
		time.Local = z
		if got := mustWrite(t, document(t, 30), simple); !bytes.Equal(got, want) {
			t.Errorf("in zone %s: got other bytes", z)
		}
	}
}

func TestPagesHoldExactlyWhatWasPlanned(t *testing.T) {
	p := mustPrinter(t)
	for _, rows := range []int{1, 7, 33, 64, 120} {
		d := document(t, rows)
		_, pages, err := p.layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		file := mustWrite(t, d, simple)
		if got := bytes.Count(file, []byte("/Type /Page\n")); got != len(pages) {
			t.Errorf("%d rows: got %d pages in the file, want %d", rows, got, len(pages))
		}
	}
}

func TestPropertiesAreTheDocuments(t *testing.T) {
	file := mustWrite(t, document(t, 3), simple)
	creator := "\xfe\xff"
	for _, c := range "Furikaeri 1.0.0" {
		creator += string([]byte{0, byte(c)})
	}
	for _, want := range []string{"/CreationDate (D:20260401000000)", "/ModDate (D:20260401000000)", "/Creator (" + creator + ")"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("got no %q", want)
		}
	}
	for _, key := range []string{"/Title", "/Subject", "/Author", "/Keywords", "/Creator", "/Outlines"} {
		if !bytes.Contains(file, []byte(key)) {
			t.Errorf("got no %s", key)
		}
	}
}

func TestContentsOnlyInLongReports(t *testing.T) {
	p := mustPrinter(t)
	for _, c := range []struct {
		rows int
		want bool
	}{{1, false}, {200, true}} {
		d := document(t, c.rows)
		if !c.want {
			d.Sections = d.Sections[:2]
		}
		_, pages, err := p.layOut(d, simple)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Contains(strings.Join(pages[1].placed[0].piece.texts, ""), "目次")
		if got != c.want {
			t.Errorf("%d pages: contents %v, want %v", len(pages), got, c.want)
		}
	}
}

func TestMissingCharactersAreCounted(t *testing.T) {
	d := document(t, 1)
	d.Scope = "🔥"
	d.Sections = []report.Section{{ID: "a", Title: "𠮷", Blocks: []report.Block{{Text: &report.Text{Style: report.Body, Sentences: []report.Sentence{{Text: "👩‍💻と한국"}}}}}}}
	_, pages, err := mustPrinter(t).layOut(d, simple)
	if err != nil {
		t.Fatal(err)
	}
	last := pages[len(pages)-1].placed
	got := strings.Join(last[len(last)-1].piece.texts, "")
	if want := "この書体にない文字 5字を〓で表しています。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestErrorsSayWhere(t *testing.T) {
	p := mustPrinter(t)
	for _, c := range []struct {
		name   string
		change func(*report.Document)
		charts Drawer
		want   string
	}{
		{"no day of issue", func(d *report.Document) { d.Issued = "" }, simple, "the day of issue"},
		{"empty block", func(d *report.Document) { d.Sections[0].Blocks[0] = report.Block{} }, simple, `section "summary": a block is empty`},
		{"unknown style", func(d *report.Document) { d.Sections[0].Blocks[0].Text.Style = "shout" }, simple, `unknown text style "shout"`},
		{"short row", func(d *report.Document) { d.Sections[1].Blocks[2].Table.Rows[1] = nil }, simple, `table "clients": row 1 has 0 cells for 7 columns`},
		{"no chart", func(*report.Document) {}, refusing{}, "no ink"},
		{"panic", func(*report.Document) {}, refusing{panics: true}, "spilt ink"},
		{"unknown drawing", func(*report.Document) {}, drawn(`<svg width="1" height="1"><image/></svg>`), `unknown element "image"`},
	} {
		d := document(t, 2)
		c.change(d)
		var b bytes.Buffer
		err := p.Write(&b, d, c.charts)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
		if b.Len() != 0 {
			t.Errorf("%s: got %d bytes written, want none", c.name, b.Len())
		}
	}
}

func TestEmptyDocumentIsACover(t *testing.T) {
	_, pages, err := mustPrinter(t).layOut(&report.Document{Issued: "2026-04-01"}, simple)
	if err != nil || len(pages) != 1 {
		t.Errorf("got %d pages, %v, want 1", len(pages), err)
	}
	if file := mustWrite(t, &report.Document{Issued: "2026-04-01"}, simple); !bytes.HasPrefix(file, []byte("%PDF-")) {
		t.Errorf("got %.10q, want a PDF", file)
	}
}

func TestOnePrinterForManyReports(t *testing.T) {
	p := mustPrinter(t)
	want := mustWrite(t, document(t, 20), simple)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var b bytes.Buffer
			if err := p.Write(&b, document(t, 20), simple); err != nil || !bytes.Equal(b.Bytes(), want) {
				t.Errorf("beside others: got %d bytes, %v, want the same %d", b.Len(), err, len(want))
			}
		})
	}
	wg.Wait()
}

func BenchmarkWrite(b *testing.B) {
	p := mustPrinter(b)
	d := document(b, 90)
	for b.Loop() {
		if err := p.Write(io.Discard, d, simple); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteWithCharts(b *testing.B) {
	p := mustPrinter(b)
	e := mustEngine(b)
	d := document(b, 90)
	for b.Loop() {
		if err := p.Write(io.Discard, d, e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteManyRows(b *testing.B) {
	p := mustPrinter(b)
	d := document(b, 3000)
	for b.Loop() {
		if err := p.Write(io.Discard, d, simple); err != nil {
			b.Fatal(err)
		}
	}
}
