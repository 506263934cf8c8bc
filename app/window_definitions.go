package app

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"furikaeri/app/lang"
	"furikaeri/report/chart"
)

// definitionsHandler serves the definitions' page in the window's language, or in that of ?lang=, with its colours, or those of
// ?theme= ("light", "dark", "auto"). #s5 leads to section 5, #r12 to the twelfth reading.
func (w *Window) definitionsHandler(out http.ResponseWriter, r *http.Request) {
	start := w.Start()
	words, theme := w.speech(), start.Theme
	if other, err := lang.For(r.FormValue("lang")); err == nil {
		words = other
	}
	if t := r.FormValue("theme"); t == "light" || t == "dark" || t == "auto" {
		theme = t
	}
	body, err := definitionsPage(words, theme)
	if err != nil {
		http.Error(out, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	out.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
	out.Write(body)
}

// A heading is a place that the contents lead to.
type heading struct{ ID, Title string }

// definitionsPage is the page whole, with nothing to fetch.
func definitionsPage(words lang.Words, theme string) ([]byte, error) {
	source := []byte(lang.Definitions(words.Code))
	md := goldmark.New(goldmark.WithExtensions(extension.Table))
	tree := md.Parser().Parse(text.NewReader(source))
	data := struct {
		Lang, Theme, Title, Contents, Doubts string
		Light, Dark                          Colours
		Sections, Readings                   []heading
		Body                                 template.HTML
	}{Lang: words.Code, Theme: theme, Contents: words.T("ui.w.definitions.contents"), Light: coloursOf(chart.Light()), Dark: coloursOf(chart.Dark())}
	for n := tree.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok {
			continue
		}
		title := string(h.Lines().Value(source))
		place := heading{ID: "readings", Title: title}
		number, _, numbered := strings.Cut(title, ". ")
		switch {
		case h.Level == 1:
			data.Title = title
			continue
		case h.Level == 2 && numbered:
			place.ID = "s" + number
			data.Sections = append(data.Sections, place)
		case h.Level == 2:
			data.Doubts = title
		default:
			place.ID = "r" + number
			data.Readings = append(data.Readings, place)
		}
		h.SetAttributeString("id", []byte(place.ID))
	}
	var body bytes.Buffer
	if err := md.Renderer().Render(&body, source, tree); err != nil {
		return nil, fmt.Errorf("writing the definitions' page: %w", err)
	}
	_, rest, _ := strings.Cut(body.String(), "</h1>") // the contents stand below the title, which the template writes
	rest = beforeUnit.ReplaceAllString(rest, "$1\u00a0$2")
	data.Body = template.HTML(sectionSign.ReplaceAllString(rest, `<a href="#s$1">§$1</a>`))
	var page bytes.Buffer
	if err := definitionsTemplate.Execute(&page, data); err != nil {
		return nil, fmt.Errorf("writing the definitions' page: %w", err)
	}
	return page.Bytes(), nil
}

// sectionSign is how the page refers to its own sections, beforeUnit where a line must not break.
var (
	sectionSign = regexp.MustCompile(`§(\d+)`)
	beforeUnit  = regexp.MustCompile(`(\d) (s\b|%|秒)`)
)

var definitionsTemplate = template.Must(template.New("definitions").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
<style>
{{- define "colours"}}--ground:{{.Ground}};--surface:{{.Surface}};--rule:{{.Rule}};--ink:{{.Ink}};--muted:{{.Muted}};--main:{{.Main}}{{end}}
{{- if eq .Theme "dark"}}
:root{color-scheme:dark;{{template "colours" .Dark}}}
{{- else}}
:root{color-scheme:light;{{template "colours" .Light}}}
{{- if eq .Theme "auto"}}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;{{template "colours" .Dark}}}}
{{- end}}{{end}}
html{background:var(--ground);color:var(--ink);scroll-padding-top:16px}
body{max-width:860px;margin:0 auto;padding:28px 28px 80px;font:15px/1.7 "Hiragino Sans","Yu Gothic UI",Meiryo,"Noto Sans CJK JP",system-ui,"BIZ UDPGothic",sans-serif;line-break:strict;overflow-wrap:anywhere}
:lang(en) body{line-height:1.6}
h1{font-size:24px;line-height:1.4;margin:0 0 20px}
h2{font-size:19px;line-height:1.4;margin:44px 0 14px;padding-top:14px;border-top:1px solid var(--rule)}
h3{font-size:15.5px;line-height:1.5;margin:34px 0 6px}
h1,h2,h3{text-wrap:pretty;word-break:auto-phrase}
p,ul,ol{margin:10px 0}
ul,ol{padding-left:22px}
li{margin:7px 0}
a{color:var(--main);text-decoration:none}
a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--main);outline-offset:2px;border-radius:3px}
code{font:0.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"BIZ UDGothic",monospace;background:var(--surface);border-radius:3px;padding:1px 4px}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.55;margin:14px 0}
th,td{text-align:left;vertical-align:top;padding:7px 12px 7px 0;border-bottom:1px solid var(--rule);min-width:4.5em;overflow-wrap:break-word}
th{border-bottom-color:var(--muted)}
td:first-child{min-width:8em}
td:last-child{min-width:7.5em}
th:last-child,td:last-child{padding-right:0}
:lang(ja) em{font-style:normal;font-weight:700}
blockquote{margin:10px 0;padding:10px 16px;background:var(--surface);border-left:3px solid var(--rule);border-radius:0 6px 6px 0;font-size:14px}
blockquote p{margin:0}
blockquote p+p{margin-top:8px;font-size:11.5px;line-height:1.5}
blockquote p+p code{display:block;color:var(--muted);background:none;padding:0}
nav{font-size:14px;background:var(--surface);border-radius:8px;padding:14px 20px;margin-bottom:28px}
nav strong{display:block;margin-bottom:4px}
nav ul{list-style:none;margin:0;padding:0;columns:2;column-gap:32px}
nav li{padding:3px 0;margin:0;break-inside:avoid}
nav details{margin-top:10px}
nav summary{cursor:pointer;width:fit-content}
nav details ul{margin-top:6px;font-size:13px}
@media (max-width:640px){body{padding:20px 16px 60px}nav ul{columns:1}table{display:block;overflow-x:auto}td:first-child{min-width:6em}blockquote{padding:10px 12px}}
@media print{body{max-width:none;padding:0}nav{display:none}h2,h3{break-after:avoid}blockquote,tr{break-inside:avoid}}
</style>
</head>
<body>
<main>
<h1>{{.Title}}</h1>
<nav aria-label="{{.Contents}}">
<strong>{{.Contents}}</strong>
<ul>{{range .Sections}}<li><a href="#{{.ID}}">{{.Title}}</a></li>
{{end}}</ul>
<details><summary>{{.Doubts}} ({{len .Readings}})</summary><ul>{{range .Readings}}<li><a href="#{{.ID}}">{{.Title}}</a></li>
{{end}}</ul></details>
</nav>
{{.Body}}</main>
</body>
</html>
`))
