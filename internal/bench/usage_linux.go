package bench

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
)

// ticks is the unit of processor time in /proc/PID/stat on every Linux (USER_HZ).
const ticks = 100

// usageOf reads what the process pid has used; the zero usage when it is gone.
// Source: proc(5), files stat and status.
func usageOf(pid int) usage {
	var u usage
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return u
	}
	for line := range bytes.Lines(status) {
		name, rest, _ := bytes.Cut(line, []byte(":"))
		switch string(name) {
		case "VmRSS":
			u.rss = kilobytes(rest)
		case "VmHWM":
			u.peak = kilobytes(rest)
		}
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u
	}
	// The name of the program stands in brackets and may hold anything.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) > 12 { // state is field 3, user time 14, system time 15
		user, _ := strconv.ParseFloat(string(fields[11]), 64)
		system, _ := strconv.ParseFloat(string(fields[12]), 64)
		u.cpu = (user + system) / ticks
	}
	return u
}

func kilobytes(b []byte) int64 {
	fields := bytes.Fields(b)
	if len(fields) == 0 {
		return 0
	}
	n, _ := strconv.ParseInt(string(fields[0]), 10, 64) // the kernel writes numbers
	return n * 1024
}
