package xlsx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"
)

// reference is a range that a chart's part points at.
var reference = regexp.MustCompile(`<(str|num)Ref><f>([^<]*)</f>(?:<numCache><formatCode></formatCode></numCache>)?</(?:str|num)Ref>`)

// fillCaches writes the values of the ranges into the newest chart's part, beside the ranges. excelize leaves them out,
// and what only shows a workbook (mail, telephones, file previews) would draw empty charts.
func (b *book) fillCaches(c placedChart) {
	name := "xl/charts/chart" + strconv.Itoa(b.charts) + ".xml"
	content, ok := b.file.Pkg.Load(name)
	if !ok {
		return
	}
	filled := reference.ReplaceAllFunc(content.([]byte), func(found []byte) []byte {
		m := reference.FindSubmatch(found)
		values, ok := c.caches[html.UnescapeString(string(m[2]))]
		if !ok {
			return found
		}
		if len(values) > 0 {
			if _, ok := values[0].(month); ok {
				return fmt.Appendf(nil, "<multiLvlStrRef><f>%s</f><multiLvlStrCache>%s</multiLvlStrCache></multiLvlStrRef>", m[2], levels(values))
			}
		}
		kind := string(m[1])
		return fmt.Appendf(nil, "<%sRef><f>%s</f><%sCache>%s</%sCache></%sRef>", kind, m[2], kind, points(kind, values), kind, kind)
	})
	b.file.Pkg.Store(name, b.finished(filled, c.points, c.stacked))
}

// points are the values of one range; nil is left out.
func points(kind string, values []any) string {
	var out strings.Builder
	if kind == "num" {
		out.WriteString("<formatCode>General</formatCode>")
	}
	fmt.Fprintf(&out, `<ptCount val="%d"/>`, len(values))
	for i, v := range values {
		if v != nil {
			fmt.Fprintf(&out, `<pt idx="%d"><v>%s</v></pt>`, i, escaped(v))
		}
	}
	return out.String()
}

func escaped(v any) string {
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'g', 15, 64)
	}
	var out bytes.Buffer
	if err := xml.EscapeText(&out, []byte(clean(fmt.Sprint(v)))); err != nil { // a buffer takes everything
		return ""
	}
	return out.String()
}

// sparklines is the end of a sheet's part that draws the small series: the stream writer has no place for it.
func (g *grid) sparklines() string {
	if len(g.sparks) == 0 {
		return ""
	}
	p := g.b.palette
	var out strings.Builder
	out.WriteString(`<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}">` +
		`<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">` +
		`<x14:sparklineGroup lineWeight="1.25" displayEmptyCellsAs="gap" last="1">`)
	fmt.Fprintf(&out, `<x14:colorSeries rgb="FF%s"/><x14:colorLast rgb="FF%s"/><x14:sparklines>`, strings.TrimPrefix(p.Main, "#"), strings.TrimPrefix(p.Goal, "#"))
	for _, s := range g.sparks {
		fmt.Fprintf(&out, `<x14:sparkline><xm:f>%s</xm:f><xm:sqref>%s</xm:sqref></x14:sparkline>`, escaped(s.cells), s.cell)
	}
	out.WriteString(`</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>`)
	return out.String()
}
