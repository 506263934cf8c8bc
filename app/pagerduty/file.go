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
	"unicode/utf8"
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
	Cut          Problem = "cut"           // ends inside a quoted field or a row
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
	if err != nil && err != io.EOF {
		return f.fail(err)
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return &FileError{File: f.Name, Problem: Empty}
	}
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return &FileError{File: f.Name, Problem: UTF16}
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		b.Discard(3)
		head = head[3:]
	}
	f.csv = csv.NewReader(b)
	f.csv.Comma = separator(head)
	f.csv.ReuseRecord = true
	f.csv.FieldsPerRecord = -1
	names, err := f.csv.Read()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return &FileError{File: f.Name, Problem: Empty}
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
	line, _, _ := bytes.Cut(head, []byte("\n"))
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
	b := &Batch{file: f, first: f.row + 1, width: len(f.header.names)}
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
		f.add(b, record)
	}
	if f.options.Progress != nil {
		f.options.Progress(f.csv.InputOffset(), f.Size)
	}
	return b, nil
}

// add puts a record into b, or its refusal.
func (f *File) add(b *Batch, record []string) {
	f.row++
	line, _ := f.csv.FieldPos(0)
	b.last = nil
	if len(record) != b.width {
		blank := len(record) == 1 && record[0] == ""
		r := Refusal{File: f.Name, Line: line, Problem: WrongColumns, Value: fmt.Sprintf("%d/%d", len(record), b.width)}
		if !blank {
			b.refused = append(b.refused, r)
			b.last = &r
		}
		return
	}
	b.lines = append(b.lines, line)
	b.rows = append(b.rows, f.row)
	b.cells = append(b.cells, record...)
}

// badRecord refuses a row with a stray quotation mark. A quotation mark that never closes has swallowed the rest of the
// file: the file is cut.
func (f *File) badRecord(b *Batch, err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return f.fail(err)
	}
	if errors.Is(p.Err, csv.ErrQuote) && f.atEnd() {
		return &FileError{File: f.Name, Line: p.StartLine, Problem: Cut, Err: err}
	}
	f.row++
	b.refused = append(b.refused, Refusal{File: f.Name, Line: p.StartLine, Problem: BadQuote})
	return nil
}

func (f *File) atEnd() bool { return f.valid.ended && f.csv.InputOffset() >= f.valid.read }

// end checks that the file is whole.
func (f *File) end(b *Batch) error {
	f.done = true
	if b.last != nil && !f.valid.newline {
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

// A validator passes bytes on and refuses what is no UTF-8 text: another encoding would go in as garbage.
type validator struct {
	in      io.Reader
	line    int
	read    int64
	ended   bool
	newline bool   // the last byte was a line feed
	tail    []byte // the begin of a character that the next read completes
}

func (v *validator) Read(p []byte) (int, error) {
	n, err := v.in.Read(p)
	if n > 0 {
		v.read += int64(n)
		v.newline = p[n-1] == '\n'
		if bad := v.check(p[:n]); bad != nil {
			return n, bad
		}
	}
	if err == io.EOF {
		v.ended = true
		if len(v.tail) > 0 {
			return n, &FileError{Line: v.line, Problem: NotText}
		}
	}
	return n, err
}

// check looks at the bytes of one read; UTF-16's byte order mark is left to begin, which has a better sentence for it.
func (v *validator) check(p []byte) error {
	if v.read == int64(len(p)) && (bytes.HasPrefix(p, []byte("\xff\xfe")) || bytes.HasPrefix(p, []byte("\xfe\xff"))) {
		return &FileError{Problem: UTF16}
	}
	if i := bytes.IndexByte(p, 0); i >= 0 {
		return &FileError{Line: v.line + bytes.Count(p[:i], []byte("\n")), Problem: NotText}
	}
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
