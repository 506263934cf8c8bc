package cli

import (
	"context"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) mapCommand() *cobra.Command {
	export := f.command("map export", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		return f.mapped(c.Context(), "ui.map_exported", args[0], a.ExportMap)
	})
	export.Args = exactly("FILE")
	take := f.command("map import", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		return f.mapped(c.Context(), "ui.map_imported", args[0], a.ImportMap)
	})
	take.Args = exactly("FILE")
	return f.group("map", "COMMAND", missing, export, take)
}

// mapped does the work and says what came of it.
func (f *face) mapped(ctx context.Context, key, path string, work func(context.Context, string) (app.MapChange, error)) error {
	m, err := work(ctx, path)
	if err != nil {
		return wrongValue(err)
	}
	if f.json {
		return f.printJSON(m, true)
	}
	n := func(i int) string { return f.words.Count(int64(i)) }
	f.tell(key, "path", app.OneLine(path), "entries", n(m.Entries), "services", n(m.Services), "unmapped", n(m.Unmapped))
	if m.Unmapped > 0 && key == "ui.map_imported" {
		f.tell("ui.map_unmapped", "unmapped", n(m.Unmapped))
	}
	return nil
}
