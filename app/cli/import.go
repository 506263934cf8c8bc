package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

// shownRefusals is how many refused rows are printed; all of them go to --refused.
const shownRefusals = 100

// An importedFile is what import says of one file as JSON.
type importedFile struct {
	File       string       `json:"file"`
	Kind       string       `json:"kind"`
	Rows       int64        `json:"rows"`
	New        int64        `json:"new"`
	Changed    int64        `json:"changed"`
	Unchanged  int64        `json:"unchanged"`
	Refused    int64        `json:"refused"`
	Impossible int64        `json:"impossible_instants"`
	Events     int64        `json:"events"` // entries of timelines that were not there before
	Cut        bool         `json:"cut_at_20000_rows"`
	Refusals   []refusedRow `json:"refusals"`
}

// A refusedRow is a row that was left out, and why.
type refusedRow struct {
	Line    int    `json:"line"`
	Row     int64  `json:"row"` // among the file's rows, from 1
	Column  string `json:"column"`
	Problem string `json:"problem"`
	Reason  string `json:"reason"`
	Value   string `json:"value"`
}

func (f *face) importCommand() *cobra.Command {
	var refused, columns, sheet string
	var dry, explain bool
	c := f.command("import", "FILE...", func(c *cobra.Command, args []string) error {
		for _, path := range []string{refused, sheet} {
			if path != "" && !app.IsSheet(path) {
				return usage("error.sheet.ending", "path", path)
			}
		}
		if sheet != "" && !explain {
			return usage("error.usage.only_explain")
		}
		a, err := f.app(c)
		if err != nil {
			return err
		}
		if explain {
			all, err := a.Explain(c.Context(), expand(args), sheet)
			if e := f.sayExplained(all); err == nil {
				err = e
			}
			if err == nil && sheet != "" {
				f.tell("ui.columns_written", "path", sheet)
			}
			return err
		}
		results, err := a.Import(c.Context(), app.ImportQuery{Paths: expand(args), Columns: columns, DryRun: dry})
		f.sayImported(results)
		if dry {
			f.tell("ui.dry_run")
		}
		if refused != "" {
			if e := a.WriteRefused(c.Context(), refused, f.words, results); e == nil {
				f.tell("ui.refused_written", "path", refused)
			} else if err == nil {
				err = e
			}
		}
		if f.json {
			if e := f.printJSON(f.importedFiles(results), true); err == nil {
				err = e
			}
		}
		return err
	})
	c.Args = atLeastOne
	c.Flags().StringVar(&refused, "refused", "", f.words.T("help.flag.refused"))
	c.Flags().BoolVar(&dry, "dry-run", false, f.words.T("help.flag.dry_run"))
	c.Flags().BoolVar(&explain, "explain", false, f.words.T("help.flag.explain"))
	c.Flags().StringVar(&columns, "map", "", f.words.T("help.flag.columns"))
	c.Flags().StringVarP(&sheet, "output", "o", "", f.words.T("help.flag.columns_output"))
	c.MarkFlagsMutuallyExclusive("explain", "dry-run")
	c.MarkFlagsMutuallyExclusive("explain", "map")
	return c
}

// expand puts the files in the place of a name with * or ?, which Windows' shells hand over as it is.
func expand(args []string) []string {
	out := []string{}
	for _, a := range args {
		if _, err := os.Stat(a); err != nil && strings.ContainsAny(a, "*?") {
			if names, err := filepath.Glob(a); err == nil && len(names) > 0 {
				out = append(out, names...)
				continue
			}
		}
		out = append(out, a)
	}
	return out
}

func (f *face) importedFiles(results []app.ImportResult) []importedFile {
	out := []importedFile{}
	for _, r := range results {
		o := importedFile{r.File, string(r.Kind), r.Rows, r.Added, r.Changed, r.Unchanged, r.Refused, r.Impossible, r.Events, r.Cut, []refusedRow{}}
		for _, x := range r.Refusals {
			o.Refusals = append(o.Refusals, refusedRow{x.Line, x.Row, x.Column, string(x.Problem), f.words.T("refused." + string(x.Problem)), x.Value})
		}
		out = append(out, o)
	}
	return out
}

// sayImported tells what became of every file, and names the first rows that were refused.
func (f *face) sayImported(results []app.ImportResult) {
	shown, all := 0, 0
	for _, r := range results {
		n := f.words.Count
		f.tell("ui.imported", "file", app.OneLine(r.File), "rows", n(r.Rows), "new", n(r.Added), "changed", n(r.Changed), "unchanged", n(r.Unchanged), "refused", n(r.Refused))
		if r.Events > 0 {
			f.tell("ui.imported_events", "n", n(r.Events))
		}
		if r.Impossible > 0 {
			f.tell("ui.imported_impossible", "n", n(r.Impossible))
		}
		for _, x := range r.Refusals {
			if all++; shown == shownRefusals || f.quiet {
				continue
			}
			shown++
			fmt.Fprintf(f.Stderr, "  %s:%s\n", app.OneLine(x.File), f.refusal(x.Line, x.Column, string(x.Problem), x.Value))
		}
		if r.Cut {
			f.say("ui.cut", "file", app.OneLine(r.File))
		}
	}
	if all > shown {
		f.tell("ui.refused_more", "n", f.words.Count(int64(all-shown)))
	}
}

// refusal is "12 created_on: the reason (value)".
func (f *face) refusal(line int, column, problem, value string) string {
	s := strconv.Itoa(line)
	if column != "" {
		s += " " + app.OneLine(column)
	}
	s += ": " + f.words.T("refused."+problem)
	if value != "" {
		s += f.words.T("ui.refused_value", "value", app.OneLine(value))
	}
	return s
}
