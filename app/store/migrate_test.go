package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"furikaeri/app/store"
)

// mustOldWorkspace makes a workspace as the first n migrations left it, with the rows that statements add.
func mustOldWorkspace(t *testing.T, n int, statements ...string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	db, err := sql.Open("duckdb", filepath.Join(dir, database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	all := []string{"CREATE TABLE migration (number INTEGER)"}
	for i := 1; i <= n; i++ {
		body, err := os.ReadFile(fmt.Sprintf("migration/%04d.sql", i))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(body), fmt.Sprintf("INSERT INTO migration VALUES (%d)", i))
	}
	for _, q := range append(all, statements...) {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%.60s: %v", q, err)
		}
	}
	return dir
}

// A workspace of any version before gets what it lacks and keeps what it had, and a copy of what it was stands beside it; a
// new one needs none.
func TestOldWorkspaces(t *testing.T) {
	for n, imported := range map[int]string{
		1: `INSERT INTO import VALUES (1, 'old.csv', 'ab', 5, 'default', 100, 90, 3, 3, 0, 0, 0, 0)`,
		2: `INSERT INTO import VALUES (1, 'old.csv', 'ab', 5, 'default', 100, 90, 3, 3, 0, 0, 0, 0)`,
	} {
		dir := mustOldWorkspace(t, n, imported, "INSERT INTO map_entry VALUES (0, '', '決済*', 'p', 'c', 'u', NULL, NULL)", "INSERT INTO kind VALUES (7, 'disk full')")
		s := mustOpen(t, dir)
		mustImport(t, s, importOf("a.csv", rules(), reading("P1")))
		mustExclude(t, s, store.Exclusion{IncidentID: "P1", Reason: "r"})
		same(t, "excluded", excludedIn(t, s), []string{"P1|r"})
		same(t, "imports", lines(t, s, `SELECT "import", name, kind, events FROM import ORDER BY "import"`), []string{"1|old.csv||0", "2|a.csv||0"})
		same(t, "the map", lines(t, s, "SELECT project, client FROM service"), []string{"p|c"})
		same(t, "kinds", lines(t, s, `SELECT kind, "import" FROM kind WHERE kind_id = 7`), []string{"disk full|0"})
		if _, err := os.Stat(filepath.Join(dir, fmt.Sprintf("%s.before-%d", database, n+1))); err != nil {
			t.Errorf("version %d: got %v, want a copy of the file as it was", n, err)
		}
	}
	dir := t.TempDir()
	mustOpen(t, dir)
	if got, _ := filepath.Glob(filepath.Join(dir, "*.before-*")); len(got) > 0 {
		t.Errorf("a new workspace: got %v, want no copy of it", got)
	}
}
