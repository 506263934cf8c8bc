package store

import (
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

// people are kept with id and name parted by a tab, one after the other parted by line feeds.
func people(mark byte, at func(*incident.Incident) *[]incident.Person) part {
	return part{mark, func(in *incident.Incident) string {
		ps := *at(in)
		if len(ps) == 0 {
			return ""
		}
		lines := make([]string, len(ps))
		for i, p := range ps {
			lines[i] = clean(p.ID) + "\t" + clean(p.Name)
		}
		return strings.Join(lines, "\n")
	}, func(in *incident.Incident, s string) error {
		for line := range strings.SplitSeq(s, "\n") {
			id, name, _ := strings.Cut(line, "\t")
			*at(in) = append(*at(in), incident.Person{ID: id, Name: name})
		}
		return nil
	}}
}

// scan reads the kept columns of one row back, in the order of kept.
func scan(next func(...any) error) (incident.Reading, error) {
	var r incident.Reading
	var more string
	var triggered, ordered, content, key int64
	var number, ackAt, resolvedAt, updatedAt, engaged *int64
	err := next(&r.Account, &r.ID, &r.Title, &r.Priority, &r.ServiceID, &r.Service, &r.Team, &more, &number, &triggered, &ackAt,
		&resolvedAt, &updatedAt, &engaged, &r.Told, &r.Impossible, &r.Import, &r.Row, &ordered, &content, &key)
	if err != nil {
		return r, fmt.Errorf("reading an incident: %w", err)
	}
	at := func(p *int64) incident.Opt[time.Time] {
		if p == nil {
			return incident.Opt[time.Time]{}
		}
		return incident.Known(time.Unix(*p, 0).UTC())
	}
	if number != nil {
		r.Number = incident.Known(*number)
	}
	if engaged != nil {
		r.Engaged = incident.Known(time.Duration(*engaged) * time.Second)
	}
	r.TriggeredAt = time.Unix(triggered, 0).UTC()
	r.AcknowledgedAt, r.ResolvedAt, r.UpdatedAt = at(ackAt), at(resolvedAt), at(updatedAt)
	return r, unpack(&r.Incident, more)
}
