package cli

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) numbersCommand() *cobra.Command {
	var q app.NumbersQuery
	var pretty bool
	c := f.command("numbers", "--period P [--unit NAME] [--client NAME]", func(c *cobra.Command, _ []string) error {
		if q.Period == "" {
			return usage("error.usage.period")
		}
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		n, err := a.Numbers(c.Context(), q)
		if err != nil {
			return wrongValue(err)
		}
		if n.Rows == 0 && (q.Unit != "" || q.Client != "") {
			f.tell("ui.empty_scope", "unit", app.OneLine(q.Unit), "client", app.OneLine(q.Client))
		}
		return f.printJSON(n, pretty)
	})
	c.Args = none
	c.Flags().StringVar(&q.Period, "period", "", f.words.T("help.flag.period"))
	c.Flags().StringVar(&q.Unit, "unit", "", f.words.T("help.flag.unit"))
	c.Flags().StringVar(&q.Client, "client", "", f.words.T("help.flag.client"))
	c.Flags().BoolVar(&pretty, "pretty", false, f.words.T("help.flag.pretty"))
	return c
}

// printJSON writes v on stdout, on one line or indented.
func (f *face) printJSON(v any, indent bool) error {
	e := json.NewEncoder(f.Stdout)
	e.SetEscapeHTML(false) // it is read by programs, not by browsers, and <n> stands in many titles
	if indent {
		e.SetIndent("", "  ")
	}
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
