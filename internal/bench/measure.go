package bench

import (
	"context"
	"errors"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// rowLimit is the longest time that one row takes, whatever it measures.
const rowLimit = 20 * time.Second

// measure calls fn from clients goroutines at once, r.Requests times altogether or until
// the time is over, and makes a row of the durations that fn reports. The first error
// ends it.
func (r *run) measure(ctx context.Context, operation string, clients, pid int, fn func(ctx context.Context, i int) (time.Duration, error)) (Row, error) {
	ctx, cancel := context.WithTimeout(ctx, rowLimit)
	defer cancel()
	times := make([]time.Duration, r.Requests)
	done := make([]bool, r.Requests)
	failures := make([]error, clients)
	var next atomic.Int64
	var wg sync.WaitGroup
	if pid != os.Getpid() { // the clients share the cores with the server: they clean up between the rows
		runtime.GC()
		defer debug.SetGCPercent(debug.SetGCPercent(-1))
	}
	t := r.start(pid)
	for c := range clients {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= r.Requests || ctx.Err() != nil {
					return
				}
				took, err := fn(ctx, i)
				if err != nil {
					if !errors.Is(err, context.DeadlineExceeded) {
						failures[c] = err
					}
					cancel()
					return
				}
				times[i], done[i] = took, true
			}
		})
	}
	wg.Wait()
	row := t.row(operation, 0)
	if err := errors.Join(failures...); err != nil {
		return row, err
	}
	took := row.P50 / 1000
	var measured []time.Duration
	for i, ok := range done {
		if ok {
			measured = append(measured, times[i])
		}
	}
	slices.Sort(measured)
	row.Clients, row.Requests = clients, len(measured)
	row.PerSecond = float64(len(measured)) / took
	row.P50, row.P95, row.P99 = milliseconds(percentile(measured, .5)), milliseconds(percentile(measured, .95)), milliseconds(percentile(measured, .99))
	return row, nil
}

// percentile returns the smallest of the sorted times that the share p does not exceed;
// zero without any.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	i := int(math.Ceil(p*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}
