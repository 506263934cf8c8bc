package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"golang.org/x/term"
)

// patience is how long a command waits for a workspace that another process holds.
const patience = 30 * time.Second

// ThisMachine is the computer and the process that the program runs in. version "" asks Go what it was built from.
func ThisMachine(version string) Machine {
	if info, ok := debug.ReadBuildInfo(); ok && version == "" {
		version = info.Main.Version
	}
	if version == "" {
		version = "(devel)"
	}
	return Machine{
		Args: os.Args[1:], Env: os.Getenv, System: runtime.GOOS, Language: systemLanguage(),
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Terminal: term.IsTerminal(int(os.Stderr.Fd())),
		Secret: secret, Now: time.Now, Wait: patience, Version: version,
	}
}

// secret reads a line from the terminal without showing it, or from what stands in the terminal's place.
// Interrupted, it gives the terminal back as it was.
func secret(ctx context.Context, question string) (string, error) {
	in := int(os.Stdin.Fd())
	if term.IsTerminal(in) {
		return hidden(ctx, in, question)
	}
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, longestSecret)).ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return line, err
}

func hidden(ctx context.Context, terminal int, question string) (string, error) {
	as, err := term.GetState(terminal)
	if err != nil {
		return "", err
	}
	fmt.Fprint(os.Stderr, question, " ")
	type typed struct {
		text []byte
		err  error
	}
	answer := make(chan typed, 1)
	go func() {
		text, err := term.ReadPassword(terminal)
		answer <- typed{text, err}
	}()
	defer fmt.Fprintln(os.Stderr)
	select {
	case a := <-answer:
		return string(a.text), a.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(terminal, as))
	}
}

// longestSecret is more than any token has.
const longestSecret = 1 << 16

// Interruptible is a context that ends when the person interrupts the program. A second interrupt ends the program at
// once.
func Interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
