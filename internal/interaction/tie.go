package interaction

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Tie joins a contact with what it is about.
type Tie struct {
	Talk int64    // the contact
	Day  cal.Date // of the contact
	Link
}

func (t *Tie) fields() []any { return []any{&t.Talk, &t.Day, &t.Subject, &t.ID} }

// TiesOf returns what some contacts are about.
func TiesOf(ctx context.Context, q store.Querier, talks []int64) ([]Tie, error) {
	if len(talks) == 0 {
		return nil, nil
	}
	return store.All(ctx, q, interactionSQL.Get("interaction-ties-of"), (*Tie).fields, store.List(talks))
}

// TiesTo returns the contacts that are about some things of a kind, the oldest first.
func TiesTo(ctx context.Context, q store.Querier, subject string, ids []int64) ([]Tie, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return store.All(ctx, q, interactionSQL.Get("interaction-ties-to"), (*Tie).fields, store.List(ids), subject)
}
