package main

import (
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A thirdParty is a file of others that is part of the program or of what it writes.
type thirdParty struct {
	file     string // path.Match pattern, from the top of the repository
	licences []licence
}

// A licence is a file beside it, and words that stand in it.
type licence struct{ file, words string }

// thirdParties are all files of others in this repository.
var thirdParties = []thirdParty{
	{"report/font/*.ttf", []licence{{"LICENSE-OFL.txt", "SIL OPEN FONT LICENSE Version 1.1"}}},
	{"report/chart/assets/echarts.js", []licence{
		{"LICENSE", "Apache License\nVersion 2.0"}, {"NOTICE", "Apache ECharts"}, {"LICENSE.zrender", "BSD 3-Clause License"},
	}},
}

func TestFilesOfOthersHaveTheirLicenceBeside(t *testing.T) {
	for _, party := range thirdParties {
		files, err := filepath.Glob(party.file)
		if err != nil || len(files) == 0 {
			t.Errorf("%s: got %v, %v, want files", party.file, files, err)
		}
		for _, l := range party.licences {
			name := path.Join(path.Dir(party.file), l.file)
			text, err := os.ReadFile(name)
			if err != nil {
				t.Errorf("the licence of %s: %v", party.file, err)
				continue
			}
			if !strings.Contains(joinSpaces(string(text)), joinSpaces(l.words)) {
				t.Errorf("%s does not say %q", name, l.words)
			}
		}
	}
}

// ownPictures are drawn for this program; furikaeri.svg is what the others are made of.
const ownPictures = "build/icon/*"

// Fonts, pictures, and anything too long to be typed come from somebody.
func TestEmbeddedFilesAreOursOrNamed(t *testing.T) {
	const typed = 150_000 // bytes; the catalogues are the longest
	foreign := []string{".ttf", ".otf", ".woff", ".woff2", ".wasm", ".so", ".dll", ".gz", ".zip", ".png", ".jpg", ".svg", ".ico"}
	files := mustEmbedded(t)
	if len(files) < 5 {
		t.Errorf("got %d embedded files, want fonts, ECharts and what else there is: %v", len(files), files)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		named := slices.ContainsFunc(thirdParties, func(p thirdParty) bool {
			ok, _ := path.Match(p.file, file)
			return ok
		})
		if own, _ := path.Match(ownPictures, file); own {
			continue
		}
		if !named && (info.Size() > typed || slices.Contains(foreign, path.Ext(file))) {
			t.Errorf("%s (%d bytes) is embedded and looks like another's; want it in the table with its licence beside it", file, info.Size())
		}
	}
}

func TestOwnLicenceIsApache(t *testing.T) {
	text, err := os.ReadFile("LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"Apache License Version 2.0, January 2004", "END OF TERMS AND CONDITIONS"} {
		if !strings.Contains(joinSpaces(string(text)), words) {
			t.Errorf("LICENSE does not say %q", words)
		}
	}
}

// embedLine is a go:embed comment; patterns in it are separated by spaces.
var embedLine = regexp.MustCompile(`(?m)^//go:embed (.+)$`)

// mustEmbedded are the files that our packages embed, from the top. The built window is left out: npm's licences are
// checked where it is built.
func mustEmbedded(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, file := range mustGoFiles(t) {
		if strings.HasPrefix(file, "frontend/") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, group := range f.Comments {
			for _, comment := range group.List {
				m := embedLine.FindStringSubmatch(comment.Text)
				if m == nil {
					continue
				}
				for _, pattern := range strings.Fields(m[1]) {
					found, err := filepath.Glob(path.Join(path.Dir(file), strings.TrimPrefix(pattern, "all:")))
					if err != nil || len(found) == 0 {
						t.Errorf("%s embeds %s: got %v, %v, want files", file, pattern, found, err)
					}
					for _, name := range found {
						files = append(files, mustBelow(t, name)...)
					}
				}
			}
		}
	}
	return files
}

// mustBelow are the files at and below name.
func mustBelow(t *testing.T, name string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(name, func(file string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, filepath.ToSlash(file))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// joinSpaces is s with every run of white space as one space.
func joinSpaces(s string) string { return strings.Join(strings.Fields(s), " ") }
