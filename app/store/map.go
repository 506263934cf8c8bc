package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
)

// A MapEntry is what people wrote of a service, or of all services whose name fits a pattern such as 顧客*. Days count
// from 1970-01-01; nil is open.
type MapEntry struct {
	ServiceID, Service, Project, Client, Unit string
	FromDay, UntilDay                         *int64
}

// A Service is a service that incidents name, with the entry that holds for it.
type Service struct {
	Key, Name string
	Mapped    bool
	MapEntry
	Incidents int64
}

// fits says how well the entry fits a service: 0 not, then pattern, name, id.
func (e *MapEntry) fits(key, name string) int {
	switch {
	case e.ServiceID != "" && e.ServiceID == key:
		return 3
	case e.ServiceID != "":
		return 0
	case e.Service == name:
		return 2
	case strings.Contains(e.Service, "*") && wild(e.Service, name):
		return 1
	}
	return 0
}

// Best is the place of the entry that holds for a service: id before name before pattern, of equals the first; −1 if none
// fits.
func Best(entries []MapEntry, key, name string) int {
	best, place := 0, -1
	for i := range entries {
		if fit := entries[i].fits(key, name); fit > best {
			best, place = fit, i
		}
	}
	return place
}

// finder is Best for many services.
type finder struct {
	entries   []MapEntry
	ids, name map[string]int // the first entry of each
	patterns  []int
}

func newFinder(entries []MapEntry) *finder {
	f := &finder{entries: entries, ids: map[string]int{}, name: map[string]int{}}
	first := func(m map[string]int, key string, i int) {
		if _, ok := m[key]; !ok {
			m[key] = i
		}
	}
	for i, e := range entries {
		switch {
		case e.ServiceID != "":
			first(f.ids, e.ServiceID, i)
		case strings.Contains(e.Service, "*"):
			f.patterns = append(f.patterns, i)
			fallthrough // a service may have a star in its name
		default:
			first(f.name, e.Service, i)
		}
	}
	return f
}

func (f *finder) best(key, name string) int {
	if i, ok := f.ids[key]; ok {
		return i
	}
	if i, ok := f.name[name]; ok {
		return i
	}
	for _, i := range f.patterns {
		if f.entries[i].fits(key, name) > 0 {
			return i
		}
	}
	return -1
}

// wild says whether s fits a pattern in which * stands for any text.
func wild(pattern, s string) bool {
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(s, parts[0]) {
		return false
	}
	s = s[len(parts[0]):]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(s, p)
		if i < 0 {
			return false
		}
		s = s[i+len(p):]
	}
	return strings.HasSuffix(s, parts[len(parts)-1])
}

// Map is the map as people wrote it, in its order.
func (s *Store) Map(ctx context.Context) ([]MapEntry, error) {
	rows, err := s.conn.QueryContext(ctx, `SELECT service_id, service, project, client, unit, from_day, until_day FROM map_entry ORDER BY "position"`)
	if err != nil {
		return nil, fmt.Errorf("reading the map: %w", err)
	}
	defer rows.Close()
	out := []MapEntry{}
	for rows.Next() {
		var e MapEntry
		if err := rows.Scan(&e.ServiceID, &e.Service, &e.Project, &e.Client, &e.Unit, &e.FromDay, &e.UntilDay); err != nil {
			return nil, fmt.Errorf("reading the map: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// SetMap replaces the map.
func (s *Store) SetMap(ctx context.Context, entries []MapEntry) error {
	return s.within(ctx, func() error {
		s.touched = s.trying
		if err := s.putMap(ctx, entries); err != nil {
			return err
		}
		return s.applyMap(ctx)
	})
}

// putMap writes the map's table.
func (s *Store) putMap(ctx context.Context, entries []MapEntry) error {
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM map_entry"); err != nil {
		return err
	}
	err := s.fill("", "map_entry", func(add func(...driver.Value) error) error {
		for i, e := range entries {
			if err := add(int64(i), e.ServiceID, e.Service, e.Project, e.Client, e.Unit, orNull(e.FromDay), orNull(e.UntilDay)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing the map: %w", err)
	}
	return nil
}

// Services are the services that incidents name, with their number of incidents and the map's entry, by name.
func (s *Store) Services(ctx context.Context) ([]Service, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT s.service_key, s.service, s.project, s.client, s.unit, s.mapped, s.from_day, s.until_day, count(*)
		FROM service s JOIN facts i ON i.service_key = s.service_key GROUP BY ALL ORDER BY s.service, s.service_key`)
	if err != nil {
		return nil, fmt.Errorf("reading the services: %w", err)
	}
	defer rows.Close()
	out := []Service{}
	for rows.Next() {
		var v Service
		if err := rows.Scan(&v.Key, &v.Name, &v.Project, &v.Client, &v.Unit, &v.Mapped, &v.FromDay, &v.UntilDay, &v.Incidents); err != nil {
			return nil, fmt.Errorf("reading the services: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// applyMap rebuilds the table service: every service that was met under its newest name, with the map's entry that fits
// it best (id before name before pattern; of equals the first). A service without an entry is a project of its own name.
// The exclusions, which go by services too, are applied anew after it.
func (s *Store) applyMap(ctx context.Context) error {
	entries, err := s.Map(ctx)
	if err != nil {
		return err
	}
	rows, err := s.conn.QueryContext(ctx, `SELECT service_key, arg_max(service, (ordered_at, "import", "row")) FROM facts GROUP BY service_key ORDER BY service_key`)
	if err != nil {
		return fmt.Errorf("reading the services: %w", err)
	}
	services := []Service{}
	for rows.Next() {
		var v Service
		var name sql.NullString
		if err := rows.Scan(&v.Key, &name); err != nil {
			rows.Close()
			return fmt.Errorf("reading the services: %w", err)
		}
		if v.Name = name.String; v.Name == "" {
			v.Name = v.Key
		}
		services = append(services, v)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM service"); err != nil {
		return err
	}
	find := newFinder(entries)
	err = s.fill("", "service", func(add func(...driver.Value) error) error {
		for _, v := range services {
			e, mapped := MapEntry{Project: v.Name, Client: v.Name}, int64(0)
			if i := find.best(v.Key, v.Name); i >= 0 {
				e, mapped = entries[i], 1
			}
			if e.Project == "" {
				e.Project = v.Name
			}
			if e.Client == "" {
				e.Client = e.Project
			}
			if err := add(v.Key, v.Name, e.Project, e.Client, e.Unit, mapped, orNull(e.FromDay), orNull(e.UntilDay)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("applying the map: %w", err)
	}
	return s.applyExclusions(ctx)
}

// Units are the units of all incidents, by name: the map's, else the incident's team, else "–".
func (s *Store) Units(ctx context.Context) ([]string, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT DISTINCT CASE WHEN s.unit <> '' THEN s.unit WHEN f.team <> '' THEN f.team ELSE '–' END
		FROM facts f JOIN service s ON s.service_key = f.service_key ORDER BY 1`)
	if err != nil {
		return nil, fmt.Errorf("reading the units: %w", err)
	}
	defer rows.Close()
	out := []string{}
	for rows.Next() {
		var u string
		if err := rows.Scan(&u); err != nil {
			return nil, fmt.Errorf("reading the units: %w", err)
		}
		out = append(out, u)
	}
	return out, rows.Err()
}
