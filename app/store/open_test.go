package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"furikaeri/app/store"
)

const database = "furikaeri.duckdb"

func TestASecondOpenIsBusy(t *testing.T) {
	dir := t.TempDir()
	since := time.Date(2026, 4, 1, 0, 5, 0, 0, time.UTC)
	first, err := store.Open(t.Context(), dir, store.Options{Command: "import march.csv", Lock: store.LockOptions{Now: since}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), dir, store.Options{Command: "numbers"})
	var busy *store.Busy
	if !errors.As(err, &busy) {
		t.Fatalf("got %v, want a *Busy", err)
	}
	want := store.Busy{PID: os.Getpid(), Command: "import march.csv", Since: "2026-04-01T00:05:00Z"}
	if *busy != want {
		t.Errorf("got %+v, want %+v", *busy, want)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, err := store.Open(t.Context(), dir, store.Options{Command: "numbers"})
	if err != nil {
		t.Fatalf("after closing: got %v, want it open", err)
	}
	second.Close()
}

// Who waits gets the workspace as soon as it is free.
func TestOpenWaits(t *testing.T) {
	dir := t.TempDir()
	first := mustOpen(t, dir)
	closed := make(chan error)
	go func() {
		time.Sleep(100 * time.Millisecond)
		closed <- first.Close()
	}()
	second, err := store.Open(t.Context(), dir, store.Options{Command: "numbers", Lock: store.LockOptions{Wait: 20 * time.Second}})
	if err != nil {
		t.Fatalf("got %v, want it open", err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
	second.Close()
}

func TestOpenAgainKeepsEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "on the way ' quoted")
	s := mustOpen(t, dir)
	mustImport(t, s, importOf("a.csv", rules(), reading("P1", resolved(3))))
	mustImport(t, s, importOf("b.csv", rules(), reading("P1", priority("P1"), updated(9))))
	before := everything(t, s)
	s.Close()
	same(t, "opened again", everything(t, mustOpen(t, dir)), before)
	if _, err := os.Stat(filepath.Join(dir, "workspace.owner")); err != nil {
		t.Errorf("who holds an open workspace: got %v, want a note", err)
	}
}

func TestANewerFileIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s := mustOpen(t, dir)
	if err := s.Exec(t.Context(), "INSERT INTO migration VALUES (99)"); err != nil {
		t.Fatal(err)
	}
	s.Close()
	before := mustRead(t, filepath.Join(dir, database))
	_, err := store.Open(t.Context(), dir, store.Options{})
	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	if !bytes.Equal(mustRead(t, filepath.Join(dir, database)), before) {
		t.Error("the file was changed, want it untouched")
	}
	// And the lock was let go.
	if _, err := store.Open(t.Context(), dir, store.Options{}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("once more: got %v, want ErrNewer", err)
	}
}

func TestADamagedFile(t *testing.T) {
	whole := t.TempDir()
	s := mustOpen(t, whole)
	mustImport(t, s, importOf("a.csv", rules(), reading("P1")))
	s.Close()
	good := mustRead(t, filepath.Join(whole, database))
	torn := bytes.Clone(good)
	for i := 4096; i < 12288 && i < len(torn); i++ {
		torn[i] ^= 0x5a
	}
	for name, body := range map[string][]byte{
		"garbage": bytes.Repeat([]byte("no database. "), 4000), "one byte": {7}, "cut in the middle": good[:len(good)/2], "cut in its head": good[:5000], "its head torn": torn,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, database), body, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), dir, store.Options{})
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
		if err == nil {
			s.Close()
		}
		if !bytes.Equal(mustRead(t, filepath.Join(dir, database)), body) {
			t.Errorf("%s: the file was changed, want it untouched", name)
		}
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
