package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

// A reportRun is one call of a report command: what is asked for, and where it goes.
type reportRun struct {
	query             app.ReportQuery
	outputs           []string
	dir               string
	formats           []string
	allClients        bool
	unmappedAsClients bool
}

func (f *face) reportCommand() *cobra.Command {
	var q reportRun
	quarterly := f.command("report quarterly", "--period P [--unit NAME] -o FILE...", func(c *cobra.Command, args []string) error {
		q.query.Kind = "quarterly"
		return f.report(c, q, args)
	})
	quarterly.Flags().StringVar(&q.query.Unit, "unit", "", f.words.T("help.flag.unit"))

	var m reportRun
	monthly := f.command("report monthly", "--period P (--client NAME -o FILE... | --all-clients -d DIR)", func(c *cobra.Command, args []string) error {
		m.query.Kind = "monthly"
		return f.report(c, m, args)
	})
	flags := monthly.Flags()
	flags.StringVar(&m.query.Client, "client", "", f.words.T("help.flag.report_client"))
	flags.BoolVar(&m.allClients, "all-clients", false, f.words.T("help.flag.all_clients"))
	flags.StringVarP(&m.dir, "dir", "d", "", f.words.T("help.flag.dir"))
	flags.StringSliceVar(&m.formats, "formats", nil, f.words.T("help.flag.formats"))
	flags.BoolVar(&m.unmappedAsClients, "unmapped-as-clients", false, f.words.T("help.flag.unmapped_as_clients"))

	for c, r := range map[*cobra.Command]*reportRun{quarterly: &q, monthly: &m} {
		c.Flags().SortFlags = false
		c.Flags().StringVar(&r.query.Period, "period", "", f.words.T("help.flag.period"))
		// An array, not a slice: names of files may hold commas.
		c.Flags().StringArrayVarP(&r.outputs, "output", "o", nil, f.words.T("help.flag.output"))
		c.Flags().StringVar(&r.query.Lang, "lang", "", f.words.T("help.flag.lang"))
		c.Flags().StringVar(&r.query.Issued, "issued", "", f.words.T("help.flag.issued"))
		c.Flags().StringVar(&r.query.Comments, "comments", "", f.words.T("help.flag.comments"))
		c.Flags().StringVar(&r.query.Paper, "paper", "", f.words.T("help.flag.paper"))
	}
	return f.group("report", "COMMAND", missing, quarterly, monthly)
}

// defaultFormats are those of --all-clients.
var defaultFormats = []string{"pdf", "xlsx", "html"}

// report writes what r asks for. Arguments that follow "-o FILE" are further files.
func (f *face) report(c *cobra.Command, r reportRun, args []string) error {
	if len(args) > 0 && len(r.outputs) == 0 {
		return usage("error.usage.too_many", "argument", args[0])
	}
	r.outputs = append(r.outputs, args...)
	if len(r.formats) == 0 {
		r.formats = defaultFormats
	}
	if err := r.check(); err != nil {
		return err
	}
	a, err := f.existing(c)
	if err != nil {
		return err
	}
	written := r.outputs
	if r.allClients {
		written, err = a.WriteClientReports(c.Context(), r.query, r.dir, r.formats, r.unmappedAsClients)
	} else {
		err = a.WriteReport(c.Context(), r.query, r.outputs)
	}
	if err != nil {
		// Every client's files are whole or not there; those before the error stay.
		if r.allClients && len(written) > 0 {
			f.say("ui.reports_before", "n", f.words.Count(int64(len(written))), "dir", app.OneLine(r.dir))
		}
		return wrongValue(err)
	}
	if f.json {
		return f.printJSON(struct {
			Files []string `json:"files"`
		}{written}, true)
	}
	if r.allClients {
		f.tell("ui.reports_written", "n", f.words.Count(int64(len(written))), "dir", app.OneLine(r.dir))
		return nil
	}
	for _, path := range written {
		f.tell("ui.report_written", "path", app.OneLine(path))
	}
	return nil
}

// check says what does not go together.
func (r *reportRun) check() error {
	monthly := r.query.Kind == "monthly"
	switch {
	case r.query.Period == "":
		return usage("error.usage.period")
	case r.query.Lang != "" && r.query.Lang != "ja" && r.query.Lang != "en":
		return usage("error.usage.bad_value", "flag", "--lang", "value", r.query.Lang)
	case !slices.Contains([]string{"", "a4", "slides"}, r.query.Paper):
		return usage("error.usage.bad_value", "flag", "--paper", "value", r.query.Paper)
	case monthly && (r.query.Client == "") != r.allClients:
		return usage("error.usage.client")
	case r.allClients && (r.dir == "" || len(r.outputs) > 0):
		return usage("error.usage.dir")
	case !r.allClients && (r.dir != "" || r.unmappedAsClients):
		return usage("error.usage.only_all_clients")
	case !r.allClients && len(r.outputs) == 0:
		return usage("error.usage.output", "formats", "."+strings.Join(app.Formats(), " ."))
	}
	for i, name := range r.formats {
		name = strings.ToLower(strings.TrimSpace(name))
		if r.formats[i] = name; !slices.Contains(app.Formats(), name) {
			return usage("error.usage.bad_value", "flag", "--formats", "value", name)
		}
	}
	return nil
}

// wrongValues are errors of app about what was typed, not about the data.
var wrongValues = []string{"error.period", "error.format", "error.issued", "error.language", "error.paper", "error.sheet.ending"}

// wrongValue makes a value that cannot be read a case of wrong usage.
func wrongValue(err error) error {
	var e *app.Error
	if errors.As(err, &e) && slices.Contains(wrongValues, e.Key) {
		return &usageError{e.Key, e.Args}
	}
	return err
}

func (f *face) demoCommand() *cobra.Command {
	c := f.command("demo", "[DIR]", func(c *cobra.Command, args []string) error {
		dir := "demo"
		if len(args) > 0 {
			dir = args[0]
		}
		a, err := f.app(c)
		if err != nil {
			return err
		}
		index, err := a.Demo(c.Context(), dir)
		if err != nil {
			return err
		}
		if f.json {
			return f.printJSON(struct {
				Index string `json:"index"`
			}{index}, true)
		}
		f.tell("ui.demo_done")
		_, err = fmt.Fprintln(f.Stdout, index)
		return err
	})
	c.Args = atMostOne
	return c
}
