package cli

import (
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"furikaeri/app"
)

// marks stand before the lines of check.
var marks = map[app.Severity]string{app.Fine: "✓", app.Notice: "▽", app.Todo: "●"}

// shownDetails is how many names check prints of an item; --json has more.
const shownDetails = 5

// shownSources is how many of the files that went in check prints, the newest; --json has all.
const shownSources = 5

func (f *face) checkCommand() *cobra.Command {
	c := f.command("check", "", func(c *cobra.Command, _ []string) error {
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		r, err := a.Check(c.Context())
		if err != nil {
			return err
		}
		if f.json {
			err = f.printJSON(r, true)
		} else {
			_, err = fmt.Fprint(f.Stdout, f.checkTable(r))
		}
		if err == nil && r.NeedsPerson {
			return errFound
		}
		return err
	})
	c.Args = none
	return c
}

// checkTable is what check found: a line for each question, and under it what to do.
func (f *face) checkTable(r app.CheckResult) string {
	var b strings.Builder
	t := f.words.T
	if r.From != "" {
		all := r.Basis.All()
		share := func(n int64) string { return f.words.Percent(float64(n) / float64(max(all, 1))) }
		fmt.Fprintln(&b, t("ui.check_head", "from", r.From, "to", r.To, "incidents", f.words.Count(r.Incidents)))
		fmt.Fprintln(&b, t("ui.check_basis", "definition", r.Definition, "exact", share(r.Basis.Exact), "approximate", share(r.Basis.Approximate),
			"upper_bound", share(r.Basis.UpperBound), "unknown", share(r.Basis.Unknown)))
		fmt.Fprintln(&b)
	}
	names, counts := 0, 0
	for _, i := range r.Items {
		names = max(names, uniseg.StringWidth(t("ui.check."+i.Key)))
		counts = max(counts, len(f.words.Count(i.Count)))
	}
	for _, i := range r.Items {
		fmt.Fprintf(&b, "%s %s  %*s\n", marks[i.Severity], pad(t("ui.check."+i.Key), names), counts, f.words.Count(i.Count))
		if i.Severity == app.Fine {
			continue
		}
		if len(i.Details) > 0 {
			shown := make([]string, 0, shownDetails)
			for _, d := range i.Details[:min(shownDetails, len(i.Details))] {
				shown = append(shown, fit(app.OneLine(d), 60))
			}
			line := strings.Join(shown, t("ui.list_comma"))
			if rest := i.Count - int64(len(shown)); rest > 0 {
				line = t("ui.check_more", "names", line, "n", f.words.Count(rest))
			}
			fmt.Fprintln(&b, "    "+line)
		}
		fmt.Fprintln(&b, "    → "+t("ui.check."+i.Key+".todo"))
	}
	if len(r.Sources) > 0 {
		fmt.Fprintln(&b, "\n"+t("ui.check_sources", "n", f.words.Count(int64(len(r.Sources)))))
		rows := [][]string{}
		for _, x := range r.Sources[max(0, len(r.Sources)-shownSources):] {
			rows = append(rows, []string{"  " + localTime(x.ReadAt), fit(app.OneLine(x.File), 50), f.words.Count(x.Rows), t("ui.rows"), "SHA-256 " + x.SHA256[:min(12, len(x.SHA256))]})
		}
		fmt.Fprint(&b, columns(rows, 0, 1, 3, 4))
	}
	end := "ui.check_fine"
	if r.NeedsPerson {
		end = "ui.check_todo"
	}
	fmt.Fprintln(&b, "\n"+t(end))
	return b.String()
}
