package sections_test

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/metrics"
	"furikaeri/app/sections"
	"furikaeri/report"
)

// compared is the appendix's table of definitions and the sentences under it; nil where there is none.
func compared(t *testing.T, d *report.Document) (*report.Table, string) {
	t.Helper()
	blocks := find(t, d, "appendix").Blocks
	for i, b := range blocks {
		if b.Table != nil && b.Table.ID == "definitions-table" {
			said := []string{}
			for _, s := range blocks[i+1].Text.Sentences {
				said = append(said, s.Text)
			}
			return b.Table, strings.Join(said, "\n")
		}
	}
	return nil, ""
}

// A share that is not nothing is not printed as nothing, in words that the catalogue has.
func TestSharesOfDefinitionsThatAreAlmostNothing(t *testing.T) {
	in := mustInput(t, mustStoreOf(t, "a.csv", small(t), smallMap(), told(t)), question{period: "FY2025Q4", lang: "en"})
	for i := range in.Numbers.Definitions {
		in.Numbers.Definitions[i].Change.Basis = metrics.Bases{Exact: 9999, Unknown: 1}
	}
	table, _ := compared(t, sections.Quarterly(in))
	got := []string{}
	for _, c := range table.Rows[0][2:5] {
		got = append(got, c.Text)
	}
	if got, want := strings.Join(got, " "), ">99.9% 0.0% <0.1%"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The table holds what the command definitions prints, for both years, and marks the definition in use, whose hours lead to
// the alerts.
func TestDefinitionsAreComparedInTheAppendix(t *testing.T) {
	s := mustStoreOf(t, "a.csv", small(t), smallMap(), told(t))
	in := mustInput(t, s, question{period: "FY2025Q4", lang: "en"})
	table, said := compared(t, sections.Quarterly(in))
	i := 0
	for _, r := range in.Numbers.Definitions {
		if r.Unit != "*" {
			continue
		}
		row := table.Rows[i]
		i++
		share := func(n int64, b metrics.Bases) float64 { return 100 * float64(n) / float64(b.All()) }
		now, before := r.Change.Basis, r.Change.PreviousBasis
		want := []float64{float64(r.Change.HandlingS) / 3600, share(now.Exact, now), share(now.Approximate+now.UpperBound, now), share(now.Unknown, now),
			float64(r.Change.PreviousHandlingS) / 3600, share(before.Exact, before), share(before.Approximate+before.UpperBound, before), share(before.Unknown, before)}
		got := []float64{}
		for _, c := range row[1:] {
			got = append(got, *c.Number)
		}
		if fmt.Sprintf("%.6f", got) != fmt.Sprintf("%.6f", want) {
			t.Errorf("%s: got %v, want %v", r.Definition, got, want)
		}
		used := r.Definition == in.Numbers.Definition
		if strings.Contains(row[0].Text, "(this report)") != used || (row[1].Ref != nil) != used {
			t.Errorf("%s: got %q with the Ref %v, want the mark and the Ref where it is used: %v", r.Definition, row[0].Text, row[1].Ref, used)
		}
	}
	if i != 5 || len(table.Rows) != 5 {
		t.Errorf("got %d definitions in %d rows, want five", i, len(table.Rows))
	}
	for _, want := range []string{"of 95.0% of the alerts that people worked on, and of 0.0% in the same period last year", "By “first line”, “first line, shared among concurrent alerts”, “PagerDuty's engaged time”, “effort as typed” the two years are measured differently"} {
		if !strings.Contains(said, want) {
			t.Errorf("got %q, want %q in it", said, want)
		}
	}
	if strings.Contains(said, "acknowledge to resolve") {
		t.Errorf("got %q, want nothing of acknowledge to resolve: it counts the same in both years", said)
	}
}

func TestDefinitionsWithoutAYearBefore(t *testing.T) {
	s := mustStoreOf(t, "a.csv", small(t)[26:], smallMap(), told(t))
	in := mustInput(t, s, question{period: "FY2025Q4", lang: "en"})
	table, said := compared(t, sections.Quarterly(in))
	for i, row := range table.Rows {
		r := in.Numbers.Definitions[i]
		if *row[1].Number != float64(r.HandlingS)/3600 || row[5].Text != "–" || row[8].Number != nil {
			t.Errorf("%s: got %v, want the period's %d s and nothing before", r.Definition, row, r.HandlingS)
		}
	}
	if strings.Contains(said, "differently") {
		t.Errorf("got %q, want no word of another year", said)
	}
}

// Where only a part of the period can be compared, both sides are of that part, and the hours are no sum of the alerts listed.
func TestDefinitionsOfComparedDaysAlone(t *testing.T) {
	s := mustStoreOf(t, "a.csv", small(t)[10:], smallMap(), told(t))
	in := mustInput(t, s, question{period: "FY2025Q4", lang: "en"})
	if p := in.Numbers.Period; len(p.Compared) == 0 || len(p.Excluded) == 0 {
		t.Fatalf("got %+v, want a period that is compared in part", p)
	}
	table, said := compared(t, sections.Quarterly(in))
	if !strings.Contains(said, "of those days alone that can be compared") {
		t.Errorf("got %q, want that not all days are compared", said)
	}
	for i, row := range table.Rows {
		if r := in.Numbers.Definitions[i]; *row[1].Number != float64(r.Change.HandlingS)/3600 || row[1].Ref != nil {
			t.Errorf("%s: got %v with the Ref %v, want %d s and none", r.Definition, *row[1].Number, row[1].Ref, r.Change.HandlingS)
		}
	}
}

func TestNoDefinitionsForClientsOrWithoutAlerts(t *testing.T) {
	s := mustStoreOf(t, "a.csv", small(t), smallMap(), told(t))
	if table, _ := compared(t, mustDocument(t, s, question{period: "2026-03", client: "株式会社山田商事", lang: "ja"})); table != nil {
		t.Errorf("a client: got %v, want no table of definitions", table)
	}
	if table, _ := compared(t, mustDocument(t, s, question{period: "FY2023Q1", lang: "ja"})); table != nil {
		t.Errorf("no alerts: got %v, want no table of definitions", table)
	}
}
