// Command furikaeri turns exports of PagerDuty into reports. It wires the real machine to the commands in app/cli.
package main

import (
	"context"
	"os"

	"furikaeri/app/cli"
)

// version is set by the build (-ldflags "-X main.version=…"); "" asks Go which commit it was built from.
var version string

func main() {
	ctx, stop := cli.Interruptible(context.Background())
	code := cli.Run(ctx, cli.ThisMachine(version))
	stop()
	os.Exit(code)
}
