package sections

import (
	"slices"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// handOffs shows what the first line handed to the second, after how long, and what automation did. Only log entries tell of
// hand-offs: without them, and without automation, there is nothing to say. nil then.
func (p *page) handOffs() *report.Section {
	h, by := p.n.HandOffs, p.n.Handled
	all := by.PeopleOnly + by.AutomationOnly + by.Both + by.Nobody + by.Unknown
	machines := by.AutomationOnly + by.Both
	if all == 0 || h.Timelines == 0 && machines == 0 {
		return nil
	}
	s := p.section("handoffs", text(report.Answer, p.handOffAnswer(all)...))
	s.Title, s.Question = p.t(p.id+".section.handoffs"), p.t(p.id+".section.handoffs.question")
	if h.Timelines > 0 {
		if h.ByHand+h.ByAutomation+h.TimedOut+h.StraightToL2 > 0 { // else the answer has said so
			s.Blocks = append(s.Blocks, report.Block{Table: p.handOffTable()})
		}
		if c := p.handOffsByMonth(); c != nil {
			s.Blocks = append(s.Blocks, report.Block{Chart: c})
			if slices.ContainsFunc(p.months(), func(m metrics.Monthly) bool { return m.Timelines == 0 }) {
				s.Notes = append(s.Notes, p.t(p.id+".note.no_timelines"))
			}
		}
	}
	if machines > 0 {
		if c := p.handledByMonth(); c != nil {
			s.Blocks = append(s.Blocks, report.Block{Chart: c})
		}
		s.Blocks = append(s.Blocks, report.Block{Table: p.handledTable(all)})
	}
	if h.Timelines > 0 && h.Timelines < all {
		s.Notes = append(s.Notes, p.t(p.id+".note.timelines", "n", p.w.Count(h.Timelines), "all", p.w.Count(all), "rest", p.w.Count(all-h.Timelines)))
	}
	if h.Timelines > 0 {
		s.Notes = append(s.Notes, p.t(p.id+".note.hand_off"))
	}
	return s
}

// handOffAnswer says how many were handed over and when, how many nobody answered, and what automation did.
func (p *page) handOffAnswer(all int64) []report.Sentence {
	h, by := p.n.HandOffs, p.n.Handled
	out := []report.Sentence{}
	handed := h.ByHand + h.ByAutomation
	switch {
	case h.Timelines == 0 && p.id == "quarterly":
		out = append(out, p.sentence("handoffs.unknown"))
	case h.Timelines == 0:
	case handed+h.TimedOut+h.StraightToL2 == 0:
		out = append(out, p.sentence(p.id+".handoffs.none", "timelines", p.count(h.Timelines, p.toldOf())))
	case handed > 0:
		out = append(out, p.sentence(p.id+".handoffs.answer", "n", p.count(handed, p.handedBy("over")),
			"share", p.percent(quotient(handed, h.Timelines), p.shareOfTold("handed_over", p.t("term.handed_over"))), "p50", p.minutes(h.P50, p.handOffTime(report.FnP50)), "p90", p.minutes(h.P90, p.handOffTime(report.FnP90))))
	}
	if h.TimedOut > 0 {
		out = append(out, p.sentence(p.id+".handoffs.timed_out", "n", p.count(h.TimedOut, p.handedBy("timeout"))))
	}
	switch {
	case by.AutomationOnly > 0 && by.Both == 0:
		out = append(out, p.sentence(p.id+".handoffs.automation_only", "n", p.count(by.AutomationOnly, p.handledBy("automation")),
			"share", p.percent(quotient(by.AutomationOnly, all), shareOf([]string{"handled", p.t("handled.automation")}, nil))))
	case by.AutomationOnly > 0:
		out = append(out, p.sentence(p.id+".handoffs.automation", "n", p.count(by.AutomationOnly, p.handledBy("automation")),
			"share", p.percent(quotient(by.AutomationOnly, all), shareOf([]string{"handled", p.t("handled.automation")}, nil)), "both", p.count(by.Both, p.handledBy("both"))))
	case by.Both > 0:
		out = append(out, p.sentence(p.id+".handoffs.both", "both", p.count(by.Both, p.handledBy("both"))))
	case p.id == "quarterly":
		out = append(out, p.sentence("handoffs.no_automation"))
	}
	return out
}

// handOffTable counts the ways over to the second line that were gone.
func (p *page) handOffTable() *report.Table {
	h := p.n.HandOffs
	t := &report.Table{ID: "handoffs-table", Title: p.t(p.id + ".handoffs.table"), Columns: []report.Column{
		{Title: p.t("column.way"), Wide: true}, {Title: p.t("column.alerts"), Unit: report.Count}, {Title: p.t("column.share_told"), Unit: report.Percent},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, v := range []struct {
		key string
		n   int64
	}{{"hand", h.ByHand}, {"automation", h.ByAutomation}, {"timeout", h.TimedOut}, {"straight", h.StraightToL2}} {
		if v.n == 0 {
			continue
		}
		t.Rows = append(t.Rows, []report.Cell{word(p.t("handed." + p.id + "." + v.key)), p.count(v.n, p.handedBy(v.key)), p.percent(quotient(v.n, h.Timelines), p.shareOfTold("handed", p.t("handed."+p.id+"."+v.key)))})
	}
	return t
}

// handledTable counts alerts by who acted on them.
func (p *page) handledTable(all int64) *report.Table {
	by := p.n.Handled
	t := &report.Table{ID: "handled-table", Title: p.t(p.id + ".handled.table"), Columns: []report.Column{
		{Title: p.t("column.handled"), Wide: true}, {Title: p.t("column.alerts"), Unit: report.Count}, {Title: p.t("column.share"), Unit: report.Percent},
	}, Rows: [][]report.Cell{}, Total: []report.Cell{}}
	for _, v := range []struct {
		key string
		n   int64
	}{{"people", by.PeopleOnly}, {"both", by.Both}, {"automation", by.AutomationOnly}, {"nobody", by.Nobody}, {"unknown", by.Unknown}} {
		if v.key == "unknown" && v.n == 0 {
			continue
		}
		t.Rows = append(t.Rows, []report.Cell{word(p.t("handled." + v.key)), p.count(v.n, p.handledBy(v.key)),
			p.percent(quotient(v.n, all), shareOf([]string{"handled", p.t("handled." + v.key)}, nil))})
	}
	t.Total = []report.Cell{word(p.t("column.sum")), p.count(all, countOf(dataAlerts)), p.percent(quotient(all, all), nil)}
	return t
}

// fewHandOffs is how many hand-offs bars by month have at least: of fewer they show a month of one beside months of none.
const fewHandOffs = 5

// handOffsByMonth stacks hand-offs by how they came about. A month of which no log entries were read is a gap. nil where
// there is nothing to compare.
func (p *page) handOffsByMonth() *report.Chart {
	months := p.months()
	series, sum, timedOut := []report.Series{}, int64(0), int64(0)
	for _, m := range months {
		timedOut += m.TimedOut
	}
	for _, v := range []struct {
		key  string
		tone report.Tone
		of   func(metrics.Monthly) int64
	}{
		{"hand", report.ToneMain, func(m metrics.Monthly) int64 { return m.HandedOff }},
		{"automation", report.ToneAutomation, func(m metrics.Monthly) int64 { return m.HandedByMachine }},
		{"timeout", report.TonePart, func(m metrics.Monthly) int64 { return m.TimedOut }},
	} {
		s := report.Series{Name: p.t("handed." + p.id + "." + v.key), Unit: report.Count, Tone: v.tone, Stack: "handoffs", Cells: []report.Cell{}}
		any := false
		for _, m := range months {
			if m.Timelines == 0 {
				s.Cells = append(s.Cells, word("–"))
				continue
			}
			any = any || v.of(m) > 0
			sum += v.of(m)
			s.Cells = append(s.Cells, p.count(v.of(m), nil))
		}
		if any || v.key == "automation" && timedOut > 0 { // which keeps its colour after it
			series = append(series, s)
		}
	}
	known := 0
	for _, m := range months {
		if m.Timelines > 0 {
			known++
		}
	}
	if known < fewMonths || sum < fewHandOffs {
		return nil
	}
	return &report.Chart{ID: "handoffs-months", Kind: report.Bar, Title: p.handOffFinding(months), Subtitle: p.t("chart.alerts_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: series, Marks: []report.Mark{}, Horizon: p.t("column.month")}
}

// handOffFinding is what hand-offs by month show: months of the period outside what months usually differ by (methods 7), else
// automation's part in the period's hand-offs, where they are more than a few; else what is shown.
func (p *page) handOffFinding(months []metrics.Monthly) string {
	whole, counts := []metrics.Monthly{}, []int64{}
	first := slices.IndexFunc(months, func(m metrics.Monthly) bool { return m.Timelines > 0 })
	for i, m := range months {
		if m.Timelines > 0 && i > first && !p.unfinished(month(m.Month)) { // of the first, log entries may tell in part
			whole, counts = append(whole, m), append(counts, m.HandedOff+m.HandedByMachine)
		}
	}
	if usual, ok := metrics.ControlOf(counts); ok {
		outside := slices.DeleteFunc(slices.Clone(usual.Outside), func(i int) bool { return !p.inPeriod(whole[i].Month) })
		if len(outside) > 0 {
			return p.t(p.id+".handoffs.chart_unusual", "months", p.monthList(whole, outside),
				"low", p.w.Count(int64(usual.Low+0.5)), "high", p.w.Count(int64(usual.High+0.5)))
		}
	}
	h := p.n.HandOffs
	if handed := h.ByHand + h.ByAutomation; h.ByAutomation > 0 && handed >= fewOfShare {
		return p.t(p.id+".handoffs.chart_share", "share", p.percent(quotient(h.ByAutomation, handed), nil).Text)
	}
	return p.t(p.id + ".handoffs.chart")
}

// fewOfShare is how many alerts a share in a title is of at least.
const fewOfShare = 20

// handledFinding is automation's part in the alerts that somebody acted on in the period, where they are more than a few; else
// what is shown.
func (p *page) handledFinding() string {
	by := p.n.Handled
	machines, acted := by.Both+by.AutomationOnly, by.PeopleOnly+by.Both+by.AutomationOnly
	if machines == 0 || acted < fewOfShare {
		return p.t(p.id + ".handled.chart")
	}
	return p.t(p.id+".handled.chart_share", "share", p.percent(quotient(machines, acted), nil).Text)
}

// handledByMonth stacks alerts that somebody acted on: persons alone, both, automation alone. nil where there is nothing to
// compare.
func (p *page) handledByMonth() *report.Chart {
	months := p.months()
	if len(months) < fewMonths {
		return nil
	}
	people := report.Series{Name: p.t("handled.people"), Unit: report.Count, Tone: report.ToneMain, Stack: "handled", Cells: []report.Cell{}}
	both := report.Series{Name: p.t("handled.both"), Unit: report.Count, Tone: report.TonePart, Stack: "handled", Cells: []report.Cell{}}
	machines := report.Series{Name: p.t("handled.automation"), Unit: report.Count, Tone: report.ToneAutomation, Stack: "handled", Cells: []report.Cell{}}
	for _, m := range months {
		people.Cells = append(people.Cells, p.count(m.PeopleOnly, nil))
		both.Cells = append(both.Cells, p.count(m.BothActed, nil))
		machines.Cells = append(machines.Cells, p.count(m.AutomationOnly, nil))
	}
	return &report.Chart{ID: "handled-months", Kind: report.Bar, Title: p.handledFinding(), Subtitle: p.t("chart.alerts_months", "n", itoa(len(months))),
		Labels: p.axis(months), Series: []report.Series{people, both, machines}, Marks: []report.Mark{}, Horizon: p.t("column.month")}
}

// handed is the way an alert went to the second line, as printed and as Refs name it; "" where it did not, or nobody knows.
func (p *page) handed(a *metrics.Alert) string {
	switch {
	case a.Completion == "straight_to_l2":
		return p.t("handed." + p.id + ".straight")
	case a.HandOffBy != "":
		return p.t("handed." + p.id + "." + a.HandOffBy)
	}
	return ""
}

// handled is who acted on an alert.
func (p *page) handled(a *metrics.Alert) string {
	switch {
	case a.Manned && a.AutomationActed:
		return p.t("handled.both")
	case a.Manned:
		return p.t("handled.people")
	case a.AutomationActed:
		return p.t("handled.automation")
	case a.Untold:
		return p.t("handled.unknown")
	}
	return p.t("handled.nobody")
}

// timeline is the word for alerts whose log entries were read; "" for others.
func (p *page) timeline(a *metrics.Alert) string {
	if a.Timeline {
		return p.t("term.timeline")
	}
	return ""
}

// over says whether an alert was handed over by hand or by automation, as Refs name it.
func (p *page) over(a *metrics.Alert) string {
	if a.HandOffBy == "hand" || a.HandOffBy == "automation" {
		return p.t("term.handed_over")
	}
	return ""
}

// handedBy are the alerts that went that way; "over": by hand or by automation.
func (p *page) handedBy(way string) *report.Ref {
	if way == "over" {
		return countOf(dataAlerts, "handed_over", p.t("term.handed_over"))
	}
	return countOf(dataAlerts, "handed", p.t("handed."+p.id+"."+way))
}

func (p *page) handledBy(who string) *report.Ref {
	return countOf(dataAlerts, "handled", p.t("handled."+who))
}

// toldOf are the alerts whose course log entries tell.
func (p *page) toldOf() *report.Ref {
	return countOf(dataAlerts, "timeline", p.t("term.timeline"))
}

// shareOfTold is the alerts that match where over those whose course log entries tell, in percent.
func (p *page) shareOfTold(where ...string) *report.Ref {
	return shareOf(where, []string{"timeline", p.t("term.timeline")})
}

// handOffTime is a statistic of the time to hand-off, in minutes.
func (p *page) handOffTime(fn report.Fn) *report.Ref {
	return statisticOf(fn, "hand_off_s", "handed_over", p.t("term.handed_over"))
}
