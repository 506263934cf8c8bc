package html

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// A viewer turns the document's blocks into what the template prints.
type viewer struct {
	doc         *report.Document
	light, dark chart.Palette
	refs        *refs
	ids         map[string]bool
	charts      int // drawn so far
}

type section struct {
	ID       string
	Title    string
	Question string
	Blocks   []block
	Notes    []string
}

// A block is exactly one of its fields, as report.Block is.
type block struct {
	Text    *textView
	Figures []figureView
	Table   *tableView
	Chart   *chartView
	Cards   []cardView
}

func (v *viewer) section(s *report.Section) (section, error) {
	out := section{ID: v.id("s", s.ID), Title: s.Title, Question: s.Question, Notes: s.Notes}
	for i, b := range s.Blocks {
		view, err := v.block(&b, s.Title)
		if err != nil {
			return section{}, fmt.Errorf("block %d: %w", i+1, err)
		}
		out.Blocks = append(out.Blocks, view)
	}
	return out, nil
}

func (v *viewer) block(b *report.Block, sectionTitle string) (block, error) {
	switch {
	case b.Text != nil:
		return block{Text: v.text(b.Text)}, nil
	case b.Figures != nil:
		return block{Figures: v.figures(b.Figures)}, nil
	case b.Table != nil:
		return block{Table: v.table(b.Table, sectionTitle)}, nil
	case b.Chart != nil:
		c, err := v.chart(b.Chart, sectionTitle, pageWidths)
		return block{Chart: c}, err
	case b.Cards != nil:
		c, err := v.cards(b.Cards)
		return block{Cards: c}, err
	}
	return block{}, errors.New("it is empty: neither text, figures, table, chart nor cards")
}

// id is a fragment that no other element of the page has: prefix and name, with a number behind a repeated one.
func (v *viewer) id(prefix, name string) string {
	base := prefix + "-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, strings.ToLower(name))
	id := base
	for n := 2; v.ids[id]; n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	v.ids[id] = true
	return id
}

type textView struct {
	Title     string
	Style     string
	Sentences []template.HTML
	Terms     []termView // instead of Sentences, for definitions
}

// A termView is "term: meaning" in its two parts; together they are the sentence.
type termView struct{ Term, Meaning template.HTML }

func (v *viewer) text(t *report.Text) *textView {
	out := &textView{Title: t.Title, Style: string(t.Style)}
	switch t.Style {
	case report.Answer, report.Body, report.Warning, report.Comment, report.Definition:
	default:
		out.Style = string(report.Body)
	}
	for _, s := range t.Sentences {
		if t.Style == report.Definition {
			out.Terms = append(out.Terms, v.term(&s))
			continue
		}
		out.Sentences = append(out.Sentences, v.sentence(s.Text, unsignalled(s.Cells)))
	}
	return out
}

// term splits a definition behind its first colon. The colon stays in the text for those who hear or copy it.
func (v *viewer) term(s *report.Sentence) termView {
	at, size := colon(s.Text)
	if at < 0 {
		return termView{Meaning: v.sentence(s.Text, s.Cells)}
	}
	rest := s.Text[at+size:]
	gap := rest[:len(rest)-len(strings.TrimLeft(rest, " "))]
	return termView{
		Term:    isolated(s.Text[:at]) + `<span class="vh">` + isolated(s.Text[at:at+size]+gap) + `</span>`,
		Meaning: v.sentence(rest[len(gap):], s.Cells),
	}
}

// colon is where the first colon, narrow or wide, stands, -1 if there is none, and its length in bytes.
func colon(s string) (at, size int) {
	at = strings.IndexAny(s, "::")
	if at < 0 {
		return -1, 0
	}
	if s[at] == ':' {
		return at, 1
	}
	return at, len(":")
}

type figureView struct {
	Label string
	Value template.HTML
	After string
	Note  template.HTML
}

func (v *viewer) figures(f *report.Figures) []figureView {
	var out []figureView
	for i := range f.Items {
		item := &f.Items[i]
		out = append(out, figureView{
			Label: item.Label, Value: v.number(&item.Value, item.Value.Text, signalClass(&item.Value, item.Unit)), After: item.After,
			Note: v.markedUp(item.Note, item.Cells, func(s string) []stretch { return append(parts(s), measures(s)...) }),
		})
	}
	return out
}

type cardView struct {
	Title string
	Class string
	Lines []lineView
	Chart *chartView
}

type lineView struct {
	Label string
	Text  template.HTML
}

func (v *viewer) cards(c *report.Cards) ([]cardView, error) {
	var out []cardView
	for i := range c.Items {
		item := &c.Items[i]
		card := cardView{Title: item.Title, Class: string(item.Signal)}
		placed := make([]bool, len(item.Cells))
		for j, l := range item.Lines {
			card.Lines = append(card.Lines, lineView{Label: l.Label, Text: v.sentence(l.Text, cellsIn(l.Text, item.Cells, placed, j == len(item.Lines)-1))})
		}
		if item.Chart != nil {
			view, err := v.chart(item.Chart, item.Title, cardWidths)
			if err != nil {
				return nil, fmt.Errorf("card %q: %w", item.Title, err)
			}
			card.Chart = view
		}
		out = append(out, card)
	}
	return out, nil
}

// cellsIn is those cells not yet placed whose text stands in the line, and in the last line all that are left, so that
// no number is lost. It marks what it gives as placed.
func cellsIn(line string, cells []report.Cell, placed []bool, last bool) []report.Cell {
	var out []report.Cell
	for i, c := range cells {
		if placed[i] || !last && !strings.Contains(line, c.Text) {
			continue
		}
		placed[i] = true
		out = append(out, c)
	}
	return out
}

// Widths in px for which charts' options are made: wide page, paper, phone. The script takes the widest that fits.
var (
	pageWidths = []float64{860, 640, 320}
	cardWidths = []float64{400, 300}
)

type chartView struct {
	ID, Title, Subtitle string
	Name                string // for those who cannot see it: its title, else its section's
	Empty               string
	DataLabel           string
	Marks               []string
	Grid                *tableView  // nil if there are no numbers
	Light, Dark         template.JS // "" where Empty stands instead
}

// A sized is a chart's option for one width, as boot.js reads it.
type sized struct {
	Width  float64   `json:"w"`
	Height float64   `json:"h"`
	Option rawOption `json:"o"`
}

// A rawOption is JSON as report/chart wrote it.
type rawOption []byte

// MarshalJSON gives the bytes; json.Marshal then escapes what could end a script element.
func (r rawOption) MarshalJSON() ([]byte, error) { return r, nil }

func (v *viewer) chart(c *report.Chart, fallback string, widths []float64) (*chartView, error) {
	out := &chartView{ID: v.id("c", c.ID), Title: c.Title, Subtitle: c.Subtitle, Name: c.Title, Empty: c.Empty, DataLabel: v.doc.Labels.ChartData}
	if out.Name == "" {
		out.Name = fallback
	}
	for _, m := range c.Marks {
		out.Marks = append(out.Marks, m.Name)
	}
	if len(c.Labels)+len(c.Series)+len(c.Marks) > 0 {
		out.Grid = v.chartGrid(c)
	}
	if c.Empty != "" {
		return out, nil
	}
	var err error
	if out.Light, err = options(c, v.light, widths); err != nil {
		return nil, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	if out.Dark, err = options(c, v.dark, widths); err != nil {
		return nil, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	v.charts++
	return out, nil
}

func options(c *report.Chart, p chart.Palette, widths []float64) (template.JS, error) {
	var list []sized
	for _, w := range widths {
		h := chart.Height(c, w)
		option, err := chart.Option(c, p, w, h)
		if err != nil {
			return "", err
		}
		list = append(list, sized{Width: w, Height: h, Option: option})
	}
	return script(list)
}
