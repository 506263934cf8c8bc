package pagerduty

import (
	"io"
	"time"
)

// maxValue is the longest incident or timeline entry that is read.
const maxValue = 8 << 20

// An element is one value of a JSON file that may be an incident or an entry of a timeline: raw[start:end] of its batch.
type element struct {
	start, end int
	line       int
	row        int64
	zone       zone
}

// A zone is what a container says of its times: nothing, or a zone, which is nil where nobody knows it.
type zone struct {
	stated bool
	local  *time.Location
}

// zoneNamed is the zone that a container names; "" names none.
func zoneNamed(name string) zone {
	if name == "" {
		return zone{}
	}
	local, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // a name of Rails, say: a time in it is unknown, and unknown beats wrong
		return zone{stated: true}
	}
	return zone{stated: true, local: local}
}

// rowsKeys are the keys under which answers of the API keep their lists. An object with one of them is taken apart, so
// that memory does not grow with the file; any other object is a value.
var rowsKeys = map[string]bool{"incidents": true, "log_entries": true, "data": true, "records": true, "results": true, "events": true, "messages": true}

// valueKeys are keys that only incidents and entries have: behind one of them a list is part of the value.
var valueKeys = map[string]bool{"id": true, "incident_number": true, "number": true, "created_at": true, "incident_key": true, "event_type": true}

// A cutter cuts a text of JSON values, one behind the other or in arrays and answers, into elements. It judges the
// structure only as far as it must to find their ends.
type cutter struct {
	t     *text
	stack []frame
	known []zone // by envelope, where a look ahead has found them
	ahead func() ([]zone, error)

	envelopes int
	zones     []zone // of the envelopes that are over, in the order in which they began
	looking   bool   // this is the look ahead: elements are passed over

	drop bool // the value is too long: what comes of it is passed over
	from int  // where it begins in raw
	key  []byte
}

// A frame is a container that the text is inside of.
type frame struct {
	array    bool
	rows     bool // an array whose elements are no containers any more
	envelope int  // place in zones, for an object
	zone     zone
	line     int
}

// next puts the next element's text behind raw. The error is io.EOF behind the last, or a *FileError. A problem refuses
// the element alone.
func (c *cutter) next(raw []byte) (_ []byte, e element, problem Problem, err error) {
	t := c.t
	for {
		b, err := c.skip()
		if err == io.EOF && len(c.stack) > 0 {
			return raw, e, "", &FileError{Line: c.stack[len(c.stack)-1].line, Problem: Cut}
		}
		if err != nil {
			return raw, e, "", err
		}
		if b == ',' {
			t.r++
			continue
		}
		top := c.top()
		switch {
		case top == nil && b == '[':
			t.r++
			c.stack = append(c.stack, frame{array: true, line: t.line})
			continue
		case top != nil && top.array && b == ']', top != nil && !top.array && b == '}':
			t.r++
			c.pop()
			continue
		case top != nil && !top.array:
			if b != '"' {
				return raw, e, "", &FileError{Line: t.line, Problem: BadJSON}
			}
			if err := c.envelopeKey(); err != nil {
				return raw, e, "", err
			}
			continue
		case top == nil && b != '{':
			return raw, e, "", &FileError{Line: t.line, Problem: BadJSON}
		case b == '}' || b == ']' || b == ':':
			return raw, e, "", &FileError{Line: t.line, Problem: BadJSON}
		}
		out, e, problem, found, err := c.element(raw, top)
		if err != nil || found {
			return out, e, problem, err
		}
		raw = out
	}
}

func (c *cutter) top() *frame {
	if len(c.stack) == 0 {
		return nil
	}
	return &c.stack[len(c.stack)-1]
}

func (c *cutter) pop() {
	f := c.top()
	if !f.array {
		c.zones[f.envelope] = f.zone
	}
	c.stack = c.stack[:len(c.stack)-1]
}

// element reads one value that begins here; found is false where it turned out to be a container, which is entered.
func (c *cutter) element(raw []byte, top *frame) (_ []byte, e element, problem Problem, found bool, err error) {
	t := c.t
	e = element{start: len(raw), line: t.line}
	if top != nil {
		e.zone = c.zone()
	}
	c.drop, c.from = c.looking, len(raw)
	single := top == nil // a value that stands alone: a line of its own, as a rule
	if t.buf[t.r] == '{' && (single || !top.rows && len(c.stack) < 3) {
		raw, found, problem, err = c.object(raw, single)
	} else {
		found = true
		raw, err = c.value(raw, single)
	}
	switch {
	case err == errLine:
		problem, err = BadJSON, c.passLine()
	case err == io.EOF:
		err = &FileError{Line: e.line, Problem: Cut}
	case c.drop && found && !c.looking:
		problem = TooLong
	}
	if problem != "" {
		raw = raw[:e.start]
	}
	e.end = len(raw)
	return raw, e, problem, found, err
}

// zone is what the innermost answer says of its times.
func (c *cutter) zone() zone {
	for i := len(c.stack) - 1; i >= 0; i-- {
		if f := &c.stack[i]; !f.array {
			if !f.zone.stated && f.envelope < len(c.known) {
				return c.known[f.envelope]
			}
			return f.zone
		}
	}
	return zone{}
}

// errLine ends a value that stands on a line of its own and is broken: the next line can be read again.
var errLine = &FileError{Problem: BadJSON}

func (c *cutter) broken(single bool) error {
	if single {
		return errLine
	}
	return &FileError{Line: c.t.line, Problem: BadJSON}
}

// object reads an object that may be an answer with a list; then it enters the list, and found is false.
func (c *cutter) object(raw []byte, single bool) (_ []byte, found bool, problem Problem, err error) {
	t := c.t
	line := t.line
	raw = c.put(raw, '{')
	t.r++
	isValue, named := false, ""
	for {
		b, err := c.skip()
		if err != nil {
			return raw, true, "", err
		}
		switch b {
		case '}':
			t.r++
			return c.put(raw, '}'), true, "", nil
		case ',':
			t.r++
			raw = c.put(raw, ',')
			continue
		case '"':
		default:
			return raw, true, "", c.broken(single)
		}
		if raw, err = c.keyed(raw, single); err != nil {
			return raw, true, "", err
		}
		if b, err = c.skip(); err != nil {
			return raw, true, "", err
		}
		key := string(c.key)
		isValue = isValue || valueKeys[key]
		if b == '[' && rowsKeys[key] && !isValue {
			c.enter(key, named, line)
			return raw[:c.from], false, "", c.lookAhead(key)
		}
		from := len(raw)
		if raw, err = c.value(raw, single); err != nil {
			return raw, true, "", err
		}
		if key == "time_zone" && len(raw)-from > 2 && raw[from] == '"' {
			named = string(raw[from+1 : len(raw)-1])
		}
	}
}

// enter goes into an answer's list.
func (c *cutter) enter(key, named string, line int) {
	c.t.r++ // [
	c.stack = append(c.stack, frame{envelope: c.envelopes, zone: zoneNamed(named), line: line}, frame{array: true, rows: key != "messages", line: c.t.line})
	c.envelopes++
	c.zones = append(c.zones, zone{})
}

// lookAhead finds the zones that answers name behind their lists, where the list has just been entered without one.
func (c *cutter) lookAhead(key string) error {
	if key != "data" || c.known != nil || c.ahead == nil || c.stack[len(c.stack)-2].zone.stated {
		return nil
	}
	known, err := c.ahead()
	c.known = known
	return err
}

// keyed reads a key and its colon; the key stands in c.key without its quotation marks.
func (c *cutter) keyed(raw []byte, single bool) ([]byte, error) {
	drop := c.drop
	c.drop = false
	from := len(raw)
	raw, err := c.text(raw, single)
	if err != nil {
		return raw, err
	}
	c.key = c.key[:0]
	if len(raw) > from+1 {
		c.key = append(c.key, raw[from+1:len(raw)-1]...)
	}
	if c.drop = c.drop || drop; c.drop {
		raw = raw[:min(from, len(raw))]
	}
	b, err := c.skip()
	if err != nil {
		return raw, err
	}
	if b != ':' {
		return raw, c.broken(single)
	}
	c.t.r++
	return c.put(raw, ':'), nil
}

// envelopeKey reads what an answer has beside its lists, and enters a second list.
func (c *cutter) envelopeKey() error {
	c.drop, c.from = false, 0
	scratch, err := c.keyed(nil, false)
	if err == nil {
		var b byte
		if b, err = c.skip(); err == nil && b == '[' && rowsKeys[string(c.key)] {
			c.t.r++
			c.stack = append(c.stack, frame{array: true, rows: string(c.key) != "messages", line: c.t.line})
			return nil
		}
	}
	if err == nil {
		key := string(c.key)
		c.drop = key != "time_zone"
		if scratch, err = c.value(scratch[:0], false); err == nil && key == "time_zone" && len(scratch) > 2 && scratch[0] == '"' {
			c.top().zone = zoneNamed(string(scratch[1 : len(scratch)-1]))
		}
	}
	if err == io.EOF {
		return &FileError{Line: c.top().line, Problem: Cut}
	}
	return err
}

// skip passes white space and the marks that stand between values, and is the next byte.
func (c *cutter) skip() (byte, error) {
	t := c.t
	for {
		for t.r < t.w {
			switch b := t.buf[t.r]; b {
			case '\n':
				t.line++
				t.r++
			case ' ', '\t', '\r', '\v', '\f', 0x1e:
				t.r++
			case 0xef: // a byte order mark, where files were put one behind the other
				if !t.more(3) || t.buf[t.r+1] != 0xbb || t.buf[t.r+2] != 0xbf {
					return b, nil
				}
				t.r += 3
			default:
				return b, nil
			}
		}
		if !t.fill() {
			if err := t.failed(); err != nil {
				return 0, err
			}
			return 0, io.EOF
		}
	}
}

// put puts one byte behind raw.
func (c *cutter) put(raw []byte, b byte) []byte {
	if c.drop {
		return raw
	}
	return append(raw, b)
}

// take puts a piece behind raw, so long as the value is not too long.
func (c *cutter) take(raw, piece []byte) []byte {
	if c.drop {
		return raw
	}
	if len(raw)-c.from+len(piece) > maxValue {
		c.drop = true
		return raw[:c.from]
	}
	return append(raw, piece...)
}

// inValue and inText are the bytes that end a run inside a value and inside a text.
var inValue, inText = runs("\"{}[]\n"), runs("\"\\\n")

func runs(ends string) (out [256]bool) {
	for i := range len(ends) {
		out[ends[i]] = true
	}
	return out
}

// value reads any value.
func (c *cutter) value(raw []byte, single bool) ([]byte, error) {
	t := c.t
	if !t.more(1) {
		return raw, c.over()
	}
	switch t.buf[t.r] {
	case '"':
		return c.text(raw, single)
	case '{', '[':
	default:
		return c.scalar(raw)
	}
	depth, text, escaped := 0, false, false
	for {
		b := t.buf[t.r:t.w]
		i := 0
		for i < len(b) {
			switch {
			case escaped:
				escaped = false
				if b[i] == '\n' {
					t.line++
				}
				i++
				continue
			case text:
				for i < len(b) && !inText[b[i]] {
					i++
				}
			default:
				for i < len(b) && !inValue[b[i]] {
					i++
				}
			}
			if i == len(b) {
				break
			}
			mark := b[i]
			i++
			switch {
			case mark == '\n':
				if text && single {
					t.r += i - 1
					return raw, errLine
				}
				t.line++
			case mark == '"':
				text = !text
			case mark == '\\':
				escaped = true
			case mark == '{' || mark == '[':
				depth++
			default:
				depth--
			}
			if depth == 0 {
				raw = c.take(raw, b[:i])
				t.r += i
				return raw, nil
			}
		}
		raw = c.take(raw, b)
		t.r += len(b)
		if !t.fill() {
			return raw, c.over()
		}
	}
}

// over is the error of a text that ended inside a value.
func (c *cutter) over() error {
	if err := c.t.failed(); err != nil {
		return err
	}
	return io.EOF
}

// text reads a text with its quotation marks.
func (c *cutter) text(raw []byte, single bool) ([]byte, error) {
	t := c.t
	raw = c.take(raw, t.buf[t.r:t.r+1])
	t.r++
	for {
		b := t.buf[t.r:t.w]
		i := 0
		for i < len(b) && !inText[b[i]] {
			i++
		}
		if i == len(b) {
			raw = c.take(raw, b)
			t.r += i
			if !t.fill() {
				return raw, c.over()
			}
			continue
		}
		switch b[i] {
		case '"':
			raw = c.take(raw, b[:i+1])
			t.r += i + 1
			return raw, nil
		case '\\':
			raw = c.take(raw, b[:i])
			t.r += i
			if !t.more(2) {
				return raw, c.over()
			}
			raw = c.take(raw, t.buf[t.r:t.r+2])
			if t.buf[t.r+1] == '\n' {
				t.line++
			}
			t.r += 2
		default: // a line feed, which JSON writes as \n; some programs do not
			if single {
				return raw, errLine
			}
			raw = c.take(raw, b[:i+1])
			t.line++
			t.r += i + 1
		}
	}
}

// scalar reads a number or a word.
func (c *cutter) scalar(raw []byte) ([]byte, error) {
	t := c.t
	for n := 0; ; n++ {
		if !t.more(1) {
			return raw, c.over()
		}
		switch b := t.buf[t.r]; b {
		case ',', ':', '{', '}', '[', ']', '"', ' ', '\t', '\r', '\n', '\v', '\f':
			if n == 0 {
				return raw, &FileError{Line: t.line, Problem: BadJSON}
			}
			return raw, nil
		}
		raw = c.take(raw, t.buf[t.r:t.r+1])
		t.r++
	}
}

// passLine passes the rest of a broken line.
func (c *cutter) passLine() error {
	t := c.t
	for {
		for t.r < t.w {
			t.r++
			if t.buf[t.r-1] == '\n' {
				t.line++
				return nil
			}
		}
		if !t.fill() {
			return t.failed()
		}
	}
}

// lookZones reads a whole text for the zones of its answers.
func lookZones(t *text) ([]zone, error) {
	c := &cutter{t: t, looking: true}
	for {
		if _, _, _, err := c.next(nil); err == io.EOF {
			return append([]zone{}, c.zones...), nil
		} else if err != nil {
			return nil, err
		}
	}
}
