package cli

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"furikaeri/app"
)

// A haltingDesktop stops an import at its first step of progress until go on.
type haltingDesktop struct {
	first   sync.Once
	reached chan struct{}
	goOn    chan struct{}
}

func (*haltingDesktop) Open(string, string, []string, bool) ([]string, error) { return nil, nil }
func (*haltingDesktop) Save(string, string) (string, error)                   { return "", nil }
func (*haltingDesktop) Reveal(string) error                                   { return nil }
func (*haltingDesktop) Speak()                                                {}
func (d *haltingDesktop) Tell(app.Step) {
	d.first.Do(func() {
		close(d.reached)
		<-d.goOn
	})
}

// A command that runs while the window imports says who holds the workspace, and works once it has let go.
func TestCommandBesideAnImportOfTheWindow(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "incidents.csv")
	mustExport(t, file, 5000)
	env := map[string]string{"FURIKAERI_WORKSPACE": filepath.Join(dir, "ws")}
	a, at, err := ForWindow(Machine{Env: func(k string) string { return env[k] }, System: "linux", Now: func() time.Time { return instant }})
	if err != nil {
		t.Fatal(err)
	}
	d := &haltingDesktop{reached: make(chan struct{}), goOn: make(chan struct{})}
	w := app.NewWindow(a, d, at)
	t.Cleanup(func() { app.Close(w) })
	type outcome struct {
		app.ImportOutcome
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		out, err := w.Import([]string{file}, false)
		done <- outcome{out, err}
	}()
	select {
	case <-d.reached:
	case out := <-done:
		t.Fatalf("the import told nobody how far it was: got %+v", out)
	}
	said := terminal{}
	code, _ := run(t, context.Background(), a.Dir, &said, "check")
	close(d.goOn)
	if want := "(furikaeri, process " + strconv.Itoa(os.Getpid()) + ", since "; code == 0 || !strings.Contains(said.String(), want) {
		t.Errorf("check while the window imports: got code %d and %q, want a sentence with %q", code, said.String(), want)
	}
	if out := <-done; out.err != nil || !out.OK || out.Files[0].New != "5,000" {
		t.Fatalf("the import: got %+v", out)
	}
	said.Reset()
	if _, out := run(t, context.Background(), a.Dir, &said, "check"); !strings.Contains(out, "5,000") {
		t.Errorf("check after the import: got %q and %q, want 5,000 alerts", out, said.String())
	}
}
