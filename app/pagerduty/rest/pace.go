package rest

import "time"

// PerMinute is how many requests PagerDuty takes of a key in a minute.
const PerMinute = 960

// analyticsPerMinute is kept by requests for analytics, of which a 429 was seen after 25.
const analyticsPerMinute = 20

// A pace spreads requests: never more than its number in any 60 seconds. A few may go at once, the rest evenly.
type pace struct {
	perMinute int
	most      int // what a server's header cannot raise it above; 0 = it can
	room      float64
	at        time.Time // when room was counted
	until     time.Time // nothing goes before
}

func newPace(perMinute, most int) *pace {
	p := &pace{perMinute: perMinute, most: most}
	p.room = p.burst()
	return p
}

// burst and the rest of the minute's requests together are what any minute can see.
func (p *pace) burst() float64 { return max(1, float64(p.perMinute/16)) }

func (p *pace) rate() float64 { return max(1.0/120, (float64(p.perMinute)-p.burst())/60) } // a second

// wait takes a request's place and is how long it has to wait for it.
func (p *pace) wait(now time.Time) time.Duration {
	if !p.at.IsZero() && now.After(p.at) {
		p.room = min(p.burst(), p.room+now.Sub(p.at).Seconds()*p.rate())
	}
	p.at = now
	wait := max(0, p.until.Sub(now))
	p.room--
	if p.room < 0 {
		wait = max(wait, time.Duration(-p.room/p.rate()*float64(time.Second))+time.Millisecond)
	}
	return wait
}

// limit takes the number that the server states.
func (p *pace) limit(n int) {
	if n <= 0 || n == p.perMinute || p.most > 0 && n > p.most {
		return
	}
	p.perMinute = n
	p.room = min(p.room, p.burst())
}

// hold keeps everything back until t.
func (p *pace) hold(t time.Time) {
	if t.After(p.until) {
		p.until = t
	}
}
