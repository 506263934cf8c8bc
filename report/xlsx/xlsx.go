// Package xlsx writes a report.Document as an Excel workbook: a cover with links, a sheet a section with real numbers
// and native charts that point at cells, and a sheet for each of the document's Data tables, over which every number
// that can be is a live formula with its value beside it. In comes a report.Document, out go the bytes of an .xlsx
// file, the same for the same document; app writes them to a file.
//
// Every text is stored as text, never as a formula, whatever it begins with. Nothing is hidden, and every word comes
// from the document.
package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"furikaeri/report"
	"furikaeri/report/chart"
)

// family is the typeface of all cells and charts. It is not the workbook's default: columns are counted in the default's
// digits, and where family is missing they would be too narrow for the typeface that takes its place.
const family = "BIZ UDPGothic"

// Write writes d as a workbook. It returns an error if a chart's kind is unknown, if a picture cannot be read, if
// a Data table has more rows than a sheet, and those of w.
func Write(w io.Writer, d *report.Document) error {
	b, err := newBook(d)
	if err != nil {
		return err
	}
	defer b.file.Close()
	if err := b.write(); err != nil {
		return err
	}
	if err := b.file.Write(w); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// A book is a workbook in the making.
type book struct {
	doc      *report.Document
	file     *excelize.File
	palette  chart.Palette
	styles   map[style]int
	sources  *sources
	issued   time.Time // zero if the document does not say
	cover    string    // sheet names
	sections []string
	data     []string
	cuts     int                   // texts that were longer than a cell
	charts   int                   // so far
	ends     map[string]string     // what goes to the end of a sheet's part, by the part's name
	rows     map[string]*rowWriter // likewise the rows of Data tables
}

func newBook(d *report.Document) (*book, error) {
	b := &book{
		doc:     d,
		file:    excelize.NewFile(),
		palette: chart.Light().WithMain(d.Accent),
		styles:  map[style]int{},
		sources: newSources(),
		ends:    map[string]string{},
		rows:    map[string]*rowWriter{},
	}
	if at, err := time.Parse(time.DateOnly, d.Issued); err == nil {
		b.issued = at
	}
	b.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &parts{w: w, at: b.issued, ends: b.ends, rows: b.rows} })
	if err := b.nameSheets(); err != nil {
		return nil, err
	}
	if err := b.properties(); err != nil {
		return nil, fmt.Errorf("setting the workbook's properties: %w", err)
	}
	return b, nil
}

func (b *book) nameSheets() error {
	n := newNames()
	b.cover = n.take(b.doc.Title, b.doc.Kind)
	for _, s := range b.doc.Sections {
		b.sections = append(b.sections, n.take(s.Title, s.ID))
	}
	for _, t := range b.doc.Data {
		b.data = append(b.data, n.take(t.Title, t.Name))
	}
	if err := b.file.SetSheetName("Sheet1", b.cover); err != nil {
		return fmt.Errorf("naming sheet %q: %w", b.cover, err)
	}
	for _, name := range slices.Concat(b.sections, b.data) {
		if _, err := b.file.NewSheet(name); err != nil {
			return fmt.Errorf("naming sheet %q: %w", name, err)
		}
	}
	return nil
}

func (b *book) properties() error {
	d := b.doc
	props := &excelize.DocProperties{
		Title:    clean(d.Title),
		Subject:  clean(strings.Join(present(d.Scope, d.Period), " ")),
		Creator:  clean(d.Cover.Author),
		Keywords: clean(strings.Join(d.Keywords, ", ")),
		Language: clean(d.Lang),
	}
	props.LastModifiedBy = props.Creator
	if !b.issued.IsZero() {
		props.Created = b.issued.Format(time.RFC3339)
		props.Modified = props.Created
	}
	if err := b.file.SetDocProps(props); err != nil {
		return err
	}
	return b.file.SetAppProps(&excelize.AppProperties{Application: "Furikaeri", Company: props.Creator})
}

// present are the texts that say something.
func present(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// write fills the sheets. The cover comes last: it says how many texts were cut.
func (b *book) write() error {
	for i := range b.doc.Data {
		d := &b.doc.Data[i]
		b.sources.add(d, b.data[i], dataHead+1)
		if err := b.writeData(b.data[i], d); err != nil {
			return fmt.Errorf("data %q: %w", d.Name, err)
		}
	}
	for i := range b.doc.Sections {
		s := &b.doc.Sections[i]
		if err := b.writeSection(b.sections[i], s); err != nil {
			return fmt.Errorf("section %q: %w", s.ID, err)
		}
	}
	if err := b.writeCover(); err != nil {
		return fmt.Errorf("cover: %w", err)
	}
	return nil
}

// text is s as a cell can hold it.
func (b *book) text(s string) string {
	s, was := cut(clean(s), maxCell)
	if was {
		b.cuts++
	}
	return s
}

// columnName is the letters of the column with the index i from 0.
func columnName(i int) string {
	var letters []byte
	for i++; i > 0; i = (i - 1) / 26 {
		letters = append(letters, byte('A'+(i-1)%26))
	}
	slices.Reverse(letters)
	return string(letters)
}

// cellName is the name of the cell in column col from 0 and row row from 1.
func cellName(col, row int) string { return fmt.Sprintf("%s%d", columnName(col), row) }
