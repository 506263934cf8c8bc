package incident

import "time"

// An Event is one entry of an incident's timeline, as a log entry or a webhook said it. "" and an Opt that is not OK mean
// unknown. Its identity is Account, IncidentID and ID.
type Event struct {
	Account    string
	IncidentID string // "#123" where only the incident's number is known
	ID         string // of the log entry; for a source that names none, made of what it says
	At         time.Time
	Type       string // acknowledge, assign, escalate, resolve …: PagerDuty's type without "_log_entry"
	AgentType  string // user, service, integration, bot_user …: without "_reference"
	AgentID    string
	AgentName  string
	Channel    string         // the channel's type: web_ui, api, auto, timeout …
	Assignees  []Person       // assign, reassign, escalate, delegate: to whom
	Old, New   string         // priority_change, urgency_change: from what to what
	Until      Opt[time.Time] // snooze: when it wakes
}
