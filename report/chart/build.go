package chart

import (
	"math"
	"strings"

	"furikaeri/report"
	"furikaeri/report/font"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

func newDrawing(c *report.Chart, p Palette, width, height float64, m *font.Metrics) *drawing {
	d := &drawing{c: c, p: p, m: m, width: width, height: height}
	d.tooltip = tooltip{
		Tooltip: opts.Tooltip{
			Show: opts.Bool(true), Trigger: "axis", BackgroundColor: p.Ground, BorderColor: p.Rule,
			AxisPointer: &opts.AxisPointer{Type: "shadow"},
		},
		RenderMode: "richText", Confine: true, BorderWidth: 1,
		TextStyle: textStyle{Color: p.Ink, FontSize: 12, FontFamily: family},
	}
	return d
}

// option is the whole as go-echarts gives it.
func (d *drawing) option() map[string]any {
	bar := charts.NewBar()
	bar.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: d.c.ID}),
		charts.WithAnimation(false),
		charts.WithAriaOpts(&opts.Aria{
			Enabled: opts.Bool(true),
			Label:   &opts.AriaLabel{Enabled: opts.Bool(true), Description: d.description()},
		}),
	)
	bar.Accept(d)
	bar.Validate()
	return bar.JSON()
}

// description is what a screen reader says of the drawing; the numbers stand in the table beside it.
func (d *drawing) description() string {
	var parts []string
	for _, s := range []string{d.c.Title, d.c.Subtitle, d.c.Empty} {
		if s = d.clean(s); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " / ")
}

// Visit puts in what is not one of go-echarts' parts and takes out what nobody asked for.
func (d *drawing) Visit(o map[string]any) {
	o["textStyle"] = textStyle{FontFamily: family, Color: d.p.Ink}
	delete(o, "toolbox")
	delete(o, "color")
	if len(d.x) == 0 {
		delete(o, "xAxis")
		delete(o, "yAxis")
	} else {
		o["grid"] = d.grid
	}
	if len(d.titles) == 0 {
		delete(o, "title")
	}
	if d.legend == nil {
		delete(o, "legend")
	}
	if len(d.graphic) > 0 {
		o["graphic"] = d.graphic
	}
}

// VisitTitleOpt gives the texts inside donuts.
func (d *drawing) VisitTitleOpt(opts.Title) any { return d.titles }

// VisitLegendOpt gives the legend, if there is one.
func (d *drawing) VisitLegendOpt(opts.Legend) any { return d.legend }

// VisitTooltipOpt gives the tooltip, which is text and never HTML.
func (d *drawing) VisitTooltipOpt(opts.Tooltip) any { return d.tooltip }

// VisitSeriesOpt gives the series.
func (d *drawing) VisitSeriesOpt(charts.MultiSeries) any { return d.series }

// VisitXAxis gives the axes below and above.
func (d *drawing) VisitXAxis([]opts.XAxis) any { return d.x }

// VisitYAxis gives the axes at the left and right.
func (d *drawing) VisitYAxis([]opts.YAxis) any { return d.y }

// clean is s on one line and of a length that a drawing can bear, without control characters.
func (d *drawing) clean(s string) string {
	const most = 300
	if len(s) > most*4 {
		s = s[:most*4]
	}
	s, _ = d.m.Clean(s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

// w is the width of s in px, its widest line if it has several.
func (d *drawing) w(s string, heavy bool, size float64) float64 {
	widest := 0.0
	for _, l := range strings.Split(s, "\n") {
		widest = max(widest, d.m.Width(l, heavy, size))
	}
	return widest
}

// empty draws the sentence that stands for the drawing.
func (d *drawing) empty() {
	d.tooltip.Show = opts.Bool(false)
	s := strings.Join(d.m.Fit(d.clean(d.c.Empty), false, 12, d.width-16, 4), "\n")
	d.text(textAt{text: s, left: 0, top: max(0, (d.height-float64(strings.Count(s, "\n")+1)*18)/2), size: 12, color: d.p.Muted})
}

// A textAt is free text: from the left, or from the right where right is set.
type textAt struct {
	text      string
	left, top float64
	right     *float64
	size      float64
	color     string
	heavy     bool
	align     string // "left" unless set
}

func (d *drawing) text(t textAt) {
	weight := "normal"
	if t.heavy {
		weight = "bold"
	}
	g := map[string]any{
		"type": "text", "silent": true, "z": 20, "top": round(t.top),
		"style": map[string]any{
			"text": t.text, "fill": t.color, "fontSize": t.size, "fontFamily": family, "fontWeight": weight,
			"lineHeight": math.Round(t.size * 1.4), "align": "left",
		},
	}
	if t.align != "" {
		g["style"].(map[string]any)["align"] = t.align
	}
	if t.right != nil {
		g["right"] = round(*t.right)
	} else {
		g["left"] = round(t.left)
	}
	d.graphic = append(d.graphic, g)
}

// round is n to a tenth of a px.
func round(n float64) float64 { return math.Round(n*10) / 10 }

func ptr[T any](v T) *T { return &v }

func newSeries(kind, id, name string) series {
	return series{SingleSeries: charts.SingleSeries{Type: kind, Id: id, Name: name}}
}
