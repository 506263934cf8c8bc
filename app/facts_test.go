package app

import (
	"errors"
	"io"
	"testing"
	"time"

	"furikaeri/app/derive"
	"furikaeri/app/incident"
	"furikaeri/app/lang"
)

// Every line of definitions §5, "from files": the first that holds.
func TestFileRule(t *testing.T) {
	t0 := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	ack := func(in *incident.Incident) { in.AcknowledgedAt = incident.Known(t0.Add(time.Minute)) }
	end := func(in *incident.Incident) { in.ResolvedAt = incident.Known(t0.Add(time.Hour)) }
	person := func(in *incident.Incident) { in.ResolvedBy = incident.Person{Name: "佐伯"} }
	for _, c := range []struct {
		name string
		set  []func(*incident.Incident)
		want int // 0: none
	}{
		{"nobody", []func(*incident.Incident){end}, 1},
		{"nobody, open", nil, 1},
		{"resolved by a person", []func(*incident.Incident){end, person}, 2},
		{"acknowledged, open", []func(*incident.Incident){ack}, 3},
		{"engaged", []func(*incident.Incident){ack, end, func(in *incident.Incident) { in.Engaged = incident.Known(time.Hour) }}, 4},
		{"acknowledged and resolved", []func(*incident.Incident){ack, end}, 5},
		{"acknowledged at an unknown time", []func(*incident.Incident){end, func(in *incident.Incident) { in.AcknowledgeCount = incident.Known(int64(1)) }}, 6},
		{"no column for it", []func(*incident.Incident){end, func(in *incident.Incident) { in.Told = 0 }}, 0},
	} {
		in := incident.Incident{Account: "default", ID: "P1", TriggeredAt: t0, Told: incident.TellsAcknowledge | incident.TellsResolver}
		for _, set := range c.set {
			set(&in)
		}
		f := derive.New(derive.Rules{Location: time.UTC}).Facts(&in)
		got := 0
		if n := fileRule(&in, &f); n != nil {
			got = *n
		}
		if got != c.want {
			t.Errorf("%s: got rule %d, want %d", c.name, got, c.want)
		}
	}
}

// Whatever a command says of an incident has its words in both languages: every flag, end, completion, verdict and remark.
func TestEveryFactHasWords(t *testing.T) {
	keys := []string{}
	add := func(prefix string, names ...string) {
		for _, n := range names {
			keys = append(keys, prefix+n)
		}
	}
	add("ui.w.flag.", incident.FlagNames(^incident.Flag(0))...)
	for _, e := range []incident.End{incident.ByHandOff, incident.ByResolve, incident.ByUnacknowledge, incident.ByTimeout, incident.BySnooze, incident.ByMove} {
		add("ui.ended_by.", string(e))
		add("ui.did.ends_by_", string(e))
	}
	add("ui.did.", "begins", "begins_implicitly", "runs_on", "hand_off_hand", "hand_off_automation", "hand_off_timeout", "reopens", "no_move", "unknown_assignees", "impossible")
	for _, c := range []incident.Completion{incident.ResolvedByL1, incident.HandedToL2, incident.HandedToL2ByAutomation, incident.ResolvedByOther,
		incident.ResolvedWithoutPerson, incident.Merged, incident.TimedOut, incident.StraightToL2, incident.StillOpen} {
		add("completion.", string(c))
	}
	add("slo.", "met", "missed", "excluded", "merged", "straight_to_l2", "no_priority", "no_limit", "open_within_limit", "without_person", "unknown_completion")
	add("ui.w.by.", "l1", "other_person", "automation", "integration", "timeout", "merge", "unknown")
	add("ui.hand_off_by.", "hand", "automation", "timeout")
	add("ui.acknowledged_by.", "l1", "other")
	add("ui.file_rule.", "untold", "1", "2", "3", "4", "5", "6")
	add("ui.not_compared.", "no_partner", "before_coverage", "after_coverage", "not_pulled", "year_before_not_covered")
	add("definition.", DefinitionNames()...)
	for b := incident.Exact; b <= incident.Unknown; b++ {
		add("ui.w.basis.", b.String())
	}
	for _, code := range lang.Codes() {
		words, err := lang.For(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			if !words.Has(k) {
				t.Errorf("%s lacks %q", code, k)
			}
		}
	}
}

// A workbook ends at its last row with a sentence, not with rows that are missing.
func TestMoreRowsThanASheetHas(t *testing.T) {
	s := sheet{header: []string{"n"}, numeric: []bool{true}, widths: []float64{9}, flow: func(put func([]string) error) error {
		for range 1 << 20 { // with the header one too many
			if err := put([]string{"1"}); err != nil {
				return err
			}
		}
		return nil
	}}
	var said *Error
	if err := s.xlsx(io.Discard); !errors.As(err, &said) || said.Key != "error.sheet.rows" {
		t.Errorf("got %v, want error.sheet.rows", err)
	}
}
