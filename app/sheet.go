package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"furikaeri/app/lang"
)

// A sheet is a small table on its way to a file that people open: text, and whole numbers where numeric says so.
type sheet struct {
	header  []string
	numeric []bool // by column
	widths  []float64
	rows    [][]string
	flow    func(put func(row []string) error) error // gives the rows one by one, in place of rows; put keeps none of them
}

// each calls put for every row.
func (s sheet) each(put func(row []string) error) error {
	if s.flow != nil {
		return s.flow(put)
	}
	for _, r := range s.rows {
		if err := put(r); err != nil {
			return err
		}
	}
	return nil
}

// writer writes the sheet in the format that path's ending names.
func (s sheet) writer(path string) (func(io.Writer) error, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return s.csv, nil
	case ".xlsx":
		return s.xlsx, nil
	}
	return nil, &Error{Key: "error.sheet.ending", Args: []string{"path", path}}
}

// IsSheet says whether a file's name ends as those of sheets do: .csv, .xlsx.
func IsSheet(path string) bool {
	ending := strings.ToLower(filepath.Ext(path))
	return ending == ".csv" || ending == ".xlsx"
}

// bom makes Excel read a CSV file as UTF-8.
const bom = "\uFEFF"

func (s sheet) csv(w io.Writer) error {
	if _, err := io.WriteString(w, bom); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(s.header); err != nil {
		return err
	}
	err := s.each(func(r []string) error {
		out := make([]string, len(r))
		for k, v := range r {
			out[k] = v
			if !s.numeric[k] {
				out[k] = quoteFormula(v)
			}
		}
		return c.Write(out)
	})
	c.Flush()
	return errors.Join(err, c.Error())
}

// quoteFormula puts a ' before text that a spreadsheet would take for a formula, and before text that begins with such
// a ' already, so that unquoteFormula gives every text back.
func quoteFormula(s string) string {
	if isFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

func unquoteFormula(s string) string {
	if strings.HasPrefix(s, "'") && isFormula(strings.TrimLeft(s, "'")) {
		return s[1:]
	}
	return s
}

func isFormula(s string) bool {
	return s != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", firstRune(s))
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func (s sheet) xlsx(w io.Writer) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, width := range s.widths {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := []any{}
	for _, h := range s.header {
		head = append(head, excelize.Cell{StyleID: bold, Value: h})
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	line := 1
	err = s.each(func(r []string) error {
		if line++; line > excelize.TotalRows {
			return &Error{Key: "error.sheet.rows", Args: []string{"rows", strconv.Itoa(excelize.TotalRows)}}
		}
		cells := []any{}
		for k, v := range r {
			n, err := strconv.ParseInt(v, 10, 64)
			if err == nil && s.numeric[k] {
				cells = append(cells, n)
				continue
			}
			cells = append(cells, v)
		}
		return out.SetRow("A"+strconv.Itoa(line), cells)
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// A sheetRow is a row that was read, with its line in the file.
type sheetRow struct {
	line  int
	cells []string
}

// maxSheet bounds the files that are read whole: maps of a hundred thousand services are below a tenth of it.
const maxSheet = 64 << 20

// readSheet reads a CSV file (UTF-8, UTF-16 or Shift_JIS; commas, tabs or semicolons) or the first sheet of a workbook.
// The errors are *Error. Dates of a workbook are written 2006-01-02, and those with a time of day 2006-01-02 15:04:05, in
// the columns that isDate names by their header.
func readSheet(path string, isDate func(header string) bool) ([]sheetRow, error) {
	name := filepath.Base(path)
	wrong := func(key string, err error) error {
		return &Error{Key: key, Args: []string{"file", name, "detail", systemWords(err)}, Err: fmt.Errorf("reading %s: %w", path, err)}
	}
	if !IsSheet(path) {
		return nil, &Error{Key: "error.sheet.ending", Args: []string{"path", path}}
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = errors.New("is a directory")
	}
	if err != nil {
		return nil, wrong("error.file.not_found", err)
	}
	if info.Size() > maxSheet {
		return nil, wrong("error.sheet.large", errors.New("too large"))
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return nil, wrong("error.file.not_found", err)
	}
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		rows, err := readXLSX(body, isDate)
		if err != nil {
			return nil, wrong("error.sheet.xlsx", err)
		}
		return rows, nil
	}
	text, err := decode(body)
	if err != nil {
		return nil, wrong("error.file.not_text", err)
	}
	rows, err := readCSV(text)
	if err != nil {
		return nil, wrong("error.sheet.csv", err)
	}
	return rows, nil
}

// systemWords is what the system said, without the path, which the sentence around it names already.
func systemWords(err error) string {
	var p *os.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}

// decode makes text of what Excel and editors in Japan write.
func decode(b []byte) (string, error) {
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		b, err = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
	case !utf8.Valid(b):
		b, err = japanese.ShiftJIS.NewDecoder().Bytes(b)
		if err == nil && bytes.ContainsRune(b, utf8.RuneError) {
			err = errors.New("neither UTF-8, UTF-16 nor Shift_JIS")
		}
	}
	if err == nil && bytes.ContainsRune(b, 0) {
		err = errors.New("binary")
	}
	return strings.TrimPrefix(string(b), bom), err
}

func readCSV(text string) ([]sheetRow, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	first, _, _ := strings.Cut(text, "\n")
	for _, c := range []rune{'\t', ';'} {
		if strings.Count(first, string(c)) > strings.Count(first, string(r.Comma)) {
			r.Comma = c
		}
	}
	out := []sheetRow{}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		for i := range cells {
			cells[i] = unquoteFormula(cells[i])
		}
		line, _ := r.FieldPos(0)
		out = append(out, sheetRow{line, cells})
	}
}

func readXLSX(body []byte, isDate func(string) bool) (out []sheetRow, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(body), excelize.Options{RawCellValue: true, UnzipSizeLimit: 16 * maxSheet, UnzipXMLSizeLimit: maxSheet})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, errors.New("no sheet")
	}
	rows, err := f.GetRows(names[0])
	if err != nil {
		return nil, err
	}
	from1904 := false
	if p, err := f.GetWorkbookProps(); err == nil && p.Date1904 != nil {
		from1904 = *p.Date1904
	}
	for i, cells := range rows {
		if len(out) > 0 {
			for k := range cells {
				if k < len(out[0].cells) && isDate(out[0].cells[k]) {
					cells[k] = serialDate(cells[k], from1904)
				}
			}
		}
		if len(cells) > 0 || len(out) > 0 {
			out = append(out, sheetRow{i + 1, cells})
		}
	}
	return out, nil
}

// serialDate is a workbook's number of a day as 2006-01-02, with the time of day where it has one, to the second; any
// other text is as it is.
func serialDate(s string, from1904 bool) string {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 1 || n > 2958465 {
		return s
	}
	t, err := excelize.ExcelDateToTime(n, from1904)
	if err != nil {
		return s
	}
	if t = t.Round(time.Second); t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.DateTime)
}

// WriteRefused writes every row that was refused to a CSV file or workbook, in the words of a language.
func (a *App) WriteRefused(ctx context.Context, path string, words lang.Words, results []ImportResult) error {
	s := sheet{numeric: []bool{false, true, false, false, false}, widths: []float64{30, 8, 24, 40, 40}}
	for _, c := range []string{"file", "line", "column", "reason", "value"} {
		s.header = append(s.header, words.T("ui.refused_column."+c))
	}
	for _, r := range results {
		for _, x := range r.Refusals {
			s.rows = append(s.rows, []string{x.File, strconv.Itoa(x.Line), x.Column, words.T("refused." + string(x.Problem)), x.Value})
		}
	}
	write, err := s.writer(path)
	if err != nil {
		return err
	}
	return writeFiles(ctx, []file{{path, write}})
}
