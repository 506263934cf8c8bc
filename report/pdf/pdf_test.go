package pdf

import (
	"bytes"
	"os"
	"testing"

	"furikaeri/report/chart"
)

func mustPrinter(t testing.TB) *Printer {
	t.Helper()
	p, err := New()
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return p
}

func TestLook(t *testing.T) {
	e, err := chart.New()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var b bytes.Buffer
	if err := mustPrinter(t).Write(&b, document(t, 90), e); err != nil {
		t.Fatal(err)
	}
	if f := os.Getenv("LOOK"); f != "" {
		os.WriteFile(f, b.Bytes(), 0o644)
	}
}
