package store_test

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"furikaeri/app/store"
)

// A process that is killed at any moment of an import, an undo or a restore leaves the old state or the new one, whole.
func TestKilledAtAnyMoment(t *testing.T) {
	if dir := os.Getenv("FURIKAERI_TEST_KILLED"); dir != "" {
		workUntilKilled(t, dir)
		return
	}
	kills := amount(t, "FURIKAERI_KILLS", 9)
	base := t.TempDir()
	s := written(t, base)
	mustImport(t, s, importOf("base.csv", rules(), many(0, 3000)...))
	old, backup := state(t, s), mustBackup(t, s)
	imported := importOf("delta.csv", rules(), many(2000, 6000)...)
	mustImport(t, s, withEvents(imported, shifts(2000, 2300)...))
	added := state(t, s)
	s.Close()
	rnd := rand.New(rand.NewPCG(1, 5))
	seen := map[string]int{}
	for n := range kills {
		what := []string{"import", "undo", "restore"}[n%3]
		dir := t.TempDir()
		before, after := added, old
		if err := os.CopyFS(dir, os.DirFS(base)); err != nil {
			t.Fatal(err)
		}
		if what == "import" {
			before, after = old, added
			if _, err := store.Restore(t.Context(), dir, backup, store.Options{}); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledAtAnyMoment$")
		cmd.Env = append(os.Environ(), "FURIKAERI_TEST_KILLED="+dir, "FURIKAERI_TEST_WORK="+what, "FURIKAERI_TEST_BACKUP="+backup)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for started := time.Now(); time.Since(started) < time.Minute; time.Sleep(time.Millisecond) {
			if _, err := os.Stat(filepath.Join(dir, "begun")); err == nil {
				break
			}
		}
		time.Sleep(time.Duration(rnd.IntN(400)) * time.Millisecond)
		cmd.Process.Kill()
		cmd.Wait()
		s := mustOpen(t, dir)
		if err := s.Check(t.Context()); err != nil {
			t.Fatalf("kill %d, %s: %v", n, what, err)
		}
		switch got := state(t, s); {
		case slices.Equal(got, before):
			seen[what+" old"]++
		case slices.Equal(got, after):
			seen[what+" new"]++
		default:
			same(t, "killed in "+what, got, after)
		}
		s.Close()
	}
	t.Log(seen)
}

func workUntilKilled(t *testing.T, dir string) {
	begin := func() {
		if err := os.WriteFile(filepath.Join(dir, "begun"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	work := os.Getenv("FURIKAERI_TEST_WORK")
	if work == "restore" {
		begin()
		if _, err := store.Restore(t.Context(), dir, os.Getenv("FURIKAERI_TEST_BACKUP"), store.Options{}); err != nil {
			t.Fatal(err)
		}
		return
	}
	in := importOf("delta.csv", rules(), many(2000, 6000)...)
	begin()
	s := mustOpen(t, dir)
	if work == "undo" {
		if _, err := s.Undo(t.Context(), by(rules())); err != nil {
			t.Fatal(err)
		}
		return
	}
	mustImport(t, s, withEvents(in, shifts(2000, 2300)...))
}
