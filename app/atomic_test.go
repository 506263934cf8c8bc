package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// says is a writer of text.
func says(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// mustHave fails unless dir holds exactly these files.
func mustHave(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		got[e.Name()] = string(body)
	}
	for name, text := range got {
		if w, ok := want[name]; !ok || w != text {
			t.Errorf("%s: got %q, want %q (there: %v)", name, text, w, ok)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d files %v, want %d", len(got), got, len(want))
	}
}

func TestWriteFilesWritesAll(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "b")
	if err := os.WriteFile(old, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("ふ", 80) // 240 bytes, nearly all that a name may have
	err := writeFiles(context.Background(), []file{{filepath.Join(dir, "a"), says("one")}, {old, says("two")}, {filepath.Join(dir, long), says("")}})
	if err != nil {
		t.Fatal(err)
	}
	mustHave(t, dir, map[string]string{"a": "one", "b": "two", long: ""})
	if info, err := os.Stat(old); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode of what was there: got %v, %v, want 0640 as before", info.Mode(), err)
	}
}

func TestWriteFilesWritesNothingAfterAnError(t *testing.T) {
	broken := errors.New("no ink")
	ctx, cancel := context.WithCancel(context.Background())
	for _, c := range []struct {
		name string
		ctx  context.Context
		last func(dir string) file
		key  string // of the *Error; "" = none
		is   error
	}{
		{"a writer that fails", context.Background(), func(dir string) file {
			return file{filepath.Join(dir, "c"), func(w io.Writer) error {
				io.WriteString(w, strings.Repeat("half", 100_000))
				return broken
			}}
		}, "", broken},
		{"a folder that is not there", context.Background(), func(dir string) file { return file{filepath.Join(dir, "no", "c"), says("three")} }, "error.write", os.ErrNotExist},
		{"a folder that is a file", context.Background(), func(dir string) file { return file{filepath.Join(dir, "b", "c"), says("three")} }, "error.write", nil},
		{"a folder in the file's place", context.Background(), func(dir string) file { return file{filepath.Join(dir, "folder"), says("three")} }, "error.write", nil},
		{"an end while writing", ctx, func(dir string) file {
			return file{filepath.Join(dir, "c"), func(w io.Writer) error {
				cancel()
				return says("three")(w)
			}}
		}, "", context.Canceled},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "b"), []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			err := writeFiles(c.ctx, []file{{filepath.Join(dir, "a"), says("one")}, {filepath.Join(dir, "b"), says("two")}, c.last(dir)})
			var e *Error
			if errors.As(err, &e) != (c.key != "") || e != nil && e.Key != c.key {
				t.Errorf("got error %v, want key %q", err, c.key)
			}
			if err == nil || c.is != nil && !errors.Is(err, c.is) {
				t.Errorf("got error %v, want %v", err, c.is)
			}
			mustHave(t, dir, map[string]string{"b": "old"})
		})
	}
}

// A rename that fails after others went well: on Windows so does a workbook that is open in Excel.
func TestReplaceAllPutsBack(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	for name, text := range map[string]string{"a": "old", "1": "new a", "2": "new b"} {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := replaceAll([]file{{path: at("a")}, {path: at("b")}, {path: at("c")}}, []string{at("1"), at("2"), at("gone")})
	if err == nil {
		t.Fatal("got no error, want one")
	}
	mustHave(t, dir, map[string]string{"a": "old"})
}

// Several goroutines write into one folder at once, as the reports of all clients are: each file holds what was written for it, and
// nothing else is left. Temporary names that are used again would let one client's report end under another's name.
func TestFilesOfOneFolderAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	for w := range 8 {
		wait.Go(func() {
			for i := range 60 {
				files := []file{}
				for _, kind := range []string{"pdf", "xlsx", "html"} {
					text := fmt.Sprintf("client %d-%d as %s", w, i, kind)
					files = append(files, file{filepath.Join(dir, fmt.Sprintf("%d-%d.%s", w, i, kind)), func(out io.Writer) error {
						_, err := io.WriteString(out, text)
						return err
					}})
				}
				if err := writeFiles(t.Context(), files); err != nil {
					t.Errorf("client %d-%d: %v", w, i, err)
				}
			}
		})
	}
	wait.Wait()
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 8*60*3 {
		t.Fatalf("got %d files, %v, want %d", len(all), err, 8*60*3)
	}
	for _, e := range all {
		name, kind, _ := strings.Cut(e.Name(), ".")
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if want := "client " + name + " as " + kind; err != nil || string(body) != want {
			t.Errorf("%s: got %q, %v, want %q", e.Name(), body, err, want)
		}
	}
}
