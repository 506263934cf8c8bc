package chart

import (
	_ "embed"
	"fmt"
	"regexp"

	"furikaeri/report"
	"furikaeri/report/font"

	"modernc.org/quickjs"
)

//go:embed assets/echarts.js
var script []byte

//go:embed assets/render.js
var renderJS string

//go:embed assets/NOTICE
var notice string

//go:embed assets/LICENSE
var licenseECharts string

//go:embed assets/LICENSE.zrender
var licenseZRender string

// License is ECharts' notice and the licences of what Script holds, to be given along with it.
func License() string { return notice + "\n" + licenseECharts + "\nZRender:\n\n" + licenseZRender }

// Script is the JavaScript of ECharts 5.6 with what the charts need and no more; it sets the global "echarts". The
// live page and window draw with it: echarts.init(element, null, {renderer: "svg"}).setOption(option). It holds no
// "</script". Callers must not change it.
func Script() []byte { return script }

// An Engine draws charts without a browser. It is not safe for concurrent use: one for each worker, kept warm, for it
// takes a quarter of a second to start.
type Engine struct {
	vm *quickjs.VM
	m  *font.Metrics
}

// New starts an engine; the caller closes it.
func New() (*Engine, error) {
	m, err := font.New()
	if err != nil {
		return nil, fmt.Errorf("starting the chart engine: %w", err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, fmt.Errorf("starting the chart engine: %w", err)
	}
	e := &Engine{vm: vm, m: m}
	if err := e.load(); err != nil {
		vm.Close()
		return nil, fmt.Errorf("starting the chart engine: %w", err)
	}
	return e, nil
}

func (e *Engine) load() error {
	if err := e.vm.SetEvalTimeout(0); err != nil {
		return err
	}
	// A size of 12 would come as an int and be refused, so the width is asked for in em.
	width := func(text string, heavy bool) float64 { return e.m.Width(text, heavy, 1) }
	if err := e.vm.RegisterFunc("textWidth", width, false); err != nil {
		return err
	}
	for _, js := range []string{string(script), renderJS} {
		if _, err := e.vm.Eval(js, quickjs.EvalGlobal); err != nil {
			return err
		}
	}
	return nil
}

// SVG draws c in a picture of width × height px: the same option that Option gives. Its texts stay texts.
func (e *Engine) SVG(c *report.Chart, p Palette, width, height float64) (string, error) {
	o, err := option(c, p, width, height, e.m)
	if err != nil {
		return "", err
	}
	v, err := e.vm.Call("renderChart", string(o), width, height)
	if err != nil {
		return "", fmt.Errorf("chart %q: drawing: %w", c.ID, err)
	}
	svg, ok := v.(string)
	if !ok || svg == "" {
		return "", fmt.Errorf("chart %q: drawing: no picture came back", c.ID)
	}
	return tidy(svg, c.ID), nil
}

// What ECharts writes into its SVG for a live page, and the ids that it counts up from picture to picture.
var (
	styleSheet = regexp.MustCompile(`(?s)<style\s*>.*?</style>\s*`)
	pageOnly   = regexp.MustCompile(` (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"`)
	shape      = regexp.MustCompile(`<(?:path|rect) [^>]*></(?:path|rect)>\s*`)
	filled     = regexp.MustCompile(` fill="[^n]`)
	stroked    = regexp.MustCompile(` stroke="[^n]`)
	noFill     = regexp.MustCompile(` fill-opacity="0"`)
	noStroke   = regexp.MustCompile(` stroke-(?:opacity|width)="0"`)
	counted    = regexp.MustCompile(`(id="|"url\(#)zr\d+-`)
	plain      = regexp.MustCompile(`^[a-z0-9-]+$`)
)

// tidy is svg without what only a live page has a use for and what is not seen, its ids made of the chart's id. Words
// cannot be hit: ECharts escapes the < and " of texts.
func tidy(svg, id string) string {
	svg = styleSheet.ReplaceAllString(svg, "")
	svg = pageOnly.ReplaceAllString(svg, "")
	svg = shape.ReplaceAllStringFunc(svg, func(s string) string {
		if filled.MatchString(s) && !noFill.MatchString(s) || stroked.MatchString(s) && !noStroke.MatchString(s) {
			return s
		}
		return ""
	})
	if !plain.MatchString(id) {
		id = "chart"
	}
	return counted.ReplaceAllString(svg, "${1}"+id+"-")
}

// Close ends the engine and gives its memory back.
func (e *Engine) Close() {
	e.vm.Close()
}
