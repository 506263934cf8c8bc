package xlsx

import (
	"strconv"
	"strings"
)

// maxName is how many UTF-16 units Excel takes in a sheet's name.
const maxName = 31

// names gives out sheet names that Excel takes, each once.
type names struct {
	taken map[string]bool // lower case
}

func newNames() *names {
	return &names{taken: map[string]bool{"history": true}}
}

// take is a sheet name made of the first of the wishes that has something left when cleaned. Excel wants at most 31
// UTF-16 units, none of : \ / ? * [ ], no apostrophe at the ends, not History, and tells names apart without case.
func (n *names) take(wishes ...string) string {
	name := ""
	for _, wish := range wishes {
		if name = sheetName(wish); name != "" {
			break
		}
	}
	if name == "" {
		name = "-"
	}
	got := name
	for i := 2; n.taken[strings.ToLower(got)]; i++ {
		suffix := " " + strconv.Itoa(i)
		short, _ := cut(name, maxName-len(suffix))
		got = strings.TrimSpace(short) + suffix
	}
	n.taken[strings.ToLower(got)] = true
	return got
}

// sheetName cleans one wish. Apostrophes go everywhere, not only at the ends: they would have to be doubled in formulas,
// and filters would get it wrong.
func sheetName(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ':', '\\', '/', '?', '*', '[', ']', '\n', '\t', '\r':
			return ' '
		case '\'', '\u2028', '\u2029', '\u200b', '\ufeff':
			return -1
		}
		return r
	}, clean(s))
	s, _ = cut(strings.Join(strings.Fields(s), " "), maxName)
	return strings.TrimSpace(s)
}

// quoted is the name as formulas and links write it.
func quoted(name string) string { return "'" + name + "'" }
