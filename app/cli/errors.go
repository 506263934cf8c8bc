package cli

import (
	"errors"
	"fmt"
	"slices"

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
	return app.Sentences(f.words, err, func(err error) string {
		var u *usageError
		if !errors.As(err, &u) {
			return f.words.T("error.other", "detail", app.OneLine(err.Error()))
		}
		args := slices.Clone(u.args)
		for i := range args {
			args[i] = app.OneLine(args[i])
		}
		return f.words.T(u.key, args...)
	})
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
