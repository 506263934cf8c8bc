package metrics

import (
	"cmp"
	"maps"
	"slices"
)

// sides are alerts (n) and handling seconds (h) on compared days (1) and on their partners a year before (0).
type sides struct{ n1, h1, n0, h0 int64 }

func (s *sides) add(o sides) {
	s.n1 += o.n1
	s.h1 += o.h1
	s.n0 += o.n0
	s.h0 += o.h0
}

type projectKey struct{ client, project string }
type kindKey struct {
	projectKey
	kind int64
}

// compared is what compared.sql returns, by unit; "*" is all units together, where a project that moved from one unit to
// another is one project.
type compared map[string]map[kindKey]sides

func (c *computation) compare() error {
	c.base = compared{"*": {}}
	for _, u := range c.units {
		c.base[u] = map[kindKey]sides{}
	}
	err := c.rows("compared", func(scan func(...any) error) error {
		var unit string
		var k kindKey
		var s sides
		if err := scan(&unit, &k.client, &k.project, &k.kind, &s.n1, &s.h1, &s.n0, &s.h0); err != nil {
			return err
		}
		c.base[unit][k] = s
		all := c.base["*"][k]
		all.add(s)
		c.base["*"][k] = all
		return nil
	})
	if err != nil {
		return err
	}
	operating, err := c.inOperation()
	if err != nil {
		return err
	}
	c.out.Change, c.out.Breakdown = []Change{}, []Part{}
	for _, u := range c.everywhere() {
		change, parts := breakDown(c.base[u])
		change.Unit = u
		change.PerProject = perProject(change, operating[u])
		c.out.Change = append(c.out.Change, change)
		for _, name := range partNames {
			c.out.Breakdown = append(c.out.Breakdown, Part{Unit: u, Part: name, Seconds: parts[name]})
		}
	}
	return c.shares()
}

// partNames are the parts of a change, in the order in which they are told.
var partNames = []string{"joined", "left", "new_kind", "vanished_kind", "volume", "minutes"}

// breakDown splits a unit's change exactly to the second (definitions §8): projects that joined or left, by incidents on
// compared days; within existing ones, per project and kind: a new kind +h₁, a vanished kind −h₀, volume = round half
// away from zero((n₁ − n₀)·h₀/n₀), and the rest minutes per alert.
func breakDown(base map[kindKey]sides) (Change, map[string]int64) {
	projects := map[projectKey]sides{}
	var all, existing sides
	for k, s := range base {
		p := projects[k.projectKey]
		p.add(s)
		projects[k.projectKey] = p
		all.add(s)
	}
	parts := map[string]int64{}
	for k, s := range base {
		p := projects[k.projectKey]
		switch {
		case p.n0 == 0:
			parts["joined"] += s.h1
		case p.n1 == 0:
			parts["left"] -= s.h0
		default:
			existing.add(s)
			split(s, parts)
		}
	}
	reduction := all.h0 - all.h1
	return Change{
		Compared: compare(all), Count: all.n1, PreviousCount: all.n0,
		ReductionS: reduction, ReductionDays: float64(reduction) / 86400, PersonDays: float64(reduction) / 28800,
		Existing: compare(existing),
	}, parts
}

func split(s sides, parts map[string]int64) {
	switch {
	case s.n0 == 0:
		parts["new_kind"] += s.h1
	case s.n1 == 0:
		parts["vanished_kind"] -= s.h0
	default:
		volume := roundedQuotient((s.n1-s.n0)*s.h0, s.n0)
		parts["volume"] += volume
		parts["minutes"] += s.h1 - s.h0 - volume
	}
}

// roundedQuotient is a/b for b > 0, rounded half away from zero.
func roundedQuotient(a, b int64) int64 {
	if a < 0 {
		return -roundedQuotient(-a, b)
	}
	return (2*a + b) / (2 * b)
}

func compare(s sides) Compared {
	return Compared{HandlingS: s.h1, PreviousHandlingS: s.h0, Change: change(s.h1, s.h0)}
}

// change is value/previous − 1, nil where previous is 0.
func change(value, previous int64) *float64 {
	if previous == 0 {
		return nil
	}
	v := float64(value-previous) / float64(previous)
	return &v
}

// inOperation is the number of projects in operation of each unit: [0] a year before, [1] now.
func (c *computation) inOperation() (map[string][2]int64, error) {
	out := map[string][2]int64{}
	err := c.rows("in_operation", func(scan func(...any) error) error {
		var side, n int64
		var unit string
		if err := scan(&side, &unit, &n); err != nil {
			return err
		}
		v := out[unit]
		v[side] = n
		out[unit] = v
		return nil
	})
	return out, err
}

func perProject(c Change, n [2]int64) PerProject {
	p := PerProject{
		Projects: n[1], PreviousProjects: n[0],
		HandlingPerProjectS: ratio(c.HandlingS, n[1]), PreviousHandlingPerProjectS: ratio(c.PreviousHandlingS, n[0]),
	}
	if p.HandlingPerProjectS != nil && p.PreviousHandlingPerProjectS != nil && *p.PreviousHandlingPerProjectS != 0 {
		v := *p.HandlingPerProjectS / *p.PreviousHandlingPerProjectS - 1
		p.Change = &v
	}
	return p
}

// shares sets each unit's part of the period's handling time and of the compared days a year before.
func (c *computation) shares() error {
	now := map[string]int64{}
	var total int64
	err := c.rows("period_units", func(scan func(...any) error) error {
		var unit string
		var n, h int64
		if err := scan(&unit, &n, &h); err != nil {
			return err
		}
		now[unit] = h
		total += h
		return nil
	})
	if err != nil {
		return err
	}
	now["*"] = total
	previous := map[string]int64{}
	for _, ch := range c.out.Change {
		previous[ch.Unit] = ch.PreviousHandlingS
	}
	c.out.Shares = []Share{}
	for _, u := range c.everywhere() {
		c.out.Shares = append(c.out.Shares, Share{
			Unit: u, HandlingS: now[u], PreviousHandlingS: previous[u],
			Share: ratio(now[u], total), PreviousShare: ratio(previous[u], previous["*"]),
		})
	}
	return nil
}

func (c *computation) topAlerts() error {
	before := map[int64]sides{}
	for k, s := range c.base["*"] {
		v := before[k.kind]
		v.add(s)
		before[k.kind] = v
	}
	var total int64
	for _, s := range c.out.Shares {
		if s.Unit == "*" {
			total = s.HandlingS
		}
	}
	type where struct {
		projects int64
		project  string
	}
	met := map[int64]where{}
	err := c.rows("kind_projects", func(scan func(...any) error) error {
		var id int64
		var w where
		err := scan(&id, &w.projects, &w.project)
		met[id] = w
		return err
	})
	if err != nil {
		return err
	}
	c.out.TopAlerts = []TopAlert{}
	var sum int64
	return c.rows("top_alerts", func(scan func(...any) error) error {
		var t TopAlert
		var id int64
		if err := scan(&id, &t.Title, &t.Count, &t.Manned, &t.HandlingS); err != nil {
			return err
		}
		sum += t.HandlingS
		t.Rank, t.KindID = len(c.out.TopAlerts)+1, kindID(id)
		t.Share, t.CumulativeShare = ratio(t.HandlingS, total), ratio(sum, total)
		s := before[id]
		t.ComparedCount, t.PreviousCount, t.PreviousHandlingS, t.Change = s.n1, s.n0, s.h0, change(s.h1, s.h0)
		t.Projects, t.Project = met[id].projects, met[id].project
		c.out.TopAlerts = append(c.out.TopAlerts, t)
		return nil
	})
}

func (c *computation) projects() error {
	type key struct{ unit, client, project string }
	before := map[key]sides{}
	for _, u := range c.units {
		for k, s := range c.base[u] {
			at := key{u, k.client, k.project}
			v := before[at]
			v.add(s)
			before[at] = v
		}
	}
	services := map[key][]string{}
	err := c.rows("project_services", func(scan func(...any) error) error {
		var k key
		var name string
		err := scan(&k.unit, &k.client, &k.project, &name)
		services[k] = append(services[k], name)
		return err
	})
	if err != nil {
		return err
	}
	months := map[key]map[int64]int64{}
	err = c.rows("project_months", func(scan func(...any) error) error {
		var k key
		var month, seconds int64
		err := scan(&k.unit, &k.client, &k.project, &month, &seconds)
		if months[k] == nil {
			months[k] = map[int64]int64{}
		}
		months[k][month] = seconds
		return err
	})
	if err != nil {
		return err
	}
	c.out.Projects = []Project{}
	return c.rows("projects", func(scan func(...any) error) error {
		var p Project
		var ackSum, ackN, resolveSum, resolveN int64
		if err := scan(&p.Unit, &p.Client, &p.Project, &p.Count, &p.Manned, &p.HandlingS, &ackSum, &ackN, &resolveSum, &resolveN, &p.SLON, &p.SLOMet); err != nil {
			return err
		}
		k := key{p.Unit, p.Client, p.Project}
		p.MTTA, p.MTTR = ratio(ackSum, ackN), ratio(resolveSum, resolveN)
		p.PreviousHandlingS, p.PreviousCount, p.Change = before[k].h0, before[k].n0, change(before[k].h1, before[k].h0)
		p.Services = services[k]
		for _, m := range c.months {
			p.Months = append(p.Months, months[k][int64(m)])
		}
		c.out.Projects = append(c.out.Projects, p)
		return nil
	})
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
