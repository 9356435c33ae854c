//go:build !linux

package bench

import (
	"os"
	"runtime"
)

// usageOf knows only what the runtime says of this process; other processes and
// processor time stay zero.
func usageOf(pid int) usage {
	if pid != os.Getpid() {
		return usage{}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return usage{rss: int64(m.Sys - m.HeapReleased), peak: int64(m.Sys)}
}
