package lifecycle

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestPhases(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	steady := every(7, 14)
	last := steady[13].Day
	quiet := Walk(steady, nil, h, cal.Calendar{})
	back := Walk(append(append([]Occasion{}, steady...), Occasion{Day: quiet.DormantFrom.Add(5)}), nil, h, cal.Calendar{})
	tests := map[string]struct {
		r     Result
		day   cal.Date
		trend float64
		red   bool
		want  Phase
	}{
		"a prospect approaches":                 {Walk(nil, nil, h, cal.Calendar{}), start, 0, false, PhaseApproach},
		"a first-time buyer settles":            {Walk(every(7, 1), nil, h, cal.Calendar{}), start.Add(1), 0, false, PhaseSettling},
		"so does who is young by two intervals": {Walk(every(7, 2), nil, h, cal.Calendar{}), start.Add(13), 0, false, PhaseSettling},
		"then he is mature":                     {Walk(every(7, 2), nil, h, cal.Calendar{}), start.Add(14), 0, false, PhaseMaturity},
		"more than ten per cent is growth":      {quiet, last, 0.101, false, PhaseGrowth},
		"ten per cent is not":                   {quiet, last, 0.10, false, PhaseMaturity},
		"late is danger":                        {quiet, quiet.LateFrom, 0.5, false, PhaseDanger},
		"a red warning is danger":               {quiet, last, 0.5, true, PhaseDanger},
		"dormant is abstinence":                 {quiet, quiet.DormantFrom, 0, true, PhaseAbstinence},
		"lost is abstinence":                    {quiet, quiet.LostFrom, 0, false, PhaseAbstinence},
		"back after dormant is revitalised":     {back, back.Last, 0.5, false, PhaseRevitalised},
		"notice goes before all":                {Walk(steady, []Act{{last, ActNotice, "Umzug"}}, h, cal.Calendar{}), last, 0, true, PhaseNotice},
		"so does the end of service":            {Walk(steady, []Act{{last, ActEnd, ""}}, h, cal.Calendar{}), quiet.LostFrom, 0, true, PhaseNotice},
	}
	for name, c := range tests {
		if got := c.r.PhaseOn(c.day, c.trend, c.red); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
