// Package cli is the commands: arguments go in, words for people, files and an exit code come out. All work is app's;
// here are flags, what is printed where, and errors turned into sentences. main.go calls Run.
//
// Results that other programs read are on stdout, all talk is on stderr.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"furikaeri/app"
	"furikaeri/app/lang"
)

// A Machine is what a command sees of the computer it runs on.
type Machine struct {
	Args           []string // without the program's name
	Env            func(name string) string
	System         string // as runtime.GOOS
	Language       string // of the system, "ja-JP"; the environment's variables win; "" = unknown
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Terminal       bool // Stderr is a terminal: progress is shown
	// Secret asks for something that nobody may see, and reads it; nil where nobody can be asked.
	Secret   func(ctx context.Context, question string) (string, error)
	Keychain app.Keychain // nil where there is none
	Now      func() time.Time
	Wait     time.Duration // for a workspace that another process holds
	Version  string
}

// The exit codes.
const (
	done        = 0
	wentWrong   = 1
	wrongUsage  = 2
	interrupted = 130
)

// Run runs one command and returns the exit code. When ctx ends, the command stops and leaves nothing half done.
func Run(ctx context.Context, m Machine) int {
	words, err := lang.For(language(m))
	if err != nil {
		fmt.Fprintln(m.Stderr, err)
		return wentWrong
	}
	f := &face{Machine: m, words: words}
	root := f.root()
	root.SetArgs(m.Args)
	root.SetIn(m.Stdin)
	root.SetOut(m.Stdout)
	root.SetErr(m.Stderr)
	command, err := root.ExecuteContextC(ctx)
	f.endProgress()
	var usage *usageError
	switch {
	case err == nil:
		return done
	case ctx.Err() != nil:
		f.say("ui.interrupted")
		return interrupted
	case errors.Is(err, errFound):
		return wentWrong
	case errors.As(err, &usage):
		f.sayError(err)
		f.say("ui.usage_line", "line", command.UseLine(), "command", command.CommandPath())
		return wrongUsage
	}
	f.sayError(err)
	return wentWrong
}

// errFound ends a command that has said already what needs a person.
var errFound = errors.New("something needs a person")

// A usageError is a command that was called in a way it does not understand: a sentence of the catalogue.
type usageError struct {
	key  string
	args []string
}

func (e *usageError) Error() string { return fmt.Sprint(e.key, " ", e.args) }

func usage(key string, args ...string) error { return &usageError{key, args} }

// A face is one run: the machine, the words, and the flags that every command knows.
type face struct {
	Machine
	words     lang.Words
	workspace string
	json      bool
	quiet     bool
	progress  progress
}

// app is the App that the flags ask for.
func (f *face) app(c *cobra.Command) (*app.App, error) {
	dir := f.workspace
	if dir == "" {
		dir = f.Env("FURIKAERI_WORKSPACE")
	}
	if dir == "" {
		dir = dataFolder(f.System, f.Env)
	}
	if dir == "" {
		return nil, usage("error.usage.workspace")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("finding the workspace: %w", err)
	}
	a := &app.App{Dir: dir, Now: f.Now, Wait: f.Wait, Command: c.CommandPath(), Version: f.Version, Notice: f.tell, Env: f.Env, Keychain: f.Keychain}
	if f.Terminal && !f.quiet {
		a.Progress = f.showProgress
	}
	return a, nil
}

// existing is app for a command that reads: a workspace that is not there is most likely a name mistyped.
func (f *face) existing(c *cobra.Command) (*app.App, error) {
	a, err := f.app(c)
	if err == nil && !a.HasWorkspace() {
		return nil, &app.Error{Key: "error.no_workspace", Args: []string{"dir", a.Dir}}
	}
	return a, err
}

// say prints a sentence on stderr.
func (f *face) say(key string, args ...string) {
	f.endProgress()
	fmt.Fprintln(f.Stderr, f.words.T(key, args...))
}

// tell is say, unless the person asked for quiet.
func (f *face) tell(key string, args ...string) {
	if !f.quiet {
		f.say(key, args...)
	}
}
