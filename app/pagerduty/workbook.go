package pagerduty

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A workbook is what an .xlsx file says outside of its sheets. It is read here and not by excelize, which the reports are
// written with, because that does not tell the kinds of cells when it reads row by row: whether an id was text or a
// number decides whether Excel has broken it.
type workbook struct {
	zip    *zip.Reader
	sheets []sheet
	shared arena
	long   map[int]bool // shared texts of more than maxField bytes
	styles []numberStyle
	from04 bool // days are counted from 1904
}

// A sheet is a sheet's name and the member that holds it.
type sheet struct{ name, part string }

// A numberStyle says how a style shows numbers, so far as it matters.
type numberStyle uint8

const (
	plainNumber numberStyle = iota
	dateNumber
	scientific
)

// maxShared is the most that the texts of a workbook come to.
const maxShared = 1 << 30

// openWorkbook reads what a workbook says of its sheets.
func openWorkbook(r io.ReaderAt, size int64) (*workbook, error) {
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	total := uint64(0)
	for _, m := range z.File {
		if m.UncompressedSize64 > maxUnpacked {
			return nil, errBomb
		}
		total += m.UncompressedSize64
	}
	if total > maxUnpacked || total > 16*freeUnpacked && total/maxRatio > uint64(size) {
		return nil, errBomb
	}
	if !isWorkbook(z) {
		return nil, errors.New("is no workbook")
	}
	w := &workbook{zip: z, long: map[int]bool{}}
	main, err := w.relations("_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	start := "xl/workbook.xml"
	for _, rel := range main {
		if strings.HasSuffix(rel.kind, "/officeDocument") {
			start = rel.target
		}
	}
	if strings.HasSuffix(start, ".bin") {
		return nil, &FileError{Problem: OldExcel}
	}
	rels, err := w.relations(path.Join(path.Dir(start), "_rels", path.Base(start)+".rels"), path.Dir(start))
	if err != nil {
		return nil, err
	}
	if err := w.readSheets(start, rels); err != nil {
		return nil, err
	}
	for _, rel := range rels {
		switch {
		case strings.HasSuffix(rel.kind, "/sharedStrings"):
			err = w.readShared(rel.target)
		case strings.HasSuffix(rel.kind, "/styles"):
			err = w.readStyles(rel.target)
		}
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// open opens a member; nil where there is none.
func (w *workbook) open(name string) (io.ReadCloser, *zip.File, error) {
	for _, m := range w.zip.File {
		if strings.EqualFold(m.Name, name) {
			r, err := m.Open()
			return r, m, err
		}
	}
	return nil, nil, nil
}

// each calls see for every tag of a member; there is none where the member is not there.
func (w *workbook) each(name string, see func(*xmlReader) error) error {
	r, m, err := w.open(name)
	if err != nil || r == nil {
		return err
	}
	defer r.Close()
	x := newXML(&packed{in: r, size: int64(m.CompressedSize64)})
	for {
		if err := x.next(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if err := see(x); err != nil {
			return err
		}
	}
}

type relation struct{ id, kind, target string }

func (w *workbook) relations(name, dir string) ([]relation, error) {
	var out []relation
	err := w.each(name, func(x *xmlReader) error {
		if x.name == "Relationship" && !x.end {
			target := x.attr("Target")
			if strings.HasPrefix(target, "/") {
				target = target[1:]
			} else {
				target = path.Join(dir, target)
			}
			out = append(out, relation{x.attr("Id"), x.attr("Type"), target})
		}
		return nil
	})
	return out, err
}

func (w *workbook) readSheets(start string, rels []relation) error {
	return w.each(start, func(x *xmlReader) error {
		switch {
		case x.name == "workbookPr" && !x.end:
			v := x.attr("date1904")
			w.from04 = v == "1" || v == "true"
		case x.name == "sheet" && !x.end:
			id := x.attr("id")
			for _, rel := range rels {
				if rel.id == id && strings.HasSuffix(rel.kind, "/worksheet") {
					w.sheets = append(w.sheets, sheet{x.attr("name"), rel.target})
				}
			}
		}
		return nil
	})
}

// readShared reads the texts that cells share. What stands in rPh is how a text is pronounced, and not part of it.
func (w *workbook) readShared(name string) error {
	inside, spoken, long := false, 0, false
	var text []byte
	return w.each(name, func(x *xmlReader) error {
		switch x.name {
		case "si":
			if !x.end {
				inside, long, text = true, false, text[:0]
			}
			if x.end || x.empty {
				if long {
					w.long[len(w.shared.ends)] = true
					text = text[:0]
				}
				w.shared.bytes = append(w.shared.bytes, cellText(text)...)
				w.shared.end()
				inside = false
			}
			if len(w.shared.bytes) > maxShared {
				return errBomb
			}
		case "rPh":
			if x.end {
				spoken = max(0, spoken-1)
			} else if !x.empty {
				spoken++
			}
		case "t":
			if x.end && inside && spoken == 0 {
				long = long || x.tooLong || len(text)+len(x.text) > maxField
				if !long {
					text = append(text, unescapeXML(x.text)...)
				}
			}
		}
		return nil
	})
}

// cellText is a text as it reads.
func cellText(s []byte) []byte {
	s = unescapeCell(s)
	if !utf8.Valid(s) {
		return []byte(strings.ToValidUTF8(string(s), "\uFFFD"))
	}
	return s
}

// readStyles reads which styles show days and which show powers of ten.
func (w *workbook) readStyles(name string) error {
	formats := map[int]numberStyle{}
	inside := false
	return w.each(name, func(x *xmlReader) error {
		switch x.name {
		case "numFmt":
			if !x.end {
				formats[x.number("numFmtId")] = formatStyle(x.attr("formatCode"))
			}
		case "cellXfs":
			inside = !x.end && !x.empty
		case "xf":
			if !inside || x.end || len(w.styles) > 1<<17 {
				break
			}
			id := x.number("numFmtId")
			s, ok := formats[id]
			if !ok {
				s = builtInStyle(id)
			}
			w.styles = append(w.styles, s)
		}
		return nil
	})
}

// builtInStyle is the style of a number format that files do not write out; 27 to 36 and 50 to 58 are Japanese dates.
func builtInStyle(id int) numberStyle {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return dateNumber
	case id == 11 || id == 48:
		return scientific
	}
	return plainNumber
}

// formatStyle is what a number format shows, by its letters outside of quotation marks and brackets.
func formatStyle(code string) numberStyle {
	var letters strings.Builder
	quoted := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return plainNumber
			}
			if in := strings.ToLower(code[i+1 : i+end]); strings.Trim(in, "hms") == "" && in != "" {
				return dateNumber
			}
			i += end
		default:
			letters.WriteByte(c)
		}
	}
	s := letters.String()
	switch {
	case strings.Contains(s, "E+") || strings.Contains(s, "E-"):
		return scientific
	case strings.EqualFold(s, "general"):
		return plainNumber
	case strings.ContainsAny(strings.ToLower(s), "ymdhs"):
		return dateNumber
	}
	return plainNumber
}

// instant is a serial day as a time without a zone, in whole seconds; false where it is none. Days are floating point:
// 9:05 is a hair less, so they are rounded to the millisecond first.
func (w *workbook) instant(serial float64) (string, bool) {
	if w.from04 {
		serial += 1462
	}
	if math.IsNaN(serial) || serial < 1 || serial > 2958465 {
		return "", false
	}
	ms := int64(math.Round(serial * 86400_000))
	at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(ms/1000) * time.Second)
	return at.Format("2006-01-02 15:04:05"), true
}

// column of a reference such as "AB12", from 0; −1 where it is none.
func columnOf(ref []byte) int {
	n := 0
	for _, c := range ref {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
		if n > 1<<20 {
			return -1
		}
	}
	return n - 1
}

// A cell is one cell of a sheet.
type cell struct {
	column int
	text   []byte
	number bool // it is a number, and text how the file writes it
	style  numberStyle
	long   bool
}

// A sheetReader reads a sheet row by row.
type sheetReader struct {
	book   *workbook
	in     io.Closer
	x      *xmlReader
	size   int64
	number int // of the last row
	cells  []cell
}

func (w *workbook) sheet(s sheet) (*sheetReader, error) {
	r, m, err := w.open(s.part)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, errors.New("a sheet is not there")
	}
	return &sheetReader{book: w, in: r, size: int64(m.UncompressedSize64),
		x: newXML(&packed{in: r, size: max(int64(m.CompressedSize64), freeUnpacked)})}, nil
}

// row reads the next row that has a cell, into cells. The error is io.EOF behind the last.
func (r *sheetReader) row() error {
	x := r.x
	r.cells = r.cells[:0]
	inside := false
	for {
		if err := x.next(); err != nil {
			if err == io.EOF && inside {
				return io.ErrUnexpectedEOF
			}
			return err
		}
		switch x.name {
		case "row":
			if x.end || x.empty {
				if inside && len(r.cells) > 0 {
					return nil
				}
				inside = false
				if x.empty {
					r.count()
				}
				continue
			}
			inside = true
			r.count()
		case "c":
			if inside && !x.end {
				if err := r.cell(); err != nil {
					return err
				}
			}
		}
	}
}

func (r *sheetReader) count() {
	r.number++
	if n := r.x.number("r"); n > 0 {
		r.number = n
	}
}

// cell reads a cell behind the beginning of its tag.
func (r *sheetReader) cell() error {
	x := r.x
	c := cell{column: columnOf(x.rawAttr("r"))}
	if c.column < 0 {
		c.column = 0
		if n := len(r.cells); n > 0 {
			c.column = r.cells[n-1].column + 1
		}
	}
	kind := string(x.rawAttr("t"))
	if s := x.number("s"); s >= 0 && s < len(r.book.styles) {
		c.style = r.book.styles[s]
	}
	if x.empty {
		return nil
	}
	var value []byte
	spoken := 0
	for {
		if err := x.next(); err != nil {
			if err == io.EOF {
				return io.ErrUnexpectedEOF
			}
			return err
		}
		switch {
		case x.name == "c" && x.end:
			r.put(c, kind, value)
			return nil
		case x.name == "rPh" && !x.empty:
			if spoken++; x.end {
				spoken -= 2
			}
		case x.end && (x.name == "v" || x.name == "t" && kind == "inlineStr" && spoken <= 0):
			if c.long = c.long || x.tooLong || len(value)+len(x.text) > maxField; !c.long {
				value = append(value, unescapeXML(x.text)...)
			}
		}
	}
}

// put keeps a cell that is not empty.
func (r *sheetReader) put(c cell, kind string, value []byte) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(string(value)))
		if err != nil || i < 0 || i >= len(r.book.shared.ends) {
			return
		}
		c.text, c.long = r.book.shared.cell(i), r.book.long[i]
	case "inlineStr", "str":
		c.text = cellText(value)
	case "e":
		return // #N/A and the like: unknown
	case "b":
		c.text = []byte(map[bool]string{true: "true", false: "false"}[string(value) == "1"])
	case "d":
		c.text = value
	default:
		c.text, c.number = value, true
	}
	if len(c.text) > 0 || c.long {
		r.cells = append(r.cells, c)
	}
}

func (r *sheetReader) close() { r.in.Close() }
