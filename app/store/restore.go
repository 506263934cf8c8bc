package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// What a restore that is under way leaves in a workspace: the unpacked files, and, once they are whole, the marker by
// which Open knows to finish it. What they replaced stays beside them, the database as furikaeri.duckdb.before-restore.
const (
	restoreFolder = "restore.tmp"
	restoreMarker = "restore.ready"
	replaced      = ".before-restore"
)

// Restore replaces a workspace by a backup, whole or not at all, whatever the state of what is there; a damaged database
// too. A kill at any moment leaves the old state or the new one, which Open finishes. The database that was there stays
// beside it under another name. Files that the backup lacks stay as they are. Errors are those of Verify, a *Busy, or the
// system's. What people wrote can be restored alone: ReadCopy and Store.Apply.
func Restore(ctx context.Context, dir, path string, o Options) (m Manifest, err error) {
	if m, err = Verify(ctx, path); err != nil {
		return m, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return m, fmt.Errorf("making the workspace: %w", err)
	}
	lock, err := takeLock(ctx, dir, o.Command, o.Lock)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	if err := finishRestore(dir); err != nil { // an earlier one
		return m, err
	}
	beside := filepath.Join(dir, restoreFolder)
	if err := os.Mkdir(beside, 0o700); err != nil {
		return m, err
	}
	m, err = unpackBackup(path, func(member Member, from io.Reader) error {
		if folder := filepath.Dir(member.Name); folder != "." {
			// In the workspace too: where it cannot be made, nothing is restored.
			if err := errors.Join(os.MkdirAll(filepath.Join(beside, folder), 0o700), os.MkdirAll(filepath.Join(dir, folder), 0o700)); err != nil {
				return err
			}
		}
		return replaceFile(filepath.Join(beside, member.Name), func(w io.Writer) error {
			_, err := io.Copy(w, reader{ctx, from})
			return err
		})
	})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = syncFolder(beside)
	}
	if err == nil {
		err = replaceFile(filepath.Join(dir, restoreMarker), func(w io.Writer) error { _, err := io.WriteString(w, m.WrittenAt+"\n"); return err })
	}
	if err != nil {
		return m, errors.Join(err, os.RemoveAll(beside))
	}
	return m, finishRestore(dir)
}

// finishRestore puts the files of a restore that was whole in their places; one that was not is removed. Each step may be
// the last, and the next call goes on from there.
func finishRestore(dir string) error {
	beside, marker := filepath.Join(dir, restoreFolder), filepath.Join(dir, restoreMarker)
	if _, err := os.Stat(marker); errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(beside)
	} else if err != nil {
		return err
	}
	if err := moveAll(beside, dir); err != nil {
		return fmt.Errorf("finishing a restore: %w", err)
	}
	if err := os.RemoveAll(beside); err != nil {
		return err
	}
	if err := os.Remove(marker); err != nil {
		return err
	}
	return syncFolder(dir)
}

// moveAll puts the files of from, if it is there, into the folder to; what else is there stays.
func moveAll(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		here, there := filepath.Join(from, e.Name()), filepath.Join(to, e.Name())
		if e.IsDir() {
			err = errors.Join(os.MkdirAll(there, 0o700), moveAll(here, there))
		} else {
			err = putInPlace(here, there)
		}
		if err != nil {
			return err
		}
	}
	return syncFolder(to)
}

// putInPlace renames from to path. A database that is there is kept, with its log: the log of one database ruins another.
func putInPlace(from, path string) error {
	if filepath.Base(path) == fileName {
		for _, end := range []string{".wal", ""} { // the log first: without it a later call would take it for the new one's
			if _, err := os.Lstat(path + end); errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err := os.RemoveAll(path + replaced + end); err != nil { // of the restore before
				return err
			}
			if err := os.Rename(path+end, path+replaced+end); err != nil {
				return err
			}
		}
	}
	return os.Rename(from, path)
}
