package app

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxFileName is how many bytes of a client's name go into a file's name, so that a period and an ending find room in the
// 255 that file systems allow.
const maxFileName = 120

// device are names that Windows keeps for itself, whatever their ending.
var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)`)

// fileNames are names for files, one for each client, all different on every file system: what none takes is replaced, long
// ones are cut, and ones that only differ in case or in the way an accent is written are numbered.
func fileNames(clients []string) []string {
	out := []string{}
	taken := map[string]bool{}
	for _, c := range clients {
		name := fileName(c)
		free := name
		for n := 2; taken[sameFile(free)]; n++ {
			free = fmt.Sprintf("%s_%d", name, n)
		}
		taken[sameFile(free)] = true
		out = append(out, free)
	}
	return out
}

// sameFile is equal for names that some file system takes for one.
func sameFile(name string) string { return strings.ToLower(norm.NFKC.String(strings.ToUpper(name))) }

// fileName is one client's name as the beginning of a file's name.
func fileName(client string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == utf8.RuneError, strings.ContainsRune(`<>:"/\|?*`, r):
			return '_'
		case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
			return -1 // they turn the text around, the ending too
		}
		return r
	}, strings.TrimSpace(client))
	for len(name) > maxFileName {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	name = strings.Trim(name, ". ")
	if name == "" || device.MatchString(name) {
		name = "_" + name
	}
	return name
}
