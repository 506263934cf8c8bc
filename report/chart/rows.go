package chart

import (
	"fmt"
	"math"
	"strings"

	"furikaeri/report"

	"github.com/go-echarts/go-echarts/v2/opts"
)

// Rows: bars that lie, their names at the left in full over two lines, their numbers in columns at the right.
const (
	oneLineRow = 26.0
	twoLineRow = 36.0
	nameLine   = 14.0
	columnGap  = 16.0
)

// lying says whether the bars of c lie: always in a Pareto, else where the names are too long to stand below bars.
func (d *drawing) lying() bool {
	switch d.c.Kind {
	case report.Pareto:
		return true
	case report.Waterfall:
		slot := (d.width - 50) / float64(max(len(d.c.Labels), 1))
		return !d.namesFit(slot-8) || !d.textsFit(slot-2)
	case report.Bar:
		for _, s := range d.c.Series {
			if d.isLine(s) {
				return false
			}
		}
		slot := (d.width - 50) / float64(max(len(d.c.Labels), 1))
		return months(d.c.Labels, slot, func(string) float64 { return 0 }) == nil && !d.namesFit(slot-6)
	}
	return false
}

// namesFit says whether every label is whole in two lines of width px, no word broken.
func (d *drawing) namesFit(width float64) bool {
	for _, l := range d.c.Labels {
		l = d.clean(l)
		if width < 2*normal || len(d.m.Lines(l, false, normal, width)) > 2 {
			return false
		}
	}
	return true
}

// textsFit says whether the texts of the first series stand in width px.
func (d *drawing) textsFit(width float64) bool {
	for _, s := range d.c.Series[:min(1, len(d.c.Series))] {
		for _, cell := range s.Cells {
			if d.w(stepText(d.clean(cell.Text), true), false, small) > width {
				return false
			}
		}
	}
	return true
}

// A column is one of the columns of numbers at the right of rows.
type column struct {
	head  string
	texts []string
	width float64
}

// rowsPlan is where the parts of rows stand.
type rowsPlan struct {
	nameWidth float64
	names     []string
	columns   []column
	head      int // lines of the columns' heads
	row       float64
}

// drawn are the series of which bars are drawn: a Pareto's other series and a waterfall's are columns only.
func (d *drawing) drawn() []report.Series {
	if d.c.Kind == report.Bar {
		return d.c.Series
	}
	return d.c.Series[:min(1, len(d.c.Series))]
}

// grouped says whether a row has several bars, each with its own number.
func (d *drawing) grouped() bool { return d.c.Kind == report.Bar && len(d.c.Series) > 1 }

func (d *drawing) planRows() rowsPlan {
	var plan rowsPlan
	two := false
	grouped := d.grouped()
	left := d.width
	if !grouped {
		series := d.c.Series
		if d.c.Kind != report.Pareto {
			series = d.drawn()
		}
		for _, s := range series {
			col := column{}
			most := max(d.width*0.25, 40)
			split := d.splits(s, normal, most)
			for _, cell := range s.Cells {
				t := d.columnText(cell.Text, most, split)
				two = two || strings.Contains(t, "\n")
				col.texts, col.width = append(col.texts, t), max(col.width, math.Ceil(d.w(t, false, normal)))
			}
			head := d.clean(s.Name)
			if d.c.Kind != report.Pareto {
				head = ""
			}
			col.head = d.headLines(head, max(col.width, 56))
			col.width = max(col.width, math.Ceil(d.w(col.head, false, small)))
			// Names and bars keep their room; numbers without any stand in the table beside the drawing.
			if left-col.width-columnGap < d.width*0.4 {
				break
			}
			if head != "" {
				plan.head = max(plan.head, 1+strings.Count(col.head, "\n"))
			}
			plan.columns = append(plan.columns, col)
			left -= col.width + columnGap
		}
	}
	plan.nameWidth = max(min(left*0.62, d.width*0.46), 40)
	widest := 0.0
	for _, l := range d.c.Labels {
		name := d.fit(l, false, normal, plan.nameWidth, 2)
		plan.names = append(plan.names, name)
		widest = max(widest, d.w(name, false, normal))
		two = two || strings.Contains(name, "\n")
	}
	plan.nameWidth = math.Ceil(widest)
	plan.row = oneLineRow
	if two {
		plan.row = twoLineRow
	}
	if grouped {
		plan.row = max(plan.row, float64(d.stacks())*15+10)
	}
	return plan
}

// columnText is a number in a column at most width px wide, on two lines if split.
func (d *drawing) columnText(text string, width float64, split bool) string {
	lines := strings.Split(stepText(d.clean(text), split), "\n")
	for i, l := range lines {
		lines[i] = d.fit(l, false, normal, width, 1)
	}
	return strings.Join(lines, "\n")
}

// headLines is a column's head in at most two lines, "有人対応(時間)" with its unit in the second: as narrow as width if
// its words allow it, and at most 100 px.
func (d *drawing) headLines(head string, width float64) string {
	const widest = 100
	at := max(strings.IndexAny(head, "((["), 0)
	for ; width < widest; width += 4 {
		if d.w(head, false, small) <= width {
			return head
		}
		if at > 0 && d.w(head[:at], false, small) <= width && d.w(head[at:], false, small) <= width {
			return strings.TrimSpace(head[:at]) + "\n" + head[at:]
		}
		word := 0.0
		for _, w := range strings.Fields(head) {
			word = max(word, d.w(w, false, small))
		}
		if at == 0 && len(d.m.Lines(head, false, small, width)) <= 2 && (word <= width || strings.ContainsFunc(head, japanese)) {
			return d.fit(head, false, small, width, 2)
		}
	}
	return d.fit(head, false, small, widest, 2)
}

// japanese says whether r is of a script that breaks inside words.
func japanese(r rune) bool { return r >= 0x2E80 }

func (d *drawing) rowsHeight() float64 {
	plan := d.planRows()
	d.rowsTop(plan)
	return math.Ceil(d.grid.Top + plan.row*float64(max(len(d.c.Labels), 1)) + d.grid.Bottom)
}

// rowsTop makes room above and below the rows.
func (d *drawing) rowsTop(plan rowsPlan) {
	d.grid = box{Top: 4, Bottom: 6}
	if plan.head > 0 {
		d.grid.Top = float64(plan.head)*14 + 6
	}
	if d.grouped() {
		d.addLegend(d.legendItems())
	}
	if len(d.c.Marks) > 0 {
		d.grid.Top = max(d.grid.Top, 22)
	}
}

// rows draws bars that lie.
func (d *drawing) rows() {
	plan := d.planRows()
	d.rowsTop(plan)
	d.grid.Left = plan.nameWidth + 10
	for _, col := range plan.columns {
		d.grid.Right += col.width + columnGap
	}
	grouped := d.grouped()
	s := d.rowScale()
	if grouped {
		d.grid.Right = d.groupRoom()
	}
	d.rowAxes(s, plan)
	d.rowHeads(plan)
	row := d.plotHeight() / float64(max(len(d.c.Labels), 1))
	switch {
	case d.c.Kind == report.Waterfall:
		d.steps(false, min(row*0.62, 16), 0)
	case grouped:
		d.groupBars(s, row)
	default:
		for i, one := range d.drawn() {
			bar := d.bars(i, one, false)
			bar.BarWidth = min(math.Round(row*0.5), 14)
			d.series = append(d.series, bar)
		}
	}
	d.marks(false)
	d.rowMarks(s)
}

// rowScale holds the bars that are drawn, from zero; its ticks are not printed.
func (d *drawing) rowScale() scale {
	if d.c.Kind == report.Waterfall {
		lo, hi := d.stepRange()
		return scale{min: min(lo, 0), max: max(hi, min(lo, 0)+1e-9), step: 1}
	}
	if d.c.Kind == report.Bar {
		return d.valueScale()
	}
	lo, hi := 0.0, 0.0
	for _, s := range d.drawn() {
		for _, cell := range s.Cells {
			if cell.Number != nil {
				lo, hi = min(lo, *cell.Number), max(hi, *cell.Number)
			}
		}
	}
	for _, m := range d.c.Marks {
		lo, hi = min(lo, m.At), max(hi, m.At)
	}
	if hi == lo {
		hi = lo + 1
	}
	return scale{min: lo, max: hi, step: hi - lo}
}

// groupRoom is the room at the right for the numbers behind the bars of a group.
func (d *drawing) groupRoom() float64 {
	widest := 0.0
	for _, s := range d.c.Series {
		for _, cell := range s.Cells {
			if w := d.w(d.clean(cell.Text), false, small); w <= d.width/4 {
				widest = max(widest, w)
			}
		}
	}
	return math.Ceil(widest) + 8
}

// bars is series i as lying or upright bars without labels.
func (d *drawing) bars(i int, s report.Series, upright bool) series {
	one := newSeries("bar", fmt.Sprintf("s%d", i), d.name(s))
	one.dimensions()
	if !upright {
		one.Encode = map[string]any{"x": 1, "y": 0, "tooltip": []int{2}}
	}
	one.ItemStyle = d.fill(s.Tone, i, s.Stack != "")
	for j, cell := range s.Cells {
		v := []any{j, nil, d.clean(cell.Text)}
		if cell.Number != nil {
			v[1] = *cell.Number
		}
		one.Data = append(one.Data, datum{Value: v})
	}
	return one
}

// groupBars draws several series, beside each other or stacked, with their numbers behind or inside the bars.
func (d *drawing) groupBars(sc scale, row float64) {
	width := math.Round(min(14, (row-8)/float64(d.stacks())))
	for i, s := range d.c.Series {
		one := d.bars(i, s, false)
		one.Stack, one.BarWidth, one.BarGap = d.stackOf(i, s), width, "10%"
		inside := s.Stack != "" && d.stacked(s.Stack)
		for j, cell := range s.Cells {
			if cell.Number == nil {
				continue
			}
			text := d.clean(cell.Text)
			if d.w(text, false, small) > d.width/4 {
				continue
			}
			l := &label{Show: true, Position: "right", Distance: ptr(4.0), Formatter: "{@text}", FontSize: small, Color: d.p.Ink}
			if inside {
				l = &label{Show: true, Position: "inside", Formatter: "{@text}", FontSize: small, Color: d.p.TextOn(one.ItemStyle.Color)}
				if math.Abs(*cell.Number)/(sc.max-sc.min)*d.plotWidth() < d.w(text, false, small)+4 {
					continue
				}
			} else if *cell.Number < 0 {
				l.Position = "left"
			}
			one.Data[j].Label = l
		}
		d.series = append(d.series, one)
	}
}

// rowAxes are the names in full for the tooltip, the names as shown, a column of numbers each, and the values.
func (d *drawing) rowAxes(s scale, plan rowsPlan) {
	full := make([]string, len(d.c.Labels))
	for i, l := range d.c.Labels {
		full[i] = d.clean(l)
	}
	zero := d.category("y", full)
	zero.AxisLabel = &axisLabel{}
	zero.AxisLine = line{Show: true, OnZero: ptr(true), LineStyle: &opts.LineStyle{Color: d.p.Muted, Width: 1}}
	zero.AxisPointer = nil
	names := d.category("labels", plan.names)
	names.Position = "left"
	names.AxisLabel = &axisLabel{
		Show: true, Interval: ptr(0), Margin: plan.nameWidth + 8, Align: "left", Color: d.p.Ink, FontSize: normal, LineHeight: nameLine,
	}
	d.y = []axis{zero, names}
	at := 0.0
	for i, col := range plan.columns {
		at += col.width + columnGap
		a := d.category(fmt.Sprintf("column%d", i), col.texts)
		a.Position = "right"
		a.AxisLabel = &axisLabel{Show: true, Interval: ptr(0), Margin: at, Align: "right", Color: d.p.Ink, FontSize: normal, LineHeight: nameLine}
		if i > 0 {
			a.AxisLabel.Color = d.p.Muted
		}
		d.y = append(d.y, a)
	}
	x := axis{ID: "x", Show: true, Interval: s.step, AxisLabel: &axisLabel{}}
	x.Type, x.Min, x.Max = "value", s.min, s.max
	d.x = []axis{x}
}

// category is an axis of texts from the top that no line and no pointer belongs to.
func (d *drawing) category(id string, texts []string) axis {
	a := axis{ID: id, Show: true}
	a.Type, a.Data, a.Inverse = "category", texts, opts.Bool(true)
	a.AxisLine = line{OnZero: ptr(false)}
	a.AxisPointer = &opts.AxisPointer{Show: opts.Bool(false)}
	return a
}

// rowHeads writes the heads of the columns.
func (d *drawing) rowHeads(plan rowsPlan) {
	right := d.grid.Right
	for _, col := range plan.columns {
		right -= col.width + columnGap
		lines := 1 + strings.Count(col.head, "\n")
		for i, l := range strings.Split(col.head, "\n") {
			if l == "" {
				continue
			}
			r := right
			d.text(textAt{
				text: l, right: &r, top: d.grid.Top - 6 - float64(lines-i)*14 + 1, size: small, color: d.p.Muted,
			})
		}
	}
}

// rowMarks writes the names of goal lines above the rows.
func (d *drawing) rowMarks(s scale) {
	for _, m := range d.c.Marks {
		name := d.fit(m.Name, false, small, d.plotWidth(), 1)
		x := d.grid.Left + s.at(m.At)*d.plotWidth() - d.w(name, false, small)/2
		x = max(d.grid.Left, min(x, d.width-d.grid.Right-d.w(name, false, small)))
		d.text(textAt{text: name, left: x, top: d.grid.Top - 18, size: small, color: d.readable(d.p.Goal)})
	}
}
