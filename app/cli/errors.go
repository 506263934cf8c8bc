package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"furikaeri/app"
)

// sayError prints what went wrong and what to do, a line each.
func (f *face) sayError(err error) {
	f.endProgress()
	for _, line := range f.sentences(err) {
		fmt.Fprintln(f.Stderr, line)
	}
}

// sentences puts an error into the person's language.
func (f *face) sentences(err error) []string {
	var e *app.Error
	var u *usageError
	many, isMany := err.(interface{ Unwrap() []error })
	switch {
	case isMany && errors.As(err, &e):
		lines := []string{}
		for _, one := range many.Unwrap() {
			lines = append(lines, f.sentences(one)...)
		}
		return lines
	case errors.As(err, &e):
		return []string{f.words.T(e.Key, f.readable(e)...)}
	case errors.As(err, &u):
		args := slices.Clone(u.args)
		for i := range args {
			args[i] = app.OneLine(args[i])
		}
		return []string{f.words.T(u.key, args...)}
	}
	return []string{f.words.T("error.other", "detail", app.OneLine(err.Error()))}
}

// readable are an error's arguments as people read them.
func (f *face) readable(e *app.Error) []string {
	args := slices.Clone(e.Args)
	for i := 1; i < len(args); i += 2 {
		switch {
		case args[i-1] == "since", args[i-1] == "as_of":
			if t, err := time.Parse(time.RFC3339, args[i]); err == nil {
				args[i] = t.Local().Format("2006-01-02 15:04:05")
			}
		case args[i-1] == "detail" && e.Key == "error.file.all_refused":
			args[i] = f.words.T("refused." + args[i])
		case args[i-1] == "detail" && len(e.Detail) > 0:
			args = slices.Delete(args, i-1, i+1)
			i -= 2
		case args[i-1] == "detail" && app.SystemSays(e.Err) != "":
			args[i] = f.words.T("system." + app.SystemSays(e.Err))
		case args[i-1] == "detail":
			lines := strings.Split(args[i], "\n")
			for k := range lines {
				lines[k] = app.OneLine(lines[k])
			}
			args[i] = strings.Join(lines, "\n")
		default:
			args[i] = app.OneLine(args[i])
		}
	}
	if len(e.Detail) > 0 {
		lines := []string{}
		for _, d := range e.Detail {
			lines = append(lines, f.words.T(d.Key, f.readable(d)...))
		}
		args = append(args, "detail", strings.Join(lines, "\n"))
	}
	return args
}

// flagError puts cobra's own complaints into the catalogue's words.
func flagError(err error) error {
	var missing *pflag.NotExistError
	var value *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var syntax *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &missing):
		if missing.GetSpecifiedShortnames() != "" {
			return usage("error.usage.flag", "flag", "-"+missing.GetSpecifiedName())
		}
		return usage("error.usage.flag", "flag", "--"+missing.GetSpecifiedName())
	case errors.As(err, &value):
		return usage("error.usage.value", "flag", "--"+value.GetFlag().Name)
	case errors.As(err, &invalid):
		return usage("error.usage.bad_value", "flag", "--"+invalid.GetFlag().Name, "value", invalid.GetValue())
	case errors.As(err, &syntax):
		return usage("error.usage.flag", "flag", syntax.GetSpecifiedFlag())
	}
	return usage("error.usage.other", "detail", err.Error())
}
