package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"furikaeri/app/lang"
	"furikaeri/report"
	"furikaeri/report/html"
)

// A PreviewQuery says which report. Kind is "quarterly" or "monthly"; a monthly one needs a Client.
type PreviewQuery struct {
	Kind   string `json:"kind"`
	Period string `json:"period"`
	Unit   string `json:"unit"`
	Client string `json:"client"`
	Lang   string `json:"lang"`
}

// A SectionComment is a section of a report, and what a person says beside it.
type SectionComment struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Comment string `json:"comment"` // a line a sentence
}

// A Preview is a report that was made. URL is its page, for a sandboxed frame.
type Preview struct {
	URL      string           `json:"url"`
	Title    string           `json:"title"`
	Scope    string           `json:"scope"`
	Period   string           `json:"period"`
	Sections []SectionComment `json:"sections"`
}

// views are the pages of the newest previews, and what the last of them was counted from.
type views struct {
	made  int
	pages map[string][]byte
	key   PreviewQuery // without the language
	stamp stamp
	input *counted
}

// viewsKept is how many previews stay in memory: the one that is shown and the one that is being made.
const viewsKept = 3

// Preview makes a report with the comments that were saved for it.
func (w *Window) Preview(q PreviewQuery) (out Preview, err error) {
	defer caught(&err)
	defer w.desk.rest()
	out.Sections = []SectionComment{}
	d, err := w.document(context.Background(), q)
	if err != nil {
		return out, err
	}
	var page bytes.Buffer
	if err := html.Write(&page, d); err != nil {
		return out, err
	}
	out.Title, out.Scope, out.Period = d.Title, d.Scope, d.Period
	said := w.comments(q)
	for _, s := range d.Sections {
		out.Sections = append(out.Sections, SectionComment{s.ID, s.Title, strings.Join(said[s.ID], "\n")})
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.views.made++
	id := strconv.Itoa(w.views.made)
	if w.views.pages == nil {
		w.views.pages = map[string][]byte{}
	}
	w.views.pages[id] = page.Bytes()
	delete(w.views.pages, strconv.Itoa(w.views.made-viewsKept))
	out.URL = "/reports/" + id
	return out, nil
}

// document makes a report. The numbers of the last one are kept, so that a comment or another language costs no counting.
func (w *Window) document(ctx context.Context, q PreviewQuery) (*report.Document, error) {
	set, err := w.app.Settings()
	if err != nil {
		return nil, err
	}
	rq := ReportQuery{Kind: q.Kind, Period: q.Period, Unit: q.Unit, Client: q.Client, Lang: q.Lang, Comments: w.commentsFile(q)}
	if _, err := os.Stat(rq.Comments); errors.Is(err, fs.ErrNotExist) {
		rq.Comments = ""
	}
	m, err := mannerOf(set, rq)
	if err != nil {
		return nil, err
	}
	c, err := w.counted(ctx, q, rq)
	if err != nil {
		return nil, err
	}
	return w.app.write(set, rq, m, c)
}

// counted counts a report, unless it was the last one and the data are the same.
func (w *Window) counted(ctx context.Context, q PreviewQuery, rq ReportQuery) (*counted, error) {
	q.Lang = ""
	now := w.desk.stamp()
	w.mu.Lock()
	v := w.views
	w.mu.Unlock()
	if v.input != nil && v.key == q && v.stamp == now {
		return v.input, nil
	}
	w.forgetReport()
	var c *counted
	err := w.desk.read(ctx, func(k *work) (err error) {
		c, err = k.count(ctx, rq)
		return err
	})
	w.desk.giveBack() // before the pages are made, which takes memory too
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.views.key, w.views.stamp, w.views.input = q, now, c
	return c, nil
}

// forgetReport gives back what the last report and the last questions took, before the next is counted.
func (w *Window) forgetReport() {
	w.mu.Lock()
	w.views.input = nil
	w.mu.Unlock()
	w.desk.giveBack()
}

// commentsFolder is where the window keeps comments, in the workspace.
const commentsFolder = "comments"

// commentsFile is where the comments of a report are: Markdown, which the commands read too.
func (w *Window) commentsFile(q PreviewQuery) string {
	scope := q.Unit
	if q.Kind == "monthly" {
		scope = q.Client
	}
	name := q.Kind + "_" + q.Period
	if scope != "" {
		sum := sha256.Sum256([]byte(scope))
		name += "_" + fileNames([]string{scope})[0] + "_" + hex.EncodeToString(sum[:3])
	}
	return filepath.Join(w.app.Dir, commentsFolder, name+".md")
}

func (w *Window) comments(q PreviewQuery) map[string][]string {
	body, err := os.ReadFile(w.commentsFile(q))
	if err != nil {
		return map[string][]string{}
	}
	return comments(string(body))
}

// SaveComment keeps what a person says beside a section of a report; "" takes it away. It is in the report from then on.
func (w *Window) SaveComment(q PreviewQuery, section, text string) (_ string, err error) {
	defer caught(&err)
	all := w.comments(q)
	all[section] = []string{}
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			all[section] = append(all[section], line)
		}
	}
	path := w.commentsFile(q)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", writeError(path, err)
	}
	ctx := context.Background()
	if err := writeFiles(ctx, []file{{path, textOf(markdown(all))}}); err != nil {
		return "", err
	}
	w.app.filesWritten(ctx, w.desk.read)
	return section, nil
}

// markdown is comments as their reader reads them: a heading a section, a paragraph a sentence.
func markdown(all map[string][]string) string {
	var b strings.Builder
	ids := []string{}
	for id, lines := range all {
		if len(lines) > 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		b.WriteString("# " + id + "\n\n")
		for _, line := range all[id] {
			// A line that begins with # would be a heading; one with - loses it.
			if strings.HasPrefix(line, "#") {
				line = "＃" + line[1:]
			}
			if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") {
				line = "・" + line[2:]
			}
			b.WriteString(line + "\n\n")
		}
	}
	return b.String()
}

// A Target is where an export will go.
type Target struct {
	Chosen   bool     `json:"chosen"` // false: the person cancelled
	Paths    []string `json:"paths"`
	Existing []string `json:"existing"` // names of files that the dialog did not ask about and that would be replaced
}

// ChooseTarget asks where to save a report. The other formats go beside the file that is chosen, under the same name.
func (w *Window) ChooseTarget(q PreviewQuery, formats []string) (out Target, err error) {
	defer caught(&err)
	out = Target{Paths: []string{}, Existing: []string{}}
	words := w.speech()
	for _, f := range formats {
		if _, err := formatOf("x." + f); err != nil {
			return out, err
		}
	}
	if len(formats) == 0 {
		return out, &Error{Key: "error.w.no_format"}
	}
	path, err := w.desktop.Save(words.T("ui.w.dialog.save_report"), w.exportName(q)+"."+formats[0])
	if err != nil || path == "" {
		return out, err
	}
	stem := strings.TrimSuffix(path, filepath.Ext(path))
	if _, err := formatOf(path); err != nil {
		stem = path // somebody typed a name without an ending
	}
	for i, f := range formats {
		p := stem + "." + f
		out.Paths = append(out.Paths, p)
		if _, err := os.Stat(p); err == nil && (i > 0 || p != path) {
			out.Existing = append(out.Existing, filepath.Base(p))
		}
	}
	out.Chosen = true
	w.mu.Lock()
	w.target = out.Paths
	w.mu.Unlock()
	return out, nil
}

// exportName is a report's name as a file, without its ending.
func (w *Window) exportName(q PreviewQuery) string {
	words, err := lang.For(q.Lang)
	if err != nil {
		words = w.speech()
	}
	name := words.T("ui.w.file." + map[bool]string{true: "monthly", false: "quarterly"}[q.Kind == "monthly"])
	for _, part := range []string{q.Unit, q.Client} {
		if part != "" {
			name += "_" + fileNames([]string{part})[0]
		}
	}
	return name + "_" + q.Period
}

// Exported is what was written.
type Exported struct {
	Paths []string `json:"paths"`
	Names []string `json:"names"`
	Dir   string   `json:"dir"`
}

// Export writes a report to where ChooseTarget said: all formats, or none.
func (w *Window) Export(q PreviewQuery) (out Exported, err error) {
	defer caught(&err)
	defer w.desk.rest()
	out = Exported{Paths: []string{}, Names: []string{}}
	w.mu.Lock()
	paths := w.target
	w.mu.Unlock()
	ctx, done, err := w.working()
	if err != nil {
		return out, err
	}
	defer done()
	w.tell(Step{Text: w.speech().T("ui.w.counting"), Percent: -1})
	d, err := w.document(ctx, q)
	if err != nil {
		return out, err
	}
	w.progress(Progress{Stage: "ui.writing", Name: d.Title})
	t := &atelier{}
	defer t.close()
	files, err := w.app.drawn(t, d, paths)
	if err != nil {
		return out, err
	}
	if err := writeFiles(ctx, files); err != nil {
		return out, err
	}
	for _, p := range paths {
		out.Paths, out.Names, out.Dir = append(out.Paths, p), append(out.Names, filepath.Base(p)), filepath.Dir(p)
	}
	return out, nil
}

// textOf is a file's text.
func textOf(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}
