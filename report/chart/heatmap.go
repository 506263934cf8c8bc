package chart

import (
	"math"
	"strings"

	"furikaeri/report"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

const heatRow = 24.0

func (d *drawing) heatmapHeight() float64 {
	d.heatmapGrid()
	return math.Ceil(d.grid.Top + heatRow*float64(max(len(d.c.Series), 1)) + d.grid.Bottom)
}

// heatmapGrid makes room for the rows' names at the left, the columns' below and, where cells are too small for
// numbers, the scale above. It says whether numbers have room.
func (d *drawing) heatmapGrid() (numbers bool) {
	d.grid = box{Top: 2, Bottom: 24, Right: 1}
	widest := 0.0
	for _, s := range d.c.Series {
		d.grid.Left = max(d.grid.Left, math.Ceil(d.w(d.fit(s.Name, false, normal, d.width*0.3, 1), false, normal))+8)
		for _, cell := range s.Cells {
			widest = max(widest, d.w(d.clean(cell.Text), false, small))
		}
	}
	numbers = widest+3 <= d.plotWidth()/float64(max(len(d.c.Labels), 1))
	if !numbers {
		d.grid.Top = 24
	}
	return numbers
}

// heatmap draws each series as a row from the top, more is darker (on dark ground lighter), the number inside.
func (d *drawing) heatmap() {
	numbers := d.heatmapGrid()
	slot := d.plotWidth() / float64(max(len(d.c.Labels), 1))
	shown, _ := d.columnLabels(slot)
	for i, l := range shown {
		shown[i] = d.fit(l, false, normal, max(slot*3, 24), 1)
	}
	full, rows := make([]string, len(d.c.Labels)), make([]string, len(d.c.Series))
	for i, l := range d.c.Labels {
		full[i] = d.clean(l)
	}
	for i, s := range d.c.Series {
		rows[i] = d.fit(s.Name, false, normal, d.width*0.3, 1)
	}
	x := axis{ID: "x", Show: true, AxisLabel: &axisLabel{}}
	x.Type, x.Data = "category", full
	names := axis{ID: "labels", Show: true, AxisLabel: &axisLabel{
		Show: true, Interval: ptr(0), HideOverlap: true, Margin: 7, Color: d.p.Muted, FontSize: normal,
	}}
	names.Type, names.Data, names.Position = "category", shown, "bottom"
	names.AxisPointer = &opts.AxisPointer{Show: opts.Bool(false)}
	y := d.category("y", rows)
	y.AxisLabel = &axisLabel{Show: true, Interval: ptr(0), Margin: d.grid.Left, Align: "left", Color: d.p.Ink, FontSize: normal}
	y.AxisPointer = nil
	d.x, d.y = []axis{x, names}, []axis{y}
	d.heatCells(numbers)
	d.tooltip.Trigger = "item"
}

// heatCells draws the cells; a missing number leaves a gap of the panel's colour.
func (d *drawing) heatCells(numbers bool) {
	least, most := d.extremes()
	one := series{SingleSeries: charts.SingleSeries{Type: "heatmap", Id: "cells"}}
	one.Dimensions = []any{"x", "y", "value", map[string]string{"name": "text", "type": "ordinal"}}
	one.Encode = map[string]any{"x": 0, "y": 1, "value": 2, "tooltip": []int{3}}
	one.ItemStyle = &itemStyle{BorderColor: d.p.Ground, BorderWidth: 1}
	one.Label = &label{Show: false, Formatter: "{@text}", FontSize: small}
	for i, s := range d.c.Series {
		for j, cell := range s.Cells {
			if cell.Number == nil {
				one.Data = append(one.Data, datum{
					Value: []any{j, i, 0, d.clean(cell.Text)}, ItemStyle: &itemStyle{Color: d.p.Surface},
				})
				continue
			}
			share := 0.0
			if lo := min(0, number(least)); number(most) > lo {
				share = (*cell.Number - lo) / (number(most) - lo)
			}
			v := datum{
				Name:      strings.TrimSpace(d.clean(s.Name) + " " + d.clean(d.c.Labels[j])),
				Value:     []any{j, i, *cell.Number, d.clean(cell.Text)},
				ItemStyle: &itemStyle{Color: d.p.heat(share)},
			}
			if numbers && cell.Text != "" {
				v.Label = &label{Show: true, Color: d.p.TextOn(v.ItemStyle.Color)}
			}
			one.Data = append(one.Data, v)
		}
	}
	d.series = []series{one}
	if !numbers {
		d.heatScale(least, most)
	}
}

// extremes are the cells with the least and the most, nil if there is no number.
func (d *drawing) extremes() (least, most *report.Cell) {
	for i := range d.c.Series {
		for j := range d.c.Series[i].Cells {
			cell := &d.c.Series[i].Cells[j]
			if cell.Number == nil {
				continue
			}
			if least == nil || *cell.Number < *least.Number {
				least = cell
			}
			if most == nil || *cell.Number > *most.Number {
				most = cell
			}
		}
	}
	return least, most
}

func number(c *report.Cell) float64 {
	if c == nil {
		return 0
	}
	return *c.Number
}

// heatScale shows which colour means what: the least and the most number and the steps between, above at the right.
func (d *drawing) heatScale(least, most *report.Cell) {
	if least == nil || number(least) == number(most) {
		return
	}
	const steps, w, h = 6, 16.0, 10.0
	right := 0.0
	text := d.fit(most.Text, false, small, 80, 1)
	d.text(textAt{text: text, right: &right, top: 2, size: small, color: d.p.Muted})
	at := d.w(text, false, small) + 6
	from := min(0, number(least))
	begin := (number(least) - from) / (number(most) - from)
	for i := range steps {
		share := begin + (1-begin)*float64(steps-1-i)/float64(steps-1)
		d.graphic = append(d.graphic, map[string]any{
			"type": "rect", "silent": true, "z": 20, "right": round(at + float64(i)*w), "top": 4,
			"shape": map[string]any{"width": w, "height": h}, "style": map[string]any{"fill": d.p.heat(share)},
		})
	}
	at += steps*w + 6
	d.text(textAt{text: d.fit(least.Text, false, small, 80, 1), right: &at, top: 2, size: small, color: d.p.Muted})
}
