package sections_test

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/store"
	"furikaeri/report"
)

// sloBlocks are the sentences of a report's section on the SLO, and its tables.
func sloBlocks(tb testing.TB, d *report.Document) (sentences []string, tables map[string]*report.Table) {
	tb.Helper()
	tables = map[string]*report.Table{}
	for _, b := range find(tb, d, "slo").Blocks {
		if b.Text != nil {
			for _, s := range b.Text.Sentences {
				sentences = append(sentences, s.Text)
			}
		}
		if b.Table != nil {
			tables[b.Table.ID] = b.Table
		}
	}
	return sentences, tables
}

func rowsOf(t *report.Table) string {
	out := []string{}
	for _, r := range t.Rows {
		texts := []string{}
		for _, c := range r {
			texts = append(texts, c.Text)
		}
		out = append(out, strings.Join(texts, " | "))
	}
	return strings.Join(out, "\n")
}

// P2026001 of 山田 came on 4 January 2026, P2026018 on 4 March; P2026016 of 佐藤 on 25 February: each 83:25 h after the
// one before, from the new year on.
func TestExcludedAlertsAreListed(t *testing.T) {
	s := mustStore(t, "a.csv", small(t), smallMap())
	own := "株式会社山田商事"
	before, tables := sloBlocks(t, mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"}))
	if tables["slo-excluded"] != nil || strings.Contains(fmt.Sprint(before), "対象外") {
		t.Errorf("without exclusions: got %v, %v, want neither a sentence nor a table", before, tables["slo-excluded"])
	}
	list := []store.Exclusion{}
	for _, id := range []string{"P2026018", "P2026001", "P2026016"} {
		list = append(list, store.Exclusion{IncidentID: id, Reason: "計画作業 " + id[5:], Who: "堀"})
	}
	exclude(t, s, list...)
	for _, v := range []struct {
		q        question
		sentence string
		rows     []string
	}{
		{question{period: "2026-03", client: own, lang: "ja"}, "合意に基づきSLOの対象外としたアラートは1件でした。",
			[]string{"03-04 13:30 | #202618 | HTTP 5xx ratio high | P2 | 計画作業 018"}},
		{question{period: "2026-01", client: own, lang: "en"}, "Alerts left out of the SLO by agreement: 1.",
			[]string{"01-04 11:25 | #202601 | =cmd|' /C calc'!A0 | P2 | 計画作業 001"}},
		{question{period: "FY2025Q4", lang: "ja"}, "合意してSLOの対象外としたアラートは3件。", []string{
			"計画作業 001 | 株式会社山田商事 | 2026-01-04 11:25 | 1",
			"計画作業 016 | 佐藤会計 | 2026-02-25 14:40 | 1",
			"計画作業 018 | 株式会社山田商事 | 2026-03-04 13:30 | 1"}},
		{question{period: "2026-02", client: own, lang: "ja"}, "", nil},
	} {
		name := v.q.period + " " + v.q.client
		d := mustDocument(t, s, v.q)
		sentences, tables := sloBlocks(t, d)
		if tables["slo-excluded"] == nil {
			if v.rows != nil {
				t.Errorf("%s: got no table, want %d rows", name, len(v.rows))
			}
			continue
		}
		if got, want := rowsOf(tables["slo-excluded"]), strings.Join(v.rows, "\n"); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
		if !strings.Contains(fmt.Sprint(sentences), v.sentence) {
			t.Errorf("%s: got %q, want %q among them", name, sentences, v.sentence)
		}
		cells(d, func(where string, c report.Cell) {
			if c.Ref == nil || !strings.HasPrefix(where, "slo, ") {
				return
			}
			if got, err := evaluate(d, c.Ref); err != nil || c.Number != nil && got != *c.Number {
				t.Errorf("%s: %s: the Ref gives %v, %v, want %v", name, where, got, err, *c.Number)
			}
		})
	}
}

// Alerts of one client and one reason are a row of the retrospective, from the first to the last.
func TestExcludedAlertsOfOneReasonAreOneRow(t *testing.T) {
	s := mustStore(t, "a.csv", small(t), smallMap())
	exclude(t, s, store.Exclusion{IncidentID: "P2026018", Reason: "移設", Who: "堀"}, store.Exclusion{IncidentID: "P2026001", Reason: "移設", Who: "堀"})
	_, tables := sloBlocks(t, mustDocument(t, s, question{period: "FY2025Q4", lang: "ja"}))
	if got, want := rowsOf(tables["slo-excluded"]), "移設 | 株式会社山田商事 | 2026-01-04 11:25〜2026-03-04 13:30 | 2"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
