// Package lang is every visible word, in Japanese and English, and how numbers, spans and dates are written. Keys go in,
// text comes out. Sections, commands and the window use it; renderers get text that is finished.
package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"furikaeri/app/incident"
)

//go:embed en.json ja.json
var files embed.FS

// Words are one language's catalogue.
type Words struct {
	Code  string // "ja" or "en"
	words map[string]string
}

// Codes are the languages there are, the first one first.
func Codes() []string { return []string{"ja", "en"} }

// For is the catalogue of a language; any other code is an error.
func For(code string) (Words, error) {
	body, err := files.ReadFile(code + ".json")
	if err != nil {
		return Words{}, fmt.Errorf("no such language: %q", code)
	}
	w := Words{Code: code, words: map[string]string{}}
	if err := json.Unmarshal(body, &w.words); err != nil {
		return Words{}, fmt.Errorf("reading the words of %s: %w", code, err)
	}
	return w, nil
}

// T is the text of a key with its {names} filled in: name, value, name, value … An unknown key shows as ⟦key⟧.
func (w Words) T(key string, args ...string) string {
	s, ok := w.words[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, len(args))
	for i, a := range args {
		pairs[i] = a
		if i%2 == 0 {
			pairs[i] = "{" + a + "}"
		}
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Has says whether the catalogue has the key.
func (w Words) Has(key string) bool {
	_, ok := w.words[key]
	return ok
}

// None stands where there is no value.
const None = "–"

// minus is the sign of negative numbers.
const minus = "−"

// Count writes a whole number with thousands separators: 12,345.
func (w Words) Count(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = minus, -n
	}
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Decimal writes x with that many decimals and thousands separators: 1,234.5. Half is rounded away from zero.
func (w Words) Decimal(x float64, decimals int) string {
	scale := math.Pow(10, float64(decimals))
	r := math.Round(math.Abs(x)*scale) / scale
	s := strconv.FormatFloat(r, 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return s
	}
	out := w.Count(n)
	if decimals > 0 {
		out += "." + fraction
	}
	if x < 0 && r != 0 {
		out = minus + out
	}
	return out
}

// Hours writes seconds as hours with one decimal, without the unit.
func (w Words) Hours(seconds int64) string { return w.Decimal(float64(seconds)/3600, 1) }

// Percent writes a ratio: 0.972 is 97.2%. A share that is not nothing is not written as 0.0%, nor one that is not all as
// 100.0%.
func (w Words) Percent(ratio float64) string {
	s := w.Decimal(ratio*100, 1) + "%"
	switch {
	case s == "0.0%" && ratio > 0:
		return w.T("percent.tiny")
	case s == "100.0%" && ratio < 1:
		return w.T("percent.nearly")
	}
	return s
}

// Goal writes a goal, which is whole ten-thousandths, exactly: 97.0%, 99.95%.
func (w Words) Goal(ratio float64) string {
	return w.Decimal(ratio*100, goalDecimals(ratio)) + "%"
}

// goalDecimals is how many decimals a goal needs in percent.
func goalDecimals(ratio float64) int {
	if int64(math.Round(ratio*10000))%10 == 0 {
		return 1
	}
	return 2
}

// Attainment writes an attainment in as many decimals as its goal has. It is rounded like any share, but never up to the
// goal: 96.97% of a goal of 97.0% is 96.9%.
func (w Words) Attainment(ratio, goal float64) string {
	decimals := goalDecimals(goal)
	unit := math.Pow(10, float64(decimals+2))
	rounded := math.Round(ratio*unit) / unit
	switch {
	case ratio < goal && rounded >= goal, ratio < 1 && rounded >= 1 && decimals > 1:
		return w.Decimal(math.Floor(ratio*unit)/unit*100, decimals) + "%"
	case decimals == 1:
		return w.Percent(ratio)
	}
	return w.Decimal(ratio*100, decimals) + "%"
}

// Change writes a ratio of change with its sign: −21.3%, +4.0%, ±0.0%. What is not gone whole is not −100.0%.
func (w Words) Change(ratio float64) string {
	s := w.Decimal(ratio*100, 1) + "%"
	switch {
	case s == "0.0%":
		return "±0.0%"
	case ratio > 0:
		return "+" + s
	case s == minus+"100.0%" && ratio > -1:
		return minus + "99.9%"
	}
	return s
}

// Signed writes a whole number with its sign.
func (w Words) Signed(n int64) string {
	switch {
	case n > 0:
		return "+" + w.Count(n)
	case n == 0:
		return "±0"
	}
	return w.Count(n)
}

// Span writes seconds for people: hours with one decimal from two hours on, else minutes; under a minute, seconds.
func (w Words) Span(seconds float64) string {
	switch s := math.Abs(seconds); {
	case s >= 7200:
		return w.T("span.hours", "n", w.Decimal(seconds/3600, 1))
	case s >= 600:
		return w.T("span.minutes", "n", w.Decimal(seconds/60, 0))
	case s >= 60:
		return w.T("span.minutes", "n", w.Decimal(seconds/60, 1))
	}
	return w.T("span.seconds", "n", w.Decimal(seconds, 0))
}

// Date writes a day: 2026年3月31日, 31 March 2026.
func (w Words) Date(d incident.Day) string {
	y, m, day := d.Date()
	return w.T("date.day", "year", strconv.Itoa(y), "month", strconv.Itoa(int(m)), "name", m.String(), "day", strconv.Itoa(day))
}

// Month writes a month: 2026年3月, March 2026.
func (w Words) Month(m incident.Month) string {
	mm := time.Month(m % 100)
	return w.T("date.month", "year", strconv.Itoa(int(m)/100), "month", strconv.Itoa(int(mm)), "name", mm.String())
}

// MonthLabel is a month on an axis: 2026/3.
func (w Words) MonthLabel(m incident.Month) string {
	return strconv.Itoa(int(m)/100) + "/" + strconv.Itoa(int(m)%100)
}

// Weekdays are the short names from Monday on.
func (w Words) Weekdays() []string { return strings.Split(w.T("date.weekdays"), " ") }

// Moment writes an instant in a zone: 2026-03-31 09:05.
func (w Words) Moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2006-01-02 15:04")
}

// Period writes a period: 2025年度 第4四半期(2026年1月〜3月), 2026年3月, 2026年1月5日〜2026年1月18日.
func (w Words) Period(p incident.Period, fiscalStart time.Month) string {
	from, to := p.From.Month(), p.To.Month()
	months := w.T("date.months", "from", w.Month(from), "to", w.Month(to))
	if int(from)/100 == int(to)/100 {
		months = w.T("date.months_of_year", "year", strconv.Itoa(int(from)/100), "from", strconv.Itoa(int(from)%100), "to", strconv.Itoa(int(to)%100),
			"from_name", time.Month(from%100).String(), "to_name", time.Month(to%100).String())
	}
	if y, q, ok := p.Quarter(fiscalStart); ok {
		return w.T("date.quarter", "year", strconv.Itoa(y), "quarter", strconv.Itoa(q), "months", months)
	}
	if m, ok := p.OneMonth(); ok {
		return w.Month(m)
	}
	year := incident.Month(incident.FiscalYear(p.From, fiscalStart)*100 + int(fiscalStart))
	switch {
	case p.From == year.First() && p.To == year.Add(11).Last():
		return w.T("date.year", "year", strconv.Itoa(int(year)/100), "months", months)
	case p.From == from.First() && p.To == to.Last():
		return months
	case p.From == p.To:
		return w.Date(p.From)
	}
	return w.T("date.range", "from", w.Date(p.From), "to", w.Date(p.To))
}
