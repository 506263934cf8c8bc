package store

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// A packed part of an incident: what no metric counts but a new derivation or a merge needs. Its mark never changes.
type part struct {
	mark byte
	get  func(*incident.Incident) string // "" = unknown
	set  func(*incident.Incident, string) error
}

// The parts, in the order in which they are packed.
var parts = []part{
	text('s', func(in *incident.Incident) *string { return &in.Status }),
	text('u', func(in *incident.Incident) *string { return &in.Urgency }),
	text('p', func(in *incident.Incident) *string { return &in.PolicyID }),
	text('P', func(in *incident.Incident) *string { return &in.Policy }),
	text('t', func(in *incident.Incident) *string { return &in.Type }),
	text('k', func(in *incident.Incident) *string { return &in.Key }),
	text('v', func(in *incident.Incident) *string { return &in.AssignedVia }),
	text('m', func(in *incident.Incident) *string { return &in.MergedInto }),
	text('r', func(in *incident.Incident) *string { return &in.ResolvedBy.ID }),
	text('R', func(in *incident.Incident) *string { return &in.ResolvedBy.Name }),
	people('a', func(in *incident.Incident) *[]incident.Person { return &in.Acknowledgers }),
	people('A', func(in *incident.Incident) *[]incident.Person { return &in.Assignees }),
	whole('c', func(in *incident.Incident) *incident.Opt[int64] { return &in.AcknowledgeCount }),
	whole('e', func(in *incident.Incident) *incident.Opt[int64] { return &in.EscalationCount }),
	whole('n', func(in *incident.Incident) *incident.Opt[int64] { return &in.AlertCount }),
	whole('g', func(in *incident.Incident) *incident.Opt[int64] { return &in.EngagedUsers }),
	seconds('f', func(in *incident.Incident) *incident.Opt[time.Duration] { return &in.Effort }),
	seconds('z', func(in *incident.Incident) *incident.Opt[time.Duration] { return &in.Snoozed }),
}

// separator ends a part. It is removed from the texts that are packed.
const separator = "\x1e"

// pack writes the known parts, each a mark, the text and a separator.
func pack(in *incident.Incident) string {
	b := make([]byte, 0, 128)
	for i := range parts {
		if s := parts[i].get(in); s != "" {
			b = append(b, parts[i].mark)
			b = append(b, s...)
			b = append(b, separator...)
		}
	}
	return string(b)
}

// unpack reads what pack wrote.
func unpack(in *incident.Incident, s string) error {
	for s != "" {
		one, rest, ok := strings.Cut(s, separator)
		if !ok || one == "" {
			return fmt.Errorf("reading incident %s: a packed part has no end", in.ID)
		}
		for i := range parts {
			if parts[i].mark == one[0] {
				if err := parts[i].set(in, one[1:]); err != nil {
					return fmt.Errorf("reading incident %s: %w", in.ID, err)
				}
			}
		}
		s = rest
	}
	return nil
}

func clean(s string) string {
	if !strings.ContainsAny(s, separator+"\t\n") {
		return s
	}
	return strings.NewReplacer(separator, " ", "\t", " ", "\n", " ").Replace(s)
}

func text(mark byte, at func(*incident.Incident) *string) part {
	return part{mark, func(in *incident.Incident) string { return clean(*at(in)) },
		func(in *incident.Incident, s string) error { *at(in) = s; return nil }}
}

func whole(mark byte, at func(*incident.Incident) *incident.Opt[int64]) part {
	return part{mark, func(in *incident.Incident) string {
		if o := at(in); o.OK {
			return strconv.FormatInt(o.V, 10)
		}
		return ""
	}, func(in *incident.Incident, s string) error {
		n, err := strconv.ParseInt(s, 10, 64)
		*at(in) = incident.Opt[int64]{V: n, OK: err == nil}
		return err
	}}
}

func seconds(mark byte, at func(*incident.Incident) *incident.Opt[time.Duration]) part {
	return part{mark, func(in *incident.Incident) string {
		if o := at(in); o.OK {
			return strconv.FormatInt(int64(o.V/time.Second), 10)
		}
		return ""
	}, func(in *incident.Incident, s string) error {
		n, err := strconv.ParseInt(s, 10, 64)
		*at(in) = incident.Opt[time.Duration]{V: time.Duration(n) * time.Second, OK: err == nil}
		return err
	}}
}

func people(mark byte, at func(*incident.Incident) *[]incident.Person) part {
	return part{mark, func(in *incident.Incident) string { return packPeople(*at(in)) },
		func(in *incident.Incident, s string) error { *at(in) = append(*at(in), unpackPeople(s)...); return nil }}
}

// saidOf reads the kept columns of one row back, in the order of kept.
func saidOf(v []driver.Value) (said, error) {
	at := func(v driver.Value) incident.Opt[time.Time] {
		n, ok := v.(int64)
		if !ok {
			return incident.Opt[time.Time]{}
		}
		return incident.Known(time.Unix(n, 0).UTC())
	}
	var r said
	r.Account, r.ID, r.Title, r.Priority = v[0].(string), v[1].(string), v[2].(string), v[3].(string)
	r.ServiceID, r.Service, r.Team = v[4].(string), v[5].(string), v[6].(string)
	if n, ok := v[8].(int64); ok {
		r.Number = incident.Known(n)
	}
	r.TriggeredAt = at(v[9]).V
	r.AcknowledgedAt, r.ResolvedAt, r.UpdatedAt = at(v[10]), at(v[11]), at(v[12])
	if n, ok := v[13].(int64); ok {
		r.Engaged = incident.Known(time.Duration(n) * time.Second)
	}
	r.Told, r.Impossible = incident.Told(v[14].(int64)), int(v[15].(int64))
	r.Import, r.Row, r.content, r.packed = v[16].(int64), v[17].(int64), v[19].(int64), v[7].(string)
	return r, unpack(&r.Incident, r.packed)
}
