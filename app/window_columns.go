package app

import (
	"context"
	"slices"

	"furikaeri/app/lang"
	"furikaeri/app/pagerduty"
)

// An AssignedColumn says what a column of a table holds.
type AssignedColumn struct {
	Header string `json:"header"`
	Field  string `json:"field"` // one of Fields; "" = leave it out
}

// Fields are what a column can hold.
func (w *Window) Fields() []Choice {
	words := w.speech()
	out := []Choice{}
	for _, f := range Fields() {
		out = append(out, Choice{f, fieldWord(words, f)})
	}
	return out
}

func fieldWord(words lang.Words, field string) string { return words.T("ui.field." + field) }

// Assign remembers what the columns of tables with these headers hold, all of them, and says what the file at path is now.
func (w *Window) Assign(path string, columns []AssignedColumn) (_ []LookedFile, err error) {
	defer caught(&err)
	m := pagerduty.Mapping{}
	for _, c := range columns {
		if c.Field != "" && !slices.Contains(Fields(), c.Field) {
			c.Field = ""
		}
		m = append(m, pagerduty.Mapped{Header: c.Header, Field: c.Field})
	}
	ctx := context.Background()
	err = w.desk.away(func() error {
		return w.app.with(ctx, func(k *work) error { return k.remember(ctx, m) })
	})
	if err != nil {
		return []LookedFile{}, err
	}
	return w.Look([]string{path})
}

// lookedColumns says how the columns of a table are read. Where nobody knows, or somebody said it before, a person may say
// it; what a column may be is a guess.
func lookedColumns(words lang.Words, x Explanation) []LookedColumn {
	out := []LookedColumn{}
	for _, h := range x.Headers {
		c := LookedColumn{Header: h.Header, Ask: !h.Sure || x.Remembered}
		if h.Sure {
			c.Field, c.Label = h.Field, fieldWord(words, h.Field)
		} else {
			c.Guess = h.Field
		}
		if len(h.Samples) > 0 {
			c.Sample = h.Samples[0]
		}
		out = append(out, c)
	}
	return out
}
