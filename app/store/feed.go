package store

import (
	"context"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// chunkRows is how many rows DuckDB takes at once.
const chunkRows = 2048

// A Filler makes the next rows of what is written, at most chunkRows of them, and io.EOF after the last. Several
// goroutines call it at once, each with a worker of its own that may hold buffers.
type Filler interface {
	Worker() any
	Fill(worker any, rows []Row) (filled []Row, err error)
}

// feed is the table function "rows_in": an INSERT … SELECT from it writes what the present Filler makes. DuckDB's own
// threads call it side by side, so that reading, deriving and compressing share the cores; its row-wise appender took
// three times as long.
type feed struct {
	mu     sync.Mutex
	filler Filler
	err    error
	rows   atomic.Int64
	kinds  map[uint64]string // the kinds of what was written, until takeKinds
}

// takeKinds are the texts of the kinds written since the last call.
func (f *feed) takeKinds() map[uint64]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	kinds := f.kinds
	f.kinds = nil
	return kinds
}

// meet remembers the kinds of rows; seen is the worker's own memory, so that the shared one is rarely asked.
func (f *feed) meet(rows []Row, seen map[uint64]bool) {
	for i := range rows {
		r := &rows[i]
		if r.KindID == 0 || seen[r.KindID] { // 0: a reading, nothing was derived from it
			continue
		}
		seen[r.KindID] = true
		f.mu.Lock()
		if f.kinds == nil {
			f.kinds = map[uint64]string{}
		}
		f.kinds[r.KindID] = strings.Clone(r.Kind)
		f.mu.Unlock()
	}
}

func (s *Store) registerFeed() error {
	infos := make([]duckdb.ColumnInfo, len(columns))
	for i, c := range columns {
		info, err := c.info()
		if err != nil {
			return err
		}
		infos[i] = info
	}
	return duckdb.RegisterTableUDF(s.conn, "rows_in", duckdb.ParallelChunkTableFunction{
		BindArguments: func(map[string]any, ...any) (duckdb.ParallelChunkTableSource, error) {
			return &source{feed: &s.feed, infos: infos}, nil
		},
	})
}

// write runs an INSERT that selects from rows_in() while f fills it, and returns how many rows that were.
func (s *Store) write(ctx context.Context, statement string, f Filler) (int64, error) {
	s.feed.filler, s.feed.err = f, nil
	s.feed.rows.Store(0)
	_, err := s.conn.ExecContext(ctx, statement)
	s.feed.filler = nil
	if s.feed.err != nil {
		return 0, s.feed.err // DuckDB wraps it in words of its own
	}
	return s.feed.rows.Load(), err
}

type source struct {
	feed  *feed
	infos []duckdb.ColumnInfo
}

type worker struct {
	state any
	rows  []Row
	seen  map[uint64]bool
}

func (s *source) ColumnInfos() []duckdb.ColumnInfo     { return s.infos }
func (s *source) Cardinality() *duckdb.CardinalityInfo { return nil }
func (s *source) Init() duckdb.ParallelTableSourceInfo {
	return duckdb.ParallelTableSourceInfo{MaxThreads: runtime.NumCPU()}
}
func (s *source) NewLocalState() any {
	return &worker{state: s.feed.filler.Worker(), rows: make([]Row, 0, chunkRows), seen: map[uint64]bool{}}
}

// FillChunk writes the next rows. A chunk of no rows ends the stream, so empty fills are skipped.
func (s *source) FillChunk(local any, chunk duckdb.DataChunk) error {
	w := local.(*worker)
	for {
		rows, err := s.feed.filler.Fill(w.state, w.rows[:0])
		if err == io.EOF {
			return chunk.SetSize(0)
		}
		for i := range rows {
			rows[i].finish()
		}
		s.feed.meet(rows, w.seen)
		if err == nil {
			err = put(chunk, rows)
		}
		if err != nil {
			s.feed.mu.Lock()
			if s.feed.err == nil {
				s.feed.err = err
			}
			s.feed.mu.Unlock()
			return err
		}
		w.rows = rows
		if len(rows) > 0 {
			s.feed.rows.Add(int64(len(rows)))
			return chunk.SetSize(len(rows))
		}
	}
}

// put writes rows column by column.
func put(chunk duckdb.DataChunk, rows []Row) error {
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

// given is a Filler of rows that are there already.
type given struct {
	mu   sync.Mutex
	rows []Row
}

func (g *given) Worker() any { return nil }

func (g *given) Fill(_ any, rows []Row) ([]Row, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.rows) == 0 {
		return nil, io.EOF
	}
	n := min(chunkRows, len(g.rows))
	rows = append(rows, g.rows[:n]...)
	g.rows = g.rows[n:]
	return rows, nil
}
