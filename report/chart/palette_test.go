package chart

import (
	"fmt"
	"math"
	"testing"

	"furikaeri/report"
)

// modes are the palettes to test, brand colours included: a pale yellow, a pure red, a near black and a near white.
func modes() map[string]Palette {
	all := map[string]Palette{"light": Light(), "dark": Dark()}
	for _, brand := range []string{"#FFE600", "#FF0000", "#101010", "#FAFAFA", "#00A1E9"} {
		all["light "+brand] = Light().WithMain(brand)
		all["dark "+brand] = Dark().WithMain(brand)
	}
	return all
}

func TestTextIsReadable(t *testing.T) {
	for name, p := range modes() {
		texts := map[string]string{"ink": p.Ink, "muted": p.Muted, "goal": p.Goal, "good": p.Good, "bad": p.Bad, "main": p.Main}
		for token, color := range texts {
			if got := Contrast(color, p.Ground); got < 4.5 {
				t.Errorf("%s: %s %s on the ground: got contrast %.2f, want 4.5", name, token, color, got)
			}
		}
		for token, color := range map[string]string{"ink": p.Ink, "muted": p.Muted} {
			if got := Contrast(color, p.Surface); got < 4.5 {
				t.Errorf("%s: %s %s on surface: got contrast %.2f, want 4.5", name, token, color, got)
			}
		}
		fills := []string{p.Main, p.Before, p.P1, p.P2, p.P3, p.P4, p.NoPriority, p.Automation}
		fills = append(fills, p.Parts[:]...)
		for i := range 41 {
			fills = append(fills, p.heat(float64(i)/40))
		}
		for _, fill := range fills {
			if got := Contrast(p.TextOn(fill), fill); got < 4.5 {
				t.Errorf("%s: %s on %s: got contrast %.2f, want 4.5", name, p.TextOn(fill), fill, got)
			}
		}
	}
}

// Tones under 3:1 are so by design, each with what else tells it apart:
// before: quiet, beside the one series that matters, and named in the legend or at its end;
// P3 and none: between gaps of the ground's colour, always in the order of the legend, numbers inside or in the table;
// automation: inside an edge (below); the third part: between gaps, its name and share beside it.
func TestGraphicsAreSeen(t *testing.T) {
	for name, p := range modes() {
		edge := (&drawing{p: p}).fill(report.ToneAutomation, 0, true).BorderColor
		tones := map[string]string{"main": p.Main, "goal": p.Goal, "good": p.Good, "bad": p.Bad, "P1": p.P1, "P2": p.P2, "P4": p.P4, "automation's edge": edge}
		for i, c := range p.Parts {
			if i != 2 {
				tones[fmt.Sprint("part ", i)] = c
			}
		}
		for token, color := range tones {
			if got := Contrast(color, p.Ground); got < 3 {
				t.Errorf("%s: %s %s: got contrast %.2f, want 3", name, token, color, got)
			}
		}
		for token, color := range map[string]string{"before": p.Before, "P3": p.P3, "none": p.NoPriority, "part 2": p.Parts[2]} {
			if got := Contrast(color, p.Ground); got < 1.5 {
				t.Errorf("%s: %s %s: got contrast %.2f, want 1.5 even of a quiet tone", name, token, color, got)
			}
		}
		if got := Contrast(p.Main, p.Before); got < 1.5 {
			t.Errorf("%s: main %s beside before %s in grey: got contrast %.2f, want 1.5", name, p.Main, p.Before, got)
		}
	}
}

// sight is how a colour is seen with a kind of colour vision: Machado, Oliveira and Fernandes 2009, severity 1.
var sights = map[string][9]float64{
	"common": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protan": {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deutan": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritan": {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// lab is a colour in CIELAB as seen.
func lab(hex string, m [9]float64) [3]float64 {
	c, _ := parse(hex)
	in := [3]float64{linear(c.r), linear(c.g), linear(c.b)}
	var l [3]float64
	for i := range l {
		l[i] = min(max(m[3*i]*in[0]+m[3*i+1]*in[1]+m[3*i+2]*in[2], 0), 1)
	}
	f := func(v float64) float64 {
		if v > 0.008856 {
			return math.Cbrt(v)
		}
		return 7.787*v + 16.0/116
	}
	x := f((0.4124*l[0] + 0.3576*l[1] + 0.1805*l[2]) / 0.9505)
	y := f(0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2])
	z := f((0.0193*l[0] + 0.1192*l[1] + 0.9505*l[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestTonesAreToldApart(t *testing.T) {
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		sets := map[string][]string{
			"priorities":         {p.P1, p.P2, p.P3, p.P4, p.NoPriority},
			"parts":              p.Parts[:],
			"good, bad":          {p.Good, p.Bad},
			"main, before, goal": {p.Main, p.Before, p.Goal},
		}
		for kind, m := range sights {
			for set, colors := range sets {
				for i, a := range colors {
					for _, b := range colors[i+1:] {
						la, lb := lab(a, m), lab(b, m)
						got := math.Sqrt(math.Pow(la[0]-lb[0], 2) + math.Pow(la[1]-lb[1], 2) + math.Pow(la[2]-lb[2], 2))
						if got < 13 {
							t.Errorf("%s, %s sight, %s: %s and %s: got distance %.1f, want 13", name, kind, set, a, b, got)
						}
					}
				}
			}
		}
	}
}

func TestToneBeyondTheLastPart(t *testing.T) {
	p := Light()
	for i, want := range map[int]string{-1: p.Parts[0], 0: p.Parts[0], 5: p.Parts[5], 99: p.Parts[5]} {
		if got := p.Tone(report.TonePart, i); got != want {
			t.Errorf("part %d: got %s, want %s", i, got, want)
		}
	}
	if got := p.Tone("unheard of", 0); got != p.Main {
		t.Errorf("unknown tone: got %s, want main %s", got, p.Main)
	}
}

func TestWithMainLeavesWhatIsNoColour(t *testing.T) {
	for _, bad := range []string{"", "red", "#12345", "#GGGGGG", "url(javascript:alert(1))", "#+12345"} {
		if got := Light().WithMain(bad); got != Light() {
			t.Errorf("WithMain(%q): got %+v, want the house's palette", bad, got)
		}
	}
	if got := Light().WithMain("#1E4E9C").Main; got != "#1E4E9C" {
		t.Errorf("a readable brand colour: got %s, want it as it is", got)
	}
}

// A grey print has luminance alone: fills that stand in one stack differ in it, or one of them stands inside an edge.
func TestStacksAreToldApartInGrey(t *testing.T) {
	d := &drawing{p: Light()} // what is printed
	for set, tones := range map[string][]report.Tone{
		"alerts by priority": {report.ToneP1, report.ToneP2, report.ToneP3, report.ToneP4, report.ToneNoPriority, report.ToneAutomation, report.ToneRest},
		"hand-offs":          {report.ToneMain, report.ToneAutomation, report.TonePart},
		"handled":            {report.ToneMain, report.TonePart, report.ToneAutomation},
		"periods":            {report.ToneBefore, report.ToneMain},
	} {
		for i, a := range tones {
			for j, b := range tones[:i] {
				fa, fb := d.fill(a, i, true), d.fill(b, j, true)
				edged := (a == report.ToneAutomation || a == report.ToneRest) != (b == report.ToneAutomation || b == report.ToneRest)
				if got := Contrast(fa.Color, fb.Color); got < 1.2 && !edged {
					t.Errorf("%s: %s %s and %s %s: got contrast %.2f, want 1.2", set, a, fa.Color, b, fb.Color, got)
				}
			}
		}
	}
	for _, tone := range []report.Tone{report.ToneAutomation, report.ToneRest} {
		f := d.fill(tone, 0, true)
		if got := Contrast(f.BorderColor, f.Color); got < 2 {
			t.Errorf("%s in its edge %s: got contrast %.2f, want 2", f.Color, f.BorderColor, got)
		}
	}
}
