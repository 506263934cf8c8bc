package kind

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// The definition, word for word.
var (
	blanks = regexp.MustCompile(`[\x{0000}-\x{0020}\x{007F}-\x{00A0}\x{2028}\x{2029}]+`)
	tokens = regexp.MustCompile(`(?P<ip>\d{1,3}(?:\.\d{1,3}){3})` +
		`|(?P<uuid>\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b)` +
		`|(?P<host>\b[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.(?:com|net|org|jp|io|dev|cloud|local|internal|lan|corp|localdomain|info|biz)\b)` +
		`|(?P<hex>\b[0-9A-Fa-f]{8,}\b)` +
		`|(?P<n>\d+(?:[.,]\d+)*)`)
)

// reference is the kind of a title by the regular expressions.
func reference(title string) (text, id string) {
	text = string(appendNFKC(nil, title))
	text = strings.Trim(blanks.ReplaceAllString(text, " "), " ")

	var b strings.Builder
	from := 0
	for _, m := range tokens.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(text[from:m[0]])
		from = m[1]
		switch {
		case m[2] >= 0:
			b.WriteString("<ip>")
		case m[4] >= 0:
			b.WriteString("<hex>")
		case m[6] >= 0:
			b.WriteString("<host>")
		case m[8] >= 0 && strings.Trim(text[m[8]:m[9]], "0123456789") == "":
			b.WriteString("<n>")
		case m[8] >= 0:
			b.WriteString("<hex>")
		default:
			b.WriteString("<n>")
		}
	}
	b.WriteString(text[from:])

	runes := []rune(b.String())
	text = string(runes[:min(len(runes), 200)])
	sum := sha256.Sum256([]byte(text))
	return text, hex.EncodeToString(sum[:])[:12]
}
