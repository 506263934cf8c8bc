package rest

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// What can go wrong so that a person has something to do about it. Test with errors.Is.
var (
	ErrToken       = errors.New("the token was refused")
	ErrPlan        = errors.New("the account's plan does not include it")
	ErrScope       = errors.New("the token may not read it")
	ErrNotFound    = errors.New("it is not there")
	ErrArguments   = errors.New("the request was refused")
	ErrBusy        = errors.New("too many requests for too long")
	ErrServer      = errors.New("the server has a fault")
	ErrUnreachable = errors.New("the server cannot be reached")
	ErrNotAPI      = errors.New("the answer is not PagerDuty's")
	ErrTooLarge    = errors.New("the answer is too large")
	ErrRedirect    = errors.New("the server sends elsewhere, where the token does not go")
	ErrProxy       = errors.New("the environment names a proxy that is no address")
	ErrAddress     = errors.New("not an address for a token: https, or http on this machine only")
)

// codeTooDeep is PagerDuty's code for a page that lies beyond the 10,000th entry.
const codeTooDeep = 2002

// An Error is a request that came to nothing. Its text has no token: what the server says is cleaned of it.
type Error struct {
	Op      string // "GET /incidents"
	Status  int    // of HTTP; 0 where there was no answer
	Code    int    // PagerDuty's own; 0 where there is none
	Message string // PagerDuty's, or the system's; at most 200 characters
	Err     error  // one of the errors above
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op + ": " + e.Err.Error())
	if e.Status > 0 {
		fmt.Fprintf(&b, " (HTTP %d", e.Status)
		if e.Code > 0 {
			fmt.Fprintf(&b, ", code %d", e.Code)
		}
		b.WriteString(")")
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	return b.String()
}

// Unwrap is one of the package's errors.
func (e *Error) Unwrap() error { return e.Err }

// tooDeep says whether err is PagerDuty's refusal of a page beyond the 10,000th entry.
func tooDeep(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == codeTooDeep
}

// clean makes text of somebody else's fit for an error: without secrets, on one line, short.
func clean(s string, secrets ...Secret) string {
	for _, secret := range secrets {
		if t := secret.text(); t != "" {
			s = strings.ReplaceAll(s, t, hidden)
		}
	}
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	n := 0
	for i := range s {
		if n++; n > 200 {
			return s[:i] + "…"
		}
	}
	return strings.TrimSpace(s)
}
