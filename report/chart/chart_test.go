package chart

import (
	"fmt"
	"os"
	"testing"
)

func TestDump(t *testing.T) {
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for name, c := range samples() {
		for _, w := range []float64{660, 360, 1000} {
			for mode, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
				if mode == "dark" && w != 660 {
					continue
				}
				s, err := e.SVG(c, p, w, Height(c, w))
				if err != nil {
					t.Error(name, err)
				}
				os.WriteFile(fmt.Sprintf("/tmp/chartout/%s-%g-%s.svg", name, w, mode), []byte(s), 0o644)
			}
		}
	}
}
