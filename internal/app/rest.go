package app

import (
	"context"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Pause is how long nobody must have asked for anything until memory is given back: what
// pages have left and what the database keeps of its file. A firm's own computer has other
// things to do in the meantime, and the first page afterwards takes some milliseconds more.
const Pause = 10 * time.Second

// rest gives back memory in the pauses of the requests that h answers, until ctx ends.
type rest struct {
	h     http.Handler
	asked atomic.Bool
}

func (r *rest) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.asked.Store(true)
	r.h.ServeHTTP(w, q)
	r.asked.Store(true) // it may have taken long
}

// watch looks at every tick whether anybody has asked since the one before.
func (r *rest) watch(ctx context.Context, tick <-chan time.Time, give func()) {
	given := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			switch {
			case r.asked.Swap(false):
				given = false
			case !given:
				give()
				given = true
			}
		}
	}
}

// giveBack returns memory to the system.
func (a *App) giveBack(ctx context.Context) {
	if err := a.DB.Rest(ctx); err != nil && ctx.Err() == nil {
		a.Log.Warn("memory was not given back", "err", err)
	}
	debug.FreeOSMemory()
}
