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

// files are what a workspace has beside its database.
var files = map[string][]byte{"settings.toml": []byte("language = \"ja\"\n"), "logo.png": {0x89, 'P'}, "comments/monthly_2026-03_山田.md": []byte("# summary\n\n</script>=1\n")}

func mustBackup(tb testing.TB, s *store.Store) string {
	tb.Helper()
	var b bytes.Buffer
	if err := s.Backup(tb.Context(), &b, files, start); err != nil {
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
	if err != nil || m.Schema != 5 || m.WrittenAt != "2026-03-02T00:00:00Z" || len(m.Files) != 5 || m.Files[0].Name != database || m.Files[0].Size < 12288 {
		t.Errorf("got %+v, %v; want schema 5 and five files", m, err)
	}
	mustImport(t, s, importOf("c.csv", rules(), reading("P3")))
	s.Close()
	settings, comment := filepath.Join(dir, "settings.toml"), filepath.Join(dir, "comments", "monthly_2026-03_山田.md")
	other := filepath.Join(dir, "comments", "x.md") // the backup lacks it
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
		if err := errors.Join(os.MkdirAll(filepath.Dir(other), 0o700), os.WriteFile(other, []byte(name), 0o600), os.RemoveAll(comment)); err != nil {
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
		if got, beside := string(mustRead(t, comment)), string(mustRead(t, other)); got != "# summary\n\n</script>=1\n" || beside != name {
			t.Errorf("%s: the comments are %q and %q", name, got, beside)
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
		{true, []string{database, "settings.toml", "comments/monthly_2026-03_山田.md"}, nil, false, want},
		{true, []string{"comments/monthly_2026-03_山田.md"}, []string{database, "settings.toml"}, true, want},
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
		os.MkdirAll(filepath.Join(dir2, "restore.tmp", "comments"), 0o700)
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
		if slices.Contains(c.unpacked, "comments/monthly_2026-03_山田.md") && len(mustRead(t, filepath.Join(dir2, "comments", "monthly_2026-03_山田.md"))) == 0 {
			t.Errorf("step %d: the comments are empty", step)
		}
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
	refuse("of a newer version", other(swap("manifest.json", `"schema": 5`, `"schema": 99`)), store.ErrNewer)
	refuse("a way out", other(func(name string, body []byte) (string, []byte) {
		return strings.ReplaceAll(name, "settings.toml", "../x"), bytes.ReplaceAll(body, []byte("settings.toml"), []byte("../x"))
	}), nil)
	for _, bad := range []string{"workspace.lock", "comments/../x", "comments/a/b.md", "comments/", "comments", "other/x.md", "Restore.tmp", database + ".wal"} {
		refuse(bad, other(func(name string, body []byte) (string, []byte) {
			return strings.ReplaceAll(name, "settings.toml", bad), bytes.ReplaceAll(body, []byte("settings.toml"), []byte(bad))
		}), nil)
	}
	for at := 0; at < len(good); at += len(good)/60 + 1 {
		body := bytes.Clone(good)
		body[at] ^= 0x10
		os.WriteFile(bad, body, 0o600)
		if m, err := store.Verify(t.Context(), bad); err == nil && len(m.Files) != 5 { // some bits of a zip say nothing
			t.Errorf("bit %d: got %+v, want all files or an error", at, m)
		}
	}
	if _, err := store.Verify(t.Context(), filepath.Join(dir, "none.zip")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: got %v, want that it does not exist", err)
	}
}

func TestNamesOfFiles(t *testing.T) {
	for _, name := range []string{"settings.toml", "logo.png", "workspace.png", "ロゴ 1.png", "comments/a.md", "comments/monthly_2026-03_山田.md", "comments/copies"} {
		if !store.IsFileName(name) {
			t.Errorf("%q: got refused, want taken", name)
		}
	}
	for _, name := range []string{"", ".", "..", "/x", "../x", "a/b", "comments", "comments/", "comments//a", "comments/..", "comments/../a", "comments/a/b", "comments/.a",
		"Comments/a", "COPIES", "tmp", `comments\a`, `a\b`, "C:x", "comments/C:x", "a\x00", "comments/a\n.md", "a.", "comments/a ", "workspace.lock", "Workspace.Owner",
		"restore.tmp", "restore.ready", "manifest.json", "written.jsonl", database, "FURIKAERI.duckdb", database + ".wal", database + ".before-restore"} {
		if store.IsFileName(name) {
			t.Errorf("%q: got taken, want refused", name)
		}
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
	first, err := s.WriteCopy(t.Context(), files, start)
	if err != nil || filepath.Base(first) != "written-20260302T000000Z.jsonl" {
		t.Fatalf("got %q, %v", first, err)
	}
	if again, err := s.WriteCopy(t.Context(), files, start.Add(time.Hour)); err != nil || again != "" {
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
		if path, err := s.WriteCopy(t.Context(), files, start.Add(time.Duration(i/3)*time.Second)); err != nil || path == "" {
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
	wantFiles := []store.TextFile{{Name: "comments/monthly_2026-03_山田.md", Text: "# summary\n\n</script>=1\n"}, {Name: "settings.toml", Text: "language = \"ja\"\n"}}
	if !slices.Equal(c.Files, wantFiles) {
		t.Errorf("the newest: got files %+v, want %+v, without the logo", c.Files, wantFiles)
	}
}

// Comments are saved often: they leave one copy a day, and the map's past stays.
func TestCopiesOfComments(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	count := func(what, comment, limit string, at time.Time, want int) {
		t.Helper()
		if _, err := s.WriteCopy(t.Context(), map[string][]byte{"comments/a.md": []byte(comment), "settings.toml": []byte(limit)}, at); err != nil {
			t.Fatal(err)
		}
		names, err := store.Copies(dir)
		if err != nil || len(names) != want {
			t.Fatalf("%s: got %v, %v; want %d copies", what, names, err, want)
		}
		c, err := store.ReadCopy(names[want-1])
		if err != nil || c.Files[0].Text != comment || c.Files[1].Text != limit {
			t.Errorf("%s: got %+v, %v; want what was written last", what, c.Files, err)
		}
	}
	count("the first", "a", "1", start, 1)
	count("another comment", "b", "1", start.Add(time.Minute), 2)
	count("and another", "c", "1", start.Add(2*time.Minute), 2)
	count("the same", "c", "1", start.Add(3*time.Minute), 2)
	count("other settings", "c", "2", start.Add(4*time.Minute), 3)
	count("after them", "d", "2", start.Add(5*time.Minute), 4)
	count("the next day", "e", "2", start.Add(24*time.Hour), 5)
	count("later that day", "f", "2", start.Add(25*time.Hour), 5)
	mustExclude(t, s)
	count("the map's copies beside it", "g", "2", start.Add(26*time.Hour), 6)
}

func TestFilesThatAreNoCopies(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	for body, want := range map[string]error{
		"": store.ErrNoCopy, "hello\n": store.ErrNoCopy, "{}\n": store.ErrNoCopy, `{"what":"map"}` + "\n": store.ErrNoCopy,
		`{"what":"written","format":1}`:        store.ErrNoCopy, // cut off
		`{"what":"written","format":3}` + "\n": store.ErrNewer,
		`{"what":"written","format":2}` + "\n" + `{"what":"file","name":"logo.png","text":"x"}` + "\n":                    store.ErrNoCopy,
		`{"what":"written","format":2}` + "\n" + `{"what":"file","name":"comments/../../x","text":"x"}` + "\n":            store.ErrNoCopy,
		`{"what":"written","format":2}` + "\n" + strings.Repeat(`{"what":"file","name":"comments/x","text":"x"}`+"\n", 2): store.ErrNoCopy,
		`{"what":"written","format":1}` + "\n" + `{"what":"goal"}` + "\n":                                                 store.ErrNoCopy,
		`{"what":"written","format":1}` + "\n" + `{"what":"map","service":"a"}`:                                           store.ErrNoCopy,
	} {
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := store.ReadCopy(path); !errors.Is(err, want) {
			t.Errorf("%q: got %+v, %v; want %v", body, c, err, want)
		}
	}
}
