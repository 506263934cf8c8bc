// Package metrics counts: SQL over the store's facts (one file a metric under sql/, its comment the definition) and
// statistics over what it returns. It takes a Querier and gives Numbers, which app prints as JSON and sections write about.
package metrics

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A Querier is a database that holds the table facts and its neighbours, met by store.Store.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) error
	Prepare(ctx context.Context, query string) (*sql.Stmt, error) // planned once, for a Batch
	AppendInts(table string, rows [][]int64) error
}

// A Limit is an SLO: completion within Limit of the trigger, in at least GoalBP of 10,000 cases. GoalBP nil: measured,
// no goal. Client "" holds for all clients that have none of their own.
type Limit struct {
	Client   string
	Priority string
	Limit    time.Duration
	GoalBP   *int
}

// A Query says what to count.
type Query struct {
	Period     incident.Period
	Zone       *time.Location
	Unit       string // "" = all
	Client     string // "" = all
	Definition incident.Definition
	Limits     []Limit
	ChangeOnly bool // count Period, Rows, Basis, Change, Measured, Shares and Breakdown alone; the rest stays empty
	Alerts     bool // fill Numbers.Alerts
	// Definitions fills Numbers.Definitions.
	Definitions bool
	Subdomain   string // of the PagerDuty account, for links; "" = no links
}

//go:embed sql/*.sql
var files embed.FS

func statement(name string) (string, error) {
	b, err := files.ReadFile("sql/" + name + ".sql")
	return string(b), err
}

// A computation is one call of Compute.
type computation struct {
	ctx    context.Context
	db     Querier
	q      Query
	out    *Numbers
	asOf   time.Time
	first  incident.Day // of the coverage
	last   incident.Day
	units  []string              // of the scope, in order, without "*"
	gaps   map[incident.Day]bool // days within the coverage that no pull read and that no alert is of
	months []incident.Month
	base   compared
	// statements are those that are planned already, by name; what it lacks is planned at its first use and stays. nil plans
	// each anew.
	statements map[string]*sql.Stmt
}

// limitsFor leaves out what other clients than the scope's have agreed: not even the name of a priority of theirs may
// show in a client's numbers.
func limitsFor(client string, limits []Limit) []Limit {
	out := []Limit{}
	for _, l := range limits {
		if client == "" || l.Client == "" || l.Client == client {
			out = append(out, l)
		}
	}
	return out
}

// A step is a part of Compute, and what it counts.
type step struct {
	what string
	do   func() error
}

// Compute counts everything. No incident at all is no error: the numbers say so.
func Compute(ctx context.Context, db Querier, q Query) (*Numbers, error) {
	c := newComputation(ctx, db, q)
	if err := c.run(append([]step{{"the coverage", c.coverage}, {"the incidents in scope", c.prepare}}, c.steps()...)); err != nil {
		return nil, err
	}
	return c.out, c.forget()
}

func newComputation(ctx context.Context, db Querier, q Query) *computation {
	q.Limits = limitsFor(q.Client, q.Limits)
	return &computation{ctx: ctx, db: db, q: q, out: &Numbers{Schema: 1, RuleVersion: 1, Definition: q.Definition.String()}}
}

// steps are what is counted once the tables of prepare are there.
func (c *computation) steps() []step {
	steps := []step{{"the days", c.days}, {"the scope", c.scope}, {"the year before", c.compare},
		{"how it was measured", c.measured}, {"how sure it is", c.basis}}
	if c.q.ChangeOnly {
		return steps
	}
	return append(steps, step{"months", c.monthly}, step{"percentiles", c.percentiles}, step{"priorities", c.priorities},
		step{"directions", c.direction}, step{"the SLO", c.slo}, step{"exclusions", c.excluded}, step{"misses", c.misses},
		step{"alert kinds", c.topAlerts}, step{"the heat map", c.heatmap}, step{"projects", c.projects}, step{"hand-offs", c.handOffs},
		step{"data quality", c.quality}, step{"definitions", c.definitions},
		step{"alerts", c.alerts})
}

func (c *computation) run(steps []step) error {
	for _, step := range steps {
		if err := step.do(); err != nil {
			return fmt.Errorf("counting %s: %w", step.what, err)
		}
	}
	return nil
}

// forget drops the tables of prepare and of a Batch.
func (c *computation) forget() error {
	for _, t := range []string{"q", "slo_limit", "compared_day", "alert", "alert_of_all"} {
		if err := c.db.Exec(c.ctx, "DROP TABLE IF EXISTS temp."+t); err != nil {
			return err
		}
	}
	return nil
}

// rows runs the statement of a file and calls each for every row.
func (c *computation) rows(name string, each func(scan func(...any) error) error) error {
	q, err := statement(name)
	if err != nil {
		return err
	}
	if c.statements == nil {
		return c.each(q, each)
	}
	planned := c.statements[name]
	if planned == nil {
		if planned, err = c.db.Prepare(c.ctx, q); err != nil {
			return fmt.Errorf("planning %s: %w", name, err)
		}
		c.statements[name] = planned
	}
	rows, err := planned.QueryContext(c.ctx)
	return scanned(rows, err, each)
}

func (c *computation) each(query string, each func(scan func(...any) error) error) error {
	rows, err := c.db.Query(c.ctx, query)
	return scanned(rows, err, each)
}

// scanned calls each for every row of what a query returned.
func scanned(rows *sql.Rows, err error, each func(scan func(...any) error) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// coverage finds as_of and the days that the data cover (definitions §2).
func (c *computation) coverage() error {
	var asOf, day sql.NullInt64
	err := c.each(`SELECT (SELECT max(newest) FROM import), (SELECT min(day) FROM facts)`, func(scan func(...any) error) error {
		return scan(&asOf, &day)
	})
	if err != nil {
		return err
	}
	c.asOf = time.Unix(asOf.Int64, 0).UTC()
	c.first, c.last = incident.Day(day.Int64), incident.LocalDay(c.asOf, c.q.Zone)
	if !day.Valid {
		c.first, c.last = 1, 0 // no day at all
		return nil
	}
	return c.unread()
}

// unread finds the days that lie in a gap between pulls: what happened then is unknown, unless a file told of it.
func (c *computation) unread() error {
	missing, err := c.notPulled(c.first, c.last, "incidents")
	if err != nil || len(missing) == 0 {
		return err
	}
	c.gaps = map[incident.Day]bool{}
	for _, m := range missing {
		for d := incident.LocalDay(time.Unix(m.from, 0), c.q.Zone); d <= incident.LocalDay(time.Unix(m.to-1, 0), c.q.Zone); d++ {
			c.gaps[d] = true
		}
	}
	return c.each("SELECT DISTINCT day FROM facts", func(scan func(...any) error) error {
		var d int64
		err := scan(&d)
		delete(c.gaps, incident.Day(d))
		return err
	})
}

// covered says whether the data reach every day from the one to the other.
func (c *computation) covered(from, to incident.Day) bool {
	if from < c.first || to > c.last {
		return false
	}
	for d := from; d <= to && len(c.gaps) > 0; d++ {
		if c.gaps[d] {
			return false
		}
	}
	return true
}

// told says whether the data reach any day of a month.
func (c *computation) told(m incident.Month) bool {
	for d := max(m.First(), c.first); d <= min(m.Next().First()-1, c.last); d++ {
		if !c.gaps[d] {
			return true
		}
	}
	return false
}

// days tells which days of the period are compared, and which months the data cover (definitions §2).
func (c *computation) days() error {
	p := c.q.Period
	info := &c.out.Period
	info.From, info.To = p.From.String(), p.To.String()
	info.Months, info.Compared, info.Excluded = []string{}, []Range{}, []Range{}
	for _, m := range p.Months() {
		info.Months = append(info.Months, m.String())
	}
	c.out.AsOf = c.asOf.Format(time.RFC3339)
	for m := c.first.Month(); c.first <= c.last && m.First() <= min(c.last, p.To); m = m.Next() {
		if c.told(m) {
			c.months = append(c.months, m)
		}
	}
	for d := p.From; d <= p.To; d++ {
		why, _ := c.comparable(d)
		list := &info.Compared
		if why != "" {
			list = &info.Excluded
		}
		if n := len(*list); n > 0 && (*list)[n-1].To == (d-1).String() && (*list)[n-1].Why == why {
			(*list)[n-1].To = d.String()
			continue
		}
		*list = append(*list, Range{From: d.String(), To: d.String(), Why: why})
	}
	info.PreviousComplete = len(info.Excluded) == 0
	return nil
}

// comparable is the partner of a day a year before, or why it has none.
func (c *computation) comparable(d incident.Day) (why string, before incident.Day) {
	before, ok := d.YearBefore()
	switch {
	case !ok:
		return "no_partner", 0
	case d < c.first:
		return "before_coverage", 0
	case d > c.last:
		return "after_coverage", 0
	case c.gaps[d]:
		return "not_pulled", 0
	case before < c.first || before > c.last || c.gaps[before]:
		return "year_before_not_covered", 0
	}
	return "", before
}

// prepare makes the small tables that the statements read: the question, the limits, the compared days, the alerts.
func (c *computation) prepare() error {
	q, err := statement("alert")
	if err != nil {
		return err
	}
	if err := c.ask(); err != nil {
		return err
	}
	return c.db.Exec(c.ctx, q)
}

// ask makes the tables of prepare but for the alerts.
func (c *computation) ask() error {
	for _, q := range []string{
		"CREATE OR REPLACE TEMP TABLE q (as_of BIGINT, from_day BIGINT, to_day BIGINT, to_month BIGINT, definition BIGINT, scope_unit VARCHAR, scope_client VARCHAR)",
		"CREATE OR REPLACE TEMP TABLE slo_limit (client VARCHAR, priority VARCHAR, limit_s BIGINT)",
		"CREATE OR REPLACE TEMP TABLE compared_day (day BIGINT, side BIGINT)",
		"DROP TABLE IF EXISTS temp.alert",
	} {
		if err := c.db.Exec(c.ctx, q); err != nil {
			return err
		}
	}
	p := c.q.Period
	err := c.db.Exec(c.ctx, "INSERT INTO q VALUES (?, ?, ?, ?, ?, ?, ?)", c.asOf.Unix(), int64(p.From), int64(p.To), int64(p.To.Month()), int64(c.q.Definition), c.q.Unit, c.q.Client)
	if err != nil {
		return err
	}
	for _, l := range c.q.Limits {
		if err := c.db.Exec(c.ctx, "INSERT INTO slo_limit VALUES (?, ?, ?)", l.Client, l.Priority, int64(l.Limit/time.Second)); err != nil {
			return err
		}
	}
	days := [][]int64{}
	for d := p.From; d <= p.To; d++ {
		if why, before := c.comparable(d); why == "" {
			days = append(days, []int64{int64(d), 1}, []int64{int64(before), 0})
		}
	}
	return c.db.AppendInts("compared_day", days)
}

func (c *computation) scope() error {
	return c.rows("scope", func(scan func(...any) error) error {
		var unit string
		var n int64
		if err := scan(&unit, &n); err != nil {
			return err
		}
		c.units = append(c.units, unit)
		c.out.Rows += n
		return nil
	})
}

// everywhere are the units with "*" beside them, in order.
func (c *computation) everywhere() []string {
	out := []string{}
	for i, u := range c.units {
		if u > "*" && (i == 0 || c.units[i-1] <= "*") {
			out = append(out, "*")
		}
		out = append(out, u)
	}
	if len(c.units) == 0 || c.units[len(c.units)-1] <= "*" {
		out = append(out, "*")
	}
	return out
}

func monthText(m int64) string { return incident.Month(m).String() }

// grid makes a row for every unit and month, found ones as they are, the others by zero.
func grid[T any](c *computation, found map[string]T, zero func(unit, month string) T) []T {
	out := []T{}
	for _, u := range c.everywhere() {
		for _, m := range c.months {
			v, ok := found[u+"\x00"+m.String()]
			if !ok {
				v = zero(u, m.String())
			}
			out = append(out, v)
		}
	}
	return out
}

func (c *computation) monthly() error {
	found := map[string]Monthly{}
	err := c.rows("monthly", func(scan func(...any) error) error {
		var r Monthly
		var m int64
		err := scan(&r.Unit, &m, &r.Count, &r.Manned, &r.AutoRecovered, &r.UntouchedOpen, &r.Merged, &r.MergedUnmanned, &r.HandedOff,
			&r.HandedByMachine, &r.TimedOut, &r.StraightToL2, &r.Open, &r.HandlingS, &r.HandlingUnknown, &r.HandlingMannedS, &r.HandlingMannedN, &r.AckSumS, &r.AckN, &r.ResolveSumS, &r.ResolveN,
			&r.resolveMannedSumS, &r.resolveMannedN, &r.NightCount, &r.PeopleOnly, &r.AutomationOnly, &r.BothActed, &r.Timelines)
		r.Month = monthText(m)
		r.MTTA, r.MTTR, r.MTTRManned = ratio(r.AckSumS, r.AckN), ratio(r.ResolveSumS, r.ResolveN), ratio(r.resolveMannedSumS, r.resolveMannedN)
		found[r.Unit+"\x00"+r.Month] = r
		return err
	})
	c.out.Monthly = grid(c, found, func(u, m string) Monthly { return Monthly{Unit: u, Month: m} })
	return err
}

func (c *computation) percentiles() error {
	at := map[string]*Monthly{}
	for i := range c.out.Monthly {
		r := &c.out.Monthly[i]
		at[r.Unit+"\x00"+r.Month] = r
	}
	return c.rows("percentiles", func(scan func(...any) error) error {
		var unit string
		var m int64
		var p Monthly
		if err := scan(&unit, &m, &p.AckP50, &p.AckP90, &p.ResolveP50, &p.ResolveP90, &p.P50, &p.P90); err != nil {
			return err
		}
		r := at[unit+"\x00"+monthText(m)]
		if r == nil {
			return nil // a month after as_of
		}
		r.AckP50, r.AckP90, r.ResolveP50, r.ResolveP90, r.P50, r.P90 = p.AckP50, p.AckP90, p.ResolveP50, p.ResolveP90, p.P50, p.P90
		return nil
	})
}

// ratio is a/b, nil where b is 0.
func ratio(a, b int64) *float64 {
	if b == 0 {
		return nil
	}
	v := float64(a) / float64(b)
	return &v
}

func (c *computation) priorities() error {
	found := map[string]map[string]MonthlyPriority{}
	all := map[string]bool{"": true}
	for _, l := range c.q.Limits {
		all[l.Priority] = true
	}
	err := c.rows("monthly_priority", func(scan func(...any) error) error {
		var r MonthlyPriority
		var m int64
		err := scan(&r.Unit, &m, &r.Priority, &r.Count, &r.Manned, &r.AutoRecovered, &r.HandlingS)
		r.Month = monthText(m)
		all[r.Priority] = true
		key := r.Unit + "\x00" + r.Month
		if found[key] == nil {
			found[key] = map[string]MonthlyPriority{}
		}
		found[key][r.Priority] = r
		return err
	})
	c.out.MonthlyPriority = []MonthlyPriority{}
	for _, u := range c.everywhere() {
		for _, m := range c.months {
			for _, p := range sortedKeys(all) {
				r, ok := found[u+"\x00"+m.String()][p]
				if !ok {
					r = MonthlyPriority{Unit: u, Month: m.String(), Priority: p}
				}
				c.out.MonthlyPriority = append(c.out.MonthlyPriority, r)
			}
		}
	}
	return err
}

func (c *computation) excluded() error {
	c.out.Excluded = []ExcludedAlert{}
	return c.rows("excluded", func(scan func(...any) error) error {
		var e ExcludedAlert
		var at int64
		err := scan(&e.ID, &e.Number, &e.Title, &e.Unit, &e.Client, &e.Project, &e.Priority, &at, &e.Reason)
		e.TriggeredAt = time.Unix(at, 0).UTC().Format(time.RFC3339)
		c.out.Excluded = append(c.out.Excluded, e)
		return err
	})
}

func (c *computation) misses() error {
	c.out.Misses = []Miss{}
	return c.rows("misses", func(scan func(...any) error) error {
		var m Miss
		var at int64
		if err := scan(&m.ID, &m.Number, &m.Title, &m.Unit, &m.Client, &m.Project, &m.Priority, &at, &m.ToCompletionS, &m.CompletionKind, &m.LimitS); err != nil {
			return err
		}
		m.TriggeredAt = time.Unix(at, 0).UTC().Format(time.RFC3339)
		if m.CompletionKind == string(incident.StillOpen) || m.CompletionKind == string(incident.TimedOut) {
			m.ToCompletionS = nil
		}
		if c.q.Subdomain != "" && !strings.HasPrefix(m.ID, "#") {
			u := "https://" + c.q.Subdomain + ".pagerduty.com/incidents/" + m.ID
			m.URL = &u
		}
		c.out.Misses = append(c.out.Misses, m)
		return nil
	})
}

func (c *computation) alerts() error {
	c.out.Alerts = []Alert{}
	if !c.q.Alerts {
		return nil
	}
	return c.rows("alerts", func(scan func(...any) error) error {
		var a Alert
		var manned, merged, automation, timeline, untold int64
		err := scan(&a.ID, &a.Number, &a.Title, &a.Kind, &a.Unit, &a.Client, &a.Project, &a.Service, &a.Priority, &a.TriggeredAt, &a.Month,
			&a.Weekday, &a.Hour, &manned, &merged, &a.ToAcknowledge, &a.ToResolve, &a.ToCompletion, &a.Handling, &a.Basis, &a.Completion, &a.SLO, &a.Limit,
			&a.HandOffBy, &a.ToHandOff, &automation, &timeline, &untold)
		a.Manned, a.Merged, a.AutomationActed, a.Timeline, a.Untold = manned == 1, merged == 1, automation == 1, timeline == 1, untold == 1
		c.out.Alerts = append(c.out.Alerts, a)
		return err
	})
}

func (c *computation) heatmap() error {
	return c.rows("heatmap", func(scan func(...any) error) error {
		var w, h, n, s int64
		if err := scan(&w, &h, &n, &s); err != nil {
			return err
		}
		c.out.Heatmap.Count[w][h], c.out.Heatmap.HandlingS[w][h] = n, s
		return nil
	})
}

func (c *computation) handOffs() error {
	h, by := &c.out.HandOffs, &c.out.Handled
	return c.rows("hand_offs", func(scan func(...any) error) error {
		err := scan(&h.Timelines, &h.ByHand, &h.ByAutomation, &h.TimedOut, &h.StraightToL2, &h.ToHandOffSumS, &h.ToHandOffN, &h.P50, &h.P90,
			&by.PeopleOnly, &by.AutomationOnly, &by.Both, &by.Nobody, &by.Unknown)
		h.Mean = ratio(h.ToHandOffSumS, h.ToHandOffN)
		return err
	})
}

// basis counts the period's alerts by how sure their handling time is.
func (c *computation) basis() error {
	return c.rows("basis", func(scan func(...any) error) error {
		var b, n int64
		if err := scan(&b, &n); err != nil {
			return err
		}
		*[]*int64{&c.out.Basis.Exact, &c.out.Basis.Approximate, &c.out.Basis.UpperBound, &c.out.Basis.Unknown}[b] = n
		return nil
	})
}

func (c *computation) quality() error {
	q := &c.out.Quality
	q.DaysWithoutIncidents, q.Sources = []string{}, []Source{}
	seen := map[incident.Day]bool{}
	err := c.rows("days", func(scan func(...any) error) error {
		var d int64
		err := scan(&d)
		seen[incident.Day(d)] = true
		return err
	})
	if err != nil {
		return err
	}
	for d := c.q.Period.From; d <= min(c.q.Period.To, c.last); d++ {
		if !seen[d] {
			q.DaysWithoutIncidents = append(q.DaysWithoutIncidents, d.String())
		}
	}
	err = c.rows("quality", func(scan func(...any) error) error {
		return scan(&q.WithoutHandOffTime, &q.Open, &q.ImpossibleInstants, &q.PrioritiesMissing, &q.PrioritiesByRule)
	})
	if err != nil {
		return err
	}
	if err := c.rows("unmapped", func(scan func(...any) error) error { return scan(&q.UnmappedServices) }); err != nil {
		return err
	}
	if err := c.complete(); err != nil {
		return err
	}
	return c.each(`SELECT name, sha256, read_at, "rows", refused, unchanged, events FROM import ORDER BY "import"`, func(scan func(...any) error) error {
		var s Source
		var at, refused, unchanged int64
		if err := scan(&s.Name, &s.SHA256, &at, &s.Rows, &refused, &unchanged, &s.Entries); err != nil {
			return err
		}
		s.ReadAt = time.Unix(at, 0).UTC().Format(time.RFC3339)
		q.RefusedRows += refused
		q.DuplicateRows += unchanged
		q.Sources = append(q.Sources, s)
		return nil
	})
}

// kindID is a kind's id as people and other programs see it.
func kindID(id int64) string {
	s := strconv.FormatInt(id, 16)
	return strings.Repeat("0", max(0, 12-len(s))) + s
}
