package chart

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"furikaeri/report"
)

var update = flag.Bool("update", false, "write the golden options anew")

// shared is one engine for all tests, which do not run beside each other: starting one takes long.
var shared = sync.OnceValues(New)

func TestMain(m *testing.M) {
	code := m.Run()
	if e, err := shared(); err == nil {
		e.Close()
	}
	os.Exit(code)
}

func mustNew(t testing.TB) *Engine {
	t.Helper()
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// drawn are the samples whose pictures tests look at, in order: all, under the race detector the first of each kind.
func drawn() []string {
	names := slices.Sorted(maps.Keys(samples()))
	if !raceEnabled {
		return names
	}
	seen := map[report.ChartKind]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		kind := samples()[name].Kind
		twice := seen[kind]
		seen[kind] = true
		return twice
	})
}

// pictures are the samples drawn 660 px wide, each once.
var pictures = map[string]string{}

func picture(t testing.TB, name string) string {
	t.Helper()
	if svg, ok := pictures[name]; ok {
		return svg
	}
	c := samples()[name]
	svg, err := mustNew(t).SVG(c, Light(), 660, Height(c, 660))
	if err != nil {
		t.Fatal(err)
	}
	pictures[name] = svg
	return svg
}

func TestOptionIsAsBefore(t *testing.T) {
	for name, c := range samples() {
		got, err := Option(c, Light(), 660, Height(c, 660))
		if err != nil {
			t.Fatal(err)
		}
		var lines bytes.Buffer
		if err := json.Indent(&lines, got, "", " "); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".json")
		if *update {
			if err := os.WriteFile(path, lines.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(lines.Bytes(), want) {
			t.Errorf("%s: the option differs from %s; look at what -update changes", name, path)
		}
	}
}

// words are the texts of an SVG, a space between them.
func words(t *testing.T, svg string) string {
	t.Helper()
	var all []string
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(all, " ")
		}
		if err != nil {
			t.Fatalf("reading the SVG: %v", err)
		}
		if text, ok := token.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			all = append(all, string(text))
		}
	}
}

func TestEveryKindIsDrawn(t *testing.T) {
	seen := map[report.ChartKind]bool{}
	look := func(name, svg string) {
		if strings.TrimSpace(words(t, svg)) == "" {
			t.Errorf("%s: got no word", name)
		}
		for _, bad := range []string{"NaN", "undefined", "null", "Infinity", "[object"} {
			if strings.Contains(svg, bad) {
				t.Errorf("%s: got %q in the SVG", name, bad)
			}
		}
	}
	for _, name := range drawn() {
		c := samples()[name]
		look(name, picture(t, name))
		seen[c.Kind] = true
		if raceEnabled && c.Kind != report.Line {
			continue
		}
		svg, err := mustNew(t).SVG(c, Dark(), 360, Height(c, 360))
		if err != nil {
			t.Fatal(err)
		}
		look(name+", dark and narrow", svg)
		again, err := mustNew(t).SVG(c, Light(), 660, Height(c, 660))
		if err != nil || again != picture(t, name) {
			t.Errorf("%s: got another drawing the second time", name)
		}
	}
	if len(seen) != 6 {
		t.Errorf("got %d kinds drawn, want 6", len(seen))
	}
}

// The PDF draws these and no others.
func TestSVGSpeaksAFewWords(t *testing.T) {
	known := []string{"svg", "rect", "path", "polyline", "text", "g", "defs", "clipPath"}
	commands := regexp.MustCompile(`^[MLlmAaCcZz0-9eE.,\s-]*$`)
	for _, name := range drawn() {
		svg := picture(t, name)
		for d := xml.NewDecoder(strings.NewReader(svg)); ; {
			token, err := d.Token()
			if err != nil {
				break
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if !slices.Contains(known, start.Name.Local) {
				t.Errorf("%s: got element %q, want one of %q", name, start.Name.Local, known)
			}
			for _, a := range start.Attr {
				if a.Name.Local == "class" || strings.HasSuffix(a.Name.Local, "-opacity") || strings.HasPrefix(a.Name.Local, "ecmeta") {
					t.Errorf("%s: got attribute %q, want it gone", name, a.Name.Local)
				}
				if a.Name.Local == "d" && !commands.MatchString(a.Value) {
					t.Errorf("%s: got path %q, want only lines, curves and arcs", name, a.Value)
				}
			}
		}
	}
}

// value is a cell whose text is the number's.
func value(n float64) report.Cell { return report.Cell{Text: fmt.Sprint(n), Number: report.Num(n)} }

func TestOddNumbersAreDrawn(t *testing.T) {
	e := mustNew(t)
	sets := map[string][]report.Cell{
		"no label":   {},
		"one":        {value(5)},
		"one zero":   {value(0)},
		"one gap":    {none()},
		"gaps":       {none(), none(), none()},
		"huge":       {value(1e15), value(9e15), value(3)},
		"largest":    {value(1e18), value(-1e18), value(1)},
		"tiny":       {value(1e-12), value(3e-12), value(5e-324)},
		"negative":   {value(-5), value(-3), value(-8)},
		"both signs": {value(10), value(-30), value(5), value(-15)},
		"equal":      {value(7), value(7), value(7)},
		"no text":    {{Number: report.Num(4)}, {Number: report.Num(2)}, {}},
	}
	for _, kind := range []report.ChartKind{report.Bar, report.Line, report.Pareto, report.Donut, report.Waterfall, report.Heatmap} {
		for name, cells := range sets {
			c := &report.Chart{ID: "odd", Kind: kind, Labels: []string{}, Marks: []report.Mark{{Name: "目標", At: 2}}}
			for i := range cells {
				c.Labels = append(c.Labels, fmt.Sprintf("名%d", i))
			}
			for n, stack := range []string{"", "", "", "a"} {
				c.Series = slices.Repeat([]report.Series{{Name: "値", Unit: report.Count, Stack: stack, Cells: cells}}, min(n, 2))
				width := []float64{660, 660, 60, 360}[n]
				if _, err := Option(c, Light(), width, Height(c, width)); err != nil {
					t.Errorf("%s of %d series, %s: %v", kind, n, name, err)
				}
				if n%2 == 0 || raceEnabled && (n == 1 || name != "both signs" || kind == report.Pareto || kind == report.Donut) {
					continue // the pictures take long
				}
				svg, err := e.SVG(c, Light(), width, Height(c, width))
				if err != nil {
					t.Errorf("%s of %d series, %s: %v", kind, n, name, err)
				}
				if strings.Contains(svg, "NaN") || strings.Contains(svg, "Infinity") {
					t.Errorf("%s of %d series, %s, %g px: got no number in the SVG:\n%s", kind, n, name, width, svg)
				}
			}
		}
	}
}

func TestHostileNamesAreText(t *testing.T) {
	e := mustNew(t)
	everyHostile := []string{
		"</script><script>alert(1)</script>", "__f__function(){alert(1)}__f__", "{b}{c}{@text}{a|b}", "=cmd|'/c calc'!A0", "😀🏳️‍🌈𠮷野家",
		"\u202eright to left\u202c", "\x00\x01\x1b[31m\r\n\tcontrol", strings.Repeat("長い名前", 2500), "", "   ", "\xff\xfe not UTF-8",
		`"quotes" 'and' \backslash\`, "<text y='9'>&amp;</text>", "__proto__", "constructor", "\u2028\u2029",
	}
	for i, kind := range []report.ChartKind{report.Bar, report.Line, report.Pareto, report.Donut, report.Waterfall, report.Heatmap} {
		hostile := everyHostile
		if raceEnabled { // a quarter after the other
			hostile = everyHostile[4*(i%4):][:4]
		}
		c := &report.Chart{ID: hostile[0], Kind: kind, Title: hostile[0], Subtitle: everyHostile[7], Labels: hostile}
		for _, name := range hostile {
			s := report.Series{Name: name, Unit: report.Count}
			if kind == report.Bar {
				s.Stack = name
			}
			for i := range hostile {
				s.Cells = append(s.Cells, report.Cell{Text: hostile[i], Number: report.Num(float64(i + 1))})
			}
			c.Series = append(c.Series, s)
			c.Marks = append(c.Marks, report.Mark{Name: name, At: 3})
		}
		widths := []float64{360, 660}
		if raceEnabled {
			widths = widths[:1]
		}
		for _, width := range widths {
			o, err := Option(c, Light(), width, Height(c, width))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.ContainsAny(o, "<>") || bytes.Contains(o, []byte("\u2028")) {
				t.Errorf("%s: got < or > or a line separator in the JSON, want them escaped", kind)
			}
			svg, err := e.SVG(c, Light(), width, Height(c, width))
			if err != nil {
				t.Fatal(err)
			}
			words(t, svg)
			if strings.Contains(svg, "<script") || strings.Contains(svg, "<text y='9'>") {
				t.Errorf("%s: got markup of a name in the SVG", kind)
			}
		}
	}
	c := &report.Chart{ID: "a", Kind: report.Bar, Empty: strings.Join(everyHostile, ""), Labels: []string{}}
	if _, err := e.SVG(c, Light(), 300, 56); err != nil {
		t.Error(err)
	}
}

func TestWrongChartsAreErrors(t *testing.T) {
	cells := []report.Cell{value(1), value(2)}
	one := func(s report.Series) []report.Series { return []report.Series{s} }
	tests := map[string]report.Chart{
		`chart "x": unknown kind "radar"`:                           {Kind: "radar"},
		`chart "x": series "a": 1 cells for 2 labels`:               {Kind: report.Bar, Series: one(report.Series{Name: "a", Cells: cells[:1]})},
		`chart "x": series "a": kind "pareto" inside "bar"`:         {Kind: report.Bar, Series: one(report.Series{Name: "a", Cells: cells, Kind: report.Pareto})},
		`chart "x": series "a": cell 1: NaN cannot be drawn`:        {Kind: report.Line, Series: one(report.Series{Name: "a", Cells: []report.Cell{value(1), value(math.NaN())}})},
		`chart "x": mark "m": +Inf cannot be drawn`:                 {Kind: report.Line, Marks: []report.Mark{{Name: "m", At: math.Inf(1)}}},
		`chart "x": series "b": unit "hours" on an axis of "count"`: {Kind: report.Bar, Series: []report.Series{{Name: "a", Unit: report.Count, Cells: cells}, {Name: "b", Unit: report.Hours, Cells: cells}}},
	}
	for want, c := range tests {
		c.ID, c.Labels = "x", []string{"一", "二"}
		_, err := Option(&c, Light(), 660, 240)
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, size := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := Option(&report.Chart{ID: "x", Kind: report.Bar}, Light(), size, 240); err == nil {
			t.Errorf("width %g: got no error", size)
		}
	}
}

func TestNumbersStandAsTheDocumentPrintsThem(t *testing.T) {
	for _, name := range drawn() {
		c := samples()[name]
		if c.Kind != report.Pareto && c.Kind != report.Donut && c.Kind != report.Heatmap && c.Kind != report.Waterfall {
			continue
		}
		got := strings.ReplaceAll(words(t, picture(t, name)), " ", "")
		for _, s := range c.Series {
			for _, cell := range s.Cells {
				if !strings.Contains(got, cell.Text) {
					t.Errorf("%s: got no %q in the drawing", name, cell.Text)
				}
			}
		}
	}
}

func TestLinesThatEndTogetherShareALabel(t *testing.T) {
	line := func(name string, last float64) report.Series {
		return report.Series{Name: name, Unit: report.Percent, Cells: []report.Cell{percent(98), percent(last), none(), none()}}
	}
	c := &report.Chart{ID: "x", Kind: report.Line, Labels: monthLabels(4), Series: []report.Series{line("P1", 100), line("P2", 60), line("P3", 100)}}
	o, err := Option(c, Light(), 660, 260)
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]int{"P1 / P3 100.0%": 1, "P2 60.0%": 1, `"P3 100.0%"`: 0, `"position":"right"`: 1} {
		if got := bytes.Count(o, []byte(s)); got != want {
			t.Errorf("got %s %d times, want %d", s, got, want)
		}
	}
}

func TestScriptStaysInsideItsElement(t *testing.T) {
	if bytes.Contains(bytes.ToLower(Script()), []byte("</script")) || bytes.Contains(Script(), []byte("<!--")) {
		t.Error("got the end of a script element inside the script")
	}
	if n := len(Script()); n < 400_000 || n > 730_000 {
		t.Errorf("got a script of %d bytes, want 400 to 730 KB", n)
	}
}

func TestHeightGrowsWithTheRows(t *testing.T) {
	long, short := *samples()["pareto"], *samples()["pareto"]
	short.Labels = short.Labels[:3]
	if a, b := Height(&short, 660), Height(&long, 660); a >= b {
		t.Errorf("got %g px for 3 rows and %g px for 10, want more for more", a, b)
	}
	if a, b := Height(samples()["donut"], 660), Height(samples()["donut"], 360); a >= b {
		t.Errorf("got %g px for two rings beside and %g px below each other, want more below", a, b)
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		e, err := New()
		if err != nil {
			b.Fatal(err)
		}
		e.Close()
	}
}

func BenchmarkSVG(b *testing.B) {
	e := mustNew(b)
	for _, name := range slices.Sorted(maps.Keys(samples())) {
		b.Run(name, func(b *testing.B) {
			c := samples()[name]
			for b.Loop() {
				if _, err := e.SVG(c, Light(), 660, Height(c, 660)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkOption(b *testing.B) {
	for _, name := range []string{"bar-priorities", "pareto", "heatmap"} {
		b.Run(name, func(b *testing.B) {
			c := samples()[name]
			for b.Loop() {
				if _, err := Option(c, Light(), 660, Height(c, 660)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
