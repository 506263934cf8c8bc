package sections

import (
	"math"

	"furikaeri/app/metrics"
	"furikaeri/report"
)

// What a sentence about a change says; the last part of its key in the catalogue. The reasons of an unclear verdict
// (metrics.FewWeeks …) are outcomes too: plain numbers, and why they show no direction.
const (
	decreased = "down"
	increased = "up"
	level     = "flat"
	fromNone  = "from_none" // more than chance, and nothing a year before
	stillNone = "none"      // nothing, as a year before
	only      = "only"      // nothing to compare with
)

// countPrefix begins the keys of sentences on alerts.
const countPrefix = "answer.count."

// A comparison is a value of the period and what it is compared by.
type comparison struct {
	period      int64 // of the whole period
	now, before int64 // on compared days (definitions §8)
	direction   metrics.Direction
}

// emptyWeeks says whether the whole weeks have nothing on either side, so that nothing is known of how weeks differ: what
// there is stands on the days beside them.
func (v comparison) emptyWeeks() bool {
	return v.direction.Ratio == nil && v.direction.Verdict == metrics.Flat
}

// outcome is what may be said. The change is that of the calendar's compared days, which is printed; the verdict is that
// of whole weeks. A word of direction needs both to agree.
func (p *page) outcome(v comparison) string {
	change, verdict := changeOf(v.now, v.before), v.direction.Verdict
	directed := verdict == metrics.Up || verdict == metrics.Down
	const shown = 0.0005 // a smaller change is printed as ±0.0%
	switch {
	case len(p.n.Period.Compared) == 0:
		return only
	case v.period == 0 && v.now == 0 && v.before == 0:
		return stillNone
	case v.direction.Reason == metrics.Measure:
		return metrics.Measure
	case verdict == metrics.Up && change == nil && v.now > 0:
		return fromNone
	case verdict == metrics.Up && change != nil && *change >= shown:
		return increased
	case verdict == metrics.Down && change != nil && *change <= -shown:
		return decreased
	case v.direction.Reason == metrics.FewWeeks:
		return metrics.FewWeeks
	case !directed && change != nil && math.Abs(*change) < 0.05:
		return level
	case v.direction.Reason == metrics.FewAlerts || v.now == 0 && v.before == 0 || v.emptyWeeks():
		return metrics.FewAlerts
	}
	return metrics.Spread
}

// base is what the period is compared with, in words.
func (p *page) base() string {
	if _, ok := p.Period.OneMonth(); ok {
		return p.t("answer.base_month")
	}
	return p.t("answer.base_period")
}

// baseHead is the head of a column of changes: 前年同月比, 前年同期比.
func (p *page) baseHead() string {
	if _, ok := p.Period.OneMonth(); ok {
		return p.t("column.change_month")
	}
	return p.t("column.change")
}

// saysDirection says whether a sentence of the report uses a word of direction.
func (p *page) saysDirection(t total, c metrics.Change) bool {
	for _, v := range []comparison{{t.count, c.Count, c.PreviousCount, p.n.Direction.Count}, {t.handling, c.HandlingS, c.PreviousHandlingS, p.n.Direction.Hours}} {
		switch p.outcome(v) {
		case increased, decreased, fromNone:
			return true
		}
	}
	return false
}

// handlingChange is the change of all handling time: good or bad where the report calls it a decrease or an increase, a plain
// number where it says that no trend can be told.
func (p *page) handlingChange(c metrics.Change) report.Cell {
	cell := p.change(c.Change)
	switch p.outcome(comparison{p.total().handling, c.HandlingS, c.PreviousHandlingS, p.n.Direction.Hours}) {
	case increased, decreased, fromNone:
	default:
		cell.Signal = ""
	}
	return cell
}

// countAnswer says how many alerts there were, and whether that is more or less than a year before.
func (p *page) countAnswer(t total, c metrics.Change) report.Sentence {
	v := comparison{t.count, c.Count, c.PreviousCount, p.n.Direction.Count}
	return p.directed(countPrefix, p.outcome(v), v, func(n int64, whole bool) report.Cell {
		if whole {
			return p.count(n, countOf(dataAlerts))
		}
		return p.count(n, nil)
	})
}

// hoursAnswer says how long people worked, and whether that is more or less than a year before.
func (p *page) hoursAnswer(t total, c metrics.Change) report.Sentence {
	v := comparison{t.handling, c.HandlingS, c.PreviousHandlingS, p.n.Direction.Hours}
	outcome := p.outcome(v)
	switch {
	case !p.n.HoursBefore():
		outcome = only
	case outcome == metrics.FewAlerts && v.emptyWeeks():
		outcome = metrics.FewWeeks
	case outcome == metrics.FewAlerts:
		outcome = metrics.Spread // of time there is not few, but nothing
	}
	return p.directed("answer.hours.", outcome, v, func(n int64, whole bool) report.Cell {
		if whole {
			return p.hours(n, sumOf(dataAlerts, "handling_s", perHour))
		}
		return p.hours(n, nil)
	})
}

// directed is the sentence of an outcome, whose key begins with prefix. cell writes a value; whole says that it is the whole period's, whose rows are
// in the document.
func (p *page) directed(prefix, outcome string, v comparison, cell func(n int64, whole bool) report.Cell) report.Sentence {
	key := prefix + p.id + "." + outcome
	switch outcome {
	case only:
		return p.sentence(key, "n", cell(v.period, true))
	case stillNone:
		return p.sentence(key, "base", p.base())
	case fromNone:
		return p.sentence(key, "base", p.base(), "n", cell(v.period, true))
	case increased, decreased, level:
		return p.sentence(key, "n", cell(v.period, true), "base", p.base(), "change", p.change(changeOf(v.now, v.before)))
	}
	days := ""
	if len(p.n.Period.Excluded) > 0 {
		days = p.t("answer.compared_days")
	}
	parts := []any{"days", days, "previous", cell(v.before, false), "n", cell(v.now, v.now == v.period && days == ""), "base", p.base()}
	if prefix == countPrefix { // of hours it would seem wrong by a tenth now and then
		parts = append(parts, "difference", p.signed(v.now-v.before))
	}
	return p.sentence(key, parts...)
}
