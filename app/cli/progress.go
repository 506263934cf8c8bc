package cli

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rivo/uniseg"

	"furikaeri/app"
)

// progress is the line on a terminal that says how far work is.
type progress struct {
	mu    sync.Mutex
	width int // of the line that stands there now
	at    time.Time
}

// progressEvery is how often the line is drawn at most.
const progressEvery = 100 * time.Millisecond

// progressWidth is what fits on nearly every terminal.
const progressWidth = 78

// showProgress draws the line anew; several goroutines may call it.
func (f *face) showProgress(p app.Progress) {
	f.progress.mu.Lock()
	defer f.progress.mu.Unlock()
	now := f.Now()
	if f.progress.width > 0 && now.Sub(f.progress.at) < progressEvery {
		return
	}
	f.progress.at = now
	text := f.words.T(p.Stage, "name", app.OneLine(p.Name))
	if !strings.Contains(text, app.OneLine(p.Name)) {
		text += " " + app.OneLine(p.Name)
	}
	if p.Total > 0 {
		text = fmt.Sprintf("%3d%%  %s", min(100, p.Done*100/p.Total), text)
	}
	text = fit(text, progressWidth)
	width := uniseg.StringWidth(text)
	fmt.Fprint(f.Stderr, "\r", text, strings.Repeat(" ", max(0, f.progress.width-width)))
	f.progress.width = max(width, 1)
}

// endProgress wipes the line away.
func (f *face) endProgress() {
	f.progress.mu.Lock()
	defer f.progress.mu.Unlock()
	if f.progress.width > 0 {
		fmt.Fprint(f.Stderr, "\r", strings.Repeat(" ", f.progress.width), "\r")
	}
	f.progress.width = 0
}

// fit is as much of s as has the width, with … where something is missing.
func fit(s string, width int) string {
	if uniseg.StringWidth(s) <= width {
		return s
	}
	out, w := "", 0
	for g := uniseg.NewGraphemes(s); g.Next(); {
		if w += g.Width(); w > width-1 {
			break
		}
		out += g.Str()
	}
	return out + "…"
}

// pad is s with spaces up to the width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
}
