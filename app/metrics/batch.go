package metrics

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A Batch asks one question of many clients, three times as fast as Compute and with the same numbers: what the incidents
// are is found once for all of them, and each statement is planned once. It is for one goroutine, and nobody else may use
// the database's connection between NewBatch and Close.
type Batch struct {
	all        *computation
	numbers    map[string]int64 // of the clients, as in alert_of_all
	statements map[string]*sql.Stmt
}

// NewBatch prepares q, whose Client is left out; the caller closes it.
func NewBatch(ctx context.Context, db Querier, q Query) (*Batch, error) {
	q.Client = ""
	b := &Batch{all: newComputation(ctx, db, q), numbers: map[string]int64{}, statements: map[string]*sql.Stmt{}}
	err := b.all.run([]step{{"the coverage", b.all.coverage}, {"the incidents of all clients", b.prepare}})
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

// The clients by number, and the incidents of all, sorted so that one client's lie together.
const (
	clientNumbers = `SELECT client, row_number() OVER (ORDER BY client) AS client_number FROM (SELECT DISTINCT client FROM service) c`
	alertOfAll    = `CREATE TEMP TABLE alert_of_all AS SELECT n.client_number, a.* FROM (%s) a JOIN (` + clientNumbers + `) n ON n.client = a.client ORDER BY 1`
)

func (b *Batch) prepare() error {
	c := b.all
	query, err := alertQuery()
	if err != nil {
		return err
	}
	if err := c.ask(); err != nil {
		return err
	}
	for _, q := range []string{
		"DROP TABLE IF EXISTS temp.alert_of_all", fmt.Sprintf(alertOfAll, query), "CREATE TEMP TABLE alert AS SELECT * FROM alert_of_all WHERE client_number = 0",
	} {
		if err := c.db.Exec(c.ctx, q); err != nil {
			return err
		}
	}
	return c.each(clientNumbers, func(scan func(...any) error) error {
		var client string
		var n int64
		err := scan(&client, &n)
		b.numbers[client] = n
		return err
	})
}

// Compute counts for one client what Compute does. A client without a service has no incident.
func (b *Batch) Compute(ctx context.Context, client string) (n *Numbers, err error) {
	q := b.all.q
	q.Client = client
	c := newComputation(ctx, b.all.db, q)
	c.asOf, c.first, c.last, c.gaps = b.all.asOf, b.all.first, b.all.last, b.all.gaps
	// The client's incidents are never committed: the table stays empty without a trace, and what is planned stays true.
	if err := c.db.Exec(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	defer func() {
		// Not with ctx: it may be why we are here.
		err = errors.Join(err, c.db.Exec(context.WithoutCancel(ctx), "ROLLBACK"))
	}()
	if err := c.db.Exec(ctx, fmt.Sprintf("INSERT INTO alert SELECT * FROM alert_of_all WHERE client_number = %d", b.numbers[client])); err != nil {
		return nil, fmt.Errorf("counting the incidents in scope: %w", err)
	}
	var rows int64
	err = c.each("SELECT count(*) FROM alert", func(scan func(...any) error) error { return scan(&rows) })
	if err != nil {
		return nil, fmt.Errorf("counting the incidents in scope: %w", err)
	}
	if rows > 0 { // what is known of an empty table would make its way into what is planned
		c.statements = b.statements
	}
	if err := c.run(c.steps()); err != nil {
		return nil, err
	}
	return c.out, nil
}

// Close drops what the batch made in the database.
func (b *Batch) Close() error {
	var errs []error
	for _, s := range b.statements {
		errs = append(errs, s.Close())
	}
	c := *b.all
	c.ctx = context.WithoutCancel(c.ctx)
	return errors.Join(append(errs, c.forget())...)
}
