// Package pagerduty reads what PagerDuty gives: exported files now, into a stream of incident.Reading. A row that cannot
// be read is a Refusal with its place; a file that is no incident file at all is a *FileError, and nothing of it goes in.
// app hands what it reads to derive and store.
package pagerduty

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Problem is the reason for a refusal: the tail of a key of the word catalogue ("refused.<problem>").
type Problem string

// The problems of files and rows.
const (
	NotFound     Problem = "not_found"     // the file cannot be opened
	Empty        Problem = "empty"         // no byte, or a header and no row
	NotText      Problem = "not_text"      // no UTF-8, or binary
	UTF16        Problem = "utf16"         // UTF-16
	NoIncidents  Problem = "no_incidents"  // the header lacks what an incident needs
	Cut          Problem = "cut"           // ends inside a character, a quoted field or a row
	ExcelIDs     Problem = "excel_ids"     // ids like 1.00E+10: Excel saved it again
	Changed      Problem = "changed"       // the file changed while it was read
	Unreadable   Problem = "unreadable"    // the disk gave an error
	MissingID    Problem = "missing_id"    // a row without id and number
	MissingTime  Problem = "missing_time"  // a row without trigger time
	BadTime      Problem = "bad_time"      // a cell that is no time
	BadNumber    Problem = "bad_number"    // a cell that is no number
	BadQuote     Problem = "bad_quote"     // a stray quotation mark
	WrongColumns Problem = "wrong_columns" // a row with too many or too few cells
	FarTime      Problem = "far_time"      // a trigger before 2000 or after 2100
	AllRefused   Problem = "all_refused"   // no row of the file could be read
)

// A FileError says why nothing of a file went in. Line is 0 where it concerns the whole file.
type FileError struct {
	File    string
	Line    int
	Problem Problem
	Detail  string // the missing columns, the system's error
	Err     error
}

func (e *FileError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s %s", e.File, e.Line, e.Problem, e.Detail)
	}
	return fmt.Sprintf("%s: %s %s", e.File, e.Problem, e.Detail)
}

// Unwrap is the cause, if there is one.
func (e *FileError) Unwrap() error { return e.Err }

// A Refusal is a row that was left out.
type Refusal struct {
	File    string
	Line    int
	Column  string // "" where it concerns the whole row
	Problem Problem
	Value   string // the offending cell, at most 80 characters
}

// Options say what a file does not say of itself.
type Options struct {
	Account string         // identity is account and id
	Local   *time.Location // the zone of times that name none
	// Progress is told the bytes read so far; nil for nobody.
	Progress func(read, size int64)
}

// batchRows is how many rows a Batch has at most: what one chunk of the store takes.
const batchRows = 2048

// A File is an export that has been recognised and can be read once, from its first row to its last.
type File struct {
	Name    string // as the person gave it, base name
	Size    int64
	options Options
	header  header
	os      *os.File
	hash    hash.Hash
	valid   *validator
	csv     *csv.Reader
	mark    int64 // bytes of the byte order mark, which csv does not see
	row     int64
	done    bool
	changed time.Time
}

// Open recognises an export by its content. The error is a *FileError.
func Open(path string, o Options) (*File, error) {
	name := filepath.Base(path)
	fail := func(p Problem, detail string, err error) (*File, error) {
		return nil, &FileError{File: name, Problem: p, Detail: detail, Err: err}
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(NotFound, cause(err), err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("is a directory")
	}
	if err != nil {
		f.Close()
		return fail(NotFound, cause(err), err)
	}
	in := &File{Name: name, Size: info.Size(), options: o, os: f, hash: sha256.New(), changed: info.ModTime()}
	if err := in.begin(); err != nil {
		f.Close()
		return nil, err
	}
	return in, nil
}

// cause is the system's own words for err, without the path, which the sentence names already.
func cause(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// begin reads the header.
func (f *File) begin() error {
	f.valid = &validator{in: io.TeeReader(f.os, f.hash), line: 1}
	b := bufio.NewReaderSize(f.valid, 1<<18)
	head, err := b.Peek(1 << 16)
	if f.valid.bad != nil {
		return f.fail(f.valid.bad) // before garbage is taken for a header that lacks columns
	}
	if err != nil && err != io.EOF {
		return f.fail(err)
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return &FileError{File: f.Name, Problem: Empty}
	}
	if mark := "\xef\xbb\xbf"; bytes.HasPrefix(head, []byte(mark)) {
		f.mark = int64(len(mark))
		f.valid.skip(f.mark)
		b.Discard(len(mark))
		head = head[len(mark):]
	}
	f.csv = csv.NewReader(b)
	f.csv.Comma = separator(head)
	f.csv.ReuseRecord = true
	f.csv.FieldsPerRecord = -1
	names, err := f.csv.Read()
	if err != nil {
		var p *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return &FileError{File: f.Name, Problem: Empty}
		case errors.As(err, &p) && !f.unclosed(p): // JSON, say
			return &FileError{File: f.Name, Problem: NoIncidents, Detail: strings.Join(match(nil).missing(), ", "), Err: err}
		}
		return f.fail(err)
	}
	f.header = match(append([]string(nil), names...))
	if m := f.header.missing(); len(m) > 0 {
		return &FileError{File: f.Name, Problem: NoIncidents, Detail: strings.Join(m, ", ")}
	}
	return nil
}

// separator is the one of comma, tab and semicolon that the first line has most of.
func separator(head []byte) rune {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, "\r\n"), []byte("\n"))
	best, n := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{'\t', ';'} {
		if k := bytes.Count(line, []byte(string(c))); k > n {
			best, n = c, k
		}
	}
	return best
}

// fail turns a read error into a *FileError.
func (f *File) fail(err error) error {
	var bad *FileError
	if errors.As(err, &bad) {
		bad.File = f.Name
		return bad
	}
	var p *csv.ParseError
	if errors.As(err, &p) {
		return &FileError{File: f.Name, Line: p.StartLine, Problem: Cut, Err: err}
	}
	return &FileError{File: f.Name, Problem: Unreadable, Detail: cause(err), Err: err}
}

// Next is the next rows, or io.EOF after the last. Any other error is a *FileError, and what was read of the file must
// be thrown away. One goroutine at a time.
func (f *File) Next(ctx context.Context) (*Batch, error) {
	if f.done {
		return nil, io.EOF
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b := &Batch{file: f, width: len(f.header.names)}
	rest := max(0, f.Size-f.offset()) // a cell takes a byte at least, were it only the separator
	b.cells = make([]string, 0, min(batchRows*int64(b.width), rest))
	for len(b.lines) < batchRows {
		record, err := f.csv.Read()
		if err == io.EOF {
			if err := f.end(b); err != nil {
				return nil, err
			}
			break
		}
		if err != nil {
			if stop := f.badRecord(b, err); stop != nil {
				return nil, stop
			}
			continue
		}
		if err := f.add(b, record); err != nil {
			return nil, err
		}
	}
	if f.options.Progress != nil {
		f.options.Progress(f.offset(), f.Size)
	}
	return b, nil
}

// add puts a record into b, or its refusal. The error is a *FileError: the file was saved again by Excel.
func (f *File) add(b *Batch, record []string) error {
	b.last = nil
	if len(record) == 1 && record[0] == "" {
		return nil // a line with nothing but quotation marks is as blank as an empty one
	}
	f.row++
	line, _ := f.csv.FieldPos(0)
	if len(record) != b.width {
		r := Refusal{File: f.Name, Line: line, Problem: WrongColumns, Value: fmt.Sprintf("%d/%d", len(record), b.width)}
		b.refused = append(b.refused, r)
		b.last = &r
		return nil
	}
	for _, id := range [...]field{fID, fNumber} {
		if i := f.header.at[id]; i >= 0 && rounded(record[i]) {
			return &FileError{File: f.Name, Line: line, Problem: ExcelIDs, Detail: short(record[i])}
		}
	}
	b.lines = append(b.lines, line)
	b.rows = append(b.rows, f.row)
	b.cells = append(b.cells, record...)
	return nil
}

// rounded says whether a spreadsheet has made a number such as 1.00E+10 of an id: which one it was is lost, and others
// have become the same.
func rounded(id string) bool {
	id = strings.TrimSpace(id)
	mantissa, exponent, ok := strings.Cut(id, "+")
	if !ok || len(mantissa) < 2 {
		return false
	}
	last := len(mantissa) - 1
	if mantissa[last] != 'E' && mantissa[last] != 'e' {
		return false
	}
	whole, fraction, _ := strings.Cut(mantissa[:last], ".")
	for _, s := range [...]string{whole + fraction, exponent} {
		if _, ok := digits(s); !ok || s == "" {
			return false
		}
	}
	return true
}

// badRecord refuses a row with a stray quotation mark. A quotation mark that never closes has swallowed the rest of the
// file: the file is cut.
func (f *File) badRecord(b *Batch, err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return f.fail(err)
	}
	if f.unclosed(p) {
		return &FileError{File: f.Name, Line: p.StartLine, Problem: Cut, Err: err}
	}
	f.row++
	b.last = nil
	b.refused = append(b.refused, Refusal{File: f.Name, Line: p.StartLine, Problem: BadQuote})
	return nil
}

// unclosed says whether the file ended inside a quoted field. csv has one error for that and for text after a closing
// quotation mark; it places the first behind the end of the file's last line, the second on the mark.
func (f *File) unclosed(p *csv.ParseError) bool {
	atEnd := f.valid.ended && f.offset() >= f.valid.read
	return atEnd && errors.Is(p.Err, csv.ErrQuote) && int64(p.Column) > f.valid.lastLine()
}

// offset is how many bytes of the file were understood.
func (f *File) offset() int64 { return f.mark + f.csv.InputOffset() }

// end checks that the file is whole.
func (f *File) end(b *Batch) error {
	f.done = true
	if b.last != nil && f.valid.last != '\n' {
		return &FileError{File: f.Name, Line: b.last.Line, Problem: Cut}
	}
	if f.row == 0 {
		return &FileError{File: f.Name, Problem: Empty}
	}
	info, err := f.os.Stat()
	if err != nil || !info.ModTime().Equal(f.changed) || info.Size() != f.Size {
		return &FileError{File: f.Name, Problem: Changed, Err: err}
	}
	return nil
}

// Rows is how many data rows were read so far, refused ones included.
func (f *File) Rows() int64 { return f.row }

// SHA256 is the hex digest of the file's bytes, once it is read to its end.
func (f *File) SHA256() string { return hex.EncodeToString(f.hash.Sum(nil)) }

// Columns is how many of the file's columns are understood, and how many it has.
func (f *File) Columns() (known, all int) { return f.header.known(), len(f.header.names) }

// Close lets go of the file.
func (f *File) Close() error { return f.os.Close() }
