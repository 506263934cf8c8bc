package app

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/store"
)

// The columns of a sheet of exclusions, in order.
const (
	exclIncident = iota
	exclNumber
	exclService
	exclClient
	exclFrom
	exclUntil
	exclReason
	exclWho
	exclWhen
	exclIncidents
	exclColumns // how many there are
)

// exclHeader are the columns' names in files that are written.
var exclHeader = [exclColumns]string{"incident_id", "number", "service", "client", "from", "until", "reason", "who", "when", "incidents"}

// exclSynonyms are the headers that are understood, in lower case without spaces, - and _.
var exclSynonyms = map[string]int{
	"incidentid": exclIncident, "id": exclIncident, "インシデントid": exclIncident,
	"number": exclNumber, "incidentnumber": exclNumber, "番号": exclNumber, "インシデント番号": exclNumber, "アラート番号": exclNumber,
	"service": exclService, "serviceid": exclService, "servicename": exclService, "サービス": exclService, "サービス名": exclService, "サービスid": exclService,
	"client": exclClient, "お客様": exclClient, "お客様名": exclClient, "顧客": exclClient, "顧客名": exclClient,
	"from": exclFrom, "開始": exclFrom, "開始日時": exclFrom,
	"until": exclUntil, "to": exclUntil, "終了": exclUntil, "終了日時": exclUntil,
	"reason": exclReason, "理由": exclReason, "対象外の理由": exclReason,
	"who": exclWho, "記入者": exclWho, "登録者": exclWho, "担当者": exclWho,
	"when": exclWhen, "記入日時": exclWhen, "登録日時": exclWhen, "記入日": exclWhen, "登録日": exclWhen,
	"incidents": exclIncidents, "アラート": exclIncidents, "アラート数": exclIncidents, "アラート件数": exclIncidents, "件数": exclIncidents,
}

// exclColumn is the column that a header names, −1 if none.
func exclColumn(header string) int {
	if c, ok := exclSynonyms[plainHeader(header)]; ok {
		return c
	}
	return -1
}

// An ExclusionChange says how many exclusions there are and what they leave out of the SLO now.
type ExclusionChange struct {
	Entries   int    `json:"entries"`
	Idle      int    `json:"idle"`      // of these, without an incident: none fits, or an upper entry has them all
	Incidents int64  `json:"incidents"` // that are excluded
	First     string `json:"first"`     // local date of the first of them, "" where there is none
	Last      string `json:"last"`
}

// exclusionChange counts what the exclusions do.
func (w *work) exclusionChange(ctx context.Context) (c ExclusionChange, entries []store.Exclusion, err error) {
	if entries, err = w.Exclusions(ctx); err != nil {
		return c, nil, err
	}
	c.Entries = len(entries)
	for _, e := range entries {
		if e.Incidents == 0 {
			c.Idle++
		}
	}
	n, first, last, err := w.Excluded(ctx)
	if err != nil || n == 0 {
		return c, entries, err
	}
	zone := w.settings.Location()
	c.Incidents, c.First, c.Last = n, first.In(zone).Format(time.DateOnly), last.In(zone).Format(time.DateOnly)
	return c, entries, nil
}

// ExcludeExport writes the exclusions to a CSV file or a workbook, in their order, each with the number of incidents that
// it is the first to exclude. What ExcludeImport reads gives the same exclusions.
func (a *App) ExcludeExport(ctx context.Context, path string) (ExclusionChange, error) {
	var c ExclusionChange
	s := sheet{header: exclHeader[:], numeric: make([]bool, exclColumns), widths: []float64{18, 10, 40, 30, 18, 18, 40, 18, 18, 12}}
	s.numeric[exclNumber], s.numeric[exclIncidents] = true, true
	if _, err := s.writer(path); err != nil {
		return c, err // before the work
	}
	err := a.with(ctx, func(w *work) error {
		var entries []store.Exclusion
		var err error
		if c, entries, err = w.exclusionChange(ctx); err != nil {
			return err
		}
		zone := w.settings.Location()
		for _, e := range entries {
			number := ""
			if e.Number != nil {
				number = strconv.FormatInt(*e.Number, 10)
			}
			s.rows = append(s.rows, []string{e.IncidentID, number, e.Service, e.Client, instantText(e.FromAt, zone), instantText(e.UntilAt, zone),
				e.Reason, e.Who, instantText(&e.WrittenAt, zone), strconv.FormatInt(e.Incidents, 10)})
		}
		return nil
	})
	if err != nil {
		return c, err
	}
	write, err := s.writer(path)
	if err != nil {
		return c, err
	}
	return c, writeFiles(ctx, []file{{path, write}})
}

// instantText is an instant as people of the zone write it, with the offset where the clock shows the same twice.
func instantText(at *int64, zone *time.Location) string {
	if at == nil {
		return ""
	}
	t := time.Unix(*at, 0).In(zone)
	s := t.Format("2006-01-02 15:04:05")
	if back, err := time.ParseInLocation(time.DateTime, s, zone); err != nil || back.Unix() != *at {
		return t.Format(time.RFC3339)
	}
	return strings.TrimSuffix(s, ":00")
}

// ExcludeImport replaces the exclusions by a CSV file or a workbook such as ExcludeExport writes. Times are the
// workspace's; a date alone is its 00:00. Who is the settings' writer where a row does not say. Any mistake refuses the
// whole file: the error joins one *Error for each, with file and line.
func (a *App) ExcludeImport(ctx context.Context, path string) (ExclusionChange, error) {
	var c ExclusionChange
	set, err := a.Settings()
	if err != nil {
		return c, err
	}
	rows, err := readSheet(path, func(header string) bool {
		n := exclColumn(header)
		return n == exclFrom || n == exclUntil || n == exclWhen
	})
	if err != nil {
		return c, err
	}
	entries, err := readExclusions(filepath.Base(path), rows, set.Location(), set.Writer)
	if err != nil {
		return c, err
	}
	err = a.with(ctx, func(w *work) (err error) {
		if err := w.SetExclusions(ctx, entries, a.Now()); err != nil {
			return err
		}
		c, _, err = w.exclusionChange(ctx)
		return err
	})
	return c, err
}

// An exclusionReader reads the rows of one sheet.
type exclusionReader struct {
	file   string
	zone   *time.Location
	writer string
	at     [exclColumns]int // the column's index, −1 where there is none
	errs   []error
}

func (r *exclusionReader) wrong(line int, key string, args ...string) {
	if len(r.errs) < maxMapErrors {
		r.errs = append(r.errs, &Error{Key: "error.exclude." + key, Args: append([]string{"file", r.file, "line", strconv.Itoa(line)}, args...)})
	}
}

func readExclusions(file string, rows []sheetRow, zone *time.Location, writer string) ([]store.Exclusion, error) {
	if len(rows) == 0 {
		return nil, &Error{Key: "error.file.empty", Args: []string{"file", file}}
	}
	r := &exclusionReader{file: file, zone: zone, writer: writer}
	r.header(rows[0])
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	entries := []store.Exclusion{}
	for _, row := range rows[1:] {
		if strings.TrimSpace(strings.Join(row.cells, "")) == "" {
			continue
		}
		before := len(r.errs)
		e := r.entry(row, len(rows[0].cells))
		if len(r.errs) == before {
			entries = append(entries, e)
		}
	}
	return entries, errors.Join(r.errs...)
}

func (r *exclusionReader) header(row sheetRow) {
	for i := range r.at {
		r.at[i] = -1
	}
	for i, h := range row.cells {
		if strings.TrimSpace(h) == "" {
			continue
		}
		c := exclColumn(h)
		switch {
		case c < 0:
			r.wrong(row.line, "header", "header", h)
		case r.at[c] >= 0:
			r.wrong(row.line, "header_twice", "header", h)
		default:
			r.at[c] = i
		}
	}
	if r.at[exclIncident] < 0 && r.at[exclNumber] < 0 && r.at[exclService] < 0 {
		r.wrong(row.line, "no_column")
	}
}

// entry is what a row says. Whatever is wrong with it is told to r.
func (r *exclusionReader) entry(row sheetRow, width int) store.Exclusion {
	for i := width; i < len(row.cells); i++ {
		if strings.TrimSpace(row.cells[i]) != "" {
			r.wrong(row.line, "columns")
		}
	}
	text := func(column int) string {
		if i := r.at[column]; i >= 0 && i < len(row.cells) {
			return strings.TrimSpace(row.cells[i])
		}
		return ""
	}
	from, until, number := text(exclFrom), text(exclUntil), text(exclNumber)
	e := store.Exclusion{IncidentID: text(exclIncident), Service: text(exclService), Client: text(exclClient), Reason: text(exclReason), Who: cmp.Or(text(exclWho), r.writer)}
	if strings.HasPrefix(e.IncidentID, "#") { // as reports write numbers
		e.IncidentID, number = "", cmp.Or(number, e.IncidentID)
	}
	incident := e.IncidentID != "" || number != ""
	switch {
	case !incident && e.Service == "":
		r.wrong(row.line, "neither")
	case incident && (e.Service != "" || e.Client != "" || from != "" || until != ""):
		r.wrong(row.line, "both")
	case !incident && (from == "" || until == ""):
		r.wrong(row.line, "window")
	}
	if e.Reason == "" {
		r.wrong(row.line, "reason")
	}
	if number != "" {
		n, err := strconv.ParseInt(strings.TrimPrefix(number, "#"), 10, 64)
		if err != nil || n <= 0 {
			r.wrong(row.line, "number", "value", number)
		}
		e.Number = &n
	}
	e.FromAt, e.UntilAt = r.instant(row.line, from), r.instant(row.line, until)
	if e.FromAt != nil && e.UntilAt != nil && *e.FromAt >= *e.UntilAt {
		r.wrong(row.line, "from_after_until", "from", from, "until", until)
	}
	if at := r.instant(row.line, text(exclWhen)); at != nil {
		e.WrittenAt = *at
	}
	return e
}

// instantLayouts are how people and Excel write instants; a digit less is understood too.
var instantLayouts = []string{"2006-1-2 15:4:5", "2006-1-2 15:4", "2006-1-2", "2006年1月2日 15:4:5", "2006年1月2日 15:4", "2006年1月2日 15時4分", "2006年1月2日"}

// instant reads a local time, or one with its offset; nil for "" and for what is no time, which r is told.
func (r *exclusionReader) instant(line int, s string) *int64 {
	if s == "" {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		n := t.Unix()
		return &n
	}
	plain := strings.NewReplacer("/", "-", ".", "-", "T", " ", "　", " ").Replace(s)
	for _, layout := range instantLayouts {
		if t, err := time.ParseInLocation(layout, plain, r.zone); err == nil {
			n := t.Unix()
			return &n
		}
	}
	r.wrong(line, "time", "value", s)
	return nil
}
