package cli

import (
	"bufio"
	"context"
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
func secret(question string) (string, error) {
	in := int(os.Stdin.Fd())
	if term.IsTerminal(in) {
		fmt.Fprint(os.Stderr, question, " ")
		text, err := term.ReadPassword(in)
		fmt.Fprintln(os.Stderr)
		return string(text), err
	}
	line, err := bufio.NewReader(io.LimitReader(os.Stdin, longestSecret)).ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return line, err
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
