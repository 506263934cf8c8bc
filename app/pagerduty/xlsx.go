package pagerduty

import (
	"archive/zip"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
)

// headerRows is how many rows of a sheet are looked at for a header: people write a title above their tables.
const headerRows = 20

// sheetRows are the rows of a workbook: those of all sheets that have a header with what an incident needs, one sheet
// after the other.
type sheetRows struct {
	file    *File
	book    *workbook
	place   int // of the sheet in book.sheets
	sheet   *sheetReader
	columns []field // by column; ignored = not kept
	slots   []int   // by column: place among the kept ones; −1 = not kept
	row     [][]byte
	scratch []byte
	several bool // rows of more than one sheet were read
}

// workbook finds the first table of incidents in a workbook.
func (f *File) workbook(raw io.Reader) error {
	at, size, err := f.src.bytesAt(raw)
	if err != nil {
		return err
	}
	f.kind = KindXLSX
	book, err := openWorkbook(at, size)
	if err != nil {
		return badWorkbook(err)
	}
	r := &sheetRows{file: f, book: book}
	f.rows = r
	if found, err := r.find(0); err != nil || found {
		return err
	}
	// No sheet has a table of incidents: say what the first row that there is lacks.
	for _, s := range book.sheets {
		if first, err := r.first(s); err != nil {
			return err
		} else if first {
			return nil
		}
	}
	return &FileError{Problem: Empty}
}

// badWorkbook is the *FileError of a workbook that cannot be read.
func badWorkbook(err error) error {
	var bad *FileError
	switch {
	case errors.As(err, &bad):
		return bad
	case errors.Is(err, errBomb):
		return &FileError{Problem: Bomb, Err: err}
	case errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF):
		return &FileError{Problem: Damaged, Detail: err.Error(), Err: err}
	}
	return &FileError{Problem: BadWorkbook, Detail: cause(err), Err: err}
}

// find goes to the first sheet, from the given one on, that has a header of incidents.
func (r *sheetRows) find(place int) (bool, error) {
	for ; place < len(r.book.sheets); place++ {
		s, err := r.book.sheet(r.book.sheets[place])
		if err != nil {
			return false, badWorkbook(err)
		}
		for range headerRows {
			err := s.row()
			if err == io.EOF {
				break
			}
			if err != nil {
				s.close()
				return false, badWorkbook(err)
			}
			names := rowNames(s)
			var m Mapping
			if r.file.options.Mapping != nil {
				m, _ = r.file.options.Mapping(names)
			}
			if h := match(names, m); len(h.missing()) == 0 {
				r.enter(place, s, h)
				return true, nil
			}
		}
		s.close()
	}
	return false, nil
}

// first goes to a sheet's first row, whatever it is.
func (r *sheetRows) first(s sheet) (bool, error) {
	in, err := r.book.sheet(s)
	if err != nil {
		return false, badWorkbook(err)
	}
	if err := in.row(); err == io.EOF {
		in.close()
		return false, nil
	} else if err != nil {
		in.close()
		return false, badWorkbook(err)
	}
	r.file.setHeader(rowNames(in))
	r.enter(len(r.book.sheets), in, *r.file.header)
	return true, nil
}

// rowNames are the cells of a row as names of columns.
func rowNames(s *sheetReader) []string {
	var names []string
	for _, c := range s.cells {
		if c.column >= 1<<16 {
			continue
		}
		for len(names) <= c.column {
			names = append(names, "")
		}
		names[c.column] = strings.TrimSpace(string(c.text))
	}
	return names
}

func (r *sheetRows) enter(place int, s *sheetReader, h header) {
	if r.sheet != nil {
		r.sheet.close()
		r.several = true
	}
	r.place, r.sheet = place, s
	r.file.header = &h
	r.keep(h.keep())
}

// keep sets the columns whose cells are kept.
func (r *sheetRows) keep(columns []bool) {
	h := r.file.header
	r.columns, r.slots = make([]field, len(columns)), make([]int, len(columns))
	for _, f := range h.kept {
		r.columns[h.at[f]] = f
	}
	n := 0
	for i, k := range columns {
		if r.slots[i] = -1; k {
			r.slots[i] = n
			n++
		}
	}
	r.row = make([][]byte, n)
}

func (r *sheetRows) next(b *Batch) error {
	f := r.file
	err := r.sheet.row()
	if err == io.EOF {
		found, err := r.find(r.place + 1)
		if err != nil {
			return err
		}
		if !found {
			return io.EOF
		}
		return errTurn
	}
	if err != nil {
		return badWorkbook(err)
	}
	clear(r.row)
	r.scratch = r.scratch[:0]
	empty, problem := true, Problem("")
	for _, c := range r.sheet.cells {
		if c.long {
			problem, empty = TooLong, false
			continue
		}
		if c.column >= len(r.slots) || r.slots[c.column] < 0 {
			continue
		}
		text, err := r.text(c)
		if err != nil {
			return err
		}
		empty = empty && len(strings.TrimSpace(string(text))) == 0
		r.row[r.slots[c.column]] = text
	}
	if empty {
		return nil
	}
	f.row++
	if r.several {
		b.name = f.Name + ": " + cleanName(r.book.sheets[r.place].name)
	}
	if problem != "" {
		f.refuse(b, r.sheet.number, problem, "")
		return nil
	}
	for _, text := range r.row {
		b.cells.bytes = append(b.cells.bytes, text...)
		b.cells.end()
	}
	b.lines = append(b.lines, r.sheet.number)
	b.rows = append(b.rows, f.row)
	return nil
}

// text is a cell as a text table would write it. The error is that of a file whose ids Excel has made numbers of.
func (r *sheetRows) text(c cell) ([]byte, error) {
	f := r.columns[c.column]
	if !c.number {
		if f == fID && rounded(string(c.text)) {
			return nil, r.excelIDs(c)
		}
		return c.text, nil
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(string(c.text)), 64)
	if err != nil || math.IsInf(x, 0) {
		return c.text, nil
	}
	switch f {
	case fID, fNumber:
		// Beyond 15 digits Excel keeps zeros, and what it shows as a power of ten or a day was never a number.
		if c.style != plainNumber || math.Abs(x) >= 1e15 || f == fID && x != math.Trunc(x) {
			return nil, r.excelIDs(c)
		}
		return r.made(strconv.FormatFloat(x, 'f', -1, 64)), nil
	case fCreated, fAcknowledged, fResolved, fUpdated:
		if s, ok := r.book.instant(x); ok {
			return r.made(s), nil
		}
	case fSecondsToAck, fSecondsToResolve, fEngaged, fEffort, fSnoozed:
		if c.style == dateNumber { // a length of time, in days
			return r.made(strconv.FormatFloat(math.Round(x*86400)/float64(r.file.header.scale[f]), 'f', -1, 64)), nil
		}
	default:
		if s, ok := r.book.instant(x); ok && c.style == dateNumber {
			return r.made(s), nil
		}
	}
	return c.text, nil
}

// made keeps a text that was made of a number, until the row is over.
func (r *sheetRows) made(s string) []byte {
	n := len(r.scratch)
	r.scratch = append(r.scratch, s...)
	return r.scratch[n:]
}

func (r *sheetRows) excelIDs(c cell) error {
	return &FileError{Line: r.sheet.number, Problem: ExcelIDs, Detail: short(string(c.text))}
}

func (r *sheetRows) end(*Batch) error {
	r.sheet.close()
	return nil
}

// part is how much of the sheet was read.
func (r *sheetRows) part() float64 { return float64(r.sheet.x.read) / float64(max(1, r.sheet.size)) }
