package intake

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/customer"
)

// mergedNumbers returns the numbers under which the source still knows customers who
// were merged into others; they are read once.
func (a *application) mergedNumbers(ctx context.Context) (map[string]customer.Via, error) {
	if a.merged != nil {
		return a.merged, nil
	}
	list, err := customer.MergedAliases(ctx, a.tx, a.source)
	a.merged = list
	return list, err
}

// arrived notes which new rows came under such a number: they are his again when the
// merge is undone. numbers and ids stand side by side, subject is the table's name.
func (a *application) arrived(ctx context.Context, subject string, numbers []string, ids []int64) error {
	merged, err := a.mergedNumbers(ctx)
	if err != nil || len(merged) == 0 {
		return err
	}
	for i, number := range numbers {
		if via, ok := merged[number]; ok {
			if err := customer.NoteArrivals(ctx, a.tx, via.MergedID, subject, ids[i]); err != nil {
				return err
			}
		}
	}
	return nil
}
