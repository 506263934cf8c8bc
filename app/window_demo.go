package app

import (
	"context"
	"os"
	"path/filepath"
)

// demoDir is the workspace of the window's demo, beside the person's own: made-up data never mix with real ones.
func demoDir(dir string) string { return filepath.Join(dir+"-demo", "workspace") }

// InDemo says whether the window shows the demo.
func (w *Window) InDemo() bool { return w.own != "" }

// OpenDemo makes up a provider's two years in a workspace of their own, or finds them there, and shows them.
func (w *Window) OpenDemo() (_ bool, err error) {
	defer caught(&err)
	ctx, done, err := w.working()
	if err != nil {
		return false, err
	}
	defer done()
	return true, w.desk.change(func() error {
		b := *w.app
		b.Dir = demoDir(w.app.Dir)
		if w.InDemo() {
			return nil
		}
		if _, err := os.Stat(filepath.Join(b.Dir, demoDone)); err != nil {
			demo := func(ctx context.Context, _ string, _ func(Progress)) error { return b.MakeDemo(ctx) }
			if w.at.MakeDemo != nil {
				demo = w.at.MakeDemo
			}
			if err := demo(ctx, b.Dir, b.progress); err != nil {
				return err
			}
		}
		w.own, w.app.Dir = w.app.Dir, b.Dir
		return nil
	})
}

// LeaveDemo goes back to the person's own workspace. The demo stays as it is.
func (w *Window) LeaveDemo() (_ bool, err error) {
	defer caught(&err)
	return true, w.desk.change(func() error {
		if w.InDemo() {
			w.app.Dir, w.own = w.own, ""
		}
		return nil
	})
}

// demoDone is a file that says that the demo's workspace is whole.
const demoDone = "complete"

// MakeDemo fills the workspace with the demo's data, map and exclusions, and says in a file that it is whole.
func (a *App) MakeDemo(ctx context.Context) error {
	if _, err := a.demoWorkspace(ctx); err != nil {
		return err
	}
	return writeFiles(ctx, []file{{filepath.Join(a.Dir, demoDone), textOf("")}})
}
