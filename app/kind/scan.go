package kind

import "unicode/utf8"

// What a byte can be. Bytes beyond ASCII are nothing of these.
const (
	isDigit = 1 << iota // 0-9
	isHex               // 0-9A-Fa-f
	isAlnum             // 0-9A-Za-z
	isWord              // 0-9A-Za-z_, what \b looks at
	isLabel             // 0-9A-Za-z_-, the inside of a host's label
	isBlank             // U+0000-U+0020 and U+007F
)

// class says what each byte is.
var class = func() (t [256]uint8) {
	for c := range 0x80 {
		switch {
		case c >= '0' && c <= '9':
			t[c] = isDigit | isHex | isAlnum | isWord | isLabel
		case c >= 'A' && c <= 'F', c >= 'a' && c <= 'f':
			t[c] = isHex | isAlnum | isWord | isLabel
		case c >= 'G' && c <= 'Z', c >= 'g' && c <= 'z':
			t[c] = isAlnum | isWord | isLabel
		case c == '_':
			t[c] = isWord | isLabel
		case c == '-':
			t[c] = isLabel
		case c <= 0x20, c == 0x7F:
			t[c] = isBlank
		}
	}
	return t
}()

// appendTokens appends the text of a kind to out: in with its blanks joined, its changing parts replaced, cut to
// maxRunes code points. in is valid UTF-8 in NFKC. Blanks are joined in the same pass: no token holds one, and to \b
// one blank is as good as many.
func appendTokens(out, in []byte) []byte {
	runes := 0      // code points in out
	blank := false  // a space is due before the next character
	inWord := false // in[i-1] is a word character
	first := len(out)
	for i := 0; i < len(in); {
		c := in[i]
		is := class[c]
		size := 1
		if c >= utf8.RuneSelf {
			size = sizeOf(c)
			if isWideBlank(in[i : i+size]) {
				is = isBlank
			}
		}
		if is&isBlank != 0 {
			blank = len(out) > first
			inWord = false
			i += size
			continue
		}
		if blank && runes < maxRunes {
			blank = false
			out = append(out, ' ')
			runes++
		}
		if runes == maxRunes {
			return out
		}

		end, token := 0, ""
		if is&isAlnum != 0 && (!inWord || is&isDigit != 0) {
			end, token = tokenAt(in, i, !inWord)
		}
		if end == 0 {
			end = i + size
			inWord = is&isWord != 0
			runes++
			for inWord && end < len(in) && runes < maxRunes && class[in[end]]&(isWord|isDigit) == isWord {
				end++ // only a digit begins a token inside a word
				runes++
			}
			out = append(out, in[i:end]...)
			i = end
			continue
		}
		token = token[:min(len(token), maxRunes-runes)]
		out = append(out, token...)
		runes += len(token)
		inWord = class[in[end-1]]&isWord != 0
		i = end
	}
	return out
}

// sizeOf is the length of the character beyond ASCII that begins with c, in valid UTF-8.
func sizeOf(c byte) int {
	switch {
	case c < 0xE0:
		return 2
	case c < 0xF0:
		return 3
	}
	return 4
}

// isWideBlank reports whether the character c is one of U+0080–U+00A0, U+2028 and U+2029.
func isWideBlank(c []byte) bool {
	if len(c) == 2 {
		return c[0] == 0xC2 && c[1] <= 0xA0
	}
	return c[0] == 0xE2 && c[1] == 0x80 && (c[2] == 0xA8 || c[2] == 0xA9)
}

// tokenAt is the end and the name of the token that begins at i, or end 0 if none does. in[i] is a letter or a digit
// and begins a word if boundary says so.
func tokenAt(in []byte, i int, boundary bool) (end int, token string) {
	is := class[in[i]]
	if is&isDigit != 0 {
		if end := addressEnd(in, i); end > 0 {
			return end, "<ip>"
		}
	}
	if boundary {
		if end := uuidEnd(in, i); end > 0 {
			return end, "<hex>"
		}
		if end := hostEnd(in, i); end > 0 {
			return end, "<host>"
		}
		end, digits := hexEnd(in, i)
		if digits {
			return end, "<n>"
		}
		if end > 0 {
			return end, "<hex>"
		}
	}
	if is&isDigit != 0 {
		return numberEnd(in, i), "<n>"
	}
	return 0, ""
}

// addressEnd is the end of \d{1,3}(?:\.\d{1,3}){3} at i, 0 if it does not match.
func addressEnd(in []byte, i int) int {
	for part := 0; ; part++ {
		j := i
		for j < len(in) && j < i+3 && class[in[j]]&isDigit != 0 {
			j++
		}
		if j == i {
			return 0
		}
		if part == 3 {
			return j
		}
		if j == len(in) || in[j] != '.' {
			return 0
		}
		i = j + 1
	}
}

// uuidEnd is the end of [0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b at i, 0 if it does not match.
func uuidEnd(in []byte, i int) int {
	const length = 36
	if len(in)-i < length || in[i+8] != '-' {
		return 0
	}
	for k := range length {
		c := in[i+k]
		if k == 8 || k == 13 || k == 18 || k == 23 {
			if c != '-' {
				return 0
			}
			continue
		}
		if class[c]&isHex == 0 {
			return 0
		}
	}
	if end := i + length; end == len(in) || class[in[end]]&isWord == 0 {
		return end
	}
	return 0
}

// hostEnd is the end of the host name that begins at the letter or digit i, 0 if none does.
//
// Labels are joined by single dots. An expression that goes back over them ends at the last dot after which a whole
// word is a top-level domain; a "-" ends that word too, so that "a.com-b" is a host and "-b". In "a-a-a-…" every part is
// read again from each "-" on: at most 200 times, since a kind is cut there.
func hostEnd(in []byte, i int) (end int) {
	for {
		for i < len(in) && class[in[i]]&isLabel != 0 {
			i++
		}
		if i == len(in) || in[i] != '.' {
			return end
		}
		i++
		j := i
		for j < len(in) && class[in[j]]&isWord != 0 {
			j++
		}
		if isDomain(in[i:j]) {
			end = j
		}
		if i == len(in) || class[in[i]]&isLabel == 0 {
			return end
		}
		i = j
	}
}

// isDomain reports whether word is one of the top-level domains that make a host.
func isDomain(word []byte) bool {
	switch string(word) {
	case "com", "net", "org", "jp", "io", "dev", "cloud", "local", "internal", "lan", "corp", "localdomain", "info", "biz":
		return true
	}
	return false
}

// hexEnd is the end of [0-9A-Fa-f]{8,}\b at i and whether it has digits only, 0 and false if it does not match.
func hexEnd(in []byte, i int) (end int, digits bool) {
	digits = true
	j := i
	for j < len(in) && class[in[j]]&isHex != 0 {
		digits = digits && class[in[j]]&isDigit != 0
		j++
	}
	if j-i < 8 || j < len(in) && class[in[j]]&isWord != 0 {
		return 0, false
	}
	return j, digits
}

// numberEnd is the end of \d+(?:[.,]\d+)* at i, where a digit stands.
func numberEnd(in []byte, i int) int {
	for {
		for i < len(in) && class[in[i]]&isDigit != 0 {
			i++
		}
		if i+1 >= len(in) || in[i] != '.' && in[i] != ',' || class[in[i+1]]&isDigit == 0 {
			return i
		}
		i++
	}
}
