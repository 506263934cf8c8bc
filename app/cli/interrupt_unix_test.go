//go:build unix

package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// The file is a pipe, so that the signal comes for certain while the import reads it.
func TestSignalEndsWith130(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "incidents.csv")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	c := exec.Command("furikaeri", "-w", filepath.Join(dir, "ws"), "import", pipe)
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	f, err := os.OpenFile(pipe, os.O_WRONLY, 0) // waits for the reader
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	rows := "Q1,disk full,PSVC1,2026-03-02T01:00:00Z\n"
	if _, err := f.WriteString("id,description,service_id,created_on\n"); err != nil {
		t.Fatal(err)
	}
	for err == nil { // until the reader has gone
		_, err = f.WriteString(strings.Repeat(rows, 1000))
	}
	f.Close()
	if got := exitCode(c.Wait()); got != "130" {
		t.Errorf("exit code: got %s, want 130; stderr: %s", got, stderr.String())
	}
	if !strings.Contains(stderr.String(), "Interrupted.") {
		t.Errorf("stderr: got %q, want a sentence that says so", stderr.String())
	}
}
