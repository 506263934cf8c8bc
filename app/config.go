package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"furikaeri/app/derive"
	"furikaeri/app/settings"
)

// HasWorkspace says whether the workspace's folder is there.
func (a *App) HasWorkspace() bool {
	info, err := os.Stat(a.Dir)
	return err == nil && info.IsDir()
}

// A SettingsFile is settings.toml as it is on disk.
type SettingsFile struct {
	Path  string
	Text  string
	Fresh bool // it was not there and has just been written, with every default
}

// SettingsFile is the workspace's settings.toml. Where there is none it is written first. A file with mistakes is
// returned with the error that Settings gives.
func (a *App) SettingsFile() (SettingsFile, error) {
	f := SettingsFile{Path: a.SettingsPath()}
	if _, err := os.Stat(f.Path); errors.Is(err, fs.ErrNotExist) {
		f.Fresh = true
		if err := a.writeSettings(settings.Default()); err != nil {
			return f, err
		}
	}
	_, err := a.Settings()
	body, e := os.ReadFile(f.Path)
	f.Text = string(body)
	return f, cmp.Or(err, e)
}

func (a *App) writeSettings(s settings.Settings) error {
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		return &Error{Key: "error.workspace", Args: []string{"dir", a.Dir, "detail", err.Error()}, Err: err}
	}
	if err := s.Write(a.SettingsPath()); err != nil {
		return writeError(a.SettingsPath(), err)
	}
	return nil
}

// A Setting is a key of settings.toml with its value as text.
type Setting struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// SettingsList are all settings with one value, in the order of the file.
func (a *App) SettingsList() ([]Setting, error) {
	set, err := a.Settings()
	if err != nil {
		return nil, err
	}
	out := []Setting{}
	for _, k := range set.Keys() {
		v, err := set.Get(k)
		if err != nil {
			return nil, settingError(k, err)
		}
		out = append(out, Setting{k, v})
	}
	return out, nil
}

// Setting is the value of one key.
func (a *App) Setting(key string) (string, error) {
	set, err := a.Settings()
	if err != nil {
		return "", err
	}
	v, err := set.Get(key)
	if err != nil {
		return "", settingError(key, err)
	}
	return v, nil
}

func settingError(key string, err error) error {
	return &Error{Key: "error.setting.key", Args: []string{"key", key}, Err: err}
}

// A SettingChange says what SetSetting did.
type SettingChange struct {
	Key       string `json:"key"`
	Previous  string `json:"previous"`
	Value     string `json:"value"`
	Rule      bool   `json:"rule"`      // a rule changed, by which facts are derived
	Incidents int64  `json:"incidents"` // how many incidents' facts changed with it
}

// SetSetting changes one key. If that changes a rule, all facts are derived again in the same step: a workspace that
// another process holds, or an interruption, leaves settings and facts as they were.
func (a *App) SetSetting(ctx context.Context, key, value string) (SettingChange, error) {
	c := SettingChange{Key: key}
	old, err := a.Settings()
	if err != nil {
		return c, err
	}
	if c.Previous, err = old.Get(key); err != nil {
		return c, settingError(key, err)
	}
	set := old
	if err := set.Set(key, value); err != nil {
		detail := err.Error()
		if inner := errors.Unwrap(err); inner != nil {
			detail = inner.Error() // without the key, which the sentence names
		}
		return c, &Error{Key: "error.setting.value", Args: []string{"key", key, "value", value, "detail", detail}, Detail: mistakes(errors.Unwrap(err)), Err: err}
	}
	if c.Value, err = set.Get(key); err != nil {
		return c, settingError(key, err)
	}
	c.Rule = set.RuleHash() != old.RuleHash()
	if !c.Rule || !a.HasWorkspace() {
		if err := a.writeSettings(set); err != nil {
			return c, err
		}
		impatient := *a
		impatient.Wait = 0 // the setting is saved
		a.filesWritten(ctx, impatient.with)
		return c, nil
	}
	rules, err := derive.RulesOf(set)
	if err != nil {
		return c, &Error{Key: "error.setting.value", Args: []string{"key", key, "value", value, "detail", err.Error()}, Err: err}
	}
	err = a.with(ctx, func(w *work) error {
		rules.Teams = w.rules.Teams
		n, err := w.Rederive(ctx, ruleHash(set, rules.Teams), byRules(rules))
		if err != nil {
			return fmt.Errorf("deriving again after a rule changed: %w", err)
		}
		c.Incidents = max(n, 0)
		// Should this fail, the next command finds the old rules and derives by them again.
		return w.written(ctx, a.writeSettings(set))
	})
	return c, err
}
