package app

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"furikaeri/app/incident"
	"furikaeri/app/store"
)

// A MapRow is an entry of the map, or a service that no entry fits yet.
type MapRow struct {
	Place     int    `json:"place"` // in the map, −1 for a service that it lacks
	ServiceID string `json:"serviceId"`
	Service   string `json:"service"` // name, or a pattern with *
	Project   string `json:"project"`
	Client    string `json:"client"`
	Unit      string `json:"unit"`
	From      string `json:"from"` // local dates; "" = open
	Until     string `json:"until"`
	Incidents string `json:"incidents"`
}

// A MapTable is the map, with the services that it lacks first, most incidents first.
type MapTable struct {
	Rows     []MapRow `json:"rows"`
	Unmapped int      `json:"unmapped"`
	Said     string   `json:"said"`
	Clients  []string `json:"clients"` // to choose from
	Units    []string `json:"units"`
	Projects []string `json:"projects"`
}

// Map is the whole map.
func (w *Window) Map() (out MapTable, err error) {
	defer caught(&err)
	out = MapTable{Rows: []MapRow{}, Clients: []string{}, Units: []string{}, Projects: []string{}}
	if !w.app.hasData() {
		return out, nil
	}
	ctx, words := context.Background(), w.speech()
	err = w.desk.read(ctx, func(k *work) error {
		m, err := k.mapped(ctx)
		if err != nil {
			return err
		}
		row := func(place int, e mapped) MapRow {
			return MapRow{place, e.ServiceID, e.Service, e.Project, e.Client, e.Unit, dayText(e.FromDay), dayText(e.UntilDay), words.Count(e.incidents)}
		}
		for _, e := range m.left {
			out.Rows = append(out.Rows, row(-1, e))
		}
		for i, e := range m.entries {
			out.Rows = append(out.Rows, row(i, e))
			out.Clients, out.Units, out.Projects = append(out.Clients, e.Client), append(out.Units, e.Unit), append(out.Projects, e.Project)
		}
		out.Unmapped = len(m.left)
		return nil
	})
	for _, list := range []*[]string{&out.Clients, &out.Units, &out.Projects} {
		slices.Sort(*list)
		*list = slices.DeleteFunc(slices.Compact(*list), func(s string) bool { return s == "" })
	}
	out.Said = words.T("ui.w.map.said", "entries", words.Count(int64(len(out.Rows)-out.Unmapped)), "unmapped", words.Count(int64(out.Unmapped)))
	return out, err
}

// SaveMapRow writes one row of the map: a new entry where Place is −1, else in the place of Was, which must still stand
// there. A row that says nothing but its service is taken out of the map.
func (w *Window) SaveMapRow(row, was MapRow) (out MapTable, err error) {
	defer caught(&err)
	e, err := mapEntry(row)
	if err != nil {
		return MapTable{}, err
	}
	ctx := context.Background()
	err = w.desk.change(func() error {
		return w.app.with(ctx, func(k *work) error {
			entries, err := k.Map(ctx)
			if err != nil {
				return err
			}
			before, err := mapEntry(was)
			if err != nil {
				return err
			}
			switch {
			case row.Place >= 0 && (row.Place >= len(entries) || !sameEntry(entries[row.Place], before)):
				return &Error{Key: "error.w.map_changed"}
			case row.Place < 0:
				entries = append(entries, e)
			default:
				entries[row.Place] = e
			}
			entries = slices.DeleteFunc(entries, func(e store.MapEntry) bool {
				return e.Project == "" && e.Client == "" && e.Unit == "" && e.FromDay == nil && e.UntilDay == nil
			})
			return k.SetMap(ctx, entries)
		})
	})
	if err != nil {
		return MapTable{}, err
	}
	return w.Map()
}

func sameEntry(a, b store.MapEntry) bool {
	return a.ServiceID == b.ServiceID && a.Service == b.Service && a.Project == b.Project && a.Client == b.Client && a.Unit == b.Unit &&
		dayText(a.FromDay) == dayText(b.FromDay) && dayText(a.UntilDay) == dayText(b.UntilDay)
}

// mapEntry is a row as the store keeps it.
func mapEntry(row MapRow) (e store.MapEntry, err error) {
	tidy := strings.TrimSpace
	e = store.MapEntry{ServiceID: tidy(row.ServiceID), Service: tidy(row.Service), Project: tidy(row.Project), Client: tidy(row.Client), Unit: tidy(row.Unit)}
	if e.ServiceID == "" && e.Service == "" {
		return e, &Error{Key: "error.w.map_service"}
	}
	for _, d := range []struct {
		text string
		to   **int64
	}{{tidy(row.From), &e.FromDay}, {tidy(row.Until), &e.UntilDay}} {
		if d.text == "" {
			continue
		}
		day, err := incident.ParseDay(strings.NewReplacer("/", "-", ".", "-").Replace(d.text))
		if err != nil {
			return e, &Error{Key: "error.w.map_date", Args: []string{"value", d.text}, Err: err}
		}
		n := int64(day)
		*d.to = &n
	}
	if e.FromDay != nil && e.UntilDay != nil && *e.FromDay > *e.UntilDay {
		return e, &Error{Key: "error.w.map_order"}
	}
	return e, nil
}

// ExportMap asks where to write the map as a sheet, and writes it. "" if the person cancelled.
func (w *Window) ExportMap() (path string, err error) {
	defer caught(&err)
	words := w.speech()
	path, err = w.desktop.Save(words.T("ui.w.dialog.map_export"), words.T("ui.w.file.map")+".xlsx")
	if err != nil || path == "" {
		return "", err
	}
	if !IsSheet(path) {
		path += ".xlsx"
	}
	return path, w.desk.change(func() error {
		_, err := w.app.ExportMap(context.Background(), path)
		return err
	})
}

// A MapImported says what a sheet made of the map.
type MapImported struct {
	Chosen bool   `json:"chosen"` // false: the person cancelled
	Said   string `json:"said"`
}

// ImportMap asks for a sheet and replaces the map by it, whole or not at all.
func (w *Window) ImportMap() (out MapImported, err error) {
	defer caught(&err)
	words := w.speech()
	paths, err := w.desktop.Open(words.T("ui.w.dialog.map_import"), words.T("ui.w.dialog.sheets"), []string{"xlsx", "csv"}, false)
	if err != nil || len(paths) == 0 {
		return out, err
	}
	var c MapChange
	err = w.desk.change(func() (err error) {
		c, err = w.app.ImportMap(context.Background(), paths[0])
		return err
	})
	if err != nil {
		return out, err
	}
	return MapImported{true, words.T("ui.w.map.imported", "file", filepath.Base(paths[0]), "entries", words.Count(int64(c.Entries)), "unmapped", words.Count(int64(c.Unmapped)))}, nil
}
