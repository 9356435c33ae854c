package portfolio

import (
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/money"
)

// Back is over how many months movement is told.
const Back = 3

// kept is how many months of a customer's past are kept: the present one and those before.
const kept = Back + 1

// mark is where a customer stood at the first complete run of a month.
type mark struct {
	month int // year*100 + month
	Point
}

// monthsBefore is the month so many months before one.
func monthsBefore(month, n int) int {
	m := month/100*12 + month%100 - 1 - n
	return m/12*100 + m%12 + 1
}

// unpackPast reads what packPast wrote; what cannot be read is left out.
func unpackPast(text string) []mark {
	var list []mark
	for part := range strings.FieldsSeq(text) {
		n := strings.Split(part, ":")
		if len(n) != 5 {
			continue
		}
		var v [5]int64
		bad := false
		for i, s := range n {
			var err error
			v[i], err = strconv.ParseInt(s, 10, 64)
			bad = bad || err != nil
		}
		if !bad {
			list = append(list, mark{int(v[0]), Point{
				Inside: v[1]&1 > 0, Valued: v[1]&2 > 0, Position: int(v[2]), Worth: money.Cents(v[3]), Year: money.Cents(v[4]),
			}})
		}
	}
	return list
}

// packPast writes marks in one text, the oldest first.
func packPast(list []mark) string {
	b := make([]byte, 0, 32*len(list))
	for i, m := range list {
		if i > 0 {
			b = append(b, ' ')
		}
		state := int64(0)
		if m.Inside {
			state++
		}
		if m.Valued {
			state += 2
		}
		for n, v := range [...]int64{int64(m.month), state, int64(m.Position), int64(m.Worth), int64(m.Year)} {
			if n > 0 {
				b = append(b, ':')
			}
			b = strconv.AppendInt(b, v, 10)
		}
	}
	return string(b)
}

// marked adds where a customer stands in a month, unless that is known, and drops what is
// older than is told of.
func marked(list []mark, month int, p Point) []mark {
	oldest := monthsBefore(month, kept-1)
	out := list[:0]
	known := false
	for _, m := range list {
		if m.month >= oldest && m.month <= month {
			out = append(out, m)
			known = known || m.month == month
		}
	}
	if !known {
		out = append(out, mark{month, p})
	}
	return out
}

// since is where somebody stood in a month: outside, if nothing is known of him then.
func since(list []mark, month int) Point {
	for _, m := range list {
		if m.month == month {
			return m.Point
		}
	}
	return Point{}
}
