// Command furikaeri turns exports of PagerDuty into reports. Without arguments it opens a window (app.Window), with
// arguments it does the same work without one (app/cli). This file is the only one that imports Wails: it lends App the
// machine's dialogs, menu and screen.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/menu/keys"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	wails2 "github.com/wailsapp/wails/v2/pkg/runtime"

	"furikaeri/app"
	"furikaeri/app/cli"
	"furikaeri/frontend"
)

// version is set by the build (-ldflags "-X main.version=…"); "" asks Go which commit it was built from.
var version string

// icon is the program's own, for the window.
//
//go:embed build/icon/furikaeri.png
var icon []byte

// garbage is how far the heap may grow before it is collected, in percent: imports and reports make much that is soon
// forgotten, and a tenth of their time went into looking for it. A million rows stay under 600 MB.
const garbage = 200

// windowGarbage and windowHeap are garbage in the window, which stays open beside other programs, and how much memory, in
// bytes, Go takes before it looks for garbage ever more.
const (
	windowGarbage = 50
	windowHeap    = 96 << 20
)

func main() {
	debug.SetGCPercent(garbage)
	m := cli.ThisMachine(version)
	m.Keychain = keychain{}
	if len(m.Args) == 0 && hasWindow {
		os.Exit(window(m))
	}
	ctx, stop := cli.Interruptible(context.Background())
	code := cli.Run(ctx, m)
	stop()
	os.Exit(code)
}

// The window's size at first, and the least that its pages are made for.
const (
	firstWidth, firstHeight = 1280, 860
	leastWidth, leastHeight = 900, 600
)

// window opens the window and returns the exit code when it closes.
func window(m cli.Machine) int {
	oneArena()
	debug.SetGCPercent(windowGarbage)
	debug.SetMemoryLimit(windowHeap)
	a, at, err := cli.ForWindow(m)
	if err != nil {
		fmt.Fprintln(m.Stderr, err)
		return 1
	}
	d := &desktop{open: scripted(m.Env)}
	w := app.NewWindow(a, d, at)
	d.words = w
	go app.Prepare(w)
	size := app.SizeOf(w)
	if size.Width < leastWidth || size.Height < leastHeight {
		size = app.Size{Width: firstWidth, Height: firstHeight}
	}
	err = wails.Run(&options.App{
		Title: "Furikaeri", Width: size.Width, Height: size.Height, MinWidth: leastWidth, MinHeight: leastHeight,
		AssetServer:        &assetserver.Options{Assets: frontend.Pages(), Handler: app.Assets(w)},
		Menu:               d.menu(),
		OnStartup:          d.start,
		OnDomReady:         func(context.Context) { stayHere(); steady() },
		OnBeforeClose:      d.beforeClose,
		OnShutdown:         func(context.Context) { app.Close(w) },
		Bind:               []any{w},
		EnumBind:           []any{app.AllOnly, app.AllSignals},
		ErrorFormatter:     func(err error) any { return app.Describe(w, err) },
		DragAndDrop:        &options.DragAndDrop{EnableFileDrop: true},
		LogLevelProduction: logger.ERROR,
		SingleInstanceLock: &options.SingleInstanceLock{UniqueId: at.Instance, OnSecondInstanceLaunch: d.front},
		Linux:              &linux.Options{Icon: icon, ProgramName: "furikaeri", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:            &windows.Options{Theme: windows.SystemDefault},
	})
	if err != nil {
		fmt.Fprintln(m.Stderr, "opening the window:", err)
		return 1
	}
	return 0
}

// steady keeps panics what they are. WebKit sets its handlers when its first script runs, which is not at a time of ours.
func steady() {
	keepPanics()
	for _, later := range []time.Duration{time.Second, 5 * time.Second, 30 * time.Second} {
		time.AfterFunc(later, keepPanics)
	}
}

// A desktop is what App asks of the machine (app.Desktop).
type desktop struct {
	ctx   context.Context // Wails's, nil until the window is there
	words *app.Window
	open  *answers // dialogs that a test answers; nil for real ones
}

func (d *desktop) start(ctx context.Context) { d.ctx = ctx }

func (d *desktop) beforeClose(ctx context.Context) bool {
	if !wails2.WindowIsMaximised(ctx) && !wails2.WindowIsFullscreen(ctx) {
		width, height := wails2.WindowGetSize(ctx)
		app.KeepSize(d.words, app.Size{Width: width, Height: height})
	}
	return false
}

// front brings the window to the front when the program is started once more.
func (d *desktop) front(options.SecondInstanceData) {
	wails2.WindowUnminimise(d.ctx)
	wails2.Show(d.ctx)
}

// Open asks for files to read; none if the person cancelled.
func (d *desktop) Open(title, kinds string, endings []string, many bool) ([]string, error) {
	if d.open != nil {
		return d.open.files()
	}
	pattern := ""
	for i, e := range endings {
		if i > 0 {
			pattern += ";"
		}
		pattern += "*." + e
	}
	o := wails2.OpenDialogOptions{Title: title, Filters: []wails2.FileFilter{{DisplayName: kinds, Pattern: pattern}, {DisplayName: "*", Pattern: "*"}}}
	if many {
		return wails2.OpenMultipleFilesDialog(d.ctx, o)
	}
	one, err := wails2.OpenFileDialog(d.ctx, o)
	if one == "" {
		return nil, err
	}
	return []string{one}, err
}

// Save asks where to write a file; "" if the person cancelled.
func (d *desktop) Save(title, name string) (string, error) {
	if d.open != nil {
		return d.open.save(name), nil
	}
	return wails2.SaveFileDialog(d.ctx, wails2.SaveDialogOptions{Title: title, DefaultFilename: name, CanCreateDirectories: true})
}

// Tell sends the pages an event.
func (d *desktop) Tell(p app.Step) {
	if d.ctx != nil {
		wails2.EventsEmit(d.ctx, "progress", p)
	}
}

// Reveal opens the folder of a file in the machine's own file manager.
func (d *desktop) Reveal(path string) error {
	if d.open != nil {
		return d.open.reveal(path)
	}
	dir := filepath.Dir(path)
	switch runtime.GOOS {
	case "windows":
		// Explorer's exit code says nothing.
		return exec.Command("explorer", "/select,"+path).Start()
	case "darwin":
		return exec.Command("open", "-R", path).Start()
	}
	return exec.Command("xdg-open", dir).Start()
}

// Speak writes the menu in the window's language.
func (d *desktop) Speak() {
	if d.ctx != nil {
		wails2.MenuSetApplicationMenu(d.ctx, d.menu())
		wails2.MenuUpdateApplicationMenu(d.ctx)
	}
}

// menu is the menu bar; what it does is told to the pages, which do the same for their own buttons.
func (d *desktop) menu() *menu.Menu {
	out := menu.NewMenu()
	for _, group := range app.Menu(d.words) {
		sub := out.AddSubmenu(group.Label)
		for _, item := range group.Items {
			if item.Action == "" {
				sub.AddSeparator()
				continue
			}
			var accelerator *keys.Accelerator
			if item.Key != "" {
				accelerator = keys.CmdOrCtrl(item.Key)
			}
			action := item.Action
			sub.AddText(item.Label, accelerator, func(*menu.CallbackData) {
				if action == "quit" {
					wails2.Quit(d.ctx)
					return
				}
				wails2.EventsEmit(d.ctx, "menu", action)
			})
		}
	}
	return out
}
