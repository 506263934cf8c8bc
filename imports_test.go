package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The module's own import paths begin with this.
const ownModule = "furikaeri/"

// A packageRule is what a package may import of ours, and why no more. "x/..." is x and all below it.
type packageRule struct {
	imports []string
	why     string
}

// allowedImports is the table of the house: source → derive → store → metrics → sections → Document → renderer, and
// nothing reaches back or skips on. app/kind is a leaf that names an alert's kind; whoever meets a title may use it.
var allowedImports = map[string]packageRule{
	".":        {[]string{"app", "app/cli", "frontend"}, "main picks the window or a command and wires the real parts; what can be asked for is app's"},
	"frontend": {nil, "it embeds the built page and knows nothing of what the page shows"},
	"app": {[]string{"app/deliver", "app/demo", "app/derive", "app/incident", "app/kind", "app/lang", "app/metrics", "app/pagerduty", "app/pagerduty/fakepd", "app/pagerduty/rest",
		"app/sections", "app/settings", "app/store", "report/..."}, "App puts all parts together; the commands call it, never the other way round"},
	"app/cli":                  {[]string{"app", "app/lang"}, "commands, flags and exit codes, and the turning of errors into words; the work is app's, so that the window can do it too"},
	"app/incident":             {nil, "the domain; everything stands on it, it stands on nothing of ours"},
	"app/kind":                 {nil, "a pure function of a title"},
	"app/demo":                 {[]string{"app/pagerduty/fakepd"}, "it writes files and fills an account as PagerDuty would, so that they are read by the same way as real ones"},
	"app/settings":             {[]string{"app/incident"}, "a file and its checks; others take from it what they need"},
	"app/lang":                 {[]string{"app/incident"}, "words, durations and dates; it does not know where they are printed"},
	"app/pagerduty":            {[]string{"app/incident"}, "a source hands over incidents and events; what they mean is derive's, where they are kept is store's"},
	"app/pagerduty/rest":       {[]string{"app/incident", "app/pagerduty"}, "the same source by way of the network; an answer is understood by the rules of files, which stand in app/pagerduty"},
	"app/pagerduty/fakepd":     {nil, "the other side: it shares no code with the client that asks it"},
	"app/pagerduty/fakepd/cmd": {[]string{"app/pagerduty/fakepd"}, "it serves the fake on this machine, for people who want to try a pull"},
	"app/derive":               {[]string{"app/incident", "app/kind", "app/settings"}, "pure: an incident, its events and the rules in, facts out; no store, no source"},
	"app/store":                {[]string{"app/incident", "app/kind"}, "it keeps what it is given; facts come from derive by way of app"},
	"app/metrics":              {[]string{"app/incident", "app/kind"}, "it takes a small Querier, not the store, so that the same numbers come from any database"},
	"app/sections":             {[]string{"app/metrics", "app/incident", "app/kind", "app/lang", "report"}, "its input is a struct of numbers, comments, brand and language; it never sees the store nor a renderer"},
	"app/deliver":              {[]string{"app/incident", "app/lang", "report"}, "it sends what it is given; it neither counts nor draws"},
	"report":                   {nil, "the document model knows no incident; all that knows it depends on it"},
	"report/font":              {nil, "typeface and its widths"},
	"report/chart":             {[]string{"report", "report/font"}, "it draws report.Chart; renderers depend on it"},
	"report/html":              {[]string{"report", "report/chart", "report/font"}, "a renderer sees the Document alone: no incident, no other renderer"},
	"report/pdf":               {[]string{"report", "report/chart", "report/font"}, "a renderer sees the Document alone: no incident, no other renderer"},
	"report/xlsx":              {[]string{"report", "report/chart", "report/font"}, "a renderer sees the Document alone: no incident, no other renderer"},
}

// reservedModules are modules of others that only some of our packages may import: module → packages, and why.
var reservedModules = map[string]packageRule{
	"github.com/wailsapp/wails": {[]string{"."}, "App knows nothing of Wails: commands and tests run without a window"},
	"github.com/duckdb":         {[]string{"app/store"}, "one package owns the file; metrics read through a Querier"},
	"github.com/spf13/cobra":    {[]string{"app/cli"}, "commands are one face of App, and its only one in a terminal"},
	"database/sql/driver":       {[]string{"app/store"}, "one package owns the file; metrics read through a Querier"},
}

func TestImports(t *testing.T) {
	for file, imports := range mustImports(t) {
		pkg := path.Dir(file)
		if strings.HasSuffix(file, "_test.go") {
			checkTestImports(t, file, imports)
			continue
		}
		rule, ok := allowedImports[pkg]
		if !ok {
			t.Errorf("%s: the package %s is not in the table of allowed imports; add it with what it may import and why, and a sentence in ARCHITECTURE.md", file, pkg)
			continue
		}
		for _, name := range imports {
			own, ok := strings.CutPrefix(name, ownModule)
			if ok && !matchesImport(rule.imports, own) {
				t.Errorf("%s imports %s; want none but %v: %s", file, own, rule.imports, rule.why)
			}
			for module, reserved := range reservedModules {
				if strings.HasPrefix(name, module) && !slices.Contains(reserved.imports, pkg) {
					t.Errorf("%s imports %s; want it in %v alone: %s", file, name, reserved.imports, reserved.why)
				}
			}
		}
	}
}

// checkTestImports holds tests to less: they may build what they test from other parts, but report/ stays a half of
// its own.
func checkTestImports(t *testing.T, file string, imports []string) {
	t.Helper()
	for _, name := range imports {
		if strings.HasPrefix(file, "report/") && strings.HasPrefix(name+"/", ownModule+"app/") {
			t.Errorf("%s imports %s; want nothing of app under report: a renderer is tested with documents alone", file, name)
		}
	}
}

// The table names packages; one that is gone, or that the table misspells, would guard nothing.
func TestAllowedImportsAreInTheTable(t *testing.T) {
	for pkg, rule := range allowedImports {
		if rule.why == "" {
			t.Errorf("%s: got no reason, want one", pkg)
		}
		for _, name := range rule.imports {
			if _, ok := allowedImports[strings.TrimSuffix(name, "/...")]; !ok {
				t.Errorf("%s may import %s, which is not in the table", pkg, name)
			}
		}
	}
}

func TestMatchesImport(t *testing.T) {
	list := []string{"app", "report/..."}
	for name, want := range map[string]bool{"app": true, "app/cli": false, "report": true, "report/pdf": true, "reports": false} {
		if got := matchesImport(list, name); got != want {
			t.Errorf("matchesImport(%v, %q) = %v, want %v", list, name, got, want)
		}
	}
}

// matchesImport reports whether a list such as "app", "report/..." has name.
func matchesImport(list []string, name string) bool {
	return slices.ContainsFunc(list, func(pattern string) bool {
		if below, ok := strings.CutSuffix(pattern, "/..."); ok {
			return name == below || strings.HasPrefix(name, below+"/")
		}
		return name == pattern
	})
}

// mustImports are the imports of every Go file of the repository, whatever it is built for: file → paths.
func mustImports(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	for _, file := range mustGoFiles(t) {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		imports[file] = []string{}
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			imports[file] = append(imports[file], name)
		}
	}
	if len(imports) < 20 {
		t.Fatalf("got %d Go files, want the whole repository: %v", len(imports), slices.Sorted(maps.Keys(imports)))
	}
	return imports
}

// mustGoFiles are the paths of every Go file of the repository, with "/", from the top.
func mustGoFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := fs.WalkDir(os.DirFS("."), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() && (name == "node_modules" || name == "testdata" || name != "." && strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(name, ".go") {
			files = append(files, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
