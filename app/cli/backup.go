package cli

import "github.com/spf13/cobra"

func (f *face) backupCommand() *cobra.Command {
	c := f.command("backup", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		r, err := a.Backup(c.Context(), args[0])
		if err != nil {
			return err
		}
		if f.json {
			return f.printJSON(r, true)
		}
		f.tell("ui.backup_written", "path", args[0], "size", f.size(r.Bytes))
		return nil
	})
	c.Args = exactly("FILE")
	return c
}

func (f *face) restoreCommand() *cobra.Command {
	c := f.command("restore", "FILE", func(c *cobra.Command, args []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		r, err := a.Restore(c.Context(), args[0])
		if err != nil {
			return err
		}
		if f.json {
			return f.printJSON(r, true)
		}
		if r.Written {
			f.tell("ui.restored_written", "path", args[0], "map", f.words.Count(r.Map), "exclusions", f.words.Count(r.Exclusions), "files", f.words.Count(r.Files))
			return nil
		}
		f.tell("ui.restored", "path", args[0], "at", localTime(r.At))
		if r.Before != "" {
			f.tell("ui.restored_before", "path", r.Before)
		}
		return nil
	})
	c.Args = exactly("FILE")
	return c
}

// size is a number of bytes as people read it.
func (f *face) size(n int64) string {
	const k = 1024
	switch {
	case n >= k*k:
		return f.words.Decimal(float64(n)/(k*k), 1) + " MB"
	case n >= k:
		return f.words.Decimal(float64(n)/k, 1) + " kB"
	}
	return f.words.Count(n) + " B"
}
