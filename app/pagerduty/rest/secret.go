package rest

import (
	"fmt"
	"strings"
)

// A Secret is a token. It prints as "(secret)" whatever prints it, and in whatever it lies: the text stands in a function,
// because fmt reads the fields of structs without asking them.
type Secret struct {
	reveal func() string
}

// NewSecret hides text.
func NewSecret(text string) Secret {
	if text = strings.TrimSpace(text); text == "" {
		return Secret{}
	}
	return Secret{func() string { return text }}
}

// Empty says that there is none.
func (s Secret) Empty() bool { return s.reveal == nil }

func (s Secret) text() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

const hidden = "(secret)"

// String is "(secret)".
func (s Secret) String() string { return hidden }

// GoString is "(secret)".
func (s Secret) GoString() string { return hidden }

// Format prints the same with every verb.
func (s Secret) Format(f fmt.State, _ rune) { fmt.Fprint(f, hidden) }

// MarshalText is for encoders, loggers too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// Reveal is the text itself, for the keychain that it is put into and for nothing else.
func (s Secret) Reveal() string { return s.text() }
