package sections

import (
	"slices"
	"strings"

	"furikaeri/app/lang"
)

// ids are the sections that a kind of report can have, in their order.
var ids = map[string][]string{
	"monthly":   {"summary", "scope", "alerts", "slo", "misses", "handling", "handoffs", "top", "appendix"},
	"quarterly": {"summary", "changes", "shares", "trend", "top", "slo", "misses", "handoffs", "projects", "when", "appendix"},
}

// IDs are the ids of the sections that a report of the kind can have, "monthly" or "quarterly".
func IDs(kind string) []string { return slices.Clone(ids[kind]) }

// Named is the id of the section that a person calls name: by its id, in letters large or small, or by its title in w's
// language. "" where there is none.
func Named(w lang.Words, kind, name string) string {
	for _, id := range ids[kind] {
		title := "section." + id
		if id == "handoffs" { // clients read another
			title = kind + ".section.handoffs"
		}
		if strings.EqualFold(name, id) || name == w.T(title) {
			return id
		}
	}
	return ""
}
