package incident

import "time"

// An Interval is a stretch of time that a person of the first line worked on an incident (definitions §5).
type Interval struct {
	Person   Person
	From     time.Time
	To       Opt[time.Time] // not OK: it has no end yet
	Implicit bool           // it began with another act than an acknowledge
	RanOn    bool           // it ran on past the timeout of an acknowledge
	End      End
}

// An End is what ended an interval.
type End string

// The ends of intervals.
const (
	StillRunning    End = ""
	ByHandOff       End = "hand_off"
	ByResolve       End = "resolve"
	ByUnacknowledge End = "unacknowledge" // by hand
	ByTimeout       End = "timeout"       // of the acknowledge
	BySnooze        End = "snooze"
	ByMove          End = "move" // to others
)

// A Stretch is an interval that has ended, as one person's time is shared out among the incidents that it was spent on.
type Stretch struct {
	Incident string // identity: account, NUL, id
	From, To time.Time
}
