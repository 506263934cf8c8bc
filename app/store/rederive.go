package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"sync"

	"furikaeri/app/incident"
)

// Rederive derives the facts of all incidents again if rules is not the hash they were derived by, and returns how many
// incidents changed, −1 if there was nothing to do. deriver makes a deriving function for one goroutine.
func (s *Store) Rederive(ctx context.Context, rules string, deriver func() func(*incident.Incident) incident.Facts) (int64, error) {
	if s.trying {
		return -1, errors.New("deriving again inside a trial")
	}
	have, err := s.Setting(ctx, "rules")
	if err != nil || have == rules {
		return -1, err
	}
	changed := int64(-1)
	err = s.within(ctx, func() error {
		n, err := s.count(ctx, "SELECT count(*) FROM incident")
		if err != nil {
			return err
		}
		if n > 0 {
			if changed, err = s.rederive(ctx, deriver); err != nil {
				return err
			}
		}
		return s.setSetting(ctx, "rules", rules)
	})
	return changed, err
}

// rederive writes the table incident anew. What it reads is committed, so a second connection reads while this one writes.
func (s *Store) rederive(ctx context.Context, deriver func() func(*incident.Incident) incident.Facts) (int64, error) {
	from, err := s.db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	if _, err := s.conn.ExecContext(ctx, "CREATE TABLE derived_anew AS SELECT * FROM incident LIMIT 0"); err != nil {
		return 0, err
	}
	rows, err := s.count(ctx, "SELECT coalesce(max(rowid), -1) + 1 FROM incident")
	if err != nil {
		return 0, err
	}
	again := &rereader{deriver: deriver, from: from, rows: rows}
	if _, err := s.rows.write(ctx, s, "derived_anew", again); err != nil {
		return 0, err
	}
	different := ""
	for _, c := range derived {
		if different != "" {
			different += " OR "
		}
		different += `n."` + c.name + `" IS DISTINCT FROM o."` + c.name + `"`
	}
	changed, err := s.count(ctx, "SELECT count(*) FROM derived_anew n JOIN incident o ON o.gone = 0 AND o.account = n.account AND o.id = n.id WHERE "+different)
	if err != nil {
		return 0, err
	}
	for _, q := range []string{"DELETE FROM incident", "INSERT INTO incident SELECT * FROM derived_anew", "DROP TABLE derived_anew"} {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return 0, err
		}
	}
	if err := s.rememberKinds(ctx, 0); err != nil {
		return 0, err
	}
	return changed, s.applyMap(ctx)
}

// A rereader fills rows with what is there, derived anew. It reads stretches of the table: a whole result would stay in
// memory.
type rereader struct {
	mu         sync.Mutex
	from       *sql.Conn
	next, rows int64 // rowids
	deriver    func() func(*incident.Incident) incident.Facts
}

func (r *rereader) Worker() any { return r.deriver() }

func (r *rereader) Fill(worker any, rows []Row) ([]Row, error) {
	const stretch = 1 << 14
	r.mu.Lock()
	if r.next >= r.rows {
		r.mu.Unlock()
		return nil, io.EOF
	}
	err := each(context.Background(), r.from, fmt.Sprintf("SELECT %s FROM incident WHERE rowid >= %d AND rowid < %d AND gone = 0", names(kept, ""), r.next, r.next+stretch),
		func(v []driver.Value) error {
			one, err := saidOf(v)
			rows = append(rows, Row{Reading: one.Reading})
			return err
		})
	r.next += stretch
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	derive := worker.(func(*incident.Incident) incident.Facts)
	for i := range rows {
		rows[i].Facts = derive(&rows[i].Incident)
	}
	return rows, nil
}
