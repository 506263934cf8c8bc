package demo

// work is what the first line does from its acknowledge to an instant; it gives back who holds the incident then.
func (b *builder) work(holder who, until int32) who {
	c, w := b.c, b.world
	from := c.ack
	long, own := until-from, c.priority > 2 && c.l2 == none && c.resolve != none
	if b.rng.Float64() < 0.2 {
		b.add(act{at: span(from, until, 0.2+0.6*b.rng.Float64()), deed: annotated, by: holder, via: "web_ui"})
	}
	if c.priority > 0 && c.priority < 4 && b.rng.Float64() < 0.02 {
		old := c.priority + 1
		if c.priority > 1 && b.rng.IntN(2) == 0 {
			old = c.priority - 1
		}
		b.add(act{at: span(from, until, 0.1+0.3*b.rng.Float64()), deed: reprioritised, by: holder, via: "web_ui", old: old, new: c.priority})
	}
	p := b.rng.Float64()
	switch {
	case c.helper != none && c.helper != holder:
		at := span(from, until, 0.3)
		b.add(act{at: span(from, until, 0.15), deed: requested, by: holder, to: c.helper, via: "web_ui"})
		b.acknowledge(at, c.helper)
		return c.helper
	case b.forget && long > acknowledgeTimeout:
		return b.forgetful(from, holder, until)
	case own && long > 5400 && p < 0.35:
		b.snooze(span(from, until, 0.3), holder, span(from, until, 0.85), until)
	case own && c.byHuman && long > 1200 && p < 0.06:
		b.reopen(span(from, until, 0.5), holder, span(from, until, 0.5)+300+int32(b.rng.IntN(200)))
	case long > 2400 && p < 0.1:
		at, mate := span(from, until, 0.6), w.mate(holder, b.day)
		b.assign(at, reassigned, holder, "web_ui", mate) // the shift ends
		b.acknowledge(span(at, until, 0.1), mate)
		return mate
	case long > 600 && p < 0.01:
		at := span(from, until, 0.4)
		b.add(act{at: at, deed: unacknowledged, by: holder, via: "web_ui"}) // something else was more urgent
		b.acknowledge(span(at, until, 0.5), holder)
	}
	return holder
}

// forgetful lets acknowledges time out: mostly the same person comes back, at times late, at times somebody else.
func (b *builder) forgetful(from int32, holder who, until int32) who {
	for at := from + acknowledgeTimeout; at < until-5; at += acknowledgeTimeout {
		b.add(act{at: at, deed: unacknowledged, by: pagerDuty, via: "timeout"})
		b.add(act{at: at + 2, deed: notified, by: pagerDuty, to: holder, via: "email"})
		pause := int32(20 + b.rng.IntN(500))
		switch p := b.rng.Float64(); {
		case p < 0.12:
			holder = b.world.mate(holder, b.day)
		case p < 0.2:
			pause = acknowledgeTimeout + int32(b.rng.IntN(1200))
		}
		if at += pause; at >= until {
			break // it is resolved or handed over without another acknowledge
		}
		b.acknowledge(at, holder)
	}
	return holder
}

// snooze puts it to sleep; when it wakes, somebody takes it up again.
func (b *builder) snooze(at int32, by who, wakes, until int32) {
	b.add(act{at: at, deed: snoozed, by: by, via: "web_ui", until: wakes})
	b.add(act{at: wakes, deed: unacknowledged, by: pagerDuty, via: "timeout"})
	b.add(act{at: wakes + 2, deed: notified, by: pagerDuty, to: by, via: "push_notification"})
	b.acknowledge(span(wakes, until, 0.25), by)
}

// reopen resolves it too early.
func (b *builder) reopen(at int32, by who, again int32) {
	b.add(act{at: at, deed: resolved, by: by, via: "web_ui"})
	b.add(act{at: again, deed: reopened, by: by, via: "web_ui"})
	b.now = b.now[:0]
	b.also(again, by)
	b.acknowledge(again+10+int32(b.rng.IntN(60)), by)
}

// handOver gives the incident to the second line.
func (b *builder) handOver(at int32, by who) {
	c := b.c
	switch p := b.rng.Float64(); {
	case p < 0.3:
		b.add(act{at: at, deed: delegated, by: by, via: "web_ui"})
		b.now = b.now[:0]
		if p > 0.015 { // at times nobody is told who is to take it
			b.also(at+int32(b.rng.IntN(2)), c.l2)
		}
	case p < 0.55 && c.high():
		b.escalate(at, by, "web_ui", c.l2)
	case p < 0.65:
		b.assign(at, reassigned, by, "web_ui", c.l2)
	default:
		b.assign(at, assigned, by, "web_ui", c.l2)
	}
	takes := min(at+60+int32(lognormal(b.rng, 540, 0.7)), span(at, b.end, 0.6))
	if b.rng.Float64() < 0.06 {
		b.add(act{at: span(at, takes, 0.5), deed: annotated, by: by, via: "web_ui"}) // what was tried so far
	}
	if b.rng.Float64() < 0.04 && b.end-takes > 1200 { // the second line gives it back
		back := span(takes, b.end, 0.5)
		b.acknowledge(takes, c.l2)
		b.assign(back, assigned, c.l2, "web_ui", by)
		b.acknowledge(span(back, b.end, 0.1), by)
		b.resolve(by)
		return
	}
	b.second(takes, c.l2)
}

// second lets the second line work from its acknowledge to the resolve.
func (b *builder) second(takes int32, by who) {
	b.acknowledge(takes, by)
	if c := b.c; c.way == byPeople && c.priority > 0 && c.priority < 4 && b.rng.Float64() < 0.05 {
		b.add(act{at: span(takes, b.end, 0.3), deed: reprioritised, by: by, via: "web_ui", old: c.priority + 1, new: c.priority})
	}
	if b.forget && b.end-takes > 3600 || b.end-takes > 6*3600 && b.rng.Float64() < 0.4 {
		b.snooze(takes+120, by, span(takes, b.end, 0.8), b.end)
	}
	if b.c.byHuman {
		b.resolve(by)
		return
	}
	b.resolve(none)
}

// engaged is PagerDuty's engaged_seconds and engaged_user_count of a course that ends with a resolve at end: for each
// person and robot the time from the first acknowledge to the resolve. It is 0 where end is none.
func engaged(acts []act, end int32) (seconds int32, users int) {
	if end == none {
		return 0, 0
	}
	for i, a := range acts {
		if a.deed == acknowledged && !acknowledgedBefore(acts[:i], a.by) {
			seconds += end - a.at
			users++
		}
	}
	return seconds, users
}

func acknowledgedBefore(acts []act, p who) bool {
	for _, a := range acts {
		if a.deed == acknowledged && a.by == p {
			return true
		}
	}
	return false
}

// asleep is PagerDuty's snoozed_seconds of a course.
func asleep(acts []act) (seconds int32) {
	for _, a := range acts {
		if a.deed == snoozed {
			seconds += a.until - a.at
		}
	}
	return seconds
}
