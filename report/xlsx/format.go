package xlsx

import (
	"math"
	"strconv"
	"strings"

	"furikaeri/report"
)

// minus is the sign that the documents print.
const minus = "−"

// unitFormat is the number format of a unit. Percent stands for the number as given: 97.2 is shown as 97.2%.
func unitFormat(u report.Unit) string {
	switch u {
	case report.Count, report.Seconds:
		return `#,##0;"−"#,##0`
	case report.Hours, report.Minutes, report.Days:
		return `#,##0.0;"−"#,##0.0`
	case report.Percent:
		return `0.0"%";"−"0.0"%"`
	case report.Change:
		return `"+"0.0"%";"−"0.0"%";0.0"%"`
	default:
		return "General"
	}
}

// axisFormat is the number format on a chart's axis.
func axisFormat(u report.Unit) string {
	switch u {
	case report.Percent, report.Change:
		return `0"%";"−"0"%"`
	default:
		return `#,##0;"−"#,##0`
	}
}

// numberFormat is the format under which Excel shows n exactly as text says it, and the number to store. exact is
// false where that is the number in text and not n: the document cut 99.96 to 99.9, Excel would round it. Where
// text is no single number ("1時間05分") the unit's format is all there is.
func numberFormat(text string, n float64, u report.Unit) (format string, stored float64, exact bool) {
	prefix, numeral, suffix, ok := splitNumber(text)
	if !ok {
		return signedFormat(text, n, u), n, true
	}
	whole, fraction, _ := strings.Cut(numeral, ".")
	shown, err := strconv.ParseFloat(strings.ReplaceAll(numeral, ",", ""), 64)
	if err != nil || len(fraction) > 9 {
		return unitFormat(u), n, true
	}
	step := math.Pow(10, -float64(len(fraction)))
	rounded := math.Floor(math.Abs(n)/step+0.5+1e-9) * step
	exact = math.Abs(rounded-shown) < step/1000
	if !exact {
		if math.Abs(math.Abs(n)-shown) > step*1.001 {
			return unitFormat(u), n, true
		}
		n = math.Copysign(shown, n)
	}
	return sections(n, u, digits(whole, len(fraction)), prefix, suffix), n, exact
}

// signedFormat is the format of a unit, with the plus that text has.
func signedFormat(text string, n float64, u report.Unit) string {
	format := unitFormat(u)
	if n > 0 && strings.HasPrefix(text, "+") && strings.HasPrefix(format, "#") {
		return `"+"` + format
	}
	return format
}

// sections writes the parts of a format for numbers above, below and at zero: the part that n takes is as printed.
func sections(n float64, u report.Unit, digits, prefix, suffix string) string {
	base := digits + literal(suffix)
	printed := literal(prefix) + base
	above, below, zero := base, literal(minus)+base, base
	if u == report.Change {
		above = literal("+") + base
	}
	switch {
	case n > 0:
		above = printed
	case n < 0:
		below = printed
	default:
		zero = printed
	}
	if above == zero {
		return above + ";" + below
	}
	return above + ";" + below + ";" + zero
}

// splitNumber finds the one number in text: "▲1,234.5時間" is "▲", "1,234.5" and "時間".
func splitNumber(text string) (prefix, numeral, suffix string, ok bool) {
	start := strings.IndexAny(text, "0123456789")
	if start < 0 {
		return "", "", "", false
	}
	end := start
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == ',' || text[end] == '.') {
		end++
	}
	numeral = strings.TrimRight(text[start:end], ".,")
	end = start + len(numeral)
	prefix, suffix = text[:start], text[end:]
	if strings.ContainsAny(suffix, `0123456789"`+"\n") || strings.ContainsAny(prefix, `"`+"\n") || len(prefix)+len(suffix) > 60 {
		return "", "", "", false
	}
	return prefix, numeral, suffix, strings.Count(numeral, ".") <= 1
}

func digits(whole string, places int) string {
	d := "#,##0"
	if len(whole) > 3 && !strings.Contains(whole, ",") {
		d = "0"
	}
	if places > 0 {
		d += "." + strings.Repeat("0", places)
	}
	return d
}

func literal(s string) string {
	if s == "" {
		return ""
	}
	return `"` + s + `"`
}
