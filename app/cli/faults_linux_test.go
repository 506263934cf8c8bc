package cli

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// faults is how often the tests of this file kill the program: a sample, or as many as FURIKAERI_FAULTS says
// ("make faults" asks for 1,000).
func faults(t *testing.T, sample int) int {
	t.Helper()
	s := os.Getenv("FURIKAERI_FAULTS")
	if s == "" {
		return sample
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A stand is a folder with a workspace, files to import, and reports that were written before.
type stand struct {
	t   *testing.T
	dir string
}

// command is the program as a process of its own, in the stand's folder; before are a wrapper's name and arguments.
func (s stand) command(before []string, args ...string) *exec.Cmd {
	all := slices.Concat(before, []string{"furikaeri", "-w", "ws"}, args)
	c := exec.Command(all[0], all[1:]...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "FURIKAERI_LANG=en", "GORACE=atexit_sleep_ms=0")
	return c
}

// must runs a command that has to end well and returns what it printed on stdout.
func (s stand) must(args ...string) string {
	s.t.Helper()
	c := s.command(nil, args...)
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); err != nil {
		s.t.Fatalf("furikaeri %v: %v\n%s", args, err, stderr.String())
	}
	return stdout.String()
}

// state is everything that a person can see of the workspace.
func (s stand) state() string {
	s.t.Helper()
	return s.must("numbers", "--period", "FY2025") + s.must("imports", "list", "--json") + s.must("settings", "get", "slo.P2.limit_minutes")
}

// copied is the stand again, in a new folder.
func (s stand) copied() stand {
	s.t.Helper()
	c := stand{s.t, s.t.TempDir()}
	if err := os.CopyFS(c.dir, os.DirFS(s.dir)); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// mustStand makes a workspace with one import; second.csv overlaps it: rows that are new, that change, that repeat.
func mustStand(t *testing.T, rows int) stand {
	t.Helper()
	s := stand{t, t.TempDir()}
	write := func(name string, from, to int, minutes int) {
		var b strings.Builder
		b.WriteString("id,incident_number,description,service_id,service_name,created_on,acknowledged_on,resolved_on,priority,resolved_by\n")
		t0 := time.Date(2025, 4, 2, 0, 0, 0, 0, time.UTC)
		for i := from; i < to; i++ {
			at := t0.Add(time.Duration(i) * 80 * time.Minute)
			end := at.Add(20 * time.Minute)
			if i%2 == 0 {
				end = end.Add(time.Duration(minutes) * time.Minute)
			}
			fmt.Fprintf(&b, "Q%d,%d,disk %d full on host-%d.example.com,PSVC%d,shop %d,%s,%s,%s,P%d,Taro\n", i, i, i%90, i, i%7, i%7,
				at.Format(time.RFC3339), at.Add(3*time.Minute).Format(time.RFC3339), end.Format(time.RFC3339), 2+i%3)
		}
		mustWrite(t, filepath.Join(s.dir, name), b.String())
	}
	write("first.csv", 0, rows, 0)
	write("second.csv", rows/2, rows+rows/2, 7)
	s.must("import", "--quiet", "first.csv")
	return s
}

// killed runs a command, kills it after a while, and says whether it had ended before.
func (s stand) killed(after time.Duration, args ...string) (ended bool) {
	s.t.Helper()
	c := s.command(nil, args...)
	if err := c.Start(); err != nil {
		s.t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { c.Process.Signal(syscall.SIGKILL) })
	err := c.Wait()
	timer.Stop()
	return err == nil
}

// strace is the wrapper that does what inject says to the when-th of calls on the files at paths, and to all that follow.
func (s stand) strace(calls, inject string, when int, paths []string) []string {
	out := []string{"strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + calls, "-e", fmt.Sprintf("inject=%s:%s:when=%d+", calls, inject, when)}
	for _, p := range paths {
		out = append(out, "-P", filepath.Join(s.dir, p))
	}
	return out
}

// killedAt runs a command, kills it in the when-th of calls on the files at paths, and says whether it ended before.
func (s stand) killedAt(calls string, when int, paths []string, args ...string) (ended bool) {
	s.t.Helper()
	var exit *exec.ExitError
	err := s.command(s.strace(calls, "signal=KILL", when, paths), args...).Run()
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("running under strace: %v", err)
	}
	return err == nil
}

// leftovers are the files of the workspace that no command ever leaves behind.
func (s stand) leftovers() []string {
	s.t.Helper()
	out := []string{}
	known := regexp.MustCompile(`^(furikaeri\.duckdb|workspace\.(lock|owner)|settings\.toml|copies(/written-[0-9A-Z]+\.jsonl)?|\.)$`)
	err := filepath.WalkDir(filepath.Join(s.dir, "ws"), func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(filepath.Join(s.dir, "ws"), path)
		if !known.MatchString(filepath.ToSlash(name)) {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func TestKilledImportLeavesOldOrNew(t *testing.T) {
	base := mustStand(t, 2000)
	old := base.state()
	done := base.copied()
	begin := time.Now()
	done.must("import", "--quiet", "second.csv")
	took := time.Since(begin)
	want := done.state()
	if old == want {
		t.Fatal("the second file changes nothing: this test would prove nothing")
	}
	r := rand.New(rand.NewPCG(1, 2))
	seen := map[string]int{}
	for i := range faults(t, 12) {
		s := base.copied()
		after := time.Duration(r.Int64N(int64(took) + 1))
		var ended bool
		if i%2 == 0 {
			ended = s.killed(after, "import", "--quiet", "second.csv")
		} else {
			calls := "write,pwrite64,fsync,fdatasync,ftruncate,openat,unlink,unlinkat,close"
			ended = s.killedAt(calls, 1+r.IntN(60), []string{"ws", "ws/furikaeri.duckdb", "ws/furikaeri.duckdb.wal", "ws/tmp"}, "import", "--quiet", "second.csv")
		}
		switch got := s.state(); {
		case got == want:
			seen["new"]++
		case got == old && !ended:
			seen["old"]++
			s.must("import", "--quiet", "second.csv")
			if got := s.state(); got != want {
				t.Fatalf("kill %d after %v: imported again, the workspace is not what it should be", i, after)
			}
		default:
			t.Fatalf("kill %d after %v (ended by itself: %v): the workspace is neither as before nor as after:\n%.2000s", i, after, ended, got)
		}
		if left := s.leftovers(); len(left) > 0 {
			t.Fatalf("kill %d after %v: files left behind: %q", i, after, left)
		}
		os.RemoveAll(s.dir)
	}
	t.Logf("killed imports: %v", seen)
}

// beside is the name of the ith file that is written beside name, before it takes its place.
func beside(name string, i int) string {
	h := fnv.New64a()
	h.Write([]byte(name))
	return fmt.Sprintf(".furikaeri-%016x-%d.tmp", h.Sum64(), i)
}

func TestKilledReportLeavesOldOrNew(t *testing.T) {
	base := mustStand(t, 600)
	reports := []string{"q.pdf", "q.xlsx", "q.html", "q.json"}
	touched := append([]string{"."}, reports...)
	for _, name := range reports {
		touched = append(touched, beside(name, 0), beside(name, 1))
	}
	report := func(s stand, issued string) []string {
		out := []string{"report", "quarterly", "--quiet", "--period", "FY2025Q1", "--issued", issued}
		for _, name := range reports {
			out = append(out, "-o", filepath.Join(s.dir, name))
		}
		return out
	}
	files := func(s stand) map[string]string {
		out := map[string]string{}
		for _, name := range reports {
			b, err := os.ReadFile(filepath.Join(s.dir, name))
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(b)
		}
		return out
	}
	base.must(report(base, "2026-04-01")...)
	old := files(base)
	done := base.copied()
	done.must(report(done, "2026-04-02")...)
	want := files(done)
	r := rand.New(rand.NewPCG(3, 4))
	seen := map[string]int{}
	for i := range max(5, faults(t, 25)/5) {
		s := base.copied()
		// Nothing is written before everything is drawn: the calls on the files are what matters.
		when := 1 + r.IntN(24)
		s.killedAt("openat,write,fsync,close,rename,renameat,linkat,unlinkat", when, touched, report(s, "2026-04-02")...)
		for name, got := range files(s) {
			switch got {
			case old[name]:
				seen["old"]++
			case want[name]:
				seen["new"]++
			default:
				t.Fatalf("kill %d at call %d: %s is neither the old nor the new file (%d bytes; old %d, new %d)", i, when, name, len(got), len(old[name]), len(want[name]))
			}
		}
		os.RemoveAll(s.dir)
	}
	t.Logf("files after killed reports: %v", seen)
}

// A fault is what the system answers from the when-th call on, on files whose paths are given.
type fault struct {
	calls, err string
	when       int
	paths      []string
}

// faulty runs a command under strace, which makes calls fail, and returns the exit code and what was printed.
func (s stand) faulty(f fault, args ...string) (code int, stderr string) {
	s.t.Helper()
	c := s.command(s.strace(f.calls, "error="+f.err, f.when, f.paths), args...)
	var out bytes.Buffer
	c.Stderr = &out
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("running under strace: %v", err)
	}
	return c.ProcessState.ExitCode(), out.String()
}

func TestFullDiskAndBrokenDisk(t *testing.T) {
	base := mustStand(t, 600)
	base.must("report", "quarterly", "--quiet", "--period", "FY2025Q1", "-o", "q.html")
	page, err := os.ReadFile(filepath.Join(base.dir, "q.html"))
	if err != nil {
		t.Fatal(err)
	}
	other := mustStand(t, 20)
	other.must("settings", "set", "slo.P2.limit_minutes", "20")
	other.must("backup", filepath.Join(base.dir, "other.backup"))
	old := base.state()
	after := func(args ...string) string {
		done := base.copied()
		done.must(args...)
		return done.state()
	}
	want := map[string]string{"import": after("import", "--quiet", "second.csv"), "restore": after("restore", "other.backup"), "imports": after("imports", "undo"),
		"settings": after("settings", "set", "slo.P2.limit_minutes", "25")}
	database := []string{"ws/furikaeri.duckdb", "ws/furikaeri.duckdb.wal"}
	output := []string{"q.html", "new.backup", beside("q.html", 0), beside("q.html", 1), beside("new.backup", 0), beside("new.backup", 1), "."}
	written := "write,pwrite64,writev,pwritev"
	tests := []struct {
		name  string
		fault fault
		args  []string
		says  string // what the sentence names
	}{
		{"import, disk full", fault{written, "ENOSPC", 0, database}, []string{"import", "second.csv"}, "ws"},
		{"import, write error", fault{written, "EIO", 0, database}, []string{"import", "second.csv"}, "ws"},
		{"import, sync error", fault{"fsync,fdatasync", "EIO", 0, database}, []string{"import", "second.csv"}, "ws"},
		{"import, read error", fault{"read,pread64", "EIO", 0, []string{"second.csv"}}, []string{"import", "second.csv"}, "second.csv"},
		{"undo, disk full", fault{written, "ENOSPC", 0, database}, []string{"imports", "undo"}, "ws"},
		{"backup, disk full", fault{written, "ENOSPC", 0, output}, []string{"backup", "new.backup"}, "new.backup"},
		{"backup, sync error", fault{"fsync,fdatasync", "EIO", 0, output}, []string{"backup", "new.backup"}, "new.backup"},
		{"restore, disk full", fault{written, "ENOSPC", 0, []string{"ws/restore.tmp/furikaeri.duckdb.tmp", "ws/restore.tmp/settings.toml.tmp", "ws/restore.ready.tmp"}}, []string{"restore", "other.backup"}, "other.backup"},
		{"restore, sync error", fault{"fsync,fdatasync", "EIO", 0, nil}, []string{"restore", "other.backup"}, "other.backup"},
		{"restore, rename error", fault{"rename,renameat,renameat2", "EIO", 0, []string{"ws/restore.tmp/furikaeri.duckdb", "ws/furikaeri.duckdb", "ws/restore.tmp/settings.toml"}}, []string{"restore", "other.backup"}, "other.backup"},
		{"restore, read error", fault{"read,pread64", "EIO", 0, []string{"other.backup"}}, []string{"restore", "other.backup"}, "other.backup"},
		{"settings, sync error", fault{"fsync,fdatasync", "EIO", 0, nil}, []string{"settings", "set", "slo.P2.limit_minutes", "25"}, "settings.toml"},
		{"settings, rename error", fault{"rename,renameat,renameat2", "EIO", 0, []string{"ws", "ws/settings.toml"}}, []string{"settings", "set", "slo.P2.limit_minutes", "25"}, "settings.toml"},
		{"report, disk full", fault{written, "ENOSPC", 0, output}, []string{"report", "quarterly", "--period", "FY2025Q1", "--issued", "2026-05-05", "-o", "q.html"}, "q.html"},
		{"report, sync error", fault{"fsync,fdatasync", "EIO", 0, output}, []string{"report", "quarterly", "--period", "FY2025Q1", "--issued", "2026-05-05", "-o", "q.html"}, "q.html"},
		{"report, rename error", fault{"rename,renameat,renameat2", "EIO", 0, output}, []string{"report", "quarterly", "--period", "FY2025Q1", "--issued", "2026-05-05", "-o", "q.html"}, "q.html"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			hit := 0
			for when := 1; ; when += 1 + when/4 { // the first calls one by one, later ones with gaps
				s := base.copied()
				s.t = t
				f := tt.fault
				f.when = when
				args := slices.Clone(tt.args)
				for i, a := range args {
					if i > 0 && (args[i-1] == "-o" || slices.Contains([]string{"import", "backup", "restore"}, args[0])) {
						args[i] = filepath.Join(s.dir, a)
					}
				}
				code, stderr := s.faulty(f, args...)
				if code == 0 {
					break // so many calls are not made
				}
				hit++
				if code != 1 || strings.Contains(stderr, "panic") || strings.Contains(stderr, "goroutine") {
					t.Fatalf("call %d: exit code %d, want 1 and a sentence:\n%s", when, code, stderr)
				}
				if !strings.Contains(stderr, tt.says) {
					t.Errorf("call %d: the sentence does not name %s: %s", when, tt.says, stderr)
				}
				if got := s.state(); got != old && got != want[tt.args[0]] {
					t.Fatalf("call %d: the workspace is neither as before nor as after:\n%.2000s", when, got)
				}
				if b, err := os.ReadFile(filepath.Join(s.dir, "q.html")); err != nil || !bytes.Equal(b, page) {
					t.Errorf("call %d: q.html is not what it was (%d bytes, %v)", when, len(b), err)
				}
				if left, _ := filepath.Glob(filepath.Join(s.dir, ".furikaeri-*")); len(left) > 0 {
					t.Errorf("call %d: left behind: %q", when, left)
				}
				if body, err := os.ReadFile(filepath.Join(s.dir, "new.backup")); err == nil {
					t.Errorf("call %d: a backup that failed is there (%d bytes)", when, len(body))
				}
				os.RemoveAll(s.dir)
			}
			if hit == 0 {
				t.Error("no call failed: this test proves nothing")
			}
			t.Logf("%d faults", hit)
		})
	}
}
