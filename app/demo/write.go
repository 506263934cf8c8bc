package demo

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// rawHeader is PagerDuty's raw incident CSV: no status, priority or team.
var rawHeader = []string{"id", "incident_number", "description", "service_id", "service_name", "escalation_policy_id",
	"escalation_policy_name", "created_on", "resolved_on", "seconds_to_first_ack", "seconds_to_resolve", "auto_resolved",
	"escalation_count", "auto_escalation_count", "acknowledge_count", "assignment_count", "acknowledged_by_user_ids",
	"acknowledged_by_user_names", "assigned_to_user_ids", "assigned_to_user_names", "resolved_by_user_id",
	"resolved_by_user_name", "urgency"}

var tableHeader = []string{"id", "number", "title", "service_id", "service_name", "team", "priority", "urgency", "created_at", "status",
	"engaged_seconds", "engaged_user_count", "snoozed_seconds", "merged_into"}

var mapHeader = []string{"service_id", "service", "project", "client", "unit", "from", "until"}

const firstNumber = 184_201

// A sheet is one CSV file being written. Its errors are kept and come with close.
type sheet struct {
	file *os.File
	buf  *bufio.Writer
	csv  *csv.Writer
	err  error
}

func create(path string, header []string) (*sheet, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("writing the demo's files: %w", err)
	}
	b := bufio.NewWriterSize(f, 1<<16)
	s := &sheet{file: f, buf: b, csv: csv.NewWriter(b)}
	s.row(header)
	return s, nil
}

func (s *sheet) row(cells []string) {
	if err := s.csv.Write(cells); err != nil && s.err == nil {
		s.err = err
	}
}

func (s *sheet) close() error {
	if s == nil {
		return nil
	}
	s.csv.Flush()
	for _, err := range []error{s.csv.Error(), s.buf.Flush(), s.file.Close()} {
		if err != nil && s.err == nil {
			s.err = err
		}
	}
	if s.err != nil {
		return fmt.Errorf("writing %s: %w", s.file.Name(), s.err)
	}
	return nil
}

// write writes files of all that is before a day, and makes an account of what comes then.
func write(dir string, seed uint64, w *world, incidents []incident, until int) (Files, error) {
	f := w.files()
	f.Incidents = len(incidents)
	f.Map = filepath.Join(dir, "service-map.csv")
	if err := w.writeMap(f.Map); err != nil {
		return Files{}, err
	}
	var raw, table *sheet
	defer func() { raw.close(); table.close() }() // only after an error; a second close changes nothing
	inMonth, inYear := -1, -1
	p := printer{builder: newBuilder(w), seed: seed}
	log, of := logbook{}, newAccount(w, int32(until*86400))
	for i := range incidents {
		c := &incidents[i]
		if c.resolve == none {
			f.Open++
		}
		acts := p.builder.course(c)
		told := p.set(i, c, p.title(c), acts)
		log.keep(i, c, acts)
		if of.has(c, acts) {
			of.incident(i, c, &p, &told, acts)
		}
		day := int(c.at) / 86400
		if day >= until {
			continue
		}
		if m := month(day); m != inMonth {
			if err := raw.close(); err != nil {
				return Files{}, err
			}
			inMonth = m
			path := filepath.Join(dir, "incidents-"+dateOf(day).Format("2006-01")+".csv")
			f.Exports = append(f.Exports, path)
			var err error
			if raw, err = create(path, rawHeader); err != nil {
				return Files{}, err
			}
		}
		if y := day / yearDays; y != inYear {
			if err := table.close(); err != nil {
				return Files{}, err
			}
			inYear = y
			path := filepath.Join(dir, "athena-FY"+strconv.Itoa(2024+y)+".csv")
			f.Tables = append(f.Tables, path)
			var err error
			if table, err = create(path, tableHeader); err != nil {
				return Files{}, err
			}
		}
		raw.row(p.raw[:])
		table.row(p.table[:])
	}
	if err := raw.close(); err != nil {
		return Files{}, err
	}
	if err := table.close(); err != nil {
		return Files{}, err
	}
	raw, table = nil, nil
	var err error
	if f.LogEntries, err = log.write(dir, &p, incidents, of); err != nil {
		return Files{}, err
	}
	f.Account, err = of.given()
	f.AccountFrom, f.LastDay = dateOf(until).Format(time.DateOnly), dateOf(days-1).Format(time.DateOnly)
	return f, err
}

func (w *world) writeMap(path string) error {
	s, err := create(path, mapHeader)
	if err != nil {
		return err
	}
	for _, v := range w.services {
		if v.project != "" {
			s.row([]string{v.id, v.name, v.project, clients[v.client].name, unitNames[v.unit], v.mapFrom, v.mapUntil})
		}
	}
	return s.close()
}

// A printer turns incidents into rows, one after the other in the same cells.
type printer struct {
	builder *builder
	seed    uint64
	buf     []byte
	raw     [23]string
	table   [14]string
}

// title is an incident's title.
func (p *printer) title(c *incident) string {
	if c.title != "" {
		return c.title
	}
	p.buf = render(p.buf[:0], c.stream.title, &p.builder.world.services[c.stream.service], c.look, c.at)
	return string(p.buf)
}

// A telling is what PagerDuty tells of an incident, which at times is wrong.
type telling struct {
	ack, resolve int32 // seconds from the trigger, none where there is none
	line         int   // whose policy it is at: 0 the first line's, 1 the second's
	resolver     who
}

// set makes the cells of the i-th incident from what happened with it.
func (p *printer) set(i int, c *incident, title string, acts []act) telling {
	w := p.builder.world
	v := &w.services[c.stream.service]
	t := telling{resolver: pagerDuty}
	if v.straight {
		t.line = 1
	}
	ack, acks, assignments, escalations, timeouts := int32(none), 0, 0, 0, 0
	var by, to list
	for _, a := range acts {
		switch a.deed {
		case acknowledged:
			if acks++; ack == none {
				ack = a.at
			}
			by.add(a.by)
		case assigned, reassigned:
			assignments++
			to.add(a.to)
		case escalated:
			assignments++
			to.add(a.to)
			if escalations++; a.by == pagerDuty {
				timeouts++
			}
		case delegated:
			t.line = 1
		case resolved:
			t.resolver = a.by
		}
	}
	id, number, created := incidentID(p.seed, i), strconv.Itoa(firstNumber+i), instant(c.at)
	urgency := "low"
	if c.high() {
		urgency = "high"
	}
	ackSeconds, resolvedAt, resolveSeconds := "", "", ""
	resolve := c.resolve
	if c.wrong != 0 {
		if ack == none {
			resolve = c.wrong
		} else {
			ack = c.wrong
		}
	}
	if ack != none {
		ackSeconds = strconv.Itoa(int(ack))
	}
	if resolve != none {
		resolvedAt, resolveSeconds = instant(c.at+resolve), strconv.Itoa(int(resolve))
	}
	resolver, policy := Person{}, w.policies[t.line][v.unit]
	if t.resolver != pagerDuty {
		resolver = w.people[t.resolver]
	}
	auto := resolver == Person{} && c.resolve != none
	if c.resolve != none && c.look>>8%61 == 0 {
		auto = !auto // the flag contradicts the resolver on some rows
	}
	byIDs, byNames := by.of(w)
	toIDs, toNames := to.of(w)
	p.raw = [23]string{id, number, title, v.id, v.name, policy.id, policy.name,
		created, resolvedAt, ackSeconds, resolveSeconds, bit(auto), strconv.Itoa(escalations), strconv.Itoa(timeouts),
		strconv.Itoa(acks), strconv.Itoa(assignments), byIDs, byNames, toIDs, toNames, resolver.ID, resolver.Name, urgency}
	status := "resolved"
	if c.resolve == none {
		status = "triggered"
		if ack != none {
			status = "acknowledged"
		}
	}
	p.table = [14]string{id, number, title, v.id, v.name, unitNames[v.unit],
		priorityNames[c.priority], urgency, created, status}
	if c.resolve != none {
		seconds, users := engaged(acts, c.resolve)
		p.table[10], p.table[11], p.table[12] = strconv.Itoa(int(seconds)), strconv.Itoa(users), strconv.Itoa(int(asleep(acts)))
	}
	if c.into != none {
		p.table[13] = incidentID(p.seed, int(c.into))
	}
	t.ack, t.resolve = ack, resolve
	return t
}

// A list of people, each once, as the exports join them.
type list []who

func (l *list) add(p who) {
	if !slices.Contains(*l, p) {
		*l = append(*l, p)
	}
}

func (l list) of(w *world) (ids, names string) {
	for i, p := range l {
		if i > 0 {
			ids, names = ids+",", names+","
		}
		ids, names = ids+w.people[p].ID, names+w.people[p].Name
	}
	return ids, names
}

func bit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

func instant(at int32) string {
	return start.Add(time.Duration(at) * time.Second).Format("2006-01-02T15:04:05-07:00")
}

// incidentID is 14 characters, different for every i: a bijection of 64 bits written in base 36.
func incidentID(seed uint64, i int) string {
	z := seed + uint64(i)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	z ^= z >> 31
	b := [14]byte{'Q'}
	for k := 1; k < len(b); k++ {
		b[k] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[z%36]
		z /= 36
	}
	return string(b[:])
}

// files says everything about the world that Write tells its caller, but the paths.
func (w *world) files() Files {
	f := Files{Company: Company, Units: append([]string(nil), unitNames[:]...), Unit: unitNames[east],
		Large: largeClient, Small: smallClient, Quiet: quietClient, FirstLine: w.roster(),
		SecondLine: w.people[len(firstLine):w.robot(0)], Automation: w.people[w.robot(0):], L1Policies: policyNames[:], L2Policies: secondPolicyNames[:],
		Maintenance: w.maintenance, Silent: dateOf(silentDay).Format(time.DateOnly)}
	for _, c := range clients {
		f.Clients = append(f.Clients, c.name)
	}
	for _, u := range unmapped {
		f.Unmapped = append(f.Unmapped, u.name)
	}
	f.Fixes = w.fixes()
	return f
}
