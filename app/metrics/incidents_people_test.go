package metrics_test

import (
	"fmt"
	"strings"
	"testing"

	"furikaeri/app/metrics"
)

// P1: U1 acknowledges, moves it at 1,200 s and U2 acknowledges; PagerDuty's own assigns are no moves, nor is one at the trigger.
// P2: delegated by automation. P3 has no trigger and counts for nothing; machines' acts neither.
func TestWhoActed(t *testing.T) {
	s := mustStore(t)
	for i, line := range strings.Split(strings.TrimSpace(`
		P1 0 trigger service
		P1 1 assign user U0
		P1 60 acknowledge user U1
		P1 60 assign service
		P1 90 annotate user U1 api
		P1 1200 reassign user U1
		P1 1500 acknowledge user U2 api
		P1 1600 resolve integration
		P2 100 trigger service
		P2 50 trigger service
		P2 150 acknowledge user U1
		P2 300 delegate bot_user B
		P2 300 status_update user U9
		P3 10 acknowledge user U1`), "\n") {
		var id, kind, agentType, agent, channel string
		var at int
		fmt.Sscan(line, &id, &at, &kind, &agentType, &agent, &channel)
		err := s.Exec(t.Context(), "INSERT INTO event VALUES ('default', ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', NULL, 1, ?, ?)",
			id, fmt.Sprint("R", i), at, kind, agentType, agent, agent+" san", channel, int(id[1]-'0'), i)
		if err != nil {
			t.Fatal(err)
		}
	}
	got := []string{}
	err := metrics.EachActed(t.Context(), s, func(a metrics.Acted) {
		moved, acknowledged := int64(-1), int64(-1)
		if a.MovedAt.OK {
			moved = a.MovedAt.V.Unix()
		}
		if a.AcknowledgedAt.OK {
			acknowledged = a.AcknowledgedAt.V.Unix()
		}
		got = append(got, fmt.Sprint("P", a.Key, " ", a.Person.ID, " t0 ", a.TriggeredAt.Unix(), " acted ", a.At.Unix(), " acknowledged ", acknowledged,
			" moved ", moved, " ", a.Delegated, " notes ", a.Notes, ", acts ", a.Acts, " by API ", a.APIActs))
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "acts", strings.Join(got, "\n"), strings.Join([]string{
		"P1 U0 t0 0 acted 1 acknowledged -1 moved 1200 false notes 0, acts 1 by API 0",
		"P1 U1 t0 0 acted 60 acknowledged 60 moved 1200 false notes 1, acts 2 by API 0",
		"P1 U2 t0 0 acted 1500 acknowledged 1500 moved 1200 false notes 0, acts 1 by API 1",
		"P2 U1 t0 50 acted 150 acknowledged 150 moved 300 true notes 0, acts 1 by API 0"}, "\n"))
}
