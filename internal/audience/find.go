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
	where, err := c.Compile(r, day, parameters(&args))
	if err != nil {
		return 0, err
	}
	text := "SELECT count(*) FROM insight_card k"
	if where != "" {
		text += " WHERE " + where
	}
	n, err := store.Value[int64](ctx, db, store.New("audience-count", text), args...)
	if err != nil {
		return 0, fmt.Errorf("count a target group: %w", err)
	}
	return n, nil
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
