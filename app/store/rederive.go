package store

import (
	"context"
	"errors"
	"fmt"
)

// Rederive derives the facts of all incidents again if rules is not the hash they were derived by, and returns how many
// incidents changed, −1 if there was nothing to do. by derives by those rules.
func (s *Store) Rederive(ctx context.Context, rules string, by Rules) (int64, error) {
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
			if changed, err = s.rederive(ctx, by); err != nil {
				return err
			}
		}
		return s.setSetting(ctx, "rules", rules)
	})
	return changed, err
}

// rederive writes the tables incident and interval anew. What it reads is committed, so a second connection reads while this one
// writes.
func (s *Store) rederive(ctx context.Context, by Rules) (int64, error) {
	from, err := s.db.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer from.Close()
	mark, err := s.mark(ctx)
	if err != nil {
		return 0, err
	}
	entries, err := s.count(ctx, "SELECT count(*) FROM event")
	if err != nil {
		return 0, err
	}
	if entries > 0 {
		if _, err := from.ExecContext(ctx, makeTodo); err != nil {
			return 0, err
		}
	}
	if err := s.run(ctx, "DELETE FROM interval"); err != nil {
		return 0, err
	}
	if err := s.derive(ctx, course{untold: entries == 0, derivers: by.derivers(), from: from}); err != nil {
		return 0, err
	}
	if err := s.putPortions(ctx, "true", fmt.Sprintf("incident.rowid >= %d", mark), by.Share); err != nil {
		return 0, err
	}
	different := ""
	for _, c := range derived {
		if different != "" {
			different += " OR "
		}
		different += `n."` + c.name + `" IS DISTINCT FROM o."` + c.name + `"`
	}
	changed, err := s.count(ctx, fmt.Sprintf(`SELECT count(*) FROM incident n JOIN incident o ON o.key = n.key AND o.account = n.account AND o.id = n.id
		WHERE n.rowid >= %[1]d AND o.rowid < %[1]d AND o.gone = 0 AND (%[2]s)`, mark, different))
	if err != nil {
		return 0, err
	}
	if err := s.run(ctx, fmt.Sprintf("DELETE FROM incident WHERE rowid < %d", mark)); err != nil {
		return 0, err
	}
	if err := s.rememberKinds(ctx, 0); err != nil {
		return 0, err
	}
	return changed, s.applyMap(ctx)
}
