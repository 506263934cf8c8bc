// Package pagerduty reads what PagerDuty gives: exported files now, into a stream of incident.Reading and incident.Event.
// Expand finds the files, Open recognises one by its content, Batch understands its rows. A row that cannot be read is a
// Refusal with its place; a file that is no incident file at all is a *FileError, and nothing of it goes in. app hands
// what it reads to derive and store.
package pagerduty

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"strings"
	"sync/atomic"
	"time"
)

// Options say what a file does not say of itself.
type Options struct {
	Account string         // identity is account and id
	Local   *time.Location // the zone of times that name none; nil: such times are refused
	// Progress is told the bytes read so far; nil for nobody.
	Progress func(read, size int64)
	// Mapping is what people said of the columns of a table with these headers, false where nobody did; nil for nobody.
	Mapping func(headers []string) (Mapping, bool)
	// Events reads the file for its timeline entries: Batch.Events. Without it they are only counted.
	Events bool
}

// A Kind is what a file is.
type Kind string

// The kinds of files.
const (
	KindCSV        Kind = "csv"
	KindXLSX       Kind = "table_xlsx"
	KindParquet    Kind = "table_parquet"
	KindIncidents  Kind = "json_incidents"
	KindAnalytics  Kind = "json_analytics"
	KindLogEntries Kind = "json_log_entries"
	KindWebhooks   Kind = "json_webhooks"
	KindMixed      Kind = "json_mixed"
)

// The most that a Batch holds: rows, which is what one chunk of the store takes, and bytes.
const (
	batchRows  = 2048
	batchBytes = 4 << 20
)

// A File is an export that has been recognised and can be read once, from its first row to its last.
type File struct {
	Name    string // as the person gave it: base name, or archive and member
	Size    int64  // bytes; of what is packed by gzip, known at the end
	options Options
	kind    Kind // "" for JSON, which says it by what it holds
	src     *source
	text    *text
	decoder *decoder
	header  *header // of the table that is read; a workbook can have several
	rows    reader
	first   *Batch // read already when the file was recognised
	row     int64  // rows cut off so far, those of timelines too
	done    bool
	counts  counts

	batchSize, batchEnds int // what the last batch held, so that the next begins with as much room
}

// counts are what the batches found; they come from several goroutines.
type counts struct {
	events   atomic.Int64
	noRows   atomic.Int64 // values that are entries of timelines and no rows
	jsonSeen atomic.Uint32
}

// A reader cuts a file into rows.
type reader interface {
	// next puts the next row into b; io.EOF behind the last.
	next(b *Batch) error
	// end says what is wrong with the file's end; nil where it is whole.
	end(b *Batch) error
}

// Open recognises an export by its content. The error is a *FileError.
func Open(in Input, o Options) (*File, error) {
	f, err := begin(in, o)
	if err != nil {
		return nil, err
	}
	err = f.check()
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// OpenPath opens one file that is no archive.
func OpenPath(path string, o Options) (*File, error) { return Open(plain(path), o) }

// begin opens an input and finds out what it is; what it holds may yet be no incidents.
func begin(in Input, o Options) (*File, error) {
	src, err := openSource(in)
	if err != nil {
		return nil, err
	}
	f := &File{Name: in.Name, Size: src.size, options: o, src: src}
	if err := f.recognise(in); err != nil {
		src.Close()
		var bad *FileError
		if errors.As(err, &bad) {
			bad.File = in.Name
			return nil, bad
		}
		return nil, src.fail(err)
	}
	return f, nil
}

// recognise looks at the first bytes.
func (f *File) recognise(in Input) error {
	raw := bufio.NewReaderSize(f.src, 1<<16)
	head, err := raw.Peek(1 << 16)
	if err != nil && err != io.EOF {
		return err
	}
	none := match(nil, nil)
	f.header = &none
	switch magic(head) {
	case "parquet":
		return f.parquet(raw)
	case "zip":
		return f.workbook(raw)
	case "gzip":
		return &FileError{Problem: Nested}
	case "ole":
		return &FileError{Problem: OldExcel}
	}
	again := func() (io.ReadCloser, error) { return openSource(in) }
	f.decoder = newDecoder(raw, head, again)
	f.text = newText(f.decoder)
	start := f.text.all()
	body := bytes.TrimLeft(start, " \t\r\n\v\f\ufeff\x1e")
	if len(body) == 0 && f.text.err != nil {
		f.text.line += bytes.Count(start, []byte("\n"))
		if err := f.text.failed(); err != nil {
			return err // before garbage is taken for a header that lacks columns
		}
		return &FileError{Problem: Empty}
	}
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return f.json(in)
	}
	return f.csv()
}

// magic is what the first bytes say of files that are no text.
func magic(head []byte) string {
	for m, name := range map[string]string{
		"PAR1": "parquet", "PK\x03\x04": "zip", "PK\x05\x06": "zip", "\x1f\x8b": "gzip", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
	} {
		if bytes.HasPrefix(head, []byte(m)) {
			return name
		}
	}
	return ""
}

// csv reads the header of a table in text.
func (f *File) csv() error {
	c := newCSV(f.text)
	binary := bytes.IndexByte(f.text.buf[f.text.r:f.text.w], 0) >= 0
	f.kind, f.rows = KindCSV, &csvRows{file: f, csv: c}
	c.all = true
	var a arena
	_, problem, err := c.row(&a)
	switch {
	case err == io.EOF:
		return &FileError{Problem: Empty}
	case err != nil:
		return err
	case problem == NUL:
		return &FileError{Line: c.line, Problem: NotText}
	case problem != "":
		return &FileError{Problem: NoIncidents, Detail: strings.Join(f.header.missing(), ", ")}
	}
	c.all = false
	names := make([]string, len(a.ends))
	for i := range names {
		names[i] = string(a.cell(i))
	}
	f.setHeader(names)
	if binary && len(f.header.missing()) > 0 {
		return &FileError{Line: 1, Problem: NotText}
	}
	c.keep = f.header.keep()
	return nil
}

// setHeader understands the names of a table's columns.
func (f *File) setHeader(names []string) {
	var m Mapping
	if f.options.Mapping != nil {
		m, _ = f.options.Mapping(names)
	}
	h := match(names, m)
	f.header = &h
}

// check says whether there are incidents in the file.
func (f *File) check() error {
	if f.kind != "" {
		if m := f.header.missing(); len(m) > 0 {
			return &FileError{File: f.Name, Problem: NoIncidents, Detail: strings.Join(m, ", ")}
		}
		return nil
	}
	first, err := f.read(context.Background())
	if err != nil {
		return err
	}
	if !first.recognised() {
		return &FileError{File: f.Name, Problem: NoIncidentsJSON}
	}
	f.first = first
	return nil
}

// Next is the next rows, or io.EOF after the last. Any other error is a *FileError, and what was read of the file must
// be thrown away. One goroutine at a time.
func (f *File) Next(ctx context.Context) (*Batch, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if b := f.first; b != nil {
		f.first = nil
		return b, nil
	}
	return f.read(ctx)
}

func (f *File) read(ctx context.Context) (*Batch, error) {
	if f.done {
		return nil, io.EOF
	}
	b := &Batch{file: f, header: f.header, name: f.Name}
	if f.kind == "" {
		b.raw = make([]byte, 0, f.batchSize)
	} else {
		b.cells.bytes, b.cells.ends = make([]byte, 0, f.batchSize), make([]int, 0, f.batchEnds)
	}
	for len(b.rows)+len(b.values)+len(b.refused) < batchRows && len(b.cells.bytes)+len(b.raw) < batchBytes && len(b.cells.ends) < batchBytes {
		err := f.rows.next(b)
		if err == io.EOF {
			if err := f.end(b); err != nil {
				return nil, err
			}
			break
		}
		if err == errTurn {
			if len(b.rows)+len(b.refused) > 0 {
				break
			}
			b.header = f.header
			continue
		}
		if err != nil {
			f.done = true
			return nil, f.fail(err)
		}
	}
	f.batchSize, f.batchEnds = (len(b.cells.bytes)+len(b.raw))*9/8, len(b.cells.ends)
	if f.options.Progress != nil {
		f.options.Progress(f.progress())
	}
	return b, nil
}

// errTurn is a reader's "error" where another table begins: its rows go into a batch of their own.
var errTurn = errors.New("another table begins")

// end checks that the file is whole.
func (f *File) end(b *Batch) error {
	f.done = true
	if err := f.rows.end(b); err != nil {
		return f.fail(err)
	}
	if f.row == 0 {
		return &FileError{File: f.Name, Problem: Empty}
	}
	f.Size = f.src.read
	return f.src.changed()
}

// fail turns a read error into a *FileError.
func (f *File) fail(err error) error {
	var bad *FileError
	if errors.As(err, &bad) {
		bad.File = f.Name
		return bad
	}
	return f.src.fail(err)
}

// progress is how many bytes were read, and of how many; of a gzip stream, where nobody knows how many there are, as many.
func (f *File) progress() (read, size int64) {
	if p, ok := f.rows.(interface{ part() float64 }); ok && !f.done { // its bytes are not read from first to last
		return int64(p.part() * float64(f.Size)), f.Size
	}
	return f.src.read, max(f.src.read, f.Size)
}

// refuse leaves out the row that has just been cut off.
func (f *File) refuse(b *Batch, line int, problem Problem, value string) {
	b.refused = append(b.refused, Refusal{File: b.name, Line: line, Row: f.row, Problem: problem, Value: short(value)})
}

// Rows is how many rows of incidents were read so far, refused ones included. What JSON holds is known when the batches
// have been understood.
func (f *File) Rows() int64 { return f.row - f.counts.noRows.Load() }

// EventCount is how many entries of timelines were found so far; the file's at its end, once its batches are understood.
func (f *File) EventCount() int64 { return f.counts.events.Load() }

// Kind is what the file is; of JSON what the part that was read holds.
func (f *File) Kind() Kind {
	if f.kind != "" {
		return f.kind
	}
	switch seen := f.counts.jsonSeen.Load(); bits.OnesCount32(seen) {
	case 0:
		return KindIncidents
	case 1:
		return jsonKinds[bits.TrailingZeros32(seen)]
	}
	return KindMixed
}

// SHA256 is the hex digest of the file's bytes, or the member's, unpacked, once it is read to its end.
func (f *File) SHA256() string { return f.src.sum() }

// Columns is how many of a table's columns are understood, and how many it has; 0, 0 for JSON.
func (f *File) Columns() (known, all int) { return len(f.header.kept), len(f.header.names) }

// Close lets go of the file.
func (f *File) Close() error { return f.src.Close() }

// csvRows are the rows of a table in text.
type csvRows struct {
	file  *File
	csv   *csvReader
	short int // line of the last row, where that was refused for its columns; 0 otherwise
}

func (r *csvRows) next(b *Batch) error {
	f, c := r.file, r.csv
	nb, ne := len(b.cells.bytes), len(b.cells.ends)
	cells, problem, err := c.row(&b.cells)
	if err != nil {
		return err
	}
	r.short = 0
	width := len(f.header.names)
	if problem == "" && cells == 1 && width > 1 && c.size == 0 {
		b.cells.cut(nb, ne)
		return nil // a line with nothing but quotation marks is as blank as an empty one
	}
	f.row++
	switch {
	case problem != "":
		f.refuse(b, c.line, problem, "")
		return nil
	case cells != width:
		b.cells.cut(nb, ne)
		r.short = c.line
		f.refuse(b, c.line, WrongColumns, fmt.Sprintf("%d/%d", cells, width))
		return nil
	}
	for i, id := range f.header.kept {
		if f.header.everything {
			break
		}
		if id != fID && id != fNumber {
			continue
		}
		if cell := b.cells.cell(ne + i); bytes.IndexByte(cell, '+') > 0 && rounded(string(cell)) {
			return &FileError{Line: c.line, Problem: ExcelIDs, Detail: short(string(cell))}
		}
	}
	b.lines = append(b.lines, c.line)
	b.rows = append(b.rows, f.row)
	return nil
}

func (r *csvRows) keep(columns []bool) { r.csv.keep = columns }

func (r *csvRows) end(b *Batch) error {
	if last := r.file.text.before(); r.short > 0 && last != '\n' && !(last == '\r' && r.csv.returns) {
		return &FileError{Line: r.short, Problem: Cut}
	}
	return nil
}

// rounded says whether a spreadsheet has made a number such as 1.00E+10 of an id: which one it was is lost, and others
// have become the same.
func rounded(id string) bool {
	mantissa, exponent, ok := strings.Cut(id, "+")
	if !ok {
		return false
	}
	mantissa, exponent = strings.TrimSpace(mantissa), strings.TrimSpace(exponent)
	if len(mantissa) < 2 {
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
