package metrics_test

import "testing"

// Of nine alerts in March, four lie on 2 and 3 March: the period has those, the row of the month all nine.
func TestMonthsAreWhole(t *testing.T) {
	n := mustCompute(t, world(t, "2026-04-01 00:02:00", march()...), "2026-03-02..2026-03-03")
	equal(t, "alerts of the period", n.Basis.All(), 4)
	equal(t, "alerts of March", monthOf(t, n, "*", "2026-03").Count, 9)
}
