package fakepd

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Server answers for a world. Its fields are set before it answers; Change changes them, and the world, between requests.
type Server struct {
	World     *World
	Token     string            // the API key that it takes
	OAuth     map[string]string // secrets by client id
	PerMinute int               // requests a minute; 0 = as many as come
	Now       func() time.Time  // the clock of the limit; needed with PerMinute
	Zone      *time.Location    // of the account: entries' times without time_zone; nil = UTC
	Plan      map[string]bool   // abilities; nil = all
	Scopes    map[string]bool   // what the token may read: "teams" …; nil = everything
	Hidden    time.Time         // what happened after it is not there yet; zero = everything is there
	Elsewhere string            // where the fault of that name sends
	MostPage  int               // things on a page; 0 = 100
	Echo      string            // the zone that analytics answer in; "" = the one that was asked for
	// Fault says what goes wrong with the nth request, from 1; nil = nothing.
	Fault func(n int, r *http.Request) Fault

	mu   sync.Mutex
	seen []Seen
	from int // the first of seen that counts for the limit
	held map[string]bool
}

// Seen is a request that was made.
type Seen struct {
	At     time.Time // zero without a clock
	Method string
	Path   string
	Query  url.Values
	Auth   string
	Status int
	Fault  Fault
}

// Requests are all that were made, in their order.
func (s *Server) Requests() []Seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Seen{}, s.seen...)
}

// Forget forgets the requests.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen, s.from = nil, 0
}

// Change runs between two requests.
func (s *Server) Change(do func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	do()
}

type object = map[string]any

// ServeHTTP answers one request after the other.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.URL.Path == "/oauth/token" {
		s.token(w, r)
		return
	}
	seen := Seen{Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Auth: r.Header.Get("Authorization")}
	if s.Now != nil {
		seen.At = s.Now()
	}
	if s.Fault != nil {
		seen.Fault = s.Fault(len(s.seen)+1, r)
	}
	s.seen = append(s.seen, seen)
	at := len(s.seen) - 1
	status := &recorder{ResponseWriter: w, status: http.StatusOK}
	defer func() { s.seen[at].Status = status.status }()
	if seen.Fault == Hang {
		s.mu.Unlock()
		defer s.mu.Lock()
	}
	if s.fail(status, r, seen.Fault) {
		return
	}
	s.answer(status, r, seen)
}

type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Flush hands on what was written.
func (r *recorder) Flush() {
	if f, ok := r.ResponseWriter.(http.Flusher); ok {
		f.Flush()
	}
}

func (s *Server) refuse(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(object{"error": object{"message": message, "code": code, "errors": []string{}}})
}

// allowed says whether the limit leaves room, and writes its headers.
func (s *Server) allowed(w http.ResponseWriter) bool {
	if s.PerMinute == 0 {
		w.Header().Set("ratelimit-limit", "1000000")
		return true
	}
	now := s.Now()
	for s.from < len(s.seen) && now.Sub(s.seen[s.from].At) >= time.Minute {
		s.from++
	}
	n := len(s.seen) - s.from
	w.Header().Set("ratelimit-limit", strconv.Itoa(s.PerMinute))
	w.Header().Set("ratelimit-remaining", strconv.Itoa(max(0, s.PerMinute-n)))
	w.Header().Set("ratelimit-reset", strconv.Itoa(int(time.Minute.Seconds()-now.Sub(s.seen[s.from].At).Seconds())+1))
	return n <= s.PerMinute
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, seen Seen) {
	if !s.known(seen.Auth) {
		s.refuse(w, http.StatusUnauthorized, 2006, "Authentication failed")
		return
	}
	if !s.allowed(w) {
		s.refuse(w, http.StatusTooManyRequests, 2020, "Rate Limit Exceeded")
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if ability := map[string]string{"teams": "teams", "priorities": "priorities", "analytics": "analytics"}[parts[0]]; ability != "" && s.Plan != nil && !s.Plan[ability] {
		s.fail(w, r, Payment)
		return
	}
	if s.Scopes != nil && !s.Scopes[parts[0]] {
		s.fail(w, r, Forbidden)
		return
	}
	if r.Method == http.MethodPost && r.URL.Path == "/analytics/raw/incidents" {
		s.analytics(w, r, seen.Fault)
		return
	}
	if r.Method != http.MethodGet {
		s.refuse(w, http.StatusMethodNotAllowed, 0, "Method Not Allowed")
		return
	}
	switch {
	case len(parts) == 1 && parts[0] == "abilities":
		s.write(w, object{"abilities": s.abilities()}, seen.Fault)
	case len(parts) == 1 && parts[0] == "incidents":
		s.incidents(w, r, seen.Fault)
	case len(parts) == 1 && parts[0] == "log_entries":
		s.entries(w, r, seen.Fault, nil)
	case len(parts) >= 2 && parts[0] == "incidents":
		in := s.World.byID[parts[1]]
		if in == nil || in.Deleted || !s.there(in.Created) {
			s.fail(w, r, Gone)
			return
		}
		if len(parts) == 2 {
			s.write(w, object{"incident": s.incident(in)}, seen.Fault)
			return
		}
		s.entries(w, r, seen.Fault, in)
	case len(parts) == 3 && parts[0] == "teams" && parts[2] == "members":
		for _, t := range s.World.Teams {
			if t.ID == parts[1] {
				s.page(w, r, "members", len(t.Members), func(i int) any {
					return object{"user": s.ref("user", t.Members[i]), "role": "responder"}
				}, seen.Fault)
				return
			}
		}
		s.fail(w, r, Gone)
	default:
		s.lists(w, r, parts[0], seen.Fault)
	}
}

func (s *Server) known(auth string) bool {
	if bearer, ok := strings.CutPrefix(auth, "Bearer "); ok {
		return s.held[bearer]
	}
	return subtle.ConstantTimeCompare([]byte(auth), []byte("Token token="+s.Token)) == 1
}

// token is the token's endpoint of OAuth, which has a host of its own.
func (s *Server) token(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	secret, ok := s.OAuth[r.PostForm.Get("client_id")]
	w.Header().Set("Content-Type", "application/json")
	switch {
	case r.Method != http.MethodPost || r.PostForm.Get("grant_type") != "client_credentials":
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(object{"error": "unsupported_grant_type"})
	case !ok || secret != r.PostForm.Get("client_secret"):
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(object{"error": "invalid_client", "error_description": "wrong secret " + r.PostForm.Get("client_secret")})
	case !strings.HasPrefix(r.PostForm.Get("scope"), "as_account-us."+s.World.Subdomain+" "):
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(object{"error": "invalid_scope"})
	default:
		if s.held == nil {
			s.held = map[string]bool{}
		}
		token := "bearer-" + s.Token + "-" + strconv.Itoa(len(s.held))
		s.held[token] = true
		_ = json.NewEncoder(w).Encode(object{"access_token": token, "token_type": "bearer", "expires_in": 864000, "scope": r.PostForm.Get("scope")})
	}
}

// Revoke makes the tokens that were given for credentials worthless.
func (s *Server) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for t := range s.held {
		s.held[t] = false
	}
}

func (s *Server) abilities() []string {
	out := []string{}
	for _, a := range []string{"teams", "priorities", "analytics", "sso", "service_support_hours"} {
		if s.Plan == nil || s.Plan[a] {
			out = append(out, a)
		}
	}
	sort.Strings(out)
	return out
}

func (s *Server) there(t time.Time) bool { return s.Hidden.IsZero() || !t.After(s.Hidden) }

// write sends an answer, whole or not.
func (s *Server) write(w http.ResponseWriter, v any, f Fault) {
	body, err := json.Marshal(v)
	if err != nil {
		s.refuse(w, http.StatusInternalServerError, 2000, "Internal Server Error")
		return
	}
	switch f {
	case Cut:
		cut(w, body)
	case CutJSON:
		body = body[:len(body)*2/3]
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body)
}

// page sends a page of n things.
func (s *Server) page(w http.ResponseWriter, r *http.Request, key string, n int, at func(int) any, f Fault) {
	number := func(name string, or int) int {
		x, err := strconv.Atoi(r.URL.Query().Get(name))
		if err != nil || x < 0 {
			return or
		}
		return x
	}
	most := s.MostPage
	if most == 0 {
		most = 100
	}
	limit, offset := min(max(number("limit", 25), 1), most), number("offset", 0)
	if offset+limit > 10000 {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(object{"error": object{"message": "Invalid Input Provided", "code": 2002, "errors": []string{"Offset must be less than 10000."}}})
		return
	}
	from := offset
	switch f {
	case Drifted:
		from++
	case DriftedBack:
		from = max(0, from-1)
	case Repeated:
		from = max(0, from-limit)
	case MoreForever:
		if from >= n {
			from = max(0, (n-1)/limit*limit)
		}
	}
	list := []any{}
	for i := from; i < min(n, from+limit); i++ {
		list = append(list, at(i))
	}
	out := object{key: list, "limit": limit, "offset": offset, "more": offset+limit < n || f == MoreForever, "total": nil}
	if r.URL.Query().Get("total") == "true" && f != NoTotal {
		out["total"] = n
		if f == WrongTotal {
			out["total"] = n + 1
		}
	}
	s.write(w, out, f)
}
