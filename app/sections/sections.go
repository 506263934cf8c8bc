// Package sections writes reports: numbers, words and a person's comments go in, a report.Document comes out. One file a
// section. It sees neither the store nor a renderer, and gives every number with the rows that it comes from.
package sections

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// An Input is all that a report is made of.
type Input struct {
	Words       lang.Words
	Numbers     *metrics.Numbers // of Period, with its alerts
	Year        *metrics.Numbers // of the fiscal year up to the period's end; monthly reports have none
	Period      incident.Period
	FiscalStart time.Month
	Zone        *time.Location
	Unit        string // "" = all
	Client      string // monthly reports
	UnitWord    string // what a business unit is called
	Limits      []metrics.Limit
	Roster      bool // somebody said who belongs to the first line
	Mapped      bool // somebody wrote a map
	Issued      incident.Day
	Version     string
	Company     string
	PreparedBy  string
	ApprovedBy  string
	Mark        string
	Accent      string
	Logo        []byte
	Comments    map[string][]string // section id → a person's sentences
}

// A page is a document being written.
type page struct {
	Input
	w  lang.Words
	n  *metrics.Numbers
	t  func(key string, args ...string) string
	id string // "quarterly" or "monthly": the prefix of its words
}

func newPage(in Input, id string) *page {
	p := &page{Input: in, w: in.Words, n: in.Numbers, t: in.Words.T, id: id}
	if id == "monthly" {
		p.t = p.toClients
	}
	return p
}

// toClients is a key's text as clients read it: where the team has a word of its own, such as 無応答エスカレーション, the
// catalogue has theirs under the same key after "client.".
func (p *page) toClients(key string, args ...string) string {
	if theirs := "client." + key; p.w.Has(theirs) {
		return p.w.T(theirs, args...)
	}
	return p.w.T(key, args...)
}

// sections leaves out what has nothing to say, and sets comments beside the drafts.
func (p *page) sections(list ...*report.Section) []report.Section {
	out := []report.Section{}
	for _, s := range list {
		if s == nil {
			continue
		}
		if c := p.Comments[s.ID]; len(c) > 0 {
			s.Blocks = append(s.Blocks, report.Block{Text: &report.Text{Title: p.t("report.comment"), Style: report.Comment, Sentences: plain(c...)}})
		}
		if s.Notes == nil {
			s.Notes = []string{}
		}
		out = append(out, *s)
	}
	return out
}

func (p *page) section(id string, blocks ...report.Block) *report.Section {
	return &report.Section{ID: id, Title: p.t("section." + id), Question: p.t("section." + id + ".question"), Blocks: blocks, Notes: []string{}}
}

func (p *page) document(title, scope string) *report.Document {
	lines := []report.Entry{
		{Label: p.t("cover.period"), Text: p.w.Period(p.Period, p.FiscalStart)},
		{Label: p.t("cover.issued"), Text: p.w.Date(p.Issued)},
	}
	if p.id != "monthly" { // a client has no use for it
		lines = append(lines, report.Entry{Label: p.t("cover.version"), Text: p.Version})
	}
	for _, who := range [][2]string{{"cover.prepared", p.PreparedBy}, {"cover.approved", p.ApprovedBy}} {
		if who[1] != "" {
			lines = append(lines, report.Entry{Label: p.t(who[0]), Text: who[1]})
		}
	}
	return &report.Document{
		Kind: p.id, Title: title, Scope: scope, Period: p.w.Period(p.Period, p.FiscalStart), Issued: p.Issued.String(), Version: p.Version,
		Lang: p.w.Code, Cover: report.Cover{Author: p.Company, Lines: lines, Logo: p.Logo}, Labels: p.labels(), Mark: p.mark(),
		Accent: p.Accent, Keywords: []string{scope, p.Period.From.String(), p.Period.To.String()}, Data: []report.Data{},
	}
}

// mark is the confidentiality mark, one of the usual Japanese ones in the report's language; any other stays as written.
func (p *page) mark() string {
	if key := "mark." + strings.TrimSpace(p.Mark); p.w.Has(key) {
		return p.t(key)
	}
	return p.Mark
}

// zone is the time zone in words that follow "times are".
func (p *page) zone() string {
	if key := "zone." + p.Zone.String(); p.w.Has(key) {
		return p.t(key)
	}
	return p.t("zone.other", "zone", p.Zone.String())
}

// cut ends a table on paper after most rows, and says how many there are. It is called when the table has its rows.
func (p *page) cut(t *report.Table, most int) {
	if len(t.Rows) <= most {
		return
	}
	t.PaperRows = most
	t.PaperNote = p.t(p.id+".paper.rest", "all", p.w.Count(int64(len(t.Rows))), "n", p.w.Count(int64(most)))
}

func (p *page) labels() report.Labels {
	l := report.Labels{
		Contents: p.t("label.contents"), Continued: p.t("label.continued"), Page: p.t("label.page"), Search: p.t("label.search"),
		Rows: p.t("label.rows"), RowsBehind: p.t("label.rows_behind"), Limited: p.t(p.id + ".label.limited"), ShowAll: p.t("label.show_all"),
		Close: p.t("label.close"), SortBy: p.t("label.sort_by"), ChartData: p.t("label.chart_data"), Reference: p.t("label.reference"),
		Glyphs: p.t(p.id + ".label.glyphs"), CutText: p.t(p.id + ".label.cut_text"), Data: p.t("label.data"), Notes: p.t("label.notes"),
		Back: p.t("label.back"), Theme: p.t("label.theme"), NoData: p.t("label.no_data"), Formula: p.t("label.formula"),
		RefCount: p.t("label.ref_count"), RefSum: p.t("label.ref_sum"), RefShare: p.t("label.ref_share"),
		RefMean: p.t("label.ref_mean"), RefP50: p.t("label.ref_p50"), RefP90: p.t("label.ref_p90"), RefEq: p.t("label.ref_eq"),
		RefEach: p.t("label.ref_each"), RefAnd: p.t("label.ref_and"), RefAll: p.t("label.ref_all"), RefOf: p.t("label.ref_of"),
	}
	if p.id == "quarterly" { // to a client's eyes a list of conditions is a machine's; Excel and HTML lead to the rows
		l.RefLine, l.RefIntro = p.t("label.ref_line"), p.t("label.ref_intro")
	}
	return l
}

// plain are sentences without numbers of their own.
func plain(texts ...string) []report.Sentence {
	out := []report.Sentence{}
	for _, t := range texts {
		out = append(out, report.Sentence{Text: t, Cells: []report.Cell{}})
	}
	return out
}

func text(style report.TextStyle, s ...report.Sentence) report.Block {
	return report.Block{Text: &report.Text{Style: style, Sentences: s}}
}

// sentence is a key's text with cells filled in where it names them: name, cell, name, cell … Its cells are those that it
// names.
func (p *page) sentence(key string, parts ...any) report.Sentence {
	words := p.t(key)
	args := []string{}
	s := report.Sentence{Cells: []report.Cell{}}
	for i := 0; i+1 < len(parts); i += 2 {
		switch v := parts[i+1].(type) {
		case report.Cell:
			args = append(args, parts[i].(string), v.Text)
			if strings.Contains(words, "{"+parts[i].(string)+"}") {
				s.Cells = append(s.Cells, v)
			}
		case string:
			args = append(args, parts[i].(string), v)
		}
	}
	s.Text = p.t(key, args...)
	return s
}

// The makers of cells. A nil ratio is "–" without a number.

func word(s string) report.Cell { return report.Cell{Text: s} }

// unitTitle is what a business unit is called where the word begins a line.
func (p *page) unitTitle() string {
	first, size := utf8.DecodeRuneInString(p.UnitWord)
	return string(unicode.ToUpper(first)) + p.UnitWord[size:]
}

func (p *page) count(n int64, ref *report.Ref) report.Cell {
	return report.Cell{Text: p.w.Count(n), Number: report.Num(float64(n)), Ref: ref}
}

func (p *page) hours(seconds int64, ref *report.Ref) report.Cell {
	return report.Cell{Text: p.w.Hours(seconds), Number: report.Num(float64(seconds) / 3600), Ref: ref}
}

// previous is handling time on the compared days a year before: where nobody knows it is not 0.
func (p *page) previous(seconds int64) report.Cell {
	if !p.n.HoursBefore() {
		return word(lang.None)
	}
	return p.hours(seconds, nil)
}

func (p *page) decimal(v *float64) report.Cell {
	if v == nil {
		return word(lang.None)
	}
	return report.Cell{Text: p.w.Decimal(*v, 1), Number: v}
}

// minutes are mean or percentile seconds in minutes.
func (p *page) minutes(seconds *float64, ref *report.Ref) report.Cell {
	if seconds == nil {
		return word(lang.None)
	}
	return report.Cell{Text: p.w.Decimal(*seconds/60, 1), Number: report.Num(*seconds / 60), Ref: ref}
}

func (p *page) percent(ratio *float64, ref *report.Ref) report.Cell {
	if ratio == nil {
		return word(lang.None)
	}
	return report.Cell{Text: p.w.Percent(*ratio), Number: report.Num(*ratio * 100), Ref: ref}
}

// change is a ratio of change; less is good, where both years are measured alike.
func (p *page) change(ratio *float64) report.Cell {
	if ratio == nil {
		return word(lang.None)
	}
	c := report.Cell{Text: p.w.Change(*ratio), Number: report.Num(*ratio * 100)}
	switch {
	case !p.n.Alike():
	case *ratio < 0:
		c.Signal = report.Good
	case *ratio > 0:
		c.Signal = report.Bad
	}
	return c
}

func (p *page) signed(n int64) report.Cell {
	return report.Cell{Text: p.w.Signed(n), Number: report.Num(float64(n))}
}

// quotient is a/b, nil where b is 0.
func quotient(a, b int64) *float64 {
	if b == 0 {
		return nil
	}
	return report.Num(float64(a) / float64(b))
}

// changeOf is value/previous − 1, nil where previous is 0.
func changeOf(value, previous int64) *float64 {
	if previous == 0 {
		return nil
	}
	return report.Num(float64(value-previous) / float64(previous))
}

// row is a table row of an Eq list.
func eq(pairs ...string) []report.Eq {
	out := []report.Eq{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, report.Eq{Column: pairs[i], Text: pairs[i+1]})
	}
	return out
}

func countOf(data string, where ...string) *report.Ref {
	return &report.Ref{Data: data, Where: eq(where...), Of: eq(), Fn: report.FnCount}
}

func sumOf(data, column string, scale float64, where ...string) *report.Ref {
	return &report.Ref{Data: data, Where: eq(where...), Of: eq(), Fn: report.FnSum, Column: column, Scale: scale}
}

// shareOf is the alerts that match where over those that match of, in percent.
func shareOf(where, of []string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq(where...), Of: eq(of...), Fn: report.FnShare, Scale: 100}
}

// statisticOf is a mean or percentile of seconds of alerts, in minutes.
func statisticOf(fn report.Fn, column string, where ...string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq(where...), Of: eq(), Fn: fn, Column: column, Scale: 1.0 / 60}
}

// perHour turns seconds of data into hours.
const perHour = 1.0 / 3600

// month reads numbers' "2026-03".
func month(s string) incident.Month {
	d, err := incident.ParseDay(s + "-01")
	if err != nil {
		return 0
	}
	return d.Month()
}

func itoa(n int) string { return strconv.Itoa(n) }
