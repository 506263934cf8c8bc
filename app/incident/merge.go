package incident

import (
	"slices"
	"strings"
	"time"
)

// Merge joins the readings of one incident by field (definitions §10): the newest known value wins, unknown never
// overwrites, except that a newer reading whose status says open clears the resolve. The result's Import and Row are
// those of the newest reading. Merge sorts readings, oldest first; there must be at least one.
func Merge(readings []Reading) Reading {
	slices.SortStableFunc(readings, func(a, b Reading) int {
		if a.Before(&b) {
			return -1
		}
		if b.Before(&a) {
			return 1
		}
		return 0
	})
	m := readings[0]
	for _, r := range readings[1:] {
		m.put(r)
	}
	m.DropImpossible()
	return m
}

// put lays a newer reading over m.
func (m *Reading) put(r Reading) {
	text := func(to *string, v string) {
		if v != "" {
			*to = v
		}
	}
	text(&m.Title, r.Title)
	text(&m.Urgency, r.Urgency)
	text(&m.Priority, r.Priority)
	text(&m.ServiceID, r.ServiceID)
	text(&m.Service, r.Service)
	text(&m.Team, r.Team)
	text(&m.PolicyID, r.PolicyID)
	text(&m.Policy, r.Policy)
	text(&m.Type, r.Type)
	text(&m.Key, r.Key)
	text(&m.AssignedVia, r.AssignedVia)
	text(&m.MergedInto, r.MergedInto)
	text(&m.Status, r.Status)
	if strings.HasPrefix(m.ID, "#") {
		m.ID = r.ID
	}
	m.Number = r.Number.Or(m.Number)
	if !r.TriggeredAt.IsZero() {
		m.TriggeredAt = r.TriggeredAt
	}
	m.AcknowledgedAt = r.AcknowledgedAt.Or(m.AcknowledgedAt)
	if r.Open() && !r.ResolvedAt.OK {
		m.ResolvedAt = Opt[time.Time]{}
		m.ResolvedBy = Person{}
	}
	m.ResolvedAt = r.ResolvedAt.Or(m.ResolvedAt)
	m.UpdatedAt = r.UpdatedAt.Or(m.UpdatedAt)
	if len(r.Acknowledgers) > 0 {
		m.Acknowledgers = r.Acknowledgers
	}
	if len(r.Assignees) > 0 {
		m.Assignees = r.Assignees
	}
	if r.ResolvedBy.Known() {
		m.ResolvedBy = r.ResolvedBy
	}
	m.AcknowledgeCount = r.AcknowledgeCount.Or(m.AcknowledgeCount)
	m.EscalationCount = r.EscalationCount.Or(m.EscalationCount)
	m.AlertCount = r.AlertCount.Or(m.AlertCount)
	m.Engaged = r.Engaged.Or(m.Engaged)
	m.EngagedUsers = r.EngagedUsers.Or(m.EngagedUsers)
	m.Effort = r.Effort.Or(m.Effort)
	m.Snoozed = r.Snoozed.Or(m.Snoozed)
	m.Told |= r.Told
	m.Impossible = max(m.Impossible, r.Impossible) // exports that overlap repeat the same ones
	m.Import, m.Row = r.Import, r.Row
}
