package trial

// Judged is after how many quarters the limits hold.
const Judged = 2

// Broken is a limit that was not kept.
type Broken struct {
	Limit     string // sure: right of the named; named: their part; ece; exchange: wrongly so without logs; demanding: right of those
	Got, Want float64
}

// Broken returns the acceptance limits of the specification (4.11) that a result misses;
// results after another time than Judged are not held to them.
func (r Result) Broken() (out []Broken) {
	if r.Quarters != Judged {
		return nil
	}
	for _, l := range []struct {
		name      string
		got, want float64
		most      bool
	}{
		{"sure", r.Confident, .85, false},
		{"named", r.Coverage, .75, false},
		{"ece", r.ECE, .05, true},
		{"exchange", r.WronglyExchange, .08, true},
		{"demanding", r.Precise, .75, false},
	} {
		if l.most && l.got > l.want || !l.most && l.got < l.want {
			out = append(out, Broken{l.name, l.got, l.want})
		}
	}
	return out
}
