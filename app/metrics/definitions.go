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
	Basis           Bases `json:"basis"` // the alerts of each side by how sure their time is
	PreviousBasis   Bases `json:"previous_basis"`
}

// CompareDefinitions counts handling time by every definition. q.Definition is the one in use.
func CompareDefinitions(ctx context.Context, db Querier, q Query) (*Definitions, error) {
	q.Definitions = true
	c := newComputation(ctx, db, q)
	out := &Definitions{Schema: c.out.Schema, RuleVersion: c.out.RuleVersion, Definition: c.out.Definition}
	err := c.run([]step{{"the coverage", c.coverage}, {"the incidents in scope", c.prepare}, {"the days", c.days}, {"the scope", c.scope},
		{"how it was measured", c.measured}, {"definitions", c.definitions}})
	if err != nil {
		return nil, err
	}
	out.AsOf, out.Period, out.Measured, out.Definitions = c.out.AsOf, c.out.Period, c.out.Measured, c.out.Definitions
	return out, c.forget()
}

// definitions counts by every definition, where the query asks for it.
func (c *computation) definitions() error {
	c.out.Definitions = []DefinitionRow{}
	if !c.q.Definitions {
		return nil
	}
	found := map[string]*[incident.Definitions]DefinitionRow{}
	err := c.rows("definitions", func(scan func(...any) error) error {
		var unit string
		var side int64
		var seconds [incident.Definitions]int64
		var basis [incident.Definitions]Bases
		to := []any{&unit, &side}
		for d := range incident.Definitions {
			b := &basis[d]
			to = append(to, &seconds[d], &b.Exact, &b.Approximate, &b.UpperBound, &b.Unknown)
		}
		if err := scan(to...); err != nil {
			return err
		}
		rows := found[unit]
		if rows == nil {
			rows = &[incident.Definitions]DefinitionRow{}
			found[unit] = rows
		}
		for d := range rows {
			rows[d].take(side, seconds[d], basis[d])
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, unit := range c.everywhere() {
		for d := range incident.Definitions {
			r := DefinitionRow{}
			if rows := found[unit]; rows != nil {
				r = rows[d]
			}
			r.Unit, r.Definition = unit, d.String()
			r.Change.Change = change(r.Change.HandlingS, r.Change.PreviousHandlingS)
			c.out.Definitions = append(c.out.Definitions, r)
		}
	}
	return nil
}

// take takes what one side has: 2 the period, 1 its compared days, 0 their partners a year before.
func (r *DefinitionRow) take(side, seconds int64, b Bases) {
	switch side {
	case 2:
		r.HandlingS, r.Basis, r.Unknown, r.Known, r.Shares = seconds, b, b.Unknown, b.All()-b.Unknown, b.Shares()
	case 1:
		r.Change.HandlingS, r.Change.Basis, r.Change.Unknown = seconds, b, b.Unknown
	default:
		r.Change.PreviousHandlingS, r.Change.PreviousBasis, r.Change.PreviousUnknown = seconds, b, b.Unknown
	}
}
