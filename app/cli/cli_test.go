package cli

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"furikaeri/app"
	"furikaeri/app/lang"
)

// exitCode is the exit code of a process that ended with err.
func exitCode(err error) string {
	var e *exec.ExitError
	if errors.As(err, &e) {
		return strconv.Itoa(e.ExitCode())
	}
	return err.Error()
}

// A terminal is a Stderr that calls seen with all that was printed so far.
type terminal struct {
	bytes.Buffer
	seen func(string)
}

func (t *terminal) Write(p []byte) (int, error) {
	n, err := t.Buffer.Write(p)
	if t.seen != nil {
		t.seen(t.String())
	}
	return n, err
}

// run runs a command in a workspace of its own and returns its exit code and what it printed.
func run(t *testing.T, ctx context.Context, dir string, stderr *terminal, args ...string) (code int, out string) {
	t.Helper()
	var stdout bytes.Buffer
	now := instant
	code = Run(ctx, Machine{
		Args: append([]string{"-w", dir}, args...), Env: func(string) string { return "" }, System: "linux", Stdin: strings.NewReader(""),
		Stdout: &stdout, Stderr: stderr, Terminal: true, Version: "1.2.3",
		Now: func() time.Time { now = now.Add(time.Second); return now },
	})
	return code, stdout.String()
}

// mustExport writes an export of n incidents.
func mustExport(t *testing.T, path string, n int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("id,incident_number,description,service_id,service_name,created_on,resolved_on\n")
	for i := range n {
		b.WriteString("Q" + strconv.Itoa(i) + "," + strconv.Itoa(i) + ",disk full,PSVC1,shop,2026-03-02T01:00:00Z,2026-03-02T01:30:00Z\n")
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestInterruptedImportLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "incidents.csv")
	mustExport(t, file, 10_000)
	ctx, cancel := context.WithCancel(context.Background())
	stderr := &terminal{seen: func(s string) {
		if strings.Contains(s, "Reading") {
			cancel() // in the middle of the file
		}
	}}
	code, _ := run(t, ctx, filepath.Join(dir, "ws"), stderr, "import", file)
	if code != 130 {
		t.Errorf("exit code: got %d, want 130; stderr: %q", code, stderr.String())
	}
	if want := "Interrupted. Nothing was left half done.\n"; !strings.HasSuffix(stderr.String(), want) {
		t.Errorf("stderr: got %q, want it to end in %q", stderr.String(), want)
	}
	code, out := run(t, context.Background(), filepath.Join(dir, "ws"), &terminal{}, "numbers", "--period", "2026-03")
	if code != 0 || !strings.Contains(out, `"rows":0,`) {
		t.Errorf("after the interruption: got code %d and %.200s, want 0 and no rows", code, out)
	}
}

func TestProgressIsWipedAway(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "incidents.csv")
	mustExport(t, file, 5)
	stderr := &terminal{}
	if code, _ := run(t, context.Background(), filepath.Join(dir, "ws"), stderr, "import", file); code != 0 {
		t.Fatalf("exit code: got %d, want 0; stderr: %q", code, stderr.String())
	}
	before, after, _ := strings.Cut(stderr.String(), "\r"+strings.Repeat(" ", 10))
	if !strings.Contains(before, "\r100%  Reading ") || strings.Contains(after, "Reading") {
		t.Errorf("stderr: got %q, want progress, wiped away before the result", stderr.String())
	}
	quiet := &terminal{}
	if run(t, context.Background(), filepath.Join(dir, "ws"), quiet, "import", "--quiet", file); quiet.String() != "" {
		t.Errorf("--quiet: got %q on stderr, want nothing", quiet.String())
	}
}

// mustWrite writes a file.
func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFileOfTwentyThousandRowsIsALoudWarning(t *testing.T) {
	dir := t.TempDir()
	ws, file := filepath.Join(dir, "ws"), filepath.Join(dir, "incidents.csv")
	mustExport(t, file, 20_000)
	stderr := &terminal{}
	code, _ := run(t, context.Background(), ws, stderr, "import", "--quiet", file)
	if want := "WARNING: incidents.csv has exactly 20,000 rows."; code != 0 || !strings.Contains(stderr.String(), want) {
		t.Errorf("got code %d and %q, want 0 and %q, quiet or not", code, stderr.String(), want)
	}
	code, out := run(t, context.Background(), ws, &terminal{}, "check")
	if code != 1 || !strings.Contains(out, "● Files of exactly 20,000 rows") {
		t.Errorf("check: got code %d and %s, want 1 and the file", code, out)
	}
}

func TestOnlyTheFirstRefusedRowsAreShown(t *testing.T) {
	dir := t.TempDir()
	file, refused := filepath.Join(dir, "incidents.csv"), filepath.Join(dir, "refused.csv")
	mustWrite(t, file, "id,description,service_id,created_on\nQ1,disk,S,2026-03-02\n"+strings.Repeat("Q2,disk,S,\"so\non\x1b[2J\"\n", 150))
	stderr := &terminal{}
	code, _ := run(t, context.Background(), filepath.Join(dir, "ws"), stderr, "import", "--refused", refused, file)
	if n := strings.Count(stderr.String(), "this is no date and time (so on [2J)"); code != 0 || n != 100 {
		t.Errorf("got code %d and %d refused rows, want 0 and 100", code, n)
	}
	if want := "Further refused rows: 50."; !strings.Contains(stderr.String(), want) {
		t.Errorf("stderr: got no %q in %q", want, stderr.String())
	}
	body, err := os.ReadFile(refused)
	if n := strings.Count(string(body), "this is no date and time"); err != nil || n != 150 {
		t.Errorf("--refused: got %d rows, %v, want 150", n, err)
	}
}

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a1.csv", "a2.csv", "b[1].csv"} {
		mustWrite(t, filepath.Join(dir, name), "")
	}
	got := expand([]string{filepath.Join(dir, "a?.csv"), filepath.Join(dir, "b[1].csv"), filepath.Join(dir, "c*.csv")})
	for i, want := range []string{"a1.csv", "a2.csv", "b[1].csv", "c*.csv"} {
		if i >= len(got) || filepath.Base(got[i]) != want {
			t.Errorf("got %v, want %s at %d", got, want, i)
		}
	}
}

func TestDemoLeavesFoldersOfOthersAlone(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "workspace", "thesis.txt")
	if err := os.Mkdir(filepath.Dir(mine), 0o700); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, mine, "years of work")
	stderr := &terminal{}
	code, _ := run(t, context.Background(), filepath.Join(dir, "ws"), stderr, "demo", dir)
	if code != 1 || !strings.Contains(stderr.String(), "is not from a demo") {
		t.Errorf("got code %d and %q, want 1 and a sentence that says why", code, stderr.String())
	}
	if _, err := os.Stat(mine); err != nil {
		t.Errorf("a file of somebody else's: got %v, want it there", err)
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct {
		env    map[string]string
		system string
		want   string
	}{
		{nil, "", "en"},
		{map[string]string{"LANG": "ja_JP.UTF-8"}, "", "ja"},
		{map[string]string{"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "", "en"},
		{map[string]string{"LANG": "en_US.UTF-8", "FURIKAERI_LANG": "ja"}, "", "ja"},
		{map[string]string{"LC_MESSAGES": "ja"}, "", "ja"},
		{nil, "ja-JP", "ja"},
		{map[string]string{"FURIKAERI_LANG": "en"}, "ja-JP", "en"},
	} {
		got := language(Machine{Env: func(n string) string { return c.env[n] }, Language: c.system})
		if got != c.want {
			t.Errorf("language(%v, %q): got %q, want %q", c.env, c.system, got, c.want)
		}
	}
}

func TestDataFolder(t *testing.T) {
	for _, c := range []struct {
		system string
		env    map[string]string
		want   string
	}{
		{"linux", map[string]string{"HOME": "/home/a"}, "/home/a/.local/share/furikaeri"},
		{"linux", map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "/data"}, "/data/furikaeri"},
		{"linux", map[string]string{"HOME": "/home/a", "XDG_DATA_HOME": "relative"}, "/home/a/.local/share/furikaeri"},
		{"darwin", map[string]string{"HOME": "/Users/a"}, "/Users/a/Library/Application Support/Furikaeri"},
		{"windows", map[string]string{"LOCALAPPDATA": "/c/Local", "USERPROFILE": "/c/a"}, "/c/Local/Furikaeri"},
		{"windows", map[string]string{"USERPROFILE": "/c/a"}, "/c/a/AppData/Local/Furikaeri"},
		{"linux", nil, ""},
	} {
		got := filepath.ToSlash(dataFolder(c.system, func(n string) string { return c.env[n] }))
		if got != c.want {
			t.Errorf("dataFolder(%s, %v): got %q, want %q", c.system, c.env, got, c.want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"東西南北", 5, "東西…"}, {"東西南北", 8, "東西南北"}, {"👩‍👩‍👧x東西", 4, "👩‍👩‍👧x…"}, {"", 5, ""},
	} {
		if got := fit(c.in, c.width); got != c.want {
			t.Errorf("fit(%q, %d): got %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestSentencesOfManyErrors(t *testing.T) {
	words, err := lang.For("en")
	if err != nil {
		t.Fatal(err)
	}
	f := &face{words: words}
	got := f.sentences(errors.Join(
		&app.Error{Key: "error.map.no_service", Args: []string{"file", "m.csv", "line", "2"}},
		&app.Error{Key: "error.map.date", Args: []string{"file", "m.csv", "line", "3", "value", "to\u202emorrow\x1b[2J"}},
	))
	want := []string{
		"m.csv:2: the service is missing. Fill in service_id or service.",
		`m.csv:3: "to morrow [2J" is no date. Write it as 2025-04-01.`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := f.sentences(errors.New("boom")); got[0] != "Something went wrong: boom" {
		t.Errorf("got %q, want a sentence around the cause", got)
	}
}

// Every command explains itself in both languages, with words that exist.
func TestHelpIsWhole(t *testing.T) {
	for _, code := range lang.Codes() {
		words, err := lang.For(code)
		if err != nil {
			t.Fatal(err)
		}
		f := &face{Machine: Machine{Env: func(string) string { return "" }}, words: words}
		root := f.root()
		root.InitDefaultHelpCmd()
		commands := append(root.Commands(), root)
		for len(commands) > 0 {
			c := commands[0]
			commands = append(commands[1:], c.Commands()...)
			if c == root {
				commands = commands[:len(commands)-len(c.Commands())]
			}
			var out bytes.Buffer
			c.SetOut(&out)
			if err := c.Help(); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(out.String(), "⟦") || !strings.Contains(out.String(), c.Short) {
				t.Errorf("%s: help of %q lacks words:\n%s", code, c.CommandPath(), out.String())
			}
		}
	}
}
