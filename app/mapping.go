package app

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// The columns of a map's sheet, in order.
const (
	mapServiceID = iota
	mapService
	mapProject
	mapClient
	mapUnit
	mapFrom
	mapUntil
	mapIncidents
	mapColumns // how many there are
)

// mapHeader are the columns' names in files that are written.
var mapHeader = [mapColumns]string{"service_id", "service", "project", "client", "unit", "from", "until", "incidents"}

// mapSynonyms are the headers that are understood, in lower case without spaces, - and _.
var mapSynonyms = map[string]int{
	"serviceid": mapServiceID, "サービスid": mapServiceID,
	"service": mapService, "servicename": mapService, "サービス": mapService, "サービス名": mapService,
	"project": mapProject, "プロジェクト": mapProject, "プロジェクト名": mapProject, "案件": mapProject,
	"client": mapClient, "お客様": mapClient, "お客様名": mapClient, "顧客": mapClient, "顧客名": mapClient,
	"unit": mapUnit, "businessunit": mapUnit, "事業部": mapUnit, "サポートセンター": mapUnit, "部門": mapUnit,
	"from": mapFrom, "開始": mapFrom, "開始日": mapFrom,
	"until": mapUntil, "to": mapUntil, "終了": mapUntil, "終了日": mapUntil,
	"incidents": mapIncidents, "アラート": mapIncidents, "アラート数": mapIncidents, "アラート件数": mapIncidents, "件数": mapIncidents,
}

// mapColumn is the column that a header names, −1 if none. unitWord is what the workspace calls a business unit.
func mapColumn(header, unitWord string) int {
	if c, ok := mapSynonyms[plainHeader(header)]; ok {
		return c
	}
	if unitWord != "" && strings.TrimSpace(header) == unitWord {
		return mapUnit
	}
	return -1
}

// plainHeader is a header in lower case without spaces, - and _.
func plainHeader(header string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", " ", "", "_", "", "-", "").Replace(strings.TrimSpace(header)))
}

// A MapChange says how many entries a map has, and how many of the services that incidents name it leaves out.
type MapChange struct {
	Entries  int `json:"entries"`
	Services int `json:"services"` // that incidents name
	Unmapped int `json:"unmapped"` // of these, left out by the map
}

// A mapped is an entry of the map, or a service that the map lacks as the beginning of one, with its incidents.
type mapped struct {
	store.MapEntry
	incidents int64
}

// A wholeMap is the map beside the services that incidents name.
type wholeMap struct {
	entries  []mapped // in their order
	left     []mapped // services that no entry fits, most incidents first
	services int      // that incidents name
}

func (w *work) mapped(ctx context.Context) (m wholeMap, err error) {
	entries, err := w.Map(ctx)
	if err != nil {
		return m, err
	}
	services, err := w.Services(ctx)
	if err != nil {
		return m, err
	}
	m.services = len(services)
	for _, e := range entries {
		m.entries = append(m.entries, mapped{MapEntry: e})
	}
	for _, s := range services {
		if i := store.Best(entries, s.Key, s.Name); i >= 0 {
			m.entries[i].incidents += s.Incidents
			continue
		}
		id := s.Key
		if id == s.Name {
			id = "" // a service that is known by its name alone
		}
		m.left = append(m.left, mapped{store.MapEntry{ServiceID: id, Service: s.Name}, s.Incidents})
	}
	slices.SortStableFunc(m.left, func(a, b mapped) int { return cmp.Compare(b.incidents, a.incidents) })
	return m, nil
}

// ExportMap writes the map to a CSV file or a workbook: entries and patterns in their order, then the services that no
// entry fits, most incidents first. Each has the number of its incidents. What ImportMap reads gives the same map.
func (a *App) ExportMap(ctx context.Context, path string) (MapChange, error) {
	var c MapChange
	s := sheet{header: mapHeader[:], numeric: make([]bool, mapColumns), widths: []float64{18, 40, 30, 30, 24, 12, 12, 12}}
	s.numeric[mapIncidents] = true
	if _, err := s.writer(path); err != nil {
		return c, err // before the work
	}
	err := a.with(ctx, func(w *work) error {
		m, err := w.mapped(ctx)
		if err != nil {
			return err
		}
		c = MapChange{Entries: len(m.entries), Services: m.services, Unmapped: len(m.left)}
		for _, list := range [][]mapped{m.entries, m.left} {
			for _, e := range list {
				s.rows = append(s.rows, []string{e.ServiceID, e.Service, e.Project, e.Client, e.Unit, dayText(e.FromDay), dayText(e.UntilDay), strconv.FormatInt(e.incidents, 10)})
			}
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

func dayText(d *int64) string {
	if d == nil {
		return ""
	}
	return incident.Day(*d).String()
}

// ImportMap replaces the map by a CSV file or a workbook such as ExportMap writes. Rows that say nothing of a service but
// its name, as those of unmapped services do, are left out. Any mistake refuses the whole file: the error joins one
// *Error for each, with file and line.
func (a *App) ImportMap(ctx context.Context, path string) (MapChange, error) {
	var c MapChange
	set, err := a.Settings()
	if err != nil {
		return c, err
	}
	rows, err := readSheet(path, func(header string) bool {
		n := mapColumn(header, set.UnitWord)
		return n == mapFrom || n == mapUntil
	})
	if err != nil {
		return c, err
	}
	entries, err := readMap(filepath.Base(path), rows, set.UnitWord)
	if err != nil {
		return c, err
	}
	err = a.with(ctx, func(w *work) error {
		if err := w.SetMap(ctx, entries); err != nil {
			return err
		}
		services, err := w.Services(ctx)
		if err != nil {
			return err
		}
		c.Entries, c.Services = len(entries), len(services)
		for _, v := range services {
			if !v.Mapped {
				c.Unmapped++
			}
		}
		return nil
	})
	return c, err
}

// A mapReader reads the rows of one sheet.
type mapReader struct {
	file string
	at   [mapColumns]int // the column's index, −1 where there is none
	errs []error
}

// maxMapErrors is how many mistakes of one file are told.
const maxMapErrors = 50

func (r *mapReader) wrong(line int, key string, args ...string) {
	if len(r.errs) < maxMapErrors {
		r.errs = append(r.errs, &Error{Key: "error.map." + key, Args: append([]string{"file", r.file, "line", strconv.Itoa(line)}, args...)})
	}
}

func readMap(file string, rows []sheetRow, unitWord string) ([]store.MapEntry, error) {
	if len(rows) == 0 {
		return nil, &Error{Key: "error.file.empty", Args: []string{"file", file}}
	}
	r := &mapReader{file: file}
	r.header(rows[0], unitWord)
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	entries := []store.MapEntry{}
	lines := map[string]int{}
	for _, row := range rows[1:] {
		e, ok := r.entry(row, len(rows[0].cells))
		if !ok {
			continue
		}
		name := e.ServiceID + "\x00"
		if e.ServiceID == "" {
			name += e.Service
		}
		if first, ok := lines[name]; ok {
			r.wrong(row.line, "twice", "first", strconv.Itoa(first))
			continue
		}
		lines[name] = row.line
		entries = append(entries, e)
	}
	return entries, errors.Join(r.errs...)
}

func (r *mapReader) header(row sheetRow, unitWord string) {
	for i := range r.at {
		r.at[i] = -1
	}
	for i, h := range row.cells {
		if strings.TrimSpace(h) == "" {
			continue
		}
		c := mapColumn(h, unitWord)
		switch {
		case c < 0:
			r.wrong(row.line, "header", "header", h)
		case r.at[c] >= 0:
			r.wrong(row.line, "header_twice", "header", h)
		default:
			r.at[c] = i
		}
	}
	if r.at[mapServiceID] < 0 && r.at[mapService] < 0 {
		r.wrong(row.line, "no_service_column")
	}
}

// entry is what a row says; ok is false where it says nothing, or something wrong.
func (r *mapReader) entry(row sheetRow, width int) (e store.MapEntry, ok bool) {
	for i := width; i < len(row.cells); i++ {
		if strings.TrimSpace(row.cells[i]) != "" {
			r.wrong(row.line, "columns")
			return e, false
		}
	}
	text := func(column int) string {
		if i := r.at[column]; i >= 0 && i < len(row.cells) {
			return strings.TrimSpace(row.cells[i])
		}
		return ""
	}
	from, until := text(mapFrom), text(mapUntil)
	e = store.MapEntry{ServiceID: text(mapServiceID), Service: text(mapService), Project: text(mapProject), Client: text(mapClient), Unit: text(mapUnit)}
	if e.Project == "" && e.Client == "" && e.Unit == "" && from == "" && until == "" {
		return e, false
	}
	if e.ServiceID == "" && e.Service == "" {
		r.wrong(row.line, "no_service")
		return e, false
	}
	var fromOK, untilOK bool
	e.FromDay, fromOK = r.day(row.line, from)
	e.UntilDay, untilOK = r.day(row.line, until)
	if fromOK && untilOK && e.FromDay != nil && e.UntilDay != nil && *e.FromDay > *e.UntilDay {
		r.wrong(row.line, "from_after_until", "from", from, "until", until)
		return e, false
	}
	return e, fromOK && untilOK
}

// clock is a time of day after a date, which Excel adds to cells it takes for instants.
var clock = regexp.MustCompile(`[ T]0?0:00(:00)?$`)

// day reads a date as people and Excel write it; nil for "".
func (r *mapReader) day(line int, s string) (*int64, bool) {
	if s == "" {
		return nil, true
	}
	for _, layout := range []string{time.DateOnly, "2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日"} {
		if t, err := time.Parse(layout, clock.ReplaceAllString(s, "")); err == nil {
			d := int64(incident.DayOf(t.Date()))
			return &d, true
		}
	}
	r.wrong(line, "date", "value", s)
	return nil, false
}
