package survey

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Said is the last mark that a customer gave to a question; the zero Said is none.
type Said struct {
	Mark int
	Day  cal.Date
}

// Known reports whether he answered the question.
func (s Said) Known() bool { return s.Mark > 0 }

// LastSaid finds the last mark of a question among the answers of one customer, which stand the
// newest first.
func LastSaid(answers []Answer, q Question) Said {
	for i := range answers {
		if m, said := answers[i].Marks[q.Key]; said {
			return Said{Mark: m, Day: answers[i].Day}
		}
	}
	return Said{}
}

// counted is how often the same marks were given.
type counted struct {
	month string
	marks string
	n     int
}

func (c *counted) into(t *Tally, q Question) error {
	var marks map[string]int
	if err := json.Unmarshal([]byte(c.marks), &marks); err != nil {
		return fmt.Errorf("read marks: %w", err)
	}
	if m, said := marks[q.Key]; said {
		if t.Counts == nil {
			t.Counts = map[int]int{}
		}
		t.N += c.n
		t.Counts[m] += c.n
	}
	return nil
}

// MonthsOf tallies the core question by month (year*100+month), of the days from one until
// another; months without an answer are left out.
func MonthsOf(ctx context.Context, q store.Querier, from, until cal.Date) (map[int]*Tally, error) {
	if none, err := store.Empty(ctx, q, "survey_answer"); none || err != nil {
		return nil, err
	}
	months := map[int]*Tally{}
	err := store.Each(ctx, q, statements.Get("by-month"), func(c *counted) []any { return []any{&c.month, &c.marks, &c.n} }, func(c *counted) error {
		day, err := cal.Parse(c.month + "-01")
		if err != nil {
			return err
		}
		t := months[day.MonthKey()]
		if t == nil {
			t = &Tally{}
		}
		if err := c.into(t, Core); err != nil {
			return err
		}
		if t.N > 0 {
			months[day.MonthKey()] = t
		}
		return nil
	}, from, until)
	if err != nil {
		return nil, fmt.Errorf("read answers by month: %w", err)
	}
	return months, nil
}

// SaidInField tallies what customers of a field of the portfolio said since a day on satisfaction
// and on whether working together paid. The field is by customer value, or by what a year brought.
func SaidInField(ctx context.Context, q store.Querier, field int, year bool, since cal.Date) (content, paid Tally, err error) {
	if none, err := store.Empty(ctx, q, "survey_answer"); none || err != nil {
		return content, paid, err
	}
	name := "by-field"
	if year {
		name = "by-field-year"
	}
	err = store.Each(ctx, q, statements.Get(name), func(c *counted) []any { return []any{&c.marks, &c.n} }, func(c *counted) error {
		if err := c.into(&content, Core); err != nil {
			return err
		}
		return c.into(&paid, Worth)
	}, field, since)
	if err != nil {
		return content, paid, fmt.Errorf("read answers of a field: %w", err)
	}
	return content, paid, nil
}
