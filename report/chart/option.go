// Package chart draws: a report.Chart goes in, an ECharts option comes out, and from the same option a picture in SVG.
// The option (Option) is what the HTML report and the window draw live with the JavaScript of Script; the picture
// (Engine.SVG) is what the PDF draws, made by ECharts itself in a JavaScript engine, with text measured by the embedded
// typeface. The package also owns the colours (Palette) of all renderers: report/html, report/pdf, report/xlsx.
//
// Options are data and no code: nothing of a chart's words is ever run, and inside <script type="application/json">
// they stay where they are. Same chart, palette and size, same bytes.
package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"sync"

	"furikaeri/report"
	"furikaeri/report/font"
)

// measures are the typeface's, read once: what was looked up for one chart is known for the next.
var measures = sync.OnceValues(font.New)

// Option is the ECharts option of c for a drawing of width × height px as JSON. It has no title: renderers print
// Chart.Title and Subtitle as text. Where Chart.Empty is set it is that sentence. It is an error when the kind is
// unknown, when a series has not one cell for each label, when a number is not finite or over 1e18, when series of one axis differ in
// unit, or when width or height is no size. Heights come from Height.
func Option(c *report.Chart, p Palette, width, height float64) ([]byte, error) {
	m, err := measures()
	if err != nil {
		return nil, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	return option(c, p, width, height, m)
}

// Height is a good height in px for c in a drawing width px wide: a Pareto grows with its rows, a heat map is flat, two
// donuts stand below each other where the width is small.
func Height(c *report.Chart, width float64) float64 {
	m, err := measures()
	if err != nil || c.Empty != "" {
		return 56
	}
	d := newDrawing(c, Light(), width, 0, m)
	switch {
	case c.Kind == report.Donut:
		return d.donutHeight()
	case c.Kind == report.Heatmap:
		return d.heatmapHeight()
	case d.lying():
		return d.rowsHeight()
	}
	return math.Round(min(max(width*0.4, 220), 280))
}

// option is Option with the typeface's measures at hand.
func option(c *report.Chart, p Palette, width, height float64, m *font.Metrics) ([]byte, error) {
	if err := check(c, width, height); err != nil {
		return nil, fmt.Errorf("chart %q: %w", c.ID, err)
	}
	d := newDrawing(c, p, width, height, m)
	switch {
	case c.Empty != "":
		d.empty()
	case c.Kind == report.Donut:
		d.donut()
	case c.Kind == report.Heatmap:
		d.heatmap()
	case d.lying():
		d.rows()
	case c.Kind == report.Waterfall:
		d.waterfall()
	default:
		d.columns()
	}
	o, err := json.Marshal(d.option())
	if err != nil {
		return nil, fmt.Errorf("chart %q: writing the option: %w", c.ID, err)
	}
	return o, nil
}

// largest is the number beyond which the arithmetic of axes and stacks loses itself.
const largest = 1e18

// check says what is wrong with c, nil if it can be drawn.
func check(c *report.Chart, width, height float64) error {
	if !(width >= 40 && width <= 10000) || !(height >= 20 && height <= 100000) {
		return fmt.Errorf("size %g × %g px", width, height)
	}
	switch c.Kind {
	case report.Bar, report.Line, report.Pareto, report.Donut, report.Waterfall, report.Heatmap:
	default:
		return fmt.Errorf("unknown kind %q", c.Kind)
	}
	for i, s := range c.Series {
		if err := checkSeries(c, i, s); err != nil {
			return fmt.Errorf("series %q: %w", s.Name, err)
		}
	}
	for _, k := range c.Marks {
		if !(math.Abs(k.At) <= largest) {
			return fmt.Errorf("mark %q: %v cannot be drawn", k.Name, k.At)
		}
	}
	return nil
}

func checkSeries(c *report.Chart, i int, s report.Series) error {
	if len(s.Cells) != len(c.Labels) {
		return fmt.Errorf("%d cells for %d labels", len(s.Cells), len(c.Labels))
	}
	for j, cell := range s.Cells {
		if n := cell.Number; n != nil && !(math.Abs(*n) <= largest) {
			return fmt.Errorf("cell %d: %v cannot be drawn", j, *n)
		}
	}
	switch {
	case s.Kind == "" || s.Kind == c.Kind:
	case c.Kind == report.Bar && s.Kind == report.Line:
	default:
		return fmt.Errorf("kind %q inside %q", s.Kind, c.Kind)
	}
	oneAxis := c.Kind == report.Bar || c.Kind == report.Line
	if first := c.Series[0].Unit; oneAxis && s.Unit != first && s.Unit != report.None && first != report.None {
		return fmt.Errorf("unit %q on an axis of %q", s.Unit, first)
	}
	return nil
}
