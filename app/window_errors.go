package app

import (
	"context"
	"errors"
	"strings"
)

// A Failure is an error as the pages show it: sentences that say what happened and what to do, and the details, which a
// person can copy for whoever helps.
type Failure struct {
	Sentences []string `json:"sentences"`
	Details   string   `json:"details"`
	Busy      bool     `json:"busy"`      // another process holds the workspace: asking again later will do
	Cancelled bool     `json:"cancelled"` // the person stopped it
}

// Describe puts an error into the window's language.
func Describe(w *Window, err error) Failure {
	words := w.speech()
	f := Failure{Sentences: []string{}, Details: err.Error()}
	var e *Error
	f.Busy = errors.As(err, &e) && strings.HasPrefix(e.Key, "error.busy")
	f.Cancelled = errors.Is(err, context.Canceled)
	switch {
	case f.Cancelled:
		f.Sentences = []string{words.T("ui.w.cancelled")}
	case f.Busy:
		f.Sentences = Sentences(words, &Error{Key: "ui.w." + strings.TrimPrefix(e.Key, "error."), Args: e.Args}, nil)
	default:
		f.Sentences = Sentences(words, err, func(error) string { return words.T("ui.w.error_inside") })
	}
	return f
}
