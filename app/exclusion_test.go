package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"furikaeri/app/demo"
	"furikaeri/app/settings"
	"furikaeri/app/store"
)

// tokyoAt is an instant by Tokyo's clock.
func tokyoAt(t *testing.T, s string) *int64 {
	t.Helper()
	at, err := time.ParseInLocation(time.DateTime, s, time.FixedZone("JST", 9*3600))
	if err != nil {
		t.Fatal(err)
	}
	n := at.Unix()
	return &n
}

func exclusionsOf(t *testing.T, a *App) []store.Exclusion {
	t.Helper()
	var got []store.Exclusion
	err := a.with(context.Background(), func(w *work) (err error) { got, err = w.Exclusions(context.Background()); return err })
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestExclusionsSurviveTheirSheets(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	want := []store.Exclusion{}
	seven := int64(7)
	for i, n := range hostile {
		if n == " " {
			continue
		}
		e := store.Exclusion{Service: n, Client: n, FromAt: tokyoAt(t, "2026-03-07 22:00:00"), UntilAt: tokyoAt(t, "2026-03-08 00:00:30"), Reason: n, Who: n, WrittenAt: 1_770_000_000, Version: 1}
		switch i % 3 {
		case 1:
			e = store.Exclusion{IncidentID: n, Reason: n, WrittenAt: 1_770_000_001, Version: 1}
		case 2:
			e = store.Exclusion{Number: &seven, Reason: n, Who: n, WrittenAt: 1_770_000_060, Version: 1}
		}
		want = append(want, e)
	}
	if err := a.with(ctx, func(w *work) error { return w.SetExclusions(ctx, want, a.Now()) }); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"x.csv", "x.xlsx"} {
		path := filepath.Join(t.TempDir(), name)
		for _, step := range []func(context.Context, string) (ExclusionChange, error){a.ExcludeExport, a.ExcludeImport} {
			c, err := step(ctx, path)
			if err != nil {
				t.Fatal(err)
			}
			if want := (ExclusionChange{Entries: len(want), Idle: len(want)}); c != want {
				t.Errorf("%s: got %+v, want %+v", name, c, want)
			}
		}
		got := exclusionsOf(t, a)
		for i := range min(len(got), len(want)) {
			if !reflect.DeepEqual(got[i], want[i]) {
				t.Errorf("%s: got %+v, want %+v", name, got[i], want[i])
			}
		}
		if len(got) != len(want) {
			t.Errorf("%s: got %d entries, want %d", name, len(got), len(want))
		}
	}
}

func TestReadExclusionsNamesEveryMistake(t *testing.T) {
	head := []string{"incident_id", "number", "service", "from", "until", "reason", "when"}
	for _, c := range []struct {
		name string
		rows [][]string
		want []string // keys and lines
	}{
		{"all well", [][]string{head, {"P1", "", "", "", "", "r"}, {"", "#7", "", "", "", "r"}, {}, {"", "", "s*", "2026/3/8 1:00", "2026-03-08 02:00:00", "r"}}, nil},
		{"no row", nil, []string{"error.file.empty"}},
		{"only a header", [][]string{head}, nil},
		{"unknown header", [][]string{{"service", "color"}}, []string{"error.exclude.header 1"}},
		{"one header twice", [][]string{{"service", "理由", "reason"}}, []string{"error.exclude.header_twice 1"}},
		{"no column for what", [][]string{{"reason", "from"}}, []string{"error.exclude.no_column 1"}},
		{"what", [][]string{head, {"", "", "", "2026-03-08", "2026-03-09", "r"}, {"P1", "", "s", "", "", "r"}, {"P1", "", "", "2026-03-08", "", "r"}, {"", "7x", "", "", "", "r"}, {"", "-1", "", "", "", "r"}},
			[]string{"error.exclude.neither 2", "error.exclude.both 3", "error.exclude.both 4", "error.exclude.number 5", "error.exclude.number 6"}},
		{"window", [][]string{head, {"", "", "s", "", "2026-03-08", "r"}, {"", "", "s", "2026-03-08", "", "r"}, {"", "", "s", "2026-03-09", "2026-03-08", "r"},
			{"", "", "s", "2026-03-08 01:00", "2026-03-08 01:00", "r"}, {"", "", "s", "soon", "2026-02-30", "r"}, {"P1", "", "", "", "", "r", "2026-13-01"}},
			[]string{"error.exclude.window 2", "error.exclude.window 3", "error.exclude.from_after_until 4", "error.exclude.from_after_until 5",
				"error.exclude.time 6", "error.exclude.time 6", "error.exclude.time 7"}},
		{"reason", [][]string{head, {"P1"}, {"P1", "", "", "", "", "　"}, {"P1", "", "", "", "", "r", "", "more"}}, []string{"error.exclude.reason 2", "error.exclude.reason 3", "error.exclude.columns 4"}},
	} {
		rows := []sheetRow{}
		for i, r := range c.rows {
			rows = append(rows, sheetRow{i + 1, r})
		}
		_, err := readExclusions("x.csv", rows, time.UTC, "")
		got := []string{}
		list := []error{err}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			list = many.Unwrap()
		}
		for _, one := range list {
			var e *Error
			if errors.As(one, &e) {
				got = append(got, e.Key)
				if len(e.Args) > 3 {
					got[len(got)-1] += " " + e.Args[3]
				}
			}
		}
		if strings.Join(got, ", ") != strings.Join(c.want, ", ") {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// The clock of New York showed 01:30 twice on 2 November 2025, and never 02:30 on 9 March 2025.
func TestInstantsAreReadByTheZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"2026-03-02 22:00": "2026-03-03T03:00:00Z", "2026/3/2 9:05": "2026-03-02T14:05:00Z", "2026-03-02T22:00:07": "2026-03-03T03:00:07Z", "2026.03.02": "2026-03-02T05:00:00Z",
		"2026年3月2日 22:00": "2026-03-03T03:00:00Z", "2026年3月2日 9時5分": "2026-03-02T14:05:00Z", "2026年3月2日": "2026-03-02T05:00:00Z",
		"2026-03-02T22:00:00Z": "2026-03-02T22:00:00Z", "2026-03-02T22:00:00+09:00": "2026-03-02T13:00:00Z",
	} {
		r := &exclusionReader{zone: zone}
		got := "none"
		if at := r.instant(1, text); at != nil {
			got = time.Unix(*at, 0).UTC().Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	for utc, want := range map[string]string{
		"2025-11-02T05:30:00Z": "2025-11-02 01:30", "2025-11-02T06:30:00Z": "2025-11-02T01:30:00-05:00", "2025-11-02T07:00:07Z": "2025-11-02 02:00:07",
	} {
		at, err := time.Parse(time.RFC3339, utc)
		if err != nil {
			t.Fatal(err)
		}
		n := at.Unix()
		got := instantText(&n, zone)
		if got != want {
			t.Errorf("%s: got %s, want %s", utc, got, want)
		}
		if back := (&exclusionReader{zone: zone}).instant(1, got); back == nil || *back != n {
			t.Errorf("%s: got %v back from %s, want %d", utc, back, got, n)
		}
	}
}

// Excel keeps instants as numbers; the settings' writer and the clock fill in what a row does not say.
func TestExcludeImportReadsWorkbooks(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	set := settings.Default()
	set.Writer = "佐伯"
	if err := os.MkdirAll(a.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := set.Write(a.SettingsPath()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]any{
		"A1": "サービス名", "B1": "開始日時", "C1": "終了日時", "D1": "理由", "E1": "記入者",
		"A2": "決済*", "B2": time.Date(2026, 3, 8, 3, 10, 0, 0, time.UTC), "C2": time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC), "D2": "計画作業",
		"A3": "倉庫", "B3": "2026/3/8 3:10", "C3": 46089.5, "D3": "計画作業", "E3": "堀",
	} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ExcludeImport(ctx, path); err != nil {
		t.Fatal(err)
	}
	now := a.Now().Unix()
	want := []store.Exclusion{
		{Service: "決済*", FromAt: tokyoAt(t, "2026-03-08 03:10:00"), UntilAt: tokyoAt(t, "2026-03-09 00:00:00"), Reason: "計画作業", Who: "佐伯", WrittenAt: now, Version: 1},
		{Service: "倉庫", FromAt: tokyoAt(t, "2026-03-08 03:10:00"), UntilAt: tokyoAt(t, "2026-03-08 12:00:00"), Reason: "計画作業", Who: "堀", WrittenAt: now, Version: 1},
	}
	if got := exclusionsOf(t, a); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDemoAgreesOnItsMaintenance(t *testing.T) {
	a, ctx := mustApp(t), context.Background()
	from := time.Date(2026, 3, 8, 3, 0, 0, 0, time.UTC)
	err := a.with(ctx, func(w *work) error {
		return a.demoExclusions(ctx, w, []demo.Maintenance{{ServiceID: "P1", Service: "決済", From: from, To: from.Add(2 * time.Hour), Reason: "切替"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	first, last := from.Unix(), from.Unix()+7200
	want := []store.Exclusion{{Service: "決済", FromAt: &first, UntilAt: &last, Reason: "切替", WrittenAt: first - 7*86400, Version: 1}}
	if got := exclusionsOf(t, a); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
