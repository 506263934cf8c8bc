package store

import (
	"context"
	"errors"
	"fmt"
)

// ErrTried says that work inside Try went wrong half way, so that what comes after it in the same Try cannot be told.
var ErrTried = errors.New("what was tried before went wrong")

// errBack makes a transaction roll back without being an error.
var errBack = errors.New("rolled back")

// within runs work in a transaction: all of it or nothing. Inside Try it is a part of the transaction there.
func (s *Store) within(ctx context.Context, work func() error) (err error) {
	if s.trying {
		if s.broken != nil {
			return fmt.Errorf("%w: %w", ErrTried, s.broken)
		}
		s.touched = false
		if err := work(); err != nil {
			if s.touched {
				s.broken = err
			}
			return err
		}
		return nil
	}
	if _, err := s.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return damage(err)
	}
	defer func() {
		if err != nil {
			// Not with ctx: it may be why we are here.
			s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = damage(err)
		}
	}()
	if err := work(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err = s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	// DuckDB syncs its log, but not the name of a log that is new.
	return syncFolder(s.dir)
}

// Try runs work, imports too, in one transaction that is rolled back at its end: inside it everything counts as if it had
// gone in, after it nothing has. An import that fails before it has written anything leaves the rest of work possible; after
// one that fails later, what follows is ErrTried.
func (s *Store) Try(ctx context.Context, work func() error) error {
	if s.trying {
		return work()
	}
	err := s.within(ctx, func() error {
		s.trying = true
		defer func() { s.trying, s.broken, s.touched = false, nil, false }()
		if err := work(); err != nil {
			return err
		}
		return errBack
	})
	s.takeKinds()
	if errors.Is(err, errBack) {
		return nil
	}
	return err
}
