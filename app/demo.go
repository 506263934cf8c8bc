package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"furikaeri/app/demo"
	"furikaeri/app/incident"
	"furikaeri/app/lang"
	"furikaeri/app/pagerduty"
	"furikaeri/app/pagerduty/fakepd"
	"furikaeri/app/pagerduty/rest"
	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// demoSeed makes every demo the same.
const demoSeed = 1

// Demo makes up a provider's two years, imports them as anyone's files into a workspace of their own under dir, pulls the last
// month from an account that is not there, writes a retrospective and client reports in every format and language, and returns the path of the page that links them.
func (a *App) Demo(ctx context.Context, dir string) (string, error) {
	b := *a
	b.Dir = filepath.Join(dir, "workspace")
	files, err := b.demoWorkspace(ctx)
	if err != nil {
		return "", err
	}
	pages := []demoPage{}
	err = b.with(ctx, func(w *work) (err error) {
		pages, err = b.demoReports(ctx, w, dir, files)
		return err
	})
	if err != nil {
		return "", err
	}
	index := filepath.Join(dir, "index.html")
	return index, writeFiles(ctx, []file{{path: index, write: func(w io.Writer) error { return demoIndex(w, files, pages) }}})
}

// demoWorkspace makes the demo's workspace anew, and beside it the folder of the files that go in.
func (a *App) demoWorkspace(ctx context.Context) (demo.Files, error) {
	if err := clearDemo(a.Dir); err != nil {
		return demo.Files{}, err
	}
	data := filepath.Join(filepath.Dir(a.Dir), "pagerduty")
	if err := os.MkdirAll(data, 0o755); err != nil {
		return demo.Files{}, writeError(data, err)
	}
	a.progress(Progress{Stage: "ui.demo_data"})
	files, err := demo.Write(data, demoSeed)
	if err != nil {
		return files, fmt.Errorf("making up the demo's data: %w", err)
	}
	if err := a.demoSettings(files); err != nil {
		return files, err
	}
	if err := a.with(ctx, func(w *work) error { return a.demoFill(ctx, w, files) }); err != nil {
		return files, err
	}
	return files, a.demoPull(ctx, files)
}

// demoMark is a file that says of a folder that Demo made it, and may delete it.
const demoMark = "made-by-furikaeri-demo"

// clearDemo makes the folder of the demo's workspace anew. A folder that Demo did not make is somebody's own: it is
// refused, unless it is empty.
func clearDemo(dir string) error {
	there, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return writeError(dir, err)
	}
	_, err = os.Stat(filepath.Join(dir, demoMark))
	if len(there) > 0 && err != nil {
		return &Error{Key: "error.demo_folder", Args: []string{"dir", dir}}
	}
	if err := os.RemoveAll(dir); err != nil {
		return writeError(dir, err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return writeError(dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, demoMark), nil, 0o600); err != nil {
		return writeError(dir, err)
	}
	return nil
}

// demoSettings writes what the made-up provider has agreed on.
func (a *App) demoSettings(files demo.Files) error {
	set := settings.Default()
	set.Brand.Company = files.Company
	set.PreparedBy = "運用統括部"
	set.Brand.Mark = "関係者限り"
	for _, p := range files.FirstLine {
		set.Roster = append(set.Roster, settings.Member{Name: p.Name, From: p.From, Until: p.Until})
	}
	for _, p := range files.Automation {
		set.AutomationUsers = append(set.AutomationUsers, p.Name)
	}
	set.L1Policies, set.L2Policies = files.L1Policies, files.L2Policies
	// Of FY2024 there are no log entries: l1 would hold the second line's work against it, but not against FY2025, and
	// would flatter the year. PagerDuty's own count is the same in both. From FY2026 on, l1 has what it needs on both sides.
	set.Definitions = map[int]string{2024: incident.PagerDuty.String(), 2025: incident.PagerDuty.String()}
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		return writeError(a.Dir, err)
	}
	return set.Write(a.SettingsPath())
}

// demoFill imports the files and puts the made-up map and exclusions into the workspace.
func (a *App) demoFill(ctx context.Context, w *work, files demo.Files) error {
	inputs, _, err := pagerduty.Expand(slices.Concat(files.Exports, files.Tables, files.LogEntries))
	if err != nil {
		return fileError(err)
	}
	i := importer{app: a, work: w}
	if err := i.all(ctx, inputs, &[]ImportResult{}); err != nil {
		return err
	}
	if err := a.demoMap(ctx, w, files.Map); err != nil {
		return err
	}
	return a.demoExclusions(ctx, w, files.Maintenance)
}

// demoKey is the key of the demo's account. It opens nothing else.
const demoKey = "nobodys-key"

// demoPull serves the made-up account on this machine and pulls its data, as from PagerDuty. It asks for no one's key and
// goes through no proxy.
func (a *App) demoPull(ctx context.Context, files demo.Files) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("serving the demo's account on this machine: %w", err)
	}
	server := &http.Server{Handler: &fakepd.Server{World: files.Account, Token: demoKey}, ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // it ends with Close; what failed before, the pull says
	}()
	defer func() {
		server.Close()
		<-served
	}()
	config, err := a.clientConfig(Credentials{Token: rest.NewSecret(demoKey)}, "http://"+listener.Addr().String(), 0)
	if err != nil {
		return err
	}
	direct := &http.Transport{}
	defer direct.CloseIdleConnections()
	config.Transport = direct
	client, err := rest.New(config)
	if err != nil {
		return apiError(err)
	}
	p, err := a.pullerBy(ctx, PullQuery{Since: files.AccountFrom, Until: files.LastDay}, client)
	if err != nil {
		return err
	}
	r, err := p.pull(ctx)
	if err == nil && !r.Whole() {
		err = fmt.Errorf("pulling the demo's account: got %d of %d incidents and %d of %d entries", r.Incidents.Read, r.Incidents.Told, r.Entries.Read, r.Entries.Told)
	}
	return err
}

// demoMap puts the made-up map into the workspace.
func (a *App) demoMap(ctx context.Context, w *work, path string) error {
	body, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		return fmt.Errorf("reading the demo's map: %w", err)
	}
	entries := []store.MapEntry{}
	for _, r := range rows[1:] {
		e := store.MapEntry{ServiceID: r[0], Service: r[1], Project: r[2], Client: r[3], Unit: r[4]}
		for i, to := range []**int64{&e.FromDay, &e.UntilDay} {
			if r[5+i] == "" {
				continue
			}
			d, err := incident.ParseDay(r[5+i])
			if err != nil {
				return fmt.Errorf("reading the demo's map: %w", err)
			}
			n := int64(d)
			*to = &n
		}
		entries = append(entries, e)
	}
	return w.SetMap(ctx, entries)
}

// demoExclusions puts the made-up maintenance into the workspace, each agreed on a week before.
func (a *App) demoExclusions(ctx context.Context, w *work, windows []demo.Maintenance) error {
	entries := []store.Exclusion{}
	for _, m := range windows {
		from, until := m.From.Unix(), m.To.Unix()
		entries = append(entries, store.Exclusion{Service: m.Service, FromAt: &from, UntilAt: &until, Reason: m.Reason, Who: w.settings.PreparedBy,
			WrittenAt: m.From.AddDate(0, 0, -7).Unix()})
	}
	return w.SetExclusions(ctx, entries, a.Now())
}

// A demoPage is one report of the demo in one language, and its files.
type demoPage struct {
	Title, Lang string
	Files       []string // relative to the index
}

func (a *App) demoReports(ctx context.Context, w *work, dir string, files demo.Files) ([]demoPage, error) {
	t := &atelier{}
	defer t.close()
	out := []demoPage{}
	for _, r := range []struct {
		name string
		q    ReportQuery
	}{
		{"quarterly", ReportQuery{Kind: "quarterly", Period: "FY2025Q4", Unit: files.Unit}},
		{"quarterly-all", ReportQuery{Kind: "quarterly", Period: "FY2025Q4"}},
		{"monthly-large", ReportQuery{Kind: "monthly", Period: "2026-03", Client: files.Large}},
		{"monthly-small", ReportQuery{Kind: "monthly", Period: "2026-03", Client: files.Small}},
	} {
		c, err := w.count(ctx, r.q)
		if err != nil {
			return nil, err
		}
		for _, code := range lang.Codes() {
			r.q.Lang = code
			m, err := mannerOf(w.settings, r.q)
			if err != nil {
				return nil, err
			}
			d, err := a.write(w.settings, r.q, m, c)
			if err != nil {
				return nil, err
			}
			page := demoPage{Title: d.Title + " – " + d.Scope + " – " + d.Period, Lang: code}
			paths := []string{}
			for _, f := range Formats() {
				name := r.name + "-" + code + "." + f
				page.Files = append(page.Files, name)
				paths = append(paths, filepath.Join(dir, name))
			}
			drawn, err := a.drawn(t, d, paths)
			if err != nil {
				return nil, err
			}
			if err := writeFiles(ctx, drawn); err != nil {
				return nil, err
			}
			out = append(out, page)
		}
	}
	return out, nil
}

var demoTemplate = template.Must(template.New("index").Funcs(template.FuncMap{"format": func(name string) string { return filepath.Ext(name)[1:] }}).Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<style>
body{font-family:"BIZ UDPGothic","Hiragino Sans","Yu Gothic UI",Meiryo,"Noto Sans CJK JP",sans-serif;line-height:1.7;color:#1a1a1c;background:#fff;max-width:56rem;margin:0 auto;padding:3rem 1.25rem;border-top:6px solid #1e4e9c}
h1{font-size:1.7rem;margin:0}p{color:#5f6368;margin:.3rem 0 2rem}ul{list-style:none;padding:0}li{padding:.9rem 0;border-top:1px solid #d9dce1;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;justify-content:space-between}
a{color:#1e4e9c;font-weight:bold;padding:.15rem .5rem;border:1px solid #d9dce1;border-radius:4px;text-decoration:none}a:focus-visible,a:hover{background:#eef3fb}
</style></head><body><main><h1>{{.Title}}</h1><p>{{.Text}}</p><ul>
{{range .Pages}}<li lang="{{.Lang}}"><span>{{.Title}}</span><span>{{range .Files}}<a href="{{.}}">{{format .}}</a> {{end}}</span></li>
{{end}}</ul></main></body></html>
`))

// demoIndex links the demo's reports.
func demoIndex(w io.Writer, files demo.Files, pages []demoPage) error {
	words, err := lang.For("ja")
	if err != nil {
		return err
	}
	return demoTemplate.Execute(w, map[string]any{
		"Lang": words.Code, "Title": words.T("demo.title"), "Text": words.T("demo.text", "company", files.Company, "n", words.Count(int64(files.Incidents))), "Pages": pages,
	})
}
