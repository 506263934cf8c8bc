package pagerduty

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The encodings, by the names that people know them by.
const (
	encodingUTF8    = "UTF-8"
	encodingUTF16LE = "UTF-16 LE"
	encodingUTF16BE = "UTF-16 BE"
	encodingCP932   = "Shift_JIS (CP932)"
	encodingEUCJP   = "EUC-JP"
)

// A decoder makes UTF-8 of a text in any of the encodings. All but UTF-16 write ASCII as it is, so it passes that on and
// decides at the first character that is more; most files cost no look at other encodings. What is text in none of them
// ends it with a *FileError.
type decoder struct {
	in    io.Reader
	again func() (io.ReadCloser, error) // the bytes from their beginning, for a look ahead

	encoding string
	decided  bool
	out      io.Reader // makes UTF-8 of in; nil where in is UTF-8
	read     int64     // bytes taken of in
	tail     []byte    // the begin of a character that the next read completes
	ready    []byte    // decoded, for readers with little room
	wide     *int64    // bytes of a UTF-16 text
	err      error
}

// newDecoder looks at the first bytes of a text, which in is at, for a mark or for UTF-16.
func newDecoder(in io.Reader, head []byte, again func() (io.ReadCloser, error)) *decoder {
	d := &decoder{in: in, again: again, encoding: encodingUTF8}
	wide := func(name string, order unicode.Endianness, mark int64) {
		d.encoding, d.decided, d.wide = name, true, new(int64)
		io.CopyN(io.Discard, in, mark)
		d.out = transform.NewReader(&counter{in, d.wide}, unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder())
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		io.CopyN(io.Discard, in, 3)
		d.decided, d.read = true, 3
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		wide(encodingUTF16LE, unicode.LittleEndian, 2)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		wide(encodingUTF16BE, unicode.BigEndian, 2)
	default:
		switch nulls(head) {
		case 1:
			wide(encodingUTF16LE, unicode.LittleEndian, 0)
		case 0:
			wide(encodingUTF16BE, unicode.BigEndian, 0)
		}
	}
	return d
}

// nulls says at which places the bytes of a UTF-16 text without a mark are 0: at even ones (0: the high byte comes
// first), at odd ones (1), or −1 for a text that is no UTF-16.
func nulls(head []byte) int {
	head = head[:min(len(head), 4096)&^1]
	var n [2]int
	for i, c := range head {
		if c == 0 {
			n[i&1]++
		}
	}
	for i := range n {
		// A quarter of the characters at least is ASCII: separators, digits, ids.
		if n[1-i] == 0 && n[i] > 1 && n[i]*4 >= len(head)/2 {
			return i
		}
	}
	return -1
}

// A counter counts the bytes that pass.
type counter struct {
	io.Reader
	n *int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	*c.n += int64(n)
	return n, err
}

// little is the room below which the bytes of a character that is held back might fill p, so that nothing more is read.
const little = 64

func (d *decoder) Read(p []byte) (int, error) {
	if len(d.ready) > 0 {
		n := copy(p, d.ready)
		d.ready = d.ready[n:]
		return n, nil
	}
	if d.err != nil || len(p) == 0 {
		return 0, d.err
	}
	if len(p) < little {
		room := make([]byte, little)
		n, err := d.next(room)
		d.err, d.ready = err, room[:n]
		if n > 0 {
			return d.Read(p)
		}
		return 0, err
	}
	n, err := d.next(p)
	d.err = err
	return n, err
}

func (d *decoder) next(p []byte) (int, error) {
	if d.out != nil {
		return d.converted(p)
	}
	held := copy(p, d.tail)
	n, err := d.in.Read(p[held:])
	if !d.decided {
		if k := firstWide(p[:n]); k < n { // nothing is held before the decision
			if derr := d.decide(p[k:n], d.read+int64(k)); derr != nil {
				return 0, derr
			}
			if d.out != nil {
				d.chain(append([]byte(nil), p[k:n]...), err)
				if k > 0 {
					return k, nil
				}
				return d.converted(p)
			}
		}
	}
	d.read += int64(n)
	n += held
	d.tail = d.tail[:0]
	good := n
	if !utf8.Valid(p[:n]) {
		good = validPrefix(p[:n])
		if utf8.FullRune(p[good:n]) {
			return good, &FileError{Problem: NotText}
		}
		d.tail = append(d.tail, p[good:n]...)
	}
	if err == io.EOF && len(d.tail) > 0 {
		return good, &FileError{Problem: Cut}
	}
	return good, err
}

// chain lets the decoder go on with rest and then with in, whose last error was err.
func (d *decoder) chain(rest []byte, err error) {
	after := d.in
	if err != nil {
		after = failing{err}
	}
	var enc encoding.Encoding = japanese.ShiftJIS
	if d.encoding == encodingEUCJP {
		enc = japanese.EUCJP
	}
	d.out = transform.NewReader(io.MultiReader(bytes.NewReader(rest), after), enc.NewDecoder())
}

// failing is a reader that is over.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// converted passes on what another encoding became. Where that has the replacement character the bytes were none of the
// encoding's, but for UTF-16, where half a pair of surrogates stands in titles that somebody has cut.
func (d *decoder) converted(p []byte) (int, error) {
	held := copy(p, d.tail)
	d.tail = d.tail[:0]
	n, err := d.out.Read(p[held:])
	n += held
	if d.wide != nil {
		if err == io.EOF && *d.wide&1 == 1 {
			err = &FileError{Problem: Cut}
		}
		return n, err
	}
	const bad = "\uFFFD"
	i := bytes.Index(p[:n], []byte(bad))
	switch {
	case i < 0:
		return n, err
	case i+len(bad) == n && err == io.EOF:
		return i, &FileError{Problem: Cut} // the last byte of the file begins a character
	case i+len(bad) == n && err == nil:
		d.tail = append(d.tail, bad...)
		return i, nil
	}
	return i, &FileError{Problem: NotText}
}

// firstWide is the place of the first byte that is not ASCII; len(p) where there is none.
func firstWide(p []byte) int {
	i := 0
	for ; i+8 <= len(p); i += 8 {
		if (p[i]|p[i+1]|p[i+2]|p[i+3]|p[i+4]|p[i+5]|p[i+6]|p[i+7])&0x80 != 0 {
			break
		}
	}
	for i < len(p) && p[i] < 0x80 {
		i++
	}
	return i
}

// validPrefix is how many bytes of p come before the first that is no UTF-8.
func validPrefix(p []byte) int {
	i := 0
	for i < len(p) {
		r, n := utf8.DecodeRune(p[i:])
		if r == utf8.RuneError && n <= 1 {
			break
		}
		i += n
	}
	return i
}

// decide chooses the encoding by what follows the first character that is not ASCII, at offset of the file; rest is the
// part of it that was read. It looks at the rest of the file only as far as is needed to be sure.
func (d *decoder) decide(rest []byte, offset int64) error {
	d.decided = true
	var g guess
	g.look(rest)
	if !g.sure() {
		again, err := d.again()
		if err != nil {
			return err
		}
		defer again.Close()
		if _, err := io.CopyN(io.Discard, again, offset+int64(len(rest))); err != nil && err != io.EOF {
			return err
		}
		buf := make([]byte, bufferSize)
		for !g.sure() {
			n, err := again.Read(buf)
			g.look(buf[:n])
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
		}
	}
	d.encoding = g.encoding()
	if d.encoding != encodingUTF8 {
		d.out = failing{io.EOF} // chain puts the real one
	}
	return nil
}

// A guess counts what the bytes above ASCII would be in each encoding.
type guess struct {
	high int // bytes above ASCII

	tail     []byte // the begin of a UTF-8 character
	utf8     int    // bytes in characters of UTF-8 beyond ASCII
	utf8Bad  int
	sjisLead byte // the first byte of a pair that the next byte completes
	sjis     int  // pairs
	sjisBad  int
	alone    int // pairs that end in a letter and stand between letters: an accented letter of a western encoding
	before   byte
	pair     bool // the last byte ended a pair with a letter behind a letter
	euc      int
	eucBad   int
	eucNeed  int // bytes that the character still needs
	eucKana  int // pairs that are hiragana, katakana or signs
}

// sure says that more bytes would not change the encoding.
func (g *guess) sure() bool {
	return g.utf8Bad == 0 && g.utf8 >= 96 || g.utf8Bad > 0 && g.high >= 1<<16
}

func (g *guess) look(p []byte) {
	g.lookUTF8(p)
	for i := 0; i < len(p); i++ {
		c := p[i]
		if c < 0x80 && g.sjisLead == 0 && g.eucNeed == 0 && !g.pair {
			i += firstWide(p[i:]) - 1
			g.before = p[i]
			continue
		}
		if c >= 0x80 {
			g.high++
		}
		g.lookEUC(c)
		g.lookSJIS(c)
		g.before = c
	}
}

func (g *guess) lookUTF8(p []byte) {
	if len(g.tail) > 0 {
		p = append(g.tail, p...)
		g.tail = nil
	}
	for i := firstWide(p); i < len(p); {
		r, n := utf8.DecodeRune(p[i:])
		switch {
		case r == utf8.RuneError && n <= 1 && !utf8.FullRune(p[i:]):
			g.tail = append([]byte(nil), p[i:]...)
			return
		case r == utf8.RuneError && n <= 1:
			g.utf8Bad++
		case n > 1:
			g.utf8 += n
		}
		i += n
		if i < len(p) && p[i] < 0x80 {
			i += firstWide(p[i:])
		}
	}
}

func (g *guess) lookSJIS(c byte) {
	letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
	if g.pair {
		g.pair = false
		if letter || c == ' ' {
			g.alone++
		}
	}
	switch {
	case g.sjisLead != 0:
		lead := g.sjisLead
		g.sjisLead = 0
		if c < 0x40 || c == 0x7f || c > 0xfc {
			g.sjisBad++
			return
		}
		g.sjis++
		g.pair = letter && lead == 1
	case c < 0x80 || c >= 0xa1 && c <= 0xdf:
	case c >= 0x81 && c <= 0x9f || c >= 0xe0 && c <= 0xfc:
		g.sjisLead = 2
		if b := g.before; b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' {
			g.sjisLead = 1
		}
	default:
		g.sjisBad++
	}
}

func (g *guess) lookEUC(c byte) {
	switch {
	case g.eucNeed > 0:
		g.eucNeed--
		if c < 0xa1 || c > 0xfe {
			g.eucBad++
			g.eucNeed = 0
		} else if g.eucNeed == 0 {
			g.euc++
		}
	case c < 0x80:
	case c == 0x8e:
		g.eucNeed = 1
	case c == 0x8f:
		g.eucNeed = 2
	case c >= 0xa1 && c <= 0xfe:
		g.eucNeed = 1
		if c == 0xa1 || c == 0xa3 || c == 0xa4 || c == 0xa5 {
			g.eucKana++
		}
	default:
		g.eucBad++
	}
}

// encoding is the likeliest; UTF-8 where it is none, which the bytes then fail as.
func (g *guess) encoding() string {
	switch {
	case g.utf8Bad == 0 || g.utf8*10 >= g.high*9: // text in UTF-8 with a few damaged bytes is damaged
		return encodingUTF8
	case g.eucBad == 0 && g.euc > 0 && (g.sjisBad > 0 || g.eucKana*4 >= g.euc || g.sjis > 0):
		return encodingEUCJP // all its bytes lie above 0xA0, as no text in CP932 does but half-width katakana
	case g.sjisBad == 0 && g.sjis+g.high > 0 && g.alone*2 <= g.sjis:
		return encodingCP932
	}
	return encodingUTF8
}
