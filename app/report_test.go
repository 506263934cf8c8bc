package app

import (
	"errors"
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
