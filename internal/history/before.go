package history

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Before returns at most limit changes of a subject, newest first: those before the
// instant day, and those of [day, next) with an id below id. So a stream of days goes on
// behind an entry of one day.
func Before(ctx context.Context, db store.Querier, subject string, subjectID int64, day, next cal.Instant, id int64, limit int) ([]Entry, error) {
	list, err := store.All(ctx, db, statements.Get("before"), (*Entry).fields, subject, subjectID, next, day, id, limit)
	if err != nil {
		return nil, fmt.Errorf("read the history of %s %d: %w", subject, subjectID, err)
	}
	return list, nil
}
