package app

import (
	"net/http"
)

// Assets answers what the pages fetch and the embedded files do not hold: lists in bulk, the previews of reports, and
// the wish to stop. A
// preview is a whole page of its own, with its own Content-Security-Policy, for a sandboxed frame.
func Assets(w *Window) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /data/incidents", w.incidentsHandler)
	mux.HandleFunc("GET /reports/{id}", w.reportHandler)
	mux.HandleFunc("GET /definitions", w.definitionsHandler)
	mux.HandleFunc("POST /cancel", func(http.ResponseWriter, *http.Request) { w.Cancel() })
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		out.Header().Set("X-Content-Type-Options", "nosniff")
		out.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(out, r)
	})
}

func (w *Window) reportHandler(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	body := w.views.pages[r.PathValue("id")]
	w.mu.Unlock()
	if body == nil {
		http.NotFound(out, r)
		return
	}
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	out.Write(body)
}
