//go:build dev

package main

import (
	"os"
	"path/filepath"
	"strings"
)

// answers is a folder with a test's answers to dialogs, because a browser that drives the development build cannot reach
// the machine's own: "open" holds the paths of files to open, one a line; what is saved goes into the folder; "revealed"
// is the last path that was shown.
type answers struct{ dir string }

// scripted are the answers in the folder that FURIKAERI_ANSWERS names, nil if it names none.
func scripted(env func(string) string) *answers {
	if dir := env("FURIKAERI_ANSWERS"); dir != "" {
		return &answers{dir}
	}
	return nil
}

func (a *answers) files() ([]string, error) {
	body, err := os.ReadFile(filepath.Join(a.dir, "open"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	return strings.FieldsFunc(string(body), func(r rune) bool { return r == '\n' }), err
}

func (a *answers) save(name string) string {
	if _, err := os.Stat(filepath.Join(a.dir, "cancel")); err == nil {
		return ""
	}
	return filepath.Join(a.dir, name)
}

func (a *answers) reveal(path string) error {
	return os.WriteFile(filepath.Join(a.dir, "revealed"), []byte(path), 0o600)
}
