package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"furikaeri/app/store"
)

func mustCopies(t *testing.T, a *App) []string {
	t.Helper()
	names, err := store.Copies(a.Dir)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// What the window saved is in a backup and in the copies, and comes back from both.
func TestCommentsComeBack(t *testing.T) {
	w, _ := mustWindow(t)
	mustFill(t, w)
	q, ctx := PreviewQuery{Kind: "monthly", Period: "2026-03", Client: "svc one", Lang: "ja"}, context.Background()
	if _, err := w.SaveComment(q, "summary", "一つ目。\n</script>"); err != nil {
		t.Fatal(err)
	}
	if got := len(mustCopies(t, w.app)); got != 1 {
		t.Fatalf("got %d copies, want one", got)
	}
	if _, err := w.SaveComment(q, "summary", "一つ目。\n</script>"); err != nil {
		t.Fatal(err)
	}
	copies := mustCopies(t, w.app)
	if len(copies) != 1 {
		t.Errorf("the same comment again: got %v, want no other copy", copies)
	}
	kept := filepath.Join(t.TempDir(), "kept.jsonl")
	body, err := os.ReadFile(copies[0])
	if err != nil || os.WriteFile(kept, body, 0o600) != nil {
		t.Fatal(err)
	}
	all := filepath.Join(t.TempDir(), "all.backup")
	Close(w)
	if _, err := w.app.Backup(ctx, all); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{all, kept} {
		if err := os.RemoveAll(filepath.Join(w.app.Dir, commentsFolder)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.app.Restore(ctx, from); err != nil {
			t.Fatalf("%s: %v", filepath.Base(from), err)
		}
		if got := w.comments(q)["summary"]; len(got) != 2 || got[1] != "</script>" {
			t.Errorf("%s: got %q, want the comment", filepath.Base(from), got)
		}
	}
}

// A copy whose files cannot be written leaves the map as it is.
func TestRestoreOfACopyIsWhole(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	setMap := func(client string) {
		t.Helper()
		if err := a.with(ctx, func(w *work) error { return w.SetMap(ctx, []store.MapEntry{{Service: "s", Client: client}}) }); err != nil {
			t.Fatal(err)
		}
	}
	setMap("山田")
	if _, err := a.SetSetting(ctx, "slo.P2.limit_minutes", "20"); err != nil {
		t.Fatal(err)
	}
	copies := mustCopies(t, a)
	kept := filepath.Join(t.TempDir(), "kept.jsonl")
	body, err := os.ReadFile(copies[len(copies)-1])
	if err != nil || !strings.Contains(string(body), `"name":"settings.toml"`) {
		t.Fatalf("got %q, %v; want the settings in the newest copy", body, err)
	}
	body = append(body, `{"what":"file","name":"comments/x.md","text":"x"}`+"\n"...)
	if err := os.WriteFile(kept, body, 0o600); err != nil {
		t.Fatal(err)
	}
	setMap("佐伯")
	if err := os.MkdirAll(filepath.Join(a.Dir, commentsFolder, "x.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := a.SetSetting(ctx, "slo.P2.limit_minutes", "25"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Restore(ctx, kept); err == nil {
		t.Error("a folder in a file's place: got no error")
	}
	client := func() (out string) {
		t.Helper()
		if err := a.with(ctx, func(w *work) error {
			m, err := w.Map(ctx)
			out = m[0].Client
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := client(); got != "佐伯" {
		t.Errorf("got the map of %s, want it as it was", got)
	}
	if got, err := a.Setting("slo.P2.limit_minutes"); err != nil || got != "25" {
		t.Errorf("got %s, %v; want the settings as they were", got, err)
	}
	if err := os.Remove(filepath.Join(a.Dir, commentsFolder, "x.md")); err != nil {
		t.Fatal(err)
	}
	r, err := a.Restore(ctx, kept)
	if err != nil || r.Files != 2 || client() != "山田" {
		t.Errorf("got %+v, %v, the map of %s; want two files and the map of the copy", r, err, client())
	}
	if got, err := a.Setting("slo.P2.limit_minutes"); err != nil || got != "20" {
		t.Errorf("got %s, %v; want the copy's", got, err)
	}
}

// A setting is saved while another process holds the workspace, at once; the copy is told to come later.
func TestSettingWhileHeld(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	s, err := store.Open(ctx, a.Dir, store.Options{Command: "furikaeri import", Lock: store.LockOptions{Now: a.Now()}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	told := ""
	a.Notice = func(key string, _ ...string) { told += key }
	if _, err := a.SetSetting(ctx, "slo.P2.limit_minutes", "20"); err != nil || told != "ui.copy_later" {
		t.Errorf("got %v and %q, want it saved and the copy later", err, told)
	}
}
