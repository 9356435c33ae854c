package referral

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Named is a recommendation with how its other end is called.
type Named struct {
	Referral
	Name string // what stands in lists: the name, or the number of who has none
}

func shown(name, number string) string {
	if name == "" {
		return number
	}
	return name
}

// Given returns who recommended a customer, the largest share first.
func Given(ctx context.Context, q store.Querier, id int64) ([]Named, error) {
	return named(ctx, q, "referral-given", id)
}

func named(ctx context.Context, q store.Querier, statement string, args ...any) ([]Named, error) {
	type found struct {
		Named
		number string
	}
	rows, err := store.All(ctx, q, statements.Get(statement), func(f *found) []any {
		return append(row.Scan(&f.Referral), &f.Name, &f.number)
	}, args...)
	if err != nil {
		return nil, fmt.Errorf("read recommendations: %w", err)
	}
	list := make([]Named, len(rows))
	for i := range rows {
		list[i] = Named{rows[i].Referral, shown(rows[i].Name, rows[i].number)}
	}
	return list, nil
}

// Branch is one who was recommended, with those whom he recommended in turn.
type Branch struct {
	Named
	Below []Branch
}

// Tree returns whom a customer recommended, and whom those recommended, down to depth
// levels and at most limit people, the earliest first. cut tells that there are more. One
// who was recommended by several stands below each.
func Tree(ctx context.Context, q store.Querier, id int64, depth, limit int) (tree []Branch, cut bool, err error) {
	made, level, count := map[int64][]Named{}, []int64{id}, 0
	for range depth {
		if len(level) == 0 || cut {
			break
		}
		list, err := named(ctx, q, "referral-made", store.List(level), limit-count+1)
		if err != nil {
			return nil, false, err
		}
		if len(list) > limit-count {
			list, cut = list[:limit-count], true
		}
		level = level[:0]
		for i := range list {
			r := list[i]
			if made[r.Referrer] = append(made[r.Referrer], r); !told(made, r.Referred) {
				level = append(level, r.Referred)
			}
			count++
		}
	}
	if !cut && len(level) > 0 {
		further, err := named(ctx, q, "referral-made", store.List(level), 1)
		if err != nil {
			return nil, false, err
		}
		cut = len(further) > 0
	}
	return grow(made, id, depth), cut, nil
}

// told reports whether whom somebody recommended is known already.
func told(made map[int64][]Named, id int64) bool { _, known := made[id]; return known }

// grow makes the tree below one customer; depth bounds it whatever the rows say.
func grow(made map[int64][]Named, id int64, depth int) []Branch {
	if depth == 0 {
		return nil
	}
	var list []Branch
	for _, r := range made[id] {
		list = append(list, Branch{r, grow(made, r.Referred, depth-1)})
	}
	return list
}

// Pair is a recommendation with how both ends are called.
type Pair struct {
	Referral
	ReferredName, ReferrerName string
}

// Before returns the recommendations in which a customer stands, at either end, newest
// first: those of a known day before day, and those of day with an id below id.
func Before(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Pair, error) {
	if none, err := store.Empty(ctx, q, "referral"); none || err != nil {
		return nil, err
	}
	type found struct {
		Pair
		numbers [2]string
	}
	rows, err := store.All(ctx, q, statements.Get("referral-before"), func(f *found) []any {
		return append(row.Scan(&f.Referral), &f.ReferredName, &f.numbers[0], &f.ReferrerName, &f.numbers[1])
	}, customer, day, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read the recommendations of customer %d: %w", customer, err)
	}
	list := make([]Pair, len(rows))
	for i := range rows {
		f := &rows[i]
		list[i] = Pair{f.Referral, shown(f.ReferredName, f.numbers[0]), shown(f.ReferrerName, f.numbers[1])}
	}
	return list, nil
}

// Each calls fn with the recommendations of the customers in [from, to), by customer and
// id. An error of fn ends the reading.
func Each(ctx context.Context, q store.Querier, from, to int64, fn func(*Referral) error) error {
	if none, err := store.Empty(ctx, q, "referral"); none || err != nil {
		return err
	}
	return store.Each(ctx, q, statements.Get("referral-each"), row.Scan[Referral], fn, from, to)
}

// Having returns those of some customers who recommended or were recommended.
func Having(ctx context.Context, q store.Querier, ids []int64) ([]int64, error) {
	if none, err := store.Empty(ctx, q, "referral"); none || err != nil {
		return nil, err
	}
	list, err := store.All(ctx, q, statements.Get("referral-having"), func(id *int64) []any { return []any{id} }, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("look for customers with recommendations: %w", err)
	}
	return list, nil
}
