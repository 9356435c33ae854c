package sales

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// RenameDocuments gives the documents of a customer the keys that name returns, for
// those that were made up from who he is. It is part of deleting him.
func RenameDocuments(ctx context.Context, tx *store.Tx, customer int64, name func(source, document string) string) error {
	type row struct {
		id               int64
		source, document string
	}
	list, err := store.All(ctx, tx, salesSQL.Get("sales-keys-of"), func(r *row) []any { return []any{&r.id, &r.source, &r.document} }, customer)
	if err != nil {
		return fmt.Errorf("rename the documents of customer %d: %w", customer, err)
	}
	for _, r := range list {
		if now := name(r.source, r.document); now != r.document {
			if _, err := tx.Exec(ctx, salesSQL.Get("sales-set-key"), r.id, now); err != nil {
				return fmt.Errorf("rename order %d: %w", r.id, err)
			}
		}
	}
	return nil
}
