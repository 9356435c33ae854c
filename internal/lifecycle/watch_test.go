package lifecycle

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestFirstOrders(t *testing.T) {
	day := start
	tests := map[string]struct {
		order FirstOrder
		on    cal.Date
		want  FirstImpression
		since cal.Date
	}{
		"on the promised day and faultless is right": {FirstOrder{day, day, Faultless}, day, ImpressionOK, day},
		"a day after the promised one is late":       {FirstOrder{day, day.Add(1), Faultless}, day.Add(1), ImpressionLate, day.Add(1)},
		"still open on the promised day":             {FirstOrder{day, cal.Never, FaultUnknown}, day, ImpressionOpen, cal.Never},
		"late the day after while nothing came":      {FirstOrder{day, cal.Never, FaultUnknown}, day.Add(1), ImpressionLate, day.Add(1)},
		"delivered tomorrow is open today":           {FirstOrder{day.Add(2), day.Add(1), Faultless}, day, ImpressionOpen, cal.Never},
		"a fault goes before lateness":               {FirstOrder{day, day.Add(5), Faulty}, day.Add(9), ImpressionFaulty, day.Add(5)},
		"a fault without dates holds today":          {FirstOrder{cal.Never, cal.Never, Faulty}, day, ImpressionFaulty, day},
		"no promise, nothing known":                  {FirstOrder{cal.Never, day, Faultless}, day, ImpressionUnknown, cal.Never},
		"on time, but nobody looked for faults":      {FirstOrder{day, day, FaultUnknown}, day, ImpressionUnknown, cal.Never},
	}
	var sum FirstTimeRight
	for name, c := range tests {
		got, since := c.order.On(c.on)
		if got != c.want || since != c.since {
			t.Errorf("%s: %s since %v, want %s since %v", name, got, since, c.want, c.since)
		}
		sum.Add(got)
	}
	if sum != (FirstTimeRight{Right: 1, Judged: 5, Open: 2, Unknown: 2}) {
		t.Errorf("sum %+v", sum)
	}
	if share, ok := sum.Share(); !ok || share != 0.2 {
		t.Errorf("share %g %v", share, ok)
	}
	if _, ok := (FirstTimeRight{Unknown: 9}).Share(); ok {
		t.Error("a share of nothing is told")
	}
}
