package rest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func at(s int) time.Time { return time.Date(2026, 1, 1, 0, 0, s, 0, time.UTC) }

func win(what string, from, to, done int) Window { return Window{what, at(from), at(to), at(done)} }

func TestMissing(t *testing.T) {
	day := 24 * 3600
	for _, c := range []struct {
		name string
		done []Window
		now  int
		want string
	}{
		{"nothing was read", nil, 1000, "[0,100)"},
		{"read late enough", []Window{win("a", 0, 100, 200)}, 1000, ""},
		{"something else was read", []Window{win("b", 0, 100, 200)}, 1000, "[0,100)"},
		{"a gap", []Window{win("a", 0, 30, 200), win("a", 50, 100, 200)}, 1000, "[30,50)"},
		{"windows that overlap", []Window{win("a", 0, 60, 200), win("a", 40, 80, 200)}, 1000, "[80,100)"},
		{"one within another", []Window{win("a", 0, 90, 200), win("a", 10, 20, 200)}, 1000, "[90,100)"},
		// The look-back is 50 s: what was read at 100 is settled up to 50, the rest is read again …
		{"read soon after, by a pull that ended", []Window{win("a", 0, 100, 100), win(Finished, 0, 100, 100)}, 1000, "[50,100)"},
		// … but not where the pull was stopped within the last day,
		{"read soon after, by a pull that was stopped", []Window{win("a", 0, 100, 100)}, 1000, ""},
		{"read soon after, by a pull that was stopped long ago", []Window{win("a", 0, 100, 100)}, 2 * day, "[50,100)"},
		// and once it was read again after that, it is settled.
		{"read again", []Window{win("a", 0, 100, 100), win(Finished, 0, 100, 100), win("a", 50, 100, 200), win(Finished, 0, 100, 200)}, 1000, ""},
		{"once more: read before", []Window{win("a", 0, 100, 200), win(Finished, 0, 100, 200)}, 1000, "[0,100) once more"},
		{"once more: by a pull that was stopped", []Window{win("a", 0, 100, 200), win(Finished, 0, 100, 200), win("a", 0, 60, 300)}, 1000, "[60,100) once more"},
		{"the beginning lies before", []Window{win("a", -500, 20, 200)}, 1000, "[20,100)"},
		{"the end lies behind", []Window{win("a", 20, 500, 600)}, 1000, "[0,20)"},
		{"empty windows", []Window{win("a", 20, 20, 600), win("a", 30, 10, 600)}, 1000, "[0,100)"},
	} {
		got := ""
		want, again := strings.CutSuffix(c.want, " once more")
		for _, w := range missing(c.done, "a", at(0), at(100), 50*time.Second, again, at(c.now)) {
			got += fmt.Sprintf("[%d,%d)", w.From.Unix()-at(0).Unix(), w.To.Unix()-at(0).Unix())
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
}

// Against the definition, second by second, on random windows.
func TestMissingSecondBySecond(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		var done []Window
		for range r.IntN(6) {
			from, finished := r.IntN(120)-10, r.IntN(300)
			done = append(done, win([]string{"a", "a", "a", "b", Finished}[r.IntN(5)], from, from+r.IntN(60), finished))
		}
		now, back, again := 300, r.IntN(150), r.IntN(3) == 0
		var last time.Time
		for _, w := range done {
			if w.What == Finished && w.DoneAt.After(last) {
				last = w.DoneAt
			}
		}
		got := map[int]bool{}
		before := time.Time{}
		for _, w := range missing(done, "a", at(0), at(100), time.Duration(back)*time.Second, again, at(now)) {
			if !w.From.Before(w.To) || !w.From.After(before) && !before.IsZero() {
				t.Fatalf("%v: got the stretch %v behind %v, want them apart and growing", done, w, before)
			}
			before = w.To
			for s := w.From; s.Before(w.To); s = s.Add(time.Second) {
				got[int(s.Sub(at(0)).Seconds())] = true
			}
		}
		for s := range 100 {
			want := true
			for _, w := range done {
				late := !at(s).Add(time.Duration(back) * time.Second).After(w.DoneAt.Add(-time.Second)) // the whole second
				if w.What == "a" && w.has(at(s)) && (w.DoneAt.After(last) || late && !again) {
					want = false
				}
			}
			if got[s] != want {
				t.Fatalf("%v, look-back %d: second %d: got %v, want %v", done, back, s, got[s], want)
			}
		}
		for s := range got {
			if s < 0 || s >= 100 {
				t.Fatalf("%v: got the second %d, want none outside", done, s)
			}
		}
	}
}

func TestWindowsStayWithinSixMonths(t *testing.T) {
	from := time.Date(2020, 2, 29, 13, 0, 0, 0, time.UTC)
	to := from.AddDate(6, 1, 3)
	next := from
	for _, w := range pieces([]Window{{What: Incidents, From: from, To: to}}, widest) {
		since, until := w.asked()
		if !w.From.Equal(next) || until.After(since.AddDate(0, 6, 0)) || !since.Before(w.From) || !until.After(w.To) {
			t.Errorf("got %v asked as %s–%s, want it to follow %s, and six months at most", w, since, until, next)
		}
		next = w.To
	}
	if !next.Equal(to) {
		t.Errorf("got the end %s, want %s", next, to)
	}
}

func TestBegan(t *testing.T) {
	for _, c := range []struct {
		name string
		done []Window
		want int
	}{
		{"nothing was pulled", nil, -1},
		{"one pull", []Window{win(Incidents, 20, 60, 70), win(Incidents, 60, 90, 90), win(Finished, 20, 90, 90)}, 20},
		{"pulls that went on from one another", []Window{win(Finished, 20, 90, 90), win(Finished, 20, 120, 120), win(Finished, 80, 150, 150)}, 20},
		{"a stretch apart, asked for by its days", []Window{win(Incidents, 100, 200, 200), win(Finished, 100, 200, 200), win(Incidents, 10, 20, 300), win(Finished, 10, 20, 300)}, 100},
		{"a later stretch apart", []Window{win(Finished, 10, 20, 200), win(Finished, 100, 200, 300)}, 100},
		{"a first pull that was stopped", []Window{win(Incidents, 20, 60, 70), win(Incidents, 60, 90, 80)}, 20},
		{"an older stretch whose pull was stopped", []Window{win(Incidents, 100, 200, 200), win(Finished, 100, 200, 200), win(Incidents, 10, 20, 300)}, 10},
		{"entries alone", []Window{win(LogEntries, 10, 20, 30)}, -1},
	} {
		got, want := Began(c.done), time.Time{}
		if c.want >= 0 {
			want = at(c.want)
		}
		if !got.Equal(want) {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
}

func TestHalves(t *testing.T) {
	for seconds := 1; seconds < 100; seconds++ {
		w := Window{What: "a", From: at(0), To: at(seconds)}
		a, b, ok := w.halves()
		if ok != (seconds > 1) {
			t.Errorf("%d s: got halves %v", seconds, ok)
		}
		if ok && (!a.From.Equal(w.From) || !a.To.Equal(b.From) || !b.To.Equal(w.To) || !a.From.Before(a.To) || !b.From.Before(b.To)) {
			t.Errorf("%d s: got %v and %v", seconds, a, b)
		}
		if since, until := w.asked(); since.After(at(-1)) || until.Before(at(seconds+1)) {
			t.Errorf("%d s: asked %s–%s, want at least a second more", seconds, since, until)
		}
	}
}

// In no 60 seconds more than the limit, whatever the pauses, and not much fewer where there are none.
func TestPace(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, limit := range []int{1, 20, 100, 960} {
		for range 20 {
			p := newPace(limit, limit)
			now := at(0)
			var log []time.Time
			busy := r.IntN(3) == 0
			for range 5 * limit {
				if !busy && r.IntN(50) == 0 {
					now = now.Add(time.Duration(r.Int64N(int64(90 * time.Second))))
				}
				now = now.Add(time.Duration(r.IntN(3)) * time.Millisecond)
				now = now.Add(p.wait(now))
				log = append(log, now)
			}
			from := 0
			for i, t1 := range log {
				for t1.Sub(log[from]) >= time.Minute {
					from++
				}
				if i-from+1 > limit {
					t.Fatalf("limit %d: got %d requests in the minute before %s", limit, i-from+1, t1)
				}
			}
			if took := log[len(log)-1].Sub(log[0]); busy && limit > 20 && took > 330*time.Second {
				t.Errorf("limit %d: five minutes' requests took %s", limit, took)
			}
		}
	}
}

func TestPaceTakesTheServersLimit(t *testing.T) {
	p := newPace(960, 960)
	for _, c := range []struct{ told, want int }{{10_000, 960}, {0, 960}, {-5, 960}, {300, 300}, {960, 960}} {
		if p.limit(c.told); p.perMinute != c.want {
			t.Errorf("limit %d: got %d, want %d", c.told, p.perMinute, c.want)
		}
	}
	p = newPace(960, 0)
	if p.limit(1_000_000); p.perMinute != 1_000_000 {
		t.Errorf("on this machine: got %d, want what the server says", p.perMinute)
	}
}

func TestOutside(t *testing.T) {
	got := outside([]Window{win("a", 0, 50, 0), win("a", 80, 100, 0)}, []Window{win("b", 10, 20, 0), win("b", 40, 90, 0)})
	want := []Window{win("a", 0, 10, 0), win("a", 20, 40, 0), win("a", 90, 100, 0)}
	if len(got) != len(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	for i, w := range want {
		if !got[i].From.Equal(w.From) || !got[i].To.Equal(w.To) || got[i].What != "a" {
			t.Errorf("got %v, want %v", got[i], w)
		}
	}
}
