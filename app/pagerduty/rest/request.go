package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A call is a request, which may take several attempts.
type call struct {
	method string // "" = GET
	path   string // "/incidents"
	query  url.Values
	body   []byte
	class  class
}

func (c call) op() string { return c.verb() + " " + c.path }

func (c call) verb() string {
	if c.method == "" {
		return http.MethodGet
	}
	return c.method
}

// bodies hashes the answers that a batch is made of.
type bodies struct {
	hash  hash.Hash
	bytes int64
}

func newBodies() *bodies { return &bodies{hash: sha256.New()} }

func (b *bodies) add(body []byte) {
	b.hash.Write(body)
	b.bytes += int64(len(body))
}

// take is the digest and the length of what came since the last take.
func (b *bodies) take() (sum string, n int64) {
	sum, n = hex.EncodeToString(b.hash.Sum(nil)), b.bytes
	b.hash.Reset()
	b.bytes = 0
	return sum, n
}

// maxWait is the longest that a server can make a request wait.
const maxWait = 15 * time.Minute

// How many times a request may hear that there were too many, and may fail; of analytics, without which a pull goes on.
const (
	maxBusy           = 40
	maxBusyAnalytics  = 8
	attemptsAnalytics = 6
)

// patience is how often a request is refused for there being too many, and fails, before it is given up.
func (c *Client) patience(of class) (busy, failures int) {
	busy, failures = maxBusy, c.config.Attempts
	if of == analytics {
		busy, failures = maxBusyAnalytics, min(failures, attemptsAnalytics)
	}
	if !c.answered {
		failures = min(failures, fewAttempts)
	}
	return busy, failures
}

// do makes a request until there is an answer that read understands; read says false of one that was cut or is none of
// PagerDuty's. The error is an *Error, or the context's.
func (c *Client) do(ctx context.Context, q call, read func(body string) bool) error {
	busy, strange, renewed := 0, 0, false
	for attempt, failed := 1, 0; ; attempt++ {
		status, header, body, err := c.attempt(ctx, q, attempt)
		mostBusy, mostFailed := c.patience(q.class)
		if stop := ctx.Err(); stop != nil {
			return stop
		}
		if err == nil && status == http.StatusOK {
			c.answered = true
			if read(string(body)) {
				c.hash.add(body)
				return nil
			}
			if strange++; strange > 3 {
				return &Error{Op: q.op(), Status: status, Message: clean(header.Get("Content-Type"), c.secrets()...), Err: ErrNotAPI}
			}
			err = ErrNotAPI
		}
		var final *Error
		switch {
		case errors.As(err, &final):
			final.Op = q.op()
			return final
		case err == nil && status == http.StatusTooManyRequests:
			if busy++; busy > mostBusy {
				return c.refused(q, status, body)
			}
			wait := c.told(header)
			if wait == 0 {
				wait = c.backoff(min(busy, 7))
			}
			if wait > maxWait {
				return c.refused(q, status, body)
			}
			c.paces[q.class].hold(c.config.Now().Add(wait))
			continue
		case err == nil && status == http.StatusUnauthorized && c.bearer.held() && !renewed:
			renewed = true
			c.bearer = bearer{}
			continue
		case err == nil && status < 500 && status != http.StatusRequestTimeout:
			return c.refused(q, status, body)
		}
		failed++
		if failed >= mostFailed {
			if err == nil {
				return c.refused(q, status, body)
			}
			return &Error{Op: q.op(), Status: status, Message: clean(cause(err), c.secrets()...), Err: ErrUnreachable}
		}
		wait := c.backoff(failed)
		if err == nil {
			wait = max(wait, min(c.told(header), maxWait)) // a 503 may say when to come again
		}
		if err := c.sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// longWait is a wait that a person is told of.
const longWait = 5 * time.Second

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if d >= longWait {
		c.progress(Progress{Stage: "waiting"})
	}
	return c.config.Sleep(ctx, d)
}

// backoff is how long to wait after so many failures: 1 s doubled each time, to 60 s, and up to a quarter more.
func (c *Client) backoff(failures int) time.Duration {
	d := time.Second << min(failures-1, 6)
	d += time.Duration(c.random.Int64N(int64(d / 4)))
	return min(d, time.Minute)
}

// told is how long a server asks to wait; 0 where it does not say.
func (c *Client) told(h http.Header) time.Duration {
	if h == nil {
		return 0
	}
	if after := h.Get("Retry-After"); after != "" {
		if t, err := http.ParseTime(after); err == nil {
			return max(time.Second, t.Sub(c.config.Now()))
		}
		if d := seconds(after); d > 0 {
			return d
		}
	}
	return seconds(h.Get("Ratelimit-Reset"))
}

func seconds(s string) time.Duration {
	x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(x) || x <= 0 {
		return 0
	}
	return time.Duration(min(x, 1e6) * float64(time.Second))
}

// attempt makes one attempt. An *Error is final; another error may pass.
func (c *Client) attempt(ctx context.Context, q call, n int) (status int, header http.Header, body []byte, err error) {
	auth, err := c.authorization(ctx)
	if err != nil {
		return 0, nil, nil, err
	}
	p := c.paces[q.class]
	if wait := p.wait(c.config.Now()); wait > 0 {
		if err := c.sleep(ctx, wait); err != nil {
			return 0, nil, nil, err
		}
	}
	u := *c.base
	u.Path += q.path
	u.RawQuery = q.query.Encode()
	within, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(within, q.verb(), u.String(), bytes.NewReader(q.body))
	if err != nil {
		return 0, nil, nil, &Error{Message: clean(cause(err)), Err: ErrAddress}
	}
	if q.body == nil {
		r.Body, r.GetBody, r.ContentLength = http.NoBody, nil, 0
	}
	r.Header.Set("Accept", "application/vnd.pagerduty+json;version=2")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "furikaeri")
	r.Header.Set("Authorization", auth.text())
	at := c.config.Now()
	c.requests++
	status, header, body, err = c.send(r)
	c.obey(p, header)
	if c.config.Log != nil {
		entry := Request{At: at, Op: q.op(), Attempt: n, Status: status, Bytes: int64(len(body))}
		if err != nil {
			entry.Err = clean(cause(err), c.secrets()...)
		}
		c.config.Log(entry)
	}
	return status, header, body, err
}

// send is the exchange itself.
func (c *Client) send(r *http.Request) (status int, header http.Header, body []byte, err error) {
	a, err := c.http.Do(r)
	if err != nil {
		return 0, nil, nil, final(err)
	}
	defer a.Body.Close()
	body, err = io.ReadAll(io.LimitReader(a.Body, c.config.MaxBody+1))
	if int64(len(body)) > c.config.MaxBody {
		return a.StatusCode, a.Header, nil, &Error{Status: a.StatusCode, Err: ErrTooLarge}
	}
	return a.StatusCode, a.Header, body, err
}

// final turns errors that no other attempt changes into an *Error.
func final(err error) error {
	var cert *tls.CertificateVerificationError
	switch {
	case errors.Is(err, ErrRedirect):
		return &Error{Err: ErrRedirect}
	case errors.As(err, &cert):
		return &Error{Message: clean(cert.Error()), Err: ErrUnreachable}
	}
	return err
}

// cause is an error without the address, which the sentence names already.
func cause(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err.Error()
	}
	return err.Error()
}

// obey takes what the server says of its limits.
func (c *Client) obey(p *pace, h http.Header) {
	if h == nil {
		return
	}
	if n, err := strconv.Atoi(h.Get("Ratelimit-Limit")); err == nil {
		p.limit(n)
	}
	if left, err := strconv.Atoi(h.Get("Ratelimit-Remaining")); err == nil && left <= 0 {
		if reset := seconds(h.Get("Ratelimit-Reset")); reset > 0 {
			p.hold(c.config.Now().Add(min(reset, maxWait)))
		}
	}
}

// refused is the error for an answer that is no success.
func (c *Client) refused(q call, status int, body []byte) *Error {
	e := &Error{Op: q.op(), Status: status, Err: ErrArguments}
	var said struct {
		Error json.RawMessage `json:"error"`
	}
	var inside struct {
		Message string            `json:"message"`
		Code    int               `json:"code"`
		Errors  []json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(body, &said) == nil && len(said.Error) > 0 {
		_ = json.Unmarshal(said.Error, &inside) // what cannot be read of it is left out of the sentence
		e.Code, e.Message = inside.Code, inside.Message
		for _, more := range inside.Errors {
			var text string
			if json.Unmarshal(more, &text) == nil {
				e.Message += "; " + text
			}
		}
		e.Message = clean(e.Message, c.secrets()...)
	}
	switch {
	case status == http.StatusUnauthorized:
		e.Err = ErrToken
	case status == http.StatusPaymentRequired:
		e.Err = ErrPlan
	case status == http.StatusForbidden:
		e.Err = ErrScope
	case status == http.StatusNotFound:
		e.Err = ErrNotFound
	case status == http.StatusTooManyRequests:
		e.Err = ErrBusy
	case status == http.StatusProxyAuthRequired:
		e.Err = ErrUnreachable
	case status >= 500, status == http.StatusRequestTimeout:
		e.Err = ErrServer
	case status < 400:
		e.Err = ErrNotAPI
	}
	return e
}
