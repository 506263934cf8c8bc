package pdf

import (
	"strings"

	"furikaeri/report/font"
)

// phrased is parts on at most n lines of a width, broken between parts only; nil if that cannot be.
func (l *layout) phrased(parts []string, st style, width float64, n int) []string {
	const enough = 60 // parts; more are no head and no note
	if len(parts) > enough {
		return nil
	}
	var lines []string
	line := ""
	for _, part := range parts {
		if line != "" && l.width(strings.TrimRight(line+part, " "), st) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += part
		if l.width(strings.TrimRight(line, " "), st) > width || len(lines) >= n {
			return nil
		}
	}
	return append(lines, strings.TrimRight(line, " "))
}

// brief is a short text on lines that end where a reader pauses; nil if it is not short or cannot be.
func (l *layout) brief(s string, st style, width float64) []string {
	const short = 60 // bytes
	if len(s) > short {
		return nil
	}
	return l.phrased(font.Phrases(s), st, width, textLines)
}

// balanced is phrased with lines as even in length as they can be without being more.
func (l *layout) balanced(parts []string, st style, width float64, n int) []string {
	lines := l.phrased(parts, st, width, n)
	for w := width; len(lines) > 1 && w > 0; w -= 0.4 {
		even := l.phrased(parts, st, w, len(lines))
		if even == nil {
			break
		}
		lines = even
	}
	return lines
}

// headParts are the parts of a column's title: the unit in brackets stays whole, and so does what stands before it
// unless that is longer than long characters.
func headParts(title string, long int) []string {
	var parts []string
	before, unit := title, ""
	if i := strings.LastIndexAny(title, "(（"); i > 0 && strings.HasSuffix(strings.ReplaceAll(title, "）", ")"), ")") {
		before, unit = title[:i], title[i:]
	}
	if len([]rune(before)) <= long && (unit != "" || strings.ContainsAny(before, "0123456789")) {
		parts = []string{before}
	} else {
		parts = font.Phrases(before)
	}
	if unit != "" {
		parts = append(parts, unit)
	}
	return parts
}

// noteParts are the parts of a figure's note: what is compared, and in brackets what with.
func noteParts(note string) []string {
	var parts []string
	for _, p := range font.Phrases(note) {
		trimmed := strings.TrimRight(p, " ")
		switch n := len(parts); {
		case n == 0, strings.HasPrefix(p, "("), strings.HasPrefix(p, "（"):
			parts = append(parts, p)
		case strings.HasSuffix(strings.TrimRight(parts[n-1], " "), "・"), strings.HasSuffix(strings.TrimRight(parts[n-1], " "), "/"),
			strings.HasSuffix(strings.TrimRight(parts[n-1], " "), "·"), strings.HasSuffix(strings.TrimRight(parts[n-1], " "), "、"):
			parts = append(parts, p)
		case trimmed == "":
		default:
			parts[n-1] += p
		}
	}
	return parts
}
