package chart

import (
	"fmt"
	"math"
	"strconv"

	"furikaeri/report"
)

// A Palette is every colour of a report as "#RRGGBB", one field for each token: the one place of colour for all
// renderers. Light and Dark are the two there are; WithMain puts a brand's colour into either.
type Palette struct {
	Ground  string // behind everything: paper, page
	Surface string // panels
	Rule    string // lines, grid, hairlines
	Ink     string // text
	Muted   string // quiet text, axis labels

	Main   string // this period, the one series that matters
	Before string // last year, everything not in focus
	Goal   string // goal and limit lines, dashed, labelled at their end
	Good   string // better, never alone: with ▲▼, sign or word
	Bad    string // worse, likewise

	P1, P2, P3, P4 string // priorities
	NoPriority     string // incidents without one
	Automation     string // auto-recovered, automation only; drawn light inside an edge of this colour
	Rest           string // what belongs to none of the others; drawn empty inside an edge of this colour

	Parts [6]string // shares of a whole, the sixth is "the rest"
	Heat  [3]string // heat map from little to much, one hue
}

// Light is the palette of paper and of the light page.
func Light() Palette {
	return Palette{
		Ground: "#FFFFFF", Surface: "#F7F8FA", Rule: "#D9DCE1", Ink: "#1A1A1C", Muted: "#5F6368",
		Main: "#1E4E9C", Before: "#B4BCC8", Goal: "#C2410C", Good: "#0F766E", Bad: "#B42318",
		P1: "#7A1F1F", P2: "#C2410C", P3: "#D9972B", P4: "#6F8FB8", NoPriority: "#C9CED6",
		Automation: "#9AA7B8", Rest: "#5F6368",
		Parts: [6]string{"#1E4E9C", "#2A9D8F", "#E0A030", "#8661A8", "#C8553D", "#56606B"},
		Heat:  [3]string{"#EEF3FB", "#1E4E9C", "#0B2A5B"},
	}
}

// Dark is the palette of the dark page and window.
func Dark() Palette {
	return Palette{
		Ground: "#121417", Surface: "#1B1E23", Rule: "#3A3F47", Ink: "#F1F3F4", Muted: "#A6ABB3",
		Main: "#7FA8F0", Before: "#565D68", Goal: "#F59E6B", Good: "#4FD1C5", Bad: "#F97066",
		P1: "#B94A4A", P2: "#E8743F", P3: "#F0BC62", P4: "#8FADD4", NoPriority: "#5E6570",
		Automation: "#6B7686", Rest: "#A6ABB3",
		Parts: [6]string{"#5B8DE0", "#4FC3B5", "#F2C063", "#AB8ACB", "#E27D67", "#6E7681"},
		Heat:  [3]string{"#0B2A5B", "#1E4E9C", "#EEF3FB"},
	}
}

// Tone is the colour of a series that plays part t; i is its position, which only report.TonePart looks at.
// Without a tone it is Main.
func (p Palette) Tone(t report.Tone, i int) string {
	switch t {
	case report.ToneBefore:
		return p.Before
	case report.ToneGoal:
		return p.Goal
	case report.ToneGood:
		return p.Good
	case report.ToneBad:
		return p.Bad
	case report.ToneP1:
		return p.P1
	case report.ToneP2:
		return p.P2
	case report.ToneP3:
		return p.P3
	case report.ToneP4:
		return p.P4
	case report.ToneNoPriority:
		return p.NoPriority
	case report.ToneAutomation:
		return p.Automation
	case report.ToneRest:
		return p.Rest
	case report.ToneHeat:
		return p.Heat[1]
	case report.TonePart:
		return p.Parts[min(max(i, 0), len(p.Parts)-1)]
	}
	return p.Main
}

// WithMain is p with a brand's colour "#RRGGBB" as Main and as the hue of heat maps. A colour too near the ground to be
// read as text (4.5:1) is moved away from it, its hue kept; what is no colour leaves p as it is.
func (p Palette) WithMain(hex string) Palette {
	c, ok := parse(hex)
	if !ok {
		return p
	}
	ground, _ := parse(p.Ground)
	ink := rgb{0, 0, 0}
	if ground.luminance() < 0.5 {
		ink = rgb{255, 255, 255}
	}
	for step := 0; step <= 100; step++ {
		p.Main = c.mix(ink, float64(step)/100).String()
		if Contrast(p.Main, p.Ground) >= 4.5 {
			break
		}
	}
	main, _ := parse(p.Main)
	p.Heat = [3]string{main.mix(ground, 0.93).String(), main.String(), main.mix(rgb{0, 0, 0}, 0.45).String()}
	if ink == (rgb{255, 255, 255}) {
		p.Heat = [3]string{main.mix(ground, 0.75).String(), main.mix(ground, 0.4).String(), main.mix(ink, 0.75).String()}
	}
	return p
}

// TextOn is the colour of text that stands on fill, 4.5:1 at least: p's Ink or Ground, on tones between them black or
// white.
func (p Palette) TextOn(fill string) string {
	best := p.Ink
	for _, c := range []string{p.Ground, "#000000", "#FFFFFF"} {
		if Contrast(best, fill) >= 4.5 {
			break
		}
		if Contrast(c, fill) > Contrast(best, fill) {
			best = c
		}
	}
	return best
}

// Contrast is the WCAG contrast of two colours "#RRGGBB", 1 to 21; 1 if either is no colour.
func Contrast(a, b string) float64 {
	ca, okA := parse(a)
	cb, okB := parse(b)
	if !okA || !okB {
		return 1
	}
	la, lb := ca.luminance(), cb.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// An rgb is a colour in sRGB, 0 to 255 each.
type rgb struct{ r, g, b float64 }

// parse reads "#RRGGBB" and nothing else.
func parse(hex string) (rgb, bool) {
	if len(hex) != 7 || hex[0] != '#' {
		return rgb{}, false
	}
	n, err := strconv.ParseUint(hex[1:], 16, 32)
	if err != nil {
		return rgb{}, false
	}
	return rgb{float64(n >> 16), float64(n >> 8 & 255), float64(n & 255)}, true
}

func (c rgb) String() string {
	return fmt.Sprintf("#%02X%02X%02X", int(math.Round(c.r)), int(math.Round(c.g)), int(math.Round(c.b)))
}

// mix is c with a share of d in it, 0 to 1.
func (c rgb) mix(d rgb, share float64) rgb {
	return rgb{c.r + (d.r-c.r)*share, c.g + (d.g-c.g)*share, c.b + (d.b-c.b)*share}
}

// luminance is WCAG's relative luminance, 0 to 1.
func (c rgb) luminance() float64 {
	return 0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b)
}

// linear is one sRGB component as light, 0 to 1.
func linear(v float64) float64 {
	v /= 255
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// mixed is the colour hex with a share of another in it.
func mixed(hex, other string, share float64) string {
	a, _ := parse(hex)
	b, _ := parse(other)
	return a.mix(b, share).String()
}

// heat is the colour of a share of the way, 0 to 1, along p.Heat.
func (p Palette) heat(share float64) string {
	share = min(max(share, 0), 1)
	if share <= 0.7 {
		return mixed(p.Heat[0], p.Heat[1], share/0.7)
	}
	return mixed(p.Heat[1], p.Heat[2], (share-0.7)/0.3)
}
