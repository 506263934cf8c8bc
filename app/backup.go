package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// A Backup says what was written.
type Backup struct {
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"`
}

// Backup writes the whole workspace to one file: the data, what people wrote, the settings, the logos and the comments.
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

// files are the workspace's small files: the settings, the logos that lie beside them, and the comments.
func (w *work) files() (map[string][]byte, error) {
	out := map[string][]byte{}
	names := []string{"settings.toml", w.settings.Brand.Logo}
	for _, b := range w.settings.ClientBrands {
		names = append(names, b.Logo)
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name != filepath.Base(name) }) // a logo elsewhere is not the workspace's
	entries, err := os.ReadDir(filepath.Join(w.dir, commentsFolder))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, &Error{Key: "error.file.not_found", Args: []string{"file", filepath.Join(w.dir, commentsFolder), "detail", err.Error()}, Err: err}
	}
	for _, e := range entries {
		if e.Type().IsRegular() && filepath.Ext(e.Name()) == ".md" {
			names = append(names, commentsFolder+"/"+e.Name())
		}
	}
	for _, name := range names {
		if !store.IsFileName(name) {
			continue // "" among them
		}
		path := filepath.Join(w.dir, filepath.FromSlash(name))
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
	Written    bool   `json:"written"` // it was a copy of what people wrote: the map, the exclusions, the meanings of columns, files
	Map        int64  `json:"map"`     // entries
	Exclusions int64  `json:"exclusions"`
	Files      int64  `json:"files"`  // the settings and the comments of reports; of a copy alone
	Before     string `json:"before"` // where the database that was there lies now; "" if there was none
}

// Restore brings a backup back in the place of what is there, or from a copy of what people wrote (.jsonl) that alone. All
// of it or nothing. Settings and comments that a copy lacks stay as they are.
func (a *App) Restore(ctx context.Context, path string) (Restored, error) {
	var out Restored
	if strings.EqualFold(filepath.Ext(path), ".jsonl") {
		c, err := store.ReadCopy(path)
		if err != nil {
			return out, restoreError(path, err)
		}
		out.Written, out.Map, out.Exclusions, out.Files = true, int64(len(c.Map)), int64(len(c.Exclusions)), int64(len(c.Files))
		return out, a.restoreCopy(ctx, filepath.Base(path), c)
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

// restoreCopy puts what people wrote back, from a copy that was called name. The workspace is opened with the copy's settings,
// so that facts are derived by their rules, and broken ones in the workspace stop nobody.
func (a *App) restoreCopy(ctx context.Context, name string, c store.Copy) error {
	open := a.with
	for _, f := range c.Files {
		if f.Name != filepath.Base(a.SettingsPath()) {
			continue
		}
		set, err := settings.Parse([]byte(f.Text), f.Name)
		if err != nil {
			return &Error{Key: "error.restore.settings", Args: []string{"file", name, "detail", err.Error()}, Detail: mistakes(err), Err: err}
		}
		open = func(ctx context.Context, do func(*work) error) error { return a.withSettings(ctx, set, do) }
	}
	return open(ctx, func(w *work) error {
		before, err := w.Written(ctx)
		if err != nil {
			return err
		}
		files := []file{}
		for _, f := range c.Files {
			path := filepath.Join(w.dir, filepath.FromSlash(f.Name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return writeError(path, err)
			}
			files = append(files, file{path, textOf(f.Text)})
		}
		if err := w.Apply(ctx, c); err != nil {
			return err
		}
		if err := writeFiles(ctx, files); err != nil {
			return errors.Join(err, w.Apply(context.WithoutCancel(ctx), before))
		}
		return w.written(ctx, nil)
	})
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
	files, err := w.files()
	if err == nil {
		_, err = w.WriteCopy(ctx, files, w.now)
	}
	if err != nil {
		w.notice("ui.copy_failed", "dir", filepath.Join(w.dir, "copies"))
	}
	return nil
}

// filesWritten keeps a copy of what people wrote after they wrote files alone; with opens the workspace. Where another process
// holds it, the copy after the next change has the files too.
func (a *App) filesWritten(ctx context.Context, with func(context.Context, func(*work) error) error) {
	if !a.hasData() {
		return // nothing but files is there, and asking makes no database
	}
	err := with(ctx, func(w *work) error {
		w.now = a.Now() // it may be open for long
		return w.written(ctx, nil)
	})
	if busy := (*store.Busy)(nil); errors.As(err, &busy) {
		a.notice("ui.copy_later")
	} else if err != nil {
		a.notice("ui.copy_failed", "dir", filepath.Join(a.Dir, "copies"))
	}
}
