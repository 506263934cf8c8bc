package cli

import (
	"context"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) excludeCommand() *cobra.Command {
	export := f.command("exclude export", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		return f.excluded(c.Context(), "ui.exclude_exported", args[0], a.ExcludeExport)
	})
	export.Args = exactly("FILE")
	take := f.command("exclude import", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		return f.excluded(c.Context(), "ui.exclude_imported", args[0], a.ExcludeImport)
	})
	take.Args = exactly("FILE")
	return f.group("exclude", "COMMAND", missing, export, take)
}

// excluded does the work and says what came of it.
func (f *face) excluded(ctx context.Context, key, path string, work func(context.Context, string) (app.ExclusionChange, error)) error {
	x, err := work(ctx, path)
	if err != nil {
		return wrongValue(err)
	}
	if f.json {
		return f.printJSON(x, true)
	}
	n := func(i int64) string { return f.words.Count(i) }
	f.tell(key, "path", app.OneLine(path), "entries", n(int64(x.Entries)))
	if x.Incidents == 0 {
		f.tell("ui.exclude_none")
	} else {
		f.tell("ui.exclude_now", "n", n(x.Incidents), "from", x.First, "to", x.Last)
	}
	if x.Idle > 0 {
		f.tell("ui.exclude_idle", "n", n(int64(x.Idle)))
	}
	return nil
}
