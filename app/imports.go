package app

import (
	"context"
	"errors"
	"time"

	"furikaeri/app/store"
)

// An ImportRecord is a file that went in.
type ImportRecord struct {
	Number     int64  `json:"number"`
	File       string `json:"file"`
	Kind       string `json:"kind"` // csv, table_xlsx, json_incidents …; "" where it went in before kinds were kept
	SHA256     string `json:"sha256"`
	Bytes      int64  `json:"bytes"`
	ReadAt     string `json:"read_at"` // RFC 3339, UTC
	Rows       int64  `json:"rows"`    // refused ones included
	New        int64  `json:"new"`
	Changed    int64  `json:"changed"`
	Unchanged  int64  `json:"unchanged"`
	Refused    int64  `json:"refused"`
	Impossible int64  `json:"impossible_instants"`
	Events     int64  `json:"events"` // entries of timelines that were not there before
}

func recordOf(r store.ImportRecord) ImportRecord {
	return ImportRecord{Number: r.Number, File: r.Name, Kind: r.Kind, SHA256: r.SHA256, Bytes: r.Bytes, ReadAt: r.ReadAt.UTC().Format(time.RFC3339), Rows: r.Rows,
		New: r.Added, Changed: r.Changed, Unchanged: r.Unchanged, Refused: r.Refused, Impossible: r.Impossible, Events: r.Events}
}

// Imports are the files that went in, the newest last.
func (a *App) Imports(ctx context.Context) ([]ImportRecord, error) {
	out := []ImportRecord{}
	err := a.with(ctx, func(w *work) error {
		all, err := w.Imports(ctx)
		for _, r := range all {
			out = append(out, recordOf(r))
		}
		return err
	})
	return out, err
}

// UndoImport takes the last import back as if it had not been. Called again it takes back the one before.
func (a *App) UndoImport(ctx context.Context) (ImportRecord, error) {
	var out ImportRecord
	err := a.with(ctx, func(w *work) error {
		r, err := w.Undo(ctx, byRules(w.rules))
		if errors.Is(err, store.ErrNothing) {
			return &Error{Key: "error.undo.nothing", Err: err}
		}
		out = recordOf(r)
		return err
	})
	return out, err
}
