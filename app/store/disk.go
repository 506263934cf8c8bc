package store

import (
	"errors"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// IsDisk says whether an error comes of the disk under the database: it is full, read-only or failing. What was committed
// before is whole. Damage is no failing disk.
func IsDisk(err error) bool {
	var e *duckdb.Error
	if !errors.As(err, &e) || IsDamage(err) {
		return false
	}
	return e.Type == duckdb.ErrorTypeIO || e.Type == duckdb.ErrorTypeFatal && strings.Contains(e.Msg, "fsync")
}

// IsMemory says whether an error comes of the bound on the database's memory. Nothing was changed.
func IsMemory(err error) bool {
	var e *duckdb.Error
	return errors.As(err, &e) && e.Type == duckdb.ErrorTypeOutOfMemory
}
