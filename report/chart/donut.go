package chart

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// ringHole is the hole's share of a ring's radius.
const ringHole = 0.62

// rings is how many rings stand in a row and in how many rows: beside each other where each has 260 px.
func (d *drawing) rings() (columns, rows int) {
	n := max(len(d.c.Series), 1)
	columns = max(min(n, int(d.width/260)), 1)
	return columns, (n + columns - 1) / columns
}

func (d *drawing) donutHeight() float64 {
	_, rows := d.rings()
	return 240 * float64(rows)
}

// donut draws a ring for each series, its name in the middle, its parts named with their share around it.
func (d *drawing) donut() {
	columns, rows := d.rings()
	w, h := d.width/float64(columns), d.height/float64(rows)
	widest := 0.0
	for _, l := range d.c.Labels {
		widest = max(widest, d.w(d.clean(l), false, normal))
	}
	room := min(max(widest, 4*normal), 0.32*w)
	radius := math.Floor(max(min(h/2-30, w/2-room-22, 110), 24))
	for i := range d.c.Series {
		x := fmt.Sprintf("%g%%", round(100*(float64(i%columns)+0.5)/float64(columns)))
		y := fmt.Sprintf("%g%%", round(100*(float64(i/columns)+0.5)/float64(rows)))
		d.ring(i, x, y, radius, max(w/2-radius-20, 30))
	}
	d.tooltip.Trigger = "item"
}

func (d *drawing) ring(i int, x, y string, radius, room float64) {
	s := d.c.Series[i]
	one := newSeries("pie", fmt.Sprintf("s%d", i), d.clean(s.Name))
	one.Dimensions = []any{"value", map[string]string{"name": "text", "type": "ordinal"}, map[string]string{"name": "label", "type": "ordinal"}}
	one.Encode = map[string]any{"value": 0, "tooltip": []int{1}}
	one.Center = []string{x, y}
	one.Radius = []float64{math.Round(radius * ringHole), radius}
	one.ItemStyle = &itemStyle{BorderColor: d.p.Ground, BorderWidth: 1.5}
	one.Label = &label{Show: true, Formatter: "{@label}", FontSize: normal, LineHeight: 15, Color: d.p.Ink}
	one.LabelLine = &labelLine{Show: true, Length: 8, Length2: 6, Style: &opts.LineStyle{Color: d.p.Muted, Width: 0.75}}
	one.EmptyCircle = &itemStyle{Color: d.p.Surface, BorderColor: d.p.Rule, BorderWidth: 1}
	for j, cell := range s.Cells {
		// A share of nothing has no place on the ring, and its name would lie on its neighbour's.
		if cell.Number == nil || *cell.Number <= 0 {
			continue
		}
		text := d.fit(d.c.Labels[j], false, normal, room, 2)
		if cell.Text != "" {
			text += "\n" + d.clean(cell.Text)
		}
		one.Data = append(one.Data, datum{
			Name: d.clean(d.c.Labels[j]), Value: []any{*cell.Number, d.clean(cell.Text), text},
			ItemStyle: &itemStyle{Color: d.p.Parts[min(j, len(d.p.Parts)-1)]},
		})
	}
	if one.Data == nil {
		one.Data = []datum{}
	}
	d.series = append(d.series, one)
	d.titles = append(d.titles, title{
		Text: d.fit(s.Name, true, normal, 2*radius*ringHole*0.86, 2), Left: x, Top: y, Align: "center", VAlign: "middle",
		Style: textStyle{Color: d.p.Ink, FontSize: normal, FontWeight: "bold", FontFamily: family, LineHeight: 15},
	})
}
