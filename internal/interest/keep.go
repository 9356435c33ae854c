package interest

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Forget removes everything about customers who are deleted.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range []string{"evidence-forget", "current-forget", "question-forget", "preference-forget", "quiet-forget"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("forget the interests of customers: %w", err)
		}
	}
	return nil
}

// Movings are the tables that follow a customer when two records become one; the rows
// computed from them follow by [Refresh] of both.
func Movings() []row.Moving {
	move := func(name string) row.Moving {
		return row.Move("interest_"+name, statements.Get(name+"-relink"), statements.Get(name+"-unlink"))
	}
	return []row.Moving{move("evidence"), move("preference"), move("quiet")}
}
