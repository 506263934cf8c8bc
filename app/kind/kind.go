// Package kind names the kind of alert that a title belongs to, so that the same alert is one kind in every quarter
// and on every machine. In goes a title as it was read, out come the normalised text and its id. app/derive calls it
// for every incident. It imports nothing of ours, keeps no state that a result depends on, and never panics.
//
// The kind of a title is what is left after these steps:
//
//  1. Unicode NFKC; a run of bytes that are not UTF-8 counts as one U+FFFD;
//  2. each run of U+0000–U+0020, U+007F–U+00A0, U+2028, U+2029 becomes one space, outer spaces go;
//  3. one pass from left to right, at each place the first of these that matches (ASCII classes and \b):
//     <ip>    \d{1,3}(?:\.\d{1,3}){3}
//     <hex>   \b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b
//     <host>  \b[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*\.(?:com|net|org|jp|io|dev|cloud|local|internal|lan|
//     corp|localdomain|info|biz)\b
//     <hex>   \b[0-9A-Fa-f]{8,}\b, or <n> if it has digits only
//     <n>     \d+(?:[.,]\d+)*
//  4. the first 200 code points.
//
// These expressions are the definition and stand in the tests; the code is a scanner that is held against them by a
// fuzz test, because regular expressions take ten times as long.
package kind

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
)

// maxRunes is how many code points of a kind's text are kept.
const maxRunes = 200

// maxKnown bounds the kinds that a Namer remembers: at most 800 bytes each, 13 MB in all, usually 1 MB.
const maxKnown = 1 << 14

// An ID is the first 48 bits of the SHA-256 of a kind's text. It never changes, whatever people rename or merge.
type ID uint64

// String is the id as 12 lower-case hex digits.
func (id ID) String() string {
	return fmt.Sprintf("%012x", uint64(id))
}

// Parse reads what String wrote. Anything but 12 lower-case hex digits is an error.
func Parse(s string) (ID, error) {
	if len(s) != 12 {
		return 0, fmt.Errorf("reading alert kind id %q: want 12 hex digits", s)
	}
	for i := range len(s) {
		if c := s[i]; class[c]&isHex == 0 || c >= 'A' && c <= 'F' {
			return 0, fmt.Errorf("reading alert kind id %q: want 12 lower-case hex digits", s)
		}
	}
	id, err := strconv.ParseUint(s, 16, 64)
	if err != nil {
		return 0, fmt.Errorf("reading alert kind id %q: %w", s, err)
	}
	return ID(id), nil
}

// Of is the kind of a title: its normalised text, at most 200 code points and "" for a blank title, and its id.
func Of(title string) (text string, id ID) {
	var n Namer
	return n.Of(title)
}

// A Namer does what Of does, faster over many titles: it keeps its buffers and the kinds it has met. The zero Namer is
// ready. It must not be used by two goroutines at once.
type Namer struct {
	in, out []byte
	known   map[string]named
}

// A named is a kind that a Namer has met.
type named struct {
	text string
	id   ID
}

// Of is the kind of a title, as the function Of says. Texts that are equal share their bytes.
func (n *Namer) Of(title string) (text string, id ID) {
	in, ok := appendPlain(n.in[:0], title)
	if !ok {
		in = appendNFKC(in[:0], title)
	}
	n.in = in
	n.out = appendTokens(n.out[:0], n.in)
	if k, ok := n.known[string(n.out)]; ok {
		return k.text, k.id
	}
	k := named{text: string(n.out), id: idOf(n.out)}
	if len(n.known) < maxKnown {
		if n.known == nil {
			n.known = make(map[string]named)
		}
		n.known[k.text] = k
	}
	return k.text, k.id
}

// idOf is the id of a kind's text.
func idOf(text []byte) ID {
	sum := sha256.Sum256(text)
	return ID(binary.BigEndian.Uint64(sum[:8]) >> 16)
}
