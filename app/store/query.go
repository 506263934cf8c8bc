package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strconv"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// Query and Exec are metrics' door to the data (metrics.Querier).
func (s *Store) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := s.forgetRead(ctx); err != nil {
		return nil, err
	}
	rows, err := s.conn.QueryContext(ctx, query, args...)
	return rows, damage(err)
}

// Exec runs a statement; see Query.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	_, err := s.conn.ExecContext(ctx, query, args...)
	return damage(err)
}

// Prepare plans a query once, for many runs.
func (s *Store) Prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	stmt, err := s.conn.PrepareContext(ctx, query)
	return stmt, damage(err)
}

// threads is how many threads the database works with where nobody says otherwise.
func (s *Store) threads() int {
	if s.thrifty { // each takes its share of the memory
		return 2
	}
	return max(2, min(8, runtime.NumCPU()))
}

// Spare lets a thrifty store work with one thread and at most megabytes of memory until it is closed, which keeps little from
// one question to the next: what is counted of few incidents takes no longer with SpareLeast, and of many it fails the
// sooner (IsMemory). Others take what they took.
func (s *Store) Spare(ctx context.Context, megabytes int) error {
	if !s.thrifty {
		return nil
	}
	s.spare = strconv.Itoa(megabytes) + "MB"
	if err := s.limit(ctx, s.spare); err != nil {
		return err
	}
	return s.SetThreads(ctx, 1)
}

// forgetRead lets go of what a store that spares read for the last question. The database would keep it up to its limit, beside what
// whoever asked makes of the answer: a report took some 60 MB more. Nothing is slower for it, the system still has the file.
func (s *Store) forgetRead(ctx context.Context) error {
	if s.spare == "" {
		return nil
	}
	if err := s.limit(ctx, keptLimit); err != nil && !IsMemory(err) { // then what is there is needed, and all stays as it was
		return damage(err)
	}
	return s.limit(ctx, s.spare)
}

// SetThreads lets the database work with n threads, 0 for as many as usual.
func (s *Store) SetThreads(ctx context.Context, n int) error {
	if n == 0 {
		n = s.threads()
	}
	return s.Exec(ctx, "SET threads = "+strconv.Itoa(n))
}

// AppendInts fills a temporary table of whole numbers, row by row; metrics hands over its days so.
func (s *Store) AppendInts(table string, rows [][]int64) error {
	return s.fill("temp", table, func(add func(...driver.Value) error) error {
		row := []driver.Value{}
		for _, r := range rows {
			row = row[:0]
			for _, v := range r {
				row = append(row, v)
			}
			if err := add(row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// fill adds the rows that each gives to a table, in the running transaction. DuckDB keeps some 100 kB for every INSERT of
// a transaction, so that 5,000 of them would end its memory; this keeps none.
func (s *Store) fill(catalog, table string, each func(add func(...driver.Value) error) error) error {
	return s.conn.Raw(func(c any) error {
		a, err := duckdb.NewAppender(c.(driver.Conn), catalog, "main", table)
		if err != nil {
			return err
		}
		if err := each(a.AppendRow); err != nil {
			return errors.Join(err, a.Close())
		}
		return a.Close()
	})
}

// orNull is a number for fill; nil is NULL.
func orNull(n *int64) driver.Value {
	if n == nil {
		return nil
	}
	return *n
}

// each hands every row of a query's result over as DuckDB has it: int64, string, bool or nil. do keeps none of v and asks
// nothing of the store. database/sql's own scanning takes three times as long.
func (s *Store) each(ctx context.Context, query string, do func(v []driver.Value) error) error {
	return each(ctx, s.conn, query, do)
}

func each(ctx context.Context, conn *sql.Conn, query string, do func(v []driver.Value) error) error {
	return conn.Raw(func(c any) error {
		rows, err := c.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return fmt.Errorf("%.60s: %w", query, err)
		}
		defer rows.Close()
		v := make([]driver.Value, len(rows.Columns()))
		for {
			if err := rows.Next(v); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			if err := do(v); err != nil {
				return err
			}
		}
	})
}

func (s *Store) count(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = s.conn.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// run executes statements.
func (s *Store) run(ctx context.Context, statements ...string) error {
	for _, q := range statements {
		if _, err := s.conn.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("%.60s: %w", q, err)
		}
	}
	return nil
}
