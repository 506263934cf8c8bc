// Package html writes a report.Document as one HTML file that needs no network: styles, typeface, script, charts and the
// rows behind the numbers are all in it. It takes the document and the charts' options from report/chart, and is meant for
// app, which exports reports and shows the same file as the window's preview.
//
// Without JavaScript every text and every number of the document is still there, the charts' numbers as tables. The
// only scripts that may run are the two that the file's Content-Security-Policy names by their hashes.
package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"

	"furikaeri/report"
	"furikaeri/report/chart"
)

//go:embed template.html
var pageSource string

//go:embed style.css
var styleSource string

//go:embed boot.js
var bootSource string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"t": isolated, "p": prose, "a": clean}).Parse(pageSource))

// A page is what the template sees.
type page struct {
	Doc       *report.Document
	Lang      string
	HeadTitle string
	Keywords  string
	Logo      template.URL // "" for none
	CSP       string
	Style     template.CSS
	Sections  []section
	Data      []dataView
	Refs      template.JS // JSON, "" if no number has a Ref
	Words     template.JS // JSON, the words that the script puts on screen
	Lib       template.JS // the chart library, "" if there is nothing to draw
	Boot      template.JS

	light, dark chart.Palette
	hashes      []string // of the scripts that may run, as sources of a Content-Security-Policy
}

// Write writes d as one HTML file. The same document gives the same bytes. It returns an error for a block that
// it cannot draw, and w's own errors; w gets nothing unless the whole page could be made.
func Write(w io.Writer, d *report.Document) error {
	p, err := newPage(d)
	if err != nil {
		return err
	}
	var content, b bytes.Buffer
	if err := pageTemplate.ExecuteTemplate(&content, "content", p); err != nil {
		return fmt.Errorf("filling the html page: %w", err)
	}
	if err := p.dress(content.String()); err != nil {
		return fmt.Errorf("setting the html page's style: %w", err)
	}
	if err := pageTemplate.Execute(&b, p); err != nil {
		return fmt.Errorf("filling the html page's head: %w", err)
	}
	b.Write(content.Bytes())
	if err := pageTemplate.ExecuteTemplate(&b, "scripts", p); err != nil {
		return fmt.Errorf("filling the html page's scripts: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("writing html: %w", err)
	}
	return nil
}

func newPage(d *report.Document) (*page, error) {
	light, dark := chart.Light(), chart.Dark()
	if d.Accent != "" {
		light, dark = light.WithMain(d.Accent), dark.WithMain(d.Accent)
	}
	v := &viewer{doc: d, light: light, dark: dark, refs: newRefs(d.Data), ids: map[string]bool{}}
	p := &page{Doc: d, Lang: langOf(d.Lang), HeadTitle: headTitle(d), Keywords: strings.Join(d.Keywords, ", "), Logo: logo(d.Cover.Logo), light: light, dark: dark}
	for i := range d.Sections {
		s, err := v.section(&d.Sections[i])
		if err != nil {
			return nil, fmt.Errorf("section %q: %w", d.Sections[i].ID, err)
		}
		p.Sections = append(p.Sections, s)
	}
	words, err := script(scriptWords{
		Rows: clean(d.Labels.Rows), RowsBehind: clean(d.Labels.RowsBehind), Limited: clean(d.Labels.Limited),
		SortBy: clean(d.Labels.SortBy), NoData: clean(d.Labels.NoData),
	})
	if err != nil {
		return nil, fmt.Errorf("writing the page's words: %w", err)
	}
	p.Words = words
	if p.Refs, p.Data, err = v.refs.embed(&d.Labels); err != nil {
		return nil, err
	}
	p.Boot = template.JS(bootSource)
	p.hashes = []string{hash(bootSource)}
	if v.charts > 0 {
		lib := string(chart.Script())
		if lower := strings.ToLower(lib); strings.Contains(lower, "</script") || strings.Contains(lower, "<!--") {
			return nil, errors.New("embedding the chart library: it would end its own script element")
		}
		p.Lib = template.JS(lib)
		p.hashes = append([]string{hash(lib)}, p.hashes...)
	}
	return p, nil
}

// dress sets the style, with the typeface for all characters of the page's content and of the rows it carries, and the
// Content-Security-Policy, which names the style by its hash.
func (p *page) dress(content string) error {
	shown, rows := runeSet{}, runeSet{}
	for _, s := range []string{content, string(p.Words), styleSource, p.Doc.Title, p.Doc.Scope, p.Doc.Period, p.Doc.Mark, p.Doc.Labels.Page} {
		shown.add(s)
	}
	rows.add(string(p.Refs))
	for _, d := range p.Data {
		for _, title := range d.Heads {
			shown.add(title)
		}
		rows.add(string(d.JSON))
	}
	face, err := typeface(shown, rows)
	if err != nil {
		return err
	}
	style := face + styleSource + "\n" + variables(p.light, p.dark) + pageBoxes(p.Doc)
	p.Style = template.CSS(style)
	p.CSP = "default-src 'none'; script-src " + strings.Join(p.hashes, " ") + "; style-src " + hash(style) +
		"; font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
	return nil
}

// scriptWords are the words that boot.js puts on screen.
type scriptWords struct {
	Rows       string `json:"rows"`
	RowsBehind string `json:"rowsBehind"`
	Limited    string `json:"limited"`
	SortBy     string `json:"sortBy"`
	NoData     string `json:"noData"`
}

// script is v as JSON that cannot end the script element it stands in.
func script(v any) (template.JS, error) {
	b, err := json.Marshal(v) // escapes <, > and & by itself
	if err != nil {
		return "", err
	}
	return template.JS(b), nil
}

// hash is the source expression of a Content-Security-Policy for an inline script or style.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// headTitle is what a browser's tab and a bookmark say.
func headTitle(d *report.Document) string {
	var parts []string
	for _, s := range []string{d.Title, d.Scope, d.Period} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return d.Kind
	}
	return strings.Join(parts, " | ")
}

// langOf is the document's language as an html lang attribute, "ja" unless it says otherwise.
func langOf(lang string) string {
	if lang == "" {
		return "ja"
	}
	return clean(lang)
}

// logo is an image as a data URL; only PNG and JPEG are shown.
func logo(image []byte) template.URL {
	kind := http.DetectContentType(image)
	if kind != "image/png" && kind != "image/jpeg" {
		return ""
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(image))
}
