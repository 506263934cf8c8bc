package pagerduty

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// A Mapping says what the columns of a table are whose headers nobody could guess. It comes before the guess.
type Mapping []Mapped

// A Mapped is one column.
type Mapped struct {
	Header string `json:"header"`
	Field  string `json:"field"` // one of FieldNames; "" = leave the column out
}

// fields is the mapping by column; a name that is no field's leaves the column out.
func (m Mapping) fields() map[string]field {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]field, len(m))
	for _, c := range m {
		out[column(c.Header)] = fieldNamed(c.Field)
	}
	return out
}

// column is a header as mappings compare it: without the spaces around it and in lower case.
func column(name string) string { return strings.ToLower(strings.TrimSpace(name)) }

// HeaderKey identifies a set of headers, in whatever order they stand: 24 hex digits.
func HeaderKey(headers []string) string {
	names := make([]string, len(headers))
	for i, h := range headers {
		names[i] = column(h)
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return hex.EncodeToString(sum[:12])
}
