package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// command is a cobra.Command whose words are under "help.<name>": one line, and if there are such keys a text and
// examples. usage is what follows the name.
func (f *face) command(name, usage string, run func(c *cobra.Command, args []string) error) *cobra.Command {
	key := "help." + strings.ReplaceAll(name, " ", ".")
	c := &cobra.Command{Use: name[strings.LastIndex(name, " ")+1:], Short: f.words.T(key), RunE: run, DisableFlagsInUseLine: true}
	if usage != "" {
		c.Use += " " + usage
	}
	c.Long = c.Short
	if f.words.Has(key + ".text") {
		c.Long += "\n\n" + f.words.T(key+".text")
	}
	if f.words.Has(key + ".examples") {
		c.Example = "  " + strings.ReplaceAll(f.words.T(key+".examples"), "\n", "\n  ")
	}
	return c
}

// root is the whole tree of commands.
func (f *face) root() *cobra.Command {
	root := f.command("furikaeri", "[COMMAND]", func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("error.usage.command", "command", args[0])
		}
		f.say("ui.no_window")
		return c.Help()
	})
	root.Args = cobra.ArbitraryArgs
	root.SilenceErrors, root.SilenceUsage = true, true
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetUsageTemplate(f.usageTemplate())
	root.SetHelpTemplate("{{.Long}}\n\n{{.UsageString}}")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return flagError(err) })
	flags := root.PersistentFlags()
	flags.StringVarP(&f.workspace, "workspace", "w", "", f.words.T("help.flag.workspace"))
	flags.BoolVar(&f.json, "json", false, f.words.T("help.flag.json"))
	flags.BoolVar(&f.quiet, "quiet", false, f.words.T("help.flag.quiet"))
	flags.BoolP("help", "h", false, f.words.T("help.flag.help"))
	root.AddCommand(f.demoCommand(), f.demoProcessCommand(), f.importCommand(), f.importsCommand(), f.pullCommand(), f.loginCommand(), f.logoutCommand(), f.reportCommand(), f.numbersCommand(), f.incidentsCommand(), f.incidentCommand(), f.definitionsCommand(), f.rosterCommand(), f.mapCommand(), f.excludeCommand(), f.checkCommand(),
		f.backupCommand(), f.restoreCommand(), f.settingsCommand(), f.versionCommand(), f.completionCommand())
	root.SetHelpCommand(f.helpCommand(root))
	return root
}

// usageTemplate is cobra's with words of the catalogue.
func (f *face) usageTemplate() string {
	t := f.words.T
	return t("help.usage") + `
  {{.UseLine}}{{if .HasExample}}

` + t("help.examples") + `
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}

` + t("help.commands") + `{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

` + t("help.flags") + `
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

` + t("help.global_flags") + `
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableSubCommands}}

` + t("help.more") + `{{end}}
`
}

// group is a command that holds others; run is what it does alone.
func (f *face) group(name, usageText string, run func(c *cobra.Command, args []string) error, children ...*cobra.Command) *cobra.Command {
	c := f.command(name, usageText, func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage("error.usage.command", "command", c.Name()+" "+args[0])
		}
		return run(c, args)
	})
	c.Args = cobra.ArbitraryArgs
	c.AddCommand(children...)
	return c
}

// missing says that a group needs one of its commands.
func missing(c *cobra.Command, _ []string) error {
	names := []string{}
	for _, child := range c.Commands() {
		names = append(names, child.Name())
	}
	return usage("error.usage.subcommand", "command", c.CommandPath(), "names", strings.Join(names, ", "))
}

func (f *face) helpCommand(root *cobra.Command) *cobra.Command {
	c := f.command("help", "[COMMAND]", func(_ *cobra.Command, args []string) error {
		found, rest, err := root.Find(args)
		if err != nil || len(rest) > 0 {
			return usage("error.usage.command", "command", strings.Join(args, " "))
		}
		return found.Help()
	})
	return c
}

func (f *face) versionCommand() *cobra.Command {
	c := f.command("version", "", func(*cobra.Command, []string) error {
		if f.json {
			return f.printJSON(struct {
				Version string `json:"version"`
			}{f.Version}, false)
		}
		_, err := fmt.Fprintln(f.Stdout, "furikaeri", f.Version)
		return err
	})
	c.Args = none
	return c
}

func (f *face) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	c := f.command("completion", strings.Join(shells, "|"), func(c *cobra.Command, args []string) error {
		root := c.Root()
		switch args[0] {
		case "bash":
			return root.GenBashCompletionV2(f.Stdout, true)
		case "zsh":
			return root.GenZshCompletion(f.Stdout)
		case "fish":
			return root.GenFishCompletion(f.Stdout, true)
		case "powershell":
			return root.GenPowerShellCompletionWithDesc(f.Stdout)
		}
		return usage("error.usage.shell", "shell", args[0])
	})
	c.ValidArgs = shells
	c.Args = exactly("SHELL")
	return c
}

// none is the check of a command that takes no arguments.
func none(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("error.usage.too_many", "argument", args[0])
	}
	return nil
}

// atMostOne is the check of a command that may be given one argument.
func atMostOne(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("error.usage.too_many", "argument", args[1])
	}
	return nil
}

// exactly is the check of a command that takes these arguments.
func exactly(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) > len(names) {
			return usage("error.usage.too_many", "argument", args[len(names)])
		}
		if len(args) < len(names) {
			return usage("error.usage.missing", "argument", names[len(args)])
		}
		return nil
	}
}

// atLeastOne is the check of a command that takes files.
func atLeastOne(_ *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usage("error.usage.missing", "argument", "FILE")
	}
	return nil
}
