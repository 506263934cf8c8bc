package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"furikaeri/app/store"
)

// A database that is damaged inside is read as it was, or ErrDamaged is said; nothing else, and no crash. Each damage is
// looked at by a process of its own lest one that dies takes the others with it.
func TestBitsThatFlip(t *testing.T) {
	if dir := os.Getenv("FURIKAERI_TEST_FLIPPED"); dir != "" {
		lookAtFlipped(t, dir)
		return
	}
	dir := t.TempDir()
	s := written(t, dir)
	mustImport(t, s, importOf("many.csv", rules(), many(0, 3000)...))
	want := strings.Join(state(t, s), "\n")
	s.Close()
	good := mustRead(t, filepath.Join(dir, database))
	flips := 200
	if testing.Short() {
		flips = 20
	}
	flips = amount(t, "FURIKAERI_FLIPS", flips)
	rnd := rand.New(rand.NewPCG(4, 4))
	const together = 20
	found := 0
	for n := 0; n < flips; n += together {
		dirs, bits := t.TempDir(), make([]int, together)
		for i := range bits {
			bits[i] = rnd.IntN(len(good) * 8)
			if i%4 == 0 {
				bits[i] = rnd.IntN(3 * 4096 * 8) // the heads
			}
			body := bytes.Clone(good)
			body[bits[i]/8] ^= 1 << (bits[i] % 8)
			one := filepath.Join(dirs, fmt.Sprint(i))
			if err := errors.Join(os.Mkdir(one, 0o700), os.WriteFile(filepath.Join(one, database), body, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.Command(os.Args[0], "-test.run=^TestBitsThatFlip$", "-test.v")
		cmd.Env = append(os.Environ(), "FURIKAERI_TEST_FLIPPED="+dirs)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("bits %v: %v\n%.3000s", bits, err, out)
		}
		for i := range bits {
			body, err := os.ReadFile(filepath.Join(dirs, fmt.Sprint(i), "found"))
			switch {
			case err != nil:
				t.Fatal(err)
			case string(body) == "damaged":
				found++
			case string(body) != want:
				t.Errorf("bit %d: got %.500s\nwant it as it was, or ErrDamaged", bits[i], body)
			}
		}
	}
	if found < flips/20 {
		t.Errorf("got %d of %d flips found, want more", found, flips)
	}
}

func lookAtFlipped(t *testing.T, dirs string) {
	entries, err := os.ReadDir(dirs)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		dir := filepath.Join(dirs, e.Name())
		before := mustRead(t, filepath.Join(dir, database))
		s, err := store.Open(t.Context(), dir, store.Options{})
		found := ""
		if err == nil {
			if err = s.Check(t.Context()); err == nil {
				found = strings.Join(state(t, s), "\n")
			}
			s.Close()
		}
		switch {
		case errors.Is(err, store.ErrDamaged):
			if found = "damaged"; !strings.Contains(err.Error(), database) {
				t.Errorf("got %v, want the file's name", err)
			}
			if !bytes.Equal(before, mustRead(t, filepath.Join(dir, database))) {
				t.Errorf("%s: the damaged file was changed (%v)", e.Name(), err)
			}
		case err != nil:
			found = "error: " + err.Error()
		}
		if err := os.WriteFile(filepath.Join(dir, "found"), []byte(found), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// What is no database is said so, and left as it is. (A log that is torn is what a kill leaves: it counts for nothing.)
func TestWhatIsNoDatabase(t *testing.T) {
	dir := t.TempDir()
	written(t, dir).Close()
	good := mustRead(t, filepath.Join(dir, database))
	for name, put := range map[string]func(path string) error{
		"empty":            func(p string) error { return os.WriteFile(p, nil, 0o600) },
		"zeros":            func(p string) error { return os.WriteFile(p, make([]byte, len(good)), 0o600) },
		"cut by a byte":    func(p string) error { return os.WriteFile(p, good[:len(good)-1], 0o600) },
		"its heads only":   func(p string) error { return os.WriteFile(p, good[:3*4096], 0o600) },
		"a folder":         func(p string) error { return os.MkdirAll(filepath.Join(p, "x"), 0o700) },
		"a log without it": func(p string) error { return os.WriteFile(p+".wal", []byte("log"), 0o600) },
		"another zip":      func(p string) error { return os.WriteFile(p, []byte("PK\x03\x04 something else"), 0o600) },
	} {
		dir := t.TempDir()
		if err := put(filepath.Join(dir, database)); err != nil {
			t.Fatal(err)
		}
		before := tree(t, dir)
		s, err := store.Open(t.Context(), dir, store.Options{})
		if err == nil {
			err = s.Check(t.Context())
			s.Close()
		}
		if !errors.Is(err, store.ErrDamaged) || !strings.Contains(fmt.Sprint(err), database) {
			t.Errorf("%s: got %v, want ErrDamaged and the file's name", name, err)
		}
		same(t, name, tree(t, dir), before)
	}
}

// tree is what a folder holds, without what says who holds it.
func tree(tb testing.TB, dir string) []string {
	tb.Helper()
	out := []string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || strings.HasPrefix(d.Name(), "workspace.") {
			return err
		}
		line := strings.TrimPrefix(path, dir)
		if d.Type().IsRegular() {
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" %d %x", len(body), body)
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// A damaged workspace can still be read for what people wrote, restored, and imported into anew.
func TestTheWayBackFromDamage(t *testing.T) {
	dir := t.TempDir()
	s := written(t, dir)
	path := mustBackup(t, s)
	want := state(t, s)
	s.Close()
	f, err := os.OpenFile(filepath.Join(dir, database), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, strings.Repeat("no", 9000))
	f.Close()
	if _, err := store.Open(t.Context(), dir, store.Options{}); !errors.Is(err, store.ErrDamaged) {
		t.Fatalf("got %v, want ErrDamaged", err)
	}
	if _, err := store.Restore(t.Context(), dir, path, store.Options{}); err != nil {
		t.Fatal(err)
	}
	same(t, "restored", state(t, mustOpen(t, dir)), want)
}
