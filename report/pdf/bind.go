package pdf

import (
	"fmt"
	"strings"
	"time"

	"furikaeri/report"

	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// A sheet is one page: what is placed on it, and the strips around it.
type sheet struct {
	cover  bool // a cover is placed on the full height and has no head
	placed []placed
	head   piece
	foot   piece
}

// bind makes the file of the pages, whose texts have no other characters than runes.
func (p *Printer) bind(d *report.Document, pages []sheet, runes []rune, sized paper) ([]byte, error) {
	issued, err := time.Parse("2006-01-02", d.Issued)
	if err != nil {
		return nil, fmt.Errorf("the day of issue: %w", err)
	}
	clean := func(s string) string {
		s, _ = p.metrics.Clean(s)
		return s
	}
	keywords := make([]string, len(d.Keywords))
	for i, k := range d.Keywords {
		keywords[i] = clean(k)
	}
	// The writer reads a font from the start for every file; of the whole one that takes longer than all the rest.
	regular, err := p.metrics.Subset(runes, false)
	if err != nil {
		return nil, err
	}
	bold, err := p.metrics.Subset(runes, true)
	if err != nil {
		return nil, err
	}
	fonts := []*entity.CustomFont{
		{Family: family, Style: fontstyle.Normal, Bytes: regular},
		{Family: family, Style: fontstyle.Bold, Bytes: bold},
	}
	cfg := config.NewBuilder().
		WithDimensions(sized.pageWidth, sized.pageHeight).
		WithLeftMargin(sized.marginSide).WithRightMargin(sized.marginSide).WithTopMargin(sized.marginTop).WithBottomMargin(sized.marginBottom).
		WithCustomFonts(fonts).WithDefaultFont(&props.Font{Family: family, Size: 9.5}).
		WithCompression(true).
		WithTitle(join(" ", clean(d.Title), clean(d.Scope)), true).
		WithAuthor(clean(d.Cover.Author), true).
		WithSubject(join(" ", clean(d.Scope), clean(d.Period)), true).
		WithKeywords(strings.Join(keywords, ", "), true).
		WithCreator(clean(d.Version), true).
		WithCreationDate(issued).
		Build()
	b := &binding{paper: sized, issued: issued}
	m := maroto.New(cfg)
	for _, s := range pages {
		m.AddPages(page.New().Add(b.rows(s)...))
	}
	doc, err := m.Generate()
	if b.err != nil {
		return nil, b.err
	}
	if err != nil {
		return nil, fmt.Errorf("binding the pages: %w", err)
	}
	return doc.GetBytes(), nil
}

// join is the parts that are not empty with sep between.
func join(sep string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// A binding is one file in the making.
type binding struct {
	paper
	issued time.Time
	pen    *pen // of the file; nil until maroto starts to draw
	err    error
}

// rows is a sheet as maroto's rows: one for every piece, and one that fills what is left above the foot.
func (b *binding) rows(s sheet) []core.Row {
	var rows []core.Row
	add := func(height float64, at placed) {
		rows = append(rows, row.New(height).Add(col.New().Add(&strip{binding: b, placed: at, height: height})))
	}
	height := b.fullHeight
	if !s.cover && b.headHeight > 0 {
		add(b.headHeight, placed{piece: s.head})
	}
	if !s.cover {
		height = b.bodyHeight
	}
	y := 0.0
	for _, at := range s.placed {
		above := at.y - y
		add(above+at.piece.height, placed{piece: at.piece, y: above})
		y = at.y + at.piece.height
	}
	rest := height - y
	if s.cover {
		rest -= b.footHeight
	}
	// A little is left to maroto's own filling, so that no page is full twice by the last digit.
	if rest -= 0.01; rest > 0 {
		add(rest, placed{})
	}
	add(b.footHeight, placed{piece: s.foot})
	return rows
}

// A strip is maroto's component of a row: it draws one piece, placed from the row's top.
type strip struct {
	binding *binding
	placed  placed
	height  float64
	config  *entity.Config
}

// SetConfig is called by maroto.
func (s *strip) SetConfig(c *entity.Config) { s.config = c }

// GetHeight is the row's.
func (s *strip) GetHeight(core.Provider, *entity.Cell) float64 { return s.height }

// GetStructure is the strip in maroto's tree: its texts, in the order drawn.
func (s *strip) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "strip", Value: strings.Join(s.placed.piece.texts, "\n")})
}

// Render draws. The writer's cursor is left where maroto had it, because rows are placed by it.
func (s *strip) Render(p core.Provider, cell *entity.Cell) {
	b := s.binding
	if s.placed.piece.draw == nil || b.err != nil {
		return
	}
	if b.pen == nil {
		w, err := writerOf(p)
		if err != nil {
			b.err = err
			return
		}
		w.SetCatalogSort(true) // else fonts and images come in the order of a map
		w.SetModificationDate(b.issued)
		// maroto fills each page to its last digit; without some air the writer would sometimes start another there.
		w.SetAutoPageBreak(true, b.marginBottom-0.5)
		b.pen = newPen(w)
	}
	x, y := b.pen.pdf.GetXY()
	s.placed.piece.draw(b.pen, s.config.Margins.Left+cell.X, s.config.Margins.Top+cell.Y+s.placed.y)
	b.pen.pdf.SetXY(x, y)
}
