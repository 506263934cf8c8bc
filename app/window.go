package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"furikaeri/app/lang"
	"furikaeri/report/chart"
)

// A Desktop is what the window asks of the machine it runs on; main fills it with Wails's calls.
type Desktop interface {
	Open(title, kinds string, endings []string, many bool) ([]string, error) // paths; none if the person cancelled
	Save(title, name string) (string, error)                                 // a path; "" if the person cancelled
	Tell(Step)                                                               // the one event that pages listen to
	Reveal(path string) error                                                // its folder in the machine's file manager
	Speak()                                                                  // the language changed: write the menu anew
}

// A Step is how far a piece of work is: Text is finished, Percent −1 where nobody can tell.
type Step struct {
	Text    string `json:"text"`
	Percent int    `json:"percent"`
}

// WindowAt says where the window keeps what is its own, and what the system speaks.
type WindowAt struct {
	Language string // "ja" or "en": the system's
	Look     string // path of a file for language, colours and size
	Instance string // a name that a second start of the same window has too
	// MakeDemo is App.MakeDemo on dir in a process of its own, which gives its memory back; nil makes it in this one.
	MakeDemo func(ctx context.Context, dir string, tell func(Progress)) error
}

// A Window is what the pages may call: thin methods over App. Texts are in the window's language and finished; numbers
// are formatted. A method that fails gives an error that Describe turns into a Failure; none ever panics.
type Window struct {
	app     *App
	desktop Desktop
	desk    *desk
	at      WindowAt
	own     string // the person's own workspace while the demo is shown; "" otherwise; changes under desk.mu alone

	mu     sync.Mutex // guards what follows
	look   look
	words  lang.Words
	cancel context.CancelFunc // stops the work that runs; nil if none does
	step   Step               // how far that work is
	last   []ImportResult     // what the last import said, for its refused rows
	target []string           // where the next export goes
	views  views
}

// look is what the window remembers between starts.
type look struct {
	Language string `json:"language"` // "" = the system's
	Theme    string `json:"theme"`    // "light", "dark", "" = the system's
	Size     Size   `json:"size"`
}

// A Size is the window's, in px; zero if it was never kept.
type Size struct {
	Width  int `json:"width"`
	Height int `json:"height"`
}

// NewWindow is a window on a's workspace. It takes a over: its progress goes to the pages.
func NewWindow(a *App, d Desktop, at WindowAt) *Window {
	w := &Window{app: a, desktop: d, at: at}
	w.desk = newDesk(a)
	a.Thrifty = true
	// A file that is not there or cannot be read means the first start.
	if body, err := os.ReadFile(at.Look); err == nil && json.Unmarshal(body, &w.look) != nil {
		w.look = look{}
	}
	w.speak(w.look.Language)
	a.Progress = w.progress
	return w
}

// speak makes the window's words those of a language; "" is the system's.
func (w *Window) speak(code string) {
	if code == "" {
		code = w.at.Language
	}
	words, err := lang.For(code)
	if err != nil {
		words, _ = lang.For("en") // embedded: it is there
	}
	w.words = words
}

// keep writes the look down. What cannot be kept is asked anew next time: no reason to bother anybody.
func (w *Window) keep() {
	w.mu.Lock()
	body, err := json.Marshal(w.look)
	w.mu.Unlock()
	if err == nil && os.MkdirAll(filepath.Dir(w.at.Look), 0o700) == nil {
		os.WriteFile(w.at.Look, body, 0o600)
	}
}

// SizeOf is the window's size when it was last closed; zero at first.
func SizeOf(w *Window) Size {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.look.Size
}

// KeepSize remembers the window's size.
func KeepSize(w *Window, s Size) {
	w.mu.Lock()
	w.look.Size = s
	w.mu.Unlock()
	w.keep()
}

// Prepare counts what the first page shows, while the machine still makes the window. What goes wrong here goes wrong
// again when the page asks, and is said there.
func Prepare(w *Window) { w.Choices() }

// Close stops what runs and lets go of the workspace.
func Close(w *Window) {
	w.Cancel()
	w.desk.close()
}

func (w *Window) speech() lang.Words {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.words
}

func (w *Window) progress(p Progress) {
	words := w.speech()
	s := Step{Text: words.T(p.Stage, "name", plainName(p.Name)), Percent: -1}
	if p.Total > 0 {
		s.Percent = int(min(100, p.Done*100/p.Total))
	}
	w.tell(s)
}

func (w *Window) tell(s Step) {
	w.mu.Lock()
	w.step = s
	w.mu.Unlock()
	w.desktop.Tell(s)
}

// plainName is the last part of a path.
func plainName(s string) string { return filepath.Base(filepath.FromSlash(s)) }

// caught turns a panic into an error: one in a bound method would end the whole program.
func caught(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%v\n%s", p, debug.Stack())
	}
}

// working marks that a long piece of work runs, which Cancel stops. Only one runs at a time.
func (w *Window) working() (context.Context, func(), error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		return nil, nil, &Error{Key: "error.w.working"}
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	return ctx, func() {
		w.mu.Lock()
		w.cancel = nil
		w.mu.Unlock()
		cancel()
	}, nil
}

// Cancel stops the import, the demo or the export that runs; nothing is left half done.
func (w *Window) Cancel() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		w.cancel()
	}
}

// A Start is what the pages must know before they show anything.
type Start struct {
	Language  string  `json:"language"` // "ja" or "en"
	Theme     string  `json:"theme"`    // "light", "dark" or "auto"
	Version   string  `json:"version"`
	Workspace string  `json:"workspace"` // the folder
	Fresh     bool    `json:"fresh"`     // there are no data yet
	Demo      bool    `json:"demo"`      // what is shown is made up
	Light     Colours `json:"light"`
	Dark      Colours `json:"dark"`
}

// Colours are those of the charts' palettes that the pages need too.
type Colours struct {
	Ground  string `json:"ground"`
	Surface string `json:"surface"`
	Rule    string `json:"rule"`
	Ink     string `json:"ink"`
	Muted   string `json:"muted"`
	Main    string `json:"main"`
	Before  string `json:"before"`
	Goal    string `json:"goal"`
	Good    string `json:"good"`
	Bad     string `json:"bad"`
}

func coloursOf(p chart.Palette) Colours {
	return Colours{p.Ground, p.Surface, p.Rule, p.Ink, p.Muted, p.Main, p.Before, p.Goal, p.Good, p.Bad}
}

// Progress is how far the work is that runs; a text of "" says that none does.
func (w *Window) Progress() Step {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel == nil {
		return Step{Percent: -1}
	}
	return w.step
}

// Start is asked once when the page opens. It touches no data.
func (w *Window) Start() Start {
	words := w.speech()
	w.mu.Lock()
	theme := w.look.Theme
	w.mu.Unlock()
	if theme == "" {
		theme = "auto"
	}
	return Start{Language: words.Code, Theme: theme, Version: w.app.Version, Workspace: w.app.Dir, Fresh: !w.app.hasData(), Demo: w.InDemo(),
		Light: coloursOf(chart.Light()), Dark: coloursOf(chart.Dark())}
}

// SetLanguage changes the window's language at once, the menu's too, and remembers it.
func (w *Window) SetLanguage(code string) (_ string, err error) {
	defer caught(&err)
	if _, err := lang.For(code); err != nil {
		return "", &Error{Key: "error.language", Args: []string{"lang", code}, Err: err}
	}
	w.mu.Lock()
	w.look.Language = code
	w.speak(code)
	w.mu.Unlock()
	w.keep()
	w.desktop.Speak()
	return code, nil
}

// SetTheme remembers the colours: "light", "dark" or "auto".
func (w *Window) SetTheme(theme string) {
	w.mu.Lock()
	w.look.Theme = map[string]string{"light": "light", "dark": "dark"}[theme]
	w.mu.Unlock()
	w.keep()
}

// Reveal shows a file that was written, in the machine's own file manager.
func (w *Window) Reveal(path string) (_ string, err error) {
	defer caught(&err)
	if err := w.desktop.Reveal(path); err != nil {
		return "", &Error{Key: "error.w.reveal", Args: []string{"path", path}, Err: err}
	}
	return path, nil
}
