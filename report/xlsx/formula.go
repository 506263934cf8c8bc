package xlsx

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/width"

	"furikaeri/report"
)

// sources turns a Ref into a formula over the Data sheets. It works the number out itself the way Excel would and
// gives a formula only where that is the number of the document: where rows are left out, where two texts are one to
// Excel (it tells neither case nor width apart), and where a text cannot be a criterion, the plain number stays.
type sources struct {
	byName map[string]*source
}

// A source is one Data table on its sheet.
type source struct {
	data    *report.Data
	sheet   string // quoted
	first   int    // the sheet's row of the first data row
	columns map[string]int
	index   []*columnIndex // by column, nil until asked for
}

// A columnIndex knows a column's values as the document tells them apart and as Excel does.
type columnIndex struct {
	rows     map[string][]int // by Value.Text
	stored   map[string]int   // rows by what Excel tells apart
	numbers  map[string]int   // rows stored as a number, by Value.Text
	patterns map[string]int   // folded distinct texts and their rows, for criteria with wildcards
	mixed    bool             // a value that is neither a number nor unknown
}

func newSources() *sources { return &sources{byName: map[string]*source{}} }

func (s *sources) add(d *report.Data, sheet string, first int) {
	src := &source{data: d, sheet: quoted(sheet), first: first, columns: map[string]int{}, index: make([]*columnIndex, len(d.Columns))}
	for i, c := range d.Columns {
		src.columns[c.Name] = i
	}
	s.byName[d.Name] = src
}

// A formula is what a cell holds beside its cached value.
type formula struct {
	text  string
	array bool // entered as an array formula
}

// of is the formula whose result is want, or none.
func (s *sources) of(r *report.Ref, want float64) (formula, bool) {
	if r == nil {
		return formula{}, false
	}
	src := s.byName[r.Data]
	if src == nil || len(src.data.Rows) == 0 {
		return formula{}, false
	}
	f, got, ok := src.formula(r)
	if !ok || math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) || units(f.text) > 8000 {
		return formula{}, false
	}
	return f, true
}

// formula writes r and works out its result.
func (s *source) formula(r *report.Ref) (f formula, result float64, ok bool) {
	where, ok := s.conditions(r.Where)
	if !ok {
		return f, 0, false
	}
	scale := r.Scale
	if scale == 0 {
		scale = 1
	}
	if r.Fn == report.FnShare {
		of, ok := s.conditions(r.Of)
		if !ok {
			return f, 0, false
		}
		part, a, ok := s.total(where, r.Column)
		if !ok {
			return f, 0, false
		}
		whole, b, ok := s.total(of, r.Column)
		if !ok || b == 0 {
			return f, 0, false
		}
		return formula{text: fmt.Sprintf(`IF(%s=0,"",%s)`, whole, scaled(part+"/"+whole, scale))}, a / b * scale, true
	}
	if r.Fn == report.FnCount || r.Fn == report.FnSum {
		column := r.Column
		if r.Fn == report.FnCount {
			column = ""
		} else if column == "" {
			return f, 0, false
		}
		text, n, ok := s.total(where, column)
		return formula{text: scaled(text, scale)}, n * scale, ok
	}
	return s.statistic(r, where, scale)
}

// scaled multiplies, or divides where that is the round number: seconds to hours is /3600.
func scaled(text string, scale float64) string {
	if scale == 1 {
		return text
	}
	if inverse := math.Round(1 / scale); inverse > 1 && math.Abs(inverse*scale-1) < 1e-12 {
		return text + "/" + strconv.FormatFloat(inverse, 'f', -1, 64)
	}
	return text + "*" + strconv.FormatFloat(scale, 'f', -1, 64)
}

// conditions are the rows of a Where and how to say it.
type conditions struct {
	criteria string // range,criterion,…  for COUNTIFS and its kind; "" for all rows
	product  string // (range=value)*…    for array formulas
	rows     []int
	exact    bool // product is exact
	blank    bool // more than one condition, and one asks for empty cells: LibreOffice's COUNTIFS miscounts those
}

func (s *source) conditions(where []report.Eq) (conditions, bool) {
	c := conditions{exact: true}
	for i, eq := range where {
		col, ok := s.columns[eq.Column]
		if !ok {
			return c, false
		}
		x := s.columnIndex(col)
		criterion, ok := x.criterion(eq.Text)
		if !ok {
			return c, false
		}
		equal, ok := x.equal(eq.Text)
		c.exact = c.exact && ok
		c.blank = c.blank || eq.Text == "" && len(where) > 1
		if i > 0 {
			c.criteria += ","
			c.product += "*"
		}
		c.criteria += s.cells(col) + "," + criterion
		c.product += "(" + s.cells(col) + "=" + equal + ")"
		if i == 0 {
			c.rows = x.rows[eq.Text]
			continue
		}
		c.rows = intersect(c.rows, x.rows[eq.Text])
	}
	if len(where) == 0 {
		c.rows = make([]int, len(s.data.Rows))
		for i := range c.rows {
			c.rows[i] = i
		}
	}
	return c, true
}

// intersect keeps what is in both ascending lists.
func intersect(a, b []int) []int {
	var both []int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			both = append(both, a[i])
			i, j = i+1, j+1
		}
	}
	return both
}

// total counts the rows of c, or sums column over them.
func (s *source) total(c conditions, column string) (text string, n float64, ok bool) {
	if column == "" {
		if c.criteria == "" {
			return "ROWS(" + s.cells(0) + ")", float64(len(c.rows)), len(s.data.Columns) > 0
		}
		if c.blank {
			return "SUMPRODUCT(" + c.product + ")", float64(len(c.rows)), c.exact
		}
		return "COUNTIFS(" + c.criteria + ")", float64(len(c.rows)), true
	}
	col, ok := s.columns[column]
	if !ok {
		return "", 0, false
	}
	for _, v := range s.numbers(col, c.rows) {
		n += v
	}
	if c.criteria == "" {
		return "SUM(" + s.cells(col) + ")", n, true
	}
	if c.blank {
		return "SUMPRODUCT(" + c.product + "," + s.cells(col) + ")", n, c.exact
	}
	return "SUMIFS(" + s.cells(col) + "," + c.criteria + ")", n, true
}

// statistic is a mean or a percentile.
func (s *source) statistic(r *report.Ref, c conditions, scale float64) (f formula, result float64, ok bool) {
	col, ok := s.columns[r.Column]
	if !ok {
		return f, 0, false
	}
	numbers := s.numbers(col, c.rows)
	if len(numbers) == 0 {
		return f, 0, false
	}
	cells := s.cells(col)
	if r.Fn == report.FnMean {
		sum := 0.0
		for _, n := range numbers {
			sum += n
		}
		text := "AVERAGE(" + cells + ")"
		if c.criteria != "" {
			text = "AVERAGEIFS(" + cells + "," + c.criteria + ")"
		}
		if c.blank {
			if !c.exact || s.columnIndex(col).mixed {
				return f, 0, false
			}
			text = "SUMPRODUCT(" + c.product + "," + cells + ")/SUMPRODUCT(" + c.product + "*(" + cells + `<>""))`
		}
		return formula{text: `IFERROR(` + scaled(text, scale) + `,"")`}, sum / float64(len(numbers)) * scale, true
	}
	p := map[report.Fn]float64{report.FnP50: 0.5, report.FnP90: 0.9}[r.Fn]
	if p == 0 || !c.exact || s.columnIndex(col).mixed {
		return f, 0, false
	}
	slices.Sort(numbers)
	// AGGREGATE would need no array formula, but LibreOffice does not leave out its errors.
	product := "(" + cells + `<>"")`
	if c.product != "" {
		product = c.product + "*" + product
	}
	text := fmt.Sprintf("PERCENTILE(IF(%s,%s),%s)", product, cells, strconv.FormatFloat(p, 'f', -1, 64))
	return formula{text: `IFERROR(` + scaled(text, scale) + `,"")`, array: true}, percentile(numbers, p) * scale, true
}

// percentile interpolates in ascending numbers as PERCENTILE does.
func percentile(numbers []float64, p float64) float64 {
	at := p * float64(len(numbers)-1)
	i := int(at)
	if i+1 >= len(numbers) {
		return numbers[len(numbers)-1]
	}
	return numbers[i] + (at-float64(i))*(numbers[i+1]-numbers[i])
}

// numbers are the known numbers of a column in rows.
func (s *source) numbers(col int, rows []int) []float64 {
	numbers := make([]float64, 0, len(rows))
	for _, i := range rows {
		if v := s.value(i, col); known(v.Number) {
			numbers = append(numbers, *v.Number)
		}
	}
	return numbers
}

func (s *source) value(row, col int) report.Value {
	if col >= len(s.data.Rows[row]) {
		return report.Value{}
	}
	return s.data.Rows[row][col]
}

// cells is the range of a column's values.
func (s *source) cells(col int) string {
	c := columnName(col)
	return fmt.Sprintf("%s!$%s$%d:$%s$%d", s.sheet, c, s.first, c, s.first+len(s.data.Rows)-1)
}

func (s *source) columnIndex(col int) *columnIndex {
	if s.index[col] != nil {
		return s.index[col]
	}
	x := &columnIndex{rows: map[string][]int{}, stored: map[string]int{}, numbers: map[string]int{}, patterns: map[string]int{}}
	for i := range s.data.Rows {
		v := s.value(i, col)
		x.rows[v.Text] = append(x.rows[v.Text], i)
		if known(v.Number) {
			x.numbers[v.Text]++
			x.stored[numberKey(*v.Number)]++
		}
	}
	for text, rows := range x.rows {
		n := len(rows) - x.numbers[text]
		if n == 0 {
			continue
		}
		stored, _ := cut(clean(text), maxCell)
		x.stored[textKey(stored)] += n
		x.patterns[fold(stored)] += n
		x.mixed = x.mixed || stored != ""
	}
	s.index[col] = x
	return x
}

// fold is what Excel takes for the same text, and a little more.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'ぁ' && r <= 'ゖ' {
			return r + 'ァ' - 'ぁ'
		}
		return r
	}, strings.ToLower(width.Fold.String(s)))
}

func numberKey(n float64) string { return "n" + strconv.FormatFloat(n, 'g', 15, 64) }

// textKey is a text as Excel compares it: "007" is the number 7 to COUNTIFS.
func textKey(s string) string {
	if s == "" {
		return ""
	}
	folded := fold(s)
	if n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(folded), ",", ""), 64); err == nil {
		return numberKey(n)
	}
	return "t" + folded
}

// equal is text as the right side of = in an array formula, and whether it is the same rows there.
func (x *columnIndex) equal(text string) (string, bool) {
	rows := len(x.rows[text])
	if n := x.numbers[text]; n > 0 {
		number, ok := x.number(text)
		return number, ok && n == rows
	}
	stored, _ := cut(clean(text), maxCell)
	return `"` + strings.ReplaceAll(stored, `"`, `""`) + `"`, x.stored[textKey(stored)] == rows && units(stored) <= 250
}

// number is the one number that all rows with text hold.
func (x *columnIndex) number(text string) (string, bool) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	if err != nil || x.stored[numberKey(n)] != len(x.rows[text]) {
		return "0", false
	}
	return strconv.FormatFloat(n, 'f', -1, 64), true
}

// criterion is text as a criterion of COUNTIFS and its kind, quoted as a formula wants it; not ok where other rows would
// match too or these would not.
func (x *columnIndex) criterion(text string) (string, bool) {
	rows := len(x.rows[text])
	if n := x.numbers[text]; n > 0 {
		number, ok := x.number(text)
		return number, ok && n == rows
	}
	stored, _ := cut(clean(text), maxCell)
	if units(stored) > 200 || stored == "" && text != "" {
		return "", false
	}
	if stored == "" {
		return `""`, x.stored[""] == rows
	}
	escaped := strings.NewReplacer("~", "~~", "*", "~*", "?", "~?", `"`, `""`).Replace(stored)
	if !numberLike(stored) {
		if strings.ContainsAny(stored[:1], "=<>") {
			escaped = "=" + escaped
		}
		return `"` + escaped + `"`, x.stored[textKey(stored)] == rows
	}
	// Excel would read 2026-03 as a date. With a wildcard it compares texts.
	folded := fold(stored)
	if x.count(func(t string) bool { return strings.HasPrefix(t, folded) }) == rows {
		return `"` + guarded(escaped) + `*"`, true
	}
	if stored[0] >= 0x80 || strings.ContainsAny(stored[:1], `~*?"`) {
		return "", false
	}
	tail := fold(stored[1:])
	same := x.count(func(t string) bool {
		runes := []rune(t)
		return len(runes) > 0 && string(runes[1:]) == tail
	})
	return `"?` + escaped[1:] + `"`, same == rows
}

// guarded keeps the first character of a criterion from being read as an operator.
func guarded(escaped string) string {
	if strings.ContainsAny(escaped[:1], "=<>") {
		return "=" + escaped
	}
	return escaped
}

// count adds up the rows whose folded text matches.
func (x *columnIndex) count(matches func(string) bool) int {
	n := 0
	for text, rows := range x.patterns {
		if matches(text) {
			n += rows
		}
	}
	return n
}

// numberLike says whether Excel might read s as a number, date, time or truth value: it holds a digit, unless it
// begins like a word that is no month and no era, or it is TRUE or FALSE.
func numberLike(s string) bool {
	folded := fold(s)
	switch folded {
	case "true", "false":
		return true
	}
	if !strings.ContainsAny(folded, "0123456789") {
		return false
	}
	for _, word := range []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
		"明治", "大正", "昭和", "平成", "令和", "午前", "午後", "am", "pm"} {
		if strings.HasPrefix(folded, word) {
			return true
		}
	}
	first := []rune(folded)[0]
	if first >= 'a' && first <= 'z' {
		era := strings.ContainsRune("mtshr", first) && len(folded) > 1 && folded[1] >= '0' && folded[1] <= '9'
		return era
	}
	return first < 'ぁ' // digits and signs; kana and kanji begin a word
}
