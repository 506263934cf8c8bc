package store_test

import (
	"database/sql"
	"fmt"
	"hash/fnv"
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
		3: `INSERT INTO import VALUES (1, 'old.csv', 'ab', 5, 'default', 100, 90, 3, 3, 0, 0, 0, 0, '', 0)`,
		4: `INSERT INTO import VALUES (1, 'old.csv', 'ab', 5, 'default', 100, 90, 3, 3, 0, 0, 0, 0, '', 0)`,
	} {
		dir := mustOldWorkspace(t, n, imported, "INSERT INTO map_entry VALUES (0, '', '決済*', 'p', 'c', 'u', NULL, NULL)", "INSERT INTO kind (kind_id, kind) VALUES (7, 'disk full')")
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

// Entries that an older version only kept are derived at the next chance, though the rules are what they were.
func TestOldTimelinesAreDerived(t *testing.T) {
	h := fnv.New64a()
	h.Write([]byte("default\xffP1"))
	key := int64(h.Sum64())
	dir := mustOldWorkspace(t, 3, "INSERT INTO setting VALUES ('rules', 'as ever')",
		fmt.Sprintf(`INSERT INTO incident (account, id, title, given_priority, service_id, service, team, more, triggered_at, resolved_at, told, impossible, "import", "row",
		 ordered_at, content, key, gone, priority, flags) VALUES ('default', 'P1', 'disk full', '', 'S1', 'API', '', '', 1000, 1600, 3, 0, 1, 1, 1600, 5, %d, 0, '', 32)`, key),
		fmt.Sprintf(`INSERT INTO event SELECT 'default', 'P1', 'E' || n, 1000 + n * 300, ['trigger', 'acknowledge', 'resolve'][n + 1], 'user', 'U1', '山田', '', '', '', '', NULL, 1, %d, n
		 FROM range(3) r(n)`, key),
		"INSERT INTO import VALUES (1, 'a.json', 'ab', 5, 'default', 2000, 1600, 1, 1, 0, 0, 0, 0, 'json_log_entries', 3)")
	s := mustOpen(t, dir)
	const facts = "SELECT id, l1_s, l1_shared_s, acknowledged_by FROM facts"
	same(t, "as it was", lines(t, s, facts), []string{"P1|∅|∅|"})
	if n, err := s.Rederive(t.Context(), "as ever", by(rules())); err != nil || n != 1 {
		t.Errorf("got %d, %v; want 1", n, err)
	}
	same(t, "derived", lines(t, s, facts), []string{"P1|300|300|l1"})
	same(t, "intervals", lines(t, s, "SELECT id, person_id, from_at, to_at FROM interval"), []string{"P1|U1|1300|1600"})
	if n, err := s.Rederive(t.Context(), "as ever", by(rules())); err != nil || n != -1 {
		t.Errorf("once more: got %d, %v; want −1", n, err)
	}
}
