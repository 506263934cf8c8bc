package cli

import (
	"path/filepath"
	"strings"
)

// language is the language of messages and help: FURIKAERI_LANG, else LC_ALL, LC_MESSAGES, LANG, else the system's.
// Whatever begins with "ja" is Japanese, all else English.
func language(m Machine) string {
	for _, v := range []string{m.Env("FURIKAERI_LANG"), m.Env("LC_ALL"), m.Env("LC_MESSAGES"), m.Env("LANG"), m.Language} {
		if v == "" {
			continue
		}
		if strings.HasPrefix(strings.ToLower(v), "ja") {
			return "ja"
		}
		return "en"
	}
	return "en"
}

// dataFolder is where a person's workspace is if nobody says otherwise; "" if the system does not say where to keep data.
func dataFolder(system string, env func(string) string) string {
	below := func(variable string, names ...string) string {
		if dir := env(variable); filepath.IsAbs(dir) {
			return filepath.Join(append([]string{dir}, names...)...)
		}
		return ""
	}
	choices := []string{below("XDG_DATA_HOME", "furikaeri"), below("HOME", ".local", "share", "furikaeri")}
	switch system {
	case "windows":
		choices = []string{below("LOCALAPPDATA", "Furikaeri"), below("USERPROFILE", "AppData", "Local", "Furikaeri")}
	case "darwin":
		choices = []string{below("HOME", "Library", "Application Support", "Furikaeri")}
	}
	for _, dir := range choices {
		if dir != "" {
			return dir
		}
	}
	return ""
}
