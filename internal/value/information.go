package value

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/money"
)

// InformationRule names the version of the rule.
const InformationRule = "information/1"

// Information is what a customer's suggestions are worth: the effect that the firm estimates
// for one year, of those that were adopted. It is indirect and stands beside his margins,
// never in them. What was not adopted is worth no money and counts for thanks all the same.
type Information struct {
	Ideas     int // suggestions
	Open      int
	Adopted   int
	Declined  int
	Estimated int // adopted, with an effect that somebody estimated
	Shared    int // had by another customer too; half of their effect counts
	// References are those that hold; their worth, 0 unless the firm says more, is in the sums.
	References int
	Low        money.Cents
	Mid        money.Cents
	High       money.Cents
}

// Known tells whether there is anything to tell.
func (i *Information) Known() bool { return i.Ideas > 0 || i.References > 0 }

// InformationOf sums up the ideas of a customer as they stood at the end of a day. Of an effect
// that two gave the first one gets the odd cent.
func InformationOf(ideas []feedback.Idea, customer int64, day cal.Date) (sum Information) {
	for n := range ideas {
		i := &ideas[n]
		share := i.Share(customer)
		if share == 0 || i.Day > day || i.Kind == feedback.Praise {
			continue
		}
		state := i.On(day)
		if i.Kind == feedback.Reference {
			if state == feedback.Adopted {
				sum.References++
				sum.add(i, share, customer)
			}
			continue
		}
		sum.Ideas++
		if share < feedback.Whole {
			sum.Shared++
		}
		switch state {
		case feedback.Open:
			sum.Open++
		case feedback.Declined:
			sum.Declined++
		case feedback.Adopted:
			sum.Adopted++
			if i.Estimated() {
				sum.Estimated++
			}
			sum.add(i, share, customer)
		}
	}
	return sum
}

// add adds the part of an effect that counts for a customer.
func (i *Information) add(idea *feedback.Idea, share int, customer int64) {
	part := func(whole money.Cents) money.Cents {
		if share == feedback.Whole {
			return whole
		}
		half := whole / 2
		if idea.Customer == customer {
			half = whole - half
		}
		return half
	}
	i.Low, i.Mid, i.High = i.Low+part(idea.Low), i.Mid+part(idea.Mid), i.High+part(idea.High)
}
