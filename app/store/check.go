package store

import (
	"context"
	"database/sql/driver"
	"fmt"
)

// Check reads every column of every row: what is damaged inside the file shows only where it is read. ErrDamaged says that
// something is.
func (s *Store) Check(ctx context.Context) error {
	tables := []string{}
	err := s.each(ctx, "SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name", func(v []driver.Value) error {
		tables = append(tables, v[0].(string))
		return nil
	})
	for _, t := range tables {
		if err == nil { // the hash of a row is of all its columns
			_, err = s.conn.ExecContext(ctx, fmt.Sprintf("SELECT bit_xor(hash(t)) FROM %q t", t))
		}
		if err != nil {
			return s.named(fmt.Errorf("reading the table %s: %w", t, err))
		}
	}
	return s.named(err)
}
