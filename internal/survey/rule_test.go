package survey_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/survey"
)

func keys(set []survey.Question) (list []string) {
	for _, q := range set {
		list = append(list, q.Key)
	}
	return list
}

func TestQuestionsByKind(t *testing.T) {
	for _, c := range []struct {
		name             string
		kind             kind.Kind
		short, recommend bool
		want             []string
	}{
		{"who likes it simple is asked one thing", kind.Exchange, false, true, []string{"fit", "open"}},
		{"who thinks along is asked four, and there is no room for a fifth", kind.Partner, false, true, []string{"core", "taken_up", "next", "worth", "open"}},
		{"who looks for the special", kind.Special, false, false, []string{"core", "delighted", "ordinary", "first", "open"}},
		{"who is personally attached", kind.Attached, false, false, []string{"core", "cared", "better", "data", "open"}},
		{"who wants to stay in the picture is never asked to recommend", kind.Informed, false, true, []string{"core", "topics", "rhythm", "benefit", "open"}},
		{"who expects much is asked whether we kept to it", kind.Demanding, false, true, []string{"core", "kept", "recommend", "benefit", "open"}},
		{"not yet clear", kind.Unknown, false, true, []string{"core", "cared", "recommend", "benefit", "open"}},
		{"two items of the chain where there is room", kind.Unknown, false, false, []string{"core", "cared", "benefit", "liked", "open"}},
		{"after use the core question alone", kind.Partner, true, false, []string{"core", "open"}},
		{"short stays one tap for who likes it simple", kind.Exchange, true, false, []string{"fit", "open"}},
	} {
		if got := keys(survey.Set(c.kind, c.short, c.recommend, 6)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for k := kind.Exchange; k <= kind.Unknown; k++ {
		for _, short := range []bool{true, false} {
			set := survey.Set(k, short, true, 3)
			if n := len(set); n > survey.MaxQuestions+1 || set[n-1] != survey.Open {
				t.Errorf("%v: %v", k, keys(set))
			}
			if k != kind.Exchange && set[0] != survey.Core {
				t.Errorf("%v begins with %v", k, set[0])
			}
		}
	}
	if got := keys(survey.AnonymousSet(false, true)); !slices.Equal(got, []string{"core", "cared", "recommend", "open"}) {
		t.Error(got)
	}
}

// TestEveryItemOfTheChainHasItsTurn: over the links of a survey all of them are asked, and each
// pair that a link of the chain needs from one person comes up.
func TestEveryItemOfTheChainHasItsTurn(t *testing.T) {
	asked, pairs := map[string]int{}, map[string]bool{}
	for turn := range int64(60) {
		set := keys(survey.Set(kind.Unknown, false, false, turn))
		one, two := set[2], set[3]
		asked[one]++
		asked[two]++
		pairs[min(one, two)+" "+max(one, two)] = true
	}
	if len(asked) != 4 || len(pairs) != 6 || !pairs["liked stay"] {
		t.Errorf("asked %v, together %v", asked, pairs)
	}
	for item, n := range asked {
		if n != 30 {
			t.Errorf("%s is asked %d times of 60", item, n)
		}
	}
}

func TestWhoIsAsked(t *testing.T) {
	day := cal.MustParse("2026-11-23")
	free := survey.Person{Kind: kind.Attached, Asked: cal.Earliest}
	with := func(change func(*survey.Person)) survey.Person {
		p := free
		change(&p)
		return p
	}
	for _, c := range []struct {
		name string
		p    survey.Person
		tap  bool
		want survey.Reason
	}{
		{"nothing stands against it", free, false, survey.Free},
		{"a household", with(func(p *survey.Person) { p.Nobody = true }), false, survey.Nobody},
		{"an objection", with(func(p *survey.Person) { p.Barred = true }), true, survey.Barred},
		{"an open complaint", with(func(p *survey.Person) { p.Complains = true }), true, survey.Complains},
		{"a strained phase", with(func(p *survey.Person) { p.Strained = true }), true, survey.Strained},
		{"who likes it simple gets no sheet", with(func(p *survey.Person) { p.Kind = kind.Exchange }), false, survey.Simple},
		{"but one tap at the counter", with(func(p *survey.Person) { p.Kind = kind.Exchange }), true, survey.Free},
		{"once a year: the last day of it", with(func(p *survey.Person) { p.Kind, p.Asked = kind.Exchange, day.Add(-364) }), true, survey.Recent},
		{"once a year: the day after", with(func(p *survey.Person) { p.Kind, p.Asked = kind.Exchange, day.Add(-365) }), true, survey.Free},
		{"59 days after another survey", with(func(p *survey.Person) { p.Asked = day.Add(-59) }), false, survey.Recent},
		{"60 days after another survey", with(func(p *survey.Person) { p.Asked = day.Add(-60) }), false, survey.Free},
		{"has a link of this one", with(func(p *survey.Person) { p.InWave = true }), false, survey.Twice},
		{"the weightiest reason is told", with(func(p *survey.Person) { p.InWave, p.Complains, p.Strained = true, true, true }), false, survey.Complains},
	} {
		if got := survey.May(c.p, day, c.tap); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

func TestLowAnswers(t *testing.T) {
	for _, c := range []struct {
		marks map[string]int
		want  bool
	}{
		{map[string]int{"core": 2}, true},
		{map[string]int{"core": 3}, false},
		{map[string]int{"kept": 1}, true},
		{map[string]int{"kept": 2}, false},
		{map[string]int{"fit": 1}, true},
		{map[string]int{"fit": 2}, false},
		{map[string]int{"core": 5, "cared": 2}, true},
		{map[string]int{"cared": 3}, false},
		{map[string]int{"recommend": 0}, false},
		{nil, false},
	} {
		if got := survey.Low(c.marks); got != c.want {
			t.Errorf("%v: %v", c.marks, got)
		}
	}
}

func near(t *testing.T, name string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s: %.4f, not %.4f", name, got, want)
	}
}

// The two figures of domain 6.6.
func TestNetIsShownWithItsMargin(t *testing.T) {
	small, large := survey.NetOf(20, 12, 8), survey.NetOf(120, 40, 40)
	near(t, "net of 40", small.Value, .30, 1e-12)
	near(t, "margin of 40", small.Margin, .24, .005)
	near(t, "net of 200", large.Value, .40, 1e-12)
	near(t, "margin of 200", large.Margin, .11, .005)
	if survey.NetOf(4, 0, 0).Shown() || !survey.NetOf(5, 0, 0).Shown() {
		t.Error("the floor is five")
	}
}

func TestShareOfWilson(t *testing.T) {
	s := survey.ShareOf(8, 10) // known values of the Wilson interval
	near(t, "low", s.Low, .4902, .0005)
	near(t, "high", s.High, .9433, .0005)
	if none := survey.ShareOf(0, 0); none.Low != 0 || none.High != 1 || none.Shown() {
		t.Errorf("%+v", none)
	}
	if all := survey.ShareOf(5, 5); all.High != 1 || all.Low < .5 || all.Low > .6 {
		t.Errorf("%+v", all)
	}
}

func many(k kind.Kind, marks ...int) (list []survey.Mark) {
	for _, m := range marks {
		list = append(list, survey.Mark{Kind: k, Marks: map[string]int{"core": m}})
	}
	return list
}

// Whoever answers more often does not move the total: it is weighted by the mix of customers.
func TestTotalAtAFixedMix(t *testing.T) {
	content, not := many(kind.Attached, 4, 4, 5, 5, 3, 4), many(kind.Partner, 2, 2, 1, 2, 4, 2)
	mix := map[kind.Kind]int{kind.Attached: 50, kind.Partner: 50}
	once := survey.Evaluate(append(slices.Clone(content), not...), nil, mix)
	more := survey.Evaluate(slices.Concat(content, content, content, not), nil, mix)
	near(t, "the total stays", more.Total.Value, once.Total.Value, 1e-12)
	near(t, "half of each", once.Total.Value, (1+1./6)/2, 1e-12)
	if more.All.Core().Met().Value <= once.All.Core().Met().Value {
		t.Error("unweighted it would have moved")
	}
	if once.Misses != 5 || once.Total.Low >= once.Total.Value || once.Total.High <= once.Total.Value {
		t.Errorf("%+v", once)
	}
	few := survey.Evaluate(append(slices.Clone(content), many(kind.Partner, 1, 1, 1, 1)...), nil, mix)
	if few.Left != 1 || few.Total.Value != 1 {
		t.Errorf("a kind with four answers: left %d, total %v", few.Left, few.Total.Value)
	}
	if none := survey.Evaluate(nil, nil, mix); none.Total.N != 0 || none.Total.Value != 0 {
		t.Errorf("%+v", none.Total)
	}
	without := survey.Evaluate(content, map[kind.Kind]int{kind.Attached: 9}, nil)
	near(t, "without a mix those asked stand for it", without.Total.Value, 1, 1e-12)
}
