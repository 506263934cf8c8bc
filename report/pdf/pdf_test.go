package pdf

import (
	"bytes"
	"io"
	"os"
	"testing"

	"furikaeri/report"
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

type plain struct{ svg string }

func (p plain) SVG(c *report.Chart, _ chart.Palette, w, h float64) (string, error) {
	return p.svg, nil
}

func BenchmarkWrite(b *testing.B) {
	p := mustPrinter(b)
	d := document(b, 90)
	for b.Loop() {
		if err := p.Write(io.Discard, d, plain{`<svg width="10" height="10"><text x="1" y="2">あ</text></svg>`}); err != nil {
			b.Fatal(err)
		}
	}
}
