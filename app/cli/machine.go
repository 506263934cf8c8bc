package cli

import (
	"os"
	"runtime"
	"runtime/debug"
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
