package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"furikaeri/app"
)

// What the process tells, well or badly, is what the window hears.
func TestDemoInAProcessOfItsOwn(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // the programs here are scripts of a shell
	}
	for _, c := range []struct{ name, script, progress, want string }{
		{"well", `echo '{"progress":{"Stage":"ui.demo_data"}}'; echo '{"progress":{"Stage":"ui.importing","Name":"a.csv","Done":1,"Total":2}}'`, "[ui.demo_data 0/0 ui.importing 1/2]", "<nil>"},
		{"a sentence", `echo '{"error":{"key":"error.demo_folder","args":["dir","/x"]}}'; exit 1`, "[]", "error.demo_folder [dir /x]"},
		{"a sentence with a cause", `echo '{"error":{"key":"error.write","args":["file","/x"],"cause":"no space"}}'; exit 1`, "[]", "error.write: no space"},
		{"a cause alone", `echo '{"error":{"cause":"no space"}}'; exit 1`, "[]", "making the demo: no space"},
		{"killed", `echo '{"progress":{"Stage":"ui.demo_data"}}'; echo out of memory >&2; exit 3`, "[ui.demo_data 0/0]", "making the demo: exit status 3: out of memory"},
		{"no such lines", `echo hello; exit 0`, "[]", "making the demo: invalid character 'h' looking for beginning of value: "},
	} {
		program := filepath.Join(t.TempDir(), "program")
		if err := os.WriteFile(program, []byte("#!/bin/sh\n"+c.script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		progress := []string{}
		err := makeDemo(program)(t.Context(), "dir", func(p app.Progress) {
			progress = append(progress, fmt.Sprintf("%s %d/%d", p.Stage, p.Done, p.Total))
		})
		if got := fmt.Sprint(err); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
		if got := fmt.Sprint(progress); got != c.progress {
			t.Errorf("%s: progress: got %s, want %s", c.name, got, c.progress)
		}
	}
}

// Who cancels waits for nothing.
func TestDemoProcessEndsWithItsContext(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // the program here is a script of a shell
	}
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho '{\"progress\":{\"Stage\":\"ui.demo_data\"}}'\nexec sleep 600\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	err := makeDemo(program)(ctx, "dir", func(app.Progress) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// The command tells what the window cannot make a demo of, in its own words.
func TestDemoProcessCommandTellsItsError(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "somebody's"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	stderr := &terminal{}
	code, out := run(t, t.Context(), dir, stderr, demoProcessName, dir)
	if want := `{"error":{"key":"error.demo_folder","args":["dir",`; code != 1 || !strings.HasPrefix(out, want) {
		t.Errorf("got %d, %s, want 1, %s", code, out, want)
	}
}
