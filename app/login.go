package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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

// idFile holds the workspace's own id, by which the keychain has its secret: it moves with the folder, and another workspace in the
// same place later does not find it. No backup has it.
const idFile = "workspace.id"

// keychainNames name the workspace's secret, for two workspaces on one machine may be of two accounts: by the workspace's id, "" where
// it has none, and by its folder, as long as that is not there to hold an id.
func (a *App) keychainNames() (byID, byFolder string, err error) {
	s, err := a.Settings()
	if err != nil {
		return "", "", err
	}
	dir, err := filepath.Abs(a.Dir)
	if err != nil {
		return "", "", err
	}
	byFolder = s.Account + " " + dir
	raw, err := os.ReadFile(filepath.Join(a.Dir, idFile))
	if id := strings.TrimSpace(string(raw)); err == nil && id != "" {
		return s.Account + " " + id, byFolder, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", "", err
	}
	return "", byFolder, nil
}

// identify gives the workspace an id where it has none and its folder is there; the keychain's name of its secret is by that, or by
// the folder.
func (a *App) identify() (name string, err error) {
	byID, byFolder, err := a.keychainNames()
	switch {
	case err != nil:
		return "", err
	case byID != "":
		return byID, nil
	case !a.HasWorkspace():
		return byFolder, nil
	}
	sum := sha256.Sum256([]byte(byFolder + a.Now().UTC().Format(time.RFC3339Nano)))
	if err := os.WriteFile(filepath.Join(a.Dir, idFile), []byte(hex.EncodeToString(sum[:16])+"\n"), 0o600); err != nil {
		return "", writeError(idFile, err)
	}
	byID, _, err = a.keychainNames()
	return byID, err
}

// keep puts a secret into the keychain under its name, and nowhere else.
func (a *App) keep(secret string) error {
	name, err := a.identify()
	if err != nil {
		return err
	}
	if err := a.Keychain.Set(name, secret); err != nil {
		return keychainError(err)
	}
	_, byFolder, err := a.keychainNames()
	if err != nil || byFolder == name {
		return err
	}
	if err := a.Keychain.Delete(byFolder); err != nil {
		return keychainError(err)
	}
	return nil
}

// found is the secret in the keychain; "" where there is none. One that was kept before the workspace's folder was there gets its name
// by the id now.
func (a *App) found() (string, error) {
	byID, byFolder, err := a.keychainNames()
	if err != nil {
		return "", err
	}
	if byID != "" {
		if secret, err := a.Keychain.Get(byID); err != nil || secret != "" {
			return secret, keychainError(err)
		}
	}
	secret, err := a.Keychain.Get(byFolder)
	if err != nil || secret == "" || !a.HasWorkspace() {
		return secret, keychainError(err)
	}
	return secret, a.keep(secret)
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
	return out, a.keep(string(secret))
}

// Logout forgets the credentials of the workspace; was says whether there were any.
func (a *App) Logout() (was bool, err error) {
	byID, byFolder, err := a.keychainNames()
	if err != nil {
		return false, err
	}
	if a.Keychain == nil {
		return false, &Error{Key: "error.keychain", Args: []string{"variable", tokenVariable, "detail", "–"}}
	}
	for _, name := range []string{byID, byFolder} {
		if name == "" {
			continue
		}
		secret, err := a.Keychain.Get(name)
		if err == nil && secret != "" {
			was = true
			err = a.Keychain.Delete(name)
		}
		if err != nil {
			return false, keychainError(err)
		}
	}
	return was, nil
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
	secret, err := a.found()
	if err != nil {
		return c, "", err
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

func keychainError(err error) error {
	if err == nil {
		return nil
	}
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
