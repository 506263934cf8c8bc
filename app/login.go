package app

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"time"

	"furikaeri/app/pagerduty/rest"
)

// A Keychain keeps secrets where the operating system keeps them. account names the secret. An error says that there is no
// keychain, or that it does not open; it holds no secret.
type Keychain interface {
	Get(account string) (secret string, err error) // "" = there is none
	Set(account, secret string) error
	Delete(account string) error // nothing to delete is no error
}

// tokenVariable is the environment variable that gives an API key where there is no keychain; it goes before the keychain.
const tokenVariable = "PAGERDUTY_TOKEN"

// Credentials open a PagerDuty account: an API key, or an application's id and secret.
type Credentials struct {
	Token  rest.Secret
	OAuth  rest.OAuth
	Region string // us, eu; "" = us
}

// kept is Credentials as the keychain has them.
type kept struct {
	Token     string `json:"token,omitempty"`
	ID        string `json:"id,omitempty"`
	Secret    string `json:"secret,omitempty"`
	Subdomain string `json:"subdomain,omitempty"`
	Region    string `json:"region,omitempty"`
}

// A LoginQuery says what is kept.
type LoginQuery struct {
	Credentials
	API string // "" = PagerDuty's address of the region
}

// A Login is what credentials open.
type Login struct {
	From    string // keychain, environment
	Region  string // us, eu
	Account rest.Account
	Checked bool // false: nobody could be asked, the network is not there
}

// keychainAccount names the workspace's secret: two workspaces on one machine may be of two accounts.
func (a *App) keychainAccount(account string) (string, error) {
	dir, err := filepath.Abs(a.Dir)
	return account + " " + dir, err
}

// Login tries credentials and keeps them in the operating system's keychain. A token that PagerDuty refuses is not kept; where
// it cannot be asked the token is kept, and Checked is false.
func (a *App) Login(ctx context.Context, q LoginQuery) (Login, error) {
	out := Login{From: "keychain", Region: regionOf(q.Region)}
	if a.Keychain == nil {
		return out, &Error{Key: "error.keychain", Args: []string{"variable", tokenVariable, "detail", "–"}}
	}
	account, err := a.checkCredentials(ctx, q.Credentials, q.API)
	switch {
	case errors.Is(err, rest.ErrUnreachable):
	case err != nil:
		return out, err
	default:
		out.Account, out.Checked = account, true
	}
	secret, err := json.Marshal(kept{q.Token.Reveal(), q.OAuth.ID, q.OAuth.Secret.Reveal(), q.OAuth.Subdomain, regionOf(q.Region)})
	if err != nil {
		return out, err
	}
	name, err := a.keychainName()
	if err != nil {
		return out, err
	}
	if err := a.Keychain.Set(name, string(secret)); err != nil {
		return out, keychainError(err)
	}
	return out, nil
}

// Logout forgets the credentials of the workspace; was says whether there were any.
func (a *App) Logout() (was bool, err error) {
	name, err := a.keychainName()
	if err != nil {
		return false, err
	}
	if a.Keychain == nil {
		return false, &Error{Key: "error.keychain", Args: []string{"variable", tokenVariable, "detail", "–"}}
	}
	secret, err := a.Keychain.Get(name)
	if err == nil && secret != "" {
		err = a.Keychain.Delete(name)
	}
	if err != nil {
		return false, keychainError(err)
	}
	return secret != "", nil
}

// CheckLogin asks PagerDuty what the credentials that a pull would use open.
// region is that of the token of the environment; "" = that of the credentials.
func (a *App) CheckLogin(ctx context.Context, api, region string) (Login, error) {
	c, from, err := a.Credentials()
	if err != nil {
		return Login{}, err
	}
	if region != "" {
		c.Region = region
	}
	account, err := a.checkCredentials(ctx, c, api)
	return Login{From: from, Region: regionOf(c.Region), Account: account, Checked: err == nil}, err
}

// Credentials are those that a pull uses: of the environment variable PAGERDUTY_TOKEN, else of the keychain. from is
// "environment" or "keychain". No credentials are an error that says what to do.
func (a *App) Credentials() (c Credentials, from string, err error) {
	if a.Env != nil {
		if token := rest.NewSecret(a.Env(tokenVariable)); !token.Empty() {
			return Credentials{Token: token}, "environment", nil
		}
	}
	none := &Error{Key: "error.no_token", Args: []string{"variable", tokenVariable}}
	if a.Keychain == nil {
		return c, "", none
	}
	name, err := a.keychainName()
	if err != nil {
		return c, "", err
	}
	secret, err := a.Keychain.Get(name)
	if err != nil {
		return c, "", keychainError(err)
	}
	if secret == "" {
		return c, "", none
	}
	var k kept
	if json.Unmarshal([]byte(secret), &k) != nil { // its text may be in json's error
		return c, "", &Error{Key: "error.keychain.broken"}
	}
	c = Credentials{Token: rest.NewSecret(k.Token), Region: k.Region}
	c.OAuth = rest.OAuth{ID: k.ID, Secret: rest.NewSecret(k.Secret), Subdomain: k.Subdomain}
	return c, "keychain", nil
}

func (a *App) keychainName() (string, error) {
	s, err := a.Settings()
	if err != nil {
		return "", err
	}
	return a.keychainAccount(s.Account)
}

func keychainError(err error) error {
	return &Error{Key: "error.keychain", Args: []string{"variable", tokenVariable, "detail", err.Error()}, Err: err}
}

func regionOf(region string) string {
	if region == "" {
		return "us"
	}
	return region
}

// checkCredentials asks for one of everything that a pull reads.
func (a *App) checkCredentials(ctx context.Context, c Credentials, api string) (rest.Account, error) {
	client, err := a.client(c, api, 2)
	if err != nil {
		return rest.Account{}, err
	}
	account, err := client.Check(ctx)
	return account, apiError(err)
}

// client is a client with the workspace's account, the machine's clock and the network that the environment names. attempts is
// how often each request is tried, 0 for as often as a pull has patience for.
func (a *App) client(c Credentials, api string, attempts int) (*rest.Client, error) {
	config, err := a.clientConfig(c, api, attempts)
	if err != nil {
		return nil, err
	}
	client, err := rest.New(config)
	return client, apiError(err)
}

// clientConfig is what client makes a client of.
func (a *App) clientConfig(c Credentials, api string, attempts int) (rest.Config, error) {
	s, err := a.Settings()
	if err != nil {
		return rest.Config{}, err
	}
	return rest.Config{Token: c.Token, OAuth: c.OAuth, Region: c.Region, BaseURL: api, Attempts: attempts, Account: s.Account, Now: a.Now, Sleep: a.sleep, Env: a.Env,
		Seed: uint64(a.Now().UnixNano()), Progress: func(p rest.Progress) {
			a.progress(Progress{Stage: "ui.pull." + p.Stage, Done: p.Done, Total: p.Total})
		}}, nil
}

// sleep waits for as long as PagerDuty wants.
func (a *App) sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// apiError puts what went wrong with PagerDuty's API into words for people.
func apiError(err error) error {
	if err == nil {
		return nil
	}
	for _, known := range []struct {
		err error
		key string
	}{
		{rest.ErrToken, "token"}, {rest.ErrPlan, "plan"}, {rest.ErrScope, "scope"}, {rest.ErrNotFound, "not_found"}, {rest.ErrArguments, "arguments"},
		{rest.ErrBusy, "busy"}, {rest.ErrServer, "server"}, {rest.ErrUnreachable, "unreachable"}, {rest.ErrNotAPI, "not_api"},
		{rest.ErrTooLarge, "too_large"}, {rest.ErrRedirect, "redirect"}, {rest.ErrAddress, "address"}, {rest.ErrProxy, "proxy"},
	} {
		if errors.Is(err, known.err) {
			return &Error{Key: "error.api." + known.key, Args: []string{"detail", err.Error()}, Err: err}
		}
	}
	return err
}

// Take makes text the query's secret: the application's where it names one, else the API key.
func (q *LoginQuery) Take(text string) {
	if q.OAuth.ID != "" {
		q.OAuth.Secret = rest.NewSecret(text)
		return
	}
	q.Token = rest.NewSecret(text)
}
