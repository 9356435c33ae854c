package relationship

import (
	"context"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/store"
)

// BondRule names the version of the rule for balance, quality and strength.
const BondRule = "relationship/bond/2"

// The numbers of the rule.
const (
	bondMonths   = 24  // how far back is looked
	bondTalks    = 5   // contacts from which on the balance is known
	bondAnswers  = 2   // answers from which on the quality is known
	bondGaps     = 2   // own intervals from which on the rhythm is known
	bondYears    = 5.0 // years after which somebody has been there for long
	bondParts    = 3   // parts that must be known for a strength
	fairFrom     = 35  // percent of contacts begun by him between which the balance is even
	fairUntil    = 65
	halfOfPraise = 0.5 // each recommendation halves what is missing
)

// BondPart is a part of the strength of a relationship.
type BondPart string

// The parts, as they are told.
const (
	Tenure    BondPart = "tenure"
	Rhythm    BondPart = "rhythm"
	Balance   BondPart = "balance"
	Quality   BondPart = "quality"
	Referrals BondPart = "referrals"
)

// BondParts lists them.
var BondParts = []BondPart{Tenure, Rhythm, Balance, Quality, Referrals}

// Bond is what each side gives to a relationship, and how strong it is, as of a day.
type Bond struct {
	From, Day      cal.Date
	Theirs, Ours   int // contacts begun by the customer and by us
	Kept, KeptOurs int // promises kept by the customer and by us
	Ideas, Adopted int // suggestions, and those of them that were done
	Recommended    int
	Answers        int // answers after complaints and in surveys, and expectations of which it is known whether they were met
	Content        int // twice what was good of them, once what was partly good

	First    cal.Date // the first purchase; cal.Never without
	Gaps     int      // own intervals
	LateFrom cal.Date
	SleepAt  cal.Date // the day from which he counts as dormant
}

// BondOf reads what each side gives; what was before two years does not count.
func BondOf(ctx context.Context, q store.Querier, id int64, day cal.Date) (b Bond, err error) {
	b, _, err = store.One(ctx, q, statements.Get("bond"), func(b *Bond) []any {
		return []any{&b.Theirs, &b.Ours, &b.Kept, &b.KeptOurs, &b.Ideas, &b.Adopted, &b.Recommended, &b.Answers, &b.Content}
	}, id, day.AddMonths(-bondMonths), day)
	if err != nil {
		return b, fmt.Errorf("read what customer %d and we give: %w", id, err)
	}
	b.From, b.Day, b.First = day.AddMonths(-bondMonths), day, cal.Never
	life, found, err := lifecycle.GetRow(ctx, q, id)
	if err != nil || !found || life.Occasions == 0 {
		return b, err
	}
	b.First, b.Gaps, b.LateFrom, b.SleepAt = life.First, life.IntervalCount, life.LateFrom, life.DormantFrom
	return b, nil
}

// Heard adds answers to the quality, as those in surveys: content is twice what was good of them
// and once what was partly good.
func (b *Bond) Heard(answers, content int) {
	b.Answers, b.Content = b.Answers+answers, b.Content+content
}

// Begun is the part of the contacts that the customer began, 0 to 1; known is false with too
// few of them.
func (b *Bond) Begun() (share float64, known bool) {
	n := b.Theirs + b.Ours
	if n < bondTalks {
		return 0, false
	}
	return float64(b.Theirs) / float64(n), true
}

// Even reports whether both sides begin about as many contacts.
func (b *Bond) Even() bool {
	share, known := b.Begun()
	percent := math.Round(100 * share)
	return known && percent >= fairFrom && percent <= fairUntil
}

// Part is how much of a part there is, 0 to 1; known is false where the record does not tell.
func (b *Bond) Part(p BondPart) (value float64, known bool) {
	switch p {
	case Tenure:
		if b.First > b.Day {
			return 0, false
		}
		return math.Min(1, float64(b.Day.Sub(b.First))/365.25/bondYears), true
	case Rhythm:
		switch {
		case b.First > b.Day || b.Gaps < bondGaps:
			return 0, false
		case b.Day < b.LateFrom:
			return 1, true
		case b.Day >= b.SleepAt || b.SleepAt <= b.LateFrom:
			return 0, true
		}
		return float64(b.SleepAt.Sub(b.Day)) / float64(b.SleepAt.Sub(b.LateFrom)), true
	case Balance:
		share, known := b.Begun()
		return 1 - math.Abs(2*share-1), known
	case Quality:
		if b.Answers < bondAnswers {
			return 0, false
		}
		return float64(b.Content) / float64(2*b.Answers), true
	case Referrals:
		return 1 - math.Pow(halfOfPraise, float64(b.Recommended)), b.Recommended > 0
	}
	return 0, false
}

// Strength is the mean of the known parts, 0 to 100; ok is false with fewer than three.
func (b *Bond) Strength() (strength int, ok bool) {
	n, sum := 0, 0.0
	for _, p := range BondParts {
		if value, known := b.Part(p); known {
			n++
			sum += value
		}
	}
	if n < bondParts {
		return 0, false
	}
	return int(math.Round(100 * sum / float64(n))), true
}
