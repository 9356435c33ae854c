package intake

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// Forget removes what the undo log keeps about customers who are deleted: their former
// and new fields. Taking back such an import then leaves them alone. Call
// [Eraser.Erase] before their rows go.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, id := range ids {
		if _, err := tx.Exec(ctx, statements.Get("forget-customer"), id); err != nil {
			return fmt.Errorf("forget what imports said of customer %d: %w", id, err)
		}
	}
	return nil
}
