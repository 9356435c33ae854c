package survey

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Form is how a question is answered.
type Form string

// The forms; the texts are stored keys.
const (
	Scale  Form = "scale"  // much worse to much better, 1 to 5
	Degree Form = "degree" // not at all to very much, 1 to 5
	YesNo  Form = "yesno"  // 1 no, 2 yes
	Three  Form = "three"  // 1 no, 2 partly, 3 yes
	Often  Form = "often"  // 1 too seldom, 2 just right, 3 too often
	Eleven Form = "eleven" // 0 to 10
	Text   Form = "text"
)

// marksOf are the lowest and the highest mark of a form; text has none.
var marksOf = map[Form][2]int{Scale: {1, 5}, Degree: {1, 5}, YesNo: {1, 2}, Three: {1, 3}, Often: {1, 3}, Eleven: {0, 10}}

// Marks are the marks of a form in their order.
func (f Form) Marks() []int {
	span, ok := marksOf[f]
	if !ok {
		return nil
	}
	list := make([]int, 0, span[1]-span[0]+1)
	for m := span[0]; m <= span[1]; m++ {
		list = append(list, m)
	}
	return list
}

// Question is one question of a survey; the key names its words.
type Question struct {
	Key  string
	Form Form
}

// The questions (domain 4.1 to 4.6). Core is the first of every set but the single tap of those
// who like it simple; Open closes every survey and is not counted.
var (
	Core      = Question{"core", Scale} // compared with what was expected, after use
	Fit       = Question{"fit", YesNo}
	TakenUp   = Question{"taken_up", Degree}
	Next      = Question{"next", Text}
	Worth     = Question{"worth", Three}
	Delighted = Question{"delighted", Text}
	Ordinary  = Question{"ordinary", Text}
	First     = Question{"first", Text}
	Cared     = Question{"cared", Degree}
	Better    = Question{"better", Text}
	Data      = Question{"data", Three}
	Topics    = Question{"topics", Text}
	Rhythm    = Question{"rhythm", Often}
	Kept      = Question{"kept", YesNo}
	Recommend = Question{"recommend", Eleven}
	Open      = Question{"open", Text}
	Benefit   = Question{"benefit", Degree} // for what he gives
	Liked     = Question{"liked", Degree}   // attitude, apart from satisfaction
	Trust     = Question{"trust", Degree}
	Stay      = Question{"stay", Degree} // would choose us again
)

// chained are the items of the chain from benefit to value that a survey of somebody takes up
// where his set leaves room, two at most: another two the next time.
var chained = [][2]Question{{Benefit, Liked}, {Liked, Stay}, {Trust, Benefit}, {Liked, Trust}, {Stay, Trust}, {Benefit, Stay}}

// Questions lists all questions, as the code book of an export does.
var Questions = []Question{Core, Fit, TakenUp, Next, Worth, Delighted, Ordinary, First, Cared, Better, Data, Topics, Rhythm, Kept, Benefit, Liked, Trust, Stay, Recommend, Open}

// MaxQuestions is how many questions a survey has at most, without the open one.
const MaxQuestions = 4

var sets = map[kind.Kind][]Question{
	kind.Exchange:  {Fit},
	kind.Partner:   {Core, TakenUp, Next, Worth},
	kind.Special:   {Core, Delighted, Ordinary, First},
	kind.Attached:  {Core, Cared, Better, Data},
	kind.Informed:  {Core, Topics, Rhythm},
	kind.Demanding: {Core, Kept},
	kind.Unknown:   {Core, Cared},
}

// loyal are the kinds whom one may ask whether they would recommend us: not those who like it
// simple, nor those who want news and no bond.
func loyal(k kind.Kind) bool { return k != kind.Exchange && k != kind.Informed }

// Set is what somebody of a kind is asked, the open question last. short asks the core question
// alone; recommend adds the recommendation where there is room and the kind bears it. turn, the
// id of his link, tells which items of the chain are taken up where there still is room.
func Set(k kind.Kind, short, recommend bool, turn int64) []Question {
	list := slices.Clone(sets[min(k, kind.Unknown)])
	if short && k != kind.Exchange {
		list = []Question{Core}
	}
	if recommend && loyal(k) && len(list) < MaxQuestions {
		list = append(list, Recommend)
	}
	if !short && k != kind.Exchange {
		for _, q := range chained[turn%int64(len(chained))] {
			if len(list) < MaxQuestions {
				list = append(list, q)
			}
		}
	}
	return append(list, Open)
}

// AnonymousSet is what everybody is asked on the one link of an anonymous survey.
func AnonymousSet(short, recommend bool) []Question {
	list := []Question{Core}
	if !short {
		list = append(list, Cared)
	}
	if recommend {
		list = append(list, Recommend)
	}
	return append(list, Open)
}

// Low reports whether an answer asks for a reaction: worse than expected, the promise not kept,
// not everything right, not in good hands, or not to be relied on.
func Low(marks map[string]int) bool {
	below := func(q Question, most int) bool {
		m, ok := marks[q.Key]
		return ok && m <= most
	}
	return below(Core, 2) || below(Kept, 1) || below(Fit, 1) || below(Cared, 2) || below(Trust, 2)
}
