package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"furikaeri/app"
)

func (f *face) importsCommand() *cobra.Command {
	list := f.command("imports list", "", f.listImports)
	list.Args = none
	undo := f.command("imports undo", "", func(c *cobra.Command, _ []string) error {
		a, err := f.existing(c)
		if err != nil {
			return err
		}
		r, err := a.UndoImport(c.Context())
		if err != nil {
			return err
		}
		if f.json {
			return f.printJSON(r, true)
		}
		n := f.words.Count
		f.tell("ui.undone", "number", n(r.Number), "file", app.OneLine(r.File), "read_at", localTime(r.ReadAt), "new", n(r.New), "changed", n(r.Changed))
		return nil
	})
	undo.Args = none
	return f.group("imports", "[COMMAND]", f.listImports, list, undo)
}

// listImports prints what went in, newest last.
func (f *face) listImports(c *cobra.Command, _ []string) error {
	a, err := f.existing(c)
	if err != nil {
		return err
	}
	imports, err := a.Imports(c.Context())
	if err != nil {
		return err
	}
	if f.json {
		return f.printJSON(imports, true)
	}
	if len(imports) == 0 {
		f.tell("ui.imports_none")
		return nil
	}
	rows := [][]string{{}}
	for _, key := range []string{"number", "read_at", "file", "rows", "new", "changed", "unchanged", "refused", "entries"} {
		rows[0] = append(rows[0], f.words.T("ui.imports_column."+key))
	}
	for _, i := range imports {
		n := f.words.Count
		rows = append(rows, []string{n(i.Number), localTime(i.ReadAt), fit(app.OneLine(i.File), 50), n(i.Rows), n(i.New), n(i.Changed), n(i.Unchanged), n(i.Refused), n(i.Events)})
	}
	_, err = fmt.Fprint(f.Stdout, columns(rows, 1, 2))
	return err
}

// localTime is an RFC 3339 instant on this machine's clock.
func localTime(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s
	}
	return t.Local().Format("2006-01-02 15:04")
}

// columns sets rows in columns, two spaces apart: those whose numbers are in left to the left, the others to the right.
func columns(rows [][]string, left ...int) string {
	widths := []int{}
	for _, r := range rows {
		for i, cell := range r {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		line := ""
		for i, cell := range r {
			gap := strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell))
			if i > 0 {
				line += "  "
			}
			isLeft := false
			for _, l := range left {
				isLeft = isLeft || l == i
			}
			if isLeft {
				line += cell + gap
			} else {
				line += gap + cell
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// sayExplained prints what inputs are.
func (f *face) sayExplained(all []app.Explanation) error {
	if f.json {
		return f.printJSON(all, true)
	}
	t := f.words.T
	for i, x := range all {
		if i > 0 {
			fmt.Fprintln(f.Stdout)
		}
		fmt.Fprintln(f.Stdout, t("ui.explain_head", "file", app.OneLine(x.File), "kind", t("ui.kind."+string(x.Kind))))
		if x.Encoding != "" {
			fmt.Fprintln(f.Stdout, "  "+t("ui.explain_encoding", "encoding", x.Encoding, "separator", t("ui.separator."+separatorName(x.Separator))))
		}
		if len(x.Headers) > 0 {
			rows := [][]string{{"  " + t("ui.explain_column"), t("ui.explain_field"), t("ui.explain_example")}}
			for _, h := range x.Headers {
				field := h.Field
				if field == "" {
					field = "–"
				}
				example := ""
				if len(h.Samples) > 0 {
					example = fit(app.OneLine(h.Samples[0]), 40)
				}
				rows = append(rows, []string{"  " + fit(app.OneLine(h.Header), 40), field, example})
			}
			fmt.Fprint(f.Stdout, columns(rows, 0, 1, 2))
		}
		if len(x.Missing) > 0 {
			fmt.Fprintln(f.Stdout, "  "+t("ui.explain_missing", "names", strings.Join(x.Missing, ", ")))
		}
		if x.Remembered {
			fmt.Fprintln(f.Stdout, "  "+t("ui.explain_remembered"))
		}
	}
	return nil
}

func separatorName(s string) string {
	switch s {
	case ",":
		return "comma"
	case "\t":
		return "tab"
	case ";":
		return "semicolon"
	}
	return "none"
}
