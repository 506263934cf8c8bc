package settings

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// A file is settings.toml as it is written: Settings, and what it writes otherwise.
type file struct {
	Settings
	Definitions map[string]string `toml:"definitions"`
	SLO         []fileSLO         `toml:"slo"`
	ClientSLO   []fileClientSLO   `toml:"client_slo"`
}

type fileSLO struct {
	Priority     string   `toml:"priority"`
	LimitMinutes int64    `toml:"limit_minutes"`
	GoalPercent  *float64 `toml:"goal_percent"`
}

type fileClientSLO struct {
	Client       string   `toml:"client"`
	Priority     string   `toml:"priority"`
	LimitMinutes *int64   `toml:"limit_minutes"`
	GoalPercent  *float64 `toml:"goal_percent"`
}

// Read reads and checks settings.toml at path. A file that does not exist gives Default.
func Read(path string) (Settings, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil
	}
	if err != nil {
		return Settings{}, fmt.Errorf("reading settings: %w", err)
	}
	return Parse(data, filepath.Base(path))
}

// Parse reads and checks settings. Keys that are left out have Default's values; a list, slo too, is replaced whole.
// The error names every mistake on a line of its own, as name:line: what is wrong.
func Parse(data []byte, name string) (Settings, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	f := file{Settings: Default()}
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&f); err != nil {
		return Settings{}, syntaxError(err, name)
	}
	s, wrong := f.settings()
	wrong = append(wrong, s.problems()...)
	if len(wrong) == 0 {
		return s, nil
	}

	lines := linesOf(data)
	slices.SortStableFunc(wrong, func(a, b *Mistake) int { return cmp.Compare(lineOf(lines, a.Key), lineOf(lines, b.Key)) })
	var errs []error
	for _, p := range wrong {
		p.File, p.Line = name, lineOf(lines, p.Key)
		errs = append(errs, p)
	}
	return Settings{}, errors.Join(errs...)
}

// settings are the file's, and what could not be said in them.
func (f file) settings() (Settings, problems) {
	var wrong problems
	s := f.Settings
	for _, key := range slices.Sorted(maps.Keys(f.Definitions)) {
		if key == "default" {
			s.Definition = f.Definitions[key]
			continue
		}
		year, ok := yearOf(key)
		if !ok {
			wrong.add("definitions."+key, "year_key", "is no fiscal year such as FY2025, nor default")
			continue
		}
		s.Definitions[year] = f.Definitions[key]
	}
	if f.SLO != nil {
		s.SLO = nil
		for i, o := range f.SLO {
			goal := goalOf(&wrong, fmt.Sprintf("slo[%d]", i), o.GoalPercent)
			s.SLO = append(s.SLO, SLO{Priority: o.Priority, LimitSeconds: seconds(o.LimitMinutes), GoalBP: goal})
		}
	}
	for i, o := range f.ClientSLO {
		c := ClientSLO{Client: o.Client, Priority: o.Priority}
		c.GoalBP = goalOf(&wrong, fmt.Sprintf("client_slo[%d]", i), o.GoalPercent)
		if o.LimitMinutes != nil {
			limit := seconds(*o.LimitMinutes)
			c.LimitSeconds = &limit
		}
		s.ClientSLO = append(s.ClientSLO, c)
	}
	return normal(s), wrong
}

// seconds are the seconds of so many minutes, or -1 for what is no limit at all and would not fit.
func seconds(minutes int64) int64 {
	if minutes <= 0 || minutes > maxMinutes {
		return -1
	}
	return minutes * 60
}

// goalOf is a percentage in 1/10,000; nil for nil. One that is not whole in them is a problem.
func goalOf(p *problems, key string, percent *float64) *int {
	if percent == nil {
		return nil
	}
	bp := math.Round(*percent * 100)
	if !(math.Abs(*percent) <= 1_000_000) || math.Abs(*percent*100-bp) > 1e-6 {
		p.add(key+".goal_percent", "percent", "%v is no percentage with at most two decimals", *percent)
		return nil
	}
	goal := int(bp)
	return &goal
}

// percent is a goal in 1/10,000 as the file has it: 9700 → "97", 9995 → "99.95".
func percent(bp int) string {
	return strconv.FormatFloat(float64(bp)/100, 'f', -1, 64)
}

// yearOf is the year of a key such as "FY2025".
func yearOf(key string) (year int, ok bool) {
	digits, ok := strings.CutPrefix(key, "FY")
	if !ok || len(digits) != 4 {
		return 0, false
	}
	year, err := strconv.Atoi(digits)
	return year, err == nil && year >= 0
}

func yearKey(year int) string { return fmt.Sprintf("FY%04d", year) }

func sortedYears(m map[int]string) []int { return slices.Sorted(maps.Keys(m)) }

// mismatch is go-toml's message for a value of a wrong type.
var mismatch = regexp.MustCompile(`^cannot (?:decode TOML (.+)|store a (table)) in(?:to|) .*?(\S+)$`)

// syntaxError is go-toml's error with file and line, in words about the file instead of the program.
func syntaxError(err error, name string) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var errs []error
		for _, e := range missing.Errors {
			line, _ := e.Position()
			errs = append(errs, &Mistake{File: name, Line: line, Key: strings.Join(e.Key(), "."), Problem: "unknown", Args: []string{}, text: "there is no such setting"})
		}
		return errors.Join(errs...)
	}
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return fmt.Errorf("%s: %w", name, err)
	}
	line, _ := decode.Position()
	text := strings.TrimPrefix(decode.Error(), "toml: ")
	out := &Mistake{File: name, Line: line, Key: strings.Join(decode.Key(), "."), Problem: "syntax", Args: []string{text}, text: text}
	if m := mismatch.FindStringSubmatch(text); m != nil {
		problem, want := wanted(m[3])
		out.Problem, out.Args = problem, []string{cmp.Or(m[1], m[2])}
		out.text = fmt.Sprintf("is of type %s, want %s", out.Args[0], want)
	}
	return out
}

// wanted says what a value of a Go type looks like in the file: the problem where it does not, and in words.
func wanted(goType string) (problem, words string) {
	switch goType {
	case "string":
		return "want_text", "text in quotes"
	case "int", "int64", "*int64":
		return "want_whole", "a whole number"
	case "float64", "*float64":
		return "want_number", "a number"
	case "[]string":
		return "want_list", "a list of texts, [\"…\", \"…\"]"
	}
	return "want_table", "a table"
}

// linesOf is the line of every key of a document that parses: "slo[1].priority" → 31. Keys are in lower case, as
// go-toml does not mind their case.
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	counts := map[string]int{} // of array tables so far
	prefix := ""
	var p unstable.Parser
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table:
			prefix = addKey(&p, lines, "", e)
		case unstable.ArrayTable:
			key := addKey(&p, lines, "", e)
			prefix = fmt.Sprintf("%s[%d]", key, counts[key])
			counts[key]++
			lines[prefix] = p.Shape(e.Child().Raw).Start.Line
		case unstable.KeyValue:
			addValue(&p, lines, addKey(&p, lines, prefix, e), e.Value())
		}
	}
	return lines
}

// addKey adds the line of e's key below prefix, and is that key.
func addKey(p *unstable.Parser, lines map[string]int, prefix string, e *unstable.Node) string {
	for it := e.Key(); it.Next(); {
		if prefix != "" {
			prefix += "."
		}
		prefix += strings.ToLower(string(it.Node().Data))
		if _, ok := lines[prefix]; !ok {
			lines[prefix] = p.Shape(it.Node().Raw).Start.Line
		}
	}
	return prefix
}

// addValue adds the lines of what is inside a value.
func addValue(p *unstable.Parser, lines map[string]int, key string, v *unstable.Node) {
	switch v.Kind {
	case unstable.Array:
		i := 0
		for it := v.Children(); it.Next(); i++ {
			item := fmt.Sprintf("%s[%d]", key, i)
			if raw := it.Node().Raw; raw.Length > 0 {
				lines[item] = p.Shape(raw).Start.Line
			}
			addValue(p, lines, item, it.Node())
		}
	case unstable.InlineTable:
		for it := v.Children(); it.Next(); {
			addValue(p, lines, addKey(p, lines, key, it.Node()), it.Node().Value())
		}
	}
}

// lineOf is the line of key, or of the nearest thing around it that has one; 1 if nothing has.
func lineOf(lines map[string]int, key string) int {
	for key = strings.ToLower(key); key != ""; key = key[:max(strings.LastIndexAny(key, ".["), 0)] {
		if line, ok := lines[key]; ok {
			return line
		}
	}
	return 1
}

// Write checks s and writes it to path whole, as Template has it in its own language: to a temporary file beside it,
// synced, then renamed. Whatever fails, path has the old or the new settings.
func (s Settings) Write(path string) error {
	if err := s.Check(); err != nil {
		return fmt.Errorf("writing settings: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("writing settings: %w", err)
	}
	defer os.Remove(temporary.Name()) // gone already if all went well
	_, err = temporary.Write(Template(s, s.Language))
	if err == nil {
		err = temporary.Sync()
	}
	err = errors.Join(err, temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("writing settings: %w", err)
	}
	return nil
}
