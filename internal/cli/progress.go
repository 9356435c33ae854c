package cli

import (
	"fmt"
	"time"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// progress is a line on stderr that tells a person how far a long work is. Without a
// terminal it says nothing.
type progress struct {
	e     *env
	p     *locale.Printer
	start time.Time
	last  time.Time
	shown bool
}

// everyProgress is how often the line changes.
const everyProgress = 250 * time.Millisecond

func (e *env) progress(p *locale.Printer) *progress {
	now := time.Now()
	return &progress{e: e, p: p, start: now, last: now}
}

// count returns a callback that shows "done of total" with the message key.
func (b *progress) count(key string) func(done, total int) {
	return func(done, total int) {
		if !b.due() {
			return
		}
		b.line(b.p.T(key, done, total))
	}
}

func (b *progress) due() bool {
	if !b.e.terminal() {
		return false
	}
	now := time.Now()
	if now.Sub(b.last) < everyProgress {
		return false
	}
	b.last = now
	return true
}

func (b *progress) line(text string) {
	b.shown = true
	fmt.Fprintf(b.e.err, "\r\x1b[K%s", text)
}

// end clears the line.
func (b *progress) end() {
	if b.shown {
		fmt.Fprint(b.e.err, "\r\x1b[K")
	}
}
