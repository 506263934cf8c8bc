package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path/filepath"
)

//go:embed migration/*.sql
var migrations embed.FS

// steps are the numbered migrations, in their order.
func steps() []string {
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		panic(err) // the pattern is wrong
	}
	return names
}

// known is the number of the newest migration.
func known() int { return len(steps()) }

// migrate runs the migrations that the file lacks, each in a transaction, after a copy of the file.
func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migration (number INTEGER)"); err != nil {
		return fmt.Errorf("preparing the workspace: %w", err)
	}
	var have sql.NullInt64
	if err := s.conn.QueryRowContext(ctx, "SELECT max(number) FROM migration").Scan(&have); err != nil {
		return fmt.Errorf("reading the workspace's version: %w", err)
	}
	names := steps()
	if have.Int64 > int64(len(names)) {
		return fmt.Errorf("%w: %d, known up to %d", ErrNewer, have.Int64, len(names))
	}
	for i := int(have.Int64); i < len(names); i++ {
		if have.Int64 > 0 { // a new file has nothing to keep
			if err := s.copyBefore(ctx, i+1); err != nil {
				return err
			}
		}
		body, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		err = s.within(ctx, func() error {
			if _, err := s.conn.ExecContext(ctx, string(body)); err != nil {
				return err
			}
			_, err := s.conn.ExecContext(ctx, "INSERT INTO migration VALUES (?)", i+1)
			return err
		})
		if err != nil {
			return fmt.Errorf("migration %d: %w", i+1, err)
		}
	}
	return nil
}

// copyBefore keeps the file as it was before migration n, beside it.
func (s *Store) copyBefore(ctx context.Context, n int) error {
	err := s.aside(ctx, func(path string) error {
		return replaceFile(filepath.Join(s.dir, fmt.Sprintf("%s.before-%d", fileName, n)), copyFile(path))
	})
	if err != nil {
		return fmt.Errorf("copying the workspace before migration %d: %w", n, err)
	}
	return nil
}
