package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

// demoProcessName is the command by which the window has its demo made: a process of its own gives all its memory back. It
// prints a demoLine after the other and nobody else needs it.
const demoProcessName = "make-demo-workspace"

// A demoLine is a line of JSON that the process prints: how far it is, or what went wrong.
type demoLine struct {
	Progress *app.Progress `json:"progress,omitempty"`
	Error    *demoError    `json:"error,omitempty"`
}

// A demoError is an error, as an app.Error if it is one; otherwise Key is "".
type demoError struct {
	Key   string   `json:"key,omitempty"`
	Args  []string `json:"args,omitempty"`
	Cause string   `json:"cause,omitempty"`
}

func (f *face) demoProcessCommand() *cobra.Command {
	return &cobra.Command{Use: demoProcessName, Hidden: true, Args: cobra.ExactArgs(1), RunE: func(c *cobra.Command, args []string) error {
		out := json.NewEncoder(f.Stdout)
		a := &app.App{Dir: args[0], Now: f.Now, Command: "furikaeri", Version: f.Version}
		a.Progress = func(p app.Progress) { out.Encode(demoLine{Progress: &p}) } // who no longer listens has gone
		err := a.MakeDemo(c.Context())
		if err == nil {
			return nil
		}
		line := demoError{Cause: err.Error()}
		if e := (*app.Error)(nil); errors.As(err, &e) && len(e.Detail) == 0 {
			line = demoError{Key: e.Key, Args: e.Args}
			if e.Err != nil {
				line.Cause = e.Err.Error()
			}
		}
		return errors.Join(err, out.Encode(demoLine{Error: &line}))
	}}
}

// makeDemo lets another process of this program make the demo's workspace in dir, and tells how far it is. What goes wrong
// there is the error here. When ctx ends, the process does too.
func makeDemo(program string) func(ctx context.Context, dir string, tell func(app.Progress)) error {
	return func(ctx context.Context, dir string, tell func(app.Progress)) error {
		var complaints bytes.Buffer
		cmd := exec.CommandContext(ctx, program, demoProcessName, dir)
		cmd.Stderr = &complaints
		out, err := cmd.StdoutPipe()
		if err != nil {
			return fmt.Errorf("making the demo: %w", err)
		}
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("making the demo: %w", err)
		}
		told, err := follow(out, tell)
		ended := cmd.Wait()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case told != nil && told.Key == "":
			return fmt.Errorf("making the demo: %s", told.Cause)
		case told != nil:
			e := &app.Error{Key: told.Key, Args: told.Args}
			if told.Cause != "" {
				e.Err = errors.New(told.Cause)
			}
			return e
		}
		if err := cmp.Or(ended, err); err != nil {
			return fmt.Errorf("making the demo: %w: %s", err, strings.TrimSpace(complaints.String()))
		}
		return nil
	}
}

// follow reads the process's lines to their end; the error that they tell is nil if there is none.
func follow(r io.Reader, tell func(app.Progress)) (told *demoError, err error) {
	lines := json.NewDecoder(r)
	for {
		var line demoLine
		if err := lines.Decode(&line); err != nil {
			if err == io.EOF {
				return told, nil
			}
			_, rest := io.Copy(io.Discard, r) // so that it can end
			return told, errors.Join(err, rest)
		}
		if line.Progress != nil {
			tell(*line.Progress)
		}
		if line.Error != nil {
			told = line.Error
		}
	}
}
