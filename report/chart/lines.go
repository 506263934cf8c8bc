package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"furikaeri/report"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// addLine draws s as a line with gaps where numbers are missing. Two lines of one Stack are the lower and upper edge of
// a band.
func (d *drawing) addLine(i int, s report.Series, sc scale) {
	one := newSeries("line", fmt.Sprintf("s%d", i), d.name(s))
	one.dimensions()
	one.Symbol = "none"
	one.ShowAllSymbol = ptr(true)
	color := d.p.Tone(s.Tone, i)
	one.ItemStyle = &itemStyle{Color: color}
	one.Line = &opts.LineStyle{Color: color, Width: 1.75}
	one.Z = 3
	switch s.Tone {
	case report.ToneMain, "":
		one.Line.Width, one.Z = 2.5, 4
	case report.ToneGoal:
		one.Line.Width, one.Line.Type = 1.5, "dashed"
	}
	lower := d.lowerEdge(i)
	if lower != nil || d.isLowerEdge(i) {
		one.Line = &opts.LineStyle{Width: 0, Opacity: opts.Float(0)}
		one.Stack, one.Strategy, one.Z = "band "+s.Stack, "all", 1
	}
	if lower != nil {
		pale := mixed(color, d.p.Ground, 0.8)
		one.Area, one.ItemStyle = map[string]any{"color": pale, "opacity": 1}, &itemStyle{Color: pale}
	}
	ends := d.endOf(s)
	for j, cell := range s.Cells {
		if cell.Number == nil || lower != nil && lower.Cells[j].Number == nil {
			one.Data = append(one.Data, datum{Value: []any{j, nil, d.clean(cell.Text)}})
			continue
		}
		n := *cell.Number
		if lower != nil {
			n -= *lower.Cells[j].Number
		}
		v := datum{Value: []any{j, n, d.clean(cell.Text)}}
		alone := (j == 0 || s.Cells[j-1].Number == nil) && (j == len(s.Cells)-1 || s.Cells[j+1].Number == nil)
		if one.Area == nil && one.Stack == "" && (alone || j == ends && s.Tone != report.ToneGoal) {
			v.Symbol, v.SymbolSize = "circle", 6
		}
		if names, first := d.endingWith(i, j); j == ends && j < len(s.Cells)-1 && !d.isBand(i) && first {
			v.Label = d.midLabel(i, j, sc)
			v.Value = []any{j, n, d.clean(cell.Text), d.fit(names+" "+cell.Text, true, normal, d.width/3, 1)}
			one.Dimensions = append(one.Dimensions[:3:3], map[string]string{"name": "end", "type": "ordinal"})
		}
		one.Data = append(one.Data, v)
	}
	d.series = append(d.series, one)
}

// endingWith are the names of the lines that end at label j with the same number as series i, and whether i is the first
// of them, which is the one to carry the label.
func (d *drawing) endingWith(i, j int) (names string, first bool) {
	var all []string
	first = true
	at := d.c.Series[i].Cells[j]
	for k, o := range d.c.Series {
		cell := o.Cells[j]
		if !d.isLine(o) || d.isBand(k) || d.endOf(o) != j || cell.Number == nil || *cell.Number != *at.Number || cell.Text != at.Text {
			continue
		}
		first = first && k >= i
		all = append(all, d.clean(o.Name))
	}
	return strings.Join(all, " / "), first
}

// midLabel names a line that ends before the plot does, on the side where the other lines leave more room.
func (d *drawing) midLabel(i, j int, sc scale) *label {
	s := d.c.Series[i]
	l := &label{
		Show: true, Position: "top", Distance: ptr(5.0), Formatter: "{@end}", FontSize: normal, FontWeight: "bold",
		Color: d.readable(d.p.Tone(s.Tone, i)),
	}
	if len(d.c.Series) == 1 {
		l.Formatter = "{@text}"
	}
	at := sc.at(*s.Cells[j].Number)
	above, below := 1-at+d.grid.Top/d.plotHeight(), at
	see := func(v float64) {
		if away := sc.at(v) - at; away > 0 {
			above = min(above, away)
		} else if away < 0 {
			below = min(below, -away)
		}
	}
	for k, o := range d.c.Series {
		if k != i && o.Cells[j].Number != nil {
			see(*o.Cells[j].Number)
		}
	}
	for _, m := range d.c.Marks {
		see(m.At)
	}
	if above < below && above*d.plotHeight() < 24 {
		l.Position = "bottom"
	}
	// A line that falls steeply into its end would strike through a name above it.
	falls := j > 0 && s.Cells[j-1].Number != nil && (sc.at(*s.Cells[j-1].Number)-at)*d.plotHeight() > 40
	slot := d.plotWidth() / float64(len(s.Cells))
	room := d.w(d.clean(s.Name+" "+s.Cells[j].Text), true, normal) + 10
	if falls && l.Position == "top" && (float64(len(s.Cells)-j)-0.5)*slot > room {
		l.Position = "right"
		if at*d.plotHeight() < 8 { // the axis would too
			l.Offset = []int{0, -9}
		}
	}
	return l
}

// roomAbove makes room for the name above a line that ends at the upper edge before the plot does.
func (d *drawing) roomAbove(sc scale) {
	const name = 22 // from the line to the name's upper edge
	for i, s := range d.c.Series {
		if j := d.endOf(s); d.isLine(s) && !d.isBand(i) && j >= 0 && j < len(s.Cells)-1 {
			d.grid.Top = max(d.grid.Top, math.Ceil(name-(1-sc.at(*s.Cells[j].Number))*d.plotHeight()))
		}
	}
}

// isBand says whether series i is an edge of a band.
func (d *drawing) isBand(i int) bool { return d.lowerEdge(i) != nil || d.isLowerEdge(i) }

// lowerEdge is the lower edge of the band whose upper edge is series i, nil if i is no upper edge.
func (d *drawing) lowerEdge(i int) *report.Series {
	s := d.c.Series[i]
	if s.Stack == "" || !d.isLine(s) {
		return nil
	}
	for j := range i {
		if o := d.c.Series[j]; o.Stack == s.Stack && d.isLine(o) {
			return &d.c.Series[j]
		}
	}
	return nil
}

// isLowerEdge says whether a later line is the upper edge of a band over series i.
func (d *drawing) isLowerEdge(i int) bool {
	s := d.c.Series[i]
	if s.Stack == "" || !d.isLine(s) || d.lowerEdge(i) != nil {
		return false
	}
	return slices.ContainsFunc(d.c.Series[i+1:], func(o report.Series) bool { return o.Stack == s.Stack && d.isLine(o) })
}

// endOf is the index of the last number of s, -1 if it has none.
func (d *drawing) endOf(s report.Series) int {
	for j := len(s.Cells) - 1; j >= 0; j-- {
		if s.Cells[j].Number != nil {
			return j
		}
	}
	return -1
}

// An end is a label at the plot's right: the name of a line or a mark, at the height where it ends.
type end struct {
	text  string
	at    float64 // value
	color string
	heavy bool
}

// ends are the labels at the right, none for lines that end earlier.
func (d *drawing) ends(sc scale) []end {
	var all []end
	lines := 0
	for i, s := range d.c.Series {
		if d.isLine(s) && !d.isBand(i) {
			lines++
		}
	}
	most := max(0.24*d.width, 64)
	for i, s := range d.c.Series {
		j := d.endOf(s)
		if !d.isLine(s) || d.isLowerEdge(i) || j < 0 || j != len(s.Cells)-1 || d.linesInLegend() {
			continue
		}
		if lower := d.lowerEdge(i); lower != nil {
			if n := lower.Cells[j].Number; n != nil {
				text := d.fit(s.Name, false, normal, most, 2)
				all = append(all, end{text: text, at: (*n + *s.Cells[j].Number) / 2, color: d.p.Muted})
			}
			continue
		}
		name, value := d.clean(s.Name), d.fit(s.Cells[j].Text, true, normal, most, 1)
		text := value
		if len(d.c.Series) > 1 || ofPriority(s.Tone) { // one priority alone must still say which
			text = name + " " + value
			if d.w(text, true, normal) > most || strings.TrimSpace(name) == "" {
				text = d.fit(name, true, normal, most, 2)
				if lines <= 3 && !strings.Contains(text, "\n") {
					text += "\n" + value
				}
			}
		}
		all = append(all, end{text: text, at: *s.Cells[j].Number, color: d.readable(d.p.Tone(s.Tone, i)), heavy: s.Tone == report.ToneMain || s.Tone == ""})
	}
	for _, m := range d.c.Marks {
		all = append(all, end{text: d.fit(m.Name, false, normal, most, 2), at: m.At, color: d.readable(d.p.Goal)})
	}
	slices.SortStableFunc(all, func(a, b end) int {
		switch {
		case a.at > b.at:
			return -1
		case a.at < b.at:
			return 1
		}
		return 0
	})
	return all
}

// readable is color, moved towards ink until it can be read as text.
func (d *drawing) readable(color string) string {
	for step := 0; step <= 20; step++ {
		if c := mixed(color, d.p.Ink, float64(step)/20); Contrast(c, d.p.Ground) >= 4.5 {
			return c
		}
	}
	return d.p.Ink
}

// drawEnds writes the labels at the right, moved apart where they would touch.
func (d *drawing) drawEnds(all []end, sc scale) {
	places := make([]place, len(all))
	for i, e := range all {
		places[i] = place{
			middle: d.grid.Top + (1-sc.at(e.at))*d.plotHeight(),
			height: float64(1+strings.Count(e.text, "\n"))*15 + 2,
		}
	}
	spread(places, 0, d.height-4)
	for i, e := range all {
		right := d.grid.Right - 8 - d.w(e.text, e.heavy, normal)
		d.text(textAt{
			text: e.text, right: &right, top: places[i].middle - float64(1+strings.Count(e.text, "\n"))*7.5,
			size: normal, color: e.color, heavy: e.heavy,
		})
	}
}

// marks draws the goal lines: over the plot's width if upright, over its height if the bars lie.
func (d *drawing) marks(upright bool) {
	if len(d.c.Marks) == 0 || len(d.series) == 0 {
		return
	}
	k := &markLine{Silent: true, Symbol: "none", LineStyle: &opts.LineStyle{Color: d.p.Goal, Width: 1.5, Type: "dashed"}}
	for _, m := range d.c.Marks {
		key := "xAxis"
		if upright {
			key = "yAxis"
		}
		k.Data = append(k.Data, map[string]any{key: m.At})
	}
	d.series[0].MarkLine = k
}

// linesInLegend says whether there are more lines than can be named at their ends.
func (d *drawing) linesInLegend() bool {
	n := 0
	for i, s := range d.c.Series {
		if d.isLine(s) && !d.isBand(i) {
			n++
		}
	}
	return n > 7 || float64(n)*16 > d.height-20
}

// legendItems are the series that nothing names directly.
func (d *drawing) legendItems() []int {
	bars := 0
	for _, s := range d.c.Series {
		if !d.isLine(s) {
			bars++
		}
	}
	var items []int
	for i, s := range d.c.Series {
		bar := !d.isLine(s) && (bars > 1 || len(d.c.Series) > 1)
		line := d.isLine(s) && !d.isBand(i) && (d.linesInLegend() || d.endOf(s) < 0 && len(d.c.Series) > 1)
		band := d.lowerEdge(i) != nil && (d.linesInLegend() || d.endOf(s) != len(s.Cells)-1)
		if bar || line || band {
			items = append(items, i)
		}
	}
	return items
}

// addLegend puts the legend of the series above the plot and makes room for it.
func (d *drawing) addLegend(items []int) {
	if len(items) == 0 {
		return
	}
	const icon, gap = 10.0, 14.0
	l := &legend{
		Left: 0, Top: 0, ItemWidth: icon, ItemHeight: icon, ItemGap: gap,
		TextStyle: textStyle{Color: d.p.Ink, FontSize: normal, FontFamily: family},
	}
	rows, x := 1.0, 0.0
	for _, i := range items {
		s := d.c.Series[i]
		name := d.name(s)
		w := icon + 5 + d.w(name, false, normal)
		if x > 0 && x+w > d.width {
			rows, x = rows+1, 0
		}
		x += w + gap
		item := map[string]any{"name": name, "icon": "rect"}
		if d.isLine(s) && d.lowerEdge(i) == nil {
			item["icon"] = "path://M0,4L10,4L10,6L0,6Z"
		}
		l.Data = append(l.Data, item)
	}
	d.legend = l
	d.grid.Top += rows*(14+gap) - 6
}

// axisBreak says that the axis does not begin at zero: a small zigzag where the axis would come down to it.
func (d *drawing) axisBreak() {
	x, y := d.grid.Left, d.grid.Bottom
	points := [][2]float64{{4, 0}, {4, 3}, {0, 5}, {8, 8}, {0, 11}, {8, 14}, {4, 16}, {4, 19}}
	d.graphic = append(d.graphic, map[string]any{
		"type": "polyline", "silent": true, "z": 20, "left": math.Round(x - 4), "bottom": math.Round(y - 6),
		"shape": map[string]any{"points": points},
		"style": map[string]any{"stroke": d.p.Muted, "lineWidth": 1, "fill": "none"},
	})
}

// ofPriority says whether a tone is that of a priority.
func ofPriority(t report.Tone) bool {
	switch t {
	case report.ToneP1, report.ToneP2, report.ToneP3, report.ToneP4, report.ToneNoPriority:
		return true
	}
	return false
}
