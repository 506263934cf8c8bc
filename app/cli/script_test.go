package cli

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/testscript"
)

// instant is when the scripts run.
var instant = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"furikaeri": func() {
			ctx, stop := Interruptible(context.Background())
			defer stop()
			machine := ThisMachine("1.2.3")
			machine.Now = func() time.Time { return instant }
			machine.Wait = 300 * time.Millisecond // nobody lets go of the workspace in these tests
			os.Exit(Run(ctx, machine))
		},
	})
}

// TestScripts runs every file of testdata/script: the real commands, each a process of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("FURIKAERI_WORKSPACE", filepath.Join(e.WorkDir, "ws"))
			e.Setenv("HOME", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code,
			"hold": hold,
			"glob": glob,
		},
	})
}

// code runs "furikaeri ARGS..." and wants the exit code: code 2 numbers.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: code N ARGS...")
	}
	got := "0"
	if err := ts.Exec("furikaeri", args[1:]...); err != nil {
		got = exitCode(err)
	}
	if got != args[0] {
		ts.Fatalf("exit code of furikaeri %v: got %s, want %s", args[1:], got, args[0])
	}
}

// hold takes the workspace's lock for the rest of the script, as another process would: hold DIR.
func hold(ts *testscript.TestScript, neg bool, args []string) {
	dir := ts.MkAbs(args[0])
	l := flock.New(filepath.Join(dir, "workspace.lock"))
	ok, err := l.TryLock()
	ts.Check(err)
	if !ok {
		ts.Fatalf("the workspace is held already")
	}
	owner := `{"pid":4711,"command":"furikaeri import","since":"2026-03-31T23:59:00Z"}`
	ts.Check(os.WriteFile(filepath.Join(dir, "workspace.owner"), []byte(owner), 0o600))
	ts.Defer(func() { l.Unlock() })
}

// glob copies the one file that fits a pattern: glob PATTERN TO.
func glob(ts *testscript.TestScript, neg bool, args []string) {
	found, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(found) != 1 {
		ts.Fatalf("%s: got %q, want one file", args[0], found)
	}
	body, err := os.ReadFile(found[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), body, 0o600))
}
