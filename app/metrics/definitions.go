package metrics

import (
	"context"

	"furikaeri/app/incident"
)

// Definitions are the five handling-time definitions side by side (definitions §5), for a period and scope.
type Definitions struct {
	Schema      int             `json:"schema"`
	RuleVersion int             `json:"rule_version"`
	AsOf        string          `json:"as_of"`      // RFC 3339, UTC
	Definition  string          `json:"definition"` // the one in use
	Period      PeriodInfo      `json:"period"`
	Measured    Measured        `json:"measured"`    // both sides of the changes of all units together
	Definitions []DefinitionRow `json:"definitions"` // by unit, "*" for all, then in the order of definitions §5
}

// Alike says whether both sides of a definition's change, of all units together, are measured in the same way
// (Numbers.Alike).
func (d *Definitions) Alike(definition string) bool {
	m := d.Measured
	for _, r := range d.Definitions {
		if r.Unit == "*" && r.Definition == definition {
			m.Unknown, m.PreviousUnknown = r.Change.Unknown, r.Change.PreviousUnknown
		}
	}
	return measure{all: m}.alike(definition)
}

// A DefinitionRow is what one definition makes of a unit's alerts. Unknown times are left out of sums, and counted.
type DefinitionRow struct {
	Unit       string `json:"unit"`
	Definition string `json:"definition"`
	HandlingS  int64  `json:"handling_s"` // of the period
	Known      int64  `json:"known"`      // alerts of the period
	Unknown    int64  `json:"unknown"`
	Basis      Bases  `json:"basis"` // the same alerts by how sure their time is
	// Shares are the parts of all these alerts by basis, nil where there is none.
	Shares *BasisShares    `json:"basis_share"`
	Change ComparedUnknown `json:"change"`
}

// BasisShares are ratios of a number of alerts.
type BasisShares struct {
	Exact       float64 `json:"exact"`
	Approximate float64 `json:"approximate"`
	UpperBound  float64 `json:"upper-bound"`
	Unknown     float64 `json:"unknown"`
}

// Shares are the parts of b, nil where it counts nothing.
func (b Bases) Shares() *BasisShares {
	n := float64(b.All())
	if n == 0 {
		return nil
	}
	return &BasisShares{float64(b.Exact) / n, float64(b.Approximate) / n, float64(b.UpperBound) / n, float64(b.Unknown) / n}
}

// ComparedUnknown is Compared, with the alerts of unknown time that each side leaves out.
type ComparedUnknown struct {
	Compared
	Unknown         int64 `json:"unknown"`
	PreviousUnknown int64 `json:"previous_unknown"`
}

// CompareDefinitions counts handling time by every definition. q.Definition is the one in use.
func CompareDefinitions(ctx context.Context, db Querier, q Query) (*Definitions, error) {
	c := newComputation(ctx, db, q)
	out := &Definitions{Schema: c.out.Schema, RuleVersion: c.out.RuleVersion, Definition: c.out.Definition}
	found := map[string]DefinitionRow{}
	count := func() error {
		return c.rows("definitions", func(scan func(...any) error) error {
			var r DefinitionRow
			var d int64
			b := &r.Basis
			err := scan(&r.Unit, &d, &r.HandlingS, &b.Exact, &b.Approximate, &b.UpperBound, &b.Unknown,
				&r.Change.HandlingS, &r.Change.PreviousHandlingS, &r.Change.Unknown, &r.Change.PreviousUnknown)
			r.Definition = incident.Definition(d).String()
			r.Unknown, r.Known, r.Shares = b.Unknown, b.All()-b.Unknown, b.Shares()
			r.Change.Change = change(r.Change.HandlingS, r.Change.PreviousHandlingS)
			found[r.Unit+"\x00"+r.Definition] = r
			return err
		})
	}
	err := c.run([]step{{"the coverage", c.coverage}, {"the incidents in scope", c.prepare}, {"the days", c.days}, {"the scope", c.scope},
		{"how it was measured", c.measured}, {"definitions", count}})
	if err != nil {
		return nil, err
	}
	out.AsOf, out.Period, out.Measured, out.Definitions = c.out.AsOf, c.out.Period, c.out.Measured, []DefinitionRow{}
	for _, unit := range c.everywhere() {
		for d := range incident.Definitions {
			r, ok := found[unit+"\x00"+d.String()]
			if !ok {
				r = DefinitionRow{Unit: unit, Definition: d.String()}
			}
			out.Definitions = append(out.Definitions, r)
		}
	}
	return out, c.forget()
}
