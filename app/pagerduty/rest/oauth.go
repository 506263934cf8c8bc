package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// OAuth are the credentials of an application that an administrator registered.
type OAuth struct {
	ID        string
	Secret    Secret
	Subdomain string // of the account
	TokenURL  string // "" = PagerDuty's
}

const identity = "https://identity.pagerduty.com/oauth/token"

// Scopes are what an application's token needs, in PagerDuty's words; the last is for analytics, without which a pull goes
// on.
var Scopes = [...]string{"abilities.read", "escalation_policies.read", "incidents.read", "priorities.read", "services.read", "teams.read", "users.read",
	"analytics.write"}

// A bearer is a token that was got for credentials.
type bearer struct {
	token Secret
	until time.Time // when it ends
}

func (b bearer) held() bool { return !b.token.Empty() }

// authorization is the header's value.
func (c *Client) authorization(ctx context.Context) (Secret, error) {
	if !c.config.Token.Empty() {
		return NewSecret("Token token=" + c.config.Token.text()), nil
	}
	if !c.bearer.held() || !c.config.Now().Before(c.bearer.until) {
		if err := c.renew(ctx); err != nil {
			return Secret{}, err
		}
	}
	return NewSecret("Bearer " + c.bearer.token.text()), nil
}

// secrets are all texts that no error may have.
func (c *Client) secrets() []Secret {
	return []Secret{c.config.Token, c.config.OAuth.Secret, c.bearer.token}
}

// renew gets a token for the credentials, with fewer scopes where the application was not given all. An *Error is final;
// another error may pass.
func (c *Client) renew(ctx context.Context) error {
	for _, scopes := range [...][]string{Scopes[:], Scopes[:len(Scopes)-1], {"incidents.read"}} {
		err := c.grant(ctx, scopes)
		if !errors.Is(err, errFewerScopes) {
			return err
		}
	}
	return &Error{Message: "invalid_scope", Err: ErrToken}
}

var errFewerScopes = errors.New("the application was not given these scopes")

func (c *Client) grant(ctx context.Context, scopes []string) error {
	o := c.config.OAuth
	at := o.TokenURL
	if at == "" {
		at = identity
	}
	u, err := address(at)
	if err != nil {
		return &Error{Message: short(at), Err: ErrAddress}
	}
	region := c.config.Region
	if region == "" {
		region = "us"
	}
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {o.ID}, "client_secret": {o.Secret.text()},
		"scope": {"as_account-" + region + "." + o.Subdomain + " " + strings.Join(scopes, " ")},
	}
	within, cancel := context.WithTimeout(ctx, c.config.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(within, http.MethodPost, u.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return &Error{Message: short(at), Err: ErrAddress}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	status, _, body, err := c.send(r)
	if err != nil {
		return err
	}
	var said struct {
		AccessToken string  `json:"access_token"`
		ExpiresIn   float64 `json:"expires_in"`
		Error       string  `json:"error"`
		Description string  `json:"error_description"`
	}
	broken := json.Unmarshal(body, &said)
	switch {
	case status >= 500, status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return errors.New("the token's server answers " + http.StatusText(status))
	case status == http.StatusOK && broken == nil && said.AccessToken != "":
		c.bearer = bearer{token: NewSecret(said.AccessToken), until: c.config.Now().Add(time.Hour)}
		if said.ExpiresIn > 0 {
			c.bearer.until = c.config.Now().Add(time.Duration(min(said.ExpiresIn, 1e8)*0.9) * time.Second)
		}
		return nil
	case status == http.StatusOK:
		return io.ErrUnexpectedEOF
	}
	if said.Error == "invalid_scope" {
		return errFewerScopes
	}
	return &Error{Status: status, Message: clean(said.Error+" "+said.Description, c.secrets()...), Err: ErrToken}
}
