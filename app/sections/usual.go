package sections

import (
	"strings"
	"time"

	"furikaeri/app/incident"
	"furikaeri/app/metrics"
	"furikaeri/report"
)

// unusual says which of the months lie outside what months usually differ by, in alerts and in hours; nothing where there
// are too few months. Months that the data may hold in part, the first and the one of as_of, are left out.
func (p *page) unusual(months []metrics.Monthly) []report.Sentence {
	whole := []metrics.Monthly{}
	first := p.firstMonth()
	for _, m := range months {
		if m.Month != first && !p.unfinished(month(m.Month)) {
			whole = append(whole, m)
		}
	}
	alerts, seconds := []int64{}, []int64{}
	known := whole[:0:0] // the months since the last one of which much is unknown
	for _, m := range whole {
		alerts, seconds, known = append(alerts, m.Count), append(seconds, m.HandlingS), append(known, m)
		if m.HoursPartly() {
			seconds, known = seconds[:0], known[:0]
		}
	}
	hours, told := metrics.ControlOf(seconds)
	counts, ok := metrics.ControlOf(alerts)
	if !ok {
		return nil
	}
	out := []report.Sentence{}
	if len(hours.Outside) > 0 {
		out = append(out, p.sentence("trend.unusual_hours", "months", p.monthList(known, hours.Outside),
			"low", p.hours(int64(hours.Low), nil), "high", p.hours(int64(hours.High), nil)))
	}
	if len(counts.Outside) > 0 {
		out = append(out, p.sentence("trend.unusual_alerts", "months", p.monthList(whole, counts.Outside),
			"low", p.count(int64(counts.Low+0.5), nil), "high", p.count(int64(counts.High+0.5), nil)))
	}
	if len(out) == 0 && told {
		out = append(out, p.sentence("trend.usual", "n", itoa(len(whole))))
	}
	return out
}

// firstMonth is the first month of the coverage.
func (p *page) firstMonth() string {
	for _, m := range p.n.Monthly {
		if m.Unit == "*" {
			return m.Month
		}
	}
	return ""
}

// unfinished says whether the data end before a month does.
func (p *page) unfinished(m incident.Month) bool {
	at, err := time.Parse(time.RFC3339, p.n.AsOf)
	return err == nil && incident.LocalDay(at, p.Zone) < m.Last()
}

// monthList names months, at most four of them.
func (p *page) monthList(months []metrics.Monthly, at []int) string {
	const most = 4
	names := []string{}
	for _, i := range at[:min(most, len(at))] {
		names = append(names, p.w.Month(month(months[i].Month)))
	}
	out := strings.Join(names, p.t("list.comma"))
	if len(at) > most {
		out += p.t("trend.more_months", "n", itoa(len(at)-most))
	}
	return out
}
