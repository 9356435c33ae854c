package lifecycle

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
)

var start = cal.MustParse("2024-01-01")

func paramsOf(t *testing.T, rows ...Params) ParamsHistory {
	t.Helper()
	h, err := NewParamsHistory(rows...)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func onDays(offsets ...int) []Occasion {
	var out []Occasion
	for _, o := range offsets {
		out = append(out, Occasion{Day: start.Add(o), Last: start.Add(o), Orders: 1})
	}
	return out
}

// every returns n occasions, gap days apart.
func every(gap, n int) []Occasion {
	var offsets []int
	for i := range n {
		offsets = append(offsets, i*gap)
	}
	return onDays(offsets...)
}

func TestClausesOfTheRuleForRegulars(t *testing.T) {
	d := start.Add(1000)
	ago := func(days ...int) (out [4]cal.Date) {
		for i := range out {
			out[i] = cal.Never
			if i < len(days) {
				out[i] = d.Add(-days[i])
			}
		}
		return out
	}
	base := occasionFacts{day: d, ever: 20, tenure: 600, recent: ago(0, 10, 20, 30), intervalDays: 10, groupDays: 10, regainedUntil: cal.Never}
	with := func(change func(*occasionFacts)) occasionFacts { f := base; change(&f); return f }
	tests := map[string]struct {
		facts occasionFacts
		key   byte
		want  bool
	}{
		"a: the fourth last purchase 60 days ago is in the window": {with(func(f *occasionFacts) { f.recent = ago(0, 1, 2, 60) }), 'a', true},
		"a: 61 days ago is not":                             {with(func(f *occasionFacts) { f.recent = ago(0, 1, 2, 61) }), 'a', false},
		"a: the window is six own intervals":                {with(func(f *occasionFacts) { f.intervalDays, f.recent = 20, ago(0, 1, 2, 120) }), 'a', true},
		"a: and a day more is outside":                      {with(func(f *occasionFacts) { f.intervalDays, f.recent = 20, ago(0, 1, 2, 121) }), 'a', false},
		"a: the window never exceeds 1095 days":             {with(func(f *occasionFacts) { f.intervalDays, f.groupDays, f.recent = 400, 150, ago(0, 1, 2, 1095) }), 'a', true},
		"a: 1096 days are outside however slow he is":       {with(func(f *occasionFacts) { f.intervalDays, f.groupDays, f.recent = 400, 150, ago(0, 1, 2, 1096) }), 'a', false},
		"a: three purchases suffice in a group of 180 days": {with(func(f *occasionFacts) { f.groupDays, f.recent = 180, ago(0, 1, 2) }), 'a', true},
		"a: but not in one of 179 days":                     {with(func(f *occasionFacts) { f.groupDays, f.recent = 179, ago(0, 1, 2) }), 'a', false},
		"a: two do not suffice in a group of 180 days":      {with(func(f *occasionFacts) { f.groupDays, f.recent = 180, ago(0, 1) }), 'a', false},
		"b: ten purchases in a group faster than 14 days":   {with(func(f *occasionFacts) { f.groupDays, f.ever = 13.9, 10 }), 'b', true},
		"b: nine are too few":                               {with(func(f *occasionFacts) { f.groupDays, f.ever = 13.9, 9 }), 'b', false},
		"b: six in a group of 14 days":                      {with(func(f *occasionFacts) { f.groupDays, f.ever = 14, 6 }), 'b', true},
		"b: five are too few":                               {with(func(f *occasionFacts) { f.groupDays, f.ever = 14, 5 }), 'b', false},
		"b: four in a group of 60 days":                     {with(func(f *occasionFacts) { f.groupDays, f.ever = 60, 4 }), 'b', true},
		"b: three are too few":                              {with(func(f *occasionFacts) { f.groupDays, f.ever = 60, 3 }), 'b', false},
		"b: three in a group of 180 days":                   {with(func(f *occasionFacts) { f.groupDays, f.ever = 180, 3 }), 'b', true},
		"b: two are too few":                                {with(func(f *occasionFacts) { f.groupDays, f.ever = 180, 2 }), 'b', false},
		"c: 60 days of tenure at least":                     {with(func(f *occasionFacts) { f.tenure = 60 }), 'c', true},
		"c: 59 are too short":                               {with(func(f *occasionFacts) { f.tenure = 59 }), 'c', false},
		"c: half the window":                                {with(func(f *occasionFacts) { f.intervalDays, f.tenure = 50, 150 }), 'c', true},
		"c: a day less than half the window":                {with(func(f *occasionFacts) { f.intervalDays, f.tenure = 50, 149 }), 'c', false},
		"c: a third of the window in a group of 180 days":   {with(func(f *occasionFacts) { f.groupDays, f.intervalDays, f.tenure = 180, 150, 300 }), 'c', true},
		"c: a day less than a third":                        {with(func(f *occasionFacts) { f.groupDays, f.intervalDays, f.tenure = 180, 150, 299 }), 'c', false},
		"c: half of the longest window is 547.5 days":       {with(func(f *occasionFacts) { f.groupDays, f.intervalDays, f.tenure = 150, 400, 548 }), 'c', true},
		"c: 547 days are too short":                         {with(func(f *occasionFacts) { f.groupDays, f.intervalDays, f.tenure = 150, 400, 547 }), 'c', false},
		"d: three group intervals are near enough":          {with(func(f *occasionFacts) { f.intervalDays = 30 }), 'd', true},
		"d: a yearly visitor of a bakery is no regular":     {with(func(f *occasionFacts) { f.groupDays, f.intervalDays = 7, 365 }), 'd', false},
		"d: just over three group intervals is too slow":    {with(func(f *occasionFacts) { f.intervalDays = 30.01 }), 'd', false},
		"e: steady": {base, 'e', true},
		"e: who just came back after dormant must first be steady again": {with(func(f *occasionFacts) { f.regained, f.regainedUntil = true, d.Add(1) }), 'e', false},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			got := c.facts.judge()[c.key-'a']
			if got.Holds != c.want || got.Key != c.key {
				t.Errorf("clause %+v, want %v", got, c.want)
			}
			if miss := got.Missing(); (miss == 0) != c.want || miss < 0 {
				t.Errorf("missing %g with holds %v", miss, got.Holds)
			}
		})
	}
}

func TestLadderOfAWeeklyBakeryCustomer(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	for n, want := range map[int]Standing{0: Prospect, 1: First, 2: Repeat, 9: Repeat, 10: Regular, 30: Regular} {
		r := Walk(every(7, n), nil, h, cal.Calendar{})
		if got := r.StandingOn(start.Add(7 * n)); got != want {
			t.Errorf("after %d purchases %s, want %s (clauses %+v)", n, got, want, r.Clauses)
		}
	}
	r := Walk(every(7, 10), nil, h, cal.Calendar{})
	if r.RegularSince != start.Add(63) {
		t.Errorf("regular since %v, want the tenth purchase %v", r.RegularSince, start.Add(63))
	}
	if b := r.Clauses[1]; b.Since != start.Add(63) || b.Have != 10 {
		t.Errorf("clause b %+v, want reached with the tenth purchase", b)
	}
	if a := r.Clauses[0]; a.Since != start.Add(21) {
		t.Errorf("clause a reached on %v, want with the fourth purchase", a.Since)
	}
}

func TestARegularLosesTheStandingOnlyWhenLostAndLongSilent(t *testing.T) {
	r := Walk(every(7, 30), nil, paramsOf(t, Preset(Bakery, start)), cal.Calendar{})
	until := r.DormantFrom.Add(180)
	if r.LostFrom >= until {
		t.Fatalf("the example is wrong: lost on %v, after %v", r.LostFrom, until)
	}
	if r.RegularUntil != until {
		t.Fatalf("regular until %v, want 180 days after dormant: %v", r.RegularUntil, until)
	}
	if got := r.StandingOn(r.LostFrom); got != Regular {
		t.Errorf("on the day he is lost: %s, want still regular", got)
	}
	if got := r.StandingOn(until.Add(-1)); got != Regular {
		t.Errorf("the day before: %s, want regular", got)
	}
	if got := r.StandingOn(until); got != Repeat {
		t.Errorf("on the day: %s, want repeat", got)
	}
	if got := r.FormerOn(until); got != until {
		t.Errorf("former regular since %v, want %v", got, until)
	}
	if got := r.FormerOn(until.Add(-1)); got != cal.Never {
		t.Errorf("former regular since %v on the day before", got)
	}
}

func TestASlowRegularKeepsTheStandingForHisWholeWindow(t *testing.T) {
	r := Walk(every(100, 12), nil, paramsOf(t, Preset(Shop, start)), cal.Calendar{})
	if r.Window <= 180 {
		t.Fatalf("the example is wrong: window %g", r.Window)
	}
	want := max(r.LostFrom, r.DormantFrom.Add(int(math.Ceil(r.Window))))
	if r.RegularUntil != want {
		t.Errorf("regular until %v, want %v", r.RegularUntil, want)
	}
}

func TestAFormerRegularReturnsWithTwoPurchasesWithinThreeOwnIntervals(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	old := every(7, 30)
	back := old[len(old)-1].Day.Add(400)
	again := func(gap int) Result {
		days := append(append([]Occasion{}, old...), Occasion{Day: back})
		if gap > 0 {
			days = append(days, Occasion{Day: back.Add(gap)})
		}
		return Walk(days, nil, h, cal.Calendar{})
	}
	once := again(0)
	if once.StandingOn(back) != Repeat || once.FormerOn(back) == cal.Never {
		t.Errorf("after one purchase %s, former %v; want a former regular", once.StandingOn(back), once.FormerOn(back))
	}
	limit := int(3 * once.Interval)
	// One more interval changes his own interval a little, so look for the edge.
	last := 0
	for gap := 1; gap <= limit+20; gap++ {
		r := again(gap)
		if r.StandingOn(r.Last) == Regular {
			if float64(gap) > 3*r.Interval {
				t.Errorf("regular again after %d days, own interval %g", gap, r.Interval)
			}
			if r.FormerOn(r.Last) != cal.Never {
				t.Error("the mark of a former regular stays though he is one again")
			}
			last = gap
		} else if float64(gap) <= 3*r.Interval {
			t.Errorf("not regular again after %d days, own interval %g", gap, r.Interval)
		}
	}
	if last == 0 || last == limit+20 {
		t.Errorf("no edge found: last gap %d", last)
	}
}

func TestReturnAfterDormantCountsAsRegainedForTwoOwnIntervals(t *testing.T) {
	h := paramsOf(t, Preset(Dealer, start))
	old := every(45, 8)
	quiet := Walk(old, nil, h, cal.Calendar{})
	days := append(old, Occasion{Day: quiet.DormantFrom.Add(1)})
	r := Walk(days, nil, h, cal.Calendar{})
	until := r.Last.Add(int(math.Ceil(2 * r.Interval)))
	if r.RegainedSince != r.Last || r.RegainedUntil != until {
		t.Fatalf("regained %v to %v, want %v to %v", r.RegainedSince, r.RegainedUntil, r.Last, until)
	}
	if got := r.ActivityOn(until.Add(-1)); got != Regained {
		t.Errorf("the day before the end: %s", got)
	}
	if got := r.ActivityOn(until); got != Active {
		t.Errorf("on the end: %s", got)
	}
	days[len(days)-1].Day--
	if r = Walk(days, nil, h, cal.Calendar{}); r.ActivityOn(r.Last) != Active {
		t.Errorf("back before a day of dormancy has passed: %s, want active", r.ActivityOn(r.Last))
	}
}

func TestSeasonalClosingDaysDoNotCreateLateCustomers(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	days := every(7, 20)
	last := days[len(days)-1].Day
	var holidays []cal.Date
	for d := last.Add(2); d < last.Add(44); d++ {
		holidays = append(holidays, d)
	}
	open := Walk(days, nil, h, cal.Calendar{})
	closed := Walk(days, nil, h, cal.NewCalendar(nil, holidays))
	if got := open.ActivityOn(last.Add(45)); got == Active {
		t.Fatal("the example is wrong: 45 days of silence are usual")
	}
	for d := last; d < last.Add(50); d++ {
		if got := closed.ActivityOn(d); got != Active {
			t.Fatalf("%s on %v though the shop was closed for six weeks", got, d)
		}
	}
	if want := open.LateFrom.Add(42); closed.LateFrom != want {
		t.Errorf("late from %v, want 42 days later than without the closing: %v", closed.LateFrom, want)
	}
}

func TestARefitJudgesFromItsDayOn(t *testing.T) {
	days := every(7, 30)
	last := days[29].Day
	slow := Preset(Shop, last.Add(60))
	before := Walk(days, nil, paramsOf(t, Preset(Bakery, start)), cal.Calendar{})
	after := Walk(days, nil, paramsOf(t, Preset(Bakery, start), slow), cal.Calendar{})
	if before.DormantFrom >= slow.ValidFrom || after.DormantFrom == before.DormantFrom {
		t.Fatalf("the example is wrong: dormant from %v, then %v", before.DormantFrom, after.DormantFrom)
	}
	if after.RegularSince != before.RegularSince {
		t.Error("a refit rewrote since when he is a regular")
	}
	// He was dormant under the old parameters, so he comes back, whatever the new ones say.
	back := append(append([]Occasion{}, days...), Occasion{Day: last.Add(61)})
	if r := Walk(back, nil, paramsOf(t, Preset(Bakery, start), slow), cal.Calendar{}); r.RegainedSince != r.Last {
		t.Error("who was dormant before the refit is not regained")
	}
	// The standing lost before a refit stays lost after it.
	gone := Preset(Shop, before.RegularUntil.Add(1))
	if r := Walk(days, nil, paramsOf(t, Preset(Bakery, start), gone), cal.Calendar{}); r.RegularUntil != before.RegularUntil {
		t.Errorf("lost on %v, after the refit on %v", before.RegularUntil, r.RegularUntil)
	}
	kept := Preset(Shop, before.RegularUntil)
	if r := Walk(days, nil, paramsOf(t, Preset(Bakery, start), kept), cal.Calendar{}); r.RegularUntil <= before.RegularUntil {
		t.Error("a refit on the day of the loss did not judge that day")
	}
}

func TestTheSameParametersAgainAndAgainChangeNothing(t *testing.T) {
	days := every(45, 20)
	var rows []Params
	for i := range 2000 {
		rows = append(rows, Preset(Dealer, start.Add(i)))
	}
	one := Walk(days, nil, paramsOf(t, rows[0]), cal.Calendar{})
	many := Walk(days, nil, paramsOf(t, rows...), cal.Calendar{})
	many.Rhythm.Params.ValidFrom = rows[0].ValidFrom
	if !reflect.DeepEqual(one, many) {
		t.Errorf("the same parameters again and again give\n%+v\ninstead of\n%+v", many, one)
	}
}

func TestOwnerSetsAndDeniesWithAReason(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	day := start.Add(100)
	deny := Act{day, ActDeny, "Nachbar, zahlt nicht"}
	set := Act{day, ActSet, "Gründungskundin"}
	free := Act{day.Add(10), ActFree, ""}
	tests := map[string]struct {
		n    int
		acts []Act
		on   cal.Date
		want Standing
	}{
		"before the day it is the rule":          {14, []Act{deny}, day.Add(-1), Regular},
		"denied on the day":                      {14, []Act{deny}, day, Repeat},
		"a set one is regular with one purchase": {1, []Act{set}, day, Regular},
		"not the day before":                     {1, []Act{set}, day.Add(-1), First},
		"freed, the rule decides again":          {14, []Act{deny, free}, day.Add(10), Regular},
		"the later decision wins":                {14, []Act{deny, {day.Add(1), ActSet, "doch"}}, day.Add(1), Regular},
	}
	for name, c := range tests {
		r := Walk(every(7, c.n), c.acts, h, cal.Calendar{})
		if got := r.StandingOn(c.on); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if r := Walk(every(7, 14), []Act{deny}, h, cal.Calendar{}); r.Override.Reason != deny.Reason || r.RegularSince == cal.Never {
		t.Errorf("override %+v, computed since %v: reason and rule must both stay visible", r.Override, r.RegularSince)
	}
}

func TestNoticeEndAndReopening(t *testing.T) {
	h := paramsOf(t, Preset(Bakery, start))
	days := every(7, 14)
	last := days[13].Day
	notice := Act{last.Add(3), ActNotice, "zieht um"}
	r := Walk(days, []Act{notice}, h, cal.Calendar{})
	if r.StandingOn(notice.Day) != Cancelled || r.ActivityOn(notice.Day) != Lost {
		t.Errorf("on notice %s and %s, want cancelled and lost", r.StandingOn(notice.Day), r.ActivityOn(notice.Day))
	}
	if r.StandingOn(notice.Day-1) != Regular || r.ActivityOn(notice.Day-1) != Active {
		t.Errorf("the day before %s and %s", r.StandingOn(notice.Day-1), r.ActivityOn(notice.Day-1))
	}
	back := append(append([]Occasion{}, days...), Occasion{Day: last.Add(20)})
	r = Walk(back, []Act{notice}, h, cal.Calendar{})
	if r.StandingOn(r.Last) != Repeat || r.ActivityOn(r.Last) != Regained || r.FormerOn(r.Last) != notice.Day {
		t.Errorf("who buys after notice is %s, %s, former since %v", r.StandingOn(r.Last), r.ActivityOn(r.Last), r.FormerOn(r.Last))
	}
	end := Act{last.Add(3), ActEnd, "fünf Schritte abgeschlossen"}
	r = Walk(back, []Act{end}, h, cal.Calendar{})
	if r.StandingOn(r.Last) != Ended {
		t.Errorf("service ended by us, then bought: %s, want ended until reopened", r.StandingOn(r.Last))
	}
	r = Walk(back, []Act{end, {last.Add(30), ActReopen, "neu vereinbart"}}, h, cal.Calendar{})
	if got := r.StandingOn(last.Add(30)); got != Regular {
		t.Errorf("reopened: %s, want regular", got)
	}
}

func drawHistory(r *rapid.T) ([]Occasion, []Act, ParamsHistory, cal.Calendar) {
	var days []Occasion
	mean := rapid.IntRange(1, 150).Draw(r, "mean")
	day := start
	for range rapid.IntRange(0, 40).Draw(r, "occasions") {
		days = append(days, Occasion{Day: day, Last: day, Orders: 1})
		gap := rapid.IntRange(1, 2*mean).Draw(r, "gap")
		if rapid.IntRange(0, 9).Draw(r, "long") == 0 {
			gap *= 20
		}
		day = day.Add(gap)
	}
	var acts []Act
	at := start
	for range rapid.IntRange(0, 3).Draw(r, "acts") {
		at = at.Add(rapid.IntRange(0, 500).Draw(r, "act gap"))
		kind := rapid.SampledFrom([]ActKind{ActSet, ActDeny, ActFree, ActEnd, ActNotice, ActReopen}).Draw(r, "act")
		acts = append(acts, Act{at, kind, "Grund"})
	}
	var rows []Params
	for range rapid.IntRange(1, 4).Draw(r, "versions") {
		p := Preset(rapid.SampledFrom([]Trade{Bakery, Dealer, Shop}).Draw(r, "trade"), start.Add(rapid.IntRange(-100, 2000).Draw(r, "valid")))
		rows = append(rows, p)
	}
	h, err := NewParamsHistory(rows...)
	if err != nil {
		r.Fatal(err)
	}
	var closed []cal.Date
	for i := range rapid.IntRange(0, 3).Draw(r, "closings") {
		from := start.Add(rapid.IntRange(0, 1500).Draw(r, "closed from"))
		for d := range rapid.IntRange(1, 40).Draw(r, "closed for") {
			closed = append(closed, from.Add(d+i))
		}
	}
	weekdays := rapid.SampledFrom([][]int{nil, {0}, {0, 1}}).Draw(r, "weekdays")
	return days, acts, h, cal.NewCalendar(weekdays, closed)
}

func TestActivityByComparisonIsTheRuleOnEveryDay(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days, _, h, c := drawHistory(r)
		if len(days) == 0 {
			return
		}
		res := Walk(days, nil, h, c)
		for range 30 {
			day := res.Last.Add(rapid.IntRange(0, 3000).Draw(r, "later"))
			want := res.Rhythm.JudgeWait(c.OpenDays(res.Last, day))
			got := res.ActivityOn(day)
			if got == Regained {
				got = Active
			}
			if got != want {
				r.Fatalf("on %v comparison says %s, the rule %s", day, got, want)
			}
		}
	})
}

func TestAWalkInPartsIsTheWalkInOne(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days, acts, h, c := drawHistory(r)
		w, rest := NewWalker(h, c), acts
		for _, o := range days {
			for len(rest) > 0 && rest[0].Day < o.Day {
				w.Act(rest[0])
				rest = rest[1:]
			}
			if rapid.Bool().Draw(r, "look in between") {
				w.Result()
			}
			w.Add(o.Day)
		}
		for _, a := range rest {
			w.Act(a)
		}
		full := Walk(days, acts, h, c)
		if part := w.Result(); !reflect.DeepEqual(part, full) {
			r.Fatalf("in parts\n%+v\nin one\n%+v", part, full)
		}
	})
}

// The same history told by day: on each day the state may only use what happened
// up to it. So a walk over the facts up to the day, looked at on that day, must
// agree with any other walk over facts up to an earlier day, looked at later,
// as long as nothing happened in between.
func TestStandingOfAQuietDayNeedsNoNewWalk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days, acts, h, c := drawHistory(r)
		if len(days) == 0 {
			return
		}
		cut := days[rapid.IntRange(0, len(days)-1).Draw(r, "cut")].Day
		upTo := func(day cal.Date) Result {
			var o []Occasion
			for _, v := range days {
				if v.Day <= day {
					o = append(o, v)
				}
			}
			var a []Act
			for _, v := range acts {
				if v.Day <= day {
					a = append(a, v)
				}
			}
			return Walk(o, a, h.Until(day), c)
		}
		early := upTo(cut)
		for d := cut; d < cut.Add(400); d++ {
			later := upTo(d)
			if later.Last != early.Last || len(h.Until(d).rows) != len(h.Until(cut).rows) {
				return
			}
			for _, a := range acts {
				if a.Day > cut && a.Day <= d {
					return
				}
			}
			if later.StandingOn(d) != early.StandingOn(d) || later.ActivityOn(d) != early.ActivityOn(d) || later.FormerOn(d) != early.FormerOn(d) {
				r.Fatalf("on %v: %s %s by the new walk, %s %s by comparison", d, later.StandingOn(d), later.ActivityOn(d), early.StandingOn(d), early.ActivityOn(d))
			}
		}
	})
}

// Standing knows purchases and time only: no amount changes it.
func TestStandingDoesNotDependOnAmounts(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		days, acts, h, c := drawHistory(r)
		want := Walk(days, acts, h, c)
		for i := range days {
			days[i].Net = money.Cents(rapid.Int64Range(-1e6, 1e9).Draw(r, "net"))
			days[i].Orders = rapid.IntRange(1, 9).Draw(r, "orders")
		}
		if got := Walk(days, acts, h, c); !reflect.DeepEqual(got, want) {
			r.Fatalf("with other amounts\n%+v\ninstead of\n%+v", got, want)
		}
	})
}

func BenchmarkWalk20(b *testing.B) {
	h, err := NewParamsHistory(Preset(Dealer, start))
	if err != nil {
		b.Fatal(err)
	}
	c := cal.NewCalendar([]int{0}, []cal.Date{start.Add(40), start.Add(100)})
	days := every(45, 20)
	b.ReportAllocs()
	for b.Loop() {
		Walk(days, nil, h, c)
	}
}
