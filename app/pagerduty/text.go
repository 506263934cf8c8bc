package pagerduty

import "io"

// bufferSize is what is read of a text at once.
const bufferSize = 1 << 18

// A text is a file's characters as UTF-8, read in pieces and counted in lines. Its readers take buf[r:w], move r, and
// ask for more with fill.
type text struct {
	in   io.Reader
	buf  []byte
	r, w int
	err  error // what ended it, once buf is taken: io.EOF or a *FileError
	line int   // of buf[r], from 1: whoever passes the end of a line counts it
	last byte  // the last byte before r that a fill has dropped
}

func newText(in io.Reader) *text {
	return &text{in: in, buf: make([]byte, bufferSize), line: 1}
}

// fill reads more behind what is left, which it moves to the front; false where there is no more: see err.
func (t *text) fill() bool {
	if t.r > 0 {
		t.last = t.buf[t.r-1]
		t.w = copy(t.buf, t.buf[t.r:t.w])
		t.r = 0
	}
	for t.err == nil && t.w < len(t.buf) {
		n, err := t.in.Read(t.buf[t.w:])
		t.w += n
		t.err = err
		if n > 0 {
			return true
		}
	}
	return false
}

// more makes sure that n bytes stand in buf[r:w], if the text has them.
func (t *text) more(n int) bool {
	for t.w-t.r < n {
		if !t.fill() {
			return false
		}
	}
	return true
}

// all fills buf, for a look at how the text begins.
func (t *text) all() []byte {
	for t.w < len(t.buf) && t.fill() {
	}
	return t.buf[t.r:t.w]
}

// failed is the error that ended the text, with the line at which it did; nil at its proper end.
func (t *text) failed() error {
	if t.err == nil || t.err == io.EOF {
		return nil
	}
	if bad, ok := t.err.(*FileError); ok && bad.Line == 0 && (bad.Problem == NotText || bad.Problem == Cut) {
		bad.Line = t.line
	}
	return t.err
}

// before is the byte before buf[r]; 0 at the beginning.
func (t *text) before() byte {
	if t.r > 0 {
		return t.buf[t.r-1]
	}
	return t.last
}
