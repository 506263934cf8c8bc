package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"furikaeri/app/store"
)

// A Backup says what was written.
type Backup struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Backup writes the whole workspace to one file: the data, what people wrote, the settings and the logos.
func (a *App) Backup(ctx context.Context, path string) (Backup, error) {
	out := Backup{Path: path}
	err := a.with(ctx, func(w *work) error {
		files, err := w.files()
		if err != nil {
			return err
		}
		a.progress(Progress{Stage: "ui.writing", Name: filepath.Base(path)})
		err = writeFiles(ctx, []file{{path, func(to io.Writer) error { return w.Backup(ctx, to, files, w.now) }}})
		if err != nil {
			return err
		}
		info, err := os.Stat(path)
		if err == nil {
			out.Bytes = info.Size()
		}
		return err
	})
	return out, err
}

// files are the workspace's small files: the settings, and the logos that lie beside them.
func (w *work) files() (map[string][]byte, error) {
	out := map[string][]byte{}
	names := []string{"settings.toml", w.settings.Brand.Logo}
	for _, b := range w.settings.ClientBrands {
		names = append(names, b.Logo)
	}
	for _, name := range names {
		if name == "" || name != filepath.Base(name) {
			continue // a logo elsewhere on this machine is not the workspace's
		}
		path := filepath.Join(w.dir, name)
		body, err := os.ReadFile(path)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, &Error{Key: "error.file.not_found", Args: []string{"file", path, "detail", err.Error()}, Err: err}
		}
		out[name] = body
	}
	return out, nil
}

// A Restored says what came back.
type Restored struct {
	At         string `json:"at"`      // when the backup was written, RFC 3339 UTC; "" for a copy of what people wrote
	Written    bool   `json:"written"` // it was a copy of what people wrote: the map, the exclusions, the meanings of columns
	Map        int64  `json:"map"`     // entries
	Exclusions int64  `json:"exclusions"`
	Before     string `json:"before"` // where the database that was there lies now; "" if there was none
}

// Restore brings a backup back in the place of what is there, or from a copy of what people wrote (.jsonl) that alone. All
// of it or nothing.
func (a *App) Restore(ctx context.Context, path string) (Restored, error) {
	var out Restored
	if strings.EqualFold(filepath.Ext(path), ".jsonl") {
		c, err := store.ReadCopy(path)
		if err != nil {
			return out, restoreError(path, err)
		}
		out.Written, out.Map, out.Exclusions = true, int64(len(c.Map)), int64(len(c.Exclusions))
		return out, a.with(ctx, func(w *work) error {
			return w.written(ctx, w.Apply(ctx, c))
		})
	}
	a.progress(Progress{Stage: "ui.reading", Name: filepath.Base(path)})
	m, err := store.Restore(ctx, a.Dir, path, store.Options{Command: a.Command, Lock: store.LockOptions{Now: a.Now(), Wait: a.Wait}})
	if err != nil {
		busy := (*store.Busy)(nil)
		if errors.As(err, &busy) {
			return out, a.openError(err)
		}
		return out, restoreError(path, err)
	}
	out.At = m.WrittenAt
	if before := filepath.Join(a.Dir, "furikaeri.duckdb.before-restore"); exists(before) {
		out.Before = before
	}
	return out, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// restoreError puts what is wrong with a backup or a copy into a sentence.
func restoreError(path string, err error) error {
	name := filepath.Base(path)
	damaged := (*store.BackupError)(nil)
	system := (*os.PathError)(nil)
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, store.ErrNewer):
		return &Error{Key: "error.restore.newer", Args: []string{"file", name}, Err: err}
	case errors.As(err, &damaged):
		return &Error{Key: "error.restore.damaged", Args: []string{"file", name, "member", damaged.Member}, Err: err}
	case errors.Is(err, store.ErrNoBackup):
		return &Error{Key: "error.restore.no_backup", Args: []string{"file", name}, Err: err}
	case errors.Is(err, store.ErrNoCopy):
		return &Error{Key: "error.restore.no_copy", Args: []string{"file", name}, Err: err}
	case errors.As(err, &system) && system.Path == path:
		return &Error{Key: "error.file.not_found", Args: []string{"file", name, "detail", err.Error()}, Err: err}
	}
	return &Error{Key: "error.restore.failed", Args: []string{"file", name, "detail", err.Error()}, Err: err}
}

// SetMap is the store's, and keeps a copy of what people wrote.
func (w *work) SetMap(ctx context.Context, entries []store.MapEntry) error {
	return w.written(ctx, w.Store.SetMap(ctx, entries))
}

// SetExclusions is the store's, and keeps a copy of what people wrote.
func (w *work) SetExclusions(ctx context.Context, entries []store.Exclusion, at time.Time) error {
	return w.written(ctx, w.Store.SetExclusions(ctx, entries, at))
}

// SetMapping is the store's, and keeps a copy of what people wrote.
func (w *work) SetMapping(ctx context.Context, key string, body []byte, who string, at time.Time) error {
	return w.written(ctx, w.Store.SetMapping(ctx, key, body, who, at))
}

// written keeps a copy of what people wrote, if it was written: if err is nil. That the copy could not be kept is told, and
// is no reason to call what was done undone.
func (w *work) written(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	if _, err := w.WriteCopy(ctx, w.now); err != nil {
		w.notice("ui.copy_failed", "dir", filepath.Join(w.dir, "copies"))
	}
	return nil
}
