package settings

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"text/template"
	"unicode/utf8"
)

//go:embed template.ja.toml
var templateJA string

//go:embed template.en.toml
var templateEN string

// Template is the whole settings.toml of s, every key explained in lang ("ja" or "en") with its default. Parse reads
// the same settings from it if s passes Check.
func Template(s Settings, lang string) []byte {
	text := templateJA
	if lang == "en" {
		text = templateEN
	}
	t := template.Must(template.New("settings").Funcs(template.FuncMap{
		"text":    quoted,
		"list":    quotedList,
		"year":    yearKey,
		"percent": func(bp *int) string { return percent(*bp) },
		"minutes": minutesOf,
	}).Parse(text))
	var b bytes.Buffer
	if err := t.Execute(&b, s); err != nil {
		panic(fmt.Sprintf("filling the settings template: %v", err)) // cannot be: a test fills every branch
	}
	return b.Bytes()
}

// minutesOf are the minutes of a limit, int64 or *int64.
func minutesOf(limit any) int64 {
	switch v := limit.(type) {
	case int64:
		return v / 60
	case *int64:
		return *v / 60
	}
	return 0
}

// quoted is s as a TOML string: literal where that saves backslashes, as in regular expressions, else basic.
func quoted(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	control := func(r rune) bool { return r < 0x20 || r == 0x7F }
	if strings.Contains(s, `\`) && !strings.Contains(s, "'") && !strings.ContainsFunc(s, control) {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case control(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// quotedList is a TOML array of strings: on one line if it is short.
func quotedList(list []string) string {
	items := make([]string, len(list))
	length := 0
	for i, s := range list {
		items[i] = quoted(s)
		length += utf8.RuneCountInString(items[i])
	}
	if length < 90 {
		return "[" + strings.Join(items, ", ") + "]"
	}
	return "[\n  " + strings.Join(items, ",\n  ") + ",\n]"
}

// Quote is s as a TOML string.
func Quote(s string) string { return quoted(s) }
