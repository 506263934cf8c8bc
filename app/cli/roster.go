package cli

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) rosterCommand() *cobra.Command {
	var path string
	suggest := f.command("roster suggest", "[-o FILE.toml]", func(c *cobra.Command, _ []string) error {
		if c.Flags().Changed("output") && !strings.EqualFold(filepath.Ext(path), ".toml") {
			return usage("error.roster.ending", "path", path)
		}
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		s, err := a.SuggestRoster(c.Context())
		if err != nil {
			return err
		}
		if path != "" {
			if err := a.WriteRoster(c.Context(), s, f.words, path); err != nil {
				return err
			}
			f.tell("ui.roster.written", "path", app.OneLine(path))
		}
		if f.json {
			return f.printJSON(s, true)
		}
		if path != "" {
			return nil
		}
		_, err = f.Stdout.Write(s.TOML(f.words))
		return err
	})
	suggest.Args = none
	suggest.Flags().StringVarP(&path, "output", "o", "", f.words.T("help.flag.roster_output"))
	return f.group("roster", "COMMAND", missing, suggest)
}
