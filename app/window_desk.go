package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/app/store"
)

// databaseFile is the workspace's database, as package store calls it.
const databaseFile = "furikaeri.duckdb"

// deskIdle is how long the window keeps the workspace after the last question, so that the next one is quick; then a
// command in another process may have it.
const deskIdle = 2 * time.Second

// A desk is the window's hold on the workspace: open while questions come, let go soon after. What was counted stays in
// memory as long as the data are the same.
type desk struct {
	app  *App
	mu   sync.Mutex // one piece of work at a time; guards what follows
	open *work      // nil when let go
	idle *time.Timer
	more bool // a question needed more than store.SpareLeast: there is much data, so the next begin with store.SpareMore

	kept      sync.Mutex // guards what follows
	changing  bool       // the data change right now
	of        stamp      // the data that what follows was counted from
	overviews map[incident.Definition]*metrics.Overview
	clients   []string // that data or map name, as long as there is an overview
}

// A stamp tells whether a workspace's files are as they were.
type stamp struct {
	data, settings fileStamp
}

type fileStamp struct {
	size int64
	at   time.Time
}

func newDesk(a *App) *desk { return &desk{app: a} }

// hasData says whether the workspace has a database; asking makes none.
func (a *App) hasData() bool {
	_, err := os.Stat(filepath.Join(a.Dir, databaseFile))
	return !errors.Is(err, fs.ErrNotExist)
}

func stampOf(path string) fileStamp {
	info, err := os.Stat(path)
	if err != nil {
		return fileStamp{}
	}
	return fileStamp{info.Size(), info.ModTime()}
}

func (d *desk) stamp() stamp {
	return stamp{stampOf(filepath.Join(d.app.Dir, databaseFile)), stampOf(d.app.SettingsPath())}
}

// rest gives memory back when the window has had nothing to do for a while, after work that needed much.
func (d *desk) rest() { time.AfterFunc(deskIdle, debug.FreeOSMemory) }

// giveBack lets go of the workspace and gives memory back at once, between two pieces of work that need much.
func (d *desk) giveBack() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letGo()
	debug.FreeOSMemory()
}

// amply does what needs more memory than the window usually takes: if it fails for that, once more with all there is.
func (d *desk) amply(do func() error) error {
	err := do()
	if done := (*store.SweepError)(nil); !store.IsMemory(err) || errors.As(err, &done) {
		return err
	}
	d.letGo()
	d.app.Thrifty = false
	defer func() {
		d.letGo()
		d.app.Thrifty = true
	}()
	return do()
}

// read answers a question to the data.
func (d *desk) read(ctx context.Context, do func(*work) error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.amply(func() error {
		err := d.answer(ctx, do)
		if !d.more && d.app.Thrifty && store.IsMemory(err) {
			d.more = true
			err = d.answer(ctx, do)
		}
		return err
	})
}

func (d *desk) answer(ctx context.Context, do func(*work) error) (err error) {
	if d.idle != nil {
		d.idle.Stop()
	}
	if d.open == nil {
		if d.open, err = d.app.open(ctx); err != nil {
			return err
		}
		if d.app.Thrifty { // with more threads and memory none of the window's questions is answered sooner
			megabytes := store.SpareLeast
			if d.more {
				megabytes = store.SpareMore
			}
			if err = d.open.Spare(ctx, megabytes); err != nil {
				return err
			}
		}
		d.fresh()
	}
	// A statement that failed may leave the connection in any state.
	defer func() {
		if err != nil {
			d.letGo()
			return
		}
		d.idle = time.AfterFunc(deskIdle, func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.letGo()
			debug.FreeOSMemory()
		})
	}()
	return do(d.open)
}

// away lets go of the workspace, so that App can take it.
func (d *desk) away(do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letGo()
	return d.amply(do)
}

// change is away for work that changes the data. What was counted before is shown until it is done.
func (d *desk) change(do func() error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.letGo()
	d.changes(true)
	defer func() {
		d.changes(false)
		d.forget()
		debug.FreeOSMemory()
	}()
	return d.amply(do)
}

func (d *desk) changes(now bool) {
	d.kept.Lock()
	defer d.kept.Unlock()
	d.changing = now
}

// letGo closes the workspace. What it says of itself then is remembered: closing may write the file anew.
func (d *desk) letGo() {
	if d.open == nil {
		return
	}
	before := d.stamp()
	d.open.Close() // nothing was written: there is nothing to lose
	d.open = nil
	d.kept.Lock()
	defer d.kept.Unlock()
	if d.of == before {
		d.of = d.stamp()
	}
}

func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.idle != nil {
		d.idle.Stop()
	}
	d.letGo()
}

// fresh forgets what was counted from data that are no longer there.
func (d *desk) fresh() {
	d.kept.Lock()
	defer d.kept.Unlock()
	if now := d.stamp(); d.of != now {
		d.of, d.overviews, d.clients = now, nil, nil
	}
}

func (d *desk) forget() {
	d.kept.Lock()
	defer d.kept.Unlock()
	d.of, d.overviews, d.clients = stamp{}, nil, nil
}

// remembered is what get finds in memory while the data are those it was counted from.
func remembered[T any](d *desk, get func() (T, bool)) (T, bool) {
	d.kept.Lock()
	defer d.kept.Unlock()
	if d.of != d.stamp() && !d.changing {
		var none T
		return none, false
	}
	return get()
}

// everyClient are the clients by name that data or map name, as of the last overview.
func (d *desk) everyClient() []string {
	d.kept.Lock()
	defer d.kept.Unlock()
	return append([]string{}, d.clients...)
}

// overview is what Home counts with, by a definition of handling time.
func (d *desk) overview(ctx context.Context, q NumbersQuery) (*metrics.Overview, metrics.Query, error) {
	set, err := d.app.Settings()
	if err != nil {
		return nil, metrics.Query{}, err
	}
	mq, err := (&work{settings: set}).query(q)
	if err != nil {
		return nil, mq, err
	}
	if o, ok := remembered(d, func() (*metrics.Overview, bool) { o, ok := d.overviews[mq.Definition]; return o, ok }); ok {
		return o, mq, nil
	}
	var o *metrics.Overview
	err = d.read(ctx, func(w *work) error {
		// Another question may have read it while this one waited.
		d.kept.Lock()
		have := d.overviews[mq.Definition]
		d.kept.Unlock()
		if have != nil {
			o = have
			return nil
		}
		mq, err := w.query(q)
		if err != nil {
			return err
		}
		if o, err = metrics.NewOverview(ctx, w.Store, mq); err != nil {
			return err
		}
		clients, err := w.everyClient(ctx)
		if err != nil {
			return err
		}
		d.kept.Lock()
		defer d.kept.Unlock()
		d.clients = clients
		if d.overviews == nil {
			d.overviews = map[incident.Definition]*metrics.Overview{}
		}
		d.overviews[mq.Definition] = o
		return nil
	})
	return o, mq, err
}
