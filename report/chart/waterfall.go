package chart

import (
	"math"
	"slices"
	"strings"

	"furikaeri/report"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// A level is one bar of a waterfall: from where to where, and nothing where its number is missing.
type level struct {
	from, to float64
	total    bool
	missing  bool
}

// levels are the bars of the first series: the first and last label are totals, the others steps from where the one
// before came to.
func (d *drawing) levels() []level {
	if len(d.c.Series) == 0 {
		return nil
	}
	cells := d.c.Series[0].Cells
	all := make([]level, len(cells))
	at := 0.0
	for i, cell := range cells {
		total := i == 0 || i == len(cells)-1
		switch {
		case cell.Number == nil:
			all[i] = level{from: at, to: at, total: total, missing: true}
		case total:
			all[i] = level{to: *cell.Number, total: true}
			at = *cell.Number
		default:
			all[i] = level{from: at, to: at + *cell.Number}
			at += *cell.Number
		}
	}
	return all
}

// stepRange is the lowest and highest that a bar reaches, zero included.
func (d *drawing) stepRange() (lo, hi float64) {
	for _, l := range d.levels() {
		lo, hi = min(lo, l.from, l.to), max(hi, l.from, l.to)
	}
	return lo, hi
}

// waterfall draws upright steps.
func (d *drawing) waterfall() {
	lo, hi := d.stepRange()
	s := nice(lo, hi, d.unit(), 5, false)
	d.grid = box{Top: 30, Right: 4}
	for _, t := range s.ticks() {
		d.grid.Left = max(d.grid.Left, math.Ceil(d.w(t+d.suffix(), false, normal)+8))
	}
	slot := d.plotWidth() / float64(max(len(d.c.Labels), 1))
	shown, lines := d.columnLabels(slot)
	d.grid.Bottom = d.columnBottom(s, lines)
	d.columnAxes(s, shown)
	d.x[1].AxisLabel.Color = d.p.Ink
	d.steps(true, math.Round(min(slot*0.62, 64)), slot-2)
	d.marks(true)
}

// steps draws the levels as stacked bars: an unseen one below, and what is above and below zero. Totals are ink, falls
// good, rises bad; with room there are texts of that many px at the bars' ends.
func (d *drawing) steps(upright bool, width, room float64) {
	all := d.levels()
	if len(all) == 0 {
		return
	}
	s := d.c.Series[0]
	name := d.name(s)
	base, up, down := newSeries("bar", "base", name), newSeries("bar", "up", name), newSeries("bar", "down", name)
	base.Silent, base.ItemStyle = true, &itemStyle{Color: "transparent"}
	for _, one := range []*series{&base, &up, &down} {
		one.dimensions()
		one.Dimensions = append(one.Dimensions, map[string]string{"name": "label", "type": "ordinal"})
		if !upright {
			one.Encode = map[string]any{"x": 1, "y": 0, "tooltip": []int{2}}
		}
		one.Stack, one.BarWidth, one.Z = "steps", width, 3
	}
	split := d.splits(s, small, room)
	for i, l := range all {
		text := d.clean(s.Cells[i].Text)
		low, high := min(l.from, l.to), max(l.from, l.to)
		var hidden, above, below any
		switch {
		case l.missing:
		case low >= 0:
			hidden, above = low, high-low
		case high <= 0:
			hidden, below = high, low-high
		default:
			above, below = high, low
		}
		color := d.p.Ink
		switch {
		case l.total:
		case l.to > l.from:
			color = d.p.Bad
		default:
			color = d.p.Good
		}
		style := &itemStyle{Color: color}
		printed := stepText(text, split)
		a := datum{Value: []any{i, above, text, printed}, ItemStyle: style}
		b := datum{Value: []any{i, below, text, printed}, ItemStyle: style}
		if room > 0 && !l.missing {
			t := &label{Show: true, Position: "top", Distance: ptr(4.0), Formatter: "{@label}", FontSize: small, LineHeight: 13, Color: d.readable(color), Background: d.p.Ground}
			if l.total {
				t.FontWeight = "bold"
			}
			if above != nil {
				a.Label = t
			} else {
				t.Position = "bottom"
				b.Label = t
			}
		}
		base.Data = append(base.Data, datum{Value: []any{i, hidden, "", ""}})
		up.Data, down.Data = append(up.Data, a), append(down.Data, b)
	}
	base.MarkLine = d.connectors(all, upright)
	d.tooltip.Trigger = "item"
	d.series = append(d.series, base, up, down)
}

// stepText is a text such as "−201.3時間(−16.2%)", what stands in brackets on a line of its own if split.
func stepText(text string, split bool) string {
	if at := strings.IndexAny(text, "(("); at > 0 && split {
		return strings.TrimSpace(text[:at]) + "\n" + text[at:]
	}
	return text
}

// splits says whether one of s' texts is wider than width px, so that all with brackets take two lines.
func (d *drawing) splits(s report.Series, size, width float64) bool {
	return slices.ContainsFunc(s.Cells, func(c report.Cell) bool { return d.w(d.clean(c.Text), false, size) > width })
}

// connectors lead from the level that one bar came to over to the next bar, behind both.
func (d *drawing) connectors(all []level, upright bool) *markLine {
	k := &markLine{
		Silent: true, Symbol: "none", Z: 1, LineStyle: &opts.LineStyle{Color: mixed(d.p.Muted, d.p.Ground, 0.35), Width: 1, Type: "solid"},
	}
	for i := 0; i+1 < len(all); i++ {
		from, to := []any{i, all[i].to}, []any{i + 1, all[i].to}
		if !upright {
			from, to = []any{all[i].to, i}, []any{all[i].to, i + 1}
		}
		k.Data = append(k.Data, []any{map[string]any{"coord": from}, map[string]any{"coord": to}})
	}
	if len(k.Data) == 0 {
		return nil
	}
	return k
}
