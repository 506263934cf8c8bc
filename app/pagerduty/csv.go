package pagerduty

import (
	"bytes"
	"io"
)

// maxField is the longest cell that is read. A quotation mark that is never closed makes longer ones of whole files.
const maxField = 1 << 20

// maxHeader is the longest header row.
const maxHeader = 16 << 20

// An arena holds the cells of many rows, one behind the other, so that a row costs no allocation: cell i is
// bytes[ends[i-1]:ends[i]].
type arena struct {
	bytes []byte
	ends  []int
}

func (a *arena) end() { a.ends = append(a.ends, len(a.bytes)) }

// cut forgets what was put in behind the given lengths.
func (a *arena) cut(bytes, ends int) { a.bytes, a.ends = a.bytes[:bytes], a.ends[:ends] }

// add puts a whole cell in.
func (a *arena) add(s string) {
	a.bytes = append(a.bytes, s...)
	a.end()
}

// cell is the i-th cell.
func (a *arena) cell(i int) []byte {
	start := 0
	if i > 0 {
		start = a.ends[i-1]
	}
	return a.bytes[start:a.ends[i]]
}

// A csvReader splits text into rows and cells as RFC 4180 says, with what encoding/csv allows beyond it: blank lines,
// lines of one quotation mark too many, which it refuses alone. Unlike that it keeps only the columns that are wanted,
// knows text with carriage returns alone, bounds the length of a cell, and says whether the text ended inside quotes.
type csvReader struct {
	t       *text
	comma   byte
	returns bool      // a carriage return alone ends a line
	special [256]bool // ends a run of characters of a cell without quotes
	keep    []bool    // by column: whether its cells go into the arena
	all     bool      // every column is kept

	line  int // at which the last row began
	size  int // bytes of its cells
	nul   bool
	long  bool
	quote bool
}

// newCSV looks at the beginning of a text for its separator and line ends.
func newCSV(t *text) *csvReader {
	c := &csvReader{t: t}
	head := t.all()
	c.returns = returnsAlone(head)
	if sep, n := declared(head); n > 0 {
		c.comma = sep
		t.r += n
		t.line++
	} else {
		c.comma = separator(head)
	}
	for _, b := range []byte{c.comma, '\n', '\r', '"', 0} {
		c.special[b] = true
	}
	return c
}

// returnsAlone says whether the lines of head end in carriage returns alone.
func returnsAlone(head []byte) bool {
	feeds, returns := bytes.Count(head, []byte("\n")), bytes.Count(head, []byte("\r"))
	return returns-bytes.Count(head, []byte("\r\n")) > feeds
}

// declared is the separator that the first line "sep=;" declares, which Excel writes and reads, and that line's length.
func declared(head []byte) (byte, int) {
	if len(head) < 6 || !bytes.EqualFold(head[:4], []byte("sep=")) || !bytes.ContainsRune([]byte(",;\t"), rune(head[4])) {
		return 0, 0
	}
	switch {
	case bytes.HasPrefix(head[5:], []byte("\r\n")):
		return head[4], 7
	case head[5] == '\n' || head[5] == '\r':
		return head[4], 6
	}
	return 0, 0
}

// separator is the one of comma, tab and semicolon that the first line has most of, quoted cells left out.
func separator(head []byte) byte {
	var n [256]int
	quoted, begun := false, false
	for _, b := range head {
		if b == '"' {
			quoted = !quoted
		}
		if quoted {
			continue
		}
		if b == '\n' || b == '\r' {
			if begun {
				break
			}
			continue
		}
		begun = true
		n[b]++
	}
	best := byte(',')
	for _, b := range []byte{'\t', ';'} {
		if n[b] > n[best] {
			best = b
		}
	}
	return best
}

// row puts the kept cells of the next row into a and says how many cells the row has. A problem refuses the row, of which
// nothing is in a then. The error is io.EOF behind the last row, or a *FileError.
func (c *csvReader) row(a *arena) (cells int, problem Problem, err error) {
	if err := c.skipBlank(); err != nil {
		return 0, "", err
	}
	nb, ne := len(a.bytes), len(a.ends)
	c.line, c.size, c.nul, c.long, c.quote = c.t.line, 0, false, false, false
	for last := false; !last; cells++ {
		if last, err = c.cell(a, c.all || cells < len(c.keep) && c.keep[cells]); err != nil {
			return 0, "", err
		}
		if c.all && len(a.bytes)-nb > maxHeader {
			c.long = true
			a.cut(nb, ne)
		}
	}
	switch {
	case c.quote:
		problem = BadQuote
	case c.long:
		problem = TooLong
	case c.nul:
		problem = NUL
	default:
		return cells, "", nil
	}
	a.cut(nb, ne)
	return cells, problem, nil
}

// skipBlank passes empty lines.
func (c *csvReader) skipBlank() error {
	for {
		if !c.t.more(1) {
			if err := c.t.failed(); err != nil {
				return err
			}
			return io.EOF
		}
		if n := c.lineEnd(); n > 0 {
			c.t.r += n
			c.t.line++
			continue
		}
		return nil
	}
}

// lineEnd is the length of the end of a line that the text is at; 0 where it is at none.
func (c *csvReader) lineEnd() int {
	t := c.t
	switch t.buf[t.r] {
	case '\n':
		return 1
	case '\r':
		switch {
		case !t.more(2): // the text's last byte
			return 1
		case t.buf[t.r+1] == '\n':
			return 2
		case c.returns:
			return 1
		}
	}
	return 0
}

// cell reads one cell and what ends it.
func (c *csvReader) cell(a *arena, keep bool) (last bool, err error) {
	t := c.t
	if t.more(1) && t.buf[t.r] == '"' {
		t.r++
		return c.quoted(a, keep)
	}
	length := 0
	for {
		b := t.buf[t.r:t.w]
		i := 0
		for i < len(b) && !c.special[b[i]] {
			i++
		}
		length += i
		c.take(a, b[:i], keep, length)
		t.r += i
		if i == len(b) {
			if t.fill() {
				continue
			}
			return c.endOfText(a, keep)
		}
		switch b[i] {
		case c.comma:
			t.r++
			if keep {
				a.end()
			}
			return false, nil
		case '"':
			return true, c.skipLine()
		case 0:
			t.r++
			c.nul = true
			continue
		}
		if n := c.lineEnd(); n > 0 {
			t.r += n
			t.line++
			if keep {
				a.end()
			}
			return true, nil
		}
		c.take(a, t.buf[t.r:t.r+1], keep, length) // a carriage return inside a line
		t.r++
		length++
	}
}

// take puts a piece of a cell into a, so long as the cell is not too long.
func (c *csvReader) take(a *arena, piece []byte, keep bool, length int) {
	c.size += len(piece)
	if length > maxField {
		c.long = true
	}
	if keep && !c.long {
		a.bytes = append(a.bytes, piece...)
	}
}

func (c *csvReader) endOfText(a *arena, keep bool) (bool, error) {
	if err := c.t.failed(); err != nil {
		return false, err
	}
	if keep {
		a.end()
	}
	return true, nil
}

// quoted reads a cell behind its first quotation mark.
func (c *csvReader) quoted(a *arena, keep bool) (last bool, err error) {
	t, from, length := c.t, len(a.bytes), 0
	for {
		b := t.buf[t.r:t.w]
		i := bytes.IndexByte(b, '"')
		piece := b
		if i >= 0 {
			piece = b[:i]
		}
		length += len(piece)
		c.take(a, piece, keep, length)
		c.nul = c.nul || bytes.IndexByte(piece, 0) >= 0
		c.countLines(piece)
		t.r += len(piece)
		if i < 0 {
			if t.fill() {
				continue
			}
			if err := t.failed(); err != nil {
				return false, err
			}
			return false, &FileError{Line: c.line, Problem: Cut}
		}
		t.r++ // the quotation mark
		if !t.more(1) {
			c.feeds(a, from, keep)
			return c.endOfText(a, keep)
		}
		switch t.buf[t.r] {
		case '"':
			length++
			c.take(a, t.buf[t.r:t.r+1], keep, length)
			t.r++
			continue
		case c.comma:
			t.r++
			c.feeds(a, from, keep)
			if keep {
				a.end()
			}
			return false, nil
		}
		n := c.lineEnd()
		if n == 0 {
			return true, c.skipLine()
		}
		t.r += n
		t.line++
		c.feeds(a, from, keep)
		if keep {
			a.end()
		}
		return true, nil
	}
}

func (c *csvReader) countLines(piece []byte) {
	end := byte('\n')
	if c.returns {
		end = '\r'
	}
	c.t.line += bytes.Count(piece, []byte{end})
}

// feeds makes line feeds of the line ends inside a quoted cell that begins at from.
func (c *csvReader) feeds(a *arena, from int, keep bool) {
	if !keep || c.long || bytes.IndexByte(a.bytes[from:], '\r') < 0 {
		return
	}
	cell := bytes.ReplaceAll(a.bytes[from:], []byte("\r\n"), []byte("\n"))
	if c.returns {
		cell = bytes.ReplaceAll(cell, []byte("\r"), []byte("\n"))
	}
	a.bytes = append(a.bytes[:from], cell...)
}

// skipLine passes the rest of a line that has a stray quotation mark.
func (c *csvReader) skipLine() error {
	c.quote = true
	t := c.t
	for {
		if !t.more(1) {
			return t.failed()
		}
		if n := c.lineEnd(); n > 0 {
			t.r += n
			t.line++
			return nil
		}
		b := t.buf[t.r:t.w]
		i := 1
		for i < len(b) && b[i] != '\n' && b[i] != '\r' {
			i++
		}
		t.r += i
	}
}
