package xlsx

import (
	"archive/zip"
	"bytes"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
)

// tool is the path of a program, "" with a line in the log where it is not installed: these tests check with other
// people's eyes what the other tests check with ours.
func tool(t *testing.T, name string) string {
	t.Helper()
	found, err := exec.LookPath(name)
	if err != nil {
		t.Logf("%s is not installed", name)
		return ""
	}
	return found
}

func TestPartsAreWellFormed(t *testing.T) {
	xmllint := tool(t, "xmllint")
	if xmllint == "" {
		return
	}
	folder := t.TempDir()
	args := []string{"--noout"}
	for name, content := range unzipped(t, mustWrite(t, document(t))) {
		if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
			continue
		}
		file := filepath.Join(folder, strings.NewReplacer("/", "_", "[", "", "]", "").Replace(name))
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	slices.Sort(args[1:])
	if out, err := exec.Command(xmllint, args...).CombinedOutput(); err != nil {
		t.Errorf("xmllint: %v\n%s", err, out)
	}
}

// cached is a formula's stored value.
var cached = regexp.MustCompile(`(</f>)<v>[^<]*</v>`)

// uncached is the workbook without the stored values of its formulas, so that whoever opens it must calculate.
func uncached(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	parts := unzipped(t, b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "xl/worksheets/sheet") {
			content = cached.ReplaceAll(content, []byte("$1"))
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// recalculated opens the workbooks in LibreOffice and gives them back as it saves them.
func recalculated(t *testing.T, soffice string, books ...[]byte) []*excelize.File {
	t.Helper()
	folder := t.TempDir()
	args := []string{"--headless", "-env:UserInstallation=file://" + filepath.Join(folder, "profile"), "--convert-to", "xlsx", "--outdir", filepath.Join(folder, "out")}
	for i, b := range books {
		name := filepath.Join(folder, strconv.Itoa(i)+".xlsx")
		if err := os.WriteFile(name, uncached(t, b), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, name)
	}
	if out, err := exec.Command(soffice, args...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	var files []*excelize.File
	for i := range books {
		b, err := os.ReadFile(filepath.Join(folder, "out", strconv.Itoa(i)+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, mustOpen(t, b))
	}
	return files
}

func TestLibreOfficeCalculatesTheStoredValues(t *testing.T) {
	soffice := tool(t, "soffice")
	if soffice == "" {
		return
	}
	hard, texts := criteria()
	table := report.Table{ID: "t", Columns: []report.Column{{Title: "文字"}, {Title: "件数", Unit: report.Count}, {Title: "合計", Unit: report.Count}, {Title: "中央値", Unit: report.Count}}}
	for _, text := range texts {
		row := []report.Cell{plain(text)}
		for _, fn := range []report.Fn{report.FnCount, report.FnSum, report.FnP50} {
			r := &report.Ref{Data: "d", Fn: fn, Column: "n", Where: where("text", text)}
			s := newSources()
			s.add(&hard.Data[0], "s", 3)
			if _, n, ok := s.byName["d"].formula(r); ok {
				row = append(row, report.Cell{Text: strconv.FormatFloat(n, 'f', -1, 64), Number: &n, Ref: r})
			} else {
				row = append(row, plain("–"))
			}
		}
		table.Rows = append(table.Rows, row)
	}
	for _, fn := range []report.Fn{report.FnCount, report.FnSum, report.FnMean} {
		for _, text := range []string{"", "日本"} {
			hour := strconv.Itoa(slices.Index(texts, text) % 24)
			c := value(t, &hard.Data[0], "%.3f", &report.Ref{Data: "d", Fn: fn, Column: "n", Where: where("text", text, "hour", hour)})
			table.Rows = append(table.Rows, []report.Cell{plain(string(fn)), c, plain(""), plain("")})
		}
	}
	hard.Sections = []report.Section{{ID: "s", Title: "s", Blocks: []report.Block{{Table: &table}}}}
	books := [][]byte{mustWrite(t, document(t)), mustWrite(t, hard)}
	compared := 0
	for i, got := range recalculated(t, soffice, books...) {
		want := mustOpen(t, books[i])
		for at, formula := range formulas(t, want) {
			w, err := strconv.ParseFloat(raw(t, want, at), 64)
			if err != nil {
				t.Errorf("%v: stored %q is no number", at, raw(t, want, at))
				continue
			}
			g, err := strconv.ParseFloat(raw(t, got, at), 64)
			if err != nil || math.Abs(g-w) > 1e-9*max(1, math.Abs(w)) {
				t.Errorf("%v %s: LibreOffice says %q, stored is %v", at, formula, raw(t, got, at), w)
			}
			compared++
		}
	}
	if compared < 100 {
		t.Errorf("compared %d formulas, want at least 100", compared)
	}
}

func raw(t *testing.T, f *excelize.File, at [2]string) string {
	t.Helper()
	v, err := f.GetCellValue(at[0], at[1], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return v
}
