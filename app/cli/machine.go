package cli

import (
	"context"
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
		Now: time.Now, Wait: patience, Version: version,
	}
}

// Interruptible is a context that ends when the person interrupts the program. A second interrupt ends the program at
// once.
func Interruptible(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}
