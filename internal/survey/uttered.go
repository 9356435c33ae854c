package survey

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Uttered tells how many of the dissatisfied say so by themselves (articulation, domain 3.7).
type Uttered struct {
	Spoken  int // complaints that nobody had to ask for
	Silent  int // low answers of people who had not complained
	Answers int // all answers of the time; without any, nothing is known of the silent
}

// Share is that of the spoken among the dissatisfied, with its margin.
func (u Uttered) Share() Share { return ShareOf(u.Spoken, u.Spoken+u.Silent) }

// UtteredIn counts the days from one until another, of complaints in that time. Somebody who
// complained by himself in it is not among the silent, whatever he answered; anonymous low
// answers are, for nobody can tell.
func UtteredIn(ctx context.Context, q store.Querier, from, until cal.Date, complaints int) (u Uttered, err error) {
	u.Spoken = complaints
	if none, err := store.Empty(ctx, q, "survey_answer"); none || err != nil {
		return u, err
	}
	type answer struct {
		marks         string
		asked, spoken int64
	}
	err = store.Each(ctx, q, statements.Get("uttered"), func(a *answer) []any { return []any{&a.marks, &a.asked, &a.spoken} }, func(a *answer) error {
		var marks map[string]int
		if err := json.Unmarshal([]byte(a.marks), &marks); err != nil {
			return err
		}
		u.Answers++
		if a.asked > 0 {
			u.Spoken-- // nobody said it by himself
		}
		if Low(marks) && a.spoken == 0 {
			u.Silent++
		}
		return nil
	}, from, until)
	if err != nil {
		return u, fmt.Errorf("count who is dissatisfied and says nothing: %w", err)
	}
	u.Spoken = max(u.Spoken, 0)
	return u, nil
}
