package store_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/store"
)

// written fills a workspace with something of everything.
func written(tb testing.TB, dir string) *store.Store {
	tb.Helper()
	s := mustOpen(tb, dir)
	mustImport(tb, s, withEvents(importOf("a.csv", rules(), reading("P1"), reading("#7", numbered(7))), event("P1", "E1")))
	mustImport(tb, s, importOf("b.csv", rules(), reading("P1", priority("P1"), updated(5)), reading("P7", numbered(7))))
	day := int64(20000)
	if err := s.SetMap(tb.Context(), []store.MapEntry{{Service: "決済*", Project: "</script>", Client: "山田", Unit: "u", FromDay: &day}, {ServiceID: "S9"}}); err != nil {
		tb.Fatal(err)
	}
	number, from := int64(7), start.Unix()
	mustExclude(tb, s, store.Exclusion{Number: &number, Reason: "停止\n=1", Who: "佐伯"}, store.Exclusion{Service: "*", Client: "山田", FromAt: &from, Reason: "r"})
	if err := s.SetMapping(tb.Context(), "k", []byte(`[{"header":"件名","field":"title"}]`), "堀", start); err != nil {
		tb.Fatal(err)
	}
	return s
}

func mustBackup(tb testing.TB, s *store.Store) string {
	tb.Helper()
	var b bytes.Buffer
	if err := s.Backup(tb.Context(), &b, map[string][]byte{"settings.toml": []byte("language = \"ja\"\n"), "logo.png": {0x89, 'P'}}, start); err != nil {
		tb.Fatalf("backing up: %v", err)
	}
	path := filepath.Join(tb.TempDir(), "b.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func TestBackupAndRestore(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	want := state(t, s)
	path := mustBackup(t, s)
	if again := mustRead(t, mustBackup(t, s)); !bytes.Equal(again, mustRead(t, path)) {
		t.Error("the same state gives other bytes")
	}
	same(t, "after backing up", state(t, s), want) // and it is still open
	m, err := store.Verify(t.Context(), path)
	if err != nil || m.Schema != 3 || m.WrittenAt != "2026-03-02T00:00:00Z" || len(m.Files) != 4 || m.Files[0].Name != database || m.Files[0].Size < 12288 {
		t.Errorf("got %+v, %v; want schema 3 and four files", m, err)
	}
	mustImport(t, s, importOf("c.csv", rules(), reading("P3")))
	s.Close()
	settings := filepath.Join(dir, "settings.toml")
	for name, prepare := range map[string]func(dir string) error{
		"over newer data": func(string) error { return nil },
		"into nothing":    os.RemoveAll,
		"over damage": func(dir string) error {
			return errors.Join(os.WriteFile(filepath.Join(dir, database), []byte("garbage"), 0o600), os.WriteFile(filepath.Join(dir, database+".wal"), []byte("garbage"), 0o600))
		},
		"over a folder": func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, database)), os.MkdirAll(filepath.Join(dir, database, "x"), 0o700))
		},
		"over half a restore": func(dir string) error {
			return errors.Join(os.MkdirAll(filepath.Join(dir, "restore.tmp"), 0o700), os.WriteFile(filepath.Join(dir, "restore.tmp", database), []byte("half"), 0o600))
		},
	} {
		if err := prepare(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Restore(t.Context(), dir, path, store.Options{}); err != nil {
			t.Fatalf("%s: got %v, want it restored", name, err)
		}
		s := mustOpen(t, dir)
		same(t, name, state(t, s), want)
		s.Close()
		if got := string(mustRead(t, settings)); got != "language = \"ja\"\n" {
			t.Errorf("%s: settings are %q", name, got)
		}
	}
	held := mustOpen(t, dir)
	var busy *store.Busy
	if _, err := store.Restore(t.Context(), dir, path, store.Options{}); !errors.As(err, &busy) {
		t.Errorf("a workspace that is held: got %v, want a *Busy", err)
	}
	held.Close()
	if got, _ := filepath.Glob(filepath.Join(dir, "restore.*")); len(got) > 0 {
		t.Errorf("got %v left behind, want nothing", got)
	}
}

// A kill between any two steps of a restore: opening finds the old state or the new one.
func TestRestoreIsFinishedByOpen(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	want, path := state(t, s), mustBackup(t, s)
	mustImport(t, s, importOf("c.csv", rules(), reading("P3")))
	newer := state(t, s)
	s.Close()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for step, c := range []struct {
		marker   bool
		unpacked []string // what is still beside
		placed   []string
		moved    bool // the old database is out of the way
		want     []string
	}{
		{false, []string{database}, nil, false, newer},
		{false, []string{database, "settings.toml"}, nil, false, newer},
		{true, []string{database, "settings.toml"}, nil, false, want},
		{true, []string{database, "settings.toml"}, nil, true, want},
		{true, []string{"settings.toml"}, []string{database}, true, want},
		{true, nil, []string{database, "settings.toml"}, true, want},
	} {
		dir2 := t.TempDir()
		if err := os.CopyFS(dir2, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		if c.moved {
			if err := os.Rename(filepath.Join(dir2, database), filepath.Join(dir2, database+".before-restore")); err != nil {
				t.Fatal(err)
			}
		}
		if c.marker {
			if err := os.WriteFile(filepath.Join(dir2, "restore.ready"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		os.Mkdir(filepath.Join(dir2, "restore.tmp"), 0o700)
		for folder, names := range map[string][]string{"restore.tmp": c.unpacked, ".": c.placed} {
			for _, name := range names {
				f, err := z.Open(name)
				if err != nil {
					t.Fatal(err)
				}
				body, _ := io.ReadAll(f)
				f.Close()
				if err := os.WriteFile(filepath.Join(dir2, folder, name), body, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
		s := mustOpen(t, dir2)
		same(t, fmt.Sprint("step ", step), state(t, s), c.want)
		s.Close()
		if got, _ := filepath.Glob(filepath.Join(dir2, "restore.*")); len(got) > 0 {
			t.Errorf("step %d: got %v left behind, want nothing", step, got)
		}
	}
}

// A damaged backup is refused before anything is touched, wherever a bit of it is wrong.
func TestDamagedBackups(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	path := mustBackup(t, s)
	good := mustRead(t, path)
	s.Close()
	before := mustRead(t, filepath.Join(dir, database))
	bad := filepath.Join(t.TempDir(), "bad.zip")
	refuse := func(what string, body []byte, want error) {
		t.Helper()
		if err := os.WriteFile(bad, body, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Restore(t.Context(), dir, bad, store.Options{})
		var damaged *store.BackupError
		if !errors.Is(err, store.ErrNoBackup) && !errors.Is(err, store.ErrNewer) && !errors.As(err, &damaged) || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
		if !bytes.Equal(mustRead(t, filepath.Join(dir, database)), before) {
			t.Fatalf("%s: the workspace was touched", what)
		}
	}
	refuse("nothing", nil, store.ErrNoBackup)
	refuse("text", []byte("id,title\n1,x\n"), store.ErrNoBackup)
	refuse("half of it", good[:len(good)/2], store.ErrNoBackup)
	other := func(change func(name string, body []byte) (string, []byte)) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		r, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.File {
			in, _ := f.Open()
			body, _ := io.ReadAll(in)
			name, body := change(f.Name, body)
			if name == "" {
				continue
			}
			out, _ := w.Create(name)
			out.Write(body)
		}
		w.Close()
		return b.Bytes()
	}
	swap := func(in, from, to string) func(string, []byte) (string, []byte) {
		return func(name string, body []byte) (string, []byte) {
			if name == in {
				return name, bytes.ReplaceAll(body, []byte(from), []byte(to))
			}
			return strings.ReplaceAll(name, from, to), body
		}
	}
	refuse("another file inside", other(swap("settings.toml", "ja", "en")), nil)
	refuse("a longer file inside", other(swap("settings.toml", "ja", "japan")), nil)
	refuse("a file is missing", other(func(name string, body []byte) (string, []byte) {
		return strings.TrimPrefix(name, "settings.toml"), body
	}), nil)
	refuse("no database", other(func(name string, body []byte) (string, []byte) { return strings.TrimPrefix(name, database), body }), store.ErrNoBackup)
	refuse("of a newer version", other(swap("manifest.json", `"schema": 3`, `"schema": 99`)), store.ErrNewer)
	refuse("a way out", other(func(name string, body []byte) (string, []byte) {
		return strings.ReplaceAll(name, "settings.toml", "../x"), bytes.ReplaceAll(body, []byte("settings.toml"), []byte("../x"))
	}), nil)
	refuse("the lock's name", other(func(name string, body []byte) (string, []byte) {
		return strings.ReplaceAll(name, "settings.toml", "workspace.lock"), bytes.ReplaceAll(body, []byte("settings.toml"), []byte("workspace.lock"))
	}), nil)
	for at := 0; at < len(good); at += len(good)/60 + 1 {
		body := bytes.Clone(good)
		body[at] ^= 0x10
		os.WriteFile(bad, body, 0o600)
		if m, err := store.Verify(t.Context(), bad); err == nil && len(m.Files) != 4 { // some bits of a zip say nothing
			t.Errorf("bit %d: got %+v, want all files or an error", at, m)
		}
	}
	if _, err := store.Verify(t.Context(), filepath.Join(dir, "none.zip")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v, want that it does not exist", err)
	}
}

// A backup that cannot be written says so, and leaves the workspace open and as it was.
func TestBackupThatFails(t *testing.T) {
	s := written(t, t.TempDir())
	want := state(t, s)
	full := errors.New("no space left")
	if err := s.Backup(t.Context(), failing{full}, nil, start); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Backup(ctx, io.Discard, nil, start); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want canceled", err)
	}
	if err := s.Backup(t.Context(), io.Discard, map[string][]byte{"../x": nil}, start); err == nil {
		t.Error("a way out: got no error")
	}
	same(t, "afterwards", state(t, s), want)
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// What people wrote comes back from a copy as it was, and nothing else changes.
func TestCopies(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	want := state(t, s)
	first, err := s.WriteCopy(t.Context(), start)
	if err != nil || filepath.Base(first) != "written-20260302T000000Z.jsonl" {
		t.Fatalf("got %q, %v", first, err)
	}
	if again, err := s.WriteCopy(t.Context(), start.Add(time.Hour)); err != nil || again != "" {
		t.Errorf("nothing changed: got %q, %v; want no copy", again, err)
	}
	for i := range 14 {
		mustExclude(t, s, store.Exclusion{IncidentID: "P1", Reason: fmt.Sprint(i)})
		if i == 0 {
			if err := s.SetMapping(t.Context(), "k2", []byte("1"), "", start); err != nil {
				t.Fatal(err)
			}
		}
		if i < 5 {
			c, err := store.ReadCopy(first)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Apply(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			same(t, "put back", state(t, s), want)
			mustExclude(t, s, store.Exclusion{IncidentID: "P1", Reason: fmt.Sprint(i)})
		}
		if path, err := s.WriteCopy(t.Context(), start.Add(time.Duration(i/3)*time.Second)); err != nil || path == "" {
			t.Errorf("change %d: got %q, %v; want a copy", i, path, err)
		}
	}
	names, err := store.Copies(dir)
	if err != nil || len(names) != 10 || !slices.IsSorted(names) || filepath.Base(names[9]) != "written-20260302T000004Z_001.jsonl" {
		t.Errorf("got %v, %v; want the last ten", names, err)
	}
	c, err := store.ReadCopy(names[9])
	if err != nil || len(c.Exclusions) != 1 || c.Exclusions[0].Reason != "13" {
		t.Errorf("the newest: got %+v, %v; want reason 13", c.Exclusions, err)
	}
}

func TestFilesThatAreNoCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	for body, want := range map[string]error{
		"": store.ErrNoCopy, "hello\n": store.ErrNoCopy, "{}\n": store.ErrNoCopy, `{"what":"map"}` + "\n": store.ErrNoCopy,
		`{"what":"written","format":1}`:                                         store.ErrNoCopy, // cut off
		`{"what":"written","format":2}` + "\n":                                  store.ErrNewer,
		`{"what":"written","format":1}` + "\n" + `{"what":"goal"}` + "\n":       store.ErrNoCopy,
		`{"what":"written","format":1}` + "\n" + `{"what":"map","service":"a"}`: store.ErrNoCopy,
	} {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := store.ReadCopy(path); !errors.Is(err, want) {
			t.Errorf("%q: got %+v, %v; want %v", body, c, err, want)
		}
	}
}
