package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"furikaeri/app/incident"
)

// An EventFiller makes the next entries of timelines, and io.EOF after the last. Several goroutines call it at once, each
// with a buffer of its own to append to.
type EventFiller interface {
	FillEvents(buf []incident.Event) ([]incident.Event, error)
}

// entry is an incident.Event as the table event holds it.
type entry struct {
	incident.Event
	number int64 // of the import
}

// eventColumns is the table event.
var eventColumns = []column[entry]{
	{name: "account", text: func(e *entry) string { return e.Account }},
	{name: "incident_id", text: func(e *entry) string { return e.IncidentID }},
	{name: "id", text: func(e *entry) string { return e.ID }},
	{name: "at", num: func(e *entry) (int64, bool) { return e.At.Unix(), true }},
	{name: "type", text: func(e *entry) string { return e.Type }},
	{name: "agent_type", text: func(e *entry) string { return e.AgentType }},
	{name: "agent_id", text: func(e *entry) string { return e.AgentID }},
	{name: "agent_name", text: func(e *entry) string { return e.AgentName }},
	{name: "channel", text: func(e *entry) string { return e.Channel }},
	{name: "assignees", text: func(e *entry) string { return packPeople(e.Assignees) }},
	{name: "old", text: func(e *entry) string { return e.Old }},
	{name: "new", text: func(e *entry) string { return e.New }},
	{name: "until_at", num: func(e *entry) (int64, bool) { return instant(e.Until) }},
	{name: "import", num: func(e *entry) (int64, bool) { return e.number, true }},
	{name: "key", num: func(e *entry) (int64, bool) { return keyOf(e.Account, e.IncidentID), true }},
	{name: "hash", num: func(e *entry) (int64, bool) { return eventHash(e.Account, e.ID), true }},
}

// eventHash is the same for the same entry only, as far as sha256 goes.
func eventHash(account, id string) int64 {
	b := make([]byte, 0, 96)
	b = append(append(append(b, account...), 0xff), id...) // 0xff: no byte of UTF-8
	sum := sha256.Sum256(b)
	return int64(binary.LittleEndian.Uint64(sum[:]))
}

// entries is an EventFiller as a filler of the table event.
type entries struct {
	EventFiller
	number int64
}

func (e entries) Worker() any { return &[]incident.Event{} }

func (e entries) Fill(worker any, rows []entry) ([]entry, error) {
	buf := worker.(*[]incident.Event)
	events, err := e.FillEvents((*buf)[:0])
	for i := range events {
		rows = append(rows, entry{events[i], e.number})
	}
	*buf = events
	return rows, err
}

// takeEvents keeps the entries of an import that are not there. They flow into the table, and those that stand there already
// are taken out again by their key and hash: an entry's texts never have to be in memory.
func (s *Store) takeEvents(ctx context.Context, in Import, out *Imported) error {
	filler, err := in.Events(ctx)
	if err != nil {
		return err
	}
	s.touched = s.trying
	n, err := s.events.write(ctx, s, "event", entries{filler, out.Number})
	if err != nil || n == 0 {
		return err
	}
	number := fmt.Sprint(out.Number)
	if err := s.numberArrived(ctx, number); err != nil {
		return err
	}
	err = s.run(ctx,
		// Those that earlier imports brought; and of those that this one names twice all but one, whatever their order in it.
		`CREATE OR REPLACE TEMP TABLE repeated AS
		 SELECT rowid AS place FROM event WHERE "import" = `+number+` AND (key, hash) IN (SELECT key, hash FROM event WHERE "import" < `+number+`)`,
		`INSERT INTO repeated SELECT place FROM (
		   SELECT a.rowid AS place, row_number() OVER (PARTITION BY a.key, a.hash ORDER BY a."at", `+names(eventColumns[4:13], "a.")+`) AS turn
		   FROM event a JOIN (SELECT key, hash FROM event WHERE "import" = `+number+` GROUP BY key, hash HAVING count(*) > 1) r
		   ON r.key = a.key AND r.hash = a.hash WHERE a."import" = `+number+`
		 ) t WHERE turn > 1`)
	if err != nil {
		return err
	}
	repeated, err := s.count(ctx, "SELECT count(DISTINCT place) FROM repeated")
	if err != nil {
		return err
	}
	out.Events = n - repeated
	if repeated > 0 {
		err = s.run(ctx, `DELETE FROM event WHERE "import" = `+number+" AND rowid IN (SELECT place FROM repeated)")
	}
	return errors.Join(err, s.run(ctx, "DROP TABLE repeated"))
}

// numberArrived gives entries that know their incident's number only the id, where there is an incident of that number.
func (s *Store) numberArrived(ctx context.Context, number string) error {
	arrived := `"import" = ` + number + " AND " + numberOnly("event.incident_id")
	n, err := s.count(ctx, "SELECT count(*) FROM event WHERE "+arrived)
	if err != nil || n == 0 {
		return err
	}
	return s.run(ctx, `UPDATE event SET incident_id = k.id, key = k.key FROM (
		   SELECT account, "number", min(id) AS id, arg_min(key, id) AS key FROM incident
		   WHERE "number" IS NOT NULL AND gone = 0 AND NOT (`+numberOnly("id")+`) GROUP BY account, "number"
		 ) k WHERE `+arrived+` AND event.account = k.account AND TRY_CAST(substr(event.incident_id, 2) AS BIGINT) = k."number"`)
}

// Timeline is what is known of an incident's course, oldest first; entries of one second by their id.
func (s *Store) Timeline(ctx context.Context, account, incidentID string) ([]incident.Event, error) {
	rows, err := s.conn.QueryContext(ctx, "SELECT "+names(eventColumns[:13], "")+` FROM event WHERE key = ? AND account = ? AND incident_id = ? ORDER BY "at", id`,
		keyOf(account, incidentID), account, incidentID)
	if err != nil {
		return nil, fmt.Errorf("reading the timeline of %s: %w", incidentID, damage(err))
	}
	defer rows.Close()
	out := []incident.Event{}
	for rows.Next() {
		var e incident.Event
		var at int64
		var until *int64
		var people string
		err := rows.Scan(&e.Account, &e.IncidentID, &e.ID, &at, &e.Type, &e.AgentType, &e.AgentID, &e.AgentName, &e.Channel, &people, &e.Old, &e.New, &until)
		if err != nil {
			return nil, fmt.Errorf("reading the timeline of %s: %w", incidentID, err)
		}
		e.At = time.Unix(at, 0).UTC()
		if until != nil {
			e.Until = incident.Known(time.Unix(*until, 0).UTC())
		}
		e.Assignees = unpackPeople(people)
		out = append(out, e)
	}
	return out, damage(rows.Err())
}

// packPeople keeps people with id and name parted by a tab, one after the other parted by line feeds.
func packPeople(ps []incident.Person) string {
	if len(ps) == 0 {
		return ""
	}
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = clean(p.ID) + "\t" + clean(p.Name)
	}
	return strings.Join(lines, "\n")
}

func unpackPeople(s string) []incident.Person {
	var out []incident.Person
	if s == "" {
		return nil
	}
	for line := range strings.SplitSeq(s, "\n") {
		id, name, _ := strings.Cut(line, "\t")
		out = append(out, incident.Person{ID: id, Name: name})
	}
	return out
}
