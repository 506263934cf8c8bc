//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The file is large, and the signal comes as soon as the workspace is taken: long before the import's end.
func TestSignalEndsWith130(t *testing.T) {
	dir := t.TempDir()
	file, ws := filepath.Join(dir, "incidents.csv"), filepath.Join(dir, "ws")
	mustExport(t, file, 200_000)
	var stderr strings.Builder
	c := exec.Command("furikaeri", "-w", ws, "import", file)
	c.Env = append(os.Environ(), "FURIKAERI_LANG=en")
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	for range 10_000 {
		if _, err := os.Stat(filepath.Join(ws, "workspace.owner")); err == nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if got := exitCode(c.Wait()); got != "130" {
		t.Errorf("exit code: got %s, want 130; stderr: %s", got, stderr.String())
	}
	if !strings.Contains(stderr.String(), "Interrupted.") {
		t.Errorf("stderr: got %q, want a sentence that says so", stderr.String())
	}
	if out, err := exec.Command("furikaeri", "-w", ws, "numbers", "--period", "2026-03").Output(); err != nil || !strings.Contains(string(out), `"rows":0,`) {
		t.Errorf("after the interruption: got %v and %.200s, want no rows", err, out)
	}
}
