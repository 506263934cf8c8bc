package xlsx

import (
	"bufio"
	"encoding/xml"
	"io"
	"math"
	"strconv"
	"strings"

	"furikaeri/report"
)

// A rowWriter writes a Data table's rows into its sheet's part: tens of thousands of plain cells, for which excelize's
// stream writer takes five times as long, and which would all be in memory before they are packed.
type rowWriter struct {
	rows           [][]report.Value
	letters        []string // of the columns
	words, figures []string // the numbers of the columns' styles, for texts and for numbers
	first          int      // the rows' first on the sheet
}

// write writes all rows.
func (r *rowWriter) write(to io.Writer) error {
	w := bufio.NewWriterSize(to, 1<<16)
	var number []byte
	for i, row := range r.rows {
		at := strconv.Itoa(r.first + i)
		w.WriteString(`<row r="`)
		w.WriteString(at)
		w.WriteString(`">`)
		for c, v := range row[:min(len(row), len(r.letters))] {
			switch {
			case known(v.Number):
				number = appendNumber(number[:0], *v.Number)
				r.begin(w, c, at, r.figures[c])
				w.WriteString(`><v>`)
				w.Write(number)
				w.WriteString(`</v></c>`)
			case v.Text != "":
				r.begin(w, c, at, r.words[c])
				w.WriteString(` t="inlineStr"><is><t`)
				writeText(w, v.Text)
				w.WriteString(`</t></is></c>`)
			}
		}
		w.WriteString(`</row>`)
	}
	return w.Flush() // gives the error of any write before
}

func (r *rowWriter) begin(w *bufio.Writer, column int, row, style string) {
	w.WriteString(`<c r="`)
	w.WriteString(r.letters[column])
	w.WriteString(row)
	w.WriteString(`" s="`)
	w.WriteString(style)
	w.WriteByte('"')
}

// appendNumber adds n to the last digit that it has.
func appendNumber(to []byte, n float64) []byte {
	if math.Abs(n) >= 1e15 {
		return strconv.AppendFloat(to, n, 'E', -1, 64)
	}
	return strconv.AppendFloat(to, n, 'f', -1, 64)
}

// writeText writes the end of a text's tag and the text as a cell can hold it.
func writeText(w *bufio.Writer, s string) {
	if bare(s) {
		w.WriteByte('>')
		w.WriteString(s)
		return
	}
	s, _ = cut(clean(s), maxCell)
	if s != strings.TrimSpace(s) {
		w.WriteString(` xml:space="preserve"`)
	}
	w.WriteByte('>')
	for at := strings.Index(s, "_x"); at >= 0; at = strings.Index(s, "_x") { // "_x0041_" would be read as "A"
		writeEscaped(w, s[:at])
		if coded(s[at:]) {
			w.WriteString("_x005F")
		}
		w.WriteString("_x")
		s = s[at+len("_x"):]
	}
	writeEscaped(w, s)
}

// writeEscaped writes s as XML, its lines as lines. w keeps its errors until it is flushed.
func writeEscaped(w *bufio.Writer, s string) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			w.WriteByte('\n')
		}
		xml.EscapeText(w, []byte(line))
	}
}

// bare says whether s can stand in a cell as it is: most texts can. It may miss some.
func bare(s string) bool {
	if len(s) > maxCell || s == "" || s[0] == ' ' || s[len(s)-1] == ' ' {
		return false
	}
	before := byte(0)
	for i := range len(s) {
		b := s[i]
		switch {
		case b < ' ', b == 0x7F, b == '<', b == '>', b == '&', b == '"', b == '\'', b == 'x' && before == '_':
			return false
		}
		before = b
	}
	return !dirty(s)
}

// coded says whether s begins like a character that is written as its number, "_x0041_".
func coded(s string) bool {
	const length = len("_x0041_")
	return len(s) >= length && s[length-1] == '_' && strings.Trim(s[2:length-1], "0123456789ABCDEFabcdef") == ""
}
