package app

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode"

	"furikaeri/app/lang"
)

// Sentences puts an error into words: a sentence for each *Error that it joins. other says the sentence for what is none.
func Sentences(words lang.Words, err error, other func(error) string) []string {
	var e *Error
	many, isMany := err.(interface{ Unwrap() []error })
	switch {
	case isMany && errors.As(err, &e):
		lines := []string{}
		for _, one := range many.Unwrap() {
			lines = append(lines, Sentences(words, one, other)...)
		}
		return lines
	case errors.As(err, &e):
		return []string{words.T(e.Key, readable(words, e)...)}
	}
	return []string{other(err)}
}

// readable are an error's arguments as people read them.
func readable(words lang.Words, e *Error) []string {
	args := slices.Clone(e.Args)
	for i := 1; i < len(args); i += 2 {
		switch name := args[i-1]; {
		case name == "since":
			if t, err := time.Parse(time.RFC3339, args[i]); err == nil {
				args[i] = t.Local().Format(time.DateTime)
			}
		case name == "detail" && e.Key == "error.file.all_refused":
			args[i] = words.T("refused." + args[i])
		case name == "detail" && SystemSays(e.Err) != "":
			args[i] = words.T("system." + SystemSays(e.Err))
		case name == "detail":
			lines := strings.Split(args[i], "\n")
			for k := range lines {
				lines[k] = OneLine(lines[k])
			}
			args[i] = strings.Join(lines, "\n")
		default:
			args[i] = OneLine(args[i])
		}
	}
	if len(e.Detail) > 0 {
		lines := []string{}
		for _, d := range e.Detail {
			lines = append(lines, words.T(d.Key, readable(words, d)...))
		}
		// The first of two values of one name holds.
		args = append([]string{"detail", strings.Join(lines, "\n")}, args...)
	}
	return args
}

// SystemSays is the tail of the key of what the operating system says in err ("system.<tail>"); "" if it says something
// rare.
func SystemSays(err error) string {
	for _, known := range []struct {
		err  error
		tail string
	}{
		{fs.ErrNotExist, "not_exist"}, {fs.ErrPermission, "permission"}, {syscall.ENOSPC, "full"}, {syscall.EIO, "io"}, {syscall.EROFS, "read_only"},
		{syscall.EISDIR, "is_folder"}, {syscall.ENOTDIR, "no_folder"}, {syscall.ENAMETOOLONG, "long_name"}, {syscall.EFBIG, "too_large"},
	} {
		if errors.Is(err, known.err) {
			return known.tail
		}
	}
	return ""
}

// OneLine is s on one line, without what could move a terminal's cursor or turn its text around.
func OneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\u200e', r == '\u200f':
			return ' '
		}
		return r
	}, s)
}
