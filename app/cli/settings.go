package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) settingsCommand() *cobra.Command {
	get := f.command("settings get", "[KEY]", func(c *cobra.Command, args []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		if len(args) == 0 {
			return f.listSettings(a)
		}
		v, err := a.Setting(args[0])
		if err != nil {
			return err
		}
		if f.json {
			return f.printJSON(app.Setting{Key: args[0], Value: v}, true)
		}
		_, err = fmt.Fprintln(f.Stdout, v)
		return err
	})
	get.Args = atMostOne
	set := f.command("settings set", "KEY VALUE", func(c *cobra.Command, args []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		change, err := a.SetSetting(c.Context(), args[0], args[1])
		if err != nil {
			return err
		}
		f.tell("ui.setting_saved", "key", app.OneLine(change.Key), "previous", f.shown(change.Previous), "value", f.shown(change.Value))
		if change.Rule {
			f.tell("ui.setting_rule", "n", f.words.Count(change.Incidents))
		}
		if f.json {
			return f.printJSON(change, true)
		}
		return nil
	})
	set.Args = exactly("KEY", "VALUE")
	return f.group("settings", "[COMMAND]", func(c *cobra.Command, _ []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		file, err := a.SettingsFile()
		if file.Text == "" {
			return err
		}
		if f.json && err == nil {
			return f.listSettings(a)
		}
		key := "ui.settings_file"
		if file.Fresh {
			key = "ui.settings_written"
		}
		f.tell(key, "path", app.OneLine(file.Path))
		if _, e := fmt.Fprint(f.Stdout, file.Text); e != nil {
			return e
		}
		return err
	}, get, set)
}

// shown is a setting's value as people see it.
func (f *face) shown(v string) string {
	if v == "" {
		return f.words.T("ui.setting_empty")
	}
	return app.OneLine(v)
}

// listSettings prints every setting with one value: key = value.
func (f *face) listSettings(a *app.App) error {
	list, err := a.SettingsList()
	if err != nil {
		return err
	}
	if f.json {
		return f.printJSON(list, true)
	}
	for _, s := range list {
		if _, err := fmt.Fprintf(f.Stdout, "%s = %s\n", s.Key, app.OneLine(s.Value)); err != nil {
			return err
		}
	}
	return nil
}
