package pagerduty

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An xmlReader reads the XML of workbooks tag by tag. encoding/xml would do, at a tenth of the speed; what workbooks are
// made of is UTF-8 without entities of its own.
type xmlReader struct {
	in   *bufio.Reader
	read int64

	name     string // of the tag, without a namespace's prefix
	attrs    []byte // as written
	end      bool   // the tag ends an element
	empty    bool   // the tag begins an element and ends it
	text     []byte // what stood before the tag
	tooLong  bool   // that was more than maxField bytes, and is not all there
	tag      []byte
	internal map[string]string // names seen, so that they cost no memory again
}

var errXML = errors.New("the XML is broken")

// maxTag is the longest tag that is read.
const maxTag = 1 << 16

func newXML(in io.Reader) *xmlReader {
	return &xmlReader{in: bufio.NewReaderSize(in, 1<<16), internal: map[string]string{}}
}

// next reads up to the end of the next tag. The error is io.EOF behind the last.
func (x *xmlReader) next() error {
	x.text, x.tooLong = x.text[:0], false
	for {
		if err := x.upTo('<', maxField, &x.text, &x.tooLong); err != nil {
			return err
		}
		kept, long := x.text, x.tooLong
		begin, err := x.in.Peek(3)
		if err != nil {
			return errXML
		}
		switch {
		case begin[0] == '!' && begin[1] == '-' && begin[2] == '-':
			if err := x.through("-->"); err != nil {
				return err
			}
		case begin[0] == '!' && begin[1] == '[':
			if err := x.cdata(); err != nil {
				return err
			}
			kept, long = x.text, x.tooLong
		case begin[0] == '!' || begin[0] == '?':
			if err := x.through(">"); err != nil {
				return err
			}
		default:
			return x.readTag()
		}
		x.text, x.tooLong = kept, long
	}
}

// upTo reads to the given byte, which it takes, into out, and no more than most bytes.
func (x *xmlReader) upTo(stop byte, most int, out *[]byte, long *bool) error {
	for {
		piece, err := x.in.ReadSlice(stop)
		x.read += int64(len(piece))
		if err == nil {
			piece = piece[:len(piece)-1]
		}
		if len(*out)+len(piece) > most {
			*long = true
		} else if !*long {
			*out = append(*out, piece...)
		}
		switch err {
		case nil:
			return nil
		case bufio.ErrBufferFull:
		default:
			return err
		}
	}
}

// through passes what comes up to and with the given end.
func (x *xmlReader) through(end string) error {
	last := make([]byte, 0, len(end))
	for {
		b, err := x.in.ReadByte()
		if err != nil {
			return errXML
		}
		x.read++
		if len(last) == len(end) {
			copy(last, last[1:])
			last = last[:len(end)-1]
		}
		last = append(last, b)
		if string(last) == end {
			return nil
		}
	}
}

// cdata puts a section <![CDATA[…]]> into text, escaped as text is.
func (x *xmlReader) cdata() error {
	var all []byte
	for !bytes.HasSuffix(all, []byte("]]")) {
		long := false
		n := len(all)
		if err := x.upTo('>', maxField+n, &all, &long); err != nil || long {
			return errXML
		}
		if !bytes.HasSuffix(all, []byte("]]")) {
			all = append(all, '>')
		}
	}
	body, ok := bytes.CutPrefix(all[:len(all)-2], []byte("![CDATA["))
	if !ok {
		return errXML
	}
	body = bytes.ReplaceAll(body, []byte("&"), []byte("&amp;"))
	x.text = append(x.text, body...)
	return nil
}

// readTag reads a tag behind its "<".
func (x *xmlReader) readTag() error {
	x.tag = x.tag[:0]
	for {
		long := false
		if err := x.upTo('>', maxTag, &x.tag, &long); err != nil || long {
			return errXML
		}
		if bytes.Count(x.tag, []byte(`"`))%2 == 0 {
			break
		}
		x.tag = append(x.tag, '>') // inside a value
	}
	tag := x.tag
	x.end, x.empty = false, false
	if len(tag) > 0 && tag[0] == '/' {
		x.end, tag = true, tag[1:]
	}
	if n := len(tag); n > 0 && tag[n-1] == '/' {
		x.empty, tag = true, tag[:n-1]
	}
	i := bytes.IndexAny(tag, " \t\r\n")
	if i < 0 {
		i = len(tag)
	}
	name := tag[:i]
	if k := bytes.IndexByte(name, ':'); k >= 0 {
		name = name[k+1:]
	}
	known, ok := x.internal[string(name)]
	if !ok {
		known = string(name)
		if len(x.internal) < 1000 {
			x.internal[known] = known
		}
	}
	x.name, x.attrs = known, tag[i:]
	return nil
}

// attr is the value of an attribute, with or without a namespace's prefix; "" where there is none.
func (x *xmlReader) attr(name string) string { return string(unescapeXML(x.rawAttr(name))) }

func (x *xmlReader) rawAttr(name string) []byte {
	rest := x.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		if k := bytes.LastIndexByte(key, ':'); k >= 0 {
			key = key[k+1:]
		}
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		stop := bytes.IndexByte(rest[1:], rest[0])
		if rest[0] != '"' && rest[0] != '\'' || stop < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : stop+1]
		}
		rest = rest[stop+2:]
	}
}

// number is the whole number in an attribute; −1 where there is none.
func (x *xmlReader) number(name string) int {
	n, err := strconv.Atoi(string(x.rawAttr(name)))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// unescapeXML replaces entities, in place.
func unescapeXML(s []byte) []byte {
	if bytes.IndexByte(s, '&') < 0 {
		return s
	}
	out := s[:0]
	for i := 0; i < len(s); {
		if s[i] != '&' {
			out = append(out, s[i])
			i++
			continue
		}
		semicolon := bytes.IndexByte(s[i:], ';')
		if semicolon < 0 || semicolon > 12 {
			out = append(out, s[i])
			i++
			continue
		}
		r := entity(string(s[i+1 : i+semicolon]))
		if r < 0 {
			out = append(out, s[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r) // never longer than what it replaces
		i += semicolon + 1
	}
	return out
}

// entity is the character that stands between & and ;; −1 for none.
func entity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return -1
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
		return -1
	}
	return rune(n)
}

// unescapeCell replaces _x000D_ and the like, which workbooks write for characters that XML cannot hold.
func unescapeCell(s []byte) []byte {
	if !bytes.Contains(s, []byte("_x")) {
		return s
	}
	out := s[:0]
	for i := 0; i < len(s); {
		if s[i] == '_' && len(s)-i >= 7 && s[i+1] == 'x' && s[i+6] == '_' {
			if r, ok := hex4(string(s[i+2 : i+6])); ok {
				if r == 0 || !utf8.ValidRune(r) {
					r = utf8.RuneError
				}
				out = utf8.AppendRune(out, r)
				i += 7
				continue
			}
		}
		out = append(out, s[i])
		i++
	}
	return out
}
