package demo

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// rawHeader is PagerDuty's raw incident CSV: no status, priority or team.
var rawHeader = []string{"id", "incident_number", "description", "service_id", "service_name", "escalation_policy_id",
	"escalation_policy_name", "created_on", "resolved_on", "seconds_to_first_ack", "seconds_to_resolve", "auto_resolved",
	"escalation_count", "auto_escalation_count", "acknowledge_count", "assignment_count", "acknowledged_by_user_ids",
	"acknowledged_by_user_names", "assigned_to_user_ids", "assigned_to_user_names", "resolved_by_user_id",
	"resolved_by_user_name", "urgency"}

var tableHeader = []string{"id", "number", "title", "service_id", "service_name", "team", "priority", "urgency", "created_at", "status"}

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

func write(dir string, seed uint64, w *world, incidents []incident) (Files, error) {
	f := w.files()
	f.Incidents = len(incidents)
	f.Map = filepath.Join(dir, "service-map.csv")
	if err := w.writeMap(f.Map); err != nil {
		return Files{}, err
	}
	var raw, table *sheet
	defer func() { raw.close(); table.close() }() // only after an error; a second close changes nothing
	inMonth, inYear := -1, -1
	p := printer{world: w, seed: seed}
	for i := range incidents {
		c := &incidents[i]
		day := int(c.at) / 86400
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
		if c.resolve == none {
			f.Open++
		}
		p.set(i, c)
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
	return f, nil
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
	world *world
	seed  uint64
	buf   []byte
	raw   [23]string
	table [10]string
}

func (p *printer) set(i int, c *incident) {
	v := &p.world.services[c.stream.service]
	title := c.title
	if title == "" {
		p.buf = render(p.buf[:0], c.stream.title, v, c.look, c.at)
		title = string(p.buf)
	}
	id := incidentID(p.seed, i)
	created := instant(c.at)
	urgency := "high"
	if c.priority > 3 || c.priority == 3 && c.look%3 != 0 {
		urgency = "low"
	}
	resolved, ackSeconds, resolveSeconds := "", "", ""
	if c.resolve != none {
		resolved, resolveSeconds = instant(c.at+c.resolve), strconv.Itoa(int(c.resolve))
	}
	acks := 0
	var ackIDs, ackNames, byID, byName string
	l1 := p.world.l1[c.l1]
	toIDs, toNames := l1.ID, l1.Name
	if c.ack != none {
		acks, ackSeconds, ackIDs, ackNames = 1, strconv.Itoa(int(c.ack)), l1.ID, l1.Name
		by := l1
		join := func(other Person) {
			ackIDs, ackNames, by = ackIDs+","+other.ID, ackNames+","+other.Name, other
			acks++
		}
		if c.helper != none {
			join(p.world.l1[c.helper])
			toIDs, toNames = ackIDs, ackNames
		}
		if c.l2 != none {
			join(p.world.l2[c.l2])
			toIDs, toNames = ackIDs, ackNames
		}
		if c.byHuman && c.resolve != none {
			byID, byName = by.ID, by.Name
		}
	} else if c.byHuman && c.resolve != none {
		byID, byName = l1.ID, l1.Name
	}
	auto := byID == "" && c.resolve != none
	if c.resolve != none && c.look>>8%61 == 0 {
		auto = !auto // the flag contradicts the resolver on some rows
	}
	escalations, timeouts, assignments := 0, 0, 1
	if c.l2 != none {
		assignments++
		escalations = int(c.look >> 20 % 2) // the others are handed over by reassigning
	}
	if c.ack > 15*60 {
		escalations, timeouts, assignments = escalations+1, 1, assignments+1
	}
	p.raw = [23]string{id, strconv.Itoa(firstNumber + i), title, v.id, v.name, p.world.policies[v.unit], policyNames[v.unit],
		created, resolved, ackSeconds, resolveSeconds, bit(auto), strconv.Itoa(escalations), strconv.Itoa(timeouts),
		strconv.Itoa(acks), strconv.Itoa(assignments), ackIDs, ackNames, toIDs, toNames, byID, byName, urgency}
	status := "resolved"
	if c.resolve == none {
		status = "triggered"
		if c.ack != none {
			status = "acknowledged"
		}
	}
	p.table = [10]string{id, p.raw[1], title, v.id, v.name, unitNames[v.unit],
		[5]string{"P1", "P2", "P3", "P4", ""}[c.priority], urgency, created, status}
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
		Large: largeClient, Small: smallClient, Quiet: quietClient, FirstLine: w.l1, SecondLine: w.l2,
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
