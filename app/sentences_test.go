package app

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"furikaeri/app/lang"
	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// The window and the commands say the same of an error, and nothing in it moves a cursor.
func TestSentences(t *testing.T) {
	words, err := lang.For("en")
	if err != nil {
		t.Fatal(err)
	}
	_, broken := settings.Parse([]byte("fiscal_year_start = 13\nlanguage = \"xx\"\n"), "s.toml")
	since := time.Date(2026, 3, 2, 10, 0, 5, 0, time.Local)
	other := func(error) string { return "other" }
	for _, c := range []struct {
		err  error
		want []string // what each sentence has in it
	}{
		{errors.New("boom"), []string{"other"}},
		{errors.Join(&Error{Key: "error.map.no_service", Args: []string{"file", "m\x1b[2J.csv", "line", "2"}}, errors.New("boom")), []string{"m [2J.csv:2: ", "other"}},
		{(&App{}).openError(&store.Busy{PID: 7, Command: "furikaeri pull", Since: since.UTC().Format(time.RFC3339)}), []string{"(furikaeri pull, process 7, since 2026-03-02 10:00:05)"}},
		{&Error{Key: "error.logo", Args: []string{"file", "a.png", "detail", "open a.png: no such file"}, Err: fs.ErrNotExist}, []string{words.T("system.not_exist")}},
		{&Error{Key: "error.settings", Args: []string{"detail", broken.Error()}, Detail: mistakes(broken), Err: broken}, []string{"s.toml:1: fiscal_year_start"}},
		{&Error{Key: "error.settings", Args: []string{"detail", "one\ntwo\x1b"}}, []string{"\none\ntwo "}},
	} {
		got := Sentences(words, c.err, other)
		if !slices.EqualFunc(got, c.want, strings.Contains) {
			t.Errorf("%v: got %q, want %q in it", c.err, got, c.want)
		}
	}
}

// The window says since when the workspace is held as the commands do.
func TestWindowSaysWhoHoldsTheWorkspace(t *testing.T) {
	w, _ := mustWindow(t)
	since := time.Date(2026, 3, 2, 10, 0, 5, 0, time.Local)
	f := Describe(w, w.app.openError(&store.Busy{PID: 7, Command: "furikaeri pull", Since: since.UTC().Format(time.RFC3339)}))
	if !f.Busy || len(f.Sentences) != 1 || !strings.Contains(f.Sentences[0], "2026-03-02 10:00:05") {
		t.Errorf("got %+v, want since when", f)
	}
	if f := Describe(w, context.Canceled); !f.Cancelled || len(f.Sentences) != 1 {
		t.Errorf("got %+v, want that it was cancelled", f)
	}
}
