package html

import (
	"fmt"
	"strings"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// variables is the palettes as CSS variables. Dark is for screens only: paper is always light.
func variables(light, dark chart.Palette) string {
	l, d := properties(light), properties(dark)
	return ":root{color-scheme:light;" + l + "}\n" +
		"@media screen{:root[data-theme=dark]{color-scheme:dark;" + d + "}}\n" +
		"@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;" + d + "}}\n"
}

func properties(p chart.Palette) string {
	var b strings.Builder
	for _, v := range [][2]string{
		{"paper", chart.Light().Ground}, {"ground", p.Ground}, {"surface", p.Surface}, {"rule", p.Rule}, {"ink", p.Ink}, {"muted", p.Muted},
		{"main", p.Main}, {"on-main", p.TextOn(p.Main)}, {"before", p.Before}, {"goal", p.Goal}, {"good", p.Good}, {"bad", p.Bad},
	} {
		fmt.Fprintf(&b, "--%s:%s;", v[0], v[1])
	}
	return b.String()
}

// headRunes is how much of a text fits into half a page's running head.
const headRunes = 40

// pageBoxes is the running head and foot on paper: report, scope, period, mark and page number.
func pageBoxes(d *report.Document) string {
	var b strings.Builder
	b.WriteString("@page{")
	box := func(place, content string) {
		fmt.Fprintf(&b, "@%s{content:%s;font:8pt 'BIZ UDPGothic','Hiragino Sans',sans-serif;color:%s}", place, content, chart.Light().Muted)
	}
	var left []string
	for _, s := range []string{d.Title, d.Scope} {
		if s != "" {
			left = append(left, short(s))
		}
	}
	box("top-left", cssString(strings.Join(left, "  ")))
	box("top-right", cssString(short(d.Period)))
	box("bottom-left", cssString(short(d.Mark)))
	box("bottom-right", pageNumber(d.Labels.Page))
	b.WriteString("}\n@page:first{@top-left{content:none}@top-right{content:none}}\n")
	return b.String()
}

func short(s string) string {
	r := []rune(strings.ReplaceAll(clean(s), "\n", " "))
	if len(r) <= headRunes {
		return string(r)
	}
	return string(r[:headRunes-1]) + "…"
}

// pageNumber is a label like "{page} / {pages}" as a CSS content value.
func pageNumber(label string) string {
	if label == "" {
		return "none"
	}
	var parts []string
	for label != "" {
		switch {
		case strings.HasPrefix(label, "{page}"):
			parts, label = append(parts, "counter(page)"), label[len("{page}"):]
		case strings.HasPrefix(label, "{pages}"):
			parts, label = append(parts, "counter(pages)"), label[len("{pages}"):]
		default:
			n := strings.Index(label[1:], "{") + 1
			if n == 0 {
				n = len(label)
			}
			parts, label = append(parts, cssString(clean(label[:n]))), label[n:]
		}
	}
	return strings.Join(parts, " ")
}

// cssString is s as a CSS string; what is not a letter or digit of ASCII is escaped, so that nothing can end the string
// or the style element. A space is escaped too: one that follows an escape would belong to it.
func cssString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, `\%06X`, r)
	}
	b.WriteByte('"')
	return b.String()
}
