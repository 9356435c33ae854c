package team

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// formDays is how long a sent form is remembered.
const formDays = 2

// Send notes that a user sends a form, named by what its page carried. first is false
// when he sent the same one before: nothing is to be made then, and made is what it made,
// 0 if nothing was kept. A second request waits here until the first one's transaction is
// over.
func Send(ctx context.Context, tx *store.Tx, user int64, form string, at cal.Instant) (made int64, first bool, err error) {
	n, err := tx.Exec(ctx, statements.Get("send-form"), user, form, at)
	if err != nil {
		return 0, false, fmt.Errorf("note the form: %w", err)
	}
	if n == 1 {
		return 0, true, nil
	}
	made, err = store.Value[int64](ctx, tx, statements.Get("sent-form"), user, form)
	return made, false, err
}

// Made keeps what a form that was sent has made.
func Made(ctx context.Context, tx *store.Tx, user int64, form string, id int64) error {
	_, err := tx.Exec(ctx, statements.Get("made-by-form"), user, form, id)
	return err
}
