package fakepd

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"time"
)

// A Fault is what can go wrong with an answer.
type Fault int

// The faults. Those that change the answer itself leave a client no sign but the count.
const (
	None         Fault = iota
	BusyAfter          // 429 with Retry-After
	BusyReset          // 429 with ratelimit-reset
	Busy               // 429 with nothing
	Broken             // 500
	BadGateway         // 502, in HTML
	Unavailable        // 503 with Retry-After
	TookTooLong        // 408
	Hang               // no answer while the client waits
	Closed             // the connection is closed without an answer
	Cut                // the answer ends in its middle
	CutJSON            // a whole answer whose JSON ends in its middle
	HTML               // 200 with a page of a proxy
	MoreForever        // more is true, and behind the last page stands the last page
	Drifted            // the list lost an entry before the page: one is skipped
	DriftedBack        // the list gained an entry before the page: one comes again
	Repeated           // the page before once more
	NoTotal            // total is null
	WrongTotal         // total is one too many
	Elsewhere          // a redirect to another host
	Bomb               // gzip that unpacks to gigabytes
	Unauthorized       // 401
	Payment            // 402
	Forbidden          // 403
	Gone               // 404
	Faults             // how many there are
)

var faultNames = [Faults]string{"none", "busy_after", "busy_reset", "busy", "broken", "bad_gateway", "unavailable", "took_too_long", "hang", "closed", "cut",
	"cut_json", "html", "more_forever", "drifted", "drifted_back", "repeated", "no_total", "wrong_total", "elsewhere", "bomb", "unauthorized", "payment",
	"forbidden", "gone"}

// String is the fault's name, for tests and logs.
func (f Fault) String() string { return faultNames[f] }

// fail answers with a fault that needs no data; false where it does.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case BusyAfter:
		w.Header().Set("Retry-After", "7")
		s.refuse(w, http.StatusTooManyRequests, 2020, "Rate Limit Exceeded")
	case BusyReset:
		w.Header().Set("ratelimit-limit", "960")
		w.Header().Set("ratelimit-remaining", "0")
		w.Header().Set("ratelimit-reset", "9")
		s.refuse(w, http.StatusTooManyRequests, 2020, "Rate Limit Exceeded")
	case Busy:
		w.WriteHeader(http.StatusTooManyRequests)
	case Broken:
		s.refuse(w, http.StatusInternalServerError, 2000, "Internal Server Error, token was "+r.Header.Get("Authorization"))
	case BadGateway:
		html(w, http.StatusBadGateway)
	case Unavailable:
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusServiceUnavailable)
	case TookTooLong:
		w.WriteHeader(http.StatusRequestTimeout)
	case Hang:
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server see that a client leaves
		select {
		case <-r.Context().Done():
		case <-time.After(10 * time.Second): // a client that waits for ever
		}
		panic(http.ErrAbortHandler)
	case Closed:
		panic(http.ErrAbortHandler)
	case HTML:
		html(w, http.StatusOK)
	case Elsewhere:
		http.Redirect(w, r, s.Elsewhere+r.URL.Path, http.StatusTemporaryRedirect)
	case Bomb:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		zeros := make([]byte, 1<<20)
		for range 4 << 10 {
			if _, err := z.Write(zeros); err != nil {
				return true // the client has had enough
			}
		}
		z.Close()
	case Unauthorized:
		s.refuse(w, http.StatusUnauthorized, 2006, "Authentication failed for "+r.Header.Get("Authorization"))
	case Payment:
		s.refuse(w, http.StatusPaymentRequired, 2014, "Account does not have the abilities to perform the action.")
	case Forbidden:
		s.refuse(w, http.StatusForbidden, 2010, "Access Denied")
	case Gone:
		s.refuse(w, http.StatusNotFound, 2100, "Not Found")
	default:
		return false
	}
	return true
}

func html(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte("<!DOCTYPE html><html><body><h1>Sign in to the network</h1></body></html>"))
}

// cut sends half of an answer, and breaks off.
func cut(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body[:len(body)/2])
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	panic(http.ErrAbortHandler)
}
