package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	duckdb "github.com/duckdb/duckdb-go/v2"
)

// ErrDamaged says that the database cannot be read: not at all, or a part of it. The file is left as it is.
var ErrDamaged = errors.New("the workspace's database is damaged")

// system are the errors of the operating system that DuckDB passes on, in its words only.
var system = []syscall.Errno{
	syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO, syscall.EACCES, syscall.EPERM, syscall.EROFS, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM,
}

// damage says ErrDamaged of an error that DuckDB gives where its file is not what it wrote, and the system's error where
// DuckDB passes one on. DuckDB has one type for all that concerns files, so its text has to tell.
func damage(err error) error {
	var e *duckdb.Error
	var known syscall.Errno
	if err == nil || errors.Is(err, ErrDamaged) || errors.As(err, &known) || !errors.As(err, &e) {
		return err
	}
	text := strings.ToLower(e.Msg)
	for _, errno := range system {
		if strings.Contains(text, errno.Error()) {
			return fmt.Errorf("%w: %w", errno, err)
		}
	}
	if strings.Contains(text, "fsync failed") { // it does not say why
		return fmt.Errorf("%w: %w", syscall.EIO, err)
	}
	switch e.Type {
	case duckdb.ErrorTypeInternal, duckdb.ErrorTypeFatal, duckdb.ErrorTypeSerialization:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case duckdb.ErrorTypeIO:
		for _, sign := range []string{"corrupt", "checksum", "not a valid duckdb", "could not read enough bytes"} {
			if strings.Contains(text, sign) {
				return fmt.Errorf("%w: %w", ErrDamaged, err)
			}
		}
	}
	return err
}

// IsDamage says whether an error, of a query too, comes of a damaged database.
func IsDamage(err error) bool { return errors.Is(damage(err), ErrDamaged) }

// opening says what it means that DuckDB cannot open a file that is there: damage, unless the system says otherwise.
func opening(path string, err error) error {
	var errno syscall.Errno
	if known := damage(err); errors.As(known, &errno) {
		return fmt.Errorf("opening %s: %w", path, known)
	}
	return fmt.Errorf("%w: %s: %w", ErrDamaged, path, err)
}
