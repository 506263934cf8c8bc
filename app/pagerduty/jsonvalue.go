package pagerduty

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how deep values may lie in one another; payloads of monitoring tools come to about twenty.
const maxDepth = 500

// A node is a value of a JSON document.
type node struct {
	key   string // as written, without quotation marks; "" in arrays
	text  string // a text without quotation marks, as written; a number or word as it is
	kind  byte   // { [ " 0, n for null, t for true, f for false
	next  int32  // the next value of the same container; 0 = none
	child int32  // the first value in it; 0 = none
	field field  // what the key means in an incident, once jsonParser.look has seen it
}

// A document is a JSON value taken apart. Node 0 is its root.
type document struct {
	nodes []node
	s     string
	i     int
}

// parse takes s apart; false where it is no JSON. Numbers may be NaN or Infinity, as Python writes them: then they are
// null. A NUL that stands unescaped in a text becomes U+FFFD, as an escaped one does. What is not UTF-8 never comes here.
func (d *document) parse(s string) bool {
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "\uFFFD")
	}
	d.nodes, d.s, d.i = d.nodes[:0], s, 0
	_, ok := d.value("", 0)
	d.space()
	return ok && d.i == len(s)
}

func (d *document) space() {
	for d.i < len(d.s) {
		switch d.s[d.i] {
		case ' ', '\t', '\r', '\n':
			d.i++
		default:
			return
		}
	}
}

func (d *document) value(key string, depth int) (int32, bool) {
	d.space()
	if d.i == len(d.s) || depth > maxDepth {
		return 0, false
	}
	at := int32(len(d.nodes))
	c := d.s[d.i]
	d.nodes = append(d.nodes, node{key: key, kind: c})
	switch c {
	case '"':
		text, ok := d.text()
		d.nodes[at].text = text
		return at, ok
	case '{':
		return at, d.container(at, '}', depth)
	case '[':
		return at, d.container(at, ']', depth)
	}
	from := d.i
	for d.i < len(d.s) && !ends[d.s[d.i]] {
		d.i++
	}
	word := d.s[from:d.i]
	switch word {
	case "null", "NaN", "Infinity", "-Infinity":
		d.nodes[at].kind = 'n'
		return at, true
	case "true", "false":
		d.nodes[at].text = word
		return at, true
	}
	d.nodes[at].kind, d.nodes[at].text = '0', word
	return at, number(word)
}

// ends are the bytes that end a number or word.
var ends = runs(",:{}[]\" \t\r\n")

func number(s string) bool {
	if s == "" || s[0] != '-' && (s[0] < '0' || s[0] > '9') {
		return false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '.', c == 'e', c == 'E', c == '+', c == '-':
		default:
			return false
		}
	}
	return true
}

// text passes a text and is what stands between its quotation marks.
func (d *document) text() (string, bool) {
	d.i++
	from := d.i
	for {
		k := strings.IndexByte(d.s[d.i:], '"')
		if k < 0 {
			return "", false
		}
		d.i += k + 1
		if k == 0 || d.s[d.i-2] != '\\' {
			return d.s[from : d.i-1], true
		}
		n := 0 // backslashes before the mark: an odd number takes it into the text
		for j := d.i - 2; j >= from && d.s[j] == '\\'; j-- {
			n++
		}
		if n%2 == 0 {
			return d.s[from : d.i-1], true
		}
	}
}

// container reads what is in an object or array, up to its end.
func (d *document) container(at int32, end byte, depth int) bool {
	d.i++
	last := int32(0)
	for first := true; ; first = false {
		d.space()
		if d.i == len(d.s) {
			return false
		}
		if d.s[d.i] == end {
			d.i++
			return true // a comma before it does no harm
		}
		if !first {
			if d.s[d.i] != ',' {
				return false
			}
			d.i++
			d.space()
			if d.i < len(d.s) && d.s[d.i] == end {
				d.i++
				return true
			}
		}
		key := ""
		if end == '}' {
			if d.i == len(d.s) || d.s[d.i] != '"' {
				return false
			}
			var ok bool
			if key, ok = d.text(); !ok {
				return false
			}
			d.space()
			if d.i == len(d.s) || d.s[d.i] != ':' {
				return false
			}
			d.i++
		}
		child, ok := d.value(key, depth+1)
		if !ok {
			return false
		}
		if last == 0 {
			d.nodes[at].child = child
		} else {
			d.nodes[last].next = child
		}
		last = child
	}
}

// get is the value under a path of keys from n; nil where there is none, or it is null.
func (d *document) get(n *node, keys ...string) *node {
	for _, key := range keys {
		if n == nil || n.kind != '{' {
			return nil
		}
		var found *node
		for i := n.child; i != 0; i = d.nodes[i].next {
			if d.nodes[i].key == key {
				found = &d.nodes[i]
			}
		}
		n = found
	}
	if n == nil || n.kind == 'n' {
		return nil
	}
	return n
}

// str is the text under a path of keys, or a number as it is written; "" where there is none.
func (d *document) str(n *node, keys ...string) string {
	if n = d.get(n, keys...); n == nil {
		return ""
	}
	return n.str()
}

// str is a text, number or word; "" for null and containers.
func (n *node) str() string {
	switch n.kind {
	case '"':
		return unescape(n.text)
	case '0', 't', 'f':
		return n.text
	}
	return ""
}

// unescape is a JSON text as it reads. A NUL and half a pair of surrogates become U+FFFD, so that they are seen.
func unescape(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:i]...)
	for i < len(s) {
		c := s[i]
		if c != '\\' || i+1 == len(s) {
			out = append(out, c)
			i++
			continue
		}
		i += 2
		switch c = s[i-1]; c {
		case 'n':
			out = append(out, '\n')
		case 't':
			out = append(out, '\t')
		case 'r':
			out = append(out, '\r')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'u':
			r, ok := hex4(s[i:])
			if !ok {
				out = utf8.AppendRune(out, utf8.RuneError)
				continue
			}
			i += 4
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), false
				if strings.HasPrefix(s[i:], `\u`) {
					low, ok = hex4(s[i+2:])
				}
				if pair := utf16.DecodeRune(r, low); ok && pair != utf8.RuneError {
					r = pair
					i += 6
				} else {
					r = utf8.RuneError
				}
			}
			if r == 0 {
				r = utf8.RuneError
			}
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

func hex4(s string) (rune, bool) {
	if len(s) < 4 {
		return 0, false
	}
	r := rune(0)
	for _, c := range []byte(s[:4]) {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
