package metrics

import (
	"fmt"
	"testing"
)

// Newcombe 1998, table I, method 3: the score interval without continuity correction.
func TestWilsonAgainstNewcombe(t *testing.T) {
	for _, v := range []struct {
		met, n int64
		want   string
	}{{81, 263, "0.2553 0.3662"}, {15, 148, "0.0624 0.1605"}, {0, 20, "0.0000 0.1611"}, {1, 29, "0.0061 0.1718"}, {29, 29, "0.8830 1.0000"}, {1, 1, "0.2065 1.0000"}} {
		low, high := wilson(v.met, v.n)
		if got := fmt.Sprintf("%.4f %.4f", low, high); got != v.want {
			t.Errorf("wilson(%d, %d) = %s, want %s", v.met, v.n, got, v.want)
		}
	}
}

func TestRoundedQuotientIsHalfAwayFromZero(t *testing.T) {
	for _, v := range [][3]int64{{1, 2, 1}, {-1, 2, -1}, {3, 2, 2}, {-3, 2, -2}, {1, 3, 0}, {2, 3, 1}, {-2, 3, -1}, {0, 7, 0}, {10, 4, 3}, {-10, 4, -3}, {7, 1, 7}} {
		if got := roundedQuotient(v[0], v[1]); got != v[2] {
			t.Errorf("roundedQuotient(%d, %d) = %d, want %d", v[0], v[1], got, v[2])
		}
	}
}

func TestEverywhereSorts(t *testing.T) {
	for _, v := range []struct {
		units []string
		want  string
	}{{nil, "[*]"}, {[]string{"A", "B"}, "[* A B]"}, {[]string{"!", "A"}, "[! * A]"}, {[]string{"!"}, "[! *]"}} {
		if got := fmt.Sprint((&computation{units: v.units}).everywhere()); got != v.want {
			t.Errorf("everywhere of %v = %s, want %s", v.units, got, v.want)
		}
	}
}
