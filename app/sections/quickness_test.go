package sections

import (
	"testing"

	"furikaeri/app/metrics"
)

// The mean of handling time is of the alerts that its median is of: 1,200 s on two alerts that people worked on are 10.0
// minutes each, whatever machines took beside them.
func TestMeanHandlingIsOfMannedAlerts(t *testing.T) {
	p := mustPage(t, "monthly", "ja", "2026-03")
	p.n.Monthly = []metrics.Monthly{{Unit: "*", Month: "2026-03", Count: 5, Manned: 3, HandlingS: 2000, HandlingMannedS: 1200, HandlingMannedN: 2}}
	row := p.quicknessTable().Rows[2]
	if got, want := row[1].Text+" "+row[2].Text, "2 10.0"; got != want {
		t.Errorf("alerts and mean: got %s, want %s", got, want)
	}
}
