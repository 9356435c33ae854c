package customer

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// namedAtOnce is how many customers get their name in one transaction.
const namedAtOnce = 200

// AnyUnnamed reports whether somebody stands without a name and a number who is known by a
// card, an email address or a telephone: rows written before these became names.
func AnyUnnamed(ctx context.Context, q store.Querier) (bool, error) {
	list, err := unnamed(ctx, q, 1)
	return len(list) > 0, err
}

// NameUnnamed calls them by what is known of them, and returns how many they were.
func NameUnnamed(ctx context.Context, db *store.DB, by By) (n int, err error) {
	for {
		named := 0
		err := db.Update(ctx, func(tx *store.Tx) error {
			ids, err := unnamed(ctx, tx, namedAtOnce)
			if err != nil || len(ids) == 0 {
				return err
			}
			rows, err := Many(ctx, tx, ids)
			if err != nil {
				return err
			}
			list := make([]*Customer, 0, len(rows))
			for i := range rows {
				if Prepare(&rows[i], by.Region); rows[i].Name != "" {
					list = append(list, &rows[i])
				}
			}
			named = len(list)
			return rewrite(ctx, tx, by, list)
		})
		if err != nil {
			return n, fmt.Errorf("name who has no name: %w", err)
		}
		if n += named; named < namedAtOnce {
			return n, nil
		}
	}
}

func unnamed(ctx context.Context, q store.Querier, limit int) ([]int64, error) {
	return store.All(ctx, q, statements.Get("unnamed"), func(id *int64) []any { return []any{id} }, limit)
}
