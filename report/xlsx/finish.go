package xlsx

import (
	"bytes"
	"fmt"
	"strings"

	"furikaeri/report"
)

// What excelize has no words for is written into a chart's part: hatching, and labels of single points.

// A pointLabel is the label of one point of a series.
type pointLabel struct {
	series string // the cell with its name
	at     int
	color  string
	name   bool // it shows the series' name, below the point; else the point's share
}

// goalLabel names a line that is the same all along near its end, where there is room for it.
func (p *plot) goalLabel(column int) {
	p.points = append(p.points, pointLabel{series: p.name(column), at: max(0, len(p.chart.Labels)-2), color: p.b.palette.Goal, name: true})
}

// shareLabels are the labels on a ring whose part is too light for the others' white.
func (p *plot) shareLabels(column int) {
	for i := range p.chart.Labels {
		if on := p.b.palette.TextOn(p.b.palette.Tone(report.TonePart, i)); on != p.b.palette.Ground {
			p.points = append(p.points, pointLabel{series: p.name(column), at: i, color: on})
		}
	}
}

// finished is a chart's part with its points' labels, and bars hatched that a grey print could not tell from others.
func (b *book) finished(part []byte, points []pointLabel, stacked bool) []byte {
	part = b.hatched(part, report.ToneAutomation, "wdUpDiag")
	if stacked {
		part = b.hatched(part, report.ToneBad, "dkHorz") // as dark as main
	}
	for i := len(points) - 1; i >= 0; i-- { // the schema wants them in order
		p := points[i]
		at := bytes.Index(part, []byte("<tx><strRef><f>"+escaped(p.series)+"</f>"))
		if at < 0 {
			continue
		}
		const labels = "<dLbls>"
		in := bytes.Index(part[at:], []byte(labels))
		if in < 0 {
			continue
		}
		at += in + len(labels)
		part = joined(string(part[:at]), p.xml(), string(part[at:]))
	}
	return part
}

// hatched fills the bars of a tone with lines.
func (b *book) hatched(part []byte, tone report.Tone, pattern string) []byte {
	color := strings.TrimPrefix(b.palette.Tone(tone, 0), "#")
	solid := fmt.Appendf(nil, `<a:solidFill><a:srgbClr val="%s"></a:srgbClr></a:solidFill>`, color)
	const bar = `</spPr><invertIfNegative`
	return bytes.ReplaceAll(part, joined(`<spPr>`, solid, bar), joined(`<spPr>`, fmt.Appendf(nil,
		`<a:pattFill prst="%s"><a:fgClr><a:srgbClr val="%s"/></a:fgClr><a:bgClr><a:srgbClr val="%s"/></a:bgClr></a:pattFill><a:ln w="6350">%s</a:ln>`,
		pattern, color, strings.TrimPrefix(b.palette.Ground, "#"), solid), bar))
}

func joined(before string, middle []byte, after string) []byte {
	return bytes.Join([][]byte{[]byte(before), middle, []byte(after)}, nil)
}

func (p pointLabel) xml() []byte {
	format, position, share, name := `<numFmt formatCode="0%" sourceLinked="0"/>`, "", 1, 0
	weight := 1
	if p.name {
		format, position, share, name, weight = "", `<dLblPos val="b"/>`, 0, 1, 0
	}
	return fmt.Appendf(nil, `<dLbl><idx val="%d"/>%s<spPr><a:noFill/></spPr><txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="800" b="%d"><a:solidFill><a:srgbClr val="%s"/></a:solidFill>`+
		`<a:latin typeface="%s"/><a:ea typeface="%s"/></a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></txPr>%s<showLegendKey val="0"/><showVal val="0"/><showCatName val="0"/>`+
		`<showSerName val="%d"/><showPercent val="%d"/><showBubbleSize val="0"/></dLbl>`,
		p.at, format, weight, strings.TrimPrefix(p.color, "#"), family, family, position, name, share)
}
