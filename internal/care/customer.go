package care

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// WaitsFor reports whether a line about a customer waits on a user's list of the day, so
// that a page about one customer need not read the whole list. A line whose condition has
// vanished since counts as waiting; [List] strikes it.
func WaitsFor(ctx context.Context, q store.Querier, user int64, day cal.Date, customer int64) (bool, error) {
	n, err := store.Value[int](ctx, q, sql.Get("planned-for"), user, day, customer)
	if err != nil {
		return false, fmt.Errorf("line of customer %d: %w", customer, err)
	}
	return n > 0, nil
}
