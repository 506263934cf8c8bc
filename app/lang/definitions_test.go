package lang

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A reading is a numbered entry of the page's last section: what stands in its example.
type reading struct {
	title   string
	numbers map[int]bool
	tests   []string // as `TestName/row` names them
}

var (
	heading  = regexp.MustCompile(`(?m)^(#+) (.*)$`)
	place    = regexp.MustCompile(`^\d+\.`)
	quoted   = regexp.MustCompile("`(Test[^`]+)`")
	code     = regexp.MustCompile("`[^`]*`")
	thousand = regexp.MustCompile(`(\d),(\d{3})\b`)
	digits   = regexp.MustCompile(`\d+`)
)

func numbersIn(text string) map[int]bool {
	out := map[int]bool{}
	for _, d := range digits.FindAllString(thousand.ReplaceAllString(text, "$1$2"), -1) {
		if n, err := strconv.Atoi(d); err == nil {
			out[n] = true
		}
	}
	return out
}

// skeleton is a page's headings: their level, and their number where they have one.
func skeleton(page string) []string {
	out := []string{}
	for _, m := range heading.FindAllStringSubmatch(page, -1) {
		out = append(out, m[1]+" "+place.FindString(m[2]))
	}
	return out
}

func readingsOf(t *testing.T, page string) []reading {
	t.Helper()
	parts := strings.Split(page, "\n### ")
	out := []reading{}
	for i, part := range parts[1:] {
		title, body, _ := strings.Cut(part, "\n")
		if want := fmt.Sprintf("%d. ", i+1); !strings.HasPrefix(title, want) {
			t.Errorf("got reading %q, want it to begin with %q", title, want)
		}
		r := reading{title: title}
		example := ""
		for line := range strings.Lines(body) {
			if strings.HasPrefix(line, ">") {
				example += line
			}
		}
		for _, m := range quoted.FindAllStringSubmatch(example, -1) {
			r.tests = append(r.tests, m[1])
		}
		// Names of people's classes are no numbers of the example.
		r.numbers = numbersIn(code.ReplaceAllString(strings.NewReplacer("l1", "", "L1", "", "L2", "", "t0", "").Replace(example), ""))
		out = append(out, r)
	}
	return out
}

func TestDefinitionsAreOnePageInTwoLanguages(t *testing.T) {
	en, ja := Definitions("en"), Definitions("ja")
	if got, want := skeleton(ja), skeleton(en); !slices.Equal(got, want) {
		t.Errorf("got headings %q in ja, want those of en %q", got, want)
	}
	for _, first := range []string{fmt.Sprintf("# Definitions (rule version %d)\n", RuleVersion), fmt.Sprintf("# 用語と数え方の定義(ルール第%d版)\n", RuleVersion)} {
		if !strings.HasPrefix(en, first) && !strings.HasPrefix(ja, first) {
			t.Errorf("no page begins with %q", first)
		}
	}
	// Tables, lists and examples: as many in both, so that no line was forgotten.
	for _, begin := range []string{"| ", "- ", "> ", "1. ", "6. "} {
		if got, want := strings.Count(ja, "\n"+begin), strings.Count(en, "\n"+begin); got != want {
			t.Errorf("got %d lines that begin with %q in ja, want %d as in en", got, begin, want)
		}
	}
	english, japanese := readingsOf(t, en), readingsOf(t, ja)
	if len(english) < 40 || len(english) != len(japanese) {
		t.Fatalf("got %d readings in en and %d in ja, want at least 40, the same", len(english), len(japanese))
	}
	for i, r := range english {
		if !slices.Equal(r.tests, japanese[i].tests) {
			t.Errorf("%s: got tests %q in ja, want %q", r.title, japanese[i].tests, r.tests)
		}
		for n := range r.numbers {
			if !japanese[i].numbers[n] {
				t.Errorf("%s: the example in ja lacks %d", r.title, n)
			}
		}
	}
}

// Every code span, hence every pattern and name, is the same in both languages.
func TestDefinitionsHaveTheSameNames(t *testing.T) {
	names := func(page string) map[string]bool {
		out := map[string]bool{}
		for _, c := range code.FindAllString(page, -1) {
			if !strings.Contains(c, "min(H") && !strings.ContainsAny(c, "年率減手") { // words, and how Japanese reports write
				out[c] = true
			}
		}
		return out
	}
	en, ja := names(Definitions("en")), names(Definitions("ja"))
	for _, c := range slices.Sorted(maps.Keys(en)) {
		if !ja[c] {
			t.Errorf("ja lacks %s", c)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(ja)) {
		if !en[c] {
			t.Errorf("en lacks %s", c)
		}
	}
}

// An example's numbers stand in the tests that it names: in the row of the table, in the lines before it, or around the table.
func TestReadingsAreTested(t *testing.T) {
	tests := mustTests(t, "../derive", "../metrics")
	for _, r := range readingsOf(t, Definitions("en")) {
		if len(r.tests) == 0 || len(r.numbers) == 0 {
			t.Errorf("%s: got %d tests and %d numbers, want some", r.title, len(r.tests), len(r.numbers))
		}
		proved := map[int]bool{}
		for _, name := range r.tests {
			text, ok := tests[name]
			if !ok {
				t.Errorf("%s: there is no test %q", r.title, name)
			}
			maps.Copy(proved, numbersIn(text))
		}
		for n := range r.numbers {
			if !proved[n] {
				t.Errorf("%s: no test named there has %d", r.title, n)
			}
		}
	}
}

// mustTests are the tests of packages by name, and the rows of their tables by name/row: their text.
func mustTests(t *testing.T, dirs ...string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("tests of %s: got %v, %v", dir, files, err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, body, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			text := func(from, to token.Pos) string {
				return string(body[set.Position(from).Offset:set.Position(to).Offset])
			}
			for _, d := range parsed.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") {
					continue
				}
				out[f.Name.Name] = text(f.Pos(), f.End())
				ast.Inspect(f, func(n ast.Node) bool {
					table, ok := n.(*ast.CompositeLit)
					if !ok {
						return true
					}
					begin := table.Lbrace + 1
					for _, e := range table.Elts {
						if name, ok := rowName(e); ok {
							out[f.Name.Name+"/"+name] = text(begin, e.End()) + text(f.Pos(), table.Pos()) + text(table.End(), f.End())
						}
						begin = e.End()
					}
					return true
				})
			}
		}
	}
	return out
}

// rowName is the name of a table's row: the string under "name", or its first element.
func rowName(e ast.Expr) (string, bool) {
	row, ok := e.(*ast.CompositeLit)
	if !ok || len(row.Elts) == 0 {
		return "", false
	}
	first := row.Elts[0]
	if kv, ok := first.(*ast.KeyValueExpr); ok {
		first = kv.Value
	}
	l, ok := first.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
