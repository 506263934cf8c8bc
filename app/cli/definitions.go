package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
	"furikaeri/app/lang"
)

func (f *face) definitionsCommand() *cobra.Command {
	var q app.NumbersQuery
	c := f.command("definitions", "[--period P [--unit NAME] [--client NAME]]", func(c *cobra.Command, _ []string) error {
		if q == (app.NumbersQuery{}) && !f.json {
			_, err := fmt.Fprint(f.Stdout, lang.Definitions(f.words.Code))
			return err
		}
		if q.Period == "" {
			return usage("error.usage.period")
		}
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		d, err := a.Definitions(c.Context(), q)
		if err != nil {
			return wrongValue(err)
		}
		if len(d.Definitions) > 0 && d.Definitions[len(d.Definitions)-1].Unit == "*" && (q.Unit != "" || q.Client != "") && noUnit(d) {
			f.tell("ui.empty_scope", "unit", app.OneLine(q.Unit), "client", app.OneLine(q.Client))
		}
		if f.json {
			return f.printJSON(d, true)
		}
		_, err = fmt.Fprint(f.Stdout, f.definitionsTable(d))
		return err
	})
	c.Args = none
	c.Flags().StringVar(&q.Period, "period", "", f.words.T("help.flag.period"))
	c.Flags().StringVar(&q.Unit, "unit", "", f.words.T("help.flag.unit"))
	c.Flags().StringVar(&q.Client, "client", "", f.words.T("help.flag.client"))
	return c
}

// noUnit says that the scope has no incident at all.
func noUnit(d *app.DefinitionsTable) bool {
	for _, r := range d.Definitions {
		if r.Unit != "*" {
			return false
		}
	}
	return true
}

// definitionsTable is a table for all units, then one for each.
func (f *face) definitionsTable(d *app.DefinitionsTable) string {
	var b strings.Builder
	t := f.words.T
	fmt.Fprintln(&b, t("ui.definitions.period", "from", d.Period.From, "to", d.Period.To))
	for _, r := range d.Period.Compared {
		fmt.Fprintln(&b, t("ui.definitions.compared", "from", r.From, "to", r.To))
	}
	for _, r := range d.Period.Excluded {
		fmt.Fprintln(&b, t("ui.definitions.not_compared", "from", r.From, "to", r.To, "why", t("ui.not_compared."+r.Why)))
	}
	for _, all := range []bool{true, false} {
		unit := ""
		for i, r := range d.Definitions {
			if (r.Unit == "*") != all || i > 0 && r.Unit == unit {
				continue
			}
			unit = r.Unit
			name := fit(app.OneLine(unit), 60)
			if all {
				name = t("ui.definitions.all")
			}
			fmt.Fprintf(&b, "\n%s\n", name)
			b.WriteString(f.definitionRows(d, unit))
		}
	}
	fmt.Fprintln(&b, "\n"+t("ui.definitions.legend"))
	if names := unlike(d); len(names) > 0 {
		fmt.Fprintln(&b, t("ui.definitions.unlike", "names", strings.Join(names, t("ui.list_comma"))))
	}
	return b.String()
}

// unlike are the definitions whose change is measured differently on both sides, if there is any.
func unlike(d *app.DefinitionsTable) []string {
	names := []string{}
	for _, r := range d.Definitions {
		if r.Unit == "*" && r.Change.Change != nil && !d.Alike(r.Definition) {
			names = append(names, r.Definition)
		}
	}
	return names
}

// definitionRows is the table of one unit; a mark stands before the definition in use.
func (f *face) definitionRows(d *app.DefinitionsTable, unit string) string {
	head := []string{}
	for _, key := range []string{"definition", "meaning", "hours", "known", "unknown", "exact", "approximate", "upper_bound", "now", "before", "change"} {
		head = append(head, f.words.T("ui.definitions.column."+key))
	}
	head[0] = "  " + head[0]
	rows := [][]string{head}
	for _, r := range d.Definitions {
		if r.Unit != unit {
			continue
		}
		mark := "  "
		if r.Definition == d.Definition {
			mark = "* "
		}
		exact, approximate, upper, change := lang.None, lang.None, lang.None, lang.None
		if s := r.Shares; s != nil {
			exact, approximate, upper = f.words.Percent(s.Exact), f.words.Percent(s.Approximate), f.words.Percent(s.UpperBound)
		}
		if r.Change.Change != nil {
			change = f.words.Change(*r.Change.Change)
		}
		rows = append(rows, []string{mark + r.Definition, f.words.T("definition." + r.Definition), f.words.Hours(r.HandlingS), f.words.Count(r.Known),
			f.words.Count(r.Unknown), exact, approximate, upper, f.words.Hours(r.Change.HandlingS), f.words.Hours(r.Change.PreviousHandlingS), change})
	}
	return columns(rows, 0, 1)
}
