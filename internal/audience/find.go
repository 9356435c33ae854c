package audience

import (
	"context"
	"fmt"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Count returns how many persons and firms fulfil r on day.
func (c Catalogue) Count(ctx context.Context, db store.Querier, r Rule, day cal.Date) (int64, error) {
	var args []any
	arg := parameters(&args)
	where, err := c.Compile(r, day, arg)
	if err != nil {
		return 0, err
	}
	from := "insight_card k"
	if db.Dialect() == store.SQLite && where != "" {
		if from, err = c.start(ctx, db, r, day, arg); err != nil {
			return 0, fmt.Errorf("count a target group: %w", err)
		}
	}
	text := "SELECT count(*) FROM " + from
	if where != "" {
		text += " WHERE " + where
	}
	n, err := counted(ctx, db, text, args)
	if err != nil {
		return 0, fmt.Errorf("count a target group: %w", err)
	}
	return n, nil
}

// counted is the number that a statement finds. A count may take long, so unlike a
// [store.Value] it ends with ctx.
func counted(ctx context.Context, db store.Querier, text string, args []any) (n int64, err error) {
	list, err := store.AllText(ctx, db, text, func(n *int64) []any { return []any{n} }, args...)
	if len(list) > 0 {
		n = list[0]
	}
	return n, err
}

// fewCards is up to how many cards are looked up one by one; a larger part of them is
// found sooner by reading the index of figures whole, which takes a fifth of a
// microsecond for each.
const fewCards = 10_000

// start is where SQLite begins to count: with the condition that the fewest fulfil, or
// with the index of figures. SQLite itself knows of no value how many have it.
func (c Catalogue) start(ctx context.Context, db store.Querier, r Rule, day cal.Date, arg func(any) string) (string, error) {
	const cards = "insight_card k"
	if c.price(r) > moderate {
		return cards, nil
	}
	rules := r.All
	if len(rules) == 0 {
		rules = []Rule{r}
	}
	best, fewest := -1, int64(fewCards)
	for i, sub := range rules {
		f, ok := c.Field(sub.Field)
		if !ok || f.known == "" || sub.Op == Known || sub.Op == Unknown {
			continue
		}
		var args []any
		where, err := c.Compile(sub, day, parameters(&args))
		if err != nil {
			return "", err
		}
		n, err := counted(ctx, db, "SELECT count(*) FROM (SELECT 1 FROM insight_card k WHERE "+where+" LIMIT "+strconv.FormatInt(fewest, 10)+")", args)
		if err != nil {
			return "", err
		}
		if n < fewest {
			best, fewest = i, n
		}
	}
	if best < 0 {
		return cards + " INDEXED BY insight_card_figures", nil
	}
	where, err := c.Compile(rules[best], day, arg)
	if err != nil {
		return "", err
	}
	return "(SELECT k.customer_id FROM insight_card k WHERE " + where + ") few CROSS JOIN insight_card k ON k.customer_id = few.customer_id", nil
}

// IDs returns up to limit customers behind the id after that fulfil r on day, by id. It
// serves bulk acts and exports, which go through all of them in parts.
func (c Catalogue) IDs(ctx context.Context, db store.Querier, r Rule, day cal.Date, after int64, limit int) ([]int64, error) {
	var args []any
	arg := parameters(&args)
	where, err := c.Compile(r, day, arg)
	if err != nil {
		return nil, err
	}
	text := "SELECT k.customer_id FROM insight_card k WHERE k.customer_id > " + arg(after)
	if where != "" {
		text += " AND " + where
	}
	text += " ORDER BY k.customer_id LIMIT " + strconv.Itoa(limit)
	ids, err := store.AllText(ctx, db, text, func(id *int64) []any { return []any{id} }, args...)
	if err != nil {
		return nil, fmt.Errorf("list a target group: %w", err)
	}
	return ids, nil
}

// parameters gathers values and names them in the order in which they come.
func parameters(args *[]any) func(any) string {
	return func(v any) string {
		*args = append(*args, v)
		return "$" + strconv.Itoa(len(*args))
	}
}
