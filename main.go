// Command furikaeri turns exports of PagerDuty into reports. It wires the real machine to the commands in app/cli.
package main

import (
	"context"
	"os"
	"runtime/debug"

	"furikaeri/app/cli"
)

// version is set by the build (-ldflags "-X main.version=…"); "" asks Go which commit it was built from.
var version string

// garbage is how far the heap may grow before it is collected, in percent: imports and reports make much that is soon
// forgotten, and a tenth of their time went into looking for it. A million rows stay under 600 MB.
const garbage = 200

func main() {
	debug.SetGCPercent(garbage)
	ctx, stop := cli.Interruptible(context.Background())
	code := cli.Run(ctx, cli.ThisMachine(version))
	stop()
	os.Exit(code)
}
