package html

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	xhtml "golang.org/x/net/html"

	"furikaeri/report"
)

// A parsed page: its elements, and the text that people read.
type parsed struct {
	elements []*xhtml.Node
	text     string // without white space
}

func mustParse(t *testing.T, page []byte) parsed {
	t.Helper()
	root, err := xhtml.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatalf("parsing the page: %v", err)
	}
	var p parsed
	var text strings.Builder
	for n := range root.Descendants() {
		switch n.Type {
		case xhtml.ElementNode:
			p.elements = append(p.elements, n)
		case xhtml.TextNode:
			if n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "title" {
				text.WriteString(n.Data)
			}
		}
	}
	p.text = squeezed(text.String())
	return p
}

func (p parsed) all(name string) []*xhtml.Node {
	var out []*xhtml.Node
	for _, n := range p.elements {
		if n.Data == name {
			out = append(out, n)
		}
	}
	return out
}

func (p parsed) byID(id string) *xhtml.Node {
	i := slices.IndexFunc(p.elements, func(n *xhtml.Node) bool { return attr(n, "id") == id })
	if i < 0 {
		return nil
	}
	return p.elements[i]
}

func attr(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func content(n *xhtml.Node) string {
	if n == nil || n.FirstChild == nil {
		return ""
	}
	return n.FirstChild.Data
}

// squeezed is s without white space, as layout is free to change it.
func squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// texts is every string below v that a reader must see: not ids, kinds, styles and where a number comes from.
func texts(v reflect.Value, out map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*report.Ref]() {
			texts(v.Elem(), out)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			texts(v.Index(i), out)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "ID", "Kind", "Stack", "Data", "Labels", "Version", "Lang", "Accent", "Issued", "Keywords":
				if v.Type() == reflect.TypeFor[report.Document]() || v.Field(i).Kind() == reflect.String {
					continue
				}
			}
			texts(v.Field(i), out)
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.Len() > 0 {
			out[v.String()] = true
		}
	}
}

// numbers is every Cell.Number below v.
func numbers(v reflect.Value, out map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			numbers(v.Elem(), out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			numbers(v.Index(i), out)
		}
	case reflect.Struct:
		if c, ok := v.Interface().(report.Cell); ok {
			if n := numeral(c.Number); n != "" {
				out[n] = true
			}
			return
		}
		for i := range v.NumField() {
			numbers(v.Field(i), out)
		}
	}
}

// checkPage fails unless every text and number of d is in the page for those who have no JavaScript, nothing outside
// the file is named, and only what the policy names can run.
func checkPage(t *testing.T, d *report.Document, page []byte) parsed {
	t.Helper()
	p := mustParse(t, page)
	want := map[string]bool{}
	texts(reflect.ValueOf(*d), want)
	for s := range want {
		if !strings.Contains(p.text, squeezed(clean(s))) {
			t.Errorf("text %.80q is not in the page", s)
		}
	}
	shown := map[string]bool{}
	for _, n := range p.elements {
		shown[attr(n, "data-n")] = true
		shown[attr(n, "value")] = true
	}
	want = map[string]bool{}
	numbers(reflect.ValueOf(d.Sections), want)
	for n := range want {
		if !shown[n] {
			t.Errorf("number %s is not in the page", n)
		}
	}
	checkPolicy(t, p)
	checkIDs(t, p)
	return p
}

func checkPolicy(t *testing.T, p parsed) {
	t.Helper()
	policy := ""
	for _, n := range p.all("meta") {
		if attr(n, "http-equiv") == "Content-Security-Policy" {
			policy = attr(n, "content")
		}
	}
	for _, part := range []string{"default-src 'none'", "img-src data:", "base-uri 'none'", "form-action 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("policy %q lacks %q", policy, part)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q lets unsafe things run", policy)
	}
	for _, n := range p.elements {
		switch n.Data {
		case "script":
			if attr(n, "type") == "application/json" {
				if !json.Valid([]byte(content(n))) || strings.Contains(content(n), "<") {
					t.Errorf("script %q: got %.80q, want JSON without <", attr(n, "id"), content(n))
				}
				continue
			}
			if !strings.Contains(policy, hash(content(n))) {
				t.Errorf("script %.40q is not in the policy", content(n))
			}
		case "style":
			if !strings.Contains(policy, hash(content(n))) {
				t.Errorf("style %.40q is not in the policy", content(n))
			}
			if regexp.MustCompile(`url\(|@import|https?:`).MatchString(faceRule.ReplaceAllString(content(n), "")) {
				t.Error("the style names something outside the file")
			}
		case "base", "iframe", "object", "embed", "link", "form":
			t.Errorf("got a %s element", n.Data)
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
				t.Errorf("got attribute %s=%.40q on %s", a.Key, a.Val, n.Data)
			case a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/"), a.Key == "href" && !strings.HasPrefix(a.Val, "#"):
				t.Errorf("%s names %.60q", n.Data, a.Val)
			}
		}
	}
}

func checkIDs(t *testing.T, p parsed) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range p.elements {
		id := attr(n, "id")
		if id != "" && seen[id] {
			t.Errorf("id %q stands twice", id)
		}
		seen[id] = true
	}
	for _, n := range p.all("a") {
		if !seen[strings.TrimPrefix(attr(n, "href"), "#")] {
			t.Errorf("link %q leads nowhere", attr(n, "href"))
		}
	}
}

// The file is also kept for people to look at: go test -artifacts ./report/html
func TestPageHoldsTheWholeDocument(t *testing.T) {
	d := fixture()
	page := mustWrite(t, d)
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), "report.html"), page, 0o644); err != nil {
		t.Fatal(err)
	}
	p := checkPage(t, d, page)
	for name, want := range map[string]int{"main": 1, "h1": 1, "nav": 1, "dialog": 1, "title": 1, "section": len(d.Sections), "figure": 9, "details": 9} {
		if got := len(p.all(name)); got != want {
			t.Errorf("got %d %s elements, want %d", got, name, want)
		}
	}
	if got := attr(p.all("html")[0], "lang"); got != "ja" {
		t.Errorf("got lang %q, want ja", got)
	}
	if got, want := content(p.all("title")[0]), "四半期振り返り | 東日本サポートセンター | 2025年度 第4四半期(2026年1月〜3月)"; got != want {
		t.Errorf("got title %q, want %q", got, want)
	}
	for _, n := range p.all("details") {
		if !slices.ContainsFunc(n.Attr, func(a xhtml.Attribute) bool { return a.Key == "open" }) {
			t.Error("a details element is closed without JavaScript")
		}
	}
}

func TestSameDocumentGivesSameBytes(t *testing.T) {
	if one, two := mustWrite(t, fixture()), mustWrite(t, fixture()); !bytes.Equal(one, two) {
		t.Error("two pages of one document differ")
	}
}

func TestHostileTextStaysText(t *testing.T) {
	hostile := []string{
		"</script><script>alert(1)</script>", `<img src=x onerror="alert(1)">`, `"><svg onload=alert(1)>`, "{{.Doc}}${x}`", "--><!--", "]]>",
		"\u202Egnp.exe", "שלום עולם", "مرحبا", "𠮷野家 👩‍👩‍👧‍👦", "a\x00b\x01c\x7f\ufffe", "bad\xff\xfeutf8", "=cmd|' /C calc'!A1", "javascript:alert(1)", "</style>}*{display:none}",
		strings.Repeat("長", 10000), strings.Repeat("x", 10000),
	}
	for _, s := range hostile {
		d := fixture()
		d.Data = []report.Data{incidents(40)}
		d.Title, d.Scope, d.Period, d.Mark, d.Seal, d.Version, d.Issued, d.Accent = s, s, s, s, s, s, s, s
		d.Keywords = []string{s}
		d.Cover.Addressee, d.Cover.Author, d.Cover.Lines[0] = s, s, report.Entry{Label: s, Text: s}
		d.Labels.Page, d.Labels.Search, d.Labels.Limited = s, s, s
		for i := range d.Data[0].Rows {
			d.Data[0].Rows[i][2].Text = s
		}
		first := &d.Sections[0]
		first.ID, first.Title, first.Question, first.Notes = s, s, s, []string{s}
		first.Blocks[0].Text.Sentences = []report.Sentence{sentence("前"+s+"後", behind(num(s, 5), countRef("title", s)))}
		first.Blocks[1].Figures.Items[0] = report.Figure{Label: s, Value: num(s, 4), After: s, Note: s}
		d.Sections = []report.Section{d.Sections[0], d.Sections[3], d.Sections[4], d.Sections[6]}
		top := d.Sections[1].Blocks
		top[0].Chart.Labels[0], top[0].Chart.Title, top[0].Chart.Series[0].Name = s, s, s
		top[1].Table.Columns[1].Title, top[1].Table.Rows[0][1].Text, top[1].Table.Title = s, s, s
		d.Sections[2].Blocks[0].Cards.Items[0].Title = s
		d.Sections[3].Blocks[0].Text.Sentences[0].Text = s + ": " + s
		p := checkPage(t, d, mustWrite(t, d))
		if got, want := len(p.all("script")), 5+2*3; got != want {
			t.Errorf("%.20q: got %d script elements, want %d", s, got, want)
		}
		if got := len(p.all("img")); got != 1 {
			t.Errorf("%.20q: got %d images, want the logo only", s, got)
		}
	}
}

func TestTextThatTurnsDirectionIsIsolated(t *testing.T) {
	for _, s := range []string{"\u202Egnp.exe", "שלום", "مرحبا 12", "a\u2067b"} {
		if got, want := string(isolated(s)), "<bdi>"+s+"</bdi>"; got != want {
			t.Errorf("isolated(%q): got %q, want %q", s, got, want)
		}
	}
	for _, s := range []string{"", "アラート 12件", "naïve −3.5%", "𠮷"} {
		if got := string(isolated(s)); got != s {
			t.Errorf("isolated(%q): got %q, want it unchanged", s, got)
		}
	}
}

func TestEmptyDocumentIsAPage(t *testing.T) {
	d := &report.Document{}
	p := checkPage(t, d, mustWrite(t, d))
	if got := len(p.all("script")); got != 2 {
		t.Errorf("got %d scripts, want 2: words and boot, no chart library", got)
	}
}

func TestWhatCannotBeDrawnIsAnError(t *testing.T) {
	for name, b := range map[string]report.Block{
		"empty":  {},
		"kind":   {Chart: &report.Chart{ID: "x", Kind: "radar", Labels: []string{"a"}, Series: []report.Series{{Cells: []report.Cell{num("1", 1)}}}}},
		"number": {Chart: &report.Chart{ID: "x", Kind: report.Bar, Labels: []string{"a"}, Series: []report.Series{{Cells: []report.Cell{num("∞", math.Inf(1))}}}}},
		"card":   {Cards: &report.Cards{Items: []report.Card{{Title: "c", Chart: &report.Chart{ID: "x", Kind: "radar"}}}}},
	} {
		d := fixture()
		d.Sections[2].Blocks = append(d.Sections[2].Blocks, b)
		var out bytes.Buffer
		err := Write(&out, d)
		if err == nil || !strings.Contains(err.Error(), `section "trend"`) {
			t.Errorf("%s: got error %v, want one that names section \"trend\"", name, err)
		}
		if out.Len() > 0 {
			t.Errorf("%s: got %d bytes, want nothing written", name, out.Len())
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteReturnsTheWritersError(t *testing.T) {
	if err := Write(brokenWriter{}, fixture()); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v, want %v", err, os.ErrClosed)
	}
}

func TestAccentTakesTheMainColour(t *testing.T) {
	for accent, want := range map[string]string{"#7A1F6B": "--main:#7A1F6B", "": "--main:#1E4E9C", "red}</style><script>": "--main:#1E4E9C"} {
		d := fixture()
		d.Accent = accent
		style := content(mustParse(t, mustWrite(t, d)).all("style")[0])
		if !strings.Contains(style, want) {
			t.Errorf("accent %q: the style lacks %q", accent, want)
		}
	}
}

func TestRowsThatAreNotOnPaper(t *testing.T) {
	p := mustParse(t, mustWrite(t, fixture()))
	table := p.byID("t-top")
	got := map[string]int{}
	for n := range table.Descendants() {
		if n.Data == "tr" && n.Parent.Data == "tbody" {
			got[attr(n, "class")]++
		}
	}
	if want := map[string]int{"": 11, "keep": 1, "off": 18}; !reflect.DeepEqual(got, want) {
		t.Errorf("got rows by class %v, want %v", got, want)
	}
	if got := strconv.Itoa(strings.Count(p.text, "13位以下はExcelとHTMLにあります。")); got != "1" {
		t.Errorf("got the paper note %s times, want once", got)
	}
}
