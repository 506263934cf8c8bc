// Package store is the workspace's DuckDB file: what PagerDuty said, what follows from it, what people wrote, and how it
// came in. incident.Readings and their facts go in; rows for metrics come out. One process owns a workspace at a time.
//
// What stands in a workspace's folder: furikaeri.duckdb (and its log, .wal, while it is open or after a kill) is the data;
// furikaeri.duckdb.new is one that is being made; furikaeri.duckdb.before-N is as it was before migration N, and
// .before-restore before the last restore; restore.tmp and restore.ready are a restore that is under way; comments/ holds
// what people say beside reports (app writes it; here it is backed up alone); copies/ holds what people wrote, the last ten states; tmp/ is DuckDB's own; workspace.lock and workspace.owner say who holds it.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
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

// memoryLimit and thriftyLimit bound what DuckDB keeps in memory; more goes to a temporary folder in the workspace. Of a thrifty
// store, flowLimit holds while rows flow in: what DuckDB's own allocations take beside goes up and down with it. keptLimit is
// what a store that spares keeps from one question to the next.
const (
	memoryLimit  = "512MB"
	thriftyLimit = "128MB"
	flowLimit    = "80MB"
	keptLimit    = "24MB"
)

// SpareLeast is the least memory, in megabytes, that a store answers with of a hundred thousand incidents. SpareMore does of a
// million.
const (
	SpareLeast = 72
	SpareMore  = 128
)

// A Store is an open workspace. Its methods are for one goroutine at a time.
type Store struct {
	db   *sql.DB
	conn *sql.Conn
	lock *Lock
	dir  string

	thrifty bool
	spare   string // its limit where it spares, or ""

	// Table functions. Each has just the columns of what it is for: one that a statement leaves out costs more than it does.
	rows, readings, places feed[Row]
	events                 feed[entry]
	stints                 feed[stint]
	portion                feed[portion]

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
	// Thrifty takes a quarter of the usual memory and two threads, and gives back sooner what was used, for a process that stays.
	// It is slower, and work that needs more fails: IsMemory.
	Thrifty bool
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
	s := &Store{lock: lock, dir: dir, thrifty: o.Thrifty}
	if err := s.open(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(ctx context.Context) error {
	if err := finishRestore(s.dir); err != nil {
		return err
	}
	if err := s.create(ctx); err != nil {
		return err
	}
	if err := s.connect(ctx, fileName); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{s.migrate, s.sweep} {
		if err := step(ctx); err != nil {
			return s.named(err)
		}
	}
	return nil
}

// named says which file is damaged.
func (s *Store) named(err error) error {
	if IsDamage(err) {
		return fmt.Errorf("%w: %s: %w", ErrDamaged, filepath.Join(s.dir, fileName), err)
	}
	return err
}

// create makes the database of a new workspace, whole before it has its name: so a file that is cut off is always damage. A
// database that is missing while its log is there is damage too, and DuckDB would throw the log away.
func (s *Store) create(ctx context.Context) error {
	path := filepath.Join(s.dir, fileName)
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s: it is no file", ErrDamaged, path)
	case err == nil && info.Size() == 0:
		return fmt.Errorf("%w: %s: it is empty", ErrDamaged, path)
	case err == nil:
		f, err := os.OpenFile(path, os.O_RDWR, 0) // the system says better than DuckDB why not
		if err != nil {
			return err
		}
		return f.Close()
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if _, err := os.Stat(path + ".wal"); err == nil {
		return fmt.Errorf("%w: %s: it is missing, its log is there", ErrDamaged, path)
	}
	const unborn = fileName + ".new"
	for _, name := range []string{unborn, unborn + ".wal"} { // of one that was killed
		if err := os.Remove(filepath.Join(s.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := s.connect(ctx, unborn); err != nil {
		return err
	}
	if err := s.migrate(ctx); err != nil {
		return err
	}
	if err := s.disconnect(); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(s.dir, unborn), path); err != nil {
		return err
	}
	return syncFolder(s.dir)
}

// connect opens a file as the database.
func (s *Store) connect(ctx context.Context, name string) error {
	path := filepath.Join(s.dir, name)
	limit, more := memoryLimit, []string{}
	once := []string{"SET temp_directory = '" + strings.ReplaceAll(filepath.Join(s.dir, "tmp"), "'", "''") + "'"}
	if s.thrifty {
		limit, more = thriftyLimit, []string{"SET allocator_flush_threshold = '16MB'", "SET allocator_background_threads = true"}
	}
	connector, err := duckdb.NewConnector(path, func(e driver.ExecerContext) error {
		for _, q := range append([]string{
			"SET autoinstall_known_extensions = false", "SET autoload_known_extensions = false", "SET TimeZone = 'UTC'",
			"SET preserve_insertion_order = false", "SET memory_limit = '" + limit + "'",
			"SET threads = " + strconv.Itoa(s.threads()),
		}, slices.Concat(more, once)...) {
			if _, err := e.ExecContext(ctx, q, nil); err != nil {
				return err
			}
		}
		once = nil // once the folder is used, DuckDB refuses even to set it to what it is
		return nil
	})
	if err != nil {
		return opening(path, err)
	}
	s.db = sql.OpenDB(connector)
	if s.conn, err = s.db.Conn(ctx); err != nil {
		return opening(path, err)
	}
	return s.register()
}

// limit bounds what the database keeps in memory from now on: memoryLimit or one of its like.
func (s *Store) limit(ctx context.Context, limit string) error {
	return s.run(ctx, "SET memory_limit = '"+limit+"'")
}

// share is how much of n this store takes of it: all, or half where it is thrifty.
func (s *Store) share(n int) int {
	if s.thrifty {
		return n / 2
	}
	return n
}

// disconnect closes the database, which puts its log into it; the lock stays.
func (s *Store) disconnect() error {
	var errs []error
	if s.conn != nil {
		errs = append(errs, s.conn.Close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	s.conn, s.db = nil, nil
	return errors.Join(errs...)
}

// aside closes the database while do reads its file: on some systems nobody else can read one that is open, on others
// closing it again gives up DuckDB's own lock.
func (s *Store) aside(ctx context.Context, do func(path string) error) error {
	if _, err := s.conn.ExecContext(ctx, "CHECKPOINT"); err != nil {
		return damage(err)
	}
	if err := s.disconnect(); err != nil {
		return err
	}
	return errors.Join(do(filepath.Join(s.dir, fileName)), s.connect(context.WithoutCancel(ctx), fileName))
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
	s.stints = feed[stint]{name: "stints_in", columns: stintColumns, finish: func(any, []stint) {}, keep: none}
	s.portion = feed[portion]{name: "portions_in", columns: portionColumns, finish: func(any, []portion) {}, keep: none}
	return errors.Join(s.rows.register(s), s.readings.register(s), s.places.register(s), s.events.register(s), s.stints.register(s), s.portion.register(s))
}

// Close lets go of the database and the lock.
func (s *Store) Close() error { return errors.Join(s.disconnect(), s.lock.release()) }

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
