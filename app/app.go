// Package app is everything that a person can ask of the program: import files, count, write reports, keep settings and
// the map. The commands (app/cli) and the window call the same App. It joins the stages: source → derive → store →
// metrics → sections → report.Document → renderer.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// An App works on one workspace. Each method takes the workspace for as long as it works.
type App struct {
	Dir     string           // the workspace
	Now     func() time.Time // the clock
	Wait    time.Duration    // how long to wait for a workspace that another process holds
	Command string           // what is running, as others are told while it holds the workspace
	Version string
	Thrifty bool                     // with memory, where the process has more to do than this (store.Options)
	Env     func(name string) string // the environment's variables; nil = there are none
	// Keychain keeps the token of the PagerDuty account; nil where there is none.
	Keychain Keychain
	// Notice is told what a person should know that is no error: a key of the word catalogue and what fills it in; nil for
	// nobody.
	Notice func(key string, args ...string)
	// Progress is told how far work is; nil for nobody.
	Progress func(Progress)
}

// Progress is how far a piece of work is. Stage is a key of the word catalogue ("ui.reading"); Total 0 means unknown.
type Progress struct {
	Stage string
	Name  string // the file, the client
	Done  int64
	Total int64
}

// An Error is something that went wrong, as a person should hear it: Key names a sentence of the word catalogue that says
// what happened and what to do, Args fill it in.
type Error struct {
	Key    string
	Args   []string // name, value, name, value …
	Detail []*Error // sentences, a line each, that stand for {detail}; nil where Args have it or there is none
	Err    error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Key + ": " + e.Err.Error()
	}
	return fmt.Sprint(e.Key, " ", e.Args)
}

// Unwrap is the cause, if there is one.
func (e *Error) Unwrap() error { return e.Err }

func (a *App) progress(p Progress) {
	if a.Progress != nil {
		a.Progress(p)
	}
}

func (a *App) notice(key string, args ...string) {
	if a.Notice != nil {
		a.Notice(key, args...)
	}
}

// SettingsPath is where the workspace's settings are.
func (a *App) SettingsPath() string { return filepath.Join(a.Dir, "settings.toml") }

// Settings are the workspace's, or the defaults where it has none.
func (a *App) Settings() (settings.Settings, error) {
	s, err := settings.Read(a.SettingsPath())
	if unreadable := (*fs.PathError)(nil); errors.As(err, &unreadable) {
		return s, &Error{Key: "error.workspace", Args: []string{"dir", a.Dir, "detail", unreadable.Error()}, Err: err}
	}
	if err != nil {
		return s, &Error{Key: "error.settings", Args: []string{"detail", err.Error()}, Detail: mistakes(err), Err: err}
	}
	return s, nil
}

// mistakes are the sentences for what is wrong in settings; nil if err is something else.
func mistakes(err error) []*Error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		out := []*Error{}
		for _, one := range many.Unwrap() {
			out = append(out, mistakes(one)...)
		}
		return out
	}
	var m *settings.Mistake
	if !errors.As(err, &m) {
		return nil
	}
	e := &Error{Key: "settings." + m.Problem, Args: []string{}, Err: m}
	for i, a := range m.Args {
		e.Args = append(e.Args, string(rune('a'+i)), a)
	}
	switch {
	case m.File != "" && m.Key != "":
		return []*Error{{Key: "ui.setting_at", Args: []string{"file", m.File, "line", strconv.Itoa(m.Line), "key", m.Key}, Detail: []*Error{e}}}
	case m.File != "":
		return []*Error{{Key: "ui.setting_in", Args: []string{"file", m.File, "line", strconv.Itoa(m.Line)}, Detail: []*Error{e}}}
	}
	return []*Error{e}
}

// work is a workspace that is open, with its settings.
type work struct {
	*store.Store
	settings settings.Settings
	rules    derive.Rules
	dir      string
	now      time.Time // when it was opened
	notice   func(key string, args ...string)
}

// open takes the workspace and derives its facts again if a rule has changed since.
func (a *App) open(ctx context.Context) (*work, error) {
	set, err := a.Settings()
	if err != nil {
		return nil, err
	}
	return a.openWith(ctx, set)
}

// openWith is open with other settings than the workspace's.
func (a *App) openWith(ctx context.Context, set settings.Settings) (*work, error) {
	rules, err := derive.RulesOf(set)
	if err != nil {
		return nil, &Error{Key: "error.settings", Args: []string{"detail", err.Error()}, Err: err}
	}
	o := store.Options{Command: a.Command, Thrifty: a.Thrifty, Lock: store.LockOptions{Now: a.Now()}}
	st, err := store.Open(ctx, a.Dir, o)
	if busy := (*store.Busy)(nil); errors.As(err, &busy) && a.Wait > 0 {
		a.progress(Progress{Stage: "ui.waiting", Name: busy.Command})
		o.Lock.Wait = a.Wait
		st, err = store.Open(ctx, a.Dir, o)
	}
	if err != nil {
		return nil, a.openError(err)
	}
	w := &work{Store: st, settings: set, rules: rules, dir: a.Dir, now: a.Now(), notice: a.notice}
	if w.rules.Teams, err = st.Members(ctx); err != nil {
		st.Close()
		return nil, err
	}
	changed, err := st.Rederive(ctx, ruleHash(set, w.rules.Teams), byRules(w.rules))
	if err != nil {
		st.Close()
		return nil, fmt.Errorf("deriving again after a rule changed: %w", err)
	}
	if changed >= 0 {
		a.notice("ui.rederived", "n", strconv.FormatInt(changed, 10))
	}
	return w, nil
}

func (a *App) openError(err error) error {
	var busy *store.Busy
	switch {
	case errors.As(err, &busy) && busy.PID == 0: // who it is was not written down yet
		return &Error{Key: "error.busy.unknown", Err: err}
	case errors.As(err, &busy):
		return &Error{Key: "error.busy", Args: []string{"pid", fmt.Sprint(busy.PID), "command", busy.Command, "since", busy.Since}, Err: err}
	case errors.Is(err, store.ErrNewer):
		return &Error{Key: "error.newer", Args: []string{"dir", a.Dir}, Err: err}
	case errors.Is(err, store.ErrDamaged):
		return &Error{Key: "error.damaged", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
	case store.IsDisk(err):
		return &Error{Key: "error.disk", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
	case errors.Is(err, context.Canceled):
		return err
	}
	return &Error{Key: "error.workspace", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
}

// storeError puts what the disk and the database say into a sentence; other errors stay as they are.
func (a *App) storeError(err error) error {
	said := (*Error)(nil)
	switch {
	case err == nil || errors.As(err, &said):
		return err
	case store.IsDisk(err):
		return &Error{Key: "error.disk", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
	case store.IsDamage(err):
		return &Error{Key: "error.damaged", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
	}
	return err
}

// with opens the workspace, works, and lets go of it.
func (a *App) with(ctx context.Context, do func(*work) error) error {
	set, err := a.Settings()
	if err != nil {
		return err
	}
	return a.withSettings(ctx, set, do)
}

// withSettings is with for other settings than the workspace's.
func (a *App) withSettings(ctx context.Context, set settings.Settings, do func(*work) error) error {
	w, err := a.openWith(ctx, set)
	if err != nil {
		return err
	}
	err = a.storeError(do(w))
	if closed := w.Close(); err == nil && closed != nil {
		return a.openError(closed)
	}
	return err
}
