package metrics

import (
	"context"
	"errors"
)

// ComputeQuality counts Period, AsOf, Rows, Basis and Quality as Compute does; the rest stays empty. It makes no table of
// the incidents, so that it takes little memory however many they are.
func ComputeQuality(ctx context.Context, db Querier, q Query) (*Numbers, error) {
	c := newComputation(ctx, db, q)
	err := c.run([]step{{"the coverage", c.coverage}, {"the question", c.ask}, {"the incidents in scope", c.see},
		{"the days", c.days}, {"the scope", c.scope}, {"how sure it is", c.basis}, {"data quality", c.quality}})
	// Not with ctx, and before forget, which drops tables: under this name it is none.
	err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "DROP VIEW IF EXISTS temp.alert"))
	if err != nil {
		return nil, err
	}
	return c.out, c.forget()
}

// see makes a view of what prepare makes a table.
func (c *computation) see() error {
	query, err := alertQuery()
	if err != nil {
		return err
	}
	return c.db.Exec(c.ctx, "CREATE TEMP VIEW alert AS "+query)
}
