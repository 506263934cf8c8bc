package html

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
)

// The room of a sparkline in CSS pixels, and the margin that its last point's dot needs.
const (
	sparkWidth, sparkHeight = 92.0, 22.0
	sparkMargin             = 3.0
)

// spark is a small line, oldest first, the last known point marked; nil and what is not finite is a gap. It begins at
// zero unless numbers are negative, so that equal heights mean equal numbers within a row. "" if nothing is known.
func spark(series []*float64) template.HTML {
	low, high, known := 0.0, 0.0, 0
	for _, n := range series {
		if n == nil || !finite(*n) {
			continue
		}
		low, high, known = min(low, *n), max(high, *n), known+1
	}
	if known == 0 {
		return ""
	}
	if high == low {
		high = low + 1
	}
	x := func(i int) string {
		if len(series) == 1 {
			return px(sparkWidth - sparkMargin)
		}
		return px(sparkMargin + float64(i)/float64(len(series)-1)*(sparkWidth-2*sparkMargin))
	}
	y := func(n float64) string {
		return px(sparkHeight - sparkMargin - (n/2-low/2)/(high/2-low/2)*(sparkHeight-2*sparkMargin))
	}
	var path strings.Builder
	pen, last := "M", 0
	for i, n := range series {
		if n == nil || !finite(*n) {
			pen = "M"
			continue
		}
		path.WriteString(pen + x(i) + " " + y(*n))
		pen, last = "L", i
	}
	return template.HTML(fmt.Sprintf(`<svg class="spark" viewBox="0 0 %g %g" width="%g" height="%g" aria-hidden="true">`+
		`<path class="base" d="M%s %sH%s"/><path d="%s"/><circle cx="%s" cy="%s" r="2.2"/></svg>`,
		sparkWidth, sparkHeight, sparkWidth, sparkHeight,
		px(sparkMargin), y(max(low, 0)), px(sparkWidth-sparkMargin), path.String(), x(last), y(*series[last])))
}

func px(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
