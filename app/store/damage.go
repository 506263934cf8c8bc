package store

import (
	"errors"
	"fmt"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// ErrDamaged says that the database cannot be read: not at all, or a part of it.
var ErrDamaged = errors.New("the workspace's database is damaged")

// damage says ErrDamaged of an error that DuckDB gives where its file is not what it wrote.
func damage(err error) error {
	var e *duckdb.Error
	if err == nil || errors.Is(err, ErrDamaged) || !errors.As(err, &e) {
		return err
	}
	switch e.Type {
	case duckdb.ErrorTypeInternal, duckdb.ErrorTypeFatal, duckdb.ErrorTypeSerialization:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// IsDamage says whether an error, of a query too, comes of a damaged database.
func IsDamage(err error) bool { return errors.Is(damage(err), ErrDamaged) }
