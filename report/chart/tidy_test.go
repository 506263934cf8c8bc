package chart

import (
	"regexp"
	"testing"
)

// tidyPlain says what tidy does, slowly.
func tidyPlain(svg, id string) string {
	all := regexp.MustCompile
	svg = all(`(?s)<style\s*>.*?</style>\s*`).ReplaceAllString(svg, "")
	svg = all(` (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"`).ReplaceAllString(svg, "")
	ink := func(s, what string) bool { return all(` ` + what + `="[^n]`).MatchString(s) }
	svg = all(`<(?:path|rect) [^>]*></(?:path|rect)>\s*`).ReplaceAllStringFunc(svg, func(s string) string {
		if ink(s, "fill") && !all(` fill-opacity="0"`).MatchString(s) || ink(s, "stroke") && !all(` stroke-(?:opacity|width)="0"`).MatchString(s) {
			return s
		}
		return ""
	})
	return all(`(id="|"url\(#)zr\d+-`).ReplaceAllString(svg, "${1}"+id+"-")
}

func TestTidyLeavesWhatIsSeen(t *testing.T) {
	e := mustNew(t)
	for name, c := range samples() {
		o, err := Option(c, Light(), 660, Height(c, 660))
		if err != nil {
			t.Fatal(err)
		}
		v, err := e.vm.Call("renderChart", string(o), 660.0, Height(c, 660))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := tidy(v.(string), "x"), tidyPlain(v.(string), "x"); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
	for svg, want := range map[string]string{
		"":                      "",
		"no tag":                "no tag",
		"<g class=\"a\">cut <g": "<g>cut <g",
		`<text class="a" x="1">zr1-c0 class="b"</text>`:                     `<text x="1">zr1-c0 class="b"</text>`,
		`<clipPath id="zr12-c0"></clipPath><g clip-path="url(#zr12-c0)">`:   `<clipPath id="x-c0"></clipPath><g clip-path="url(#x-c0)">`,
		"<style >.a{}</style>\n<path d=\"M0 0\" fill=\"none\"></path>\n<g>": "<g>",
	} {
		if got := tidy(svg, "x"); got != want {
			t.Errorf("tidy(%q): got %q, want %q", svg, got, want)
		}
	}
	if got := tidy(`<g id="zr1-a">`, `"><script`); got != `<g id="chart-a">` {
		t.Errorf("a hostile id: got %q", got)
	}
}
