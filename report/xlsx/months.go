package xlsx

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A month is a chart's label "2025/4" in its two parts: months stand under the axis, each year once below them.
type month struct{ year, month string }

// asMonths are the labels in their parts, nil unless all are months.
func asMonths(labels []string) []month {
	split := make([]month, len(labels))
	for i, l := range labels {
		y, m, ok := strings.Cut(l, "/")
		if !ok || len(y) != 4 || len(m) < 1 || len(m) > 2 || strings.Trim(y+m, "0123456789") != "" {
			return nil
		}
		split[i] = month{y, strings.TrimPrefix(m, "0")}
		if i > 0 && labels[i-1][:4] == y {
			split[i].year = "" // said before
		}
	}
	return split
}

// monthNames writes the parts beside the page, for the axis, and gives the range: a label is a row of year and month.
func (p *plot) monthNames(labels []month) (string, error) {
	if err := p.besideHead(p.head, 0); err != nil {
		return "", err
	}
	p.aside = max(p.aside, 3)
	id, err := p.b.style(style{size: 8, color: p.b.palette.Muted, right: true})
	if err != nil {
		return "", err
	}
	first := p.aside0()
	names := fmt.Sprintf("%s!$%s$%d:$%s$%d", quoted(p.grid.name), columnName(first), p.head+1, columnName(first+1), p.head+len(labels))
	for r, m := range labels {
		if m.year != "" {
			p.put(p.head+1+r, first, excelize.Cell{StyleID: id, Value: m.year})
		}
		p.put(p.head+1+r, first+1, excelize.Cell{StyleID: id, Value: m.month})
		p.caches[names] = append(p.caches[names], m)
	}
	return names, nil
}

// levels are the values of a range of months as a chart keeps them: the innermost level first.
func levels(values []any) string {
	var years, months strings.Builder
	for i, v := range values {
		m := v.(month)
		fmt.Fprintf(&months, `<pt idx="%d"><v>%s</v></pt>`, i, m.month)
		if m.year != "" {
			fmt.Fprintf(&years, `<pt idx="%d"><v>%s</v></pt>`, i, m.year)
		}
	}
	return fmt.Sprintf(`<ptCount val="%d"/><lvl>%s</lvl><lvl>%s</lvl>`, len(values), months.String(), years.String())
}
