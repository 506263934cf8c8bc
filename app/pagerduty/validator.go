package pagerduty

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// A validator passes bytes on and refuses what is no UTF-8 text: another encoding would go in as garbage.
type validator struct {
	in    io.Reader
	line  int // of the next byte, from 1
	read  int64
	ended bool
	last  byte       // the last byte read
	bad   *FileError // what it refused; it gives nothing more after that
	tail  []byte     // the begin of a character that the next read completes
	lines [2]int64   // where the last two lines begin; the last is empty where the text ends with a line feed
}

func (v *validator) Read(p []byte) (int, error) {
	if v.bad != nil {
		return 0, v.bad
	}
	n, err := v.in.Read(p)
	if n > 0 {
		v.mark(p[:n])
		v.read += int64(n)
		v.last = p[n-1]
		v.bad = v.check(p[:n])
	}
	if err == io.EOF {
		v.ended = true
		if len(v.tail) > 0 && v.bad == nil {
			v.bad = &FileError{Line: v.line, Problem: Cut}
		}
	}
	if v.bad != nil {
		return n, v.bad
	}
	return n, err
}

// mark remembers where lines begin in the bytes after v.read.
func (v *validator) mark(p []byte) {
	i := bytes.LastIndexByte(p, '\n')
	if i < 0 {
		return
	}
	v.lines[0] = v.lines[1]
	if k := bytes.LastIndexByte(p[:i], '\n'); k >= 0 {
		v.lines[0] = v.read + int64(k) + 1
	}
	v.lines[1] = v.read + int64(i) + 1
}

// skip says that the first line begins behind n bytes.
func (v *validator) skip(n int64) {
	v.lines[0], v.lines[1] = max(n, v.lines[0]), max(n, v.lines[1])
}

// lastLine is the length of the last line in bytes, without the carriage return or line feed that ends the text.
func (v *validator) lastLine() int64 {
	switch v.last {
	case '\n':
		return v.read - 1 - v.lines[0]
	case '\r':
		return v.read - 1 - v.lines[1]
	}
	return v.read - v.lines[1]
}

// check looks at the bytes of one read.
func (v *validator) check(p []byte) *FileError {
	if v.read == int64(len(p)) && (bytes.HasPrefix(p, []byte("\xff\xfe")) || bytes.HasPrefix(p, []byte("\xfe\xff"))) {
		return &FileError{Problem: UTF16}
	}
	if i := bytes.IndexByte(p, 0); i >= 0 {
		if bad := v.characters(p[:i]); bad != nil {
			return bad
		}
		return &FileError{Line: v.line, Problem: NotText}
	}
	return v.characters(p)
}

// characters counts lines, and keeps the begin of a character at the end of p for the next read.
func (v *validator) characters(p []byte) *FileError {
	if len(v.tail) > 0 {
		p = append(v.tail, p...)
		v.tail = nil
	}
	if utf8.Valid(p) {
		v.line += bytes.Count(p, []byte("\n"))
		return nil
	}
	for i := 0; i < len(p); {
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n <= 1 {
			if !utf8.FullRune(p[i:]) {
				v.tail = append([]byte(nil), p[i:]...)
				return nil
			}
			return &FileError{Line: v.line, Problem: NotText}
		}
		if r == '\n' {
			v.line++
		}
		i += n
	}
	return nil
}
