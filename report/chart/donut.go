package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	ringHole  = 0.62 // the hole's share of a ring's radius
	ringLabel = 15.0 // from the ring to its labels, px
	labelLine = 15.0 // height of a line of a label, px
	labelGap  = 3.0  // between labels, px
)

// rings is how many rings stand in a row and in how many rows: beside each other where each has 260 px.
func (d *drawing) rings() (columns, rows int) {
	n := max(len(d.c.Series), 1)
	columns = max(min(n, int(d.width/260)), 1)
	return columns, (n + columns - 1) / columns
}

func (d *drawing) donutHeight() float64 {
	_, rows := d.rings()
	return 220 * float64(rows)
}

// donut draws a ring for each series, its name in the middle, its parts named with their share around it. Rings stand at
// shares of the width, their labels at distances from them, so that a page may be resized.
func (d *drawing) donut() {
	columns, rows := d.rings()
	w, h := d.width/float64(columns), d.height/float64(rows)
	widest := 4 * normal
	for _, l := range d.c.Labels {
		widest = max(widest, d.w(d.clean(l), false, normal))
	}
	for _, s := range d.c.Series {
		for _, cell := range s.Cells {
			widest = max(widest, d.w(d.clean(cell.Text), false, normal))
		}
	}
	room := min(widest, 0.27*w)
	radius := math.Floor(max(min(h/2-20, w/2-room-ringLabel-4, 100), 20))
	room = max(min(widest, w/2-radius-ringLabel-4), 20)
	all := make([]ring, len(d.c.Series))
	for i := range all {
		all[i] = ring{
			x: percentOf(float64(i%columns)+0.5, columns), y: percentOf(float64(i/columns)+0.5, rows),
			radius: radius, room: room, half: h / 2, parts: d.parts(i, room),
		}
	}
	d.turn(all)
	for i, r := range all {
		d.addRing(i, r)
	}
	d.tooltip.Trigger = "item"
}

// percentOf is n of all parts as ECharts reads it.
func percentOf(n float64, all int) string {
	return fmt.Sprintf("%.4g%%", 100*n/float64(all))
}

// A ring is where one series of a donut stands: its middle, its radius, the room for a label beside it, half its height,
// and how far it is turned from the top, clockwise in radians.
type ring struct {
	x, y               string
	radius, room, half float64
	start              float64
	parts              []part
}

// A part is a share of a ring with its label.
type part struct {
	index  int
	share  float64 // 0 to 1
	middle float64 // radians from the ring's start, clockwise
	text   string
	place  place
}

// parts are the parts of series i that have a place on the ring: a share of nothing has none.
func (d *drawing) parts(i int, room float64) []part {
	cells := d.c.Series[i].Cells
	sum := 0.0
	for _, cell := range cells {
		if cell.Number != nil {
			sum += max(*cell.Number, 0)
		}
	}
	var all []part
	at := 0.0
	for j, cell := range cells {
		if cell.Number == nil || *cell.Number <= 0 {
			continue
		}
		share := *cell.Number / sum
		all = append(all, part{
			index: j, share: share, middle: 2 * math.Pi * (at + share/2),
			text: strings.TrimSuffix(d.fit(d.c.Labels[j], false, normal, room, 2)+"\n"+d.fit(cell.Text, false, normal, room, 1), "\n"),
		})
		at += share
	}
	return all
}

// turn turns the rings, which begin at the top, when small parts there crowd their labels: then the largest part goes to
// the right and the small ones fan out at the left.
func (d *drawing) turn(all []ring) {
	crowded := false
	for _, r := range all {
		for _, right := range []bool{true, false} {
			for _, p := range d.side(r, right) {
				crowded = crowded || math.Abs(p.place.middle-p.wanted(r)) > 28
			}
		}
	}
	if !crowded {
		return
	}
	last := all[len(all)-1].parts
	largest := slices.MaxFunc(last, func(a, b part) int { return cmp.Compare(a.share, b.share) })
	for i := range all {
		all[i].start = math.Pi/2 - largest.middle
	}
}

func (d *drawing) addRing(i int, r ring) {
	s := d.c.Series[i]
	one := newSeries("pie", fmt.Sprintf("s%d", i), d.name(s))
	one.Dimensions = []any{"value", map[string]string{"name": "text", "type": "ordinal"}}
	one.Encode = map[string]any{"value": 0, "tooltip": []int{1}}
	one.Center, one.Radius = []string{r.x, r.y}, []float64{math.Round(r.radius * ringHole), r.radius}
	one.StartAngle = round(90 - r.start*180/math.Pi)
	one.ItemStyle = &itemStyle{BorderColor: d.p.Ground, BorderWidth: 1.5}
	one.Label, one.LabelLine = &label{}, &labelLineStyle{}
	one.EmptyCircle = &itemStyle{Color: d.p.Surface, BorderColor: d.p.Rule, BorderWidth: 1}
	one.Data = []datum{}
	for _, p := range r.parts {
		cell := s.Cells[p.index]
		one.Data = append(one.Data, datum{
			Name: d.clean(d.c.Labels[p.index]), Value: []any{*cell.Number, d.clean(cell.Text)},
			ItemStyle: &itemStyle{Color: d.p.Parts[min(p.index, len(d.p.Parts)-1)]},
		})
	}
	d.series = append(d.series, one)
	d.titles = append(d.titles, title{
		Text: d.fit(s.Name, true, normal, 2*r.radius*ringHole*0.86, 2), Left: r.x, Top: r.y, Align: "center", VAlign: "middle",
		Style: textStyle{Color: d.p.Ink, FontSize: normal, FontWeight: "bold", FontFamily: family, LineHeight: 15},
	})
	drawn := []any{}
	for _, right := range []bool{true, false} {
		for _, p := range d.side(r, right) {
			drawn = append(drawn, d.ringLabel(p, r, right)...)
		}
	}
	d.graphic = append(d.graphic, map[string]any{
		"type": "group", "left": r.x, "top": r.y, "bounding": "raw", "silent": true, "z": 20, "children": drawn,
	})
}

// side are the parts of the ring's right or left half from the top, their labels moved apart where they would touch.
// Where even one line each has no room, the last are left to the tooltip and the table.
func (d *drawing) side(r ring, right bool) []part {
	var side []part
	high := 0.0
	for _, p := range r.parts {
		if (math.Sin(p.angle(r)) >= 0) == right {
			p.place = place{p.wanted(r), p.high()}
			high += p.place.height
			side = append(side, p)
		}
	}
	slices.SortStableFunc(side, func(a, b part) int { return cmp.Compare(a.place.middle, b.place.middle) })
	if room := 2*r.half - 4; high > room {
		side = side[:min(len(side), int(room/(labelLine+labelGap)))]
		for k := range side {
			side[k].text = d.fit(strings.ReplaceAll(side[k].text, "\n", " "), false, normal, r.room, 1)
			side[k].place.height = side[k].high()
		}
	}
	places := make([]place, len(side))
	for k, p := range side {
		places[k] = p.place
	}
	spread(places, -r.half+2, r.half-2)
	for k := range side {
		side[k].place = places[k]
	}
	return side
}

// angle is the part's middle, clockwise from the top.
func (p part) angle(r ring) float64 { return p.middle + r.start }

// wanted is how far below the ring's middle the label would stand if it were alone.
func (p part) wanted(r ring) float64 { return -math.Cos(p.angle(r)) * (r.radius + ringLabel - 3) }

// high is the height of the label.
func (p part) high() float64 { return float64(1+strings.Count(p.text, "\n"))*labelLine + labelGap }

// ringLabel is a label beside the ring and the hairline that leads to it.
func (d *drawing) ringLabel(p part, r ring, right bool) []any {
	out := r.radius + ringLabel
	near := max(math.Abs(p.place.middle)-p.place.height/2+3, 0)
	x := 8.0
	if near < out {
		x = max(math.Sqrt(out*out-near*near), 8)
	}
	align, sign := "left", 1.0
	if !right {
		align, sign = "right", -1
	}
	at := func(radius float64) [2]float64 {
		return [2]float64{round(math.Sin(p.angle(r)) * radius), round(-math.Cos(p.angle(r)) * radius)}
	}
	return []any{
		map[string]any{
			"type": "polyline", "silent": true,
			"shape": map[string]any{"points": [][2]float64{at(r.radius + 1), at(r.radius + 7), {round(sign * (x - 3)), round(p.place.middle)}}},
			"style": map[string]any{"stroke": d.p.Muted, "lineWidth": 0.75, "fill": "none"},
		},
		map[string]any{
			"type": "text", "silent": true, "x": round(sign * x), "y": round(p.place.middle),
			"style": map[string]any{
				"text": p.text, "fill": d.p.Ink, "fontSize": normal, "fontFamily": family, "lineHeight": labelLine,
				"align": align, "verticalAlign": "middle",
			},
		},
	}
}
