package app

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/metrics"
	"furikaeri/report"
	"furikaeri/report/chart"
)

// A Choice is something to choose: Value goes back, Label is shown.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Choices are the periods and scopes there are, newest and alphabetical first.
type Choices struct {
	Empty     bool     `json:"empty"` // no incident yet
	Quarters  []Choice `json:"quarters"`
	Months    []Choice `json:"months"`
	Years     []Choice `json:"years"`
	Quarter   string   `json:"quarter"` // the one to begin with; "" without data
	Month     string   `json:"month"`
	Units     []string `json:"units"`
	Clients   []string `json:"clients"`
	UnitWord  string   `json:"unitWord"` // what a business unit is called here
	Coverage  string   `json:"coverage"` // the days that the data cover; "" without data
	Incidents string   `json:"incidents"`
	Company   string   `json:"company"`
	Language  string   `json:"language"` // of reports
}

// Choices asks what can be chosen.
func (w *Window) Choices() (out Choices, err error) {
	defer caught(&err)
	words := w.speech()
	out = Choices{Empty: true, Quarters: []Choice{}, Months: []Choice{}, Years: []Choice{}, Units: []string{}, Clients: []string{}}
	set, err := w.app.Settings()
	if err != nil {
		return out, err
	}
	out.UnitWord, out.Company, out.Language = capital(set.Unit(words.Code)), set.Brand.Company, set.Language
	if !w.app.hasData() {
		return out, nil
	}
	o, _, err := w.desk.overview(context.Background(), NumbersQuery{Period: w.app.Now().In(set.Location()).Format("2006-01")})
	if err != nil {
		return out, err
	}
	first, last, ok := o.Coverage()
	if !ok {
		return out, nil
	}
	out.Empty, out.Units, out.Clients = false, o.Units(), w.desk.everyClient()
	out.Coverage = words.T("date.range", "from", words.Date(first), "to", words.Date(last))
	out.Incidents = words.Count(int64(o.Incidents()))
	out.periods(words, first, last, time.Month(set.FiscalYearStart))
	return out, nil
}

// capital is s with a capital letter first, as labels have it.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// periods lists the fiscal quarters, months and fiscal years that have a covered day. To begin with, those of the last
// covered day, or the ones before where that has only begun.
func (c *Choices) periods(words lang.Words, first, last incident.Day, start time.Month) {
	const begun = 7 // days
	for m := last.Month(); m >= first.Month(); m = m.Add(-1) {
		c.Months = append(c.Months, Choice{m.String(), words.Month(m)})
		day := max(m.First(), first)
		year := incident.FiscalYear(day, start)
		quarter := (int(m)%100-int(start)+12)%12/3 + 1
		q := fmt.Sprintf("FY%dQ%d", year, quarter)
		if n := len(c.Quarters); n == 0 || c.Quarters[n-1].Value != q {
			c.Quarters = append(c.Quarters, choiceOf(words, q, start))
		}
		y := fmt.Sprintf("FY%d", year)
		if n := len(c.Years); n == 0 || c.Years[n-1].Value != y {
			c.Years = append(c.Years, choiceOf(words, y, start))
		}
	}
	pick := func(list []Choice) string {
		p, err := incident.ParsePeriod(list[0].Value, start)
		if err == nil && len(list) > 1 && last-p.From < begun {
			return list[1].Value
		}
		return list[0].Value
	}
	c.Quarter, c.Month = pick(c.Quarters), pick(c.Months)
}

func choiceOf(words lang.Words, period string, start time.Month) Choice {
	p, err := incident.ParsePeriod(period, start)
	if err != nil {
		return Choice{period, period}
	}
	return Choice{period, words.Period(p, start)}
}

// A HomeQuery is a period as definitions §2 writes it, and a scope; "" is all.
type HomeQuery struct {
	Period string `json:"period"`
	Unit   string `json:"unit"`
	Client string `json:"client"`
}

// A HomeFigure is one big number. Only is what of the incidents stands behind it.
type HomeFigure struct {
	ID     string        `json:"id"`
	Label  string        `json:"label"`
	Value  string        `json:"value"`
	After  string        `json:"after"` // the unit
	Note   string        `json:"note"`
	Signal report.Signal `json:"signal"` // of the note
	Only   Only          `json:"only"`
}

// A HomeSLO is the attainment of one priority.
type HomeSLO struct {
	Priority   string        `json:"priority"`
	Attainment string        `json:"attainment"`
	Goal       string        `json:"goal"`
	Used       int           `json:"used"` // how much of the misses that the goal allows is used up, in percent, at most 100; −1 without a goal
	Judged     string        `json:"judged"`
	Missed     string        `json:"missed"`
	Left       string        `json:"left"` // misses left, or how many too many
	Signal     report.Signal `json:"signal"`
}

// A HomeKind is one alert kind of the period.
type HomeKind struct {
	ID         string        `json:"id"`
	Title      string        `json:"title"`
	Count      string        `json:"count"`
	Manned     string        `json:"manned"`
	Hours      string        `json:"hours"`
	Share      string        `json:"share"`
	Cumulative string        `json:"cumulative"`
	Change     string        `json:"change"` // of the hours
	Signal     report.Signal `json:"signal"`
	Bar        int           `json:"bar"` // of 100, against the largest
}

// A Home is how a period went.
type Home struct {
	Period  string       `json:"period"` // as printed
	Scope   string       `json:"scope"`
	Answer  string       `json:"answer"`
	Figures []HomeFigure `json:"figures"`
	SLO     []HomeSLO    `json:"slo"`
	Trend   Drawing      `json:"trend"`
	Pareto  Drawing      `json:"pareto"`
	Kinds   []HomeKind   `json:"kinds"`
	More    string       `json:"more"` // how many kinds are not listed; "" for none
	Notes   []string     `json:"notes"`
	Empty   string       `json:"empty"` // the sentence instead of everything; "" if there is something
}

// AllSignals are the values of report.Signal, for the bindings.
var AllSignals = []struct {
	Value  report.Signal
	TSName string
}{{report.NoSignal, "None"}, {report.Good, "Good"}, {report.Bad, "Bad"}, {report.Muted, "Muted"}}

// homeKinds is how many kinds Home lists, homeBars how many bars its Pareto has.
const (
	homeKinds = 500
	homeBars  = 10
)

// Home says how a period went for a scope.
func (w *Window) Home(q HomeQuery) (out Home, err error) {
	defer caught(&err)
	o, mq, err := w.desk.overview(context.Background(), NumbersQuery(q))
	if err != nil {
		return Home{}, err
	}
	set, err := w.app.Settings()
	if err != nil {
		return Home{}, err
	}
	h := homePage{words: w.speech(), s: o.Count(metrics.Scope{Period: mq.Period, Unit: q.Unit, Client: q.Client}), start: time.Month(set.FiscalYearStart), period: mq.Period}
	out = Home{
		Period: h.words.Period(mq.Period, h.start), Scope: scopeName(h.words, q), Figures: h.figures(), SLO: h.slo(), Kinds: h.kinds(), Notes: h.notes(),
	}
	if h.s.Count == 0 {
		out.Empty = h.words.T("ui.w.home.empty")
	}
	if n := len(h.s.Kinds) - len(out.Kinds); n > 0 {
		out.More = h.words.T("ui.w.home.more_kinds", "n", h.words.Count(int64(n)))
	}
	out.Answer = h.answer()
	if out.Trend, err = draw(h.trend()); err != nil {
		return out, err
	}
	out.Pareto, err = draw(h.pareto())
	return out, err
}

func scopeName(words lang.Words, q HomeQuery) string {
	switch {
	case q.Client != "":
		return q.Client
	case q.Unit != "":
		return q.Unit
	}
	return words.T("ui.w.scope.all")
}

// A homePage writes Home's numbers.
type homePage struct {
	words  lang.Words
	s      metrics.Summary
	start  time.Month
	period incident.Period
}

// fall is the signal of a change of something of which less is better.
func fall(change *float64) report.Signal {
	switch {
	case change == nil || math.Abs(*change) < 0.0005:
		return report.NoSignal
	case *change < 0:
		return report.Good
	}
	return report.Bad
}

// onLastYear says a change on last year's same days, and why there is none.
func (h *homePage) onLastYear(change *float64) string {
	if change == nil {
		return h.words.T("ui.w.home.no_last_year")
	}
	return h.words.T("ui.w.home.on_last_year", "change", h.words.Change(*change))
}

func (h *homePage) answer() string {
	s, words := h.s, h.words
	switch {
	case s.Count == 0:
		return ""
	case s.Change.Change == nil || !s.Alike:
		return words.T("ui.w.home.answer_alone", "hours", words.Hours(s.HandlingS), "n", words.Count(s.Count))
	case *s.Change.Change < 0:
		return words.T("ui.w.home.answer_less", "hours", words.Hours(s.HandlingS), "change", words.Percent(-*s.Change.Change))
	}
	return words.T("ui.w.home.answer_more", "hours", words.Hours(s.HandlingS), "change", words.Percent(*s.Change.Change))
}

func (h *homePage) figures() []HomeFigure {
	s, words := h.s, h.words
	count := change(s.Change.Count, s.Change.PreviousCount)
	days := HomeFigure{ID: "days", Label: words.T("ui.w.home.days"), Value: lang.None, After: "", Note: words.T("ui.w.home.no_last_year"), Only: OnlyAll}
	hours, fell := h.onLastYear(s.Change.Change), fall(s.Change.Change)
	switch {
	case s.Change.PreviousHandlingS > 0 && !s.Alike:
		hours, fell, days.Note = words.T("ui.w.home.unlike"), report.NoSignal, words.T("ui.w.home.unlike")
	case s.Change.PreviousHandlingS > 0:
		days.Value, days.After = words.Decimal(s.Change.ReductionDays, 1), words.T("ui.w.unit.days")
		days.Note = words.T("ui.w.home.person_days", "n", words.Decimal(s.Change.PersonDays, 1))
	}
	auto := lang.None
	if s.Count > 0 {
		auto = words.Decimal(100*float64(s.AutoRecovered)/float64(s.Count), 1)
	}
	return []HomeFigure{
		{ID: "hours", Label: words.T("ui.w.home.hours"), Value: words.Hours(s.HandlingS), After: words.T("ui.w.unit.hours"), Note: hours,
			Signal: fell, Only: OnlyManned},
		days,
		{ID: "alerts", Label: words.T("ui.w.home.alerts"), Value: words.Count(s.Count), After: words.T("ui.w.unit.alerts"), Note: h.onLastYear(count), Only: OnlyAll},
		{ID: "auto", Label: words.T("ui.w.home.auto"), Value: auto, After: "%", Note: words.T("ui.w.home.auto_of", "n", words.Count(s.AutoRecovered)), Only: OnlyAuto},
	}
}

// change is value/previous − 1, nil where previous is 0.
func change(value, previous int64) *float64 {
	if previous == 0 {
		return nil
	}
	v := float64(value-previous) / float64(previous)
	return &v
}

func (h *homePage) slo() []HomeSLO {
	out := []HomeSLO{}
	words := h.words
	for _, v := range h.s.SLO {
		r := HomeSLO{Priority: v.Priority, Attainment: lang.None, Goal: lang.None, Used: -1, Judged: words.Count(v.N), Missed: words.Count(v.N - v.Met), Left: words.T("ui.w.slo.no_goal"), Signal: report.Muted}
		if v.Attainment != nil {
			r.Attainment = words.Percent(*v.Attainment)
		}
		if v.Goal != nil {
			r.Goal = words.Goal(*v.Goal)
		}
		if v.Attainment != nil && v.Goal != nil {
			r.Attainment = words.Attainment(*v.Attainment, *v.Goal)
		}
		switch {
		case v.N == 0:
			r.Left = words.T("ui.w.slo.none_judged")
		case v.AllowedMisses == nil:
		case *v.Reached:
			r.Left, r.Signal = words.T("ui.w.slo.left", "n", words.Count(*v.AllowedMisses-(v.N-v.Met))), report.Good
		default:
			r.Left, r.Signal = words.T("ui.w.slo.over", "n", words.Count(v.N-v.Met-*v.AllowedMisses)), report.Bad
		}
		if missed := v.N - v.Met; v.N > 0 && v.AllowedMisses != nil {
			r.Used = 100
			if missed <= *v.AllowedMisses {
				r.Used = int(100 * missed / max(1, *v.AllowedMisses))
			}
		}
		out = append(out, r)
	}
	return out
}

func (h *homePage) kinds() []HomeKind {
	out := []HomeKind{}
	for i, k := range h.s.Kinds {
		if i == homeKinds {
			break
		}
		was := k.Change
		r := HomeKind{ID: k.KindID, Title: h.title(k.Title), Count: h.words.Count(k.Count), Manned: h.words.Count(k.Manned), Hours: h.words.Hours(k.HandlingS),
			Share: h.percent(k.Share), Cumulative: h.percent(k.CumulativeShare), Change: lang.None, Signal: fall(was)}
		if was != nil {
			r.Change = h.words.Change(*was)
		}
		if !h.s.Alike {
			r.Signal = report.NoSignal
		}
		if most := h.s.Kinds[0].HandlingS; most > 0 {
			r.Bar = int(100 * k.HandlingS / most)
		}
		out = append(out, r)
	}
	return out
}

func (h *homePage) title(s string) string {
	if s == "" {
		return h.words.T("term.no_title")
	}
	return s
}

func (h *homePage) percent(ratio *float64) string {
	if ratio == nil {
		return lang.None
	}
	return h.words.Percent(*ratio)
}

func (h *homePage) notes() []string {
	out := []string{}
	if h.s.Unknown > 0 {
		out = append(out, h.words.T("ui.w.home.note_unknown", "n", h.words.Count(h.s.Unknown)))
	}
	if h.s.Open > 0 {
		out = append(out, h.words.T("ui.w.home.note_open", "n", h.words.Count(h.s.Open)))
	}
	if len(h.s.Days.Excluded) > 0 && len(h.s.Days.Compared) > 0 {
		out = append(out, h.words.T("ui.w.home.note_partly"))
	}
	return out
}

// trend is handling time by month, the period's in the main colour.
func (h *homePage) trend() *report.Chart {
	c := &report.Chart{
		ID: "trend", Kind: report.Bar, Title: h.words.T("ui.w.home.trend"), Subtitle: h.words.T("ui.w.home.trend_sub"), Labels: []string{}, Marks: []report.Mark{}, Horizon: h.words.T("column.month"),
	}
	in := report.Series{Name: h.words.T("ui.w.home.in_period"), Unit: report.Hours, Stack: "a", Tone: report.ToneMain, Cells: []report.Cell{}}
	before := report.Series{Name: h.words.T("ui.w.home.before_period"), Unit: report.Hours, Stack: "a", Tone: report.ToneBefore, Cells: []report.Cell{}}
	for _, m := range h.s.Months {
		month := monthOf(m.Month)
		c.Labels = append(c.Labels, h.words.MonthLabel(month))
		cell, none := report.Cell{Text: h.words.Hours(m.HandlingS), Number: report.Num(float64(m.HandlingS) / 3600)}, report.Cell{}
		if !m.HoursKnown() {
			cell = report.Cell{Text: lang.None}
		}
		if month >= h.period.From.Month() && month <= h.period.To.Month() {
			cell, none = none, cell
		}
		in.Cells, before.Cells = append(in.Cells, none), append(before.Cells, cell)
	}
	c.Series = []report.Series{in, before}
	if len(c.Labels) == 0 {
		c.Empty = h.words.T("ui.w.home.empty")
	}
	return c
}

// monthOf reads 2026-03 as metrics write it.
func monthOf(s string) incident.Month {
	if len(s) != 7 {
		return 0
	}
	y, _ := strconv.Atoi(s[:4]) // digits, as metrics write them
	m, _ := strconv.Atoi(s[5:])
	return incident.Month(y*100 + m)
}

func (h *homePage) pareto() *report.Chart {
	c := &report.Chart{ID: "pareto", Kind: report.Pareto, Title: h.words.T("ui.w.home.pareto"), Subtitle: h.words.T("ui.w.home.pareto_sub"), Labels: []string{}, Marks: []report.Mark{}, Horizon: h.words.T("column.kind")}
	hours := report.Series{Name: h.words.T("column.hours"), Unit: report.Hours, Tone: report.ToneMain, Cells: []report.Cell{}}
	share := report.Series{Name: h.words.T("column.cumulative"), Unit: report.Percent, Tone: report.ToneBefore, Cells: []report.Cell{}}
	reached := 0
	for i, k := range h.s.Kinds {
		if i == homeBars || k.HandlingS < 180 { // printed as 0.0
			break
		}
		c.Labels = append(c.Labels, h.title(k.Title))
		hours.Cells = append(hours.Cells, report.Cell{Text: h.words.Hours(k.HandlingS), Number: report.Num(float64(k.HandlingS) / 3600)})
		share.Cells = append(share.Cells, report.Cell{Text: h.percent(k.CumulativeShare), Number: report.Num(100 * *k.CumulativeShare)})
		if reached == 0 && (*k.CumulativeShare >= 0.5 || i == homeBars-1) {
			reached = i + 1
			c.Title = h.words.T("ui.w.home.pareto_finding", "n", strconv.Itoa(reached), "share", h.percent(k.CumulativeShare))
		}
	}
	c.Series = []report.Series{hours, share}
	if len(c.Labels) == 0 {
		c.Empty = h.words.T("ui.w.home.no_time")
	}
	return c
}

// A Drawing is a chart for the page: ECharts' options as JSON for several widths, of which the page takes the widest that
// fits, and its numbers for those who do not see it.
type Drawing struct {
	Title    string        `json:"title"`
	Subtitle string        `json:"subtitle"`
	Empty    string        `json:"empty"` // the sentence instead of the drawing; "" if there is one
	Sizes    []DrawingSize `json:"sizes"` // narrowest first
	Head     []string      `json:"head"`
	Rows     [][]string    `json:"rows"`
}

// A DrawingSize is a drawing for one width in px.
type DrawingSize struct {
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Light  string `json:"light"`
	Dark   string `json:"dark"`
}

// drawingWidths are the widths that options are made for.
var drawingWidths = []float64{360, 480, 580, 720, 900, 1180}

// draw makes a chart's options.
func draw(c *report.Chart) (Drawing, error) {
	d := Drawing{Title: c.Title, Subtitle: c.Subtitle, Empty: c.Empty, Sizes: []DrawingSize{}, Head: []string{c.Horizon}, Rows: [][]string{}}
	for _, s := range c.Series {
		d.Head = append(d.Head, s.Name)
	}
	for i, label := range c.Labels {
		row := []string{label}
		for _, s := range c.Series {
			text := s.Cells[i].Text
			if text == "" {
				text = lang.None
			}
			row = append(row, text)
		}
		d.Rows = append(d.Rows, row)
	}
	if c.Empty != "" {
		return d, nil
	}
	for _, width := range drawingWidths {
		height := chart.Height(c, width)
		light, err := chart.Option(c, chart.Light(), width, height)
		if err != nil {
			return d, err
		}
		dark, err := chart.Option(c, chart.Dark(), width, height)
		if err != nil {
			return d, err
		}
		d.Sizes = append(d.Sizes, DrawingSize{Width: int(width), Height: int(height), Light: string(light), Dark: string(dark)})
	}
	return d, nil
}
