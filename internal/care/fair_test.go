package care

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// TestSmallCustomersAreSeen looks at every occasion to thank somebody who was not thanked
// for four own intervals, small or large, a first purchase too, and asks whether he stood
// on a list before its window closed.
func TestSmallCustomersAreSeen(t *testing.T) {
	for _, w := range smallWorlds() {
		t.Run(w.world.Name, func(t *testing.T) {
			p := newPractice(t, w.world, w.customers, 40)
			type occasion struct {
				customer int64
				key      string
			}
			open := map[occasion]cal.Date{} // until
			thanked := map[int64]cal.Date{}
			seen, missed := 0, 0
			for range 40 {
				lines, _, err := p.desk.possible(t.Context(), 1, p.today, p.firm)
				p.must(err)
				for _, l := range lines {
					if l.Facts.Overlooked {
						open[occasion{l.Customer, l.Key}] = l.Facts.Until
					}
				}
				minutes := 0
				for _, s := range p.plan(1).Steps {
					if s.Line.Customer != 0 {
						minutes += s.Line.Minutes
					}
					if s.Line.Class == Appreciation {
						thanked[s.Line.Customer] = p.today
					}
				}
				if minutes > p.firm.Minutes {
					t.Errorf("%v: %d minutes", p.today, minutes)
				}
				p.today = p.today.Add(1)
				p.night()
				for o, until := range open {
					if until > p.today {
						continue
					}
					if at, ok := thanked[o.customer]; ok && at >= until.Add(-2*anniversaryDays-1) {
						seen++
					} else {
						missed++
					}
					delete(open, o)
				}
			}
			if seen < 10 || missed > seen/20 {
				t.Errorf("%d were seen, %d were missed", seen, missed)
			}
		})
	}
}

func TestAThankYouThatCannotWaitGoesBeforeTheSecondDanger(t *testing.T) {
	waiting, closing := line(3, Anniversary, 5), line(4, Thanks, .01)
	waiting.Facts.Overlooked, waiting.Facts.Until = true, day.Add(9)
	closing.Facts.Overlooked, closing.Facts.Until = true, day.Add(2)
	list := Choose([]Line{
		waiting, closing, line(5, Thanks, 50), line(6, Late, 90), line(7, Late, 80), line(8, Late, 70),
	}, day, Budget{Minutes: 6, Secret: []byte("s")})
	var got []int64
	for _, l := range list {
		got = append(got, l.Customer)
	}
	// Six minutes: the one who cannot wait, then two of danger; who was overlooked and can
	// wait, and the large amount of somebody thanked lately, come on another day.
	if len(got) != 3 || got[0] != 6 || got[1] != 7 || got[2] != 4 {
		t.Errorf("the list is %v", got)
	}
}

func TestChancesKeepAComparison(t *testing.T) {
	held := 0
	for id := int64(2); id < 1002; id++ {
		l := line(id, "K05", 1)
		list := Choose([]Line{l}, day, Budget{Minutes: 10, Secret: []byte("s")})
		if left := HeldBack([]byte("s"), l.Key, id); left == (len(list) == 1) {
			t.Fatalf("customer %d: held back %v, %d lines", id, left, len(list))
		} else if left {
			held++
		}
	}
	if held < 50 || held > 150 {
		t.Errorf("%d of 1000 held back, want about a tenth", held)
	}
}
