package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"furikaeri/app"
)

// loginCommand keeps the token of a PagerDuty account in the operating system's keychain. The token is typed, never an
// argument: arguments are seen by everybody on the machine.
func (f *face) loginCommand() *cobra.Command {
	var q app.LoginQuery
	var check bool
	c := f.command("login", "[--region us|eu] [--oauth ID --subdomain NAME] [--check]", func(c *cobra.Command, _ []string) error {
		if q.Region != "" && q.Region != "us" && q.Region != "eu" {
			return usage("error.usage.bad_value", "flag", "--region", "value", q.Region)
		}
		if check && q.OAuth.ID != "" {
			return usage("error.usage.login_check")
		}
		if (q.OAuth.ID == "") != (q.OAuth.Subdomain == "") {
			return usage("error.usage.oauth")
		}
		a, err := f.app(c)
		if err != nil {
			return err
		}
		if check {
			login, err := a.CheckLogin(c.Context(), q.API, q.Region)
			if err != nil {
				return err
			}
			return f.showLogin(login)
		}
		key := "ui.login.token"
		if q.OAuth.ID != "" {
			key = "ui.login.secret"
		}
		if f.Secret == nil {
			return &app.Error{Key: "error.no_terminal", Args: []string{}}
		}
		text, err := f.Secret(c.Context(), f.words.T(key))
		if err != nil {
			return err
		}
		if text = strings.TrimSpace(text); text == "" {
			return &app.Error{Key: "error.no_secret", Args: []string{}}
		}
		q.Take(text)
		login, err := a.Login(c.Context(), q)
		if err != nil {
			return err
		}
		if !login.Checked {
			f.say("ui.login.unchecked")
			if f.json {
				return f.showLogin(login)
			}
			return nil
		}
		f.tell("ui.login.kept")
		return f.showLogin(login)
	})
	c.Args = none
	c.Flags().StringVar(&q.Region, "region", "", f.words.T("help.flag.region"))
	c.Flags().StringVar(&q.OAuth.ID, "oauth", "", f.words.T("help.flag.oauth"))
	c.Flags().StringVar(&q.OAuth.Subdomain, "subdomain", "", f.words.T("help.flag.subdomain"))
	c.Flags().StringVar(&q.API, "api", "", f.words.T("help.flag.api"))
	c.Flags().BoolVar(&check, "check", false, f.words.T("help.flag.login_check"))
	return c
}

func (f *face) logoutCommand() *cobra.Command {
	c := f.command("logout", "", func(c *cobra.Command, _ []string) error {
		a, err := f.app(c)
		if err != nil {
			return err
		}
		was, err := a.Logout()
		switch {
		case err != nil:
			return err
		case was:
			f.tell("ui.logout.done")
		default:
			f.tell("ui.logout.none")
		}
		return nil
	})
	c.Args = none
	return c
}

// A loginReport is a login as JSON.
type loginReport struct {
	From      string   `json:"from"`
	Checked   bool     `json:"checked"` // false: PagerDuty could not be asked
	Region    string   `json:"region"`
	Subdomain string   `json:"subdomain"` // "" = nothing told it
	Abilities []string `json:"abilities"`
	Missing   []string `json:"missing"`  // scopes without which something cannot be pulled
	Required  []string `json:"required"` // those of them without which nothing can
}

// showLogin says what the token opens. A token that cannot read what a pull needs is something that needs a person.
func (f *face) showLogin(l app.Login) error {
	r := loginReport{From: l.From, Checked: l.Checked, Region: l.Region, Subdomain: l.Account.Subdomain, Abilities: l.Account.Abilities, Missing: []string{}, Required: []string{}}
	if r.Abilities == nil {
		r.Abilities = []string{}
	}
	for _, m := range l.Account.Missing {
		r.Missing = append(r.Missing, m.Scope)
		if m.Required {
			r.Required = append(r.Required, m.Scope)
		}
	}
	if f.json {
		return errors.Join(f.printJSON(r, false), found(len(r.Required)))
	}
	subdomain := app.OneLine(r.Subdomain)
	if subdomain == "" {
		subdomain = f.words.T("ui.login.unknown")
	}
	f.say("ui.login.account", "account", subdomain, "region", r.Region, "from", f.words.T("ui.login.from."+r.From))
	if len(r.Abilities) > 0 {
		f.say("ui.login.abilities", "list", app.OneLine(strings.Join(r.Abilities, ", ")))
	}
	for _, m := range l.Account.Missing {
		key := "ui.login.missing"
		if m.Required {
			key = "ui.login.required"
		}
		f.say(key, "scope", m.Scope)
	}
	if len(l.Account.Missing) == 0 {
		f.say("ui.login.all")
	}
	return found(len(r.Required))
}

// found is errFound where there is something that needs a person.
func found(n int) error {
	if n > 0 {
		return errFound
	}
	return nil
}
