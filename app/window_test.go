package app

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"furikaeri/app/store"
)

// A desk of dialogs that a test answers.
type fakeDesktop struct {
	open  []string
	save  string
	steps int
	spoke int
}

func (d *fakeDesktop) Open(string, string, []string, bool) ([]string, error) { return d.open, nil }
func (d *fakeDesktop) Save(_, name string) (string, error) {
	if d.save == "" {
		return "", nil
	}
	return filepath.Join(d.save, name), nil
}
func (d *fakeDesktop) Tell(Step)           { d.steps++ }
func (d *fakeDesktop) Reveal(string) error { return errors.New("no file manager") }
func (d *fakeDesktop) Speak()              { d.spoke++ }

func mustWindow(t *testing.T) (*Window, *fakeDesktop) {
	t.Helper()
	d := &fakeDesktop{}
	a := mustApp(t)
	w := NewWindow(a, d, WindowAt{Language: "ja", Look: filepath.Join(filepath.Dir(a.Dir), "look", "window.json")})
	t.Cleanup(func() { Close(w) })
	return w, d
}

const windowCSV = `id,number,title,service_id,service_name,team,urgency,priority,created_on,acknowledged_on,resolved_on,resolved_by
Q1,1,</script><b>disk,S1,svc one,U1,high,P1,2026-03-02T00:00:00Z,2026-03-02T00:05:00Z,2026-03-02T00:20:00Z,佐伯
Q2,2,cpu,S1,svc one,U1,high,P2,2026-03-03T00:00:00Z,2026-03-03T00:05:00Z,2026-03-03T02:20:00Z,佐伯
Q3,3,cpu,S2,svc two,U2,high,P2,2026-03-04T00:00:00Z,,2026-03-04T00:01:00Z,
Q4,4,cpu,S2,svc two,U2,high,P2,yesterday,,,
`

// mustFill imports windowCSV.
func mustFill(t *testing.T, w *Window) ImportOutcome {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, []byte(windowCSV), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := w.Import([]string{path}, false)
	if err != nil || !out.OK {
		t.Fatalf("got %+v, %v, want an import", out.Failed, err)
	}
	return out
}

func TestWindowFromFileToReport(t *testing.T) {
	w, d := mustWindow(t)
	if s := w.Start(); !s.Fresh || s.Language != "ja" || s.Theme != "auto" {
		t.Errorf("first start: got %+v", s)
	}
	if c, err := w.Choices(); err != nil || !c.Empty {
		t.Errorf("choices of nothing: got %+v, %v", c, err)
	}
	if _, err := os.Stat(w.app.Dir); err == nil {
		t.Error("asking made a workspace")
	}
	out := mustFill(t, w)
	if out.Refused != 1 || out.Refusals[0].Value != "yesterday" || out.Files[0].New != "3" {
		t.Errorf("outcome: got %+v", out)
	}
	c, err := w.Choices()
	if err != nil || c.Empty || c.Quarter != "FY2025Q4" || c.Month != "2026-03" || !reflect.DeepEqual(c.Units, []string{"U1", "U2"}) {
		t.Errorf("choices: got %+v, %v", c, err)
	}
	h, err := w.Home(HomeQuery{Period: "2026-03"})
	if err != nil || h.Figures[2].Value != "3" || h.Figures[3].Value != "33.3" || len(h.Kinds) != 2 {
		t.Errorf("home: got %+v, %v", h.Figures, err)
	}
	if _, err := json.Marshal(h); err != nil {
		t.Errorf("home is no JSON: %v", err)
	}
	d.save = t.TempDir()
	q := PreviewQuery{Kind: "quarterly", Period: "FY2025Q4", Lang: "ja"}
	target, err := w.ChooseTarget(q, []string{"pdf", "html"})
	if err != nil || !target.Chosen || len(target.Existing) != 0 {
		t.Fatalf("target: got %+v, %v", target, err)
	}
	e, err := w.Export(q)
	if err != nil || len(e.Paths) != 2 {
		t.Fatalf("export: got %+v, %v", e, err)
	}
	for _, p := range e.Paths {
		if info, err := os.Stat(p); err != nil || info.Size() < 1000 {
			t.Errorf("%s: got %v, %v", p, info, err)
		}
	}
	target, err = w.ChooseTarget(q, []string{"pdf", "html"})
	if err != nil || len(target.Existing) != 1 || !strings.HasSuffix(target.Existing[0], ".html") {
		t.Errorf("what the dialog did not ask about: got %+v, %v, want the HTML", target, err)
	}
	past, err := w.Imports()
	if err != nil || len(past) != 1 || past[0].File != "a.csv" {
		t.Errorf("imports: got %+v, %v", past, err)
	}
	if _, err := w.UndoImport(); err != nil {
		t.Fatal(err)
	}
	if c, err := w.Choices(); err != nil || !c.Empty {
		t.Errorf("after taking the import back: got %+v, %v, want nothing", c, err)
	}
}

func TestWindowLooksBeforeItImports(t *testing.T) {
	w, _ := mustWindow(t)
	dir := t.TempDir()
	paths := []string{filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "none.csv")}
	for i, body := range []string{windowCSV, "color,size\nred,3\n"} {
		if err := os.WriteFile(paths[i], []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := w.Look(paths)
	if err != nil || len(got) != 3 || !got[0].OK || len(got[0].Columns) != 12 || got[1].OK || got[2].OK || len(got[1].Problems) == 0 || len(got[2].Problems) == 0 {
		t.Fatalf("got %+v, %v, want one file that can go in and two that cannot", got, err)
	}
	if out, err := w.Import(paths[:1], true); err != nil || !out.OK || !out.Try || out.Files[0].New != "3" {
		t.Errorf("a try: got %+v, %v", out, err)
	}
	if c, err := w.Choices(); err != nil || !c.Empty {
		t.Errorf("after a try: got %+v, %v, want nothing", c, err)
	}
}

// What is behind a number is what the number says.
func TestWindowListsWhatHomeCounts(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	for only, want := range map[Only]int{OnlyAll: 3, OnlyManned: 2, OnlyAuto: 1, OnlyJudged: 2, OnlyMissed: 1, OnlyOpen: 0} {
		p, err := w.Incidents(IncidentQuery{Period: "FY2025Q4", Only: only})
		if err != nil || p.Found != want || len(p.Rows) != want {
			t.Errorf("%s: got %d, %v, want %d", only, p.Found, err, want)
		}
		answer := httptest.NewRecorder()
		Assets(w).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/data/incidents?period=FY2025Q4&only="+string(only), nil))
		var whole IncidentPage
		if err := json.Unmarshal(answer.Body.Bytes(), &whole); err != nil || !reflect.DeepEqual(whole, p) {
			t.Errorf("%s over HTTP: got %+v, %v, want %+v", only, whole, err, p)
		}
	}
	d, err := w.Incident("FY2025Q4", "default", "Q2")
	if err != nil || d.Title != "cpu" || len(d.Timeline) != 3 || len(d.Handling) != 5 || !d.Handling[0].InUse {
		t.Errorf("got %+v, %v", d, err)
	}
	if _, err := w.Incident("FY2025Q4", "default", "no such"); err == nil {
		t.Error("an incident that is not there: got no error")
	}
	answer := httptest.NewRecorder()
	Assets(w).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/data/incidents?period=nonsense", nil))
	var f Failure
	if err := json.Unmarshal(answer.Body.Bytes(), &f); err != nil || answer.Code != http.StatusUnprocessableEntity || len(f.Sentences) != 1 {
		t.Errorf("a period that is none: got %d %s, %v", answer.Code, answer.Body, err)
	}
}

func TestWindowKeepsComments(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	q := PreviewQuery{Kind: "monthly", Period: "2026-03", Client: "svc one", Lang: "en"}
	said := "# no heading\n- no item\n\n  </script>  "
	if _, err := w.SaveComment(q, "summary", said); err != nil {
		t.Fatal(err)
	}
	p, err := w.Preview(q)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range p.Sections {
		got[s.ID] = s.Comment
	}
	if want := "＃ no heading\n・no item\n</script>"; got["summary"] != want {
		t.Errorf("got %q, want %q", got["summary"], want)
	}
	answer := httptest.NewRecorder()
	Assets(w).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, p.URL, nil))
	if body := answer.Body.String(); answer.Code != http.StatusOK || !strings.Contains(body, "no heading") || strings.Contains(body, "</script></p>") {
		t.Errorf("the preview's page: got %d, %d bytes", answer.Code, len(body))
	}
	other := q
	other.Client = "svc two"
	if p, err := w.Preview(other); err != nil || p.Sections[0].Comment != "" {
		t.Errorf("another client's comment: got %+v, %v, want none", p.Sections, err)
	}
}

func TestWindowEditsTheMap(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	m, err := w.Map()
	if err != nil || m.Unmapped != 2 || len(m.Rows) != 2 {
		t.Fatalf("got %+v, %v, want two services that the map lacks", m, err)
	}
	row := m.Rows[0]
	edited := row
	edited.Client, edited.From = " 山田 ", "2026/03/01"
	if m, err = w.SaveMapRow(edited, row); err != nil || m.Unmapped != 1 || m.Rows[1].Client != "山田" || m.Rows[1].From != "2026-03-01" {
		t.Fatalf("got %+v, %v", m.Rows, err)
	}
	for key, bad := range map[string]MapRow{
		"error.w.map_date":    {Place: -1, Service: "x", Client: "c", From: "tomorrow"},
		"error.w.map_order":   {Place: -1, Service: "x", Client: "c", From: "2026-03-02", Until: "2026-03-01"},
		"error.w.map_service": {Place: -1, Client: "c"},
		"error.w.map_changed": {Place: 7, Service: "x", Client: "c"},
	} {
		_, err := w.SaveMapRow(bad, bad)
		var e *Error
		if !errors.As(err, &e) || e.Key != key {
			t.Errorf("%+v: got %v, want %s", bad, err, key)
		}
	}
	mapped := m.Rows[1]
	if _, err := w.SaveMapRow(mapped, row); err == nil {
		t.Error("a row that changed since it was read: got no error")
	}
	empty := mapped
	empty.Client, empty.From = "", ""
	if m, err = w.SaveMapRow(empty, mapped); err != nil || m.Unmapped != 2 {
		t.Errorf("a row that says nothing: got %+v, %v, want it out of the map", m, err)
	}
}

// Another process can have the workspace soon after the last question, and is named while it has it.
func TestWindowLetsGoWhenIdle(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	if _, err := w.Map(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(context.Background(), w.app.Dir, store.Options{Command: "furikaeri pull", Lock: store.LockOptions{Wait: deskIdle + 20*time.Second, Now: w.app.Now()}})
	if err != nil {
		t.Fatalf("the window keeps the workspace: %v", err)
	}
	defer s.Close()
	_, err = w.Map()
	if err == nil {
		t.Fatal("got the map, want who holds the workspace")
	}
	if f := Describe(w, err); !f.Busy || !strings.Contains(f.Sentences[0], "furikaeri pull") {
		t.Errorf("got %+v, want who holds the workspace", f)
	}
}

func TestWindowSpeaksAndRemembers(t *testing.T) {
	w, d := mustWindow(t)
	if _, err := w.SetLanguage("en"); err != nil || d.spoke != 1 || Menu(w)[0].Label != "File" {
		t.Errorf("got %v, menu %+v", err, Menu(w)[0])
	}
	if _, err := w.SetLanguage("xx"); err == nil {
		t.Error("a language that is none: got no error")
	}
	w.SetTheme("dark")
	KeepSize(w, Size{1000, 700})
	again := NewWindow(mustApp(t), d, w.at)
	if s := again.Start(); s.Language != "en" || s.Theme != "dark" || SizeOf(again) != (Size{1000, 700}) {
		t.Errorf("the next start: got %+v, %+v", s, SizeOf(again))
	}
	if err := os.WriteFile(w.at.Look, []byte("{broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := NewWindow(mustApp(t), d, w.at).Start(); s.Language != "ja" {
		t.Errorf("a broken look: got %+v, want the first start's", s)
	}
}

func TestWindowNeverPanics(t *testing.T) {
	w, _ := mustWindow(t)
	_, err := guarded1(func() (int, error) { panic("within") })
	if err == nil {
		t.Fatal("got no error, want the panic as one")
	}
	if f := Describe(w, err); f.Busy || f.Cancelled || len(f.Sentences) != 1 || !strings.Contains(f.Details, "within") {
		t.Errorf("got %+v", f)
	}
	if _, err := w.Reveal("x"); Describe(w, err).Sentences[0] == "" {
		t.Error("got no sentence")
	}
	ctx, done, err := w.working()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.working(); err == nil {
		t.Error("two pieces of work at a time: got no error")
	}
	w.Cancel()
	if ctx.Err() == nil {
		t.Error("Cancel did not stop the work")
	}
	done()
}
