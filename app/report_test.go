package app

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A period that the data do not reach names the days that they do, as the workspace's people count them.
func TestReportOfAnUncoveredPeriod(t *testing.T) {
	a := mustApp(t)
	for _, want := range []string{"error.report.no_data []", "error.report.uncovered [period 2026-05 first 2026-03-02 last 2026-03-04]"} {
		for _, q := range []ReportQuery{{Kind: "monthly", Period: "2026-05"}, {Kind: "quarterly", Period: "2026-05"}} {
			_, err := a.Report(t.Context(), q)
			var e *Error
			if !errors.As(err, &e) || e.Error() != want {
				t.Errorf("%s: got %v, want %s", q.Kind, err, want)
			}
		}
		w := NewWindow(a, &fakeDesktop{}, WindowAt{Language: "ja"})
		mustFill(t, w)
		Close(w)
	}
}

// A client whom the map alone names had no alert: of the months that an entry of theirs holds for there is a report that says so.
func TestReportOfAClientWithoutAlerts(t *testing.T) {
	a := mustApp(t)
	w := NewWindow(a, &fakeDesktop{}, WindowAt{Language: "ja"})
	mustFill(t, w)
	defer Close(w)
	path := filepath.Join(t.TempDir(), "map.csv")
	sheet := "service_id,service,project,client,unit,from,until\n,*,基盤,株式会社乙,東,,\nPQUIET,静かなDB,静か,株式会社無事,東,2026-03-10,\nPGONE,昔のDB,昔,株式会社昔,東,,2026-02-28\nPNONE,持ち主なし,なし,,東,,\n"
	if err := os.WriteFile(path, []byte(sheet), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ImportMap(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	c, err := w.Choices()
	if want := []string{"株式会社乙", "株式会社昔", "株式会社無事"}; err != nil || !slices.Equal(c.Clients, want) {
		t.Errorf("the window's clients: got %q, %v, want %q", c.Clients, err, want)
	}
	w.desk.close()
	q := ReportQuery{Kind: "monthly", Period: "2026-03"}
	dir := t.TempDir()
	paths, err := a.WriteClientReports(t.Context(), q, dir, []string{"json"}, false)
	if want := []string{filepath.Join(dir, "株式会社乙_2026-03.json"), filepath.Join(dir, "株式会社無事_2026-03.json")}; err != nil || !slices.Equal(paths, want) {
		t.Fatalf("all clients: got %q, %v, want %q", paths, err, want)
	}
	q.Client = "株式会社無事"
	alone := filepath.Join(dir, "alone.json")
	if err := a.WriteReport(t.Context(), q, []string{alone}); err != nil {
		t.Fatal(err)
	}
	one, two := mustRead(t, alone), mustRead(t, paths[1])
	if one != two {
		t.Errorf("the report alone is not that of all clients:\n%s\n%s", one, two)
	}
	if want := "アラートはありませんでした"; !strings.Contains(one, want) {
		t.Errorf("got no %q in %s", want, one)
	}
	for _, foreign := range []string{"株式会社乙", "基盤"} {
		if strings.Contains(one, foreign) {
			t.Errorf("got another client's %q", foreign)
		}
	}
}

func mustRead(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
