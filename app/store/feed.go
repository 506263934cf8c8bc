package store

import (
	"context"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// chunkRows is how many rows DuckDB takes at once.
const chunkRows = 2048

// A Filler makes the next rows of what is written, and io.EOF after the last. Several goroutines call it at once, each
// with a worker of its own that may hold buffers; what rows name must stay as it is after the call.
type Filler interface {
	Worker() any
	Fill(worker any, rows []Row) (filled []Row, err error)
}

// A filler is a Filler of any kind of rows.
type filler[T any] interface {
	Worker() any
	Fill(worker any, rows []T) (filled []T, err error)
}

// feed is a table function: an INSERT … SELECT from it writes what the present filler makes into a table that has its columns. DuckDB's own threads call it
// side by side, so that reading, deriving and compressing share the cores; its row-wise appender took three times as long.
type feed[T any] struct {
	name    string
	columns []column[T]
	finish  func(worker any, rows []T) // before rows are written; worker is what keep made
	keep    func() any                 // a goroutine's own memory for finish

	mu     sync.Mutex
	filler filler[T]
	err    error
	rows   atomic.Int64
}

// register makes the feed known to DuckDB.
func (f *feed[T]) register(s *Store) error {
	infos := make([]duckdb.ColumnInfo, len(f.columns))
	for i, c := range f.columns {
		info, err := c.info()
		if err != nil {
			return err
		}
		infos[i] = info
	}
	writers := runtime.NumCPU()
	if s.thrifty { // each holds rows, compressed and not: 40 MB and more
		writers = 1
	}
	return duckdb.RegisterTableUDF(s.conn, f.name, duckdb.ParallelChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ParallelChunkTableSource, error) {
			return &source[T]{feed: f, infos: infos, threads: writers}, nil
		},
	})
}

// write inserts what from makes into a table, and returns how many rows that were.
func (f *feed[T]) write(ctx context.Context, s *Store, table string, from filler[T]) (int64, error) {
	f.filler, f.err = from, nil
	f.rows.Store(0)
	_, err := s.conn.ExecContext(ctx, "INSERT INTO "+table+" ("+names(f.columns, "")+") SELECT "+names(f.columns, "")+" FROM "+f.name+"()")
	f.filler = nil
	if f.err != nil {
		return 0, f.err // DuckDB wraps it in words of its own
	}
	return f.rows.Load(), err
}

type source[T any] struct {
	feed    *feed[T]
	infos   []duckdb.ColumnInfo
	threads int // of the database that call it at once
}

type worker[T any] struct {
	state any
	rows  []T
	given int // of rows, to DuckDB
	ended bool
	own   any
}

func (s *source[T]) ColumnInfos() []duckdb.ColumnInfo     { return s.infos }
func (s *source[T]) Cardinality() *duckdb.CardinalityInfo { return nil }
func (s *source[T]) Init() duckdb.ParallelTableSourceInfo {
	return duckdb.ParallelTableSourceInfo{MaxThreads: s.threads}
}
func (s *source[T]) NewLocalState() any {
	return &worker[T]{state: s.feed.filler.Worker(), own: s.feed.keep()}
}

// FillChunk writes the next rows. A chunk of no rows ends the stream, so empty fills are skipped.
func (s *source[T]) FillChunk(local any, chunk duckdb.DataChunk) error {
	w := local.(*worker[T])
	for w.given == len(w.rows) {
		if w.ended {
			return chunk.SetSize(0)
		}
		rows, err := s.feed.filler.Fill(w.state, w.rows[:0])
		if err != nil && err != io.EOF {
			return s.feed.fail(err)
		}
		w.rows, w.given, w.ended = rows, 0, err == io.EOF
		s.feed.finish(w.own, rows)
	}
	rows := w.rows[w.given:min(len(w.rows), w.given+chunkRows)]
	w.given += len(rows)
	if err := put(chunk, s.feed.columns, rows); err != nil {
		return s.feed.fail(err)
	}
	s.feed.rows.Add(int64(len(rows)))
	return chunk.SetSize(len(rows))
}

// fail remembers the first error.
func (f *feed[T]) fail(err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	return err
}

// put writes rows column by column.
func put[T any](chunk duckdb.DataChunk, columns []column[T], rows []T) error {
	for i := range columns {
		c := &columns[i]
		for k := range rows {
			if c.text != nil {
				if err := duckdb.SetChunkValue(chunk, i, k, c.text(&rows[k])); err != nil {
					return err
				}
				continue
			}
			v, ok := c.num(&rows[k])
			var err error
			if ok {
				err = duckdb.SetChunkValue(chunk, i, k, v)
			} else {
				err = chunk.SetValue(i, k, nil)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// given is a filler of n rows that are there already.
type given[T any] struct {
	n    int
	row  func(int) T
	next atomic.Int64
}

func (g *given[T]) Worker() any { return nil }

func (g *given[T]) Fill(_ any, rows []T) ([]T, error) {
	to := int(g.next.Add(chunkRows))
	for i := to - chunkRows; i < min(to, g.n); i++ {
		rows = append(rows, g.row(i))
	}
	if to >= g.n {
		return rows, io.EOF
	}
	return rows, nil
}
