package chart

import (
	_ "embed"
	"fmt"
	"strings"

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

// garbage is how many bytes the engine may hold before it looks for what is no longer used; ECharts itself takes a third.
const garbage = 48 << 20

// New starts an engine; the caller closes it.
func New() (*Engine, error) {
	m, err := measures()
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
	// One chart's leavings fit into a few MB: looking for them more often costs a twentieth of the time.
	e.vm.SetGCThreshold(garbage)
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

// tidy is svg without what only a live page has a use for and what is not seen, its ids made of the chart's id. Words
// cannot be hit: ECharts escapes the < > and " of texts.
func tidy(svg, id string) string {
	if !plain(id) {
		id = "chart"
	}
	var b strings.Builder
	b.Grow(len(svg))
	for len(svg) > 0 {
		at := strings.IndexByte(svg, '<')
		if at < 0 {
			break
		}
		b.WriteString(svg[:at])
		end := strings.IndexByte(svg[at:], '>') + 1
		if end == 0 {
			svg = svg[at:]
			break
		}
		tag := svg[at : at+end]
		svg = svg[at+end:]
		name, _, _ := strings.Cut(strings.Trim(tag[1:], ">"), " ")
		switch name {
		case "style":
			if _, rest, ok := strings.Cut(svg, "</style>"); ok {
				svg = strings.TrimLeft(rest, "\n ")
				continue
			}
		case "path", "rect":
			if rest, ok := strings.CutPrefix(svg, "</"+name+">"); ok && !seen(tag) {
				svg = strings.TrimLeft(rest, "\n ")
				continue
			}
		}
		tidyTag(&b, tag, id)
	}
	b.WriteString(svg)
	return b.String()
}

// seen says whether a shape leaves any ink.
func seen(tag string) bool {
	filled := inked(tag, ` fill="`) && !strings.Contains(tag, ` fill-opacity="0"`)
	return filled || inked(tag, ` stroke="`) && !strings.Contains(tag, ` stroke-opacity="0"`) && !strings.Contains(tag, ` stroke-width="0"`)
}

// inked says whether the paint of an attribute is a colour and not "none".
func inked(tag, attribute string) bool {
	_, value, found := strings.Cut(tag, attribute)
	return found && !strings.HasPrefix(value, "n")
}

// tidyTag writes one tag without the attributes of a live page, its ids counted by ECharts made the chart's.
func tidyTag(b *strings.Builder, tag, id string) {
	for {
		at := strings.IndexByte(tag, '"')
		if at < 0 {
			break
		}
		end := strings.IndexByte(tag[at+1:], '"')
		if end < 0 {
			break
		}
		name, value := tag[:at], tag[at+1:at+1+end]
		tag = tag[at+end+2:]
		space := strings.LastIndexByte(name, ' ')
		switch attribute := name[space+1:]; {
		case space >= 0 && (attribute == "class=" || attribute == "pointer-events=" || strings.HasPrefix(attribute, "ecmeta_")):
			b.WriteString(name[:space])
			continue
		case attribute == "id=":
			value = owned(value, id)
		case strings.HasPrefix(value, "url(#"):
			value = "url(#" + owned(value[len("url(#"):], id)
		}
		b.WriteString(name)
		b.WriteByte('"')
		b.WriteString(value)
		b.WriteByte('"')
	}
	b.WriteString(tag)
}

// owned is an id such as "zr12-c3" with the chart's id for the picture's number.
func owned(value, id string) string {
	if number, rest, ok := strings.Cut(value, "-"); ok && len(number) > 2 && strings.HasPrefix(number, "zr") && digits(number[2:]) {
		return id + "-" + rest
	}
	return value
}

// plain says whether an id can stand in any attribute as it is.
func plain(id string) bool {
	return id != "" && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// Close ends the engine and gives its memory back.
func (e *Engine) Close() {
	e.vm.Close()
}
