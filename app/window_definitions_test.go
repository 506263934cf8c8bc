package app

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"furikaeri/app/lang"
)

var (
	anchor = regexp.MustCompile(`href="#([^"]+)"`)
	place  = regexp.MustCompile(`id="([^"]+)"`)
)

// The page is whole in either language and colour: every link leads somewhere in it, and it fetches nothing.
func TestDefinitionsPage(t *testing.T) {
	for _, code := range lang.Codes() {
		words, err := lang.For(code)
		if err != nil {
			t.Fatal(err)
		}
		for _, theme := range []string{"light", "dark", "auto"} {
			body, err := definitionsPage(words, theme)
			if err != nil {
				t.Fatal(err)
			}
			page := string(body)
			there := map[string]bool{}
			for _, m := range place.FindAllStringSubmatch(page, -1) {
				if there[m[1]] {
					t.Errorf("%s: got id %q twice", code, m[1])
				}
				there[m[1]] = true
			}
			links := anchor.FindAllStringSubmatch(page, -1)
			if len(links) < 60 || !there["s5"] || !there["r12"] || !there["readings"] {
				t.Errorf("%s: got %d links and places %v, want the sections, the readings and what refers to them", code, len(links), there)
			}
			for _, m := range links {
				if !there[m[1]] {
					t.Errorf("%s: got a link to %q, which is nowhere", code, m[1])
				}
			}
			for _, never := range []string{"http://", "https://", "<script", "src=", "url(", "⟦", "ZgotmplZ", "<!--"} {
				if strings.Contains(page, never) {
					t.Errorf("%s in %s: got %q in the page, want nothing to fetch, to run or unfinished", code, theme, never)
				}
			}
			if got := strings.Count(page, "<h1>"); got != 1 {
				t.Errorf("%s: got %d h1, want 1", code, got)
			}
			if got, want := strings.Contains(page, "prefers-color-scheme"), theme == "auto"; got != want {
				t.Errorf("%s in %s: asks for the system's colours: got %v, want %v", code, theme, got, want)
			}
		}
	}
}

func TestDefinitionsAreServed(t *testing.T) {
	w, _ := mustWindow(t)
	for query, want := range map[string]string{"?lang=en": `<html lang="en">`, "?lang=ja&theme=dark": "color-scheme:dark", "?lang=xx&theme=loud": "<h1>"} {
		answer := httptest.NewRecorder()
		Assets(w).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/definitions"+query, nil))
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), want) || !strings.Contains(answer.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: got %d %v, want a page with %q that may fetch nothing", query, answer.Code, answer.Header(), want)
		}
	}
}
