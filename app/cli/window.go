package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"furikaeri/app"
)

// ForWindow is the App that the window works with, on the workspace that the environment names, else the person's own,
// and where the window keeps its language, colours and size.
func ForWindow(m Machine) (*app.App, app.WindowAt, error) {
	at := app.WindowAt{Language: language(m)}
	dir := m.Env("FURIKAERI_WORKSPACE")
	if dir == "" {
		dir = dataFolder(m.System, m.Env)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, at, err
	}
	// One window a workspace: two with different ones may stand beside each other.
	sum := sha256.Sum256([]byte(dir))
	at.Instance = "furikaeri-" + hex.EncodeToString(sum[:6])
	at.Look = filepath.Join(dir+"-window", "window.json")
	if program, err := os.Executable(); err == nil {
		at.MakeDemo = makeDemo(program)
	}
	return &app.App{Dir: dir, Now: m.Now, Command: "furikaeri", Version: m.Version}, at, nil
}
