package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"
	"time"
)

// An Exclusion is what people agreed out of the SLO, and why: one incident by its id or number, or the incidents of
// services triggered from ≤ t < until. Instants are seconds since 1970; nil is open.
type Exclusion struct {
	IncidentID      string
	Number          *int64 // where IncidentID is "": of any account
	Service         string // id, name, or a pattern such as 顧客*; "" = the entry names an incident
	Client          string // with Service: only of this client, by today's map; "" = of all
	FromAt, UntilAt *int64
	Reason, Who     string
	WrittenAt       int64 // 0: when SetExclusions says
	Version         int64 // set by the store: of the list that brought the entry, from 1
	Incidents       int64 // set by Exclusions: those for which it is the first entry that holds
}

// fits says whether a service is meant.
func (e *Exclusion) fits(v *Service) bool {
	if e.Service == "" || e.Client != "" && e.Client != v.Client {
		return false
	}
	return e.Service == v.Key || e.Service == v.Name || strings.Contains(e.Service, "*") && wild(e.Service, v.Name)
}

// what is the entry without when it was written, to tell whether it is another.
func (e *Exclusion) what() string {
	at := func(n *int64) string {
		if n == nil {
			return ""
		}
		return fmt.Sprint(*n)
	}
	return fmt.Sprintf("%q", []string{e.IncidentID, at(e.Number), e.Service, e.Client, at(e.FromAt), at(e.UntilAt), e.Reason, e.Who})
}

// Exclusions are the exclusions as people wrote them, in their order.
func (s *Store) Exclusions(ctx context.Context) ([]Exclusion, error) {
	rows, err := s.conn.QueryContext(ctx, `
		SELECT e.incident_id, e."number", e.service, e.client, e.from_at, e.until_at, e.reason, e.who, e.written_at, e.version, coalesce(x.n, 0)
		FROM exclusion e LEFT JOIN (SELECT "position", count(*) AS n FROM excluded GROUP BY "position") x ON x."position" = e."position"
		ORDER BY e."position"`)
	if err != nil {
		return nil, fmt.Errorf("reading the exclusions: %w", err)
	}
	defer rows.Close()
	out := []Exclusion{}
	for rows.Next() {
		var e Exclusion
		err := rows.Scan(&e.IncidentID, &e.Number, &e.Service, &e.Client, &e.FromAt, &e.UntilAt, &e.Reason, &e.Who, &e.WrittenAt, &e.Version, &e.Incidents)
		if err != nil {
			return nil, fmt.Errorf("reading the exclusions: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// SetExclusions replaces the exclusions. An entry that was there already keeps its version, and where it does not say
// when it was written also that; the others are new as of at.
func (s *Store) SetExclusions(ctx context.Context, entries []Exclusion, at time.Time) error {
	return s.within(ctx, func() error {
		before, err := s.Exclusions(ctx)
		if err != nil {
			return err
		}
		known, version := map[string]Exclusion{}, int64(0)
		for _, e := range before {
			known[e.what()] = e
			version = max(version, e.Version)
		}
		s.touched = s.trying
		now := make([]Exclusion, len(entries))
		for i, e := range entries {
			old, ok := known[e.what()]
			if e.Version = version + 1; ok {
				e.Version = old.Version
			}
			if e.WrittenAt == 0 && ok {
				e.WrittenAt = old.WrittenAt
			}
			if e.WrittenAt == 0 {
				e.WrittenAt = at.Unix()
			}
			now[i] = e
		}
		if err := s.putExclusions(ctx, now); err != nil {
			return err
		}
		return s.applyExclusions(ctx)
	})
}

// putExclusions writes the exclusions' table.
func (s *Store) putExclusions(ctx context.Context, entries []Exclusion) error {
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM exclusion"); err != nil {
		return err
	}
	err := s.fill("", "exclusion", func(add func(...driver.Value) error) error {
		for i, e := range entries {
			err := add(int64(i), e.IncidentID, orNull(e.Number), e.Service, e.Client, orNull(e.FromAt), orNull(e.UntilAt), e.Reason, e.Who, e.WrittenAt, e.Version)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("writing the exclusions: %w", err)
	}
	return nil
}

// Excluded is how many incidents are excluded, and the triggers of the first and the last of them; zero times where there
// is none.
func (s *Store) Excluded(ctx context.Context) (n int64, first, last time.Time, err error) {
	var from, to int64
	err = s.conn.QueryRowContext(ctx, `SELECT count(*), coalesce(min(f.triggered_at), 0), coalesce(max(f.triggered_at), 0)
		FROM excluded x JOIN facts f ON f.account = x.account AND f.id = x.id`).Scan(&n, &from, &to)
	if err != nil || n == 0 {
		return 0, first, last, err
	}
	return n, time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC(), nil
}

// applyExclusions rebuilds the table excluded by the exclusions and the table service.
func (s *Store) applyExclusions(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM excluded"); err != nil {
		return err
	}
	entries, err := s.Exclusions(ctx)
	if err != nil || len(entries) == 0 {
		return err
	}
	if err := s.run(ctx, `CREATE OR REPLACE TEMP TABLE excluded_service ("position" BIGINT, service_key VARCHAR, from_at BIGINT, until_at BIGINT)`); err != nil {
		return err
	}
	services, err := s.met(ctx)
	if err != nil {
		return err
	}
	err = s.fill("temp", "excluded_service", func(add func(...driver.Value) error) error {
		for i := range entries {
			e := &entries[i]
			if e.Service == "" {
				continue
			}
			for k := range services {
				if !e.fits(&services[k]) {
					continue
				}
				if err := add(int64(i), services[k].Key, orNull(e.FromAt), orNull(e.UntilAt)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("applying the exclusions: %w", err)
	}
	return s.run(ctx, `
		INSERT INTO excluded SELECT u.account, u.id, e."position", e.reason FROM (
		  SELECT account, id, min("position") AS "position" FROM (
		    SELECT f.account, f.id, e."position" FROM facts f JOIN exclusion e ON e.incident_id = f.id WHERE e.incident_id <> ''
		    UNION ALL
		    SELECT f.account, f.id, e."position" FROM facts f JOIN exclusion e ON e."number" = f."number" WHERE e.incident_id = ''
		    UNION ALL
		    SELECT f.account, f.id, v."position" FROM facts f JOIN excluded_service v ON v.service_key = f.service_key
		    WHERE f.triggered_at >= coalesce(v.from_at, f.triggered_at) AND f.triggered_at < coalesce(v.until_at, f.triggered_at + 1)
		  ) a GROUP BY account, id
		) u JOIN exclusion e ON e."position" = u."position"`,
		"DROP TABLE excluded_service")
}

// met are the services of the table service, with their client.
func (s *Store) met(ctx context.Context) ([]Service, error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT service_key, service, client FROM service ORDER BY service_key")
	if err != nil {
		return nil, fmt.Errorf("reading the services: %w", err)
	}
	defer rows.Close()
	out := []Service{}
	for rows.Next() {
		var v Service
		if err := rows.Scan(&v.Key, &v.Name, &v.Client); err != nil {
			return nil, fmt.Errorf("reading the services: %w", err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
