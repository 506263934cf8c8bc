package chart

import (
	"fmt"
	"math"
	"slices"

	"furikaeri/report"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// Bars' share of their slot, and the room between bars of one slot as a share of a bar.
const (
	barShare = 0.66
	barGap   = 0.1
)

// belowBars is the room for numbers under bars that hang down, px.
const belowBars = 14.0

// columns draws bars and lines over labels on the x axis.
func (d *drawing) columns() {
	s := d.valueScale()
	d.grid = box{Top: 14, Bottom: 24}
	d.addLegend(d.legendItems())
	d.roomAbove(s)
	for _, t := range s.ticks() {
		d.grid.Left = max(d.grid.Left, d.w(t+d.suffix(), false, normal)+8)
	}
	d.grid.Left = math.Ceil(d.grid.Left)
	ends := d.ends(s)
	if len(ends) > 0 {
		widest := 0.0
		for _, e := range ends {
			widest = max(widest, d.w(e.text, e.heavy, normal))
		}
		d.grid.Right = math.Ceil(widest) + 10
	} else {
		d.grid.Right = 4
	}
	slot := d.plotWidth() / float64(max(len(d.c.Labels), 1))
	shown, lines := d.columnLabels(slot)
	d.grid.Bottom = d.columnBottom(s, lines)
	d.columnAxes(s, shown)
	d.columnSeries(s, slot)
	d.marks(true)
	d.drawEnds(ends, s)
	if s.min > 0 {
		d.axisBreak()
	}
}

// columnBottom is the room below the plot for the labels and, where bars hang down, for the numbers under them.
func (d *drawing) columnBottom(s scale, lines int) float64 {
	bottom := 10 + 14*float64(lines)
	if s.min < 0 {
		bottom += belowBars
	}
	return bottom
}

func (d *drawing) plotWidth() float64 { return max(d.width-d.grid.Left-d.grid.Right, 20) }

func (d *drawing) plotHeight() float64 { return max(d.height-d.grid.Top-d.grid.Bottom, 20) }

// isLine says whether s is drawn as a line.
func (d *drawing) isLine(s report.Series) bool {
	return s.Kind == report.Line || s.Kind == "" && d.c.Kind == report.Line
}

// unit is the unit of the value axis.
func (d *drawing) unit() report.Unit {
	for _, s := range d.c.Series {
		if s.Unit != report.None {
			return s.Unit
		}
	}
	return report.None
}

// suffix follows the axis' numbers: the subtitle names the unit, only percent is said at every tick.
func (d *drawing) suffix() string {
	if u := d.unit(); u == report.Percent || u == report.Change {
		return "%"
	}
	return ""
}

// valueScale holds every bar, stack, line and mark.
func (d *drawing) valueScale() scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	see := func(v float64) { lo, hi = min(lo, v), max(hi, v) }
	bars := false
	type at struct {
		stack string
		label int
	}
	up, down := map[at]float64{}, map[at]float64{}
	for _, s := range d.c.Series {
		bars = bars || !d.isLine(s)
		for j, cell := range s.Cells {
			if cell.Number == nil {
				continue
			}
			v := *cell.Number
			if s.Stack != "" && !d.isLine(s) {
				k := at{s.Stack, j}
				if v >= 0 {
					up[k] += v
				} else {
					down[k] += v
				}
				v = up[k]
				see(down[k])
			}
			see(v)
		}
	}
	for _, m := range d.c.Marks {
		see(m.At)
	}
	if math.IsInf(lo, 1) {
		lo, hi = 0, 1
	}
	return nice(lo, hi, d.unit(), 5, !bars)
}

// columnLabels are the words below the axis, "" where one is left out, and how many lines they take.
func (d *drawing) columnLabels(slot float64) ([]string, int) {
	width := func(s string) float64 { return d.w(s, false, normal) }
	labels := make([]string, len(d.c.Labels))
	for i, l := range d.c.Labels {
		labels[i] = d.clean(l)
	}
	if m := months(labels, slot, width); m != nil {
		return m, 1
	}
	widest := 0.0
	for _, l := range labels {
		widest = max(widest, width(l))
	}
	if widest <= slot-6 {
		return labels, 1
	}
	if slot >= 4*normal {
		lines := 1
		for i, l := range labels {
			labels[i] = d.fit(l, false, normal, slot-6, 2)
			if labels[i] != l {
				lines = 2
			}
		}
		return labels, lines
	}
	room := min(widest, 8*normal)
	stride := int(math.Ceil((room + 6) / slot))
	for i, l := range labels {
		labels[i] = ""
		if i%stride == 0 {
			labels[i] = d.fit(l, false, normal, room, 1)
		}
	}
	return labels, 1
}

// columnAxes are the zero line with the labels in full, for the tooltip; the labels as shown; and the values.
func (d *drawing) columnAxes(s scale, shown []string) {
	full := make([]string, len(d.c.Labels))
	for i, l := range d.c.Labels {
		full[i] = d.clean(l)
	}
	zero := axis{ID: "x", Show: true, Z: 3, AxisLabel: &axisLabel{}} // over the bars' feet
	zero.Type, zero.Data = "category", full
	zero.AxisLine = line{Show: s.min <= 0, OnZero: ptr(true), LineStyle: &opts.LineStyle{Color: d.p.Muted, Width: 1}}
	names := axis{ID: "labels", Show: true, AxisLabel: &axisLabel{
		Show: true, Interval: ptr(0), HideOverlap: true, Margin: 7, Color: d.p.Muted, FontSize: normal, LineHeight: 14,
	}}
	if s.min < 0 {
		names.AxisLabel.Margin += belowBars
	}
	names.Type, names.Data, names.Position = "category", shown, "bottom"
	names.AxisLine = line{OnZero: ptr(false)}
	names.AxisPointer = &opts.AxisPointer{Show: opts.Bool(false)}
	d.x = []axis{zero, names}
	d.y = []axis{d.valueAxis(s)}
}

// valueAxis is the axis at the left with its light grid.
func (d *drawing) valueAxis(s scale) axis {
	y := axis{ID: "y", Show: true, Interval: s.step}
	y.Type, y.Min, y.Max = "value", s.min, s.max
	y.AxisLabel = &axisLabel{Show: true, Margin: 8, Color: d.p.Muted, FontSize: normal}
	if d.suffix() != "" {
		y.AxisLabel.Formatter = "{value}" + d.suffix()
	}
	if s.min < 0 {
		y.AxisLabel = &axisLabel{}
		d.valueTicks(s)
	}
	y.SplitLine = line{Show: true, LineStyle: &opts.LineStyle{Color: d.p.Rule, Width: 1}}
	return y
}

// valueTicks prints the ticks of an axis that goes below zero: ECharts has only a hyphen for a minus.
func (d *drawing) valueTicks(s scale) {
	for i, t := range s.ticks() {
		t += d.suffix()
		y := d.grid.Top + (1-s.at(s.min+float64(i)*s.step))*d.plotHeight()
		d.text(textAt{text: t, left: d.grid.Left - 8 - d.w(t, false, normal), top: y - normal/2 - 1, size: normal, color: d.p.Muted})
	}
}

// columnSeries draws every series.
func (d *drawing) columnSeries(s scale, slot float64) {
	n := float64(max(d.stacks(), 1))
	bar := min(slot*barShare/(n+(n-1)*barGap), 48)
	for i, one := range d.c.Series {
		if d.isLine(one) {
			d.addLine(i, one, s)
			continue
		}
		d.addBars(i, one, s, bar, slot, int(n))
	}
}

// stackOf is the name of the stack that series i stands in: its own if it names none.
func (d *drawing) stackOf(i int, s report.Series) string {
	if s.Stack != "" {
		return "stack " + s.Stack
	}
	return fmt.Sprint("alone ", i)
}

// stacks is how many bars and stacks of bars stand beside each other at one label.
func (d *drawing) stacks() int {
	seen := map[string]bool{}
	for i, s := range d.c.Series {
		if !d.isLine(s) {
			seen[d.stackOf(i, s)] = true
		}
	}
	return len(seen)
}

// dimensions name the parts of a datum's value. The text is what labels and tooltips print.
func (one *series) dimensions() {
	one.Dimensions = []any{"x", "y", map[string]string{"name": "text", "type": "ordinal"}}
	one.Encode = map[string]any{"x": 0, "y": 1, "tooltip": []int{2}}
}

func (d *drawing) addBars(i int, s report.Series, sc scale, bar, slot float64, groups int) {
	one := newSeries("bar", fmt.Sprintf("s%d", i), d.name(s))
	one.dimensions()
	one.Stack = d.stackOf(i, s)
	one.BarWidth = fmt.Sprintf("%.2f%%", 100*barShare/(float64(groups)+float64(groups-1)*barGap))
	one.BarMax, one.BarGap = 48, fmt.Sprintf("%g%%", 100*barGap)
	one.ItemStyle = d.fill(s.Tone, i, s.Stack != "")
	show, only := d.barLabels(s, bar, slot, groups)
	for j, cell := range s.Cells {
		if cell.Number == nil {
			one.Data = append(one.Data, datum{Value: []any{j, nil, d.clean(cell.Text)}})
			continue
		}
		v := datum{Value: []any{j, *cell.Number, d.clean(cell.Text)}}
		switch {
		case s.Stack != "" && d.stacked(s.Stack):
			high := math.Abs(*cell.Number) / (sc.max - sc.min) * d.plotHeight()
			if show && high >= 14 {
				v.Label = &label{
					Show: true, Position: "inside", Formatter: "{@text}", FontSize: small, Color: d.p.TextOn(one.ItemStyle.Color),
				}
			}
		case show && (only < 0 || only == j):
			v.Label = &label{
				Show: true, Position: "top", Distance: ptr(3.0), Formatter: "{@text}", FontSize: small, Color: d.p.Ink,
			}
			if s.Tone == report.ToneBefore {
				v.Label.Color = d.p.Muted
			}
			if *cell.Number < 0 {
				v.Label.Position = "bottom"
			} else {
				v.Label.Distance = ptr(d.clearance(sc, i, j))
			}
		}
		one.Data = append(one.Data, v)
	}
	d.series = append(d.series, one)
}

// clearance is how many px above the end of bar j of series i its number stands: just above, or above the goal line that
// would strike it through.
func (d *drawing) clearance(sc scale, i, j int) float64 {
	var lines []float64
	for _, m := range d.c.Marks {
		lines = append(lines, m.At)
	}
	for _, s := range d.c.Series {
		if d.isLine(s) && s.Cells[j].Number != nil {
			lines = append(lines, *s.Cells[j].Number)
		}
	}
	slices.Sort(lines)
	away, top := 3.0, sc.at(*d.c.Series[i].Cells[j].Number)
	for _, v := range lines {
		if y := (sc.at(v) - top) * d.plotHeight(); y > away-3 && y < away+13 {
			away = y + 3
		}
	}
	return round(away)
}

// stacked says whether more than one series stands in the stack.
func (d *drawing) stacked(stack string) bool {
	n := 0
	for _, s := range d.c.Series {
		if s.Stack == stack && !d.isLine(s) {
			n++
		}
	}
	return n > 1
}

// barLabels says whether the bars of s carry their numbers: up to twelve do if all have room, of more only the last,
// whose index is only; -1 means all.
func (d *drawing) barLabels(s report.Series, bar, slot float64, groups int) (show bool, only int) {
	if s.Stack != "" && d.stacked(s.Stack) {
		for _, o := range d.c.Series {
			for _, cell := range o.Cells {
				if o.Stack == s.Stack && !d.isLine(o) && d.w(d.clean(cell.Text), false, small) > bar-2 {
					return false, -1
				}
			}
		}
		return len(s.Cells) <= 12, -1
	}
	room := slot - 2
	if groups > 1 {
		room = bar*(1+barGap) - 1
	}
	last, fits := -1, true
	for j, cell := range s.Cells {
		if cell.Number != nil {
			last = j
			fits = fits && d.w(d.clean(cell.Text), false, small) <= room
		}
	}
	if len(s.Cells) <= 12 && fits {
		return true, -1
	}
	return groups == 1 && last >= 0 && d.w(d.clean(s.Cells[last].Text), false, small) <= slot+2, last
}

// fill is the look of a bar or share: automation is a light tone inside an edge, and the rest is empty inside one, so that
// they are told apart in grey too.
func (d *drawing) fill(t report.Tone, i int, inStack bool) *itemStyle {
	f := &itemStyle{Color: d.p.Tone(t, i)}
	switch {
	case t == report.ToneAutomation:
		f.Color, f.BorderColor, f.BorderWidth = mixed(f.Color, d.p.Ground, 0.6), mixed(d.p.Automation, d.p.Ink, 0.35), 1
	case t == report.ToneRest:
		f.Color, f.BorderColor, f.BorderWidth = d.p.Ground, d.p.Rest, 1
	case inStack:
		f.BorderColor, f.BorderWidth = d.p.Ground, 0.75
	}
	return f
}
