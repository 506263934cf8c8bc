package sections

import (
	"strconv"
	"time"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// The names of the tables behind the numbers.
const (
	dataAlerts  = "alerts"
	dataMonthly = "monthly"
)

// state is what became of an alert, in the words that Refs use too.
func (p *page) state(a *metrics.Alert) string {
	switch {
	case a.Manned:
		return p.t("term.manned")
	case a.Merged:
		return p.t("term.merged")
	case a.ToResolve == nil:
		return p.t("term.untouched")
	}
	return p.t("term.auto_recovered")
}

// priority is a priority's name as printed; "" has a word of its own.
func (p *page) priority(name string) string {
	if name == "" {
		return p.t("term.no_priority")
	}
	return name
}

// slo is the verdict on one alert, as printed and as Refs name it.
func (p *page) slo(verdict string) string { return p.t("slo." + verdict) }

// judged says whether the SLO judges an alert: "" where it is left out.
func (p *page) judged(verdict string) string {
	if verdict == "met" || verdict == "missed" {
		return p.t("term.judged")
	}
	return ""
}

// night is the word for alerts of the night; "" for others.
func (p *page) night(a *metrics.Alert) string {
	if a.Hour >= 22 || a.Hour < 5 {
		return p.t("term.night")
	}
	return ""
}

// goals are the priorities that have a goal.
func (p *page) goals() map[string]bool {
	out := map[string]bool{}
	for _, r := range sloPeriod(p.n) {
		out[r.Priority] = r.Goal != nil
	}
	return out
}

// miss is the word for alerts that missed the SLO of a priority with a goal; "" for others.
func (p *page) miss(a *metrics.Alert, goal map[string]bool) string {
	if a.SLO == "missed" && goal[a.Priority] {
		return p.slo("missed")
	}
	return ""
}

// completion is how a judged alert was completed; "" for what is left out.
func (p *page) completion(a *metrics.Alert) string {
	if a.SLO != "met" && a.SLO != "missed" {
		return ""
	}
	if key := "completion." + a.Completion; p.w.Has(key) {
		return p.t(key)
	}
	return ""
}

// reasons are why alerts were agreed out of the SLO, by id.
func (p *page) reasons() map[string]string {
	out := map[string]string{}
	for _, e := range p.n.Excluded {
		out[e.ID] = e.Reason
	}
	return out
}

// reason is why an alert was agreed out of the SLO; "" where it was not.
func reason(a *metrics.Alert, because map[string]string) string {
	if a.SLO != "excluded" {
		return ""
	}
	return because[a.ID]
}

// open are the alerts that nobody resolved.
func open() *report.Ref { return countOf(dataAlerts, "resolve_s", "") }

// membersOf are the judged alerts of a priority.
func (p *page) membersOf(priority string) *report.Ref {
	return countOf(dataAlerts, "priority", p.priority(priority), "judged", p.t("term.judged"))
}

// attainmentOf is those that met over those that are judged.
func (p *page) attainmentOf(priority string) *report.Ref {
	return &report.Ref{Data: dataAlerts, Where: eq("priority", p.priority(priority), "slo", p.slo("met")),
		Of: eq("priority", p.priority(priority), "judged", p.t("term.judged")), Fn: report.FnShare, Scale: 100}
}

// alertData is the period's alerts, one row each. A client's report has no business unit and no client column: the rows
// are that client's alone.
func (p *page) alertData() report.Data {
	client := p.id == "monthly"
	d := report.Data{Name: dataAlerts, Title: p.t("data.alerts"), Columns: []report.DataColumn{
		{Name: "triggered", Title: p.t("column.triggered"), Unit: report.Date},
		{Name: "number", Title: p.t("column.number"), Unit: report.None},
		{Name: "title", Title: p.t("column.title")},
		{Name: "kind", Title: p.t("column.kind")},
	}, Rows: [][]report.Value{}}
	if !client {
		d.Columns = append(d.Columns, report.DataColumn{Name: "unit", Title: p.unitTitle()}, report.DataColumn{Name: "client", Title: p.t("column.client")})
	}
	goal, because := p.goals(), p.reasons()
	d.Columns = append(d.Columns,
		report.DataColumn{Name: "project", Title: p.t("column.project")},
		report.DataColumn{Name: "service", Title: p.t("column.service")},
		report.DataColumn{Name: "priority", Title: p.t("column.priority")},
		report.DataColumn{Name: "month", Title: p.t("column.month"), Unit: report.Date},
		report.DataColumn{Name: "weekday", Title: p.t("column.weekday")},
		report.DataColumn{Name: "hour", Title: p.t("column.hour")},
		report.DataColumn{Name: "night", Title: p.t("column.night")},
		report.DataColumn{Name: "state", Title: p.t("column.state")},
		report.DataColumn{Name: "slo", Title: p.t("column.slo")},
		report.DataColumn{Name: "judged", Title: p.t("column.judged")},
		report.DataColumn{Name: "miss", Title: p.t("column.goal_miss")},
		report.DataColumn{Name: "completion", Title: p.t("column.completion")},
		report.DataColumn{Name: "reason", Title: p.t("column.excluded_because")},
		report.DataColumn{Name: "handled", Title: p.t("column.handled")},
		report.DataColumn{Name: "timeline", Title: p.t("column.timeline")},
		report.DataColumn{Name: "handed", Title: p.t("column.handed")},
		report.DataColumn{Name: "handed_over", Title: p.t("column.handed_over")},
		report.DataColumn{Name: "hand_off_s", Title: p.t("column.hand_off_s"), Unit: report.Seconds},
		report.DataColumn{Name: "acknowledge_s", Title: p.t("column.acknowledge_s"), Unit: report.Seconds},
		report.DataColumn{Name: "completion_s", Title: p.t("column.completion_s"), Unit: report.Seconds},
		report.DataColumn{Name: "resolve_s", Title: p.t("column.resolve_s"), Unit: report.Seconds},
		report.DataColumn{Name: "handling_s", Title: p.t("column.handling_s"), Unit: report.Seconds},
	)
	days := p.w.Weekdays()
	numbers := map[int64]*float64{}
	seconds := func(v *int64) report.Value {
		if v == nil {
			return report.Value{}
		}
		if numbers[*v] == nil {
			numbers[*v] = report.Num(float64(*v))
		}
		return report.Value{Text: strconv.FormatInt(*v, 10), Number: numbers[*v]}
	}
	for i := range p.n.Alerts {
		a := &p.n.Alerts[i]
		number := ""
		if a.Number != nil {
			number = strconv.FormatInt(*a.Number, 10)
		}
		row := make([]report.Value, 0, len(d.Columns))
		row = append(row, report.Value{Text: time.Unix(a.TriggeredAt, 0).In(p.Zone).Format("2006-01-02 15:04:05")},
			report.Value{Text: number}, report.Value{Text: a.Title}, report.Value{Text: a.Kind})
		if !client {
			row = append(row, report.Value{Text: a.Unit}, report.Value{Text: a.Client})
		}
		row = append(row, report.Value{Text: a.Project}, report.Value{Text: a.Service}, report.Value{Text: p.priority(a.Priority)},
			report.Value{Text: monthOf(a.Month)}, report.Value{Text: days[a.Weekday]}, report.Value{Text: strconv.FormatInt(a.Hour, 10)},
			report.Value{Text: p.night(a)}, report.Value{Text: p.state(a)}, report.Value{Text: p.slo(a.SLO)}, report.Value{Text: p.judged(a.SLO)},
			report.Value{Text: p.miss(a, goal)}, report.Value{Text: p.completion(a)}, report.Value{Text: reason(a, because)},
			report.Value{Text: p.handled(a)}, report.Value{Text: p.timeline(a)}, report.Value{Text: p.handed(a)}, report.Value{Text: p.over(a)}, seconds(a.ToHandOff),
			seconds(a.ToAcknowledge), seconds(a.ToCompletion), seconds(a.ToResolve), seconds(a.Handling))
		d.Rows = append(d.Rows, row)
	}
	return d
}

func monthOf(m int64) string {
	return strconv.FormatInt(m/100, 10) + "-" + strconv.FormatInt(100+m%100, 10)[1:]
}

// monthlyData is the trend: one row a month and priority, of the scope as a whole.
func (p *page) monthlyData() report.Data {
	d := report.Data{Name: dataMonthly, Title: p.t("data.monthly"), Columns: []report.DataColumn{
		{Name: "month", Title: p.t("column.month"), Unit: report.Date},
		{Name: "priority", Title: p.t("column.priority")},
		{Name: "count", Title: p.t("column.alerts"), Unit: report.Count},
		{Name: "manned", Title: p.t("term.manned"), Unit: report.Count},
		{Name: "auto_recovered", Title: p.t("term.auto_recovered"), Unit: report.Count},
		{Name: "handling_s", Title: p.t("column.handling_s"), Unit: report.Seconds},
	}, Rows: [][]report.Value{}}
	number := func(n int64) report.Value {
		return report.Value{Text: strconv.FormatInt(n, 10), Number: report.Num(float64(n))}
	}
	shown := map[string]bool{}
	for _, m := range p.months() {
		shown[m.Month] = true
	}
	for _, r := range p.n.MonthlyPriority {
		if r.Unit != "*" || !shown[r.Month] {
			continue
		}
		d.Rows = append(d.Rows, []report.Value{{Text: r.Month}, {Text: p.priority(r.Priority)},
			number(r.Count), number(r.Manned), number(r.AutoRecovered), number(r.HandlingS)})
	}
	return d
}

// monthsShown is how many months a trend shows at most.
var monthsShown = map[string]int{"quarterly": 24, "monthly": 13}

// months are the trend's months of the whole scope, oldest first.
func (p *page) months() []metrics.Monthly {
	out := []metrics.Monthly{}
	for _, m := range p.n.Monthly {
		if m.Unit == "*" {
			out = append(out, m)
		}
	}
	return out[max(0, len(out)-monthsShown[p.id]):]
}

// monthNamed is the scope's row of a month; zero where the data do not reach it.
func (p *page) monthNamed(name string) (m metrics.Monthly, covered bool) {
	for _, m := range p.n.Monthly {
		if m.Unit == "*" && m.Month == name {
			return m, true
		}
	}
	return metrics.Monthly{}, false
}

// inPeriod says whether a month of numbers is one of the period's.
func (p *page) inPeriod(month string) bool {
	for _, m := range p.n.Period.Months {
		if m == month {
			return true
		}
	}
	return false
}

// total adds up the period's months of the scope. It is right for periods of whole months alone.
type total struct {
	count, manned, auto, open, night, nightManned, handling int64
}

func (p *page) total() total {
	var t total
	for i := range p.n.Alerts {
		a := &p.n.Alerts[i]
		t.count++
		switch {
		case a.Manned:
			t.manned++
		case !a.Merged && a.ToResolve != nil:
			t.auto++
		}
		if a.ToResolve == nil {
			t.open++
		}
		if p.night(a) != "" {
			t.night++
			if a.Manned {
				t.nightManned++
			}
		}
		if a.Handling != nil {
			t.handling += *a.Handling
		}
	}
	return t
}

// overall is the scope's row of change.
func overall(n *metrics.Numbers) metrics.Change {
	for _, c := range n.Change {
		if c.Unit == "*" {
			return c
		}
	}
	return metrics.Change{Unit: "*"}
}

// spent is the scope's handling time of all days of the period, compared or not.
func spent(n *metrics.Numbers) int64 {
	for _, s := range n.Shares {
		if s.Unit == "*" {
			return s.HandlingS
		}
	}
	return 0
}

// sloPeriod are the scope's rows of attainment, by priority.
func sloPeriod(n *metrics.Numbers) []metrics.SLO {
	out := []metrics.SLO{}
	for _, s := range n.SLOPeriod {
		if s.Unit == "*" {
			out = append(out, s)
		}
	}
	return out
}
