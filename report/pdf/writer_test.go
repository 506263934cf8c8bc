package pdf

import (
	"strings"
	"testing"

	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
)

// probe is a component that looks at the provider it is drawn with.
type probe struct {
	seen func(core.Provider)
}

func (probe) SetConfig(*entity.Config) {}

func (probe) GetHeight(core.Provider, *entity.Cell) float64 { return 10 }

func (probe) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "probe"})
}

func (p probe) Render(provider core.Provider, _ *entity.Cell) { p.seen(provider) }

// If this fails, maroto was changed: writerOf reads its private field "fpdf", a *gofpdf.Fpdf, because there is no
// public way to draw paths, links and bookmarks. Find where the new version keeps its writer, or go back to the one
// in go.mod before.
func TestMarotoStillHasItsWriter(t *testing.T) {
	m := maroto.New()
	called := false
	m.AddRows(row.New(10).Add(col.New().Add(probe{seen: func(p core.Provider) {
		called = true
		w, err := writerOf(p)
		if err != nil {
			t.Errorf("writerOf: %v", err)
			return
		}
		if w.PageNo() != 1 {
			t.Errorf("writer's page: got %d, want 1", w.PageNo())
		}
	}})))
	if _, err := m.Generate(); err != nil {
		t.Fatalf("Generate: %v", err)
	}
	if !called {
		t.Error("maroto did not draw the component")
	}
}

func TestWriterOfSomethingElse(t *testing.T) {
	type other struct{ core.Provider }
	for _, p := range []core.Provider{nil, other{}, &other{}} {
		if _, err := writerOf(p); err == nil || !strings.Contains(err.Error(), "maroto's provider") {
			t.Errorf("writerOf(%T): got %v, want an error that names it", p, err)
		}
	}
}
