package sections_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"furikaeri/report"
)

// aside is what stands in brackets: its register is that of its sentence.
var aside = regexp.MustCompile(`[((][^()()]*[))]`)

// politeEnd is how a sentence to a client ends.
var politeEnd = regexp.MustCompile(`(です|ます|でした|ました|ません|ください)$`)

// registers says of each sentence of a Japanese text whether it is polite. What does not end with a full stop is a title
// or a label and has no register.
func registers(text string, each func(sentence string, polite bool)) {
	for {
		next := aside.ReplaceAllString(text, "")
		if next == text {
			break
		}
		text = next
	}
	parts := strings.Split(text, "。")
	for _, s := range parts[:len(parts)-1] {
		s = strings.TrimRight(s, "」 ")
		each(s, politeEnd.MatchString(s))
	}
}

// said calls each for every text of a document that we wrote: no person's words, and no row.
func said(d *report.Document, each func(string)) {
	texts := []string{d.Title, d.Mark, d.Labels.Limited, d.Labels.Glyphs, d.Labels.CutText, d.Labels.RefIntro, d.Labels.NoData, d.Labels.RowsBehind}
	for _, s := range d.Sections {
		texts = append(append(texts, s.Title, s.Question), s.Notes...)
		for _, b := range s.Blocks {
			switch {
			case b.Text != nil && b.Text.Style != report.Comment:
				texts = append(texts, b.Text.Title)
				for _, v := range b.Text.Sentences {
					texts = append(texts, v.Text)
				}
			case b.Figures != nil:
				for _, f := range b.Figures.Items {
					texts = append(texts, f.Label, f.Note)
				}
			case b.Table != nil:
				texts = append(texts, b.Table.Title, b.Table.Empty, b.Table.PaperNote)
			case b.Chart != nil:
				texts = append(texts, b.Chart.Title, b.Chart.Subtitle, b.Chart.Empty)
			}
		}
	}
	for _, t := range texts {
		each(t)
	}
}

// Clients are spoken to politely, the team in plain form, in every sentence of every sample.
func TestRegisterOfReports(t *testing.T) {
	n := 0
	for _, s := range samples(t) {
		if s.doc.Lang != "ja" {
			continue
		}
		said(s.doc, func(text string) {
			registers(text, func(sentence string, polite bool) {
				n++
				if polite != (s.doc.Kind == "monthly") {
					t.Errorf("%s: %q is polite: got %v", s.name, sentence, polite)
				}
			})
		})
	}
	if n < 100 {
		t.Errorf("got %d sentences, want all of the reports", n)
	}
}

// In the catalogue the register follows the key: what is said to clients has monthly or client in its name, other
// sentences are the team's alone.
func TestRegisterOfWords(t *testing.T) {
	body, err := os.ReadFile("../lang/ja.json")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{}
	if err := json.Unmarshal(body, &words); err != nil {
		t.Fatal(err)
	}
	ours := regexp.MustCompile(`^(answer|appendix|basis|changes|chart|column|cover|date|define|figure|label|left_out|list|mark|measure|misses|monthly|note|paper|part|projects|quality|quarterly|report|section|shares|slo|term|top|trend|view|warning|when|zone)\.`)
	team := regexp.MustCompile(`quarterly|^(changes|label\.ref_intro|misses|note|projects|shares|trend|warning|when)`)
	for key, text := range words {
		if !ours.MatchString(key) {
			continue
		}
		client := strings.Contains(key, "monthly") || strings.Contains(key, "client")
		registers(text, func(sentence string, polite bool) {
			switch {
			case polite != client:
				t.Errorf("%s: %q is polite: got %v, want %v", key, sentence, polite, client)
			case !client && !team.MatchString(key):
				t.Errorf("%s: %q is in neither report's register, as its key does not say whose it is", key, sentence)
			}
		})
	}
}
