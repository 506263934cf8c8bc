package pagerduty

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// parquetRows are the rows of a Parquet file: of every row group the columns that are kept, one value at a time.
type parquetRows struct {
	file    *File
	groups  []parquet.RowGroup
	leaves  []leaf // by column of the header
	kept    []int  // of leaves
	columns []*parquetColumn
	rest    int64 // rows to come of the group
	line    int64

	at     io.ReaderAt
	size   int64
	chunks []format.RowGroup // what the file says of the groups to come
}

// A leaf is a column of values.
type leaf struct {
	name     string
	index    int
	convert  func(parquet.Value) string
	repeated bool
}

// parquet reads the schema of a Parquet file.
func (f *File) parquet(raw io.Reader) (err error) {
	at, size, err := f.src.bytesAt(raw)
	if err != nil {
		return err
	}
	defer recoverParquet(&err)
	f.kind = KindParquet
	if err := checkFooter(at, size); err != nil {
		return badParquet(err)
	}
	in, err := parquet.OpenFile(at, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(1<<16))
	if err != nil {
		return badParquet(err)
	}
	r := &parquetRows{file: f, groups: in.RowGroups(), at: at, size: size, chunks: in.Metadata().RowGroups}
	schema := in.Schema()
	var names []string
	for _, path := range schema.Columns() {
		column, ok := schema.Lookup(path...)
		if !ok || len(names) >= 1<<16 {
			continue
		}
		l := leaf{name: leafName(path), index: int(column.ColumnIndex), convert: converter(column.Node.Type()), repeated: column.MaxRepetitionLevel > 0}
		r.leaves = append(r.leaves, l)
		names = append(names, l.name)
	}
	f.setHeader(names)
	f.rows = r
	r.keep(f.header.keep())
	return nil
}

// checkFooter looks at the end of the file, which says how long its description is: the library believes it.
func checkFooter(at io.ReaderAt, size int64) error {
	end := make([]byte, 8)
	if size < 12 {
		return io.ErrUnexpectedEOF
	}
	if _, err := at.ReadAt(end, size-8); err != nil {
		return err
	}
	if string(end[4:]) != "PAR1" || int64(binary.LittleEndian.Uint32(end)) > size-12 {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// recoverParquet makes an error of a panic: the library checks less than hostile files need.
func recoverParquet(err *error) {
	if p := recover(); p != nil {
		*err = badParquet(fmt.Errorf("%v", p))
	}
}

func badParquet(err error) error {
	return &FileError{Problem: BadParquet, Detail: short(strings.ToValidUTF8(err.Error(), "?")), Err: err}
}

// leafName is a path of the schema as a header: without the levels that lists have for themselves.
func leafName(path []string) string {
	var names []string
	for i, p := range path {
		if i > 0 && (p == "list" || p == "element" || p == "array" || p == "array_element" || p == "item" || p == "bag") {
			continue
		}
		names = append(names, p)
	}
	return strings.Join(names, ".")
}

func (r *parquetRows) keep(columns []bool) {
	r.kept = nil
	for i, k := range columns {
		if k {
			r.kept = append(r.kept, i)
		}
	}
}

func (r *parquetRows) next(b *Batch) (err error) {
	defer recoverParquet(&err)
	for r.rest == 0 {
		if len(r.groups) == 0 {
			return io.EOF
		}
		r.close()
		group := r.groups[0]
		said := r.chunks[0]
		r.groups, r.chunks, r.rest = r.groups[1:], r.chunks[1:], group.NumRows()
		chunks := group.ColumnChunks()
		for _, i := range r.kept {
			if err := r.checkPages(&said.Columns[r.leaves[i].index].MetaData); err != nil {
				return badParquet(err)
			}
			r.columns = append(r.columns, &parquetColumn{leaf: r.leaves[i], pages: chunks[r.leaves[i].index].Pages()})
		}
	}
	r.rest--
	r.line++
	nb, ne := len(b.cells.bytes), len(b.cells.ends)
	problem := Problem("")
	for i, c := range r.columns {
		text, err := c.row()
		if err != nil {
			return badParquet(err)
		}
		f := ignored
		if !r.file.header.everything {
			f = r.file.header.kept[i]
		}
		if p := refuseText(text); p != "" {
			problem = p
		}
		if f == fTeam || f == ignored {
			text, _, _ = strings.Cut(text, listSeparator) // of a list the first
		}
		b.cells.add(text)
	}
	r.file.row++
	if problem != "" {
		b.cells.cut(nb, ne)
		r.file.refuse(b, int(r.line), problem, "")
		return nil
	}
	b.lines = append(b.lines, int(r.line))
	b.rows = append(b.rows, r.file.row)
	return nil
}

// maxPage is the longest page that is read; writers make them of a megabyte.
const maxPage = 256 << 20

var errPage = errors.New("a page is longer than its column")

// checkPages looks at the lengths that a column's pages say of themselves: the library allocates what they say.
// Old writers forgot the head of the dictionary in the column's length: it may be 100 bytes more.
func (r *parquetRows) checkPages(c *format.ColumnMetaData) error {
	from, end := c.DataPageOffset, int64(0)
	if d := c.DictionaryPageOffset; d > 0 && d < from {
		from = d
	}
	if end = from + c.TotalCompressedSize; from < 4 || c.TotalCompressedSize < 0 || end > r.size || end < from {
		return errPage
	}
	buf := make([]byte, 1<<12)
	for from < end {
		var head format.PageHeader
		piece := buf[:min(int64(len(buf)), end-from)]
		if _, err := r.at.ReadAt(piece, from); err != nil && err != io.EOF {
			return err
		}
		in := new(thrift.CompactProtocol).NewReaderFromBytes(piece)
		if err := thrift.NewDecoder(in).Decode(&head); err != nil {
			if len(piece) == len(buf) && len(buf) < 1<<24 { // statistics can be long
				buf = make([]byte, 4*len(buf))
				continue
			}
			return err
		}
		rest := in.Reader().(interface{ Len() int }).Len()
		from += int64(len(piece)-rest) + int64(head.CompressedPageSize)
		if head.CompressedPageSize < 0 || from > min(end+100, r.size) || head.UncompressedPageSize < 0 || head.UncompressedPageSize > maxPage {
			return errPage
		}
	}
	return nil
}

// refuseText is what is wrong with a text; "" if nothing is.
func refuseText(s string) Problem {
	switch {
	case len(s) > maxField:
		return TooLong
	case strings.IndexByte(s, 0) >= 0:
		return NUL
	}
	return ""
}

func (r *parquetRows) close() {
	for _, c := range r.columns {
		c.close()
	}
	r.columns = r.columns[:0]
}

func (r *parquetRows) end(*Batch) error {
	r.close()
	return nil
}

// A parquetColumn gives the values of a column in one row group.
type parquetColumn struct {
	leaf
	pages  parquet.Pages
	page   parquet.Page
	in     parquet.ValueReader
	values []parquet.Value
	buf    [128]parquet.Value
}

// value is the next value; false behind the last.
func (c *parquetColumn) value() (parquet.Value, bool, error) {
	for len(c.values) == 0 {
		if c.in == nil {
			page, err := c.pages.ReadPage()
			if err == io.EOF {
				return parquet.Value{}, false, nil
			}
			if err != nil {
				return parquet.Value{}, false, err
			}
			c.page, c.in = page, page.Values()
		}
		n, err := c.in.ReadValues(c.buf[:])
		c.values = c.buf[:n]
		if err == io.EOF || err == nil && n == 0 {
			if n == 0 {
				parquet.Release(c.page)
				c.page, c.in = nil, nil
			}
		} else if err != nil {
			return parquet.Value{}, false, err
		}
	}
	return c.values[0], true, nil
}

// row is the column's cell in the next row; values of a list stand behind one another, each with a listSeparator.
func (c *parquetColumn) row() (string, error) {
	v, ok, err := c.value()
	if err != nil {
		return "", err
	}
	if !ok {
		return "", io.ErrUnexpectedEOF
	}
	c.values = c.values[1:]
	text := ""
	if !v.IsNull() {
		text = c.convert(v)
	}
	if !c.repeated {
		return text, nil
	}
	var all strings.Builder
	if !v.IsNull() {
		all.WriteString(text + listSeparator)
	}
	for {
		v, ok, err := c.value()
		if err != nil {
			return "", err
		}
		if !ok || v.RepetitionLevel() == 0 {
			return all.String(), nil
		}
		c.values = c.values[1:]
		if !v.IsNull() && all.Len() <= maxField {
			all.WriteString(c.convert(v) + listSeparator)
		}
	}
}

func (c *parquetColumn) close() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	c.pages.Close()
}

// converter makes texts of a type's values, as a text table would write them. Instants are written with their zone; times
// that are none (isAdjustedToUTC false) without. INT96, which Spark and Athena write, is UTC.
func converter(t parquet.Type) func(parquet.Value) string {
	if logical := t.LogicalType(); logical != nil {
		switch v := logical.Value.(type) {
		case *format.TimestampType:
			return instantOf(v.Unit, v.IsAdjustedToUTC)
		case *format.DateType:
			return dateOf
		case *format.DecimalType:
			return func(x parquet.Value) string { return decimal(x, int(v.Scale)) }
		}
	}
	if converted := t.ConvertedType(); converted != nil {
		switch *converted {
		case deprecated.TimestampMillis:
			return func(v parquet.Value) string { return instant(time.UnixMilli(v.Int64()), true) }
		case deprecated.TimestampMicros:
			return func(v parquet.Value) string { return instant(time.UnixMicro(v.Int64()), true) }
		case deprecated.Date:
			return dateOf
		}
	}
	return plainValue
}

func instantOf(unit format.TimeUnit, utc bool) func(parquet.Value) string {
	return func(v parquet.Value) string {
		n := v.Int64()
		switch unit.Value.(type) {
		case *format.MilliSeconds:
			return instant(time.UnixMilli(n), utc)
		case *format.MicroSeconds:
			return instant(time.UnixMicro(n), utc)
		}
		return instant(time.Unix(0, n), utc)
	}
}

func dateOf(v parquet.Value) string {
	return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
}

func instant(t time.Time, utc bool) string {
	if utc {
		return floor(t).Format(time.RFC3339)
	}
	return floor(t).Format(time.DateTime)
}

// decimal is a decimal number with so many places.
func decimal(v parquet.Value, scale int) string {
	n := new(big.Int)
	switch v.Kind() {
	case parquet.Int32:
		n.SetInt64(int64(v.Int32()))
	case parquet.Int64:
		n.SetInt64(v.Int64())
	default:
		b := v.ByteArray()
		if len(b) > 64 {
			return ""
		}
		n.SetBytes(b)
		if len(b) > 0 && b[0]&0x80 != 0 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b)*8)))
		}
	}
	if scale <= 0 || scale > 100 {
		return n.String()
	}
	s := new(big.Rat).SetFrac(n, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)).FloatString(scale)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func plainValue(v parquet.Value) string {
	switch v.Kind() {
	case parquet.Boolean:
		return strconv.FormatBool(v.Boolean())
	case parquet.Int32:
		return strconv.FormatInt(int64(v.Int32()), 10)
	case parquet.Int64:
		return strconv.FormatInt(v.Int64(), 10)
	case parquet.Int96:
		n := v.Int96()
		nanos := int64(binary.LittleEndian.Uint64([]byte{byte(n[0]), byte(n[0] >> 8), byte(n[0] >> 16), byte(n[0] >> 24), byte(n[1]), byte(n[1] >> 8), byte(n[1] >> 16), byte(n[1] >> 24)}))
		const julian = 2440588 // the Julian day of 1970-01-01
		return instant(time.Unix((int64(n[2])-julian)*86400, nanos), true)
	case parquet.Float:
		return plainFloat(float64(v.Float()), 32)
	case parquet.Double:
		return plainFloat(v.Double(), 64)
	}
	return strings.ToValidUTF8(string(v.ByteArray()), "\uFFFD")
}

func plainFloat(x float64, bits int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'f', -1, bits)
}
