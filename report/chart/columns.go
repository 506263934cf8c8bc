package chart

import "furikaeri/report"

func barHeight(c *report.Chart, width float64) float64       { return 260 }
func paretoHeight(c *report.Chart, width float64) float64    { return float64(len(c.Labels))*34 + 40 }
func donutHeight(c *report.Chart, width float64) float64     { return 260 }
func heatmapHeight(c *report.Chart, width float64) float64   { return float64(len(c.Series))*24 + 40 }
func waterfallHeight(c *report.Chart, width float64) float64 { return 280 }

func (d *drawing) columns() {
	d.grid = box{48, 16, 16, 32}
	names := []any{}
	for _, l := range d.c.Labels {
		names = append(names, d.clean(l))
	}
	x := axis{ID: "x", Show: true}
	x.Type, x.Data = "category", names
	y := axis{ID: "y", Show: true}
	y.Type = "value"
	d.x, d.y = []axis{x}, []axis{y}
	for i, s := range d.c.Series {
		kind := "bar"
		if s.Kind == report.Line || s.Kind == "" && d.c.Kind == report.Line {
			kind = "line"
		}
		one := newSeries(kind, s.Name, d.clean(s.Name))
		one.ItemStyle = &itemStyle{Color: d.p.Tone(s.Tone, i)}
		for j, c := range s.Cells {
			v := any("-")
			if c.Number != nil {
				v = *c.Number
			}
			one.Data = append(one.Data, datum{Value: []any{j, v, c.Text}})
		}
		d.series = append(d.series, one)
	}
}
func (d *drawing) pareto()    { d.columns() }
func (d *drawing) donut()     { d.columns() }
func (d *drawing) waterfall() { d.columns() }
func (d *drawing) heatmap()   { d.columns() }
