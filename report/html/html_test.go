package html

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestWriteFixture also keeps the file for people to look at: go test -artifacts ./report/html
func TestWriteFixture(t *testing.T) {
	one := mustWrite(t, fixture())
	if two := mustWrite(t, fixture()); !bytes.Equal(one, two) {
		t.Error("two writes of one document differ")
	}
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), "report.html"), one, 0o644); err != nil {
		t.Fatal(err)
	}
}
