package cal

import "sort"

// Calendar says on which days the firm is open. The zero Calendar is open every
// day. Closed days are set by the firm, never inferred.
type Calendar struct {
	closedWeekdays [7]bool
	closedPerWeek  int
	closed         []Date // sorted, single days on otherwise open weekdays
}

// NewCalendar builds a calendar from the weekdays (time.Sunday = 0) on which the
// firm is always closed and single closed days. Duplicates do not matter. When
// all seven weekdays are closed the weekday rule is ignored, because no wait
// could ever be measured.
func NewCalendar(weekdays []int, days []Date) Calendar {
	var c Calendar
	for _, w := range weekdays {
		if w >= 0 && w < 7 && !c.closedWeekdays[w] {
			c.closedWeekdays[w] = true
			c.closedPerWeek++
		}
	}
	if c.closedPerWeek == 7 {
		c.closedWeekdays, c.closedPerWeek = [7]bool{}, 0
	}
	for _, d := range days {
		if !c.closedWeekdays[int(d.Weekday())] {
			c.closed = append(c.closed, d)
		}
	}
	sort.Slice(c.closed, func(i, j int) bool { return c.closed[i] < c.closed[j] })
	out := c.closed[:0]
	for i, d := range c.closed {
		if i == 0 || d != c.closed[i-1] {
			out = append(out, d)
		}
	}
	c.closed = out
	return c
}

// Open reports whether the firm is open on d.
func (c Calendar) Open(d Date) bool {
	if c.closedWeekdays[int(d.Weekday())] {
		return false
	}
	i := sort.Search(len(c.closed), func(i int) bool { return c.closed[i] >= d })
	return i == len(c.closed) || c.closed[i] != d
}

// OpenDays counts the open days in (from, until]: the wait from a purchase on
// from to the day until. It is 0 when until is not after from.
func (c Calendar) OpenDays(from, until Date) int {
	if until <= from {
		return 0
	}
	total := until.Sub(from)
	n := total - total/7*c.closedPerWeek
	if c.closedPerWeek > 0 {
		for d := until.Add(-(total % 7) + 1); d <= until; d++ {
			if c.closedWeekdays[int(d.Weekday())] {
				n--
			}
		}
	}
	if len(c.closed) > 0 {
		lo := sort.Search(len(c.closed), func(i int) bool { return c.closed[i] > from })
		hi := sort.Search(len(c.closed), func(i int) bool { return c.closed[i] > until })
		n -= hi - lo
	}
	return n
}

// AfterOpenDays returns the first day on which n open days have passed since
// from: the smallest d with OpenDays(from, d) >= n. For n <= 0 it returns from.
// Results beyond [Latest] are returned as [Never].
func (c Calendar) AfterOpenDays(from Date, n int) Date {
	if n <= 0 {
		return from
	}
	if n > int(Latest-from) {
		return Never
	}
	lo, hi := from.Add(n), from.Add(n)
	for c.OpenDays(from, hi) < n {
		hi = hi.Add(n - c.OpenDays(from, hi) + 7)
		if hi > Latest {
			return Never
		}
	}
	i := sort.Search(int(hi-lo), func(i int) bool { return c.OpenDays(from, lo.Add(i)) >= n })
	return lo.Add(i)
}
