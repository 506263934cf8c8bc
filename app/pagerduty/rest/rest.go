// Package rest reads an account by PagerDuty's REST API: in go a token and what is wanted, out come incidents and entries
// of timelines in batches that can be committed one by one, so that a pull that was stopped goes on where it was. It is
// meant for app, which gives it a clock and a place for the batches, and keeps the token out of everything else. What is
// understood of an answer is app/pagerduty's, the same as of a file.
package rest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"furikaeri/app/pagerduty"
)

// A Config says whose data are asked for, where, and how.
type Config struct {
	Token   Secret // an API key; or
	OAuth   OAuth  // an application's credentials
	Region  string // "us" or "", "eu"
	BaseURL string // "" = the region's; a gateway or a mock: https, or http on this machine only
	Account string // what incidents and entries get as their account

	Now   func() time.Time                           // the clock
	Sleep func(context.Context, time.Duration) error // returns the context's error when it ends first
	Seed  uint64                                     // of the jitter between attempts

	Env       func(string) string // the environment, for its proxy to be looked at; nil = it is not
	Transport http.RoundTripper   // nil = HTTPS, through the proxy that the environment names
	Timeout   time.Duration       // of one attempt, 0 = 90 s
	MaxBody   int64               // bytes of one answer, unpacked; 0 = 64 MiB
	Attempts  int                 // of one request, 0 = 12

	Progress func(Progress) // nil for nobody
	Log      func(Request)  // told of each attempt; nil for nobody
}

// A Progress is how far a pull is.
type Progress struct {
	Stage string // references, incidents, log_entries, timelines, open, analytics; waiting, for the server
	Done  int64  // incidents or entries
	Total int64  // as PagerDuty counts them; 0 = unknown
}

// A Request is one attempt, for a log. It has no token, no title and no query.
type Request struct {
	At      time.Time
	Op      string // "GET /incidents"
	Attempt int    // from 1
	Status  int    // 0 where there was no answer
	Bytes   int64
	Err     string
}

// A Client asks one account. It makes one request after the other; not for several goroutines.
type Client struct {
	config    Config
	base      *url.URL
	http      *http.Client
	random    *rand.Rand
	paces     map[class]*pace
	pages     pagerduty.Pages
	bearer    bearer
	requests  int64
	answered  bool // the server has answered once
	hash      *bodies
	subdomain string
}

// A class of requests has a limit of its own.
type class int

const (
	classic class = iota
	analytics
)

// The defaults of a Config.
const (
	defaultTimeout  = 90 * time.Second
	defaultBody     = 64 << 20
	defaultAttempts = 12
	fewAttempts     = 4 // before the server has answered once: an address or a network that is wrong is said soon
)

// New makes a client; nothing is asked yet. The error is ErrAddress, ErrProxy, ErrToken where there is no token, or a wrong region.
func New(c Config) (*Client, error) {
	if c.Now == nil || c.Sleep == nil {
		return nil, fmt.Errorf("making a client: no clock was given")
	}
	if c.Token.Empty() && c.OAuth.Secret.Empty() {
		return nil, fmt.Errorf("making a client: %w: there is none", ErrToken)
	}
	if c.BaseURL == "" {
		switch c.Region {
		case "", "us":
			c.BaseURL = "https://api.pagerduty.com"
		case "eu":
			c.BaseURL = "https://api.eu.pagerduty.com"
		default:
			return nil, fmt.Errorf("making a client: no region is named %q: us, eu", c.Region)
		}
	}
	base, err := address(c.BaseURL)
	if err != nil {
		return nil, err
	}
	if c.Transport == nil && !loopback(base) {
		if err := checkProxy(c.Env); err != nil {
			return nil, fmt.Errorf("making a client: %w", err)
		}
	}
	if c.Timeout == 0 {
		c.Timeout = defaultTimeout
	}
	if c.MaxBody == 0 {
		c.MaxBody = defaultBody
	}
	if c.Attempts == 0 {
		c.Attempts = defaultAttempts
	}
	if c.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.Proxy = http.ProxyFromEnvironment
		t.MaxResponseHeaderBytes = 1 << 20
		c.Transport = t
	}
	most := func(n int) int { // a mock on this machine may say that it takes more
		if loopback(base) {
			return 0
		}
		return n
	}
	return &Client{
		config: c, base: base, random: rand.New(rand.NewPCG(c.Seed, 0x70616765)), hash: newBodies(),
		http:  &http.Client{Transport: c.Transport, CheckRedirect: sameHost},
		pages: pagerduty.Pages{Account: c.Account},
		paces: map[class]*pace{classic: newPace(PerMinute, most(PerMinute)), analytics: newPace(analyticsPerMinute, most(analyticsPerMinute))},
	}, nil
}

// address is a base that a token may be sent to.
func address(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	switch {
	case err != nil, u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		return nil, fmt.Errorf("%w: %s", ErrAddress, short(s))
	case u.Scheme == "https", u.Scheme == "http" && loopback(u):
		u.Path = strings.TrimSuffix(u.Path, "/")
		return u, nil
	}
	return nil, fmt.Errorf("%w: %s", ErrAddress, short(s))
}

// short is an address without what could be a password in it.
func short(s string) string {
	if u, err := url.Parse(s); err == nil && u.User == nil {
		return clean(u.Scheme + "://" + u.Host)
	}
	return "?"
}

func loopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// sameHost lets a redirect through that stays with the same server.
func sameHost(r *http.Request, via []*http.Request) error {
	if first := via[0].URL; r.URL.Scheme != first.Scheme || r.URL.Host != first.Host || len(via) > 4 || r.Method != via[0].Method {
		return ErrRedirect
	}
	return nil
}

func (c *Client) progress(p Progress) {
	if c.config.Progress != nil {
		c.config.Progress(p)
	}
}
