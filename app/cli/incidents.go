package cli

import (
	"bufio"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) incidentsCommand() *cobra.Command {
	var q app.NumbersQuery
	var path string
	c := f.command("incidents", "[--period P] [--unit NAME] [--client NAME] [-o FILE]", func(c *cobra.Command, _ []string) error {
		if c.Flags().Changed("output") && !app.IsSheet(path) {
			return usage("error.sheet.ending", "path", path)
		}
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		var n int64
		if path != "" {
			n, err = a.WriteFacts(c.Context(), q, path)
		} else {
			n, err = f.printFacts(c, a, q)
		}
		if err != nil {
			return wrongValue(err)
		}
		if n == 0 && (q.Unit != "" || q.Client != "") {
			f.tell("ui.empty_scope", "unit", app.OneLine(q.Unit), "client", app.OneLine(q.Client))
		}
		if path == "" {
			return nil
		}
		if f.json {
			return f.printJSON(struct {
				Path      string `json:"path"`
				Incidents int64  `json:"incidents"`
			}{path, n}, true)
		}
		f.tell("ui.incidents_written", "path", app.OneLine(path), "n", f.words.Count(n))
		return nil
	})
	c.Args = none
	c.Flags().StringVar(&q.Period, "period", "", f.words.T("help.flag.period_all"))
	c.Flags().StringVar(&q.Unit, "unit", "", f.words.T("help.flag.unit"))
	c.Flags().StringVar(&q.Client, "client", "", f.words.T("help.flag.client"))
	c.Flags().StringVarP(&path, "output", "o", "", f.words.T("help.flag.sheet_output"))
	return c
}

// printFacts prints a JSON object a line, as they are read.
func (f *face) printFacts(c *cobra.Command, a *app.App, q app.NumbersQuery) (n int64, err error) {
	out := bufio.NewWriterSize(f.Stdout, 1<<16)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	err = a.Facts(c.Context(), q, func(x *app.Fact) error {
		n++
		if err := e.Encode(x); err != nil {
			return fmt.Errorf("writing JSON: %w", err)
		}
		return nil
	})
	if err != nil {
		return n, err
	}
	if err := out.Flush(); err != nil {
		return n, fmt.Errorf("writing JSON: %w", err)
	}
	return n, nil
}
