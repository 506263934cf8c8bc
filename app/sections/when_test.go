package sections

import "testing"

// The hour with the most alerts is the heat map's title, where there is one and it has more than a few.
func TestTitleOfTheHeatMap(t *testing.T) {
	for _, v := range []struct {
		tuesday, sunday int64 // alerts of Tuesday 14:00 and Sunday 22:00
		ja, en          string
	}{
		{140, 63, "最も多いのは火曜の14時台で140件", "Tue 14:00 has the most alerts: 140"},
		{9, 3, "曜日・時間帯別のアラート件数", "Alerts by weekday and hour"},
		{63, 63, "曜日・時間帯別のアラート件数", "Alerts by weekday and hour"},
	} {
		for code, want := range map[string]string{"ja": v.ja, "en": v.en} {
			p := mustPage(t, "quarterly", code, "FY2025Q4")
			p.n.Alerts = alerts(3)
			p.n.Heatmap.Count[1][14], p.n.Heatmap.Count[6][22] = v.tuesday, v.sunday
			c := p.when().Blocks[1].Chart
			if c == nil || c.Title != want {
				t.Errorf("%d and %d, %s: got %+v, want the title %s", v.tuesday, v.sunday, code, c, want)
			}
		}
	}
}
