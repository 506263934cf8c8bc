package pagerduty

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
)

// zipped is a zip archive of the given names and contents.
func zipped(t testing.TB, members ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m[0])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, m[1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, content)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// mustTree writes files below a folder "exports".
func mustTree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "exports")
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// readInput is the ids of an input.
func readInput(t testing.TB, in Input) ([]string, *File, error) {
	t.Helper()
	f, err := Open(in, options(t))
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	ids := []string{}
	for {
		b, err := f.Next(context.Background())
		if err == io.EOF {
			return ids, f, nil
		}
		if err != nil {
			return ids, f, err
		}
		readings, _ := b.Readings()
		for _, r := range readings {
			ids = append(ids, r.ID)
		}
	}
}

func TestExpand(t *testing.T) {
	const table = plainHeader + plainRow
	sjis, err := japanese.ShiftJIS.NewEncoder().String("三月.csv")
	if err != nil {
		t.Fatal(err)
	}
	book, err := os.ReadFile(mustTable(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := mustTree(t, map[string]string{
		"b.csv": table, "a.json": `{"incidents":[{"id":"P2","title":"x","created_at":"2026-03-01T00:00:00Z"}]}`, "sub/c.csv.gz": gzipped(t, table),
		"z.zip":         zipped(t, [2]string{"march.csv", table}, [2]string{"../../evil.csv", table}, [2]string{`win\dows.csv`, table}, [2]string{"__MACOSX/._march.csv", "x"}, [2]string{"a/b\x1b[31m\u202e.csv", table}, [2]string{sjis, table}, [2]string{"in.csv.gz", gzipped(t, table)}, [2]string{"book.xlsx", string(book)}, [2]string{"readme.md", "# hello"}, [2]string{"folder/", ""}),
		"book.xlsx":     string(book),
		"readme.txt":    "hello\n",
		"exported":      table,
		"1/2/3/4/e.csv": table, "1/2/3/4/5/f.csv": table,
		".hidden.csv": table, "~$book.xlsx": "x", "picture.png": "\x89PNG\r\n\x1a\n\x00\x00",
	})
	inputs, skipped, err := Expand([]string{dir, filepath.Join(dir, "b.csv")})
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, in := range inputs {
		names = append(names, in.Name)
		ids, f, err := readInput(t, in)
		if err != nil || len(ids) != 1 {
			t.Errorf("%s: got %v, %v, want one incident", in.Name, ids, err)
			continue
		}
		if again, g, err := readInput(t, in); err != nil || !slices.Equal(ids, again) || f.SHA256() != g.SHA256() || f.Size != g.Size {
			t.Errorf("%s: read again, got %v, %v, digests %s and %s", in.Name, again, err, f.SHA256(), g.SHA256())
		}
	}
	want := []string{
		"exports/1/2/3/4/e.csv", "exports/a.json", "exports/b.csv", "exports/book.xlsx", "exports/exported", "exports/sub/c.csv.gz",
		"exports/z.zip: a/b_[31m_.csv", "exports/z.zip: book.xlsx", "exports/z.zip: evil.csv", "exports/z.zip: in.csv.gz", "exports/z.zip: march.csv",
		"exports/z.zip: win/dows.csv", "exports/z.zip: 三月.csv", "b.csv",
	}
	if !slices.Equal(names, want) {
		t.Errorf("got  %q\nwant %q", names, want)
	}
	wantSkipped := []string{
		"exports/.hidden.csv", "exports/1/2/3/4/5", "exports/picture.png", "exports/readme.txt", "exports/z.zip: __MACOSX/._march.csv",
		"exports/z.zip: readme.md", "exports/~$book.xlsx",
	}
	slices.Sort(skipped)
	if !slices.Equal(skipped, wantSkipped) {
		t.Errorf("left out %q\nwant     %q", skipped, wantSkipped)
	}
}

// mustTable is a workbook with one incident.
func mustTable(t testing.TB) string {
	t.Helper()
	return mustWorkbook(t, func(f *excelize.File) {
		mustRow(t, f, "Sheet1", "A1", "id", "title", "service", "created_at")
		mustRow(t, f, "Sheet1", "A2", "P1", "x", "web", "2026-03-01T00:00:00Z")
	})
}

// A member's digest is that of its bytes, so that it is the same file inside an archive and out of it.
func TestDigestOfMembers(t *testing.T) {
	const table = plainHeader + plainRow
	dir := mustTree(t, map[string]string{"a.csv": table, "b.csv.gz": gzipped(t, table), "c.zip": zipped(t, [2]string{"d.csv", table})})
	inputs, _, err := Expand([]string{dir})
	if err != nil || len(inputs) != 3 {
		t.Fatalf("got %v, %v, want 3 inputs", inputs, err)
	}
	sums := []string{}
	for _, in := range inputs {
		_, f, err := readInput(t, in)
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, fmt.Sprint(f.SHA256(), f.Size))
	}
	if sums[0] != sums[1] || sums[0] != sums[2] {
		t.Errorf("got %q, want three times the same", sums)
	}
}

func TestExpandErrors(t *testing.T) {
	const table = plainHeader + plainRow
	locked := zipped(t, [2]string{"a.csv", table})
	locked = strings.ReplaceAll(locked, "PK\x01\x02\x14\x00\x14\x00\x08", "PK\x01\x02\x14\x00\x14\x00\x09") // the bit that says so
	damaged := []byte(zipped(t, [2]string{"a.csv", strings.Repeat(table, 50)}))
	damaged[60] ^= 0xff
	bomb := gzipped(t, plainHeader+strings.Repeat("\n", 20<<20))
	for name, c := range map[string]struct{ content, want string }{
		"empty.zip":   {zipped(t), "no_data"},
		"none.zip":    {zipped(t, [2]string{"a.md", "x"}), "no_data"},
		"locked.zip":  {locked, "encrypted"},
		"nested.zip":  {zipped(t, [2]string{"in.zip", zipped(t, [2]string{"a.csv", table})}), "nested"},
		"nested.gz":   {gzipped(t, gzipped(t, table)), "nested"},
		"zip.gz":      {gzipped(t, zipped(t, [2]string{"a.csv", table})), "nested"},
		"damaged.zip": {string(damaged), "damaged"},
		"cut.zip":     {zipped(t, [2]string{"a.csv", table})[:80], "damaged"},
		"cut.csv.gz":  {gzipped(t, table)[:30], "damaged"},
		"bomb.csv.gz": {bomb, "bomb"},
		"bomb.zip":    {zipped(t, [2]string{"a.csv", plainHeader + strings.Repeat("\n", 20<<20)}), "bomb"},
	} {
		dir := mustTree(t, map[string]string{name: c.content})
		inputs, _, err := Expand([]string{filepath.Join(dir, name)})
		for _, in := range inputs {
			if err == nil {
				_, _, err = readInput(t, in)
			}
		}
		var bad *FileError
		if !errors.As(err, &bad) || string(bad.Problem) != c.want || !strings.HasPrefix(bad.File, name) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	_, _, err := Expand([]string{filepath.Join(t.TempDir(), "none.csv")})
	var bad *FileError
	if !errors.As(err, &bad) || bad.Problem != NotFound || bad.File != "none.csv" {
		t.Errorf("got %v, want not_found", err)
	}
}
