// Package store is the workspace's DuckDB file: what PagerDuty said, what follows from it, what people wrote, and how it
// came in. incident.Readings and their facts go in; rows for metrics come out. One process owns a workspace at a time.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// ErrNewer says that the file was written by a newer version of the program; it is left untouched.
var ErrNewer = errors.New("the workspace was written by a newer version")

// fileName is the database's name in the workspace.
const fileName = "furikaeri.duckdb"

// memoryLimit bounds what DuckDB keeps in memory; more goes to a temporary folder in the workspace.
const memoryLimit = "512MB"

// A Store is an open workspace. Its methods are for one goroutine at a time.
type Store struct {
	db   *sql.DB
	conn *sql.Conn
	lock *Lock
	dir  string

	// Table functions. Each has just the columns of what it is for: one that a statement leaves out costs more than it does.
	rows, readings, places feed[Row]
	events                 feed[entry]

	meeting sync.Mutex
	kinds   map[uint64]string // the kinds of what was written, until takeKinds

	trying  bool  // inside Try
	touched bool  // inside Try: what is running has written something
	broken  error // inside Try: what went wrong after it had written something
}

// Options say who opens a workspace.
type Options struct {
	Command string // as the lock file tells others
	Lock    LockOptions
}

// Open takes the workspace's lock, opens its database and brings it up to date. The folder is made if it is missing.
// The error may be a *Busy, ErrNewer or ErrDamaged.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the workspace: %w", err)
	}
	lock, err := takeLock(ctx, dir, o.Command, o.Lock)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock, dir: dir}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	path := filepath.Join(s.dir, fileName)
	connector, err := duckdb.NewConnector(path, func(e driver.ExecerContext) error {
		for _, q := range []string{
			"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET TimeZone = 'UTC'",
			"SET preserve_insertion_order = false", "SET memory_limit = '" + memoryLimit + "'",
			"SET threads = " + strconv.Itoa(threads()),
			"SET temp_directory = '" + strings.ReplaceAll(filepath.Join(s.dir, "tmp"), "'", "''") + "'",
		} {
			if _, err := e.ExecContext(ctx, q, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	s.db = sql.OpenDB(connector)
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.sweep(ctx); err != nil {
		return err
	}
	return s.register()
}

func (s *Store) register() error {
	none := func() any { return nil }
	finish := func(_ any, rows []Row) {
		for i := range rows {
			rows[i].finish()
		}
	}
	s.rows = feed[Row]{name: "rows_in", columns: columns, finish: s.meet, keep: func() any { return map[uint64]bool{} }}
	s.readings = feed[Row]{name: "readings_in", columns: kept, finish: finish, keep: none}
	s.places = feed[Row]{name: "places_in", columns: slices.Concat(identity, provenance), finish: finish, keep: none}
	s.events = feed[entry]{name: "events_in", columns: eventColumns, finish: func(any, []entry) {}, keep: none}
	return errors.Join(s.rows.register(s), s.readings.register(s), s.places.register(s), s.events.register(s))
}

// Close lets go of the database and the lock.
func (s *Store) Close() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	errs = append(errs, s.lock.release())
	return errors.Join(errs...)
}

//go:embed migration/*.sql
var migrations embed.FS

// migrate runs the numbered migrations that the file lacks, each in a transaction, after a copy of the file.
func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migration (number INTEGER)"); err != nil {
		return fmt.Errorf("preparing the workspace: %w", err)
	}
	var have sql.NullInt64
	if err := s.conn.QueryRowContext(ctx, "SELECT max(number) FROM migration").Scan(&have); err != nil {
		return fmt.Errorf("reading the workspace's version: %w", err)
	}
	names, err := fs.Glob(migrations, "migration/*.sql")
	if err != nil {
		return err
	}
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
	if _, err := s.conn.ExecContext(ctx, "CHECKPOINT"); err != nil {
		return fmt.Errorf("before migration %d: %w", n, err)
	}
	body, err := os.ReadFile(filepath.Join(s.dir, fileName))
	if err != nil {
		return fmt.Errorf("copying the workspace before migration %d: %w", n, err)
	}
	name := filepath.Join(s.dir, fmt.Sprintf("%s.before-%d", fileName, n))
	if err := os.WriteFile(name, body, 0o600); err != nil {
		return fmt.Errorf("copying the workspace before migration %d: %w", n, err)
	}
	return nil
}

// Setting is a value that the store remembers between runs; "" if it has none.
func (s *Store) Setting(ctx context.Context, name string) (string, error) {
	var v string
	err := s.conn.QueryRowContext(ctx, "SELECT value FROM setting WHERE name = ?", name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

func (s *Store) setSetting(ctx context.Context, name, value string) error {
	if _, err := s.conn.ExecContext(ctx, "DELETE FROM setting WHERE name = ?", name); err != nil {
		return err
	}
	_, err := s.conn.ExecContext(ctx, "INSERT INTO setting VALUES (?, ?)", name, value)
	return err
}
